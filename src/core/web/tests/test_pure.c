/* SPDX-License-Identifier: EUPL-1.2 */
/* Addresses, bodies, routes and limits, without a server. */
#include <string.h>

#include "core/web/inside.h"
#include "harness.h"

static int arena_begin(void **state)
{
    *state = arena_new();
    return 0;
}

static int arena_end(void **state)
{
    *state = arena_free(*state);
    return 0;
}

/* ---- url.c -------------------------------------------------------------------------------- */

static void test_paths(void **state)
{
    static const struct {
        const char *raw, *path;
        rc result;
    } cases[] = {
        {"/", "/", RC_OK},
        {"/metoder/v%C3%A4g", "/metoder/väg", RC_OK},
        {"/metoder/väg", "/metoder/väg", RC_OK},
        {"/a%20b", "/a b", RC_OK},
        {"/a/", "/a/", RC_OK},
        {"", NULL, RC_INVALID},
        {"metoder", NULL, RC_INVALID},
        {"http://example.org/", NULL, RC_INVALID},
        {"/a%2", NULL, RC_INVALID},
        {"/a%zz", NULL, RC_INVALID},
        {"/a%00b", NULL, RC_INVALID},
        {"/a%0d%0aSet-Cookie:x", NULL, RC_INVALID},
        {"/a%7f", NULL, RC_INVALID},
        {"/a%c2%85", NULL, RC_INVALID},
        {"/a%c3", NULL, RC_INVALID},
        {"/a%c0%af", NULL, RC_INVALID},
        {"/a%2fb", NULL, RC_INVALID},
        {"/a%2Fb", NULL, RC_INVALID},
        {"/a\\b", NULL, RC_INVALID},
        {"/a%5cb", NULL, RC_INVALID},
        {"/a#b", NULL, RC_INVALID},
        {"//a", NULL, RC_NOT_FOUND},
        {"/a//b", NULL, RC_NOT_FOUND},
        {"/./a", NULL, RC_NOT_FOUND},
        {"/../etc/passwd", NULL, RC_NOT_FOUND},
        {"/a/%2e%2e/b", NULL, RC_NOT_FOUND},
        {"/a/..", NULL, RC_NOT_FOUND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str path = STR_NONE;
        rc result = url_decode_path(*state, str_from_c(cases[i].raw), &path);
        if (result != cases[i].result)
            fail_msg("%s: %s", cases[i].raw, rc_name(result));
        assert_true(str_eq(path, str_from_c(cases[i].path)));
    }
    /* Once, not twice. */
    struct str path;
    assert_int_equal(url_decode_path(*state, STR("/%252e%252e"), &path), RC_OK);
    assert_text(path, "/%2e%2e");
}

static void test_pairs(void **state)
{
    struct pairs pairs;
    assert_int_equal(url_decode_pairs(*state, STR("a=1&b=x+y%20z&&c&a=2&=v&%C3%A5=%C3%A4=3"), &pairs), RC_OK);
    assert_int_equal(pairs.n, 6);
    assert_text(pairs.items[0].name, "a");
    assert_text(pairs.items[1].value, "x y z");
    assert_text(pairs.items[2].name, "c");
    assert_text(pairs.items[2].value, "");
    assert_text(pairs.items[3].value, "2");
    assert_text(pairs.items[4].name, "");
    assert_text(pairs.items[5].name, "å");
    assert_text(pairs.items[5].value, "ä=3");
    assert_int_equal(url_decode_pairs(*state, STR_NONE, &pairs), RC_OK);
    assert_int_equal(pairs.n, 0);
    assert_int_equal(url_decode_pairs(*state, STR("a=%"), &pairs), RC_INVALID);
    assert_int_equal(url_decode_pairs(*state, STR("a=%00"), &pairs), RC_INVALID);
    assert_int_equal(url_decode_pairs(*state, STR("a=%ff"), &pairs), RC_INVALID);
    assert_int_equal(url_decode_pairs(*state, STR("%1b=1"), &pairs), RC_INVALID);
    assert_int_equal(url_decode_pairs(*state, STR("a=%e2%80%ae"), &pairs), RC_INVALID);
    char many[2 * REQUEST_MAX_PAIRS + 3];
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = i % 2 ? '&' : 'a';
    assert_int_equal(url_decode_pairs(*state, (struct str){many, 2 * REQUEST_MAX_PAIRS}, &pairs), RC_OK);
    assert_int_equal(pairs.n, REQUEST_MAX_PAIRS);
    assert_int_equal(url_decode_pairs(*state, (struct str){many, sizeof many}, &pairs), RC_LIMIT);
}

static void test_query_making(void **state)
{
    const struct pair pairs[] = {{STR("q"), STR("a&b=c d")}, {STR("å"), STR("\"<>'")}};
    assert_text(url_with_query(*state, STR("/x"), NULL, 0), "/x");
    assert_text(url_with_query(*state, STR("/x"), pairs, 2), "/x?q=a%26b%3Dc%20d&%C3%A5=%22%3C%3E%27");
    assert_text(url_with_query(*state, STR("/x?y=1"), pairs, 1), "/x?y=1&q=a%26b%3Dc%20d");
}

static void test_location(void **state)
{
    assert_text(url_for_header(*state, STR("/a?b=%20&c#d")), "/a?b=%20&c#d");
    assert_text(url_for_header(*state, STR("/å\r\nX: y")), "/%C3%A5%0D%0AX:%20y");
    assert_text(url_for_header(*state, STR("/a\\b\"<>`")), "/a%5Cb%22%3C%3E%60");
}

/* ---- guard.c ------------------------------------------------------------------------------- */

static void test_accept(void **state)
{
    (void)state;
    assert_true(accept_prefers_json(STR("application/json")));
    assert_true(accept_prefers_json(STR("application/json, text/plain, */*")));
    assert_true(accept_prefers_json(STR("text/html;q=0.5, Application/JSON")));
    assert_false(accept_prefers_json(STR("")));
    assert_false(accept_prefers_json(STR_NONE));
    assert_false(accept_prefers_json(STR("*/*")));
    assert_false(accept_prefers_json(STR("text/html,application/xhtml+xml,*/*;q=0.8")));
    assert_false(accept_prefers_json(STR("text/html, application/json")));
    assert_false(accept_prefers_json(STR("text/html, application/json;q=0.9")));
    assert_false(accept_prefers_json(STR("application/json;q=0")));
    assert_false(accept_prefers_json(STR("application/jsonp")));
    assert_true(accepts_coding(STR("gzip, deflate, br"), STR("br")));
    assert_false(accepts_coding(STR("gzip, br;q=0"), STR("br")));
    assert_false(accepts_coding(STR("gzip, brotli"), STR("br")));
}

/* ---- multipart.c ----------------------------------------------------------------------------- */

static rc parts(void *arena, const char *bytes, struct pairs *pairs, struct uploads *uploads)
{
    return multipart_read(arena, str_from_c(bytes), STR("XX"), pairs, uploads);
}

#define FIELD(name, value) "--XX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

static void test_multipart(void **state)
{
    struct pairs pairs;
    struct uploads uploads;
    assert_int_equal(
        parts(*state,
              FIELD("a", "1") FIELD("b", "x\r\ny--XX\r\n-") FIELD(
                  "c", "") "--XX\r\ncontent-disposition:form-data ; filename=\"C:\\\\d\\\\r\\\"k.txt\"; "
                           "name=f\r\nContent-Type: text/csv; charset=x\r\n\r\n\x01\xff"
                           "binary\r\n--XX--\r\n",
              &pairs, &uploads),
        RC_OK);
    assert_int_equal(pairs.n, 3);
    assert_text(pairs.items[0].name, "a");
    assert_text(pairs.items[0].value, "1");
    assert_text(pairs.items[1].value, "x\r\ny--XX\r\n-");
    assert_text(pairs.items[2].value, "");
    assert_int_equal(uploads.n, 1);
    assert_text(uploads.items[0].name, "f");
    assert_text(uploads.items[0].file_name, "r\"k.txt");
    assert_text(uploads.items[0].media_type, "text/csv");
    assert_text(uploads.items[0].bytes, "\x01\xff"
                                        "binary");
}

static void test_multipart_no_file(void **state)
{
    struct pairs pairs;
    struct uploads uploads;
    assert_int_equal(parts(*state,
                           "preamble\r\n--XX \t\r\nContent-Disposition: form-data; name=\"f\"; "
                           "filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--XX--",
                           &pairs, &uploads),
                     RC_OK);
    assert_int_equal(pairs.n, 0);
    assert_int_equal(uploads.n, 0);
}

static void test_multipart_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "nothing",
        "--XX",
        "--XX\r\n",
        "--XX\r\n\r\nx\r\n--XX--",
        FIELD("a", "1"),
        FIELD("a", "\x01") "--XX--",
        FIELD("a\xff", "1") "--XX--",
        "--XXContent-Disposition: form-data; name=a\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=a; junk\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=a\r\nno colon\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: gzip\r\n\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=a\r\n1\r\n--XX--",
    };
    struct pairs pairs;
    struct uploads uploads;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (parts(*state, bad[i], &pairs, &uploads) != RC_INVALID)
            fail_msg("taken: %s", bad[i]);
}

static void test_boundary(void **state)
{
    struct arena *arena = *state;
    assert_text(multipart_boundary(arena, STR("multipart/form-data; boundary=abc")), "abc");
    assert_text(multipart_boundary(arena, STR("multipart/form-data;charset=x; BOUNDARY=\"a b\"")), "a b");
    assert_null(multipart_boundary(arena, STR("multipart/form-data")).p);
    assert_null(multipart_boundary(arena, STR("multipart/form-data; boundary=")).p);
    assert_null(multipart_boundary(arena, STR("multipart/form-data; boundary=\"")).p);
    assert_null(multipart_boundary(arena, STR("multipart/form-data; boundary=\"\"")).p);
    char type[200] = "multipart/form-data; boundary=";
    memset(type + strlen(type), 'x', 71);
    assert_null(multipart_boundary(arena, str_from_c(type)).p);
}

/* ---- body.c ----------------------------------------------------------------------------------- */

static void collect(struct arena *arena, size_t size)
{
    struct body *body = ARENA_NEW(arena, struct body);
    char piece[1000];
    memset(piece, 'x', sizeof piece);
    assert_int_equal(body_begin(body, arena, size), RC_OK);
    struct str bytes;
    assert_int_equal(body_end(body, &bytes), RC_INVALID);
    for (size_t n = 0; n < size; n += sizeof piece)
        assert_int_equal(body_add(body, str_sub((struct str){piece, sizeof piece}, 0, size - n)), RC_OK);
    assert_int_equal(body_add(body, STR("!")), RC_LIMIT);
    assert_int_equal(body_end(body, &bytes), RC_OK);
    assert_int_equal(bytes.n, size);
    assert_int_equal(bytes.p[0], 'x');
    assert_int_equal(bytes.p[size - 1], 'x');
}

static void test_bodies(void **state)
{
    collect(*state, 1);
    collect(*state, BODY_DEFAULT_MAX_BYTES);
    collect(*state, 2 * BODY_IN_MEMORY_BYTES + 7); /* in a file */
}

/* ---- limit.c ------------------------------------------------------------------------------------ */

static struct address at(const char *text)
{
    struct address address = {{0}};
    assert_true(address_parse(str_from_c(text), &address));
    return address;
}

static void test_addresses(void **state)
{
    const uint64_t key[2] = {1, 2};
    struct address address;
    (void)state;
    assert_false(address_parse(STR(""), &address));
    assert_false(address_parse(STR("1.2.3"), &address));
    assert_false(address_parse(STR("unknown"), &address));
    assert_true(address_eq(at("1.2.3.4"), at("::ffff:1.2.3.4")));
    assert_true(address_is_loopback(at("127.9.9.9")) && address_is_loopback(at("::1")));
    assert_false(address_is_loopback(at("128.0.0.1")) || address_is_loopback(at("::2")));
    assert_int_equal(address_key(at("2001:db8::1"), key), address_key(at("2001:db8::2"), key));
    assert_int_not_equal(address_key(at("2001:db8::1"), key), address_key(at("2001:db8:0:1::1"), key));
    assert_int_not_equal(address_key(at("10.0.0.1"), key), address_key(at("10.0.0.2"), key));
}

static void test_limiter(void **state)
{
    struct limiter *limiter = limiter_new(60);
    time_us now = TIME_DAY;
    (void)state;
    for (int i = 0; i < 60; i++)
        assert_true(limiter_take(limiter, at("10.0.0.1"), now));
    assert_false(limiter_take(limiter, at("10.0.0.1"), now));
    assert_true(limiter_take(limiter, at("10.0.0.2"), now));
    assert_false(limiter_take(limiter, at("10.0.0.1"), now + TIME_SECOND / 2));
    assert_true(limiter_take(limiter, at("10.0.0.1"), now + TIME_SECOND));
    assert_false(limiter_take(limiter, at("10.0.0.1"), now + TIME_SECOND));
    /* Many strangers: bounded memory, and the table still works. */
    for (uint32_t i = 0; i < 100000; i++) {
        struct address stranger = at("11.0.0.0");
        memcpy(stranger.bytes + 12, &i, 4);
        assert_true(limiter_take(limiter, stranger, now + TIME_MINUTE));
    }
    limiter_free(limiter);
}

/* ---- router.c --------------------------------------------------------------------------------------- */

static rc nothing(struct request *request, struct reader *reader)
{
    (void)request, (void)reader;
    return RC_NOT_FOUND;
}

#define ROUTE(route_name, route_path)                                             \
    {                                                                             \
        .name = route_name, .path = route_path, .who = WHO_ANYONE, .get = nothing \
    }

static rc build(struct arena *arena, const struct route *routes, const struct menu_item *menu,
                struct router **ret_router, struct str *ret_problem)
{
    struct languages *languages = ARENA_NEW(arena, struct languages);
    assert_int_equal(languages_add(languages, arena, "sv", STR_NONE), RC_OK);
    assert_int_equal(languages_add(languages, arena, "en", STR_NONE), RC_OK);
    struct module *module = ARENA_NEW(arena, struct module);
    *module = (struct module){.name = "test", .routes = routes, .menu = menu};
    const struct module **modules = ARENA_ARRAY(arena, const struct module *, 2);
    modules[0] = module;
    return router_new(arena, languages, modules, ret_router, ret_problem);
}

static const char *route_at(struct router *router, const char *path, struct match *match)
{
    *match = (struct match){0};
    return router_match(router, str_from_c(path), match) ? match->route->name : "none";
}

static void test_router(void **state)
{
    static const struct route routes[] = {ROUTE("home", "/"),
                                          ROUTE("list", "/methods"),
                                          ROUTE("new", "/methods/new"),
                                          ROUTE("one", "/methods/{slug}"),
                                          ROUTE("edit", "/methods/{slug}/edit"),
                                          ROUTE("step", "/cases/{id:int}/steps/{step:int}"),
                                          {0}};
    struct router *router = NULL;
    struct str problem;
    struct match match;
    assert_int_equal(build(*state, routes, NULL, &router, &problem), RC_OK);
    assert_string_equal(route_at(router, "/", &match), "home");
    assert_string_equal(language_code(match.language), "sv");
    assert_string_equal(route_at(router, "/en", &match), "home");
    assert_string_equal(language_code(match.language), "en");
    assert_string_equal(route_at(router, "/methods", &match), "list");
    assert_string_equal(route_at(router, "/en/methods/new", &match), "new");
    assert_string_equal(route_at(router, "/methods/newer", &match), "one");
    assert_text(match.values[0], "newer");
    assert_string_equal(route_at(router, "/methods/new/edit", &match), "edit");
    assert_text(match.values[0], "new");
    assert_int_equal(match.n, 1);
    assert_string_equal(route_at(router, "/cases/12/steps/9223372036854775807", &match), "step");
    assert_text(match.values[1], "9223372036854775807");
    static const char *const nowhere[] = {"/x",
                                          "/en/",
                                          "/sv",
                                          "/Methods",
                                          "/methods/",
                                          "/methods/New",
                                          "/methods/a/b/c",
                                          "/cases/0/steps/1",
                                          "/cases/-1/steps/1",
                                          "/cases/01/steps/1",
                                          "/cases/1/steps/9223372036854775808",
                                          "/cases/1/steps",
                                          "/cases/1/steps/1.5",
                                          "/methods/å"};
    for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++)
        assert_string_equal(route_at(router, nowhere[i], &match), "none");
    char longest[120];
    snprintf(longest, sizeof longest, "/methods/%0100d", 0);
    assert_string_equal(route_at(router, longest, &match), "one");
    snprintf(longest, sizeof longest, "/methods/%0101d", 0);
    assert_string_equal(route_at(router, longest, &match), "none");
    const struct language *en = router_language(router, STR("/en/anything/%"));
    assert_string_equal(language_code(en), "en");
    assert_string_equal(language_code(router_language(router, STR("/ent"))), "sv");
    struct str values[] = {STR("12"), STR("a/b")};
    assert_text(router_url(router, *state, en, "home", NULL, 0), "/en");
    assert_text(router_url(router, *state, en, "step", values, 2), "/en/cases/12/steps/a%2Fb");
    assert_int_equal(router_value_index(&routes[5], "step"), 1);
}

static void test_router_refuses(void **state)
{
    static const struct {
        struct route routes[3];
        const char *problem;
    } cases[] = {
        {{ROUTE("a", "/x"), ROUTE("b", "/x")}, "a and b answer the same address"},
        {{ROUTE("a", "/x"), ROUTE("a", "/y")}, "Two routes are named a"},
        {{ROUTE("a", "/x/{s}"), ROUTE("b", "/x/{n:int}/y")}, "route b"},
        {{ROUTE("a", "/x/{s}"), ROUTE("b", "/x/{t}")}, "same address"},
        {{ROUTE("a", "x")}, "route a"},
        {{ROUTE("a", "/x//y")}, "route a"},
        {{ROUTE("a", "/{}")}, "route a"},
        {{ROUTE("a", "/{x")}, "route a"},
        {{ROUTE("a", "/en/x")}, "route a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct router *router;
        struct str problem = STR("");
        assert_int_not_equal(build(*state, cases[i].routes, NULL, &router, &problem), RC_OK);
        assert_contains(problem, cases[i].problem);
    }
    static const struct route routes[] = {ROUTE("a", "/x"), {0}};
    static const struct menu_item menu[] = {{.label = "B", .route = "b"}, {0}};
    struct router *router;
    struct str problem;
    assert_int_equal(build(*state, routes, menu, &router, &problem), RC_NOT_FOUND);
}

/* ---- send.c -------------------------------------------------------------------------------------------- */

static void test_hash(void **state)
{
    (void)state;
    uint64_t empty = hash_bytes(STR("")), a = hash_bytes(STR("a"));
    assert_true(empty != a && a == hash_bytes(STR("a")));
    assert_true(hash_bytes(STR("0123456789abcdef")) != hash_bytes(STR("0123456789abcdef\0")));
    char text[64] = {0};
    for (size_t i = 0; i < sizeof text; i++) {
        uint64_t before = hash_bytes((struct str){text, sizeof text});
        text[i] = 1;
        assert_true(before != hash_bytes((struct str){text, sizeof text}));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_begin, arena_end)
    const struct CMUnitTest tests[] = {
        TEST(test_paths),
        TEST(test_pairs),
        TEST(test_query_making),
        TEST(test_location),
        TEST(test_accept),
        TEST(test_multipart),
        TEST(test_boundary),
        TEST(test_multipart_no_file),
        TEST(test_multipart_refused),
        TEST(test_bodies),
        TEST(test_addresses),
        TEST(test_limiter),
        TEST(test_router),
        TEST(test_router_refuses),
        TEST(test_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
