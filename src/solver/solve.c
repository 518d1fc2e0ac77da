/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/solve.h"

#include <math.h>

#include "solver/cleanup.h"
#include "solver/nash.h"
#include "solver/peel.h"
#include "solver/relax.h"
#include "solver/spread.h"
#include "solver/stages.h"

enum { PEELS = 4, CLEANUP_ROUNDS = 30, NODES_FOR_PROOF = 20000000, TYPES_FOR_LATE = 3000 };
static const double REACHED = 1e-9;  /* of probability: nearer than this is there */
static const double NASH_GAP = 1e-5; /* of the sum of logarithms: nearer is there */
static const double PROVEN = 1e-6;   /* a level as near to its bound is as high as can be */
static const double SAME = 1e-8;     /* probabilities as near as this are one level */

/* One run, from the problem to a lottery over types. */
struct run {
    const struct sortition_problem *problem;
    const struct solve_options *options;
    struct model *model;
    struct oracle *oracle;
    struct portfolio portfolio;
    struct arena *arena; /* for the run's own data */
    bool *banned;        /* of type t: on no panel */
    double *goal;        /* of type t: the expected count to reach */
    double *bound;       /* of type t: no lottery gives its people more, given the levels below */
    double residual;     /* of the lottery in portfolio against what is known to be best */
    bool exact, climbed;
    struct watch watch;
};

static void clear(struct run *run)
{
    for (size_t i = 0; i < run->portfolio.panels.n; i++)
        run->portfolio.panels.items[i].p = 0;
}

/* The largest difference of a probability from the goal's. */
static double distance(const struct run *run)
{
    struct arena *scratch = arena_new();
    double *counts = ARENA_ARRAY(scratch, double, run->model->types), most = 0;
    portfolio_expect(&run->portfolio, counts);
    for (size_t t = 0; t < run->model->types; t++)
        most = fmax(most, fabs(counts[t] - run->goal[t]) / run->model->people[t]);
    (void)arena_free(scratch);
    return most;
}

/* Takes the goal as reached if the lottery is there. */
static bool has_reached(struct run *run)
{
    run->residual = distance(run);
    run->exact = run->residual < REACHED;
    return run->exact;
}

/*
 * Peels a few times, with other ties each time. Where one peeling does not get
 * to the end, the panels of several together often have the goal among their
 * lotteries: a linear program finds it.
 */
static rc reach(struct run *run, size_t peelings)
{
    rc result = RC_OK;
    for (size_t i = 0; i < peelings && result == RC_OK && !watch_ended(&run->watch); i++) {
        double mass = 0;
        clear(run);
        peel(run->oracle, run->goal, &run->portfolio, &mass);
        watch_at(&run->watch, SOLVE_PANELS, mass, 1);
        if (has_reached(run))
            return RC_OK;
        if (i == 0 && peelings > 1 && mass > 0.5)
            continue;
        enum cleanup_result reached;
        result = cleanup(run->oracle, run->goal, &run->portfolio, 1, &reached);
        if (result == RC_OK && has_reached(run))
            return RC_OK;
    }
    return result;
}

/* Weights for when any panel will do. */
static double *random_weights(struct run *run, struct arena *arena)
{
    double *weights = ARENA_ARRAY(arena, double, run->model->types);
    for (size_t t = 0; t < run->model->types; t++)
        weights[t] = oracle_random(run->oracle);
    return weights;
}

/* Finds out which types are on no panel: for each that no panel found so far has, one with it or a proof. */
static rc ban_impossible(struct run *run, bool *ret_any)
{
    const struct model *model = run->model;
    struct arena *scratch = arena_new();
    bool *seen = ARENA_ARRAY(scratch, bool, model->types);
    double *whims = random_weights(run, scratch), value, bound;
    int32_t *counts = ARENA_ARRAY(scratch, int32_t, model->types);
    size_t looked_at = 0;
    *ret_any = false;
    for (size_t t = 0; t < model->types && !watch_ended(&run->watch); t++) {
        for (; looked_at < run->portfolio.panels.n; looked_at++) {
            const struct counted_panel *panel = &run->portfolio.panels.items[looked_at];
            for (uint32_t s = 0; s < panel->n; s++)
                seen[panel->seats[s].type] = true;
        }
        if (seen[t] || run->banned[t])
            continue;
        enum oracle_result found = ORACLE_NONE;
        if (model->upper[t] > 0) {
            oracle_bound_type(run->oracle, t, 1, model->upper[t]);
            found = oracle_find(run->oracle, whims, ORACLE_NO_CUT_OFF, NODES_FOR_PROOF, true, counts, &value,
                                &bound);
            oracle_bound_type(run->oracle, t, 0, model->upper[t]);
        }
        if (found == ORACLE_NONE)
            run->banned[t] = *ret_any = true;
        else if (found != ORACLE_UNKNOWN)
            (void)portfolio_add(&run->portfolio, counts);
        watch_at(&run->watch, SOLVE_CHECKS, (double)t, (double)model->types);
    }
    for (size_t t = 0; t < model->types; t++)
        if (run->banned[t])
            model->upper[t] = 0;
    oracle_reset(run->oracle);
    (void)arena_free(scratch);
    return RC_OK;
}

/* Whether the relaxation leaves somebody without any chance who is not known to be on no panel. */
static bool leaves_some_out(const struct run *run)
{
    for (size_t t = 0; t < run->model->types; t++)
        if (!run->banned[t] && run->goal[t] < REACHED * run->model->people[t])
            return true;
    return false;
}

/* Sets the goal to the best point of the relaxation. */
static rc set_goal(struct run *run)
{
    struct relaxed relaxed;
    bool nash = run->options->algorithm == SORTITION_NASH;
    rc result = relax_leximin(run->model, run->banned, run->arena, &relaxed);
    if (result == RC_OK) {
        run->goal = relaxed.counts;
        for (size_t t = 0; t < run->model->types; t++)
            run->bound[t] = nash ? 1 : relaxed.level[t];
    }
    /* Where the method does not converge the fairest counts are the goal, and the panels found on the way
     * there what the search over panels starts with. */
    if (result == RC_OK && nash && !leaves_some_out(run) &&
        nash_relaxed(run->model, run->banned, relaxed.counts, run->arena, &run->goal) != RC_OK)
        run->goal = relaxed.counts;
    return result;
}

/*
 * What the probabilities are known to be off by when the sum of logarithms is
 * at most gap below the best: it is concave, and one that is so near allows a
 * probability p of n people to be off by at most about p * sqrt(2 * gap / n).
 */
static void certify_nash(struct run *run, double gap)
{
    const struct model *model = run->model;
    struct arena *scratch = arena_new();
    double *counts = ARENA_ARRAY(scratch, double, model->types);
    portfolio_expect(&run->portfolio, counts);
    for (size_t t = 0; t < model->types; t++) {
        double n = model->people[t];
        run->residual = fmax(run->residual, fmin(1, counts[t] / n * sqrt(2 * gap / n)));
    }
    run->exact = gap < NASH_GAP;
    (void)arena_free(scratch);
}

/* How much the best lottery's sum of logarithms can be above this one's: what the slope promises for the
 * best point of the relaxation. */
static double nash_gap(struct run *run)
{
    const struct model *model = run->model;
    struct arena *scratch = arena_new();
    double *counts = ARENA_ARRAY(scratch, double, model->types),
           *slope = ARENA_ARRAY(scratch, double, model->types);
    double people = 0, value, bound;
    portfolio_expect(&run->portfolio, counts);
    for (size_t t = 0; t < model->types; t++) {
        if (counts[t] > 0) {
            slope[t] = model->people[t] / counts[t];
            people += model->people[t];
        }
    }
    (void)oracle_find(run->oracle, slope, ORACLE_NO_CUT_OFF, 0, false,
                      ARENA_ARRAY(scratch, int32_t, model->types), &value, &bound);
    (void)arena_free(scratch);
    return fmax(0, bound - people);
}

/* Over the panels themselves. */
static rc find_nash(struct run *run)
{
    double gap;
    watch_at(&run->watch, SOLVE_PROOF, 0, 0);
    rc result = nash_over_panels(run->oracle, run->banned, &run->portfolio, &run->watch, &gap);
    run->residual = 0;
    if (result == RC_OK)
        certify_nash(run, gap);
    return result;
}

/* Level by level, where the relaxation promises more than panels can give. */
static rc climb(struct run *run)
{
    struct staged staged;
    size_t levels = run->options->algorithm == SORTITION_MAXIMIN ? 1 : SIZE_MAX;
    watch_at(&run->watch, SOLVE_PROOF, 0, 0);
    rc result = stages(run->oracle, run->banned, levels, &run->portfolio, run->arena, &staged);
    if (result != RC_OK)
        return result;
    run->exact = staged.complete;
    run->climbed = true;
    run->residual = staged.lack;
    for (size_t t = 0; t < run->model->types; t++) {
        if (isfinite(staged.bound[t]))
            run->bound[t] = fmin(1, staged.bound[t]);
        if (!run->banned[t])
            run->residual = fmax(run->residual, run->bound[t] - staged.level[t]);
    }
    return RC_OK;
}

static rc find_lottery(struct run *run)
{
    rc result = set_goal(run);
    bool any = false;
    if (result == RC_OK && leaves_some_out(run)) {
        result = ban_impossible(run, &any);
        if (result == RC_OK && any)
            result = set_goal(run);
    }
    if (result != RC_OK)
        return result;
    result = reach(run, PEELS);
    if (result != RC_OK || run->exact || watch_ended(&run->watch))
        return result;
    result = ban_impossible(run, &any);
    if (result == RC_OK && any) {
        result = set_goal(run);
        if (result == RC_OK)
            result = reach(run, PEELS);
    }
    if (result != RC_OK || run->exact || watch_ended(&run->watch))
        return result;
    if (run->options->algorithm == SORTITION_NASH)
        return RC_OK;
    enum cleanup_result reached;
    result = cleanup(run->oracle, run->goal, &run->portfolio, CLEANUP_ROUNDS, &reached);
    if (result != RC_OK || has_reached(run) || watch_ended(&run->watch))
        return result;
    return climb(run);
}

/* The relaxation's optimum if it can be reached and proven; else over the panels. */
static rc find_nash_lottery(struct run *run)
{
    rc result = find_lottery(run);
    if (result == RC_OK && run->exact)
        certify_nash(run, nash_gap(run));
    return result != RC_OK || run->exact || watch_ended(&run->watch) ? result : find_nash(run);
}

/* When the time ended before levels were reached one by one: at least the fairest first level that the
 * panels found so far allow, where that is a matter of a second. */
static rc make_the_best(struct run *run)
{
    bool needed = !run->exact && !run->climbed && run->options->algorithm != SORTITION_NASH;
    return needed && run->model->types <= TYPES_FOR_LATE ? climb(run) : RC_OK;
}

/* Whether there is a panel at all: RC_OK, RC_NOT_FOUND, or RC_BUSY when the time ended first. */
static rc find_first_panel(struct run *run)
{
    struct arena *scratch = arena_new();
    double *whims = random_weights(run, scratch), value, bound;
    int32_t *counts = ARENA_ARRAY(scratch, int32_t, run->model->types);
    watch_at(&run->watch, SOLVE_CHECKS, 0, 0);
    enum oracle_result found = oracle_find(run->oracle, whims, ORACLE_NO_CUT_OFF, NODES_FOR_PROOF, true,
                                           counts, &value, &bound);
    if (found == ORACLE_BEST || found == ORACLE_SOME) {
        size_t at = portfolio_add(&run->portfolio, counts);
        run->portfolio.panels.items[at].p = 1;
    }
    (void)arena_free(scratch);
    return found == ORACLE_NONE ? RC_NOT_FOUND : found == ORACLE_UNKNOWN ? RC_BUSY : RC_OK;
}

/* A person's probability and the bound on it, for sorting into levels. */
struct standing {
    double p, bound;
};

static int compare_standings(const void *a, const void *b)
{
    double left = ((const struct standing *)a)->p, right = ((const struct standing *)b)->p;
    return (left > right) - (left < right);
}

/* A bound holds only as long as the levels below are as high as they were when it was found: behind a level
 * that is not, nothing is known but that no probability is above 1. */
static void settle_bounds(const struct run *run, struct sortition_lottery *lottery)
{
    bool known = true;
    for (size_t i = 0; i < lottery->level_count; i++) {
        struct sortition_level *level = &lottery->levels[i];
        if (run->exact)
            level->bound = level->p;
        else if (!known || level->bound < level->p)
            level->bound = 1;
        known = known && level->bound <= level->p + PROVEN;
    }
}

static void list_levels(const struct run *run, struct arena *arena, struct sortition_lottery *lottery)
{
    const struct model *model = run->model;
    size_t n = run->problem->pool.n, levels = 0;
    struct standing *standings = ARENA_ARRAY(run->arena, struct standing, n);
    for (size_t t = 0; t < model->types; t++)
        for (uint32_t i = 0; i < (uint32_t)model->people[t]; i++) {
            uint32_t person = model->members[model->first_member[t] + i];
            standings[person] = (struct standing){lottery->probabilities[person], run->bound[t]};
        }
    qsort(standings, n, sizeof *standings, compare_standings);
    lottery->levels = ARENA_ARRAY(arena, struct sortition_level, n);
    for (size_t i = 0; i < n; i++) {
        if (levels == 0 || standings[i].p > lottery->levels[levels - 1].p + SAME)
            lottery->levels[levels++] = (struct sortition_level){.p = standings[i].p,
                                                                 .bound = standings[i].bound};
        lottery->levels[levels - 1].people++;
        lottery->levels[levels - 1].bound = fmin(lottery->levels[levels - 1].bound, standings[i].bound);
    }
    lottery->level_count = levels;
    settle_bounds(run, lottery);
}

static void list_impossible(const struct run *run, struct arena *arena, struct sortition_lottery *lottery)
{
    const struct model *model = run->model;
    size_t n = run->problem->pool.n;
    bool *out = ARENA_ARRAY(run->arena, bool, n);
    for (size_t t = 0; t < model->types; t++)
        for (uint32_t i = 0; run->banned[t] && i < (uint32_t)model->people[t]; i++)
            out[model->members[model->first_member[t] + i]] = true;
    lottery->on_no_panel = ARENA_ARRAY(arena, uint32_t, n);
    lottery->min_probability = 1;
    for (size_t i = 0; i < n; i++) {
        if (out[i])
            lottery->on_no_panel[lottery->on_no_panel_count++] = (uint32_t)i;
        else
            lottery->min_probability = fmin(lottery->min_probability, lottery->probabilities[i]);
    }
}

rc solve_lottery(const struct sortition_problem *problem, const struct solve_options *options,
                 struct arena *arena, enum solve_outcome *ret_outcome, struct sortition_lottery *ret_lottery)
{
    struct arena *scratch = arena_new();
    struct run run = {
        .problem = problem, .options = options, .arena = scratch, .watch = watch_start(options)};
    run.model = model_new(problem, scratch);
    struct arena *search = arena_new(); /* ends before the people's panels, which need the memory */
    run.oracle = oracle_new(run.model, options->seed, search);
    run.banned = ARENA_ARRAY(scratch, bool, run.model->types);
    run.bound = ARENA_ARRAY(scratch, double, run.model->types);
    run.oracle->watch = &run.watch;
    portfolio_init(&run.portfolio, run.model->types, scratch);
    struct sortition_lottery lottery = {.algorithm = options->algorithm};
    rc result = find_first_panel(&run);
    enum solve_outcome outcome = result == RC_NOT_FOUND ? SOLVE_INFEASIBLE : SOLVE_OUT_OF_TIME;
    if (result == RC_OK) {
        result = options->algorithm == SORTITION_NASH ? find_nash_lottery(&run) : find_lottery(&run);
        if (result == RC_OK)
            result = make_the_best(&run);
        outcome = run.watch.stopped ? SOLVE_STOPPED : run.exact ? SOLVED : SOLVE_OUT_OF_TIME;
        search = arena_free(search);
        spread(problem, run.model, &run.portfolio, arena, &lottery);
        list_levels(&run, arena, &lottery);
        list_impossible(&run, arena, &lottery);
        lottery.exact = run.exact;
        lottery.residual = run.residual;
    } else if (result == RC_NOT_FOUND || result == RC_BUSY) {
        result = RC_OK;
    }
    (void)arena_free(search);
    (void)arena_free(scratch);
    if (result == RC_OK) {
        *ret_outcome = outcome;
        *ret_lottery = lottery;
    }
    return result;
}
