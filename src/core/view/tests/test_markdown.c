/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/view/markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "core/view/tests/markup_strict.h"

/* method:known leads to /m/known, term:X to /t#X; everything else of ours leads nowhere. */
static struct str resolve(void *context, struct str kind, struct str name)
{
    struct arena *arena = context;
    if (str_eq(kind, STR("method")) && str_eq(name, STR("known")))
        return STR("/m/known?a=1&b");
    if (str_eq(kind, STR("method")) && str_eq(name, STR("evil")))
        return STR("javascript:alert(1)");
    return str_eq(kind, STR("term")) ? arena_printf(arena, "/t#%.*s", STR_ARGS(name)) : STR_NONE;
}

static void check(const char *expected, const char *text)
{
    struct arena *arena = arena_new();
    struct markdown markdown;
    assert_int_equal(RC_OK, markdown_read(arena, str_from_c(text), NULL, &markdown));
    struct str html = value_as_str(markdown_show(arena, &markdown, resolve, arena));
    if (!str_eq_c(html, expected))
        fail_msg("%s\nbecame\n%.*s\nnot\n%s", text, STR_ARGS(html), expected);
    assert_true(markup_is_strict(html));
    arena_free(arena);
}

static void test_blocks(void **state)
{
    (void)state;
    check("", "");
    check("<p>One\ntwo</p>\n<p>a<br>\nb</p>\n", "One\ntwo\n\na  \nb");
    check("<ul>\n<li>a</li>\n<li><em>b</em> <strong>c</strong></li>\n</ul>\n", "- a\n- *b* **c**");
    check("<ol>\n<li>a</li>\n</ol>\n<p>x</p>\n<ol start=\"3\">\n<li>b</li>\n</ol>\n", "1. a\n\nx\n\n3. b");
    check("<blockquote>\n<p>q</p>\n</blockquote>\n", "> q");
    check("<p>a <code>b&lt;c</code></p>\n<pre><code>x &amp;&amp; y\n</code></pre>\n<hr>\n",
          "a `b<c`\n\n```\nx && y\n```\n\n---\n");
}

static void test_headings(void **state)
{
    (void)state;
    check("<h2 id=\"pa-vag\">På väg</h2>\n<h3 id=\"pa-vag-2\">På <em>väg</em></h3>\n",
          "## På väg\n\n### På *väg*");
    check("<h2 id=\"title\">Title</h2>\n<h6 id=\"deep\">Deep</h6>\n", "# Title\n\n###### Deep");
    check("<h2 id=\"h-1-first\">1 First</h2>\n<h2 id=\"h\">?!</h2>\n", "## 1 First\n## ?!");
    struct arena *arena = arena_new();
    struct markdown markdown;
    assert_int_equal(RC_OK, markdown_read(arena, STR("## A &amp; [b](/c)\n\n### D"), NULL, &markdown));
    assert_int_equal(2, markdown.heading_count);
    assert_true(str_eq_c(markdown.headings[0].text, "A & b"));
    assert_true(str_eq_c(markdown.headings[0].id, "a-b"));
    assert_int_equal(3, markdown.headings[1].level);
    arena_free(arena);
}

static void test_tables(void **state)
{
    (void)state;
    check(
        "<section class=\"rl-table\" tabindex=\"0\" aria-labelledby=\"table_1\">\n<table class=\"ds-table\">\n"
        "<thead id=\"table_1\">\n<tr><td></td><th scope=\"col\" class=\"rl-num\">N</th></tr>\n</thead>\n"
        "<tbody>\n<tr><td>a</td><td class=\"rl-num\">1</td></tr>\n</tbody>\n</table>\n</section>\n",
        "| |N|\n|---|--:|\n|a|1|\n");
    check(
        "<h2 id=\"t\">T</h2>\n"
        "<section class=\"rl-table\" tabindex=\"0\" aria-labelledby=\"t table_1\">\n<table class=\"ds-table\">\n"
        "<thead id=\"table_1\">\n<tr><th scope=\"col\"><a href=\"/x\">a</a></th></tr>\n</thead>\n"
        "<tbody>\n<tr><td>&lt;</td></tr>\n</tbody>\n</table>\n</section>\n",
        "## T\n\n|[a](/x)|\n|---|\n|<|\n");
}

static void test_links(void **state)
{
    (void)state;
    check(
        "<p><a href=\"https://a.se/?b=1&amp;c\">x</a> <a href=\"mailto:a@b.se\">m</a> <a href=\"/r#s\">r</a></p>\n",
        "[x](https://a.se/?b=1&amp;c) [m](mailto:a@b.se) [r](/r#s)");
    check("<p><a href=\"/m/known?a=1&amp;b\">k</a> unknown <a href=\"/t#Dialogue\">d</a></p>\n",
          "[k](method:known) [unknown](method:unknown) [d](term:Dialogue)");
    check("<p><a href=\"https://a.se\">https://a.se</a></p>\n", "<https://a.se>");
    check("<p>www.a.se https://a.se a@b.se</p>\n", "www.a.se https://a.se a@b.se");
    check("<p></p>\n", "[](/empty)");
}

static void test_nothing_gets_through(void **state)
{
    (void)state;
    check("<p>x</p>\n", "[x](javascript:alert(1))");
    check("<p>x</p>\n", "[x](JaVaScRiPt:alert(1))");
    check("<p><a href=\"javascript&amp;colon;alert(1)\">x</a></p>\n", "[x](java&#115;cript&colon;alert(1))");
    check("<p>x</p>\n", "[x](&#106;avascript&#58;alert(1))");
    check("<p>x</p>\n", "[x](data:text/html,hello)");
    check("<p>x</p>\n", "[x](vbscript:x)");
    check("<p>x</p>\n", "[x](//evil.se/)");
    check("<p>x</p>\n", "[x](<\\\\evil.se>)");
    check("<p>x</p>\n", "[x](method:evil)");
    check("<p><a href=\"/a&quot;onclick=&quot;b\">x</a></p>\n", "[x](/a\"onclick=\"b 'title \"><script>')");
    check("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n", "<script>alert(1)</script>");
    check("<p>&lt;img src=x onerror=alert(1)&gt; a &lt;b&gt;</p>\n", "<img src=x onerror=alert(1)> a <b>");
    check("<p>&lt;script&gt; &lt;b&gt; &amp;unknown; &amp;</p>\n", "&lt;script&gt; &#60;b&#x3e; &unknown; &");
    check("<p>\ufffd\ufffd\ufffd\ufffd</p>\n", "&#0;&#xD800;&#x202e;&#x7fffff;");
    check("<p>alt <em>words</em></p>\n", "![alt *words*](https://a.se/x.png)");
    check("<p><a href=\"/p\">alt</a></p>\n", "[![alt](/x.png)](/p)");
    check("<p>a &lt;!-- b --&gt; &lt;?php ?&gt;</p>\n", "a <!-- b --> <?php ?>");
}

static void test_unbalanced(void **state)
{
    static const char *const texts[] = {
        "**a *b",
        "[a](b",
        "[a][b",
        "`a",
        "```\na",
        "> - a\n>   1. b",
        "|a|\n|---|\n|b|c|d|\n||",
        "[a [b](/c) d](/e)",
        "[<https://a.se>](/b)",
        "*a **b* c**",
        "# a\n===\n",
        "\\",
        "&#",
        "- - - a\n\n      b",
        "[a]: /b \"t\n\n[a]",
        "![[a](/b)](/c)",
        "***",
        "- \n- ",
        "| a\n|--",
        "<a href=\"",
        "[x](<>)",
    };
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct markdown markdown;
        assert_int_equal(RC_OK, markdown_read(arena, str_from_c(texts[i]), NULL, &markdown));
        struct str html = value_as_str(markdown_show(arena, &markdown, NULL, NULL));
        if (!markup_is_strict(html))
            fail_msg("%s became %.*s", texts[i], STR_ARGS(html));
    }
    arena_free(arena);
}

/* Many times unit, n bytes in all. */
static struct str repeated(struct arena *arena, const char *unit, size_t n)
{
    char *bytes = arena_alloc(arena, n + 1);
    for (size_t i = 0; i < n; i++)
        bytes[i] = unit[i % strlen(unit)];
    return (struct str){bytes, n};
}

static void test_limits(void **state)
{
    struct arena *arena = arena_new();
    struct markdown markdown;
    (void)state;
    assert_int_equal(RC_LIMIT,
                     markdown_read(arena, repeated(arena, "a ", MARKDOWN_MAX_BYTES + 1), NULL, &markdown));
    assert_int_equal(RC_OK, markdown_read(arena, repeated(arena, "a ", MARKDOWN_MAX_BYTES), NULL, &markdown));
    assert_int_equal(RC_LIMIT, markdown_read(arena, repeated(arena, "> ", 1000), NULL, &markdown));
    assert_int_equal(RC_LIMIT, markdown_read(arena, repeated(arena, "# a\n", 60000), NULL, &markdown));
    struct str row = repeated(arena, "a|", 8000), rule = repeated(arena, "---|", 16000),
               rest = repeated(arena, "|\n", 4000);
    struct str wide = ARENA_CONCAT(arena, row, STR("\n"), rule, STR("\n"), rest);
    assert_int_equal(RC_LIMIT, markdown_read(arena, wide, NULL, &markdown));
    assert_int_equal(RC_INVALID, markdown_read(arena, STR("a\xff"), NULL, &markdown));
    assert_int_equal(RC_INVALID, markdown_read(arena, STR("a\0b"), NULL, &markdown));
    arena_free(arena);
}

/* Finds "cat", every time. */
static bool find_cat(void *context, struct str text, size_t *ret_at, size_t *ret_n, struct str *ret_target)
{
    size_t at = str_find(text, STR("cat"));
    (void)context;
    *ret_at = at;
    *ret_n = 3;
    *ret_target = STR("term:cat");
    return at < text.n;
}

static void count_link(void *context, struct str target)
{
    (void)target;
    ++*(int *)context;
}

static void test_finder(void **state)
{
    static const struct markdown_finder finder = {find_cat, NULL};
    struct arena *arena = arena_new();
    struct markdown markdown;
    int links = 0;
    (void)state;
    struct str text = STR("# cat\n\ncat & [cat](/x) `cat` *cat*\n\n|cat|\n|---|\n|cat|\n");
    assert_int_equal(RC_OK, markdown_read(arena, text, &finder, &markdown));
    struct str html = value_as_str(markdown_show(arena, &markdown, resolve, arena));
    assert_true(markup_is_strict(html));
    assert_true(str_starts(html, STR("<h2 id=\"cat\">cat</h2>\n<p><a href=\"/t#cat\">cat</a> &amp; "
                                     "<a href=\"/x\">cat</a> <code>cat</code> "
                                     "<em><a href=\"/t#cat\">cat</a></em></p>")));
    assert_true(str_find(html, STR("<th scope=\"col\">cat</th>")) < html.n);
    assert_true(str_find(html, STR("<td><a href=\"/t#cat\">cat</a></td>")) < html.n);
    markdown_each_link(&markdown, count_link, &links);
    assert_int_equal(4, links);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),     cmocka_unit_test(test_headings),
        cmocka_unit_test(test_tables),     cmocka_unit_test(test_links),
        cmocka_unit_test(test_unbalanced), cmocka_unit_test(test_nothing_gets_through),
        cmocka_unit_test(test_limits),     cmocka_unit_test(test_finder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
