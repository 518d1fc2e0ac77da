/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How well a document answers. Whole numbers, so that the order is the same
 * everywhere. A term in the title counts most, more for a word as it was typed
 * than for a synonym or a longer word, whether that begins or ends so, and more the
 * rarer it is; then how often and how early the text has it, and whether terms
 * stand close together.
 */
#include <string.h>

#include "core/search/terms.h"

enum {
    TITLE_POINTS = 24,
    BODY_POINTS = 4,
    COUNT_MAX = 6, /* more of the same says no more */
    EARLY_POINTS = 4,
    EARLY_STEMS = 40, /* about the length of a summary */
    ALL_IN_TITLE_POINTS = 30,
    WHOLE_TITLE_POINTS = 40,
    CLOSE_POINTS = 6,
    CLOSE_STEMS = 3,
    ENDING_WEIGHT = 40, /* as that of a beginning */
    ENDING_MIN_BYTES = 4
};

/* A needle of some term, flat, for one pass over a text. */
struct flat {
    struct str stem;
    bool prefix;
    uint8_t term, alternative, place;
};
struct needles {
    struct flat items[NEEDLES_MAX];
    size_t n;
    bool first_bytes[256];
};

/* What was found of one term in one text. */
struct found {
    uint8_t parts[ALTERNATIVES_MAX]; /* bit k: needle k of the alternative */
    int weight;                      /* of the best alternative that is whole; 0: none */
    int count;
    int32_t first, last; /* the stems' places */
};

static void flatten(const struct terms *terms, struct needles *needles)
{
    memset(needles->first_bytes, 0, sizeof needles->first_bytes);
    needles->n = 0;
    for (size_t t = 0; t < terms->n; t++)
        for (size_t a = 0; a < terms->items[t].n; a++)
            for (size_t k = 0; k < terms->items[t].alternatives[a].n && needles->n < NEEDLES_MAX; k++) {
                struct needle needle = terms->items[t].alternatives[a].needles[k];
                needles->items[needles->n++] = (struct flat){needle.stem, needle.prefix, (uint8_t)t,
                                                             (uint8_t)a, (uint8_t)k};
                needles->first_bytes[(unsigned char)needle.stem.p[0]] = true;
            }
}

static void note(const struct terms *terms, const struct flat *flat, int32_t place, struct found *found)
{
    const struct alternative *alternative = &terms->items[flat->term].alternatives[flat->alternative];
    struct found *of_term = &found[flat->term];
    uint8_t *parts = &of_term->parts[flat->alternative];
    *parts |= (uint8_t)(1 << flat->place);
    if (*parts != (1 << alternative->n) - 1)
        return;
    if (alternative->weight > of_term->weight)
        of_term->weight = alternative->weight;
    if (of_term->count++ == 0)
        of_term->first = place;
    of_term->last = place;
}

/* One pass over stems with blanks between. Returns how many there are. close counts
 * the times that two terms stand next to each other. */
static int32_t look(const struct terms *terms, const struct needles *needles, struct str stems,
                    struct found *found, int *close)
{
    int32_t place = 0, hit_place = -CLOSE_STEMS - 1;
    int hit_term = -1;
    const char *at = stems.p, *end = stems.p + stems.n;
    while (at < end) {
        const char *stop = memchr(at, ' ', (size_t)(end - at));
        struct str stem = {at, (size_t)((stop ? stop : end) - at)};
        at += stem.n + 1;
        if (stem.n == 0)
            continue;
        place++;
        if (!needles->first_bytes[(unsigned char)stem.p[0]])
            continue;
        for (size_t i = 0; i < needles->n; i++) {
            const struct flat *flat = &needles->items[i];
            if (flat->prefix ? !str_starts(stem, flat->stem) : !str_eq(stem, flat->stem))
                continue;
            note(terms, flat, place, found);
            if (hit_term >= 0 && hit_term != flat->term && place - hit_place <= CLOSE_STEMS)
                (*close)++;
            hit_term = flat->term;
            hit_place = place;
        }
    }
    return place;
}

/* Whether a stem is a compound that ends with what was typed: medborgarjury for jury. */
static bool ends_with_typed(struct str stem, const struct term *term)
{
    struct needle typed = term->alternatives[0].needles[0];
    return term->alternatives[0].n == 1 && typed.stem.n >= ENDING_MIN_BYTES && str_ends(stem, typed.stem);
}

/* A title says what a page is about also with the last part of a compound. */
static void look_for_endings(const struct terms *terms, struct str stems, struct found *found)
{
    struct str stem;
    while (str_split(&stems, ' ', &stem))
        for (size_t t = 0; t < terms->n; t++)
            if (found[t].weight < ENDING_WEIGHT && ends_with_typed(stem, &terms->items[t]))
                found[t].weight = ENDING_WEIGHT;
}

static int64_t title_score(const struct terms *terms, const struct found *found, int32_t stems)
{
    int64_t score = 0, sum = 0;
    size_t hits = 0;
    for (size_t t = 0; t < terms->n; t++) {
        int64_t points = (int64_t)found[t].weight * terms->items[t].weight;
        score += TITLE_POINTS * points;
        sum += points;
        hits += found[t].weight > 0;
    }
    if (hits < terms->n || stems == 0)
        return score;
    /* The more of the title that is meant, the better. */
    return score + ALL_IN_TITLE_POINTS * sum + WHOLE_TITLE_POINTS * sum * (int64_t)hits / stems;
}

int64_t terms_score(const struct terms *terms, struct str title_stems, struct str body_stems)
{
    struct needles needles;
    struct found in_title[TERMS_MAX] = {0}, in_body[TERMS_MAX] = {0};
    int close = 0, none = 0;
    flatten(terms, &needles);
    int32_t stems = look(terms, &needles, title_stems, in_title, &none);
    look_for_endings(terms, title_stems, in_title);
    look(terms, &needles, body_stems, in_body, &close);
    int64_t score = title_score(terms, in_title, stems);
    int64_t weight = 0;
    for (size_t t = 0; t < terms->n; t++) {
        const struct found *found = &in_body[t];
        int count = found->count < COUNT_MAX ? found->count : COUNT_MAX;
        int points = found->weight ? BODY_POINTS + count : 0;
        if (found->weight && found->first <= EARLY_STEMS)
            points += EARLY_POINTS;
        score += (int64_t)points * found->weight * terms->items[t].weight;
        weight += terms->items[t].weight;
    }
    if (terms->n > 1)
        score += (int64_t)CLOSE_POINTS * (close < 3 ? close : 3) * 100 * weight / (int64_t)terms->n;
    return score;
}
