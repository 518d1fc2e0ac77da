/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A hash map from strings to pointers, in an arena.
 *
 * Open addressing with linear probing over a power-of-two table, at most half
 * full. Keys are borrowed and must outlive the map. entries[0..n-1] are in the
 * order they were put. The hash is not keyed: never put an unlimited number of
 * a stranger's keys into one.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct map_entry {
    struct str key;
    void *value;
};

struct map {
    struct arena *arena;
    struct map_entry *entries; /* in order of insertion */
    uint32_t *slots;           /* index into entries + 1; 0 = free */
    size_t n, entry_cap, slot_count;
};

/* An empty map in arena; {.arena = arena} does the same. */
void map_init(struct map *map, struct arena *arena);
/* The value put under key, or NULL. */
void *map_get(const struct map *map, struct str key);
/* Sets the value under key. Returns what was there before, or NULL. */
void *map_put(struct map *map, struct str key, void *value);

/* FNV-1a; also the hash of view keys. */
uint32_t str_hash(struct str s);

#endif
