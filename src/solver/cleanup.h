/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Brings a lottery as near to given expected counts as panels allow: a linear
 * program over panels that minimises the total shortfall, with new panels for
 * its prices until nothing is short, or until it is proven that no lottery has
 * these counts.
 */
#ifndef SOLVER_CLEANUP_H
#define SOLVER_CLEANUP_H

#include "solver/master.h"

enum cleanup_result {
    CLEANUP_REACHED,    /* the counts, to within the tolerance */
    CLEANUP_IMPOSSIBLE, /* proven */
    CLEANUP_ENDED       /* out of time or rounds */
};

/* The portfolio's probabilities become those of the best lottery found. */
MUST_CHECK rc cleanup(struct oracle *oracle, const double *counts, struct portfolio *portfolio, size_t rounds,
                      enum cleanup_result *ret_result);

#endif
