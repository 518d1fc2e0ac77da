/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * multipart/form-data, read in one pass over bytes that are already there.
 *
 * Own code rather than the library's post-processor: that one decodes in
 * pieces, hands over values before their part is whole, and had to be patched
 * for a crafted boundary (CVE-2023-27371). With the whole body in hand, the
 * grammar fits in a page, and a fuzzer reaches it without sockets.
 */
#include <string.h>

#include "base/utf8.h"
#include "core/web/inside.h"

enum {
    BOUNDARY_MAX_BYTES = 70, /* RFC 2046 §5.1.1 */
    PART_HEADER_MAX_BYTES = 4096,
    PART_MAX_HEADERS = 16
};

struct part {
    struct str name, file_name, media_type; /* file_name STR_NONE: a text field */
};

struct str media_type_of(struct str content_type)
{
    return str_trim(str_sub(content_type, 0, str_find_byte(content_type, ';')));
}

static bool is_token_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

/*
 * Takes `; name=value` or `; name="value"` off the front of *rest. False at the
 * end or at anything else, which *rest then still holds.
 */
static bool next_parameter(struct arena *arena, struct str *rest, struct pair *ret_parameter)
{
    struct str s = str_trim(*rest);
    if (s.n == 0 || s.p[0] != ';')
        return false;
    s = str_trim(str_skip(s, 1));
    size_t n = 0;
    while (n < s.n && is_token_byte(s.p[n]))
        n++;
    if (n == 0 || n == s.n || s.p[n] != '=')
        return false;
    ret_parameter->name = str_sub(s, 0, n);
    s = str_skip(s, n + 1);
    if (s.n && s.p[0] == '"') {
        char *value = arena_alloc(arena, s.n);
        size_t length = 0, i = 1;
        for (; i < s.n && s.p[i] != '"'; i++) {
            if (s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '\\'))
                i++;
            value[length++] = s.p[i];
        }
        if (i == s.n)
            return false;
        ret_parameter->value = (struct str){value, length};
        *rest = str_skip(s, i + 1);
        return true;
    }
    n = 0;
    while (n < s.n && is_token_byte(s.p[n]))
        n++;
    ret_parameter->value = str_sub(s, 0, n);
    *rest = str_skip(s, n);
    return n > 0;
}

struct str multipart_boundary(struct arena *arena, struct str content_type)
{
    struct str rest = str_skip(content_type, str_find_byte(content_type, ';'));
    struct pair parameter;
    while (next_parameter(arena, &rest, &parameter)) {
        if (!str_eq_nocase(parameter.name, STR("boundary")))
            continue;
        if (parameter.value.n == 0 || parameter.value.n > BOUNDARY_MAX_BYTES)
            return STR_NONE;
        return parameter.value;
    }
    return STR_NONE;
}

/* Without folders, which some clients send along and nobody should ever use. */
static struct str base_name(struct str name)
{
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
            return str_skip(name, i);
    return name;
}

static rc read_disposition(struct arena *arena, struct str value, struct part *part)
{
    if (!str_eq_nocase(media_type_of(value), STR("form-data")))
        return RC_INVALID;
    struct str rest = str_skip(value, str_find_byte(value, ';'));
    struct pair parameter;
    while (next_parameter(arena, &rest, &parameter)) {
        if (str_eq_nocase(parameter.name, STR("name")))
            part->name = parameter.value;
        else if (str_eq_nocase(parameter.name, STR("filename")))
            part->file_name = base_name(parameter.value);
    }
    bool whole = str_trim(rest).n == 0;
    return whole && part->name.p ? RC_OK : RC_INVALID;
}

static rc read_part_header(struct arena *arena, struct str line, struct part *part)
{
    size_t colon = str_find_byte(line, ':');
    if (colon == 0 || colon == line.n)
        return RC_INVALID;
    struct str name = str_sub(line, 0, colon), value = str_trim(str_skip(line, colon + 1));
    if (!utf8_is_text(line))
        return RC_INVALID;
    if (str_eq_nocase(name, STR("content-disposition")))
        return part->name.p ? RC_INVALID : read_disposition(arena, value, part);
    if (str_eq_nocase(name, STR("content-type")))
        part->media_type = media_type_of(value);
    /* Deprecated by RFC 7578; no browser encodes. */
    if (str_eq_nocase(name, STR("content-transfer-encoding")) && !str_eq_nocase(value, STR("binary")) &&
        !str_eq_nocase(value, STR("8bit")) && !str_eq_nocase(value, STR("7bit")))
        return RC_INVALID;
    return RC_OK;
}

/* Reads the header lines at the front of *rest, up to and with the empty line. */
static rc read_part_headers(struct arena *arena, struct str *rest, struct part *ret_part)
{
    struct part part = {.media_type = STR("text/plain")};
    struct str window = str_sub(*rest, 0, PART_HEADER_MAX_BYTES);
    for (int lines = 0; lines <= PART_MAX_HEADERS; lines++) {
        size_t end = str_find(window, STR("\r\n"));
        if (end == window.n)
            return RC_INVALID;
        struct str line = str_sub(window, 0, end);
        window = str_skip(window, end + 2);
        if (line.n == 0) {
            if (!part.name.p || !utf8_is_text(part.name) || !utf8_is_text(part.file_name))
                return RC_INVALID;
            *rest = str_skip(*rest, (size_t)(window.p - rest->p));
            *ret_part = part;
            return RC_OK;
        }
        rc result = read_part_header(arena, line, &part);
        if (result != RC_OK)
            return result;
    }
    return RC_INVALID;
}

/*
 * What follows a delimiter: "--" ends the message, blanks and CRLF begin a part.
 * RC_STOPPED at the end.
 */
static rc after_delimiter(struct str *rest)
{
    if (str_starts(*rest, STR("--")))
        return RC_STOPPED;
    size_t blanks = 0;
    while (blanks < rest->n && (rest->p[blanks] == ' ' || rest->p[blanks] == '\t'))
        blanks++;
    *rest = str_skip(*rest, blanks);
    if (!str_starts(*rest, STR("\r\n")))
        return RC_INVALID;
    *rest = str_skip(*rest, 2);
    return RC_OK;
}

struct found {
    VEC(struct pair) pairs;
    struct uploads uploads;
};

static rc keep_part(struct arena *arena, const struct part *part, struct str bytes, struct found *found)
{
    if (found->pairs.n + found->uploads.n == REQUEST_MAX_PAIRS)
        return RC_LIMIT;
    if (part->file_name.p == NULL) {
        if (!utf8_is_text(bytes))
            return RC_INVALID;
        *VEC_PUSH(arena, &found->pairs) = (struct pair){part->name, bytes};
    } else if (part->file_name.n || bytes.n) { /* both empty: no file was chosen */
        *VEC_PUSH(arena, &found->uploads) = (struct upload){
            .name = part->name,
            .file_name = part->file_name,
            .media_type = part->media_type,
            .bytes = bytes,
        };
    }
    return RC_OK;
}

rc multipart_read(struct arena *arena, struct str bytes, struct str boundary, struct pairs *ret_pairs,
                  struct uploads *ret_uploads)
{
    struct found found = {0};
    struct str delimiter = ARENA_CONCAT(arena, STR("\r\n--"), boundary);
    struct str rest = bytes;
    if (boundary.n == 0)
        return RC_INVALID;
    /* The first delimiter may stand at the very beginning; a preamble is skipped. */
    if (str_starts(rest, str_skip(delimiter, 2))) {
        rest = str_skip(rest, delimiter.n - 2);
    } else {
        size_t at = str_find(rest, delimiter);
        if (at == rest.n)
            return RC_INVALID;
        rest = str_skip(rest, at + delimiter.n);
    }
    for (;;) {
        rc result = after_delimiter(&rest);
        if (result == RC_STOPPED)
            break;
        struct part part;
        if (result == RC_OK)
            result = read_part_headers(arena, &rest, &part);
        if (result != RC_OK)
            return result;
        size_t end = str_find(rest, delimiter);
        if (end == rest.n)
            return RC_INVALID;
        result = keep_part(arena, &part, str_sub(rest, 0, end), &found);
        if (result != RC_OK)
            return result;
        rest = str_skip(rest, end + delimiter.n);
    }
    *ret_pairs = (struct pairs){found.pairs.items, found.pairs.n};
    *ret_uploads = found.uploads;
    return RC_OK;
}
