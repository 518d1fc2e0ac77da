#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Measures what a page of Rådslag costs, beside nginx serving the same bytes as files, and beside
a Node.js server that makes the catalogue page from the same database (bench/peers).

usage: pages.py [--rounds N] [--seconds S] [--only NAME,…] [--methods N,…]
                [--binary PATH] [--json FILE] [--no-peers]

All servers run on core 0 with one thread, wrk on core 1 with 64 connections
(4 for a page over 1 MiB) that stay open. Each round asks all for every page, one right after the other,
so that what else the machine does falls on all. What counts is processor time
for each request, user and system, and its ratio: theirs divided by ours.
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
SHIPPED_METHODS = 89
PEER_TARGETS = {'fastify': 4.5}
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
  upstream portal {{
    server 127.0.0.1:{portal};
    keepalive 64;
  }}
  server {{
    listen 127.0.0.1:{front};
    location / {{
      proxy_pass http://portal;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
    }}
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


# ---- the servers --------------------------------------------------------------

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


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for free in sockets:
            free.bind(('127.0.0.1', 0))
        return [free.getsockname()[1] for free in sockets]
    finally:
        for free in sockets:
            free.close()


def start_nginx(processes, folder, files, ours):
    """nginx with the files at one port, and in front of ours at another, as in deploy/nginx.conf."""
    port, front = free_ports(2)
    www = os.path.join(folder, 'www')
    os.mkdir(www)
    for name, body in files.items():
        with open(os.path.join(www, name), 'wb') as file:
            file.write(body)
    config = os.path.join(folder, 'nginx.conf')
    with open(config, 'w', encoding='utf-8') as file:
        # As root the worker would become a user who may not look into the folder.
        file.write(NGINX_CONF.format(folder=folder, port=port, front=front, portal=ours.port,
                                     user='user root;' if os.geteuid() == 0 else ''))
    nginx = shutil.which('nginx') or '/usr/sbin/nginx'
    process = processes.start([nginx, '-p', folder, '-c', config, '-e', f'{folder}/nginx.log'])
    for _ in range(100):
        workers = children_of(process.pid)
        if workers:
            try:
                socket.create_connection(('127.0.0.1', port), 1).close()
                return Server('nginx', port, workers[0]), front, process
            except OSError:
                pass
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise Trouble(f'nginx did not start; its log: {open(f"{folder}/nginx.log").read()[-500:]}')


def start_peer(processes, folder, name, page, *options):
    """The Node.js server of bench/peers, on the database of ours."""
    script = os.path.join(ROOT, 'bench/peers/server.mjs')
    process = processes.start(['node', script, os.path.join(folder, 'bench.db'), page, *options],
                              stdout=subprocess.PIPE, text=True, env={**os.environ, 'NODE_ENV': 'production'})
    line = process.stdout.readline()
    port = re.search(r'^http://127\.0\.0\.1:(\d+)', line)
    if not port:
        raise Trouble(f'{script} did not start: {line}')
    return Server(name, int(port[1]), process.pid), process


def start_peers(processes, folder, ours, path):
    """As it is usually written, and with the methods kept in memory as ours are."""
    peers = {'fastify': start_peer(processes, folder, 'fastify', ours.url(path)),
             'fastify-kept': start_peer(processes, folder, 'fastify-kept', ours.url(path), 'keep')}
    expected = fetch(ours, path)
    for peer, _ in peers.values():
        page = fetch(peer, path)
        if page != expected:
            at = next((i for i, (a, b) in enumerate(zip(page, expected)) if a != b), min(len(page), len(expected)))
            raise Trouble(f'the page of bench/peers is not ours, so they cannot be compared; from byte {at}, theirs: '
                          f'{page[at:at + 80]!r}, ours: {expected[at:at + 80]!r}')
    return peers


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
    """Resident memory at first, with many open connections that have asked nothing, and after each has had a file."""
    figures, connections = {'rss_kb': rss_kb(server.pid), 'connections': IDLE_CONNECTIONS}, []
    try:
        for _ in range(IDLE_CONNECTIONS):
            connections.append(socket.create_connection(('127.0.0.1', server.port), 10))
        time.sleep(0.5)  # the last of them are still to be accepted
        figures['rss_open_kb'] = rss_kb(server.pid)
        for connection in connections:
            connection.sendall(f'GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n'.encode())
            read_reply(connection)
        figures['rss_idle_kb'] = rss_kb(server.pid)
    finally:
        for connection in connections:
            connection.close()
    return figures


def median_of(rounds):
    return {key: statistics.median(figures[key] for figures in rounds) for key in rounds[0]}


def compare(rounds, targets):
    """The rounds of each server beside ours: theirs divided by ours, round by round."""
    result = {'radslag': median_of(rounds['radslag'])}
    for name, theirs in rounds.items():
        if name == 'radslag':
            continue
        ratios = [t['cpu_us'] / o['cpu_us'] for o, t in zip(rounds['radslag'], theirs)]
        speeds = [o['per_second'] / t['per_second'] for o, t in zip(rounds['radslag'], theirs)]
        result[name] = {**median_of(theirs), 'cpu_ratio': statistics.median(ratios), 'cpu_ratios': ratios,
                        'speed_ratio': statistics.median(speeds), 'target': targets.get(name)}
    return result


def run_rounds(options, script, contestants, sizes):
    """contestants: for each page the servers with the address there. Every second round backwards."""
    rounds = {page: {server.name: [] for server, _ in those} for page, those in contestants.items()}
    for server, path in contestants.get('catalogue', []):
        if server.name.startswith('fastify'):  # compiles what it runs often
            load(server, path, script, options.seconds, sizes['catalogue'])
    for number in range(options.rounds):
        for page, those in contestants.items():
            for server, path in those if number % 2 == 0 else reversed(those):
                rounds[page][server.name].append(load(server, path, script, options.seconds, sizes[page]))
        print(f'round {number + 1} of {options.rounds} done', file=sys.stderr)
    return rounds


def measure(processes, options, methods, only):
    """Starts the servers with so many methods, measures, and stops them."""
    with tempfile.TemporaryDirectory(prefix='radslag-bench-') as folder:
        script = os.path.join(folder, 'report.lua')
        with open(script, 'w', encoding='utf-8') as file:
            file.write(WRK_REPORT)
        ours, our_process = start_ours(processes, folder, options.binary, methods)
        pages = find_pages(ours)
        bodies = {name: fetch(ours, path) for name, path in pages.items()}
        nginx, front, nginx_process = start_nginx(processes, folder, bodies, ours)
        peers = {}
        if options.peers and 'catalogue' in only and methods == SHIPPED_METHODS:
            peers = start_peers(processes, folder, ours, pages['catalogue'])
        servers = {'radslag': (ours, our_process), 'nginx': (nginx, nginx_process), **peers}
        result = {'methods': methods, 'memory': {}, 'pages': {}}
        behind = memory(Server('radslag', front, ours.pid), pages['asset'])
        for name, (server, _) in servers.items():
            path = {'radslag': pages['asset'], 'nginx': '/asset'}.get(name, pages['catalogue'])
            result['memory'][name] = memory(server, path)
        contestants = {name: [(ours, path), (nginx, f'/{name}')] for name, path in pages.items() if name in only}
        if peers:
            contestants['catalogue'] += [(peer, pages['catalogue']) for peer, _ in peers.values()]
        rounds = run_rounds(options, script, contestants, {name: len(body) for name, body in bodies.items()})
        for name, figures in rounds.items():
            result['pages'][name] = {'path': pages[name], 'bytes': len(bodies[name]),
                                     **compare(figures, {'nginx': TARGETS.get(name), **PEER_TARGETS})}
        for name, (server, process) in servers.items():
            result['memory'][name]['rss_after_kb'] = rss_kb(server.pid)
            processes.stop(process)
        result['memory']['radslag behind nginx'] = behind
        return result


def print_result(result):
    print(f'\n{result["methods"]} methods; µs is processor time for a request, CPU ratio is theirs / ours')
    print(f'{"page":<10} {"bytes":>7} {"server":<13} {"µs":>8} {"CPU ratio":>10} {"each round":>25} '
          f'{"speed":>6} {"p50 ms":>7} {"p99 ms":>7}  target')
    for page, figures in result['pages'].items():
        start = f'{page:<10} {figures["bytes"]:>7}'
        for name in (name for name in figures if name not in ('path', 'bytes')):
            server = figures[name]
            ratios = verdict = ''
            if name != 'radslag':
                rounds = ' '.join(f'{ratio:.3g}' for ratio in server['cpu_ratios'][:4])
                ratios = f'{server["cpu_ratio"]:>11.3g} {rounds:>25}{server["speed_ratio"]:>7.3g}'
            if name != 'radslag' and server['target'] is not None:
                verdict = f'{server["target"]:.2f} {"met" if server["cpu_ratio"] >= server["target"] else "MISSED"}'
            print(f'{start:<18} {name:<13} {server["cpu_us"]:>8.1f}{ratios:<44} {server["p50_ms"]:>7.1f} '
                  f'{server["p99_ms"]:>7.1f}  {verdict}')
            start = ''
    connections = f'{IDLE_CONNECTIONS} connections'
    print(f'\nresident MB{"":<15} {"first":>6} {connections + " open":>22} {"after one answer each":>22} '
          f'{"after load":>11}')
    for name, figures in result['memory'].items():
        each = [f'{figures[key] / 1024:.1f}' if key in figures else '–'
                for key in ('rss_kb', 'rss_open_kb', 'rss_idle_kb', 'rss_after_kb')]
        print(f'{name:<26} {each[0]:>6} {each[1]:>22} {each[2]:>22} {each[3]:>11}')


# ---- the command -----------------------------------------------------------------

def read_options():
    names = ['catalogue', 'filtered', 'method', 'result', 'start', 'asset']
    parser = argparse.ArgumentParser(prog='script/bench pages', description=__doc__.partition('\n')[0])
    parser.add_argument('--rounds', type=int, default=3, help='how many times (default 3); the median counts')
    parser.add_argument('--seconds', type=int, default=3, help='of load, for each page and server (default 3)')
    parser.add_argument('--only', default=','.join(names), help=f'pages to measure: {",".join(names)}')
    parser.add_argument('--methods', default='', help='methods in the catalogue (default: those that ship)')
    parser.add_argument('--binary', default=os.path.join(ROOT, 'build/radslag'), help='the program to measure')
    parser.add_argument('--no-peers', dest='peers', action='store_false', help='without the Node.js server')
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
    if any(not SHIPPED_METHODS <= number <= 10000 for number in options.methods):
        parser.error(f'--methods takes {SHIPPED_METHODS} to 10000')
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
    runs = options.methods or [SHIPPED_METHODS]
    only = ['catalogue'] if len(runs) > 1 else options.only
    signal.alarm(len(runs) * (240 + options.rounds * (len(only) + 1) * 2 * (options.seconds + 10)))
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
