/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests to a server that misbehaves: what is not followed, not believed and not waited for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "core/oidc/oidc_http.h"
#include "core/oidc/oidc_text.h"

enum { REQUEST_BYTES = 4096 };

/* Answers each connection with the same bytes, in a thread of its own; says nothing where there are none. */
struct server {
    int socket;
    struct str answer;
    char request[REQUEST_BYTES + 1]; /* the latest, NUL-terminated; read once the server has ended */
    atomic_int count;
    pthread_t thread;
    struct str url;
};

/* Whether a request is all there: what we send as a form ends in "b=2". */
static bool is_whole(const char *request)
{
    const char *end = strstr(request, "\r\n\r\n");
    return end && (strncmp(request, "POST", 4) != 0 || strstr(end, "b=2"));
}

static void serve_one(struct server *server, int connection)
{
    size_t n = 0;
    for (ssize_t got = 1; got > 0 && n < REQUEST_BYTES && !is_whole(server->request);) {
        got = recv(connection, server->request + n, REQUEST_BYTES - n, 0);
        n += got > 0 ? (size_t)got : 0;
        server->request[n] = '\0';
    }
    server->count++;
    struct pollfd hung_up = {.fd = connection, .events = POLLIN};
    if (server->answer.n)
        send(connection, server->answer.p, server->answer.n, MSG_NOSIGNAL);
    else
        poll(&hung_up, 1, 30 * 1000);
    close(connection);
}

static void *serve(void *context)
{
    struct server *server = context;
    for (int connection; (connection = accept(server->socket, NULL, NULL)) >= 0;)
        serve_one(server, connection);
    return NULL;
}

static void start(struct server *server, struct arena *arena, struct str answer)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof address;
    *server = (struct server){.socket = socket(AF_INET, SOCK_STREAM, 0), .answer = answer};
    assert_int_equal(0, bind(server->socket, (struct sockaddr *)&address, n));
    assert_int_equal(0, listen(server->socket, 5));
    assert_int_equal(0, getsockname(server->socket, (struct sockaddr *)&address, &n));
    server->url = arena_printf(arena, "http://127.0.0.1:%d/x", ntohs(address.sin_port));
    assert_int_equal(0, pthread_create(&server->thread, NULL, serve, server));
}

static void stop(struct server *server)
{
    shutdown(server->socket, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->socket);
}

static void test_answer_and_form(void **state)
{
    struct arena *arena = arena_new();
    struct oidc_http_reply reply;
    struct server server;
    (void)state;
    start(&server, arena, STR("HTTP/1.1 400 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"));
    const struct oidc_http_request request = {
        .url = server.url, .body = STR("a=1&b=2"), .authorization = STR("Basic QTpC")};
    assert_int_equal(OIDC_FINE, oidc_http(arena, &request, &reply).outcome);
    assert_int_equal(400, reply.status);
    assert_true(str_eq_c(reply.body, "{}"));
    stop(&server);
    assert_non_null(strstr(server.request, "POST /x HTTP/1.1\r\n"));
    assert_non_null(strstr(server.request, "\r\nAuthorization: Basic QTpC\r\n"));
    assert_non_null(strstr(server.request, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
    assert_non_null(strstr(server.request, "\r\nAccept: application/json\r\n"));
    assert_non_null(strstr(server.request, "\r\n\r\na=1&b=2"));
    arena_free(arena);
}

static void test_redirects_are_not_followed(void **state)
{
    struct arena *arena = arena_new();
    struct oidc_http_reply reply;
    struct server server, other;
    (void)state;
    start(&other, arena, STR("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"));
    start(&server, arena,
          arena_printf(arena,
                       "HTTP/1.1 302 Found\r\nLocation: %.*s\r\nContent-Length: 0\r\n"
                       "Connection: close\r\n\r\n",
                       STR_ARGS(other.url)));
    const struct oidc_http_request request = {.url = server.url};
    assert_int_equal(OIDC_FINE, oidc_http(arena, &request, &reply).outcome);
    assert_int_equal(302, reply.status);
    stop(&server);
    stop(&other);
    assert_int_equal(0, other.count);
    assert_non_null(strstr(server.request, "GET /x HTTP/1.1\r\n"));
    assert_null(strstr(server.request, "Authorization"));
    arena_free(arena);
}

static void test_size_is_limited(void **state)
{
    struct arena *arena = arena_new();
    struct oidc_http_reply reply;
    struct server server;
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        char *filler = arena_alloc(arena, OIDC_DOCUMENT_MAX + more + 1);
        memset(filler, 'a', OIDC_DOCUMENT_MAX + more);
        start(&server, arena, arena_printf(arena, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s", filler));
        const struct oidc_http_request request = {.url = server.url};
        struct oidc_answer answer = oidc_http(arena, &request, &reply);
        assert_int_equal(more ? OIDC_MISTAKE : OIDC_FINE, answer.outcome);
        stop(&server);
    }
    arena_free(arena);
}

static void test_half_an_answer(void **state)
{
    struct arena *arena = arena_new();
    struct oidc_http_reply reply;
    struct server server;
    (void)state;
    start(&server, arena, STR("HTTP/1.1 200 OK\r\nContent-Length: 20\r\nConnection: close\r\n\r\n{\"a\":"));
    const struct oidc_http_request request = {.url = server.url};
    assert_int_equal(OIDC_AWAY, oidc_http(arena, &request, &reply).outcome);
    stop(&server);
    arena_free(arena);
}

static void test_silence_ends(void **state)
{
    struct arena *arena = arena_new();
    struct oidc_http_reply reply;
    struct server server;
    (void)state;
    start(&server, arena, STR_NONE);
    const struct oidc_http_request request = {.url = server.url};
    time_us begun = time_monotonic();
    assert_int_equal(OIDC_AWAY, oidc_http(arena, &request, &reply).outcome);
    time_us took = time_monotonic() - begun;
    assert_true(took > (OIDC_HTTP_SECONDS - 2) * TIME_SECOND && took < 2 * OIDC_HTTP_SECONDS * TIME_SECOND);
    stop(&server);
    arena_free(arena);
}

static void test_only_https(void **state)
{
    struct arena *arena = arena_new();
    struct oidc_http_reply reply;
    static const char *const bad[] = {"http://login.example.se/", "file:///etc/passwd", "ftp://127.0.0.1/",
                                      ""};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const struct oidc_http_request request = {.url = str_from_c(bad[i])};
        assert_int_equal(OIDC_MISTAKE, oidc_http(arena, &request, &reply).outcome);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answer_and_form), cmocka_unit_test(test_redirects_are_not_followed),
        cmocka_unit_test(test_size_is_limited), cmocka_unit_test(test_half_an_answer),
        cmocka_unit_test(test_silence_ends),    cmocka_unit_test(test_only_https),
    };
    return cmocka_run_group_tests_name("oidc_http", tests, NULL, NULL);
}
