/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Facets: the ways to narrow the catalogue. Each is a row of terms, of which a
 * reader may choose one; a method has any of them. Pure.
 */
#ifndef GUIDE_FACETS_H
#define GUIDE_FACETS_H

#include "features/guide/guide_method.h"

enum {
    FACET_LEVEL,
    FACET_PURPOSE,
    FACET_PHASE,
    FACET_TIME, /* weeks of preparation and of running, together */
    FACET_COST,
    FACET_SIZE, /* participants in one run */
    FACET_FORMAT,
    FACET_CHILDREN,
    FACET_CONFLICT,
    FACETS
};

struct facet {
    const char *key;   /* in the query: "level"; the same in every language */
    const char *label; /* TR */
};
extern const struct facet facets[FACETS];

/* The terms of a facet; term i has the value i + 1. Their labels are msgids. */
const struct vocab_term *facet_terms(int facet, size_t *ret_n);
/* The value of a code, or 0. */
size_t facet_value(int facet, struct str code);
/* The term of a value, or NULL. */
const struct vocab_term *facet_term(int facet, size_t value);
/* The terms that a method has: METHODMATCH_BIT(value). */
uint32_t facet_mask(int facet, const struct method_facts *facts);

#endif
