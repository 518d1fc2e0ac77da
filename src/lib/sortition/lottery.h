/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A lottery: panels and how likely each is. It is what a solver answers with,
 * and what is rounded, published and drawn from.
 *
 * Invariants, which lottery_check proves in integers: every panel has exactly
 * as many members as the problem asks for, all different, within every quota,
 * at most one of a household; the panels' probabilities are positive and sum to
 * 1; a person's probability is the sum of those of the panels they are on.
 */
#ifndef SORTITION_LOTTERY_H
#define SORTITION_LOTTERY_H

#include <stdbool.h>

#include "base/arena.h"
#include "lib/sortition/problem.h"

enum sortition_algorithm {
    SORTITION_LEXIMIN, /* the least likely as likely as can be, then the next, and so on */
    SORTITION_MAXIMIN, /* the least likely as likely as can be */
    SORTITION_NASH,    /* the product of all probabilities as large as can be */
    SORTITION_GREEDY   /* one panel, person by person; nobody knows the probabilities */
};

struct sortition_panel {
    double p;
    uint32_t *members; /* size of them, ascending */
};

/* People with the same probability, the least likely first. */
struct sortition_level {
    double p;     /* reached */
    double bound; /* no lottery reaches more here, given the levels before: equal to p where proven */
    size_t people;
};

struct sortition_lottery {
    enum sortition_algorithm algorithm;
    bool exact;                     /* the optimum, to within residual; otherwise the best that was found */
    double *probabilities;          /* of each person of the pool */
    struct sortition_panel *panels; /* the most likely first */
    size_t panel_count;
    struct sortition_level *levels;
    size_t level_count;
    uint32_t *on_no_panel; /* people whom no valid panel can have, ascending */
    size_t on_no_panel_count;
    double min_probability; /* of those who can be on a panel */
    double residual;        /* the most by which a probability differs from the optimum's */
};

/* A change of one quota. */
struct sortition_change {
    size_t value; /* of the targets */
    int32_t new_min, new_max;
};

enum sortition_relaxation_kind {
    SORTITION_WITHIN_FLEX,    /* the fewest unit changes with which some panel is valid */
    SORTITION_WITHOUT_LIMIT,  /* the same without regard to the flex limits */
    SORTITION_SINGLE_CATEGORY /* the fewest if only the quotas of one category change */
};

/* Changes of quotas that make some panel valid. */
struct sortition_relaxation {
    enum sortition_relaxation_kind kind;
    int64_t total; /* units, minima and maxima together */
    struct sortition_change *changes;
    size_t change_count;
};

/*
 * Whether the members, size of them, are a valid panel of the problem, counted
 * in integers. O(size * categories + household count).
 */
MUST_CHECK bool sortition_panel_is_valid(const struct sortition_problem *problem, const uint32_t *members);

/*
 * Whether all invariants above hold: each panel in integers, sums to 1e-9.
 * *ret_problem says in English what does not. O(panels * size * categories).
 */
MUST_CHECK bool sortition_lottery_check(const struct sortition_problem *problem,
                                        const struct sortition_lottery *lottery, struct arena *arena,
                                        struct str *ret_problem);

#endif
