#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Measures `radslag sortition solve` beside the times that others have published for pools of the same size.

usage: sortition.py [--rounds N] [--only NAME,…] [--binary PATH] [--json FILE]

The instances with known answers are read from shared data where there are any (RADSLAG_SHARED, or ../shared);
without them pools of the same sizes are made (pools.py). Each is solved as a person would: from the files to the
JSON, the process that solves included. The median of the rounds is shown, in seconds, and the largest memory of
any process in MB. The others' times are theirs, on their machines: Flanigan et al. 2021 (Gurobi, leximin) and
sortition-algorithms 0.10.1 (CBC, maximin), which was measured on a machine like ours.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.path.join(os.environ.get('RADSLAG_SHARED', os.path.join(ROOT, '..', 'shared')), 'data', 'sortition')
NO_ANSWER = {2}

# name: people, categories, size, target in seconds, paper's leximin, the peer's maximin
INSTANCES = {
    'example_small_20': (200, 2, 20, 0.1, '2.7', '5.3'),
    'example_large_200': (2000, 2, 200, 0.1, '1161.8', '> 590'),
    'sf_fixture_22': (150, 4, 22, 0.2, '–', '2.2'),
    'hd_like_30': (239, 7, 30, 1, '37.2', '20.3'),
    'household_40': (400, 5, 40, 1, '–', '21.7'),
    'cca_like_75': (825, 4, 75, 1, '433.5', '> 400'),
    'sfe_like_110': (1727, 7, 110, 10, '4011.6', '–'),
    'hard_gap_30': (239, 7, 30, 120, '–', '–'),
    'people_100000': (100000, 4, 100, 30, '–', '–'),
}


class Trouble(Exception):
    """Ends the run with a sentence for whoever started it."""


def make_pool(folder, name):
    people, categories, size = INSTANCES[name][:3]
    command = [sys.executable, os.path.join(ROOT, 'bench/pools.py'), folder, '--people', str(people), '--size',
               str(size), '--categories', str(categories), '--seed', '1']
    if name.startswith('household'):
        command += ['--households', '0.4']
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder, ['address', 'postcode'] if name.startswith('household') else []


def find_instance(folder, name):
    """Its folder and the columns of the address."""
    known = os.path.join(SHARED, name)
    if os.path.isdir(known):
        with open(os.path.join(known, 'expected.json'), encoding='utf-8') as file:
            return known, json.load(file).get('address_columns') or []
    return make_pool(os.path.join(folder, name), name)


def solve(options, folder, name, household, algorithm):
    """Seconds, memory in MB of the largest process, exit code, and the answer."""
    size, limit = INSTANCES[name][2:4]
    with tempfile.NamedTemporaryFile(suffix='.json') as out:
        command = [options.binary, 'sortition', 'solve', '--targets', f'{folder}/categories.csv', '--people',
                   f'{folder}/respondents.csv', '--size', str(size), '--algorithm', algorithm, '--seed', '1',
                   '--time-limit', str(max(60, limit)), '--json', out.name]
        if household:
            command += ['--household', ','.join(household)]
        # A process of its own in between, so that its children's memory is that of this solving alone.
        watch = ('import os, resource, subprocess, sys, time; t = time.monotonic(); '
                 'c = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True); '
                 'print(time.monotonic() - t, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, c.returncode); '
                 'sys.stderr.write(c.stderr)')
        result = subprocess.run([sys.executable, '-c', watch, *command], capture_output=True, text=True, check=True)
        seconds, memory_kb, code = result.stdout.split()
        if int(code) in NO_ANSWER:
            raise Trouble(f'{name}: {result.stderr.strip()}')
        with open(out.name, encoding='utf-8') as written:  # it has taken the place of the one made above
            answer = json.load(written)
    return float(seconds), int(memory_kb) / 1024, int(code), answer


def measure(options, folder, name):
    where, household = find_instance(folder, name)
    figures = {'name': name, 'made': not where.startswith(SHARED)}
    for algorithm in ('leximin', 'maximin'):
        runs = [solve(options, where, name, household, algorithm) for _ in range(options.rounds)]
        figures[algorithm] = statistics.median(run[0] for run in runs)
        if algorithm == 'leximin':
            figures['memory_mb'] = max(run[1] for run in runs)
            figures['exit'], answer = runs[0][2], runs[0][3]
            figures['min_positive'] = answer.get('min_positive_probability', 0)
            figures['residual'] = answer.get('residual', 0)
            figures['exact'] = answer.get('exact', False)
    figures['greedy_1000'] = solve(options, where, name, household, 'greedy')[0]
    return figures


def print_row(figures):
    people, categories, size, target, paper, peer = INSTANCES[figures['name']]
    met = 'met' if figures['leximin'] <= target and figures['exact'] else \
        'bounds' if figures['exit'] == 3 else 'MISSED'
    name = figures['name'] + (' *' if figures['made'] else '')
    print(f'{name:<20} {people:>6} {categories:>3} {size:>4} {figures["leximin"]:>8.2f} {figures["maximin"]:>8.2f} '
          f'{figures["greedy_1000"]:>8.2f} {figures["memory_mb"]:>7.0f} {100 * figures["min_positive"]:>8.3f} '
          f'{figures["residual"]:>8.0e}  {target:>5} {met:<7} {paper:>8} {peer:>8}', flush=True)


def main():
    parser = argparse.ArgumentParser(prog='script/bench sortition', description=__doc__.partition('\n')[0])
    parser.add_argument('--rounds', type=int, default=3, help='how many times (default 3); the median counts')
    parser.add_argument('--only', default=','.join(INSTANCES), help=f'instances: {",".join(INSTANCES)}')
    parser.add_argument('--binary', default=os.path.join(ROOT, 'build/radslag'), help='the program to measure')
    parser.add_argument('--json', metavar='FILE', help='also write the figures there')
    options = parser.parse_args()
    names = options.only.split(',')
    if set(names) - set(INSTANCES) or not 1 <= options.rounds <= 100:
        parser.error(f'--only takes some of {",".join(INSTANCES)}, --rounds 1 to 100')
    print(f'{"instance":<20} {"people":>6} {"cat":>3} {"size":>4} {"leximin":>8} {"maximin":>8} {"greedy":>8} {"MB":>7} '
          f'{"least %":>8} {"residual":>8} {"target":>6} {"":<7} {"paper":>8} {"peer":>8}')
    results = []
    try:
        with tempfile.TemporaryDirectory(prefix='radslag-bench-') as folder:
            for name in names:
                results.append(measure(options, folder, name))
                print_row(results[-1])
    except (Trouble, OSError, subprocess.SubprocessError) as trouble:
        print(f'bench sortition: {trouble}', file=sys.stderr)
        return 2
    print('Seconds; greedy is a thousand panels. * made here, of the same size. paper: leximin with Gurobi (Flanigan et '
          'al. 2021). peer: maximin, sortition-algorithms 0.10.1.')
    if options.json:
        with open(options.json, 'w', encoding='utf-8') as file:
            json.dump({'rounds': options.rounds, 'at': time.strftime('%Y-%m-%d'), 'runs': results}, file, indent=1)
            file.write('\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
