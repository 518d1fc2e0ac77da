/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/alternates.h"
#include "lib/sortition/greedy.h"
#include "lib/sortition/replace.h"
#include "support.h"

static const struct str targets = STR_INIT(
    "feature,value,min,max,min_flex,max_flex\ng,f,2,3,1,4\ng,m,1,1,0,2\n");
static const struct str people = STR_INIT("id,g,street\na,f,1\nb,m,1\nc,f,2\nd,f,3\ne,m,4\nh,f,4\n");

static struct str replace_text(struct arena *arena, struct sortition_group seated, struct sortition_group out)
{
    struct sortition_faults errors = {.arena = arena}, warnings = {.arena = arena};
    struct sortition_problem full = problem_of(arena, targets, people, 3, "street", NULL);
    struct sortition_replacement rest;
    if (sortition_replace(&full, &seated, &out, &errors, &warnings, &rest) != RC_OK)
        return faults_text(&errors);
    struct str text = arena_printf(arena, "%zu of", rest.problem.size);
    for (size_t i = 0; i < rest.problem.pool.n; i++) {
        assert_true(str_eq(rest.problem.pool.ids[i], full.pool.ids[rest.origin[i]]));
        text = arena_printf(arena, "%.*s %.*s@%u", STR_ARGS(text), STR_ARGS(rest.problem.pool.ids[i]),
                            rest.problem.pool.households[i]);
    }
    for (size_t v = 0; v < 2; v++) {
        const struct sortition_value *value = &rest.problem.targets.values[v];
        text = arena_printf(arena, "%.*s, %d-%d/%d-%d", STR_ARGS(text), value->min, value->max,
                            value->min_flex, value->max_flex);
    }
    text = arena_printf(arena, "%.*s, %zu housemates", STR_ARGS(text), rest.housemates);
    return ARENA_CONCAT(arena, text, warnings.n ? STR("\n") : STR(""), faults_text(&warnings));
}

#define GROUP(...)                                       \
    ((struct sortition_group){(uint32_t[]){__VA_ARGS__}, \
                              sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t)})
#define NOBODY ((struct sortition_group){NULL, 0})

static void test_what_remains(void **state)
{
    check_text("2 of c@0 e@1 h@1, 1-2/0-3, 1-1/0-2, 1 housemates", replace_text(*state, GROUP(0), GROUP(3)));
    check_text("1 of c@0 d@1, 2-3/1-4, 0-0/0-0, 2 housemates\n"
               "0 : 2 with \"m\" have a seat, more than the maximum of 1\n",
               replace_text(*state, GROUP(1, 4), NOBODY));
    check_text("3 of c@0 d@1 e@2 h@2, 2-3/1-4, 1-1/0-2, 0 housemates",
               replace_text(*state, NOBODY, GROUP(0, 1)));
}

static void test_faults_of_a_replacement(void **state)
{
    check_text(
        "0 : \"a\" is both among those with a seat and among those who are out; remove the id from one list\n",
        replace_text(*state, GROUP(0), GROUP(0, 3)));
    check_text("0 : all 3 seats are taken: 3 people have one, so nobody is missing\n",
               replace_text(*state, GROUP(0, 3, 4), NOBODY));
    check_text("1 of c@0 d@1 e@2 h@2, 1-2/0-3, 0-0/0-1, 0 housemates\n"
               "0 : \"b\" shares a household with another who has a seat\n",
               replace_text(*state, GROUP(0, 1), NOBODY));
}

static void test_a_lottery_of_what_remains(void **state)
{
    struct sortition_faults errors = {.arena = *state}, warnings = {.arena = *state};
    struct sortition_problem full = problem_of(*state, targets, people, 3, "street", NULL);
    struct sortition_group seated = GROUP(3), out = GROUP(1);
    struct sortition_replacement rest;
    check_rc(RC_OK, sortition_replace(&full, &seated, &out, &errors, &warnings, &rest)); /* a c e h remain */
    uint32_t ae[] = {0, 2}, ce[] = {1, 2}, none[] = {3};
    struct sortition_panel panels[] = {{.75, ae}, {.25, ce}};
    double probabilities[] = {.75, .25, 1, 0};
    struct sortition_lottery lottery = {.probabilities = probabilities,
                                        .panels = panels,
                                        .panel_count = 2,
                                        .on_no_panel = none,
                                        .on_no_panel_count = 1};
    struct sortition_lottery lifted = sortition_replacement_lottery(&full, &rest, &lottery, *state);
    struct str fault = STR("");
    if (!sortition_lottery_check(&full, &lifted, *state, &fault))
        fail_msg("%.*s", STR_ARGS(fault));
    assert_memory_equal(lifted.panels[0].members, ((uint32_t[]){0, 3, 4}), 3 * sizeof(uint32_t));
    assert_int_equal(lifted.on_no_panel_count, 2);
    assert_true(lifted.probabilities[3] == 1 && lifted.probabilities[1] == 0);
}

/* The operator's files give the derived ones: quotas, people and their order. */
static void test_the_shared_replacement(void **state)
{
    const char *folder = "replacement_6of75";
    struct sortition_faults errors = {.arena = *state}, warnings = {.arena = *state};
    struct str categories = shared_file(*state, "replacement_6of75/categories_full.csv");
    struct str pool = shared_file(*state, "replacement_6of75/pool_full.csv");
    struct sortition_people all;
    struct sortition_problem full = problem_of(*state, categories, pool, 75, "address,postcode", &all);
    struct sortition_problem derived = shared_problem(*state, folder, 6, "address,postcode");
    struct sortition_group confirmed, withdrawn;
    struct sortition_replacement rest;
    check_rc(RC_OK, sortition_group_read(shared_file(*state, "replacement_6of75/confirmed.csv"), STR_NONE,
                                         &all, &errors, &warnings, &confirmed));
    check_rc(RC_OK, sortition_group_read(shared_file(*state, "replacement_6of75/withdrawn.csv"), STR_NONE,
                                         &all, &errors, &warnings, &withdrawn));
    check_rc(RC_OK, sortition_replace(&full, &confirmed, &withdrawn, &errors, &warnings, &rest));
    assert_int_equal(warnings.n, 0);
    assert_int_equal(rest.problem.size, 6);
    assert_int_equal(rest.problem.pool.n, derived.pool.n);
    for (size_t i = 0; i < derived.pool.n; i++)
        check_same(derived.pool.ids[i], rest.problem.pool.ids[i]);
    assert_memory_equal(rest.problem.pool.values, derived.pool.values, 4 * derived.pool.n * sizeof(uint16_t));
    for (size_t v = 0; v < derived.targets.value_count; v++) {
        check_same(derived.targets.values[v].name, rest.problem.targets.values[v].name);
        assert_int_equal(derived.targets.values[v].min, rest.problem.targets.values[v].min);
        assert_int_equal(derived.targets.values[v].max, rest.problem.targets.values[v].max);
    }
}

/* ---- alternates -------------------------------------------------------------------- */

static void choose(struct arena *arena, const struct sortition_problem *problem, const uint32_t *members,
                   const double *dropout, size_t n, struct sortition_alternates *ret_alternates)
{
    struct sortition_stream stream;
    check_rc(RC_OK, sortition_stream_of_seed(STR("alternates"), STR("1"), &stream));
    check_rc(RC_OK,
             sortition_alternates_choose(problem, members, dropout, n, &stream, arena, ret_alternates));
    for (size_t i = 0; i < ret_alternates->n; i++)
        for (size_t m = 0; m < problem->size; m++)
            assert_true(problem->pool.households[ret_alternates->people[i]] !=
                        problem->pool.households[members[m]]);
}

/* Only the man on the panel may stay away: of many women and one man the man is the reserve. */
static void test_the_reserve_mends_what_may_break(void **state)
{
    struct sortition_problem problem = problem_of(
        *state, STR("feature,value,min,max\ng,f,1,1\ng,m,1,1\n"),
        STR("id,g,street\na,f,1\nb,m,2\nc,f,3\nd,f,4\ne,m,5\nh,f,6\ni,m,1\n"), 2, "street", NULL);
    uint32_t members[] = {0, 1};
    double dropout[] = {0, .5, 1, 1, 1, 1, 1};
    struct sortition_alternates reserve;
    choose(*state, &problem, members, dropout, 1, &reserve);
    assert_int_equal(reserve.n, 1);
    assert_int_equal(reserve.people[0], 4);
    assert_true(reserve.loss == 0 && reserve.restored == 1);
    assert_true(reserve.loss_without > .9 &&
                reserve.loss_without < 1.1); /* half the time an empty seat and no man */
    choose(*state, &problem, members, dropout, 10, &reserve);
    assert_int_equal(reserve.n, 4); /* not i, who lives with a */
    choose(*state, &problem, members, dropout, 0, &reserve);
    assert_true(reserve.loss == reserve.loss_without);
    dropout[1] = 1.5;
    struct sortition_stream stream;
    check_rc(RC_OK, sortition_stream_of_seed(STR("alternates"), STR("1"), &stream));
    check_rc(RC_INVALID,
             sortition_alternates_choose(&problem, members, dropout, 1, &stream, *state, &reserve));
}

static void test_a_chosen_reserve_beats_a_random_one(void **state)
{
    uint64_t seed = 5;
    struct sortition_problem problem = random_problem(*state, &seed, 200, 4, 20, 1);
    struct sortition_greedy *greedy = sortition_greedy_new(&problem);
    struct sortition_stream stream;
    struct sortition_alternates reserve;
    uint32_t members[20];
    double *dropout = ARENA_ARRAY(*state, double, 200);
    for (size_t i = 0; i < 200; i++)
        dropout[i] = 0.2;
    check_rc(RC_OK, sortition_stream_of_seed(STR("panel"), STR("1"), &stream));
    check_rc(RC_OK, sortition_greedy_draw(greedy, &stream, 1000, members, NULL));
    greedy = sortition_greedy_free(greedy);
    choose(*state, &problem, members, dropout, 8, &reserve);
    print_message("loss %.3f, at random %.3f, without %.3f; restored %.3f\n", reserve.loss,
                  reserve.loss_random, reserve.loss_without, reserve.restored);
    assert_true(reserve.loss < 0.8 * reserve.loss_random && reserve.loss_random < reserve.loss_without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_what_remains),
        ARENA_TEST(test_faults_of_a_replacement),
        ARENA_TEST(test_a_lottery_of_what_remains),
        ARENA_TEST(test_the_shared_replacement),
        ARENA_TEST(test_the_reserve_mends_what_may_break),
        ARENA_TEST(test_a_chosen_reserve_beats_a_random_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
