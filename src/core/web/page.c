/* SPDX-License-Identifier: EUPL-1.2 */
/* The map "site": what the layout shows around every page. */
#include "core/web/inside.h"

#include "base/buf.h"
#include "core/view/html.h"

enum { SHARE_MAX_BYTES = 32 * 1024 };

/* Where this page is in another language, without its query. */
static struct str page_in(const struct request *request, const struct language *language)
{
    for (size_t i = 0; i < request->alternates.n; i++)
        if (request->alternates.items[i].language == language)
            return request->alternates.items[i].url;
    const struct router *router = request->server->router;
    const struct match *match = &request->match;
    if (!match->route)
        return router_home(router, language);
    return router_url(router, request->arena, language, match->route->name, match->values, match->n);
}

static void add_languages(struct request *request, struct value *site)
{
    const struct languages *languages = request->server->parts.languages;
    struct value *list = value_set_list(site, "languages");
    const struct pairs query = request->match.route ? request->query : (struct pairs){0};
    for (size_t i = 0; i < languages->n; i++) {
        const struct language *language = languages->items[i];
        if (language == request->language)
            continue;
        struct str path = page_in(request, language);
        struct value *item = value_push_map(list);
        value_set_c(item, "code", language_code(language));
        value_set_c(item, "name", language_name(language));
        value_set_str(item, "locale", tr_context(language, "Open Graph locale", "en_GB"));
        value_set_url(item, "url", url_with_query(request->arena, path, query.items, query.n));
        value_set_url(item, "absolute", request_absolute(request, path));
    }
}

static void add_menu(struct request *request, struct value *site)
{
    const struct router *router = request->server->router;
    const struct router_menu *menu = router_menu(router);
    struct value *list = value_set_list(site, "menu");
    struct str here = request->match.route ? page_in(request, request->language) : STR_NONE;
    for (size_t i = 0; i < menu->n; i++) {
        const struct menu_item *entry = menu->items[i];
        struct str url = router_url(router, request->arena, request->language, entry->route, NULL, 0);
        bool current = str_eq(url, here);
        bool home = str_eq(url, router_home(router, request->language));
        struct value *item = value_push_map(list);
        value_set_str(item, "label", tr_str(request->language, str_from_c(entry->label)));
        value_set_url(item, "url", url);
        value_set_bool(item, "current", current);
        /* On a page further in, the entry it belongs to. */
        value_set_bool(item, "inside",
                       !current && !home && str_starts(here, url) && here.n > url.n && here.p[url.n] == '/');
    }
}

/* "mailto:?subject=…&body=…" for the page as it stands, with its query; not for one that is somebody's own:
 * a token may stand there. None where the
 * portal does not know its own address: whoever gets the letter could not open it. */
static struct str share_url(struct request *request, struct str here, struct str title)
{
    struct buf url;
    buf_init(&url, SHARE_MAX_BYTES);
    buf_add(&url, STR("mailto:?subject="));
    url_encode(&url, title);
    buf_add(&url, STR("&body="));
    url_encode(&url, request_absolute(request, url_with_query(request->arena, here, request->query.items,
                                                              request->query.n)));
    struct str copy = url.overflowed ? STR_NONE : arena_str_dup(request->arena, buf_str(&url));
    buf_free(&url);
    return copy;
}

struct value *page_site(struct request *request, struct str title)
{
    struct value *site = value_map(request->arena);
    const struct server *server = request->server;
    value_set_c(site, "language", language_code(request->language));
    value_set_c(site, "language_name", language_name(request->language));
    value_set_str(site, "locale", tr_context(request->language, "Open Graph locale", "en_GB"));
    value_set_url(site, "home", router_home(server->router, request->language));
    add_languages(request, site);
    if (request->match.route)
        value_set_url(site, "canonical", request_absolute(request, page_in(request, request->language)));
    else
        value_set_null(site, "canonical");
    value_set_url(site, "share_url",
                  request->match.route && server->public_origin.p && !request_is_private(request)
                      ? share_url(request, page_in(request, request->language), title)
                      : STR_NONE);
    add_menu(request, site);
    if (server->parts.fill_site)
        server->parts.fill_site(server->parts.context, request, site);
    return site;
}
