#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Collects every text to translate and brings the catalogues up to date.

usage: messages.py          merge new texts into po/*.po
       messages.py --check  change nothing; say what is missing, exit 1 if anything is

Texts are found in the C sources (tr, trn, tr_context and TR), in the
templates ([[…]]) and in the fixed segments of route paths (context "path").
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROUTE = re.compile(r'\{"[a-z_]+\.[a-z_]+",\s*"(/[^"]*)"')


def quoted(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def from_c(pot):
    sources = sorted(f for f in glob.glob('src/**/*.[ch]', recursive=True) if '/tests/' not in f)
    subprocess.run(['xgettext', '--from-code=UTF-8', '--language=C', '--keyword', '--keyword=tr:2',
                    '--keyword=trn:2,3', '--keyword=tr_context:2c,3', '--keyword=TR', '--no-wrap',
                    '--sort-by-file', '--output=' + pot, *sources], check=True)
    return sources


def from_templates():
    files = glob.glob('templates/**/*.mustache', recursive=True) + glob.glob('src/features/*/templates/*.mustache')
    for file in sorted(files):
        text = open(file, encoding='utf-8').read()
        for match in re.finditer(r'\[\[(.*?)\]\]', text, re.S):
            line = text.count('\n', 0, match.start()) + 1
            yield file, line, None, ' '.join(match.group(1).split())


def from_routes(sources):
    for file in sources:
        for match in ROUTE.finditer(open(file, encoding='utf-8').read()):
            for segment in match.group(1).strip('/').split('/'):
                if segment and not segment.startswith('{') and '.' not in segment:
                    yield file, 1, 'path', segment


def make_pot(pot):
    sources = from_c(pot)
    extra = pot + '.extra'
    with open(extra, 'w', encoding='utf-8') as out:
        out.write('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
        seen = set()
        for file, line, context, text in [*from_templates(), *from_routes(sources)]:
            if (context, text) in seen:
                continue
            seen.add((context, text))
            out.write(f'\n#: {file}:{line}\n')
            if context:
                out.write(f'msgctxt {quoted(context)}\n')
            out.write(f'msgid {quoted(text)}\nmsgstr ""\n')
    subprocess.run(['sed', '-i', 's/charset=CHARSET/charset=UTF-8/', pot], check=True)
    subprocess.run(['msgcat', '--use-first', '--no-wrap', '--output-file=' + pot, pot, extra], check=True)


def main():
    os.chdir(ROOT)
    check = sys.argv[1:] == ['--check']
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, 'radslag.pot')
        make_pot(pot)
        for po in sorted(glob.glob('po/*.po')):
            merged = os.path.join(folder, os.path.basename(po))
            subprocess.run(['msgmerge', '--quiet', '--no-wrap', '--no-fuzzy-matching', '--no-location',
                            '--sort-output', '--output-file=' + merged, po, pot], check=True)
            subprocess.run(['msgattrib', '--no-obsolete', '--no-wrap', '--no-location', '--sort-output',
                            '--output-file=' + merged, merged], check=True)
            missing = subprocess.run(['msgattrib', '--untranslated', '--no-wrap', merged],
                                     check=True, capture_output=True, text=True).stdout
            texts = re.findall(r'^msgid (".+")$', missing, re.M)
            for text in texts:
                print(f'{po}: not translated: {text}')
            failed = failed or bool(texts)
            if not check:
                with open(merged, encoding='utf-8') as new:
                    lines = [line for line in new if not line.startswith(('"POT-Creation', '"Report-Msgid'))]
                with open(po, 'w', encoding='utf-8') as out:
                    out.writelines(lines)
    sys.exit(1 if check and failed else 0)


main()
