/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/view/json.h"

#include <math.h>

#include "base/utf8.h"
#include "core/view/value_inside.h"

/* Bytes that s starts with and that stand for themselves in a string: printable
 * ASCII and, since Swedish is full of them, letters of two bytes. */
static size_t plain_run(struct str s)
{
    static const bool is_escaped[128] = {
        ['"'] = true, ['\\'] = true, ['<'] = true, ['>'] = true, ['&'] = true, [0x7f] = true,
    };
    size_t n = 0;
    while (n < s.n) {
        unsigned char c = (unsigned char)s.p[n];
        if (c >= ' ' && c < 0x80 && !is_escaped[c])
            n++;
        else if (c >= 0xc2 && c < 0xe0 && n + 1 < s.n && (s.p[n + 1] & 0xc0) == 0x80)
            n += 2;
        else
            break;
    }
    return n;
}

/* Adds an ASCII character that is not plain. */
static void write_ascii(struct buf *out, char c)
{
    static const char digits[] = "0123456789abcdef";
    switch (c) {
    case '"': buf_add(out, STR("\\\"")); return;
    case '\\': buf_add(out, STR("\\\\")); return;
    case '\n': buf_add(out, STR("\\n")); return;
    case '\r': buf_add(out, STR("\\r")); return;
    case '\t': buf_add(out, STR("\\t")); return;
    default: break;
    }
    const char escape[] = {'\\', 'u', '0', '0', digits[(c >> 4) & 15], digits[c & 15]};
    buf_add(out, (struct str){escape, sizeof escape});
}

/* Adds the character that s, starting beyond ASCII, begins with; returns its length. */
static size_t write_wide(struct buf *out, struct str s)
{
    unsigned char lead = (unsigned char)s.p[0];
    struct str sequence = str_sub(s, 0, lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
    if (!utf8_valid(sequence)) {
        buf_add(out, STR("\xef\xbf\xbd")); /* U+FFFD for one byte */
        return 1;
    }
    bool ends_line = str_eq(sequence, STR("\xe2\x80\xa8"));
    bool ends_paragraph = str_eq(sequence, STR("\xe2\x80\xa9"));
    buf_add(out, ends_line ? STR("\\u2028") : ends_paragraph ? STR("\\u2029") : sequence);
    return sequence.n;
}

void json_write_str(struct buf *out, struct str text)
{
    buf_add_byte(out, '"');
    while (text.n) {
        size_t n = plain_run(text);
        if (n) {
            buf_add(out, (struct str){text.p, n});
        } else if ((unsigned char)text.p[0] < 0x80) {
            write_ascii(out, text.p[0]);
            n = 1;
        } else {
            n = write_wide(out, text);
        }
        text = (struct str){text.p + n, text.n - n};
    }
    buf_add_byte(out, '"');
}

static bool write_value(struct buf *out, const struct value *value, int depth);

static bool write_children(struct buf *out, const struct value *parent, int depth)
{
    bool is_map = parent->kind == VALUE_MAP;
    buf_add_byte(out, is_map ? '{' : '[');
    for (const struct value *child = parent->children.first; child; child = child->next) {
        if (child != parent->children.first)
            buf_add_byte(out, ',');
        if (is_map) {
            json_write_str(out, (struct str){child->key, child->key_n});
            buf_add_byte(out, ':');
        }
        if (out->overflowed || !write_value(out, child, depth + 1))
            return false;
    }
    buf_add_byte(out, is_map ? '}' : ']');
    return true;
}

static void write_number(struct buf *out, const struct value *value)
{
    char room[VALUE_NUMBER_BYTES];
    if (value->kind == VALUE_INT)
        buf_add(out, value_int_text(value->integer, room));
    else if (isfinite(value->real))
        buf_add(out, value_real_text(value->real, room));
    else
        buf_add(out, STR("null"));
}

static bool write_value(struct buf *out, const struct value *value, int depth)
{
    switch (value_kind(value)) {
    case VALUE_NULL: buf_add(out, STR("null")); break;
    case VALUE_BOOL: buf_add(out, value->truth ? STR("true") : STR("false")); break;
    case VALUE_INT:
    case VALUE_REAL: write_number(out, value); break;
    case VALUE_STRING:
    case VALUE_HTML:
    case VALUE_URL: json_write_str(out, value->text); break;
    case VALUE_LIST:
    case VALUE_MAP: return depth < JSON_DEPTH_MAX && write_children(out, value, depth);
    }
    return true;
}

rc json_write(struct buf *out, const struct value *value)
{
    bool complete = write_value(out, value, 0);
    return complete && !out->overflowed ? RC_OK : RC_LIMIT;
}
