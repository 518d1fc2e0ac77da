/* SPDX-License-Identifier: EUPL-1.2 */
/* The solvers against all panels of many tiny problems. */
#include "solver/solve.h"

#include <math.h>

#include "brute.h"

enum { PROBLEMS = 400 };

static enum solve_outcome solve(const struct sortition_problem *problem, enum sortition_algorithm algorithm,
                                struct arena *arena, struct sortition_lottery *ret_lottery)
{
    struct solve_options options = {.algorithm = algorithm, .time_limit_s = 60, .seed = 7};
    enum solve_outcome outcome;
    check_rc(RC_OK, solve_lottery(problem, &options, arena, &outcome, ret_lottery));
    return outcome;
}

/* That it is a lottery, and that its own account of itself is true. */
static void check_lottery(const struct brute *brute, const struct sortition_lottery *lottery,
                          struct arena *arena)
{
    struct str reason = STR_NONE;
    if (!sortition_lottery_check(brute->problem, lottery, arena, &reason))
        fail_msg("%.*s", STR_ARGS(reason));
    double least = 1;
    size_t out = 0, people = 0;
    for (uint32_t i = 0; i < brute->problem->pool.n; i++) {
        if (brute->covered >> i & 1) {
            least = fmin(least, lottery->probabilities[i]);
            continue;
        }
        assert_true(out < lottery->on_no_panel_count && lottery->on_no_panel[out] == i);
        out++;
    }
    assert_int_equal(out, lottery->on_no_panel_count);
    assert_float_equal(least, lottery->min_probability, 1e-9);
    for (size_t i = 0; i < lottery->level_count; i++)
        people += lottery->levels[i].people;
    assert_int_equal(people, brute->problem->pool.n);
}

static void test_leximin_is_what_all_panels_give(void **state)
{
    uint64_t seed = 20260101;
    (void)state;
    for (int i = 0; i < PROBLEMS; i++) {
        struct arena *arena = arena_new();
        struct sortition_problem problem = tiny_problem(arena, &seed, true);
        const struct brute *brute = brute_new(&problem, arena);
        struct sortition_lottery lottery;
        double expected[32], worst = 0;
        assert_int_equal(SOLVED, solve(&problem, SORTITION_LEXIMIN, arena, &lottery));
        check_lottery(brute, &lottery, arena);
        brute_leximin(brute, expected);
        for (size_t p = 0; p < problem.pool.n; p++)
            worst = fmax(worst, fabs(expected[p] - lottery.probabilities[p]));
        assert_true(lottery.exact && lottery.residual < 1e-6);
        if (worst > 2e-6)
            fail_msg("problem %d: a probability is off by %g", i, worst);
        (void)arena_free(arena);
    }
}

static void test_maximin_raises_the_least_likely_as_much(void **state)
{
    uint64_t seed = 4;
    (void)state;
    for (int i = 0; i < PROBLEMS / 4; i++) {
        struct arena *arena = arena_new();
        struct sortition_problem problem = tiny_problem(arena, &seed, true);
        const struct brute *brute = brute_new(&problem, arena);
        struct sortition_lottery lottery;
        double expected[32], least = 1;
        assert_int_equal(SOLVED, solve(&problem, SORTITION_MAXIMIN, arena, &lottery));
        check_lottery(brute, &lottery, arena);
        brute_leximin(brute, expected);
        for (size_t p = 0; p < problem.pool.n; p++)
            least = brute->covered >> p & 1 ? fmin(least, expected[p]) : least;
        assert_float_equal(least, lottery.min_probability, 2e-6);
        (void)arena_free(arena);
    }
}

/* The product is largest exactly where no panel's sum of 1/p is above the number of people (its slope). */
static void test_nash_cannot_be_improved(void **state)
{
    uint64_t seed = 99;
    (void)state;
    for (int i = 0; i < PROBLEMS / 2; i++) {
        struct arena *arena = arena_new();
        struct sortition_problem problem = tiny_problem(arena, &seed, true);
        const struct brute *brute = brute_new(&problem, arena);
        struct sortition_lottery lottery;
        double slope[32] = {0};
        assert_int_equal(SOLVED, solve(&problem, SORTITION_NASH, arena, &lottery));
        check_lottery(brute, &lottery, arena);
        for (size_t p = 0; p < problem.pool.n; p++)
            slope[p] = brute->covered >> p & 1 ? 1 / lottery.probabilities[p] : 0;
        double people = __builtin_popcount(brute->covered), best = brute_best(brute, slope);
        if (best > people + 1e-4)
            fail_msg("problem %d: a panel is worth %g, more than %g", i, best, people);
        (void)arena_free(arena);
    }
}

static void check_relaxation(const struct sortition_problem *problem,
                             const struct sortition_relaxation *relaxation)
{
    size_t category = SIZE_MAX;
    int64_t total = 0;
    bool within_flex = relaxation->kind == SORTITION_WITHIN_FLEX;
    for (size_t i = 0; i < relaxation->change_count; i++) {
        const struct sortition_change *change = &relaxation->changes[i];
        const struct sortition_value *value = &problem->targets.values[change->value];
        assert_true(change->new_min <= value->min && change->new_max >= value->max);
        assert_true(!within_flex ||
                    (change->new_min >= value->min_flex && change->new_max <= value->max_flex));
        total += value->min - change->new_min + change->new_max - value->max;
        for (size_t c = 0; c < problem->targets.category_count; c++)
            if (change->value - problem->targets.categories[c].first < problem->targets.categories[c].n &&
                relaxation->kind == SORTITION_SINGLE_CATEGORY) {
                assert_true(category == SIZE_MAX || category == c);
                category = c;
            }
    }
    assert_int_equal(total, relaxation->total);
    assert_int_equal(total, brute_relaxation(problem, within_flex, category));
}

static void test_relaxations_are_the_smallest(void **state)
{
    uint64_t seed = 5;
    size_t infeasible = 0;
    (void)state;
    for (int i = 0; i < PROBLEMS / 2; i++) {
        struct arena *arena = arena_new();
        struct sortition_problem problem = tiny_problem(arena, &seed, false);
        const struct brute *brute = brute_new(&problem, arena);
        struct sortition_lottery lottery;
        struct solve_options options = {.seed = 1};
        struct sortition_relaxation *relaxations;
        size_t count = 0, expected = 0;
        enum solve_outcome outcome = solve(&problem, SORTITION_LEXIMIN, arena, &lottery);
        assert_int_equal(outcome == SOLVE_INFEASIBLE, brute->panel_count == 0);
        if (brute->panel_count == 0) {
            infeasible++;
            check_rc(RC_OK, solve_relaxations(&problem, &options, arena, &relaxations, &count));
            for (size_t j = 0; j < count; j++)
                check_relaxation(&problem, &relaxations[j]);
            expected += brute_relaxation(&problem, true, SIZE_MAX) >= 0;
            expected += brute_relaxation(&problem, false, SIZE_MAX) >= 0;
            for (size_t c = 0; c < problem.targets.category_count; c++)
                expected += brute_relaxation(&problem, false, c) >= 0;
            assert_int_equal(expected, count);
        }
        (void)arena_free(arena);
    }
    assert_true(infeasible > PROBLEMS / 8);
}

static bool stop_at_once(void *context, enum solve_phase phase, double done, double total)
{
    (void)context;
    (void)phase;
    (void)done;
    (void)total;
    return false;
}

static void test_stopping_leaves_a_lottery(void **state)
{
    uint64_t seed = 3;
    struct sortition_problem problem = tiny_problem(*state, &seed, true);
    struct solve_options options = {.seed = 1, .progress = stop_at_once};
    struct sortition_lottery lottery;
    enum solve_outcome outcome;
    check_rc(RC_OK, solve_lottery(&problem, &options, *state, &outcome, &lottery));
    assert_int_equal(SOLVE_STOPPED, outcome);
    struct str reason;
    assert_true(lottery.panel_count == 0 || sortition_lottery_check(&problem, &lottery, *state, &reason));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leximin_is_what_all_panels_give),
        cmocka_unit_test(test_maximin_raises_the_least_likely_as_much),
        cmocka_unit_test(test_nash_cannot_be_improved),
        cmocka_unit_test(test_relaxations_are_the_smallest),
        cmocka_unit_test_setup_teardown(test_stopping_leaves_a_lottery, begin_arena, end_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
