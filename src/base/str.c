/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/str.h"

#include <limits.h>
#include <string.h>

int str_printf_length(struct str s)
{
    return s.p == NULL ? 0 : s.n > INT_MAX ? INT_MAX : (int)s.n;
}

struct str str_from_c(const char *text)
{
    return text ? (struct str){text, strlen(text)} : STR_NONE;
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eq_c(struct str a, const char *b)
{
    return str_eq(a, str_from_c(b));
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
            return false;
    return true;
}

int str_compare(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_skip(s, s.n - suffix.n), suffix);
}

size_t str_find_byte(struct str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? (size_t)(at - s.p) : s.n;
}

size_t str_find(struct str s, struct str part)
{
    if (part.n == 0)
        return 0;
    const char *at = s.n ? memmem(s.p, s.n, part.p, part.n) : NULL;
    return at ? (size_t)(at - s.p) : s.n;
}

struct str str_skip(struct str s, size_t n)
{
    if (n > s.n)
        n = s.n;
    return n ? (struct str){s.p + n, s.n - n} : s;
}

struct str str_sub(struct str s, size_t start, size_t n)
{
    s = str_skip(s, start);
    if (s.n > n)
        s.n = n;
    return s;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    while (s.n && is_blank(s.p[0]))
        s = str_skip(s, 1);
    return s;
}

bool str_split(struct str *rest, char separator, struct str *ret_piece)
{
    if (rest->p == NULL)
        return false;
    size_t at = str_find_byte(*rest, separator);
    if (at == rest->n) {
        *ret_piece = *rest;
        *rest = STR_NONE;
        return true;
    }
    *ret_piece = str_sub(*rest, 0, at);
    *rest = str_skip(*rest, at + 1);
    return true;
}

rc str_to_int(struct str s, int64_t *ret_value)
{
    bool negative = s.n && s.p[0] == '-';
    if (negative)
        s = str_skip(s, 1);
    if (s.n == 0)
        return RC_INVALID;
    int64_t value = 0; /* kept negative: INT64_MIN has no positive twin */
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, s.p[i] - '0', &value))
            return RC_INVALID;
    }
    if (!negative && value == INT64_MIN)
        return RC_INVALID;
    *ret_value = negative ? value : -value;
    return RC_OK;
}

rc str_to_real(struct str s, double *ret_value)
{
    if (s.n > 40)
        return RC_INVALID;
    bool negative = s.n && s.p[0] == '-';
    if (negative)
        s = str_skip(s, 1);
    double value = 0, scale = 0;
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.' && scale == 0 && digits) {
            scale = 1;
        } else if (s.p[i] >= '0' && s.p[i] <= '9') {
            value = value * 10 + (s.p[i] - '0');
            scale *= 10;
            digits++;
        } else {
            return RC_INVALID;
        }
    }
    if (digits == 0 || (s.n && s.p[s.n - 1] == '.'))
        return RC_INVALID;
    if (scale > 1)
        value /= scale;
    *ret_value = negative ? -value : value;
    return RC_OK;
}
