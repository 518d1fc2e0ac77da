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

struct str text_list(struct arena *arena, const struct language *language, const struct str *items,
                     size_t n)
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
