/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/utf8.h"

#include <string.h>

/* Length of the sequence that starts s, or 0 where it is malformed (Unicode 15, table 3-7). */
static size_t sequence_length(struct str s)
{
    const unsigned char *b = (const unsigned char *)s.p;
    if (b[0] < 0x80)
        return 1;
    size_t n = b[0] >= 0xC2 && b[0] <= 0xDF ? 2 : (b[0] & 0xF0) == 0xE0 ? 3
             : b[0] >= 0xF0 && b[0] <= 0xF4 ? 4 : 0;
    if (n == 0 || s.n < n)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((b[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (b[0] == 0xE0 && b[1] < 0xA0) || (b[0] == 0xF0 && b[1] < 0x90);
    bool surrogate = b[0] == 0xED && b[1] > 0x9F;
    bool too_large = b[0] == 0xF4 && b[1] > 0x8F;
    return overlong || surrogate || too_large ? 0 : n;
}

bool utf8_valid(struct str s)
{
    while (s.n) {
        size_t n = sequence_length(s);
        if (n == 0)
            return false;
        s = str_skip(s, n);
    }
    return true;
}

bool utf8_is_text(struct str s)
{
    if (!utf8_valid(s))
        return false;
    uint32_t c;
    while (utf8_next(&s, &c)) {
        bool control = (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || (c >= 0x7F && c < 0xA0);
        bool bidi = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        if (control || bidi)
            return false;
    }
    return true;
}

bool utf8_next(struct str *s, uint32_t *ret_code_point)
{
    if (s->n == 0)
        return false;
    size_t n = sequence_length(*s);
    if (n == 0) { /* not valid after all: one byte, as the replacement character */
        *ret_code_point = 0xFFFD;
        *s = str_skip(*s, 1);
        return true;
    }
    const unsigned char *b = (const unsigned char *)s->p;
    static const unsigned char lead_mask[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = b[0] & lead_mask[n];
    for (size_t i = 1; i < n; i++)
        c = c << 6 | (b[i] & 0x3F);
    *ret_code_point = c;
    *s = str_skip(*s, n);
    return true;
}

size_t utf8_length(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

struct str utf8_cut(struct str s, size_t max_bytes)
{
    size_t n = s.n < max_bytes ? s.n : max_bytes;
    while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return str_sub(s, 0, n);
}

size_t utf8_encode(uint32_t c, char bytes[4])
{
    if (c < 0x80) {
        bytes[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3F));
    bytes[0] = (char)(lead[n] | c);
    return n;
}

static uint32_t lower(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (c >= 0xC0 && c <= 0xDE && c != 0xD7)
        return c + 32; /* Latin-1 */
    if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177))
        return c | 1; /* Latin Extended-A: pairs, capital even */
    if (c == 0x178)
        return 0xFF; /* Ÿ */
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
        return c & 1 ? c + 1 : c; /* pairs, capital odd */
    if (c >= 0x391 && c <= 0x3A9 && c != 0x3A2)
        return c + 32; /* Greek */
    if (c >= 0x410 && c <= 0x42F)
        return c + 32; /* Cyrillic */
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    return c;
}

struct str utf8_lower(struct arena *arena, struct str s)
{
    /* No lower-case letter above is longer; a byte that is not UTF-8 becomes U+FFFD, of three. */
    char *text = arena_alloc(arena, s.n * 3 + 1);
    size_t n = 0;
    uint32_t c;
    while (utf8_next(&s, &c)) {
        char bytes[4];
        size_t size = utf8_encode(lower(c), bytes);
        memcpy(text + n, bytes, size);
        n += size;
    }
    return (struct str){text, n};
}

/*
 * What a lower-case letter sorts as: one or two ASCII bytes, in which '{', '|'
 * and '}', the three after 'z', stand for å, ä and ö. NULL: as itself.
 */
static const char *sorts_as(uint32_t c)
{
    static const char *const latin1[] = {/* from U+00DF */
        "ss", "a", "a", "a", "a", "|", "{", "|", "c", "e", "e", "e", "e", "i", "i", "i", "i",
        "d", "n", "o", "o", "o", "o", "}", NULL, "}", "u", "u", "u", "y", "y", "th", "y"};
    static const char extended_a[] = /* from U+0100, a letter each */
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll"
        "nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    static const char alphabet[][2] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m",
                                       "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z"};
    _Static_assert(sizeof extended_a == 128 + 1, "one letter for each of U+0100 to U+017F");
    if (c >= 0xDF && c <= 0xFF)
        return latin1[c - 0xDF];
    if (c >= 0x100 && c <= 0x17F)
        return alphabet[extended_a[c - 0x100] - 'a'];
    return NULL;
}

static bool is_ascii_alnum(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* ASCII, Latin-1 (quotes, no-break space) and General Punctuation (dashes, quotes). */
static bool is_punctuation(uint32_t c)
{
    return c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x206F);
}

struct str utf8_sort_key(struct arena *arena, struct str s)
{
    /* The text itself, and before it at most as much, or three bytes for each that is not UTF-8. */
    char *key = arena_alloc(arena, s.n * 4 + 1);
    size_t n = 0;
    struct str rest = s;
    uint32_t c;
    while (utf8_next(&rest, &c)) {
        c = lower(c);
        const char *base = sorts_as(c);
        if (base) {
            while (*base)
                key[n++] = *base++;
        } else if (is_ascii_alnum(c)) {
            key[n++] = (char)c;
        } else if (is_punctuation(c)) { /* any run of it is one gap between words */
            if (n && key[n - 1] != ' ')
                key[n++] = ' ';
        } else {
            char bytes[4];
            size_t size = utf8_encode(c, bytes);
            memcpy(key + n, bytes, size);
            n += size;
        }
    }
    key[n++] = '\x01'; /* below every letter: a whole word comes before its extensions */
    if (s.n)
        memcpy(key + n, s.p, s.n);
    return (struct str){key, n + s.n};
}

static void slug_add(char *slug, size_t *n, size_t max, char c)
{
    bool hyphen = !is_ascii_alnum((unsigned char)c);
    if (*n == max || (hyphen && (*n == 0 || slug[*n - 1] == '-')))
        return;
    slug[(*n)++] = hyphen ? '-' : c;
}

struct str utf8_slug(struct arena *arena, struct str s, size_t max_bytes)
{
    char *slug = arena_alloc(arena, max_bytes + 1);
    size_t n = 0;
    uint32_t c;
    while (utf8_next(&s, &c)) {
        c = lower(c);
        const char *base = sorts_as(c);
        char itself[2] = {c < 0x80 ? (char)c : '-', '\0'};
        for (const char *at = base ? base : itself; *at; at++)
            slug_add(slug, &n, max_bytes, *at == '{' || *at == '|' ? 'a' : *at == '}' ? 'o' : *at);
    }
    while (n && slug[n - 1] == '-')
        n--;
    return (struct str){slug, n};
}
