/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/lottery.h"

#include "lib/sortition/precheck.h"
#include "support.h"

/* Two of five: one woman, one man, and the first two live together. */
static struct sortition_problem couple(struct arena *arena)
{
    return problem_of(arena, STR("feature,value,min,max\ngender,f,1,1\ngender,m,1,1\n"),
                      STR("id,gender,street\na,f,s\nb,m,s\nc,f,t\nd,m,u\ne,m,v\n"), 2, "street", NULL);
}

static void test_panels(void **state)
{
    struct sortition_problem problem = couple(*state);
    assert_true(sortition_panel_is_valid(&problem, (uint32_t[]){0, 3}));
    assert_false(sortition_panel_is_valid(&problem, (uint32_t[]){0, 1})); /* one household */
    assert_false(sortition_panel_is_valid(&problem, (uint32_t[]){0, 2})); /* two women */
    assert_false(sortition_panel_is_valid(&problem, (uint32_t[]){0, 0}));
    assert_false(sortition_panel_is_valid(&problem, (uint32_t[]){0, 5}));
}

static struct str judge(void **state, struct sortition_lottery lottery)
{
    struct sortition_problem problem = couple(*state);
    struct str fault = STR("");
    return sortition_lottery_check(&problem, &lottery, *state, &fault) ? STR("") : fault;
}

static void test_lotteries(void **state)
{
    uint32_t ad[] = {0, 3}, bc[] = {1, 2}, cb[] = {2, 1}, ac[] = {0, 2}, last[] = {4};
    double half[] = {.5, .5, .5, .5, 0}, wrong[] = {.5, .5, .4, .5, 0};
    struct sortition_panel panels[] = {{.5, ad}, {.5, bc}};
    struct sortition_lottery good = {.probabilities = half,
                                     .panels = panels,
                                     .panel_count = 2,
                                     .on_no_panel = last,
                                     .on_no_panel_count = 1};
    check_text("", judge(state, good));
    struct sortition_lottery bad = good;
    bad.probabilities = wrong;
    check_text("the probability of person 2 is 0.400000000000, that of their panels 0.500000000000",
               judge(state, bad));
    bad.algorithm = SORTITION_GREEDY;
    check_text("", judge(state, bad));
    bad = good;
    bad.panel_count = 1;
    check_text("the probabilities of the panels sum to 0.500000000000", judge(state, bad));
    bad.panel_count = 0;
    check_text("the probabilities of the panels sum to 0.000000000000", judge(state, bad));
    bad = good;
    bad.on_no_panel = ad;
    check_text("person 0 is on a panel, and listed as on none", judge(state, bad));
    panels[1].members = cb;
    check_text("the members of panel 1 are not in order", judge(state, good));
    panels[1].members = ac;
    check_text("panel 1 is not valid", judge(state, good));
}

/* Each folder reads without a fault, and adding up finds what it can in the one without panels. */
static void test_shared_problems(void **state)
{
    const struct {
        const char *folder, *household_columns;
        size_t size, people, households;
    } folders[] = {
        {"cca_like_75", NULL, 75, 825, 825},
        {"example_large_200", NULL, 200, 2000, 2000},
        {"example_small_20", NULL, 20, 200, 200},
        {"hard_gap_30", NULL, 30, 239, 239},
        {"hd_like_30", NULL, 30, 239, 239},
        {"household_40", "address,postcode", 40, 400, 0},
        {"infeasible_24", NULL, 24, 180, 180},
        {"replacement_6of75", NULL, 6, 750, 750},
        {"sf_fixture_22", NULL, 22, 150, 150},
        {"sfe_like_110", NULL, 110, 1727, 1727},
        {"tiny_household_2", "address,postcode", 2, 5, 4},
        {"tiny_parity_2", NULL, 2, 5, 5},
    };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        struct sortition_problem problem = shared_problem(*state, folders[i].folder, folders[i].size,
                                                          folders[i].household_columns);
        struct sortition_conflict *conflicts;
        assert_int_equal(problem.pool.n, folders[i].people);
        if (folders[i].households)
            assert_int_equal(problem.pool.household_count, folders[i].households);
        assert_int_equal(sortition_precheck(&problem, *state, &conflicts), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_panels),
        ARENA_TEST(test_lotteries),
        ARENA_TEST(test_shared_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
