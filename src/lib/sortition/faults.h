/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is wrong with a file, told to whoever has to mend it: each fault with its row
 * and column. Readers keep two lists, errors and warnings; all errors of a file are
 * found at once. At most SORTITION_FAULTS_MAX of each are kept, all are counted. A
 * reader stops when the errors are full: such a file is not worth the rest.
 */
#ifndef SORTITION_FAULTS_H
#define SORTITION_FAULTS_H

#include "base/arena.h"
#include "base/buf.h"

enum { SORTITION_FAULTS_MAX = 500 };

struct sortition_fault {
    size_t row;         /* of the file, its first that is not blank being 1; 0: the file as a whole */
    struct str column;  /* the header's name; STR_NONE: the row as a whole */
    struct str message; /* English: what it is and what to do */
};

/* Begins as {.arena = arena}. */
struct sortition_faults {
    struct arena *arena;
    struct sortition_fault *items; /* by row */
    size_t n, cap;
    size_t count; /* how many were found */
};

/* Adds a fault; message is printf's. */
void sortition_fault(struct sortition_faults *faults, size_t row, struct str column, const char *message, ...)
    PRINTF_LIKE(4, 5);

/* Adds a line for each fault that is kept, "FILE: row 3: column id: …", and one that counts the others. */
void sortition_faults_write(const struct sortition_faults *faults, struct str file, struct buf *out);

#endif
