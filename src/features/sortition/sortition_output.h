/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that commands write: whole, or not at all. */
#ifndef SORTITION_OUTPUT_H
#define SORTITION_OUTPUT_H

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"

struct sortition_output {
    FILE *file; /* to write to */
    const char *path, *temporary;
    bool failed;
};

/* Opens a file beside path, which must outlive it. Prints and returns false. */
bool sortition_output_begin(struct sortition_output *output, struct arena *arena, const char *path);
/* Puts it in path's place. Prints and returns false where not all could be written: path is as it was. */
bool sortition_output_end(struct sortition_output *output);

/* Writes what a buffer holds and gives it back; one that has overflowed makes sortition_output_end fail. */
void sortition_output_text(struct sortition_output *output, struct buf *text);

/* Writes one row of CSV: n cells. */
void sortition_output_row(struct sortition_output *output, const struct str *cells, size_t n);
#define SORTITION_ROW(output, ...)                                    \
    sortition_output_row((output), (const struct str[]){__VA_ARGS__}, \
                         sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

#endif
