/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/examples/examples_catalogue.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "features/examples/examples_words.h"

size_t example_term(const struct example_catalogue *catalogue, enum example_facet facet, struct str code)
{
    return (size_t)(uintptr_t)map_get(&catalogue->terms[facet].values, code);
}

/* ---- terms ---------------------------------------------------------------------- */

static void begin_terms(struct example_terms *terms, struct arena *arena, size_t most)
{
    *terms = (struct example_terms){.codes = ARENA_ARRAY(arena, struct str, most)};
    map_init(&terms->values, arena);
}

/* Adds a term unless it is there. */
static void add_term(struct example_terms *terms, struct str code)
{
    if (map_get(&terms->values, code))
        return;
    terms->codes[terms->n++] = code;
    map_put(&terms->values, code, (void *)(uintptr_t)terms->n);
}

static void vocabulary(struct example_terms *terms, struct arena *arena, const struct coded_label *items,
                       size_t n)
{
    begin_terms(terms, arena, n);
    for (size_t i = 0; i < n; i++)
        add_term(terms, str_from_c(items[i].code));
}

static void method_terms(struct example_terms *terms, struct arena *arena, const struct example_list *list)
{
    size_t most = 0;
    for (size_t i = 0; i < list->n; i++)
        most += list->items[i].methods.n / 2 + 1;
    begin_terms(terms, arena, most);
    for (size_t i = 0; i < list->n; i++) {
        struct str rest = list->items[i].methods, code;
        while (str_split(&rest, ';', &code))
            add_term(terms, code);
    }
}

/* Each year from the latest to the first. */
static void year_terms(struct example_terms *terms, struct arena *arena, const struct example_list *list)
{
    int first = 9999, last = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct example *example = &list->items[i];
        first = month_year(example->start) < first ? month_year(example->start) : first;
        last = example_last_year(example) > last ? example_last_year(example) : last;
    }
    begin_terms(terms, arena, last >= first ? (size_t)(last - first) + 1 : 0);
    for (int year = last; year >= first; year--)
        add_term(terms, arena_printf(arena, "%d", year));
}

struct placed {
    struct str key;
    size_t card;
};

static int by_key(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    int order = str_compare(x->key, y->key);
    return order ? order : (x->card > y->card) - (x->card < y->card);
}

/* The places in alphabetical order, and the cards by them. */
static void place_terms(struct example_catalogue *catalogue, struct arena *arena,
                        const struct example_list *list)
{
    struct placed *placed = ARENA_ARRAY(arena, struct placed, list->n);
    size_t *order = ARENA_ARRAY(arena, size_t, list->n);
    for (size_t i = 0; i < list->n; i++)
        placed[i] = (struct placed){utf8_sort_key(arena, list->items[i].place), i};
    if (list->n)
        qsort(placed, list->n, sizeof *placed, by_key);
    begin_terms(&catalogue->terms[BY_PLACE], arena, list->n);
    for (size_t i = 0; i < list->n; i++) {
        order[i] = placed[i].card;
        add_term(&catalogue->terms[BY_PLACE], list->items[order[i]].place);
    }
    catalogue->by_place = order;
}

/* ---- the index ------------------------------------------------------------------- */

static void index_codes(const struct example_catalogue *catalogue, struct facet_index *index,
                        enum example_facet facet, struct str codes, size_t item)
{
    struct str code;
    while (str_split(&codes, ';', &code)) {
        size_t term = example_term(catalogue, facet, code);
        if (term)
            facet_index_add(index, facet, term, item);
    }
}

static void fill_index(struct example_catalogue *catalogue, struct arena *arena)
{
    size_t terms[EXAMPLE_FACETS];
    for (int facet = 0; facet < EXAMPLE_FACETS; facet++)
        terms[facet] = catalogue->terms[facet].n;
    struct facet_index *index = facet_index_new(arena, catalogue->n, terms, EXAMPLE_FACETS);
    for (size_t i = 0; i < catalogue->n; i++) {
        const struct example *example = catalogue->cards[i].example;
        index_codes(catalogue, index, BY_METHOD, example->methods, i);
        index_codes(catalogue, index, BY_THEME, example->themes, i);
        facet_index_add(index, BY_PLACE, example_term(catalogue, BY_PLACE, example->place), i);
        facet_index_add(index, BY_SIZE, (size_t)example_size(example->population), i);
        for (int year = month_year(example->start); year <= example_last_year(example); year++)
            index_codes(catalogue, index, BY_YEAR, arena_printf(arena, "%d", year), i);
    }
    catalogue->index = index;
}

static rc load(struct reader *reader, struct arena *arena, const void *variant, const void **ret_data)
{
    const struct language *language = variant;
    struct str code = str_from_c(language_code(language));
    struct example_list list;
    rc result = example_list(reader, arena, &list);
    if (result)
        return result;
    struct example_catalogue *catalogue = ARENA_NEW(arena, struct example_catalogue);
    struct example_card *cards = ARENA_ARRAY(arena, struct example_card, list.n);
    for (size_t i = 0; i < list.n; i++) {
        const struct example_text *text = example_text_for(&list.items[i], code);
        cards[i] = (struct example_card){
            .example = &list.items[i],
            .words = &text->words,
            .language = str_eq(text->language, code) ? STR_NONE : text->language,
            .period = period_words(arena, language, &list.items[i]),
        };
    }
    catalogue->n = list.n;
    catalogue->cards = cards;
    method_terms(&catalogue->terms[BY_METHOD], arena, &list);
    vocabulary(&catalogue->terms[BY_THEME], arena, library_themes, THEMES);
    place_terms(catalogue, arena, &list);
    year_terms(&catalogue->terms[BY_YEAR], arena, &list);
    vocabulary(&catalogue->terms[BY_SIZE], arena, example_sizes, SIZES);
    fill_index(catalogue, arena);
    *ret_data = catalogue;
    return RC_OK;
}

const struct snapshot_kind example_catalogue_kind = {"examples", load};
