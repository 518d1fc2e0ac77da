/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules: no database, no web. */
#include "support/testdb.h"

#include "features/organisations/organisations_rules.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes_have_the_form_of_their_kind),
        cmocka_unit_test(test_county_is_that_of_the_code),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_name_in_a_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
