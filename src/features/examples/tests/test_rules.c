/* SPDX-License-Identifier: EUPL-1.2 */
/* Months, sizes and which words a reader gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "features/examples/examples_words.h"

static void months_are_read(void **state)
{
    (void)state;
    month_t month = MONTH_NONE;
    assert_int_equal(RC_OK, month_parse(STR("2025-03"), &month));
    assert_int_equal(2025, month_year(month));
    assert_int_equal(3, month_of_year(month));
    assert_int_equal(RC_OK, month_parse(STR("2025-12"), &month));
    assert_int_equal(12, month_of_year(month));
    static const char *const wrong[] = {"",       "2025",       "2025-00", "2025-13", "25-03-1", "2025/03",
                                        "2025-3", "2025-03-01", "1899-12", "2200-01", "2025--1", "-025-01"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(RC_INVALID, month_parse(str_from_c(wrong[i]), &month));
}

static void sizes_meet_at_their_ends(void **state)
{
    (void)state;
    static const struct {
        int64_t population;
        int size;
    } cases[] = {{1, 1}, {15000, 1}, {15001, 2}, {50000, 2}, {50001, 3}, {100000, 3}, {100001, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(cases[i].size, example_size(cases[i].population));
}

static void periods_in_words(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct languages languages = {0};
    assert_int_equal(RC_OK, languages_add(&languages, arena, "en", STR_NONE));
    static const struct {
        const char *start, *end, *words;
    } cases[] = {
        {"2025-03", "2025-06", "March–June 2025"},
        {"2023-09", "2024-05", "September 2023 – May 2024"},
        {"2025-03", "2025-03", "March 2025"},
        {"2025-03", NULL, "from March 2025"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct example example = {.end = MONTH_NONE};
        assert_int_equal(RC_OK, month_parse(str_from_c(cases[i].start), &example.start));
        if (cases[i].end)
            assert_int_equal(RC_OK, month_parse(str_from_c(cases[i].end), &example.end));
        struct str words = period_words(arena, languages.items[0], &example);
        if (!str_eq_c(words, cases[i].words))
            fail_msg("%.*s is not %s", STR_ARGS(words), cases[i].words);
        assert_int_equal(cases[i].end && i == 1 ? 2024 : month_year(example.start),
                         example_last_year(&example));
    }
    arena_free(arena);
}

static void readers_get_their_language_or_the_first(void **state)
{
    (void)state;
    struct example_text texts[] = {{.language = STR_INIT("en"), .words = {.title = STR_INIT("A bench")}},
                                   {.language = STR_INIT("sv"), .words = {.title = STR_INIT("En bänk")}}};
    struct example example = {.texts = texts, .text_count = 2};
    assert_true(str_eq_c(example_text_for(&example, STR("sv"))->words.title, "En bänk"));
    assert_true(str_eq_c(example_text_for(&example, STR("fi"))->words.title, "A bench"));
    assert_null(example_words_in(&example, STR("fi")));
}

static void differences_are_named(void **state)
{
    (void)state;
    struct buf fields;
    struct example a = {.place = STR_INIT("Åre"), .start = 5, .end = 6, .themes = STR_INIT("school")}, b = a;
    buf_init(&fields, 1000);
    example_compare(&a, &b, &fields);
    assert_int_equal(0, fields.n);
    b.end = MONTH_NONE;
    b.themes = STR("school;rural");
    example_compare(&a, &b, &fields);
    assert_true(str_eq_c(buf_str(&fields), "end, themes"));
    buf_free(&fields);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_are_read),       cmocka_unit_test(sizes_meet_at_their_ends),
        cmocka_unit_test(periods_in_words),      cmocka_unit_test(readers_get_their_language_or_the_first),
        cmocka_unit_test(differences_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
