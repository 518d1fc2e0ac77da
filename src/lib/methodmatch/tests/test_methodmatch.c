/* SPDX-License-Identifier: EUPL-1.2 */
/* clang-format off: cmocka wants these first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
/* clang-format on */

#include "lib/methodmatch/methodmatch.h"

#define BIT METHODMATCH_BIT

/* One unremarkable method: middling on every scale, for anyone, cheap and quick. */
static struct method_facts plain(const char *id)
{
    return (struct method_facts){
        .id = str_from_c(id),
        .kind = METHOD_KIND_METHOD,
        .audience = METHOD_AUDIENCE_ANY,
        .levels = BIT(PARTICIPATION_CONSULT),
        .purposes = {PURPOSE_UNDERSTAND_NEEDS},
        .n_purposes = 1,
        .phases = BIT(PHASE_OPTIONS),
        .recruitment = BIT(RECRUITMENT_OPEN),
        .formats = BIT(FORMAT_IN_PERSON),
        .participants_min = 20,
        .participants_max = 200,
        .event_minutes_min = 120,
        .lead_weeks = 6,
        .run_weeks = 4,
        .cost_band = 3,
        .staff_effort = 3,
        .facilitation_skill = 3,
        .conflict = 3,
        .complexity = 3,
        .representativeness = 3,
        .hard_to_reach = 3,
        .depth = 3,
        .breadth = 3,
        .needs_influenceable_question = true,
    };
}

static int new_arena(void **state)
{
    *state = arena_new();
    return 0;
}

static int free_arena(void **state)
{
    *state = arena_free(*state);
    return 0;
}

/* The reason a method gets for one criterion, or NULL. */
static const struct methodmatch_reason *reason_for(struct arena *arena,
                                                   const struct method_facts *method,
                                                   const struct dialogue_wish *wish,
                                                   enum methodmatch_criterion criterion)
{
    struct methodmatch_result result = methodmatch_judge(arena, method, wish);
    for (size_t i = 0; i < result.n_reasons; i++)
        if (result.reasons[i].criterion == criterion)
            return &result.reasons[i];
    return NULL;
}

/* The wish breaks the limit for the method, is counted as the only cause, and says so. */
static void assert_excludes(struct arena *arena, const struct method_facts *method,
                            const struct dialogue_wish *wish, enum methodmatch_criterion criterion)
{
    struct methodmatch_ranking ranking = methodmatch_rank(arena, method, 1, wish);
    assert_int_equal(ranking.n, 0);
    assert_null(ranking.results);
    assert_int_equal(ranking.n_excluded, 1);
    assert_int_equal(ranking.excluded_by[criterion], 1);
    assert_int_equal(ranking.excluded_only_by[criterion], 1);
    const struct methodmatch_reason *reason = reason_for(arena, method, wish, criterion);
    assert_non_null(reason);
    assert_true(reason->excludes);
    assert_false(reason->in_favour);
}

static void assert_keeps(struct arena *arena, const struct method_facts *method,
                         const struct dialogue_wish *wish)
{
    struct methodmatch_ranking ranking = methodmatch_rank(arena, method, 1, wish);
    assert_int_equal(ranking.n, 1);
    assert_int_equal(ranking.n_excluded, 0);
}

/* ---- Limits ---------------------------------------------------------------------- */

static void nothing_answered_lists_all_alike_by_id(void **state)
{
    struct method_facts methods[] = {plain("c"), plain("a"), plain("b")};
    methods[1].cost_band = 5;
    methods[2].spatial = true;
    struct methodmatch_ranking r =
        methodmatch_rank(*state, methods, 3, &(struct dialogue_wish){0});
    assert_int_equal(r.n, 3);
    for (size_t i = 0; i < r.n; i++) {
        assert_true(r.results[i].score >= 1.0);
        assert_int_equal(r.results[i].n_reasons, 0);
    }
    assert_int_equal(r.results[0].method, 1);
    assert_int_equal(r.results[1].method, 2);
    assert_int_equal(r.results[2].method, 0);
}

static void each_band_is_a_limit(void **state)
{
    struct method_facts m = plain("a");
    assert_excludes(*state, &m, &(struct dialogue_wish){.cost_band_max = 2}, CRITERION_COST);
    assert_keeps(*state, &m, &(struct dialogue_wish){.cost_band_max = 3});
    assert_excludes(*state, &m, &(struct dialogue_wish){.staff_effort_max = 2}, CRITERION_STAFF);
    assert_keeps(*state, &m, &(struct dialogue_wish){.staff_effort_max = 3});
    assert_excludes(*state, &m, &(struct dialogue_wish){.facilitation_skill_max = 2},
                    CRITERION_SKILL);
    assert_keeps(*state, &m, &(struct dialogue_wish){.facilitation_skill_max = 3});
}

static void time_is_preparation_and_run_together(void **state)
{
    struct method_facts m = plain("a");
    struct dialogue_wish short_of_time = {.weeks_available = 9};
    assert_excludes(*state, &m, &short_of_time, CRITERION_TIME);
    const struct methodmatch_reason *reason =
        reason_for(*state, &m, &short_of_time, CRITERION_TIME);
    assert_int_equal(reason->wanted.max, 9);
    assert_int_equal(reason->has.min, 6);
    assert_int_equal(reason->has.max, 10);
    assert_keeps(*state, &m, &(struct dialogue_wish){.weeks_available = 10});
}

static void hours_are_compared_with_the_least_it_takes(void **state)
{
    struct method_facts m = plain("a");
    assert_excludes(*state, &m, &(struct dialogue_wish){.minutes_max = 119}, CRITERION_HOURS);
    assert_keeps(*state, &m, &(struct dialogue_wish){.minutes_max = 120});
}

static void participant_ranges_must_meet(void **state)
{
    struct method_facts m = plain("a");
    struct dialogue_wish many = {.participants_min = 201, .participants_max = 900};
    assert_excludes(*state, &m, &many, CRITERION_PARTICIPANTS);
    struct dialogue_wish few = {.participants_min = 2, .participants_max = 19};
    assert_excludes(*state, &m, &few, CRITERION_PARTICIPANTS);
    assert_keeps(*state, &m, &(struct dialogue_wish){.participants_min = 200});
    assert_keeps(*state, &m, &(struct dialogue_wish){.participants_max = 20});
    m.participants_max = METHODMATCH_NO_CEILING;
    assert_keeps(*state, &m, &(struct dialogue_wish){.participants_min = 900000});
}

static void participants_count_by_share_covered(void **state)
{
    struct method_facts m = plain("a"); /* 20-200 */
    struct dialogue_wish half = {.participants_min = 20, .participants_max = 2000};
    assert_int_equal(reason_for(*state, &m, &half, CRITERION_PARTICIPANTS)->points_milli, 500);
    struct dialogue_wish whole = {.participants_min = 30, .participants_max = 100};
    assert_int_equal(reason_for(*state, &m, &whole, CRITERION_PARTICIPANTS)->points_milli, 1000);
    struct dialogue_wish exact = {.participants_min = 50, .participants_max = 50};
    assert_int_equal(reason_for(*state, &m, &exact, CRITERION_PARTICIPANTS)->points_milli, 1000);
}

static void one_shared_format_is_enough(void **state)
{
    struct method_facts m = plain("a");
    struct dialogue_wish online = {.formats = BIT(FORMAT_ONLINE)};
    assert_excludes(*state, &m, &online, CRITERION_FORMAT);
    m.formats |= BIT(FORMAT_ONLINE);
    assert_keeps(*state, &m, &online);
}

static void children_as_main_group_need_a_method_for_them(void **state)
{
    struct method_facts m = plain("a");
    assert_excludes(*state, &m, &(struct dialogue_wish){.children = ANSWER_YES},
                    CRITERION_CHILDREN);
    assert_keeps(*state, &m, &(struct dialogue_wish){.children = ANSWER_NO});
    m.works_with_children = true;
    assert_keeps(*state, &m, &(struct dialogue_wish){.children = ANSWER_YES});
}

static void nothing_to_influence_leaves_only_what_informs(void **state)
{
    struct dialogue_wish decided = {.influenceable = ANSWER_NO};
    struct method_facts m = plain("a");
    assert_excludes(*state, &m, &decided, CRITERION_INFLUENCEABLE);
    m.needs_influenceable_question = false; /* still only consults */
    assert_excludes(*state, &m, &decided, CRITERION_INFLUENCEABLE);
    m.levels |= BIT(PARTICIPATION_INFORM);
    assert_keeps(*state, &m, &decided);
    m.needs_influenceable_question = true;
    assert_excludes(*state, &m, &decided, CRITERION_INFLUENCEABLE);
    assert_keeps(*state, &m, &(struct dialogue_wish){.influenceable = ANSWER_YES});
}

static void a_specific_audience_must_be_among_the_groups(void **state)
{
    struct method_facts m = plain("a");
    m.audience = METHOD_AUDIENCE_EXPERTS;
    struct dialogue_wish wish = {.target_groups = BIT(GROUP_YOUTH)};
    assert_excludes(*state, &m, &wish, CRITERION_AUDIENCE);
    assert_keeps(*state, &m, &(struct dialogue_wish){0});
    wish.target_groups = BIT(GROUP_EXPERTS);
    assert_keeps(*state, &m, &wish);
    assert_int_equal(reason_for(*state, &m, &wish, CRITERION_AUDIENCE)->points_milli, 2000);
    wish.other_groups = 3; /* one of four groups: listed, with a reason against */
    assert_keeps(*state, &m, &wish);
    const struct methodmatch_reason *reason = reason_for(*state, &m, &wish, CRITERION_AUDIENCE);
    assert_false(reason->in_favour);
    assert_false(reason->excludes);
    assert_int_equal(reason->points_milli, -1000);
    assert_int_equal(reason->wanted.min, 1);
    assert_int_equal(reason->wanted.max, 4);
}

static void groups_nobody_knows_are_counted(void **state)
{
    (void)state;
    uint32_t groups = 0;
    uint8_t others = 0;
    methodmatch_add_group(STR("youth"), &groups, &others);
    methodmatch_add_group(STR("dog-owners"), &groups, &others);
    assert_int_equal(groups, BIT(GROUP_YOUTH));
    assert_int_equal(others, 1);
}

static void a_method_breaking_two_limits_comes_back_by_neither_alone(void **state)
{
    struct method_facts methods[] = {plain("a"), plain("b")};
    methods[1].staff_effort = 1;
    struct dialogue_wish wish = {.cost_band_max = 1, .staff_effort_max = 1};
    struct methodmatch_ranking r = methodmatch_rank(*state, methods, 2, &wish);
    assert_int_equal(r.n_excluded, 2);
    assert_int_equal(r.excluded_by[CRITERION_COST], 2);
    assert_int_equal(r.excluded_by[CRITERION_STAFF], 1);
    assert_int_equal(r.excluded_only_by[CRITERION_COST], 1);
    assert_int_equal(r.excluded_only_by[CRITERION_STAFF], 0);
}

/* ---- What moves a method up or down ---------------------------------------------- */

/* b, made better by one answer, must pass a, which is first without it. */
static void assert_passes(struct arena *arena, const struct method_facts *b,
                          const struct dialogue_wish *wish)
{
    struct method_facts methods[] = {plain("a"), *b};
    methods[1].id = STR("b");
    struct methodmatch_ranking r = methodmatch_rank(arena, methods, 2, wish);
    assert_int_equal(r.n, 2);
    assert_int_equal(r.results[0].method, 1);
    assert_true(r.results[0].points_milli > r.results[1].points_milli);
    assert_true(r.results[0].score >= r.results[1].score);
}

static void purpose_comes_first(void **state)
{
    struct method_facts b = plain("b");
    b.purposes[0] = PURPOSE_CO_DESIGN;
    struct dialogue_wish wish = {.purposes = {PURPOSE_CO_DESIGN}, .n_purposes = 1};
    assert_passes(*state, &b, &wish);
    /* even when level and phase are off */
    b.levels = BIT(PARTICIPATION_CODECIDE);
    wish.level = PARTICIPATION_CONSULT;
    b.phases = BIT(PHASE_FOLLOW_UP);
    wish.phase = PHASE_OPTIONS;
    assert_passes(*state, &b, &wish);
}

static void main_purpose_beats_side_purpose_beats_none(void **state)
{
    struct method_facts methods[] = {plain("a"), plain("b"), plain("c")};
    methods[1].purposes[1] = PURPOSE_DECIDE;
    methods[1].n_purposes = 2;
    methods[2].purposes[0] = PURPOSE_DECIDE;
    methods[2].purposes[1] = PURPOSE_UNDERSTAND_NEEDS;
    methods[2].n_purposes = 2;
    struct dialogue_wish wish = {.purposes = {PURPOSE_DECIDE}, .n_purposes = 1};
    struct methodmatch_ranking r = methodmatch_rank(*state, methods, 3, &wish);
    assert_int_equal(r.results[0].method, 2);
    assert_int_equal(r.results[1].method, 1);
    assert_int_equal(r.results[2].method, 0);
    assert_false(r.results[2].reasons[0].in_favour);
}

static void the_first_purpose_weighs_most(void **state)
{
    struct method_facts methods[] = {plain("a"), plain("b")};
    methods[0].purposes[0] = PURPOSE_DECIDE;
    methods[1].purposes[0] = PURPOSE_INFORM;
    struct dialogue_wish wish = {.purposes = {PURPOSE_INFORM, PURPOSE_DECIDE}, .n_purposes = 2};
    assert_int_equal(methodmatch_rank(*state, methods, 2, &wish).results[0].method, 1);
}

static void a_focused_method_beats_one_good_for_everything(void **state)
{
    struct method_facts b = plain("b");
    b.purposes[1] = PURPOSE_INFORM;
    b.purposes[2] = PURPOSE_DECIDE;
    b.n_purposes = 3;
    struct method_facts methods[] = {b, plain("c")};
    struct dialogue_wish wish = {.purposes = {PURPOSE_UNDERSTAND_NEEDS}, .n_purposes = 1};
    assert_int_equal(methodmatch_rank(*state, methods, 2, &wish).results[0].method, 1);
}

static void level_counts_rungs_up_to_two(void **state)
{
    struct method_facts m = plain("a"); /* consult */
    struct dialogue_wish wish = {.level = PARTICIPATION_CONSULT};
    assert_true(reason_for(*state, &m, &wish, CRITERION_LEVEL)->in_favour);
    static const int points[] = {0, -1000, -2000, -2000};
    for (int up = 0; up < 4; up++) {
        wish.level = (enum participation_level)(PARTICIPATION_CONSULT + up);
        const struct methodmatch_reason *reason = reason_for(*state, &m, &wish, CRITERION_LEVEL);
        assert_int_equal(reason->points_milli, points[up]);
        assert_int_equal(reason->has.max, up);
    }
}

static void phase_orders_but_does_not_exclude(void **state)
{
    struct method_facts b = plain("b");
    b.phases = BIT(PHASE_FOLLOW_UP);
    struct dialogue_wish wish = {.phase = PHASE_FOLLOW_UP};
    assert_passes(*state, &b, &wish);
    struct method_facts a = plain("a");
    assert_keeps(*state, &a, &wish);
}

static void every_scale_asks_for_enough(void **state)
{
    struct dialogue_wish wish;
    struct method_facts b;
#define SCALE_TEST(field, which)                                                     \
    wish = (struct dialogue_wish){.field = 5};                                       \
    b = plain("b");                                                                  \
    b.field = 5;                                                                     \
    assert_passes(*state, &b, &wish);                                                \
    assert_true(reason_for(*state, &b, &wish, which)->in_favour);                    \
    b.field = 3;                                                                     \
    assert_false(reason_for(*state, &b, &wish, which)->in_favour);                   \
    b.field = 4; /* one step below is not clearly below: nothing to tell */          \
    assert_null(reason_for(*state, &b, &wish, which));                               \
    wish.field = 1; /* more than asked for is no fault, save for depth */            \
    b.field = 3;                                                                     \
    assert_true(!reason_for(*state, &b, &wish, which) || (which) == CRITERION_DEPTH)
    SCALE_TEST(depth, CRITERION_DEPTH);
    SCALE_TEST(breadth, CRITERION_BREADTH);
    SCALE_TEST(conflict, CRITERION_CONFLICT);
    SCALE_TEST(complexity, CRITERION_COMPLEXITY);
    SCALE_TEST(representativeness, CRITERION_REPRESENTATIVENESS);
    SCALE_TEST(hard_to_reach, CRITERION_HARD_TO_REACH);
#undef SCALE_TEST
}

static void failing_a_conflict_or_the_absent_costs_more(void **state)
{
    struct method_facts m = plain("a");
    m.conflict = m.hard_to_reach = m.complexity = 2;
    struct dialogue_wish wish = {.conflict = 4, .hard_to_reach = 5, .complexity = 4};
    assert_int_equal(reason_for(*state, &m, &wish, CRITERION_COMPLEXITY)->points_milli, -1000);
    assert_int_equal(reason_for(*state, &m, &wish, CRITERION_CONFLICT)->points_milli, -1500);
    assert_int_equal(reason_for(*state, &m, &wish, CRITERION_HARD_TO_REACH)->points_milli, -3000);
}

static void far_too_deep_is_out_of_proportion(void **state)
{
    struct method_facts deep = plain("a");
    deep.depth = 5;
    struct dialogue_wish wish = {.depth = 1};
    const struct methodmatch_reason *reason = reason_for(*state, &deep, &wish, CRITERION_DEPTH);
    assert_false(reason->in_favour);
    assert_int_equal(reason->points_milli, -6000);
    wish.depth = 4;
    assert_true(reason_for(*state, &deep, &wish, CRITERION_DEPTH)->in_favour);
}

static void a_place_wants_a_method_for_places(void **state)
{
    struct method_facts b = plain("b");
    b.spatial = true;
    assert_passes(*state, &b, &(struct dialogue_wish){.spatial = ANSWER_YES});
    struct dialogue_wish no_place = {.spatial = ANSWER_NO};
    assert_false(reason_for(*state, &b, &no_place, CRITERION_SPATIAL)->in_favour);
    struct method_facts a = plain("a");
    assert_null(reason_for(*state, &a, &no_place, CRITERION_SPATIAL));
}

static void recruitment_follows_from_the_other_answers(void **state)
{
    struct method_facts m = plain("a");
#define WANTED(...)                                                                        \
    reason_for(*state, &m, &(struct dialogue_wish){__VA_ARGS__}, CRITERION_RECRUITMENT) \
        ->wanted_set
    assert_int_equal(WANTED(.representativeness = 4), BIT(RECRUITMENT_RANDOM));
    assert_int_equal(WANTED(.hard_to_reach = 4), BIT(RECRUITMENT_TARGETED));
    assert_int_equal(WANTED(.children = ANSWER_YES), BIT(RECRUITMENT_TARGETED));
    assert_int_equal(WANTED(.target_groups = BIT(GROUP_STAFF)), BIT(RECRUITMENT_STAKEHOLDERS));
    assert_int_equal(WANTED(.target_groups = BIT(GROUP_PARENTS)), BIT(RECRUITMENT_OPEN));
    assert_int_equal(WANTED(.target_groups = BIT(GROUP_STAFF), .other_groups = 1),
                     BIT(RECRUITMENT_OPEN) | BIT(RECRUITMENT_STAKEHOLDERS));
#undef WANTED
    struct dialogue_wish neither = {.hard_to_reach = 3, .representativeness = 3};
    assert_null(reason_for(*state, &m, &neither, CRITERION_RECRUITMENT));
}

static void a_channel_suits_what_goes_on_all_year(void **state)
{
    struct method_facts b = plain("b");
    b.kind = METHOD_KIND_CHANNEL;
    assert_passes(*state, &b, &(struct dialogue_wish){.weeks_available = 52});
    struct dialogue_wish autumn = {.weeks_available = 51};
    assert_false(reason_for(*state, &b, &autumn, CRITERION_KIND)->in_favour);
    assert_null(reason_for(*state, &b, &(struct dialogue_wish){0}, CRITERION_KIND));
}

/* ---- Support tools, order --------------------------------------------------------- */

static void support_is_never_first(void **state)
{
    struct method_facts methods[] = {plain("a"), plain("b"), plain("z")};
    methods[0].kind = METHOD_KIND_SUPPORT;
    methods[0].purposes[0] = PURPOSE_INFORM;
    struct dialogue_wish wish = {.purposes = {PURPOSE_INFORM}, .n_purposes = 1};
    methods[1].depth = methods[2].depth = 5;
    wish.depth = 1;
    struct methodmatch_ranking r = methodmatch_rank(*state, methods, 3, &wish);
    assert_int_equal(r.results[0].method, 1);
    assert_int_equal(r.results[1].method, 2); /* as good as b, so before the support tool */
    assert_int_equal(r.results[2].method, 0);
    assert_true(r.results[2].points_milli < r.results[0].points_milli);
}

static void support_is_never_alone(void **state)
{
    struct method_facts methods[] = {plain("a"), plain("b"), plain("c")};
    methods[0].kind = methods[1].kind = METHOD_KIND_SUPPORT;
    methods[2].cost_band = 5;
    struct dialogue_wish wish = {.cost_band_max = 3};
    struct methodmatch_ranking r = methodmatch_rank(*state, methods, 3, &wish);
    assert_int_equal(r.n, 0);
    assert_int_equal(r.n_excluded, 3);
    assert_int_equal(r.excluded_by[CRITERION_KIND], 2);
    assert_int_equal(r.excluded_by[CRITERION_COST], 1);
}

static void ties_are_ordered_by_id(void **state)
{
    struct method_facts methods[] = {plain("world-cafe"), plain("delphi"), plain("world")};
    struct dialogue_wish wish = {.purposes = {PURPOSE_UNDERSTAND_NEEDS}, .n_purposes = 1};
    struct methodmatch_ranking r = methodmatch_rank(*state, methods, 3, &wish);
    assert_int_equal(r.results[0].method, 1);
    assert_int_equal(r.results[1].method, 2);
    assert_int_equal(r.results[2].method, 0);
}

static void no_methods_give_an_empty_ranking(void **state)
{
    struct methodmatch_ranking r = methodmatch_rank(*state, NULL, 0, &(struct dialogue_wish){0});
    assert_int_equal(r.n, 0);
    assert_null(r.results);
    assert_int_equal(r.n_excluded, 0);
}

static void excluding_reasons_come_first_then_the_heaviest(void **state)
{
    struct method_facts m = plain("a");
    m.kind = METHOD_KIND_SUPPORT;
    struct dialogue_wish wish = {.cost_band_max = 1, .level = PARTICIPATION_DIALOGUE};
    struct methodmatch_result result = methodmatch_judge(*state, &m, &wish);
    assert_int_equal(result.n_reasons, 3);
    assert_int_equal(result.reasons[0].criterion, CRITERION_COST);
    assert_int_equal(result.reasons[1].criterion, CRITERION_KIND);
    assert_int_equal(result.reasons[2].criterion, CRITERION_LEVEL);
    assert_int_equal(result.excluded_by, BIT(CRITERION_COST));
}

static void answers_outside_their_range_are_unset(void **state)
{
    struct method_facts m = plain("a");
    struct dialogue_wish wish = {.n_purposes = 3,
                                 .purposes = {(enum dialogue_purpose)99, (enum dialogue_purpose)31},
                                 .level = (enum participation_level)7,
                                 .phase = (enum process_phase)40,
                                 .formats = UINT32_C(1) | UINT32_C(1) << 30,
                                 .depth = 200,
                                 .cost_band_max = 6};
    assert_int_equal(methodmatch_judge(*state, &m, &wish).n_reasons, 0);
    assert_keeps(*state, &m, &wish);
}

/* ---- Properties over random input -------------------------------------------------- */

static uint32_t next(uint32_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % below;
}

static struct method_facts random_method(uint32_t *seed, const char *id)
{
    struct method_facts m = plain(id);
    m.kind = (enum method_kind)(1 + next(seed, 3));
    m.audience = (enum method_audience)(1 + next(seed, 5));
    m.levels = BIT(1 + next(seed, 5)) | BIT(1 + next(seed, 5));
    m.purposes[0] = (enum dialogue_purpose)(1 + next(seed, 11));
    m.phases = BIT(1 + next(seed, 6)) | BIT(1 + next(seed, 6));
    m.recruitment = BIT(1 + next(seed, 4));
    m.formats = BIT(1 + next(seed, 3));
    m.participants_min = 1 + next(seed, 100);
    m.participants_max = m.participants_min + next(seed, 200000);
    m.event_minutes_min = next(seed, 600);
    m.lead_weeks = (uint16_t)next(seed, 30);
    m.run_weeks = (uint16_t)next(seed, 40);
    uint8_t *fives[] = {&m.cost_band,          &m.staff_effort,  &m.facilitation_skill,
                        &m.conflict,           &m.complexity,    &m.depth,
                        &m.representativeness, &m.hard_to_reach, &m.breadth};
    for (size_t i = 0; i < sizeof fives / sizeof fives[0]; i++)
        *fives[i] = (uint8_t)(1 + next(seed, 5));
    m.works_with_children = next(seed, 2);
    m.needs_influenceable_question = next(seed, 2);
    m.spatial = next(seed, 2);
    return m;
}

/* Answers question number which, 0..20, one way or another. */
static void answer(struct dialogue_wish *wish, uint32_t which, uint32_t *seed)
{
    uint8_t *fives[] = {&wish->depth,         &wish->breadth,
                        &wish->conflict,      &wish->complexity,
                        &wish->hard_to_reach, &wish->representativeness,
                        &wish->cost_band_max, &wish->staff_effort_max,
                        &wish->facilitation_skill_max};
    enum dialogue_answer yes_no = next(seed, 2) ? ANSWER_YES : ANSWER_NO;
    if (which < 9)
        *fives[which] = (uint8_t)(1 + next(seed, 5));
    else if (which == 9)
        wish->purposes[wish->n_purposes++] = (enum dialogue_purpose)(1 + next(seed, 11));
    else if (which == 10)
        wish->level = (enum participation_level)(1 + next(seed, 5));
    else if (which == 11)
        wish->phase = (enum process_phase)(1 + next(seed, 6));
    else if (which == 12)
        wish->formats = BIT(1 + next(seed, 3));
    else if (which == 13)
        wish->target_groups = BIT(1 + next(seed, 23)) | BIT(1 + next(seed, 23));
    else if (which == 14)
        wish->participants_min = 1 + next(seed, 1000);
    else if (which == 15)
        wish->participants_max = 1 + next(seed, 1000);
    else if (which == 16)
        wish->weeks_available = (uint16_t)(1 + next(seed, 60));
    else if (which == 17)
        wish->minutes_max = 1 + next(seed, 600);
    else if (which == 18)
        wish->children = yes_no;
    else if (which == 19)
        wish->spatial = yes_no;
    else
        wish->influenceable = yes_no;
}

static void assert_ordered(const struct methodmatch_ranking *r)
{
    for (size_t i = 0; i < r->n; i++) {
        assert_true(r->results[i].score >= 0.0 && r->results[i].score <= 1.0);
        assert_int_equal(r->results[i].excluded_by, 0);
        if (!i)
            continue;
        const struct methodmatch_result *before = &r->results[i - 1], *this = &r->results[i];
        assert_true(before->score >= this->score);
        assert_true(before->points_milli > this->points_milli ||
                    (before->points_milli == this->points_milli &&
                     str_compare(before->facts->id, this->facts->id) < 0));
    }
    if (r->n)
        assert_int_not_equal(r->results[0].facts->kind, METHOD_KIND_SUPPORT);
}

static void one_more_answer_never_lists_more(void **state)
{
    static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"};
    enum { N = sizeof ids / sizeof ids[0] };
    uint32_t seed = 20260704;
    for (int round = 0; round < 400; round++) {
        struct method_facts methods[N];
        for (size_t i = 0; i < N; i++)
            methods[i] = random_method(&seed, ids[i]);
        struct dialogue_wish wish = {0};
        size_t listed = N;
        /* each question once, in an order that starts anywhere */
        uint32_t start = next(&seed, 21);
        for (uint32_t k = 0; k < 21; k++) {
            answer(&wish, (start + 8 * k) % 21, &seed);
            struct methodmatch_ranking r = methodmatch_rank(*state, methods, N, &wish);
            assert_true(r.n <= listed);
            assert_int_equal(r.n + r.n_excluded, N);
            assert_ordered(&r);
            listed = r.n;
        }
        arena_reset(*state);
    }
}

static void any_bytes_as_a_wish_do_no_harm(void **state)
{
    struct method_facts methods[] = {plain("a"), plain("b"), plain("c")};
    methods[1].audience = METHOD_AUDIENCE_EXPERTS;
    methods[2].kind = METHOD_KIND_SUPPORT;
    uint32_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        struct dialogue_wish wish = {0};
        for (size_t i = 0; i < METHODMATCH_PURPOSES; i++)
            wish.purposes[i] = (enum dialogue_purpose)next(&seed, UINT32_MAX);
        wish.n_purposes = (uint8_t)next(&seed, 256);
        wish.level = (enum participation_level)next(&seed, UINT32_MAX);
        wish.phase = (enum process_phase)next(&seed, UINT32_MAX);
        wish.formats = next(&seed, UINT32_MAX);
        wish.target_groups = next(&seed, UINT32_MAX);
        wish.other_groups = (uint8_t)next(&seed, 256);
        wish.depth = (uint8_t)next(&seed, 256);
        wish.conflict = (uint8_t)next(&seed, 256);
        wish.participants_min = next(&seed, UINT32_MAX);
        wish.participants_max = next(&seed, UINT32_MAX);
        wish.weeks_available = (uint16_t)next(&seed, 65536);
        wish.minutes_max = next(&seed, UINT32_MAX);
        wish.cost_band_max = (uint8_t)next(&seed, 256);
        wish.children = (enum dialogue_answer)next(&seed, UINT32_MAX);
        wish.spatial = (enum dialogue_answer)next(&seed, UINT32_MAX);
        wish.influenceable = (enum dialogue_answer)next(&seed, UINT32_MAX);
        struct methodmatch_ranking r = methodmatch_rank(*state, methods, 3, &wish);
        assert_int_equal(r.n + r.n_excluded, 3);
        assert_ordered(&r);
        arena_reset(*state);
    }
}

/* ---- Vocabularies ------------------------------------------------------------------ */

static void codes_and_values_belong_together(void **state)
{
    (void)state;
    static const size_t sizes[] = {3, 5, 5, 11, 6, 4, 4, 3, 23, 5, 5, 5, METHODMATCH_CRITERIA};
    for (int v = VOCAB_KIND; v <= VOCAB_CRITERION; v++) {
        size_t n;
        const struct vocab_term *terms = methodmatch_vocab((enum methodmatch_vocab)v, &n);
        assert_int_equal(n, sizes[v - 1]);
        for (size_t i = 0; i < n; i++) {
            struct str code = str_from_c(terms[i].code);
            assert_int_equal(methodmatch_value((enum methodmatch_vocab)v, code), i + 1);
            assert_ptr_equal(methodmatch_term((enum methodmatch_vocab)v, (int)i + 1), &terms[i]);
            assert_true(terms[i].label[0] != '\0');
        }
        assert_null(methodmatch_term((enum methodmatch_vocab)v, 0));
        assert_null(methodmatch_term((enum methodmatch_vocab)v, (int)n + 1));
    }
    size_t n = 1;
    assert_null(methodmatch_vocab((enum methodmatch_vocab)0, &n));
    assert_int_equal(n, 0);
    assert_null(methodmatch_vocab((enum methodmatch_vocab)99, &n));
    assert_int_equal(methodmatch_value(VOCAB_PURPOSE, STR("co-design")), PURPOSE_CO_DESIGN);
    assert_int_equal(methodmatch_value(VOCAB_PHASE, STR("follow-up")), PHASE_FOLLOW_UP);
    assert_int_equal(methodmatch_value(VOCAB_TARGET_GROUP, STR("politicians")), GROUP_POLITICIANS);
    assert_int_equal(methodmatch_value(VOCAB_CRITERION, STR("kind")), CRITERION_KIND);
    assert_int_equal(methodmatch_value(VOCAB_CRITERION, STR("purpose")), CRITERION_PURPOSE);
    assert_int_equal(methodmatch_value(VOCAB_PURPOSE, STR("co-desig")), 0);
    assert_int_equal(methodmatch_value(VOCAB_PURPOSE, STR_NONE), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, new_arena, free_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(nothing_answered_lists_all_alike_by_id),
        T(each_band_is_a_limit),
        T(time_is_preparation_and_run_together),
        T(hours_are_compared_with_the_least_it_takes),
        T(participant_ranges_must_meet),
        T(participants_count_by_share_covered),
        T(one_shared_format_is_enough),
        T(children_as_main_group_need_a_method_for_them),
        T(nothing_to_influence_leaves_only_what_informs),
        T(a_specific_audience_must_be_among_the_groups),
        T(groups_nobody_knows_are_counted),
        T(a_method_breaking_two_limits_comes_back_by_neither_alone),
        T(purpose_comes_first),
        T(main_purpose_beats_side_purpose_beats_none),
        T(the_first_purpose_weighs_most),
        T(a_focused_method_beats_one_good_for_everything),
        T(level_counts_rungs_up_to_two),
        T(phase_orders_but_does_not_exclude),
        T(every_scale_asks_for_enough),
        T(failing_a_conflict_or_the_absent_costs_more),
        T(far_too_deep_is_out_of_proportion),
        T(a_place_wants_a_method_for_places),
        T(recruitment_follows_from_the_other_answers),
        T(a_channel_suits_what_goes_on_all_year),
        T(support_is_never_first),
        T(support_is_never_alone),
        T(ties_are_ordered_by_id),
        T(no_methods_give_an_empty_ranking),
        T(excluding_reasons_come_first_then_the_heaviest),
        T(answers_outside_their_range_are_unset),
        T(one_more_answer_never_lists_more),
        T(any_bytes_as_a_wish_do_no_harm),
        T(codes_and_values_belong_together),
    };
    return cmocka_run_group_tests_name("methodmatch", tests, NULL, NULL);
}
