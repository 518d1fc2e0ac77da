#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""tools/lint.py finds each kind of fault in a tiny tree, and none in one without."""
import os
import subprocess
import sys
import tempfile
import unittest

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../tools')
sys.dont_write_bytecode = True
sys.path.insert(0, TOOLS)
import lint  # noqa: E402

C = '/* SPDX-License-Identifier: EUPL-1.2 */\n'
HASH = '# SPDX-License-Identifier: EUPL-1.2\n'

# A tree that keeps every rule.
CLEAN = {
    'LICENSE': 'The licence.\n',
    'data/methods.csv': 'a,b\n',
    'po/LINGUAS': 'sv\n',
    'src/base/meson.build': HASH + "static_library('base', 'str.c')\n"
                                   "foreach n : ['str', 'csv']\n  executable('t', 'tests/test_' + n + '.c')\nendforeach\n",
    'src/base/str.h': C + '/*\n * Slices.\n */\n#define STR(x) f(x)\nstruct str {\n    int (*call)(int);\n};\n'
                          '\n/* One. */\nint one(void);\nint two(void);\n\nextern const struct str str_none;\n',
    'src/base/str.c': C + '#include "base/str.h"\n#include <string.h>\n\n'
                          'static const char *const names[] = {"SELECTED", "a /* { */"};\n'
                          'static const struct str *const table[2] = {0};\nconst struct str str_none = {0};\n'
                          'static int (*const call)(int) = NULL;\nenum { A, B };\nstruct x;\nstatic int later(int);\n'
                          '_Static_assert(sizeof names, "x");\n'
                          '#define EACH(x) \\\n    static int x;\n\n'
                          'int one(void)\n{\n    static const int n = 1;\n    int m = n;\n    return m;\n}\n',
    'src/base/tests/test_str.c': C + '#include "base/str.h"\n#include "help.h"\nstatic int calls;\n',
    'src/base/tests/help.h': C,
    'src/base/tests/test_csv.c': C + '#include "support/help.h"\nconst char *where = "/tm' 'p/x";\n',
    'src/lib/match/match.c': C + '#include "base/str.h"\n#include "lib/match/match.h"\n',
    'src/lib/match/match.h': C,
    'src/lib/match/meson.build': HASH + "static_library('m', 'match.c')\n",
    'src/core/db/db_sqlite.c': C + '#include <sqlite3.h>\n#include <libpq-fe.h>\nconst char *const q = "SELECT 1";\n',
    'src/core/view/html.c': C + '#include "core/view/html_trusted.h"\n',
    'src/core/view/html_trusted.h': C,
    'src/core/web/server.c': C + '#include <microhttpd.h>\n#include "core/view/html.h"\n',
    'src/core/web/form.h': C,
    'src/core/meson.build': HASH + "static_library('c', 'db/db_sqlite.c', 'view/html.c', 'web/server.c')\n",
    'src/features/guide/meson.build': HASH + "static_library('g', 'guide_store.c', 'guide_rules.c')\n",
    'src/features/guide/pub/guide.h': C,
    'src/features/guide/guide_store.c': C + 'static const char sql[] = "INSERT INTO t";\n',
    'src/features/guide/guide_rules.c': C + '#include "core/view/value.h"\n#include "lib/match/match.h"\n',
    'src/features/guide/templates/a.mustache': '{{! SPDX-License-Identifier: EUPL-1.2 }}\n'
                                               '<a href="https://creativecommons.org/x">x</a>\n'
                                               '<script src="{{app}}"></script>\n',
    'src/features/site/meson.build': HASH + "# uses: guide\nstatic_library('s', 'site.c')\n",
    'src/features/site/site.c': C + '#include "features/guide/pub/guide.h"\n#include "features/site/site.h"\n',
    'src/app/main.c': C + '#include "features/guide/pub/guide.h"\n',
    'meson.build': HASH + "executable('radslag', 'src/app/main.c')\n",
}


def write_tree(folder, changes):
    """The clean tree with these files added or replaced."""
    for name, text in {**CLEAN, **changes}.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(text if isinstance(text, bytes) else text.encode())


class Lint(unittest.TestCase):
    def run_lint(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            write_tree(folder, changes)
            return [f'{file}:{line}: {text}' for file, line, text in lint.lint(folder)]

    def expect(self, file, line, words, changes):
        """Exactly one fault, in file at line, that says words."""
        lines = self.run_lint(changes)
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue(lines[0].startswith(f'{file}:{line}: '), lines[0])
        self.assertIn(words, lines[0])

    def expect_c(self, file, code, words, line=2):
        """The same for a C file that has just this code and is in the build."""
        folder, name = os.path.split(file)
        changes = {file: C + code}
        if name.endswith('.c'):
            build = os.path.join(folder, 'meson.build')
            changes[build] = CLEAN.get(build, HASH) + f"files('{name}')\n"
        self.expect(file, line, words, changes)

    def test_clean(self):
        self.assertEqual(self.run_lint({}), [])

    def test_layers(self):
        for file, header, words in [
                ('src/base/a.c', 'core/db/db.h', 'base may not know core'),
                ('src/base/a.c', 'lib/match/match.h', 'base may not know lib'),
                ('src/lib/match/a.c', 'core/db/db.h', 'lib may not know core'),
                ('src/lib/match/a.c', 'lib/other/other.h', 'base only'),
                ('src/core/db/db_a.c', 'lib/match/match.h', 'core may not know lib'),
                ('src/core/db/db_a.c', 'features/guide/pub/guide.h', 'core may not know features'),
                ('src/core/db/db_a.c', 'app/app.h', 'core may not know app'),
                ('src/core/db/tests/a.c', 'features/guide/pub/guide.h', 'core may not know features'),
                ('src/features/guide/a.c', 'app/app.h', 'features may not know app'),
                ('src/features/guide/a.c', 'features/site/pub/site.h', 'no line "# uses: site"'),
                ('src/features/site/a.c', 'features/guide/guide_view.h', 'only features/guide/pub/'),
                ('src/features/site/a.c', '../guide/pub/guide.h', 'may not climb'),
                ('src/features/site/a.c', 'site.h', 'by its path'),
                ('src/base/a.c', 'support/testdb.h', 'may not know')]:
            with self.subTest(file=file, header=header):
                self.expect_c(file, f'#include "{header}"\n', words)

    def test_cycles(self):
        lines = self.run_lint({'src/features/guide/meson.build':
                               CLEAN['src/features/guide/meson.build'] + '# uses: site\n'})
        self.assertEqual(len(lines), 2, lines)
        self.assertTrue(all('use each other' in line for line in lines), lines)

    def test_libraries(self):
        for file, header, words in [
                ('src/core/db/db.c', '<sqlite3.h>', 'only src/core/db/db_'),
                ('src/core/jobs/jobs.c', '<libpq-fe.h>', 'only src/core/db/db_'),
                ('src/features/guide/db_x.c', '<sqlite3.h>', 'only src/core/db/db_'),
                ('src/core/view/a.c', '<microhttpd.h>', 'only src/core/web'),
                ('src/core/web/a.c', '<curl/curl.h>', 'only src/core/mail and src/core/oidc'),
                ('src/core/auth/a.c', '<cjose/jws.h>', 'only src/core/oidc'),
                ('src/core/view/json.c', '"core/view/html_trusted.h"', 'trusted HTML'),
                ('src/features/guide/a.c', '"core/view/html_trusted.h"', 'trusted HTML')]:
            with self.subTest(file=file, header=header):
                self.expect_c(file, f'#include {header}\n', words)

    def test_sql(self):
        for word in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE'):
            self.expect_c('src/features/guide/a.c', f'const char *const q = "{word} x";\n', 'SQL')

    def test_purity(self):
        self.expect_c('src/features/guide/a_store.c', '#include "core/web/request.h"\n', 'may not know the web')
        self.expect_c('src/features/guide/a_rules.c', '#include "core/web/request.h"\n', 'may not know the web')
        self.expect_c('src/features/guide/a_rules.h', '#include "core/db/db.h"\n', 'core/db/db.h')
        pure = C + '/*\n * A table. Pure: text in, text out.\n */\n#ifndef A\n#define A\n#endif\n'
        self.expect('src/features/guide/a.c', 2, 'may not know the web', {
            'src/features/guide/a.h': pure, 'src/features/guide/a.c': C + '#include "core/web/reply.h"\n',
            'src/features/guide/meson.build': CLEAN['src/features/guide/meson.build'] + "files('a.c')\n"})

    def test_globals(self):
        for code, name in [
                ('static int calls;\n', 'calls'), ('int calls = 3;\n', 'calls'), ('static char folder[40];\n', 'folder'),
                ('static const char *name;\n', 'name'), ('static struct x table[] = {{1, 2}, {3, 4}};\n', 'table'),
                ('static _Thread_local int depth;\n', 'depth'), ('static atomic_int level = LOW;\n', 'level'),
                ('static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;\n', 'lock'),
                ('static int (*hook)(int);\n', 'hook'), ('static struct x *newest;\n', 'newest')]:
            with self.subTest(code=code):
                self.expect_c('src/core/jobs/a.c', code, 'outlives the call')
        self.expect_c('src/core/jobs/a.c', 'int f(void)\n{\n    static int calls;\n    return calls++;\n}\n', 'calls', 4)

    def test_licence(self):
        self.expect('docs/a.md', 1, 'SPDX', {'docs/a.md': '# A\n'})
        self.expect('tools/a.py', 1, 'SPDX', {'tools/a.py': '#!/usr/bin/env python3\n\n\n' + HASH})

    def test_length(self):
        self.expect_c('src/core/jobs/a.c', '\n' * 900, '901 lines', 901)
        body = '    f();\n' * 60
        self.expect_c('src/core/jobs/a.c', f'int f(int a,\n      int b)\n{{\n{body}}}\n', 'f has 64 lines')
        self.expect_c('src/core/jobs/a.c', '/* ' + 'å' * 110 + ' */\n', '116 characters')
        self.assertEqual(self.run_lint({'src/base/str.h': CLEAN['src/base/str.h'] + '/* ' + 'å' * 104 + ' */\n'}), [])

    def test_headers(self):
        self.expect_c('src/core/jobs/a.h', 'struct a;\n\nint run(struct a *a);\n', 'no comment tells what run does', 4)
        self.expect_c('src/core/jobs/a.h', '/* Told. */\nint one(void);\n\nMUST_CHECK rc two(int a,\n    int b);\n',
                      'what two does', 5)
        self.expect_c('src/core/jobs/a.h', '/* ---- part ---- */\nint run(void);\n', 'what run does', 3)

    def test_templates(self):
        head = '{{! SPDX-License-Identifier: EUPL-1.2 }}\n'
        for text, words in [('<img src="https://example.org/x.png">', 'someone else'), ('<p style="x">', 'style'),
                            ('<script>\nalert(1)</script>', 'script'), ('<p onclick="x()">', 'script')]:
            with self.subTest(text=text):
                self.expect('templates/a.mustache', 2, words, {'templates/a.mustache': head + text + '\n'})

    def test_leftovers(self):
        for mark in ('TO' 'DO', 'FIX' 'ME', 'XX' 'X'):
            self.expect_c('src/core/jobs/a.c', f'/* {mark}: later */\n', mark)
        self.expect_c('src/core/jobs/a.c', 'const char *const p = "/wo' 'rk/x";\n', 'machine')
        self.expect_c('src/core/jobs/a.c', 'const char *const p = "/tm' 'p/x";\n', 'machine')
        self.expect('tests/a.py', 2, 'machine', {'tests/a.py': HASH + 'p = "/wo' 'rk/x"\n'})
        self.assertEqual(self.run_lint({'tests/a.py': HASH + 'p = "/tm' 'p/radslag-' 'XX' 'XXXX"\n'}), [])

    def test_build(self):
        self.expect('src/core/jobs/a.c', 1, 'in no meson.build', {'src/core/jobs/a.c': C})
        self.expect('src/base/tests/test_map.c', 1, 'in no meson.build', {'src/base/tests/test_map.c': C})

    def test_messages(self):
        tool = HASH + 'import sys\nprint("po/sv.po: not translated: Start")\nsys.exit("--check" in sys.argv)\n'
        self.expect('po/sv.po', 1, 'not translated: Start', {'tools/messages.py': tool, 'po/sv.po': HASH})
        self.expect('tools/messages.py', 1, 'Oh', {'tools/messages.py': HASH + 'raise SystemExit("Oh")\n'})
        self.assertEqual(self.run_lint({'tools/messages.py': HASH}), [])

    def test_command(self):
        changes = {'src/core/jobs/a.c': 'static int a;\n#include "app/app.h"\n', 'data/x.bin': b'\0\xff'}
        for tree, code, lines in [(changes, 1, [1, 1, 1, 2]), ({}, 0, [])]:
            with tempfile.TemporaryDirectory() as folder:
                write_tree(folder, tree)
                run = subprocess.run([sys.executable, os.path.join(TOOLS, 'lint.py'), folder],
                                     capture_output=True, text=True)
            self.assertEqual(run.returncode, code, run.stderr)
            self.assertEqual([int(line.split(':')[1]) for line in run.stdout.splitlines()], lines)


unittest.main()
