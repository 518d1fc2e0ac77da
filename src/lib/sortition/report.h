/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a draw is told with: lists of people and tables as CSV, and a report in plain
 * language as Markdown, in Swedish or English.
 *
 * All add to a buffer of the caller's; the lists line by line, so that a long one can
 * be written in parts. Texts are in report_texts.c.
 */
#ifndef SORTITION_REPORT_H
#define SORTITION_REPORT_H

#include "base/buf.h"
#include "lib/sortition/draw.h"
#include "lib/sortition/people.h"
#include "lib/sortition/rounding.h"

/* ---- lists ---------------------------------------------------------------------- */

/* The columns of a list; from sortition_list_columns. */
struct sortition_list {
    const struct sortition_people *people;
    size_t *columns; /* of the people's file */
    size_t n;
};

/*
 * A list with the id, the kept columns and those of the categories, in the order of
 * the file; with kept NULL all columns of it. In the errors' arena. RC_INVALID: a
 * kept column is missing.
 */
MUST_CHECK rc sortition_list_columns(const struct sortition_people *people, size_t category_count,
                                     const struct str *kept, size_t kept_count,
                                     struct sortition_faults *errors, struct sortition_list *ret_list);
/* Adds the header; a file without ids gets a column "row" of their numbers first. */
void sortition_list_header(const struct sortition_list *list, struct buf *out);
/* Adds the line of a person. */
void sortition_list_line(const struct sortition_list *list, size_t person, struct buf *out);

/* Who can still be drawn after the panel, in arena: neither on it nor of a household that is. */
struct sortition_group sortition_remaining(const struct sortition_problem *problem, const uint32_t *members,
                                           struct arena *arena);

/* ---- the report ------------------------------------------------------------------- */

enum sortition_language { SORTITION_SWEDISH, SORTITION_ENGLISH };

/* What there is to tell; what is NULL is left out. */
struct sortition_report {
    enum sortition_language language;
    struct str title; /* of the assembly */
    const struct sortition_problem *problem;
    bool households; /* addresses were looked at */
    const struct sortition_lottery *lottery;
    const struct sortition_rounding *rounding; /* the list of panels that was published */
    const struct sortition_draw *draw;
    struct str seed;         /* of a panel drawn by the program; STR_NONE: it was not */
    const uint32_t *members; /* of the panel drawn, size of them */
};

/* Adds the report as Markdown. */
void sortition_report_write(const struct sortition_report *report, struct buf *out);

/* Adds its table as CSV:
 * category,value,pool,pool_percent,min,max,expected,selected,selected_percent. Cells of what
 * is not known are empty. */
void sortition_report_table(const struct sortition_report *report, struct buf *out);

/* Adds "id,probability,panels" of each person: how likely, and on how many panels of the lottery. */
void sortition_report_probabilities(const struct sortition_problem *problem,
                                    const struct sortition_lottery *lottery, struct buf *out);

#endif
