/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of search. Everything returned is in the given arena. */
#ifndef CORE_SEARCH_SEARCH_STORE_H
#define CORE_SEARCH_SEARCH_STORE_H

#include "core/search/search.h"
#include "core/search/terms.h"

/* ---- writing ---- */

/* A document as it is stored. */
struct stored_doc {
    int64_t id, digest;
    struct str title, summary, body, title_stems, body_stems;
};
/* The one with the language, kind and ref of like. RC_NOT_FOUND. */
MUST_CHECK rc search_doc_find(struct reader *reader, struct arena *arena, const struct search_doc *like,
                              struct stored_doc *ret_doc);
/* Adds a row under a new number. */
MUST_CHECK rc search_doc_add(struct txn *txn, struct arena *arena, const struct search_doc *doc,
                             int64_t digest, struct str title_stems, struct str body_stems, int64_t *ret_id);
/* The same in place of the row with this number. */
MUST_CHECK rc search_doc_replace(struct txn *txn, struct arena *arena, int64_t id,
                                 const struct search_doc *doc, int64_t digest, struct str title_stems,
                                 struct str body_stems);
MUST_CHECK rc search_doc_delete(struct txn *txn, int64_t id);
/* Adds to the number of documents that have a word. */
MUST_CHECK rc search_word_add(struct txn *txn, struct str language, struct str stem, struct str word,
                              int64_t documents);
/* Replace all kinds and synonyms. */
MUST_CHECK rc search_kinds_clear(struct txn *txn);
MUST_CHECK rc search_kind_add(struct txn *txn, const struct search_kind *kind);
MUST_CHECK rc search_synonyms_clear(struct txn *txn);
MUST_CHECK rc search_synonym_add(struct txn *txn, struct str language, int64_t number, struct str words);

/* ---- reading all, for a snapshot or a reindex ---- */

/* What is kept of every document. */
struct doc_row {
    int64_t id;
    struct str language, kind, ref;
    time_us from;
};
struct doc_rows {
    struct doc_row *items;
    size_t n, cap;
};
/* All languages, by number. */
MUST_CHECK rc search_docs_read(struct reader *reader, struct arena *arena, struct doc_rows *ret_rows);
struct kind_rows {
    struct search_kind *items;
    size_t n, cap;
};
/* In their order. */
MUST_CHECK rc search_kinds_read(struct reader *reader, struct arena *arena, struct kind_rows *ret_rows);
struct word_rows {
    struct known_word *items;
    size_t n, cap;
};
/* By stem and word; those that a document has. */
MUST_CHECK rc search_words_read(struct reader *reader, struct arena *arena, struct str language,
                                struct word_rows *ret_rows);
struct synonym_row {
    int64_t number;
    struct str words;
};
struct synonym_rows {
    struct synonym_row *items;
    size_t n, cap;
};
MUST_CHECK rc search_synonyms_read(struct reader *reader, struct arena *arena, struct str language,
                                   struct synonym_rows *ret_rows);

/* ---- asking ---- */

enum { SEARCH_MATCHES_MAX = 50000 };

struct ids {
    int64_t *items;
    size_t n, cap;
};
/* The numbers of all documents, in all languages, that match, ascending. */
MUST_CHECK rc search_match(struct reader *reader, struct arena *arena, const struct terms *terms, bool any,
                           bool in_title, struct ids *ret_ids);

struct stems_row {
    int64_t id;
    struct str sort_key, title_stems, body_stems;
};
struct stems_rows {
    struct stems_row *items;
    size_t n, cap;
};
/* The stems of these documents, in any order. */
MUST_CHECK rc search_stems_read(struct reader *reader, struct arena *arena, const struct ids *ids,
                                struct stems_rows *ret_rows);
/* All that a page shows of one document. RC_NOT_FOUND. */
struct shown_doc {
    struct str kind, ref, route, parts, fragment, title, summary, body;
};
MUST_CHECK rc search_doc_shown(struct reader *reader, struct arena *arena, int64_t id,
                               struct shown_doc *ret_doc);

extern const struct query *const search_index_queries[]; /* ends with NULL */

#endif
