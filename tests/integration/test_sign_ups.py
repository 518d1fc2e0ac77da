#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Many sign-ups at once, by people, by floods, and while the server is killed; and much at once by one intruder."""
import glob
import html
import http.client
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse
import uuid
from collections import Counter

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RADSLAG = os.environ.get('RADSLAG_BINARY', os.path.join(ROOT, 'build-test', 'radslag'))
POSTGRES = os.environ.get('RADSLAG_TEST_POSTGRES')
SIGN_UP, SIGN_IN = '/en/account/sign-up', '/en/account/sign-in'
A_MINUTE = 60_000_000
PER_MINUTE = 600  # SIGN_UPS_PER_MINUTE of accounts_rules.h
OPEN = f'seldom_per_minute = 10000000\nrequests_per_minute = 10000000\ntrusted_proxy = 127.0.0.1\n'


class Portal:
    """The real program on a database of its own, with a mail server that takes letters into files."""

    def __init__(self, config, postgres=False):
        self.folder, self.visitors = tempfile.mkdtemp(), []
        self.name = f'sign_ups_{uuid.uuid4().hex[:12]}' if postgres else None
        if postgres:
            subprocess.run(['psql', '-qc', f'CREATE DATABASE {self.name}', POSTGRES], check=True)
        self.url = f'{POSTGRES}&dbname={self.name}' if postgres else f'sqlite:{self.folder}/r.db'
        self.letters = os.path.join(self.folder, 'letters')
        os.mkdir(self.letters)
        self.mail = subprocess.Popen(['/usr/bin/python3', f'{ROOT}/tests/support/smtp_server.py', self.letters,
                                      '--tls', 'none'],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = self.mail.stdout.readline().strip()
        with open(os.path.join(self.folder, 'radslag.conf'), 'w', encoding='utf-8') as file:
            file.write(f'{config}mail_url = smtp://127.0.0.1:{port}\nmail_from = dialog@example.se\n')
        subprocess.run([RADSLAG, 'init', '--database', self.url], cwd=self.folder, check=True, capture_output=True)
        self.start()

    def start(self):
        self.server = subprocess.Popen([RADSLAG, 'serve', '--database', self.url, '--listen', '127.0.0.1:0'],
                                       cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(re.search(r'127\.0\.0\.1:(\d+)', self.server.stdout.readline())[1])

    def kill(self):
        self.server.kill()
        self.server.wait()
        self.server.stdout.close()

    def close(self):
        for visitor in self.visitors:
            visitor.leave()
        self.kill()
        self.mail.kill()
        self.mail.communicate()
        if self.name:
            subprocess.run(['psql', '-qc', f'DROP DATABASE {self.name} WITH (FORCE)', POSTGRES], check=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, text):
        """Runs it, and gives the first number of a query."""
        if self.name:
            out = subprocess.run(['psql', '-qAtc', text, self.url], check=True, capture_output=True, text=True).stdout
            return int(out) if out.strip() else None
        db = sqlite3.connect(f'{self.folder}/r.db', timeout=20)
        try:
            row = db.execute(text).fetchone()
            db.commit()
            return row and row[0]
        finally:
            db.close()

    def let_time_pass(self):
        """As if the server had been down for two minutes: leases end, and people may sign up again."""
        self.sql(f"UPDATE job SET due_at = due_at - {2 * A_MINUTE} WHERE state IN ('waiting', 'running')")
        self.sql(f'UPDATE account_token SET created_at = created_at - {2 * A_MINUTE}, ends_at = ends_at - {2 * A_MINUTE}')

    def sent(self):
        """Recipient and Message-ID of each letter that the mail server has taken."""
        found = []
        for path in glob.glob(f'{self.letters}/*.mail'):
            with open(path, encoding='utf-8') as file:
                text = file.read()
            found.append((re.search(r'^recipient=(.*)$', text, re.M)[1], re.search(r'(?im)^message-id=(.*)$', text)[1]))
        return found

    def link_to(self, address):
        """The link of the only letter to an address, without the host."""
        end = time.time() + 15
        while time.time() < end:
            for path in glob.glob(f'{self.letters}/*.mail'):
                with open(path, encoding='utf-8') as file:
                    text = file.read()
                if f'recipient={address}\n' in text:
                    os.remove(path)
                    return re.search(r'https?://[^/]+(/\S+token=[\w-]+)', text)[1]
            time.sleep(0.05)
        raise AssertionError(f'no letter to {address}')


class Visitor:
    """A browser on an address of its own: one connection, cookies, and the token of forms."""

    def __init__(self, portal, address='10.0.0.1'):
        self.portal, self.address, self.cookies, self.token, self.connection = portal, address, {}, '', None
        portal.visitors.append(self)

    def ask(self, method, path, body=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection('127.0.0.1', self.portal.port, timeout=60)
        origin = f'http://127.0.0.1:{self.connection.port}'
        headers = {'Origin': origin, 'X-Forwarded-For': self.address,
                   'Cookie': '; '.join(f'{name}={value}' for name, value in self.cookies.items()) or 'a=b'}
        if body is not None:
            headers['Content-Type'] = 'application/x-www-form-urlencoded'
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = html.unescape(answer.read().decode())
        except (OSError, http.client.HTTPException):
            self.leave()
            raise
        for cookie in answer.headers.get_all('Set-Cookie') or []:
            name, value = cookie.split(';')[0].split('=', 1)
            self.cookies[name] = value
        token = re.search(r'name="_token" value="([^"]*)"', text)
        self.token = token[1] if token else self.token
        return answer.status, text

    def send(self, path, **fields):
        if not self.token:
            self.ask('GET', SIGN_IN)
        return self.ask('POST', path, urllib.parse.urlencode({'_token': self.token, **fields}))

    def leave(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def came_in(self):
        return any('session' in name for name in self.cookies)


def together(jobs):
    """Runs functions at once, each on a thread; their results."""
    results = [None] * len(jobs)

    def run(i):
        results[i] = jobs[i]()
    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Case(unittest.TestCase):
    def portal(self, config, postgres=False):
        portal = Portal(config, postgres)
        self.addCleanup(portal.close)
        return portal


class Killed(Case):
    WANTED, KILLS = 1000, 4

    def sign_up_until(self, portal, wanted, lock, acknowledged, numbers, who):
        visitor = Visitor(portal, f'10.1.0.{who}')
        while len(acknowledged) < wanted:
            with lock:
                address = f'p{next(numbers)}@example.se'
            try:
                status, _ = visitor.send(SIGN_UP, email=address)
            except (OSError, http.client.HTTPException):
                return
            self.assertEqual(status, 303)
            with lock:
                acknowledged.append(address)

    def check(self, postgres):
        portal = self.portal(OPEN + 'job_workers = 1\n', postgres)
        lock, acknowledged, numbers = threading.Lock(), [], iter(range(10 ** 6))
        for kill in range(self.KILLS + 1):
            goal = self.WANTED * (kill + 1) // (self.KILLS + 1)
            last = kill == self.KILLS
            people = [lambda who=who: self.sign_up_until(portal, self.WANTED if last else 10 ** 6, lock, acknowledged,
                                                         numbers, who) for who in range(6)]
            crowd = threading.Thread(target=together, args=(people,))
            crowd.start()
            while crowd.is_alive() and len(acknowledged) < goal:
                time.sleep(0.001)
            if not last:
                portal.kill()
            crowd.join()
            if not last:
                portal.let_time_pass()
                portal.start()
        self.assertGreaterEqual(len(acknowledged), self.WANTED)
        self.check_letters(portal, acknowledged)

    def check_letters(self, portal, acknowledged):
        end = time.time() + 60
        while time.time() < end and portal.sql('SELECT COUNT(*) FROM mail WHERE sent_at IS NULL'):
            time.sleep(0.2)
        sent = portal.sent()
        recipients = {recipient for recipient, _ in sent}
        self.assertEqual(set(acknowledged) - recipients, set(), 'acknowledged, and lost')
        self.assertEqual(len(set(sent)), len(recipients), 'one Message-ID for each letter')
        self.assertLessEqual(len(sent) - len(recipients), self.KILLS, 'only what was in flight is repeated')
        self.assertEqual(portal.sql('SELECT COUNT(*) FROM account_token'), len(recipients), 'nothing is stored half')
        self.assertEqual(portal.sql('SELECT COUNT(*) FROM mail'), len(recipients))

    def test_sqlite(self):
        self.check(False)

    @unittest.skipUnless(POSTGRES, 'RADSLAG_TEST_POSTGRES is not set')
    def test_postgresql(self):
        self.check(True)


class Flood(Case):
    def check(self, postgres):
        config = 'trusted_proxy = 127.0.0.1\nrequests_per_minute = 100000\nseldom_per_minute = 40\njob_workers = 0\n'
        portal = self.portal(config, postgres)
        one = Visitor(portal, '10.9.9.9')
        answers = [one.send(SIGN_UP, email=f'one{i}@example.se') for i in range(60)]

        def some(who):
            visitor = Visitor(portal, f'10.{who}.0.1')
            return [visitor.send(SIGN_UP, email=f'p{who}.{i}@example.se') for i in range(40)]
        for batch in range(5):
            for part in together([lambda who=who: some(who) for who in range(batch * 4, batch * 4 + 4)]):
                answers += part
        counts = Counter(status for status, _ in answers)
        self.assertEqual(counts[303], PER_MINUTE)
        self.assertEqual(set(counts), {303, 429, 503})
        sentences = {429: 'more often than we can take. Nothing was saved.', 503: 'Nothing was saved. Wait a minute or two'}
        for status, text in answers:
            self.assertIn(sentences.get(status, ''), text)
        for table in ('account_token', 'mail', "job WHERE kind = 'mail.send'"):
            self.assertEqual(portal.sql(f'SELECT COUNT(*) FROM {table}'), PER_MINUTE, table)

    def test_sqlite(self):
        self.check(False)

    @unittest.skipUnless(POSTGRES, 'RADSLAG_TEST_POSTGRES is not set')
    def test_postgresql(self):
        self.check(True)


class AtOnce(Case):
    PASSWORD = 'kantarell gaffel tunnel sju'

    def race(self, portal, link, **fields):
        """Follows a link in many browsers at once: how many it let in."""
        visitors = [Visitor(portal) for _ in range(12)]
        for visitor in visitors:
            visitor.ask('GET', SIGN_IN)
        together([lambda visitor=visitor: visitor.send(link, **fields) for visitor in visitors])
        return sum(visitor.came_in() for visitor in visitors)

    def check(self, postgres):
        portal = self.portal(OPEN, postgres)
        visitor = Visitor(portal)
        visitor.send(SIGN_UP, email='a@example.se')
        self.assertEqual(self.race(portal, portal.link_to('a@example.se'), name='A', password=self.PASSWORD), 1)
        visitor.send(SIGN_IN, email='a@example.se', other='1')
        self.assertEqual(self.race(portal, portal.link_to('a@example.se')), 1)
        self.assertEqual(portal.sql('SELECT COUNT(*) FROM person'), 1)
        self.assertEqual(portal.sql('SELECT COUNT(*) FROM session'), 2)
        began = time.time()
        visitors = [Visitor(portal) for _ in range(25)]
        answers = together([lambda visitor=visitor: [visitor.send(SIGN_IN, email='a@example.se', password='fel ' * 4)[1]
                                                     for _ in range(4)] for visitor in visitors])
        judged = sum('do not go together' in text for texts in answers for text in texts)
        # Five at once; then the next after a second, two, four …
        self.assertLessEqual(judged, 5 + int(time.time() - began + 1).bit_length())

    def test_sqlite(self):
        self.check(False)

    @unittest.skipUnless(POSTGRES, 'RADSLAG_TEST_POSTGRES is not set')
    def test_postgresql(self):
        self.check(True)


if __name__ == '__main__':
    unittest.main(verbosity=0)
