/* SPDX-License-Identifier: EUPL-1.2 */
/* The solver as a process: right answers, and what happens when it crashes, hangs or lies. usage: SOLVER */
#include "lib/sortition/run.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/tests/check.h"

/* The path of the solver, for the tests: cmocka passes nothing else. */
static const char *solver_path;

/* Two of five, one of each kind; the last two people share a home. */
static struct sortition_problem couple(struct arena *arena)
{
    static const uint16_t values[] = {0, 1, 0, 1, 1};
    static const uint32_t households[] = {0, 1, 2, 3, 3};
    struct sortition_problem problem = {.size = 2};
    problem.targets.categories = ARENA_NEW(arena, struct sortition_category);
    problem.targets.categories[0].n = problem.targets.value_count = 2;
    problem.targets.category_count = 1;
    problem.targets.values = ARENA_ARRAY(arena, struct sortition_value, 2);
    for (size_t v = 0; v < 2; v++)
        problem.targets.values[v] = (struct sortition_value){
            .min = 1, .max = 1, .min_flex = 0, .max_flex = 5};
    problem.pool = (struct sortition_pool){.n = 5, .household_count = 4};
    problem.pool.values = ARENA_ARRAY(arena, uint16_t, 5);
    problem.pool.households = ARENA_ARRAY(arena, uint32_t, 5);
    memcpy(problem.pool.values, values, sizeof values);
    memcpy(problem.pool.households, households, sizeof households);
    return problem;
}

static struct sortition_run run_of(const char *solver)
{
    return (struct sortition_run){.options = {.time_limit_s = 20, .seed = 1}, .solver = solver};
}

/* A solver that is a shell script. */
static const char *script(struct arena *arena, const char *name, const char *body)
{
    const char *folder = getenv("TMPDIR");
    char *path = arena_c_dup(
        arena, arena_printf(arena, "%s/radslag-%d-%s", folder ? folder : "/tmp", (int)getpid(), name));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fprintf(file, "#!/bin/sh\n%s\n", body) > 0 && fclose(file) == 0 && chmod(path, 0700) == 0);
    return path;
}

static void test_a_lottery_comes_back(void **state)
{
    static const double expected[] = {0.5, 1.0 / 3, 0.5, 1.0 / 3, 1.0 / 3};
    struct sortition_problem problem = couple(*state);
    struct sortition_run run = run_of(solver_path);
    struct sortition_answer answer;
    check_rc(RC_OK, sortition_run(&problem, &run, *state, &answer));
    assert_int_equal(SOLVED, answer.outcome);
    assert_true(answer.lottery.exact && answer.attempts == 1 && answer.trouble.n == 0);
    for (size_t i = 0; i < 5; i++)
        assert_true(fabs(expected[i] - answer.lottery.probabilities[i]) < 1e-9);
}

static void test_relaxations_come_back(void **state)
{
    struct sortition_problem problem = couple(*state);
    struct sortition_run run = run_of(solver_path);
    struct sortition_answer answer;
    problem.targets.values[0].min = problem.targets.values[0].max = 2;
    problem.targets.values[0].min_flex = 2;
    check_rc(RC_OK, sortition_run(&problem, &run, *state, &answer));
    assert_int_equal(SOLVE_INFEASIBLE, answer.outcome);
    assert_int_equal(3, answer.relaxation_count); /* within flex, without limit, and the only category */
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(1, answer.relaxations[i].total);
}

static void check_trouble(void **state, const char *solver, const char *expected)
{
    struct sortition_problem problem = couple(*state);
    struct sortition_run run = run_of(solver);
    struct sortition_answer answer;
    run.options.time_limit_s = 0;
    check_rc(RC_IO, sortition_run(&problem, &run, *state, &answer));
    assert_int_equal(3, answer.attempts);
    if (str_find(answer.trouble, str_from_c(expected)) == answer.trouble.n)
        fail_msg("%.*s", STR_ARGS(answer.trouble));
    (void)unlink(solver);
}

static void test_a_crash_is_tried_again_and_told(void **state)
{
    check_trouble(state, script(*state, "crash", "kill -SEGV $$"), "crashed (signal 11); then");
}

static void test_an_answer_that_is_none_is_told(void **state)
{
    check_trouble(state, script(*state, "noise", "echo this is not an answer"), "could not be read");
    check_trouble(state, script(*state, "silence", "exit 3"), "without an answer (exit code 3)");
}

static void test_the_second_attempt_may_succeed(void **state)
{
    const char *marker = script(*state, "marker", "");
    struct str body = arena_printf(*state, "if [ -e %s ]; then rm %s; kill -ABRT $$; fi\nexec %s", marker,
                                   marker, solver_path);
    const char *solver = script(*state, "flaky", arena_c_dup(*state, body));
    struct sortition_problem problem = couple(*state);
    struct sortition_run run = run_of(solver);
    struct sortition_answer answer;
    check_rc(RC_OK, sortition_run(&problem, &run, *state, &answer));
    assert_int_equal(2, answer.attempts);
    assert_int_equal(SOLVED, answer.outcome);
    check_text("the solver crashed (signal 6)", answer.trouble);
    (void)unlink(solver);
}

static void test_no_solver_is_told(void **state)
{
    struct sortition_problem problem = couple(*state);
    struct sortition_run run = run_of("/nowhere/radslag-solver");
    struct sortition_answer answer;
    check_rc(RC_NOT_FOUND, sortition_run(&problem, &run, *state, &answer));
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    solver_path = argv[1];
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_a_lottery_comes_back),
        ARENA_TEST(test_relaxations_come_back),
        ARENA_TEST(test_a_crash_is_tried_again_and_told),
        ARENA_TEST(test_an_answer_that_is_none_is_told),
        ARENA_TEST(test_the_second_attempt_may_succeed),
        ARENA_TEST(test_no_solver_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
