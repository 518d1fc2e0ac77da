/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A growing array in an arena.
 *
 *   VEC(struct fault) faults = {0};
 *   *VEC_PUSH(arena, &faults) = (struct fault){…};
 *   for (size_t i = 0; i < faults.n; i++) use(&faults.items[i]);
 *
 * A push may move the items: hold indexes, not pointers, across pushes. The
 * outgrown copies stay in the arena until it ends, at most as much again.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stddef.h>

#include "base/arena.h"

#define VEC(type)      \
    struct {           \
        type *items;   \
        size_t n, cap; \
    }

/* The address of a new zeroed item at the end. */
#define VEC_PUSH(arena, vec)                                                             \
    ((vec)->n == (vec)->cap                                                              \
         ? (void)((vec)->items = vec_grow((arena), (vec)->items, &(vec)->cap,            \
                                          sizeof *(vec)->items))                         \
         : (void)0,                                                                      \
     &(vec)->items[(vec)->n++])

/* Doubles *cap and returns the moved items; the new half is zeroed. */
void *vec_grow(struct arena *arena, void *items, size_t *cap, size_t item_bytes);

#endif
