/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Reads a file of people, one a row: the pool that a panel is drawn from.
 *
 * It has a column for each category of the targets and may have one of ids and some
 * that make up an address; others are kept for what is written later. Column names
 * and values are compared without regard to case or blanks around them. The header
 * may stand below rows of comment. Ids are text: "007" is not "7". Memory grows with
 * the people, not with the file: the text may be a mapped file of a gigabyte. Pure:
 * text in, people or errors out.
 */
#ifndef SORTITION_PEOPLE_H
#define SORTITION_PEOPLE_H

#include "lib/sortition/faults.h"
#include "lib/sortition/problem.h"

#define SORTITION_NO_COLUMN SIZE_MAX

/* Which columns are meant. All zero: ids are found, everyone is a household of their own. */
struct sortition_people_options {
    struct str
        id_column; /* STR_NONE: nationbuilder_id, unique_id, external_id or id, whichever is first found;
                             without any the number of the row below the header, from 1 */
    const struct str *household_columns; /* of an address, the street first: people who agree in all
                                            of them are one household */
    size_t household_column_count;
};

struct sortition_people {
    struct sortition_pool pool;
    struct str text;     /* what was read, borrowed */
    struct str *columns; /* of the file, by name */
    size_t column_count;
    size_t id_column;         /* or SORTITION_NO_COLUMN */
    size_t *category_columns; /* of each category */
    size_t *starts;           /* where in text each person's row begins */
    uint32_t *by_id;          /* people in the byte order of their ids */
    size_t without_address;   /* how many, where household columns are named */
    char delimiter;
};

/*
 * Reads text, which must outlive the people, into the errors' arena: RC_OK, or
 * RC_INVALID with all errors added. Errors: a column that is missing or stands twice,
 * a value that is missing or not of the targets, people with the same id who differ.
 * Warnings: a row without an id is skipped; one that repeats another is dropped;
 * whoever has no address (a blank first household column) is a household of their
 * own. O(length of text + n log n).
 */
MUST_CHECK rc sortition_people_read(struct str text, const struct sortition_targets *targets,
                                    const struct sortition_people_options *options,
                                    struct sortition_faults *errors, struct sortition_faults *warnings,
                                    struct sortition_people *ret_people);

/* The cells of a person's row, column_count of them, read again into arena. */
struct str *sortition_people_cells(const struct sortition_people *people, size_t person, struct arena *arena);

/* The column called name, or SORTITION_NO_COLUMN. */
size_t sortition_people_column(const struct sortition_people *people, struct str name);

/* Who has the id: RC_NOT_FOUND where nobody does. O(log n). */
MUST_CHECK rc sortition_people_find(const struct sortition_people *people, struct str id,
                                    uint32_t *ret_person);

/* Some of the people of a pool. */
struct sortition_group {
    uint32_t *people; /* ascending, each once */
    size_t n;
};

/*
 * Reads a list of ids: one a line, or a table with the ids' column, called as in the
 * people's file, as id_column says unless STR_NONE, or by one of the usual names. An
 * id that nobody has is an error, one that stands twice a warning.
 */
MUST_CHECK rc sortition_group_read(struct str text, struct str id_column,
                                   const struct sortition_people *people, struct sortition_faults *errors,
                                   struct sortition_faults *warnings, struct sortition_group *ret_group);

#endif
