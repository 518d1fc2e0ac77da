/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who asks: the session that a browser's cookie names and the roles of its
 * person, looked up for every request that has one; and whether they may use
 * the route. A change is judged twice: before the form is read, to answer
 * well, and in the step's own transaction, to be right.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/audit/audit.h"
#include "core/auth/seal.h"
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

/* What is known of who asks, in one snapshot. */
struct identity {
    struct session session; /* id 0: nobody */
    struct grant_list grants;
    struct scope scope; /* id 0: the path names none, or no role is asked for */
};

static unsigned roles_asked(const struct route *route)
{
    return route->who >> WHO_ROLE_SHIFT;
}

static rc find_scope(const struct request *request, struct reader *reader, struct scope *ret_scope)
{
    const struct server_parts *parts = &request->server->parts;
    struct str slug = request_organisation(request);
    if (!slug.p || parts->find_scope == NULL)
        return RC_OK;
    return parts->find_scope(parts->context, reader, slug, ret_scope);
}

/* Whoever is not signed in has no roles to look for. */
static rc identity_read(const struct request *request, struct reader *reader, struct arena *arena,
                        struct identity *ret_identity)
{
    struct identity identity = {0};
    rc result = session_find(reader, arena, request->session_hash, request->time, &identity.session);
    if (result == RC_OK)
        result = access_of_person(reader, arena, identity.session.person, &identity.grants);
    if (result == RC_OK)
        result = find_scope(request, reader, &identity.scope);
    else if (result == RC_NOT_FOUND)
        result = RC_OK;
    if (result == RC_OK)
        *ret_identity = identity;
    return result;
}

/* The roles of a place that count in this session. */
static unsigned roles_in(const struct identity *identity, int64_t organisation, bool wants_strong)
{
    unsigned bits = access_roles(&identity->grants, organisation);
    return wants_strong && !identity->session.strong ? bits & ~(unsigned)ROLE_BITS_SEEING : bits;
}

static unsigned roles_here(const struct server *server, const struct identity *identity)
{
    unsigned bits = roles_in(identity, ACCESS_PORTAL, server->parts.strong);
    if (identity->scope.id && identity->scope.verified)
        bits |= roles_in(identity, identity->scope.id, identity->scope.strong);
    return bits;
}

static enum entry judge(const struct server *server, const struct route *route,
                        const struct identity *identity)
{
    unsigned who = route->who, asked = roles_asked(route);
    if (who & WHO_ANYONE)
        return ENTRY_WELCOME;
    if (identity->session.id == 0)
        return ENTRY_SIGN_IN;
    if ((who & WHO_SIGNED_IN) || (roles_here(server, identity) & asked))
        return ENTRY_WELCOME;
    struct identity stronger = *identity;
    stronger.session.strong = true;
    return roles_here(server, &stronger) & asked ? ENTRY_STRENGTHEN : ENTRY_DENIED;
}

rc identify(struct request *request, struct reader *reader, enum entry *ret_entry)
{
    struct identity identity = {0};
    struct str cookie = str_from_c(MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND,
                                                               request->server->session_cookie_name));
    request->session_hash = token_hash(request->arena, cookie);
    rc result = RC_OK;
    if (request->session_hash.p)
        result = identity_read(request, reader, request->arena, &identity);
    if (result)
        return result;
    request->session = identity.session;
    request->grants = identity.grants;
    request->scope = identity.scope;
    if (identity.session.id && session_is_stale(&identity.session, request->time))
        touch(request);
    *ret_entry = judge(request->server, request->match.route, &identity);
    return RC_OK;
}

rc checked_step(struct txn *txn, const void *in, void *out)
{
    const struct request *request = in;
    const struct post *post = request->match.route->post;
    rc result = RC_OK;
    if (!(request->match.route->who & WHO_ANYONE)) {
        struct arena *arena = arena_new();
        struct identity identity = {0};
        result = identity_read(request, txn_reader(txn), arena, &identity);
        if (result == RC_OK && judge(request->server, request->match.route, &identity) != ENTRY_WELCOME)
            result = RC_DENIED;
        arena_free(arena);
    }
    return result ? result : post->step(txn, request->in, out);
}

rc look_step(struct txn *txn, const void *in, void *out)
{
    const struct request *request = in;
    char act[100];
    (void)out;
    snprintf(act, sizeof act, "look:%s", request->match.route->name);
    return audit_put(txn, &(struct audit_entry){.at = request->time,
                                                .actor = request->session.person,
                                                .organisation = request->scope.id,
                                                .act = act,
                                                .subject = request->path});
}

/* A reader is led to where they sign in, and from there back; a form's sender is told, since what they
 * wrote would be lost on the way. */
static void lead(struct request *request, const char *route, const struct refusal *refusal)
{
    if (route == NULL || request->method == METHOD_POST || request->json) {
        reply_refuse(request, refusal);
        return;
    }
    struct pair next = {STR("next"), request_here(request)};
    struct str path = router_url(request->server->router, request->arena, request->language, route, NULL, 0);
    struct str url = url_with_query(request->arena, path, &next, 1);
    /* Signing in is for the portal's own address, where letters and identity providers lead. */
    bool away = request->own_host.p && request->server->public_origin.p;
    rc result = away ? reply_send_away(request, request_absolute(request, url))
                     : reply_redirect(request, url);
    if (result)
        reply_fail(request, result, "redirect");
}

void turn_away(struct request *request, enum entry entry)
{
    const struct server_parts *parts = &request->server->parts;
    if (entry == ENTRY_SIGN_IN)
        lead(request, parts->sign_in_route, &refusal_sign_in);
    else if (entry == ENTRY_STRENGTHEN)
        lead(request, parts->strengthen_route, &refusal_strengthen);
    else
        reply_refuse(request, &refusal_denied);
}

bool request_may(const struct request *request, const char *route)
{
    const struct identity identity = {request->session, request->grants, request->scope};
    enum entry entry = judge(request->server, router_route(request->server->router, route), &identity);
    return entry == ENTRY_WELCOME || entry == ENTRY_STRENGTHEN;
}

unsigned request_roles(const struct request *request, int64_t organisation)
{
    return access_roles(&request->grants, organisation);
}

const struct scope *request_scope(const struct request *request)
{
    return request->scope.id ? &request->scope : NULL;
}

const struct session *request_session(const struct request *request)
{
    return request->session.id ? &request->session : NULL;
}

bool request_is_private(const struct request *request)
{
    return request->token.p || request->session.id || request->session_cookie.p || request->keep_cookie.p;
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

/* ---- what the browser keeps for us --------------------------------------------------------- */

void reply_keep(struct request *request, struct str text, time_us lasts)
{
    request->keep_s = lasts / TIME_SECOND;
    request->keep_cookie = text.n ? seal(request->arena, request->server->options.secret, text,
                                         request->time + lasts)
                                  : STR("");
}

struct str request_kept(const struct request *request)
{
    struct str cookie = str_from_c(
        MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, request->server->keep_cookie_name));
    return unseal(request->arena, request->server->options.secret, cookie, request->time);
}
