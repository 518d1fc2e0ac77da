/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/reply.h"

#include <assert.h>
#include <string.h>

#include "base/log.h"
#include "core/view/html.h"
#include "core/view/json.h"
#include "core/view/mustache.h"
#include "core/web/inside.h"

enum { FILE_NAME_MAX_BYTES = 200 };

static struct reply *begin(struct request *request, int status)
{
    assert(!request->reply.made && "one answer for each request");
    request->reply = (struct reply){.made = true, .status = status};
    return &request->reply;
}

void reply_header(struct request *request, const char *name, struct str value)
{
    struct reply *reply = &request->reply;
    assert(reply->n_headers < REPLY_MAX_HEADERS);
    reply->headers[reply->n_headers++] = (struct header){name, arena_str_dup(request->arena, value)};
}

static void free_buf(void *buf)
{
    buf_free(buf);
}

/* A buffer that the arena's end gives back. */
static struct buf *page_buf(struct request *request)
{
    struct buf *buf = ARENA_NEW(request->arena, struct buf);
    buf_init(buf, PAGE_MAX_BYTES);
    arena_on_end(request->arena, free_buf, buf);
    return buf;
}

/* ---- JSON --------------------------------------------------------------------------- */

static bool is_for_template(struct str key)
{
    return key.n && key.p[0] == '_';
}

static rc write_public(struct buf *out, const struct value *value, int depth);

static rc write_children(struct buf *out, const struct value *parent, int depth)
{
    bool map = value_kind(parent) == VALUE_MAP, first = true;
    buf_add_byte(out, map ? '{' : '[');
    for (const struct value *child = value_first(parent); child; child = value_next(child)) {
        if (map && is_for_template(value_key(child)))
            continue;
        if (!first)
            buf_add_byte(out, ',');
        first = false;
        if (map) {
            json_write_str(out, value_key(child));
            buf_add_byte(out, ':');
        }
        rc result = write_public(out, child, depth + 1);
        if (result != RC_OK)
            return result;
    }
    buf_add_byte(out, map ? '}' : ']');
    return out->overflowed ? RC_LIMIT : RC_OK;
}

/* As json_write, without what is for templates alone. */
static rc write_public(struct buf *out, const struct value *value, int depth)
{
    if (value_kind(value) != VALUE_MAP && value_kind(value) != VALUE_LIST)
        return json_write(out, value);
    return depth < JSON_DEPTH_MAX ? write_children(out, value, depth) : RC_LIMIT;
}

static rc reply_json(struct request *request, int status, const struct value *view)
{
    struct buf *out = page_buf(request);
    rc result = write_public(out, view, 0);
    if (result != RC_OK)
        return result;
    struct reply *reply = begin(request, status);
    reply->body = buf_str(out);
    reply->media_type = "application/json";
    reply->caching = status == 200 ? CACHE_REVALIDATE : CACHE_NO_STORE;
    reply->etag = true;
    reply->page = true;
    reply->vary = "Accept";
    return RC_OK;
}

/* ---- HTML --------------------------------------------------------------------------- */

/* Errors here are faults of the program, not of the visitor. */
static rc render(struct request *request, const char *template, struct value *view, struct buf *out)
{
    const struct server_parts *parts = &request->server->parts;
    const struct template_set *set = parts->templates_for(parts->context, request->arena, request->language);
    if (!set)
        return RC_UNSUPPORTED; /* has been logged */
    if (!template_set_has(set, str_from_c(template))) {
        log_error("web", "there is no template %s", template);
        return RC_UNSUPPORTED;
    }
    value_set(view, "site", page_site(request, value_as_str(value_get(view, "title"))));
    value_set_c(view, "page", template);
    static const char *const optional[] = {"description", "feed_url", "published", "updated"};
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++)
        if (value_get(view, optional[i]) == NULL)
            value_set_null(view, optional[i]);
    if (value_get(view, "faulty") == NULL)
        value_set_bool(view, "faulty", false);
    struct template_fault fault;
    rc result = template_render(set, STR("layout"), view, out, &fault);
    if (result == RC_OK)
        return RC_OK;
    log_error("web", "template %s, %s:%u:%u: %s", template, fault.template_name, fault.line, fault.column,
              fault.text);
    /* With a replaced part the page is whole and safe: residents get it, developers do not. */
    return result == RC_INVALID && !request->server->parts.strict ? RC_OK : RC_UNSUPPORTED;
}

/* The part of this place with the lowest order above the last one shown; NULL when all were. */
static const struct page_part *next_part(const struct module *const *modules, const char *place,
                                         const struct page_part *last)
{
    const struct page_part *next = NULL;
    for (size_t m = 0; modules[m]; m++)
        for (const struct page_part *p = modules[m]->parts; p && p->place; p++)
            if (strcmp(p->place, place) == 0 && (!last || p->order > last->order) &&
                (!next || p->order < next->order))
                next = p;
    return next;
}

rc reply_parts(struct request *request, struct reader *reader, const char *place, struct str subject,
               struct value *view)
{
    const struct module *const *modules = request->server->parts.modules;
    struct value *list = value_set_list(view, "parts");
    for (const struct page_part *p = next_part(modules, place, NULL); p; p = next_part(modules, place, p)) {
        struct value *map = value_map(request->arena);
        rc result = p->fill(request, reader, subject, map);
        if (result == RC_NOT_FOUND)
            continue;
        if (result)
            return result;
        value_set_c(map, "_template", p->template);
        value_push(list, map);
    }
    return RC_OK;
}

rc reply_page_status(struct request *request, int status, const char *template, struct value *view)
{
    assert(value_kind(view) == VALUE_MAP);
    if (request->json)
        return reply_json(request, status, view);
    assert(value_get(view, "title") && "a page has a title");
    struct buf *out = page_buf(request);
    rc result = render(request, template, view, out);
    if (result != RC_OK)
        return result;
    struct reply *reply = begin(request, status);
    reply->body = buf_str(out);
    reply->media_type = "text/html; charset=utf-8";
    reply->caching = status == 200 ? CACHE_REVALIDATE : CACHE_NO_STORE;
    reply->etag = true;
    reply->page = true;
    reply->vary = "Accept";
    return RC_OK;
}

rc reply_page(struct request *request, const char *template, struct value *view)
{
    return reply_page_status(request, 200, template, view);
}

/* ---- the rest ------------------------------------------------------------------------- */

rc reply_message(struct request *request, int status, struct str title, struct str text, struct str link,
                 struct str url)
{
    struct value *view = value_map(request->arena);
    value_set_str(view, "title", title);
    value_set_str(view, "text", text);
    value_set_str(view, "link", link);
    value_set_url(view, "_url", link.p ? url : STR_NONE);
    return reply_page_status(request, status, "message", view);
}

static rc redirect(struct request *request, int status, struct str path)
{
    struct reply *reply = begin(request, status);
    reply->caching = status == 301 ? CACHE_REVALIDATE : CACHE_NO_STORE;
    reply_header(request, "Location", url_for_header(request->arena, path));
    return RC_OK;
}

rc reply_redirect(struct request *request, struct str path)
{
    return redirect(request, 303, path);
}

rc reply_send_away(struct request *request, struct str url)
{
    assert(str_starts(url, STR("https://")) || str_starts(url, STR("http://")));
    begin(request, 303);
    reply_header(request, "Location", url);
    return RC_OK;
}

rc reply_moved(struct request *request, struct str path)
{
    return redirect(request, 301, path);
}

/* RFC 6266: a name that every client reads, and the real one. */
static struct str disposition(struct request *request, struct str file_name)
{
    struct buf encoded;
    buf_init(&encoded, 3 * FILE_NAME_MAX_BYTES);
    url_encode(&encoded, str_sub(file_name, 0, FILE_NAME_MAX_BYTES));
    char *plain = arena_c_dup(request->arena, str_sub(file_name, 0, FILE_NAME_MAX_BYTES));
    for (char *c = plain; *c; c++)
        if ((unsigned char)*c < 0x20 || (unsigned char)*c >= 0x7F || strchr("\"\\/%;", *c))
            *c = '_';
    struct str value = arena_printf(request->arena, "attachment; filename=\"%s\"; filename*=UTF-8''%.*s",
                                    plain, STR_ARGS(buf_str(&encoded)));
    buf_free(&encoded);
    return value;
}

rc reply_bytes(struct request *request, const char *media_type, struct str bytes, const char *file_name)
{
    struct reply *reply = begin(request, 200);
    reply->body = arena_str_dup(request->arena, bytes);
    reply->media_type = media_type;
    reply->caching = CACHE_REVALIDATE;
    reply->etag = true;
    reply->page = true;
    if (file_name)
        reply_header(request, "Content-Disposition", disposition(request, str_from_c(file_name)));
    return RC_OK;
}

rc reply_lasting_bytes(struct request *request, const char *media_type, struct str bytes)
{
    struct reply *reply = begin(request, 200);
    reply->body = arena_str_dup(request->arena, bytes);
    reply->media_type = media_type;
    reply->caching = CACHE_FOR_GOOD;
    reply->etag = true;
    /* Opened by itself a picture is a document, which could run and fetch what it holds. */
    if (strcmp(media_type, "image/svg+xml") == 0)
        reply_header(request, "Content-Security-Policy",
                     STR("default-src 'none'; style-src 'none'; sandbox"));
    return RC_OK;
}

void reply_plain(struct request *request, int status, struct str text)
{
    request->reply = (struct reply){
        .made = true,
        .status = status,
        .body = text,
        .media_type = "text/plain; charset=utf-8",
        .caching = CACHE_NO_STORE,
        .page = true,
    };
}

/* ---- errors ----------------------------------------------------------------------------- */

static rc error_page(struct request *request, const struct refusal *refusal)
{
    const struct language *language = request->language;
    struct value *view = value_map(request->arena), *map = view;
    if (request->json)
        map = value_set_map(view, "error");
    value_set_int(map, "status", refusal->status);
    value_set_str(map, "title", tr_str(language, str_from_c(refusal->title)));
    value_set_str(map, "message", tr_str(language, str_from_c(refusal->message)));
    if (request->json)
        return reply_json(request, refusal->status, view);
    value_set_str(map, "advice", tr_str(language, str_from_c(refusal->advice)));
    value_set_bool(map, "_search", refusal->status == 404 || refusal->status == 410);
    value_set_null(map, "description");
    return reply_page_status(request, refusal->status, "error", view);
}

/* Costs next to nothing, for when there is too much to do or the templates are broken. */
static void error_text(struct request *request, const struct refusal *refusal)
{
    const struct language *language = request->language;
    struct str title = tr_str(language, str_from_c(refusal->title));
    struct str message = tr_str(language, str_from_c(refusal->message));
    struct str advice = tr_str(language, str_from_c(refusal->advice));
    reply_plain(request, refusal->status,
                ARENA_CONCAT(request->arena, title, STR("\n\n"), message, STR(" "), advice, STR("\n")));
}

void reply_refuse(struct request *request, const struct refusal *refusal)
{
    request->reply = (struct reply){0};
    bool brief = refusal->status == 431 || (refusal == &refusal_rate && !request->json);
    if (brief || error_page(request, refusal) != RC_OK)
        error_text(request, refusal);
    /* The request's headers have left little of the connection's memory for ours. */
    request->reply.bare = refusal->status == 431;
    if (refusal->status == 405 && request->allow)
        reply_header(request, "Allow", str_from_c(request->allow));
}

rc reply_error(struct request *request, int status)
{
    assert(!request->reply.made && "one answer for each request");
    reply_refuse(request, refusal_for_status(status));
    return RC_OK;
}

void reply_fail(struct request *request, rc code, const char *where)
{
    const struct refusal *refusal = refusal_for_rc(code);
    if (refusal->status >= 500)
        log_error("web", "%s: %s failed: %s", request->match.route ? request->match.route->name : "-", where,
                  rc_name(code));
    reply_refuse(request, refusal);
}
