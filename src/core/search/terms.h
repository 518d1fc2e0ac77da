/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What somebody looks for, as terms; how well a document answers; and which part
 * of a text to show. Pure: texts in, numbers and slices out.
 *
 * Structures
 *   needle       one stem, or the beginning of one
 *   alternative  needles that a document must all have: a word, or a synonym of several
 *   term         alternatives of which one is enough; a document should have all terms
 */
#ifndef CORE_SEARCH_TERMS_H
#define CORE_SEARCH_TERMS_H

#include "base/buf.h"
#include "core/search/search.h"
#include "core/search/stem.h"

enum { TERMS_MAX = 10, ALTERNATIVES_MAX = 8, ALTERNATIVE_NEEDLES_MAX = 4, NEEDLES_MAX = 64 };

struct needle {
    struct str stem;
    bool prefix;
};

struct alternative {
    struct needle needles[ALTERNATIVE_NEEDLES_MAX];
    size_t n;
    int weight; /* of 100 */
};

struct term {
    struct str word;  /* folded; joined, or the first of a synonym of several */
    struct str typed; /* where it stands in the text */
    struct alternative alternatives[ALTERNATIVES_MAX];
    size_t n;
    int weight; /* how telling it is: 1 to 100 */
};

struct terms {
    struct term items[TERMS_MAX];
    size_t n;
};

/* Words that mean the same, as stems. */
struct synonym {
    int64_t number;
    struct str stems[ALTERNATIVE_NEEDLES_MAX];
    size_t n;
};
struct synonyms {
    struct synonym *items;
    size_t n, cap;
};

/* A word of the vocabulary. */
struct known_word {
    struct str stem, word;
    int64_t documents;
};

/* What is known of the words of a language. */
struct lexicon {
    struct str language; /* "sv" */
    struct synonyms synonyms;
    const struct known_word *words; /* by stem and word */
    size_t word_count;
};
/* The first word whose stem is not less than stem, or word_count. O(log words). */
size_t lexicon_from(const struct lexicon *lexicon, struct str stem);

/*
 * The terms of text: words that say little ("och", "the") are left out unless there are no
 * others, and two that are one when joined, and the lexicon knows it, are one term ("medborgar
 * budget"); every weight is 1. Empty where text has no words.
 */
void terms_read(struct arena *arena, struct stemmer *stemmer, const struct lexicon *lexicon, struct str text,
                struct terms *ret_terms);

/* How the databases are asked: all terms, or any of them. Added to expression. */
void terms_for_sqlite(const struct terms *terms, bool any, bool in_title, struct buf *expression);
void terms_for_postgres(const struct terms *terms, bool any, struct buf *expression);

/* How well a document answers, with the stems of its title and body. 0: not at all. O(stems). */
int64_t terms_score(const struct terms *terms, struct str title_stems, struct str body_stems);

/* What to show under title: the summary, or the part of the body that has most of the terms
 * where that shows more of them than title and summary do. In pieces. */
void terms_excerpt(struct arena *arena, struct stemmer *stemmer, const struct terms *terms, struct str title,
                   struct str summary, struct str body, struct search_pieces *ret_pieces);

/* Whether a and b differ by one letter too many, missing, wrong or swapped with its
 * neighbour, or only by the dots and rings of their letters. Not where they are equal. */
bool words_are_one_slip_apart(struct str a, struct str b);

#endif
