/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The HTTP server: libmicrohttpd with this house's guards around it.
 *
 * Loops of its own accept, read headers and write answers; a pool runs what is
 * slow; the write lane of core/db runs what changes. server_start freezes
 * everything it is given. See docs/life-of-a-request.md.
 */
#ifndef CORE_WEB_SERVER_H
#define CORE_WEB_SERVER_H

#include "core/db/db.h"
#include "core/i18n/i18n.h"
#include "core/module.h"
#include "core/snapshot/snapshot.h"
#include "core/view/mustache.h"

struct oidc_cache;
struct scope;
struct server;

/* A file served from memory: style sheet, script, font, picture. */
struct asset {
    struct str path;       /* "/assets/app.3f2a91c0.css"; the hash is in the name */
    struct str media_type; /* "text/css; charset=utf-8" */
    struct str bytes;
    struct str gzip, brotli; /* compressed when the program was built; STR_NONE where it does not pay */
    bool immutable;          /* name has a hash: may be cached for a year */
};

struct server_options {
    struct str listen;        /* "127.0.0.1:8099", "[::1]:8099"; port 0 picks a free one */
    struct str public_url;    /* "https://dialog.example.se": allowed host, Secure cookies, absolute
                                 links. STR_NONE: any host that names the listening address */
    struct str trusted_proxy; /* address whose X-Forwarded-For's last entry is believed, or STR_NONE */
    int loops;                /* threads that accept; 0 = one for each core, at most 4 */
    int workers;              /* threads of the slow lane; 0 = 4 */
    int max_connections;      /* 0 = 10 000 */
    int max_per_address;      /* connections from one direct peer; 0 = 200 */
    int requests_per_minute;  /* from one client address, with a burst of the same; 0 = 3 000 */
    int seldom_per_minute;    /* forms of the kind post.seldom from one client address; 0 = 60 */
    int header_timeout_ms;    /* the whole header block; 0 = 10 000 */
    int idle_timeout_ms;      /* between requests; 0 = 60 000 */
    int min_body_rate;        /* bytes a second, measured over 5 s; 0 = 500 */
    struct str secret;        /* at least 32 bytes, the same for all processes: signs form tokens */
};

struct server_parts {
    struct db *db;
    struct snapshots *snapshots; /* NULL: every request loads its own */
    const struct languages *languages;
    const struct module *const *modules; /* ends with NULL */
    /* The compiled templates of a language: the same set every time, or with --dev one
     * compiled anew in the request's arena. NULL, after logging why, gives a 500. */
    const struct template_set *(*templates_for)(void *context, struct arena *request_arena,
                                                const struct language *language);
    /* A page in which something had to be replaced (core/view/mustache.h) is a 500. */
    bool strict;
    /* The file at this path, or NULL. */
    const struct asset *(*find_asset)(void *context, struct arena *request_arena, struct str path);
    /* What find_asset gives lives, unchanged, as long as the server (not so with --dev):
     * the server then keeps its answers ready. */
    bool assets_stay;
    /* Adds what the layout shows on every page to the map "site": name, assets' addresses. */
    void (*fill_site)(void *context, struct request *request, struct value *site);
    /* Where whoever must sign in is led, with "next" in the query: a path of this portal to come back to.
     * NULL: they are told only. */
    const char *sign_in_route;
    /* Where whoever lacks a second factor gets one, likewise. NULL: they are told only. */
    const char *strengthen_route;
    /* The organisation with this slug. RC_NOT_FOUND. NULL: there are none. It also runs in transactions: it
     * reads only through reader. */
    rc (*find_scope)(void *context, struct reader *reader, struct str slug, struct scope *ret_scope);
    /* The slug of the organisation whose own host this is, in small letters, in arena: its pages are served
     * there too. RC_NOT_FOUND. Asked before anything else is known of a request, on the loop's thread, so it
     * answers from memory. NULL: there are none. */
    rc (*find_own_host)(void *context, struct arena *arena, struct str host, struct str *ret_slug);
    /* Called with what the database says now, before each handler: for bringing what is kept in memory up to
     * date. NULL: nothing is. */
    void (*catch_up)(void *context, struct request *request, struct reader *reader);
    /* Whether the portal asks two factors of its own roles that see personal data. */
    bool strong;
    bool has_mail; /* mail_url is set: a letter that is put is sent */
    struct oidc_cache *logins; /* what identity providers have published: core/oidc; borrowed */
    struct str name; /* of the portal, for letters and apps */
    void *context;
};

/* Starts serving. On failure *problem says what to do in a sentence: port in
 * use, address not of this machine, not permitted. */
MUST_CHECK rc server_start(struct arena *arena, const struct server_options *options,
                           const struct server_parts *parts, struct server **ret_server,
                           struct str *ret_problem);
/* The port that is listened on: for port 0. */
int server_port(const struct server *server);
/* Stops accepting, answers what is under way (at most 10 s), closes. NULL is fine. Returns NULL. */
struct server *server_stop(struct server *server);

#endif
