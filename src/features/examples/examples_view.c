/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/examples/examples_view.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "features/examples/examples_words.h"
#include "features/guide/pub/guide.h"

enum { TERMS_SHOWN = 14 }; /* a longer row of terms is folded */

/* Indexed by enum example_facet. The key is the same in every language. */
static const struct {
    const char *key, *label; /* TR */
} facets[EXAMPLE_FACETS] = {
    [BY_METHOD] = {"method", TR("Method")},        [BY_THEME] = {"theme", TR("Theme")},
    [BY_PLACE] = {"place", TR("Place")},           [BY_YEAR] = {"year", TR("Year")},
    [BY_SIZE] = {"size", TR("Size of the place")},
};

rc example_catalogue_of(struct request *request, struct reader *reader,
                        const struct example_catalogue **ret_catalogue)
{
    const void *data;
    rc result = request_snapshot(request, reader, &example_catalogue_kind, request_language(request), &data);
    if (result == RC_OK)
        *ret_catalogue = data;
    return result;
}

void example_card_view(struct request *request, struct value *map, const struct example_card *card)
{
    const struct language *language = request_language(request);
    const struct example *example = card->example;
    value_set_str(map, "code", example->code);
    value_set_str(map, "title", card->words->title);
    value_set_url(map, "url", REQUEST_URL(request, "examples.example", card->words->slug));
    value_set_str(map, "summary", card->words->summary);
    value_set_str(map, "language", card->language);
    value_set_str(map, "organisation", example->organisation);
    value_set_str(map, "place", example->place);
    value_set_str(map, "period", card->period);
    value_set_str(map, "status",
                  example->status == STATUS_FINISHED
                      ? STR_NONE
                      : term_label(language, example_statuses, STATUSES, example->status));
    struct value *themes = value_set_list(map, "themes");
    struct str rest = example->themes, code;
    while (str_split(&rest, ';', &code)) {
        size_t theme = (size_t)example_term_value(library_themes, THEMES, code);
        value_push_str(themes, term_label(language, library_themes, THEMES, theme));
    }
    value_set_bool(map, "demo", example->demo);
}

/* ---- filters -------------------------------------------------------------------------- */

struct example_filter example_filter_read(const struct request *request,
                                          const struct example_catalogue *catalogue)
{
    struct example_filter filter = {0};
    for (int i = 0; i < EXAMPLE_FACETS; i++)
        filter.chosen[i] = example_term(catalogue, (enum example_facet)i,
                                        request_query_value(request, facets[i].key));
    filter.by_place = str_eq(request_query_value(request, "by"), STR("place"));
    return filter;
}

struct str example_filter_url(struct request *request, const struct example_catalogue *catalogue,
                              const struct example_filter *filter, size_t page)
{
    struct arena *arena = request_arena(request);
    struct pair pairs[EXAMPLE_FACETS + 2];
    size_t n = 0;
    for (int i = 0; i < EXAMPLE_FACETS; i++)
        if (filter->chosen[i])
            pairs[n++] = (struct pair){str_from_c(facets[i].key),
                                       catalogue->terms[i].codes[filter->chosen[i] - 1]};
    if (filter->by_place)
        pairs[n++] = (struct pair){STR("by"), STR("place")};
    if (page > 1)
        pairs[n++] = (struct pair){STR("page"), arena_printf(arena, "%zu", page)};
    return url_with_query(arena, REQUEST_URL0(request, "examples.list"), pairs, n);
}

/* The words for a term of a facet. A method that the guide has lost keeps its code. */
static rc label_of(struct request *request, struct reader *reader, const struct example_catalogue *catalogue,
                   int facet, size_t term, struct str *ret_label)
{
    const struct language *language = request_language(request);
    struct str code = catalogue->terms[facet].codes[term - 1];
    switch (facet) {
    case BY_THEME: *ret_label = term_label(language, library_themes, THEMES, term); return RC_OK;
    case BY_SIZE: *ret_label = term_label(language, example_sizes, SIZES, term); return RC_OK;
    case BY_METHOD: {
        rc result = guide_method_name(request, reader, code, ret_label);
        if (result != RC_NOT_FOUND)
            return result;
        break;
    }
    default: break;
    }
    *ret_label = code;
    return RC_OK;
}

/* A term that is shown. */
struct shown {
    size_t term, count;
    struct str label, key;
};

static int by_key(const void *a, const void *b)
{
    return str_compare(((const struct shown *)a)->key, ((const struct shown *)b)->key);
}

/* The terms with hits, and the chosen one; methods by name. */
static rc shown_terms(struct request *request, struct reader *reader,
                      const struct example_catalogue *catalogue, const struct example_filter *filter,
                      int facet, struct shown *shown, size_t *ret_n)
{
    struct arena *arena = request_arena(request);
    size_t n = 0;
    for (size_t term = 1; term <= catalogue->terms[facet].n; term++) {
        size_t count = facet_index_count(catalogue->index, filter->chosen, (size_t)facet, term);
        if (count == 0 && filter->chosen[facet] != term)
            continue;
        struct shown item = {.term = term, .count = count};
        rc result = label_of(request, reader, catalogue, facet, term, &item.label);
        if (result)
            return result;
        item.key = facet == BY_METHOD ? utf8_sort_key(arena, item.label) : STR("");
        shown[n++] = item;
    }
    if (facet == BY_METHOD && n)
        qsort(shown, n, sizeof *shown, by_key);
    *ret_n = n;
    return RC_OK;
}

static rc facet_view(struct request *request, struct reader *reader, struct value *map,
                     const struct example_catalogue *catalogue, const struct example_filter *filter,
                     int facet)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct shown *shown = ARENA_ARRAY(arena, struct shown, catalogue->terms[facet].n);
    size_t n;
    rc result = shown_terms(request, reader, catalogue, filter, facet, shown, &n);
    if (result)
        return result;
    value_set_c(map, "key", facets[facet].key);
    value_set_str(map, "label", tr(language, facets[facet].label));
    value_set_bool(map, "_any", n > 0);
    value_set_bool(map, "_fold", n > TERMS_SHOWN);
    value_set_bool(map, "_open", filter->chosen[facet] != 0);
    value_set_str(map, "_fold_text",
                  TEXT_FORMAT(arena, tr(language, "Show all {0}"), text_int(arena, language, (int64_t)n)));
    struct value *terms = value_set_list(map, "terms");
    for (size_t i = 0; i < n; i++) {
        bool chosen = filter->chosen[facet] == shown[i].term;
        struct example_filter toggled = *filter;
        toggled.chosen[facet] = chosen ? 0 : shown[i].term;
        struct value *item = value_push_map(terms);
        value_set_str(item, "label", shown[i].label);
        value_set_int(item, "count", (int64_t)shown[i].count);
        value_set_str(item, "count_text", examples_words(arena, language, (int64_t)shown[i].count));
        value_set_bool(item, "chosen", chosen);
        value_set_url(item, "url", example_filter_url(request, catalogue, &toggled, 1));
    }
    return RC_OK;
}

rc example_facets_view(struct request *request, struct reader *reader, struct value *list,
                       const struct example_catalogue *catalogue, const struct example_filter *filter)
{
    rc result = RC_OK;
    for (int i = 0; i < EXAMPLE_FACETS && result == RC_OK; i++)
        result = facet_view(request, reader, value_push_map(list), catalogue, filter, i);
    return result;
}

rc example_chosen_view(struct request *request, struct reader *reader, struct value *view,
                       const struct example_catalogue *catalogue, const struct example_filter *filter)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct value *list = value_set_list(view, "chosen");
    bool one_helps = false;
    for (int i = 0; i < EXAMPLE_FACETS; i++) {
        struct str facet = tr(language, facets[i].label), label;
        if (filter->chosen[i] == 0)
            continue;
        rc result = label_of(request, reader, catalogue, i, filter->chosen[i], &label);
        if (result)
            return result;
        struct example_filter without = *filter;
        without.chosen[i] = 0;
        int64_t count = (int64_t)facet_index_total(catalogue->index, without.chosen);
        struct value *item = value_push_map(list);
        value_set_str(item, "facet", facet);
        value_set_str(item, "label", label);
        value_set_str(item, "_without", TEXT_FORMAT(arena, tr(language, "Without “{0}: {1}”"), facet, label));
        value_set_url(item, "url", example_filter_url(request, catalogue, &without, 1));
        value_set_str(item, "count_text", examples_words(arena, language, count));
        value_set_bool(item, "_helps", count > 0);
        one_helps |= count > 0;
    }
    value_set_bool(view, "_filtered", value_count(list) > 0);
    value_set_bool(view, "_one_helps", one_helps);
    return RC_OK;
}
