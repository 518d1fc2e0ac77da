/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files of core/web share. Nobody else includes this.
 *
 * Structures
 *   server   options, compiled routes, the pool and the watch; frozen after
 *            server_start but for what its parts lock themselves.
 *   peer     one connection, from accept to close; its deadline is atomic.
 *   request  one request, in an arena of its own. It belongs to the loop's
 *            thread, except while the connection is suspended: then to the
 *            worker or to the write lane. Resuming hands it back.
 */
#ifndef CORE_WEB_INSIDE_H
#define CORE_WEB_INSIDE_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/vec.h"
#include "core/web/reply.h"
#include "core/web/request.h"
#include "core/web/server.h"
#include "core/web/url.h"

enum {
    HEADER_MAX_BYTES = 13 * 1024,   /* in the connection's memory: request line, headers, cookies */
    HEADER_MAX_FIELDS = 100,
    CONNECTION_MEMORY_BYTES = 16 * 1024, /* HEADER_MAX_BYTES and room for the reply's headers */
    PATH_MAX_BYTES = 2048,
    BODY_DEFAULT_MAX_BYTES = 64 * 1024,
    BODY_IN_MEMORY_BYTES = 1024 * 1024, /* a larger body goes to a temporary file */
    PAGE_MAX_BYTES = 16 * 1024 * 1024,
    ROUTE_MAX_VALUES = 8,
    ROUTE_MAX_SEGMENTS = 16,
    REPLY_MAX_HEADERS = 8,
    POOL_QUEUE_LENGTH = 256,
    STOP_TIMEOUT_MS = 10000,
    RETRY_AFTER_S = 5
};

/* ---- errors: error.c ------------------------------------------------------ */

/* A sentence for each way of being refused. Texts are msgids. */
struct refusal {
    int status;
    const char *title, *message, *advice;
};
extern const struct refusal refusal_bad_request, refusal_bad_text, refusal_bad_host, refusal_framing,
    refusal_origin, refusal_token, refusal_too_long, refusal_too_many_fields, refusal_media_type,
    refusal_header_too_large, refusal_body_too_large, refusal_method, refusal_not_found,
    refusal_rate, refusal_seldom, refusal_busy, refusal_broken, refusal_sign_in, refusal_strengthen,
    refusal_denied;
const struct refusal *refusal_for_status(int status);
const struct refusal *refusal_for_rc(rc code);

/* ---- addresses and rate: limit.c ------------------------------------------ */

struct address {
    unsigned char bytes[16]; /* IPv4 is mapped into IPv6 */
};
/* An address of another family than IPv4 and IPv6 gives zeros. */
struct address address_from_socket(const struct sockaddr *socket_address);
/* False where text is not an address. */
bool address_parse(struct str text, struct address *ret_address);
bool address_eq(struct address a, struct address b);
bool address_is_loopback(struct address address);
/* Keyed, for tables; one number for all of an IPv6 /64. */
uint64_t address_key(struct address address, const uint64_t key[2]);

struct limiter;
/* A bucket for each client address, in a table of fixed size. */
struct limiter *limiter_new(int requests_per_minute);
struct limiter *limiter_free(struct limiter *limiter);
/* Takes one request from address's bucket; false when it is empty. Any thread. */
bool limiter_take(struct limiter *limiter, struct address address, time_us now);

/* ---- connections and their deadlines: watch.c ----------------------------- */

struct peer {
    struct peer *previous, *next; /* all connections; under the watch's mutex */
    struct peer *bucket_next;     /* with the same address key */
    struct watch *watch;
    int fd;
    bool counted;                 /* against max_per_address */
    uint64_t key;
    struct address address;
    _Atomic(time_us) deadline;    /* monotonic; 0: exempt */
    atomic_bool busy;             /* a request is under way: kept while stopping */
    atomic_bool linger;           /* more of a request may be on its way: see watch.c */
    bool used;                    /* had a request before; the loop's */
};

struct watch;
/* The list of connections with their deadlines. Never NULL. */
struct watch *watch_new(int max_per_address, int header_timeout_ms);
/* Begins the thread that cuts. */
MUST_CHECK rc watch_start(struct watch *watch);
/* Every connection must be closed. */
struct watch *watch_free(struct watch *watch);
/* Whether one more connection from address is welcome. */
bool watch_welcomes(struct watch *watch, struct address address, bool exempt);
struct peer *watch_add(struct watch *watch, int fd, struct address address, bool exempt);
void watch_remove(struct watch *watch, struct peer *peer);
/* Cuts a connection when now_ms have passed; 0 exempts it. */
void peer_set_deadline(struct peer *peer, int64_t from_now_ms);
/* Lets idle connections go (those with a request waiting in the socket get their
 * answer first); with force, all. */
void watch_let_go(struct watch *watch, bool force);
size_t watch_count(struct watch *watch);

/* ---- routes: router.c ------------------------------------------------------ */

struct router;
struct match {
    const struct route *route;
    const struct language *language;
    struct str values[ROUTE_MAX_VALUES];
    size_t n;
};
/* Compiles all route tables. RC_INVALID with a sentence where two answer one address. */
MUST_CHECK rc router_new(struct arena *arena, const struct languages *languages,
                         const struct module *const *modules, struct router **ret_router,
                         struct str *ret_problem);
/* path is decoded and clean. */
bool router_match(const struct router *router, struct str path, struct match *ret_match);
/* The language that a path belongs to, whether or not a route answers it. */
const struct language *router_language(const struct router *router, struct str path);
/* Asserts that the route exists and takes n values. */
struct str router_url(const struct router *router, struct arena *arena,
                      const struct language *language, const char *route,
                      const struct str *values, size_t n);
/* Asserts that it exists. */
const struct route *router_route(const struct router *router, const char *name);
/* The value's index in the route's path; asserts that it is there. */
size_t router_value_index(const struct route *route, const char *name);
struct router_menu {
    const struct menu_item *items[64];
    size_t n;
};
/* All modules' entries in their order. */
const struct router_menu *router_menu(const struct router *router);
/* "/" or "/en". */
struct str router_home(const struct router *router, const struct language *language);

/* ---- bodies: body.c, multipart.c -------------------------------------------- */

struct body {
    size_t size_bytes, n; /* announced; arrived */
    struct buf buf;       /* grows with what arrives, not with what was announced */
    int file;             /* -1, or the temporary file of a large one */
    void *mapped;
};

struct uploads {
    struct upload *items;
    size_t n, cap;
};

/* Begins to collect size_bytes, in memory or in a nameless temporary file; the
 * arena's end gives both back. body must live as long as the arena. RC_IO. */
MUST_CHECK rc body_begin(struct body *body, struct arena *arena, size_t size_bytes);
/* RC_LIMIT: more than was announced; RC_IO. */
MUST_CHECK rc body_add(struct body *body, struct str bytes);
/* All of it, until the arena ends. RC_INVALID: less than was announced; RC_IO. */
MUST_CHECK rc body_end(struct body *body, struct str *ret_bytes);
/* Writes bytes to an open file, however many calls it takes. RC_IO. */
MUST_CHECK rc write_all(int file, struct str bytes);

/* multipart/form-data (RFC 7578) in one pass. RC_INVALID; RC_LIMIT for too many
 * parts. Text parts become pairs; files borrow from bytes. */
MUST_CHECK rc multipart_read(struct arena *arena, struct str bytes, struct str boundary,
                             struct pairs *ret_pairs, struct uploads *ret_uploads);
/* The boundary of a Content-Type, or STR_NONE. */
struct str multipart_boundary(struct arena *arena, struct str content_type);
/* The media type without its parameters. */
struct str media_type_of(struct str content_type);

/* ---- requests --------------------------------------------------------------- */

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

enum stage {
    STAGE_LINE,    /* the request line has arrived */
    STAGE_BODY,    /* headers are judged; the body is read or thrown away */
    STAGE_WAITING, /* suspended: a worker or the write lane has it */
    STAGE_WRITTEN, /* the step is done: answer is next */
    STAGE_ANSWERED /* the reply is ready to be queued */
};

struct header {
    const char *name;
    struct str value;
};

enum caching { CACHE_NO_STORE, CACHE_REVALIDATE, CACHE_FOR_GOOD };

struct reply {
    bool made;
    int status;
    struct str body; /* in the arena, its cleanups, or the program */
    const char *media_type;
    const struct asset *asset; /* whose bytes these are; the same asset and coding… */
    int coding;                /* …always give the same answer */
    bool page;       /* gets the headers of an HTML page */
    bool bare;       /* gets none but what it cannot do without */
    bool etag;       /* of the body */
    struct str tag;  /* an ETag made elsewhere */
    enum caching caching;
    const char *vary;
    struct header headers[REPLY_MAX_HEADERS];
    size_t n_headers;
};

struct alternate {
    const struct language *language;
    struct str url;
};

struct request {
    struct server *server;
    struct arena *arena;
    struct MHD_Connection *connection;
    struct peer *peer;
    enum stage stage;
    time_us time, began; /* wall clock; monotonic */

    struct str raw_path, raw_query;
    enum method method;
    struct str host;
    struct str own_host; /* the slug of the organisation whose own host it is; STR_NONE: the portal's */
    struct address client;
    struct str path; /* decoded, without .json */
    struct match match;
    const struct language *language;
    struct pairs query, form;
    struct uploads uploads;
    bool json, health; /* health: /healthz, which is no route */
    VEC(struct alternate) alternates;

    const struct refusal *refusal; /* decided on the headers */
    const char *allow;             /* methods, where that was the reason */
    bool answer_now;               /* without the body, and close */
    uint64_t content_length;
    struct str content_type;
    bool discard;                  /* the body is read and thrown away */
    struct body body;
    bool body_begun;
    size_t window_bytes;           /* of the body since the deadline was set */

    struct str token;              /* of forms; made when asked for */
    struct str cookie;             /* what signs it: arrived or new */
    bool set_cookie;
    struct session session;        /* id 0: nobody is signed in */
    struct str session_hash;       /* of its token */
    struct grant_list grants;      /* of its person */
    struct scope scope;            /* of the path; id 0: none was looked for */
    bool looked;                   /* WHO_LOGGED: the audit log has it */
    struct str session_cookie;     /* to be set; "": taken away */
    struct str keep_cookie;        /* likewise: reply_keep */
    int64_t keep_s;

    void *in, *out; /* of the post */
    struct write write;
    rc result;
    struct reply reply;
};

/* ---- steps of the life of a request ------------------------------------------ */

/* guard.c: judges the headers; sets refusal, route, language, query. */
void guard_headers(struct request *request, const char *method);
/* The value of a header; sets *ret_count to how many there were. */
struct str header_value(const struct request *request, const char *name, int *ret_count);
/* Whether the client listed coding and did not refuse it (Accept-Encoding). */
bool accepts_coding(struct str header, struct str coding);
/* Whether Accept asks for JSON rather than HTML. */
bool accept_prefers_json(struct str header);

/* lanes.c */
/* Whether it runs its route's post: a POST, or a GET that changes something. */
bool runs_post(const struct request *request);
struct pool;
/* NULL where a thread cannot be made. */
struct pool *pool_new(int workers);
/* Finishes what is queued and joins. */
struct pool *pool_free(struct pool *pool);
/* Runs a request whose body is there. True when the reply is ready; false when the
 * connection is suspended and the request is somebody else's for now. */
bool lanes_run(struct request *request);
/* The rest of a POST, on the loop's thread, after the step. */
void lanes_answer(struct request *request);

/* csrf.c */
struct str csrf_token(struct request *request);
bool csrf_is_token(struct request *request, struct str sent);
bool csrf_check(struct request *request);

/* identity.c: looks up who asks and whether they may use the route. */
enum entry {
    ENTRY_WELCOME,
    ENTRY_SIGN_IN,  /* nobody is signed in */
    ENTRY_STRENGTHEN, /* two factors are asked for */
    ENTRY_DENIED
};
/* RC_OK also where they may not. RC_NOT_FOUND: the path names no organisation. */
MUST_CHECK rc identify(struct request *request, struct reader *reader, enum entry *ret_entry);
/* Replies that they may not. */
void turn_away(struct request *request, enum entry entry);
/* The post's step, once its transaction has shown that who asked still may: RC_DENIED. in is the request. */
step_fn checked_step;
/* The step that logs that the page was looked at; in is the request. */
step_fn look_step;
/* Whether the answer is for one browser only. */
bool request_is_private(const struct request *request);

/* static.c: answers from find_asset; false where there is none. */
bool static_reply(struct request *request);

/* page.c: the map "site". */
struct value *page_site(struct request *request, struct str title);

/* reply.c: replaces whatever reply there was by an error page. Never fails. */
void reply_refuse(struct request *request, const struct refusal *refusal);
/* The same for what a handler returned; logs it. */
void reply_fail(struct request *request, rc code, const char *where);
/* Text that is not translated, such as for /healthz. */
void reply_plain(struct request *request, int status, struct str text);
/* Copied; send.c refuses control characters. */
void reply_header(struct request *request, const char *name, struct str value);

/* send.c: hands the reply to the library. */
enum MHD_Result reply_send(struct request *request);
/* Answers that are kept, for files that stay; large ones are sent by the kernel without a copy. */
struct kept;
struct kept *kept_new(void);
struct kept *kept_free(struct kept *kept);
/* A fast 64-bit hash, for ETags; not for secrets. */
uint64_t hash_bytes(struct str bytes);

/* spares.c: arenas of requests that have ended, empty, for those to come. */
struct spares;
struct spares *spares_new(void);
struct spares *spares_free(struct spares *spares);
struct arena *spares_take(struct spares *spares);
/* Ends what is in the arena, cleanups and all. */
void spares_give(struct spares *spares, struct arena *arena);

/* ---- the server ---------------------------------------------------------------- */

struct server {
    struct server_options options; /* defaults filled in; strings copied */
    struct server_parts parts;
    struct router *router;
    struct MHD_Daemon *daemon;
    int listen_fd, port;
    bool wildcard;                /* listens on every address */
    struct str listen_host;
    struct str public_origin;     /* "https://dialog.example.se", lower case; STR_NONE */
    struct str public_host;       /* without port */
    bool https;
    bool has_proxy;
    struct address proxy;
    const char *cookie_name, *session_cookie_name, *keep_cookie_name;
    struct limiter *limiter, *seldom;
    struct watch *watch;
    struct pool *pool;
    struct kept *kept; /* NULL unless parts.assets_stay */
    struct spares *spares;
    atomic_int open_requests, suspended;
    atomic_bool stopping;
};

#endif
