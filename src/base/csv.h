/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * CSV reader (RFC 4180), strict, with places for error messages.
 *
 * Reads a whole text already in memory (or mapped), one record at a time; the
 * cost is linear in its length and memory is one record. Accepts CRLF or LF,
 * quoted fields with "" for a quote, and a byte-order mark. The delimiter is
 * chosen from the first line that is not blank: ',' or ';', or tab, whichever
 * stands there most outside quotes. Blank lines are skipped.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"
#include "base/str.h"

enum { CSV_MAX_FIELDS = 1000, CSV_MAX_FIELD_BYTES = 1024 * 1024 };

/* Where something stands in the file, both from 1; column 0 = the whole row. */
struct csv_place {
    size_t row;    /* records, the header being row 1 */
    size_t line;   /* lines of the file: a quoted field may span several */
    size_t column; /* fields */
};

enum csv_fault {
    CSV_OK = 0,
    CSV_QUOTE_INSIDE,  /* a quote in a field that did not begin with one */
    CSV_AFTER_QUOTE,   /* something between a closing quote and the delimiter */
    CSV_UNCLOSED,      /* the text ends inside quotes */
    CSV_NOT_UTF8,      /* a field is not valid UTF-8, or has a control character */
    CSV_TOO_MANY,      /* more than CSV_MAX_FIELDS fields in a row */
    CSV_TOO_LONG       /* a field longer than CSV_MAX_FIELD_BYTES */
};

struct csv {
    struct str rest;
    char delimiter;
    size_t line; /* where rest begins */
    struct csv_place place; /* of the record last read, or of the fault */
    enum csv_fault fault;
};

struct csv_record {
    struct str *fields; /* in the arena, or borrowed from the text */
    size_t n;
    struct csv_place place;
};

/* Begins to read text, which must outlive the reader. */
void csv_begin(struct csv *csv, struct str text);

/*
 * The next record: RC_OK, RC_NOT_FOUND at the end of the text, or RC_INVALID
 * with csv->fault and csv->place set. After a fault the reader resumes at the
 * next line, except after CSV_UNCLOSED, so that a caller can report them all.
 */
MUST_CHECK rc csv_next(struct csv *csv, struct arena *arena, struct csv_record *ret_record);

/* What a fault is, in English, for the one whose file it is: "a quote is never closed". */
const char *csv_fault_text(enum csv_fault fault) __attribute__((returns_nonnull));

/* Appends one field to a line being written, quoted where it must be, as an
 * empty one that is first must: alone it would be a blank line. Formulas of
 * spreadsheets (=, +, -, @, tab or CR first, unless a number) get a leading
 * apostrophe, since the file will be opened in one. */
struct buf;
void csv_add_field(struct buf *line, struct str field, bool first);

#endif
