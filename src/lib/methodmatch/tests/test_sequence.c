/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/methodmatch/sequence.h"

enum { BROAD, DEEP, VOTE, TOOL, METHODS };

static struct method_facts methods[METHODS];

/* One method that reaches, one that goes deep, one that decides, and a support tool. */
static int begin(void **state)
{
    const struct method_facts ordinary = {.kind = METHOD_KIND_METHOD,
                                          .audience = METHOD_AUDIENCE_ANY,
                                          .levels = 2 | 4 | 8 | 16 | 32,
                                          .purposes = {PURPOSE_UNDERSTAND_NEEDS},
                                          .n_purposes = 1,
                                          .phases = 2,
                                          .recruitment = 2,
                                          .formats = 2,
                                          .participants_min = 10,
                                          .participants_max = 1000,
                                          .event_minutes_min = 60,
                                          .lead_weeks = 4,
                                          .run_weeks = 3,
                                          .cost_band = 1,
                                          .staff_effort = 1,
                                          .facilitation_skill = 1,
                                          .conflict = 3,
                                          .complexity = 3,
                                          .representativeness = 3,
                                          .hard_to_reach = 2,
                                          .depth = 2,
                                          .breadth = 2};
    for (int i = 0; i < METHODS; i++)
        methods[i] = ordinary;
    methods[BROAD].id = STR("broad");
    methods[BROAD].breadth = 5;
    methods[DEEP].id = STR("deep");
    methods[DEEP].depth = 5;
    methods[DEEP].lead_weeks = 10;
    methods[VOTE].id = STR("vote");
    methods[VOTE].purposes[0] = PURPOSE_DECIDE;
    methods[TOOL].id = STR("tool");
    methods[TOOL].kind = METHOD_KIND_SUPPORT;
    methods[TOOL].breadth = 5;
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static struct methodmatch_sequence propose(void **state, const struct dialogue_wish *wish)
{
    struct methodmatch_ranking ranking = methodmatch_rank(*state, methods, METHODS, wish);
    struct methodmatch_sequence sequence = methodmatch_propose_sequence(&ranking, wish);
    for (size_t i = 0; i < sequence.n; i++)
        sequence.steps[i].result = ranking.results[sequence.steps[i].result].method;
    return sequence;
}

static void reaches_then_deepens_then_decides(void **state)
{
    struct methodmatch_sequence s = propose(state, &(struct dialogue_wish){0});
    assert_int_equal(3, s.n);
    assert_int_equal(BROAD, s.steps[0].result);
    assert_int_equal(STAGE_REACH, s.steps[0].stage);
    assert_int_equal(DEEP, s.steps[1].result);
    assert_int_equal(VOTE, s.steps[2].result);
    assert_int_equal(10 + 3 + 3 + 3, s.weeks); /* the longest preparation, then each run */
}

static void keeps_within_the_time(void **state)
{
    struct methodmatch_sequence s = propose(state, &(struct dialogue_wish){.weeks_available = 19});
    assert_int_equal(3, s.n);
    s = propose(state, &(struct dialogue_wish){.weeks_available = 18});
    assert_int_equal(2, s.n);
    assert_int_equal(STAGE_DEEPEN, s.steps[0].stage);
    assert_true(s.weeks <= 18);
    s = propose(state, &(struct dialogue_wish){.weeks_available = 12});
    assert_int_equal(0, s.n);
}

static void promises_no_more_than_the_level(void **state)
{
    struct methodmatch_sequence s = propose(state, &(struct dialogue_wish){.level = PARTICIPATION_CONSULT});
    assert_int_equal(2, s.n);
    assert_int_equal(STAGE_DEEPEN, s.steps[1].stage);
    s = propose(state, &(struct dialogue_wish){.level = PARTICIPATION_INFORM});
    assert_int_equal(0, s.n);
    s = propose(state, &(struct dialogue_wish){.influenceable = ANSWER_NO});
    assert_int_equal(0, s.n);
}

static void uses_no_method_twice_and_no_tool(void **state)
{
    methods[DEEP].purposes[0] = PURPOSE_DECIDE; /* deep and deciding: one stage only */
    methods[VOTE].depth = 4;
    struct methodmatch_sequence s = propose(state, &(struct dialogue_wish){0});
    assert_int_equal(3, s.n);
    for (size_t i = 0; i < s.n; i++) {
        assert_int_not_equal(TOOL, s.steps[i].result);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(s.steps[i].result, s.steps[k].result);
    }
}

static void nothing_to_choose_from(void **state)
{
    struct dialogue_wish wish = {0};
    struct methodmatch_ranking empty = methodmatch_rank(*state, NULL, 0, &wish);
    assert_int_equal(0, methodmatch_propose_sequence(&empty, &wish).n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reaches_then_deepens_then_decides, begin, end),
        cmocka_unit_test_setup_teardown(keeps_within_the_time, begin, end),
        cmocka_unit_test_setup_teardown(promises_no_more_than_the_level, begin, end),
        cmocka_unit_test_setup_teardown(uses_no_method_twice_and_no_tool, begin, end),
        cmocka_unit_test_setup_teardown(nothing_to_choose_from, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
