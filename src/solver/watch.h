/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The clock of a run: when it must end, whom to tell how far it has come, and
 * whether that somebody wants it to stop.
 */
#ifndef SOLVER_WATCH_H
#define SOLVER_WATCH_H

#include "base/clock.h"
#include "lib/sortition/solving.h"

struct watch {
    const struct solve_options *options;
    time_us deadline; /* 0: none */
    time_us last;     /* when progress was told */
    enum solve_phase phase;
    double done, total;
    bool stopped; /* progress said so */
};

/* The clock runs from here. */
struct watch watch_start(const struct solve_options *options);

/* How far it has come; told at once where the phase is new, else a few times a second. */
void watch_at(struct watch *watch, enum solve_phase phase, double done, double total);

/* Whether to end now. Some tens of nanoseconds. */
bool watch_ended(struct watch *watch);

#endif
