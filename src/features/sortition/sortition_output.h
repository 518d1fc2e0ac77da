/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Files that commands write: whole, or not at all. A file is written beside its path
 * under a name of this process and then put in its place, so two runs at once cannot
 * mix, and a signal to stop waits for it. What exists and is no file (a terminal, a
 * pipe, a link) is written to as it is.
 */
#ifndef SORTITION_OUTPUT_H
#define SORTITION_OUTPUT_H

#include <signal.h>
#include <stdio.h>

#include "base/buf.h"
#include "core/command/command.h"
#include "lib/sortition/report.h"

#define SORTITION_LIST_MAX_BYTES ((size_t)1 << 30)

struct sortition_output {
    FILE *file; /* to write to */
    const char *path;
    const char *temporary; /* NULL: path itself is written to */
    sigset_t signals;      /* as they were */
    bool failed;
};

/* Opens a file for path, which must outlive it and be none of those that the command reads. Prints and
 * returns false. */
bool sortition_output_begin(struct sortition_output *output, struct command_line *line, const char *path);
/* Puts it in path's place. Prints and returns false where not all could be written: path is as it was. */
bool sortition_output_end(struct sortition_output *output);

/* Writes what a buffer holds and gives it back; one that has overflowed makes sortition_output_end fail. */
void sortition_output_text(struct sortition_output *output, struct buf *text);

/* Makes a folder, unless it is there. Prints and returns false. */
bool sortition_output_folder(const char *path);
/* Writes a list of people as a file. Prints and returns false. */
bool sortition_output_list(struct command_line *line, const char *path, const struct sortition_list *list,
                           const uint32_t *people, size_t n);

/* Writes one row of CSV: n cells. */
void sortition_output_row(struct sortition_output *output, const struct str *cells, size_t n);
#define SORTITION_ROW(output, ...)                                    \
    sortition_output_row((output), (const struct str[]){__VA_ARGS__}, \
                         sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

#endif
