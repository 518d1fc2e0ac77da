/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is kept in memory of the index of one language: the kind of each document
 * by its number, the vocabulary, the synonyms. A snapshot: it never changes.
 */
#ifndef CORE_SEARCH_SEARCH_INDEX_H
#define CORE_SEARCH_SEARCH_INDEX_H

#include "core/search/search_store.h"

/* A document that is not found before a time. */
struct dated_doc {
    int64_t id;
    time_us from;
};
struct dated_docs {
    struct dated_doc *items; /* by id */
    size_t n, cap;
};

struct search_index {
    struct lexicon lexicon;
    const struct search_kind *kinds; /* in their order */
    size_t kind_count;
    const uint8_t *kind_of;  /* by the document's number: 1 + index into kinds; 0: not of this language */
    int64_t number_end;      /* all numbers are less */
    int64_t documents;       /* in this language */
    struct dated_docs dated; /* those that are not found before a day */
};

/* Whether the document is of this language and may be found at the time now. O(log dated). */
bool search_index_shows(const struct search_index *index, int64_t id, time_us now);
/* Sets how telling each term is: rare ones more. O(terms × log words + words that begin so). */
void search_index_weigh(const struct search_index *index, struct terms *terms);
/* Whether a document may have the term. */
bool search_index_knows(const struct search_index *index, const struct term *term);
/* The commonest word that is one slip away from word, or STR_NONE. O(words). */
struct str search_index_correct(const struct search_index *index, struct str word);

#endif
