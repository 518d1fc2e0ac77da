/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of examples: what an operator's file is told, and that right ones are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/files/files.h"
#include "table.h"

static bool has_fault(const struct example_table *table, size_t row, const char *column, const char *part)
{
    for (size_t i = 0; i < table->faults.n; i++) {
        const struct table_fault *fault = &table->faults.items[i];
        if (fault->row == row && str_eq(fault->column, str_from_c(column)) &&
            str_find(fault->message, str_from_c(part)) < fault->message.n)
            return true;
    }
    return false;
}

static void reads_a_right_table(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct example_table table;
    struct str rows = ARENA_CONCAT(arena, str_from_c(test_row), str_from_c(test_swedish_row));
    assert_int_equal(RC_OK, test_read(arena, rows, &table));
    assert_int_equal(2, table.n);
    const struct example *bench = &table.rows[0].example, *well = &table.rows[1].example;
    assert_true(str_eq_c(bench->code, "bench"));
    assert_true(str_eq_c(bench->themes, "planning;youth"));
    assert_int_equal(15000, bench->population);
    assert_int_equal(2025 * 12 + 2, bench->start);
    assert_int_equal(2025 * 12 + 5, bench->end);
    assert_int_equal(STATUS_FINISHED, bench->status);
    assert_int_equal(2, bench->text_count);
    assert_true(str_eq_c(example_words_in(bench, STR("sv"))->more, "Mer."));
    assert_null(example_words_in(bench, STR("en"))->more.p);
    assert_int_equal(1, well->text_count);
    assert_true(str_eq_c(example_words_in(well, STR("sv"))->slug, "brunnen"));
    assert_null(example_words_in(well, STR("en")));
    assert_true(str_eq_c(well->contact, ""));
    arena_free(arena);
}

static void each_fault_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *column, *part;
    } cases[] = {
        {"bench,", "The Bench,", "id", "is not an id"},
        {",SE,", ",Sverige,", "country", "two letters"},
        {",15000,", ",many,", "population", "whole number"},
        {",15000,", ",0,", "population", "above 0"},
        {"2025-03,", "March,", "start", "not a month"},
        {",2025-06", ",2025-02", "end", "before the start"},
        {",2025-06", ",", "end", "finished dialogue has an end"},
        {"planning;youth", "planning;fun", "themes", "\"fun\" is not one of: planning, school"},
        {"planning;youth", "youth;youth", "themes", "twice"},
        {"planning;youth", ";", "themes", "none"},
        {"world-cafe;", "magic;", "methods", "no method \"magic\""},
        {",finished,", ",done,", "status", "finished, ongoing, planned"},
        {"The bench", "", "title_en", "empty"},
        {"Short.", "", "summary_en", "empty"},
        {"the-bench", "The bench", "slug_en", "not a slug"},
        {"https://example.se/x", "javascript:x", "links", "not a link"},
        {"(https://example.se/r)", "(https://example.se/r", "links", "not a link"},
        {"2025-09-01", "1 September", "published", "not a day"},
        {"Åköpings kommun", "", "organisation", "empty"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *arena = arena_new();
        struct example_table table;
        assert_int_equal(
            RC_INVALID, test_read(arena, test_row_with(arena, test_row, cases[i].from, cases[i].to), &table));
        if (!has_fault(&table, 2, cases[i].column, cases[i].part))
            fail_msg("no fault in %s saying \"%s\"", cases[i].column, cases[i].part);
        assert_int_equal(1, table.faults.count);
        arena_free(arena);
    }
}

static void rows_must_not_share(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct example_table table;
    struct str rows = ARENA_CONCAT(arena, str_from_c(test_row), str_from_c(test_row));
    assert_int_equal(RC_INVALID, test_read(arena, rows, &table));
    assert_true(has_fault(&table, 3, "id", "twice"));
    assert_true(has_fault(&table, 3, "slug_sv", "taken"));
    assert_true(has_fault(&table, 3, "slug_en", "taken"));
    /* Nor may a slug be one of another example in another language. */
    rows = ARENA_CONCAT(arena, str_from_c(test_row),
                        test_row_with(arena, test_swedish_row, "Brunnen,,,", "Brunnen,,the-bench,"));
    assert_int_equal(RC_INVALID, test_read(arena, rows, &table));
    assert_true(has_fault(&table, 3, "slug_sv", "taken"));
    arena_free(arena);
}

static void an_example_has_words(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct example_table table;
    struct str rows = STR(
        "empty,Ö kommun,Ö,SE,120000,2024-11,,school,world-cafe,ongoing,,,,,,,,,,,,,,,,,,,2025-10-02\n");
    assert_int_equal(RC_INVALID, test_read(arena, rows, &table));
    assert_true(has_fault(&table, 2, NULL, "any language"));
    assert_int_equal(1, table.faults.count);
    assert_int_equal(RC_INVALID, test_read(arena, STR(""), &table));
    assert_true(has_fault(&table, 0, NULL, "no examples"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_right_table),
        cmocka_unit_test(each_fault_is_told),
        cmocka_unit_test(rows_must_not_share),
        cmocka_unit_test(an_example_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
