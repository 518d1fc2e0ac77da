/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <math.h>

#include "core/view/html.h"
#include "core/view/html_trusted.h"
#include "core/view/json.h"

static int start(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static void assert_text(struct str got, const char *expected)
{
    if (!str_eq_c(got, expected))
        fail_msg("expected \"%s\", got \"%.*s\"", expected, STR_ARGS(got));
}

static void assert_json(const struct value *value, const char *expected)
{
    struct buf out;
    buf_init(&out, 1 << 16);
    assert_int_equal(json_write(&out, value), RC_OK);
    assert_text(buf_str(&out), expected);
    buf_free(&out);
}

static void test_kinds(void **state)
{
    struct arena *arena = *state;
    struct value *map = value_map(arena);
    value_set_null(map, "null");
    value_set_bool(map, "bool", true);
    value_set_int(map, "int", INT64_MIN);
    value_set_real(map, "real", 0.1);
    value_set_c(map, "text", "åäö");
    value_set_str(map, "absent", STR_NONE);
    value_set_c(map, "absent_c", NULL);
    value_set_url(map, "url", STR("/guide"));
    value_set(map, "html", html_from_text(arena, STR("a<b\r\nc")));
    assert_int_equal(value_kind(map), VALUE_MAP);
    assert_int_equal(value_count(map), 9);
    assert_int_equal(value_kind(value_get(map, "null")), VALUE_NULL);
    assert_true(value_as_bool(value_get(map, "bool")));
    assert_true(value_as_int(value_get(map, "int")) == INT64_MIN);
    assert_true(value_as_real(value_get(map, "real")) == 0.1);
    assert_text(value_as_str(value_get(map, "text")), "åäö");
    assert_int_equal(value_kind(value_get(map, "absent")), VALUE_NULL);
    assert_int_equal(value_kind(value_get(map, "absent_c")), VALUE_NULL);
    assert_int_equal(value_kind(value_get(map, "url")), VALUE_URL);
    assert_int_equal(value_kind(value_get(map, "html")), VALUE_HTML);
    assert_text(value_as_str(value_get(map, "html")), "a&lt;b<br>\nc");
    /* Readers of another kind, and of nothing. */
    assert_null(value_get(map, "missing"));
    assert_null(value_get(NULL, "x"));
    assert_null(value_get(value_get(map, "text"), "x"));
    assert_false(value_as_bool(value_get(map, "int")));
    assert_int_equal(value_as_int(NULL), 0);
    assert_null(value_as_str(map).p);
    assert_null(value_first(value_get(map, "int")));
}

static void test_set_twice(void **state)
{
    struct value *map = value_map(*state);
    value_set_int(map, "a", 1);
    value_set_int(map, "b", 2);
    value_set_int(map, "c", 3);
    value_set_int(map, "b", 20);
    assert_json(map, "{\"a\":1,\"b\":20,\"c\":3}");
    value_set_int(map, "a", 10);
    value_set_int(map, "c", 30);
    value_set_int(map, "d", 4);
    assert_json(map, "{\"a\":10,\"b\":20,\"c\":30,\"d\":4}");
    assert_int_equal(value_count(map), 4);
    assert_int_equal(value_as_int(value_get(map, "c")), 30);
    assert_text(value_key(value_first(map)), "a");
}

static void test_many_keys(void **state)
{
    struct arena *arena = *state;
    struct value *map = value_map(arena);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 500; i++)
            value_set_key(map, arena_printf(arena, "key%d", i), value_int(arena, i + round));
    }
    assert_int_equal(value_count(map), 500);
    for (int i = 0; i < 500; i++) {
        char key[16];
        snprintf(key, sizeof key, "key%d", i);
        assert_int_equal(value_as_int(value_get(map, key)), i + 1);
    }
    assert_null(value_get(map, "key500"));
}

static void test_find(void **state)
{
    struct value *root = value_map(*state);
    struct value *list = value_set_list(value_set_map(root, "a"), "b");
    value_push_int(list, 7);
    value_set_c(value_push_map(list), "c", "here");
    value_push_str(value_push_list(list), STR("deep"));
    assert_ptr_equal(value_find(root, ""), root);
    assert_int_equal(value_as_int(value_find(root, "a.b.0")), 7);
    assert_text(value_as_str(value_find(root, "a.b.1.c")), "here");
    assert_text(value_as_str(value_find(root, "a.b.2.0")), "deep");
    assert_null(value_find(root, "a.b.3"));
    assert_null(value_find(root, "a.b.-1"));
    assert_null(value_find(root, "a.b.x"));
    assert_null(value_find(root, "a.x.b"));
    assert_null(value_find(root, "a.b.0.c"));
}

static void test_truth(void **state)
{
    struct arena *arena = *state;
    struct value *list = value_list(arena);
    assert_false(value_is_truthy(NULL));
    assert_false(value_is_truthy(value_null(arena)));
    assert_false(value_is_truthy(value_bool(arena, false)));
    assert_false(value_is_truthy(value_c(arena, "")));
    assert_false(value_is_truthy(value_url(arena, STR(""))));
    assert_false(value_is_truthy(list));
    value_push_int(list, 0);
    assert_true(value_is_truthy(list));
    assert_true(value_is_truthy(value_int(arena, 0)));
    assert_true(value_is_truthy(value_real(arena, 0)));
    assert_true(value_is_truthy(value_map(arena)));
    assert_true(value_is_truthy(value_c(arena, "0")));
}

static void test_url_is_safe(void **state)
{
    (void)state;
    static const char *const safe[] = {
        "",           "#",        "?a=b",   "/guide",          "guide/method#1", ".",
        "../x",       "/a:b",     "?a:b",   "#a:b",            "https://a.se",   "http://a",
        "HTTPS://A/", "https://[::1]/",     "mailto:a@b.se",   "MailTo:a@b.se",  "/å",
        "https://å.se/",          "/a//b",
    };
    static const char *const unsafe[] = {
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
        "java\tscript:x",      "java\nscript:x",      "\x01javascript:x",
        "data:text/html,x",    "vbscript:x",          "//evil.se",
        "/\\evil.se",          "\\\\evil.se",         "http:evil.se",
        "http:/evil.se",       "https://",            "https:///evil.se",
        "https://@evil.se",    "a b",                 "a\x7f",
        ":",                   "a:b",                 "ftp://a.se",
        "file:///etc/passwd",  " /guide",             "/guide ",
        "blob:x",              "tel:112",
    };
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++) {
        if (!url_is_safe(str_from_c(safe[i])))
            fail_msg("refused: %s", safe[i]);
    }
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++) {
        if (url_is_safe(str_from_c(unsafe[i])))
            fail_msg("accepted: %s", unsafe[i]);
    }
    assert_false(url_is_safe((struct str){"/a\0b", 4}));
}

static void test_url(void **state)
{
    struct arena *arena = *state;
    assert_text(value_as_str(value_url(arena, STR("/a"))), "/a");
    assert_text(value_as_str(value_url(arena, STR("javascript:alert(1)"))), "#");
    assert_int_equal(value_kind(value_url(arena, STR("javascript:"))), VALUE_URL);
    assert_int_equal(value_kind(value_url(arena, STR_NONE)), VALUE_NULL);
    struct buf out;
    buf_init(&out, 100);
    url_encode(&out, STR("a b/å?&=~.-_'"));
    assert_text(buf_str(&out), "a%20b%2F%C3%A5%3F%26%3D~.-_%27");
    buf_free(&out);
}

static void test_html(void **state)
{
    struct arena *arena = *state;
    const struct value *parts[] = {
        value_c(arena, "a & "), html_link(arena, STR("/x?a&b"), STR("<b>")), NULL,
        value_null(arena), value_url(arena, STR("/'"))};
    struct value *joined = html_join(arena, parts, 5);
    assert_int_equal(value_kind(joined), VALUE_HTML);
    assert_text(value_as_str(joined), "a &amp; <a href=\"/x?a&amp;b\">&lt;b&gt;</a>/&#39;");
    assert_text(value_as_str(html_link(arena, STR("javascript:x"), STR("y"))),
                "<a href=\"#\">y</a>");
    assert_text(value_as_str(html_from_text(arena, STR(""))), "");
    assert_int_equal(value_kind(html_from_text(arena, STR_NONE)), VALUE_NULL);
    assert_int_equal(value_kind(value_html_trusted(arena, STR_NONE)), VALUE_NULL);
}

static void test_json(void **state)
{
    struct arena *arena = *state;
    struct value *list = value_list(arena);
    assert_json(NULL, "null");
    assert_json(list, "[]");
    assert_json(value_map(arena), "{}");
    value_push(list, value_real(arena, 0.1));
    value_push(list, value_real(arena, 1e300));
    value_push(list, value_real(arena, -3.0));
    value_push(list, value_real(arena, (double)NAN));
    value_push(list, value_real(arena, -(double)INFINITY));
    value_push(list, value_real(arena, 1.0 / 3));
    assert_json(list, "[0.1,1e+300,-3,null,null,0.3333333333333333]");
    assert_json(value_c(arena, "</script>&\"\\\n\t\x01\x7f å \xe2\x80\xa8\xe2\x80\xa9"),
                "\"\\u003c/script\\u003e\\u0026\\\"\\\\\\n\\t\\u0001\\u007f å \\u2028\\u2029\"");
    assert_json(value_c(arena, "a\xff\xc3z\xe2\x80"),
                "\"a\xef\xbf\xbd\xef\xbf\xbdz\xef\xbf\xbd\xef\xbf\xbd\"");
    assert_json(value_str(arena, (struct str){"\0", 1}), "\"\\u0000\"");
    assert_json(value_html_trusted(arena, STR("<b>")), "\"\\u003cb\\u003e\"");
    assert_json(value_url(arena, STR("/a")), "\"/a\"");
}

static void test_json_limits(void **state)
{
    struct value *list = value_list(*state), *deepest = list;
    struct buf out;
    buf_init(&out, 16);
    value_push_str(list, STR("more than sixteen bytes"));
    assert_int_equal(json_write(&out, list), RC_LIMIT);
    buf_free(&out);
    buf_init(&out, 1 << 16);
    for (int i = 1; i < JSON_DEPTH_MAX; i++)
        deepest = value_push_list(deepest);
    assert_int_equal(json_write(&out, list), RC_OK);
    value_push_list(deepest);
    assert_int_equal(json_write(&out, list), RC_LIMIT);
    buf_free(&out);
}

static uint64_t seed = 88172645463325252u;

static uint32_t chance(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % below;
}

/* Any bytes; as a key without NUL, which jansson does not take. */
static struct str random_text(struct arena *arena, bool is_key)
{
    static const char nasty[] = "<>&\"\\\xe2\x80\xa8\xf0\x9f\x98\x80\xc3\xa5\xff";
    size_t n = chance(12);
    char *p = arena_alloc(arena, n + 1);
    for (size_t i = 0; i < n; i++) {
        p[i] = (char)(chance(2) ? nasty[chance(sizeof nasty - 1)] : (int)chance(256));
        if (is_key && p[i] == '\0')
            p[i] = 'k';
    }
    return (struct str){p, n};
}

static struct value *random_tree(struct arena *arena, int depth)
{
    uint32_t kind = chance(depth > 5 ? 7 : 9);
    if (kind == VALUE_NULL)
        return value_null(arena);
    if (kind == VALUE_BOOL)
        return value_bool(arena, chance(2));
    if (kind == VALUE_INT)
        return value_int(arena, (int64_t)seed);
    if (kind == VALUE_REAL) {
        double real;
        uint64_t bits = seed;
        memcpy(&real, &bits, sizeof real);
        return value_real(arena, real);
    }
    if (kind == VALUE_STRING || kind == VALUE_HTML)
        return value_str(arena, random_text(arena, false));
    if (kind == VALUE_URL)
        return value_url(arena, random_text(arena, false));
    struct value *parent = kind == VALUE_LIST ? value_list(arena) : value_map(arena);
    for (uint32_t i = chance(6); i > 0; i--) {
        if (kind == VALUE_LIST)
            value_push(parent, random_tree(arena, depth + 1));
        else
            value_set_key(parent, random_text(arena, true), random_tree(arena, depth + 1));
    }
    return parent;
}

/* Is what was read what was written? Invalid bytes may have made two keys one. */
static void compare(const struct value *value, const json_t *json)
{
    switch (value_kind(value)) {
    case VALUE_NULL: assert_true(json_is_null(json)); break;
    case VALUE_BOOL: assert_int_equal(json_is_true(json), value_as_bool(value)); break;
    case VALUE_INT: assert_true(json_integer_value(json) == value_as_int(value)); break;
    case VALUE_REAL:
        if (isfinite(value_as_real(value)))
            assert_memory_equal(&(double){json_number_value(json)},
                                &(double){value_as_real(value)}, sizeof(double));
        else
            assert_true(json_is_null(json));
        break;
    case VALUE_STRING:
    case VALUE_HTML:
    case VALUE_URL: assert_true(json_is_string(json)); break;
    case VALUE_LIST: {
        assert_int_equal(json_array_size(json), value_count(value));
        size_t i = 0;
        for (const struct value *v = value_first(value); v; v = value_next(v))
            compare(v, json_array_get(json, i++));
        break;
    }
    case VALUE_MAP:
        assert_true(json_is_object(json));
        assert_true(json_object_size(json) <= value_count(value));
        break;
    }
}

static void test_json_random(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 1 << 20);
    for (int round = 0; round < 3000; round++) {
        struct arena *arena = arena_new();
        const struct value *tree = random_tree(arena, 0);
        buf_clear(&out);
        assert_int_equal(json_write(&out, tree), RC_OK);
        json_error_t error;
        json_t *json = json_loadb(out.p, out.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
        if (!json)
            fail_msg("%s in %s", error.text, out.p);
        assert_null(strpbrk(out.p, "<>&"));
        compare(tree, json);
        json_decref(json);
        arena_free(arena);
    }
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kinds, start, end),
        cmocka_unit_test_setup_teardown(test_set_twice, start, end),
        cmocka_unit_test_setup_teardown(test_many_keys, start, end),
        cmocka_unit_test_setup_teardown(test_find, start, end),
        cmocka_unit_test_setup_teardown(test_truth, start, end),
        cmocka_unit_test(test_url_is_safe),
        cmocka_unit_test_setup_teardown(test_url, start, end),
        cmocka_unit_test_setup_teardown(test_html, start, end),
        cmocka_unit_test_setup_teardown(test_json, start, end),
        cmocka_unit_test_setup_teardown(test_json_limits, start, end),
        cmocka_unit_test(test_json_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
