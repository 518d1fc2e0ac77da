/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any address: decoded, matched and made again. A path that a route answers has
 * one way of being written; a query that is decoded and made anew decodes to
 * the same; nothing that goes into a header can end it.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "core/web/inside.h"

static rc nothing(struct request *request, struct reader *reader)
{
    (void)request, (void)reader;
    return RC_NOT_FOUND;
}

#define ROUTE(route_name, route_path) \
    {.name = route_name, .path = route_path, .who = WHO_ANYONE, .get = nothing}

static const struct route routes[] = {
    ROUTE("home", "/"),
    ROUTE("list", "/a"),
    ROUTE("new", "/a/b"),
    ROUTE("one", "/a/{slug}"),
    ROUTE("deep", "/a/{slug}/b"),
    ROUTE("number", "/n/{x:int}/{y:int}"),
    {0},
};

static void check(bool truth)
{
    if (!truth)
        abort();
}

static struct router *make_router(void)
{
    static const struct module module = {.name = "fuzz", .routes = routes};
    static const struct module *const modules[] = {&module, NULL};
    static struct languages languages;
    struct arena *arena = arena_new(); /* for as long as the program runs */
    struct router *router = NULL;
    struct str problem;
    check(languages_add(&languages, arena, "sv", STR_NONE) == RC_OK);
    check(languages_add(&languages, arena, "en", STR_NONE) == RC_OK);
    check(router_new(arena, &languages, modules, &router, &problem) == RC_OK);
    return router;
}

static void check_header(struct str value)
{
    for (size_t i = 0; i < value.n; i++)
        check((unsigned char)value.p[i] > 0x20 && (unsigned char)value.p[i] < 0x7F);
}

static void check_path(struct arena *arena, const struct router *router, struct str raw)
{
    struct str path, again;
    struct match match;
    if (url_decode_path(arena, raw, &path) != RC_OK)
        return;
    check(path.n > 0 && path.p[0] == '/' && utf8_is_text(path));
    check(path.n < 2 || path.p[1] != '/');
    check_header(url_for_header(arena, path));
    router_language(router, path);
    if (!router_match(router, path, &match))
        return;
    struct str url = router_url(router, arena, match.language, match.route->name, match.values, match.n);
    check_header(url);
    check(url_decode_path(arena, url, &again) == RC_OK && str_eq(again, path));
}

static void check_query(struct arena *arena, struct str raw)
{
    struct pairs pairs, again;
    if (url_decode_pairs(arena, raw, &pairs) != RC_OK)
        return;
    check(pairs.n <= REQUEST_MAX_PAIRS);
    struct str url = url_with_query(arena, STR("/"), pairs.items, pairs.n);
    check_header(url);
    if (url.n == 1)
        return; /* none, or longer than an address may be */
    check(url_decode_pairs(arena, str_skip(url, 2), &again) == RC_OK && again.n == pairs.n);
    for (size_t i = 0; i < pairs.n; i++)
        check(str_eq(pairs.items[i].name, again.items[i].name) &&
              str_eq(pairs.items[i].value, again.items[i].value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct router *router;
    if (!router)
        router = make_router();
    struct arena *arena = arena_new();
    struct str line = {(const char *)data, size};
    size_t question = str_find_byte(line, '?');
    struct address address;
    check_path(arena, router, str_sub(line, 0, question));
    check_query(arena, str_skip(line, question + 1));
    accept_prefers_json(line);
    accepts_coding(line, STR("br"));
    if (address_parse(line, &address))
        address_is_loopback(address);
    arena_free(arena);
    return 0;
}
