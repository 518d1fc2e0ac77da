/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Bad input: whatever arrives, the answer is a clear page or the harmless right
 * one, and the server goes on serving.
 */
#include <string.h>

#include "core/web/request.h"
#include "harness.h"

static struct site *site;

static int begin(void **state)
{
    *state = arena_new();
    return 0;
}

/* After every test the server must be as well as before. */
static int end(void **state)
{
    struct answer a = get(site, *state, "/", "");
    bool well = a.status == 200 && contains(a.body, "<h1>Home</h1>");
    *state = arena_free(*state);
    return well ? 0 : -1;
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

static void expect(void **state, const char *request, int status)
{
    struct answer a = ask(site, *state, request);
    if (a.status != status)
        fail_msg("%d, not %d: %.120s", a.status, status, request);
    if (status != 200 && status != 301)
        assert_contains(a.body, "<html lang=\"");
    assert_lacks(a.body, "<script");
}

#define HEAD_OF(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n"

static void test_paths(void **state)
{
    expect(state, HEAD_OF("/%00") "\r\n", 400);
    expect(state, HEAD_OF("/%0d%0aX:%20y") "\r\n", 400);
    expect(state, HEAD_OF("/%ff") "\r\n", 400);
    expect(state, HEAD_OF("/a%2fb") "\r\n", 400);
    expect(state, HEAD_OF("/a\\b") "\r\n", 400);
    expect(state, HEAD_OF("/%zz") "\r\n", 400);
    expect(state, HEAD_OF("/#x") "\r\n", 400);
    expect(state, HEAD_OF("//saker") "\r\n", 404);
    expect(state, HEAD_OF("/../../etc/passwd") "\r\n", 404);
    expect(state, HEAD_OF("/%2e%2e/etc/passwd") "\r\n", 404);
    expect(state, HEAD_OF("/./") "\r\n", 404);
    expect(state, HEAD_OF("/a b") "\r\n", 404);
    expect(state, HEAD_OF("/<script>alert(1)</script>") "\r\n", 404);
    expect(state, HEAD_OF("/saker/'%20OR%201=1--") "\r\n", 404);
    expect(state, HEAD_OF("http://localhost/") "\r\n", 400);
    expect(state, HEAD_OF("saker") "\r\n", 400);
    expect(state, HEAD_OF("*") "\r\n", 400);
}

static void test_queries(void **state)
{
    expect(state, HEAD_OF("/?a=%") "\r\n", 400);
    expect(state, HEAD_OF("/?a=%00") "\r\n", 400);
    expect(state, HEAD_OF("/?a=%c3") "\r\n", 400);
    expect(state, HEAD_OF("/?%1b[31m=1") "\r\n", 400);
    expect(state, HEAD_OF("/?unknown=1&unknown=2&&=&=x&y") "\r\n", 200);
    expect(state, HEAD_OF("/?") "\r\n", 200);
    struct arena *arena = *state;
    char *query = arena_alloc(arena, 20000);
    for (int i = 0; i < REQUEST_MAX_PAIRS; i++)
        memcpy(query + i * 4, "&a=b", 4);
    struct answer a = get(site, arena, arena_printf(arena, "/?%s", query + 1).p, "");
    assert_int_equal(a.status, 200);
    a = get(site, arena, arena_printf(arena, "/?%s&c", query + 1).p, "");
    assert_int_equal(a.status, 400);
    memset(query, 'x', REQUEST_MAX_QUERY_BYTES - 2);
    query[REQUEST_MAX_QUERY_BYTES - 2] = '\0';
    a = get(site, arena, arena_printf(arena, "/echo?q=%s", query).p, "");
    assert_int_equal(a.status, 200);
    a = get(site, arena, arena_printf(arena, "/echo?q=%sxx", query).p, "");
    assert_int_equal(a.status, 414);
    assert_contains(a.body, "<html");
    a = get(site, arena, arena_printf(arena, "/%s", query).p, "");
    assert_int_equal(a.status, 414);
}

static void test_nothing_unescaped(void **state)
{
    struct answer a = get(
        site, *state, "/echo?q=%3Cscript%3Ealert(1)%3C/script%3E%22'%26&%22%3E%3Cscript%3E=%3Cscript%3E", "");
    assert_int_equal(a.status, 200);
    assert_lacks(a.body, "<script");
    assert_contains(a.body, "<p title=\"&lt;script&gt;");
    a = get(site, *state, "/echo?q=';DROP%20TABLE%20note;--", "");
    assert_int_equal(a.status, 200);
}

static void test_methods(void **state)
{
    static const char *const methods[] = {"PUT",   "DELETE",  "PATCH", "OPTIONS",
                                          "TRACE", "CONNECT", "get",   "XX"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        struct answer a = ask(site, *state,
                              arena_printf(*state, "%s / HTTP/1.1\r\nHost: localhost\r\n\r\n", methods[i]).p);
        assert_int_equal(a.status, 405);
        assert_text(answer_header(&a, "Allow", NULL), "GET, HEAD, POST");
    }
    struct answer a = ask(site, *state, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(a.status, 405);
    assert_text(answer_header(&a, "Allow", NULL), "GET, HEAD");
    a = get(site, *state, "/post-only", "");
    assert_int_equal(a.status, 405);
    assert_text(answer_header(&a, "Allow", NULL), "POST");
}

static void test_hosts(void **state)
{
    expect(state, "GET / HTTP/1.1\r\n\r\n", 400);
    expect(state, "GET / HTTP/1.0\r\n\r\n", 400);
    expect(state, "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400);
    expect(state, "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400);
    expect(state, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
    expect(state, "GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n", 400);
    expect(state, "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400);
    expect(state, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421);
    expect(state, "GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 421);
    expect(state, "GET / HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n", 421);
    expect(state, "GET / HTTP/1.1\r\nHost: LOCALHOST:1234\r\n\r\n", 200);
    expect(state, "GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", 200);
    expect(state, "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200);
}

/* What follows must not become a second request. */
static void expect_closed(void **state, const char *request, int status)
{
    struct client *client = client_new(site, *state);
    client_send(client, str_from_c(request));
    struct answer a = client_answer(client, false);
    if (a.status != status)
        fail_msg("%d, not %d: %s", a.status, status, request);
    if (!a.closed || client_answer(client, false).status != 0)
        fail_msg("a second answer after: %s", request);
    client_free(client);
}

#define SMUGGLED "GET /numbers/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"

static void test_framing(void **state)
{
    static const char *const headers[] = {
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n",
        "transfer-encoding:\tchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 48\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "Content-Length : 48\r\n\r\n",
        "Content-Length: 0, 48\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: +0\r\n\r\n",
        "Content-Length: 0x10\r\n\r\n",
        "Content-Length: 99999999999999999999999\r\n\r\n",
        "Content-Length: 9223372036854775807\r\n\r\n",
        "X\x01Y: 1\r\n\r\n",
        "X: 1\x7f\r\n\r\n",
    };
    static const char *const methods[] = {"GET", "POST"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        for (size_t m = 0; m < 2; m++) {
            bool too_large = strstr(headers[i], "99999") || strstr(headers[i], "92233");
            expect_closed(state,
                          arena_printf(*state, "%s / HTTP/1.1\r\nHost: localhost\r\n%s" SMUGGLED, methods[m],
                                       headers[i])
                              .p,
                          too_large && (m == 0 || strstr(headers[i], "99999")) ? 413
                          : too_large                                          ? 405
                                                                               : 400);
        }
    }
}

static void test_malformed(void **state)
{
    static const char *const requests[] = {
        "GET\r\n\r\n",
        "\r\n\r\n\r\nG\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "\x16\x03\x01\x02\x01\x01\xfc\x03\x03\r\n\r\n",
        "GET / HTTX/1.1\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
        "GET  /  HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\n folded\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        struct client *client = client_new(site, *state);
        client_send(client, str_from_c(requests[i]));
        client_end_sending(client);
        int status = client_answer(client, false).status;
        /* The library's own plain refusals; or none, and the end. */
        if (status != 0 && status != 400 && status != 404 && status != 405 && status != 505)
            fail_msg("%d: %s", status, requests[i]);
        client_free(client);
    }
}

static void test_header_sizes(void **state)
{
    struct arena *arena = *state;
    char *headers = arena_alloc(arena, 80000);
    size_t n = 0;
    for (int i = 0; i < 99; i++)
        n += (size_t)snprintf(headers + n, 80000 - n, "X-%d: y\r\n", i);
    assert_int_equal(get(site, arena, "/", headers).status, 200);
    snprintf(headers + n, 80000 - n, "X-99: y\r\nX-100: y\r\n");
    struct answer a = get(site, arena, "/", headers);
    assert_int_equal(a.status, 431);
    assert_contains(a.body, "The request is too large");
    static const size_t sizes[] = {8000, 12500, 13500, 15000, 15800, 16500, 20000, 70000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        memcpy(headers, "X: ", 3);
        memset(headers + 3, 'y', sizes[i]);
        memcpy(headers + 3 + sizes[i], "\r\n", 3);
        int status = get(site, arena, "/", headers).status;
        if (status != (sizes[i] <= 12500 ? 200 : 431))
            fail_msg("%d for %zu bytes", status, sizes[i]);
    }
    /* Many cookies cost the library memory of its own. */
    n = (size_t)snprintf(headers, 80000, "Cookie: ");
    for (int i = 0; i < 1000; i++)
        n += (size_t)snprintf(headers + n, 80000 - n, "a=b; ");
    snprintf(headers + n, 80000 - n, "\r\n");
    assert_int_equal(get(site, arena, "/", headers).status, 431);
    for (size_t size = 4000; size < 9000; size += 100) {
        n = (size_t)snprintf(headers, 80000, "Cookie: a=");
        memset(headers + n, 'x', size);
        memcpy(headers + n + size, "\r\n", 3);
        int status = get(site, arena, "/", headers).status;
        /* Where its copy of them does not fit, the library closes without a word. */
        if (status != 200 && status != 431 && !(status == 0 && size >= 7500))
            fail_msg("%d for a cookie of %zu bytes", status, size);
    }
}

static void test_bodies(void **state)
{
    struct arena *arena = *state;
    /* A GET with a small body: thrown away, and the connection goes on. */
    struct client *client = client_new(site, arena);
    client_send(client, STR("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello" SMUGGLED));
    assert_int_equal(client_answer(client, false).status, 200);
    assert_contains(client_answer(client, false).body, "n=1");
    client_free(client);
    expect_closed(state, "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\n\r\n", 413);
    expect_closed(state,
                  "POST /formul%C3%A4r HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n"
                  "Content-Type: application/x-www-form-urlencoded\r\n\r\n",
                  413);
    /* All of a too large body sent, and still the answer is read. */
    char *body = arena_alloc(arena, 2000001);
    memset(body, 'x', 2000000);
    client = client_new(site, arena);
    client_send(client, STR("POST /formul%C3%A4r HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n"
                            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"));
    client_send(client, (struct str){body, 2000000});
    struct answer a = client_answer(client, false);
    assert_int_equal(a.status, 413);
    assert_contains(a.body, "Det du skickade är för stort");
    client_free(client);
}

static void test_expect(void **state)
{
    struct arena *arena = *state;
    struct client *client = client_new(site, arena);
    client_send(client, STR("POST /formul%C3%A4r HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                            "Content-Length: 3\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"));
    assert_int_equal(client_answer(client, false).status, 100);
    client_send(client, STR("a=b"));
    assert_int_equal(client_answer(client, false).status, 403); /* no token */
    client_free(client);
    /* Refused before it is asked for. */
    expect_closed(state,
                  "POST /formul%C3%A4r HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                  "Content-Length: 100000\r\n"
                  "Content-Type: application/x-www-form-urlencoded\r\n\r\n",
                  413);
    expect_closed(state,
                  "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                  "Content-Length: 10\r\n\r\n",
                  404);
}

static void test_media_types(void **state)
{
    static const char *const types[] = {
        "",
        "Content-Type: application/json\r\n",
        "Content-Type: text/plain\r\n",
        "Content-Type: multipart/form-data\r\n",
        "Content-Type: multipart/mixed; boundary=x\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Type: text/plain\r\n",
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct answer a = ask(site, *state,
                              arena_printf(*state,
                                           "POST /formul%%C3%%A4r HTTP/1.1\r\nHost: localhost\r\n%s"
                                           "Content-Length: 3\r\n\r\na=b",
                                           types[i])
                                  .p);
        assert_int_equal(a.status, 415);
        assert_false(a.closed);
    }
}

static void test_origin(void **state)
{
    static const struct {
        const char *headers;
        int status;
    } cases[] = {
        {"", 403}, /* goes on to the token */
        {"Origin: http://localhost\r\n", 403},
        {"Origin: https://evil.example\r\n", 403},
        {"Origin: null\r\n", 403},
        {"Sec-Fetch-Site: cross-site\r\n", 403},
        {"Sec-Fetch-Site: same-site\r\n", 403},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct answer a = ask(site, *state,
                              arena_printf(*state,
                                           "POST /en/form HTTP/1.1\r\nHost: localhost\r\n%s"
                                           "Content-Length: 0\r\n\r\n",
                                           cases[i].headers)
                                  .p);
        assert_int_equal(a.status, cases[i].status);
        bool ours = i < 2;
        assert_true(contains(a.body, "The form could not be sent") == ours);
        assert_true(contains(a.body, "another website") == !ours);
    }
}

/* ---- rate and proxy --------------------------------------------------------------------------- */

static void test_rate(void **state)
{
    struct server_options options = site_options();
    options.requests_per_minute = 5;
    options.trusted_proxy = STR("127.0.0.1");
    struct site *limited = site_begin(&options);
    for (int i = 0; i < 5; i++)
        assert_int_equal(get(limited, *state, "/", "X-Forwarded-For: 203.0.113.1\r\n").status, 200);
    struct answer a = get(limited, *state, "/en", "X-Forwarded-For: 203.0.113.1\r\n");
    assert_int_equal(a.status, 429);
    assert_non_null(answer_header(&a, "Retry-After", NULL).p);
    assert_contains(a.body, "Too many requests");
    /* Only the last entry counts; the others are the client's own words. */
    a = get(limited, *state, "/", "X-Forwarded-For: 198.51.100.7, 203.0.113.1\r\n");
    assert_int_equal(a.status, 429);
    a = get(limited, *state, "/", "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-For: 203.0.113.1\r\n");
    assert_int_equal(a.status, 429);
    a = get(limited, *state, "/", "X-Forwarded-For: 203.0.113.1, 2001:db8::1\r\n");
    assert_int_equal(a.status, 200);
    for (int i = 0; i < 20; i++)
        assert_int_equal(get(limited, *state, "/healthz", "").status, 200);
    /* A visitor who comes through the proxy is not a monitor on this machine. */
    a = get(limited, *state, "/healthz", "X-Forwarded-For: 203.0.113.1\r\n");
    assert_int_equal(a.status, 429);
    a = ask(limited, *state,
            "GET /healthz HTTP/1.1\r\nHost: monitor.example\r\n"
            "X-Forwarded-For: 203.0.113.9\r\n\r\n");
    assert_int_equal(a.status, 421);
    site_end(limited);
}

static void test_no_proxy(void **state)
{
    struct server_options options = site_options();
    options.requests_per_minute = 2;
    struct site *limited = site_begin(&options);
    assert_int_equal(get(limited, *state, "/", "X-Forwarded-For: 203.0.113.1\r\n").status, 200);
    assert_int_equal(get(limited, *state, "/", "X-Forwarded-For: 203.0.113.2\r\n").status, 200);
    assert_int_equal(get(limited, *state, "/", "X-Forwarded-For: 203.0.113.3\r\n").status, 429);
    site_end(limited);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_paths),  TEST(test_queries),  TEST(test_nothing_unescaped), TEST(test_methods),
        TEST(test_hosts),  TEST(test_framing),  TEST(test_malformed),         TEST(test_header_sizes),
        TEST(test_bodies), TEST(test_expect),   TEST(test_media_types),       TEST(test_origin),
        TEST(test_rate),   TEST(test_no_proxy),
    };
    return cmocka_run_group_tests(tests, begin_site, end_site);
}
