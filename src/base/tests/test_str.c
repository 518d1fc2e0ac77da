/* SPDX-License-Identifier: EUPL-1.2 */
/* Slices and result codes: str.h and rc.h. */
#include "base/str.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/tests/check.h"

static void test_printf_arguments(void **state)
{
    (void)state;
    char text[20];
    snprintf(text, sizeof text, "<%.*s%.*s>", STR_ARGS(STR("abc")), STR_ARGS(STR_NONE));
    assert_string_equal(text, "<abc>");
    assert_int_equal(str_printf_length((struct str){"", (size_t)INT_MAX + 5}), INT_MAX);
    assert_int_equal(str_from_c("åä").n, 4);
    assert_null(str_from_c(NULL).p);
    static const struct str initialised = STR_INIT("ab");
    check_text("ab", initialised);
}

static void test_equality(void **state)
{
    (void)state;
    assert_true(str_eq(STR_NONE, STR("")));
    assert_true(str_eq(STR("a\0b"), STR("a\0b")));
    assert_false(str_eq(STR("a\0b"), STR("a\0c")));
    assert_false(str_eq(STR("ab"), STR("abc")));
    assert_true(str_eq_c(STR("ab"), "ab"));
    assert_false(str_eq_c(STR("a\0b"), "a"));
    assert_true(str_eq_nocase(STR("Content-TYPE"), STR("content-type")));
    assert_false(str_eq_nocase(STR("Å"), STR("å")));   /* ASCII only */
    assert_false(str_eq_nocase(STR("@["), STR("`{"))); /* what stands beside the letters */
    assert_false(str_eq_nocase(STR("a"), STR("ab")));
    assert_true(str_eq_nocase(STR_NONE, STR("")));
}

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static int slow_compare(struct str a, struct str b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++)
        if (a.p[i] != b.p[i])
            return (unsigned char)a.p[i] < (unsigned char)b.p[i] ? -1 : 1;
    return a.n < b.n ? -1 : a.n > b.n;
}

static size_t slow_find(struct str s, struct str part)
{
    for (size_t i = 0; i + part.n <= s.n; i++)
        if (part.n == 0 || memcmp(s.p + i, part.p, part.n) == 0)
            return i;
    return s.n;
}

static struct str random_text(uint64_t *seed, char *bytes, size_t max)
{
    size_t n = below(seed, max + 1);
    if (n == 0 && below(seed, 2))
        return STR_NONE;
    for (size_t i = 0; i < n; i++)
        bytes[i] = "ab\xE5\0"[below(seed, 4)];
    return (struct str){bytes, n};
}

static void test_against_slow(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 100000; i++) {
        char left[12], right[4];
        struct str a = random_text(&seed, left, 12), b = random_text(&seed, right, 4);
        assert_int_equal(sign(str_compare(a, b)), slow_compare(a, b));
        assert_int_equal(sign(str_compare(b, a)), -slow_compare(a, b));
        assert_int_equal(str_eq(a, b), slow_compare(a, b) == 0);
        assert_int_equal(str_find(a, b), slow_find(a, b));
        assert_int_equal(str_starts(a, b), b.n == 0 || (slow_find(a, b) == 0 && b.n <= a.n));
        bool ends = b.n <= a.n && (b.n == 0 || memcmp(a.p + a.n - b.n, b.p, b.n) == 0);
        assert_int_equal(str_ends(a, b), ends);
        assert_int_equal(str_find_byte(a, 'b'), slow_find(a, STR("b")));
    }
}

static void test_slices(void **state)
{
    (void)state;
    struct str s = STR("abcdef");
    check_text("cd", str_sub(s, 2, 2));
    check_text("ef", str_sub(s, 4, 100));
    check_text("", str_sub(s, 100, 1));
    check_text("ef", str_sub(s, 4, SIZE_MAX));
    check_text("def", str_skip(s, 3));
    check_text("", str_skip(s, SIZE_MAX));
    assert_int_equal(str_skip(STR_NONE, 3).n, 0);
    assert_null(str_skip(STR_NONE, 3).p);
    assert_null(str_sub(STR_NONE, 1, 3).p);
    check_text("a b", str_trim(STR(" \t\r\na b\r\n\t ")));
    check_text("", str_trim(STR(" \n ")));
    check_text("\va", str_trim(STR("\va")));
    assert_null(str_trim(STR_NONE).p);
}

static void check_split(struct str text, const char *expected)
{
    char pieces[100] = "";
    size_t n = 0;
    struct str piece;
    while (str_split(&text, ';', &piece))
        n += (size_t)snprintf(pieces + n, sizeof pieces - n, "[%.*s]", STR_ARGS(piece));
    assert_string_equal(pieces, expected);
    assert_null(text.p);
    assert_false(str_split(&text, ';', &piece));
}

static void test_split(void **state)
{
    (void)state;
    check_split(STR("a;b;"), "[a][b][]");
    check_split(STR(";a;;b"), "[][a][][b]");
    check_split(STR("abc"), "[abc]");
    check_split(STR(""), "[]");
    check_split(STR(";"), "[][]");
    check_split(STR_NONE, "");
}

static void test_to_int(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } right[] = {{"0", 0},
                 {"-0", 0},
                 {"7", 7},
                 {"-12", -12},
                 {"000000000000000000000000000012", 12},
                 {"9223372036854775807", INT64_MAX},
                 {"-9223372036854775808", INT64_MIN},
                 {"-9223372036854775807", -INT64_MAX},
                 {"9223372036854775799", 9223372036854775799}};
    static const char *const wrong[] = {
        "", "-", "--1", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "a", "1a", "९", "9223372036854775808",
        "-9223372036854775809", "9223372036854775810", "18446744073709551616", "92233720368547758070",
        "99999999999999999999999999"};
    int64_t value;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        check_rc(RC_OK, str_to_int(str_from_c(right[i].text), &value));
        assert_true(value == right[i].value);
    }
    value = 42;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (str_to_int(str_from_c(wrong[i]), &value) != RC_INVALID)
            fail_msg("\"%s\" was taken for a whole number", wrong[i]);
        assert_int_equal(value, 42); /* untouched on failure */
    }
    check_rc(RC_INVALID, str_to_int(STR_NONE, &value));
    check_rc(RC_INVALID, str_to_int(STR("1\0"), &value));
}

static void test_to_int_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int i = 0; i < 100000; i++) {
        int64_t number = (int64_t)(next_number(&seed) >> below(&seed, 64)), value;
        char text[24];
        if (below(&seed, 2))
            number = -number;
        snprintf(text, sizeof text, "%lld", (long long)number);
        check_rc(RC_OK, str_to_int(str_from_c(text), &value));
        assert_true(value == number);
    }
}

static void test_to_real(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } right[] = {{"0.25", 0.25},
                 {"-3", -3},
                 {"0", 0},
                 {"007.50", 7.5},
                 {"-0.1", -0.1},
                 {"3.14159", 3.14159},
                 {"1000000", 1e6},
                 {"0.000001", 1e-6},
                 {"123456789.123", 123456789.123},
                 {"1000000000000000000000000000000000000000", 1e39}};
    static const char *const wrong[] = {
        "", "-", ".", "-.", ".5", "5.", "1.2.3", "1..2", "+1", "1e5", "0x1", "inf", "nan", " 1", "1 ",
        "1,5", "--1", "1-", "00000000000000000000000000000000000000001",
        "-0000000000000000000000000000000000000001"}; /* the last two have 41 bytes */
    double value;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        check_rc(RC_OK, str_to_real(str_from_c(right[i].text), &value));
        if (fabs(value - right[i].value) > 1e-15 * fabs(right[i].value))
            fail_msg("%s was read as %.17g", right[i].text, value);
    }
    value = 42;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (str_to_real(str_from_c(wrong[i]), &value) != RC_INVALID)
            fail_msg("\"%s\" was taken for a number", wrong[i]);
        assert_true(value == 42);
    }
}

static void test_rc_names(void **state)
{
    (void)state;
    assert_string_equal(rc_name(RC_OK), "OK");
    assert_string_equal(rc_name(RC_NOT_FOUND), "NOT_FOUND");
    for (int i = 0; i <= RC_STOPPED; i++) {
        assert_string_not_equal(rc_name((rc)i), "UNKNOWN");
        for (int k = 0; k < i; k++)
            assert_string_not_equal(rc_name((rc)i), rc_name((rc)k));
    }
    assert_non_null(rc_name((rc)(RC_STOPPED + 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_printf_arguments),
        cmocka_unit_test(test_equality),
        cmocka_unit_test(test_against_slow),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_to_int),
        cmocka_unit_test(test_to_int_round_trip),
        cmocka_unit_test(test_to_real),
        cmocka_unit_test(test_rc_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
