/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * For the tests: the answers of small problems found the plain way, person by
 * person over all panels. It shares nothing with the solvers but Clp.
 */
#ifndef SOLVER_TESTS_BRUTE_H
#define SOLVER_TESTS_BRUTE_H

#include "base/tests/check.h"
#include "lib/sortition/lottery.h"

struct brute {
    const struct sortition_problem *problem;
    uint32_t *panels; /* of bits, one for each person: all valid panels */
    size_t panel_count;
    uint32_t covered; /* the people on some panel */
};

/* At most 20 people. */
struct brute *brute_new(const struct sortition_problem *problem, struct arena *arena);

/* The leximin probability of each person: level by level, each person's own linear program telling who is stuck. */
void brute_leximin(const struct brute *brute, double *ret_probabilities);

/* The largest sum, over the people of a panel, of their weights. */
double brute_best(const struct brute *brute, const double *weights);

/* The fewest unit changes of quotas with which some panel is valid; -1: none. category: that one alone may
 * change, without limit; SIZE_MAX: all may. */
int64_t brute_relaxation(const struct sortition_problem *problem, bool within_flex, size_t category);

/* A problem of at most 10 people, some of them in households. Quotas are around a panel's counts if feasible. */
struct sortition_problem tiny_problem(struct arena *arena, uint64_t *seed, bool feasible);

#endif
