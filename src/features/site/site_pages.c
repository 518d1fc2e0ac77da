/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/site/site_pages.h"

#include "core/web/reply.h"
#include "core/web/sitemap.h"
#include "features/guide/pub/guide.h"

rc site_start_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct value *view = value_map(arena);
    rc result = guide_fill_overview(request, reader, view);
    if (result)
        return result;
    int64_t methods = value_as_int(value_get(view, "methods"));
    value_set_str(view, "title", tr(language, "Choose the method for your citizen dialogue"));
    value_set_str(view, "description",
                  tr(language, "Answer questions about what you want to talk with residents about. You "
                               "get suggestions of methods that fit, with reasons for and against."));
    value_set_url(view, "finder_url", REQUEST_URL0(request, "guide.finder"));
    value_set_url(view, "methods_url", REQUEST_URL0(request, "guide.methods"));
    value_set_url(view, "challenges_url", REQUEST_URL0(request, "library.challenges"));
    value_set_url(view, "examples_url", REQUEST_URL0(request, "examples.list"));
    value_set_url(view, "knowledge_url", REQUEST_URL0(request, "library.index"));
    value_set_url(view, "search_url", REQUEST_URL0(request, "search.page"));
    value_set_str(view, "browse_text",
                  TEXT_FORMAT(arena, trn(language, "Browse {0} method", "Browse {0} methods", methods),
                              text_int(arena, language, methods)));
    return reply_page(request, "site/start", view);
}

static rc plain_page(struct request *request, const char *template, const char *title)
{
    struct value *view = value_map(request_arena(request));
    value_set_str(view, "title", tr(request_language(request), title));
    value_set_url(view, "finder_url", REQUEST_URL0(request, "guide.finder"));
    return reply_page(request, template, view);
}

rc site_about_page(struct request *request, struct reader *reader)
{
    (void)reader;
    return plain_page(request, "site/about", TR("About Rådslag"));
}

rc site_accessibility_page(struct request *request, struct reader *reader)
{
    (void)reader;
    return plain_page(request, "site/accessibility", TR("Accessibility statement"));
}

rc site_sitemap(struct request *request, struct reader *reader)
{
    return reply_sitemap(request, reader);
}

rc site_robots(struct request *request, struct reader *reader)
{
    (void)reader;
    return reply_robots(request, "site.sitemap");
}

rc site_add_pages(struct request *request, struct reader *reader, struct sitemap *sitemap)
{
    static const char *const pages[] = {"site.start", "site.about", "site.accessibility"};
    (void)reader;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        sitemap_add(sitemap, REQUEST_URL0(request, pages[i]));
    return RC_OK;
}
