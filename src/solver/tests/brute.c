/* SPDX-License-Identifier: EUPL-1.2 */
#include "brute.h"

#include <math.h>

#include <coin/Clp_C_Interface.h>

enum { PEOPLE_MAX = 20, VALUES_MAX = 32 };

static void count_values(const struct sortition_problem *problem, uint32_t panel, int32_t *counts)
{
    memset(counts, 0, VALUES_MAX * sizeof *counts);
    for (size_t i = 0; i < problem->pool.n; i++)
        for (size_t c = 0; (panel >> i & 1) && c < problem->targets.category_count; c++)
            counts[sortition_value_of(problem, i, c)]++;
}

/* Of the right size, with one of each household. */
static bool is_group(const struct sortition_problem *problem, uint32_t panel)
{
    uint32_t homes = 0;
    for (size_t i = 0; i < problem->pool.n; i++) {
        uint32_t home = (uint32_t)1 << problem->pool.households[i];
        if ((panel >> i & 1) && (homes & home))
            return false;
        homes |= panel >> i & 1 ? home : 0;
    }
    return (size_t)__builtin_popcount(panel) == problem->size;
}

struct brute *brute_new(const struct sortition_problem *problem, struct arena *arena)
{
    struct brute *brute = ARENA_NEW(arena, struct brute);
    assert_true(problem->pool.n <= PEOPLE_MAX && problem->targets.value_count <= VALUES_MAX);
    brute->problem = problem;
    brute->panels = ARENA_ARRAY(arena, uint32_t, (size_t)1 << problem->pool.n);
    for (uint32_t panel = 0; panel < (uint32_t)1 << problem->pool.n; panel++) {
        int32_t counts[VALUES_MAX];
        bool valid = is_group(problem, panel);
        count_values(problem, panel, counts);
        for (size_t v = 0; v < problem->targets.value_count; v++)
            valid = valid && counts[v] >= problem->targets.values[v].min &&
                    counts[v] <= problem->targets.values[v].max;
        if (valid) {
            brute->panels[brute->panel_count++] = panel;
            brute->covered |= panel;
        }
    }
    return brute;
}

/* The largest z for which everybody of raised has at least z and person i at least floors[i]. */
static double raise(const struct brute *brute, uint32_t raised, const double *floors)
{
    size_t people = brute->problem->pool.n;
    Clp_Simplex *lp = Clp_newModel();
    double lower[PEOPLE_MAX + 1], upper[PEOPLE_MAX + 1], values[PEOPLE_MAX + 1];
    int rows[PEOPLE_MAX + 1], n = 0;
    for (size_t i = 0; i < people; i++) {
        lower[i] = raised >> i & 1 ? 0 : floors[i];
        upper[i] = HUGE_VAL;
        if (raised >> i & 1) {
            rows[n] = (int)i;
            values[n++] = -1;
        }
    }
    lower[people] = upper[people] = 1;
    Clp_setLogLevel(lp, 0);
    Clp_resize(lp, (int)people + 1, 0);
    Clp_chgRowLower(lp, lower);
    Clp_chgRowUpper(lp, upper);
    const double zero = 0, one = 1, gain = -1;
    Clp_addColumns(lp, 1, &zero, &one, &gain, (CoinBigIndex[]){0, n}, rows, values);
    for (size_t p = 0; p < brute->panel_count; p++) {
        n = 0;
        for (size_t i = 0; i < people; i++) {
            if (brute->panels[p] >> i & 1) {
                rows[n] = (int)i;
                values[n++] = 1;
            }
        }
        rows[n] = (int)people;
        values[n++] = 1;
        Clp_addColumns(lp, 1, &zero, &one, &zero, (CoinBigIndex[]){0, n}, rows, values);
    }
    Clp_initialSolve(lp);
    assert_int_equal(Clp_status(lp), 0);
    double level = -Clp_objectiveValue(lp);
    Clp_deleteModel(lp);
    return level;
}

void brute_leximin(const struct brute *brute, double *ret_probabilities)
{
    uint32_t free = brute->covered;
    size_t people = brute->problem->pool.n;
    for (size_t i = 0; i < people; i++)
        ret_probabilities[i] = 0;
    while (free != 0) {
        double level = raise(brute, free, ret_probabilities);
        double floors[PEOPLE_MAX];
        for (size_t i = 0; i < people; i++)
            floors[i] = (free >> i & 1 ? level : ret_probabilities[i]) - 1e-9;
        uint32_t stuck = 0;
        for (size_t i = 0; i < people; i++)
            if ((free >> i & 1) && raise(brute, (uint32_t)1 << i, floors) < level + 1e-7)
                stuck |= (uint32_t)1 << i;
        assert_true(stuck != 0);
        for (size_t i = 0; i < people; i++)
            if (stuck >> i & 1)
                ret_probabilities[i] = level - 1e-10;
        free &= ~stuck;
    }
}

double brute_best(const struct brute *brute, const double *weights)
{
    double best = 0;
    for (size_t p = 0; p < brute->panel_count; p++) {
        double sum = 0;
        for (size_t i = 0; i < brute->problem->pool.n; i++)
            sum += brute->panels[p] >> i & 1 ? weights[i] : 0;
        best = fmax(best, sum);
    }
    return best;
}

int64_t brute_relaxation(const struct sortition_problem *problem, bool within_flex, size_t category)
{
    int64_t best = -1;
    for (uint32_t panel = 0; panel < (uint32_t)1 << problem->pool.n; panel++) {
        int32_t counts[VALUES_MAX];
        int64_t total = 0;
        bool allowed = is_group(problem, panel);
        count_values(problem, panel, counts);
        for (size_t c = 0; c < problem->targets.category_count; c++) {
            const struct sortition_category *of = &problem->targets.categories[c];
            for (size_t v = of->first; v < of->first + of->n; v++) {
                const struct sortition_value *value = &problem->targets.values[v];
                int32_t less = value->min - counts[v], more = counts[v] - value->max;
                int32_t change = less > 0 ? less : more > 0 ? more : 0;
                total += change;
                allowed = allowed && (change == 0 || category == SIZE_MAX || category == c);
                allowed = allowed &&
                          !(within_flex && (counts[v] < value->min_flex || counts[v] > value->max_flex));
            }
        }
        if (allowed && (best < 0 || total < best))
            best = total;
    }
    return best;
}

/* Quotas around the counts of a panel of people of different households. */
static void quotas_around(struct sortition_problem *problem, uint64_t *seed)
{
    uint32_t panel = 0;
    do {
        panel = (uint32_t)next_number(seed) & (((uint32_t)1 << problem->pool.n) - 1);
    } while (!is_group(problem, panel));
    int32_t counts[VALUES_MAX];
    count_values(problem, panel, counts);
    for (size_t v = 0; v < problem->targets.value_count; v++) {
        struct sortition_value *value = &problem->targets.values[v];
        value->min = counts[v] - (int32_t)below(seed, (size_t)counts[v] % 3 + 1);
        value->max = counts[v] + (int32_t)below(seed, 2);
    }
}

struct sortition_problem tiny_problem(struct arena *arena, uint64_t *seed, bool feasible)
{
    size_t categories = 1 + below(seed, 4), values = 2 + below(seed, 2);
    struct sortition_problem problem = {.size = 2 + below(seed, 3)};
    struct sortition_targets *targets = &problem.targets;
    struct sortition_pool *pool = &problem.pool;
    targets->category_count = categories;
    targets->value_count = categories * values;
    targets->categories = ARENA_ARRAY(arena, struct sortition_category, categories);
    targets->values = ARENA_ARRAY(arena, struct sortition_value, targets->value_count);
    for (size_t c = 0; c < categories; c++)
        targets->categories[c] = (struct sortition_category){.first = c * values, .n = values};
    pool->n = 7 + below(seed, 4);
    pool->values = ARENA_ARRAY(arena, uint16_t, pool->n * categories);
    pool->households = ARENA_ARRAY(arena, uint32_t, pool->n);
    bool together = below(seed, 2) == 0;
    for (size_t i = 0; i < pool->n; i++) {
        bool joins = together && pool->household_count > problem.size + 1 && below(seed, 2) == 0;
        pool->households[i] = (uint32_t)(joins ? below(seed, pool->household_count)
                                               : pool->household_count++);
        for (size_t c = 0; c < categories; c++)
            pool->values[i * categories + c] = (uint16_t)(c * values + below(seed, values));
    }
    if (feasible)
        quotas_around(&problem, seed);
    for (size_t v = 0; v < targets->value_count; v++) {
        struct sortition_value *value = &targets->values[v];
        if (!feasible) {
            value->min = (int32_t)below(seed, problem.size + 1);
            value->max = value->min + (int32_t)below(seed, 2);
        }
        value->min_flex = value->min - (int32_t)below(seed, (size_t)value->min + 1);
        value->max_flex = value->max + (int32_t)below(seed, 3);
    }
    return problem;
}
