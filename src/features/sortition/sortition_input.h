/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the commands of `radslag sortition` read: targets, people and lists of
 * ids, from the files that their options name. Whatever is wrong is printed, all
 * of it, with file, row and column.
 */
#ifndef SORTITION_INPUT_H
#define SORTITION_INPUT_H

#include "core/command/command.h"
#include "lib/sortition/people.h"
#include "lib/sortition/replace.h"
#include "lib/sortition/stream.h"

#define SORTITION_FILE_MAX_BYTES ((size_t)4 << 30)

/* The options of every command that reads a problem. */
#define SORTITION_PROBLEM_OPTIONS                                                                           \
    {"targets", "FILE", "The quotas: a table category,name,min,max, or feature,value,min,max."},            \
        {"people", "FILE", "The pool: a table with a person a row and a column for each category."},        \
        {"size", "K", "How many are drawn."},                                                               \
        {"id", "COLUMN", "The people's ids; id, unique_id and their like are found without it."},           \
    {                                                                                                       \
        "household", "COLUMN,COLUMN", "The address: at most one person of each is drawn. The street first." \
    }

/* Where chance comes from. */
#define SORTITION_STREAM_OPTIONS                                                                       \
    {"seed", "HEX", "Chance from this seed; without it one is drawn and printed."},                    \
        {"randomness", "TEXT", "Chance from public randomness instead, with --label and --manifest."}, \
        {"label", "TEXT", "What is drawn; no two draws of an assembly have the same."},                \
    {                                                                                                  \
        "manifest", "FILE", "The manifest that was published before the randomness."                   \
    }

struct sortition_input {
    struct sortition_problem problem;
    struct sortition_people people; /* its pool is the problem's */
};

/*
 * Reads the files of SORTITION_PROBLEM_OPTIONS into the command's arena. Prints
 * warnings and faults; false: nothing could be read, return EXIT_TROUBLE. With
 * size_optional a missing --size leaves 0.
 */
bool sortition_input_read(struct command_line *line, bool size_optional, struct sortition_input *ret_input);

/* Reads --people alone, under targets without categories, for a sample. Prints and returns false. */
bool sortition_input_people(struct command_line *line, struct sortition_input *ret_input);

/* The people that the file of an option names; none where it was not given. */
bool sortition_input_group(struct command_line *line, const char *option, const struct sortition_input *input,
                           struct sortition_group *ret_group);

/*
 * What the pool is called in public: their ids, or codes made with the secret in the file of --secret,
 * where that is given. In the command's arena. Prints and returns false.
 */
bool sortition_input_codes(struct command_line *line, const struct sortition_problem *problem,
                           struct str **ret_codes);

/*
 * The stream of published randomness (--randomness with --label and --manifest), or of --seed for a
 * purpose; without either a seed is drawn and printed to standard error, so that the same can be done again.
 * Both, or half of the first, is a mistake: prints and returns false.
 */
bool sortition_input_stream(struct command_line *line, const char *purpose,
                            struct sortition_stream *ret_stream);

/* Maps a whole file. Prints and returns false. */
bool sortition_input_file(struct command_line *line, const char *option, struct str *ret_text);

/* Prints faults with their file on standard error, and how many were not shown. */
void sortition_print_faults(const char *what, const char *path, const struct sortition_faults *faults);

#endif
