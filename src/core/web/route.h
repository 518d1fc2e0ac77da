/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Routes: which address is answered by which function, for whom.
 *
 * A module lists its routes in a constant table that ends with {0}. The server
 * compiles all tables once at start, per language, and refuses to start when
 * two routes answer the same address.
 */
#ifndef CORE_WEB_ROUTE_H
#define CORE_WEB_ROUTE_H

#include "core/access/role.h"
#include "core/db/db.h"

struct request;
struct value;

/*
 * Who may use a route, as bits. 0 means nobody, so that forgetting it fails closed.
 * WHO_ROLE(role): whoever holds it. A role of an organisation is asked for in the one
 * that {organisation} in the path names, by its slug; the server refuses to start where
 * a route asks for one and names none. What is asked is checked before the handler,
 * and again in the transaction of a POST's step.
 */
enum who {
    WHO_NOBODY = 0,
    WHO_ANYONE = 1 << 0,
    WHO_SIGNED_IN = 1 << 1, /* whoever has a session */
    WHO_LOGGED = 1 << 2     /* shows personal data of others: that it was looked at is in the audit log, as
                               "look:" and the route's name, before it is shown */
};
#define WHO_ROLE_SHIFT 3
#define WHO_ROLE(role) (ROLE_BIT(role) << WHO_ROLE_SHIFT)

/* Where a handler runs. */
enum lane {
    LANE_QUICK, /* on the loop's thread: bounded, under a millisecond: SQLite reads, rendering */
    LANE_SLOW   /* in the pool: password hashing, files, network. With a remote database
                   every handler that reads runs here, whatever it says. */
};

/*
 * Answers GET (and HEAD). reader is a snapshot that ends when it returns. It
 * must reply (core/web/reply.h) or return an rc, which becomes an error page:
 * NOT_FOUND 404, DENIED 403, INVALID 400, LIMIT 413, BUSY and STOPPED 503,
 * everything else 500.
 */
typedef rc get_fn(struct request *request, struct reader *reader);

/*
 * Answers POST, in three parts. The body has been read within the route's
 * limit and the Origin and the form's token have been checked before prepare.
 *   prepare  reads the form and everything slow; makes *ret_in in the request's
 *            arena. It may reply at once (the form again, with its faults) and
 *            leave *ret_in NULL: then there is no step.
 *   step     the change, in a transaction: see core/db/db.h.
 *   again    where the step has failed, so that nothing is stored: shows the form
 *            again with what it found. result is the step's; what it does not
 *            handle it returns, for an error page.
 *   answer   after COMMIT: usually reply_redirect. Without again it is called for
 *            a failure too, with the step's result, and returns what it does not handle.
 */
struct post {
    enum lane lane; /* of prepare */
    rc (*prepare)(struct request *request, struct reader *reader, void **ret_in);
    step_fn *step; /* NULL: nothing is stored, answer follows prepare */
    size_t out_size;
    rc (*again)(struct request *request, struct reader *reader, const void *in, const void *out, rc result);
    rc (*answer)(struct request *request, const void *in, const void *out, rc result);
    size_t max_body_bytes; /* 0 = 64 KiB */
    /* It is a GET that changes something, without body, Origin and token: where another site sends the
     * browser back, such as an identity provider. What it is sent with must itself prove that this browser
     * asked for it: request_kept. Such a route has no get. */
    bool by_get;
    bool seldom; /* what a person does seldom and a guesser often: server_options.seldom_per_minute */
};

struct route {
    const char *name; /* unique: "guide.method" */
    /*
     * English path: "/methods/{slug}". A segment in braces is a value:
     * {name} is a slug (a-z, 0-9 and hyphen, at most 100 bytes), {name:int} a
     * positive integer. The other segments are translated (i18n, context "path").
     */
    const char *path;
    unsigned who;   /* bits of enum who, and WHO_ROLE */
    enum lane lane; /* of get */
    get_fn *get;
    const struct post *post; /* NULL: GET only */
};

/*
 * A part of another module's page. A page names a place ("guide.method") and
 * its subject (a method's code); every module that has something to show there
 * fills a part. So a method's page shows its examples, and the guide knows
 * nothing of examples.
 */
struct page_part {
    const char *place;    /* "guide.method" */
    const char *template; /* of the part: "examples/of_method" */
    int order;            /* ascending across modules */
    /* Adds values to view. RC_NOT_FOUND: nothing to show here. */
    rc (*fill)(struct request *request, struct reader *reader, struct str subject, struct value *view);
};

/* An entry of the main menu. */
struct menu_item {
    const char *label; /* TR("Methods") */
    const char *route;
    int order; /* ascending across modules */
};

#endif
