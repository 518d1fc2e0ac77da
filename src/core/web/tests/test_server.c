/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages, their headers and their other forms, over sockets. */
#include <string.h>

#include "harness.h"
#include "module.h"

static struct site *site;

static int begin(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    *state = arena_free(*state);
    return 0;
}

static int begin_site(void **state)
{
    (void)state;
    struct server_options options = site_options();
    site = site_begin(&options);
    return 0;
}

static int end_site(void **state)
{
    (void)state;
    site_end(site);
    return 0;
}

static void expect_header(const struct answer *answer, const char *name, const char *value)
{
    int count;
    struct str found = answer_header(answer, name, &count);
    if (count != 1 || !str_eq_c(found, value))
        fail_msg("%s: %d times, \"%.*s\", not \"%s\"", name, count, STR_ARGS(found), value);
}

static void test_page(void **state)
{
    struct answer a = get(site, *state, "/", "");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "<html lang=\"sv\">");
    assert_contains(a.body, "<h1>Home</h1>");
    assert_contains(a.body, "Test &amp; Co");
    expect_header(&a, "Content-Type", "text/html; charset=utf-8");
    expect_header(&a, "Content-Language", "sv");
    expect_header(&a, "Content-Security-Policy",
                  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
                  "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                  "frame-ancestors 'none'");
    expect_header(&a, "X-Content-Type-Options", "nosniff");
    expect_header(&a, "Referrer-Policy", "same-origin");
    expect_header(&a, "Cross-Origin-Opener-Policy", "same-origin");
    expect_header(&a, "Cross-Origin-Resource-Policy", "same-origin");
    expect_header(&a, "Cache-Control", "no-cache");
    expect_header(&a, "Vary", "Accept");
    assert_non_null(answer_header(&a, "Permissions-Policy", NULL).p);
    assert_null(answer_header(&a, "Set-Cookie", NULL).p);
    assert_null(answer_header(&a, "Strict-Transport-Security", NULL).p);
}

static void test_languages(void **state)
{
    struct answer a = get(site, *state, "/en", "");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "<html lang=\"en\">");
    expect_header(&a, "Content-Language", "en");
    a = get(site, *state, "/en/?a=1", "");
    assert_int_equal(a.status, 301);
    expect_header(&a, "Location", "/en?a=1");
    assert_int_equal(get(site, *state, "/saker", "").status, 200);
    assert_int_equal(get(site, *state, "/items", "").status, 404);
    assert_int_equal(get(site, *state, "/en/items", "").status, 200);
    assert_int_equal(get(site, *state, "/en/saker", "").status, 404);
    /* Translated letters are encoded on their way out and taken both ways. */
    assert_int_equal(get(site, *state, "/formul%C3%A4r", "").status, 200);
    assert_int_equal(get(site, *state, "/formulär", "").status, 200);
    a = get(site, *state, "/formul%C3%A4r/", "");
    assert_int_equal(a.status, 301);
    expect_header(&a, "Location", "/formul%C3%A4r");
}

static void test_language_switch(void **state)
{
    struct answer a = get(site, *state, "/saker/varldskafe?q=a%26b&x=", "");
    assert_contains(a.body, "<a hreflang=\"en\" href=\"/en/items/varldskafe?q=a%26b&amp;x=\" "
                            "title=\"/en/items/varldskafe\">English</a>");
    assert_contains(a.body, "rel=\"canonical\" href=\"/saker/varldskafe\"");
    assert_contains(a.body, "title=\"/saker/varldskafe\"");
    a = get(site, *state, "/saker/svensk?q=1", "");
    assert_contains(a.body, "href=\"/en/items/english?q=1\"");
    a = get(site, *state, "/nowhere?q=1", "");
    assert_contains(a.body, "<a hreflang=\"en\" href=\"/en\"");
    assert_lacks(a.body, "canonical");
}

static void test_menu(void **state)
{
    struct answer a = get(site, *state, "/", "");
    assert_contains(a.body, "<a href=\"/\" aria-current=\"page\">Börja</a><a href=\"/saker\">Items</a>");
    a = get(site, *state, "/en/items/x", "");
    assert_contains(a.body, "<a href=\"/en\">Start</a><a href=\"/en/items\" aria-current=\"true\">Items</a>");
}

static void test_path_values(void **state)
{
    assert_contains(get(site, *state, "/numbers/42", "").body, "n=42");
    assert_int_equal(get(site, *state, "/numbers/0", "").status, 404);
    assert_int_equal(get(site, *state, "/numbers/x", "").status, 404);
    assert_int_equal(get(site, *state, "/numbers/99999999999999999999", "").status, 404);
    assert_int_equal(get(site, *state, "/saker/Upper", "").status, 404);
    assert_int_equal(get(site, *state, "/saker/missing", "").status, 404);
}

static void test_trailing_slash(void **state)
{
    struct answer a = get(site, *state, "/saker/x/?q=%C3%A5%20b", "");
    assert_int_equal(a.status, 301);
    expect_header(&a, "Location", "/saker/x?q=%C3%A5%20b");
    assert_int_equal(get(site, *state, "/nowhere/", "").status, 404);
    assert_int_equal(get(site, *state, "//", "").status, 404);
}

static void test_json(void **state)
{
    static const char expected[] = "{\"title\":\"Home\",\"deep\":{\"shown\":1},\"text\":null}";
    struct answer a = get(site, *state, "/", "Accept: application/json\r\n");
    assert_int_equal(a.status, 200);
    expect_header(&a, "Content-Type", "application/json");
    expect_header(&a, "Vary", "Accept");
    assert_text(a.body, expected);
    assert_text(get(site, *state, "/en.json", "").body, expected);
    assert_text(get(site, *state, "/.json", "").body, expected);
    a = get(site, *state, "/en/items/abc.json?q=1", "Accept: text/html\r\n");
    assert_contains(a.body, "{\"title\":\"abc\"");
    a = get(site, *state, "/", "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n");
    expect_header(&a, "Content-Type", "text/html; charset=utf-8");
    a = get(site, *state, "/echo.json?q=%3C/script%3E", "");
    assert_lacks(a.body, "</script>");
}

static void test_json_errors(void **state)
{
    struct answer a = get(site, *state, "/nowhere", "Accept: application/json\r\n");
    assert_int_equal(a.status, 404);
    assert_contains(a.body, "{\"error\":{\"status\":404,\"title\":\"Sidan finns inte\",\"message\":\"");
    expect_header(&a, "Cache-Control", "no-store");
    a = get(site, *state, "/en/fail/9.json", "");
    assert_int_equal(a.status, 500);
    assert_contains(a.body, "{\"error\":{\"status\":500,\"title\":\"Something went wrong\"");
}

static void test_head(void **state)
{
    struct client *client = client_new(site, *state);
    struct answer page = get(site, *state, "/", "");
    for (int i = 0; i < 2; i++) {
        assert_true(client_send(client, STR("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")));
        struct answer a = client_answer(client, true);
        assert_int_equal(a.status, 200);
        assert_true(
            str_eq(answer_header(&a, "Content-Length", NULL), answer_header(&page, "Content-Length", NULL)));
        assert_true(str_eq(answer_header(&a, "ETag", NULL), answer_header(&page, "ETag", NULL)));
    }
    assert_true(client_send(client, STR("HEAD /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n")));
    assert_int_equal(client_answer(client, true).status, 404);
    client_free(client);
}

static struct answer conditional(void **state, const char *path, const char *format, struct str tag)
{
    char header[200];
    snprintf(header, sizeof header, format, STR_ARGS(tag));
    return get(site, *state, path, header);
}

static void test_etag(void **state)
{
    struct answer a = get(site, *state, "/", "");
    struct str tag = answer_header(&a, "ETag", NULL), length = answer_header(&a, "Content-Length", NULL);
    assert_true(str_starts(tag, STR("W/\"")));
    a = conditional(state, "/", "If-None-Match: %.*s\r\n", tag);
    assert_int_equal(a.status, 304);
    assert_int_equal(a.body.n, 0);
    /* The page's length or none: a cache would believe that the page is empty. */
    assert_true(str_eq(answer_header(&a, "Content-Length", NULL), length));
    assert_true(str_eq(answer_header(&a, "ETag", NULL), tag));
    expect_header(&a, "Vary", "Accept");
    a = conditional(state, "/", "If-None-Match: \"x\", %.*s\r\n", str_skip(tag, 2));
    assert_int_equal(a.status, 304);
    a = conditional(state, "/en", "If-None-Match: %.*s\r\n", tag);
    assert_int_equal(a.status, 200);
    a = conditional(state, "/nowhere", "If-None-Match: *%.*s\r\n", STR(""));
    assert_int_equal(a.status, 404);
    assert_null(answer_header(&a, "ETag", NULL).p);
}

static void test_keep_alive_and_pipelining(void **state)
{
    struct client *client = client_new(site, *state);
    char many[2000] = "";
    size_t n = 0;
    for (int i = 1; i <= 10; i++)
        n += (size_t)snprintf(many + n, sizeof many - n,
                              "GET /numbers/%d HTTP/1.1\r\nHost: localhost\r\n\r\n", i);
    assert_true(client_send(client, (struct str){many, n}));
    for (int i = 1; i <= 10; i++) {
        char expected[20];
        snprintf(expected, sizeof expected, "n=%d<", i);
        struct answer a = client_answer(client, false);
        assert_int_equal(a.status, 200);
        assert_contains(a.body, expected);
    }
    client_free(client);
    struct answer a = ask(site, *state, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    assert_int_equal(a.status, 200);
}

static void test_slow_lane(void **state)
{
    struct client *clients[3];
    for (int i = 0; i < 3; i++) {
        clients[i] = client_new(site, *state);
        assert_true(client_send(clients[i], STR("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                                "GET /numbers/7 HTTP/1.1\r\nHost: localhost\r\n\r\n")));
    }
    /* The loops stay free meanwhile. */
    assert_int_equal(get(site, *state, "/", "").status, 200);
    for (int i = 0; i < 3; i++) {
        assert_contains(client_answer(clients[i], false).body, "<h1>Home</h1>");
        assert_contains(client_answer(clients[i], false).body, "n=7");
        client_free(clients[i]);
    }
}

static void test_assets(void **state)
{
    const char *css = "/assets/app.0123abcd.css";
    struct answer a = get(site, *state, css, "");
    assert_int_equal(a.status, 200);
    assert_text(a.body, "body{color:#123}");
    expect_header(&a, "Content-Type", "text/css; charset=utf-8");
    expect_header(&a, "Cache-Control", "public, max-age=31536000, immutable");
    expect_header(&a, "Vary", "Accept-Encoding");
    expect_header(&a, "X-Content-Type-Options", "nosniff");
    assert_null(answer_header(&a, "Content-Encoding", NULL).p);
    struct str plain_tag = answer_header(&a, "ETag", NULL);
    a = get(site, *state, css, ""); /* now kept */
    assert_text(a.body, "body{color:#123}");
    assert_true(str_eq(answer_header(&a, "ETag", NULL), plain_tag));
    a = get(site, *state, css, "Accept-Encoding: gzip, deflate, br\r\n");
    assert_text(a.body, "<brotli>");
    expect_header(&a, "Content-Encoding", "br");
    assert_false(str_eq(answer_header(&a, "ETag", NULL), plain_tag));
    a = get(site, *state, css, "Accept-Encoding: gzip, br;q=0\r\n");
    assert_text(a.body, "<gzip>");
    expect_header(&a, "Content-Encoding", "gzip");
    a = conditional(state, css, "If-None-Match: %.*s\r\n", plain_tag);
    assert_int_equal(a.status, 304);
    a = get(site, *state, "/favicon.svg", "Accept-Encoding: gzip\r\n");
    assert_text(a.body, "<svg/>");
    expect_header(&a, "Cache-Control", "no-cache");
    assert_non_null(answer_header(&a, "Content-Security-Policy", NULL).p);
    a = ask(site, *state, "HEAD /favicon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n");
    expect_header(&a, "Content-Length", "6");
    assert_int_equal(get(site, *state, "/assets/nothing.css", "").status, 404);
    assert_int_equal(ask(site, *state,
                         "POST /favicon.svg HTTP/1.1\r\nHost: localhost\r\n"
                         "Content-Length: 0\r\n\r\n")
                         .status,
                     404);
}

static void assert_large(struct str bytes)
{
    assert_int_equal(bytes.n, LARGE_BYTES);
    for (size_t i = 0; i < bytes.n; i++)
        if (bytes.p[i] != large_byte(i))
            fail_msg("byte %zu differs", i);
}

/* More than a socket takes at once, several times on one connection, with others in between. */
static void test_large_asset(void **state)
{
    const char *requests = "GET /assets/large.0123abcd.woff2 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                           "HEAD /assets/large.0123abcd.woff2 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                           "GET /favicon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n";
    struct client *client = client_new(site, *state);
    for (int i = 0; i < 3; i++) {
        assert_true(client_send(client, str_from_c(requests)));
        struct answer a = client_answer(client, false);
        assert_int_equal(a.status, 200);
        expect_header(&a, "Content-Type", "font/woff2");
        assert_large(a.body);
        a = client_answer(client, true);
        expect_header(&a, "Content-Length", "300000");
        assert_text(client_answer(client, false).body, "<svg/>");
    }
    client_free(client);
}

static void test_download(void **state)
{
    struct answer a = get(site, *state, "/bytes", "");
    assert_text(a.body, "a;b\r\n");
    expect_header(&a, "Content-Type", "text/csv; charset=utf-8");
    expect_header(&a, "Content-Disposition",
                  "attachment; filename=\"fr__gor _1___X: y.csv\"; "
                  "filename*=UTF-8''fr%C3%A5gor%20%221%22%0D%0AX%3A%20y.csv");
    assert_null(answer_header(&a, "X", NULL).p);
}

static void test_what_handlers_return(void **state)
{
    static const struct {
        rc code;
        int status;
    } cases[] = {{RC_NOT_FOUND, 404}, {RC_INVALID, 400}, {RC_DENIED, 403},   {RC_LIMIT, 413},
                 {RC_BUSY, 503},      {RC_STOPPED, 503}, {RC_DATABASE, 500}, {RC_IO, 500}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[40];
        snprintf(path, sizeof path, "/fail/%d", (int)cases[i].code);
        struct answer a = get(site, *state, path, "");
        assert_int_equal(a.status, cases[i].status);
        assert_contains(a.body, "<html lang=\"sv\">");
        expect_header(&a, "Cache-Control", "no-store");
        assert_true((answer_header(&a, "Retry-After", NULL).p != NULL) == (a.status == 503));
    }
    assert_contains(get(site, *state, "/silent", "").body, "Något gick fel");
    struct answer a = get(site, *state, "/both", "");
    assert_int_equal(a.status, 500);
    assert_null(answer_header(&a, "Location", NULL).p);
    a = get(site, *state, "/broken", "");
    assert_int_equal(a.status, 500);
    a = get(site, *state, "/gone", "");
    assert_int_equal(a.status, 410);
    assert_int_equal(get(site, *state, "/nobody", "").status, 404);
}

static void test_health(void **state)
{
    struct answer a = get(site, *state, "/healthz", "");
    assert_int_equal(a.status, 200);
    assert_text(a.body, "ok\n");
    expect_header(&a, "Cache-Control", "no-store");
    /* By any name, from this machine. */
    assert_int_equal(ask(site, *state, "GET /healthz HTTP/1.1\r\nHost: monitor.example\r\n\r\n").status, 200);
    assert_int_equal(ask(site, *state, "POST /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 405);
}

/* ---- other options ------------------------------------------------------------------------ */

static void test_public_url(void **state)
{
    struct server_options options = site_options();
    options.public_url = STR("https://Dialog.Example.SE/");
    struct site *other = site_begin(&options);
    struct answer a = ask(other, *state, "GET /saker/x?q=1 HTTP/1.1\r\nHost: dialog.example.se\r\n\r\n");
    assert_int_equal(a.status, 200);
    expect_header(&a, "Strict-Transport-Security", "max-age=31536000");
    assert_contains(a.body, "rel=\"canonical\" href=\"https://dialog.example.se/saker/x\"");
    assert_contains(a.body, "title=\"https://dialog.example.se/en/items/x\"");
    a = ask(other, *state, "GET /formul%C3%A4r HTTP/1.1\r\nHost: DIALOG.example.se:443\r\n\r\n");
    struct str cookie = answer_header(&a, "Set-Cookie", NULL);
    assert_true(str_starts(cookie, STR("__Host-radslag=")));
    assert_true(str_ends(cookie, STR("; Path=/; HttpOnly; SameSite=Lax; Secure")));
    assert_int_equal(get(other, *state, "/", "").status, 421);
    assert_int_equal(get(other, *state, "/healthz", "").status, 200);
    site_end(other);
}

/* An organisation's own host beside public_url: its pages, and forms from itself. Letters and canonical
 * links keep to public_url, where people sign in. */
static void test_own_host(void **state)
{
    static const struct {
        const char *host, *origin;
        bool ours;
    } cases[] = {
        {"own.example", "https://own.example", true},
        {"own.example", "http://own.example", false},
        {"own.example", "https://dialog.example.se", false},
        {"dialog.example.se", "https://own.example", false},
        {"dialog.example.se", "https://dialog.example.se", true},
    };
    struct server_options options = site_options();
    options.public_url = STR("https://dialog.example.se");
    struct site *other = site_begin(&options);
    struct answer a = ask(other, *state, "GET /saker/x HTTP/1.1\r\nHost: OWN.example:443\r\n\r\n");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "rel=\"canonical\" href=\"https://dialog.example.se/saker/x\"");
    a = ask(other, *state, "GET / HTTP/1.1\r\nHost: own.example.evil.example\r\n\r\n");
    assert_int_equal(a.status, 421);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        a = ask(other, *state,
                arena_printf(*state,
                             "POST /en/form HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nContent-Length: 0\r\n\r\n",
                             cases[i].host, cases[i].origin)
                    .p);
        assert_int_equal(a.status, 403); /* for want of a token, or because of the origin */
        assert_true(contains(a.body, "another website") == !cases[i].ours);
    }
    a = ask(other, *state, arena_printf(*state, "GET %s HTTP/1.1\r\nHost: own.example\r\n\r\n", "/mine").p);
    assert_int_equal(a.status, 303);
    assert_true(str_starts(answer_header(&a, "Location", NULL), STR("https://dialog.example.se/")));
    site_end(other);
}

static void test_ipv6(void **state)
{
    struct server_options options = site_options();
    options.listen = STR("[::1]:0");
    struct server *server = NULL;
    struct str problem = STR("");
    (void)state;
    static const struct module *const none[] = {NULL};
    struct arena *arena = arena_new();
    rc result = site_try(&options, none, arena, &server, &problem);
    if (result == RC_OK) /* a machine without IPv6 says so */
        server_stop(server);
    else
        assert_contains(problem, "[::1]:0");
    arena_free(arena);
}

static void expect_problem(struct server_options options, const char *part)
{
    static const struct module *const none[] = {NULL};
    struct arena *arena = arena_new();
    struct server *server = NULL;
    struct str problem = STR("");
    if (site_try(&options, none, arena, &server, &problem) == RC_OK || !contains(problem, part))
        fail_msg("not \"%s\" but \"%.*s\"", part, STR_ARGS(problem));
    assert_null(server);
    arena_free(arena);
}

static void test_problems_at_start(void **state)
{
    (void)state;
    struct server_options options = site_options();
    char taken[40];
    snprintf(taken, sizeof taken, "127.0.0.1:%d", site->port);
    options.listen = str_from_c(taken);
    expect_problem(options, "in use");
    options.listen = STR("192.0.2.1:0");
    expect_problem(options, "not an address of this machine");
    static const char *const bad[] = {
        "",       "8099", ":8099", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:65536", "example.org:80",
        "::1:80", "[::1]"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        options.listen = str_from_c(bad[i]);
        expect_problem(options, "listen");
    }
    options = site_options();
    options.secret = STR("short");
    expect_problem(options, "32 bytes");
    static const char *const urls[] = {"dialog.example.se", "ftp://x",         "https://",   "https://x/y",
                                       "https://a b",       "https://x:99999", "https://:80"};
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        options = site_options();
        options.public_url = str_from_c(urls[i]);
        expect_problem(options, "public_url");
    }
    options = site_options();
    options.trusted_proxy = STR("nginx");
    expect_problem(options, "trusted_proxy");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_page),
        TEST(test_languages),
        TEST(test_language_switch),
        TEST(test_menu),
        TEST(test_path_values),
        TEST(test_trailing_slash),
        TEST(test_json),
        TEST(test_json_errors),
        TEST(test_head),
        TEST(test_etag),
        TEST(test_keep_alive_and_pipelining),
        TEST(test_slow_lane),
        TEST(test_assets),
        TEST(test_download),
        TEST(test_large_asset),
        TEST(test_what_handlers_return),
        TEST(test_health),
        TEST(test_public_url),
        TEST(test_own_host),
        TEST(test_ipv6),
        TEST(test_problems_at_start),
    };
    int failed = cmocka_run_group_tests(tests, begin_site, end_site);
    if (failed == 0 && site_use_postgres())
        failed = cmocka_run_group_tests_name("postgresql", tests, begin_site, end_site);
    return failed;
}
