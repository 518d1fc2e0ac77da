/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts with strings in them, numbers and lists, as each language writes them. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/vec.h"
#include "core/i18n/i18n.h"

enum { LONGEST_TEXT_BYTES = 1024 * 1024, LONGEST_NUMBER_BYTES = 4096 };

/* "{12}" at the front of text: its number, or false. */
static bool placeholder(struct str text, size_t *ret_index, size_t *ret_length)
{
    text = str_sub(text, 0, strlen("{12}"));
    size_t close = str_find_byte(text, '}');
    int64_t index;
    if (text.n < 3 || text.p[0] != '{' || close == text.n || text.p[1] == '-' ||
        str_to_int(str_sub(text, 1, close - 1), &index))
        return false;
    *ret_index = (size_t)index;
    *ret_length = close + 1;
    return true;
}

struct str text_format(struct arena *arena, struct str text, const struct str *args, size_t n)
{
    VEC(struct str) parts = {0};
    while (text.n) {
        size_t index, length;
        struct str part;
        if (placeholder(text, &index, &length) && index < n) {
            part = args[index];
        } else {
            length = 1 + str_find_byte(str_skip(text, 1), '{');
            part = str_sub(text, 0, length);
        }
        *VEC_PUSH(arena, &parts) = part;
        text = str_skip(text, length);
    }
    return arena_concat(arena, parts.items, parts.n);
}

/* digits with separator between groups of three, from the right. */
static void add_grouped(struct buf *out, struct str digits, struct str separator)
{
    for (size_t i = 0; i < digits.n; i++) {
        if (i && (digits.n - i) % 3 == 0)
            buf_add(out, separator);
        buf_add_byte(out, digits.p[i]);
    }
}

static struct str number_text(struct arena *arena, const struct language *language, struct str plain)
{
    struct buf out;
    buf_init(&out, LONGEST_NUMBER_BYTES);
    if (str_starts(plain, STR("-"))) {
        buf_add(&out, STR("\u2212")); /* the minus sign, which no line breaks after */
        plain = str_skip(plain, 1);
    }
    size_t point = str_find_byte(plain, '.');
    /* Four digits stay together, as both Swedish and English styles advise for running text. */
    struct str group = point > 4 ? tr_context(language, "thousands separator", ",") : STR("");
    add_grouped(&out, str_sub(plain, 0, point), group);
    if (point < plain.n) {
        buf_add(&out, tr_context(language, "decimal separator", "."));
        buf_add(&out, str_skip(plain, point + 1));
    }
    struct str result = arena_str_dup(arena, buf_str(&out));
    buf_free(&out);
    return result;
}

struct str text_int(struct arena *arena, const struct language *language, int64_t value)
{
    return number_text(arena, language, arena_printf(arena, "%lld", (long long)value));
}

struct str text_real(struct arena *arena, const struct language *language, double value, int decimals)
{
    struct str plain = arena_printf(arena, "%.*f", decimals, value);
    if (decimals > 0)
        while (plain.n && plain.p[plain.n - 1] == '0')
            plain.n--;
    if (plain.n && plain.p[plain.n - 1] == '.')
        plain.n--;
    if (str_eq(plain, STR("-0")))
        plain = STR("0");
    return number_text(arena, language, plain);
}

struct str text_month(const struct language *language, int month)
{
    switch (month) {
    case 1: return tr_context(language, "month", "January");
    case 2: return tr_context(language, "month", "February");
    case 3: return tr_context(language, "month", "March");
    case 4: return tr_context(language, "month", "April");
    case 5: return tr_context(language, "month", "May");
    case 6: return tr_context(language, "month", "June");
    case 7: return tr_context(language, "month", "July");
    case 8: return tr_context(language, "month", "August");
    case 9: return tr_context(language, "month", "September");
    case 10: return tr_context(language, "month", "October");
    case 11: return tr_context(language, "month", "November");
    case 12: return tr_context(language, "month", "December");
    default: return STR("");
    }
}

/* The last Sunday of a month, at 01:00 UTC: when European summer time begins and
 * ends (Directive 2000/84/EC). */
static time_us last_sunday(int64_t year, int month)
{
    char text[32];
    time_us last = 0;
    int n = snprintf(text, sizeof text, "%04d-%02d-31", (int)year, month);
    if (time_parse_iso((struct str){text, (size_t)n}, &last))
        return 0;
    int64_t weekday = (last / TIME_DAY + 4) % 7; /* 1 January 1970 was a Thursday */
    return last - weekday * TIME_DAY + TIME_HOUR;
}

/* What Swedish clocks are ahead of UTC. */
static time_us swedish_offset(time_us time)
{
    char text[TIME_ISO_BYTES];
    int64_t year = 0;
    if (str_to_int(str_sub(str_from_c(time_format_iso(time, text)), 0, 4), &year))
        return TIME_HOUR;
    bool summer = time >= last_sunday(year, 3) && time < last_sunday(year, 10);
    return summer ? 2 * TIME_HOUR : TIME_HOUR;
}

struct str text_day(struct arena *arena, const struct language *language, int year, int month, int day)
{
    /* translators: {0} is the day, {1} the month, {2} the year */
    return TEXT_FORMAT(arena, tr_context(language, "day", "{0} {1} {2}"), arena_printf(arena, "%d", day),
                       text_month(language, month), arena_printf(arena, "%d", year));
}

struct str text_list(struct arena *arena, const struct language *language, const struct str *items, size_t n)
{
    struct buf out;
    buf_init(&out, LONGEST_TEXT_BYTES);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_add(&out, i + 1 == n ? tr_context(language, "list", " and ") : STR(", "));
        buf_add(&out, items[i]);
    }
    struct str result = arena_str_dup(arena, buf_str(&out));
    buf_free(&out);
    return result;
}

struct str text_date(struct arena *arena, const struct language *language, time_us time)
{
    char text[TIME_ISO_BYTES];
    int64_t year = 0, month = 0, day = 0;
    struct str iso = str_from_c(time_format_iso(time + swedish_offset(time), text));
    if (str_to_int(str_sub(iso, 0, 4), &year) || str_to_int(str_sub(iso, 5, 2), &month) ||
        str_to_int(str_sub(iso, 8, 2), &day))
        return STR("");
    return text_day(arena, language, (int)year, (int)month, (int)day);
}

struct str text_moment(struct arena *arena, const struct language *language, time_us time)
{
    char text[TIME_ISO_BYTES];
    struct str iso = str_from_c(time_format_iso(time + swedish_offset(time), text));
    /* a day, an hour and a minute: in Swedish "{0} kl. {1}.{2}" */
    return TEXT_FORMAT(arena, tr(language, "{0}, {1}:{2}"), text_date(arena, language, time),
                       str_sub(iso, 11, 2), str_sub(iso, 14, 2));
}
