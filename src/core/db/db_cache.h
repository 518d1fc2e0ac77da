/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The prepared statements of one connection, found by the address of their
 * query: a hash table with linear probing, at most half full. Queries are
 * constants of the program, so their number is bounded. One thread at a time.
 */
#ifndef CORE_DB_DB_CACHE_H
#define CORE_DB_DB_CACHE_H

#include "core/db/db.h"

struct cache_entry {
    const struct query *query; /* NULL = free */
    void *statement;           /* the driver's */
};

struct cache {
    struct cache_entry *entries;
    size_t n, slot_count;
};

/* The statement of query, or NULL. */
void *cache_get(const struct cache *cache, const struct query *query);
/* Adds one that is not there. */
void cache_put(struct cache *cache, const struct query *query, void *statement);
/* Empties the cache, after calling end (may be NULL) with every statement. */
void cache_clear(struct cache *cache, void (*end)(void *statement));

#endif
