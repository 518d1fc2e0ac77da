/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The table of organisations: reads and checks a CSV file of them. Pure: text
 * in, organisations or faults out. Its columns: docs/organisations-table.md.
 */
#ifndef ORGANISATIONS_TABLE_H
#define ORGANISATIONS_TABLE_H

#include "core/table/table.h"
#include "features/organisations/organisations_rules.h"

struct organisation_row {
    struct organisation organisation;
    size_t row; /* of the table */
};

struct organisation_table {
    struct organisation_row *rows;
    size_t n;
    struct table_faults faults; /* a caller who knows more may add to them */
};

/*
 * Reads text into *ret_table, in arena; strings are borrowed from text or in
 * the arena. languages: codes of those the portal has. RC_INVALID when there
 * are faults: then rows must not be used. O(length of text).
 */
MUST_CHECK rc organisation_table_read(struct arena *arena, struct str text, const char *const *languages,
                                      size_t language_count, struct organisation_table *ret_table);

#endif
