/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Methods in the database. Everything returned is in the given arena.
 */
#ifndef GUIDE_STORE_H
#define GUIDE_STORE_H

#include "base/clock.h"
#include "base/map.h"
#include "core/db/db.h"
#include "features/guide/guide_table.h"

/* A method with its words in one language. In a list only name, slug and
 * summary of the words are filled, and neither related nor source. */
struct guide_entry {
    struct method method;
    struct method_words words;
};

struct guide_entries {
    struct guide_entry *items;
    size_t n, cap;
};

/* All methods that have words in the language, by name. One query, O(methods). */
MUST_CHECK rc method_list(struct reader *reader, struct arena *arena, struct str language,
                          struct guide_entries *ret_entries);
/* One method, whole. RC_NOT_FOUND. */
MUST_CHECK rc method_by_slug(struct reader *reader, struct arena *arena, struct str language, struct str slug,
                             struct guide_entry *ret_entry);
MUST_CHECK rc method_by_code(struct reader *reader, struct arena *arena, struct str language, struct str code,
                             struct guide_entry *ret_entry);
/* The slug of a method in another language. RC_NOT_FOUND where it has no words there. */
MUST_CHECK rc method_slug_in(struct reader *reader, struct arena *arena, int64_t method_id,
                             struct str language, struct str *ret_slug);

/* Puts the code of every method into codes, as keys in arena. */
MUST_CHECK rc method_codes(struct reader *reader, struct arena *arena, struct map *codes);

/* ---- import ---- */

struct method_import {
    const struct method_table *table;
    const char *const *languages;
    size_t language_count;
    time_us now;
};
/* A step: brings the methods of a table in; in is struct method_import, out is
 * struct table_counts. All or nothing. O(methods × languages). */
step_fn method_import_step;

/* The names of the fields in which the stored method differs from a row of a
 * table, "name_sv, depth", or "" where none do. RC_NOT_FOUND: not stored yet. */
MUST_CHECK rc method_differences(struct reader *reader, struct arena *arena,
                                 const struct method_import *import, const struct method_row *row,
                                 struct str *ret_fields, bool *ret_edited);

extern const struct query *const guide_queries[]; /* ends with NULL */

#endif
