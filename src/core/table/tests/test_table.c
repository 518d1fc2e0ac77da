/* SPDX-License-Identifier: EUPL-1.2 */
/* Tables: cells by declared column, and every fault with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/table/table.h"

static const struct table_column columns[] = {
    {.name = STR_INIT("id")},
    {.name = STR_INIT("title"), .alias = STR_INIT("name")},
    {.name = STR_INIT("note"), .optional = true, .may_be_empty = true},
};

static struct table read_text(struct arena *arena, const char *text, struct table_faults *faults)
{
    struct table table;
    *faults = (struct table_faults){.arena = arena};
    table_read(str_from_c(text), columns, 3, faults, &table);
    return table;
}

static bool has_fault(const struct table_faults *faults, size_t row, const char *column, const char *part)
{
    for (size_t i = 0; i < faults->n; i++)
        if (faults->items[i].row == row && str_eq(faults->items[i].column, str_from_c(column)) &&
            str_find(faults->items[i].message, str_from_c(part)) < faults->items[i].message.n)
            return true;
    return false;
}

static void cells_stand_in_declared_order(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct table_faults faults;
    struct table table = read_text(arena, "name,id\n A bench ,bench\n\nTree,tree\n", &faults);
    assert_int_equal(0, faults.count);
    assert_int_equal(2, table.n);
    assert_int_equal(2, table.rows[0].row);
    assert_true(str_eq_c(table.rows[0].cells[0], "bench"));
    assert_true(str_eq_c(table.rows[0].cells[1], "A bench"));
    assert_null(table.rows[0].cells[2].p);
    assert_true(str_eq_c(table.rows[1].cells[0], "tree"));
    arena_free(arena);
}

static void faults_are_told_at_once_and_in_order(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct table_faults faults;
    struct table table = read_text(arena, "id,id,colour,note\na,a,red,\n,a,red,x\nb\n\"c\",\xFF,,\n",
                                   &faults);
    assert_int_equal(2, table.n);
    assert_true(has_fault(&faults, 1, "id", "twice"));
    assert_true(has_fault(&faults, 1, "colour", "no such column"));
    assert_true(has_fault(&faults, 1, "title", "missing"));
    assert_true(has_fault(&faults, 3, "id", "empty"));
    assert_true(has_fault(&faults, 4, NULL, "1 cells, the header has 4"));
    assert_true(has_fault(&faults, 5, "id", "UTF-8"));
    assert_int_equal(6, faults.count);
    table_fault(&faults, 2, STR("id"), "late but %d", 2);
    for (size_t i = 1; i < faults.n; i++)
        assert_true(faults.items[i - 1].row <= faults.items[i].row);
    assert_true(has_fault(&faults, 2, "id", "late but 2"));
    read_text(arena, "id,title,name\na,b,c\n", &faults);
    assert_true(has_fault(&faults, 1, "name", "twice"));
    arena_free(arena);
}

static void an_empty_file_is_told(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct table_faults faults;
    assert_int_equal(0, read_text(arena, "", &faults).n);
    assert_true(has_fault(&faults, 0, NULL, "the file is empty"));
    for (int i = 0; i < TABLE_FAULTS_MAX + 9; i++)
        table_fault(&faults, 1, STR_NONE, "x");
    assert_int_equal(TABLE_FAULTS_MAX, faults.n);
    assert_int_equal(TABLE_FAULTS_MAX + 10, faults.count);
    arena_free(arena);
}

static void slugs(void **state)
{
    (void)state;
    assert_true(table_is_slug(STR("a-2")));
    assert_false(table_is_slug(STR("")));
    assert_false(table_is_slug(STR("-a")));
    assert_false(table_is_slug(STR("a--b")));
    assert_false(table_is_slug(STR("a-")));
    assert_false(table_is_slug(STR("å")));
    assert_false(table_is_slug(STR("A")));
}

static void a_row_is_written_where_it_is_new_or_differs_and_is_not_kept(void **state)
{
    (void)state;
    struct table_counts counts = {0};
    assert_true(table_count_row(&counts, false, true, false));
    assert_true(table_count_row(&counts, true, true, false));
    assert_false(table_count_row(&counts, true, false, false));
    assert_false(table_count_row(&counts, true, false, true));
    assert_false(table_count_row(&counts, true, true, true));
    assert_int_equal(1, counts.added);
    assert_int_equal(1, counts.updated);
    assert_int_equal(2, counts.unchanged);
    assert_int_equal(1, counts.kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_stand_in_declared_order),
        cmocka_unit_test(faults_are_told_at_once_and_in_order),
        cmocka_unit_test(an_empty_file_is_told),
        cmocka_unit_test(slugs),
        cmocka_unit_test(a_row_is_written_where_it_is_new_or_differs_and_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
