/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Plain reasons why no panel can be valid, found by adding up, before any solver is
 * asked. A problem without conflicts may still have no valid panel.
 */
#ifndef SORTITION_PRECHECK_H
#define SORTITION_PRECHECK_H

#include "base/arena.h"
#include "lib/sortition/problem.h"

enum sortition_conflict_kind {
    SORTITION_SIZE_IMPOSSIBLE, /* nobody is to be drawn, or more than there are people or households */
    SORTITION_MINIMA_ABOVE,    /* a category's minima sum to more than the panel's size */
    SORTITION_MAXIMA_BELOW,    /* a category's maxima sum to less */
    SORTITION_NO_COMMON_SIZE,  /* one category's minima sum to more than another's maxima */
    SORTITION_POOL_SHORT       /* fewer people, or households, have a value than its minimum */
};

struct sortition_conflict {
    enum sortition_conflict_kind kind;
    size_t category, value;   /* of the targets, where the kind speaks of one */
    int64_t wanted, possible; /* the two numbers that do not agree */
    struct str message;       /* English, with what to do */
};

/*
 * All conflicts, in the order of their kinds, in arena; *ret_conflicts is NULL where
 * there are none. A relaxation of quotas helps with all but the first kind. O(people
 * * categories). Returns how many.
 */
size_t sortition_precheck(const struct sortition_problem *problem, struct arena *arena,
                          struct sortition_conflict **ret_conflicts);

/* How many people of the pool have each value of the targets; value_count of them, in arena. */
size_t *sortition_count_values(const struct sortition_problem *problem, struct arena *arena);

#endif
