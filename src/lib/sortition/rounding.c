/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/rounding.h"

#include <math.h>
#include <string.h>

#include "lib/sortition/seats.h"
#include "lib/sortition/types.h"

enum { TRIES = 20 };

struct seat {
    uint32_t type, n;
};

/* What is rounded, by type. */
struct work {
    const struct sortition_problem *problem;
    const struct sortition_lottery *lottery;
    struct sortition_stream *stream;
    struct arena *arena;
    size_t m;
    struct types types;
    struct seat *seats; /* of panel j: seats[first[j]] to seats[first[j + 1] - 1] */
    size_t *first;
    double *wished;   /* of each type: m times the probability of its people */
    uint32_t *copies; /* of each panel */
    int64_t *taken;   /* of each type: seats in all copies */
};

/* ---- types -------------------------------------------------------------------- */

static void count_seats(struct work *work)
{
    size_t size = work->problem->size, n = 0;
    uint32_t *counts = ARENA_ARRAY(work->arena, uint32_t, work->types.n);
    work->seats = ARENA_ARRAY(work->arena, struct seat, work->lottery->panel_count * size);
    work->first = ARENA_ARRAY(work->arena, size_t, work->lottery->panel_count + 1);
    for (size_t j = 0; j < work->lottery->panel_count; j++) {
        const uint32_t *members = work->lottery->panels[j].members;
        for (size_t i = 0; i < size; i++)
            counts[work->types.of[members[i]]]++;
        for (size_t i = 0; i < size; i++) {
            uint32_t *count = &counts[work->types.of[members[i]]];
            if (*count)
                work->seats[n++] = (struct seat){work->types.of[members[i]], *count};
            *count = 0;
        }
        work->first[j + 1] = n;
    }
}

static void prepare(struct work *work)
{
    work->types = types_of(work->problem, work->lottery->probabilities, work->arena);
    count_seats(work);
    work->wished = ARENA_ARRAY(work->arena, double, work->types.n);
    work->taken = ARENA_ARRAY(work->arena, int64_t, work->types.n);
    work->copies = ARENA_ARRAY(work->arena, uint32_t, work->lottery->panel_count);
    for (size_t i = 0; i < work->problem->pool.n; i++)
        work->wished[work->types.of[i]] = (double)work->m * work->lottery->probabilities[i];
}

/* ---- dependent rounding --------------------------------------------------------- */

/* Moves probability between two until one of them is whole, at random so that both keep their expectation. */
static void settle_pair(struct sortition_stream *stream, double *a, double *b)
{
    double up = fmin(1 - *a, *b), down = fmin(*a, 1 - *b);
    if (sortition_stream_real(stream) * (up + down) < down) {
        *a += up;
        *b -= up;
    } else {
        *a -= down;
        *b += down;
    }
}

static bool is_whole(double x)
{
    return x < 1e-9 || x > 1 - 1e-9;
}

/* Gives each panel floor(m p) copies or one more, m in all. */
static void round_once(struct work *work, uint32_t *order, double *parts, uint32_t *ret_copies)
{
    size_t n = work->lottery->panel_count, left = work->m, open = 0;
    for (size_t j = 0; j < n; j++) {
        double share = (double)work->m * work->lottery->panels[j].p, whole = floor(share + 1e-9);
        ret_copies[j] = (uint32_t)fmin(whole, (double)left);
        parts[j] = fmax(0, share - whole);
        left -= ret_copies[j];
        order[j] = (uint32_t)j;
    }
    sortition_stream_shuffle(work->stream, order, n);
    for (size_t i = 1; i < n; i++) { /* order[open] is the one not settled so far */
        settle_pair(work->stream, &parts[order[open]], &parts[order[i]]);
        if (is_whole(parts[order[open]]))
            open = i;
    }
    for (int round = 0; left > 0; round++) /* the second round: only after sums that are off */
        for (size_t i = 0; i < n && left > 0; i++)
            if (round > 0 || parts[order[i]] > 0.5) {
                ret_copies[order[i]]++;
                left--;
            }
}

/* ---- how far from what was wished ------------------------------------------------- */

/* The most by which someone of the type differs, in panels: seats go round, so counts are whole. */
static double type_change(const struct work *work, size_t type, int64_t taken)
{
    int64_t people = (int64_t)(work->types.first[type + 1] - work->types.first[type]);
    int64_t low = taken / people, high = low + (taken % people != 0);
    return fmax(fabs((double)low - work->wished[type]), fabs((double)high - work->wished[type]));
}

static double evaluate(struct work *work, const uint32_t *copies)
{
    double sum = 0;
    memset(work->taken, 0, work->types.n * sizeof *work->taken);
    for (size_t j = 0; j < work->lottery->panel_count; j++)
        for (size_t s = work->first[j]; s < work->first[j + 1] && copies[j]; s++)
            work->taken[work->seats[s].type] += (int64_t)work->seats[s].n * copies[j];
    for (size_t t = 0; t < work->types.n; t++)
        sum += seats_penalty(type_change(work, t, work->taken[t]));
    return sum;
}

static void best_of(struct work *work)
{
    size_t n = work->lottery->panel_count;
    uint32_t *order = ARENA_ARRAY(work->arena, uint32_t, n), *copies = ARENA_ARRAY(work->arena, uint32_t, n);
    double *parts = ARENA_ARRAY(work->arena, double, n), best = INFINITY;
    for (size_t i = 0; i < TRIES; i++) {
        round_once(work, order, parts, copies);
        double value = evaluate(work, copies);
        if (value < best) {
            best = value;
            memcpy(work->copies, copies, n * sizeof *copies);
        }
    }
}

/* ---- seats ------------------------------------------------------------------------- */

/* Who of a type takes the next seat. */
struct seating {
    struct work *work;
    uint32_t *queue;  /* people by type, each type in a random order */
    size_t *next;     /* of each type whose people live alone: where its queue stands */
    uint32_t *counts; /* of each person */
    bool *at_home;    /* of each household: someone of it sits in this panel */
};

/* Of a type that lives alone the next in turn; else who sat least of those whose home is free. */
static uint32_t seat_one(struct seating *seating, size_t type)
{
    const struct types *types = &seating->work->types;
    size_t first = types->first[type], n = types->first[type + 1] - first;
    const uint32_t *households = seating->work->problem->pool.households;
    uint32_t best = UINT32_MAX;
    if (types->classes[type] == 0)
        best = seating->queue[first + seating->next[type]++ % n];
    for (size_t i = first; i < first + n && types->classes[type]; i++) {
        uint32_t person = seating->queue[i];
        if (!seating->at_home[households[person]] &&
            (best == UINT32_MAX || seating->counts[person] < seating->counts[best]))
            best = person;
    }
    if (best != UINT32_MAX) {
        seating->counts[best]++;
        seating->at_home[households[best]] = true;
    }
    return best;
}

/* False where the homes of a class do not suffice, which a valid panel rules out. */
static bool seat_panel(struct seating *seating, size_t panel, uint32_t *members)
{
    const struct work *work = seating->work;
    size_t n = 0;
    bool seated = true;
    for (size_t s = work->first[panel]; s < work->first[panel + 1]; s++)
        for (uint32_t i = 0; i < work->seats[s].n && seated; i++) {
            members[n] = seat_one(seating, work->seats[s].type);
            seated = members[n] != UINT32_MAX;
            n += seated;
        }
    for (size_t i = 0; i < n; i++)
        seating->at_home[work->problem->pool.households[members[i]]] = false;
    qsort(members, n, sizeof *members, seats_compare);
    return seated;
}

/* Seats people in all copies, in the order of random numbers. */
static bool seat_all(struct work *work, uint32_t *members)
{
    size_t people = work->problem->pool.n, at = 0;
    struct seating seating = {.work = work,
                              .queue = ARENA_ARRAY(work->arena, uint32_t, people),
                              .next = ARENA_ARRAY(work->arena, size_t, work->types.n),
                              .counts = ARENA_ARRAY(work->arena, uint32_t, people),
                              .at_home = ARENA_ARRAY(work->arena, bool, work->problem->pool.household_count)};
    uint32_t *order = ARENA_ARRAY(work->arena, uint32_t, work->m);
    memcpy(seating.queue, work->types.people, people * sizeof *seating.queue);
    for (size_t t = 0; t < work->types.n; t++)
        sortition_stream_shuffle(work->stream, seating.queue + work->types.first[t],
                                 work->types.first[t + 1] - work->types.first[t]);
    for (size_t j = 0; j < work->lottery->panel_count; j++)
        for (uint32_t i = 0; i < work->copies[j]; i++)
            order[at++] = (uint32_t)j;
    sortition_stream_shuffle(work->stream, order, work->m);
    for (size_t k = 0; k < work->m; k++)
        if (!seat_panel(&seating, order[k], members + k * work->problem->size))
            return false;
    return true;
}

/* ---- the result -------------------------------------------------------------------- */

rc sortition_rounding_count(const struct sortition_problem *problem, const double *probabilities,
                            struct arena *arena, struct sortition_rounding *rounding, size_t *ret_panel)
{
    size_t size = rounding->size;
    for (size_t k = 0; k < rounding->m; k++)
        if (!sortition_panel_is_valid(problem, rounding->members + k * size)) {
            *ret_panel = k;
            return RC_INVALID;
        }
    rounding->counts = ARENA_ARRAY(arena, uint32_t, problem->pool.n);
    for (size_t i = 0; i < rounding->m * size; i++)
        rounding->counts[rounding->members[i]]++;
    rounding->min_before = rounding->min_after = 1;
    rounding->largest_change = rounding->least_change = 0;
    for (size_t i = 0; i < problem->pool.n; i++) {
        double after = (double)rounding->counts[i] / (double)rounding->m;
        double before = probabilities ? probabilities[i] : after;
        double exact = before * (double)rounding->m;
        rounding->least_change = fmax(rounding->least_change,
                                      fabs(exact - round(exact)) / (double)rounding->m);
        if (before > 0) {
            rounding->min_before = fmin(rounding->min_before, before);
            rounding->min_after = fmin(rounding->min_after, after);
        }
        if (fabs(after - before) > rounding->largest_change) {
            rounding->largest_change = fabs(after - before);
            rounding->most_changed = (uint32_t)i;
        }
    }
    return RC_OK;
}

rc sortition_round(const struct sortition_problem *problem, const struct sortition_lottery *lottery, size_t m,
                   struct sortition_stream *stream, struct arena *arena,
                   struct sortition_rounding *ret_rounding)
{
    if (m == 0 || m > SORTITION_NUMBERS_MAX)
        return RC_LIMIT;
    if (lottery->panel_count == 0)
        return RC_INVALID;
    struct work work = {
        .problem = problem, .lottery = lottery, .stream = stream, .arena = arena_new(), .m = m};
    struct sortition_rounding rounding = {.m = m, .size = problem->size};
    rounding.members = ARENA_ARRAY(arena, uint32_t, m * problem->size);
    prepare(&work);
    best_of(&work);
    size_t panel;
    rc result = seat_all(&work, rounding.members) ? RC_OK : RC_INVALID;
    if (result == RC_OK) {
        double *wished = ARENA_ARRAY(work.arena, double, problem->pool.n);
        for (size_t i = 0; i < problem->pool.n; i++)
            wished[i] = (double)m * lottery->probabilities[i];
        seats_improve(problem, m, wished, rounding.members);
        result = sortition_rounding_count(problem, lottery->probabilities, arena, &rounding, &panel);
    }
    arena_free(work.arena);
    if (result == RC_OK)
        *ret_rounding = rounding;
    return result;
}
