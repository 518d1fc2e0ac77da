/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/vec.h"

#include <string.h>

void *vec_grow(struct arena *arena, void *items, size_t *cap, size_t item_bytes)
{
    size_t new_cap = *cap ? *cap * 2 : 8;
    void *grown = arena_alloc_array(arena, new_cap, item_bytes);
    if (*cap)
        memcpy(grown, items, *cap * item_bytes);
    *cap = new_cap;
    return grown;
}
