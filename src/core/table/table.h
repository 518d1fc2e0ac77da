/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Tables that an operator brings in: a CSV file with declared columns, read
 * into cells, with every fault told at once by row and column.
 *
 * table_read checks the file's form: the header, the number of cells, empty
 * ones. What a cell means is checked by the caller, who adds faults of its own
 * to the same list; it stays in the order of rows. Pure: text in, cells or
 * faults out; only the table_print functions write.
 */
#ifndef CORE_TABLE_TABLE_H
#define CORE_TABLE_TABLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum { TABLE_FAULTS_MAX = 500, TABLE_SLUG_BYTES = 100, TABLE_MAX_BYTES = 64 * 1024 * 1024 };

struct table_column {
    struct str name;   /* in the header: "title_sv" */
    struct str alias;  /* another name it may have there; STR_NONE: none */
    bool optional;     /* the file may lack it */
    bool may_be_empty; /* its cells may be */
};

struct table_row {
    size_t row;        /* of the file, the header being 1 */
    struct str *cells; /* one for each declared column, trimmed; STR_NONE: empty */
};

struct table {
    struct table_row *rows; /* without those that could not be read */
    size_t n, cap;
};

struct table_fault {
    size_t row;         /* of the table, the header being 1; 0: the file as a whole */
    struct str column;  /* the header's name; STR_NONE: the row as a whole */
    struct str message; /* English: one sentence for the operator */
};

/* Begins as {.arena = arena}. */
struct table_faults {
    struct arena *arena;
    struct table_fault *items; /* by row; at most TABLE_FAULTS_MAX are kept */
    size_t n, cap;
    size_t count; /* how many were found: reading stops when the list is full */
};

/* Reads text, which must outlive the table, into cells in the faults' arena. O(length of text). */
void table_read(struct str text, const struct table_column *columns, size_t n, struct table_faults *faults,
                struct table *ret_table);

/* Adds a fault; message is printf's. */
void table_fault(struct table_faults *faults, size_t row, struct str column, const char *message, ...)
    PRINTF_LIKE(4, 5);

/* Whether text may be an id or a slug: a-z, 0-9 and single hyphens between. */
bool table_is_slug(struct str text);

/* One line on standard error for each fault that is kept: "FILE: row 3: column id: …". */
void table_print_faults(const struct table_fault *faults, size_t count, const char *path);

/* ---- bringing a table in ---- */

/* What became of the rows. */
struct table_counts {
    int64_t added, updated, unchanged;
    int64_t kept; /* differ from the file, but have been changed here: left alone */
};

/* Counts a row and says whether it is to be written: it is new, or differs from
 * what is stored and that is not kept. */
bool table_count_row(struct table_counts *counts, bool stored, bool differs, bool kept);

/* Unless it is the same, adds a field to a list of those that differ: "title_sv, start". language: its
 * code, STR_NONE where the field has none. */
void table_differ(struct buf *fields, bool same, const char *name, struct str language);

/* On standard output one line for a row: "new      ID", "changed  ID: FIELDS", or kept; none for a stored
 * row without fields. */
void table_print_difference(struct str id, bool is_new, struct str fields, bool kept);

/* On standard output what became of the rows, or that a dry run changed nothing. */
void table_print_counts(const struct table_counts *counts, bool dry_run);

#endif
