/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Search over everything that visitors may read.
 *
 * A module that has something to be found gives the program a struct
 * search_source (core/module.h): what its kinds are called, and a function that
 * tells all its documents in all languages. `radslag search reindex` and every
 * init, demo and import ask all modules again and bring the index up to date;
 * what has not changed is left alone. A step that changes one thing calls
 * search_put or search_remove itself.
 *
 * The databases only find which documents have the words: FTS5 in SQLite, a
 * tsvector in PostgreSQL, both over stems made here (core/search/stem.h), byte by byte.
 * All else (counts, order, excerpts, what was meant) is computed here from the same
 * numbers, so that both give the same answer. What is needed of every document
 * and the vocabulary are kept in memory as a snapshot, a struct search_index.
 */
#ifndef CORE_SEARCH_SEARCH_H
#define CORE_SEARCH_SEARCH_H

#include "core/db/db.h"
#include "core/i18n/i18n.h"
#include "core/snapshot/snapshot.h"

struct module;
struct program;

/* ---- documents -------------------------------------------------------------------- */

/* A kind of document; the texts are translated when shown. */
struct search_kind {
    const char *code;       /* "method" */
    const char *one, *many; /* TR("Method"), TR("Methods") */
    int order;              /* ascending across modules */
};

/* One page, or part of one, in one language. What is absent counts as empty. */
struct search_doc {
    struct str language;  /* "sv" */
    struct str kind, ref; /* "method", the thing's code: the same in all languages */
    const char *route;    /* "guide.method" */
    struct str parts;     /* the values of the route's path, '/' between: "varldskafe" */
    struct str fragment;  /* the id of an element of that page */
    struct str title;
    struct str summary; /* a sentence or two */
    struct str body;    /* all else, as plain text */
    time_us from;       /* not found before; 0: always */
};

struct search_feed {
    struct reader *reader;
    struct arena *arena; /* ends when the module has told all */
    const struct languages *languages;
    /* Takes one document. Its texts need not outlive the call. */
    void (*emit)(struct search_feed *feed, const struct search_doc *doc);
};

struct search_source {
    const struct search_kind *kinds; /* ends with {0} */
    rc (*docs)(struct search_feed *feed);
};

/* Puts a document in place of the one of the same language, kind and ref. */
MUST_CHECK rc search_put(struct txn *txn, const struct search_doc *doc);
/* Takes a document away in all languages given, if it is there. */
MUST_CHECK rc search_remove(struct txn *txn, const struct languages *languages, struct str kind,
                            struct str ref);

struct search_counts {
    int64_t put, removed, unchanged;
};
/* Asks all modules again, and reads content/synonyms.csv. One step. O(what there is). */
MUST_CHECK rc search_reindex(struct db *db, const struct program *program, struct search_counts *ret_counts);
/* The same, where the index was made by other rules than this program's, or never. */
MUST_CHECK rc search_bring_up_to_date(struct db *db, const struct program *program);

/* ---- asking ------------------------------------------------------------------------ */

enum {
    SEARCH_TEXT_MAX_BYTES = 200, /* the rest of a longer question is not read */
    SEARCH_PAGE = 20,            /* the most results at a time */
    SEARCH_SCORED = 500          /* so many are put in order, those with words in the title first */
};

/* The snapshot; its variant is a struct language, its data a struct search_index. */
extern const struct snapshot_kind search_index_kind;
struct search_index;

/* A text in pieces, of which some are what was looked for. */
struct search_piece {
    struct str text;
    bool hit;
};
struct search_pieces {
    struct search_piece *items;
    size_t n, cap;
};

struct search_result {
    const struct search_kind *kind;
    struct str ref, route, parts, fragment, title;
    struct search_pieces excerpt;
};

struct search_facet {
    const struct search_kind *kind;
    int64_t count;
};

struct search_results {
    struct search_result *items;
    size_t n;
    const struct search_kind *kind; /* the one asked for; NULL: all, or there is no such kind */
    int64_t total;                  /* of the kind asked for */
    int64_t all;                    /* of all kinds */
    struct search_facet *facets;    /* the kinds that have any, in their order */
    size_t facet_count;
    struct str corrected; /* what was looked for instead, since nothing had the words; or STR_NONE */
    bool some;            /* nothing had all the words: these have some */
};

/*
 * Documents with all words of text that may be found at the time now, the best first, from offset on, at most
 * SEARCH_PAGE. The last word, and one with '*' after it, may be the beginning of one.
 * kind may be STR_NONE. Everything is borrowed from index or in arena. A text
 * without words finds nothing. Cost: grows with the documents that match.
 */
MUST_CHECK rc search_query(struct reader *reader, struct arena *arena, const struct search_index *index,
                           time_us now, struct str text, struct str kind, size_t offset,
                           struct search_results *ret_results);

/* The tables and the command `radslag search reindex`. */
extern const struct module search_index_module;

#endif
