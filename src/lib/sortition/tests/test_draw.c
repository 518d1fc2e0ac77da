/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/greedy.h"
#include "lib/sortition/lottery.h"
#include "lib/sortition/stream.h"
#include "support.h"

/* ---- the stream ------------------------------------------------------------------ */

/* SHA-256 of "a", which stands for a manifest's. */
static const struct str manifest = STR_INIT(
    "CA978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");

static void test_the_published_vector(void **state)
{
    struct sortition_stream stream = sortition_stream_of_draw(
        STR("Example assembly main draw"), manifest,
        STR(" Lotto 6aus49  2026-11-21:\t3 11 19 24 37 45 \n Superzahl\xC2\xA0"
            "7 "));
    uint32_t order[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, expected[] = {0, 6, 3, 2, 5, 8, 1, 7, 4, 9};
    check_text("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
               sortition_hash_hex(STR("a"), *state));
    assert_int_equal(sortition_stream_below(&stream, 1000), 712);
    assert_int_equal(sortition_stream_below(&stream, 1000), 395);
    assert_int_equal(sortition_stream_below(&stream, 1000), 418);
    assert_int_equal(sortition_stream_below(&stream, 1000), 365);
    sortition_stream_shuffle(&stream, order, 10);
    assert_memory_equal(order, expected, sizeof order);
}

static void test_a_number_below_one_word_takes_it(void **state)
{
    (void)state;
    struct sortition_stream stream = sortition_stream_of_draw(STR("x"), manifest, STR("y"));
    assert_int_equal(sortition_stream_below(&stream, 1), 0);
    assert_int_equal(stream.taken, 1);
    uint64_t counts[3] = {0};
    for (int i = 0; i < 30000; i++) /* a quarter of all words is refused here */
        counts[sortition_stream_below(&stream, 3 * (UINT64_MAX / 4) / 3 * 3) % 3]++;
    for (int i = 0; i < 3; i++)
        assert_in_range(counts[i], 9700, 10300);
    assert_in_range(stream.taken, 38000, 42000);
}

static void test_seeds(void **state)
{
    struct sortition_stream a, b;
    struct str seed;
    check_rc(RC_OK, sortition_stream_of_seed(STR("sample"), STR("0aF"), &a));
    check_rc(RC_OK, sortition_stream_of_seed(STR("sample"), STR("0Af"), &b));
    assert_memory_equal(a.key, b.key, sizeof a.key);
    check_rc(RC_OK, sortition_stream_of_seed(STR("tables"), STR("0af"), &b));
    assert_memory_not_equal(a.key, b.key, sizeof a.key);
    check_rc(RC_INVALID, sortition_stream_of_seed(STR("sample"), STR(""), &a));
    check_rc(RC_INVALID, sortition_stream_of_seed(STR("sample"), STR("0x1"), &a));
    check_rc(RC_OK, sortition_seed_new(*state, &seed));
    assert_true(sortition_is_hash_hex(seed));
    check_rc(RC_OK, sortition_stream_of_seed(STR("sample"), seed, &a));
}

/* ---- greedy ----------------------------------------------------------------------- */

static void test_greedy_selects_valid_panels(void **state)
{
    uint64_t seed = 7;
    size_t found = 0;
    for (int round = 0; round < 100; round++) {
        struct sortition_problem problem = random_problem(*state, &seed, 40, 3, 10, 1);
        struct sortition_greedy *greedy = sortition_greedy_new(&problem);
        struct sortition_stream stream;
        uint32_t members[10];
        check_rc(RC_OK, sortition_stream_of_seed(STR("greedy"), STR("1"), &stream));
        for (int draw = 0; draw < 3; draw++)
            if (sortition_greedy_draw(greedy, &stream, 100, members, NULL) == RC_OK) {
                assert_true(sortition_panel_is_valid(&problem, members));
                found++;
            }
        greedy = sortition_greedy_free(greedy);
    }
    assert_in_range(found, 200, 300);
}

static void test_greedy_gives_up(void **state)
{
    struct sortition_problem problem = problem_of(*state,
                                                  STR("feature,value,min,max\na,x,1,1\na,y,1,1\na,z,0,0\n"),
                                                  STR("a,street\nx,s\ny,s\nx,s\nz,t\n"), 2, "street", NULL);
    struct sortition_greedy *greedy = sortition_greedy_new(&problem);
    struct sortition_stream stream;
    uint32_t members[2];
    check_rc(RC_OK, sortition_stream_of_seed(STR("greedy"), STR("1"), &stream));
    check_rc(RC_NOT_FOUND, sortition_greedy_draw(greedy, &stream, 20, members, NULL));
    greedy = sortition_greedy_free(greedy);
}

static void test_greedy_draws_of_the_shared_fixture(void **state)
{
    struct sortition_problem problem = shared_problem(*state, "sf_fixture_22", 22, NULL);
    struct sortition_greedy *greedy = sortition_greedy_new(&problem);
    struct sortition_stream stream;
    uint32_t members[22];
    check_rc(RC_OK, sortition_stream_of_seed(STR("greedy"), STR("1"), &stream));
    for (int i = 0; i < 1000; i++) {
        check_rc(RC_OK, sortition_greedy_draw(greedy, &stream, SORTITION_GREEDY_ATTEMPTS, members, NULL));
        assert_true(sortition_panel_is_valid(&problem, members));
    }
    greedy = sortition_greedy_free(greedy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_the_published_vector),
        ARENA_TEST(test_a_number_below_one_word_takes_it),
        ARENA_TEST(test_seeds),
        ARENA_TEST(test_greedy_selects_valid_panels),
        ARENA_TEST(test_greedy_gives_up),
        ARENA_TEST(test_greedy_draws_of_the_shared_fixture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
