/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The catalogue: all examples as the pages of one language list them, and the
 * facets they are filtered by. It is a snapshot (core/snapshot), shared by all
 * requests, and never changes.
 */
#ifndef EXAMPLES_CATALOGUE_H
#define EXAMPLES_CATALOGUE_H

#include "base/map.h"
#include "core/facets/facets.h"
#include "core/i18n/i18n.h"
#include "core/snapshot/snapshot.h"
#include "features/examples/examples_store.h"

enum example_facet { BY_METHOD, BY_THEME, BY_PLACE, BY_YEAR, BY_SIZE, EXAMPLE_FACETS };

/* An example as lists show it. */
struct example_card {
    const struct example *example;
    const struct example_words *words; /* title, slug and summary */
    struct str language;               /* theirs; STR_NONE: that of the catalogue */
    struct str period;                 /* "mars–juni 2025" */
};

/* The terms of a facet, counted from 1: codes[0] is that of term 1. */
struct example_terms {
    struct str *codes;
    size_t n;
    struct map values; /* code → its place in codes + 1, as a pointer */
};

struct example_catalogue {
    size_t n;
    const struct example_card *cards; /* the latest start first */
    const size_t *by_place;           /* indexes of cards, by place and then as they stand */
    struct example_terms terms[EXAMPLE_FACETS];
    const struct facet_index *index;
};

/* The kind of snapshot; its variant is a struct language. Bump "examples" to renew it. */
extern const struct snapshot_kind example_catalogue_kind;

/* The term with this code, or 0. */
size_t example_term(const struct example_catalogue *catalogue, enum example_facet facet, struct str code);

#endif
