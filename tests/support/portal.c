/* SPDX-License-Identifier: EUPL-1.2 */
#include "support/portal.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

#include "app/app_portal.h"
#include "base/buf.h"
#include "base/log.h"
#include "core/access/access.h"
#include "core/auth/token.h"
#include "core/mail/mail_address.h"
#include "core/session/session.h"
#include "features/accounts/accounts_store.h"

extern const struct embedded_file embedded_files[];
extern const size_t embedded_file_count;

enum { PAGE_MAX_BYTES = 8 * 1024 * 1024 };

static void tell(const char *text)
{
    print_error("%s\n", text);
}

/* Runs `radslag init`, as an operator would. */
static void init(struct portal_site *site)
{
    char *url = arena_c_dup(site->arena, site->database->url);
    char *argv[] = {"radslag", "init", "--name", "Provkommun", "--database", url, NULL};
    assert_int_equal(EXIT_DONE, command_run(&site->program, site->arena, 6, argv));
}

struct portal_site *portal_begin(bool postgres)
{
    static const struct testdb_case empty = {0};
    struct testdb *database = testdb_new(postgres, &empty);
    if (database == NULL)
        return NULL;
    struct arena *arena = arena_new();
    struct portal_site *site = ARENA_NEW(arena, struct portal_site);
    site->database = database;
    site->arena = arena;
    site->files = (struct files){embedded_files, embedded_file_count, NULL};
    assert_rc(RC_OK, app_load_languages(&site->files, arena, &site->languages));
    assert_rc(RC_OK, app_load_migrations(&site->files, arena, &site->migrations));
    site->program = (struct program){.files = &site->files,
                                     .languages = &site->languages,
                                     .modules = app_modules,
                                     .migrations = site->migrations.items,
                                     .migration_count = site->migrations.n,
                                     .version = "test"};
    init(site);
    struct portal *portal;
    struct str problem = STR("");
    struct portal_options how = {.theme = STR("radslag"), .dev = true};
    log_set_level(LOG_ERROR);
    assert_rc(RC_OK, portal_load(arena, &site->program, database->db, &how, tell, &portal));
    struct server_options options = {.listen = STR("127.0.0.1:0"),
                                     .loops = 1,
                                     .workers = 2,
                                     .requests_per_minute = 1000000,
                                     .seldom_per_minute = 1000000,
                                     .secret = portal_secret(portal)};
    struct server_parts parts = portal_parts(portal, database->db);
    parts.has_mail = true; /* letters are put in the outbox and stay there */
    if (server_start(arena, &options, &parts, &site->server, &problem))
        fail_msg("%.*s", STR_ARGS(problem));
    site->port = server_port(site->server);
    return site;
}

void portal_end(struct portal_site *site)
{
    server_stop(site->server);
    testdb_free(site->database);
    arena_free(site->arena);
}

int portal_begin_sqlite(void **state)
{
    *state = portal_begin(false);
    return 0;
}

int portal_begin_postgresql(void **state)
{
    *state = portal_begin(true);
    return 0;
}

int portal_finish(void **state)
{
    if (*state)
        portal_end(*state);
    return 0;
}

struct portal_site *portal_of(void **state)
{
    if (*state == NULL)
        skip();
    return *state;
}

/* ---- who is signed in -------------------------------------------------------------- */

struct arrival {
    struct mail_address address;
    struct str token;
    bool strong;
    time_us now;
};

static rc arrive_step(struct txn *txn, const void *in, void *out)
{
    const struct arrival *arrival = in;
    const struct mail_address *address = &arrival->address;
    int64_t *person = out;
    struct arena *arena = arena_new();
    struct person found;
    rc result = person_by_key(txn_reader(txn), arena, address->key, &found);
    if (result == RC_OK) {
        *person = found.id;
    } else if (result == RC_NOT_FOUND) {
        struct person_new new = {.email = address->text,
                                 .email_key = address->key,
                                 .name = address->local,
                                 .language = STR("sv"),
                                 .now = arrival->now};
        result = person_insert(txn, &new, person);
    }
    struct session_start start = {.token_hash = token_hash(arena, arrival->token),
                                  .person = *person,
                                  .method = SESSION_BY_LINK,
                                  .strong = arrival->strong,
                                  .agent = STR("test"),
                                  .now = arrival->now};
    if (result == RC_OK)
        result = session_begin(txn, &start);
    arena_free(arena);
    return result;
}

int64_t portal_sign_in_as(struct portal_site *site, const char *email, bool strong)
{
    struct arrival arrival = {.token = token_new(site->arena), .strong = strong, .now = time_now()};
    const char *problem;
    int64_t person;
    assert_rc(RC_OK, mail_address_read(site->arena, str_from_c(email), &arrival.address, &problem));
    assert_rc(RC_OK, db_write(site->database->db, arrive_step, &arrival, &person, sizeof person));
    site->session = ARENA_CONCAT(site->arena, STR("radslag-session="), arrival.token);
    return person;
}

int64_t portal_sign_in(struct portal_site *site, const char *email)
{
    return portal_sign_in_as(site, email, true);
}

void portal_sign_out(struct portal_site *site)
{
    site->session = STR_NONE;
}

struct granting {
    int64_t person, organisation;
    unsigned roles;
    time_us now;
};

static rc grant_step(struct txn *txn, const void *in, void *out)
{
    const struct granting *granting = in;
    rc result = RC_OK;
    (void)out;
    for (int i = 0; i < ROLES && result == RC_OK; i++)
        if (granting->roles & ROLE_BIT(i))
            result = access_grant(txn, &(struct grant){.person = granting->person,
                                                       .organisation = granting->organisation,
                                                       .role = (enum role)i,
                                                       .at = granting->now});
    return result;
}

void portal_grant(struct portal_site *site, int64_t person, int64_t organisation, unsigned role_bits)
{
    struct granting granting = {person, organisation, role_bits, time_now()};
    assert_rc(RC_OK, db_write(site->database->db, grant_step, &granting, NULL, 0));
}

/* ---- the client ------------------------------------------------------------------- */

static int connect_to(int port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(0, connect(fd, (struct sockaddr *)&to, sizeof to));
    return fd;
}

static struct str exchange(struct portal_site *site, struct str request)
{
    int fd = connect_to(site->port);
    struct buf answer;
    char bytes[65536];
    ssize_t n;
    buf_init(&answer, PAGE_MAX_BYTES);
    assert_int_equal((ssize_t)request.n, send(fd, request.p, request.n, MSG_NOSIGNAL));
    while ((n = recv(fd, bytes, sizeof bytes, 0)) > 0)
        buf_add(&answer, (struct str){bytes, (size_t)n});
    close(fd);
    struct str copy = arena_str_dup(site->arena, buf_str(&answer));
    buf_free(&answer);
    return copy;
}

static struct page page_of(struct str answer, const char *path)
{
    size_t end = str_find(answer, STR("\r\n\r\n"));
    struct page page = {.headers = str_sub(answer, 0, end + 2), .body = str_skip(answer, end + 4)};
    int64_t status = 0;
    if (str_to_int(str_sub(answer, 9, 3), &status))
        fail_msg("no answer to %s", path);
    page.status = (int)status;
    return page;
}

struct page page_get(struct portal_site *site, const char *path, const char *headers)
{
    struct str cookie = STR("");
    if (site->session.p)
        cookie = arena_printf(site->arena, "Cookie: %.*s\r\n", STR_ARGS(site->session));
    struct str request = arena_printf(
        site->arena, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%.*s%sConnection: close\r\n\r\n", path,
        site->port, STR_ARGS(cookie), headers ? headers : "");
    return page_of(exchange(site, request), path);
}

/* What stands in text between start and the next end; fails the test where it does not. */
static struct str between(struct str text, const char *start, char end)
{
    size_t at = str_find(text, str_from_c(start));
    if (at == text.n)
        fail_msg("there is no %s", start);
    text = str_skip(text, at + strlen(start));
    return str_sub(text, 0, str_find_byte(text, end));
}

const char *page_between(struct portal_site *site, const struct page *page, const char *start, char end)
{
    return arena_c_dup(site->arena, between(page->body, start, end));
}

struct page page_raw(struct portal_site *site, struct str request)
{
    return page_of(exchange(site, request), "what was asked");
}

struct page page_send_body(struct portal_site *site, const char *path, const struct page *from,
                           const char *media_type, struct str body)
{
    struct str cookie = between(from->headers, "Set-Cookie: ", ';');
    struct str request = arena_printf(
        site->arena,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
        "Cookie: %.*s; %.*s\r\nContent-Type: %s\r\n"
        "Content-Length: %zu\r\nConnection: close\r\n\r\n%.*s",
        path, site->port, site->port, STR_ARGS(cookie),
        STR_ARGS(site->session.p ? site->session : STR("nobody=1")), media_type, body.n, STR_ARGS(body));
    return page_of(exchange(site, request), path);
}

struct page page_post_from(struct portal_site *site, const char *from, const char *path, const char *form)
{
    struct page page = page_get(site, from, NULL);
    struct str token = between(page.body, "name=\"_token\" value=\"", '"');
    struct str body = arena_printf(site->arena, "_token=%.*s&%s", STR_ARGS(token), form);
    return page_send_body(site, path, &page, "application/x-www-form-urlencoded", body);
}

struct page page_post(struct portal_site *site, const char *path, const char *form)
{
    return page_post_from(site, path, path, form);
}

struct form_proof page_proof(struct portal_site *site, const char *path)
{
    struct page page = page_get(site, path, NULL);
    return (struct form_proof){between(page.headers, "Set-Cookie: ", ';'),
                               between(page.body, "name=\"_token\" value=\"", '"')};
}

struct page page_send(struct portal_site *site, const char *method, const char *path, const char *headers,
                      const struct form_proof *proof, const char *form)
{
    struct arena *arena = site->arena;
    struct str cookies = site->session.p ? site->session : STR("nobody=1"), body = STR("");
    if (proof) {
        cookies = ARENA_CONCAT(arena, cookies, STR("; "), proof->cookie);
        body = arena_printf(arena, "_token=%.*s&%s", STR_ARGS(proof->token), form);
    }
    struct str request = arena_printf(
        arena,
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nCookie: %.*s\r\n%s"
        "%sContent-Length: %zu\r\nConnection: close\r\n\r\n%.*s",
        method, path, site->port, site->port, STR_ARGS(cookies), headers ? headers : "",
        proof ? "Content-Type: application/x-www-form-urlencoded\r\n" : "", body.n, STR_ARGS(body));
    return page_of(exchange(site, request), path);
}

struct str page_header(const struct page *page, const char *name)
{
    struct str rest = page->headers, line;
    while (str_split(&rest, '\n', &line)) {
        size_t colon = str_find_byte(line, ':');
        if (colon < line.n && str_eq_nocase(str_sub(line, 0, colon), str_from_c(name)))
            return str_trim(str_skip(line, colon + 1));
    }
    return STR_NONE;
}

bool page_has(const struct page *page, const char *part)
{
    return str_find(page->body, str_from_c(part)) < page->body.n;
}

void portal_assert_has(const struct page *page, const char *part, bool wanted, const char *file, int line)
{
    if (page_has(page, part) == wanted)
        return;
    print_error("%s \"%s\" in:\n%.*s\n", wanted ? "expected" : "did not expect", part,
                page->body.n > 6000 ? 6000 : (int)page->body.n, page->body.p);
    _fail(file, line);
}
