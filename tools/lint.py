#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Checks the rules of the house that no compiler knows.

usage: lint.py [ROOT]

Prints each fault as FILE:LINE: TEXT; exit code 1 if there are any. What the
rules are for is told in ARCHITECTURE.md. A file, function or variable that may
break one stands in a list below with the reason.
"""
import os
import re
import subprocess
import sys

MAX_FILE_LINES = 800
MAX_FUNCTION_LINES = 60
MAX_LINE_LENGTH = 110
MAX_TEST_LINE_LENGTH = 125  # requests and texts, which are better left whole

# Each exception with its reason. A name after '#' is a function or variable of the file.
ALLOWED_GLOBALS = {
    'src/base/log.c#lowest_level': 'the one global of the program: the log level, atomic',
    'src/core/db/db.c#last': 'the last id made: ids are unique in the process; atomic',
    'src/core/mail/mail_smtp.c#library': 'the library is started once in a process',
    'src/core/oidc/oidc_http.c#library': 'the library is started once in a process',
    'src/core/db/db_sqlite_tools.c#once': 'the library is configured once in a process',
}
ALLOWED_LENGTH = {
}
ALLOWED_INCLUDES = {
    ('src/features/guide/guide_finder.h', 'core/web/form.h'): 'the table of a form is data, and pure',
}
ALLOWED_HOSTS = ('creativecommons.org', 'schema.org', 'www.digg.se')  # Digg: the law asks for the link

# Without a line for the licence: data, what a tool writes, pictures, and what others wrote.
NO_SPDX_NAMES = {'LICENSE', '.gitignore', '.gitattributes', 'LINGUAS'}
NO_SPDX_SUFFIXES = ('.json', '.csv', '.lock', '.svg', '.png', '.jpg', '.ico', '.woff2', '.mo', '.pdf')
NO_SPDX_FOLDERS = ('tests/fuzz/corpus/', 'tests/fuzz/regression/', 'content/library/')  # content/LICENSE.md

# Written apart, so that this file does not hold them itself.
MARKS = re.compile(r'\b(' + '|'.join(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X']) + r')\b')
WORKPLACE = '/wo' + 'rk/'
SCRATCH = '/tm' + 'p/'
MAY_NAME_SCRATCH = ('tests/', 'script/', 'tools/', 'bench/', '.ci/', 'docs/')
FOREIGN = re.compile(r'(^|/)(node_modules|package-lock\.json)($|/)')

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
SQL = re.compile(r'"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE)\s')


class Tree:
    """The files of the project, their texts, and the faults found in them."""

    def __init__(self, root):
        self.root = root
        self.files = sorted(f for f in self.list_files() if not FOREIGN.search(f))
        self.texts = {}
        self.faults = []
        for file in self.files:
            with open(os.path.join(root, file), 'rb') as stream:
                data = stream.read()
            if b'\0' in data:
                continue
            try:
                self.texts[file] = data.decode('utf-8')
            except UnicodeDecodeError:
                continue

    def list_files(self):
        if os.path.exists(os.path.join(self.root, '.git')):
            listed = subprocess.run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
                                    cwd=self.root, check=True, capture_output=True).stdout
            names = listed.decode().split('\0')
        else:
            names = [os.path.relpath(os.path.join(folder, name), self.root)
                     for folder, _, files in os.walk(self.root) for name in files]
        return {n for n in names if n and os.path.isfile(os.path.join(self.root, n))}

    def fault(self, file, line, text):
        self.faults.append((file, line, text))

    def c_files(self, suffixes=('.c', '.h')):
        return [f for f in self.texts if f.endswith(suffixes)]


def line_of(text, at):
    return text.count('\n', 0, at) + 1


def is_test(file):
    return file.startswith('tests/') or '/tests/' in file


def blank(match):
    return re.sub(r'[^\n]', ' ', match.group())


def without_comments(text):
    """The same text, lines and columns kept, with comments and what literals hold blanked."""
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''

    def replace(match):
        found = match.group()
        return found[0] + ' ' * (len(found) - 2) + found[-1] if found[0] in '"\'' else blank(match)
    return re.sub(pattern, replace, text, flags=re.S)


# ---- 1, 2, 3: who may know whom -----------------------------------------------


def layer_of(path):
    """('features', 'guide') of src/features/guide/guide.c or of features/guide/guide.h."""
    parts = path.removeprefix('src/').split('/')
    if parts[0] in ('lib', 'core', 'features') and len(parts) > 2:
        return parts[0], parts[1]
    return (parts[0], '') if len(parts) > 1 else ('', '')


def uses_of(tree):
    """feature → {other: line} from the lines "# uses: OTHER" of its meson.build."""
    uses = {}
    for file, text in tree.texts.items():
        match = re.fullmatch(r'src/features/([^/]+)/meson\.build', file)
        if match:
            uses[match.group(1)] = {
                name: line_of(text, m.start()) for m in re.finditer(r'^# uses: (.+)$', text, re.M)
                for name in re.split(r'[ ,]+', m.group(1).strip())}
    return uses


def include_fault(file, header, uses):
    """Why file may not include header, or None."""
    layer, room = layer_of(file)
    other, other_room = layer_of(header)
    if '../' in header or header.startswith('./'):
        return 'an include may not climb: name the header from src/'
    if is_test(file) and '/' not in header:
        return None  # a helper in its own folder
    if not other:
        return f'include "{header}" by its path from src/'
    if other in ('support', 'tests') and is_test(file):
        return None
    allowed = {'base': ('base',), 'lib': ('base', 'lib'), 'core': ('base', 'core'),
               'features': ('base', 'lib', 'core', 'features'), 'app': ('base', 'lib', 'core', 'features', 'app'),
               'solver': ('base', 'lib', 'solver')}.get(layer)
    if allowed is None:
        return None
    if other not in allowed:
        return f'{layer} may not know {other}: "{header}"'
    if layer == 'lib' and other == 'lib' and room != other_room:
        return f'lib/{room} may know base only: "{header}"'
    if layer == 'features' and other == 'features' and room != other_room:
        if not header.startswith(f'features/{other_room}/pub/'):
            return f'only features/{other_room}/pub/ is for other features: "{header}"'
        if other_room not in uses.get(room, {}):
            return f'src/features/{room}/meson.build has no line "# uses: {other_room}" for "{header}"'
    return None


def library_fault(file, header):
    """2: headers that few may include."""
    if header in ('sqlite3.h', 'libpq-fe.h'):
        ours = re.fullmatch(r'src/core/db/db_[^/]*\.[ch]', file) or file.startswith('src/core/db/tests/') \
            or file.startswith('tests/support/')
        return None if ours else f'only src/core/db/db_*.c may include {header}'
    if header.startswith('coin/'):
        return None if file.startswith('src/solver/') else 'only src/solver may include Clp and CBC'
    if header == 'microhttpd.h':
        return None if file.startswith('src/core/web/') else 'only src/core/web may include microhttpd.h'
    if header.startswith('curl/'):
        ours = file.startswith(('src/core/mail/', 'src/core/oidc/'))
        return None if ours else 'only src/core/mail and src/core/oidc may include curl/'
    if header.startswith('cjose/'):
        return None if file.startswith('src/core/oidc/') else 'only src/core/oidc may include cjose/'
    if header.startswith('libxml/'):
        return None if file.startswith('src/core/svg/') else 'only src/core/svg may include libxml/'
    if header in ('zip.h', 'qrencode.h'):
        room = 'src/core/archive/' if header == 'zip.h' else 'src/core/auth/'
        return None if file.startswith(room) else f'only {room[:-1]} may include {header}'
    if header == 'core/view/html_trusted.h':
        ours = file in ('src/core/view/html.c', 'src/core/view/markdown.c') or is_test(file)
        return None if ours else 'only html.c and markdown.c make trusted HTML'
    return None


def is_pure(tree, file):
    """A file whose header says "Pure:" at its top, and rules."""
    header = tree.texts.get(re.sub(r'\.c$', '.h', file), '')
    return re.search(r'_rules\.[ch]$', file) or 'Pure:' in header[:1500].split('#ifndef')[0]


def purity_fault(tree, file, header):
    """3: no page in a store; no page and no database in rules and pure files."""
    if is_test(file) or (file, header) in ALLOWED_INCLUDES:
        return None
    store, pure = re.search(r'_store\.[ch]$', file), is_pure(tree, file)
    if (store or pure) and header.startswith('core/web/'):
        return f'a {"store" if store else "pure file"} may not know the web: "{header}"'
    if pure and header.startswith(('core/db/', 'base/log.h')):
        return f'a pure file may not know {header}'
    return None


def check_includes(tree):
    uses = uses_of(tree)
    for file in tree.c_files():
        text = tree.texts[file]
        for match in INCLUDE.finditer(text):
            quoted, header = match.group(1) == '"', match.group(2)
            faults = [library_fault(file, header)]
            if quoted:
                faults += [include_fault(file, header, uses), purity_fault(tree, file, header)]
            for fault in filter(None, faults):
                tree.fault(file, line_of(text, match.start()), fault)
    check_cycles(tree, uses)


def check_cycles(tree, uses):
    def reaches(start, goal, seen):
        return any(n == goal or (n not in seen and reaches(n, goal, seen | {n})) for n in uses.get(start, {}))
    for feature, others in sorted(uses.items()):
        for other, line in others.items():
            if other == feature or reaches(other, feature, set()):
                tree.fault(f'src/features/{feature}/meson.build', line, f'{feature} and {other} use each other')


def check_sql(tree):
    for file in tree.c_files():
        if is_test(file) or not file.startswith('src/') or file.endswith('_store.c') \
                or file.startswith(('src/core/db/', 'src/core/settings/', 'src/core/snapshot/')):
            continue
        for match in SQL.finditer(tree.texts[file]):
            tree.fault(file, line_of(tree.texts[file], match.start()), 'SQL belongs in a *_store.c')


# ---- 4: globals ---------------------------------------------------------------


def file_scope(code):
    """(offset, declaration) of each declaration outside of functions; a body becomes {}."""
    depth, start, kept = 0, 0, []
    code = re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', blank, code, flags=re.M)
    for at, c in enumerate(code):
        if c == '{':
            kept.append('{') if depth == 0 else None
            depth += 1
        elif c == '}':
            depth -= 1
            if depth == 0:
                kept.append('}')
                if is_function(''.join(kept)):
                    start, kept = at + 1, []
        elif depth == 0:
            kept.append(c)
            if c == ';':
                declaration = ''.join(kept)
                yield start + len(declaration) - len(declaration.lstrip()), declaration.strip()
                start, kept = at + 1, []


def is_function(declaration):
    head = declaration.split('{')[0]
    return '=' not in head and head.rstrip().endswith(')') and not head.lstrip().startswith('struct {')


def is_mutable(declaration):
    """True for a declaration of a variable that may change."""
    head = re.split(r'=|\{', declaration, maxsplit=1)[0] if '=' in declaration else declaration.rstrip(';')
    if re.match(r'(typedef|extern|_Static_assert|#)\b', head) or '{' in head and '=' not in declaration \
            and not re.search(r'\}\s*\w', head):
        return False
    head = re.sub(r'__attribute__\s*\(\(.*?\)\)', '', head)
    pointer = re.search(r'\(\s*\*([^)]*)\)', head)
    if pointer:
        return 'const' not in pointer.group(1).split()
    if '(' in head or not re.search(r'\w\s+\**\s*\w', head.replace('*', ' * ')):
        return False
    if re.fullmatch(r'(struct|union|enum)\s+\w+', head.strip()):
        return False
    return 'const' not in re.findall(r'\w+', head.rsplit('*', 1)[-1])


def check_globals(tree):
    for file in tree.c_files(('.c',)):
        if is_test(file) or not file.startswith('src/'):
            continue
        code = without_comments(tree.texts[file])
        found = [(at, d) for at, d in file_scope(code) if is_mutable(d)]
        found += [(m.start(1), m.group(1)) for m in re.finditer(r'^[ \t]+(static\s[^;={(]*[;=][^;]*)', code, re.M)
                  if is_mutable(m.group(1))]
        for at, declaration in found:
            head = re.split(r'[=;\[{]', declaration)[0]
            name = (re.findall(r'\w+', head) or ['?'])[-1]
            if f'{file}#{name}' not in ALLOWED_GLOBALS:
                tree.fault(file, line_of(code, at), f'a variable that outlives the call: {name}')


# ---- 5, 6, 12: files ----------------------------------------------------------


def check_spdx(tree):
    for file, text in tree.texts.items():
        if os.path.basename(file) in NO_SPDX_NAMES or file.endswith(NO_SPDX_SUFFIXES) \
                or file.startswith(NO_SPDX_FOLDERS) or not text:
            continue
        if not any('SPDX-License-Identifier: ' in line for line in text.split('\n')[:3]):
            tree.fault(file, 1, 'no SPDX-License-Identifier in the first three lines')


def functions_of(code):
    """(name, first line, lines) of each function that begins in the first column."""
    lines = code.split('\n')
    begin = None
    for number, line in enumerate(lines, 1):
        if line.startswith('{'):
            begin = number
            head = number - 1
            while head > 1 and lines[head - 2].strip() and not lines[head - 2].rstrip().endswith((';', '}')):
                head -= 1
            text = ' '.join(lines[head - 1:number - 1])
            name = re.search(r'(\w+)\s*\(', text)
            begin = (name.group(1), head, number) if name and '=' not in text.split('(')[0] else None
        elif line.startswith('}') and begin:
            yield begin[0], begin[1], number - begin[1] + 1
            begin = None


def check_length(tree):
    for file in tree.c_files():
        text = tree.texts[file]
        lines = text.count('\n')
        if lines > MAX_FILE_LINES and file not in ALLOWED_LENGTH:
            tree.fault(file, lines, f'{lines} lines; split it, {MAX_FILE_LINES} is the most')
        for name, line, length in functions_of(without_comments(text)):
            if length > MAX_FUNCTION_LINES and f'{file}#{name}' not in ALLOWED_LENGTH:
                tree.fault(file, line, f'{name} has {length} lines; split it, {MAX_FUNCTION_LINES} is the most')
        longest = MAX_TEST_LINE_LENGTH if 'tests/' in file else MAX_LINE_LENGTH
        for number, line in enumerate(text.split('\n'), 1):
            if len(line) > longest:
                tree.fault(file, number, f'{len(line)} characters; {longest} is the most')


# ---- 7: headers ---------------------------------------------------------------


def check_headers(tree):
    """A comment stands before each prototype, or before the group it is in."""
    for file in tree.c_files(('.h',)):
        if is_test(file) or not file.startswith('src/'):
            continue
        text = tree.texts[file]
        code = without_comments(text)
        prototypes = {line_of(code, at): d for at, d in file_scope(re.sub(r'extern "C" \{', '', code))
                      if re.search(r'\w\s*\([^*]', d) and not re.match(r'(typedef|_Static_assert)\b', d)
                      and '=' not in d.split('(')[0] and not d.startswith(('struct {', 'enum {'))}
        lines, code_lines = text.split('\n'), code.split('\n')
        for number in sorted(prototypes):
            at = number - 1
            while at > 0 and lines[at - 1].strip() and not is_comment_end(lines, code_lines, at - 1):
                at -= 1
            if at == 0 or not lines[at - 1].strip() or re.match(r'/\* ----', lines[at - 1]):
                name = re.search(r'(\w+)\s*\(', prototypes[number]).group(1)
                tree.fault(file, number, f'no comment tells what {name} does')


def is_comment_end(lines, code_lines, at):
    return lines[at].rstrip().endswith('*/') and not code_lines[at].strip()


# ---- 8: templates -------------------------------------------------------------


def is_letter(file):
    return file.startswith('templates/mail/') or os.path.basename(file).startswith('letter')


def check_templates(tree):
    for file, text in tree.texts.items():
        if not file.endswith('.mustache'):
            continue
        for match in re.finditer(r'https?://([^/"\'\s>]*)', text):
            if match.group(1) not in ALLOWED_HOSTS:
                tree.fault(file, line_of(text, match.start()), f'an address of someone else: {match.group()}')
        if is_letter(file):  # mail programs know no style sheets of ours, and no policy stands in their way
            continue
        for match in re.finditer(r'\sstyle\s*=', text):
            tree.fault(file, line_of(text, match.start()), 'no style attributes: the policy forbids them')
        for match in re.finditer(r'<script\b[^>]*>(.*?)</script>', text, re.S):
            if match.group(1).strip():
                tree.fault(file, line_of(text, match.start()), 'no script in a page: the policy forbids it')
        for match in re.finditer(r'\son[a-z]+\s*=\s*["\']', text):
            tree.fault(file, line_of(text, match.start()), 'no script in an attribute: the policy forbids it')


# ---- 9: leftovers -------------------------------------------------------------


def check_leftovers(tree):
    for file, text in tree.texts.items():
        if file.startswith(NO_SPDX_FOLDERS) or file.endswith('.svg'):
            continue
        for number, line in enumerate(text.split('\n'), 1):
            mark = MARKS.search(line)
            if mark:
                tree.fault(file, number, f'{mark.group()}: do it, or write it where plans are kept')
            if WORKPLACE in line:
                tree.fault(file, number, f'a path of somebody\'s machine: {WORKPLACE}')
            if SCRATCH in line and not is_test(file) and not file.startswith(MAY_NAME_SCRATCH):
                tree.fault(file, number, f'a path of somebody\'s machine: {SCRATCH}')


# ---- 10: the build ------------------------------------------------------------


def check_built(tree):
    """Each C file is named in a meson.build above it or elsewhere, perhaps in parts by a foreach."""
    builds = {os.path.dirname(f): set(re.findall(r"'([^'\n]*)'", t)) for f, t in tree.texts.items()
              if os.path.basename(f) == 'meson.build'}
    for file in tree.c_files(('.c',)):
        if not any(is_named(os.path.relpath(file, folder or '.'), names) for folder, names in builds.items()):
            tree.fault(file, 1, 'is in no meson.build')


def is_named(path, names):
    if path in names:
        return True
    stem = path.removesuffix('.c')
    if '.c' not in names or path.startswith('..'):
        return False
    return stem in names or any(stem.startswith(n) and stem[len(n):] in names for n in names if n)


# ---- 11: texts ----------------------------------------------------------------


def check_messages(tree):
    tool = os.path.join(tree.root, 'tools/messages.py')
    if not os.path.exists(tool):
        return
    run = subprocess.run([sys.executable, tool, '--check'], capture_output=True, text=True)
    if run.returncode == 0:
        return
    for line in (run.stdout + run.stderr).strip().split('\n'):
        file, _, text = line.partition(': ')
        if text and os.path.exists(os.path.join(tree.root, file)):
            tree.fault(file, 1, text)
        else:
            tree.fault('tools/messages.py', 1, line or 'failed without a word')


CHECKS = (check_includes, check_sql, check_globals, check_spdx, check_length, check_headers, check_templates,
          check_leftovers, check_built, check_messages)


def lint(root):
    """All faults of the tree at root, as (file, line, text) in order."""
    tree = Tree(root)
    for check in CHECKS:
        check(tree)
    return sorted(set(tree.faults))


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), '..')
    faults = lint(os.path.abspath(root))
    for file, line, text in faults:
        print(f'{file}:{line}: {text}')
    if faults:
        print(f'lint: {len(faults)} faults', file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
