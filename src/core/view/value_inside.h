/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The inside of struct value: for the files of core/view only, so that nobody
 * else can turn a string into html by writing its kind.
 *
 * On 64-bit machines a value is 64 bytes. key, key_hash and next belong to the
 * parent: they are set when the value is put into one, has_parent with them.
 */
#ifndef CORE_VIEW_VALUE_INSIDE_H
#define CORE_VIEW_VALUE_INSIDE_H

#include "base/map.h"
#include "core/view/value.h"

struct value {
    const char *key;
    uint32_t key_n, key_hash;
    struct value *next;
    uint32_t count; /* children */
    uint8_t kind;   /* enum value_kind */
    bool has_parent;
    union {
        bool truth;
        int64_t integer;
        double real;
        struct str text;
        struct {
            struct value *first, *last;
            struct arena *arena;
            uint64_t filter; /* of a map: bit (hash & 63) is set for each child */
        } children;
    };
};

/* A new value of kind, with nothing in it. */
struct value *value_new(struct arena *arena, enum value_kind kind);

/* value_get with the hash already known. map may be NULL or of any kind. */
static inline const struct value *value_lookup(const struct value *map, struct str key,
                                               uint32_t hash)
{
    if (!map || map->kind != VALUE_MAP || !(map->children.filter >> (hash & 63) & 1))
        return NULL;
    for (const struct value *child = map->children.first; child; child = child->next) {
        if (child->key_hash == hash && str_eq((struct str){child->key, child->key_n}, key))
            return child;
    }
    return NULL;
}

#endif
