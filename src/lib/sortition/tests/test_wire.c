/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/wire.h"

#include <string.h>

#include "support.h"

/* A sink that keeps all frames. */
static bool keep(void *context, struct str bytes)
{
    buf_add(context, bytes);
    return true;
}

static struct sortition_problem some_problem(struct arena *arena)
{
    uint64_t seed = 11;
    struct sortition_problem problem = random_problem(arena, &seed, 30, 3, 6, 2);
    for (size_t v = 0; v < problem.targets.value_count; v++)
        problem.targets.values[v].max_flex = SORTITION_UNLIMITED;
    return problem;
}

static struct sortition_lottery some_lottery(struct arena *arena, const struct sortition_problem *problem)
{
    struct sortition_lottery lottery = {.algorithm = SORTITION_NASH,
                                        .exact = true,
                                        .probabilities = ARENA_ARRAY(arena, double, problem->pool.n),
                                        .panels = ARENA_ARRAY(arena, struct sortition_panel, 2),
                                        .panel_count = 2,
                                        .levels = ARENA_ARRAY(arena, struct sortition_level, 1),
                                        .level_count = 1,
                                        .on_no_panel = ARENA_ARRAY(arena, uint32_t, 1),
                                        .on_no_panel_count = 1,
                                        .min_probability = 0.25,
                                        .residual = 1e-12};
    for (uint32_t i = 0; i < 2; i++) {
        lottery.panels[i] = (struct sortition_panel){.p = 0.5,
                                                     .members = ARENA_ARRAY(arena, uint32_t, problem->size)};
        for (uint32_t j = 0; j < problem->size; j++)
            lottery.panels[i].members[j] = i + 2 * j;
    }
    lottery.levels[0] = (struct sortition_level){.p = 0.25, .bound = 0.26, .people = 30};
    lottery.on_no_panel[0] = 29;
    lottery.probabilities[7] = 0.125;
    return lottery;
}

static struct buf answer_bytes(struct arena *arena, const struct sortition_problem *problem)
{
    struct sortition_lottery lottery = some_lottery(arena, problem);
    struct sortition_change change = {.value = 3, .new_min = 1, .new_max = 9};
    struct sortition_relaxation relaxation = {
        .kind = SORTITION_SINGLE_CATEGORY, .total = 4, .changes = &change, .change_count = 1};
    struct buf bytes;
    struct wire_out out;
    buf_init(&bytes, 1024 * 1024);
    wire_out_init(&out, keep, &bytes);
    wire_put_progress(&out, SOLVE_PANELS, 3, 10);
    wire_put_lottery(&out, problem, &lottery);
    wire_put_relaxation(&out, &relaxation);
    wire_put_done(&out, RC_OK, SOLVE_OUT_OF_TIME);
    assert_false(out.failed);
    wire_out_free(&out);
    return bytes;
}

/* Takes frames until they end: RC_NOT_FOUND where nothing was wrong. */
static rc take_all(struct wire_answer *answer, struct str bytes)
{
    enum wire_frame kind;
    struct str body;
    rc result;
    while ((result = wire_next_frame(&bytes, &kind, &body)) == RC_OK)
        if ((result = wire_take(answer, kind, body)) != RC_OK)
            break;
    return result;
}

static void test_a_request_arrives_without_names(void **state)
{
    struct wire_request request = {.question = WIRE_ASK_RELAXATIONS,
                                   .algorithm = SORTITION_MAXIMIN,
                                   .time_limit_s = 2.5,
                                   .seed = 42,
                                   .problem = some_problem(*state)},
                        got;
    struct buf bytes;
    size_t n = 0;
    buf_init(&bytes, 1024 * 1024);
    wire_put_request(&bytes, &request);
    check_rc(RC_OK, wire_get_header(str_sub(buf_str(&bytes), 0, WIRE_HEADER_BYTES), &n));
    assert_int_equal(n, bytes.n - WIRE_HEADER_BYTES);
    check_rc(RC_OK, wire_get_request(str_skip(buf_str(&bytes), WIRE_HEADER_BYTES), *state, &got));
    assert_int_equal(WIRE_ASK_RELAXATIONS, got.question);
    assert_int_equal(SORTITION_MAXIMIN, got.algorithm);
    assert_true(got.time_limit_s == 2.5 && got.seed == 42 && got.problem.pool.ids == NULL);
    assert_int_equal(request.problem.size, got.problem.size);
    assert_memory_equal(request.problem.pool.values, got.problem.pool.values,
                        30 * 3 * sizeof *got.problem.pool.values);
    assert_memory_equal(request.problem.pool.households, got.problem.pool.households,
                        30 * sizeof *got.problem.pool.households);
    assert_int_equal(SORTITION_UNLIMITED, got.problem.targets.values[8].max_flex);
    buf_free(&bytes);
}

static void test_a_request_cut_anywhere_is_refused(void **state)
{
    struct wire_request request = {.problem = some_problem(*state)}, got;
    struct buf bytes;
    size_t n;
    buf_init(&bytes, 1024 * 1024);
    wire_put_request(&bytes, &request);
    struct str body = str_skip(buf_str(&bytes), WIRE_HEADER_BYTES);
    for (size_t i = 0; i < body.n; i++)
        check_rc(RC_INVALID, wire_get_request(str_sub(body, 0, i), *state, &got));
    for (size_t i = 0; i < WIRE_HEADER_BYTES; i++)
        check_rc(RC_INVALID, wire_get_header(str_sub(buf_str(&bytes), 0, i), &n));
    bytes.p[0] ^= 1;
    check_rc(RC_INVALID, wire_get_header(buf_str(&bytes), &n));
    buf_free(&bytes);
}

static void test_an_answer_arrives_whole(void **state)
{
    struct sortition_problem problem = some_problem(*state);
    struct sortition_lottery sent = some_lottery(*state, &problem);
    struct buf bytes = answer_bytes(*state, &problem);
    struct wire_answer answer = {.problem = &problem, .arena = *state};
    check_rc(RC_NOT_FOUND, take_all(&answer, buf_str(&bytes)));
    assert_true(answer.done && answer.has_lottery && answer.lottery.exact);
    assert_int_equal(SOLVE_OUT_OF_TIME, answer.outcome);
    assert_int_equal(SORTITION_NASH, answer.lottery.algorithm);
    assert_true(answer.phase == SOLVE_PANELS && answer.phase_done == 3 && answer.phase_total == 10);
    assert_true(answer.lottery.probabilities[7] == 0.125 && answer.lottery.levels[0].bound == 0.26);
    assert_int_equal(29, answer.lottery.on_no_panel[0]);
    assert_int_equal(2, answer.lottery.panel_count);
    assert_memory_equal(sent.panels[1].members, answer.lottery.panels[1].members,
                        problem.size * sizeof(uint32_t));
    assert_int_equal(1, answer.relaxation_count);
    assert_int_equal(9, answer.relaxations[0].changes[0].new_max);
    buf_free(&bytes);
}

static void test_an_answer_cut_anywhere_is_never_done(void **state)
{
    struct sortition_problem problem = some_problem(*state);
    struct buf bytes = answer_bytes(*state, &problem);
    for (size_t i = 0; i < bytes.n; i++) {
        struct wire_answer answer = {.problem = &problem, .arena = *state};
        check_rc(RC_NOT_FOUND, take_all(&answer, str_sub(buf_str(&bytes), 0, i)));
        assert_false(answer.done);
    }
    buf_free(&bytes);
}

static void test_lists_that_are_not_whole_are_refused(void **state)
{
    struct sortition_problem problem = some_problem(*state);
    struct sortition_lottery lottery = some_lottery(*state, &problem);
    struct buf bytes;
    struct wire_out out;
    buf_init(&bytes, 1024 * 1024);
    wire_out_init(&out, keep, &bytes);
    wire_put_lottery(&out, &problem, &lottery);
    wire_put_lottery(&out, &problem, &lottery);
    struct wire_answer twice = {.problem = &problem, .arena = *state};
    check_rc(RC_INVALID, take_all(&twice, buf_str(&bytes)));

    buf_clear(&bytes);
    problem.pool.n--; /* one probability too few */
    wire_put_lottery(&out, &problem, &lottery);
    wire_put_done(&out, RC_OK, SOLVED);
    problem.pool.n++;
    struct wire_answer short_list = {.problem = &problem, .arena = *state};
    check_rc(RC_INVALID, take_all(&short_list, buf_str(&bytes)));

    buf_clear(&bytes);
    lottery.panels[0].members[0] = 30; /* nobody */
    wire_put_lottery(&out, &problem, &lottery);
    struct wire_answer nobody = {.problem = &problem, .arena = *state};
    check_rc(RC_INVALID, take_all(&nobody, buf_str(&bytes)));
    wire_out_free(&out);
    buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_a_request_arrives_without_names),
        ARENA_TEST(test_a_request_cut_anywhere_is_refused),
        ARENA_TEST(test_an_answer_arrives_whole),
        ARENA_TEST(test_an_answer_cut_anywhere_is_never_done),
        ARENA_TEST(test_lists_that_are_not_whole_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
