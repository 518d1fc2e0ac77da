/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/alternates.h"

#include <string.h>

#include "lib/sortition/seats.h"

enum {
    LEARNT_FROM = 200, /* samples that the search sees */
    JUDGED_BY = 2000,  /* samples that it does not */
    TRIED_FOR_A_PLACE = 60,
    RANDOM_RESERVES = 10
};
#define SEARCH_LOOKS 200e6 /* values of alternates looked at */

/* Panels after some did not come. */
struct samples {
    size_t n;
    int32_t *counts;   /* of sample s and value v: counts[s * value_count + v] */
    uint32_t *missing; /* how many seats are empty, of each sample */
};

struct search {
    const struct sortition_problem *problem;
    struct sortition_stream *stream;
    struct arena *work;
    struct samples learnt, judged;
    uint32_t *candidates; /* in a random order, one of a household */
    size_t candidate_count;
    int32_t *counts; /* of each value, while a panel is mended */
    int32_t *steps;  /* of each value: what one more of it would add to the loss */
    bool *used;      /* of each of the reserve */
    double looks;
};

/* ---- samples ------------------------------------------------------------------- */

static struct samples take_samples(struct search *search, const uint32_t *members, const double *dropout,
                                   size_t n)
{
    const struct sortition_problem *problem = search->problem;
    size_t values = problem->targets.value_count;
    struct samples samples = {n, ARENA_ARRAY(search->work, int32_t, n * values),
                              ARENA_ARRAY(search->work, uint32_t, n)};
    for (size_t s = 0; s < n; s++)
        for (size_t i = 0; i < problem->size; i++) {
            bool comes = sortition_stream_real(search->stream) >= dropout[members[i]];
            samples.missing[s] += !comes;
            for (size_t c = 0; c < problem->targets.category_count && comes; c++)
                samples.counts[s * values + sortition_value_of(problem, members[i], c)]++;
        }
    return samples;
}

/* ---- mending one panel ----------------------------------------------------------- */

static int32_t distance(const struct sortition_value *value, int32_t count)
{
    if (count < value->min)
        return value->min - count;
    return count > value->max ? count - value->max : 0;
}

/* Counts people with a value, and notes what one more of it would add to the loss. */
static void set_count(struct search *search, size_t v, int32_t count)
{
    const struct sortition_value *value = &search->problem->targets.values[v];
    search->counts[v] = count;
    search->steps[v] = distance(value, count + 1) - distance(value, count);
}

/* By how much the loss changes when the person takes an empty seat: that seat counts too. */
static int32_t change_by(const struct search *search, uint32_t person)
{
    const struct sortition_problem *problem = search->problem;
    int32_t change = -1;
    for (size_t c = 0; c < problem->targets.category_count; c++)
        change += search->steps[sortition_value_of(problem, person, c)];
    return change;
}

/* The loss that remains when the reserve has filled the seats it can, the best person first. */
static int32_t mend(struct search *search, const struct samples *samples, size_t s, const uint32_t *reserve,
                    size_t n)
{
    const struct sortition_problem *problem = search->problem;
    size_t values = problem->targets.value_count;
    int32_t loss = (int32_t)samples->missing[s];
    memset(search->used, false, n * sizeof *search->used);
    for (size_t v = 0; v < values; v++) {
        set_count(search, v, samples->counts[s * values + v]);
        loss += distance(&problem->targets.values[v], search->counts[v]);
    }
    for (uint32_t seat = 0; seat < samples->missing[s]; seat++) {
        int32_t best_change = 0;
        size_t best = n;
        for (size_t i = 0; i < n; i++) {
            int32_t change = search->used[i] ? 0 : change_by(search, reserve[i]);
            if (change < best_change) {
                best_change = change;
                best = i;
            }
        }
        search->looks += (double)(n * problem->targets.category_count);
        if (best == n)
            break;
        search->used[best] = true;
        loss += best_change;
        for (size_t c = 0; c < problem->targets.category_count; c++) {
            size_t v = sortition_value_of(problem, reserve[best], c);
            set_count(search, v, search->counts[v] + 1);
        }
    }
    return loss;
}

static double mean_loss(struct search *search, const struct samples *samples, const uint32_t *reserve,
                        size_t n, double *ret_restored)
{
    double sum = 0, restored = 0;
    for (size_t s = 0; s < samples->n; s++) {
        int32_t loss = mend(search, samples, s, reserve, n);
        sum += loss;
        restored += loss == 0;
    }
    if (ret_restored)
        *ret_restored = restored / (double)samples->n;
    return sum / (double)samples->n;
}

/* ---- the search ------------------------------------------------------------------ */

/* All who may be in a reserve: one of each household, chosen at random, none of the panel's. */
static void find_candidates(struct search *search, const uint32_t *members)
{
    const struct sortition_pool *pool = &search->problem->pool;
    bool *taken = ARENA_ARRAY(search->work, bool, pool->household_count);
    uint32_t *order = ARENA_ARRAY(search->work, uint32_t, pool->n);
    search->candidates = ARENA_ARRAY(search->work, uint32_t, pool->n);
    for (size_t i = 0; i < search->problem->size; i++)
        taken[pool->households[members[i]]] = true;
    for (size_t i = 0; i < pool->n; i++)
        order[i] = (uint32_t)i;
    sortition_stream_shuffle(search->stream, order, pool->n);
    for (size_t i = 0; i < pool->n; i++) {
        bool *home = &taken[pool->households[order[i]]];
        if (!*home)
            search->candidates[search->candidate_count++] = order[i];
        *home = true;
    }
}

static void swap(uint32_t *a, uint32_t *b)
{
    uint32_t kept = *a;
    *a = *b;
    *b = kept;
}

/* The first of the candidates are the reserve. Its last place goes to the best of some others. */
static void fill_place(struct search *search, size_t n)
{
    uint32_t *candidates = search->candidates;
    size_t others = search->candidate_count - n + 1, best = n - 1;
    double least = -1;
    for (size_t i = 0; i < TRIED_FOR_A_PLACE && i < others; i++) {
        size_t at = n - 1 + (size_t)sortition_stream_below(search->stream, others);
        swap(&candidates[n - 1], &candidates[at]);
        double loss = mean_loss(search, &search->learnt, candidates, n, NULL);
        swap(&candidates[n - 1], &candidates[at]);
        if (least < 0 || loss < least) {
            least = loss;
            best = at;
        }
    }
    swap(&candidates[n - 1], &candidates[best]);
}

/* Exchanges one of the reserve for another while that loses less. */
static void improve(struct search *search, size_t n)
{
    uint32_t *candidates = search->candidates;
    double loss = mean_loss(search, &search->learnt, candidates, n, NULL);
    while (n && n < search->candidate_count && loss > 0 && search->looks < SEARCH_LOOKS) {
        size_t in = n + (size_t)sortition_stream_below(search->stream, search->candidate_count - n);
        size_t out = (size_t)sortition_stream_below(search->stream, n);
        swap(&candidates[in], &candidates[out]);
        double other = mean_loss(search, &search->learnt, candidates, n, NULL);
        if (other > loss)
            swap(&candidates[in], &candidates[out]);
        else
            loss = other;
    }
}

/* What reserves at random lose; leaves the candidates shuffled. */
static double random_loss(struct search *search, size_t n)
{
    double sum = 0;
    for (int i = 0; i < RANDOM_RESERVES; i++) {
        sortition_stream_shuffle(search->stream, search->candidates, search->candidate_count);
        sum += mean_loss(search, &search->judged, search->candidates, n, NULL);
    }
    return sum / RANDOM_RESERVES;
}

rc sortition_alternates_choose(const struct sortition_problem *problem, const uint32_t *members,
                               const double *dropout, size_t n, struct sortition_stream *stream,
                               struct arena *arena, struct sortition_alternates *ret_alternates)
{
    for (size_t i = 0; i < problem->size; i++)
        if (!(dropout[members[i]] >= 0 && dropout[members[i]] <= 1))
            return RC_INVALID;
    struct search search = {.problem = problem, .stream = stream, .work = arena_new()};
    search.counts = ARENA_ARRAY(search.work, int32_t, problem->targets.value_count);
    search.steps = ARENA_ARRAY(search.work, int32_t, problem->targets.value_count);
    find_candidates(&search, members);
    n = n < search.candidate_count ? n : search.candidate_count;
    search.used = ARENA_ARRAY(search.work, bool, n);
    search.learnt = take_samples(&search, members, dropout, LEARNT_FROM);
    search.judged = take_samples(&search, members, dropout, JUDGED_BY);
    struct sortition_alternates result = {.n = n, .people = ARENA_ARRAY(arena, uint32_t, n)};
    result.loss_without = mean_loss(&search, &search.judged, search.candidates, 0, NULL);
    result.loss_random = random_loss(&search, n);
    search.looks = 0;
    for (size_t place = 1; place <= n && search.looks < SEARCH_LOOKS; place++)
        fill_place(&search, place);
    improve(&search, n);
    result.loss = mean_loss(&search, &search.judged, search.candidates, n, &result.restored);
    memcpy(result.people, search.candidates, n * sizeof *result.people);
    qsort(result.people, n, sizeof *result.people, seats_compare);
    arena_free(search.work);
    *ret_alternates = result;
    return RC_OK;
}
