/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/view/html.h"

#include <assert.h>

#include "core/view/html_trusted.h"
#include "core/view/value_inside.h"

static struct str entity_of(char c)
{
    switch (c) {
    case '&': return STR("&amp;");
    case '<': return STR("&lt;");
    case '>': return STR("&gt;");
    case '"': return STR("&quot;");
    default: return STR("&#39;");
    }
}

void html_escape(struct buf *out, struct str text)
{
    static const bool is_special[256] = {
        ['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true,
    };
    size_t start = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (!is_special[(unsigned char)text.p[i]])
            continue;
        if (i > start)
            buf_add(out, (struct str){text.p + start, i - start});
        buf_add(out, entity_of(text.p[i]));
        start = i + 1;
    }
    if (text.n > start)
        buf_add(out, (struct str){text.p + start, text.n - start});
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* RFC 3986, section 2.3. */
static bool is_unreserved(char c)
{
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void url_encode(struct buf *out, struct str text)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t start = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (is_unreserved(text.p[i]))
            continue;
        unsigned char byte = (unsigned char)text.p[i];
        buf_add(out, (struct str){text.p + start, i - start});
        buf_add(out, (struct str){(const char[]){'%', digits[byte >> 4], digits[byte & 15]}, 3});
        start = i + 1;
    }
    if (text.n > start)
        buf_add(out, (struct str){text.p + start, text.n - start});
}

/* Where a colon stands before the first / ? or #; n where none does. */
static size_t find_scheme_end(struct str address)
{
    for (size_t i = 0; i < address.n; i++) {
        char c = address.p[i];
        if (c == ':')
            return i;
        if (c == '/' || c == '?' || c == '#')
            break;
    }
    return address.n;
}

bool url_is_safe(struct str address)
{
    for (size_t i = 0; i < address.n; i++) {
        unsigned char c = (unsigned char)address.p[i];
        if (c <= ' ' || c == 0x7f || c == '\\')
            return false;
    }
    if (str_starts(address, STR("//")))
        return false;
    size_t colon = find_scheme_end(address);
    if (colon == address.n)
        return true;
    struct str scheme = str_sub(address, 0, colon), rest = str_skip(address, colon + 1);
    if (str_eq_nocase(scheme, STR("mailto")))
        return true;
    if (!str_eq_nocase(scheme, STR("https")) && !str_eq_nocase(scheme, STR("http")))
        return false;
    return str_starts(rest, STR("//")) && rest.n > 2 &&
           (is_letter(rest.p[2]) || is_digit(rest.p[2]) || rest.p[2] == '[' ||
            (unsigned char)rest.p[2] >= 0x80);
}

struct value *value_url(struct arena *arena, struct str address)
{
    if (!address.p)
        return value_null(arena);
    struct value *value = value_new(arena, VALUE_URL);
    value->text = url_is_safe(address) ? address : STR("#");
    return value;
}

struct value *value_html_trusted(struct arena *arena, struct str markup)
{
    if (!markup.p)
        return value_null(arena);
    struct value *value = value_new(arena, VALUE_HTML);
    value->text = markup;
    return value;
}

/* An html value holding a copy of what is in buf, which is freed. */
static struct value *html_take(struct arena *arena, struct buf *buf)
{
    assert(!buf->overflowed);
    struct value *value = value_html_trusted(arena, arena_str_dup(arena, buf_str(buf)));
    buf_free(buf);
    return value;
}

struct value *html_from_text(struct arena *arena, struct str text)
{
    if (!text.p)
        return value_null(arena);
    struct buf out;
    buf_init(&out, SIZE_MAX / 4);
    struct str line;
    bool first = true;
    while (str_split(&text, '\n', &line)) {
        if (!first)
            buf_add(&out, STR("<br>\n"));
        first = false;
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        html_escape(&out, line);
    }
    return html_take(arena, &out);
}

struct value *html_join(struct arena *arena, const struct value *const *parts, size_t count)
{
    struct buf out;
    buf_init(&out, SIZE_MAX / 4);
    for (size_t i = 0; i < count; i++) {
        if (value_kind(parts[i]) == VALUE_HTML)
            buf_add(&out, parts[i]->text);
        else
            html_escape(&out, value_as_str(parts[i]));
    }
    return html_take(arena, &out);
}

struct value *html_link(struct arena *arena, struct str address, struct str text)
{
    struct buf out;
    buf_init(&out, SIZE_MAX / 4);
    buf_add(&out, STR("<a href=\""));
    html_escape(&out, url_is_safe(address) ? address : STR("#"));
    buf_add(&out, STR("\">"));
    html_escape(&out, text);
    buf_add(&out, STR("</a>"));
    return html_take(arena, &out);
}
