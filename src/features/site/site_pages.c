/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/site/site_pages.h"

#include "core/web/furniture.h"
#include "core/web/reply.h"
#include "core/web/sitemap.h"
#include "features/guide/pub/guide.h"
#include "features/site/site_statement.h"

rc site_start_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct value *view = value_map(arena);
    if (request_own_host(request).p) /* an organisation's own address begins with the organisation */
        return reply_redirect(
            request, REQUEST_URL(request, "organisations.organisation", request_own_host(request)));
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

rc site_about_page(struct request *request, struct reader *reader)
{
    struct value *view = value_map(request_arena(request));
    (void)reader;
    value_set_str(view, "title", tr(request_language(request), "About Rådslag"));
    value_set_url(view, "finder_url", REQUEST_URL0(request, "guide.finder"));
    value_set_url(view, "organisations_url", REQUEST_URL0(request, "organisations.list"));
    return reply_page(request, "site/about", view);
}

/* ---- the accessibility statement --------------------------------------------------- */

static struct str status_words(const struct language *language, struct str status)
{
    if (str_eq(status, STR("fully")))
        return tr(language,
                  "The portal is fully compliant with the act on the accessibility of digital public "
                  "services.");
    if (str_eq(status, STR("partly")))
        return tr(language,
                  "The portal is partially compliant with the act on the accessibility of digital public "
                  "services, because of the faults that stand below.");
    if (str_eq(status, STR("not")))
        return tr(language,
                  "The portal is not compliant with the act on the accessibility of digital public services. "
                  "The faults stand below.");
    return STR_NONE;
}

static struct str answer_words(struct request *request, struct str days)
{
    const struct language *language = request_language(request);
    int64_t n;
    if (str_to_int(days, &n))
        return STR_NONE;
    return TEXT_FORMAT(request_arena(request),
                       trn(language, "You get an answer within {0} working day.",
                           "You get an answer within {0} working days.", n),
                       text_int(request_arena(request), language, n));
}

/* The points of "one; two". */
static void points_view(struct value *list, struct str points)
{
    struct str point;
    while (str_split(&points, ';', &point))
        if (str_trim(point).n)
            value_push_str(list, str_trim(point));
}

/* A day as it is stored, "2026-11-21"; "" where it was never stated. */
static void stated_day_view(struct request *request, struct value *map, const char *key,
                            const char *words_key, struct str day)
{
    time_us time;
    day_view(request, map, key, words_key, time_parse_iso(day, &time) == RC_OK ? time : 0);
}

static void statement_view(struct request *request, struct value *view, const struct statement *statement)
{
    const struct str *told = statement->fields;
    const struct language *first = request_languages(request)->items[0];
    bool foreign = request_language(request) != first;
    value_set_str(view, "operator", told[STATEMENT_OPERATOR]);
    value_set_str(view, "status", told[STATEMENT_STATUS]);
    value_set_str(view, "_status_text", status_words(request_language(request), told[STATEMENT_STATUS]));
    value_set_str(view, "assessment", told[STATEMENT_ASSESSMENT]);
    value_set_str(view, "_answer_text", answer_words(request, told[STATEMENT_ANSWER_DAYS]));
    points_view(value_set_list(view, "faults"), told[STATEMENT_FAULTS]);
    points_view(value_set_list(view, "burden"), told[STATEMENT_BURDEN]);
    points_view(value_set_list(view, "outside"), told[STATEMENT_OUTSIDE]);
    value_set_bool(view, "_has_faults", told[STATEMENT_FAULTS].n > 0);
    value_set_bool(view, "_has_burden", told[STATEMENT_BURDEN].n > 0);
    value_set_bool(view, "_has_outside", told[STATEMENT_OUTSIDE].n > 0);
    /* The operator writes in the portal's first language only. */
    value_set_str(view, "_its_language", foreign ? str_from_c(language_code(first)) : STR_NONE);
    stated_day_view(request, view, "assessed", "_assessed_day", told[STATEMENT_ASSESSED]);
    stated_day_view(request, view, "stated", "_stated_day", statement->published);
    stated_day_view(request, view, "reviewed", "_reviewed_day", statement->updated);
}

rc site_accessibility_page(struct request *request, struct reader *reader)
{
    struct value *view = value_map(request_arena(request));
    struct statement statement;
    rc result = statement_read(reader, request_arena(request), &statement);
    if (result)
        return result;
    value_set_str(view, "title", tr(request_language(request), "Accessibility statement"));
    /* translators: the heading alone; a soft hyphen (U+00AD) may stand where a long word is best broken */
    value_set_str(view, "_heading",
                  tr_context(request_language(request), "heading", "Accessibility statement"));
    value_set_str(view, "description",
                  tr(request_language(request),
                     "How the portal meets the act on the accessibility of digital public services "
                     "(2018:1937), which faults are known, and what you can do if something does not work "
                     "for you."));
    statement_view(request, view, &statement);
    return reply_page(request, "site/accessibility", view);
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
