/* SPDX-License-Identifier: EUPL-1.2 */
/* The catalogue and the page of a method. */
#include "features/guide/guide_pages.h"

#include "base/buf.h"
#include "base/csv.h"
#include "core/web/feed.h"
#include "core/web/furniture.h"
#include "core/web/reply.h"
#include "core/web/sitemap.h"
#include "features/guide/guide_view.h"
#include "features/guide/guide_words.h"
#include "features/guide/pub/guide.h"

enum { METHODS_PER_PAGE = 100, CSV_MAX_BYTES = 16 * 1024 * 1024 };

/* ---- the catalogue ------------------------------------------------------------- */

/* The filters that are on ("chosen"), each with what removing it would give. */
static void chosen_view(struct request *request, struct value *view, const struct filter *filter,
                        const struct catalogue *catalogue)
{
    const struct language *language = request_language(request);
    struct value *list = value_set_list(view, "chosen");
    bool one_helps = false;
    for (int i = 0; i < FACETS; i++) {
        if (filter->chosen[i] == 0)
            continue;
        struct filter without = *filter;
        without.chosen[i] = 0;
        struct value *item = value_push_map(list);
        struct str facet = tr(language, facets[i].label);
        struct str label = tr(language, facet_term(i, filter->chosen[i])->label);
        value_set_str(item, "facet", facet);
        value_set_str(item, "label", label);
        value_set_str(item, "_without",
                      TEXT_FORMAT(request_arena(request), tr(language, "Without “{0}: {1}”"), facet, label));
        value_set_url(item, "url", filter_url(request, &without));
        int64_t count = (int64_t)catalogue_count(catalogue, filter, (size_t)i, 0);
        value_set_str(item, "count_text", methods_words(request_arena(request), language, count));
        value_set_bool(item, "_helps", count > 0);
        one_helps |= count > 0;
    }
    value_set_bool(view, "_filtered", value_count(list) > 0);
    value_set_bool(view, "_one_helps", one_helps);
}

static void facets_view(struct request *request, struct value *list, const struct filter *filter,
                        const struct catalogue *catalogue)
{
    for (int i = 0; i < FACETS; i++) {
        struct value *facet = value_push_map(list);
        value_set_c(facet, "key", facets[i].key);
        value_set_str(facet, "label", tr(request_language(request), facets[i].label));
        struct value *terms = value_set_list(facet, "terms");
        facet_view(request, terms, filter, i, catalogue);
        value_set_bool(facet, "_any", value_count(terms) > 0);
    }
}

static const struct {
    const char *code, *label;
} sorts[SORTS] = {
    [SORT_NAME] = {"name", TR("Name")},
    [SORT_TIME] = {"time", TR("Shortest time first")},
    [SORT_COST] = {"cost", TR("Lowest cost first")},
    [SORT_SIZE] = {"size", TR("Smallest group first")},
    [SORT_HOURS] = {"hours", TR("Least time for each person first")},
};

static enum catalogue_sort sort_read(const struct request *request)
{
    struct str code = request_query_value(request, "sort");
    for (int i = 0; i < SORTS; i++)
        if (str_eq_c(code, sorts[i].code))
            return (enum catalogue_sort)i;
    return SORT_NAME;
}

/* The address of a list with this filter, order and page, at a route of the guide. */
static struct str list_url(struct request *request, const char *route, const struct filter *filter,
                           enum catalogue_sort sort, size_t page)
{
    struct arena *arena = request_arena(request);
    struct pair pairs[FACETS + 2];
    size_t n = filter_pairs(filter, pairs);
    if (sort != SORT_NAME)
        pairs[n++] = (struct pair){STR("sort"), str_from_c(sorts[sort].code)};
    if (page > 1)
        pairs[n++] = (struct pair){STR("page"), arena_printf(arena, "%zu", page)};
    return url_with_query(arena, REQUEST_URL0(request, route), pairs, n);
}

static void sorts_view(struct request *request, struct value *list, const struct filter *filter,
                       enum catalogue_sort chosen)
{
    for (int i = 0; i < SORTS; i++) {
        struct value *item = value_push_map(list);
        value_set_str(item, "label", tr(request_language(request), sorts[i].label));
        value_set_url(item, "url", list_url(request, "guide.methods", filter, (enum catalogue_sort)i, 1));
        value_set_bool(item, "chosen", i == (int)chosen);
    }
}

/* Links to the pages of a long list; nothing where it fits on one. */
static void pages_view(struct request *request, struct value *list, const struct filter *filter,
                       enum catalogue_sort sort, size_t page, size_t pages)
{
    for (size_t i = 1; pages > 1 && i <= pages; i++) {
        struct value *item = value_push_map(list);
        value_set_int(item, "number", (int64_t)i);
        value_set_url(item, "url", list_url(request, "guide.methods", filter, sort, i));
        value_set_bool(item, "current", i == page);
    }
}

/* The page that is asked for, within 1 to pages. */
static size_t page_read(const struct request *request, size_t pages)
{
    int64_t page = 1;
    if (str_to_int(request_query_value(request, "page"), &page) || page < 1)
        page = 1;
    return (size_t)page > pages ? pages : (size_t)page;
}

static void list_view(struct request *request, struct value *view, const struct catalogue *catalogue,
                      const struct filter *filter)
{
    struct arena *arena = request_arena(request);
    enum catalogue_sort sort = sort_read(request);
    struct selection found = catalogue_list(catalogue, arena, filter, sort);
    size_t pages = found.n ? (found.n + METHODS_PER_PAGE - 1) / METHODS_PER_PAGE : 1;
    size_t page = page_read(request, pages), first = (page - 1) * METHODS_PER_PAGE;
    struct value *methods = value_set_list(view, "methods");
    for (size_t i = first; i < found.n && i < first + METHODS_PER_PAGE; i++)
        card_view(request, value_push_map(methods), catalogue, found.items[i]);
    value_set_int(view, "count", (int64_t)found.n);
    value_set_str(view, "count_text", methods_words(arena, request_language(request), (int64_t)found.n));
    value_set_bool(view, "_empty", found.n == 0);
    sorts_view(request, value_set_list(view, "sorts"), filter, sort);
    struct value *numbers = value_set_list(view, "pages");
    pages_view(request, numbers, filter, sort, page, pages);
    value_set_bool(view, "_paged", pages > 1);
    value_set_url(view, "table_url", list_url(request, "guide.table", filter, sort, 1));
}

rc guide_methods_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct filter filter = filter_read(request);
    const struct catalogue *catalogue;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    struct value *view = value_map(arena);
    value_set_str(view, "title", tr(language, "Methods"));
    value_set_str(view, "description",
                  tr(language, "All the ways to hold a dialogue that we have collected, from a talk at "
                               "the kitchen table to a citizens' assembly drawn by lot."));
    list_view(request, view, catalogue, &filter);
    chosen_view(request, view, &filter, catalogue);
    facets_view(request, value_set_list(view, "facets"), &filter, catalogue);
    value_set_url(view, "all_url", REQUEST_URL0(request, "guide.methods"));
    value_set_url(view, "finder_url", REQUEST_URL0(request, "guide.finder"));
    value_set_url(view, "compare_url", REQUEST_URL0(request, "guide.compare"));
    value_set_url(view, "feed_url", REQUEST_URL0(request, "guide.feed"));
    value_set_bool(view, "_comparable", true);
    return reply_page(request, "guide/methods", view);
}

/* The same list as a table for a spreadsheet, whole. */
rc guide_table_file(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct filter filter = filter_read(request);
    const struct catalogue *catalogue;
    struct buf table;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    struct selection found = catalogue_list(catalogue, arena, &filter, sort_read(request));
    const struct str heads[] = {tr(language, "Method"),       tr(language, "Summary"),
                                tr(language, "Participants"), tr(language, "Time for each person"),
                                tr(language, "Cost"),         tr(language, "Address")};
    buf_init(&table, CSV_MAX_BYTES);
    buf_add(&table, STR("\xEF\xBB\xBF")); /* without it spreadsheets guess another encoding */
    for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++)
        csv_add_field(&table, heads[k], k == 0);
    buf_add(&table, STR("\r\n"));
    for (size_t i = 0; i < found.n; i++) {
        const struct card *card = &catalogue->cards[found.items[i]];
        struct str url = request_absolute(request, REQUEST_URL(request, "guide.method", card->slug));
        const struct str cells[] = {card->name, card->summary, card->people, card->time, card->cost, url};
        for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++)
            csv_add_field(&table, cells[k], k == 0);
        buf_add(&table, STR("\r\n"));
    }
    result = table.overflowed
                 ? RC_LIMIT
                 : reply_bytes(request, "text/csv; charset=utf-8", buf_str(&table), "metoder.csv");
    buf_free(&table);
    return result;
}

/* The terms of a facet that any method has, for the start page. */
static void overview_view(struct request *request, struct value *list, int facet,
                          const struct catalogue *catalogue)
{
    const struct language *language = request_language(request);
    struct filter filter = {0};
    size_t n;
    const struct vocab_term *terms = facet_terms(facet, &n);
    for (size_t value = 1; value <= n; value++) {
        size_t count = catalogue_count(catalogue, &(struct filter){0}, (size_t)facet, value);
        if (count == 0)
            continue;
        filter.chosen[facet] = value;
        struct value *item = value_push_map(list);
        value_set_str(item, "label", tr(language, terms[value - 1].label));
        value_set_int(item, "count", (int64_t)count);
        value_set_str(item, "count_text", methods_words(request_arena(request), language, (int64_t)count));
        value_set_url(item, "url", filter_url(request, &filter));
        if (facet == FACET_LEVEL)
            value_set_str(item, "promise", level_promise(language, (int)value));
    }
}

rc guide_fill_overview(struct request *request, struct reader *reader, struct value *view)
{
    const struct catalogue *catalogue;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    value_set_int(view, "methods", (int64_t)catalogue->n);
    overview_view(request, value_set_list(view, "purposes"), FACET_PURPOSE, catalogue);
    overview_view(request, value_set_list(view, "levels"), FACET_LEVEL, catalogue);
    return RC_OK;
}

rc guide_feed(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct catalogue *catalogue;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    struct feed_entry *entries = ARENA_ARRAY(arena, struct feed_entry, catalogue->n);
    for (size_t i = 0; i < catalogue->n; i++) {
        const struct card *card = &catalogue->cards[i];
        entries[i] = (struct feed_entry){.id = ARENA_CONCAT(arena, STR("method/"), catalogue->facts[i].id),
                                         .title = card->name,
                                         .summary = card->summary,
                                         .path = REQUEST_URL(request, "guide.method", card->slug),
                                         .updated = catalogue->methods[i].updated};
    }
    return reply_feed(request, tr(request_language(request), "Methods"), entries, catalogue->n);
}

rc guide_sitemap(struct request *request, struct reader *reader, struct sitemap *sitemap)
{
    const struct catalogue *catalogue;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    sitemap_add(sitemap, REQUEST_URL0(request, "guide.methods"));
    sitemap_add(sitemap, REQUEST_URL0(request, "guide.finder"));
    for (size_t i = 0; i < catalogue->n; i++)
        sitemap_add(sitemap, REQUEST_URL(request, "guide.method", catalogue->cards[i].slug));
    return RC_OK;
}

/* ---- one method ------------------------------------------------------------------ */

/* The terms of a list of codes, in its order, as a list of labels. */
static void labels_view(struct request *request, struct value *list, enum methodmatch_vocab vocab,
                        struct str codes)
{
    struct str code;
    while (str_split(&codes, ';', &code))
        value_push_str(
            list, term_words(request_language(request), vocab, methodmatch_value(vocab, str_trim(code))));
}

static void facts_view(struct request *request, struct value *view, const struct method *method)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    const struct method_facts *facts = &method->facts;
    value_set_str(view, "kind", term_words(language, VOCAB_KIND, (int)facts->kind));
    value_set_str(view, "audience", term_words(language, VOCAB_AUDIENCE, (int)facts->audience));
    labels_view(request, value_set_list(view, "levels"), VOCAB_LEVEL, method->lists.levels);
    labels_view(request, value_set_list(view, "purposes"), VOCAB_PURPOSE, method->lists.purposes);
    labels_view(request, value_set_list(view, "phases"), VOCAB_PHASE, method->lists.phases);
    labels_view(request, value_set_list(view, "recruitment"), VOCAB_RECRUITMENT, method->lists.recruitment);
    labels_view(request, value_set_list(view, "formats"), VOCAB_FORMAT, method->lists.formats);
    value_set_str(view, "people",
                  people_words(arena, language, facts->participants_min, facts->participants_max));
    value_set_str(view, "time",
                  minutes_words(arena, language, facts->event_minutes_min, method->event_minutes_max));
    value_set_str(view, "duration", term_words(language, VOCAB_DURATION, (int)method->duration));
    value_set_str(view, "lead", weeks_words(arena, language, facts->lead_weeks));
    value_set_str(view, "run", weeks_words(arena, language, facts->run_weeks));
    value_set_str(view, "cost", term_words(language, VOCAB_COST_BAND, facts->cost_band));
    value_set_str(view, "staff", term_words(language, VOCAB_STAFF_EFFORT, facts->staff_effort));
    value_set_str(view, "skill", term_words(language, VOCAB_FACILITATION_SKILL, facts->facilitation_skill));
    value_set_bool(view, "children", facts->works_with_children);
    value_set_bool(view, "needs_influence", facts->needs_influenceable_question);
    value_set_bool(view, "spatial", facts->spatial);
}

static void scores_view(struct request *request, struct value *list, const struct method_facts *facts)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    for (size_t i = 0; i < SCALES; i++) {
        int score = scale_score(facts, &scales[i]);
        struct value *item = value_push_map(list);
        value_set_str(item, "name", tr(language, scales[i].name));
        value_set_int(item, "score", score);
        value_set_str(item, "score_text",
                      TEXT_FORMAT(arena, tr(language, "{0} of 5"), text_int(arena, language, score)));
        if (score >= 1 && score <= 5)
            value_set_str(item, "level", tr(language, scales[i].levels[score - 1]));
        struct value *ends = value_set_list(item, "_ends"); /* 1, 3 and 5, for the table of the scale */
        for (int end = 0; end < 5; end += 2)
            value_push_str(ends, tr(language, scales[i].levels[end]));
    }
}

/* What stands in a table for what needs no source of its own. */
#define GENERAL_KNOWLEDGE "general knowledge"

/* "boverket.se" of "https://www.boverket.se/…". */
static struct str host_of(struct str address)
{
    struct str host = str_skip(address, str_find(address, STR("//")) + 2);
    host = str_sub(host, 0, str_find_byte(host, '/'));
    return str_starts(host, STR("www.")) ? str_skip(host, 4) : host;
}

/* A source is words, a web address, or "Words (address)", which becomes a link with words. */
static void sources_view(const struct language *language, struct value *list, struct str sources)
{
    struct str rest = sources, source;
    while (str_split(&rest, ';', &source)) {
        source = str_trim(source);
        size_t at = str_find(source, STR("(http"));
        struct str address = STR_NONE, words = source;
        if (source.n == 0)
            continue;
        if (at < source.n && str_ends(source, STR(")"))) {
            words = str_trim(str_sub(source, 0, at));
            address = str_sub(source, at + 1, source.n - at - 2);
        } else if (str_starts(source, STR("http://")) || str_starts(source, STR("https://"))) {
            words = host_of(source);
            address = source;
        } else if (str_eq(source, STR(GENERAL_KNOWLEDGE))) {
            words = tr(language, "Compiled by the editors from what is generally known about the method");
        }
        struct value *item = value_push_map(list);
        value_set_str(item, "text", words);
        value_set_url(item, "url", address);
    }
}

static rc related_view(struct request *request, struct reader *reader, struct value *list, struct str codes)
{
    const struct catalogue *catalogue;
    struct str code;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    while (str_split(&codes, ';', &code))
        for (size_t i = 0; i < catalogue->n; i++)
            if (str_eq(catalogue->facts[i].id, str_trim(code)))
                card_view(request, value_push_map(list), catalogue, i);
    return RC_OK;
}

/* Steps and origin that are not written in the page's language are shown in
 * English, marked as such: better than nothing, and honest. */
static rc fall_back_to_english(struct reader *reader, struct arena *arena, struct guide_entry *entry,
                               struct value *view)
{
    struct guide_entry english;
    value_set_bool(view, "steps_in_english", false);
    value_set_bool(view, "origin_in_english", false);
    if (entry->words.steps.p && entry->words.origin.p)
        return RC_OK;
    rc result = method_by_code(reader, arena, STR("en"), entry->method.facts.id, &english);
    if (result)
        return result == RC_NOT_FOUND ? RC_OK : result;
    if (entry->words.steps.p == NULL && english.words.steps.p) {
        entry->words.steps = english.words.steps;
        value_set_bool(view, "steps_in_english", true);
    }
    if (entry->words.origin.p == NULL && english.words.origin.p) {
        entry->words.origin = english.words.origin;
        value_set_bool(view, "origin_in_english", true);
    }
    return RC_OK;
}

static rc set_alternates(struct request *request, struct reader *reader, const struct guide_entry *entry)
{
    const struct languages *languages = request_languages(request);
    for (size_t i = 0; i < languages->n; i++) {
        const struct language *language = languages->items[i];
        struct str slug;
        rc result = method_slug_in(reader, request_arena(request), entry->method.id,
                                   str_from_c(language_code(language)), &slug);
        if (result == RC_OK)
            request_set_alternate(request, language,
                                  request_url_in(request, language, "guide.method", &slug, 1));
        else if (result != RC_NOT_FOUND)
            return result;
    }
    return RC_OK;
}

rc guide_method_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct guide_entry entry;
    struct value *view = value_map(arena);
    rc result = method_by_slug(reader, arena, str_from_c(language_code(language)),
                               request_path_value(request, "slug"), &entry);
    if (result == RC_OK)
        result = set_alternates(request, reader, &entry);
    if (result == RC_OK)
        result = fall_back_to_english(reader, arena, &entry, view);
    if (result)
        return result;
    value_set_str(view, "title", entry.words.name);
    value_set_str(view, "description", entry.words.summary);
    value_set_str(view, "code", entry.method.facts.id);
    furniture_view(request, view,
                   &(struct furniture){.published = entry.method.published, .updated = entry.method.updated});
    facts_view(request, view, &entry.method);
    push_prose(value_set_list(view, "strengths"), entry.words.strengths);
    push_prose(value_set_list(view, "weaknesses"), entry.words.weaknesses);
    push_prose(value_set_list(view, "use_when"), entry.words.use_when);
    push_prose(value_set_list(view, "avoid_when"), entry.words.avoid_when);
    push_prose(value_set_list(view, "steps"), entry.words.steps);
    value_set_str(view, "origin", entry.words.origin);
    value_set_bool(view, "_has_when", entry.words.use_when.p || entry.words.avoid_when.p);
    value_set_bool(view, "_has_steps", entry.words.steps.p != NULL);
    scores_view(request, value_set_list(view, "scores"), &entry.method.facts);
    sources_view(language, value_set_list(view, "sources"), entry.method.source);
    value_set_url(view, "methods_url", REQUEST_URL0(request, "guide.methods"));
    value_set_url(view, "finder_url", REQUEST_URL0(request, "guide.finder"));
    struct pair itself = {STR("method"), entry.method.facts.id};
    value_set_url(view, "compare_url",
                  url_with_query(arena, REQUEST_URL0(request, "guide.compare"), &itself, 1));
    result = related_view(request, reader, value_set_list(view, "related"), entry.method.related);
    if (result == RC_OK)
        result = reply_parts(request, reader, "guide.method", entry.method.facts.id, view);
    return result ? result : reply_page(request, "guide/method", view);
}
