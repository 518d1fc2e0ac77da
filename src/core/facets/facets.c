/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/facets/facets.h"

#include <assert.h>

struct facet {
    size_t terms;
    uint64_t *sets; /* terms × words, term 1 first */
};

struct facet_index {
    size_t items, words, n;
    struct facet *facets;
};

struct facet_index *facet_index_new(struct arena *arena, size_t items, const size_t *terms, size_t facets)
{
    struct facet_index *index = ARENA_NEW(arena, struct facet_index);
    *index = (struct facet_index){items, (items + 63) / 64, facets, ARENA_ARRAY(arena, struct facet, facets)};
    for (size_t i = 0; i < facets; i++)
        index->facets[i] = (struct facet){terms[i], ARENA_ARRAY(arena, uint64_t, terms[i] * index->words)};
    return index;
}

void facet_index_add(struct facet_index *index, size_t facet, size_t term, size_t item)
{
    assert(facet < index->n && term >= 1 && term <= index->facets[facet].terms && item < index->items);
    index->facets[facet].sets[(term - 1) * index->words + item / 64] |= (uint64_t)1 << (item % 64);
}

/* Word w of the items that have the term, or of all where term is 0. */
static uint64_t term_word(const struct facet_index *index, size_t facet, size_t term, size_t w)
{
    if (term == 0)
        return ~(uint64_t)0;
    if (term > index->facets[facet].terms)
        return 0;
    return index->facets[facet].sets[(term - 1) * index->words + w];
}

/* Word w of the filter's set, without regard to one facet (n: none left out). */
static uint64_t word_without(const struct facet_index *index, const size_t *chosen, size_t left_out, size_t w)
{
    bool last = w + 1 == index->words && index->items % 64;
    uint64_t word = last ? ((uint64_t)1 << (index->items % 64)) - 1 : ~(uint64_t)0;
    for (size_t i = 0; i < index->n; i++)
        if (i != left_out)
            word &= term_word(index, i, chosen[i], w);
    return word;
}

const uint64_t *facet_index_select(const struct facet_index *index, struct arena *arena, const size_t *chosen)
{
    uint64_t *set = ARENA_ARRAY(arena, uint64_t, index->words);
    for (size_t w = 0; w < index->words; w++)
        set[w] = word_without(index, chosen, index->n, w);
    return set;
}

size_t facet_index_count(const struct facet_index *index, const size_t *chosen, size_t facet, size_t term)
{
    size_t count = 0;
    for (size_t w = 0; w < index->words; w++)
        count += (size_t)__builtin_popcountll(word_without(index, chosen, facet, w) &
                                              term_word(index, facet, term, w));
    return count;
}

size_t facet_index_total(const struct facet_index *index, const size_t *chosen)
{
    return facet_index_count(index, chosen, 0, chosen[0]);
}
