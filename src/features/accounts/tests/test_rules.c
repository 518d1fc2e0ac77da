/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/accounts/accounts_rules.h"
#include "features/accounts/pub/entering.h"

static void test_wrong_guesses_wait_longer_each_time(void **state)
{
    (void)state;
    for (int64_t wrong = 0; wrong < 5; wrong++)
        assert_int_equal(0, guess_wait(wrong));
    assert_int_equal(TIME_SECOND, guess_wait(5));
    assert_int_equal(2 * TIME_SECOND, guess_wait(6));
    for (int64_t wrong = 5; wrong < 100; wrong++)
        assert_true(guess_wait(wrong) <= guess_wait(wrong + 1));
    assert_int_equal(15 * TIME_MINUTE, guess_wait(INT64_MAX));
}

static void test_next_leads_nowhere_else(void **state)
{
    static const char *const ours[] = {"/", "/konto", "/metoder?fas=idé&b=%2F%2Fx", "/a//b", "/a?next=//x"};
    static const char *const others[] = {
        "",        "konto",    "//evil.example", "/\\evil.example",    "\\/evil", "https://evil",
        "/ /evil", "/\t/evil", "/a\r\nX: y",     "javascript:alert(1)"};
    (void)state;
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        assert_true(next_is_ours(str_from_c(ours[i])));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(next_is_ours(str_from_c(others[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wrong_guesses_wait_longer_each_time),
                                       cmocka_unit_test(test_next_leads_nowhere_else)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
