/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/oidc/oidc_personal.h"

enum { SHORT_DIGITS = 10, LONG_DIGITS = 12, LAST_DIGITS = 4 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters of other scripts count as letters. */
static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static size_t digits_at(struct str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && is_digit(s.p[at + n]))
        n++;
    return n;
}

static int two_digits(const char *p)
{
    return 10 * (p[0] - '0') + p[1] - '0';
}

/* Luhn's rule: from the left every second digit counts double, and the digits of the products are added. */
static bool has_check_digit(const char ten[SHORT_DIGITS])
{
    int sum = 0;
    for (int i = 0; i < SHORT_DIGITS; i++) {
        int product = (ten[i] - '0') * (i % 2 ? 1 : 2);
        sum += product / 10 + product % 10;
    }
    return sum % 10 == 0;
}

static bool is_number(const char *digits, size_t n)
{
    if (n == LONG_DIGITS) {
        int century = two_digits(digits);
        if (century < 18 || century > 20)
            return false;
        digits += 2;
    }
    int month = two_digits(digits + 2), day = two_digits(digits + 4);
    day -= day > 60 ? 60 : 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && has_check_digit(digits);
}

/* Whether one begins at a place, which is the first digit of a run. */
static bool begins_at(struct str s, size_t at)
{
    char digits[LONG_DIGITS];
    size_t n = digits_at(s, at), end = at + n;
    if (n > LONG_DIGITS)
        return false;
    for (size_t i = 0; i < n; i++)
        digits[i] = s.p[at + i];
    if (n <= LONG_DIGITS - LAST_DIGITS && end < s.n && (s.p[end] == '-' || s.p[end] == '+') &&
        digits_at(s, end + 1) == LAST_DIGITS) {
        for (size_t i = 0; i < LAST_DIGITS; i++)
            digits[n++] = s.p[end + 1 + i];
        end += 1 + LAST_DIGITS;
    }
    return (n == SHORT_DIGITS || n == LONG_DIGITS) && (end == s.n || !is_word(s.p[end])) &&
           is_number(digits, n);
}

bool personal_number_within(struct str s)
{
    for (size_t at = 0; at < s.n; at++)
        if (is_digit(s.p[at]) && (at == 0 || !is_word(s.p[at - 1])) && begins_at(s, at))
            return true;
    return false;
}
