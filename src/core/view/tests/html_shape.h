/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The shape of a page: its tags, attribute names, and of its values what could
 * do harm, as a browser reads them (HTML standard, 13.2.5). Two pages made from
 * the same template with different words must have the same shape.
 *
 * Written apart from core/view/mustache_html.c on purpose, and as forgiving as
 * a browser where that one is strict. For the tests and the fuzzer.
 */
#ifndef CORE_VIEW_TESTS_HTML_SHAPE_H
#define CORE_VIEW_TESTS_HTML_SHAPE_H

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static inline bool shape_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static inline bool shape_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The byte at i, or 0 past the end. */
static inline char shape_at(struct str s, size_t i)
{
    return i < s.n ? s.p[i] : '\0';
}

static inline void shape_lower(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        buf_add_byte(out, (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]));
}

/* Decodes the entity that s starts with; returns its length, or 0. */
static inline size_t shape_entity(struct str s, char *ret_c)
{
    static const struct {
        const char *text;
        char c;
    } known[] = {{"&amp;", '&'},  {"&lt;", '<'},     {"&gt;", '>'},   {"&quot;", '"'},
                 {"&apos;", '\''}, {"&colon;", ':'}, {"&sol;", '/'},  {"&bsol;", '\\'},
                 {"&Tab;", '\t'}, {"&NewLine;", '\n'}, {"&num;", '#'}, {"&quest;", '?'}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_starts(s, str_from_c(known[i].text))) {
            *ret_c = known[i].c;
            return strlen(known[i].text);
        }
    }
    if (!str_starts(s, STR("&#")))
        return 0;
    bool hex = shape_at(s, 2) == 'x' || shape_at(s, 2) == 'X';
    char digits[16] = "", *end = NULL;
    struct str part = str_sub(s, hex ? 3 : 2, sizeof digits - 1);
    for (size_t i = 0; i < part.n && (shape_letter(part.p[i]) || part.p[i] <= '9') &&
                       part.p[i] >= '0';
         i++)
        digits[i] = part.p[i];
    unsigned long code = strtoul(digits, &end, hex ? 16 : 10);
    if (end == digits)
        return 0;
    size_t n = (hex ? 3u : 2u) + (size_t)(end - digits);
    *ret_c = code < 0x80 ? (char)code : 'x';
    return n + (shape_at(s, n) == ';');
}

/* Scheme and host of an address, as the URL standard finds them. */
static inline void shape_url(struct buf *out, struct str value)
{
    char text[4096];
    size_t n = 0;
    for (size_t i = 0; i < value.n && n < sizeof text;) {
        char c = value.p[i];
        size_t used = c == '&' ? shape_entity(str_skip(value, i), &c) : 1;
        i += used ? used : 1;
        if (c != '\t' && c != '\n' && c != '\r' && (n > 0 || (unsigned char)c > ' '))
            text[n++] = c == '\\' ? '/' : c;
    }
    struct str url = {text, n};
    size_t colon = 0;
    while (shape_letter(shape_at(url, colon)) ||
           (colon > 0 && strchr("0123456789+-.", shape_at(url, colon)) && shape_at(url, colon)))
        colon++;
    buf_add(out, STR("=to "));
    if (colon > 0 && shape_at(url, colon) == ':') {
        shape_lower(out, str_sub(url, 0, colon + 1));
        url = str_skip(url, colon + 1);
    }
    if (!str_starts(url, STR("//")))
        return;
    url = str_skip(url, 2);
    size_t end = 0;
    while (end < url.n && !strchr("/?#", url.p[end]))
        end++;
    buf_add(out, STR("//"));
    shape_lower(out, str_sub(url, 0, end));
}

static inline bool shape_is_one_of(struct str name, const char *names)
{
    char word[40];
    if (name.n > sizeof word - 3)
        return false;
    snprintf(word, sizeof word, " %.*s ", STR_ARGS(name));
    return strcasestr(names, word) != NULL;
}

static inline void shape_value(struct buf *out, struct str name, struct str value)
{
    bool is_code = name.n > 2 && strncasecmp(name.p, "on", 2) == 0;
    if (is_code || shape_is_one_of(name, " style srcset srcdoc ping ")) {
        buf_add(out, STR("="));
        buf_add(out, value);
    } else if (shape_is_one_of(name, " href src action formaction poster cite data xlink:href ")) {
        shape_url(out, value);
    }
}

/* The attribute value at *at, after '='. */
static inline struct str shape_read_value(struct str s, size_t *at)
{
    size_t i = *at, start;
    while (shape_blank(shape_at(s, i)))
        i++;
    char quote = shape_at(s, i);
    if (quote == '"' || quote == '\'') {
        start = ++i;
        while (i < s.n && s.p[i] != quote)
            i++;
        *at = i < s.n ? i + 1 : i;
        return str_sub(s, start, i - start);
    }
    start = i;
    while (i < s.n && !shape_blank(s.p[i]) && s.p[i] != '>')
        i++;
    *at = i;
    return str_sub(s, start, i - start);
}

/* From the first letter of a tag's name to past its '>'. */
static inline size_t shape_tag(struct buf *out, struct str s, size_t i, struct str *ret_name)
{
    size_t start = i;
    while (i < s.n && !shape_blank(s.p[i]) && s.p[i] != '/' && s.p[i] != '>')
        i++;
    *ret_name = str_sub(s, start, i - start);
    shape_lower(out, *ret_name);
    while (i < s.n && s.p[i] != '>') {
        if (shape_blank(s.p[i]) || s.p[i] == '/') {
            i++;
            continue;
        }
        start = i++;
        while (i < s.n && !shape_blank(s.p[i]) && !strchr("/>=", s.p[i]))
            i++;
        struct str name = str_sub(s, start, i - start);
        buf_add(out, STR(" "));
        shape_lower(out, name);
        size_t next = i;
        while (shape_blank(shape_at(s, next)))
            next++;
        if (shape_at(s, next) == '=') {
            i = next + 1;
            shape_value(out, name, shape_read_value(s, &i));
        }
    }
    buf_add(out, i < s.n ? STR(">\n") : STR(" END\n"));
    return i < s.n ? i + 1 : i;
}

/* Past the content of a title, script and the like, to its end tag. */
static inline size_t shape_content(struct str s, size_t i, struct str name)
{
    for (; i < s.n; i++) {
        char after = shape_at(s, i + 2 + name.n);
        if (s.p[i] == '<' && shape_at(s, i + 1) == '/' &&
            str_eq_nocase(str_sub(s, i + 2, name.n), name) &&
            (shape_blank(after) || after == '/' || after == '>'))
            return i;
    }
    return i;
}

/* Past a comment that starts at i. */
static inline size_t shape_comment(struct str s, size_t i)
{
    if (!str_starts(str_skip(s, i), STR("<!--")))
        return i + str_find_byte(str_skip(s, i), '>') + 1;
    i += 4;
    if (shape_at(s, i) == '>')
        return i + 1;
    if (str_starts(str_skip(s, i), STR("->")))
        return i + 2;
    for (; i < s.n; i++) {
        if (str_starts(str_skip(s, i), STR("-->")))
            return i + 3;
        if (str_starts(str_skip(s, i), STR("--!>")))
            return i + 4;
    }
    return i;
}

/* Adds the shape of page to out. */
static inline void html_shape(struct buf *out, struct str page)
{
    for (size_t i = 0; i < page.n;) {
        struct str name;
        char next = shape_at(page, i + 1);
        if (page.p[i] != '<') {
            i++;
        } else if (shape_letter(next)) {
            buf_add(out, STR("<"));
            i = shape_tag(out, page, i + 1, &name);
            if (shape_is_one_of(
                    name, " title textarea script style xmp iframe noembed noframes "))
                i = shape_content(page, i, name);
        } else if (next == '/' && shape_letter(shape_at(page, i + 2))) {
            buf_add(out, STR("</"));
            i = shape_tag(out, page, i + 2, &name);
        } else if (next == '!' || next == '?' || next == '/') {
            buf_add(out, STR("<!\n"));
            i = shape_comment(page, i);
        } else {
            i++;
        }
    }
}

#endif
