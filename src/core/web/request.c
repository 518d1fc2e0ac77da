/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/request.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "core/web/inside.h"

struct arena *request_arena(struct request *request)
{
    return request->arena;
}

static void release(void *snapshot)
{
    snapshot_release(snapshot);
}

rc request_snapshot(struct request *request, struct reader *reader, const struct snapshot_kind *kind,
                    const void *variant, const void **ret_data)
{
    struct snapshots *snapshots = request->server->parts.snapshots;
    struct snapshot *snapshot;
    if (snapshots == NULL)
        return kind->load(reader, request->arena, variant, ret_data);
    rc result = snapshot_hold(snapshots, reader, kind, variant, &snapshot);
    if (result)
        return result;
    arena_on_end(request->arena, release, snapshot);
    *ret_data = snapshot_data(snapshot);
    return RC_OK;
}

const struct languages *request_languages(const struct request *request)
{
    return request->server->parts.languages;
}

const struct language *request_language(const struct request *request)
{
    return request->language;
}

time_us request_time(const struct request *request)
{
    return request->time;
}

struct str request_own_host(const struct request *request)
{
    return request->own_host;
}

struct str request_organisation(const struct request *request)
{
    const struct route *route = request->match.route;
    return route && strstr(route->path, "{organisation}") ? request_path_value(request, "organisation")
                                                          : STR_NONE;
}

const struct route *request_route(const struct request *request)
{
    return request->match.route;
}

struct str request_path_value(const struct request *request, const char *name)
{
    assert(request->match.route);
    return request->match.values[router_value_index(request->match.route, name)];
}

int64_t request_path_int(const struct request *request, const char *name)
{
    int64_t value = 0;
    rc result = str_to_int(request_path_value(request, name), &value);
    assert(result == RC_OK && "the path says {name:int}");
    (void)result;
    return value;
}

struct pairs request_query(const struct request *request)
{
    return request->query;
}

struct str request_query_value(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->query.n; i++)
        if (str_eq_c(request->query.items[i].name, name))
            return request->query.items[i].value;
    return STR_NONE;
}

struct pairs request_form(const struct request *request)
{
    return request->form;
}

const struct upload *request_file(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->uploads.n; i++)
        if (str_eq_c(request->uploads.items[i].name, name))
            return &request->uploads.items[i];
    return NULL;
}

struct str request_form_token(struct request *request)
{
    return csrf_token(request);
}

bool request_is_form_token(struct request *request, struct str sent)
{
    return csrf_is_token(request, sent);
}

bool request_wants_json(const struct request *request)
{
    return request->json;
}

struct str request_url(const struct request *request, const char *route, const struct str *values, size_t n)
{
    return request_url_in(request, request->language, route, values, n);
}

struct str request_url_in(const struct request *request, const struct language *language, const char *route,
                          const struct str *values, size_t n)
{
    return router_url(request->server->router, request->arena, language, route, values, n);
}

struct str request_absolute(const struct request *request, struct str path)
{
    struct str origin = request->server->public_origin;
    return origin.p ? ARENA_CONCAT(request->arena, origin, path) : path;
}

const struct module *const *request_modules(const struct request *request)
{
    return request->server->parts.modules;
}

struct str request_user_agent(const struct request *request)
{
    int count;
    struct str agent = header_value(request, "User-Agent", &count);
    return count == 1 && utf8_is_text(agent) ? agent : STR_NONE;
}

struct str request_here(const struct request *request)
{
    return url_with_query(request->arena, request->path, request->query.items, request->query.n);
}

struct str request_letter_url(const struct request *request, struct str path)
{
    if (request->server->public_origin.p)
        return request_absolute(request, path);
    return ARENA_CONCAT(request->arena, STR("http://"), request->host, path);
}

void request_set_alternate(struct request *request, const struct language *language, struct str url)
{
    *VEC_PUSH(request->arena, &request->alternates) = (struct alternate){language, url};
}

const struct template_set *request_templates(const struct request *request, const struct language *language)
{
    const struct server_parts *parts = &request->server->parts;
    return parts->templates_for(parts->context, request->arena, language);
}

bool request_has_mail(const struct request *request)
{
    return request->server->parts.has_mail;
}

struct oidc_cache *request_logins(const struct request *request)
{
    return request->server->parts.logins;
}

struct str request_site_name(const struct request *request)
{
    struct str name = request->server->parts.name;
    return name.n ? name : STR("Portal");
}
