/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Facets: ways to narrow a list, such as by theme or by year, of each of which
 * one term may be chosen. An index keeps for each term the set of items that
 * have it, one bit each, so that a filter and its counts cost a few words of
 * memory for each 64 items.
 *
 * Terms are numbered from 1 within their facet; 0 is "none chosen". A filter
 * is an array of one number for each facet. Pure; one thread builds an index,
 * a finished one may be read by many.
 */
#ifndef CORE_FACETS_FACETS_H
#define CORE_FACETS_FACETS_H

#include <stdint.h>

#include "base/arena.h"

struct facet_index;

/* An index of items without terms; terms[f] is the highest term of facet f. */
struct facet_index *facet_index_new(struct arena *arena, size_t items, const size_t *terms, size_t facets);
/* Says that an item has a term. */
void facet_index_add(struct facet_index *index, size_t facet, size_t term, size_t item);

/* The set of items that the filter takes, in arena. A term above the highest takes none. */
const uint64_t *facet_index_select(const struct facet_index *index, struct arena *arena,
                                   const size_t *chosen);
/* How many it takes. */
size_t facet_index_total(const struct facet_index *index, const size_t *chosen);
/* How many it would take if this facet had this term (0: none) and the others stayed. */
size_t facet_index_count(const struct facet_index *index, const size_t *chosen, size_t facet, size_t term);

/* Whether a set has an item. */
static inline bool facet_has(const uint64_t *set, size_t item)
{
    return set[item / 64] >> (item % 64) & 1;
}

#endif
