/* SPDX-License-Identifier: EUPL-1.2 */
/* Values of attributes, by their types: SVG 2, chapters 8 (units), 9.3 (paths), 13 (paint); CSS Color 4. */
#include <math.h>
#include <string.h>

#include "core/svg/svg_inside.h"

static const double number_most = 1e6;
enum { WORD_MAX_BYTES = 60, FONT_MAX_BYTES = 200, ID_MAX_BYTES = 200, EXPONENT_MOST = 400 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_only(struct str value, const char *others, bool letters, size_t most)
{
    for (size_t i = 0; i < value.n; i++)
        if (!is_digit(value.p[i]) && !(letters && is_letter(value.p[i])) &&
            (!value.p[i] || !strchr(others, value.p[i])))
            return false;
    return value.n > 0 && value.n <= most;
}

/* ---- numbers -------------------------------------------------------------------------- */

static size_t skip_digits(struct str s, size_t at, double *number, int *scale)
{
    for (; at < s.n && is_digit(s.p[at]); at++) {
        *number = *number * 10 + (s.p[at] - '0');
        --*scale;
    }
    return at;
}

/* Reads "e-3" at at; leaves what is none, such as the unit "em", where it is. */
static size_t skip_exponent(struct str s, size_t at, int *scale)
{
    size_t start = at + 1;
    int sign = 1, exponent = 0;
    if (at >= s.n || (s.p[at] != 'e' && s.p[at] != 'E'))
        return at;
    if (start < s.n && (s.p[start] == '+' || s.p[start] == '-'))
        sign = s.p[start++] == '-' ? -1 : 1;
    size_t end = start;
    for (; end < s.n && is_digit(s.p[end]); end++)
        if (exponent < EXPONENT_MOST)
            exponent = exponent * 10 + (s.p[end] - '0');
    if (end == start)
        return at;
    *scale += sign * exponent;
    return end;
}

bool svg_number(struct str *rest, double *ret_number)
{
    struct str s = *rest;
    double number = 0, sign = 1;
    int scale = 0, ignored = 0;
    size_t at = 0;
    if (s.n > 0 && (s.p[0] == '+' || s.p[0] == '-'))
        sign = s.p[at++] == '-' ? -1 : 1;
    size_t start = at;
    at = skip_digits(s, at, &number, &ignored);
    size_t digits = at - start;
    if (at < s.n && s.p[at] == '.') {
        size_t end = skip_digits(s, at + 1, &number, &scale);
        digits += end - at - 1;
        at = end;
    }
    if (digits == 0 || digits > 40)
        return false;
    at = skip_exponent(s, at, &scale);
    number = sign * number * pow(10, scale);
    if (!(fabs(number) <= number_most))
        return false;
    *rest = str_skip(s, at);
    *ret_number = number;
    return true;
}

static const struct unit {
    const char *name;
    double pixels; /* 0: depends on what is around it */
} units[] = {
    {"", 1},           {"px", 1},         {"pt", 96.0 / 72}, {"pc", 16}, {"in", 96},
    {"cm", 96 / 2.54}, {"mm", 96 / 25.4}, {"em", 0},         {"ex", 0},  {"%", 0},
};

static const struct unit *find_unit(struct str name)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (str_eq_c(name, units[i].name))
            return &units[i];
    return NULL;
}

bool svg_pixels(struct str value, double *ret_pixels)
{
    double number;
    if (!svg_number(&value, &number))
        return false;
    const struct unit *unit = find_unit(value);
    if (!unit || unit->pixels <= 0)
        return false;
    *ret_pixels = number * unit->pixels;
    return true;
}

static struct str skip_separators(struct str s)
{
    size_t at = 0;
    while (at < s.n && (s.p[at] == ' ' || s.p[at] == ','))
        at++;
    return str_skip(s, at);
}

bool svg_view_box(struct str value, double ret_box[4])
{
    double box[4];
    for (int i = 0; i < 4; i++) {
        value = skip_separators(value);
        if (!svg_number(&value, &box[i]))
            return false;
    }
    if (skip_separators(value).n > 0 || box[2] <= 0 || box[3] <= 0)
        return false;
    memcpy(ret_box, box, sizeof box);
    return true;
}

/* Moves *rest past numbers, with units where units are allowed. Returns how many. */
static size_t skip_numbers(struct str *rest, bool with_units)
{
    size_t count = 0;
    double number;
    for (; svg_number(rest, &number); count++) {
        size_t unit = 0;
        while (with_units && unit < rest->n && (is_letter(rest->p[unit]) || rest->p[unit] == '%'))
            unit++;
        if (!find_unit(str_sub(*rest, 0, unit)))
            return 0;
        *rest = skip_separators(str_skip(*rest, unit));
    }
    return count;
}

static bool is_numbers(struct str value, size_t most)
{
    struct str rest = skip_separators(value);
    size_t count = skip_numbers(&rest, true);
    return count > 0 && count <= most && rest.n == 0;
}

/* ---- paths and transforms ------------------------------------------------------------- */

static bool is_path(struct str value)
{
    struct str rest = value;
    double number;
    if (value.n == 0 || !strchr("Mm", value.p[0]))
        return false;
    while (rest.n > 0) {
        if (strchr("MmZzLlHhVvCcSsQqTtAa", rest.p[0]))
            rest = str_skip(rest, 1);
        else if (!svg_number(&rest, &number))
            return false;
        rest = skip_separators(rest);
    }
    return true;
}

static bool is_transform(struct str value)
{
    static const char *const names[] = {"matrix", "translate", "scale", "rotate", "skewX", "skewY"};
    for (struct str rest = value; rest.n > 0; rest = skip_separators(rest)) {
        size_t open = str_find_byte(rest, '('), count = 0;
        struct str name = str_trim(str_sub(rest, 0, open));
        bool known = false;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            known |= str_eq_c(name, names[i]);
        rest = skip_separators(str_skip(rest, open + 1));
        count = skip_numbers(&rest, false);
        if (!known || count == 0 || count > 6 || !str_starts(rest, STR(")")))
            return false;
        rest = str_skip(rest, 1);
    }
    return value.n > 0;
}

/* ---- colours and references ----------------------------------------------------------- */

static bool is_hex_colour(struct str value)
{
    if (value.n != 4 && value.n != 5 && value.n != 7 && value.n != 9)
        return false;
    for (size_t i = 1; i < value.n; i++)
        if (!is_digit(value.p[i]) && !(value.p[i] >= 'a' && value.p[i] <= 'f') &&
            !(value.p[i] >= 'A' && value.p[i] <= 'F'))
            return false;
    return value.p[0] == '#';
}

static bool is_function_colour(struct str value)
{
    static const char *const names[] = {"rgb(", "rgba(", "hsl(", "hsla("};
    if (!str_ends(value, STR(")")))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct str name = str_from_c(names[i]);
        if (str_eq_nocase(str_sub(value, 0, name.n), name))
            return is_only(str_sub(value, name.n, value.n - name.n - 1), " .,%+-/", false, WORD_MAX_BYTES);
    }
    return false;
}

/* "#ff0000 icc-color(…)" is the colour in front: nobody draws the other. */
static bool read_colour(struct str value, struct str *ret_text)
{
    if (str_starts(value, STR("#")))
        value = str_sub(value, 0, str_find_byte(value, ' '));
    bool word = is_only(value, "", true, WORD_MAX_BYTES) && is_letter(value.p[0]);
    if (!word && !is_hex_colour(value) && !is_function_colour(value))
        return false;
    *ret_text = value;
    return true;
}

static bool read_reference(struct str value, struct str *ret_reference)
{
    if (!str_starts(value, STR("#")) || value.n < 2 || value.n > ID_MAX_BYTES)
        return false;
    for (size_t i = 1; i < value.n; i++)
        if ((unsigned char)value.p[i] <= ' ' || strchr("\"'()<>\\#", value.p[i]))
            return false;
    *ret_reference = str_skip(value, 1);
    return true;
}

/* url(#id), url("#id") or url('#id'); what follows it, for when there is none, is left out. */
static bool read_url(struct str value, struct str *ret_reference)
{
    size_t close = str_find_byte(value, ')');
    if (!str_eq_nocase(str_sub(value, 0, 4), STR("url(")) || close == value.n)
        return false;
    struct str inside = str_trim(str_sub(value, 4, close - 4));
    if (inside.n >= 2 && (inside.p[0] == '"' || inside.p[0] == '\'') && inside.p[inside.n - 1] == inside.p[0])
        inside = str_sub(inside, 1, inside.n - 2);
    return read_reference(inside, ret_reference);
}

static struct str single_quotes(struct arena *arena, struct str value)
{
    char *copy = arena_c_dup(arena, value);
    for (size_t i = 0; i < value.n; i++)
        if (copy[i] == '"')
            copy[i] = '\'';
    return (struct str){copy, value.n};
}

bool svg_value(struct arena *arena, enum value_type type, struct str value, struct str *ret_text,
               struct str *ret_reference)
{
    struct str text = value, reference = STR_NONE;
    bool fine = false;
    switch (type) {
    case VALUE_NUMBER: fine = is_numbers(value, 1); break;
    case VALUE_NUMBERS: fine = str_eq_c(value, "none") || is_numbers(value, SIZE_MAX); break;
    case VALUE_PATH: fine = is_path(value); break;
    case VALUE_TRANSFORM: fine = is_transform(value); break;
    case VALUE_COLOUR: fine = read_colour(value, &text); break;
    case VALUE_PAINT: fine = read_url(value, &reference) || read_colour(value, &text); break;
    case VALUE_WORD: fine = is_only(value, " -", true, WORD_MAX_BYTES); break;
    case VALUE_FONT:
        fine = is_only(value, " ,'\"_-", true, FONT_MAX_BYTES);
        text = single_quotes(arena, value);
        break;
    case VALUE_URL: fine = str_eq_c(value, "none") || read_url(value, &reference); break;
    case VALUE_HREF: fine = read_reference(value, &reference); break;
    }
    if (!fine)
        return false;
    *ret_text = reference.n ? STR_NONE : text;
    *ret_reference = reference;
    return true;
}
