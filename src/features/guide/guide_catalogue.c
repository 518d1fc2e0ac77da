/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_catalogue.h"

#include "features/guide/guide_words.h"

static struct facet_index *index_facets(struct arena *arena, const struct method_facts *facts, size_t n)
{
    size_t terms[FACETS];
    for (int facet = 0; facet < FACETS; facet++)
        facet_terms(facet, &terms[facet]);
    struct facet_index *index = facet_index_new(arena, n, terms, FACETS);
    for (size_t i = 0; i < n; i++)
        for (int facet = 0; facet < FACETS; facet++)
            for (size_t value = 1; value <= terms[facet]; value++)
                if (facet_mask(facet, &facts[i]) & METHODMATCH_BIT(value))
                    facet_index_add(index, (size_t)facet, value, i);
    return index;
}

static struct card make_card(struct arena *arena, const struct language *language,
                             const struct guide_entry *entry)
{
    const struct method_facts *facts = &entry->method.facts;
    bool ordinary = facts->kind == METHOD_KIND_METHOD;
    return (struct card){
        .name = entry->words.name,
        .slug = entry->words.slug,
        .summary = entry->words.summary,
        .kind = ordinary ? STR_NONE : term_words(language, VOCAB_KIND, (int)facts->kind),
        .people = people_words(arena, language, facts->participants_min, facts->participants_max),
        .time = minutes_words(arena, language, facts->event_minutes_min, entry->method.event_minutes_max),
        .cost = term_words(language, VOCAB_COST_BAND, facts->cost_band),
    };
}

static rc load(struct reader *reader, struct arena *arena, const void *variant, const void **ret_data)
{
    const struct language *language = variant;
    struct catalogue *catalogue = ARENA_NEW(arena, struct catalogue);
    struct guide_entries entries;
    rc result = method_list(reader, arena, str_from_c(language_code(language)), &entries);
    if (result)
        return result;
    struct card *cards = ARENA_ARRAY(arena, struct card, entries.n);
    struct method *methods = ARENA_ARRAY(arena, struct method, entries.n);
    struct method_facts *facts = ARENA_ARRAY(arena, struct method_facts, entries.n);
    for (size_t i = 0; i < entries.n; i++) {
        cards[i] = make_card(arena, language, &entries.items[i]);
        methods[i] = entries.items[i].method;
        facts[i] = entries.items[i].method.facts;
    }
    *catalogue = (struct catalogue){.n = entries.n,
                                    .cards = cards,
                                    .methods = methods,
                                    .facts = facts,
                                    .index = index_facets(arena, facts, entries.n)};
    *ret_data = catalogue;
    return RC_OK;
}

const struct snapshot_kind catalogue_kind = {CATALOGUE_VERSION, load};

/* What a method is sorted by: smallest first. */
static uint64_t sort_key(const struct catalogue *catalogue, size_t i, enum catalogue_sort sort)
{
    const struct method_facts *facts = &catalogue->facts[i];
    switch (sort) {
    case SORT_TIME: return (uint64_t)facts->lead_weeks + facts->run_weeks;
    case SORT_COST: return facts->cost_band;
    case SORT_SIZE: return facts->participants_max;
    case SORT_HOURS: return facts->event_minutes_min;
    default: return i;
    }
}

struct sortable {
    uint64_t key;
    size_t method;
};

static int by_key(const void *a, const void *b)
{
    const struct sortable *x = a, *y = b;
    int order = (x->key > y->key) - (x->key < y->key);
    return order ? order : (x->method > y->method) - (x->method < y->method);
}

static void put_in_order(const struct catalogue *catalogue, struct arena *arena, enum catalogue_sort sort,
                         struct selection *selection)
{
    struct sortable *found = ARENA_ARRAY(arena, struct sortable, selection->n);
    for (size_t i = 0; i < selection->n; i++)
        found[i] = (struct sortable){sort_key(catalogue, selection->items[i], sort), selection->items[i]};
    qsort(found, selection->n, sizeof *found, by_key);
    for (size_t i = 0; i < selection->n; i++)
        selection->items[i] = found[i].method;
}

struct selection catalogue_list(const struct catalogue *catalogue, struct arena *arena,
                                const struct filter *filter, enum catalogue_sort sort)
{
    const uint64_t *taken = facet_index_select(catalogue->index, arena, filter->chosen);
    struct selection selection = {ARENA_ARRAY(arena, size_t, catalogue->n), 0};
    for (size_t i = 0; i < catalogue->n; i++)
        if (facet_has(taken, i))
            selection.items[selection.n++] = i;
    if (sort != SORT_NAME && selection.n) /* the catalogue itself is in the order of names */
        put_in_order(catalogue, arena, sort, &selection);
    return selection;
}

size_t catalogue_count(const struct catalogue *catalogue, const struct filter *filter, size_t facet,
                       size_t value)
{
    return facet_index_count(catalogue->index, filter->chosen, facet, value);
}
