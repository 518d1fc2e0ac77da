/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/providers/providers_rules.h"

static void test_lines_are_read(void **state)
{
    struct arena *arena = arena_new();
    struct rule_lines lines;
    size_t number = 0;
    (void)state;
    assert_int_equal(RC_OK, rule_lines_read(arena,
                                            STR("groups = dialog-admin: administrator\n\n"
                                                "https://a.se/unit=a=b: c :aby/officer"),
                                            &lines, &number));
    assert_int_equal(2, lines.n);
    assert_true(str_eq_c(lines.items[0].claim, "groups"));
    assert_true(str_eq_c(lines.items[0].value, "dialog-admin"));
    assert_int_equal(ROLE_ADMINISTRATOR, lines.items[0].role);
    assert_int_equal(0, lines.items[0].organisation.n);
    assert_true(str_eq_c(lines.items[1].claim, "https://a.se/unit"));
    assert_true(str_eq_c(lines.items[1].value, "a=b: c"));
    assert_true(str_eq_c(lines.items[1].organisation, "aby"));
    assert_int_equal(ROLE_OFFICER, lines.items[1].role);
    assert_true(str_eq_c(rule_line_text(arena, &lines.items[1]), "https://a.se/unit = a=b: c: aby/officer"));
    arena_free(arena);
}

static void test_bad_lines_are_told_by_number(void **state)
{
    static const char *const bad[] = {"groups: editor",    "groups = x",       "= x: editor",
                                      "groups = : editor", "groups = x: king", "groups = x:"};
    struct arena *arena = arena_new();
    struct rule_lines lines;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        size_t number = 0;
        struct str text = arena_printf(arena, "a = b: editor\n\n%s", bad[i]);
        assert_int_equal(RC_INVALID, rule_lines_read(arena, text, &lines, &number));
        assert_int_equal(3, number);
    }
    size_t number = 0;
    assert_int_equal(RC_INVALID,
                     rule_lines_read(arena, arena_printf(arena, "a = %0201d: editor", 0), &lines, &number));
    assert_int_equal(1, number);
    arena_free(arena);
}

static void test_nobody_speaks_for_the_people_of_anothers_login(void **state)
{
    struct arena *arena = arena_new();
    const struct provider portals = {.id = 1, .issuer = STR("https://a.se")},
                          first = {.id = 2, .organisation = 7, .issuer = STR("https://a.se")},
                          second = {.id = 3, .organisation = 8, .issuer = STR("https://a.se")};
    (void)state;
    assert_true(str_eq_c(provider_issuer(arena, &portals), "https://a.se"));
    assert_true(str_eq_c(provider_issuer(arena, &first), "https://a.se 7"));
    assert_true(str_eq_c(provider_issuer(arena, &second), "https://a.se 8"));
    arena_free(arena);
}

static void test_a_visit_survives_being_kept(void **state)
{
    struct arena *arena = arena_new();
    struct visit visit = {.provider = 7,
                          .link_to = 8,
                          .attempt = {STR("s"), STR("n"), STR("v")},
                          .next = STR("/konto?a=1")},
                 read;
    (void)state;
    assert_int_equal(RC_OK, visit_read(visit_text(arena, &visit), &read));
    assert_int_equal(7, read.provider);
    assert_int_equal(8, read.link_to);
    assert_true(str_eq_c(read.attempt.state, "s") && str_eq_c(read.attempt.nonce, "n") &&
                str_eq_c(read.attempt.verifier, "v"));
    assert_true(str_eq_c(read.next, "/konto?a=1"));
    visit.next = (struct str){arena_alloc(arena, 5000), 5000};
    assert_int_equal(RC_OK, visit_read(visit_text(arena, &visit), &read));
    assert_int_equal(0, read.next.n);
    assert_int_equal(RC_INVALID, visit_read(STR_NONE, &read));
    assert_int_equal(RC_INVALID, visit_read(STR("7\n8\ns"), &read));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines_are_read),
                                       cmocka_unit_test(test_bad_lines_are_told_by_number),
                                       cmocka_unit_test(test_nobody_speaks_for_the_people_of_anothers_login),
                                       cmocka_unit_test(test_a_visit_survives_being_kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
