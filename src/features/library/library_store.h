/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The library in the database. Everything returned is in the given arena.
 */
#ifndef LIBRARY_STORE_H
#define LIBRARY_STORE_H

#include "core/db/db.h"
#include "core/table/table.h"
#include "features/library/library_content.h"

/* Where something is in another language: a slug, or the term. */
struct library_other {
    struct str language, text;
};
struct library_others {
    struct library_other *items;
    size_t n, cap;
};

struct library_entry {
    int64_t id;
    struct library_item item;
    struct library_words words;
    struct library_others others; /* slugs */
    time_us updated;              /* by an editor or an import; 0: never */
};
struct library_entries {
    struct library_entry *items;
    size_t n, cap;
};

struct glossary_entry {
    int64_t id;
    struct glossary_term term;
    struct glossary_words words;
    struct library_others others; /* terms */
};
struct glossary_entries {
    struct glossary_entry *items;
    size_t n, cap;
};

/* All items that have words in the language: articles, publications and news, by kind, order
 * and title, then challenges by order. A few queries. */
MUST_CHECK rc library_list(struct reader *reader, struct arena *arena, struct str language,
                           struct library_entries *ret_entries);
/* All terms in the language, in its order. */
MUST_CHECK rc glossary_list(struct reader *reader, struct arena *arena, struct str language,
                            struct glossary_entries *ret_entries);

/* ---- import ---- */

struct library_import {
    const struct library_content *content;
    const char *const *languages;
    size_t language_count;
    time_us now; /* when what it changes was changed */
};
/* A step: brings the content in; in is struct library_import, out is struct
 * table_counts. All or nothing; it never removes an item. RC_EXISTS: a slug is taken. */
step_fn library_import_step;

/* Calls tell for each item and term that the import would add or change, or keep since an
 * editor has changed it here; key is "article:CODE", "term:CODE". */
MUST_CHECK rc library_tell_differences(struct reader *reader, struct arena *arena,
                                       const struct library_import *import,
                                       void (*tell)(struct str key, bool is_new, bool kept));

/* What is stored, for struct content_source: keys "article:CODE", "term:CODE", and
 * library_slug_key with the item's key as its value, a C string. */
MUST_CHECK rc library_stored(struct reader *reader, struct arena *arena, const char *const *languages,
                             size_t language_count, struct map *ret_stored);

extern const struct query *const library_queries[]; /* ends with NULL */

#endif
