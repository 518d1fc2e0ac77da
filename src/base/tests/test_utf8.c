/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/utf8.h"

#include <string.h>

#include "base/mem.h"
#include "base/tests/check.h"

/* ---- a decoder written the other way round: by the number, not by the bytes ---- */

/* Length of the sequence at bytes, whose code point it gives, or 0 where there is none. */
static size_t slow_decode(const unsigned char *bytes, size_t n, uint32_t *ret_code_point)
{
    static const struct {
        unsigned char mask, lead;
        uint32_t least;
    } kinds[] = {{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
    for (size_t length = 1; length <= 4; length++) {
        if ((bytes[0] & kinds[length - 1].mask) != kinds[length - 1].lead)
            continue;
        uint32_t c = bytes[0] & (unsigned char)~kinds[length - 1].mask;
        if (n < length)
            return 0;
        for (size_t i = 1; i < length; i++) {
            if (bytes[i] >> 6 != 2)
                return 0;
            c = c * 64 + bytes[i] % 64;
        }
        *ret_code_point = c;
        return c < kinds[length - 1].least || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0 : length;
    }
    return 0;
}

static bool slow_valid(const unsigned char *bytes, size_t n)
{
    uint32_t c;
    for (size_t at = 0, length; at < n; at += length) {
        length = slow_decode(bytes + at, n - at, &c);
        if (length == 0)
            return false;
    }
    return true;
}

static void check_valid(const unsigned char *bytes, size_t n)
{
    if (utf8_valid((struct str){(const char *)bytes, n}) != slow_valid(bytes, n))
        fail_msg("%zu bytes that begin %02x %02x %02x", n, bytes[0], bytes[1], bytes[2]);
}

static void test_valid(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (unsigned i = 0; i < 1u << 24; i++) {
        unsigned char bytes[3] = {(unsigned char)(i >> 16), (unsigned char)(i >> 8), (unsigned char)i};
        check_valid(bytes, 3);
        if (bytes[2] == 0)
            check_valid(bytes, 2);
        if (bytes[1] == 0 && bytes[2] == 0)
            check_valid(bytes, 1);
    }
    for (int i = 0; i < 2000000; i++) { /* random, and most of them with a lead of four */
        uint64_t number = next_number(&seed);
        unsigned char bytes[4];
        memcpy(bytes, &number, sizeof bytes);
        if (i % 8)
            bytes[0] = (unsigned char)(0xF0 | (bytes[0] & 7));
        for (size_t k = 1; k < 4; k++)
            if (number >> (40 + k) & 3)
                bytes[k] = (unsigned char)(0x80 | (bytes[k] & 0x3F));
        check_valid(bytes, 4);
    }
    assert_true(utf8_valid(STR_NONE));
    assert_true(utf8_valid(STR("a\0b")));
}

static void test_code_points(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char bytes[4];
        uint32_t back;
        size_t n = utf8_encode(c, bytes);
        assert_int_equal(n, c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4);
        if (c >= 0xD800 && c < 0xE000)
            continue;
        struct str s = {bytes, n};
        assert_true(utf8_valid(s));
        assert_int_equal(utf8_length(s), 1);
        assert_true(utf8_next(&s, &back));
        assert_int_equal(back, c);
        assert_int_equal(s.n, 0);
        assert_false(utf8_next(&s, &back));
    }
    assert_int_equal(utf8_length(STR("Åre 𝄞")), 5);
    assert_int_equal(utf8_length(STR_NONE), 0);
}

static bool may_stand_in_text(uint32_t c)
{
    if (c == '\t' || c == '\r' || c == '\n')
        return true;
    return c >= 0x20 && !(c >= 0x7F && c <= 0x9F) && !(c >= 0x202A && c <= 0x202E) &&
           !(c >= 0x2066 && c <= 0x2069);
}

static void test_is_text(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x3000; c++) {
        char bytes[6] = "a";
        size_t n = 1 + utf8_encode(c, bytes + 1);
        bytes[n++] = 'b';
        if (utf8_is_text((struct str){bytes, n}) != may_stand_in_text(c))
            fail_msg("U+%04X", c);
    }
    assert_true(utf8_is_text(STR("Två rader\r\noch\ten 😀")));
    assert_false(utf8_is_text(STR("a\xFF")));
    assert_true(utf8_is_text(STR_NONE));
}

/* ---- case ---- */

static void check_lower(struct arena *arena, const char *expected, const char *text)
{
    check_text(expected, utf8_lower(arena, str_from_c(text)));
}

static void test_lower(void **state)
{
    check_lower(*state, "abcxyz@[`{09", "ABCXYZ@[`{09");
    check_lower(*state, "åäöéüæøñçþ", "ÅÄÖÉÜÆØÑÇÞ");
    check_lower(*state, "×÷ßÿ", "×÷ßÿ"); /* the signs between the letters stay */
    check_lower(*state, "ÿ", "Ÿ");
    check_lower(*state, "áčđŋšŧž", "ÁČĐŊŠŦŽ");     /* Northern Sami */
    check_lower(*state, "ąćęłńóśźż", "ĄĆĘŁŃÓŚŹŻ"); /* Polish */
    check_lower(*state, "ğış", "ğış");
    check_lower(*state, "абя ёђ", "АБЯ ЁЂ");
    check_lower(*state, "αβω", "ΑΒΩ");
    check_lower(*state, "日本 אב 😀", "日本 אב 😀");
    check_text("", utf8_lower(*state, STR_NONE));
    check_same(STR("a\0b"), utf8_lower(*state, STR("A\0B")));
    for (uint32_t c = 0x80; c < 0x500; c++) { /* lower case is lower case, and no longer */
        char bytes[4];
        struct str letter = {bytes, utf8_encode(c, bytes)};
        struct str once = utf8_lower(*state, letter);
        check_same(once, utf8_lower(*state, once));
        assert_true(once.n <= letter.n);
    }
}

/* ---- order ---- */

static int key_order(struct arena *arena, struct str a, struct str b)
{
    return str_compare(utf8_sort_key(arena, a), utf8_sort_key(arena, b));
}

static void test_swedish_order(void **state)
{
    static const char *const words[] = {
        "",       "1",        "2",  "A",   "a",  "á", "ab", "Abborre", "Bo", "bo", "Bo Ek", "boa", "c",
        "d",      "de",       "dé", "dea", "e",  "é", "ea", "És",      "f",  "o",  "ó",     "p",   "Strasse",
        "Straße", "Strassen", "t",  "u",   "v",  "w", "x",  "y",       "ü",  "ya", "z",     "zz",  "Å",
        "å",      "åa",       "ä",  "æ",   "äb", "ö", "ø",  "öa",      "öö", "б",  "日"};
    enum { WORDS = sizeof words / sizeof words[0] };
    for (size_t i = 0; i < WORDS; i++)
        for (size_t k = 0; k < WORDS; k++) {
            int order = key_order(*state, str_from_c(words[i]), str_from_c(words[k]));
            if ((order > 0) - (order < 0) != (i > k) - (i < k))
                fail_msg("\"%s\" and \"%s\" are in the wrong order", words[i], words[k]);
        }
}

/* Letter for letter: each sorts beside its Swedish relative and before the next letter. */
static void test_relatives(void **state)
{
    static const char *const pairs[][2] = {
        {"é", "e"}, {"è", "e"}, {"ü", "y"}, {"Ü", "y"}, {"ø", "ö"}, {"Ø", "ö"}, {"æ", "ä"}, {"Æ", "ä"},
        {"á", "a"}, {"à", "a"}, {"â", "a"}, {"ã", "a"}, {"ç", "c"}, {"č", "c"}, {"đ", "d"}, {"ð", "d"},
        {"ę", "e"}, {"ğ", "g"}, {"í", "i"}, {"ı", "i"}, {"ł", "l"}, {"ñ", "n"}, {"ń", "n"}, {"ŋ", "n"},
        {"ó", "o"}, {"ř", "r"}, {"š", "s"}, {"ś", "s"}, {"ş", "s"}, {"ſ", "s"}, {"ŧ", "t"}, {"ú", "u"},
        {"ů", "u"}, {"ŵ", "w"}, {"ý", "y"}, {"ÿ", "y"}, {"Ÿ", "y"}, {"ž", "z"}, {"ż", "z"}, {"ź", "z"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct str strange = ARENA_CONCAT(*state, str_from_c(pairs[i][0]), STR("m"));
        struct str before = ARENA_CONCAT(*state, str_from_c(pairs[i][1]), STR("l"));
        struct str after = ARENA_CONCAT(*state, str_from_c(pairs[i][1]), STR("n"));
        if (key_order(*state, before, strange) >= 0 || key_order(*state, strange, after) >= 0)
            fail_msg("%s does not sort as %s", pairs[i][0], pairs[i][1]);
    }
}

/* Words with marks around and inside them. */
static void test_marks(void **state)
{
    static const char *const sorted[] = {"ab cd", "ab-cd", "ab–g",      "abc",
                                         "”abd”", "»abe«", "\u00a0abf", "abh…"};
    for (size_t i = 0; i + 1 < sizeof sorted / sizeof sorted[0]; i++)
        if (key_order(*state, str_from_c(sorted[i]), str_from_c(sorted[i + 1])) >= 0)
            fail_msg("\"%s\" and \"%s\" are in the wrong order", sorted[i], sorted[i + 1]);
}

static const char *const alphabet[] = {"a", "b", "e", "o", "p", "s", "t", "u", "y", "z", "å", "ä", "ö"};
enum { LETTERS = sizeof alphabet / sizeof alphabet[0] };

struct word {
    size_t ranks[6], n;
    struct str text;
};

static struct word random_word(struct arena *arena, uint64_t *seed)
{
    struct word word = {.n = below(seed, 6), .text = STR("")};
    for (size_t i = 0; i < word.n; i++) {
        word.ranks[i] = below(seed, LETTERS);
        word.text = ARENA_CONCAT(arena, word.text, str_from_c(alphabet[word.ranks[i]]));
    }
    return word;
}

static int slow_order(const struct word *a, const struct word *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++)
        if (a->ranks[i] != b->ranks[i])
            return a->ranks[i] < b->ranks[i] ? -1 : 1;
    return (a->n > b->n) - (a->n < b->n);
}

static void test_order_against_ranks(void **state)
{
    uint64_t seed = 9;
    for (int i = 0; i < 20000; i++) {
        struct word a = random_word(*state, &seed), b = random_word(*state, &seed);
        int order = key_order(*state, a.text, b.text);
        assert_int_equal((order > 0) - (order < 0), slow_order(&a, &b));
        arena_reset(*state);
    }
}

/* Any bytes: equal keys mean equal text, and no key, word or slug is written past its end. */
static void test_any_bytes(void **state)
{
    uint64_t seed = 10;
    for (int i = 0; i < 50000; i++) {
        char bytes[2][12];
        struct str texts[2], keys[2];
        for (size_t k = 0; k < 2; k++) {
            texts[k] = (struct str){bytes[k], below(&seed, 12)};
            for (size_t at = 0; at < texts[k].n; at++)
                bytes[k][at] = "a\x01 \xFF\xC3\xA5\xDF\xE2"[below(&seed, 8)];
            keys[k] = utf8_sort_key(*state, texts[k]);
            utf8_lower(*state, texts[k]);
            utf8_slug(*state, texts[k], 4);
        }
        assert_int_equal(str_eq(keys[0], keys[1]), str_eq(texts[0], texts[1]));
        arena_reset(*state);
    }
    struct str broken = arena_printf(*state, "%0*d", 3000, 0);
    memset((char *)(uintptr_t)broken.p, 0xFF, broken.n);
    assert_true(utf8_sort_key(*state, broken).n > broken.n);
    assert_true(utf8_lower(*state, broken).n > broken.n);
}

/* ---- slugs ---- */

static void check_slug(struct arena *arena, const char *expected, const char *text, size_t max)
{
    check_text(expected, utf8_slug(arena, str_from_c(text), max));
}

static void test_slugs(void **state)
{
    check_slug(*state, "varldskafe-world-cafe", "Världskafé (World Café)", 100);
    check_slug(*state, "aao-aao", "ÅÄÖ åäö", 100);
    check_slug(*state, "a-b", "--a -- _b_ !!", 100);
    check_slug(*state, "strasse-9", "Straße 9", 100);
    check_slug(*state, "oresund", "Øresund", 100);
    check_slug(*state, "a-b", "a–b", 100);
    check_slug(*state, "", "!!!", 100);
    check_slug(*state, "", "日本", 100);
    check_slug(*state, "", "", 100);
    check_slug(*state, "", "abc", 0);
    check_slug(*state, "abc", "abcdef", 3);
    check_slug(*state, "abc", "abc def", 4); /* no hyphen at the end when it is cut */
    check_text("", utf8_slug(*state, STR_NONE, 10));
}

static void test_slug_shape(void **state)
{
    uint64_t seed = 11;
    for (int i = 0; i < 20000; i++) {
        char bytes[60];
        size_t n = 0, max = below(&seed, 12);
        while (n < 40)
            n += utf8_encode((uint32_t)below(&seed, below(&seed, 2) ? 0x80 : 0x250), bytes + n);
        struct str slug = utf8_slug(*state, (struct str){bytes, n}, max);
        assert_true(slug.n <= max);
        for (size_t k = 0; k < slug.n; k++) {
            bool letter = (slug.p[k] >= 'a' && slug.p[k] <= 'z') || (slug.p[k] >= '0' && slug.p[k] <= '9');
            bool inside = k > 0 && k + 1 < slug.n && slug.p[k - 1] != '-';
            assert_true(letter || (slug.p[k] == '-' && inside));
        }
        check_same(slug, utf8_slug(*state, slug, 100)); /* the slug of a slug is itself */
        arena_reset(*state);
    }
}

static void test_cut(void **state)
{
    (void)state;
    check_same(utf8_cut(STR("möte"), 100), STR("möte"));
    check_same(utf8_cut(STR("möte"), 5), STR("möte"));
    check_same(utf8_cut(STR("möte"), 3), STR("mö"));
    check_same(utf8_cut(STR("möte"), 2), STR("m")); /* not half an ö */
    check_same(utf8_cut(STR("€"), 2), STR(""));
    check_same(utf8_cut(STR("möte"), 0), STR(""));
    assert_null(utf8_cut(STR_NONE, 5).p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid), cmocka_unit_test(test_code_points),   cmocka_unit_test(test_is_text),
        ARENA_TEST(test_lower),       ARENA_TEST(test_swedish_order),       ARENA_TEST(test_relatives),
        ARENA_TEST(test_marks),       ARENA_TEST(test_order_against_ranks), ARENA_TEST(test_any_bytes),
        ARENA_TEST(test_slugs),       ARENA_TEST(test_slug_shape),          cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
