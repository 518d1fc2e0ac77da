#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""An SMTP server for tests: takes letters into files, and misbehaves as the recipient's name says.

usage: smtp_server.py FOLDER [--tls starttls|implicit|none] [--user NAME --password WORD]

Needs Debian's python3-aiosmtpd and openssl. Makes a certificate for localhost, FOLDER/ca.pem, prints
its port, and serves until its standard input ends. Each letter it takes becomes FOLDER/N.mail: what the envelope
and the headers say, decoded, and the bodies.

    busy@…     RCPT: 451           unknown@…  RCPT: 550        spam@…   DATA: 554
    hang@…     never answers       gone@…     hangs up         lost@…   takes the letter, then hangs up
    slow@…     takes the letter, and says so after three seconds
"""
import argparse
import asyncio
import email
import email.policy
import os
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, folder):
        self.folder, self.count = folder, 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        who = address.split('@')[0]
        if who == 'hang':
            await asyncio.sleep(3600)
        if who == 'gone':
            server.transport.abort()
        answers = {'busy': '451 4.7.1 Greylisted, come back later', 'unknown': '550 5.1.1 No such user here'}
        if who in answers:
            return answers[who]
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        who = envelope.rcpt_tos[0].split('@')[0]
        if who == 'spam':
            return '554 5.7.1 This looks like spam'
        self.store(envelope)
        if who == 'lost':
            server.transport.abort()
        if who == 'slow':
            await asyncio.sleep(3)
        return '250 2.0.0 Taken'

    def store(self, envelope):
        raw = envelope.original_content
        letter = email.message_from_bytes(raw, policy=email.policy.default)
        lines = [f'sender={envelope.mail_from}', f'recipient={envelope.rcpt_tos[0]}',
                 f'longest={max(len(line) for line in raw.split(bytes([13, 10])))}',
                 f'ascii={raw.isascii()}', f'bare={raw.replace(bytes([13, 10]), b"").count(10)}']
        lines += [f'{name}={letter[name]}' for name in letter.keys()]
        for kind in ('plain', 'html'):
            part = letter.get_body((kind,))
            lines.append(f'--- {kind}')
            lines.append(part.get_content().replace('\r\n', '\n') if part else '(none)')
        self.count += 1
        temporary = os.path.join(self.folder, 'new')
        with open(temporary, 'w', encoding='utf-8') as out:
            out.write('\n'.join(lines))
        os.rename(temporary, os.path.join(self.folder, f'{self.count}.mail'))


def certificate(folder):
    ca, key = os.path.join(folder, 'ca.pem'), os.path.join(folder, 'key.pem')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
                    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', ca],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ca, key)
    return context


def authenticator(user, password):
    def check(server, session, envelope, mechanism, data):
        fine = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=fine, handled=fine)
    return check


async def serve(arguments):
    tls = certificate(arguments.folder)
    handler = Handler(arguments.folder)
    options = {'decode_data': False, 'hostname': 'localhost'}
    if arguments.tls == 'starttls':
        options.update(tls_context=tls, require_starttls=True)
    if arguments.user:
        options.update(authenticator=authenticator(arguments.user, arguments.password), auth_required=True,
                       auth_require_tls=arguments.tls == 'starttls')
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, **options), '127.0.0.1', 0, ssl=tls if arguments.tls == 'implicit' else None)
    asyncio.get_running_loop().add_reader(sys.stdin, os._exit, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder')
    parser.add_argument('--tls', default='starttls')
    parser.add_argument('--user')
    parser.add_argument('--password')
    asyncio.run(serve(parser.parse_args()))


if __name__ == '__main__':
    main()
