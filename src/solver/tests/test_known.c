/* SPDX-License-Identifier: EUPL-1.2 */
/* The solvers on the shared pools, whose answers were computed by others. Skipped where the data are not there. */
#include <math.h>

#include <jansson.h>

#include "solver/solve.h"
#include "support.h"

static json_t *expected_of(struct arena *arena, const char *folder)
{
    struct str text = shared_file(arena, arena_c_dup(arena, arena_printf(arena, "%s/expected.json", folder)));
    json_t *expected = json_loadb(text.p, text.n, 0, NULL);
    assert_non_null(expected);
    return expected;
}

static void check_leximin(struct arena *arena, const char *folder, const char *household_columns)
{
    json_t *expected = expected_of(arena, folder);
    json_t *rows = json_object_get(expected, "leximin_probability_by_row");
    size_t size = (size_t)json_integer_value(json_object_get(expected, "k"));
    struct sortition_problem problem = shared_problem(arena, folder, size, household_columns);
    struct solve_options options = {.time_limit_s = 100, .seed = 1};
    struct sortition_lottery lottery;
    enum solve_outcome outcome;
    struct str reason = STR_NONE;
    check_rc(RC_OK, solve_lottery(&problem, &options, arena, &outcome, &lottery));
    assert_int_equal(SOLVED, outcome);
    assert_true(sortition_lottery_check(&problem, &lottery, arena, &reason));
    assert_int_equal(json_array_size(rows), problem.pool.n);
    for (size_t i = 0; i < problem.pool.n; i++)
        if (fabs(json_number_value(json_array_get(rows, i)) - lottery.probabilities[i]) > 5e-6)
            fail_msg("%s: person %zu has %.9f", folder, i, lottery.probabilities[i]);
    assert_true(lottery.residual < 5e-6);
    json_decref(expected);
}

static void test_small_pools(void **state)
{
    check_leximin(*state, "tiny_parity_2", NULL);
    check_leximin(*state, "tiny_household_2", "address,postcode");
    check_leximin(*state, "example_small_20", NULL);
    check_leximin(*state, "example_large_200", NULL);
}

static void test_pools_like_those_of_practice(void **state)
{
    check_leximin(*state, "sf_fixture_22", NULL);
    check_leximin(*state, "hd_like_30", NULL);
    check_leximin(*state, "cca_like_75", NULL);
    check_leximin(*state, "sfe_like_110", NULL);
    check_leximin(*state, "household_40", "address,postcode");
    check_leximin(*state, "replacement_6of75", NULL);
}

/* Here the relaxation promises more than panels can give. */
static void test_a_pool_with_a_gap(void **state)
{
    check_leximin(*state, "hard_gap_30", NULL);
}

static void test_the_smallest_relaxation(void **state)
{
    struct sortition_problem problem = shared_problem(*state, "infeasible_24", 24, NULL);
    struct solve_options options = {.seed = 1};
    struct sortition_relaxation *relaxations;
    size_t count;
    check_rc(RC_OK, solve_relaxations(&problem, &options, *state, &relaxations, &count));
    assert_true(count >= 2);
    assert_int_equal(11, relaxations[0].total);
    assert_int_equal(11, relaxations[1].total);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_small_pools),
        ARENA_TEST(test_pools_like_those_of_practice),
        ARENA_TEST(test_a_pool_with_a_gap),
        ARENA_TEST(test_the_smallest_relaxation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
