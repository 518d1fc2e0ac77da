/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/lottery.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

/* What a panel is counted with; made once for many panels. */
struct tally {
    const struct sortition_problem *problem;
    int32_t *counts;  /* of each value */
    bool *households; /* on the panel */
};

static bool counts_within_quotas(const struct tally *tally)
{
    const struct sortition_targets *targets = &tally->problem->targets;
    for (size_t v = 0; v < targets->value_count; v++)
        if (tally->counts[v] < targets->values[v].min || tally->counts[v] > targets->values[v].max)
            return false;
    return true;
}

/* Two members of a household, or the same person twice, are refused alike. */
static bool is_valid(struct tally *tally, const uint32_t *members)
{
    const struct sortition_problem *problem = tally->problem;
    const struct sortition_pool *pool = &problem->pool;
    bool valid = true;
    size_t n = 0;
    memset(tally->counts, 0, problem->targets.value_count * sizeof *tally->counts);
    for (; n < problem->size && valid; n++) {
        if (members[n] >= pool->n || tally->households[pool->households[members[n]]])
            break;
        tally->households[pool->households[members[n]]] = true;
        for (size_t c = 0; c < problem->targets.category_count; c++)
            tally->counts[sortition_value_of(problem, members[n], c)]++;
    }
    valid = n == problem->size && counts_within_quotas(tally);
    while (n-- > 0)
        tally->households[pool->households[members[n]]] = false;
    return valid;
}

static struct tally tally_new(const struct sortition_problem *problem)
{
    return (struct tally){problem, mem_alloc_array(problem->targets.value_count, sizeof(int32_t)),
                          mem_alloc_array(problem->pool.household_count, sizeof(bool))};
}

static void tally_free(struct tally *tally)
{
    tally->counts = mem_free(tally->counts);
    tally->households = mem_free(tally->households);
}

bool sortition_panel_is_valid(const struct sortition_problem *problem, const uint32_t *members)
{
    struct tally tally = tally_new(problem);
    bool valid = is_valid(&tally, members);
    tally_free(&tally);
    return valid;
}

/* ---- a lottery ----------------------------------------------------------------- */

static bool is_ascending(const uint32_t *people, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (people[i - 1] >= people[i])
            return false;
    return true;
}

/* Adds up the panels in *sums, of each person; what is wrong with a panel, or STR_NONE. */
static struct str check_panels(const struct sortition_problem *problem,
                               const struct sortition_lottery *lottery, struct arena *arena, double *sums)
{
    struct tally tally = tally_new(problem);
    struct str fault = STR_NONE;
    double total = 0;
    for (size_t i = 0; i < lottery->panel_count && !fault.p; i++) {
        const struct sortition_panel *panel = &lottery->panels[i];
        if (!is_valid(&tally, panel->members))
            fault = arena_printf(arena, "panel %zu is not valid", i);
        else if (!is_ascending(panel->members, problem->size))
            fault = arena_printf(arena, "the members of panel %zu are not in order", i);
        else if (!(panel->p > 0 && panel->p <= 1 + 1e-9))
            fault = arena_printf(arena, "the probability of panel %zu is %g", i, panel->p);
        else
            for (size_t m = 0; m < problem->size; m++)
                sums[panel->members[m]] += panel->p;
        total += panel->p;
    }
    tally_free(&tally);
    if (!fault.p && !(fabs(total - 1) <= 1e-9))
        fault = arena_printf(arena, "the probabilities of the panels sum to %.12f", total);
    return fault;
}

static struct str check_people(const struct sortition_problem *problem,
                               const struct sortition_lottery *lottery, struct arena *arena,
                               const double *sums)
{
    if (!is_ascending(lottery->on_no_panel, lottery->on_no_panel_count))
        return STR("the people on no panel are not in order");
    for (size_t i = 0; i < lottery->on_no_panel_count; i++)
        if (lottery->on_no_panel[i] >= problem->pool.n || sums[lottery->on_no_panel[i]] > 0)
            return arena_printf(arena, "person %u is on a panel, and listed as on none",
                                lottery->on_no_panel[i]);
    /* Whoever selects greedily knows one panel, not the probabilities. */
    for (size_t i = 0; i < problem->pool.n && lottery->algorithm != SORTITION_GREEDY; i++)
        if (!(fabs(sums[i] - lottery->probabilities[i]) <= 1e-9))
            return arena_printf(arena, "the probability of person %zu is %.12f, that of their panels %.12f",
                                i, lottery->probabilities[i], sums[i]);
    return STR_NONE;
}

bool sortition_lottery_check(const struct sortition_problem *problem, const struct sortition_lottery *lottery,
                             struct arena *arena, struct str *ret_problem)
{
    double *sums = mem_alloc_array(problem->pool.n, sizeof *sums);
    struct str fault = check_panels(problem, lottery, arena, sums);
    if (!fault.p)
        fault = check_people(problem, lottery, arena, sums);
    mem_free(sums);
    if (fault.p)
        *ret_problem = fault;
    return fault.p == NULL;
}
