/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/db/db_cache.h"

#include <assert.h>

#include "base/mem.h"

enum { FIRST_SLOTS = 64 };

/* Where query is, or where it would be put. */
static struct cache_entry *find(const struct cache *cache, const struct query *query)
{
    /* Constants lie side by side: the multiplication spreads their low bits. */
    size_t slot = (size_t)(((uint64_t)(uintptr_t)query * 0x9E3779B97F4A7C15u) >> 32);
    for (;; slot++) {
        struct cache_entry *entry = &cache->entries[slot & (cache->slot_count - 1)];
        if (entry->query == NULL || entry->query == query)
            return entry;
    }
}

void *cache_get(const struct cache *cache, const struct query *query)
{
    return cache->slot_count ? find(cache, query)->statement : NULL;
}

static void grow(struct cache *cache)
{
    struct cache old = *cache;
    cache->slot_count = old.slot_count ? old.slot_count * 2 : FIRST_SLOTS;
    cache->entries = mem_alloc_array(cache->slot_count, sizeof *cache->entries);
    for (size_t i = 0; i < old.slot_count; i++)
        if (old.entries[i].query)
            *find(cache, old.entries[i].query) = old.entries[i];
    mem_free(old.entries);
}

void cache_put(struct cache *cache, const struct query *query, void *statement)
{
    if (cache->n * 2 >= cache->slot_count)
        grow(cache);
    struct cache_entry *entry = find(cache, query);
    assert(entry->query == NULL);
    *entry = (struct cache_entry){query, statement};
    cache->n++;
}

void cache_clear(struct cache *cache, void (*end)(void *statement))
{
    for (size_t i = 0; end && i < cache->slot_count; i++)
        if (cache->entries[i].query)
            end(cache->entries[i].statement);
    mem_free(cache->entries);
    *cache = (struct cache){0};
}
