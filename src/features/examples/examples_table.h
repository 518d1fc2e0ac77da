/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The table of examples: reads and checks a CSV file of them. Pure: text in,
 * examples or faults out. Its columns: docs/examples-table.md.
 */
#ifndef EXAMPLES_TABLE_H
#define EXAMPLES_TABLE_H

#include "base/map.h"
#include "core/table/table.h"
#include "features/examples/examples_rules.h"

struct example_row {
    struct example example;
    size_t row; /* of the table */
};

struct example_table {
    struct example_row *rows;
    size_t n;
    struct table_faults faults; /* a caller who knows more may add to them */
};

/*
 * Reads text into *ret_table, in arena; strings are borrowed from text or in
 * the arena. languages: codes of those an example may be written in; methods:
 * the codes of the guide, as keys. RC_INVALID when there are faults: then rows
 * must not be used. O(length of text).
 */
MUST_CHECK rc example_table_read(struct arena *arena, struct str text, const char *const *languages,
                                 size_t language_count, const struct map *methods,
                                 struct example_table *ret_table);

#endif
