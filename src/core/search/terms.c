/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading a question, and asking the databases for it. */
#include "core/search/terms.h"

#include <string.h>

#include "base/utf8.h"

enum {
    PREFIX_MIN_LETTERS = 4, /* of the last word: fewer begin too much (SKR is not skriva) */
    STAR_PREFIX_MIN_LETTERS = 2,
    PREFIX_WEIGHT = 40, /* so little that a title with the word stands before one with a longer word */
    SYNONYM_WEIGHT = 70
};

/*
 * Words that are in every text, and those that a question is framed with ("how long does …
 * take"): articles, pronouns, prepositions, conjunctions, common adverbs, and the forms of verbs
 * such as be, have, do, take and need. No noun, and no verb that can be what a page is about.
 * Between blanks; folded.
 */
static bool says_little(struct str language, struct str word)
{
    static const char swedish[] =
        " alla allt använd använda använder att av behöver behövs bli blir blivit borde brukar bör de dem"
        " den denna deras dess dessa det detta dig din dina ditt du då där därför efter eller en er era"
        " ert ett fick finns fler flera från få får för ge genom gjort gå går gäller gör göra ha hade han"
        " har henne hon honom hos hur här hör i in inga ingen inget inom inte ja jag kan kommer kring"
        " kunde kunna lite länge man med mellan men mer mest mig min mina mitt mot mycket många måste ni"
        " nog nu någon något några när och också ofta om oss på samt sig sin sina sitt själv ska skall"
        " skulle som så ta tar till under upp ut utan vad var vara varför varit varje vart vem vet vi vid"
        " vilka vilken vilket vill vår våra våran vårat vårt åt än är även över ";
    static const char english[] =
        " a about all also am an and any are as at be been being between but by can could did do does"
        " doing during each for from get gets had has have having he her here him his how i if in into is"
        " it its just long many may me might more most much must my need needs no not of often on one or"
        " our out over shall she should since so some such take takes than that the their them then there"
        " these they this those through to too under up us use used using very was we were what when where"
        " which while who whom whose why will with within would you your yours ";
    struct str list = str_eq(language, STR("sv"))   ? (struct str){swedish, sizeof swedish - 1}
                      : str_eq(language, STR("en")) ? (struct str){english, sizeof english - 1}
                                                    : STR("");
    for (size_t at; (at = str_find(list, word)) < list.n; list = str_skip(list, at + 1))
        if (at > 0 && list.p[at - 1] == ' ' && list.p[at + word.n] == ' ')
            return true;
    return false;
}

/* ---- terms ------------------------------------------------------------------------ */

/* A word of the question before it becomes a term. */
struct asked {
    struct str typed, folded, stem;
    struct str joined; /* folded: the known word that it and the next make, or STR_NONE */
    bool star;
};
enum { ASKED_MAX = 40 };

static size_t read_words(struct arena *arena, struct stemmer *stemmer, struct str text, struct asked *asked)
{
    size_t n = 0, at = 0;
    struct str word;
    while (n < ASKED_MAX && word_next(text, &at, &word)) {
        struct str folded = word_fold(arena, word);
        if (folded.n == 0)
            continue;
        asked[n++] = (struct asked){.typed = word,
                                    .folded = folded,
                                    .stem = arena_str_dup(arena, stemmer_stem(stemmer, folded)),
                                    .star = at < text.n && text.p[at] == '*'};
    }
    return n;
}

/* Leaves out what says little, unless that is all there is; returns how many are left. */
static size_t keep_telling(struct str language, struct asked *asked, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (asked[i].star || !says_little(language, asked[i].folded))
            asked[kept++] = asked[i];
    return kept ? kept : n;
}

size_t lexicon_from(const struct lexicon *lexicon, struct str stem)
{
    size_t low = 0, high = lexicon->word_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (str_compare(lexicon->words[middle].stem, stem) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool knows(const struct lexicon *lexicon, struct str stem)
{
    size_t at = lexicon_from(lexicon, stem);
    return at < lexicon->word_count && str_eq(lexicon->words[at].stem, stem);
}

/* Finds compounds that were written apart, with one blank or hyphen between. */
static void join_neighbours(struct arena *arena, struct stemmer *stemmer, const struct lexicon *lexicon,
                            struct asked *asked, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        const char *end = asked[i].typed.p + asked[i].typed.n;
        if (asked[i + 1].typed.p != end + 1 || (*end != ' ' && *end != '-'))
            continue;
        struct str joined = ARENA_CONCAT(arena, asked[i].folded, asked[i + 1].folded);
        if (joined.n <= WORD_MAX_BYTES && knows(lexicon, stemmer_stem(stemmer, joined)))
            asked[i].joined = joined;
    }
}

static struct alternative *add_alternative(struct term *term, int weight)
{
    if (term->n == ALTERNATIVES_MAX)
        return NULL;
    struct alternative *alternative = &term->alternatives[term->n++];
    *alternative = (struct alternative){.weight = weight};
    return alternative;
}

static void add_word(struct term *term, const struct asked *asked, bool last)
{
    struct alternative *exact = add_alternative(term, 100);
    size_t letters = utf8_length(asked->folded);
    exact->needles[exact->n++] = (struct needle){asked->stem, false};
    if (asked->star ? letters >= STAR_PREFIX_MIN_LETTERS : last && letters >= PREFIX_MIN_LETTERS) {
        struct alternative *beginning = add_alternative(term, PREFIX_WEIGHT);
        beginning->needles[beginning->n++] = (struct needle){asked->folded, true};
    }
}

/* Both of two words, the second perhaps only as the beginning of one. */
static void add_both(struct term *term, const struct asked *asked, bool prefix)
{
    struct alternative *both = add_alternative(term, prefix ? PREFIX_WEIGHT : 100);
    both->needles[both->n++] = (struct needle){asked[0].stem, false};
    both->needles[both->n++] = (struct needle){prefix ? asked[1].folded : asked[1].stem, prefix};
}

/* Whether the words from asked on are those of the synonym. */
static bool begins_with(const struct asked *asked, size_t n, const struct synonym *synonym)
{
    if (synonym->n == 0 || synonym->n > n)
        return false;
    for (size_t i = 0; i < synonym->n; i++)
        if (!str_eq(asked[i].stem, synonym->stems[i]))
            return false;
    return true;
}

/* The longest synonym that the words begin with, or NULL. */
static const struct synonym *synonym_said(const struct synonyms *synonyms, const struct asked *asked,
                                          size_t n)
{
    const struct synonym *said = NULL;
    for (size_t i = 0; i < synonyms->n; i++)
        if (begins_with(asked, n, &synonyms->items[i]) && (said == NULL || synonyms->items[i].n > said->n))
            said = &synonyms->items[i];
    return said;
}

static void add_synonyms(struct term *term, const struct synonyms *synonyms, const struct synonym *said)
{
    for (size_t i = 0; said && i < synonyms->n; i++) {
        const struct synonym *other = &synonyms->items[i];
        if (other == said || other->number != said->number)
            continue;
        struct alternative *alternative = add_alternative(term, SYNONYM_WEIGHT);
        for (size_t k = 0; alternative && k < other->n; k++)
            alternative->needles[alternative->n++] = (struct needle){other->stems[k], false};
    }
}

/* Two words as the one that they make, or as they were typed. */
static void read_joined(struct arena *arena, struct stemmer *stemmer, const struct synonyms *synonyms,
                        const struct asked *asked, size_t n, struct term *term)
{
    const struct asked one = {.typed = {asked->typed.p, asked->typed.n + 1 + asked[1].typed.n},
                              .folded = asked->joined,
                              .stem = arena_str_dup(arena, stemmer_stem(stemmer, asked->joined)),
                              .star = asked[1].star};
    *term = (struct term){.word = one.folded, .typed = one.typed, .weight = 1};
    add_word(term, &one, n == 2);
    add_both(term, asked, false);
    if (one.star || n == 2)
        add_both(term, asked, true);
    add_synonyms(term, synonyms, synonym_said(synonyms, &one, 1));
}

static void read_apart(const struct synonyms *synonyms, const struct synonym *said, const struct asked *asked,
                       size_t n, struct term *term)
{
    *term = (struct term){.word = asked[0].folded, .typed = asked[0].typed, .weight = 1};
    if (said == NULL || said->n == 1) {
        add_word(term, asked, n == 1);
    } else {
        struct alternative *whole = add_alternative(term, 100);
        for (size_t k = 0; k < said->n; k++)
            whole->needles[whole->n++] = (struct needle){asked[k].stem, false};
    }
    add_synonyms(term, synonyms, said);
}

void terms_read(struct arena *arena, struct stemmer *stemmer, const struct lexicon *lexicon, struct str text,
                struct terms *ret_terms)
{
    struct asked words[ASKED_MAX];
    size_t n = keep_telling(lexicon->language, words, read_words(arena, stemmer, text, words)), taken;
    join_neighbours(arena, stemmer, lexicon, words, n);
    ret_terms->n = 0;
    for (size_t i = 0; i < n && ret_terms->n < TERMS_MAX; i += taken) {
        struct term *term = &ret_terms->items[ret_terms->n++];
        const struct synonym *said = synonym_said(&lexicon->synonyms, words + i, n - i);
        bool joined = words[i].joined.p && (said == NULL || said->n == 1);
        taken = joined ? 2 : said ? said->n : 1;
        if (joined)
            read_joined(arena, stemmer, &lexicon->synonyms, words + i, n - i, term);
        else
            read_apart(&lexicon->synonyms, said, words + i, n - i, term);
    }
}

/* ---- the databases' languages -------------------------------------------------------- */

/* How an expression is written. A stem has no quotes in it: only letters and digits. */
struct grammar {
    const char *before, *after, *after_prefix, *and, * or ;
};

static void write_alternative(const struct grammar *grammar, const struct alternative *alternative,
                              struct buf *out)
{
    buf_add_c(out, "(");
    for (size_t i = 0; i < alternative->n; i++) {
        const struct needle *needle = &alternative->needles[i];
        buf_add_c(out, i ? grammar->and : "");
        buf_add_c(out, grammar->before);
        buf_add(out, needle->stem);
        buf_add_c(out, needle->prefix ? grammar->after_prefix : grammar->after);
    }
    buf_add_c(out, ")");
}

static void write_terms(const struct grammar *grammar, const struct terms *terms, bool any, struct buf *out)
{
    buf_add_c(out, "(");
    for (size_t i = 0; i < terms->n; i++) {
        buf_add_c(out, i == 0 ? "(" : any ? grammar->or : grammar->and);
        buf_add_c(out, i == 0 ? "" : "(");
        for (size_t k = 0; k < terms->items[i].n; k++) {
            buf_add_c(out, k ? grammar->or : "");
            write_alternative(grammar, &terms->items[i].alternatives[k], out);
        }
        buf_add_c(out, ")");
    }
    buf_add_c(out, ")");
}

void terms_for_sqlite(const struct terms *terms, bool any, bool in_title, struct buf *expression)
{
    static const struct grammar fts5 = {"\"", "\"", "\"*", " AND ", " OR "};
    buf_add_c(expression, in_title ? "{title_stems} : " : "");
    write_terms(&fts5, terms, any, expression);
}

void terms_for_postgres(const struct terms *terms, bool any, struct buf *expression)
{
    static const struct grammar tsquery = {"'", "'", "':*", " & ", " | "};
    write_terms(&tsquery, terms, any, expression);
}
