/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The lottery with the largest product of all probabilities (Nash welfare):
 * first as expected counts in the relaxation, to be reached by peeling; where
 * that is not possible, over the panels themselves.
 */
#ifndef SOLVER_NASH_H
#define SOLVER_NASH_H

#include "solver/master.h"

/* Expected counts with the largest product in the relaxation. start: such counts, > 0 where not banned.
 * RC_NOT_FOUND: the method did not converge. */
MUST_CHECK rc nash_relaxed(const struct model *model, const bool *banned, const double *start,
                           struct arena *arena, double **ret_counts);

/*
 * Column generation: the best lottery over the panels of the portfolio, with
 * new panels until none improves. *ret_gap: the sum of logarithms is at most
 * this below the optimum's. Every type that is not banned is on a panel of the
 * portfolio at the start.
 */
MUST_CHECK rc nash_over_panels(struct oracle *oracle, const bool *banned, struct portfolio *portfolio,
                               struct watch *watch, double *ret_gap);

#endif
