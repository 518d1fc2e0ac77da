/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/sitemap.h"

#include "core/view/html.h"
#include "core/web/inside.h"
#include "core/web/reply.h"

enum { SITEMAP_MAX_BYTES = 16 * 1024 * 1024, ROBOTS_MAX_BYTES = 16 * 1024 };

struct sitemap {
    struct request *request;
    struct buf xml;
};

void sitemap_add(struct sitemap *sitemap, struct str path)
{
    buf_add(&sitemap->xml, STR("<url><loc>"));
    html_escape(&sitemap->xml, request_absolute(sitemap->request, path)); /* as XML wants it too */
    buf_add(&sitemap->xml, STR("</loc></url>\n"));
}

rc reply_sitemap(struct request *request, struct reader *reader)
{
    const struct module *const *modules = request->server->parts.modules;
    struct sitemap sitemap = {.request = request};
    rc result = RC_OK;
    buf_init(&sitemap.xml, SITEMAP_MAX_BYTES);
    buf_add(&sitemap.xml, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                              "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"));
    for (size_t m = 0; modules[m] && result == RC_OK; m++)
        if (modules[m]->sitemap)
            result = modules[m]->sitemap(request, reader, &sitemap);
    buf_add(&sitemap.xml, STR("</urlset>\n"));
    if (result == RC_OK)
        result = sitemap.xml.overflowed
                     ? RC_LIMIT
                     : reply_bytes(request, "application/xml; charset=utf-8", buf_str(&sitemap.xml), NULL);
    buf_free(&sitemap.xml);
    return result;
}

rc reply_robots(struct request *request, const char *sitemap_route)
{
    const struct languages *languages = request_languages(request);
    struct buf text;
    buf_init(&text, ROBOTS_MAX_BYTES);
    buf_add(&text, STR("User-agent: *\nAllow: /\n"));
    for (size_t i = 0; i < languages->n; i++) {
        struct str path = request_url_in(request, languages->items[i], sitemap_route, NULL, 0);
        buf_printf(&text, "Sitemap: %.*s\n", STR_ARGS(request_absolute(request, path)));
    }
    rc result = reply_bytes(request, "text/plain; charset=utf-8", buf_str(&text), NULL);
    buf_free(&text);
    return result;
}
