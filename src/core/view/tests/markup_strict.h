/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * For tests: whether markup is what the Markdown renderer may write: known tags,
 * balanced, with known attributes in quotes, links only to safe addresses, no '<'
 * or '&' that is not one of ours.
 */
#ifndef VIEW_TESTS_MARKUP_STRICT_H
#define VIEW_TESTS_MARKUP_STRICT_H

#include <string.h>

#include "base/str.h"
#include "core/view/html.h"

enum { MARKUP_DEPTH = 200 };

struct markup_reading {
    struct str rest;
    struct str open[MARKUP_DEPTH];
    size_t depth;
    bool in_link;
};

static inline bool markup_is_one_of(struct str word, const char *const *words)
{
    for (; *words; words++)
        if (str_eq_c(word, *words))
            return true;
    return false;
}

/* Whether the value of an attribute may stand there. */
static inline bool markup_attribute(struct markup_reading *reading, struct str tag, struct str name,
                                    struct str value)
{
    static const char *const names[] = {"id", "class", "scope", "tabindex", "aria-labelledby", "start", NULL};
    if (str_eq(name, STR("href")) && str_eq(tag, STR("a"))) {
        size_t at = str_find_byte(value, ':');
        struct str before = str_sub(value, 0, at); /* schemes are the same in capitals: RFC 3986, 3.1 */
        bool scheme = str_eq_nocase(before, STR("http")) || str_eq_nocase(before, STR("https")) ||
                      str_eq_nocase(before, STR("mailto"));
        bool early = at < str_find_byte(value, '/') && at < str_find_byte(value, '?') &&
                     at < str_find_byte(value, '#');
        return url_is_safe(value) && (scheme || at == value.n || !early);
    }
    (void)reading;
    return markup_is_one_of(name, names) && value.n < 400;
}

static inline bool markup_tag(struct markup_reading *reading, struct str tag)
{
    static const char *const tags[] = {
        "p",   "h2",         "h3",      "h4",    "h5",    "h6",    "ul", "ol", "li", "em", "strong", "code",
        "pre", "blockquote", "section", "table", "thead", "tbody", "tr", "th", "td", "a",  NULL};
    static const char *const empty[] = {"br", "hr", NULL};
    bool closes = str_starts(tag, STR("/"));
    tag = str_skip(tag, closes);
    size_t space = str_find_byte(tag, ' ');
    struct str name = str_sub(tag, 0, space), rest = str_skip(tag, space);
    while (rest.n) { /* ' name="value"' */
        size_t equals = str_find(rest, STR("=\""));
        size_t end = equals + 2 < rest.n ? str_find_byte(str_skip(rest, equals + 2), '"') : rest.n;
        if (closes || rest.p[0] != ' ' || equals + 2 + end >= rest.n ||
            !markup_attribute(reading, name, str_sub(rest, 1, equals - 1), str_sub(rest, equals + 2, end)))
            return false;
        rest = str_skip(rest, equals + 3 + end);
    }
    if (markup_is_one_of(name, empty))
        return !closes;
    if (!markup_is_one_of(name, tags))
        return false;
    if (str_eq(name, STR("a")) && closes != reading->in_link)
        return false;
    if (str_eq(name, STR("a")))
        reading->in_link = !closes;
    if (closes)
        return reading->depth && str_eq(reading->open[--reading->depth], name);
    if (reading->depth == MARKUP_DEPTH)
        return false;
    reading->open[reading->depth++] = name;
    return true;
}

static inline bool markup_is_strict(struct str markup)
{
    static const char *const entities[] = {"amp", "lt", "gt", "quot", "#39", NULL};
    struct markup_reading reading = {.rest = markup};
    while (reading.rest.n) {
        char c = reading.rest.p[0];
        size_t end = 1;
        if (c == '<') {
            end = str_find_byte(reading.rest, '>');
            if (end == reading.rest.n || !markup_tag(&reading, str_sub(reading.rest, 1, end - 1)))
                return false;
            end++;
        } else if (c == '&') {
            end = str_find_byte(reading.rest, ';');
            if (!markup_is_one_of(str_sub(reading.rest, 1, end - 1), entities))
                return false;
        } else if (c == '>' || c == '"') {
            return false;
        }
        reading.rest = str_skip(reading.rest, end);
    }
    return reading.depth == 0;
}

#endif
