/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/draw.h"
#include "lib/sortition/greedy.h"
#include "lib/sortition/lottery.h"
#include "lib/sortition/panels.h"
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
    check_rc(RC_OK, sortition_stream_of_seed(STR("sample"), STR("5EED"), &a));
    assert_true(sortition_stream_word(&a) == 0xbd15bf1194bf5163);
    check_rc(RC_INVALID, sortition_stream_of_seed(STR("sample"), STR(""), &a));
    check_rc(RC_INVALID, sortition_stream_of_seed(STR("sample"), STR("0x1"), &a));
    check_rc(RC_OK, sortition_seed_new(*state, &seed));
    assert_true(sortition_is_hash_hex(seed));
    check_rc(RC_OK, sortition_stream_of_seed(STR("sample"), seed, &a));
}

/* ---- the draw ---------------------------------------------------------------------- */

static struct sortition_draw example(void)
{
    return (struct sortition_draw){
        .label = STR("Example assembly main draw"),
        .manifest = manifest,
        .randomness = STR("Lotto 6aus49 2026-11-21:  3 11 19 24 37 45 Superzahl 7\n"),
        .m = 1000};
}

static struct str verify_text(struct arena *arena, const struct sortition_draw *transcript)
{
    struct sortition_faults errors = {.arena = arena};
    rc result = sortition_draw_verify(transcript, &errors);
    assert_int_equal(result == RC_OK, errors.n == 0);
    return faults_text(&errors);
}

static void test_a_draw_and_its_transcript(void **state)
{
    struct sortition_faults errors = {.arena = *state};
    struct sortition_draw wanted = example(), draw;
    check_rc(RC_OK, sortition_draw_make(&wanted, &errors, &draw));
    assert_int_equal(draw.number, 712);
    assert_int_equal(draw.word_count, 1);
    assert_int_equal(draw.words[0] % 1000, 712);
    check_text("Lotto 6aus49 2026-11-21: 3 11 19 24 37 45 Superzahl 7", draw.randomness);
    check_text("", verify_text(*state, &draw));
    draw.number = 713;
    check_text("0 number: these inputs draw panel 712, not 713\n", verify_text(*state, &draw));
    draw.number = 712;
    draw.label = STR("Another draw");
    assert_true(verify_text(*state, &draw).n > 0);
    wanted.method = SORTITION_BY_BALLS;
    wanted.number = 7;
    check_rc(RC_OK, sortition_draw_make(&wanted, &errors, &draw));
    assert_true(draw.number == 7 && draw.word_count == 0);
    check_text("", verify_text(*state, &draw));
}

static void test_a_malformed_draw(void **state)
{
    struct sortition_faults errors = {.arena = *state};
    struct sortition_draw draw,
        wanted = {.label = STR("a\nb"), .manifest = STR("abc"), .randomness = STR(" \n")};
    check_rc(RC_INVALID, sortition_draw_make(&wanted, &errors, &draw));
    check_text("0 label: name what is drawn, in one line of at most 200 bytes\n"
               "0 manifest: this is no SHA-256 hash of 64 hexadecimal digits\n"
               "0 randomness: give what the public source said, as text of at most 2000 bytes\n"
               "0 panels: there must be one panel or more\n",
               faults_text(&errors));
    struct sortition_faults more = {.arena = *state};
    wanted = example();
    wanted.method = SORTITION_BY_BALLS;
    wanted.number = 1000;
    check_rc(RC_INVALID, sortition_draw_make(&wanted, &more, &draw));
    check_text("0 number: panels are numbered 0 to 999\n", faults_text(&more));
}

static void test_manifests(void **state)
{
    struct sortition_faults errors = {.arena = *state};
    struct str a = sortition_hash_hex(STR("a"), *state), written;
    struct sortition_file files[] = {{STR("panels.csv"), manifest}, {STR("b.csv"), a}}, *read;
    size_t n;
    check_rc(RC_OK, sortition_manifest_write(files, 2, *state, &written));
    check_same(ARENA_CONCAT(*state, a, STR("  b.csv\n"), a, STR("  panels.csv\n")), written);
    check_rc(RC_OK, sortition_manifest_read(written, &errors, &read, &n));
    assert_int_equal(n, 2);
    check_text("panels.csv", read[1].name);
    check_same(a, read[1].hash);
    files[1].name = STR("../b.csv");
    check_rc(RC_INVALID, sortition_manifest_write(files, 2, *state, &written));
    files[1].name = STR("panels.csv");
    check_rc(RC_INVALID, sortition_manifest_write(files, 2, *state, &written));
    struct str bad = ARENA_CONCAT(*state, a, STR("  /etc/passwd\n12  x\n"), a, STR(" *x\r\n"), a,
                                  STR("  x\n"));
    check_rc(RC_INVALID, sortition_manifest_read(bad, &errors, &read, &n));
    check_text("1 : the name may have letters, digits and ._- only, and must not begin with a dot\n"
               "2 : the line must be 64 hexadecimal digits, two blanks and the name of a file\n"
               "4 : the file stands twice\n",
               faults_text(&errors));
}

static void test_public_ids(void **state)
{
    /* RFC 4231, test case 2. */
    check_text("5bdcc146bf60754e6a04",
               sortition_public_id(STR("Jefe"), STR("what do ya want for nothing?"), *state));
}

static void test_lists_of_panels(void **state)
{
    struct sortition_faults errors = {.arena = *state};
    struct str ids[] = {STR("a"), STR("b,c"), STR("d")};
    uint32_t members[] = {0, 1, 1, 2};
    struct sortition_rounding rounding = {.m = 2, .size = 2, .members = members}, read;
    struct buf out;
    buf_init(&out, 1000);
    sortition_panels_write(&rounding, ids, &out);
    check_text("panel,1,2\n0,a,\"b,c\"\n1,\"b,c\",d\n", buf_str(&out));
    check_rc(RC_OK, sortition_panels_read(buf_str(&out), ids, 3, &errors, &read));
    assert_true(read.m == 2 && read.size == 2);
    assert_memory_equal(read.members, members, sizeof members);
    check_rc(RC_INVALID, sortition_panels_read(STR("panel,1,2\n1,a,a\n"), ids, 3, &errors, &read));
    check_rc(RC_INVALID, sortition_panels_read(STR("panel,1,2\n0,a,x\n"), ids, 3, &errors, &read));
    check_rc(RC_INVALID, sortition_panels_read(STR("panel,1,2\n"), ids, 3, &errors, &read));
    check_rc(RC_INVALID, sortition_panels_read(STR("a,b\n"), ids, 3, &errors, &read));
    check_text("0 : the list has no panel\n"
               "1 : the header must be \"panel,1,2,3,…\"\n"
               "2 panel: panel 0 is expected here; list them in order from 0\n"
               "2 : someone is on the panel twice\n"
               "2 2: nobody has the id \"x\"\n",
               faults_text(&errors));
    buf_free(&out);
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
        ARENA_TEST(test_a_draw_and_its_transcript),
        ARENA_TEST(test_a_malformed_draw),
        ARENA_TEST(test_manifests),
        ARENA_TEST(test_public_ids),
        ARENA_TEST(test_lists_of_panels),
        ARENA_TEST(test_greedy_selects_valid_panels),
        ARENA_TEST(test_greedy_gives_up),
        ARENA_TEST(test_greedy_draws_of_the_shared_fixture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
