/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/stages.h"

#include <math.h>
#include <string.h>

#include <coin/Clp_C_Interface.h>

enum { NODE_LIMIT = 1000000, LATE_S = 3 };
static const double IMPROVES = 1e-8; /* of a panel: less is rounding */
static const double PENALTY_MIN = 10, PENALTY_MAX = 1e6;
static const double GRACE = 5e-10; /* of a probability: what rounding may make of a fixed level */
static const double LACK = 1e-7;   /* of a probability: a shortfall that is none */
static const double HELD = 1e-6;   /* a price times people: above, the type cannot rise */

struct staging {
    const struct model *model;
    struct master master;
    bool *free;
    double *level, *bound;
    double *coefficient;
    double penalty; /* of a fixed type's lacking one expected seat */
    double lack;    /* the most that one lacked, as a probability */
};

/* The column of the rising level, new for each stage: the free types' bounds rise with it. */
static void set_rising(struct staging *staging)
{
    for (size_t t = 0; t < staging->model->types; t++)
        Clp_modifyCoefficient(staging->master.lp, (int)t, 0,
                              staging->free[t] ? -staging->model->people[t] : 0, true);
}

/* What the fixed types lack of their levels in the solution, as the largest probability. */
static double shortfall(const struct staging *staging)
{
    const double *lack = Clp_primalColumnSolution(staging->master.lp) + 1;
    double most = 0;
    for (size_t t = 0; t < staging->model->types; t++)
        most = fmax(most, lack[t] / staging->model->people[t]);
    return most;
}

/*
 * Solves. That the fixed types keep their levels is not a hard row but costs a
 * penalty for what they lack: levels that were reached leave no room, and rows
 * without room have prices without bounds, with which no search can reckon. A
 * penalty that is too low shows as a shortfall, and is raised.
 */
static rc solve(struct staging *staging)
{
    rc result = master_solve(&staging->master);
    while (result == RC_OK && shortfall(staging) > LACK && staging->penalty < PENALTY_MAX) {
        staging->penalty *= 10;
        for (size_t t = 0; t < staging->model->types; t++)
            Clp_objective(staging->master.lp)[1 + t] = staging->penalty;
        result = master_solve(&staging->master);
    }
    if (result == RC_OK)
        staging->lack = fmax(staging->lack, shortfall(staging));
    return result == RC_NOT_FOUND ? RC_IO : result;
}

/* Raises the free types as far as panels allow. */
static rc rise(struct staging *staging, double *ret_level, double *ret_bound, bool *ret_proven)
{
    *ret_bound = INFINITY;
    *ret_proven = false;
    for (;;) {
        master_add_panels(&staging->master);
        rc result = solve(staging);
        if (result != RC_OK)
            return result;
        *ret_level = Clp_primalColumnSolution(staging->master.lp)[0];
        double excess;
        if (watch_ended(staging->master.oracle->watch))
            return RC_OK;
        enum master_result priced = master_price(&staging->master, IMPROVES, NODE_LIMIT, &excess);
        *ret_bound = fmin(*ret_bound, *ret_level + fmax(0, excess));
        if (priced == MASTER_IMPROVED)
            continue;
        *ret_proven = priced == MASTER_OPTIMAL;
        return RC_OK;
    }
}

/* Fixes the types that the prices hold down. Returns how many stay free. */
static size_t fix_held(struct staging *staging, double level, double bound)
{
    size_t left = 0, dearest = SIZE_MAX, fixed = 0;
    const struct model *model = staging->model;
    for (size_t t = 0; t < model->types; t++) {
        if (!staging->free[t])
            continue;
        staging->level[t] = level;
        staging->bound[t] = bound;
        double price = staging->master.prices[t];
        bool held = price * model->people[t] > HELD;
        if (dearest == SIZE_MAX || price > staging->master.prices[dearest])
            dearest = t;
        staging->free[t] = !held;
        fixed += held;
        left += !held;
    }
    if (fixed == 0 && dearest != SIZE_MAX) {
        staging->free[dearest] = false;
        left--;
    }
    for (size_t t = 0; t < model->types; t++) {
        if (!staging->free[t]) {
            Clp_rowLower(staging->master.lp)[t] = model->people[t] * fmax(0, staging->level[t] - GRACE);
            Clp_columnUpper(staging->master.lp)[1 + t] = HUGE_VAL;
        }
    }
    return left;
}

/* Whether to end at a level that is not proven: at once, unless time has ended; then the levels that the
 * panels at hand allow are still climbed for a few seconds, without proof. */
static bool too_late(struct watch *watch, bool proven, time_us *late)
{
    if (proven && !watch_ended(watch))
        return false;
    if (*late == 0)
        *late = time_monotonic() + LATE_S * TIME_SECOND;
    return !watch_ended(watch) || time_monotonic() > *late;
}

rc stages(struct oracle *oracle, const bool *banned, size_t last_level, struct portfolio *portfolio,
          struct arena *arena, struct staged *ret_staged)
{
    const struct model *model = oracle->model;
    struct arena *scratch = arena_new();
    struct staging staging = {.model = model,
                              .penalty = PENALTY_MIN,
                              .free = ARENA_ARRAY(scratch, bool, model->types),
                              .level = ARENA_ARRAY(arena, double, model->types),
                              .bound = ARENA_ARRAY(arena, double, model->types),
                              .coefficient = ARENA_ARRAY(scratch, double, model->types)};
    master_init(&staging.master, oracle, portfolio, scratch);
    size_t left = 0;
    double people = 0; /* each may give way to the last by the grace */
    for (size_t t = 0; t < model->types; t++) {
        people += banned[t] ? 0 : model->people[t];
        staging.free[t] = !banned[t];
        left += !banned[t];
        staging.coefficient[t] = banned[t] ? 0 : -model->people[t];
    }
    master_add_column(&staging.master, -1, 0, 1, staging.coefficient);
    memset(staging.coefficient, 0, model->types * sizeof *staging.coefficient);
    for (size_t t = 0; t < model->types; t++) {
        staging.coefficient[t] = 1;
        master_add_column(&staging.master, staging.penalty, 0, 0, staging.coefficient);
        staging.coefficient[t] = 0;
    }
    rc result = RC_OK;
    bool proven = true;
    size_t stage = 0;
    time_us late = 0;
    for (; left > 0 && result == RC_OK && stage < last_level && !too_late(oracle->watch, proven, &late);
         stage++) {
        double level = 0, bound = 0;
        bool this_proven = false;
        result = rise(&staging, &level, &bound, &this_proven);
        proven = proven && this_proven;
        if (result != RC_OK)
            break;
        left = fix_held(&staging, level, bound);
        set_rising(&staging);
    }
    if (result == RC_OK)
        master_read(&staging.master);
    *ret_staged = (struct staged){.level = staging.level,
                                  .bound = staging.bound,
                                  .lack = staging.lack + GRACE * people,
                                  .complete = proven && (left == 0 || stage == last_level)};
    (void)arena_free(scratch);
    return result;
}
