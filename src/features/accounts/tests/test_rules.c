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

static void test_a_browser_is_known_by_its_name(void **state)
{
    static const struct {
        const char *agent, *browser, *device;
    } cases[] = {
        {"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
         "Safari/537.36 Edg/140.0.0.0",
         "Edge", "Windows"},
        {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile "
         "Safari/537.36",
         "Chrome", "Android"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/18.5 Mobile/15E148 Safari/604.1",
         "Safari", "iPhone"},
        {"curl/8.14.1", "", ""},
        {"", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str agent = str_from_c(cases[i].agent);
        assert_true(str_eq_c(agent_browser(agent), cases[i].browser));
        assert_true(str_eq_c(agent_device(agent), cases[i].device));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wrong_guesses_wait_longer_each_time),
                                       cmocka_unit_test(test_next_leads_nowhere_else),
                                       cmocka_unit_test(test_a_browser_is_known_by_its_name)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
