/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/search/stem.h"

#include <assert.h>
#include <libstemmer.h>
#include <string.h>

#include "base/utf8.h"

struct stemmer {
    struct sb_stemmer *snowball; /* NULL: folding alone */
    bool swedish;
    char room[WORD_MAX_BYTES + 8];
    size_t n;
};

static void end(void *snowball)
{
    sb_stemmer_delete(snowball);
}

struct stemmer *stemmer_new(struct arena *arena, struct str language)
{
    struct stemmer *stemmer = ARENA_NEW(arena, struct stemmer);
    stemmer->swedish = str_eq(language, STR("sv"));
    if (stemmer->swedish || str_eq(language, STR("en"))) {
        stemmer->snowball = sb_stemmer_new(stemmer->swedish ? "swedish" : "english", "UTF_8");
        assert(stemmer->snowball); /* it is built in */
        arena_on_end(arena, end, stemmer->snowball);
    }
    return stemmer;
}

/* ---- Swedish -------------------------------------------------------------------- */

static bool ends(const struct stemmer *stemmer, const char *ending)
{
    return str_ends((struct str){stemmer->room, stemmer->n}, str_from_c(ending));
}

static bool ends_in(const struct stemmer *stemmer, const char *const *endings)
{
    for (; *endings; endings++)
        if (ends(stemmer, *endings))
            return true;
    return false;
}

/* The article that Snowball leaves: skolan, skolans → skola; mötet, mötets → möt. */
static void cut_article(struct stemmer *stemmer)
{
    /* Here -an and -et are the word's own: detaljplan, tjänsteman, budget, trygghet. */
    static const char *const own_an[] = {"plan", "plans", "sman", "smans", "eman", "emans", NULL};
    static const char *const own_et[] = {"budget", "budgets", "paket",    "pakets",
                                         "het",    "hets",    "internet", NULL};
    if (stemmer->n < 5)
        return;
    bool long_word = stemmer->n >= 8;
    size_t genitive = ends(stemmer, "s") ? 1 : 0;
    stemmer->n -= genitive;
    bool an = ends(stemmer, "an") && !ends(stemmer, "aan"), et = ends(stemmer, "et");
    stemmer->n += genitive;
    if (an && !(long_word && ends_in(stemmer, own_an)))
        stemmer->n -= genitive + 1;
    else if (et && !ends_in(stemmer, own_et))
        stemmer->n -= genitive + 2;
    else
        return;
    if (et && (ends(stemmer, "and") || ends(stemmer, "end"))) /* yttrandet, boendet */
        stemmer->room[stemmer->n++] = 'e';
}

/* What a verb and its noun share: lottning and lotta, utvärdering and utvärdera. Not
 * parkering and park. True where something was cut. */
static bool cut_action(struct stemmer *stemmer)
{
    static const char *const ning[] = {"tning", "kning", "sning", "lning", "gning", "vning", NULL};
    if (stemmer->n < 8 || !ends(stemmer, "ing") || ends(stemmer, "parkering"))
        return false;
    stemmer->n -= ends_in(stemmer, ning) ? 4 : 3;
    return true;
}

/* Doubled before an ending only: program, programmet. */
static void cut_doubled(struct stemmer *stemmer)
{
    if (stemmer->n > 3 && (ends(stemmer, "mm") || ends(stemmer, "nn")))
        stemmer->n--;
}

/* ---- all -------------------------------------------------------------------------- */

/* One round of Snowball; false where it changed nothing. */
static bool snowball(struct stemmer *stemmer)
{
    const sb_symbol *stem = sb_stemmer_stem(stemmer->snowball, (const sb_symbol *)stemmer->room,
                                            (int)stemmer->n);
    int length = stem ? sb_stemmer_length(stemmer->snowball) : -1;
    if (length <= 0 || (size_t)length > sizeof stemmer->room ||
        ((size_t)length == stemmer->n && memcmp(stem, stemmer->room, stemmer->n) == 0))
        return false;
    memcpy(stemmer->room, stem, (size_t)length);
    stemmer->n = (size_t)length;
    return true;
}

struct str stemmer_stem(struct stemmer *stemmer, struct str folded)
{
    if (stemmer->snowball == NULL || folded.n > WORD_MAX_BYTES || folded.n == 0)
        return folded;
    memcpy(stemmer->room, folded.p, folded.n);
    stemmer->n = folded.n;
    if (!stemmer->swedish) {
        snowball(stemmer);
        return (struct str){stemmer->room, stemmer->n};
    }
    cut_article(stemmer);
    if (ends(stemmer, "kratin")) /* demokratin */
        stemmer->n--;
    for (int i = 0; i < 3 && snowball(stemmer); i++)
        ;
    if (cut_action(stemmer))
        snowball(stemmer);
    cut_doubled(stemmer);
    return (struct str){stemmer->room, stemmer->n};
}

/* ---- words -------------------------------------------------------------------------- */

/* What stands in a word without showing, such as a soft hyphen: it says where a line may be
 * broken or how letters join, and comes along when a text is copied. */
static bool is_invisible(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF;
}

static bool is_word_ascii(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* Above ASCII everything is a letter but the blocks of punctuation and symbols. */
static bool is_word(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } others[] = {{0x80, 0xA9},     {0xAB, 0xAC},       {0xAE, 0xB4},       {0xB6, 0xB9},
                  {0xBB, 0xBF},     {0xD7, 0xD7},       {0xF7, 0xF7},       {0x2000, 0x2BFF},
                  {0x2E00, 0x2E7F}, {0x3000, 0x3004},   {0x3008, 0x3020},   {0xE000, 0xF8FF},
                  {0xFE00, 0xFE6F}, {0xFEFF, 0xFEFF},   {0xFF00, 0xFF0F},   {0xFF1A, 0xFF20},
                  {0xFFF0, 0xFFFF}, {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF}};
    if (c < 0x80)
        return is_word_ascii(c);
    for (size_t i = 0; i < sizeof others / sizeof others[0] && c >= others[i].first; i++)
        if (c <= others[i].last)
            return false;
    return true;
}

/* Takes the code point at *at; false at the end. */
static bool next(struct str text, size_t *at, uint32_t *ret_c)
{
    struct str rest = str_skip(text, *at);
    if (!utf8_next(&rest, ret_c))
        return false;
    *at = text.n - rest.n;
    return true;
}

static bool is_apostrophe_before(struct str text, size_t at)
{
    return (at >= 1 && text.p[at - 1] == '\'') || str_ends(str_sub(text, 0, at), STR("’"));
}

bool word_next(struct str text, size_t *at, struct str *ret_word)
{
    uint32_t c;
    for (;;) {
        size_t start = *at, after = *at;
        while (next(text, &after, &c) && !is_word(c))
            start = after;
        if (start == text.n)
            break;
        size_t stop = start;
        for (after = start; next(text, &after, &c) && (is_word(c) || is_invisible(c));)
            stop = after;
        *at = stop;
        struct str word = str_sub(text, start, stop - start);
        if (word.n == 1 && (word.p[0] == 's' || word.p[0] == 'S') && start > 1 &&
            is_apostrophe_before(text, start))
            continue;
        *ret_word = word;
        return true;
    }
    *at = text.n;
    return false;
}

struct str word_fold(struct arena *arena, struct str word)
{
    struct str lower = utf8_lower(arena, word);
    char *folded = arena_alloc(arena, lower.n + 1);
    size_t n = 0;
    uint32_t c;
    for (size_t at = 0, start = 0; next(lower, &at, &c); start = at) {
        if (is_invisible(c))
            continue;
        if (n + at - start > WORD_MAX_BYTES)
            break;
        memcpy(folded + n, lower.p + start, at - start);
        n += at - start;
    }
    return (struct str){folded, n};
}
