/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The solvers: lotteries and relaxations by linear programming (Clp) and branch
 * and cut (CBC). They run in a process of their own, radslag-solver, since the
 * libraries may abort or never end; docs/sortition.md tells how they work.
 */
#ifndef SOLVER_SOLVE_H
#define SOLVER_SOLVE_H

#include "lib/sortition/solving.h"

/* Everything returned is in arena. RC_IO: the libraries failed; another seed may do. */
MUST_CHECK rc solve_lottery(const struct sortition_problem *problem, const struct solve_options *options,
                            struct arena *arena, enum solve_outcome *ret_outcome,
                            struct sortition_lottery *ret_lottery);

/* The relaxations of an infeasible problem: within flex if any, without limit, and one for
 * each category that suffices alone. Within 2 s for pools of thousands. */
MUST_CHECK rc solve_relaxations(const struct sortition_problem *problem, const struct solve_options *options,
                                struct arena *arena, struct sortition_relaxation **ret_relaxations,
                                size_t *ret_count);

#endif
