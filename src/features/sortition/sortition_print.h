/* SPDX-License-Identifier: EUPL-1.2 */
/* What the commands of `radslag sortition` tell a person at a terminal. */
#ifndef SORTITION_PRINT_H
#define SORTITION_PRINT_H

#include "base/clock.h"
#include "features/sortition/sortition_json.h"
#include "lib/sortition/solving.h"

/* A line on standard error that grows; nothing where that is no terminal. */
struct sortition_progress {
    bool shown;
    time_us last;
};
/* For solve_options; context is a struct sortition_progress. Never stops. */
bool sortition_show_progress(void *context, enum solve_phase phase, double done, double total);
/* Clears the line. */
void sortition_end_progress(struct sortition_progress *progress);

/* The table category, value, pool, expected share and quota; then the chances, and who has none. */
void sortition_print_lottery(const struct sortition_problem *problem, const struct sortition_answer *answer,
                             struct arena *arena);

/* Why no panel is valid, and which changes of quotas would help. */
void sortition_print_infeasible(const struct sortition_problem *problem,
                                const struct sortition_answer *answer, struct arena *arena);

#endif
