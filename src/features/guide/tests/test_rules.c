/* SPDX-License-Identifier: EUPL-1.2 */
/* The finder's rules, words for people, and scenario files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "features/guide/guide_facets.h"
#include "features/guide/guide_finder.h"
#include "features/guide/guide_scenario.h"
#include "features/guide/guide_words.h"

struct fixture {
    struct arena *arena;
    struct languages languages;
    const struct language *english;
    const struct field *fields;
    struct field_value values[FINDER_FIELDS];
};

static int begin(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.arena = arena_new()};
    assert_int_equal(RC_OK, languages_add(&fixture.languages, fixture.arena, "en", STR_NONE));
    fixture.english = fixture.languages.items[0];
    fixture.fields = finder_fields(fixture.arena);
    *state = &fixture;
    return 0;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    arena_free(fixture->arena);
    return 0;
}

/* Answers a choice with the alternative that has this code. */
static void choose(struct fixture *f, enum finder_field field, const char *code)
{
    for (int i = 0; f->fields[field].choices[i].code; i++)
        if (strcmp(f->fields[field].choices[i].code, code) == 0) {
            f->values[field] = (struct field_value){.given = true, .integer = i, .text = str_from_c(code)};
            return;
        }
    fail_msg("%s has no alternative %s", f->fields[field].name, code);
}

static void tick(struct fixture *f, enum finder_field field, const char *code)
{
    for (int i = 0; f->fields[field].choices[i].code; i++)
        if (strcmp(f->fields[field].choices[i].code, code) == 0) {
            f->values[field].given = true;
            f->values[field].chosen |= (uint64_t)1 << i;
            return;
        }
    fail_msg("%s has no alternative %s", f->fields[field].name, code);
}

static void number(struct fixture *f, enum finder_field field, int64_t value)
{
    f->values[field] = (struct field_value){.given = true, .integer = value};
}

static void gate_needs_both_answers(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(GATE_UNANSWERED, finder_gate(f->fields, f->values));
    choose(f, ASK_CHANGE, "yes");
    assert_int_equal(GATE_UNANSWERED, finder_gate(f->fields, f->values));
    choose(f, ASK_OPEN, "unsure");
    assert_int_equal(GATE_DIALOGUE_UNSURE, finder_gate(f->fields, f->values));
    choose(f, ASK_OPEN, "yes");
    assert_int_equal(GATE_DIALOGUE, finder_gate(f->fields, f->values));
}

static void gate_closes_on_one_no(void **state)
{
    struct fixture *f = *state;
    choose(f, ASK_OPEN, "no");
    assert_int_equal(GATE_INFORMATION_CLOSED, finder_gate(f->fields, f->values));
    choose(f, ASK_CHANGE, "no");
    assert_int_equal(GATE_INFORMATION_FIXED, finder_gate(f->fields, f->values));
    assert_int_equal(ANSWER_NO, finder_wish(f->fields, f->values).influenceable);
    choose(f, ASK_CHANGE, "partly");
    choose(f, ASK_OPEN, "yes");
    assert_int_equal(ANSWER_YES, finder_wish(f->fields, f->values).influenceable);
}

static void no_answers_ask_for_nothing(void **state)
{
    struct fixture *f = *state;
    struct dialogue_wish wish = finder_wish(f->fields, f->values), nothing = {0};
    assert_memory_equal(&wish, &nothing, sizeof wish);
}

static void every_answer_reaches_the_wish(void **state)
{
    struct fixture *f = *state;
    choose(f, ASK_CHANGE, "yes");
    choose(f, ASK_OPEN, "yes");
    choose(f, ASK_PURPOSE, "decide");
    tick(f, ASK_PURPOSES, "generate-ideas");
    tick(f, ASK_PURPOSES, "decide"); /* the main one again: counted once */
    choose(f, ASK_LEVEL, "influence");
    choose(f, ASK_PHASE, "follow-up");
    tick(f, ASK_GROUPS, "youth");
    number(f, ASK_CHILDREN, 1);
    number(f, ASK_PEOPLE_MIN, 20);
    number(f, ASK_PEOPLE_MAX, 120);
    choose(f, ASK_REACH, "4");
    choose(f, ASK_MIRROR, "5");
    choose(f, ASK_DEPTH, "3");
    choose(f, ASK_BREADTH, "2");
    choose(f, ASK_CONFLICT, "1");
    choose(f, ASK_COMPLEXITY, "5");
    number(f, ASK_WEEKS, 26);
    f->values[ASK_HOURS] = (struct field_value){.given = true, .real = 2.5};
    choose(f, ASK_COST, "3");
    choose(f, ASK_STAFF, "4");
    choose(f, ASK_SKILL, "5");
    tick(f, ASK_FORMATS, "hybrid");
    choose(f, ASK_PLACE, "no");
    struct dialogue_wish w = finder_wish(f->fields, f->values);
    assert_int_equal(2, w.n_purposes);
    assert_int_equal(PURPOSE_DECIDE, w.purposes[0]);
    assert_int_equal(PURPOSE_GENERATE_IDEAS, w.purposes[1]);
    assert_int_equal(PARTICIPATION_INFLUENCE, w.level);
    assert_int_equal(PHASE_FOLLOW_UP, w.phase);
    assert_int_equal(METHODMATCH_BIT(GROUP_YOUTH), w.target_groups);
    assert_int_equal(ANSWER_YES, w.children);
    assert_int_equal(20, w.participants_min);
    assert_int_equal(120, w.participants_max);
    assert_int_equal(4, w.hard_to_reach);
    assert_int_equal(5, w.representativeness);
    assert_int_equal(3, w.depth);
    assert_int_equal(2, w.breadth);
    assert_int_equal(1, w.conflict);
    assert_int_equal(5, w.complexity);
    assert_int_equal(26, w.weeks_available);
    assert_int_equal(150, w.minutes_max);
    assert_int_equal(3, w.cost_band_max);
    assert_int_equal(4, w.staff_effort_max);
    assert_int_equal(5, w.facilitation_skill_max);
    assert_int_equal(METHODMATCH_BIT(FORMAT_HYBRID), w.formats);
    assert_int_equal(ANSWER_NO, w.spatial);
}

/* Every field is asked on exactly one page, in order, and its name is its own. */
static void steps_cover_all_fields_once(void **state)
{
    struct fixture *f = *state;
    int next = 0;
    for (size_t i = 0; i < FINDER_STEPS; i++) {
        assert_int_equal(next, (int)finder_steps[i].first);
        assert_true(finder_steps[i].last >= finder_steps[i].first);
        next = (int)finder_steps[i].last + 1;
    }
    assert_int_equal(FINDER_FIELDS, next);
    for (int i = 0; i < FINDER_FIELDS; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(f->fields[i].name, f->fields[k].name);
}

/* ---- facets --------------------------------------------------------------------------- */

/* Bands meet without gaps: every method has a time and a size, and neighbours touch. */
static void bands_have_no_gaps(void **state)
{
    (void)state;
    struct method_facts facts = {.participants_min = 1, .participants_max = 1};
    for (uint16_t weeks = 0; weeks < 200; weeks++) {
        facts.lead_weeks = weeks;
        assert_int_equal(1, __builtin_popcount(facet_mask(FACET_TIME, &facts)));
    }
    facts.lead_weeks = 4;
    assert_int_equal(METHODMATCH_BIT(facet_value(FACET_TIME, STR("4"))), facet_mask(FACET_TIME, &facts));
    facts.lead_weeks = 5;
    assert_int_equal(METHODMATCH_BIT(facet_value(FACET_TIME, STR("12"))), facet_mask(FACET_TIME, &facts));
    for (uint32_t people = 1; people < 2000; people++) {
        facts.participants_min = facts.participants_max = people;
        assert_int_equal(1, __builtin_popcount(facet_mask(FACET_SIZE, &facts)));
    }
    facts.participants_min = 20; /* reaches into two bands */
    facts.participants_max = 21;
    assert_int_equal(2, __builtin_popcount(facet_mask(FACET_SIZE, &facts)));
}

static void facets_have_their_own_keys_and_codes(void **state)
{
    (void)state;
    for (int i = 0; i < FACETS; i++) {
        size_t n;
        const struct vocab_term *terms = facet_terms(i, &n);
        assert_true(n > 0 && n < 32);
        for (size_t k = 0; k < n; k++)
            assert_int_equal(k + 1, facet_value(i, str_from_c(terms[k].code)));
        assert_int_equal(0, facet_value(i, STR("nothing")));
        assert_null(facet_term(i, 0));
        assert_null(facet_term(i, n + 1));
        for (int k = 0; k < i; k++)
            assert_string_not_equal(facets[i].key, facets[k].key);
    }
}

/* ---- words -------------------------------------------------------------------------- */

#define assert_words(expected, actual)                                               \
    do {                                                                             \
        struct str words_ = (actual);                                                \
        if (!str_eq_c(words_, (expected)))                                           \
            fail_msg("expected \"%s\", got \"%.*s\"", (expected), STR_ARGS(words_)); \
    } while (0)

static void says_numbers_as_people_do(void **state)
{
    struct fixture *f = *state;
    assert_words("12–300 people", people_words(f->arena, f->english, 12, 300));
    assert_words("from 100 people", people_words(f->arena, f->english, 100, METHODMATCH_NO_CEILING));
    assert_words("any number of people", people_words(f->arena, f->english, 1, METHODMATCH_NO_CEILING));
    assert_words("up to 40 people", people_words(f->arena, f->english, 0, 40));
    assert_words("1 person", people_words(f->arena, f->english, 1, 1));
    assert_words("6–9 hours", minutes_words(f->arena, f->english, 360, 540));
    assert_words("1.5–5 hours", minutes_words(f->arena, f->english, 90, 300));
    assert_words("5–30 minutes", minutes_words(f->arena, f->english, 6, 30));
    assert_words("5 minutes to 8 hours", minutes_words(f->arena, f->english, 6, 480));
    assert_words("1 hour", minutes_words(f->arena, f->english, 60, 60));
    assert_words("2 hours", minutes_words(f->arena, f->english, 120, 120));
    assert_words("1 week", weeks_words(f->arena, f->english, 1));
    assert_words("26 weeks", weeks_words(f->arena, f->english, 26));
}

static void gives_reasons_with_their_numbers(void **state)
{
    struct fixture *f = *state;
    struct methodmatch_reason reason = {
        .criterion = CRITERION_TIME, .excludes = true, .wanted = {.max = 20}, .has = {4, 26}};
    assert_words("Needs 26 weeks, you have only 20", reason_words(f->arena, f->english, &reason));
    reason = (struct methodmatch_reason){
        .criterion = CRITERION_PARTICIPANTS, .in_favour = true, .wanted = {50, 100}, .has = {20, 120}};
    assert_words("Fits 20–120 people", reason_words(f->arena, f->english, &reason));
    reason = (struct methodmatch_reason){.criterion = CRITERION_PURPOSE,
                                         .in_favour = true,
                                         .wanted_set = METHODMATCH_BIT(PURPOSE_DECIDE),
                                         .has_set = METHODMATCH_BIT(PURPOSE_DECIDE) |
                                                    METHODMATCH_BIT(PURPOSE_INFORM)};
    assert_words("Good for your purpose: reach a joint decision or verdict",
                 reason_words(f->arena, f->english, &reason));
    reason = (struct methodmatch_reason){.criterion = CRITERION_AUDIENCE,
                                         .has_set = methodmatch_audience_groups(METHOD_AUDIENCE_EXPERTS)};
    assert_words("Mainly meant for: experts", reason_words(f->arena, f->english, &reason));
}

/* Whatever the matcher says has words, for and against. */
static void every_criterion_has_words(void **state)
{
    struct fixture *f = *state;
    for (int c = 1; c <= METHODMATCH_CRITERIA; c++)
        for (int in_favour = 0; in_favour < 2; in_favour++) {
            struct methodmatch_reason reason = {.criterion = (enum methodmatch_criterion)c,
                                                .in_favour = in_favour,
                                                .wanted = {2, 3},
                                                .has = {2, 3},
                                                .wanted_set = 2,
                                                .has_set = 2};
            struct str words = reason_words(f->arena, f->english, &reason);
            assert_true(words.n > 5);
            assert_true(str_find_byte(words, '{') == words.n);
        }
}

/* ---- scenarios -------------------------------------------------------------------------- */

static rc read_scenarios(struct fixture *f, const char *text, struct scenarios *scenarios,
                         struct buf *problems)
{
    buf_init(problems, 10000);
    return scenarios_read(f->arena, str_from_c(text), scenarios, problems);
}

static void reads_a_scenario(void **state)
{
    struct fixture *f = *state;
    struct scenarios s;
    struct buf problems;
    assert_int_equal(
        RC_OK,
        read_scenarios(
            f,
            "{\"scenarios\": [{\"id\": \"a\", \"purposes\": [\"decide\"], \"participation_level\": \"codecide\","
            "\"target_groups\": [\"youth\", \"astronauts\"], \"children\": false, \"depth\": 4, \"influenceable\": true,"
            "\"participants\": {\"min\": 10, \"max\": 40}, \"max_hours_per_participant\": null, \"title_sv\": \"x\"}]}",
            &s, &problems));
    const struct dialogue_wish *w = &s.items[0].wish;
    assert_int_equal(1, s.n);
    assert_int_equal(PURPOSE_DECIDE, w->purposes[0]);
    assert_int_equal(PARTICIPATION_CODECIDE, w->level);
    assert_int_equal(METHODMATCH_BIT(GROUP_YOUTH), w->target_groups);
    assert_int_equal(1, w->other_groups);
    assert_int_equal(ANSWER_NO, w->children);
    assert_int_equal(10, w->participants_min);
    assert_int_equal(0, w->minutes_max);
    assert_int_equal(0, w->weeks_available); /* not in the file: not asked for */
}

static void tells_what_is_wrong_with_scenarios(void **state)
{
    static const struct {
        const char *text, *problem;
    } cases[] = {
        {"", "line 1"},
        {"{\"scenarios\": 3}", "no list"},
        {"[]", "no list"},
        {"{\"scenarios\": [{\"id\": \"a\", \"phase\": \"lunch\"}]}", "scenario a: phase: unknown code lunch"},
        {"{\"scenarios\": [{\"id\": \"a\", \"purposes\": [7]}]}", "purposes: unknown code"},
        {"{\"scenarios\": [{\"id\": \"a\", \"depth\": 9}]}", "depth: expected a whole number from 0 to 5"},
        {"{\"scenarios\": [{\"id\": \"a\", \"depth\": \"deep\"}]}", "depth: expected"},
        {"{\"scenarios\": [{\"id\": \"a\", \"spatial\": \"yes\"}]}", "spatial: expected true or false"},
        {"{\"scenarios\": [{\"id\": \"a\", \"formats\": \"online\"}]}", "formats: expected a list"},
        {"{\"scenarios\": [{\"id\": \"a\", \"participants\": {\"min\": 9, \"max\": 2}}]}", "min is larger"},
        {"{\"scenarios\": [{}, 5]}", "scenario number 2: id: is missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scenarios s;
        struct buf problems;
        assert_int_equal(RC_INVALID, read_scenarios(*state, cases[i].text, &s, &problems));
        if (str_find(buf_str(&problems), str_from_c(cases[i].problem)) == problems.n)
            fail_msg("expected \"%s\" in \"%s\"", cases[i].problem, problems.p);
        buf_free(&problems);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gate_needs_both_answers, begin, end),
        cmocka_unit_test_setup_teardown(gate_closes_on_one_no, begin, end),
        cmocka_unit_test_setup_teardown(no_answers_ask_for_nothing, begin, end),
        cmocka_unit_test_setup_teardown(every_answer_reaches_the_wish, begin, end),
        cmocka_unit_test_setup_teardown(steps_cover_all_fields_once, begin, end),
        cmocka_unit_test(bands_have_no_gaps),
        cmocka_unit_test(facets_have_their_own_keys_and_codes),
        cmocka_unit_test_setup_teardown(says_numbers_as_people_do, begin, end),
        cmocka_unit_test_setup_teardown(gives_reasons_with_their_numbers, begin, end),
        cmocka_unit_test_setup_teardown(every_criterion_has_words, begin, end),
        cmocka_unit_test_setup_teardown(reads_a_scenario, begin, end),
        cmocka_unit_test_setup_teardown(tells_what_is_wrong_with_scenarios, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
