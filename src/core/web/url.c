/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/url.h"

#include <assert.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "core/view/html.h"

enum { URL_MAX_BYTES = 64 * 1024 };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decodes escapes, and '+' as a blank where plus; the result is never longer than raw. */
static rc percent_decode(struct arena *arena, struct str raw, bool plus, struct str *ret_text)
{
    char *text = arena_alloc(arena, raw.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '%') {
            int high = i + 1 < raw.n ? hex_digit(raw.p[i + 1]) : -1;
            int low = i + 2 < raw.n ? hex_digit(raw.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return RC_INVALID;
            c = (char)(unsigned char)(high * 16 + low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        text[n++] = c;
    }
    *ret_text = (struct str){text, n};
    return RC_OK;
}

/* Nothing that a file system, a proxy or a log could read in another way than we do. */
static bool path_bytes_ok(struct str path)
{
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c < 0x20 || c == 0x7F || c == '\\')
            return false;
    }
    return utf8_is_text(path);
}

static bool has_encoded_slash(struct str raw)
{
    for (struct str rest = raw; rest.n >= 3; rest = str_skip(rest, 1))
        if (rest.p[0] == '%' && rest.p[1] == '2' && (rest.p[2] == 'F' || rest.p[2] == 'f'))
            return true;
    return false;
}

rc url_decode_path(struct arena *arena, struct str raw, struct str *ret_path)
{
    struct str path;
    if (raw.n == 0 || raw.p[0] != '/' || has_encoded_slash(raw) || str_find_byte(raw, '#') < raw.n ||
        percent_decode(arena, raw, false, &path) != RC_OK || !path_bytes_ok(path))
        return RC_INVALID;
    struct str rest = str_skip(path, 1), segment;
    while (str_split(&rest, '/', &segment)) {
        bool last = rest.p == NULL;
        if ((segment.n == 0 && !last) || str_eq_c(segment, ".") || str_eq_c(segment, ".."))
            return RC_NOT_FOUND;
    }
    *ret_path = path;
    return RC_OK;
}

rc url_decode_pairs(struct arena *arena, struct str raw, struct pairs *ret_pairs)
{
    VEC(struct pair) pairs = {0};
    struct str rest = raw, piece;
    while (str_split(&rest, '&', &piece)) {
        if (piece.n == 0)
            continue;
        if (pairs.n == REQUEST_MAX_PAIRS)
            return RC_LIMIT;
        size_t equals = str_find_byte(piece, '=');
        struct pair pair;
        rc result = percent_decode(arena, str_sub(piece, 0, equals), true, &pair.name);
        if (result == RC_OK)
            result = percent_decode(arena, str_skip(piece, equals + 1), true, &pair.value);
        if (result != RC_OK)
            return result;
        if (!utf8_is_text(pair.name) || !utf8_is_text(pair.value))
            return RC_INVALID;
        *VEC_PUSH(arena, &pairs) = pair;
    }
    *ret_pairs = (struct pairs){pairs.items, pairs.n};
    return RC_OK;
}

struct str url_with_query(struct arena *arena, struct str path, const struct pair *pairs, size_t n)
{
    struct buf url;
    buf_init(&url, URL_MAX_BYTES);
    buf_add(&url, path);
    char separator = str_find_byte(path, '?') < path.n ? '&' : '?';
    for (size_t i = 0; i < n; i++) {
        buf_add_byte(&url, separator);
        url_encode(&url, pairs[i].name);
        buf_add_byte(&url, '=');
        url_encode(&url, pairs[i].value);
        separator = '&';
    }
    /* Too long to be an address: better the page without its filters than half a query. */
    struct str whole = url.overflowed ? path : arena_str_dup(arena, buf_str(&url));
    buf_free(&url);
    return whole;
}

struct str url_for_header(struct arena *arena, struct str path)
{
    static const char hex[] = "0123456789ABCDEF";
    assert(path.n > 0 && path.p[0] == '/' && (path.n == 1 || (path.p[1] != '/' && path.p[1] != '\\')));
    char *text = arena_alloc(arena, path.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c <= 0x20 || c >= 0x7F || c == '"' || c == '<' || c == '>' || c == '\\' || c == '`') {
            text[n++] = '%';
            text[n++] = hex[c >> 4];
            text[n++] = hex[c & 15];
        } else {
            text[n++] = (char)c;
        }
    }
    return (struct str){text, n};
}
