/* SPDX-License-Identifier: EUPL-1.2 */
/* Placeholders, numbers and lists, with a catalogue that msgfmt compiled (argument 1). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/tests/check.h"
#include "core/i18n/i18n.h"

/* ---- placeholders ---- */

#define check_format(expected, text, ...) check_text((expected), TEXT_FORMAT(*state, STR(text), __VA_ARGS__))

static void test_placeholders(void **state)
{
    check_format("Anna skrev till Bo", "{0} skrev till {1}", STR("Anna"), STR("Bo"));
    check_format("Bo fick brev av Anna, Bo", "{1} fick brev av {0}, {1}", STR("Anna"), STR("Bo"));
    check_format("a", "{0}", STR("a"));
    check_format("", "{0}", STR(""));
    check_format("<>", "<{0}>", STR_NONE);
    check_format("aa", "{0}{0}", STR("a"));
    /* Nothing in the strings is read as a placeholder. */
    check_format("{1}{0}", "{0}{1}", STR("{1}"), STR("{0}"));
    check_format("{b}", "{{0}}", STR("b"));
    check_format("{ b", "{ {0}", STR("b"));
    /* A number without a string stays as it stands, and so does all that is not a number. */
    check_format("{1} {2} {99}", "{1} {2} {99}", STR("a"));
    static const char *const odd[] = {
        "{",    "}",    "{}",   "{ 0}", "{0 }",  "{a}",   "{0",           "0}",
        "{-0}", "{-1}", "{+0}", "{0x}", "{100}", "{000}", "{4294967296}", "{18446744073709551616}",
        "{{}}", "{{{{", "{0{",  "å{å}å"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        check_text(odd[i], TEXT_FORMAT(*state, str_from_c(odd[i]), STR("x")));
    check_text("", TEXT_FORMAT(*state, STR_NONE, STR("x")));
    check_text("{0}", text_format(*state, STR("{0}"), NULL, 0));
    check_same(STR("a\0b"), TEXT_FORMAT(*state, STR("a\0{0}"), STR("b")));
    assert_int_equal(TEXT_FORMAT(*state, STR("{0}"), STR("ab")).p[2], '\0');
    struct str args[12];
    for (size_t i = 0; i < 12; i++)
        args[i] = arena_printf(*state, "%zu", i * 7);
    check_text("77 70 7", text_format(*state, STR("{11} {10} {1}"), args, 12));
}

static void test_many_braces(void **state)
{
    enum { MANY = 300000 };
    char *braces = arena_alloc(*state, MANY);
    memset(braces, '{', MANY);
    struct str text = {braces, MANY};
    check_same(text, TEXT_FORMAT(*state, text, STR("a"))); /* in linear time */
}

/* ---- numbers and lists ---- */

struct two {
    struct arena *arena;
    const struct language *sv, *en;
};

static const char *catalogue_path;

static int begin_two(void **state)
{
    FILE *file = fopen(catalogue_path, "rb");
    if (file == NULL)
        return -1;
    struct arena *arena = arena_new();
    struct languages languages = {0};
    struct two *two = ARENA_NEW(arena, struct two);
    char *mo = arena_alloc(arena, 10000);
    size_t n = fread(mo, 1, 10000, file);
    fclose(file);
    check_rc(RC_OK, languages_add(&languages, arena, "sv", (struct str){mo, n}));
    check_rc(RC_OK, languages_add(&languages, arena, "en", STR_NONE));
    *two = (struct two){arena, languages.items[0], languages.items[1]};
    *state = two;
    return 0;
}

static int end_two(void **state)
{
    struct two *two = *state;
    arena_free(two->arena);
    return 0;
}

static void test_compiled(void **state)
{
    const struct two *two = *state;
    assert_string_equal(language_name(two->sv), "Svenska");
    check_text("{0} metoder", trn(two->sv, "{0} method", "{0} methods", 2));
    check_text("{0} metod", trn(two->sv, "{0} method", "{0} methods", 1));
}

static void check_int(const struct two *two, const char *sv, const char *en, int64_t value)
{
    check_text(sv, text_int(two->arena, two->sv, value));
    check_text(en, text_int(two->arena, two->en, value));
}

static void test_int(void **state)
{
    check_int(*state, "0", "0", 0);
    check_int(*state, "999", "999", 999);
    check_int(*state, "1250", "1250", 1250); /* four digits stay together */
    check_int(*state, "12\u00a0500", "12,500", 12500);
    check_int(*state, "123\u00a0456", "123,456", 123456);
    check_int(*state, "1\u00a0000\u00a0000", "1,000,000", 1000000);
    check_int(*state, "−7", "−7", -7);
    check_int(*state, "−12\u00a0500", "−12,500", -12500);
    check_int(*state, "9\u00a0223\u00a0372\u00a0036\u00a0854\u00a0775\u00a0807", "9,223,372,036,854,775,807",
              INT64_MAX);
    check_int(*state, "−9\u00a0223\u00a0372\u00a0036\u00a0854\u00a0775\u00a0808",
              "−9,223,372,036,854,775,808", INT64_MIN);
}

static void check_real(const struct two *two, const char *sv, const char *en, double value, int decimals)
{
    check_text(sv, text_real(two->arena, two->sv, value, decimals));
    check_text(en, text_real(two->arena, two->en, value, decimals));
}

static void test_real(void **state)
{
    const struct two *two = *state;
    check_real(two, "2,5", "2.5", 2.5, 1);
    check_real(two, "2,5", "2.5", 2.5, 3); /* trailing zeros are dropped */
    check_real(two, "2", "2", 2.0, 2);
    check_real(two, "100", "100", 100, 0); /* but not those of the whole number */
    check_real(two, "100", "100", 100, 2);
    check_real(two, "3", "3", 2.96, 1);
    check_real(two, "0,125", "0.125", 0.125, 3);
    check_real(two, "12\u00a0500,75", "12,500.75", 12500.75, 2);
    check_real(two, "−0,5", "−0.5", -0.5, 1);
    check_real(two, "0", "0", -0.04, 1); /* no minus nought */
    check_real(two, "0", "0", -0.0, 0);
    check_real(two, "10\u00a0000", "10,000", 9999.96, 1);
    /* The longest there is: 309 digits in 103 groups. */
    struct str longest = text_real(two->arena, two->en, 1.7e308, 3);
    assert_int_equal(longest.n, 309 + 102);
    assert_int_equal(str_find(longest, STR(",")), 3);
    assert_int_equal(text_real(two->arena, two->sv, -1.7e308, 3).n, 3 + 309 + 2 * 102);
}

static void test_list(void **state)
{
    const struct two *two = *state;
    const struct str items[] = {STR_INIT("a"), STR_INIT("b"), STR_INIT("c"), STR_INIT("d")};
    static const char *const sv[] = {"", "a", "a och b", "a, b och c", "a, b, c och d"};
    static const char *const en[] = {"", "a", "a and b", "a, b and c", "a, b, c and d"};
    for (size_t n = 0; n <= 4; n++) {
        check_text(sv[n], text_list(two->arena, two->sv, items, n));
        check_text(en[n], text_list(two->arena, two->en, items, n));
    }
}

static void test_months(void **state)
{
    const struct two *two = *state;
    check_text("mars", text_month(two->sv, 3));
    check_text("March", text_month(two->en, 3));
    check_text("December", text_month(two->en, 12));
    check_text("", text_month(two->en, 13));
    check_text("4 mars 2025", text_day(two->arena, two->sv, 2025, 3, 4));
    check_text("14 January 2025", text_day(two->arena, two->en, 2025, 1, 14));
}

#define TWO_TEST(test) cmocka_unit_test_setup_teardown(test, begin_two, end_two)

/* Days change at midnight in Sweden, an hour before UTC in winter and two in summer. */
static void test_dates(void **state)
{
    static const struct {
        const char *time, *day;
    } cases[] = {
        {"2026-01-31T22:59:59Z", "31 January 2026"}, {"2026-01-31T23:00:00Z", "1 February 2026"},
        {"2026-07-31T21:59:59Z", "31 July 2026"},    {"2026-07-31T22:00:00Z", "1 August 2026"},
        {"2026-03-28T22:59:59Z", "28 March 2026"},   {"2026-03-28T23:00:00Z", "29 March 2026"},
        {"2026-03-29T21:59:59Z", "29 March 2026"},   {"2026-03-29T22:00:00Z", "30 March 2026"}, /* summer since 01:00 */
        {"2026-10-24T21:59:59Z", "24 October 2026"}, {"2026-10-24T22:00:00Z", "25 October 2026"},
        {"2026-10-25T22:30:00Z", "25 October 2026"}, {"2026-10-25T23:00:00Z", "26 October 2026"},
        {"2027-12-31T23:30:00Z", "1 January 2028"}};
    const struct two *two = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        time_us time;
        assert_int_equal(RC_OK, time_parse_iso(str_from_c(cases[i].time), &time));
        check_text(cases[i].day, text_date(two->arena, two->en, time));
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_placeholders), ARENA_TEST(test_many_braces),
        TWO_TEST(test_compiled),       TWO_TEST(test_int),
        TWO_TEST(test_real),           TWO_TEST(test_list),
        TWO_TEST(test_months),
        TWO_TEST(test_dates),
    };
    catalogue_path = argc > 1 ? argv[1] : "test.mo";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
