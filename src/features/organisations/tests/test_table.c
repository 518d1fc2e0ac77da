/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of organisations: what an operator's file is told, and that right ones are read. */
#include "support/testdb.h"

#include "table.h"

static bool has_fault(const struct organisation_table *table, size_t row, const char *column,
                      const char *part)
{
    for (size_t i = 0; i < table->faults.n; i++) {
        const struct table_fault *fault = &table->faults.items[i];
        if (fault->row == row && str_eq(fault->column, str_from_c(column)) &&
            str_find(fault->message, str_from_c(part)) < fault->message.n)
            return true;
    }
    return false;
}

static void test_reads_a_right_table(void **state)
{
    struct arena *arena = arena_new();
    struct organisation_table table;
    (void)state;
    assert_rc(RC_OK, test_read(arena, str_from_c(test_table), &table));
    assert_int_equal(3, table.n);
    const struct organisation *region = &table.rows[0].organisation, *o = &table.rows[1].organisation;
    assert_str("Region Ö", region->short_name); /* made of the name */
    assert_str("0980", region->same_as);
    assert_null(o->same_as.p);
    assert_str("dialog.o.se;xn--4ca.se", o->hosts);
    assert_str("sv;en", o->languages);
    assert_str("bergs-byalag", table.rows[2].organisation.slug);
    assert_str("", table.rows[2].organisation.county);
    arena_free(arena);
}

static void test_reads_what_ships(void **state)
{
    struct arena *arena = arena_new();
    struct organisation_table table;
    (void)state;
    assert_rc(RC_OK, test_read_shipped(arena, &table));
    assert_int_equal(311, table.n);
    arena_free(arena);
}

static void test_each_fault_is_told(void **state)
{
    static const struct {
        const char *from, *to;
        size_t row;
        const char *column, *part;
    } cases[] = {
        {"0980,municipality", "980,municipality", 3, "code", "four digits"},
        {"\n0980,", "\n09,", 3, "code", "stands twice"},
        {"byalag,civil", "Byalag,civil", 4, "code", "single hyphens"},
        {"civil-society", "club", 4, "kind", "not one of"},
        {"Ö kommun", "", 3, "name_sv", "empty"},
        {",region-o,", ",Region Ö,", 2, "slug", "not a slug"},
        {",region-o,", ",o,", 3, "slug", "taken by an earlier row"},
        {",o,09,", ",o,10,", 3, "county_code", "not the county"},
        {",09,0980,", ",09,0981,", 2, "same_as", "no row has the code"},
        {",09,0980,", ",09,09,", 2, "same_as", "another row"},
        {"dialog.o.se", "https://o.se", 3, "hosts", "not a host name"},
        {"dialog.o.se", "xn--4ca.se", 3, "hosts", "stands twice"},
        {"sv;en", "sv;de", 3, "languages", "not a language of the portal"},
        {"dso@o.se", "dso", 3, "privacy_contact", "not an e-mail address"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct organisation_table table;
        struct str text = test_table_with(arena, cases[i].from, cases[i].to);
        assert_rc(RC_INVALID, test_read(arena, text, &table));
        if (!has_fault(&table, cases[i].row, cases[i].column, cases[i].part))
            fail_msg("\"%s\": no fault in row %zu, column %s", cases[i].to, cases[i].row, cases[i].column);
    }
    arena_free(arena);
}

static void test_sizes_have_limits(void **state)
{
    struct arena *arena = arena_new();
    struct organisation_table table;
    struct str hosts = STR("");
    (void)state;
    for (int i = 0; i <= ORGANISATION_HOSTS_MAX; i++)
        hosts = arena_printf(arena, "%.*sh%d.se;", STR_ARGS(hosts), i);
    assert_rc(RC_INVALID, test_read(arena, test_table_with(arena, "dialog.o.se", hosts.p), &table));
    assert_true(has_fault(&table, 3, "hosts", "at most 10"));
    struct str name = arena_printf(arena, "%0*d", ORGANISATION_NAME_CHARACTERS + 1, 7);
    assert_rc(RC_INVALID, test_read(arena, test_table_with(arena, "Ö kommun", name.p), &table));
    assert_true(has_fault(&table, 3, "name_sv", "at most 200 characters; these are 201"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_a_right_table),
        cmocka_unit_test(test_reads_what_ships),
        cmocka_unit_test(test_each_fault_is_told),
        cmocka_unit_test(test_sizes_have_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
