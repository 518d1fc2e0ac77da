/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Runs radslag-solver in a process of its own and believes it only as far as
 * its answer can be checked.
 *
 * Every panel is checked again here, in integers (sortition_lottery_check). A
 * solver that crashes, hangs or answers wrongly is started again with another
 * seed, at most twice, within the time that is left; what happened is told.
 */
#ifndef SORTITION_RUN_H
#define SORTITION_RUN_H

#include "lib/sortition/solving.h"

struct sortition_run {
    struct solve_options options;
    const char *solver; /* the program's absolute path; NULL: radslag-solver beside the one that runs */
};

struct sortition_answer {
    enum solve_outcome outcome;
    struct sortition_lottery lottery;         /* panel_count is 0 where there is none */
    struct sortition_relaxation *relaxations; /* where the outcome is SOLVE_INFEASIBLE */
    size_t relaxation_count;
    size_t attempts;
    struct str trouble; /* in English, what failed at earlier attempts; STR_NONE: nothing */
    double seconds;
};

/*
 * The lottery, or for an infeasible problem the relaxations. All in arena.
 * RC_NOT_FOUND: no solver at that path. RC_IO: each attempt failed; *ret_answer
 * is set then too, for its trouble. The time limit covers all attempts; a solver
 * has some seconds more to hand over what it has.
 */
MUST_CHECK rc sortition_run(const struct sortition_problem *problem, const struct sortition_run *run,
                            struct arena *arena, struct sortition_answer *ret_answer);

#endif
