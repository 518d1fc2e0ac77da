/* SPDX-License-Identifier: EUPL-1.2 */
/* Plural rules of the GNU gettext manual and the Unicode CLDR, each against the same rule in C. */
#include "core/i18n/plural.h"

#include <string.h>

#include "base/tests/check.h"

static uint64_t swedish(uint64_t n)
{
    return n != 1;
}

static uint64_t french(uint64_t n)
{
    return n > 1;
}

static uint64_t sami(uint64_t n)
{
    return n == 1 ? 0 : n == 2 ? 1 : 2;
}

static uint64_t polish(uint64_t n)
{
    if (n == 1)
        return 0;
    return n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 10 || n % 100 >= 20) ? 1 : 2;
}

static uint64_t arabic(uint64_t n)
{
    if (n < 3)
        return n;
    return n % 100 >= 3 && n % 100 <= 10 ? 3 : n % 100 >= 11 ? 4 : 5;
}

static uint64_t slovenian(uint64_t n)
{
    static const uint64_t forms[5] = {3, 0, 1, 2, 2};
    return n % 100 < 5 ? forms[n % 100] : 3;
}

static uint64_t latvian(uint64_t n)
{
    return n % 10 == 1 && n % 100 != 11 ? 0 : n != 0 ? 1 : 2;
}

static uint64_t japanese(uint64_t n)
{
    return n * 0;
}

static void test_languages(void **state)
{
    (void)state;
    static const struct {
        const char *expression;
        uint64_t (*form)(uint64_t n);
    } rules[] = {
        {"(n != 1)", swedish},
        {"n>1", french},
        {"n==1 ? 0 : n==2 ? 1 : 2", sami},
        {"(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)", polish},
        {"n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5", arabic},
        {"(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3)", slovenian},
        {"(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2)", latvian},
        {"0", japanese},
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        for (uint64_t n = 0; n < 3000; n++) {
            uint64_t form = 99;
            check_rc(RC_OK, plural_evaluate(str_from_c(rules[i].expression), n, &form));
            if (form != rules[i].form(n))
                fail_msg("%s gives %d for %d", rules[i].expression, (int)form, (int)n);
        }
}

static void check_value(uint64_t expected, const char *expression, uint64_t n)
{
    uint64_t value = 99;
    if (plural_evaluate(str_from_c(expression), n, &value) || value != expected)
        fail_msg("%s for %d gives %d", expression, (int)n, (int)value);
}

/* As C binds them. */
static void test_precedence(void **state)
{
    (void)state;
    check_value(1, "1 || 0 && 0", 0);
    check_value(0, "(1 || 0) && 0", 0);
    check_value(1, "!n", 0);
    check_value(0, "!n", 7);
    check_value(1, "!!n", 7);
    check_value(1, "!n%10==0 || 1", 7);
    check_value(0, "!(n%10)", 7);
    check_value(1, "2 == n > 1 != 1 || 1", 5);
    check_value(1, "1 == n > 1", 5); /* 1 == (n > 1) */
    check_value(1, "n < 3 == n < 4", 5);
    check_value(1, "5 > 4 > 0", 0);
    check_value(5, "1 ? 5 : 0 ? 6 : 7", 0);
    check_value(7, "0 ? 5 : 0 ? 6 : 7", 0);
    check_value(6, "n ? n ? 6 : 5 : 7", 1);
    check_value(3, "n % 10 % 4", 17);
    check_value(1, "\t( n\n!= 1 ) ", 2);
    check_value(UINT64_MAX, "n", UINT64_MAX);
    check_value(INT64_MAX, "9223372036854775807", 0);
}

static rc evaluated(const char *expression, uint64_t n)
{
    uint64_t value = 42;
    rc result = plural_evaluate(str_from_c(expression), n, &value);
    assert_true(result == RC_OK || value == 42); /* untouched on failure */
    return result;
}

static void test_errors(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "", " ", "n n", "nn", "n 1", "1 2", "(n", "n)", "()", "n !", "n =", "n = 1", "n === 1", "n <", "<n",
        "n &", "n & 1", "n && ", "|| n", "n ? 1", "n ? 1 :", "n ? : 1", "n : 1", "-1", "+n", "n;", "m", "N",
        "n == 'a'", "n %", "n%0", "n % (n - n)", "1.5", "0x1", "9223372036854775808",
        "99999999999999999999999", "n\\", "(n != 1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (evaluated(wrong[i], 1) != RC_INVALID)
            fail_msg("\"%s\" was taken for a rule", wrong[i]);
    check_rc(RC_INVALID, evaluated("5 % n", 0));
    check_rc(RC_OK, evaluated("5 % n", 1));
    uint64_t value;
    check_rc(RC_INVALID, plural_evaluate(STR_NONE, 1, &value));
    check_rc(RC_INVALID, plural_evaluate(STR("n\0"), 1, &value));
}

/* depth parentheses, or exclamation marks, around n. */
static rc nested(char open, char close, size_t depth)
{
    char text[200] = "";
    memset(text, open, depth);
    text[depth] = 'n';
    if (close)
        memset(text + depth + 1, close, depth);
    return evaluated(text, 1);
}

static void test_limits(void **state)
{
    (void)state;
    check_rc(RC_OK, nested('(', ')', 19));
    check_rc(RC_INVALID, nested('(', ')', 20));
    check_rc(RC_INVALID, nested('(', ')', 90));
    check_rc(RC_OK, nested('!', 0, 19));
    check_rc(RC_INVALID, nested('!', 0, 20));
    char text[100001];
    memset(text, '(', sizeof text - 1); /* a hostile catalogue costs neither time nor stack */
    text[sizeof text - 1] = '\0';
    check_rc(RC_INVALID, evaluated(text, 1));
    for (size_t i = 0; i + 1 < sizeof text; i++)
        text[i] = "n?"[i % 2];
    check_rc(RC_INVALID, evaluated(text, 1));
    memset(text, ' ', sizeof text - 1);
    check_rc(RC_INVALID, evaluated(text, 1));
    for (size_t i = 0; i < 400; i++)
        text[i] = "n?n:"[i % 4];
    text[400] = 'n';
    text[401] = '\0';
    check_rc(RC_OK, evaluated(text, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_precedence),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
