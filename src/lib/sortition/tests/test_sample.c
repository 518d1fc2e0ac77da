/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/sample.h"
#include "lib/sortition/tables.h"

#include <stdlib.h>

#include "support.h"

static struct sortition_stream stream_of(const char *purpose)
{
    struct sortition_stream stream;
    check_rc(RC_OK, sortition_stream_of_seed(str_from_c(purpose), STR("5eed"), &stream));
    return stream;
}

/* ---- shares ---------------------------------------------------------------------- */

static void test_largest_remainders(void **state)
{
    (void)state;
    size_t counts[4], caps[] = {100, 100, 100, 100}, small[] = {100, 3, 100, 0};
    assert_int_equal(sortition_allocate((double[]){41, 33, 16, 10}, caps, 4, 10, counts), 10);
    assert_memory_equal(counts, ((size_t[]){4, 3, 2, 1}), sizeof counts);
    assert_int_equal(sortition_allocate((double[]){1, 1, 1, 1}, caps, 4, 6, counts), 6);
    assert_memory_equal(counts, ((size_t[]){2, 2, 1, 1}), sizeof counts);
    assert_int_equal(sortition_allocate((double[]){1, 1, 0, 1}, small, 4, 20, counts), 20);
    assert_memory_equal(counts, ((size_t[]){17, 3, 0, 0}), sizeof counts);
    assert_int_equal(sortition_allocate((double[]){1, 1, 1, 1}, small, 4, 500, counts), 203);
    assert_int_equal(sortition_allocate((double[]){0, 0, 0, 0}, caps, 4, 5, counts), 0);
}

/* ---- stage one ------------------------------------------------------------------- */

/* A register: n rows in three districts of 50, 30 and 20 %, some addresses with two rows. */
static struct sortition_people read_register(struct arena *arena, size_t n)
{
    struct buf text;
    struct sortition_faults errors = {.arena = arena}, warnings = {.arena = arena};
    struct sortition_targets none = {.category_count = 0};
    static const struct str columns[] = {STR_INIT("street")};
    struct sortition_people_options options = {.household_columns = columns, .household_column_count = 1};
    struct sortition_people people;
    buf_init(&text, 1 << 28);
    buf_add_c(&text, "id,street,district\n");
    for (size_t i = 0; i < n; i++)
        buf_printf(&text, "r%zu,Road %zu,%s\n", i, i % 10 == 9 ? i - 1 : i,
                   i % 10 < 5   ? "North"
                   : i % 10 < 8 ? "South"
                                : "West");
    struct str copy = arena_str_dup(arena, buf_str(&text));
    buf_free(&text);
    check_rc(RC_OK, sortition_people_read(copy, &none, &options, &errors, &warnings, &people));
    return people;
}

static struct sortition_strata strata_of(struct arena *arena, const struct sortition_people *people)
{
    struct sortition_faults errors = {.arena = arena};
    struct sortition_strata strata;
    static const struct str columns[] = {STR_INIT("District")};
    check_rc(RC_OK, sortition_strata_read(people, columns, 1, &errors, &strata));
    return strata;
}

static void check_no_address_twice(struct arena *arena, const struct sortition_people *people,
                                   const struct sortition_sample *sample)
{
    bool *met = ARENA_ARRAY(arena, bool, people->pool.household_count);
    for (size_t i = 0; i < sample->n; i++) {
        bool *address = &met[people->pool.households[sample->items[i].row]];
        assert_false(*address);
        *address = true;
    }
}

static void test_proportional_waves(void **state)
{
    struct sortition_people people = read_register(*state, 10000);
    struct sortition_strata strata = strata_of(*state, &people);
    struct sortition_faults errors = {.arena = *state};
    struct sortition_stream stream = stream_of("sample");
    struct sortition_sample sample;
    struct sortition_sample_plan plan = {.waves = (size_t[]){1000, 500}, .wave_count = 2};
    assert_int_equal(strata.n, 3);
    check_text("South", strata.names[1]);
    assert_int_equal(strata.rows[1], 3000);
    check_rc(RC_OK, sortition_sample_draw(&people.pool, &strata, &plan, &stream, &errors, &sample));
    assert_int_equal(sample.n, 1500);
    assert_memory_equal(sample.counts, ((size_t[]){500, 300, 200, 250, 150, 100}), 6 * sizeof(size_t));
    check_no_address_twice(*state, &people, &sample);
    assert_true(sample.items[999].wave == 0 && sample.items[1000].wave == 1);
    plan.factors = (double[]){1, 0, 2.5};
    check_rc(RC_OK, sortition_sample_draw(&people.pool, &strata, &plan, &stream, &errors, &sample));
    assert_memory_equal(sample.counts, ((size_t[]){500, 0, 500, 250, 0, 250}), 6 * sizeof(size_t));
    check_no_address_twice(*state, &people, &sample);
}

/* In the west each address has two rows: it runs out, and the others take over. */
static void test_everyone_is_invited_once(void **state)
{
    struct sortition_people people = read_register(*state, 1000);
    struct sortition_strata strata = strata_of(*state, &people);
    struct sortition_faults errors = {.arena = *state};
    struct sortition_stream stream = stream_of("sample");
    struct sortition_sample sample;
    struct sortition_sample_plan plan = {.waves = (size_t[]){450, 450}, .wave_count = 2};
    check_rc(RC_OK, sortition_sample_draw(&people.pool, &strata, &plan, &stream, &errors, &sample));
    assert_int_equal(sample.n, 900);
    check_no_address_twice(*state, &people, &sample);
    plan.addresses_alike = true;
    check_rc(RC_OK, sortition_sample_draw(&people.pool, &strata, &plan, &stream, &errors, &sample));
    assert_int_equal(sample.n, 900);
    check_no_address_twice(*state, &people, &sample);
    plan.waves = (size_t[]){90, 90}; /* shares of addresses: 500, 300 and 100, as the west's are shared */
    check_rc(RC_OK, sortition_sample_draw(&people.pool, &strata, &plan, &stream, &errors, &sample));
    assert_memory_equal(sample.counts, ((size_t[]){50, 30, 10, 50, 30, 10}), 6 * sizeof(size_t));
    plan.waves = (size_t[]){450, 451};
    check_rc(RC_INVALID, sortition_sample_draw(&people.pool, &strata, &plan, &stream, &errors, &sample));
    plan.waves = (size_t[]){450, 0};
    plan.factors = (double[]){1, -1, 1};
    check_rc(RC_INVALID, sortition_sample_draw(&people.pool, &strata, &plan, &stream, &errors, &sample));
    check_text("0 : 901 are to be invited, but there are 900 addresses\n0 : wave 2 must invite 1 to 1000000\n"
               "0 : the factor of \"South\" must be 0 to 1000\n",
               faults_text(&errors));
}

/* Each row is as likely, or each address: an address with two rows tells which. */
static void test_what_is_alike(void **state)
{
    struct sortition_people people = read_register(*state, 10);
    struct sortition_faults errors = {.arena = *state};
    struct sortition_strata strata;
    struct sortition_stream stream = stream_of("alike");
    size_t shared[2] = {0};
    check_rc(RC_OK, sortition_strata_read(&people, NULL, 0, &errors, &strata));
    for (int alike = 0; alike < 2; alike++)
        for (int i = 0; i < 9000; i++) {
            struct sortition_sample_plan plan = {
                .waves = (size_t[]){1}, .wave_count = 1, .addresses_alike = alike};
            struct sortition_sample sample;
            check_rc(RC_OK, sortition_sample_draw(&people.pool, &strata, &plan, &stream, &errors, &sample));
            shared[alike] += sample.items[0].row >= 8;
        }
    assert_in_range(shared[0], 1800 - 150, 1800 + 150); /* two rows of ten */
    assert_in_range(shared[1], 1000 - 120, 1000 + 120); /* one address of nine */
}

static void test_errors_of_strata(void **state)
{
    struct sortition_faults errors = {.arena = *state}, warnings = {.arena = *state};
    struct sortition_targets none = {.category_count = 0};
    struct sortition_people_options options = {.id_column = STR_NONE};
    struct sortition_people people;
    struct sortition_strata strata;
    check_rc(RC_OK, sortition_people_read(STR("id,a,b\n1,x,y\n2,,z\n"), &none, &options, &errors, &warnings,
                                          &people));
    check_rc(RC_OK, sortition_strata_read(&people, (struct str[]){STR("id"), STR("B")}, 2, &errors, &strata));
    check_text("1 / y", strata.names[0]);
    check_rc(RC_INVALID, sortition_strata_read(&people, (struct str[]){STR("c")}, 1, &errors, &strata));
    check_rc(RC_INVALID, sortition_strata_read(&people, (struct str[]){STR("a")}, 1, &errors, &strata));
    check_text("0 c: the column is missing; name those that tell the strata\n"
               "0 a: the cell of \"2\" is empty; write where the row belongs\n",
               faults_text(&errors));
}

/* ---- tables ---------------------------------------------------------------------- */

/* The figures are those of the plan, and every seat is taken once. */
static void check_tables(struct arena *arena, const struct sortition_tables *tables)
{
    size_t n = tables->n, *pairs = ARENA_ARRAY(arena, size_t, tables->sessions + 1);
    for (size_t s = 0; s < tables->sessions; s++) {
        size_t *seats = ARENA_ARRAY(arena, size_t, tables->tables);
        for (size_t i = 0; i < n; i++)
            seats[tables->table[s * n + i]]++;
        for (size_t t = 0; t < tables->tables; t++)
            assert_in_range(seats[t], n / tables->tables, n / tables->tables + (n % tables->tables != 0));
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            size_t meetings = 0;
            for (size_t s = 0; s < tables->sessions; s++)
                meetings += tables->table[s * n + i] == tables->table[s * n + j];
            pairs[meetings]++;
        }
    assert_memory_equal(pairs, tables->pairs, (tables->sessions + 1) * sizeof *pairs);
}

static struct sortition_tables plan(void **state, const struct sortition_problem *problem, size_t n,
                                    size_t tables, size_t sessions)
{
    struct sortition_stream stream = stream_of("tables");
    struct sortition_tables result;
    uint32_t *people = ARENA_ARRAY(*state, uint32_t, n);
    for (size_t i = 0; i < n; i++)
        people[i] = (uint32_t)i;
    check_rc(RC_OK, sortition_tables_plan(problem, people, n, tables, sessions, &stream, *state, &result));
    check_tables(*state, &result);
    return result;
}

/* Sixteen people in fours: in three sessions nobody need meet anyone twice. */
static void test_tables_where_nobody_need_meet_twice(void **state)
{
    uint64_t seed = 1;
    struct sortition_problem problem = random_problem(*state, &seed, 16, 0, 8, 1);
    struct sortition_tables tables = plan(state, &problem, 16, 4, 3);
    assert_int_equal(tables.most_meetings, 1);
    assert_int_equal(tables.least_possible, 1);
    assert_int_equal(tables.pairs[1], 3 * 4 * 6);
}

static void test_tables_of_a_panel(void **state)
{
    uint64_t seed = 2;
    struct sortition_problem problem = random_problem(*state, &seed, 75, 4, 10, 1);
    struct sortition_tables tables = plan(state, &problem, 75, 10, 5);
    print_message(
        "pairs that meet 0, 1, 2 times: %zu, %zu, %zu; off their share: %zu of %zu, at most by %zu\n",
        tables.pairs[0], tables.pairs[1], tables.pairs[2], tables.off_share, tables.values_seated,
        tables.worst_off);
    assert_true(tables.most_meetings <= 2 && tables.worst_off <= 1 &&
                tables.off_share < tables.values_seated / 10);
    assert_int_equal(tables.least_possible, 1);
}

static void test_odd_tables(void **state)
{
    uint64_t seed = 3;
    struct sortition_problem problem = random_problem(*state, &seed, 7, 2, 4, 1);
    struct sortition_stream stream = stream_of("tables");
    struct sortition_tables tables = plan(state, &problem, 7, 1, 2);
    uint32_t people[7] = {0};
    assert_true(tables.most_meetings == 2 && tables.least_possible == 2 && tables.off_share == 0);
    tables = plan(state, &problem, 7, 7, 3);
    assert_int_equal(tables.most_meetings, 0);
    check_rc(RC_LIMIT, sortition_tables_plan(&problem, people, 7, 8, 1, &stream, *state, &tables));
    check_rc(RC_LIMIT, sortition_tables_plan(&problem, people, 7, 0, 1, &stream, *state, &tables));
    check_rc(RC_LIMIT, sortition_tables_plan(&problem, people, 7, 2, 0, &stream, *state, &tables));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_largest_remainders),       ARENA_TEST(test_proportional_waves),
        ARENA_TEST(test_everyone_is_invited_once), ARENA_TEST(test_what_is_alike),
        ARENA_TEST(test_errors_of_strata),         ARENA_TEST(test_tables_where_nobody_need_meet_twice),
        ARENA_TEST(test_tables_of_a_panel),        ARENA_TEST(test_odd_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
