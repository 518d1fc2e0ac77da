/* SPDX-License-Identifier: EUPL-1.2 */
/* Methods in the database, on both. */
#include "support/testdb.h"

#include <stdio.h>

#include "base/buf.h"
#include "core/files/files.h"
#include "features/guide/guide_store.h"

static const char *const languages[] = {"sv", "en"};

static const struct query q_edit = {"test.edit", "UPDATE method SET edited_at = 1, depth = 1 WHERE code = $1",
                                    "t", ""};
static const struct query q_count = {"test.count", "SELECT count(*) FROM method_text", "", "i"};

/* The schema and the guide that ships. */
static void fill(struct testdb *t, struct method_table *table, struct table_counts *counts)
{
    struct str text;
    assert_rc(RC_OK, file_read(t->arena, CONTENT_FOLDER "/methods.csv", 10000000, &text));
    testdb_migrations(t, (const char *const[]){"src/core/snapshot", "src/features/guide", NULL});
    assert_rc(RC_OK, method_table_read(t->arena, text, languages, 2, table));
    struct method_import import = {table, languages, 2, TIME_DAY};
    assert_rc(RC_OK, db_write(t->db, method_import_step, &import, counts, sizeof *counts));
}

static void test_import_once(struct testdb *t)
{
    struct method_table table;
    struct table_counts counts;
    fill(t, &table, &counts);
    assert_int_equal(89, counts.added);
    assert_int_equal(178, testdb_int(t->db, &q_count, DB_NO_ARGS));
    struct method_import import = {&table, languages, 2, 2 * TIME_DAY};
    assert_rc(RC_OK, db_write(t->db, method_import_step, &import, &counts, sizeof counts));
    assert_int_equal(0, counts.added + counts.updated + counts.kept);
    assert_int_equal(89, counts.unchanged);
}

static void test_list_in_swedish_order(struct testdb *t)
{
    struct method_table table;
    struct table_counts counts;
    struct guide_entries entries;
    struct reader *reader;
    fill(t, &table, &counts);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, method_list(reader, t->arena, STR("sv"), &entries));
    db_read_end(reader);
    assert_int_equal(89, entries.n);
    /* Å, Ä and Ö come last: Åsiktskartläggning, then Öppet forum, Öppet hus. */
    assert_true(str_starts(entries.items[86].words.name, STR("Åsiktskartläggning")));
    assert_true(str_starts(entries.items[87].words.name, STR("Öppet forum")));
    assert_true(str_starts(entries.items[88].words.name, STR("Öppet hus")));
}

/* What comes out is what went in, every field of every method. */
static void test_round_trip(struct testdb *t)
{
    struct method_table table;
    struct table_counts counts;
    struct reader *reader;
    fill(t, &table, &counts);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    for (size_t i = 0; i < table.n; i++) {
        struct method_import import = {&table, languages, 2, 2 * TIME_DAY};
        struct str fields;
        bool edited;
        assert_rc(RC_OK, method_differences(reader, t->arena, &import, &table.rows[i], &fields, &edited));
        assert_str("", fields);
        assert_false(edited);
    }
    db_read_end(reader);
}

static void test_one_method(struct testdb *t)
{
    struct method_table table;
    struct table_counts counts;
    struct guide_entry entry;
    struct reader *reader;
    struct str slug;
    fill(t, &table, &counts);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, method_by_slug(reader, t->arena, STR("sv"), STR("medborgarforsamling"), &entry));
    assert_str("citizens-assembly", entry.method.facts.id);
    assert_int_equal(PURPOSE_DELIBERATE_TRADEOFFS, entry.method.facts.purposes[0]);
    assert_rc(RC_OK, method_slug_in(reader, t->arena, entry.method.id, STR("en"), &slug));
    assert_str("citizens-assembly", slug);
    assert_rc(RC_NOT_FOUND, method_by_slug(reader, t->arena, STR("en"), STR("medborgarforsamling"), &entry));
    assert_rc(RC_NOT_FOUND, method_by_slug(reader, t->arena, STR("sv"), STR("' OR 1=1 --"), &entry));
    db_read_end(reader);
}

/* An editor's change is never overwritten; other changes come in and are told. */
static void test_import_keeps_what_was_edited(struct testdb *t)
{
    struct method_table table;
    struct table_counts counts;
    struct guide_entry entry;
    struct reader *reader;
    struct str fields;
    bool edited;
    fill(t, &table, &counts);
    assert_rc(RC_OK, testdb_exec(t->db, &q_edit, DB_ARGS(db_text(STR("world-cafe")))));
    for (size_t i = 0; i < table.n; i++)
        if (str_eq_c(table.rows[i].method.facts.id, "open-space"))
            table.rows[i].words[0].summary = STR("Ny text.");
    struct method_import import = {&table, languages, 2, 2 * TIME_DAY};
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    for (size_t i = 0; i < table.n; i++) {
        assert_rc(RC_OK, method_differences(reader, t->arena, &import, &table.rows[i], &fields, &edited));
        if (str_eq_c(table.rows[i].method.facts.id, "world-cafe")) {
            assert_str("depth", fields);
            assert_true(edited);
        } else if (str_eq_c(table.rows[i].method.facts.id, "open-space")) {
            assert_str("summary_sv", fields);
        }
    }
    db_read_end(reader);
    assert_rc(RC_OK, db_write(t->db, method_import_step, &import, &counts, sizeof counts));
    assert_int_equal(1, counts.kept);
    assert_int_equal(1, counts.updated);
    assert_int_equal(87, counts.unchanged);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, method_by_code(reader, t->arena, STR("sv"), STR("world-cafe"), &entry));
    assert_int_equal(1, entry.method.facts.depth);
    assert_int_equal(TIME_DAY, entry.method.updated);
    assert_int_equal(TIME_DAY, entry.method.published);
    assert_rc(RC_OK, method_by_code(reader, t->arena, STR("sv"), STR("open-space"), &entry));
    assert_str("Ny text.", entry.words.summary);
    assert_int_equal(2 * TIME_DAY, entry.method.updated);
    assert_int_equal(TIME_DAY, entry.method.published);
    db_read_end(reader);
}

/* Two methods that would share an address: nothing of the file comes in. */
static void test_import_is_all_or_nothing(struct testdb *t)
{
    struct method_table table;
    struct table_counts counts;
    fill(t, &table, &counts);
    table.rows[0].words[0].summary = STR("Ändrad.");
    table.rows[5].words[0].slug = table.rows[9].words[0].slug;
    struct method_import import = {&table, languages, 2, 2 * TIME_DAY};
    assert_rc(RC_EXISTS, db_write(t->db, method_import_step, &import, &counts, sizeof counts));
    struct reader *reader;
    struct guide_entry entry;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, method_by_code(reader, t->arena, STR("sv"), table.rows[0].method.facts.id, &entry));
    db_read_end(reader);
    assert_false(str_eq(entry.words.summary, STR("Ändrad.")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_import_once),
        TESTDB_TESTS(test_list_in_swedish_order),
        TESTDB_TESTS(test_round_trip),
        TESTDB_TESTS(test_one_method),
        TESTDB_TESTS(test_import_keeps_what_was_edited),
        TESTDB_TESTS(test_import_is_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
