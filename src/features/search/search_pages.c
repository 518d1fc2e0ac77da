/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/search/search_pages.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "core/search/search.h"
#include "core/web/reply.h"

enum { PARTS_MAX = 4, PAGES_MAX = SEARCH_SCORED / SEARCH_PAGE };

/* What is asked for. */
struct asked {
    struct str text, kind; /* kind: STR_NONE for all */
    int64_t page;          /* from 1 */
};

static struct asked asked_of(struct request *request)
{
    struct str text = str_trim(request_query_value(request, "q"));
    struct asked asked = {.text = str_trim(utf8_cut(text, SEARCH_TEXT_MAX_BYTES)), /* what is read of it */
                          .kind = request_query_value(request, "kind"),
                          .page = 1};
    if (str_to_int(request_query_value(request, "page"), &asked.page) || asked.page < 1 ||
        asked.page > PAGES_MAX)
        asked.page = 1; /* an old or mistyped link is not an error */
    return asked;
}

static struct str asked_url(struct request *request, struct asked asked)
{
    struct arena *arena = request_arena(request);
    struct pair pairs[3];
    size_t n = 0;
    if (asked.text.n)
        pairs[n++] = (struct pair){STR("q"), asked.text};
    if (asked.kind.n)
        pairs[n++] = (struct pair){STR("kind"), asked.kind};
    if (asked.page > 1)
        pairs[n++] = (struct pair){STR("page"), arena_printf(arena, "%lld", (long long)asked.page)};
    return url_with_query(arena, REQUEST_URL0(request, "search.page"), pairs, n);
}

/* ---- results ------------------------------------------------------------------------ */

static struct str result_url(struct request *request, const struct search_result *found)
{
    struct arena *arena = request_arena(request);
    struct str values[PARTS_MAX], rest = found->parts.n ? found->parts : STR_NONE;
    size_t n = 0;
    while (n < PARTS_MAX && str_split(&rest, '/', &values[n]))
        n++;
    struct str url = request_url(request, arena_c_dup(arena, found->route), values, n);
    return found->fragment.n ? ARENA_CONCAT(arena, url, STR("#"), found->fragment) : url;
}

static void results_view(struct request *request, struct value *list, const struct search_results *results)
{
    for (size_t i = 0; i < results->n; i++) {
        const struct search_result *found = &results->items[i];
        struct value *item = value_push_map(list), *excerpt = value_set_list(item, "excerpt");
        value_set_str(item, "title", found->title);
        value_set_url(item, "url", result_url(request, found));
        value_set_c(item, "kind", found->kind->code);
        value_set_str(item, "kind_label", tr_str(request_language(request), str_from_c(found->kind->one)));
        for (size_t k = 0; k < found->excerpt.n; k++) {
            struct value *piece = value_push_map(excerpt);
            value_set_str(piece, "text", found->excerpt.items[k].text);
            value_set_bool(piece, "hit", found->excerpt.items[k].hit);
        }
    }
}

static void facet_view(struct request *request, struct value *list, struct asked asked, struct str kind,
                       struct str label, int64_t count)
{
    struct value *item = value_push_map(list);
    value_set_bool(item, "chosen", str_eq(asked.kind, kind));
    asked.kind = kind;
    asked.page = 1;
    value_set_str(item, "label", label);
    value_set_int(item, "count", count);
    value_set_url(item, "url", asked_url(request, asked));
}

static void facets_view(struct request *request, struct value *list, struct asked asked,
                        const struct search_results *results)
{
    const struct language *language = request_language(request);
    facet_view(request, list, asked, STR(""), tr(language, "All"), results->all);
    for (size_t i = 0; i < results->facet_count; i++) {
        const struct search_kind *kind = results->facets[i].kind;
        facet_view(request, list, asked, str_from_c(kind->code), tr_str(language, str_from_c(kind->many)),
                   results->facets[i].count);
    }
}

static int64_t pages_of(int64_t total)
{
    int64_t reachable = total < SEARCH_SCORED ? total : SEARCH_SCORED;
    return (reachable + SEARCH_PAGE - 1) / SEARCH_PAGE;
}

static void pages_view(struct request *request, struct value *view, struct asked asked, int64_t total)
{
    int64_t pages = pages_of(total), page = asked.page;
    value_set_bool(view, "_paged", pages > 1);
    value_set_str(
        view, "page_text",
        TEXT_FORMAT(request_arena(request), tr(request_language(request), "Page {0} of {1}"),
                    text_int(request_arena(request), request_language(request), page),
                    text_int(request_arena(request), request_language(request), pages ? pages : 1)));
    asked.page = page - 1;
    value_set_url(view, "previous_url", page > 1 ? asked_url(request, asked) : STR_NONE);
    asked.page = page + 1;
    value_set_url(view, "next_url", page < pages ? asked_url(request, asked) : STR_NONE);
}

/* ---- the page -------------------------------------------------------------------------- */

/* What happened, in a sentence; the words as typed stand in it. */
static void summary_view(struct request *request, struct value *view, struct asked asked,
                         const struct search_results *results)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct str count = text_int(arena, language, results->total);
    struct str said = results->corrected.p ? results->corrected : asked.text;
    value_set_str(view, "count_text",
                  TEXT_FORMAT(arena,
                              trn(language, "{0} result for “{1}”", "{0} results for “{1}”", results->total),
                              count, said));
    value_set_int(view, "total", results->total);
    value_set_bool(view, "_empty", results->total == 0);
    value_set_bool(view, "some", results->some && results->total > 0);
    value_set_null(view, "corrected");
    value_set_null(view, "corrected_text");
    if (results->corrected.p) {
        value_set_str(view, "corrected", results->corrected);
        value_set_str(view, "corrected_text",
                      TEXT_FORMAT(arena, tr(language, "Nothing was found for “{0}”."), asked.text));
        struct asked meant = {.text = results->corrected, .page = 1};
        value_set_url(view, "corrected_url", asked_url(request, meant));
    }
}

static rc find(struct request *request, struct reader *reader, const struct asked *asked,
               struct search_results *ret_results)
{
    const void *index;
    rc result = request_snapshot(request, reader, &search_index_kind, request_language(request), &index);
    if (result || asked->text.n == 0)
        return result;
    return search_query(reader, request_arena(request), index, request_time(request), asked->text,
                        asked->kind, (size_t)(asked->page - 1) * SEARCH_PAGE, ret_results);
}

rc search_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct asked asked = asked_of(request);
    struct search_results results = {0};
    rc result = find(request, reader, &asked, &results);
    if (result == RC_OK && results.n == 0 && results.total > 0) {
        asked.page = pages_of(results.total); /* an old link: there is less now */
        result = find(request, reader, &asked, &results);
    }
    if (result)
        return result;
    if (results.kind == NULL)
        asked.kind = STR_NONE;
    struct value *view = value_map(arena);
    value_set_str(view, "title",
                  asked.text.n ? TEXT_FORMAT(arena, tr(language, "Search: {0}"), asked.text)
                               : tr(language, "Search"));
    value_set_url(view, "action", REQUEST_URL0(request, "search.page"));
    value_set_str(view, "q", asked.text.p ? asked.text : STR(""));
    value_set_str(view, "kind", asked.kind);
    value_set_bool(view, "_asked", asked.text.n > 0);
    summary_view(request, view, asked, &results);
    facets_view(request, value_set_list(view, "facets"), asked, &results);
    value_set_bool(view, "_choice", results.facet_count > 1 || asked.kind.n);
    results_view(request, value_set_list(view, "results"), &results);
    pages_view(request, view, asked, results.total);
    value_set_str(view, "_kind_label",
                  results.kind ? tr_str(language, str_from_c(results.kind->many)) : STR_NONE);
    struct asked all = {.text = asked.text, .page = 1};
    value_set_url(view, "all_url", asked_url(request, all));
    value_set_bool(view, "_elsewhere", results.total == 0 && results.all > 0);
    return reply_page(request, "search/page", view);
}
