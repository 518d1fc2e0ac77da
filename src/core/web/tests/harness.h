/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A server with a small module of its own, in process, over real sockets, with
 * a real database; and a client that sends bytes as they are.
 */
#ifndef WEB_TESTS_HARNESS_H
#define WEB_TESTS_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "core/web/server.h"

struct site {
    struct arena *arena;
    struct testdb *db;
    struct server *server;
    int port;
};

/* Options for a test's server: port 0 and a secret; change what the test is about. */
struct server_options site_options(void);
/* From here on sites get PostgreSQL; false where there is none. */
bool site_use_postgres(void);
/* Starts; fails the test where it cannot. Ends with site_end. */
struct site *site_begin(const struct server_options *options);
void site_end(struct site *site);
/* The same with the routes and languages given. */
MUST_CHECK rc site_try(const struct server_options *options, const struct module *const *modules,
                       struct arena *arena, struct server **ret_server, struct str *ret_problem);

/* ---- the client ------------------------------------------------------------------------ */

struct client {
    struct arena *arena;
    int fd;
    char *bytes; /* received and not yet taken */
    size_t n, cap;
};
struct answer {
    int status;         /* 0: the connection ended without an answer */
    struct str headers; /* "Name: value\r\n…" */
    struct str body;
    bool closed; /* the server closed after it */
};

struct client *client_new(struct site *site, struct arena *arena);
void client_free(struct client *client);
/* May write less when the server has closed; true when all was taken. */
bool client_send(struct client *client, struct str bytes);
void client_end_sending(struct client *client);
/* The next answer. head: of a HEAD request, without a body. */
struct answer client_answer(struct client *client, bool head);
/* Milliseconds until the server closes the connection, or -1 after timeout_ms. */
int client_wait_close(struct client *client, int timeout_ms);

/* One request on a connection of its own. */
struct answer ask(struct site *site, struct arena *arena, const char *request);
/* GET path with extra header lines ("A: b\r\n"). */
struct answer get(struct site *site, struct arena *arena, const char *path, const char *headers);
/* The header's value, or STR_NONE; *ret_count (may be NULL) how many. */
struct str answer_header(const struct answer *answer, const char *name, int *ret_count);
bool contains(struct str text, const char *part);
#define assert_contains(text, part) assert_true(contains((text), (part)))
#define assert_lacks(text, part) assert_false(contains((text), (part)))
#define assert_text(text, expected) assert_true(str_eq_c((text), (expected)))

/* A form's token and the cookie that goes with it, from GET path. */
struct form_key {
    struct str cookie, token;
};
struct form_key form_key(struct site *site, struct arena *arena, const char *path);
/* POST of an urlencoded body with the key's cookie and token added. */
struct answer post(struct site *site, struct arena *arena, const char *path, struct form_key key,
                   struct str body);

/* From here on who asks for "/stuck" is held in its handler, until released. */
void handlers_hold(void);
void handlers_release(void);
/* How many are held. */
int handlers_inside(void);

#endif
