#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""script/new-feature makes a feature that builds, passes its tests and works, and docs/add-a-page.md
tells the truth about it: its excerpts are in the files, and its changes are made, built and tried.
What the other pages for newcomers name exists."""
import http.cookiejar
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GUIDE = 'docs/add-a-page.md'
# A path, perhaps "(new)", a colon, and the block under it.
BLOCK = re.compile(r'^`([^`\n]+)`( \(new\))?:\n\n```(\w+)\n(.*?)^```$', re.M | re.S)


class Copy:
    """The project's files in a folder of their own, with their own build."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='radslag-new-feature-')
        self.root, self.build = os.path.join(self.folder, 'tree'), os.path.join(self.folder, 'build')
        listed = subprocess.run(['git', 'ls-files', '-coz', '--exclude-standard'], cwd=ROOT, check=True,
                                capture_output=True).stdout.decode()
        for file in filter(None, listed.split('\0')):
            if os.path.isfile(os.path.join(ROOT, file)):
                os.makedirs(os.path.dirname(os.path.join(self.root, file)), exist_ok=True)
                shutil.copy2(os.path.join(ROOT, file), os.path.join(self.root, file))
        os.symlink(os.path.join(ROOT, 'web/node_modules'), os.path.join(self.root, 'web/node_modules'))

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *command):
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, timeout=300)

    def read(self, path):
        with open(os.path.join(self.root, path), encoding='utf-8') as file:
            return file.read()

    def write(self, path, text):
        with open(os.path.join(self.root, path), 'w', encoding='utf-8') as file:
            file.write(text)

    def files(self):
        return {os.path.join(folder, file) for folder, _, files in os.walk(self.root) for file in files}

    def lint(self):
        """What script/lint says, without line numbers."""
        result = self.run('script/lint')
        return {re.sub(r'^([^:]+):\d+:', r'\1:', line) for line in result.stdout.splitlines()}


class Portal:
    """A server of its own, and a browser's cookies."""

    def __init__(self, copy, name):
        radslag = os.path.join(copy.build, 'radslag')
        database = ['--database', f'sqlite:{copy.folder}/{name}.db']
        subprocess.run([radslag, 'init', *database], check=True, capture_output=True)
        self.server = subprocess.Popen([radslag, 'serve', '--listen', '127.0.0.1:0', *database],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = re.search(r'http://[^/]+', self.server.stdout.readline()).group()
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        self.server.stdout.close()

    def get(self, path, form=None):
        """(status, text, path of the page that is shown in the end)"""
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            answer = self.browser.open(self.address + path, data, timeout=20)
        except urllib.error.HTTPError as fault:
            answer = fault
        with answer:
            return answer.status, answer.read().decode(), answer.url.removeprefix(self.address)

    def send(self, path, **form):
        token = re.search(r'name="_token" value="([0-9a-f]+)"', self.get(path)[1]).group(1)
        return self.get(path, {'_token': token, **form})


class NewFeature(unittest.TestCase):
    def setUp(self):
        self.copy = Copy()
        self.addCleanup(self.copy.remove)
        self.blocks = BLOCK.findall(self.copy.read(GUIDE))

    def done(self, *command):
        result = self.copy.run(*command)
        self.assertEqual(result.returncode, 0, f'{command}\n{result.stdout[-6000:]}{result.stderr[-3000:]}')
        return result.stdout

    def refused(self, part, *arguments):
        result = self.copy.run('script/new-feature', *arguments)
        self.assertNotEqual(result.returncode, 0, arguments)
        self.assertIn(part, result.stderr)
        self.assertNotIn('Traceback', result.stderr)

    def test_names_that_cannot_be(self):
        before = self.copy.files()
        modules = self.copy.read('src/app/modules.def')
        self.refused('usage: script/new-feature NAME')
        self.refused('usage: script/new-feature NAME', '--help')
        for name in ('', 'x', 'Notes', 'my-notes', 'my_notes', 'noter2', 'möten', '../notes', 'a' * 13):
            self.refused('one English word of 2 to 12 letters', name)
        self.refused('src/features/guide/ is there already', 'guide')
        self.refused('for something else', 'web')
        self.refused('for something else', 'app')
        self.refused('answers the address /about already', 'about')
        self.refused('script/new-feature groups THING', 'groups')
        self.refused('has a "method" already', 'ways', 'method')
        self.refused('one English word', 'notes', 'a note')
        self.assertEqual(before, self.copy.files())
        self.assertEqual(modules, self.copy.read('src/app/modules.def'))

    def build_and_test(self):
        if not os.path.exists(self.copy.build):
            self.done('meson', 'setup', self.copy.build, '-Dtests=true', '-Dwerror=true', '-Ddebug=false')
        built = self.done('ninja', '-C', self.copy.build, 'radslag')
        tested = self.done('meson', 'test', '-C', self.copy.build, '--print-errorlogs', '--suite', 'notes')
        tested += self.done('meson', 'test', '-C', self.copy.build, '--print-errorlogs', 'modules')
        self.assertNotIn('warning:', built + tested)
        self.assertEqual(4, len(re.findall(r'^\d+/\d+ .* OK ', tested, re.M)), tested)

    def check_excerpts(self):
        excerpts = [b for b in self.blocks if not b[1] and b[2] not in ('diff', 'po')]
        self.assertGreaterEqual(len(excerpts), 8)
        for path, _, _, text in excerpts:
            self.assertIn('\n' + text, '\n' + self.copy.read(path), f'{GUIDE} shows what is not in {path}')

    def make_changes(self):
        """What a reader of the guide does by hand."""
        for path, new, kind, text in self.blocks:
            if new:
                self.assertFalse(os.path.exists(os.path.join(self.copy.root, path)))
                self.copy.write(path, text)
            elif kind == 'diff':
                lines = [(line[:1], line[1:]) for line in text.splitlines()]
                old = ''.join(f'{line}\n' for sign, line in lines if sign != '+')
                now = ''.join(f'{line}\n' for sign, line in lines if sign != '-')
                whole = self.copy.read(path)
                self.assertEqual(1, whole.count(old), f'{GUIDE} changes what is not once in {path}:\n{old}')
                self.copy.write(path, whole.replace(old, now))

    def translate(self):
        self.done('python3', 'tools/messages.py')
        for path, _, kind, text in self.blocks:
            if kind != 'po':
                continue
            whole = self.copy.read(path)
            for entry in text.strip().split('\n\n'):
                key = entry[:entry.index('\nmsgstr')]
                self.assertIn('\n' + key + '\n', whole, f'{GUIDE} translates what is in no file')
                whole = whole.replace(f'\n{key}\nmsgstr ""\n', f'\n{entry}\n')
            self.copy.write(path, whole)

    def check_list(self, name):
        with Portal(self.copy, name) as portal:
            status, page, _ = portal.get('/en/notes')
            self.assertEqual(200, status)
            self.assertIn('<h1>Notes</h1>', page)
            for _ in range(2):  # the same twice is stored once
                status, page, shown = portal.send('/en/notes', text='  A <b>bench</b> & ‘två’ ')
                self.assertEqual((200, '/en/notes'), (status, shown))
            self.assertEqual(1, page.count('A &lt;b&gt;bench&lt;/b&gt; &amp; ‘två’'), page)
            status, page, _ = portal.send('/en/notes', text='x' * 300)
            self.assertEqual(422, status)
            self.assertIn('x' * 300, page)
            self.assertEqual(403, portal.get('/en/notes', {'text': 'No token'})[0])

    def check_one(self):
        with Portal(self.copy, 'one') as portal:
            _, page, _ = portal.send('/anteckningar', text='En bänk')
            link = re.search(r'href="(/anteckningar/\d+)">En bänk<', page).group(1)
            self.assertIn('Alla anteckningar', portal.get(link)[1])
            self.assertEqual(404, portal.get('/anteckningar/1')[0])

    def test_feature_and_guide(self):
        lint = self.copy.lint()
        said = self.done('script/new-feature', 'notes')
        self.assertIn('script/test notes', said)
        self.refused('src/features/notes/ is there already', 'notes')
        self.check_excerpts()
        self.build_and_test()
        self.check_list('list')
        self.make_changes()
        self.translate()
        self.assertEqual(set(), self.copy.lint() - lint)
        self.build_and_test()
        self.check_one()


class Documents(unittest.TestCase):
    """What the pages for newcomers name exists."""

    def test_names_and_links(self):
        sources = ''
        for folder, _, files in os.walk(os.path.join(ROOT, 'src')):
            for file in files:
                if file.endswith(('.c', '.h')):
                    with open(os.path.join(folder, file), encoding='utf-8') as source:
                        sources += source.read()
        for page in ('docs/tour.md', GUIDE, 'src/features/guide/README.md', 'src/features/site/README.md'):
            with open(os.path.join(ROOT, page), encoding='utf-8') as file:
                text = file.read()
            for function in re.findall(r'`([a-z_]+)\(\)`', text):
                self.assertRegex(sources, rf'\b{function}\(', page)
            for path in re.findall(r'`((?:src|tests|templates|docs|po|tools|content)/[^`]*)`', text):
                if '/notes' not in path:
                    self.assertTrue(os.path.exists(os.path.join(ROOT, path)), f'{page}: {path}')
            for link in re.findall(r'\]\(([^)#:]+)\)', text):
                self.assertTrue(os.path.exists(os.path.join(ROOT, os.path.dirname(page), link)), f'{page}: {link}')


if __name__ == '__main__':
    unittest.main()
