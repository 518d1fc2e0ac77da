/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Leximin over lotteries by column generation, level by level: the slow way
 * that always works, for pools where the relaxation promises more than panels
 * can give.
 */
#ifndef SOLVER_STAGES_H
#define SOLVER_STAGES_H

#include "solver/master.h"

struct staged {
    double *level; /* reached, of type t */
    double *bound; /* of type t: proven, given the levels below */
    double lack;   /* the lottery misses no level by more */
    bool complete; /* every level is proven */
};

/* banned types stay at 0; last_level: how many levels (1: maximin). The portfolio's probabilities become
 * those of the best lottery found. */
MUST_CHECK rc stages(struct oracle *oracle, const bool *banned, size_t last_level,
                     struct portfolio *portfolio, struct arena *arena, struct staged *ret_staged);

#endif
