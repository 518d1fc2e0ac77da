/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/greedy.h"
#include "lib/sortition/rounding.h"

#include <math.h>
#include <string.h>

#include "support.h"

static struct sortition_stream stream_of(const char *purpose)
{
    struct sortition_stream stream;
    check_rc(RC_OK, sortition_stream_of_seed(str_from_c(purpose), STR("5eed"), &stream));
    return stream;
}

/* A lottery over panels that greedy selection found, with probabilities of any size. */
static struct sortition_lottery some_lottery(struct arena *arena, const struct sortition_problem *problem,
                                             size_t panels)
{
    struct sortition_lottery lottery = {.panels = ARENA_ARRAY(arena, struct sortition_panel, panels)};
    struct sortition_greedy *greedy = sortition_greedy_new(problem);
    struct sortition_stream stream = stream_of("lottery");
    double sum = 0;
    lottery.probabilities = ARENA_ARRAY(arena, double, problem->pool.n);
    for (size_t j = 0; j < panels; j++) {
        struct sortition_panel *panel = &lottery.panels[j];
        panel->members = ARENA_ARRAY(arena, uint32_t, problem->size);
        check_rc(RC_OK,
                 sortition_greedy_draw(greedy, &stream, SORTITION_GREEDY_ATTEMPTS, panel->members, NULL));
        panel->p = sortition_stream_real(&stream) + 1e-3;
        sum += panel->p;
    }
    for (size_t j = 0; j < panels; j++) {
        lottery.panels[j].p /= sum;
        for (size_t i = 0; i < problem->size; i++)
            lottery.probabilities[lottery.panels[j].members[i]] += lottery.panels[j].p;
    }
    lottery.panel_count = panels;
    greedy = sortition_greedy_free(greedy);
    return lottery;
}

/* Every panel is valid, everyone is counted, and nobody's probability changes by more than most. */
static double check_rounding(struct arena *arena, const struct sortition_problem *problem,
                             const struct sortition_lottery *lottery, size_t m, double most)
{
    struct sortition_rounding rounding;
    struct sortition_stream stream = stream_of("rounding");
    double largest = 0, least = 1;
    check_rc(RC_OK, sortition_round(problem, lottery, m, &stream, arena, &rounding));
    assert_int_equal(rounding.m, m);
    uint32_t *counts = ARENA_ARRAY(arena, uint32_t, problem->pool.n);
    for (size_t k = 0; k < m; k++) {
        assert_true(sortition_panel_is_valid(problem, rounding.members + k * problem->size));
        for (size_t i = 0; i < problem->size; i++)
            counts[rounding.members[k * problem->size + i]]++;
    }
    assert_memory_equal(counts, rounding.counts, problem->pool.n * sizeof *counts);
    for (size_t i = 0; i < problem->pool.n; i++) {
        double after = (double)counts[i] / (double)m;
        largest = fmax(largest, fabs(after - lottery->probabilities[i]));
        if (lottery->probabilities[i] > 0)
            least = fmin(least, after);
    }
    assert_true(largest == rounding.largest_change && least == rounding.min_after);
    assert_true(rounding.least_change <= largest + 1e-12);
    if (largest > most)
        fail_msg("%g changed, at most %g expected", largest, most);
    return largest;
}

static void test_what_is_whole_stays(void **state)
{
    uint64_t seed = 1;
    struct sortition_problem problem = random_problem(*state, &seed, 60, 3, 12, 2);
    struct sortition_lottery lottery = some_lottery(*state, &problem, 8);
    memset(lottery.probabilities, 0, problem.pool.n * sizeof(double));
    for (size_t j = 0; j < 8; j++) {
        lottery.panels[j].p = 0.125;
        for (size_t i = 0; i < problem.size; i++)
            lottery.probabilities[lottery.panels[j].members[i]] += 0.125;
    }
    (void)check_rounding(*state, &problem, &lottery, 8, 0);
    (void)check_rounding(*state, &problem, &lottery, 1000, 0);
    (void)check_rounding(*state, &problem, &lottery, 1, 1);
}

static void test_random_lotteries(void **state)
{
    uint64_t seed = 2;
    for (int round = 0; round < 10; round++) {
        struct sortition_problem problem = random_problem(*state, &seed, 80, 3, 12, 2);
        struct sortition_lottery lottery = some_lottery(*state, &problem, 50);
        (void)check_rounding(*state, &problem, &lottery, 1000, 0.0008);
    }
}

/* Two women and two couples: who is alike is on as many panels, give or take one. */
static void test_people_alike_are_treated_alike(void **state)
{
    struct sortition_problem problem = problem_of(
        *state, STR("feature,value,min,max\ng,f,1,2\ng,m,1,1\n"),
        STR("id,g,street\na,f,1\nb,f,2\nc,f,3\nd,m,3\ne,f,4\nh,m,4\ni,f,5\nj,m,5\n"), 3, "street", NULL);
    uint32_t members[3] = {0, 1, 3};
    double probabilities[8] = {1, 1, 0, 1 / 3.0, 0, 1 / 3.0, 0, 1 / 3.0};
    uint32_t other[3] = {0, 1, 5}, third[3] = {0, 1, 7};
    struct sortition_panel panels[] = {{1 / 3.0, members}, {1 / 3.0, other}, {1 / 3.0, third}};
    struct sortition_lottery lottery = {.probabilities = probabilities, .panels = panels, .panel_count = 3};
    struct sortition_rounding rounding;
    struct sortition_stream stream = stream_of("alike");
    check_rc(RC_OK, sortition_round(&problem, &lottery, 100, &stream, *state, &rounding));
    for (size_t i = 3; i < 8; i += 2)
        assert_in_range(rounding.counts[i], 33, 34);
    assert_int_equal(rounding.counts[0], 100);
    assert_int_equal(rounding.counts[2], 0);
}

static void test_bad_orders(void **state)
{
    uint64_t seed = 3;
    struct sortition_problem problem = random_problem(*state, &seed, 40, 2, 8, 2);
    struct sortition_lottery lottery = some_lottery(*state, &problem, 5);
    struct sortition_rounding rounding;
    struct sortition_stream stream = stream_of("bad");
    check_rc(RC_LIMIT, sortition_round(&problem, &lottery, 0, &stream, *state, &rounding));
    check_rc(RC_LIMIT,
             sortition_round(&problem, &lottery, SORTITION_NUMBERS_MAX + 1, &stream, *state, &rounding));
    problem.targets.values[0].max = 0;
    check_rc(RC_INVALID, sortition_round(&problem, &lottery, 10, &stream, *state, &rounding));
}

static void test_the_shared_pools(void **state)
{
    const struct {
        const char *folder, *household_columns;
        size_t size;
    } folders[] = {
        {"sf_fixture_22", NULL, 22}, {"household_40", "address,postcode", 40}, {"cca_like_75", NULL, 75}};
    for (size_t i = 0; i < 3; i++) {
        struct sortition_problem problem = shared_problem(*state, folders[i].folder, folders[i].size,
                                                          folders[i].household_columns);
        struct sortition_lottery lottery = some_lottery(*state, &problem, 150);
        double change = check_rounding(*state, &problem, &lottery, 1000, 0.0008);
        print_message("%s: %.3f percentage points\n", folders[i].folder, 100 * change);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_what_is_whole_stays),
        ARENA_TEST(test_random_lotteries),
        ARENA_TEST(test_people_alike_are_treated_alike),
        ARENA_TEST(test_bad_orders),
        ARENA_TEST(test_the_shared_pools),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
