#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""radslag sortition, as whoever draws a citizens' assembly meets it: files in, files out, exit codes."""
import csv
import glob
import json
import os
import random
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RADSLAG = os.environ.get('RADSLAG_BINARY', os.path.join(ROOT, 'build-test', 'radslag'))
SHARED = os.path.join(os.environ.get('RADSLAG_SHARED', os.path.join(ROOT, '..', 'shared')), 'data', 'sortition')
EXACT = 5e-6
# Two at the same address, two at another, one alone; two are drawn, one of each gender.
TARGETS = 'category,name,min,max\ngender,man,1,1\ngender,woman,1,1\n'
PEOPLE = ('id,gender,street,town\na,man,Road 1,X\nb,woman,road 1 ,x\nc,man,Road 2,X\n'
          'd,woman,Road 3,X\ne,woman,Road 4,X\n')


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.write('targets.csv', TARGETS)
        self.write('people.csv', PEOPLE)

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8', newline='') as file:
            file.write(text)
        return self.path(name)

    def rows(self, name):
        with open(self.path(name), encoding='utf-8', newline='') as file:
            return list(csv.DictReader(file))

    def run_sortition(self, *arguments, binary=RADSLAG):
        return subprocess.run([binary, 'sortition', *arguments], capture_output=True, text=True, cwd=self.folder,
                              stdin=subprocess.DEVNULL, timeout=120)

    def problem(self, size=2):
        return ['--targets', self.path('targets.csv'), '--people', self.path('people.csv'), '--size', str(size)]

    def solve(self, *arguments, code=0, size=2, binary=RADSLAG):
        result = self.run_sortition('solve', *self.problem(size), '--json', self.path('lottery.json'), *arguments,
                                    binary=binary)
        self.assertEqual(result.returncode, code, result.stderr + result.stdout)
        if code == 2:
            return result.stderr
        with open(self.path('lottery.json'), encoding='utf-8') as file:
            return json.load(file)

    def chances(self, answer):
        return {person['id']: person['p'] for person in answer['probabilities']}


class Solve(Case):
    def test_everyone_alone(self):
        answer = self.solve()
        for name, p in {'a': 1 / 2, 'c': 1 / 2, 'b': 1 / 3, 'd': 1 / 3, 'e': 1 / 3}.items():
            self.assertAlmostEqual(self.chances(answer)[name], p, delta=EXACT)
        self.assertEqual(answer['algorithm'], 'leximin')
        self.assertTrue(answer['feasible'] and answer['exact'])
        self.assertEqual([level['people'] for level in answer['levels']], [3, 2])
        self.assertEqual(answer['on_no_panel'], [])
        self.assertAlmostEqual(sum(panel['p'] for panel in answer['panels']), 1, delta=1e-9)

    def test_nobody_meets_a_housemate(self):
        answer = self.solve('--household', 'street,town')
        self.assertFalse([panel for panel in answer['panels'] if {'a', 'b'} <= set(panel['members'])])
        self.assertAlmostEqual(self.chances(answer)['b'], 1 / 3, delta=EXACT)

    def test_all_algorithms_answer(self):
        for name in ('maximin', 'nash', 'greedy'):
            answer = self.solve('--algorithm', name, '--seed', 'ab')
            self.assertEqual(answer['algorithm'], name)
            self.assertAlmostEqual(sum(self.chances(answer).values()), 2, delta=1e-6)
        self.assertEqual(self.solve('--algorithm', 'greedy', '--seed', '1')['panels'],
                         self.solve('--algorithm', 'greedy', '--seed', '1')['panels'])

    def test_some_are_decided_on(self):
        answer = self.solve('--include', self.write('in.csv', 'id\na\n'), '--exclude', self.write('out.csv', 'e\n'))
        for name, p in {'a': 1, 'b': 1 / 2, 'c': 0, 'd': 1 / 2, 'e': 0}.items():
            self.assertAlmostEqual(self.chances(answer)[name], p, delta=EXACT)

    def test_people_without_ids_are_numbered(self):
        self.write('people.csv', 'gender\nman\nman\nwoman\n')
        self.assertEqual(list(self.chances(self.solve())), ['1', '2', '3'])

    def test_infeasible_targets_say_what_would_help(self):
        self.write('targets.csv', 'category,name,min,max,min_flex,max_flex\ngender,man,3,3,2,4\ngender,woman,1,1,1,2\n')
        answer = self.solve(code=1, size=4)
        self.assertFalse(answer['feasible'])
        totals = {relaxation['kind']: relaxation['total'] for relaxation in answer['relaxations']}
        self.assertEqual(totals['within-flex'], 2)
        self.assertEqual(totals['single-category'], 2)
        changes = next(r for r in answer['relaxations'] if r['kind'] == 'within-flex')['changes']
        self.assertIn({'category': 'gender', 'value': 'man', 'min': [3, 2], 'max': [3, 3]}, changes)

    def test_more_than_there_are(self):
        answer = self.solve(code=1, size=6)
        self.assertFalse(answer['feasible'])

    def test_all_faults_at_once(self):
        self.write('targets.csv', 'category,name,min,max\ngender,man,2,1\ngender,woman,x,1\n')
        told = self.solve(code=2)
        self.assertIn('targets.csv: row 2', told)
        self.assertIn('targets.csv: row 3: column min', told)
        self.assertIn('2 faults', told)
        self.write('targets.csv', TARGETS)
        self.write('people.csv', '\ufeffid;gender\na;man\na;woman\nb;other\nc;\n')
        told = self.solve(code=2)
        for place in ('row 3', 'row 4: column gender', 'row 5: column gender'):
            self.assertIn(place, told)

    def test_wrong_words(self):
        self.assertIn('--size', self.solve(code=2, size=0))
        self.assertIn('--algorithm must be', self.solve('--algorithm', 'magic', code=2))
        self.assertIn('there is no such file', self.solve('--include', 'nowhere.csv', code=2))
        result = self.run_sortition('solve', '--size', '2')
        self.assertEqual(result.returncode, 2)
        self.assertIn('--targets FILE is missing', result.stderr)

    def test_the_commands_are_listed(self):
        result = subprocess.run([RADSLAG, 'sortition'], capture_output=True, text=True)
        self.assertEqual(result.returncode, 2)
        self.assertIn('sortition solve', result.stderr)
        self.assertIn('sortition tables', result.stderr)
        result = self.run_sortition('--help')
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        self.assertLess(result.stdout.index('sortition sample'), result.stdout.index('sortition solve'))

    def test_a_solver_that_is_missing_dies_or_hangs(self):
        binary = shutil.copy(RADSLAG, self.folder)
        self.assertIn('radslag-solver is missing', self.solve(code=2, binary=binary))
        solver = self.write('radslag-solver', '#!/bin/sh\nexit 7\n')
        os.chmod(solver, stat.S_IRWXU)
        self.assertIn('the solver failed', self.solve(code=2, binary=binary))
        self.write('radslag-solver', '#!/bin/sh\nexec sleep 1000\n')
        self.assertIn('the solver failed', self.solve('--time-limit', '1', code=2, binary=binary))

    def test_random_pools_keep_their_quotas(self):
        chance = random.Random(7)
        self.write('targets.csv', 'category,name,min,max\na,x,2,3\na,y,2,3\nb,u,1,2\nb,v,1,2\nb,w,1,3\n')
        people = [f'{i},{chance.choice("xxy")},{chance.choice("uvww")},{chance.randrange(20)}' for i in range(40)]
        self.write('people.csv', 'id,a,b,home\n' + '\n'.join(people) + '\n')
        answer = self.solve('--household', 'home', size=5)
        rows = {row['id']: row for row in self.rows('people.csv')}
        for panel in answer['panels']:
            members = [rows[name] for name in panel['members']]
            self.assertEqual(len({row['home'] for row in members}), 5)
            self.assertTrue(2 <= sum(row['a'] == 'x' for row in members) <= 3)


class Draw(Case):
    """From a lottery to a report, in public."""

    def prepare(self):
        self.solve()
        result = self.run_sortition('round', *self.problem(), '--lottery', 'lottery.json', '--panels', '6', '--seed',
                                    '5', '--out', 'panels.csv', '--counts', 'counts.csv')
        self.assertEqual(result.returncode, 0, result.stderr)
        result = self.run_sortition('manifest', 'panels.csv', 'counts.csv', '--out', 'manifest.txt')
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_panels_are_rounded_exactly_where_they_can_be(self):
        self.prepare()
        counts = {row['id']: int(row['panels']) for row in self.rows('counts.csv')}
        self.assertEqual(counts, {'a': 3, 'c': 3, 'b': 2, 'd': 2, 'e': 2})

    def test_draw_verify_and_results(self):
        self.prepare()
        result = self.run_sortition('draw', '--label', 'Main', '--manifest', 'manifest.txt', '--randomness',
                                    'Lotto  3 11', '--panels', '6', '--json', 'transcript.json')
        self.assertEqual(result.returncode, 0, result.stderr)
        result = self.run_sortition('verify', 'transcript.json', '--manifest', 'manifest.txt')
        self.assertEqual(result.returncode, 0, result.stdout)
        result = self.run_sortition('results', *self.problem(), '--panels', 'panels.csv', '--transcript',
                                    'transcript.json', '--lottery', 'lottery.json', '--folder', 'out', '--title',
                                    'Parkrådet')
        self.assertEqual(result.returncode, 0, result.stderr)
        selected = {row['id'] for row in self.rows('out/selected.csv')}
        remaining = {row['id'] for row in self.rows('out/remaining.csv')}
        self.assertEqual(len(selected), 2)
        self.assertFalse(selected & remaining)
        self.assertLessEqual(remaining, set('abcde') - selected)
        with open(self.path('out/report.md'), encoding='utf-8') as file:
            report = file.read()
        self.assertIn('Parkrådet', report)
        self.assertIn('Lotto 3 11', report)
        with open(self.path('transcript.json'), encoding='utf-8') as file:
            transcript = json.load(file)
        transcript['number'] = (transcript['number'] + 1) % 6
        self.write('transcript.json', json.dumps(transcript))
        result = self.run_sortition('verify', 'transcript.json')
        self.assertEqual(result.returncode, 1)
        self.assertIn('is NOT what was drawn', result.stdout)

    def test_a_changed_lottery_is_refused(self):
        answer = self.solve()
        answer['panels'][0]['members'] = ['a', 'c']
        self.write('lottery.json', json.dumps(answer))
        result = self.run_sortition('round', *self.problem(), '--lottery', 'lottery.json', '--out', 'panels.csv')
        self.assertEqual(result.returncode, 2)
        self.assertIn('breaks a quota', result.stderr)
        self.assertFalse(os.path.exists(self.path('panels.csv')))

    def test_codes_instead_of_ids(self):
        self.solve()
        self.write('secret', '0123456789abcdef')
        result = self.run_sortition('round', *self.problem(), '--lottery', 'lottery.json', '--panels', '6', '--seed',
                                    '5', '--counts', 'counts.csv', '--secret', 'secret')
        self.assertEqual(result.returncode, 0, result.stderr)
        codes = [row['id'] for row in self.rows('counts.csv')]
        self.assertEqual(len(set(codes)), 5)
        self.assertTrue(all(len(code) == 20 for code in codes))

    def test_results_of_a_list_with_codes(self):
        self.solve()
        self.write('secret', '0123456789abcdef')
        result = self.run_sortition('round', *self.problem(), '--lottery', 'lottery.json', '--panels', '6', '--seed',
                                    '5', '--out', 'panels.csv', '--secret', 'secret', '--codes', 'codes.csv')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.run_sortition('manifest', 'panels.csv', '--out', 'manifest.txt')
        self.run_sortition('draw', '--label', 'Main', '--manifest', 'manifest.txt', '--randomness', '1 2',
                           '--panels', '6', '--json', 'transcript.json')
        with open(self.path('transcript.json'), encoding='utf-8') as file:
            number = json.load(file)['number']
        results = ['results', *self.problem(), '--panels', 'panels.csv', '--transcript', 'transcript.json',
                   '--folder', 'out', '--manifest', 'manifest.txt']
        result = self.run_sortition(*results)
        self.assertEqual(result.returncode, 2)
        self.assertIn('needs --secret', result.stderr)
        result = self.run_sortition(*results, '--secret', 'secret')
        self.assertEqual(result.returncode, 0, result.stderr)
        codes = {row['id']: row['code'] for row in self.rows('codes.csv')}
        drawn = {self.rows('panels.csv')[number][seat] for seat in '12'}
        self.assertEqual({codes[row['id']] for row in self.rows('out/selected.csv')}, drawn)

    def test_balls_are_not_said_to_be_computed(self):
        self.prepare()
        draw = ['draw', '--label', 'Main', '--manifest', 'manifest.txt', '--panels', '6', '--json', 'transcript.json']
        self.assertIn('randomness', self.run_sortition(*draw, '--balls', '4').stderr)
        result = self.run_sortition(*draw, '--balls', '4', '--randomness', 'ball 4, seen by two')
        self.assertEqual(result.returncode, 0, result.stderr)
        result = self.run_sortition('verify', 'transcript.json')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('only those who saw it', result.stdout)
        self.assertNotIn('anyone gets', result.stdout)
        result = self.run_sortition('results', *self.problem(), '--panels', 'panels.csv', '--transcript',
                                    'transcript.json', '--folder', 'out')
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(self.path('out/report.md'), encoding='utf-8') as file:
            report = file.read()
        self.assertIn('de ska vara 6', report)
        self.assertNotIn('sortition verify', report)

    def test_panels_that_were_not_frozen(self):
        self.prepare()
        self.run_sortition('draw', '--label', 'Main', '--manifest', 'manifest.txt', '--randomness', '1 2',
                           '--panels', '6', '--json', 'transcript.json')
        results = ['results', *self.problem(), '--panels', 'panels.csv', '--transcript', 'transcript.json',
                   '--folder', 'out']
        self.assertIn('give --manifest too', self.run_sortition(*results).stderr)
        self.assertEqual(self.run_sortition(*results, '--manifest', 'manifest.txt').returncode, 0)
        with open(self.path('panels.csv'), encoding='utf-8') as file:
            header, first, second, *rest = file.read().splitlines()
        swapped = [header, '0' + second[1:], '1' + first[1:], *rest]
        self.write('panels.csv', '\n'.join(swapped) + '\n')
        result = self.run_sortition(*results, '--manifest', 'manifest.txt')
        self.assertEqual(result.returncode, 2)
        self.assertIn('not as it was frozen', result.stderr)
        self.run_sortition('manifest', 'panels.csv', '--out', 'other.txt')
        self.assertIn('not the manifest of this draw', self.run_sortition(*results, '--manifest', 'other.txt').stderr)

    def test_the_report_never_rounds_a_bound_down(self):
        self.write('people.csv', 'id,gender\n' + ''.join(f'm{i},man\n' for i in range(7)) + 'a,woman\n')
        self.solve()
        self.run_sortition('round', *self.problem(), '--lottery', 'lottery.json', '--panels', '1000', '--seed', '5',
                           '--out', 'panels.csv')
        result = self.run_sortition('results', *self.problem(), '--panels', 'panels.csv', '--number', '0',
                                    '--lottery', 'lottery.json', '--folder', 'out', '--language', 'en')
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(self.path('out/report.md'), encoding='utf-8') as file:
            # 1000 / 7 is 142.857: someone has 142 panels, 0.0857 points too few.
            self.assertIn("nobody's changed by more than 0.09 percentage points", file.read())

    def test_reserve_tables_and_sample(self):
        self.write('panel.csv', 'id\na\nd\n')
        result = self.run_sortition('alternates', *self.problem(), '--panel', 'panel.csv', '--dropout', '0.3',
                                    '--reserve', '2', '--seed', '1', '--out', 'reserve.csv')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertFalse({row['id'] for row in self.rows('reserve.csv')} & {'a', 'd'})
        result = self.run_sortition('tables', *self.problem(), '--tables', '2', '--sessions', '2', '--seed', '1',
                                    '--out', 'tables.csv')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(self.rows('tables.csv')), 10)
        result = self.run_sortition('sample', '--people', 'people.csv', '--household', 'street,town', '--strata',
                                    'gender', '--waves', '2,1', '--seed', '1', '--out', 'invited.csv')
        self.assertEqual(result.returncode, 0, result.stderr)
        invited = self.rows('invited.csv')
        self.assertEqual([row['wave'] for row in invited], ['1', '1', '2'])
        self.assertEqual(len({row['street'].strip().lower() for row in invited}), 3)

    def test_replacements(self):
        result = self.run_sortition('replace', *self.problem(), '--confirmed', self.write('yes.csv', 'a\n'),
                                    '--withdrawn', self.write('no.csv', 'd\n'), '--household', 'street',
                                    '--json', 'rest.json')
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(self.path('rest.json'), encoding='utf-8') as file:
            chances = self.chances(json.load(file))
        # b lives with a, d has withdrawn, and a man is seated already.
        self.assertEqual({name: round(p, 6) for name, p in chances.items()}, {'c': 0, 'e': 1})

    def test_replacements_are_rounded_and_told_like_any_panel(self):
        result = self.run_sortition('replace', *self.problem(), '--confirmed', self.write('yes.csv', 'a\n'),
                                    '--withdrawn', self.write('no.csv', 'd\n'), '--household', 'street',
                                    '--json', 'rest.json', '--rest', 'rest')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([row['max'] for row in self.rows('rest/targets.csv')], ['0', '1'])
        self.assertEqual([row['id'] for row in self.rows('rest/people.csv')], ['c', 'e'])
        rest = ['--targets', 'rest/targets.csv', '--people', 'rest/people.csv', '--size', '1']
        result = self.run_sortition('round', *rest, '--lottery', 'rest.json', '--panels', '5', '--seed', '1',
                                    '--out', 'panels.csv')
        self.assertEqual(result.returncode, 0, result.stderr)
        result = self.run_sortition('results', *rest, '--panels', 'panels.csv', '--number', '4', '--folder', 'out')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([row['id'] for row in self.rows('out/selected.csv')], ['e'])


class Files(Case):
    """What is read and written is whole, is what was meant, and destroys nothing."""

    def refused(self, told, *arguments):
        result = self.run_sortition(*arguments)
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn(told, result.stderr)

    def test_no_file_that_is_read_is_overwritten(self):
        for name in ('people.csv', 'targets.csv', 'link.csv'):
            if name == 'link.csv':
                os.symlink('people.csv', self.path(name))
            self.refused('is also another of the files', 'solve', *self.problem(), '--json', name)
        self.refused('is also another', 'manifest', 'people.csv', '--out', 'people.csv')
        with open(self.path('people.csv'), encoding='utf-8') as file:
            self.assertEqual(file.read(), PEOPLE)
        self.solve()
        self.refused('is also another', 'round', *self.problem(), '--lottery', 'lottery.json', '--panels', '6',
                     '--out', 'same.csv', '--counts', 'same.csv')

    def test_what_is_no_file(self):
        os.mkfifo(self.path('pipe'))
        self.refused('cannot read pipe', 'solve', '--targets', 'pipe', '--people', 'people.csv', '--size', '2')
        self.refused('cannot read .', 'solve', '--targets', '.', '--people', 'people.csv', '--size', '2')
        self.refused('cannot write .: ', 'solve', *self.problem(), '--json', '.')
        self.refused('cannot write no/x: ', 'solve', *self.problem(), '--json', 'no/x')
        self.refused('No space left', 'solve', *self.problem(), '--json', '/dev/full')
        result = self.run_sortition('solve', *self.problem(), '--json', '/dev/stdout')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('"feasible": true', result.stdout)
        self.assertTrue(stat.S_ISCHR(os.stat('/dev/full').st_mode))
        self.assertEqual([name for name in os.listdir(self.folder) if 'part' in name], [])

    def test_two_runs_at_once(self):
        command = [RADSLAG, 'sortition', 'solve', *self.problem(), '--algorithm', 'greedy', '--json', 'one.json']
        runs = [subprocess.Popen(command + ['--seed', str(i)], cwd=self.folder, stdout=subprocess.DEVNULL)
                for i in range(6)]
        self.assertEqual([run.wait() for run in runs], [0] * 6)
        with open(self.path('one.json'), encoding='utf-8') as file:
            self.assertEqual(json.load(file)['size'], 2)
        self.assertEqual([name for name in os.listdir(self.folder) if 'part' in name], [])

    def test_lines_that_end_in_cr(self):
        self.write('people.csv', PEOPLE.replace('\n', '\r'))
        self.assertIn('people.csv: the lines end in CR alone', self.solve(code=2))

    def test_ids_that_look_like_formulas(self):
        self.write('people.csv', 'id,gender\n=1+1,man\n@b,man\n-c,woman\n"d, ""e""",woman\n"f\ng",woman\n')
        self.solve()
        result = self.run_sortition('round', *self.problem(), '--lottery', 'lottery.json', '--panels', '6', '--seed',
                                    '5', '--out', 'panels.csv')
        self.assertEqual(result.returncode, 0, result.stderr)
        result = self.run_sortition('results', *self.problem(), '--panels', 'panels.csv', '--number', '0',
                                    '--folder', 'out')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(self.rows('out/selected.csv')[0]['id'], ("'=1+1", "'@b"))
        result = self.run_sortition('alternates', *self.problem(), '--panel', 'out/selected.csv', '--dropout', '0.3',
                                    '--reserve', '2', '--seed', '1')
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_people_without_ids_keep_their_numbers(self):
        self.write('people.csv', 'gender\nman\nman\nwoman\nwoman\n')
        self.solve()
        for arguments in (['round', '--lottery', 'lottery.json', '--panels', '4', '--out', 'panels.csv', '--seed', '1'],
                          ['results', '--panels', 'panels.csv', '--number', '0', '--folder', 'out'],
                          ['alternates', '--panel', 'out/selected.csv', '--dropout', '0.3', '--reserve', '2',
                           '--seed', '1']):
            result = self.run_sortition(*arguments, *self.problem())
            self.assertEqual(result.returncode, 0, result.stderr)

    def test_chance_is_what_was_meant(self):
        greedy = ['solve', *self.problem(), '--algorithm', 'greedy']
        self.refused('hexadecimal', 'solve', *self.problem(), '--seed', 'xyz')
        self.refused('hexadecimal', *greedy, '--seed', '')
        self.refused('--randomness is for', 'solve', *self.problem(), '--randomness', '1 2')
        self.refused('not both', *greedy, '--randomness', '1 2', '--seed', '1')
        self.refused('go together', *greedy, '--label', 'Main', '--manifest', 'targets.csv')
        self.refused('one line', *greedy, '--randomness', '1 2', '--label', 'a\nb', '--manifest', 'targets.csv')
        self.refused('--household names no column', *greedy, '--household', '')

    def test_addresses_that_are_not_told(self):
        sample = ['sample', '--people', 'people.csv', '--waves', '2', '--seed', '1', '--out', 'invited.csv']
        self.assertIn('without --household', self.run_sortition(*sample).stderr)
        self.refused('needs --household', *sample, '--by-address')

    def test_what_is_too_large(self):
        self.refused('--reserve must be', 'alternates', *self.problem(), '--panel', 'people.csv', '--dropout', '0',
                     '--reserve', '1001')
        self.refused('cannot be listed', 'round', '--targets', 'targets.csv', '--people', 'people.csv', '--size',
                     '1000', '--lottery', 'people.csv')


class Documentation(Case):
    """docs/sortition.md, "From a register to a panel": the commands work as they are printed there."""

    def write_register(self):
        chance = random.Random(1)
        rows = [f'{i},N {i},Gatan {chance.randrange(4000)},123,Ås,{chance.choice(["Norr", "Söder"])}'
                for i in range(2600)]
        self.write('register.csv', 'id,namn,gata,postnummer,ort,omrade\n' + '\n'.join(rows) + '\n')
        self.write('targets.csv', 'category,name,min,max\nkön,kvinna,14,16\nkön,man,14,16\nålder,ung,9,12\n'
                   'ålder,gammal,18,21\n')

    def write_volunteers(self):
        chance = random.Random(2)
        rows = [','.join([row['id'], row['namn'], row['gata'], row['postnummer'], chance.choice(['kvinna', 'man']),
                          chance.choice(['ung', 'gammal'])])
                for row in self.rows('invited.csv') if chance.random() < 0.15]
        self.write('volunteers.csv', 'id,namn,gata,postnummer,kön,ålder\n' + '\n'.join(rows) + '\n')

    def write_withdrawals(self):
        ids = [row['id'] for row in self.rows('results/selected.csv')]
        self.write('withdrawn.csv', '\n'.join(ids[:3]) + '\n')
        self.write('confirmed.csv', '\n'.join(ids[3:]) + '\n')

    def test_from_a_register_to_a_panel(self):
        with open(os.path.join(ROOT, 'docs', 'sortition.md'), encoding='utf-8') as file:
            section = file.read().split('## From a register to a panel')[1].split('\n## ')[0]
        path = os.path.dirname(os.path.abspath(RADSLAG)) + os.pathsep + os.environ['PATH']
        self.write_register()
        for commands in re.findall(r'(?:^    .*\n)+', section, re.M):
            if ' solve ' in commands:
                self.write_volunteers()
            if ' replace ' in commands:
                self.write_withdrawals()
            result = subprocess.run(['sh', '-e', '-c', commands], capture_output=True, text=True, cwd=self.folder,
                                    env=os.environ | {'PATH': path}, timeout=120)
            self.assertEqual(result.returncode, 0, commands + result.stdout + result.stderr)
        subprocess.run(['sha256sum', '--quiet', '-c', 'manifest.txt'], cwd=self.folder, check=True)
        self.assertEqual(len(self.rows('results-2/selected.csv')), 3)
        self.assertEqual(len(self.rows('tables.csv')), 90)


@unittest.skipUnless(os.path.isdir(SHARED), 'skipped: no shared data')
class Shared(Case):
    """The instances with known answers."""

    HARD = {'hard_gap_30'}  # minutes: bench/sortition.py

    def check_folder(self, folder):
        with open(f'{folder}/expected.json', encoding='utf-8') as file:
            expected = json.load(file)
        household = expected.get('address_columns')
        result = self.run_sortition('solve', '--targets', f'{folder}/categories.csv', '--people',
                                    f'{folder}/respondents.csv', '--size', str(expected['k']), '--json', 'x.json',
                                    *(['--household', ','.join(household)] if household else []))
        self.assertEqual(result.returncode, 0 if expected['feasible'] else 1, result.stderr)
        with open(self.path('x.json'), encoding='utf-8') as file:
            answer = json.load(file)
        if not expected['feasible']:
            totals = [relaxation['total'] for relaxation in answer['relaxations']]
            self.assertIn(expected['min_relaxation_within_flex']['total'], totals)
            return
        found = [person['p'] for person in answer['probabilities']]
        for mine, known in zip(found, expected['leximin_probability_by_row'], strict=True):
            self.assertAlmostEqual(mine, known, delta=EXACT)

    def test_every_folder(self):
        for folder in sorted(glob.glob(f'{SHARED}/*/')):
            if os.path.basename(folder.rstrip('/')) not in self.HARD:
                with self.subTest(folder):
                    self.check_folder(folder.rstrip('/'))


if __name__ == '__main__':
    unittest.main()
