/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_catalogue.h"

#include "features/guide/guide_words.h"

const struct facet facets[FACETS] = {
    [FACET_LEVEL] = {"level", TR("Level of participation"), VOCAB_LEVEL},
    [FACET_PURPOSE] = {"purpose", TR("Purpose"), VOCAB_PURPOSE},
    [FACET_PHASE] = {"phase", TR("Phase of the decision"), VOCAB_PHASE},
};

/* The terms of a facet that a method has. */
static uint32_t facet_mask(int facet, const struct method_facts *facts)
{
    uint32_t purposes = 0;
    switch (facet) {
    case FACET_LEVEL: return facts->levels;
    case FACET_PHASE: return facts->phases;
    default:
        for (int i = 0; i < facts->n_purposes; i++)
            purposes |= METHODMATCH_BIT(facts->purposes[i]);
        return purposes;
    }
}

static void fill_sets(struct catalogue *catalogue, struct arena *arena)
{
    catalogue->words = (catalogue->n + 63) / 64;
    for (int facet = 0; facet < FACETS; facet++) {
        uint64_t *sets[FACET_TERMS_MAX];
        for (int value = 0; value < FACET_TERMS_MAX; value++)
            catalogue->sets[facet][value] = sets[value] = ARENA_ARRAY(arena, uint64_t, catalogue->words);
        for (size_t i = 0; i < catalogue->n; i++) {
            uint32_t mask = facet_mask(facet, &catalogue->facts[i]);
            for (int value = 1; value < FACET_TERMS_MAX; value++)
                if (mask & METHODMATCH_BIT(value))
                    sets[value][i / 64] |= (uint64_t)1 << (i % 64);
        }
    }
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
    *catalogue = (struct catalogue){.n = entries.n, .cards = cards, .methods = methods, .facts = facts};
    fill_sets(catalogue, arena);
    *ret_data = catalogue;
    return RC_OK;
}

const struct snapshot_kind catalogue_kind = {CATALOGUE_VERSION, load};

/* Word w of the set of methods that the filter takes. */
static uint64_t selected_word(const struct catalogue *catalogue, const struct filter *filter, size_t w)
{
    bool last = w + 1 == catalogue->words && catalogue->n % 64;
    uint64_t word = last ? ((uint64_t)1 << (catalogue->n % 64)) - 1 : ~(uint64_t)0;
    for (int facet = 0; facet < FACETS; facet++)
        if (filter->chosen[facet])
            word &= catalogue->sets[facet][filter->chosen[facet]][w];
    return word;
}

const uint64_t *catalogue_select(const struct catalogue *catalogue, struct arena *arena,
                                 const struct filter *filter)
{
    uint64_t *set = ARENA_ARRAY(arena, uint64_t, catalogue->words);
    for (size_t w = 0; w < catalogue->words; w++)
        set[w] = selected_word(catalogue, filter, w);
    return set;
}

size_t catalogue_count(const struct catalogue *catalogue, const struct filter *filter, int facet, int value)
{
    struct filter changed = *filter;
    size_t count = 0;
    changed.chosen[facet] = value;
    for (size_t w = 0; w < catalogue->words; w++)
        count += (size_t)__builtin_popcountll(selected_word(catalogue, &changed, w));
    return count;
}
