/* SPDX-License-Identifier: EUPL-1.2 */
/* Examples in the database, on both. */
#include "support/testdb.h"

#include "core/files/files.h"
#include "features/examples/examples_store.h"
#include "table.h"

static const struct query q_edit = {"test.edit",
                                    "UPDATE example SET edited_at = 1, place = 'X' WHERE code = $1", "t", ""};
static const struct query q_upside_down = {
    "test.upside_down", "UPDATE example SET end_month = start_month - 1 WHERE code = $1", "t", ""};
static const struct query q_links = {"test.links", "SELECT count(*) FROM example_method", "", "i"};

static void import(struct testdb *t, struct str rows, bool demo, struct table_counts *counts)
{
    struct example_table table;
    assert_rc(RC_OK, test_read(t->arena, rows, &table));
    struct example_import in = {.table = &table, .demo = demo, .now = 9 * TIME_DAY};
    assert_rc(RC_OK, db_write(t->db, example_import_step, &in, counts, sizeof *counts));
}

static struct str two_rows(struct testdb *t)
{
    return ARENA_CONCAT(t->arena, str_from_c(test_row), str_from_c(test_swedish_row));
}

/* The schema and two examples. */
static void fill(struct testdb *t)
{
    struct table_counts counts;
    testdb_migrations(
        t, (const char *const[]){"src/core/snapshot", "src/core/picture", "src/features/examples", NULL});
    import(t, two_rows(t), false, &counts);
    assert_int_equal(2, counts.added);
}

/* What comes out is what went in, and coming in again changes nothing. */
static void test_round_trip(struct testdb *t)
{
    struct example_table table;
    struct table_counts counts;
    struct reader *reader;
    struct str fields;
    bool kept;
    fill(t);
    assert_rc(RC_OK, test_read(t->arena, two_rows(t), &table));
    struct example_import in = {.table = &table, .now = 9 * TIME_DAY};
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    for (size_t i = 0; i < table.n; i++) {
        assert_rc(RC_OK, example_differences(reader, t->arena, &in, &table.rows[i], &fields, &kept));
        assert_str("", fields);
        assert_false(kept);
    }
    db_read_end(reader);
    import(t, two_rows(t), false, &counts);
    assert_int_equal(2, counts.unchanged);
    assert_int_equal(3, testdb_int(t->db, &q_links, DB_NO_ARGS));
}

static void test_list_and_one(struct testdb *t)
{
    struct example_list list;
    struct example example;
    struct reader *reader;
    fill(t);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, example_list(reader, t->arena, &list));
    assert_int_equal(2, list.n);
    assert_str("bench", list.items[0].code); /* the latest start first */
    assert_str("world-cafe;open-space", list.items[0].methods);
    assert_int_equal(2, list.items[0].text_count);
    assert_str("world-cafe", list.items[1].methods);
    assert_str("Brunnen", example_text_for(&list.items[1], STR("en"))->words.title);
    assert_rc(RC_OK, example_by_slug(reader, t->arena, STR("banken"), &example));
    assert_str("bench", example.code);
    assert_rc(RC_OK, example_by_slug(reader, t->arena, STR("the-bench"), &example));
    assert_str("bench", example.code);
    assert_str("Aim.", example_words_in(&example, STR("en"))->aim);
    assert_rc(RC_NOT_FOUND, example_by_slug(reader, t->arena, STR("' OR 1=1 --"), &example));
    assert_rc(RC_NOT_FOUND, example_by_code(reader, t->arena, STR("tree"), &example));
    db_read_end(reader);
}

/* An editor's change is never overwritten; other changes come in and are told. */
static void test_import_keeps_what_was_edited(struct testdb *t)
{
    struct table_counts counts;
    struct example_table table;
    struct example example;
    struct reader *reader;
    struct str fields;
    bool kept;
    fill(t);
    assert_rc(RC_OK, testdb_exec(t->db, &q_edit, DB_ARGS(db_text(STR("well")))));
    struct str row = test_row_with(t->arena, test_row, "Short.", "Shorter.");
    row = test_row_with(t->arena, row.p, "world-cafe;open-space", "open-space");
    struct str rows = ARENA_CONCAT(t->arena, row, str_from_c(test_swedish_row));
    assert_rc(RC_OK, test_read(t->arena, rows, &table));
    struct example_import in = {.table = &table, .now = 9 * TIME_DAY};
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, example_differences(reader, t->arena, &in, &table.rows[0], &fields, &kept));
    assert_str("methods, summary_en", fields);
    assert_false(kept);
    assert_rc(RC_OK, example_differences(reader, t->arena, &in, &table.rows[1], &fields, &kept));
    assert_str("place", fields);
    assert_true(kept);
    db_read_end(reader);
    import(t, rows, false, &counts);
    assert_int_equal(1, counts.updated);
    assert_int_equal(1, counts.kept);
    assert_int_equal(2, testdb_int(t->db, &q_links, DB_NO_ARGS));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, example_by_code(reader, t->arena, STR("well"), &example));
    assert_str("X", example.place);
    db_read_end(reader);
}

/* A language that the file no longer has goes away; a made-up one never replaces a real one. */
static void test_languages_and_demo(struct testdb *t)
{
    struct table_counts counts;
    struct example example;
    struct reader *reader;
    fill(t);
    struct str row = test_row_with(t->arena, test_swedish_row, "well,", "bench,");
    import(t, row, true, &counts);
    assert_int_equal(1, counts.kept);
    import(t, test_row_with(t->arena, row.p, "Brunnen,", "Bänken,"), false, &counts);
    assert_int_equal(1, counts.updated);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, example_by_code(reader, t->arena, STR("bench"), &example));
    assert_int_equal(1, example.text_count);
    assert_false(example.demo);
    assert_rc(RC_NOT_FOUND, example_by_slug(reader, t->arena, STR("the-bench"), &example));
    db_read_end(reader);
    row = test_row_with(t->arena, test_row, "bench,", "tree,");
    import(t, test_row_with(t->arena, row.p, "banken,", "tradet,"), true, &counts);
    assert_int_equal(1, counts.added);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, example_by_code(reader, t->arena, STR("tree"), &example));
    assert_true(example.demo);
    db_read_end(reader);
}

/* A slug that another has, even in another language: nothing of the file comes in. */
static void test_all_or_nothing(struct testdb *t)
{
    struct table_counts counts;
    struct example_table table;
    struct example example;
    struct reader *reader;
    fill(t);
    struct str tree = test_row_with(t->arena, test_swedish_row, "well,", "tree,");
    tree = test_row_with(t->arena, tree.p, "Brunnen,,,", "Trädet,,tradet,");
    struct str pond = test_row_with(t->arena, test_swedish_row, "well,", "pond,");
    pond = test_row_with(t->arena, pond.p, "Brunnen,,,", "Dammen,,the-bench,");
    assert_rc(RC_OK, test_read(t->arena, ARENA_CONCAT(t->arena, tree, pond), &table));
    struct example_import in = {.table = &table, .now = 9 * TIME_DAY};
    assert_rc(RC_EXISTS, db_write(t->db, example_import_step, &in, &counts, sizeof counts));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_NOT_FOUND, example_by_code(reader, t->arena, STR("tree"), &example));
    db_read_end(reader);
    assert_rc(RC_INVALID, testdb_exec(t->db, &q_upside_down, DB_ARGS(db_text(STR("bench")))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_round_trip),
        TESTDB_TESTS(test_list_and_one),
        TESTDB_TESTS(test_import_keeps_what_was_edited),
        TESTDB_TESTS(test_languages_and_demo),
        TESTDB_TESTS(test_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
