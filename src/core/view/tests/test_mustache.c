/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the specification does not cover: HTML safety, translations, limits,
 * faults with their places, and that words never change the shape of a page.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/view/html.h"
#include "core/view/html_trusted.h"
#include "core/view/mustache.h"
#include "core/view/tests/html_shape.h"

/* One set with the template "t" and some partials, and what it printed. */
struct fixture {
    struct arena *arena;
    struct template_set *set;
    struct template_fault fault;
    struct buf out;
};

static void open_fixture(struct fixture *f, const struct template_options *options)
{
    *f = (struct fixture){.arena = arena_new()};
    f->set = template_set_new(f->arena, options);
    buf_init(&f->out, 1 << 20);
}

static void close_fixture(struct fixture *f)
{
    buf_free(&f->out);
    arena_free(f->arena);
}

static rc add(struct fixture *f, const char *name, const char *source)
{
    return template_set_add(f->set, str_from_c(name), str_from_c(source), &f->fault);
}

static void must_add(struct fixture *f, const char *name, const char *source)
{
    if (add(f, name, source) != RC_OK)
        fail_msg("%u:%u: %s in %s", f->fault.line, f->fault.column, f->fault.text, source);
}

static rc render(struct fixture *f, const struct value *view)
{
    assert_int_equal(template_set_link(f->set, &f->fault), RC_OK);
    return template_render(f->set, STR("t"), view, &f->out, &f->fault);
}

static struct value *example(struct arena *arena)
{
    struct value *view = value_map(arena), *list = value_set_list(view, "list");
    value_push_int(list, 1);
    value_push_int(list, 2);
    value_set_c(view, "x", "<b>&\"'");
    value_set_c(view, "word", "a b/c");
    value_set_c(view, "empty", "");
    value_set_c(view, "dots", "..");
    value_set_bool(view, "yes", true);
    value_set_bool(view, "no", false);
    value_set_null(view, "null");
    value_set_int(view, "zero", 0);
    value_set_int(view, "low", INT64_MIN);
    value_set_real(view, "half", 0.5);
    value_set_real(view, "nan", (double)__builtin_nanf(""));
    value_set_url(view, "link", STR("/a?b=1&c"));
    value_set_url(view, "site", STR("https://a.se"));
    value_set_url(view, "root", STR("/"));
    value_set_url(view, "bad", STR("javascript:alert(1)"));
    value_set_c(view, "script", "javascript:alert(1)");
    value_set(view, "html", value_html_trusted(arena, STR("<i>&amp;</i>")));
    value_set_c(view, "page", "partial");
    return view;
}

struct printed {
    const char *source, *expected;
    rc result;
};

static void check_printed(const struct printed *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture f;
        open_fixture(&f, NULL);
        must_add(&f, "t", cases[i].source);
        must_add(&f, "partial", "<p title=\"{{x}}\">\n{{x}}</p>\n");
        rc result = render(&f, example(f.arena));
        if (result != cases[i].result || !str_eq_c(buf_str(&f.out), cases[i].expected))
            fail_msg("%s gave %s %.*s (%s), not %s", cases[i].source, rc_name(result),
                     STR_ARGS(buf_str(&f.out)), f.fault.text, cases[i].expected);
        close_fixture(&f);
    }
}
#define CHECK_PRINTED(cases) check_printed(cases, sizeof(cases) / sizeof *(cases))

static void test_escaping(void **state)
{
    (void)state;
    static const struct printed cases[] = {
        {"{{x}}", "&lt;b&gt;&amp;&quot;&#39;", RC_OK},
        {"<a title=\"{{x}}\">", "<a title=\"&lt;b&gt;&amp;&quot;&#39;\">", RC_OK},
        {"<a title='{{x}}'>", "<a title='&lt;b&gt;&amp;&quot;&#39;'>", RC_OK},
        {"<title>{{x}}</title>", "<title>&lt;b&gt;&amp;&quot;&#39;</title>", RC_OK},
        {"<textarea name=\"a\">{{x}}</textarea >",
         "<textarea name=\"a\">&lt;b&gt;&amp;&quot;&#39;</textarea >", RC_OK},
        {"{{html}}", "&lt;i&gt;&amp;amp;&lt;/i&gt;", RC_OK},
        {"<a title=\"{{html}}\">", "<a title=\"&lt;i&gt;&amp;amp;&lt;/i&gt;\">", RC_OK},
        {"{{{html}}} {{&html}}", "<i>&amp;</i> <i>&amp;</i>", RC_OK},
        {"{{zero}} {{low}} {{half}} {{nan}}", "0 -9223372036854775808 0.5 ", RC_OK},
        {"{{yes}} {{no}} {{null}} {{missing}} {{x.y.z}}", "true false   ", RC_OK},
        {"{{{zero}}} {{{half}}} {{{yes}}} {{{null}}}", "0 0.5 true ", RC_OK},
        {"a < b <!-- c --> <!DOCTYPE html><br/>{{zero}}",
         "a < b <!-- c --> <!DOCTYPE html><br/>0", RC_OK},
        {"<!--> {{zero}} <!---> {{zero}}<!-- - -- ->-->", "<!--> 0 <!---> 0<!-- - -- ->-->",
         RC_OK},
        {"<script src=\"/a.js\">1 < 2; \"</scripty>\"</script>{{zero}}",
         "<script src=\"/a.js\">1 < 2; \"</scripty>\"</script>0", RC_OK},
    };
    CHECK_PRINTED(cases);
}

/* Raw output of what is not html prints it escaped, and tells. */
static void test_raw_needs_html(void **state)
{
    (void)state;
    static const struct printed cases[] = {
        {"{{{x}}}", "&lt;b&gt;&amp;&quot;&#39;", RC_INVALID},
        {"{{&x}}", "&lt;b&gt;&amp;&quot;&#39;", RC_INVALID},
        {"{{{link}}}", "/a?b=1&amp;c", RC_INVALID},
        {"{{list}}|{{{list}}}", "|", RC_INVALID},
    };
    CHECK_PRINTED(cases);
}

static void test_addresses(void **state)
{
    (void)state;
    static const struct printed cases[] = {
        {"<a href=\"{{link}}\">", "<a href=\"/a?b=1&amp;c\">", RC_OK},
        {"<a HREF='{{link}}&d={{word}}'>", "<a HREF='/a?b=1&amp;c&d=a%20b%2Fc'>", RC_OK},
        {"<a href=\"{{bad}}\">", "<a href=\"#\">", RC_OK},
        {"<a href=\"{{script}}\">", "<a href=\"#\">", RC_INVALID},
        {"<a href=\"{{html}}\">", "<a href=\"#\">", RC_INVALID},
        {"<a href=\"{{null}}\">", "<a href=\"#\">", RC_INVALID},
        {"<a href=\"{{missing}}\">", "<a href=\"#\">", RC_INVALID},
        {"<a href=\"{{zero}}\">", "<a href=\"#\">", RC_INVALID},
        {"<a href=\"{{list}}\">", "<a href=\"#\">", RC_INVALID},
        {"<a href=\"/x?y={{word}}\">", "<a href=\"/x?y=a%20b%2Fc\">", RC_OK},
        {"<a href=\"/x?y={{site}}\">", "<a href=\"/x?y=https%3A%2F%2Fa.se\">", RC_OK},
        {"<a href=\"/x?y={{empty}}\">", "<a href=\"/x?y=\">", RC_OK},
        {"<a href=\"/x/{{zero}}#{{word}}\">", "<a href=\"/x/0#a%20b%2Fc\">", RC_OK},
        {"<a href=\"page{{zero}}\">", "<a href=\"page0\">", RC_OK},
        {"<a href=\"mailto:{{word}}\">", "<a href=\"mailto:a%20b%2Fc\">", RC_OK},
        {"<a href=\"https://a.se/{{word}}\">", "<a href=\"https://a.se/a%20b%2Fc\">", RC_OK},
        {"<a href=\"https://a.se\">", "<a href=\"https://a.se\">", RC_OK},
        {"<img src=/a.png><a href=tel:112>", "<img src=/a.png><a href=tel:112>", RC_OK},
        /* What would change the path or the host. */
        {"<a href=\"/{{empty}}/x\">", "<a href=\"/#/x\">", RC_INVALID},
        {"<a href=\"/x/{{dots}}/y\">", "<a href=\"/x/#/y\">", RC_INVALID},
        {"<a href=\"{{site}}{{word}}\">", "<a href=\"https://a.se#\">", RC_INVALID},
        {"<a href=\"{{root}}/{{word}}\">", "<a href=\"//#\">", RC_INVALID},
        {"<a href=\"{{site}}/{{word}}\">", "<a href=\"https://a.se/a%20b%2Fc\">", RC_OK},
        /* Either way, and optional parts. */
        {"<a href=\"{{#no}}{{bad}}{{/no}}{{^no}}{{link}}{{/no}}\">",
         "<a href=\"/a?b=1&amp;c\">", RC_OK},
        {"<a href=\"{{#yes}}/x{{/yes}}{{^yes}}/y{{/yes}}?z={{zero}}\">", "<a href=\"/x?z=0\">",
         RC_OK},
        {"<a href=\"/x{{#yes}}?y={{word}}{{/yes}}\">", "<a href=\"/x?y=a%20b%2Fc\">", RC_OK},
        {"<svg><use xlink:href=\"{{link}}\"/></svg>",
         "<svg><use xlink:href=\"/a?b=1&amp;c\"/></svg>", RC_OK},
        {"<form action=\"{{script}}\"><button formaction='{{script}}'>",
         "<form action=\"#\"><button formaction='#'>", RC_INVALID},
    };
    CHECK_PRINTED(cases);
}

static void test_sections_in_tags(void **state)
{
    (void)state;
    static const struct printed cases[] = {
        {"<input {{#yes}}checked{{/yes}}>", "<input checked>", RC_OK},
        {"<input{{#yes}} checked{{/yes}}{{^no}} disabled{{/no}}>", "<input checked disabled>",
         RC_OK},
        {"<input {{#yes}}value=\"{{x}}\"{{/yes}} {{#no}}checked{{/no}}/>",
         "<input value=\"&lt;b&gt;&amp;&quot;&#39;\" />", RC_OK},
        {"<a {{#yes}}href=\"{{link}}\" rel=me {{/yes}}class=\"a{{#no}} b{{/no}}\">",
         "<a href=\"/a?b=1&amp;c\" rel=me class=\"a\">", RC_OK},
        {"<p {{#list}}data-a=\"{{.}}\" {{/list}}>", "<p data-a=\"1\" data-a=\"2\" >", RC_OK},
        {"<ul>{{#list}}<li>{{.}}</li>{{/list}}</ul>", "<ul><li>1</li><li>2</li></ul>", RC_OK},
        {"{{#empty}}a{{/empty}}{{#zero}}b{{/zero}}{{#null}}c{{/null}}", "b", RC_OK},
        {"<title>a{{#yes}} b{{/yes}}</title>", "<title>a b</title>", RC_OK},
        {"<a {{! anywhere }}href=\"{{! at all }}{{link}}\">", "<a href=\"/a?b=1&amp;c\">", RC_OK},
    };
    CHECK_PRINTED(cases);
}

static void test_partials(void **state)
{
    (void)state;
    static const struct printed cases[] = {
        {"<div>\n  {{>partial}}\n</div>",
         "<div>\n  <p title=\"&lt;b&gt;&amp;&quot;&#39;\">\n  &lt;b&gt;&amp;&quot;&#39;</p>\n</div>",
         RC_OK},
        {"{{>*page}}", "<p title=\"&lt;b&gt;&amp;&quot;&#39;\">\n&lt;b&gt;&amp;&quot;&#39;</p>\n",
         RC_OK},
        {"a{{>*word}}b", "ab", RC_INVALID},
        {"a{{>*missing}}b", "ab", RC_INVALID},
        {"a{{>*list}}b", "ab", RC_INVALID},
    };
    CHECK_PRINTED(cases);
}

struct refused {
    const char *source, *part; /* of the sentence */
    unsigned line, column;
};

static void check_refused(const struct refused *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture f;
        open_fixture(&f, NULL);
        rc result = add(&f, "a/name", cases[i].source);
        if (result != RC_INVALID)
            fail_msg("accepted: %s", cases[i].source);
        if (f.fault.line != cases[i].line || f.fault.column != cases[i].column ||
            !strstr(f.fault.text, cases[i].part))
            fail_msg("%s gave %u:%u: %s", cases[i].source, f.fault.line, f.fault.column,
                     f.fault.text);
        assert_string_equal(f.fault.template_name, "a/name");
        assert_false(template_set_has(f.set, STR("a/name")));
        must_add(&f, "a/name", "fixed");
        close_fixture(&f);
    }
}
#define CHECK_REFUSED(cases) check_refused(cases, sizeof(cases) / sizeof *(cases))

static void test_refused_places(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {"<a title={{x}}>", "must be quoted", 1, 10},
        {"<a title=a{{x}}>", "must be quoted", 1, 11},
        {"<a title= {{x}}>", "must be quoted", 1, 11},
        {"<p>\n<{{x}}>", "tag name", 2, 2},
        {"<p>\n  </{{x}}>", "tag name", 2, 5},
        {"<h{{x}}>", "tag name", 1, 3},
        {"<a {{x}}>", "Attributes", 1, 4},
        {"<a {{x}}=\"b\">", "Attributes", 1, 4},
        {"<a b{{x}}=\"b\">", "Attributes", 1, 5},
        {"<a b {{x}}>", "Attributes", 1, 6},
        {"<a b=\"c\"{{x}}>", "Attributes", 1, 9},
        {"<script>{{x}}</script>", "Script", 1, 9},
        {"<SCRIPT >a{{x}}</script>", "Script", 1, 11},
        {"<script>\"</scripty>{{x}}</script>", "Script", 1, 20},
        {"<style>{{#x}}a{{/x}}</style>", "Script", 1, 8},
        {"<iframe>{{x}}</iframe>", "Script", 1, 9},
        {"<!-- {{x}} -->", "HTML comment", 1, 6},
        {"<!-- > -> {{x}} -->", "HTML comment", 1, 11},
        {"<!doctype {{x}}>", "tag name", 1, 11},
        {"<a onclick=\"{{x}}\">", "safely", 1, 13},
        {"<a ONCLICK='a{{x}}'>", "safely", 1, 14},
        {"<a style=\"{{x}}\">", "safely", 1, 11},
        {"<a style=\"{{#x}}a{{/x}}\">", "safely", 1, 11},
        {"<img srcset=\"{{x}} 2x\">", "safely", 1, 14},
        {"<iframe srcdoc=\"{{x}}\">", "safely", 1, 17},
        {"<animate attributeName=\"{{x}}\">", "safely", 1, 25},
        {"<a a-name-that-is-too-long-to-know=\"{{x}}\">", "safely", 1, 37},
        {"<a title=\"{{{x}}}\">", "Raw", 1, 11},
        {"<title>{{&x}}</title>", "Raw", 1, 8},
        {"<a title=\"{{>x}}\">", "partial", 1, 11},
        {"<title>{{>*x}}</title>", "partial", 1, 8},
    };
    CHECK_REFUSED(cases);
}

static void test_refused_addresses(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {"<a href=\"javascript:{{x}}\">", "http", 1, 20},
        {"<a href=\"javascript:alert(1)\">", "http", 1, 20},
        {"<a href=javascript:alert(1)>", "http", 1, 19},
        {"<a href=\"JAVA\nSCRIPT:\">", "blanks", 1, 14},
        {"<a href=\" javascript:\">", "blanks", 1, 10},
        {"<a href=\"java&#115;cript:\">", "'&'", 1, 14},
        {"<a href=\"data:text/html,\">", "http", 1, 14},
        {"<a href=\"{{x}}:alert(1)\">", "scheme", 1, 15},
        {"<a href=\"java{{x}}:\">", "scheme", 1, 19},
        {"<a href=\"{{#x}}java{{/x}}script:\">", "scheme", 1, 32},
        {"<a href=\"{{#x}}/{{/x}}javascript:\">", "scheme", 1, 33},
        {"<a href=\"//{{x}}\">", "two slashes", 1, 11},
        {"<a href=\"/\\{{x}}\">", "backslash", 1, 11},
        {"<a href=\"https://{{x}}/\">", "host", 1, 18},
        {"<a href=\"https://a{{x}}/\">", "host", 1, 19},
        {"<a href=\"https://a{{#x}}/{{/x}}\">", "host", 1, 19},
        {"<a href=\"{{#x}}https://a{{/x}}{{y}}\">", "host", 1, 25},
        {"<a href=\"https:{{x}}\">", "host", 1, 16},
        {"<a href=\"https:a\">", "Two slashes", 1, 16},
        {"<a href=\"[[a]]\">", "translated", 1, 10},
        {"<meta http-equiv=\"refresh\" content=\"{{x}}\">", "http-equiv", 1, 17},
    };
    CHECK_REFUSED(cases);
}

static void test_refused_structure(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {"{{#a}}<b{{/a}}>", "surroundings", 1, 9},
        {"{{#a}}<b title=\"{{/a}}\">", "surroundings", 1, 17},
        {"<a {{#a}}>{{/a}}", "surroundings", 1, 11},
        {"<a {{#a}}><b {{/a}}>", "another HTML tag", 1, 14},
        {"<a b=\"{{#a}}\" c=\"{{/a}}\">", "another attribute", 1, 18},
        {"<a b=\"{{#a}}\"><a b=\"{{/a}}\">", "another HTML tag", 1, 21},
        {"{{#a}}<title>{{/a}}</title>", "surroundings", 1, 14},
        {"{{#a}}<!-- {{/a}}-->", "HTML comment", 1, 12},
        {"<a {{#a}}hr{{/a}}ef=\"{{x}}\">", "A blank", 1, 18},
        {"<a {{#a}}b{{/a}}=\"{{x}}\">", "A blank", 1, 17},
        {"<a{{#a}}b{{/a}}>", "A blank", 1, 9},
        {"<a {{#a}}ef=\"{{x}}\" hr{{/a}}>", "several attributes", 1, 23},
        {"</a{{#a}} b{{/a}}>", "end tag", 1, 4},
        {"<a b{{#a}}=\"{{/a}}c\">", "A blank", 1, 11},
        {"<a b={{#a}}\"c\"{{/a}}>", "quoted", 1, 6},
        {"<a b=\"c\"d>", "A blank", 1, 9},
        {"<a b=>", "missing", 1, 6},
        {"<a b=c\"d>", "unquoted", 1, 7},
        {"<a \"b\">", "start with", 1, 4},
        {"<a b<c>", "contain", 1, 5},
        {"<a\"b>", "tag name", 1, 3},
        {"<?php", "'<?'", 1, 2},
        {"<![CDATA[x]]>", "doctype", 1, 3},
        {"</>", "follow", 1, 3},
        {"<title><b>{{x}}</b></title>", "end tag", 1, 9},
        {"<script><!-- <script></script>", "'<!--'", 1, 12},
        {"<!-- a --!>", "'-->'", 1, 10},
        {"<plaintext>", "plaintext", 1, 11},
        {"a\n<b", "ends inside", 2, 3},
        {"<script>", "ends inside", 1, 9},
        {"<!-- ", "ends inside", 1, 6},
    };
    CHECK_REFUSED(cases);
}

static void test_refused_syntax(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {"a\n {{x", "not closed", 2, 2},
        {"{{{x}}", "not closed", 1, 1},
        {"{{! x", "not closed", 1, 1},
        {"å {{#a}}\n{{#b}}{{/b}}", "section is not closed", 1, 4},
        {"{{/a}}", "No section", 1, 1},
        {"{{#a}}{{/b}}", "Another section", 1, 7},
        {"{{}}", "A name", 1, 1},
        {"{{a b}}", "A name", 1, 1},
        {"{{a..b}}", "A name", 1, 1},
        {"{{.a}}", "A name", 1, 1},
        {"{{$a}}{{/a}}", "A name", 1, 1},
        {"{{<a}}{{/a}}", "A name", 1, 1},
        {"{{>}}", "no name", 1, 1},
        {"{{>*}}", "A name", 1, 1},
        {"{{=<%=}}", "delimiters", 1, 1},
        {"{{=a b c=}}", "delimiters", 1, 1},
        {"[[a", "[[ is not closed", 1, 1},
        {"b\n[[a {{x}}]]", "[[ is not closed", 2, 1},
        {"[[ \n ]]", "no text", 1, 1},
        {"<p>\n<a title=[[a]]>", "quoted", 2, 10},
        {"<[[a]]>", "tag name", 1, 2},
        {"<script>[[a]]</script>", "Script", 1, 9},
        {"<a onclick=\"[[a]]\">", "safely", 1, 13},
        {"a\xff", "UTF-8", 1, 1},
    };
    CHECK_REFUSED(cases);
}

static struct str translate(void *context, struct arena *arena, struct str msgid)
{
    (*(int *)context)++;
    return ARENA_CONCAT(arena, STR("<\""), msgid, STR("'&>"));
}

static void test_translation(void **state)
{
    (void)state;
    int count = 0;
    struct fixture f;
    open_fixture(&f, &(struct template_options){.translate = translate,
                                                .translate_context = &count});
    must_add(&f, "t",
             "<p title=\"[[Hi]]\">[[ Sign  the\n\tproposal ]]</p>\n[[A & B]]\n{{=[[ ]]=}}[[x]]");
    assert_int_equal(count, 3);
    assert_int_equal(render(&f, example(f.arena)), RC_OK);
    assert_string_equal(f.out.p,
                        "<p title=\"&lt;&quot;Hi&#39;&amp;&gt;\">"
                        "&lt;&quot;Sign the proposal&#39;&amp;&gt;</p>\n"
                        "&lt;&quot;A &amp; B&#39;&amp;&gt;\n&lt;b&gt;&amp;&quot;&#39;");
    assert_int_equal(count, 3);
    close_fixture(&f);
    static const struct printed cases[] = {{"<b>[[A & B]]</b>", "<b>A &amp; B</b>", RC_OK}};
    CHECK_PRINTED(cases);
}

static void note_message(void *context, struct str msgid, unsigned line)
{
    buf_printf(context, "%u:%.*s;", line, STR_ARGS(msgid));
}

static void test_messages(void **state)
{
    (void)state;
    struct buf found;
    struct template_fault fault = {0};
    buf_init(&found, 1000);
    assert_int_equal(mustache_messages(STR("m"), STR("[[a]]\n{{#x}}<p title=\"[[b\n c]]\">\n{{/x}}"
                                                     "[[a]]{{>nowhere}}"),
                                       note_message, &found, &fault),
                     RC_OK);
    assert_string_equal(found.p, "1:a;2:b c;4:a;");
    assert_int_equal(mustache_messages(STR("m"), STR("\n[[a"), note_message, &found, &fault),
                     RC_INVALID);
    assert_int_equal(fault.line, 2);
    assert_string_equal(fault.template_name, "m");
    buf_free(&found);
}

static void test_strict(void **state)
{
    (void)state;
    static const char *const sources[] = {"\n {{missing}}",
                                          "\n {{word.missing}}",
                                          "\n {{#missing}}{{/missing}}",
                                          "\n {{^missing}}{{/missing}}",
                                          "\n {{{missing}}}",
                                          "\n {{>*missing}}"};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct fixture f;
        open_fixture(&f, &(struct template_options){.strict = true});
        must_add(&f, "t", sources[i]);
        assert_int_equal(render(&f, example(f.arena)), RC_INVALID);
        assert_int_equal(f.fault.line, 2);
        assert_int_equal(f.fault.column, 2);
        assert_non_null(strstr(f.fault.text, "is not in the view."));
        close_fixture(&f);
    }
    struct fixture f;
    open_fixture(&f, &(struct template_options){.strict = true});
    must_add(&f, "t", "{{null}}{{#null}}{{nowhere}}{{/null}}{{#list}}{{word}}{{/list}}{{.}}");
    assert_int_equal(render(&f, example(f.arena)), RC_INVALID); /* {{.}} is a map */
    assert_string_equal(f.fault.text, "'.' is a list or map, which cannot be printed.");
    assert_string_equal(f.out.p, "a b/ca b/c");
    close_fixture(&f);
}

static void test_set(void **state)
{
    (void)state;
    struct fixture f;
    open_fixture(&f, NULL);
    char source[] = "{{>partial}}{{word}}";
    must_add(&f, "t", source);
    memset(source, 'x', sizeof source - 1);
    assert_int_equal(add(&f, "t", "again"), RC_EXISTS);
    assert_int_equal(template_set_link(f.set, &f.fault), RC_INVALID);
    assert_string_equal(f.fault.text, "There is no template 'partial'.");
    assert_int_equal(f.fault.column, 1);
    must_add(&f, "partial", "[{{word}}]");
    assert_true(template_set_has(f.set, STR("partial")));
    assert_int_equal(render(&f, example(f.arena)), RC_OK);
    assert_string_equal(f.out.p, "[a b/c]a b/c");
    assert_int_equal(template_render(f.set, STR("other"), NULL, &f.out, &f.fault), RC_NOT_FOUND);
    assert_int_equal(template_render(f.set, STR("other"), NULL, &f.out, NULL), RC_NOT_FOUND);
    buf_clear(&f.out);
    assert_int_equal(template_render(f.set, STR("t"), NULL, &f.out, NULL), RC_OK);
    assert_string_equal(f.out.p, "[]");
    close_fixture(&f);
}

static void expect_limit(const char *source, struct value *(*make)(struct arena *))
{
    struct fixture f;
    open_fixture(&f, NULL);
    must_add(&f, "t", source);
    assert_int_equal(render(&f, make(f.arena)), RC_LIMIT);
    assert_true(f.fault.text[0] != '\0');
    close_fixture(&f);
}

static struct value *hundred(struct arena *arena)
{
    struct value *view = example(arena), *list = value_set_list(view, "list");
    for (int i = 0; i < 100; i++)
        value_push_int(list, i);
    return view;
}

static void test_limits(void **state)
{
    (void)state;
    expect_limit("{{>t}}", example);
    expect_limit("{{#list}}{{>t}}{{/list}}", example);
    expect_limit("\n        {{>t}}\n", example);
    expect_limit("{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{>t}}{{/yes}}{{/yes}}{{/yes}}{{/yes}}"
                 "{{/yes}}",
                 example);
    expect_limit("{{#list}}{{#list}}{{#list}}{{#list}}{{#list}}{{#list}}{{/list}}{{/list}}"
                 "{{/list}}{{/list}}{{/list}}{{/list}}",
                 hundred);
    expect_limit("{{#list}}{{#list}}{{#list}}{{#list}}12345678{{/list}}{{/list}}{{/list}}{{/list}}",
                 hundred);
    struct fixture f;
    struct buf deep;
    open_fixture(&f, NULL);
    buf_init(&deep, 10000);
    for (int i = 0; i <= TEMPLATE_SECTIONS_MAX; i++)
        buf_add_c(&deep, "{{#a}}");
    assert_int_equal(template_set_add(f.set, STR("t"), buf_str(&deep), &f.fault), RC_INVALID);
    assert_int_equal(f.fault.column, 6 * TEMPLATE_SECTIONS_MAX + 1);
    buf_free(&deep);
    close_fixture(&f);
}

static uint64_t seed = 88172645463325252u;

static uint32_t chance(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % below;
}

/* Words that would break out if anything let them. Never empty, so that sections stay. */
static struct str nasty_text(struct arena *arena)
{
    static const char *const parts[] = {
        "<script>", "</script>", "\"",   "'",   ">",      "<",      "=",      "javascript:",
        "//evil",   "/",         "..",   "&",   "&quot;", "&#34;",  " on=x ", "-->",
        "<!--",     "</title>",  "\n",   "`",   "\\",     ":",      "@evil",  "data:,",
        "{{x}}",    "[[",        "?a=b", "#",   "%22",    "</textarea>", "\t", "\xc3\xa5",
    };
    struct str text = STR("");
    for (uint32_t n = 1 + chance(5); n > 0; n--)
        text = ARENA_CONCAT(arena, text, str_from_c(parts[chance(sizeof parts / sizeof *parts)]));
    return text;
}

/* A view whose plain words are nasty or not, and else the same. */
static struct value *random_view(struct arena *arena, bool nasty)
{
    struct value *view = value_map(arena), *list = value_set_list(view, "l");
    value_set_str(view, "x", nasty ? nasty_text(arena) : STR("word"));
    value_set_str(view, "y", nasty ? nasty_text(arena) : STR("other"));
    value_set_url(view, "u", STR("https://a.se"));
    value_set_url(view, "v", STR("/path?q"));
    value_set_bool(view, "no", false);
    value_set(view, "h", html_link(arena, STR("/x"), nasty ? nasty_text(arena) : STR("word")));
    value_push_str(list, nasty ? nasty_text(arena) : STR("word"));
    value_push_str(list, nasty ? nasty_text(arena) : STR("word"));
    return view;
}

static void shape_of(struct fixture *f, bool nasty, struct buf *out)
{
    buf_clear(&f->out);
    rc result = template_render(f->set, STR("t"), random_view(f->arena, nasty), &f->out, NULL);
    assert_true(result == RC_OK || result == RC_INVALID);
    html_shape(out, buf_str(&f->out));
}

/* Whatever the words, the page has the same shape. f's templates are added. */
static void assert_same_shape(struct fixture *f, const char *source)
{
    struct buf calm, wild;
    buf_init(&calm, 1 << 20);
    buf_init(&wild, 1 << 20);
    assert_int_equal(template_set_link(f->set, NULL), RC_OK);
    shape_of(f, false, &calm);
    shape_of(f, true, &wild);
    if (!str_eq(buf_str(&calm), buf_str(&wild)))
        fail_msg("template %s\npage %s\nshape %s\nbut was %s", source, f->out.p,
                 buf_str(&wild).p, buf_str(&calm).p);
    if (strstr(buf_str(&wild).p, "=to javascript:"))
        fail_msg("template %s\nshape %s", source, buf_str(&wild).p);
    buf_free(&calm);
    buf_free(&wild);
}

static void test_every_place(void **state)
{
    (void)state;
    static const char source[] =
        "<!doctype html><title>{{x}}</title><body class=\"a {{x}}\"><p title='{{y}}'>{{x}}\n"
        "{{{h}}} <a href=\"{{x}}\">{{y}}</a> <a href='{{u}}/{{x}}?{{y}}#{{x}}'>{{{x}}}</a>\n"
        "<a href=\"/a/{{x}}/b?c={{y}}\"> <a href=\"mailto:{{x}}\"> <img src=\"{{v}}&{{x}}\">\n"
        "<textarea>{{x}}</textarea> <input {{#x}}value=\"{{y}}\"{{/x}} {{#no}}checked{{/no}}>\n"
        "{{#l}}<a href=\"{{.}}\" title=\"{{.}}\" {{#x}}data-a='{{.}}'{{/x}}>{{.}}</a>{{/l}}\n"
        "<a href=\"{{#x}}{{u}}{{/x}}{{^x}}{{v}}{{/x}}{{y}}\"><form action=\"{{x}}{{y}}\">\n";
    for (int round = 0; round < 2000; round++) {
        struct fixture f;
        open_fixture(&f, NULL);
        must_add(&f, "t", source);
        assert_same_shape(&f, source);
        close_fixture(&f);
    }
}

/* Templates put together at random: what compiles is safe. */
static void test_random_templates(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "<a",      " href=",    "\"",       "'",       ">",        "{{x}}",   "{{y}}",
        "{{#x}}",  "{{/x}}",    "{{#l}}",   "{{/l}}",  "{{.}}",    "{{^no}}", "{{/no}}",
        "{{u}}",   "{{v}}",     "{{{h}}}",  "{{{x}}}", " ",        "/",       "=",
        "<title>", "</title>",  "<script>", "</script>", "<!--",   "-->",     " title=\"",
        " href=\"", "\">",      ":",        "//",      "https:",   "a",       "on",
        "</a>",    "<p ",       "\n",       "{{>q}}",  "{{!}}",    "?",       "<textarea>",
        "</textarea>", " src='", "' ",      "javascript:", "hr",   "ef=\"",   "&",
        "#",       "..",        " style=\"", "<",      "{{#no}}",  "-",       "b=\"{{x}}\"",
    };
    int accepted = 0;
    for (int round = 0; round < 30000; round++) {
        struct fixture f;
        open_fixture(&f, NULL);
        struct buf source;
        buf_init(&source, 4096);
        for (uint32_t n = 3 + chance(10); n > 0; n--)
            buf_add_c(&source, parts[chance(sizeof parts / sizeof *parts)]);
        bool compiles = add(&f, "t", source.p) == RC_OK;
        if (compiles && strstr(source.p, "{{"))
            accepted++;
        if (compiles) {
            must_add(&f, "q", "<i title=\"{{x}}\">{{y}}</i>");
            assert_same_shape(&f, source.p);
        }
        buf_free(&source);
        close_fixture(&f);
    }
    print_message("%d random templates compiled\n", accepted);
    assert_true(accepted > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escaping),
        cmocka_unit_test(test_raw_needs_html),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_sections_in_tags),
        cmocka_unit_test(test_partials),
        cmocka_unit_test(test_refused_places),
        cmocka_unit_test(test_refused_addresses),
        cmocka_unit_test(test_refused_structure),
        cmocka_unit_test(test_refused_syntax),
        cmocka_unit_test(test_translation),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_strict),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_every_place),
        cmocka_unit_test(test_random_templates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
