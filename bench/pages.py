#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Measures what a page of Rådslag costs, beside nginx serving the same bytes as files.

usage: pages.py [--rounds N] [--seconds S] [--only NAME,…] [--methods N,…]
                [--binary PATH] [--json FILE]

Both servers run on core 0 with one thread, wrk on core 1 with 64 connections
(4 for a page over 1 MiB) that stay open. Each round asks both for every page, one right after the other,
so that what else the machine does falls on both. What counts is processor time
for each request, user and system, and its ratio: nginx's time divided by ours.
Absolute figures belong to one machine; the ratios travel better.

  --methods  how many methods the catalogue holds: 89 are the guide as it ships,
             more are copies of them, imported. With several numbers only the
             catalogue page is measured, once for each.
"""
import argparse
import csv
import html
import json
import os
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SERVER_CORE, LOAD_CORE = '0', '1'
CONNECTIONS, IDLE_CONNECTIONS = 64, 1000
LARGE_BYTES, LARGE_CONNECTIONS = 1024 * 1024, 4  # of a page, so that even a short round finishes some
TARGETS = {'catalogue': 0.10, 'asset': 0.8}
ANSWERS = ('change=yes&open=yes&purpose=deliberate-tradeoffs&level=dialogue&groups=general'
           '&people_max=200&weeks=26&cost=3&formats=in-person')

# What wrk prints at the end of a run.
WRK_REPORT = '''
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('REPORT {"requests": %d, "microseconds": %d, "failed": %d, "p50_us": %d, "p99_us": %d}\\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
'''

NGINX_CONF = '''
{user}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_timeout 600s;
  keepalive_requests 1000000000;
  default_type "text/html; charset=utf-8";
  client_body_temp_path {folder}/t1;
  proxy_temp_path {folder}/t2;
  fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4;
  scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port};
    root {folder}/www;
  }}
}}
'''


class Trouble(Exception):
    """Ends the run with a sentence for whoever started it."""


# ---- processes -------------------------------------------------------------------

class Processes:
    """What this run has started; all of it ends with it."""

    def __init__(self):
        self.running = []

    def start(self, command, **options):
        process = subprocess.Popen(['taskset', '-c', SERVER_CORE, *command], **options)
        self.running.append(process)
        return process

    def stop(self, process):
        self.running.remove(process)
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    def stop_all(self):
        for process in list(self.running):
            self.stop(process)


def run(command):
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if result.returncode:
        raise Trouble(f'{" ".join(command)} failed: {(result.stderr or result.stdout).strip()[-500:]}')


def children_of(pid):
    with open(f'/proc/{pid}/task/{pid}/children') as file:
        return [int(child) for child in file.read().split()]


def cpu_seconds(pid):
    """User and system time of all threads of a process, those that have ended too."""
    with open(f'/proc/{pid}/stat') as file:
        fields = file.read().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def rss_kb(pid):
    with open(f'/proc/{pid}/status') as file:
        return next(int(line.split()[1]) for line in file if line.startswith('VmRSS:'))


# ---- the two servers -------------------------------------------------------------

class Server:
    def __init__(self, name, port, pid):
        self.name, self.port, self.pid = name, port, pid

    def url(self, path):
        return f'http://127.0.0.1:{self.port}{path}'


def fetch(server, path):
    try:
        with urllib.request.urlopen(server.url(path), timeout=30) as reply:
            body = reply.read()
            if reply.status != 200 or not body or reply.geturl() != server.url(path):
                raise Trouble(f'{server.name} answered {path} with {reply.status} at {reply.geturl()}')
            return body
    except urllib.error.HTTPError as error:
        raise Trouble(f'{server.name} answered {path} with {error.code}') from error


def write_methods(folder, count):
    """The methods of the guide, and as many copies under other names as it takes."""
    with open(os.path.join(ROOT, 'content/methods.csv'), encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file))
    path = os.path.join(folder, 'methods.csv')
    with open(path, 'w', encoding='utf-8', newline='') as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        for i in range(count):
            row, copy = dict(rows[i % len(rows)]), i // len(rows) + 1
            if copy > 1:
                for name in row:
                    if name == 'id' or name.startswith('slug_'):
                        row[name] += f'-{copy}'
                    elif name.startswith('name_'):
                        row[name] += f' {copy}'
            writer.writerow(row)
    return path, len(rows)


def start_ours(processes, folder, binary, methods):
    config = os.path.join(folder, 'radslag.conf')
    with open(config, 'w', encoding='utf-8') as file:
        file.write(f'database = sqlite:{folder}/bench.db\n'
                   'log_level = warning\nloops = 1\nrequests_per_minute = 10000000\nmax_per_address = 1000000\n')
    run([binary, 'init', '--config', config])
    if methods:
        path, shipped = write_methods(folder, methods)
        if methods != shipped:
            run([binary, 'import', 'methods', path, '--config', config])
    process = processes.start([binary, 'serve', '--config', config, '--listen', '127.0.0.1:0'],
                              stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    port = re.search(r'http://127\.0\.0\.1:(\d+)/', line)
    if not port:
        raise Trouble(f'radslag serve did not start: {line}')
    return Server('radslag', int(port[1]), process.pid), process


def start_nginx(processes, folder, files):
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        port = free.getsockname()[1]
    www = os.path.join(folder, 'www')
    os.mkdir(www)
    for name, body in files.items():
        with open(os.path.join(www, name), 'wb') as file:
            file.write(body)
    config = os.path.join(folder, 'nginx.conf')
    with open(config, 'w', encoding='utf-8') as file:
        # As root the worker would become a user who may not look into the folder.
        file.write(NGINX_CONF.format(folder=folder, port=port, user='user root;' if os.geteuid() == 0 else ''))
    nginx = shutil.which('nginx') or '/usr/sbin/nginx'
    process = processes.start([nginx, '-p', folder, '-c', config, '-e', f'{folder}/nginx.log'])
    for _ in range(100):
        workers = children_of(process.pid)
        if workers:
            try:
                socket.create_connection(('127.0.0.1', port), 1).close()
                return Server('nginx', port, workers[0]), process
            except OSError:
                pass
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise Trouble(f'nginx did not start; its log: {open(f"{folder}/nginx.log").read()[-500:]}')


# ---- the pages -------------------------------------------------------------------

def first(pattern, page, what):
    found = re.search(pattern, page)
    if not found:
        raise Trouble(f'no {what} on the page; has its markup changed?')
    return html.unescape(found[1])


def in_main_language(server, path):
    """The address that the English page gives for itself in the portal's main language."""
    page = fetch(server, path).decode()
    return first(r'<a class="rl-lang" href="([^"]+)"', page, f'link to the other language of {path}')


def find_pages(server):
    catalogue = in_main_language(server, '/en/methods')
    page = fetch(server, catalogue).decode()
    return {
        'catalogue': catalogue,
        'filtered': first(r'<a href="([^"]*\?purpose=decide)"', page, 'filter'),
        'method': first(r'<h3><a href="([^"]+)"', page, 'method'),
        'result': in_main_language(server, f'/en/find-a-method/result?{ANSWERS}'),
        'start': '/',
        'asset': first(r'<link rel="stylesheet" href="([^"]+)"', page, 'style sheet'),
    }


# ---- measuring -------------------------------------------------------------------

def load(server, path, script, seconds, size):
    connections = CONNECTIONS if size < LARGE_BYTES else LARGE_CONNECTIONS
    before = cpu_seconds(server.pid)
    command = ['taskset', '-c', LOAD_CORE, 'wrk', '-t1', f'-c{connections}', f'-d{seconds}s', '--timeout', '30s',
               '-s', script, server.url(path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 90)
    cpu = cpu_seconds(server.pid) - before
    report = re.search(r'REPORT (.*)', result.stdout)
    if result.returncode or not report:
        raise Trouble(f'wrk failed: {result.stderr or result.stdout}')
    figures = json.loads(report[1])
    if figures['failed'] or not figures['requests']:
        raise Trouble(f'{server.name} failed {figures["failed"]} of {figures["requests"]} requests for {path}')
    return {'cpu_us': cpu * 1e6 / figures['requests'],
            'per_second': figures['requests'] * 1e6 / figures['microseconds'],
            'p50_ms': figures['p50_us'] / 1000, 'p99_ms': figures['p99_us'] / 1000}


def read_reply(connection):
    data = b''
    while b'\r\n\r\n' not in data:
        data += connection.recv(65536) or b'\r\n\r\n'
    head, _, body = data.partition(b'\r\n\r\n')
    length = re.search(rb'(?i)content-length: *(\d+)', head)
    if not length:
        raise Trouble('a connection was refused or its answer has no length')
    left = int(length[1]) - len(body)
    while left > 0:
        left -= len(connection.recv(65536))


def memory(server, path):
    """Resident memory at first, and with many idle connections that have each had one file."""
    first_kb, connections = rss_kb(server.pid), []
    try:
        for _ in range(IDLE_CONNECTIONS):
            connection = socket.create_connection(('127.0.0.1', server.port), 10)
            connections.append(connection)
            connection.sendall(f'GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n'.encode())
            read_reply(connection)
        idle_kb = rss_kb(server.pid)
    finally:
        for connection in connections:
            connection.close()
    return {'rss_kb': first_kb, 'rss_idle_kb': idle_kb, 'idle_connections': IDLE_CONNECTIONS}


def median_of(rounds):
    return {key: statistics.median(figures[key] for figures in rounds) for key in rounds[0]}


def measure(processes, options, methods, only):
    """Starts both servers with so many methods, measures, and stops them."""
    with tempfile.TemporaryDirectory(prefix='radslag-bench-') as folder:
        script = os.path.join(folder, 'report.lua')
        with open(script, 'w', encoding='utf-8') as file:
            file.write(WRK_REPORT)
        ours, our_process = start_ours(processes, folder, options.binary, methods)
        pages = find_pages(ours)
        bodies = {name: fetch(ours, path) for name, path in pages.items()}
        addresses = {name: path for name, path in pages.items() if name in only}
        nginx, nginx_process = start_nginx(processes, folder, bodies)
        result = {'methods': methods, 'memory': {}, 'pages': {}}
        result['memory']['ours'] = memory(ours, pages['asset'])
        result['memory']['nginx'] = memory(nginx, '/asset')
        rounds = {name: {'ours': [], 'nginx': []} for name in addresses}
        for number in range(options.rounds):
            for name, path in addresses.items():
                pair = [('ours', ours, path), ('nginx', nginx, f'/{name}')]
                for key, server, address in pair if number % 2 == 0 else reversed(pair):
                    rounds[name][key].append(load(server, address, script, options.seconds,
                                                  len(bodies[name])))
            print(f'round {number + 1} of {options.rounds} done', file=sys.stderr)
        for name, both in rounds.items():
            ratios = [n['cpu_us'] / o['cpu_us'] for o, n in zip(both['ours'], both['nginx'])]
            speeds = [o['per_second'] / n['per_second'] for o, n in zip(both['ours'], both['nginx'])]
            result['pages'][name] = {
                'path': addresses[name], 'bytes': len(bodies[name]), 'cpu_ratio': statistics.median(ratios),
                'cpu_ratios': ratios, 'speed_ratio': statistics.median(speeds), 'target': TARGETS.get(name),
                'ours': median_of(both['ours']), 'nginx': median_of(both['nginx'])}
        result['memory']['ours']['rss_after_kb'] = rss_kb(ours.pid)
        result['memory']['nginx']['rss_after_kb'] = rss_kb(nginx.pid)
        processes.stop(our_process)
        processes.stop(nginx_process)
        return result


def print_result(result):
    print(f'\n{result["methods"]} methods; µs is processor time for a request, ratios are nginx / radslag')
    print(f'{"page":<10} {"bytes":>8} {"µs ours":>8} {"µs nginx":>8} {"CPU ratio":>10} {"each round":>24} '
          f'{"speed":>6} {"p50 ms":>13} {"p99 ms":>13}  target')
    for name, page in result['pages'].items():
        ours, nginx = page['ours'], page['nginx']
        target = page['target']
        verdict = '' if target is None else f'{target:.2f} {"met" if page["cpu_ratio"] >= target else "MISSED"}'
        print(f'{name:<10} {page["bytes"]:>8} {ours["cpu_us"]:>8.1f} {nginx["cpu_us"]:>8.1f} '
              f'{page["cpu_ratio"]:>10.3f} {" ".join(f"{r:.3f}" for r in page["cpu_ratios"][:4]):>24} '
              f'{page["speed_ratio"]:>6.3f} '
              f'{ours["p50_ms"]:>6.1f}/{nginx["p50_ms"]:<6.1f} {ours["p99_ms"]:>6.1f}/{nginx["p99_ms"]:<6.1f}  {verdict}')
    for name, figures in result['memory'].items():
        each = (figures['rss_idle_kb'] - figures['rss_kb']) / figures['idle_connections']
        print(f'{"radslag" if name == "ours" else name} memory: {figures["rss_kb"] / 1024:.1f} MB at first, '
              f'{figures["rss_idle_kb"] / 1024:.1f} MB with {figures["idle_connections"]} idle connections '
              f'({each:.1f} KB each), {figures["rss_after_kb"] / 1024:.1f} MB after the load')


# ---- the command -----------------------------------------------------------------

def read_options():
    names = ['catalogue', 'filtered', 'method', 'result', 'start', 'asset']
    parser = argparse.ArgumentParser(prog='script/bench pages', description=__doc__.partition('\n')[0])
    parser.add_argument('--rounds', type=int, default=3, help='how many times (default 3); the median counts')
    parser.add_argument('--seconds', type=int, default=3, help='of load, for each page and server (default 3)')
    parser.add_argument('--only', default=','.join(names), help=f'pages to measure: {",".join(names)}')
    parser.add_argument('--methods', default='', help='methods in the catalogue (default: those that ship)')
    parser.add_argument('--binary', default=os.path.join(ROOT, 'build/radslag'), help='the program to measure')
    parser.add_argument('--json', metavar='FILE', help='also write the figures there')
    options = parser.parse_args()
    options.only = options.only.split(',')
    try:
        options.methods = [int(number) for number in options.methods.split(',') if number]
    except ValueError:
        parser.error('--methods takes whole numbers')
    if set(options.only) - set(names):
        parser.error(f'--only takes some of {",".join(names)}')
    if not 1 <= options.rounds <= 100 or not 1 <= options.seconds <= 60:
        parser.error('--rounds takes 1 to 100 and --seconds 1 to 60')
    if any(not 89 <= number <= 10000 for number in options.methods):
        parser.error('--methods takes 89 to 10000')
    return options


def check_machine():
    if not {int(SERVER_CORE), int(LOAD_CORE)} <= os.sched_getaffinity(0):
        raise Trouble('this needs the cores 0 and 1')
    for tool in ('wrk', 'taskset'):
        if not shutil.which(tool):
            raise Trouble(f'{tool} is missing; run script/install bench')
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * IDLE_CONNECTIONS
    if soft < wanted:
        if hard != resource.RLIM_INFINITY and hard < wanted:
            raise Trouble(f'this needs {wanted} open files; ulimit -Hn says {hard}')
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def end(number, frame):
    raise Trouble('stopped by a signal' if number != signal.SIGALRM else 'took too long')


def main():
    options = read_options()
    processes = Processes()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, end)
    runs = options.methods or [89]
    only = ['catalogue'] if len(runs) > 1 else options.only
    signal.alarm(len(runs) * (120 + options.rounds * len(only) * 2 * (options.seconds + 10)))
    results = []
    try:
        check_machine()
        for methods in runs:
            results.append(measure(processes, options, methods, only))
            print_result(results[-1])
        if options.json:
            with open(options.json, 'w', encoding='utf-8') as file:
                json.dump({'rounds': options.rounds, 'seconds': options.seconds, 'runs': results}, file, indent=1)
                file.write('\n')
    except (Trouble, OSError, subprocess.SubprocessError) as trouble:
        print(f'bench pages: {trouble}', file=sys.stderr)
        return 2
    finally:
        signal.alarm(0)
        processes.stop_all()
    return 0


if __name__ == '__main__':
    sys.exit(main())
