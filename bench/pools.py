#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Makes a pool of volunteers and targets that some panel of them meets, to try the sortition solver on.

usage: pools.py FOLDER --people N --size K [--categories C] [--values V] [--skew S] [--width W]
                [--households SHARE] [--seed SEED]

Writes FOLDER/categories.csv and FOLDER/respondents.csv. Everybody belongs to one of a few milieus, whose members
are alike. How readily a milieu volunteers differs by about the factor e^S from the next, so the pool is unlike the
panel that is wanted. The quotas are the counts of a hidden panel, drawn to undo that, W wide. SHARE of the people
live with others of the pool, most of them in twos.
"""
import argparse
import csv
import math
import os
import random


def shares(rng, n, evenness):
    parts = [rng.gammavariate(evenness, 1) + 1e-3 for _ in range(n)]
    return [p / sum(parts) for p in parts]


def make_people(rng, options):
    counts = [rng.randint(2, options.values) for _ in range(options.categories)]
    milieus = [[shares(rng, n, 0.8) for n in counts] for _ in range(5)]
    eager = [math.exp(rng.gauss(0, options.skew)) for _ in milieus]
    people, weights = [], []
    for _ in range(options.people):
        m = rng.choices(range(len(milieus)), eager)[0]
        people.append([rng.choices(range(n), milieus[m][c])[0] for c, n in enumerate(counts)])
        weights.append(1 / eager[m])
    return counts, people, weights


def make_households(rng, options):
    together = int(options.people * options.households)
    homes, order = [0] * options.people, list(range(options.people))
    rng.shuffle(order)
    home = at = 0
    while at < options.people:
        size = rng.choices([2, 3, 4], [8, 2, 1])[0] if at < together else 1
        for person in order[at:at + size]:
            homes[person] = home
        at += size
        home += 1
    return homes


def hidden_panel(rng, options, weights, homes):
    # Weighted sampling without replacement: the largest u^(1/w) come first.
    order = sorted(range(options.people), key=lambda i: math.log(rng.random()) / weights[i], reverse=True)
    taken, panel = set(), []
    for person in order:
        if homes[person] not in taken and len(panel) < options.size:
            taken.add(homes[person])
            panel.append(person)
    return panel


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder')
    parser.add_argument('--people', type=int, required=True)
    parser.add_argument('--size', type=int, required=True)
    parser.add_argument('--categories', type=int, default=5)
    parser.add_argument('--values', type=int, default=5, help='at most so many in a category')
    parser.add_argument('--skew', type=float, default=1.0)
    parser.add_argument('--width', type=int, default=1)
    parser.add_argument('--households', type=float, default=0.0)
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    counts, people, weights = make_people(rng, options)
    homes = make_households(rng, options)
    panel = hidden_panel(rng, options, weights, homes)
    os.makedirs(options.folder, exist_ok=True)
    with open(os.path.join(options.folder, 'categories.csv'), 'w', newline='', encoding='utf-8') as stream:
        rows = csv.writer(stream)
        rows.writerow(['category', 'name', 'min', 'max'])
        for c, n in enumerate(counts):
            for v in range(n):
                count = sum(people[i][c] == v for i in panel)
                low = max(0, count - rng.randint(0, options.width))
                rows.writerow([f'c{c + 1}', f'v{v + 1}', low, max(count, low + options.width)])
    with open(os.path.join(options.folder, 'respondents.csv'), 'w', newline='', encoding='utf-8') as stream:
        rows = csv.writer(stream)
        rows.writerow(['id', *(f'c{c + 1}' for c in range(len(counts))), 'address', 'postcode'])
        for i, values in enumerate(people):
            rows.writerow([f'p{i + 1}', *(f'v{v + 1}' for v in values), f'Street {homes[i]}', '12345'])


if __name__ == '__main__':
    main()
