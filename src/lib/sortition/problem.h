/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A draw that is to be made: quotas, people, and how many are drawn.
 *
 * A category (gender, age) has values (woman, 16-29); each value has a quota:
 * how few and how many with it may be on the panel. Every person has one value
 * in each category. At most one person of a household is on a panel; whoever
 * shares an address with nobody is a household of their own.
 *
 * The readers of targets.h and people.h make one of files. Everything is
 * indexed from 0 and strings are borrowed from where they were read.
 */
#ifndef SORTITION_PROBLEM_H
#define SORTITION_PROBLEM_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum {
    SORTITION_UNLIMITED = INT32_MAX, /* of max_flex */
    SORTITION_CATEGORIES_MAX = 64,
    SORTITION_VALUES_MAX = 4096, /* of all categories together */
    SORTITION_PEOPLE_MAX = 1000000
};

struct sortition_value {
    struct str name;
    int32_t min, max;           /* 0 <= min <= max */
    int32_t min_flex, max_flex; /* min_flex <= min, max <= max_flex: how far a relaxation may go */
};

/* Its values are values[first] to values[first + n - 1] of the targets. */
struct sortition_category {
    struct str name;
    size_t first, n;
};

struct sortition_targets {
    struct sortition_category *categories;
    size_t category_count;
    struct sortition_value *values;
    size_t value_count;
};

struct sortition_pool {
    size_t n;
    struct str *ids;         /* unique */
    uint16_t *values;        /* person i, category c: values[i * category_count + c], of the targets */
    uint32_t *households;    /* of person i: 0 to household_count - 1 */
    size_t household_count;
};

struct sortition_problem {
    struct sortition_targets targets;
    struct sortition_pool pool;
    size_t size; /* of the panel */
};

/* The value of a person in a category, as an index of the targets' values. */
static inline size_t sortition_value_of(const struct sortition_problem *problem, size_t person,
                                        size_t category)
{
    return problem->pool.values[person * problem->targets.category_count + category];
}

#endif
