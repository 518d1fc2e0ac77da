#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The commands as an operator meets them: what they print, what they change, how they exit."""
import csv
import glob
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RADSLAG = os.environ.get('RADSLAG_BINARY', os.path.join(ROOT, 'build-test', 'radslag'))
POSTGRES = os.environ.get('RADSLAG_TEST_POSTGRES')


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.url = f'sqlite:{self.folder}/r.db'
        self.servers = []

    def tearDown(self):
        for server in self.servers:
            if server.poll() is None:
                server.kill()
            server.wait()
            server.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run_radslag(self, *arguments, url=None):
        database = [] if url == '' else ['--database', url or self.url]
        return subprocess.run([RADSLAG, *arguments, *database], capture_output=True, text=True,
                              cwd=self.folder, timeout=60)

    def ok(self, *arguments, url=None):
        result = self.run_radslag(*arguments, url=url)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def trouble(self, part, *arguments, url=None):
        """Exit code 2 and one sentence on standard error."""
        result = self.run_radslag(*arguments, url=url)
        self.assertEqual(result.returncode, 2, (arguments, result.stdout, result.stderr))
        self.assertIn(part, result.stderr)
        self.assertTrue(result.stderr.splitlines()[-1].startswith('radslag: '), result.stderr)

    def count(self, sql):
        db = sqlite3.connect(f'{self.folder}/r.db')
        try:
            return db.execute(sql).fetchone()[0]
        finally:
            db.close()

    def serve(self, *arguments, url=None):
        server = subprocess.Popen([RADSLAG, 'serve', '--listen', '127.0.0.1:0', '--database', url or self.url,
                                   *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                  cwd=self.folder)
        self.servers.append(server)
        line = server.stdout.readline()
        match = re.search(r'http://[^/]+/', line)
        self.assertTrue(match, line)
        return server, match.group(0)

    def get(self, address):
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.read().decode()


class Usage(Case):
    def test_every_command_has_help(self):
        listed = re.findall(r'^  (\S+(?: \S+)?) {2,}\S', self.ok('--help', url=''), re.M)
        self.assertGreaterEqual(len(listed), 10)
        for name in listed:
            text = self.ok(*name.split(), '--help', url='')
            self.assertIn(f'usage: radslag {name}', text)

    def test_wrong_words_are_told(self):
        self.trouble('there is no command "sevre"', 'sevre', url='')
        self.trouble('has no option --listne', 'serve', '--listne', 'x', url='')
        self.trouble('needs a value', 'serve', '--listen', url='')
        self.trouble('usage: radslag backup FILE', 'backup', url='')
        self.assertEqual(self.run_radslag(url='').returncode, 2)

    def test_who_may_do_what(self):
        page = self.ok('routes', '--markdown', url='')
        self.assertIn('\n| `site.start` | `/` | GET | anyone |', page)
        self.assertIn('\n| `oversight.log` | `/organisationer/{organisation}/logg` | GET | administrator | yes |', page)

    def test_configuration(self):
        conf = os.path.join(self.folder, 'radslag.conf')
        with open(conf, 'w') as out:
            out.write(self.ok('config', url=''))
        self.assertIn('right', self.ok('config', '--check', url=''))
        with open(conf, 'a') as out:
            out.write('lisen = 1\nworkers = many\nno equals\n')
        result = self.run_radslag('config', '--check', url='')
        self.assertEqual(result.returncode, 2)
        self.assertEqual(len(re.findall(r'^radslag\.conf:\d+: ', result.stderr, re.M)), 3, result.stderr)
        self.assertIn('did you mean "listen"', result.stderr)
        self.trouble('cannot read the configuration', 'config', '--config', 'nowhere.conf', url='')


class Databases(Case):
    def test_clear_sentences(self):
        self.trouble('database', 'serve', url=f'sqlite:{self.folder}/nowhere/r.db')
        self.trouble('must begin with', 'serve', url='mysql://x')
        self.trouble('init', 'serve', url=f'sqlite:{self.folder}/none.db')
        self.trouble('was not reached', 'serve', url='postgresql://x:secret@127.0.0.1:1/y')
        self.assertNotIn('secret', self.run_radslag('serve', url='postgresql://x:secret@127.0.0.1:1/y').stderr)
        with open(f'{self.folder}/text.db', 'w') as out:
            out.write('not a database, but long enough to look at ' * 100)
        self.trouble('database', 'serve', url=f'sqlite:{self.folder}/text.db')

    def test_init_invites_the_first_administrator(self):
        self.trouble('--admin must be an e-mail address', 'init', '--admin', 'nobody', '--mail-url', 'smtp://localhost')
        said = self.ok('init', '--admin', 'eva@example.se', '--mail-url', 'smtp://localhost:2525', '--mail-from',
                       'Dialog <d@example.se>')
        self.assertRegex(said, r'/konto/valkommen\?token=[\w-]{43}\n')
        self.assertIn('radslag doctor --mail-to', said)
        with open(f'{self.folder}/radslag.conf') as file:
            self.assertEqual(file.read(), 'mail_url = smtp://localhost:2525\nmail_from = Dialog <d@example.se>\n')

    def test_init_once(self):
        self.ok('init')
        self.trouble('already', 'init')
        self.assertEqual(self.ok('init', '--if-missing', '--demo'), '')
        with sqlite3.connect(f'{self.folder}/r.db') as db:
            self.assertEqual(db.execute('SELECT count(*) FROM method').fetchone()[0], 89)
            self.assertEqual(db.execute("SELECT count(*) FROM setting WHERE name = 'portal.demo'").fetchone()[0], 0)

    def test_contact_is_shown_on_every_page(self):
        self.trouble('--contact must be an e-mail address', 'init', '--contact', 'nobody')
        self.trouble('--contact must be an e-mail address', 'init', '--contact', 'a@b.se?bcc=all@b.se')
        self.ok('init', '--contact', 'dialog@provkommun.example')
        _, address = self.serve()
        for page in ('', 'metoder', 'finns-inte'):
            try:
                text = self.get(address + page)
            except urllib.error.HTTPError as error:
                text = error.read().decode()
                error.close()
            self.assertIn('href="mailto:dialog@provkommun.example"', text)

    def test_accessibility_statement(self):
        self.trouble('init', 'accessibility')
        self.ok('init')
        self.assertIn('operator     (not stated)', self.ok('accessibility'))
        result = self.run_radslag('accessibility', '--status', 'mostly', '--answer-days', 'soon', '--operator', 'X')
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stderr.count('radslag: --'), 2, result.stderr)
        self.assertIn('operator     (not stated)', self.ok('accessibility')) # nothing half-stored
        told = self.ok('accessibility', '--status', 'partly', '--operator', 'Provby kommun', '--answer-days', '2')
        self.assertIn('operator     Provby kommun', told)
        self.assertRegex(told, r'reviewed     20\d\d-')
        self.assertIn('operator     (not stated)', self.ok('accessibility', '--operator', ''))

    def test_from_a_newer_version(self):
        self.ok('init')
        with sqlite3.connect(f'{self.folder}/r.db') as db:
            db.execute("INSERT INTO schema_migration (module, number, name, sha256, applied_at) "
                       "VALUES ('guide', 99, 'future', 'x', 0)")
        db.close()
        self.trouble('newer', 'serve')
        self.trouble('newer', 'import', 'methods', os.path.join(ROOT, 'content', 'methods.csv'))

    def test_port_in_use(self):
        self.ok('init')
        _, address = self.serve()
        self.trouble('in use', 'serve', '--listen', address[len('http://'):-1])

    def test_demo_says_so(self):
        self.ok('init')
        _, address = self.serve()
        self.assertNotIn('rl-notice', self.get(address))
        self.servers[0].send_signal(signal.SIGTERM)
        self.assertEqual(self.servers[0].wait(timeout=20), 0)
        self.ok('demo')
        _, address = self.serve()
        self.assertIn('rl-notice', self.get(address))

    def back_up_while_serving(self, url, other):
        self.ok('init', '--name', 'Provkommun', url=url)
        _, address = self.serve(url=url)
        before = self.get(address + 'metoder.json')
        file = f'{self.folder}/backup'
        self.ok('backup', file, url=url)
        self.trouble('', 'backup', file, url=url)  # never written over
        self.trouble('empty', 'restore', file, url=url)
        self.ok('restore', file, url=other)
        _, restored = self.serve(url=other)
        self.assertEqual(before, self.get(restored + 'metoder.json'))
        self.trouble('', 'restore', os.path.join(ROOT, 'README.md'), url=f'sqlite:{self.folder}/third.db')

    def test_backup_and_restore_sqlite(self):
        self.back_up_while_serving(self.url, f'sqlite:{self.folder}/other.db')

    @unittest.skipUnless(POSTGRES, 'RADSLAG_TEST_POSTGRES is not set')
    def test_backup_and_restore_postgresql(self):
        names = [f'radslag_commands_{os.getpid()}_{i}' for i in range(2)]
        for name in names:
            subprocess.run(['psql', '-qc', f'CREATE DATABASE {name}', POSTGRES], check=True)
        try:
            urls = [f'{POSTGRES}&dbname={name}&password=hemligt' for name in names]
            self.back_up_while_serving(*urls)
            again = self.run_radslag('init', url=urls[0])  # what is shown goes to terminals and journals
            self.assertNotIn('hemligt', again.stdout + again.stderr)
            self.assertIn('has a portal already', again.stderr)
        finally:
            for server in self.servers:
                server.terminate()
                server.wait()
            for name in names:
                subprocess.run(['psql', '-qc', f'DROP DATABASE {name}', POSTGRES], check=True)

    def test_stops_on_signal_while_asked(self):
        self.ok('init')
        server, address = self.serve()
        for _ in range(20):
            self.get(address + 'metoder')
        started = time.monotonic()
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(timeout=20), 0)
        self.assertLess(time.monotonic() - started, 10)


class Methods(Case):
    def write_table(self, change):
        with open(os.path.join(ROOT, 'content', 'methods.csv'), newline='') as file:
            rows = list(csv.DictReader(file))
        change(rows)
        path = f'{self.folder}/methods.csv'
        with open(path, 'w', newline='') as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return path

    def test_faulty_table_changes_nothing(self):
        self.ok('init')

        def spoil(rows):
            rows[0]['purposes'] = 'fun'
            rows[1]['participants_min'] = '99999'
            rows[2]['id'] = rows[3]['id']
            rows[4]['related'] = 'nobody'
            rows[5]['summary_sv'] = 'Ny text'
        path = self.write_table(spoil)
        result = self.run_radslag('import', 'methods', path)
        self.assertEqual(result.returncode, 2)
        for place in ('row 2: column purposes', 'row 3: column participants_min', 'row 5: column id',
                      'row 6: column related'):
            self.assertIn(place, result.stderr)
        self.assertIn('nothing was imported', result.stderr)
        with sqlite3.connect(f'{self.folder}/r.db') as db:
            self.assertEqual(db.execute("SELECT count(*) FROM method_text WHERE summary = 'Ny text'").fetchone()[0], 0)
        db.close()

    def test_differences_are_shown_and_edits_kept(self):
        self.ok('init')
        with sqlite3.connect(f'{self.folder}/r.db') as db:
            db.execute("UPDATE method SET depth = 1, edited_at = 1 WHERE code = 'world-cafe'")
        db.close()

        def change(rows):
            rows[0]['summary_en'] = 'Changed.'
        path = self.write_table(change)
        self.assertIn('summary_en', self.ok('import', 'methods', path, '--dry-run'))
        text = self.ok('import', 'methods', path)
        self.assertRegex(text, r'changed +21st-century-town-meeting: summary_en')
        self.assertRegex(text, r'kept +world-cafe: depth')
        self.assertIn('0 added, 1 updated, 87 unchanged, 1 kept', text)
        self.assertIn('0 added, 0 updated, 88 unchanged, 1 kept', self.ok('import', 'methods', path))

    def match(self, path, *arguments):
        out = self.ok('methods', 'match', '--scenarios', path, *arguments, url='')
        return [json.loads(line) for line in out.splitlines()]

    def test_match_prints_reasons(self):
        path = os.path.join(ROOT, 'tests', 'data', 'scenarios-own.json')
        first = self.match(path, '--top', '3')[0]
        self.assertEqual(len(first['ranked']), 3)
        for method in first['ranked']:
            self.assertEqual(set(method), {'method', 'score', 'for', 'against'})
            self.assertTrue(method['for'])
            self.assertTrue(0 <= method['score'] <= 1)
        swedish = self.match(path, '--top', '1', '--language', 'sv')[0]
        self.assertEqual(swedish['ranked'][0]['method'], first['ranked'][0]['method'])
        self.assertNotEqual(swedish['ranked'][0]['for'], first['ranked'][0]['for'])

    def score(self, path):
        with open(path) as file:
            scenarios = json.load(file)['scenarios']
        strict = share = rejected = 0
        for scenario, answer in zip(scenarios, self.match(path)):
            self.assertEqual(answer['id'], scenario['id'])
            top = [method['method'] for method in answer['ranked']]
            hits = sum(method in scenario['accept_top5'] for method in top[:5])
            strict += hits == 5
            share += hits / 5
            rejected += sum(item['id'] in top[:10] for item in scenario['reject_top10'])
        return strict / len(scenarios), share / len(scenarios), rejected

    def test_match_agrees_with_practitioners(self):
        strict, share, rejected = self.score(os.path.join(ROOT, 'tests', 'data', 'scenarios-own.json'))
        self.assertGreaterEqual(strict, 0.75)
        self.assertGreaterEqual(share, 0.93)
        self.assertEqual(rejected, 0)

    def test_match_agrees_with_the_shared_scenarios(self):
        path = os.path.join(ROOT, '..', 'shared', 'data', 'methods', 'scenarios-dev.json')
        if not os.path.exists(path):
            self.skipTest('no shared data')
        strict, share, rejected = self.score(path)
        self.assertGreaterEqual(strict, 0.75)
        self.assertGreaterEqual(share, 0.93)
        self.assertEqual(rejected, 0)

    def test_match_ranks_the_installation_it_is_told(self):
        self.ok('init')
        path = os.path.join(ROOT, 'tests', 'data', 'scenarios-own.json')
        shipped = self.match(path, '--top', '5')
        self.assertEqual(shipped, self.match(path, '--top', '5', '--database', self.url))

    def test_bad_scenarios_are_told(self):
        path = f'{self.folder}/s.json'
        for text in ('', '{"scenarios": [{"id": "a", "phase": "lunch"}]}', '[1]'):
            with open(path, 'w') as out:
                out.write(text)
            self.trouble('', 'methods', 'match', '--scenarios', path, url='')
        self.trouble('cannot read', 'methods', 'match', '--scenarios', 'nowhere.json', url='')
        self.trouble('--scenarios', 'methods', 'match', url='')


class Examples(Case):
    def write_table(self, change):
        with open(os.path.join(ROOT, 'content', 'demo', 'examples.csv'), newline='', encoding='utf-8-sig') as file:
            rows = list(csv.DictReader(file))
        change(rows)
        for picture in glob.glob(os.path.join(ROOT, 'content', 'demo', '*.png')):
            shutil.copy(picture, self.folder)
        path = f'{self.folder}/examples.csv'
        with open(path, 'w', newline='', encoding='utf-8') as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return path

    def test_none_are_made_up_unless_asked_for(self):
        self.ok('init')
        self.assertEqual(self.count('SELECT count(*) FROM example'), 0)
        self.ok('demo')
        shown = self.count('SELECT count(*) FROM example WHERE demo = 1')
        self.assertGreaterEqual(shown, 3)
        self.ok('demo')
        self.assertEqual(self.count('SELECT count(*) FROM example'), shown)

    def test_faulty_table_changes_nothing(self):
        self.ok('init')

        def spoil(rows):
            rows[0]['methods'] = 'citizens-assembly;magic'
            rows[1]['themes'] = 'fun'
            rows[2]['end'] = '2001-01'
            rows[3]['slug_en'] = rows[0]['slug_en']
            rows[4]['title_en'] = ''
            rows[5]['start'] = 'spring'
            for column in rows[6]:
                if column.endswith(('_sv', '_en')):
                    rows[6][column] = ''
        result = self.run_radslag('import', 'examples', self.write_table(spoil))
        self.assertEqual(result.returncode, 2)
        for place in ('row 2: column methods: there is no method "magic"', 'row 3: column themes',
                      'row 4: column end: the end, 2001-01, is before the start', 'row 5: column slug_en',
                      'row 6: column title_en', 'row 7: column start', 'row 8: the example is not written'):
            self.assertIn(place, result.stderr)
        self.assertIn('7 faults', result.stderr)
        self.assertIn('nothing was imported', result.stderr)
        self.assertEqual(self.count('SELECT count(*) FROM example'), 0)

    def test_faulty_pictures_change_nothing(self):
        self.ok('init')
        with open(f'{self.folder}/text.jpg', 'w') as out:
            out.write('no picture')

        def spoil(rows):
            rows[0]['pictures'] = '../secret.png'
            rows[1]['pictures'] = 'text.jpg; none.png'
            rows[2]['picture_texts_en'] = 'A text without a picture'
        result = self.run_radslag('import', 'examples', self.write_table(spoil))
        self.assertEqual(result.returncode, 2)
        for place in ('row 2: column pictures: "../secret.png" is not the name of a file beside the table',
                      'row 4: column picture_texts_en: 0 pictures and 1 texts'):
            self.assertIn(place, result.stderr)
        result = self.run_radslag('import', 'examples', self.write_table(
            lambda rows: rows[1].update(pictures='text.jpg; none.png')))
        for place in ('row 3: column pictures: the file text.jpg is no JPEG or PNG',
                      'row 3: column pictures: the file none.png cannot be read'):
            self.assertIn(place, result.stderr)
        self.assertEqual(self.count('SELECT count(*) FROM picture'), 0)

    def test_differences_are_shown_and_edits_kept(self):
        self.ok('init')
        path = self.write_table(lambda rows: None)
        self.assertIn('nothing was imported', self.ok('import', 'examples', path, '--dry-run'))
        self.assertEqual(self.count('SELECT count(*) FROM example'), 0)
        self.assertRegex(self.ok('import', 'examples', path), r'new +climate-assembly-lovkoping')
        self.assertEqual(self.count('SELECT max(demo) FROM example'), 0)
        with sqlite3.connect(f'{self.folder}/r.db') as db:
            db.execute("UPDATE example SET place = 'X', edited_at = 1 WHERE code = 'care-home-almhamn'")
        db.close()

        def change(rows):
            rows[0]['summary_en'] = 'Changed.'
        text = self.ok('import', 'examples', self.write_table(change))
        self.assertRegex(text, r'changed +climate-assembly-lovkoping: summary_en')
        self.assertRegex(text, r'kept +care-home-almhamn: place')
        self.assertRegex(text, r'0 added, 1 updated, \d+ unchanged, 1 kept')

    def test_a_slug_of_a_stored_example_is_taken(self):
        self.ok('init')
        self.ok('import', 'examples', self.write_table(lambda rows: None))

        def rename(rows):
            del rows[1:]
            rows[0]['id'] = 'another'
        result = self.run_radslag('import', 'examples', self.write_table(rename))
        self.assertEqual(result.returncode, 2)
        self.assertIn('row 2: column slug_sv: the address', result.stderr)
        self.assertIn('is taken by the example "climate-assembly-lovkoping"', result.stderr)


class Organisations(Case):
    SHIPPED = os.path.join(ROOT, 'content', 'organisations.csv')

    def write_table(self, change):
        with open(self.SHIPPED, newline='', encoding='utf-8') as file:
            text = change(file.read())
        with open(f'{self.folder}/organisations.csv', 'w', newline='', encoding='utf-8') as out:
            out.write(text)
        return out.name

    def test_those_that_ship_come_in_once(self):
        self.ok('init')
        self.assertIn('nothing was imported', self.ok('import', 'organisations', self.SHIPPED, '--dry-run'))
        self.assertEqual(self.count('SELECT count(*) FROM organisation'), 0)
        self.assertIn('311 added', self.ok('import', 'organisations', self.SHIPPED))
        text = self.ok('import', 'organisations', self.write_table(lambda text: text.replace('Falu kommun', 'Falun')))
        self.assertRegex(text, r'changed +2080: name_sv\n')
        self.assertIn('0 added, 1 updated, 310 unchanged', text)

    def test_all_faults_are_told_and_nothing_stored(self):
        self.ok('init')
        path = self.write_table(lambda text: text.replace('\n0114,', '\n114,').replace(',boras,', ',Borås,'))
        result = self.run_radslag('import', 'organisations', path)
        self.assertEqual(result.returncode, 2)
        self.assertIn('row 3: column code: "114" is not the code of its kind', result.stderr)
        self.assertRegex(result.stderr, r'row \d+: column slug: "Borås" is not a slug')
        self.assertIn('2 faults', result.stderr)
        self.assertEqual(self.count('SELECT count(*) FROM organisation'), 0)

    def test_a_slug_of_a_stored_organisation_is_taken(self):
        self.ok('init')
        self.ok('import', 'organisations', self.SHIPPED)
        path = self.write_table(lambda text: text.split('\n')[0] + '\nbyalag,civil-society,Borås,,,,,\n')
        result = self.run_radslag('import', 'organisations', path)
        self.assertEqual(result.returncode, 2)
        self.assertIn('"boras" is taken by the stored organisation "1490"', result.stderr)


class Library(Case):
    """radslag import library."""

    NEWS = ('---\nkind: news\ntitle: {title}\nslug: {slug}\nsummary: S\npublished: 2026-12-01\n'
            'owner: Bo Ek, redaktör\n---\nRead [this](article:feeding-back).\n')

    def write_news(self, **changes):
        for language in ('sv', 'en'):
            folder = os.path.join(self.folder, 'content/library/news')
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, f'opening.{language}.md'), 'w', encoding='utf-8') as file:
                file.write(self.NEWS.format(**{'title': 'Opening', 'slug': 'opening', **changes}))
        return os.path.join(self.folder, 'content')

    def test_one_text_is_brought_in_and_changed(self):
        self.ok('init')
        before = self.count('SELECT count(*) FROM library_item')
        path = self.write_news()
        self.assertIn('new      news:opening', self.ok('import', 'library', path, '--dry-run'))
        self.assertEqual(self.count('SELECT count(*) FROM library_item'), before)
        self.assertIn('1 added, 0 updated, 0 unchanged', self.ok('import', 'library', path))
        self.assertIn('0 added, 0 updated, 1 unchanged', self.ok('import', 'library', path))
        self.write_news(title='We open')
        text = self.ok('import', 'library', path)
        self.assertIn('changed  news:opening', text)
        self.assertIn('0 added, 1 updated, 0 unchanged', text)
        self.assertEqual(self.count("SELECT count(*) FROM library_text WHERE owner = 'Bo Ek, redaktör'"), 2)

    def test_faults_are_told_with_their_places(self):
        self.ok('init')
        result = self.run_radslag('import', 'library', self.write_news(slug='Not a slug'))
        self.assertEqual(result.returncode, 2)
        self.assertIn('opening.sv.md:4: slug', result.stderr)
        self.assertIn('2 faults', result.stderr)
        self.assertEqual(self.count("SELECT count(*) FROM library_item WHERE code = 'opening'"), 0)
        self.trouble('must hold library/KIND', 'import', 'library', self.folder + '/nothing')


class Mail(Case):
    """radslag doctor and radslag mail."""

    def configure(self, *lines):
        with open(f'{self.folder}/radslag.conf', 'w') as out:
            out.write('\n'.join(lines))

    def test_doctor(self):
        result = self.run_radslag('doctor')
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stdout, r'(?m)^TROUBLE +database ')
        self.ok('init')
        text = self.ok('doctor')
        for what in ('configuration', 'database', 'schema', 'jobs', 'disk', 'mail'):
            self.assertRegex(text, rf'(?m)^ok +{what} ')
        self.configure('mail_url = smtp://localhost:1', 'mail_from = a@b.example')
        result = self.run_radslag('doctor')
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stdout, r'(?m)^TROUBLE +mail server .*onnect')
        self.configure('mail_url = smtp://localhost:1', 'mail_from = nobody')
        self.assertRegex(self.run_radslag('doctor').stdout, r'(?m)^TROUBLE +mail +mail_from')

    def test_settings_are_checked_at_the_start(self):
        self.ok('init')
        self.configure('mail_url = mail.example.se', 'mail_from = a@b.example')
        self.trouble('mail_url must begin with', 'serve')
        self.trouble('mail_url must begin with', 'config', '--check', url='')
        self.configure('mail_url = smtp://localhost:1', 'mail_from = a@b.example', 'listen = 0.0.0.0:0')
        self.trouble('mail_url needs public_url', 'serve')

    def test_dead_letters(self):
        self.ok('init')
        self.assertIn('no dead letters', self.ok('mail'))
        db = sqlite3.connect(f'{self.folder}/r.db')
        with db:
            db.execute('INSERT INTO job (id, kind, payload, slow, state, due_at, attempts, lease, cancel_asked, '
                       "progress_done, progress_total, progress_text, error) VALUES (5, 'mail.send', '', 0, 'dead', 0, "
                       "1, 0, 0, 0, 0, '', '550 No such user')")
            db.execute('INSERT INTO mail (id, kind, recipient_hash, token, put_at, recipient, subject, body_text) '
                       "VALUES (5, 'test.hello', 'x', 'x', 0, 'a@b.example', 'Hej', 'Hej')")
        db.close()
        self.assertRegex(self.ok('mail'), r'(?s)^5 .*test\.hello +a@b\.example  "Hej"\n +550 No such user\n$')
        self.assertEqual(self.run_radslag('doctor').returncode, 1)
        self.ok('mail', 'retry', '5')
        self.assertIn('no dead letters', self.ok('mail'))
        self.trouble('there is no letter 6', 'mail', 'retry', '6')


class Members(Case):
    def test_the_first_administrator_is_invited(self):
        self.ok('init', '--name', 'Provkommun')
        self.assertEqual(self.ok('members'), '')
        for arguments, part in (((), 'usage: radslag invite'), (('a@example.se',), 'name an address'),
                                (('a.example.se', 'portal-editor'), 'is no address'),
                                (('a@example.se', 'king'), 'portal-administrator'),
                                (('a@example.se', 'officer'), '--organisation is not given'),
                                (('a@example.se', 'officer', '--organisation', 'nowhere'), 'no organisation "nowhere"'),
                                (('a@example.se', ''), 'they are:')):
            self.trouble(part, 'invite', *arguments)
        self.trouble('usage: radslag members', 'members', 'all')
        link = self.ok('invite', 'Anna@Example.se', 'portal-administrator,portal-editor').strip()
        self.assertRegex(link, r'^http://\S+/inbjudningar\?token=[\w-]{43}$')
        self.trouble('has an invitation that waits', 'invite', 'anna@example.se', 'portal-editor')
        self.assertEqual(self.ok('members'),
                         'invited: <Anna@example.se>  portal-editor;portal-administrator\n')
        self.assertEqual(self.count("SELECT COUNT(*) FROM audit_entry WHERE act = 'members.invite'"), 1)
        self.assertEqual(self.count('SELECT COUNT(*) FROM mail'), 0)


class Jobs(Case):
    """radslag jobs."""

    def put(self, id, kind='test.none', state='waiting', at=0):
        db = sqlite3.connect(f'{self.folder}/r.db')
        with db:
            db.execute('INSERT INTO job (id, kind, payload, slow, state, due_at, attempts, lease, cancel_asked, '
                       "progress_done, progress_total, progress_text, error) VALUES (?, ?, '', 0, ?, ?, 3, 0, 0, "
                       "0, 0, '', 'no luck')", (id, kind, state, at))
        db.close()

    def test_list_retry_and_cancel(self):
        self.trouble('init', 'jobs')
        self.ok('init')
        self.assertEqual(self.ok('jobs'), 'No job waits, runs or is dead.\n')
        self.put(7, state='dead')
        self.put(8, at=4102444800000000)
        self.put(9, state='done')
        text = self.ok('jobs')
        self.assertRegex(text, r'(?m)^7 +dead +1970-01-01T00:00:00Z test.none +attempt 3  no luck$')
        self.assertRegex(text, r'(?m)^8 +waiting +2100-01-01T')
        self.assertNotRegex(text, r'(?m)^9 ')
        self.ok('jobs', 'retry', '7')
        self.assertRegex(self.ok('jobs'), r'(?m)^7 +waiting')
        self.ok('jobs', 'cancel', '7')
        self.trouble('has ended already', 'jobs', 'cancel', '7')
        self.trouble('is not dead', 'jobs', 'retry', '9')
        self.trouble('there is no job 99', 'jobs', 'retry', '99')
        self.trouble('name one job by its number', 'jobs', 'cancel', 'all')

    def test_run_once(self):
        self.ok('init')
        self.put(1, kind='jobs.clean', state='dead')
        self.ok('jobs', 'retry', '1')
        self.put(2, state='done')
        self.assertEqual(self.ok('jobs', 'run', '--once'), '1 done, 0 failed and will be tried again, 0 dead.\n')
        self.assertEqual(self.count('SELECT count(*) FROM job WHERE id = 2'), 0) # old, and removed

    def test_the_server_runs_them(self):
        self.ok('init')
        server, _ = self.serve()
        self.put(2, state='done')
        self.put(1, kind='jobs.clean', state='dead')
        self.ok('jobs', 'retry', '1')
        until = time.monotonic() + 20
        while self.count("SELECT count(*) FROM job WHERE id = 1 AND state = 'done'") == 0:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(20), 0)
        self.assertEqual(self.count('SELECT count(*) FROM job WHERE id = 2'), 0)


if __name__ == '__main__':
    unittest.main()
