/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A table that somebody exported: a header, perhaps below rows of comment, and rows
 * of as many cells. Used by the readers of this folder only.
 *
 * A row is read at a time, so memory does not grow with the file. Cells and names are
 * trimmed, rows without a word are skipped, and names are compared without regard to
 * case.
 */
#ifndef SORTITION_SHEET_H
#define SORTITION_SHEET_H

#include <stdbool.h>

#include "base/csv.h"
#include "lib/sortition/faults.h"

#define SHEET_NONE SIZE_MAX /* no column */

struct sheet {
    struct str text;
    struct csv csv;
    struct arena *scratch; /* of the row being read */
    struct sortition_faults *errors;
    struct str *columns; /* names as the file has them, in the errors' arena */
    struct str *keys;    /* the same in lower case */
    size_t column_count;
    size_t header_row;
    struct csv_record row; /* the one last read, column_count cells */
    size_t start;          /* where it begins in text: for sheet_row_at */
};

/* How surely the columns are the header of what is looked for; 0: not at all. */
typedef int sheet_judge(const struct sheet *sheet, const void *context);

/*
 * Finds the header: of the first rows, with each delimiter, the one that judge rates
 * highest, or the first row where it rates none. Adds errors for an empty file and
 * for columns that stand twice. text must outlive the sheet; call sheet_close also
 * after RC_INVALID.
 */
MUST_CHECK rc sheet_open(struct sheet *sheet, struct str text, sheet_judge *judge, const void *context,
                         struct sortition_faults *errors);
/* Reads the next row into sheet->row; false at the end, or when the errors are full. */
bool sheet_next(struct sheet *sheet);
/* Ends the row last read. */
void sheet_close(struct sheet *sheet);

/* The column called name, or SHEET_NONE. */
size_t sheet_column(const struct sheet *sheet, struct str name);
/* The first of names that is a column, or SHEET_NONE. */
size_t sheet_column_of(const struct sheet *sheet, const struct str *names, size_t n);
/* The cell of the row last read that stands in column. */
struct str sheet_cell(const struct sheet *sheet, size_t column);

/* Reads again a row of text that sheet_next has read; its cells are trimmed. */
void sheet_row_at(struct str text, char delimiter, size_t start, size_t columns, struct arena *arena,
                  struct str **ret_cells);

/* A copy that outlives the scratch: a cell of the text itself needs none. */
struct str sheet_keep(const struct sheet *sheet, struct arena *arena, struct str cell);

#endif
