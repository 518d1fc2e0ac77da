/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/map.h"

#include "base/vec.h"

uint32_t str_hash(struct str s)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * 16777619u;
    return hash;
}

void map_init(struct map *map, struct arena *arena)
{
    *map = (struct map){.arena = arena};
}

/* The slot that holds key, or the free one where it would go. */
static size_t find_slot(const struct map *map, struct str key)
{
    size_t mask = map->slot_count - 1, slot = str_hash(key) & mask;
    while (map->slots[slot] && !str_eq(map->entries[map->slots[slot] - 1].key, key))
        slot = (slot + 1) & mask;
    return slot;
}

static void rehash(struct map *map)
{
    map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
    map->slots = ARENA_ARRAY(map->arena, uint32_t, map->slot_count);
    for (size_t i = 0; i < map->n; i++)
        map->slots[find_slot(map, map->entries[i].key)] = (uint32_t)(i + 1);
}

void *map_get(const struct map *map, struct str key)
{
    if (map->n == 0)
        return NULL;
    uint32_t index = map->slots[find_slot(map, key)];
    return index ? map->entries[index - 1].value : NULL;
}

void *map_put(struct map *map, struct str key, void *value)
{
    if (map->n * 2 >= map->slot_count)
        rehash(map);
    size_t slot = find_slot(map, key);
    if (map->slots[slot]) {
        struct map_entry *entry = &map->entries[map->slots[slot] - 1];
        void *before = entry->value;
        entry->value = value;
        return before;
    }
    if (map->n == map->entry_cap)
        map->entries = vec_grow(map->arena, map->entries, &map->entry_cap, sizeof *map->entries);
    map->entries[map->n++] = (struct map_entry){key, value};
    map->slots[slot] = (uint32_t)map->n;
    return NULL;
}
