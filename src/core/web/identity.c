/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who asks: the session that a browser's cookie names, looked up for every
 * request that has one, and whether its person may use the route.
 */
#include "base/log.h"
#include "base/mem.h"
#include "core/auth/token.h"
#include "core/web/inside.h"

/* ---- that a session was seen ---------------------------------------------------------- */

struct touch {
    struct write write;
    int64_t id;
    time_us now;
};

static rc touch_step(struct txn *txn, const void *in, void *out)
{
    const struct touch *touch = in;
    (void)out;
    return session_touch(txn, touch->id, touch->now);
}

static void touch_done(struct write *write, rc result)
{
    (void)result; /* the next request tries again */
    mem_free(write->context);
}

/* Nobody waits for it. */
static void touch(struct request *request)
{
    struct touch *touch = MEM_NEW(struct touch);
    *touch = (struct touch){.id = request->session.id, .now = request->time};
    touch->write = (struct write){.step = touch_step, .in = touch, .done = touch_done, .context = touch};
    if (db_submit(request->server->parts.db, &touch->write) != RC_OK)
        mem_free(touch);
}

/* ---- who ---------------------------------------------------------------------------------- */

rc identify(struct request *request, struct reader *reader)
{
    struct str cookie = str_from_c(MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND,
                                                               request->server->session_cookie_name));
    struct str hash = token_hash(request->arena, cookie);
    if (!hash.p)
        return RC_OK;
    rc result = session_find(reader, request->arena, hash, request->time, &request->session);
    if (result == RC_OK && session_is_stale(&request->session, request->time))
        touch(request);
    return result == RC_NOT_FOUND ? RC_OK : result;
}

bool may_enter(const struct request *request)
{
    unsigned who = request->match.route->who;
    return (who & WHO_ANYONE) || ((who & WHO_SIGNED_IN) && request->session.id);
}

/* A reader is led to where they sign in, and from there back; a form's sender is told, since what they
 * wrote would be lost on the way. */
void turn_away(struct request *request)
{
    const char *route = request->server->parts.sign_in_route;
    if (route == NULL || request->method == METHOD_POST || request->json) {
        reply_refuse(request, &refusal_sign_in);
        return;
    }
    struct str here = url_with_query(request->arena, request->path, request->query.items, request->query.n);
    struct pair next = {STR("next"), here};
    struct str path = router_url(request->server->router, request->arena, request->language, route, NULL, 0);
    rc result = reply_redirect(request, url_with_query(request->arena, path, &next, 1));
    if (result)
        reply_fail(request, result, "redirect");
}

const struct session *request_session(const struct request *request)
{
    return request->session.id ? &request->session : NULL;
}

bool request_is_private(const struct request *request)
{
    return request->token.p || request->session.id || request->session_cookie.p;
}

/* ---- signing in and out --------------------------------------------------------------------- */

void reply_sign_in(struct request *request, struct str token)
{
    request->session_cookie = arena_str_dup(request->arena, token);
}

void reply_sign_out(struct request *request)
{
    request->session_cookie = STR("");
}
