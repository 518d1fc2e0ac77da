/* SPDX-License-Identifier: EUPL-1.2 */
/* Which part of a text to show, and what was meant by a misspelt word. */
#include "base/utf8.h"
#include "base/vec.h"
#include "core/search/terms.h"

enum { EXCERPT_BYTES = 220, EXCERPT_LEAD_BYTES = 60, HITS_MAX = 200, EXCERPT_READ_BYTES = 20000 };

struct hit {
    size_t start, end;
    int term;
};
struct hits {
    struct hit items[HITS_MAX];
    size_t n;
};

/* The term that a stem is a hit of, or -1. One of several words is none, unless they were typed. */
static int term_of(const struct terms *terms, struct str stem)
{
    for (size_t t = 0; t < terms->n; t++)
        for (size_t a = 0; a < terms->items[t].n; a++)
            for (size_t k = 0; k < terms->items[t].alternatives[a].n; k++) {
                if (terms->items[t].alternatives[a].n > 1 && terms->items[t].alternatives[a].weight < 100)
                    break;
                const struct needle *needle = &terms->items[t].alternatives[a].needles[k];
                if (needle->prefix ? str_starts(stem, needle->stem) : str_eq(stem, needle->stem))
                    return (int)t;
            }
    return -1;
}

/* The bytes that a stem looked for begins with. A stem begins as its word does, so
 * most words need not be stemmed to be passed over. */
struct beginnings {
    bool bytes[256];
};

static struct beginnings beginnings_of(const struct terms *terms)
{
    struct beginnings beginnings = {0};
    for (size_t t = 0; t < terms->n; t++)
        for (size_t a = 0; a < terms->items[t].n; a++)
            for (size_t k = 0; k < terms->items[t].alternatives[a].n; k++)
                beginnings.bytes[(unsigned char)terms->items[t].alternatives[a].needles[k].stem.p[0]] = true;
    return beginnings;
}

static bool may_be_hit(const struct beginnings *beginnings, struct str word)
{
    char c = word.p[0];
    return beginnings->bytes[(unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c)];
}

static void find_hits(struct stemmer *stemmer, const struct terms *terms, struct str text, struct hits *hits)
{
    struct arena *arena = arena_new(); /* a word at a time */
    struct beginnings beginnings = beginnings_of(terms);
    struct str word;
    hits->n = 0;
    for (size_t at = 0; hits->n < HITS_MAX && at < EXCERPT_READ_BYTES && word_next(text, &at, &word);) {
        if (!may_be_hit(&beginnings, word))
            continue;
        struct str folded = word_fold(arena, word);
        int term = folded.n ? term_of(terms, stemmer_stem(stemmer, folded)) : -1;
        if (term >= 0)
            hits->items[hits->n++] = (struct hit){at - word.n, at, term};
    }
    arena_free(arena);
}

/* How many terms, and then how many hits, there are from hit first on in the length of an excerpt. */
static int value_from(const struct hits *hits, size_t first)
{
    uint32_t terms = 0;
    int n = 0;
    for (size_t i = first; i < hits->n && hits->items[i].end <= hits->items[first].start + EXCERPT_BYTES / 2;
         i++, n++)
        terms |= (uint32_t)1 << hits->items[i].term;
    return __builtin_popcount(terms) * HITS_MAX + n;
}

/* The hit to begin with: the first of the best. */
static size_t best_hit(const struct hits *hits, int *ret_value)
{
    size_t best = 0;
    *ret_value = 0;
    for (size_t i = 0; i < hits->n; i++) {
        int value = value_from(hits, i);
        if (value > *ret_value) {
            best = i;
            *ret_value = value;
        }
    }
    return best;
}

/* The beginning of a word, or of a sentence where one is near, before at. */
static size_t begin_before(struct str text, size_t at)
{
    if (text.n <= EXCERPT_BYTES)
        return 0;
    size_t start = at > EXCERPT_LEAD_BYTES ? at - EXCERPT_LEAD_BYTES : 0, blank = start;
    for (size_t i = start; i < at; i++) {
        if (start == 0)
            return 0;
        if (text.p[i] == '\n' ||
            (i + 1 < at && (text.p[i] == '.' || text.p[i] == '?') && text.p[i + 1] == ' '))
            return text.p[i] == '\n' ? i + 1 : i + 2;
        if (text.p[i] == ' ' && blank == start)
            blank = i + 1;
    }
    return blank == start ? at : blank;
}

static size_t end_after(struct str text, size_t start, size_t at_least)
{
    if (start + EXCERPT_BYTES >= text.n)
        return text.n;
    size_t end = start + EXCERPT_BYTES;
    while (end > at_least && text.p[end] != ' ' && text.p[end] != '\n')
        end--;
    return end > at_least ? end : at_least;
}

static void push(struct arena *arena, struct search_pieces *pieces, struct str text, bool hit)
{
    if (text.n)
        *VEC_PUSH(arena, pieces) = (struct search_piece){text, hit};
}

static void cut(struct arena *arena, struct str text, const struct hits *hits, size_t first,
                struct search_pieces *pieces)
{
    size_t hit_start = hits->n ? hits->items[first].start : 0, hit_end = hits->n ? hits->items[first].end : 0;
    size_t start = begin_before(text, hit_start), end = end_after(text, start, hit_end), at = start;
    push(arena, pieces, start ? STR("… ") : STR(""), false);
    for (size_t i = 0; i < hits->n; i++) {
        const struct hit *hit = &hits->items[i];
        if (hit->start < at || hit->end > end)
            continue;
        push(arena, pieces, str_sub(text, at, hit->start - at), false);
        push(arena, pieces, str_sub(text, hit->start, hit->end - hit->start), true);
        at = hit->end;
    }
    push(arena, pieces, str_sub(text, at, end - at), false);
    push(arena, pieces, end < text.n ? STR(" …") : STR(""), false);
}

static uint32_t terms_in(const struct hits *hits)
{
    uint32_t terms = 0;
    for (size_t i = 0; i < hits->n; i++)
        terms |= (uint32_t)1 << hits->items[i].term;
    return terms;
}

void terms_excerpt(struct arena *arena, struct stemmer *stemmer, const struct terms *terms, struct str title,
                   struct str summary, struct str body, struct search_pieces *ret_pieces)
{
    struct hits in_title, in_summary, in_body;
    int value;
    *ret_pieces = (struct search_pieces){0};
    find_hits(stemmer, terms, title, &in_title);
    find_hits(stemmer, terms, summary, &in_summary);
    int shown = __builtin_popcount(terms_in(&in_title) | terms_in(&in_summary));
    if (shown < (int)terms->n || summary.n == 0) {
        find_hits(stemmer, terms, body, &in_body);
        size_t first = best_hit(&in_body, &value);
        /* The summary says what a page is about, so it gives way only to more of the terms. */
        if (value / HITS_MAX > shown || summary.n == 0) {
            cut(arena, body, &in_body, first, ret_pieces);
            return;
        }
    }
    cut(arena, summary, &in_summary, best_hit(&in_summary, &value), ret_pieces);
}

/* ---- slips ---------------------------------------------------------------------------- */

enum { LETTERS_MAX = WORD_MAX_BYTES };

static size_t letters_of(struct str word, uint32_t letters[LETTERS_MAX])
{
    size_t n = 0;
    while (n < LETTERS_MAX && utf8_next(&word, &letters[n]))
        n++;
    return n;
}

static uint32_t plain(uint32_t c)
{
    switch (c) {
    case 0xE5:
    case 0xE4:
    case 0xE0:
    case 0xE1: return 'a';
    case 0xF6:
    case 0xF8: return 'o';
    case 0xE9:
    case 0xE8: return 'e';
    case 0xFC: return 'u';
    default: return c;
    }
}

static bool same_but_for_marks(const uint32_t *a, const uint32_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (plain(a[i]) != plain(b[i]))
            return false;
    return true;
}

/* From at on, a without its first skip_a letters is b without its first skip_b. */
static bool same_rest(const uint32_t *a, size_t an, const uint32_t *b, size_t bn, size_t a_at, size_t b_at)
{
    if (a_at > an || b_at > bn || an - a_at != bn - b_at)
        return false;
    for (; a_at < an; a_at++, b_at++)
        if (a[a_at] != b[b_at])
            return false;
    return true;
}

bool words_are_one_slip_apart(struct str left, struct str right)
{
    uint32_t a[LETTERS_MAX], b[LETTERS_MAX];
    size_t an, bn, at = 0;
    if (left.n > right.n + 4 || right.n > left.n + 4)
        return false;
    an = letters_of(left, a);
    bn = letters_of(right, b);
    while (at < an && at < bn && a[at] == b[at])
        at++;
    if (at == an && at == bn)
        return false;
    if (same_rest(a, an, b, bn, at + 1, at) || same_rest(a, an, b, bn, at, at + 1) ||
        same_rest(a, an, b, bn, at + 1, at + 1))
        return true;
    if (at + 1 < an && at + 1 < bn && a[at] == b[at + 1] && a[at + 1] == b[at] &&
        same_rest(a, an, b, bn, at + 2, at + 2))
        return true;
    return an == bn && same_but_for_marks(a, b, an);
}
