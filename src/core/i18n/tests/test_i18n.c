/* SPDX-License-Identifier: EUPL-1.2 */
/* Catalogues, good and broken, and what is made of their texts. */
#include "core/i18n/i18n.h"

#include <string.h>

#include "base/mem.h"
#include "base/tests/check.h"

/* ---- a catalogue, made here ---- */

struct message {
    struct str msgid, text;
};

#define SWEDISH_HEADER "Language: sv\nPlural-Forms: nplurals=2; plural=(n != 1);\n"

static const struct message swedish[] = {
    {STR_INIT(""), STR_INIT(SWEDISH_HEADER)},
    {STR_INIT("Start"), STR_INIT("Börja")},
    {STR_INIT("Not yet"), STR_INIT("")},
    {STR_INIT("{0} method\0{0} methods"), STR_INIT("{0} metod\0{0} metoder")},
    {STR_INIT("{0} half\0{0} halves"), STR_INIT("{0} halva\0")},
    {STR_INIT("path\4methods"), STR_INIT("metoder")},
    {STR_INIT("month\4May"), STR_INIT("maj")},
    {STR_INIT("May"), STR_INIT("Får")},
    {STR_INIT("this language\4English"), STR_INIT("Svenska")},
    {STR_INIT("thousands separator\4,"), STR_INIT("\u00a0")},
    {STR_INIT("decimal separator\4."), STR_INIT(",")},
    {STR_INIT("list\4 and "), STR_INIT(" och ")},
};
enum { SWEDISH_MESSAGES = sizeof swedish / sizeof swedish[0] };

static void put_u32(char *at, size_t value)
{
    uint32_t number = (uint32_t)value;
    memcpy(at, &number, sizeof number);
}

/* The bytes that msgfmt makes, without the hash table: header, two tables, then all texts. */
static struct str make_mo(struct arena *arena, const struct message *messages, size_t n)
{
    size_t at = 28 + 16 * n, size = at;
    for (size_t i = 0; i < n; i++)
        size += messages[i].msgid.n + messages[i].text.n + 2;
    char *mo = arena_alloc(arena, size);
    put_u32(mo, 0x950412de);
    put_u32(mo + 8, n);
    put_u32(mo + 12, 28);
    put_u32(mo + 16, 28 + 8 * n);
    for (size_t i = 0; i < 2 * n; i++) {
        struct str text = i < n ? messages[i].msgid : messages[i - n].text;
        put_u32(mo + 28 + 8 * i, text.n);
        put_u32(mo + 28 + 8 * i + 4, at);
        memcpy(mo + at, text.p, text.n);
        at += text.n + 1;
    }
    return (struct str){mo, size};
}

static struct str swedish_mo(struct arena *arena)
{
    return make_mo(arena, swedish, SWEDISH_MESSAGES);
}

/* Swedish with its catalogue and English without: *ret_english may be NULL. */
static const struct language *two_languages(struct arena *arena, const struct language **ret_english)
{
    struct languages languages = {0};
    check_rc(RC_OK, languages_add(&languages, arena, "sv", swedish_mo(arena)));
    check_rc(RC_OK, languages_add(&languages, arena, "en", STR_NONE));
    if (ret_english)
        *ret_english = languages.items[1];
    return languages.items[0];
}

/* ---- languages ---- */

static void test_languages(void **state)
{
    struct languages languages = {0};
    char code[] = "sv";
    check_rc(RC_OK, languages_add(&languages, *state, code, swedish_mo(*state)));
    code[0] = 'x'; /* the code is copied */
    check_rc(RC_OK, languages_add(&languages, *state, "en", STR_NONE));
    assert_int_equal(languages.n, 2);
    const struct language *sv = languages_find(&languages, STR("sv"));
    const struct language *en = languages_find(&languages, STR("en"));
    assert_ptr_equal(sv, languages.items[0]);
    assert_ptr_equal(en, languages.items[1]);
    assert_null(languages_find(&languages, STR("de")));
    assert_null(languages_find(&languages, STR("s")));
    assert_null(languages_find(&languages, STR_NONE));
    assert_string_equal(language_code(sv), "sv");
    assert_string_equal(language_name(sv), "Svenska");
    assert_string_equal(language_name(en), "English");
    check_text("", language_prefix(&languages, sv));
    check_text("/en", language_prefix(&languages, en));
}

static void test_languages_limit(void **state)
{
    struct languages languages = {0};
    check_rc(RC_OK, languages_add(&languages, *state, "abcdefghijk", STR_NONE));
    check_rc(RC_LIMIT, languages_add(&languages, *state, "abcdefghijkl", STR_NONE));
    while (languages.n < LANGUAGES_MAX)
        check_rc(RC_OK, languages_add(&languages, *state, "en", STR_NONE));
    check_rc(RC_LIMIT, languages_add(&languages, *state, "en", STR_NONE));
    assert_int_equal(languages.n, LANGUAGES_MAX);
}

/* ---- texts ---- */

static void test_translation(void **state)
{
    const struct language *en, *sv = two_languages(*state, &en);
    check_text("Börja", tr(sv, "Start"));
    check_text("Start", tr(en, "Start"));
    check_text("Unknown", tr(sv, "Unknown"));
    check_text("Not yet", tr(sv, "Not yet")); /* in the catalogue, untranslated */
    check_text("", tr(sv, ""));               /* never the header */
    check_text("Börja", tr_str(sv, STR("Start")));
    check_text("", tr_str(sv, STR_NONE));
    check_text("Får", tr(sv, "May"));
    check_text("maj", tr_context(sv, "month", "May"));
    check_text("May", tr_context(sv, "verb", "May"));
    check_text("May", tr_context(en, "month", "May"));
    check_text("metoder", tr_context(sv, "path", "methods"));
    check_text("methods", tr(sv, "methods"));
    char longest[400];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    check_text(longest, tr_context(sv, "path", longest));
    assert_string_equal(TR("Start"), "Start");
}

static void test_plurals(void **state)
{
    const struct language *en, *sv = two_languages(*state, &en);
    check_text("{0} metod", trn(sv, "{0} method", "{0} methods", 1));
    check_text("{0} metoder", trn(sv, "{0} method", "{0} methods", 0));
    check_text("{0} metoder", trn(sv, "{0} method", "{0} methods", 1000000));
    check_text("{0} metod", trn(sv, "{0} method", "{0} methods", -1));
    check_text("{0} metoder", trn(sv, "{0} method", "{0} methods", INT64_MIN));
    check_text("{0} method", trn(en, "{0} method", "{0} methods", 1));
    check_text("{0} methods", trn(en, "{0} method", "{0} methods", 2));
    check_text("{0} rule", trn(sv, "{0} rule", "{0} rules", 1));
    check_text("{0} rules", trn(sv, "{0} rule", "{0} rules", 0));
    check_text("{0} metod", tr(sv, "{0} method")); /* the first form alone */
    check_text("{0} halva", trn(sv, "{0} half", "{0} halves", 1));
    check_text("{0} halves", trn(sv, "{0} half", "{0} halves", 2)); /* this form is not translated */
}

static rc add_with_header(struct arena *arena, const char *header, struct languages *languages)
{
    const struct message messages[] = {{STR_INIT(""), str_from_c(header)},
                                       {STR_INIT("file\0files"), STR_INIT("a\0b\0c\0d")}};
    return languages_add(languages, arena, "xx", make_mo(arena, messages, 2));
}

static void check_form(struct arena *arena, const char *header, int64_t n, const char *expected)
{
    struct languages languages = {0};
    check_rc(RC_OK, add_with_header(arena, header, &languages));
    check_text(expected, trn(languages.items[0], "file", "files", n));
}

static void test_plural_headers(void **state)
{
    const char *sami = "Language: se\nPlural-Forms: nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);\nX: y\n";
    check_form(*state, sami, 1, "a");
    check_form(*state, sami, 2, "b");
    check_form(*state, sami, 0, "c");
    check_form(*state, "Plural-Forms: nplurals=1; plural=0;\n", 5, "a");
    check_form(*state, "Plural-Forms: nplurals= 2 ; plural= n>1 \n", 1, "a");
    check_form(*state, "Language: sv\n", 2, "b"); /* no rule: n != 1 */
    check_form(*state, "", 2, "b");
    check_form(*state, "Plural-Forms: nplurals=4; plural=n;\n", 3, "d");
    check_form(*state, "Plural-Forms: nplurals=4; plural=n;\n", 7, "d");   /* a rule that points too far */
    check_form(*state, "Plural-Forms: nplurals=2; plural=5%n;\n", 0, "a"); /* one that cannot be worked out */
}

static void test_plural_header_faults(void **state)
{
    static const char *const wrong[] = {
        "Plural-Forms: nplurals=2; plural=(n != 1;\n", "Plural-Forms: nplurals=2;\n",
        "Plural-Forms: plural=n;\n", "Plural-Forms: nplurals=0; plural=0;\n",
        "Plural-Forms: nplurals=x; plural=0;\n", "Plural-Forms: nplurals=11; plural=0;\n",
        "Plural-Forms: nplurals=-1; plural=0;\n", "Plural-Forms:\n", "Plural-Forms: nplurals=2; plural=;\n",
        "Plural-Forms: nplurals=2; plural=exit(1);\n", "Plural-Forms: nplurals=2; plural=n%0;\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct languages languages = {0};
        if (add_with_header(*state, wrong[i], &languages) != RC_INVALID)
            fail_msg("accepted: %s", wrong[i]);
        assert_int_equal(languages.n, 0); /* unchanged on failure */
    }
}

/* ---- broken catalogues ---- */

static void visit(void *context, struct str msgid, struct str text)
{
    *(size_t *)context += msgid.n + text.n;
}

/* A copy of exactly this size, so that reading past it is seen. */
static rc add_copy(struct str mo, struct arena *arena)
{
    struct languages languages = {0};
    char *copy = mem_alloc(mo.n);
    memcpy(copy, mo.p, mo.n);
    rc result = languages_add(&languages, arena, "sv", (struct str){copy, mo.n});
    if (result == RC_OK) {
        size_t total = strlen(language_name(languages.items[0]));
        language_each(languages.items[0], visit, &total);
        total += tr(languages.items[0], "Start").n;
        total += trn(languages.items[0], "{0} method", "{0} methods", 2).n;
        assert_true(total > 0);
    }
    mem_free(copy);
    return result;
}

static void test_truncated(void **state)
{
    struct str mo = swedish_mo(*state);
    check_rc(RC_OK, add_copy(mo, *state));
    for (size_t n = 0; n < mo.n; n++)
        if (add_copy((struct str){mo.p, n}, *state) != RC_INVALID)
            fail_msg("the first %zu bytes of %zu were taken for a catalogue", n, mo.n);
}

static rc add_patched(struct arena *arena, size_t at, uint32_t value)
{
    struct str mo = swedish_mo(arena);
    put_u32((char *)(uintptr_t)mo.p + at, value);
    return add_copy(mo, arena);
}

static void test_wrong_numbers(void **state)
{
    check_rc(RC_INVALID, add_patched(*state, 0, 0xde120495)); /* the other byte order */
    check_rc(RC_INVALID, add_patched(*state, 0, 0));
    check_rc(RC_INVALID, add_patched(*state, 8, UINT32_MAX));
    check_rc(RC_INVALID, add_patched(*state, 8, SWEDISH_MESSAGES * 100));
    check_rc(RC_INVALID, add_patched(*state, 12, UINT32_MAX));
    check_rc(RC_INVALID, add_patched(*state, 16, UINT32_MAX - 7));
    check_rc(RC_INVALID, add_patched(*state, 28, UINT32_MAX)); /* a length */
    check_rc(RC_INVALID, add_patched(*state, 32, UINT32_MAX)); /* an offset */
    check_rc(RC_INVALID, add_patched(*state, 36, 4));          /* a length that ends at no NUL */
    check_rc(RC_OK, add_patched(*state, 8, 0));                /* an empty catalogue */
}

static void test_changed_bytes(void **state)
{
    uint64_t seed = 13;
    struct str mo = swedish_mo(*state);
    for (int i = 0; i < 30000; i++) {
        struct arena *arena = arena_new();
        char *copy = arena_c_dup(arena, mo);
        for (size_t k = below(&seed, 4) + 1; k > 0; k--)
            copy[below(&seed, below(&seed, 2) ? mo.n : 28)] = (char)next_number(&seed);
        rc result = add_copy((struct str){copy, mo.n}, arena);
        assert_true(result == RC_OK || result == RC_INVALID);
        arena_free(arena);
    }
}

static void count_message(void *context, struct str msgid, struct str text)
{
    size_t *n = context;
    (void)text;
    check_same(str_sub(swedish[*n].msgid, 0, str_find_byte(swedish[*n].msgid, '\0')), msgid);
    check_same(swedish[*n].text, text);
    ++*n;
}

static void test_each(void **state)
{
    const struct language *en, *sv = two_languages(*state, &en);
    size_t n = 0;
    language_each(sv, count_message, &n);
    assert_int_equal(n, SWEDISH_MESSAGES);
    language_each(en, count_message, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_languages), ARENA_TEST(test_languages_limit), ARENA_TEST(test_translation),
        ARENA_TEST(test_plurals),   ARENA_TEST(test_plural_headers),  ARENA_TEST(test_plural_header_faults),
        ARENA_TEST(test_truncated), ARENA_TEST(test_wrong_numbers),   ARENA_TEST(test_changed_bytes),
        ARENA_TEST(test_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
