/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The catalogue: all organisations as lists show them, and which of them a
 * filter lets through. A snapshot (core/snapshot), shared by all requests.
 */
#ifndef ORGANISATIONS_CATALOGUE_H
#define ORGANISATIONS_CATALOGUE_H

#include "core/snapshot/snapshot.h"
#include "features/organisations/organisations_store.h"

struct organisation_entry {
    const struct organisation *organisation;
    struct str slug; /* of its page: that of the one it is the same as */
    struct str text; /* its names and slug in small letters, for the search by name */
};

struct organisation_catalogue {
    const struct organisation_entry *entries; /* by short name */
    size_t n;
};

/* 0 and "" mean: all. */
struct organisation_filter {
    enum organisation_kind kind;
    size_t county;   /* its place in counties + 1 */
    struct str name; /* part of a name, in small letters */
};

/* What a filter finds. */
struct organisation_found {
    const struct organisation_entry **entries; /* by short name */
    size_t n;
    /* How many there would be with another kind or county chosen; [0]: with none. */
    size_t kinds[ORGANISATION_KINDS + 1], counties[COUNTIES + 1];
};

/* The kind of snapshot; it has no variants (NULL). Bump "organisations" to renew it. */
extern const struct snapshot_kind organisation_catalogue_kind;

/* Everything is borrowed from the catalogue or in arena. O(number of organisations). */
struct organisation_found organisation_find(const struct organisation_catalogue *catalogue,
                                            const struct organisation_filter *filter, struct arena *arena);

#endif
