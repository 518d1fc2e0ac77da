/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is asked of a solver and how it ends; shared by the solvers, which run
 * in a process of their own, and by run.h, which starts that process.
 */
#ifndef SORTITION_SOLVING_H
#define SORTITION_SOLVING_H

#include <stdbool.h>

#include "lib/sortition/lottery.h"

enum solve_phase { SOLVE_CHECKS, SOLVE_LEVELS, SOLVE_PANELS, SOLVE_PROOF, SOLVE_PHASE_COUNT };

struct solve_options {
    enum sortition_algorithm algorithm; /* not greedy: that needs no solver */
    double time_limit_s;                /* 0: none */
    uint64_t seed;                      /* of the ties the solver breaks: the optimum does not depend on it */
    /* Told how far it has come, now and then; total 0: not known. False stops. May be NULL. */
    bool (*progress)(void *context, enum solve_phase phase, double done, double total);
    void *context;
};

enum solve_outcome {
    SOLVED,
    SOLVE_INFEASIBLE,  /* no panel is valid */
    SOLVE_OUT_OF_TIME, /* the lottery is the best so far, with bounds; no panels: not even one was found */
    SOLVE_STOPPED,     /* the same, since progress said so */
    SOLVE_OUTCOME_COUNT
};

#endif
