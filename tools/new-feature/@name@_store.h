/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * @Name@ in the database. Everything returned is in the given arena.
 */
#ifndef @NAME@_STORE_H
#define @NAME@_STORE_H

#include "core/db/db.h"
#include "features/@name@/@name@_rules.h"

struct @thing@_list {
    struct @thing@ *items;
    size_t n, cap;
};

enum { @THING@_NEWEST = -1 }; /* as before: from the beginning of the list */

/* At most limit of those older than the id before, the newest first. One query, O(limit). */
MUST_CHECK rc @thing@_list(struct reader *reader, struct arena *arena, int64_t before, int64_t limit,
                           struct @thing@_list *ret_list);

/* A step: adds one; in is struct @thing@, no out. RC_EXISTS: it repeats the newest. */
step_fn @thing@_add_step;

extern const struct query *const @name@_queries[]; /* ends with NULL */

#endif
