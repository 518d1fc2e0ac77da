/* SPDX-License-Identifier: EUPL-1.2 */
#include "harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "module.h"
#include "support/testdb.h"

enum { ANSWER_TIMEOUT_MS = 20000, RECEIVE_BYTES = 65536 };

/* ---- the site --------------------------------------------------------------------------- */

struct server_options site_options(void)
{
    return (struct server_options){
        .listen = STR("127.0.0.1:0"),
        .loops = 2,
        .workers = 2,
        .requests_per_minute = 1000000,
        .seldom_per_minute = 1000000,
        .secret = STR("0123456789abcdef0123456789abcdef"),
    };
}

rc site_try(const struct server_options *options, const struct module *const *modules, struct arena *arena,
            struct server **ret_server, struct str *ret_problem)
{
    struct server_parts parts = module_parts(arena, NULL);
    parts.modules = modules;
    return server_start(arena, options, &parts, ret_server, ret_problem);
}

static bool use_postgres;

bool site_use_postgres(void)
{
    use_postgres = getenv("RADSLAG_TEST_POSTGRES") != NULL;
    return use_postgres;
}

struct site *site_begin(const struct server_options *options)
{
    struct arena *arena = arena_new();
    const struct migration migrations[] = {
        module_migrations[0],
        {"session", 1, STR("session"),
         testdb_schema_of(
             arena, (const char *const[]){"src/core/session", "src/core/audit", "src/core/access", NULL})}};
    const struct testdb_case fresh = {.migrations = migrations, .migrations_n = 2};
    struct site *site = ARENA_NEW(arena, struct site);
    site->arena = arena;
    log_set_level(getenv("WEB_TEST_LOG") ? LOG_INFO : LOG_SILENT);
    site->db = testdb_new(use_postgres, &fresh);
    assert_non_null(site->db);
    struct str problem = STR("");
    struct server_parts parts = module_parts(arena, site->db->db);
    rc result = server_start(arena, options, &parts, &site->server, &problem);
    if (result != RC_OK)
        fail_msg("%s: %.*s", rc_name(result), STR_ARGS(problem));
    site->port = server_port(site->server);
    return site;
}

void site_end(struct site *site)
{
    server_stop(site->server);
    testdb_free(site->db);
    arena_free(site->arena);
}

/* ---- the client ---------------------------------------------------------------------------- */

struct client *client_new(struct site *site, struct arena *arena)
{
    struct client *client = ARENA_NEW(arena, struct client);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)site->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    client->arena = arena;
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(client->fd >= 0);
    assert_int_equal(connect(client->fd, (struct sockaddr *)&to, sizeof to), 0);
    return client;
}

void client_free(struct client *client)
{
    close(client->fd);
    mem_free(client->bytes);
}

bool client_send(struct client *client, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = send(client->fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes = str_skip(bytes, (size_t)n);
    }
    return true;
}

void client_end_sending(struct client *client)
{
    shutdown(client->fd, SHUT_WR);
}

/* Receives more; false at the end of the connection. */
static bool receive(struct client *client)
{
    struct pollfd wait = {.fd = client->fd, .events = POLLIN};
    if (poll(&wait, 1, ANSWER_TIMEOUT_MS) != 1)
        fail_msg("no answer within %d ms", ANSWER_TIMEOUT_MS);
    if (client->cap - client->n < RECEIVE_BYTES) {
        client->cap = client->cap * 2 + RECEIVE_BYTES;
        client->bytes = mem_resize(client->bytes, client->cap);
    }
    ssize_t n = recv(client->fd, client->bytes + client->n, RECEIVE_BYTES, 0);
    if (n <= 0)
        return false;
    client->n += (size_t)n;
    return true;
}

static struct str received(const struct client *client)
{
    return (struct str){client->bytes ? client->bytes : "", client->n};
}

static struct str take(struct client *client, size_t n)
{
    struct str taken = arena_str_dup(client->arena, str_sub(received(client), 0, n));
    client->n -= n;
    if (client->n)
        memmove(client->bytes, client->bytes + n, client->n);
    return taken;
}

struct answer client_answer(struct client *client, bool head)
{
    struct answer answer = {0};
    while (str_find(received(client), STR("\r\n\r\n")) == client->n)
        if (!receive(client))
            return answer;
    struct str block = take(client, str_find(received(client), STR("\r\n\r\n")) + 4);
    assert_true(str_starts(block, STR("HTTP/1.")));
    int64_t number = 0;
    assert_int_equal(str_to_int(str_sub(block, 9, 3), &number), RC_OK);
    answer.status = (int)number;
    answer.headers = str_skip(block, str_find(block, STR("\r\n")) + 2);
    number = 0;
    struct str length = answer_header(&answer, "Content-Length", NULL);
    if (length.p)
        assert_int_equal(str_to_int(length, &number), RC_OK);
    if (head || answer.status == 304 || answer.status == 100)
        number = 0;
    while (client->n < (size_t)number)
        if (!receive(client))
            fail_msg("the body was cut");
    answer.body = take(client, (size_t)number);
    answer.closed = str_eq_nocase(answer_header(&answer, "Connection", NULL), STR("close"));
    return answer;
}

int client_wait_close(struct client *client, int timeout_ms)
{
    time_us began = time_monotonic();
    char scrap[4096];
    for (;;) {
        int left = timeout_ms - (int)((time_monotonic() - began) / 1000);
        struct pollfd wait = {.fd = client->fd, .events = POLLIN};
        if (left <= 0 || poll(&wait, 1, left) != 1)
            return -1;
        if (recv(client->fd, scrap, sizeof scrap, 0) <= 0)
            return (int)((time_monotonic() - began) / 1000);
    }
}

struct answer ask(struct site *site, struct arena *arena, const char *request)
{
    struct client *client = client_new(site, arena);
    client_send(client, str_from_c(request));
    struct answer answer = client_answer(client, strncmp(request, "HEAD ", 5) == 0);
    client_free(client);
    return answer;
}

struct answer get(struct site *site, struct arena *arena, const char *path, const char *headers)
{
    return ask(site, arena,
               arena_printf(arena, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, headers).p);
}

struct str answer_header(const struct answer *answer, const char *name, int *ret_count)
{
    struct str rest = answer->headers, line, value = STR_NONE;
    int count = 0;
    while (str_split(&rest, '\n', &line)) {
        size_t colon = str_find_byte(line, ':');
        if (!str_eq_nocase(str_sub(line, 0, colon), str_from_c(name)))
            continue;
        value = str_trim(str_skip(line, colon + 1));
        count++;
    }
    if (ret_count)
        *ret_count = count;
    return value;
}

bool contains(struct str text, const char *part)
{
    return str_find(text, str_from_c(part)) < text.n;
}

/* ---- forms ------------------------------------------------------------------------------------ */

struct form_key form_key(struct site *site, struct arena *arena, const char *path)
{
    struct answer page = get(site, arena, path, "");
    assert_int_equal(page.status, 200);
    struct str cookie = answer_header(&page, "Set-Cookie", NULL);
    assert_non_null(cookie.p);
    size_t at = str_find(page.body, STR("name=\"_token\" value=\""));
    assert_true(at < page.body.n);
    struct str token = str_skip(page.body, at + strlen("name=\"_token\" value=\""));
    return (struct form_key){.cookie = str_sub(cookie, 0, str_find_byte(cookie, ';')),
                             .token = str_sub(token, 0, str_find_byte(token, '"'))};
}

struct answer post(struct site *site, struct arena *arena, const char *path, struct form_key key,
                   struct str body)
{
    struct client *client = client_new(site, arena);
    struct str whole = ARENA_CONCAT(arena, STR("_token="), key.token, STR("&"), body);
    struct str head = arena_printf(arena,
                                   "POST %s HTTP/1.1\r\nHost: localhost\r\nCookie: %.*s\r\n"
                                   "Content-Type: application/x-www-form-urlencoded\r\n"
                                   "Content-Length: %zu\r\n\r\n",
                                   path, STR_ARGS(key.cookie), whole.n);
    client_send(client, head);
    client_send(client, whole);
    struct answer answer = client_answer(client, false);
    client_free(client);
    return answer;
}
