/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading a question, and asking the databases for it. */
#include "core/search/terms.h"

#include <string.h>

#include "base/utf8.h"

enum {
    PREFIX_MIN_LETTERS = 4, /* of the last word: fewer begin too much (SKR is not skriva) */
    STAR_PREFIX_MIN_LETTERS = 2,
    PREFIX_WEIGHT = 55,
    SYNONYM_WEIGHT = 70
};

/* Words that are in every text. Between blanks; folded. */
static bool says_little(struct str language, struct str word)
{
    static const char swedish[] =
        " alla att av bli blir de dem den det detta där då efter eller en ett finns för från få"
        " får ge genom gör göra går ha hade han har hon hur hör i in inte ja jag kan kring kunna"
        " man med men mer mot måste ni någon något några när och om oss på sig sin sina ska skall"
        " skulle som så till under upp ut utan vad var vara vem vi vid vilka vilken vilket vill"
        " vår våra våran är ";
    static const char english[] =
        " a about all an and any are as at be been by can could do does each for from had has have"
        " how i if in into is it its may more must no not of on or our shall should so some than"
        " that the their them then there these they this to us was we were what when where which"
        " who why will with would you your ";
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

static void add_synonyms(struct term *term, const struct synonyms *synonyms, const struct synonym *said)
{
    for (size_t i = 0; i < synonyms->n; i++) {
        const struct synonym *other = &synonyms->items[i];
        if (other == said || other->number != said->number)
            continue;
        struct alternative *alternative = add_alternative(term, SYNONYM_WEIGHT);
        for (size_t k = 0; alternative && k < other->n; k++)
            alternative->needles[alternative->n++] = (struct needle){other->stems[k], false};
    }
}

/* Reads one term and returns how many words it took. */
static size_t read_term(const struct synonyms *synonyms, const struct asked *asked, size_t n,
                        struct term *term)
{
    const struct synonym *said = NULL;
    for (size_t i = 0; synonyms && i < synonyms->n; i++)
        if (begins_with(asked, n, &synonyms->items[i]) && (said == NULL || synonyms->items[i].n > said->n))
            said = &synonyms->items[i];
    *term = (struct term){.word = asked[0].folded, .typed = asked[0].typed, .weight = 1};
    if (said == NULL || said->n == 1) {
        add_word(term, asked, n == 1);
    } else {
        struct alternative *whole = add_alternative(term, 100);
        for (size_t k = 0; k < said->n; k++)
            whole->needles[whole->n++] = (struct needle){asked[k].stem, false};
    }
    if (said)
        add_synonyms(term, synonyms, said);
    return said ? said->n : 1;
}

void terms_read(struct arena *arena, struct stemmer *stemmer, struct str language,
                const struct synonyms *synonyms, struct str text, struct terms *ret_terms)
{
    struct asked asked[ASKED_MAX];
    size_t n = keep_telling(language, asked, read_words(arena, stemmer, text, asked));
    ret_terms->n = 0;
    for (size_t i = 0; i < n && ret_terms->n < TERMS_MAX;)
        i += read_term(synonyms, asked + i, n - i, &ret_terms->items[ret_terms->n++]);
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
