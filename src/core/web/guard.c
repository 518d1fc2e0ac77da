/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is decided on the headers, before any byte of the body is read. Each
 * check returns the refusal, or NULL to go on.
 */
#include <string.h>

#include "base/utf8.h"
#include "core/web/inside.h"

enum { DISCARD_MAX_BYTES = 64 * 1024, FORWARDED_MAX_BYTES = 1024 };

/* ---- headers ----------------------------------------------------------------------- */

struct wanted {
    const char *name;
    struct str value; /* the last one */
    int count;
};

static enum MHD_Result see_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct wanted *wanted = context;
    (void)kind;
    if (strcasecmp(name, wanted->name) == 0) {
        wanted->value = value ? str_from_c(value) : STR("");
        wanted->count++;
    }
    return MHD_YES;
}

struct str header_value(const struct request *request, const char *name, int *ret_count)
{
    struct wanted wanted = {.name = name};
    MHD_get_connection_values(request->connection, MHD_HEADER_KIND, see_header, &wanted);
    *ret_count = wanted.count;
    return wanted.count ? str_trim(wanted.value) : STR_NONE;
}

struct census {
    size_t fields;
    bool malformed;
};

static bool is_token(const char *text)
{
    if (!*text)
        return false;
    for (; *text; text++) {
        char c = *text;
        bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!alphanumeric && !strchr("!#$%&'*+-.^_`|~", c))
            return false;
    }
    return true;
}

static enum MHD_Result count_header(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    struct census *census = context;
    (void)kind;
    census->fields++;
    /* "Transfer-Encoding : chunked" would slip past every look-up by name. */
    census->malformed |= !is_token(name);
    for (const char *c = value ? value : ""; *c; c++)
        census->malformed |= ((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7F;
    return MHD_YES;
}

static const struct refusal *check_block(struct request *request)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(request->connection,
                                                                   MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    struct census census = {0};
    MHD_get_connection_values(request->connection, MHD_HEADER_KIND, count_header, &census);
    /* The library keeps a copy of the cookies beside, and 64 bytes for each name. */
    int cookies, count = MHD_get_connection_values(request->connection, MHD_COOKIE_KIND, NULL, NULL);
    size_t entries = census.fields + (count > 0 ? (size_t)count : 0);
    size_t bytes = (info ? info->header_size : 0) + entries * 64 +
                   header_value(request, "Cookie", &cookies).n;
    if (census.fields > HEADER_MAX_FIELDS || bytes > HEADER_MAX_BYTES)
        return &refusal_header_too_large;
    return census.malformed ? &refusal_framing : NULL;
}

/* Where a body begins and ends must be beyond doubt: RFC 9112 §6.3, §11.2. */
static const struct refusal *check_framing(struct request *request)
{
    int count;
    int64_t length;
    header_value(request, "Transfer-Encoding", &count);
    if (count)
        return &refusal_framing;
    struct str value = header_value(request, "Content-Length", &count);
    if (count == 0)
        return NULL;
    bool digit_first = value.n && value.p[0] >= '0' && value.p[0] <= '9';
    if (count > 1 || !digit_first || str_to_int(value, &length) != RC_OK)
        return &refusal_framing;
    request->content_length = (uint64_t)length;
    return NULL;
}

/* ---- host -------------------------------------------------------------------------- */

/* Without the port; STR_NONE where value is not a host. */
static struct str host_name(struct str value)
{
    if (value.n && value.p[0] == '[') {
        size_t end = str_find_byte(value, ']');
        struct str after = str_skip(value, end + 1);
        return end < value.n && (after.n == 0 || after.p[0] == ':') ? str_sub(value, 0, end + 1) : STR_NONE;
    }
    struct str name = str_sub(value, 0, str_find_byte(value, ':'));
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
              c == '-' || c == '_'))
            return STR_NONE;
    }
    return name.n ? name : STR_NONE;
}

static bool is_numeric_host(struct str name)
{
    struct address address;
    if (name.n > 2 && name.p[0] == '[')
        name = str_sub(name, 1, name.n - 2);
    return address_parse(name, &address);
}

/*
 * Ports are not compared: proxies often drop them, and no address is made from
 * this header. Without a public_url, names other than localhost are refused, so
 * that a page elsewhere cannot point its own name here.
 */
static bool host_is_ours(const struct server *server, struct str name)
{
    if (server->public_host.p)
        return str_eq_nocase(name, server->public_host);
    return str_eq_nocase(name, STR("localhost")) || str_eq_nocase(name, server->listen_host) ||
           (is_numeric_host(name) && server->wildcard) ||
           (str_eq_c(name, "127.0.0.1") || str_eq_c(name, "[::1]"));
}

/* An organisation's own host, beside the portal's. */
static bool find_own_host(struct request *request, struct str name)
{
    const struct server_parts *parts = &request->server->parts;
    return parts->find_own_host &&
           parts->find_own_host(parts->context, request->arena, utf8_lower(request->arena, name),
                                &request->own_host) == RC_OK;
}

/* By a monitor on this machine, not by a visitor for whom a proxy here asks. */
static bool is_health_check(const struct request *request)
{
    return str_eq_c(request->raw_path, "/healthz") && address_is_loopback(request->peer->address) &&
           address_is_loopback(request->client);
}

static const struct refusal *check_host(struct request *request)
{
    int count;
    struct str value = header_value(request, "Host", &count);
    struct str name = count == 1 ? host_name(value) : STR_NONE;
    if (!name.p)
        return &refusal_bad_request;
    request->host = arena_str_dup(request->arena, value);
    /* A monitor on this machine asks by address. */
    if (host_is_ours(request->server, name) || find_own_host(request, name) || is_health_check(request))
        return NULL;
    return &refusal_bad_host;
}

/* ---- who asks ----------------------------------------------------------------------- */

static void find_client(struct request *request)
{
    const struct server *server = request->server;
    request->client = request->peer->address;
    if (!server->has_proxy || !address_eq(server->proxy, request->client))
        return;
    int count;
    struct str list = header_value(request, "X-Forwarded-For", &count), entry = STR_NONE;
    if (list.n > FORWARDED_MAX_BYTES)
        list = str_skip(list, list.n - FORWARDED_MAX_BYTES);
    /* The last entry is the one the proxy itself saw; what stands before is hearsay. */
    while (str_split(&list, ',', &entry))
        ;
    struct address client;
    if (address_parse(str_trim(entry), &client))
        request->client = client;
}

static const struct refusal *check_rate(struct request *request)
{
    if (is_health_check(request) || limiter_take(request->server->limiter, request->client, request->began))
        return NULL;
    return &refusal_rate;
}

/* ---- what is asked for --------------------------------------------------------------- */

static const struct refusal *check_address(struct request *request)
{
    request->language = router_language(request->server->router, request->raw_path);
    if (request->raw_path.n > PATH_MAX_BYTES || request->raw_query.n > REQUEST_MAX_QUERY_BYTES)
        return &refusal_too_long;
    rc result = url_decode_path(request->arena, request->raw_path, &request->path);
    if (result != RC_OK)
        return result == RC_NOT_FOUND ? &refusal_not_found : &refusal_bad_request;
    result = url_decode_pairs(request->arena, request->raw_query, &request->query);
    if (result != RC_OK)
        return result == RC_LIMIT ? &refusal_too_many_fields : &refusal_bad_text;
    return NULL;
}

/* The quality of a media type or coding among parameters ";q=0.5": 0 to 1000. */
static int quality(struct str parameters)
{
    struct str parameter;
    while (str_split(&parameters, ';', &parameter)) {
        parameter = str_trim(parameter);
        double q;
        if (parameter.n > 2 && (parameter.p[0] == 'q' || parameter.p[0] == 'Q') && parameter.p[1] == '=' &&
            str_to_real(str_skip(parameter, 2), &q) == RC_OK && q >= 0)
            return q > 1 ? 1000 : (int)(q * 1000);
    }
    return 1000;
}

/* The quality of name in a list such as Accept, or -1; *ret_place is its place. */
static int listed_quality(struct str header, struct str name, int *ret_place)
{
    struct str item;
    for (int place = 0; str_split(&header, ',', &item); place++) {
        struct str media = media_type_of(item);
        if (!str_eq_nocase(media, name))
            continue;
        size_t semicolon = str_find_byte(item, ';');
        *ret_place = place;
        return semicolon < item.n ? quality(str_skip(item, semicolon + 1)) : 1000;
    }
    return -1;
}

bool accept_prefers_json(struct str header)
{
    int json_place = 0, html_place = 0;
    int json = listed_quality(header, STR("application/json"), &json_place);
    int html = listed_quality(header, STR("text/html"), &html_place);
    return json > 0 && (json > html || (json == html && json_place < html_place));
}

bool accepts_coding(struct str header, struct str coding)
{
    int place;
    return listed_quality(header, coding, &place) > 0;
}

static bool ends_in_json(struct str path)
{
    return str_ends(path, STR(".json"));
}

static void find_route(struct request *request)
{
    struct str path = request->path;
    const struct router *router = request->server->router;
    if (ends_in_json(path)) {
        struct str without = str_sub(path, 0, path.n - 5);
        if (router_match(router, without.n ? without : STR("/"), &request->match)) {
            request->path = without.n ? without : STR("/");
        }
    } else {
        router_match(router, path, &request->match);
    }
    if (request->match.route)
        request->language = request->match.language;
}

/* An address with a slash too many at its end, of a page that exists without. */
static bool redirect_without_slash(struct request *request)
{
    struct str path = request->path;
    struct match match;
    if (request->match.route || path.n < 2 || path.p[path.n - 1] != '/' || request->method == METHOD_POST ||
        !router_match(request->server->router, str_sub(path, 0, path.n - 1), &match))
        return false;
    struct str target = router_url(request->server->router, request->arena, match.language, match.route->name,
                                   match.values, match.n);
    target = url_with_query(request->arena, target, request->query.items, request->query.n);
    rc moved = reply_moved(request, target);
    return moved == RC_OK;
}

static const struct refusal *refuse_method(struct request *request, const char *allowed)
{
    request->allow = allowed;
    return &refusal_method;
}

static const struct refusal *check_route(struct request *request)
{
    request->health = str_eq_c(request->path, "/healthz");
    if (request->health)
        return request->method == METHOD_POST ? refuse_method(request, "GET, HEAD") : NULL;
    find_route(request);
    const struct route *route = request->match.route;
    if (!route) {
        if (redirect_without_slash(request))
            return NULL;
        if (request->method == METHOD_POST)
            return &refusal_not_found;
        return static_reply(request) ? NULL : &refusal_not_found;
    }
    if (route->who == WHO_NOBODY)
        return &refusal_not_found; /* nor is it told that there is something */
    bool by_get = route->post && route->post->by_get;
    if (by_get)
        return request->method == METHOD_GET ? NULL : refuse_method(request, "GET");
    if (request->method == METHOD_POST && !route->post)
        return refuse_method(request, "GET, HEAD");
    if (request->method != METHOD_POST && !route->get)
        return refuse_method(request, "POST");
    return NULL;
}

/* ---- what is sent --------------------------------------------------------------------- */

/* Where the page stands that may send a form here. An organisation's own host is asked as the portal is, by
 * https or not, and its pages send forms to itself alone. */
static struct str own_origin(const struct request *request)
{
    const struct server *server = request->server;
    if (server->public_origin.p && !request->own_host.p)
        return server->public_origin;
    return ARENA_CONCAT(request->arena, server->https ? STR("https://") : STR("http://"), request->host);
}

/* Forms come from our own pages: see docs/life-of-a-request.md. */
static const struct refusal *check_origin(struct request *request)
{
    int count;
    struct str origin = header_value(request, "Origin", &count);
    if (count)
        return count == 1 && str_eq_nocase(origin, own_origin(request)) ? NULL : &refusal_origin;
    struct str site = header_value(request, "Sec-Fetch-Site", &count);
    if (count && !str_eq_c(site, "same-origin") && !str_eq_c(site, "none"))
        return &refusal_origin;
    return NULL;
}

static size_t body_limit(const struct request *request)
{
    const struct route *route = request->match.route;
    if (request->method != METHOD_POST || !route || !route->post)
        return DISCARD_MAX_BYTES; /* is thrown away */
    return route->post->max_body_bytes ? route->post->max_body_bytes : BODY_DEFAULT_MAX_BYTES;
}

static const struct refusal *check_body(struct request *request)
{
    if (request->content_length > body_limit(request))
        return &refusal_body_too_large;
    if (request->method != METHOD_POST || request->content_length == 0)
        return NULL;
    int count;
    struct str type = header_value(request, "Content-Type", &count), media = media_type_of(type);
    bool urlencoded = str_eq_nocase(media, STR("application/x-www-form-urlencoded"));
    bool multipart = str_eq_nocase(media, STR("multipart/form-data")) &&
                     multipart_boundary(request->arena, type).p != NULL;
    if (count != 1 || (!urlencoded && !multipart))
        return &refusal_media_type;
    request->content_type = arena_str_dup(request->arena, type);
    return NULL;
}

/* ---- all of it -------------------------------------------------------------------------- */

static const struct refusal *check_method(struct request *request)
{
    return request->method == METHOD_OTHER ? refuse_method(request, "GET, HEAD, POST") : NULL;
}

static const struct refusal *check_post(struct request *request)
{
    return request->method == METHOD_POST ? check_origin(request) : NULL;
}

static enum method method_from(const char *name)
{
    if (str_eq_c(STR("GET"), name))
        return METHOD_GET;
    if (str_eq_c(STR("HEAD"), name))
        return METHOD_HEAD;
    return str_eq_c(STR("POST"), name) ? METHOD_POST : METHOD_OTHER;
}

/* Whether the rest of the request must not be looked for: its end is in doubt,
 * too far away, or the client waits to be asked for it. */
static bool must_close(struct request *request)
{
    int count;
    header_value(request, "Expect", &count);
    return request->refusal == &refusal_framing || request->refusal == &refusal_header_too_large ||
           request->content_length > DISCARD_MAX_BYTES || (count && request->content_length > 0);
}

void guard_headers(struct request *request, const char *method)
{
    static const struct refusal *(*const checks[])(struct request *) = {
        check_block,   check_framing, check_rate, check_host, check_method,
        check_address, check_route,   check_post, check_body,
    };
    int count;
    request->method = method_from(method);
    request->language = router_language(request->server->router, request->raw_path);
    request->json = ends_in_json(request->raw_path) ||
                    accept_prefers_json(header_value(request, "Accept", &count));
    find_client(request);
    for (size_t i = 0; !request->refusal && i < sizeof checks / sizeof checks[0]; i++)
        request->refusal = checks[i](request);
    /* A static file or a redirect is an answer already; a body sent along is of no use. */
    request->discard = request->refusal || request->reply.made || request->method != METHOD_POST;
    request->answer_now = request->refusal && must_close(request);
}
