/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Examples in the database. Everything returned is in the given arena.
 */
#ifndef EXAMPLES_STORE_H
#define EXAMPLES_STORE_H

#include "core/db/db.h"
#include "core/picture/picture.h"
#include "features/examples/examples_table.h"

struct example_list {
    struct example *items;
    size_t n, cap;
};

/* All examples, the latest start first. Of the words only title, slug and
 * summary are filled, of the facts neither contact, links nor pictures. Two queries. */
MUST_CHECK rc example_list(struct reader *reader, struct arena *arena, struct example_list *ret_list);
/* One example, whole, by its slug in any language. RC_NOT_FOUND. */
MUST_CHECK rc example_by_slug(struct reader *reader, struct arena *arena, struct str slug,
                              struct example *ret_example);
/* By its code. RC_NOT_FOUND. */
MUST_CHECK rc example_by_code(struct reader *reader, struct arena *arena, struct str code,
                              struct example *ret_example);

/* ---- import ---- */

struct example_import {
    const struct example_table *table; /* its pictures are names of what follows, or of what is stored */
    const struct picture *pictures;
    size_t picture_count;
    bool demo;   /* made up; never takes the place of one that is not */
    time_us now; /* when what it changes was changed */
};
/* A step: brings the examples of a table in; in is struct example_import, out is
 * struct table_counts. All or nothing; RC_EXISTS: a slug is taken. */
step_fn example_import_step;

/* The names of the fields in which the stored example differs from a row of the
 * table, "title_sv, start", or "" where none do, and whether it is left alone.
 * RC_NOT_FOUND: not stored yet. */
MUST_CHECK rc example_differences(struct reader *reader, struct arena *arena,
                                  const struct example_import *import, const struct example_row *row,
                                  struct str *ret_fields, bool *ret_kept);

extern const struct query *const examples_queries[]; /* ends with NULL */

#endif
