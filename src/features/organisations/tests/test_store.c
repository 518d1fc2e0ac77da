/* SPDX-License-Identifier: EUPL-1.2 */
/* Organisations in the database, on both. */
#include "support/testdb.h"

#include "features/organisations/organisations_brand.h"
#include "table.h"

static const struct query q_edit = {
    "test.edit", "UPDATE organisation SET edited_at = 1, name = 'X' WHERE code = $1", "t", ""};
static const struct query q_count = {"test.count", "SELECT count(*) FROM organisation", "", "i"};

static const char *const test_folders[] = {"src/core/audit", "src/core/snapshot", "src/core/search",
                                           "src/features/organisations", NULL};

static rc import(struct testdb *t, struct str text, struct table_counts *counts)
{
    struct organisation_table table;
    struct organisation_import in = {.table = &table, .now = 9 * TIME_DAY};
    assert_rc(RC_OK, test_read(t->arena, text, &table));
    return db_write(t->db, organisation_import_step, &in, counts, sizeof *counts);
}

static void fill(struct testdb *t)
{
    struct table_counts counts;
    testdb_migrations(t, test_folders);
    assert_rc(RC_OK, import(t, str_from_c(test_table), &counts));
    assert_int_equal(3, counts.added);
}

static struct organisation one(struct testdb *t, struct str code)
{
    struct organisation found;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, organisation_by_code(reader, t->arena, code, &found));
    db_read_end(reader);
    return found;
}

static void test_comes_out_as_it_went_in(struct testdb *t)
{
    struct organisation_table table;
    struct organisation found;
    struct table_counts counts;
    struct organisation_list list;
    struct reader *reader;
    struct str fields;
    bool kept;
    fill(t);
    assert_rc(RC_OK, test_read(t->arena, str_from_c(test_table), &table));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    for (size_t i = 0; i < table.n; i++) {
        assert_rc(RC_OK, organisation_differences(reader, t->arena, &table.rows[i], &fields, &kept));
        assert_str("", fields);
    }
    assert_rc(RC_OK, organisation_list(reader, t->arena, &list));
    assert_int_equal(3, list.n);
    assert_str("byalag", list.items[0].code); /* B, R, Ö */
    assert_str("0980", list.items[2].code);
    assert_rc(RC_OK, organisation_by_slug(reader, t->arena, STR("region-o"), &found));
    assert_str("0980", found.same_as);
    assert_rc(RC_OK, organisation_by_host(reader, t->arena, STR("xn--4ca.se"), &found));
    assert_str("0980", found.code);
    assert_rc(RC_NOT_FOUND, organisation_by_host(reader, t->arena, STR("o.se"), &found));
    assert_rc(RC_NOT_FOUND, organisation_by_slug(reader, t->arena, STR("' OR 1=1 --"), &found));
    db_read_end(reader);
    assert_rc(RC_OK, import(t, str_from_c(test_table), &counts));
    assert_int_equal(3, counts.unchanged);
}

/* What an administrator changed stays, and so does what the file leaves empty. */
static void test_import_keeps(struct testdb *t)
{
    struct table_counts counts;
    fill(t);
    assert_rc(RC_OK, testdb_exec(t->db, &q_edit, DB_ARGS(db_text(STR("byalag")))));
    struct str text = test_table_with(t->arena, ",dialog.o.se; xn--4ca.se,sv;en,Nämnden,dso@o.se", ",,,,");
    assert_rc(RC_OK, import(t, text, &counts));
    assert_int_equal(1, counts.kept);
    assert_int_equal(2, counts.unchanged);
    assert_str("X", one(t, STR("byalag")).name);
    assert_str("dialog.o.se;xn--4ca.se", one(t, STR("0980")).hosts);
    assert_str("dso@o.se", one(t, STR("0980")).privacy_contact);
    assert_rc(RC_OK, import(t, test_table_with(t->arena, "dialog.o.se; ", "ny.o.se;"), &counts));
    assert_int_equal(1, counts.updated);
    assert_str("ny.o.se;xn--4ca.se", one(t, STR("0980")).hosts);
}

/* All or nothing: a slug that another has stops the rows before it, too. */
static void test_a_taken_slug_stores_nothing(struct testdb *t)
{
    struct table_counts counts;
    fill(t);
    struct str text = STR("code,kind,name_sv,short_sv,name_en,slug,county_code\n"
                          "forening,civil-society,En förening,,,en-forening,\n"
                          "annan,civil-society,En annan,,,o,\n");
    assert_rc(RC_EXISTS, import(t, text, &counts));
    assert_int_equal(3, testdb_int(t->db, &q_count, DB_NO_ARGS));
}

static void test_what_ships_comes_in(struct testdb *t)
{
    struct organisation_table table;
    struct table_counts counts;
    struct organisation_import in = {.table = &table, .now = 9 * TIME_DAY};
    testdb_migrations(t, test_folders);
    assert_rc(RC_OK, test_read_shipped(t->arena, &table));
    assert_rc(RC_OK, db_write(t->db, organisation_import_step, &in, &counts, sizeof counts));
    assert_int_equal(311, counts.added);
}

/* A colour and a logo, and the snapshot that tells of them; who saves from an older version changes nothing. */
static void test_appearance(struct testdb *t)
{
    struct organisation o;
    struct appearance stored;
    struct reader *reader;
    const void *brands;
    struct str svg, nobody;
    fill(t);
    nobody = one(t, STR("byalag")).slug;
    o = one(t, STR("0980"));
    struct appearance_save save = {.change = {.organisation = o.id, .now = 9 * TIME_DAY},
                                   .appearance = {.colour = STR("#0b5a61"),
                                                  .logo = sha256_text(t->arena, STR("<svg a")),
                                                  .shape = 2500,
                                                  .removed = {[SVG_REMOVED_LINK] = 3}},
                                   .svg = STR("<svg a")};
    assert_rc(RC_OK, db_write(t->db, appearance_save_step, &save, NULL, 0));
    save.appearance.colour = STR("#ffffff");
    assert_rc(RC_NEWER, db_write(t->db, appearance_save_step, &save, NULL, 0));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, appearance_of(reader, t->arena, o.id, &stored));
    assert_str("#0b5a61", stored.colour);
    assert_int_equal(3, stored.removed[SVG_REMOVED_LINK]);
    assert_int_equal(0, stored.removed[SVG_REMOVED_SCRIPT]);
    assert_int_equal(1, stored.version);
    assert_rc(RC_OK, organisation_brands_kind.load(reader, t->arena, NULL, &brands));
    const struct organisation_brand *brand = organisation_brand(brands, STR("o"));
    assert_non_null(brand);
    assert_ptr_equal(brand, organisation_brand_of_host(brands, STR("xn--4ca.se")));
    assert_null(organisation_brand_of_host(brands, STR("o.se")));
    assert_null(organisation_brand(brands, nobody));
    assert_int_equal(2500, brand->shape);
    assert_true(brand_css(brands, STR("o"), brand->theme).n > 0);
    assert_null(brand_css(brands, STR("o"), STR("0b")).p);
    assert_rc(RC_OK, logo_svg(reader, t->arena, STR("o"), brand->logo, &svg));
    assert_str("<svg a", svg);
    assert_rc(RC_NOT_FOUND, logo_svg(reader, t->arena, STR("o"), STR(""), &svg));
    db_read_end(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_comes_out_as_it_went_in),
        TESTDB_TESTS(test_import_keeps),
        TESTDB_TESTS(test_a_taken_slug_stores_nothing),
        TESTDB_TESTS(test_what_ships_comes_in),
        TESTDB_TESTS(test_appearance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
