/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/oidc/oidc_text.h"

#include <sodium.h>

#include "core/oidc/oidc_personal.h"

enum { SHOWN_MAX = 200, ADDRESS_MAX = 2000 };

struct oidc_answer oidc_answer(struct arena *arena, enum oidc_outcome outcome, const char *problem, ...)
{
    va_list args;
    va_start(args, problem);
    struct oidc_answer answer = {outcome, arena_vprintf(arena, problem, args)};
    va_end(args);
    return answer;
}

struct str oidc_shown(struct arena *arena, struct str theirs)
{
    if (theirs.n == 0)
        return STR("nothing");
    if (!oidc_is_plain(theirs, theirs.n))
        return STR("(not shown: not plain text)");
    struct str cut = str_sub(theirs, 0, SHOWN_MAX);
    if (personal_number_within(theirs) || personal_number_within(cut))
        return STR("(not shown: a personal number)");
    return arena_printf(arena, "\"%.*s\"%s", STR_ARGS(cut), cut.n < theirs.n ? "…" : "");
}

bool oidc_same(struct str a, struct str b)
{
    return a.n > 0 && a.n == b.n && sodium_memcmp(a.p, b.p, a.n) == 0;
}

bool oidc_has_word(struct str list, struct str word)
{
    for (struct str piece; str_split(&list, ' ', &piece);)
        if (word.n && str_eq(piece, word))
            return true;
    return false;
}

bool oidc_is_plain(struct str s, size_t max)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return s.n >= 1 && s.n <= max;
}

/* ---- addresses --------------------------------------------------------------------------- */

/* Up to the path or the query. */
static struct str authority_of(struct str rest)
{
    size_t path = str_find_byte(rest, '/'), query = str_find_byte(rest, '?');
    return str_sub(rest, 0, path < query ? path : query);
}

static bool is_loopback(struct str authority)
{
    static const struct str hosts[] = {STR_INIT("127.0.0.1"), STR_INIT("[::1]"), STR_INIT("localhost")};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        if (str_starts(authority, hosts[i]) && (authority.n == hosts[i].n || authority.p[hosts[i].n] == ':'))
            return true;
    return false;
}

bool oidc_is_address(struct str s)
{
    static const struct str secure = STR_INIT("https://"), plain = STR_INIT("http://");
    bool is_secure = str_starts(s, secure);
    if (!oidc_is_plain(s, ADDRESS_MAX) || (!is_secure && !str_starts(s, plain)))
        return false;
    struct str authority = authority_of(str_skip(s, is_secure ? secure.n : plain.n));
    for (size_t i = 0; i < authority.n; i++)
        if (authority.p[i] == '@' || authority.p[i] == '\\' || authority.p[i] == '%')
            return false;
    bool is_whole = str_find_byte(s, '#') == s.n && str_find_byte(s, ' ') == s.n;
    return is_whole && authority.n && (is_secure || is_loopback(authority));
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void oidc_add_encoded(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_unreserved(s.p[i]))
            buf_add_byte(out, s.p[i]);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)s.p[i]);
}

/* ---- base64url ----------------------------------------------------------------------------- */

struct str oidc_base64url(struct arena *arena, struct str bytes)
{
    static const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    size_t size = sodium_base64_encoded_len(bytes.n, variant);
    char *text = arena_alloc(arena, size);
    sodium_bin2base64(text, size, (const unsigned char *)bytes.p, bytes.n, variant);
    return (struct str){text, size - 1};
}

struct str oidc_base64url_decode(struct arena *arena, struct str text)
{
    size_t n = 0;
    const char *end = NULL;
    unsigned char *bytes = arena_alloc(arena, text.n + 1);
    if (text.n == 0 ||
        sodium_base642bin(bytes, text.n, text.p, text.n, NULL, &n, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
        end != text.p + text.n)
        return STR_NONE;
    return (struct str){(const char *)bytes, n};
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* How deep lists and objects lie in each other, at most; what stands in strings does not count. */
static size_t depth_of(struct str text)
{
    size_t depth = 0, deepest = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '"')
            in_string = !in_string;
        else if (in_string)
            i += c == '\\';
        else if ((c == '{' || c == '[') && ++depth > deepest)
            deepest = depth;
        else if ((c == '}' || c == ']') && depth)
            depth--;
    }
    return deepest;
}

static void release(void *json)
{
    json_decref(json);
}

json_t *oidc_json_object(struct arena *arena, struct str text, const char **ret_reason)
{
    json_error_t error;
    if (depth_of(text) > OIDC_JSON_DEPTH_MAX) {
        *ret_reason = "is nested too deep";
        return NULL;
    }
    json_t *json = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &error);
    if (json)
        arena_on_end(arena, release, json);
    if (!json_is_object(json)) {
        bool twice = !json && json_error_code(&error) == json_error_duplicate_key;
        *ret_reason = json ? "is not a JSON object" : twice ? "says a name twice" : "is not valid JSON";
        return NULL;
    }
    return json;
}

struct str oidc_json_text(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)}
                                 : STR_NONE;
}

bool oidc_json_has(const json_t *value, struct str s)
{
    for (size_t i = 0; i < json_array_size(value); i++)
        if (json_is_string(json_array_get(value, i)) && oidc_json_has(json_array_get(value, i), s))
            return true;
    return json_is_string(value) &&
           str_eq((struct str){json_string_value(value), json_string_length(value)}, s);
}
