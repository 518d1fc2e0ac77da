/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules: no database, no web. */
#include "support/testdb.h"

#include "features/organisations/organisations_parts.h"

static struct str many(struct arena *arena, char c, size_t n)
{
    char *text = ARENA_ARRAY(arena, char, n + 1);
    for (size_t i = 0; i < n; i++)
        text[i] = c;
    return str_from_c(text);
}

static void test_codes_have_the_form_of_their_kind(void **state)
{
    (void)state;
    assert_true(organisation_code_fits(ORGANISATION_MUNICIPALITY, STR("0114")));
    assert_false(organisation_code_fits(ORGANISATION_MUNICIPALITY, STR("114")));
    assert_false(organisation_code_fits(ORGANISATION_MUNICIPALITY, STR("01a4")));
    assert_true(organisation_code_fits(ORGANISATION_REGION, STR("01")));
    assert_false(organisation_code_fits(ORGANISATION_REGION, STR("0114")));
    assert_true(organisation_code_fits(ORGANISATION_ASSOCIATION, STR("skr")));
    assert_true(organisation_code_fits(ORGANISATION_CIVIL_SOCIETY, STR("byalag-2")));
    assert_false(organisation_code_fits(ORGANISATION_CIVIL_SOCIETY, STR("0114"))); /* a municipality's */
    assert_false(organisation_code_fits(ORGANISATION_CIVIL_SOCIETY, STR("a--b")));
    assert_false(organisation_code_fits(ORGANISATION_CIVIL_SOCIETY, STR("")));
}

static void test_county_is_that_of_the_code(void **state)
{
    (void)state;
    assert_true(organisation_county_fits(ORGANISATION_MUNICIPALITY, STR("0114"), STR("01")));
    assert_false(organisation_county_fits(ORGANISATION_MUNICIPALITY, STR("0114"), STR("03")));
    assert_false(organisation_county_fits(ORGANISATION_MUNICIPALITY, STR("0114"), STR("")));
    assert_false(
        organisation_county_fits(ORGANISATION_MUNICIPALITY, STR("1114"), STR("11"))); /* is no more */
    assert_true(organisation_county_fits(ORGANISATION_CIVIL_SOCIETY, STR("byalag"), STR("")));
    assert_true(organisation_county_fits(ORGANISATION_CIVIL_SOCIETY, STR("byalag"), STR("25")));
    assert_false(organisation_county_fits(ORGANISATION_CIVIL_SOCIETY, STR("byalag"), STR("99")));
}

static void test_hosts(void **state)
{
    static const char *const right[] = {"dialog.boras.se", "xn--bors-poa.se", "a.b", "3m.example.se",
                                        "a-b.c1"};
    static const char *const wrong[] = {
        "",         "localhost", "Boras.se", "borås.se",      "boras.se.",    ".boras.se", "boras..se",
        "-a.se",    "a-.se",     "a_b.se",   "boras.se:8080", "192.0.2.1",    "a b.se",    "https://a.se",
        "ab--c.se", "xn--.se",   "a.se/x",   "a@b.se",        "[2001:db8::1]"};
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        assert_true(organisation_host_is_valid(str_from_c(right[i])));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (organisation_host_is_valid(str_from_c(wrong[i])))
            fail_msg("%s is taken", wrong[i]);
    assert_true(organisation_host_is_valid(ARENA_CONCAT(arena, many(arena, 'a', 63), STR(".se"))));
    assert_false(organisation_host_is_valid(ARENA_CONCAT(arena, many(arena, 'a', 64), STR(".se"))));
    struct str label = ARENA_CONCAT(arena, many(arena, 'a', 49), STR("."));
    struct str most = ARENA_CONCAT(arena, label, label, label, label, label, STR("abc")); /* 5 × 50 + 3 */
    assert_true(organisation_host_is_valid(most));
    assert_false(organisation_host_is_valid(ARENA_CONCAT(arena, most, STR("d"))));
    arena_free(arena);
}

static void test_name_in_a_language(void **state)
{
    struct organisation boras = {.name = STR("Borås Stad"), .name_en = STR("City of Borås")};
    struct organisation byalag = {.name = STR("Byalaget"), .name_en = STR("")};
    (void)state;
    assert_str("Borås Stad", organisation_name(&boras, STR("sv")));
    assert_str("City of Borås", organisation_name(&boras, STR("en")));
    assert_str("Byalaget", organisation_name(&byalag, STR("en")));
}

static void test_days(void **state)
{
    time_us day;
    (void)state;
    assert_true(organisation_day(STR("2024-02-29"), &day));
    assert_false(organisation_day(STR("2023-02-29"), &day));
    assert_false(organisation_day(STR("2024-2-9"), &day));
    assert_false(organisation_day(STR("2024-02-29T10:00:00Z"), &day));
    assert_true(organisation_day(STR("2026-07-02"), &day));
    /* It begins in Sweden at 22 UTC the evening before, in summer. */
    assert_true(organisation_day_is_to_come(day, day - 3 * TIME_HOUR));
    assert_false(organisation_day_is_to_come(day, day - 2 * TIME_HOUR));
}

static void test_levels_as_text(void **state)
{
    struct arena *arena = arena_new();
    bool used[LEVELS];
    (void)state;
    levels_read(STR("1;4"), used);
    assert_true(used[0] && !used[1] && !used[2] && used[3] && !used[4]);
    assert_str("1;4", levels_write(arena, used));
    levels_read(STR(""), used);
    assert_true(used[0] && used[4]);
    assert_str("", levels_write(arena, used));
    levels_read(STR("7;x"), used); /* names none: all */
    assert_true(used[0] && used[4]);
    arena_free(arena);
}

static void test_members(void **state)
{
    struct arena *arena = arena_new();
    struct member_list members;
    size_t line;
    (void)state;
    struct str text = STR("Anna Ek; S, ordförande; 2023; 2026\n\nBo Alm\n  Åke Ö;;2024");
    assert_int_equal(MEMBER_FINE, members_read(arena, text, &members, &line));
    assert_int_equal(3, members.n);
    assert_str("S, ordförande", members.items[0].role);
    assert_str("", members.items[1].role);
    assert_str("2024", members.items[2].since);
    struct str again = members_write(arena, &members);
    assert_str("Anna Ek; S, ordförande; 2023; 2026\nBo Alm\nÅke Ö; ; 2024", again);
    assert_int_equal(MEMBER_FINE, members_read(arena, again, &members, &line));
    assert_str("2024", members.items[2].since);
    /* From a spreadsheet, with tabs. */
    assert_int_equal(MEMBER_FINE, members_read(arena, STR("A\tM\t2023\t2026"), &members, &line));
    assert_str("2026", members.items[0].until);
    assert_int_equal(MEMBER_WITHOUT_NAME, members_read(arena, STR("A\n;S"), &members, &line));
    assert_int_equal(2, line);
    assert_int_equal(MEMBER_TOO_MANY_PARTS, members_read(arena, STR("A;b;c;d;e"), &members, &line));
    assert_int_equal(MEMBER_TOO_MANY_PARTS, members_read(arena, STR("A\tb;c"), &members, &line));
    text = ARENA_CONCAT(arena, STR("A;"), many(arena, 'b', MEMBER_CHARACTERS + 1));
    assert_int_equal(MEMBER_TOO_LONG, members_read(arena, text, &members, &line));
    text = STR("");
    for (int i = 0; i <= MEMBERS_MAX; i++)
        text = ARENA_CONCAT(arena, text, STR("A\n"));
    assert_int_equal(MEMBERS_TOO_MANY, members_read(arena, text, &members, &line));
    assert_int_equal(MEMBERS_MAX + 1, line);
    arena_free(arena);
}

static void test_hosts_are_tidied(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    assert_str("a.se;b.se;c.se", hosts_tidy(arena, STR(" A.se\r\nb.se, c.se; a.SE\n")));
    assert_str("", hosts_tidy(arena, STR(" ;, ")));
    arena_free(arena);
}

static void test_who_adopted(void **state)
{
    struct edition e = {.title = STR("T"), .body = STR("B"), .adopted_by = STR(""), .adopted_on = STR("")};
    (void)state;
    assert_false(edition_is_whole(&e));
    e.adopted_on = STR("2024-01-01");
    assert_false(edition_is_whole(&e));
    e.adopted_by = STR("Stämman");
    assert_true(edition_is_whole(&e));
    assert_str("Stämman", edition_adopter(&e, STR("en")));
    e = (struct edition){.board = 7, .board_name = STR("Nämnden"), .board_name_en = STR("The board")};
    assert_str("The board", edition_adopter(&e, STR("en")));
    assert_str("Nämnden", edition_adopter(&e, STR("sv")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes_have_the_form_of_their_kind),
        cmocka_unit_test(test_county_is_that_of_the_code),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_name_in_a_language),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_levels_as_text),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_hosts_are_tidied),
        cmocka_unit_test(test_who_adopted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
