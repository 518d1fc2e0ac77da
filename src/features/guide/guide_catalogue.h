/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The catalogue: all methods of one language as the pages list them, with an
 * index of their facets (core/facets). It is a snapshot (core/snapshot), shared
 * by all requests, and never changes.
 */
#ifndef GUIDE_CATALOGUE_H
#define GUIDE_CATALOGUE_H

#include "core/i18n/i18n.h"
#include "core/facets/facets.h"
#include "core/snapshot/snapshot.h"
#include "features/guide/guide_facets.h"
#include "features/guide/guide_store.h"

/* What is chosen: a value for each facet, 0 for none. */
struct filter {
    size_t chosen[FACETS];
};

/* A method as lists show it, in words of the language. */
struct card {
    struct str name, slug, summary;
    struct str kind; /* STR_NONE for an ordinary method */
    struct str people, time, cost;
};

struct catalogue {
    size_t n; /* methods, by name; the three arrays go together */
    const struct card *cards;
    const struct method *methods;
    const struct method_facts *facts;
    const struct facet_index *index;
};

/* The kind of snapshot; its variant is a struct language. Bump "guide" to renew it. */
extern const struct snapshot_kind catalogue_kind;
#define CATALOGUE_VERSION "guide"

/* The order of a list. */
enum catalogue_sort { SORT_NAME, SORT_TIME, SORT_COST, SORT_SIZE, SORT_HOURS, SORTS };

/* The methods that the filter takes, in this order: indexes in arena; equals by name. */
struct selection {
    size_t *items;
    size_t n;
};
struct selection catalogue_list(const struct catalogue *catalogue, struct arena *arena,
                                const struct filter *filter, enum catalogue_sort sort);
/* How many it would take if this facet had this value (0: none) and the others stayed. */
size_t catalogue_count(const struct catalogue *catalogue, const struct filter *filter, size_t facet,
                       size_t value);
#endif
