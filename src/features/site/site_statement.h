/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the organisation that runs the portal says in the accessibility
 * statement. The act on the accessibility of digital public services
 * (2018:1937) and Digg's rules ask each operator for it; the program cannot
 * know it, so what was not told is shown as not told.
 *
 * Kept as settings, each a text that the operator may leave out.
 */
#ifndef SITE_STATEMENT_H
#define SITE_STATEMENT_H

#include "base/clock.h"
#include "core/db/db.h"

enum statement_field {
    STATEMENT_OPERATOR,    /* the name of the organisation */
    STATEMENT_STATUS,      /* "fully", "partly" or "not" in accordance with the act */
    STATEMENT_ASSESSED,    /* the day when the operator judged that: "2026-11-22" */
    STATEMENT_ASSESSMENT,  /* how: "Self-assessment", or who did it */
    STATEMENT_ANSWER_DAYS, /* working days within which it answers: "2" */
    STATEMENT_FAULTS,      /* what does not meet the requirements, and why; points separated by ';' */
    STATEMENT_BURDEN,      /* what is left out as a disproportionate burden (section 12); likewise */
    STATEMENT_OUTSIDE,     /* what the act does not cover (section 9); likewise */
    STATEMENT_FIELDS
};

enum { STATEMENT_TEXT_MAX_BYTES = 4000, STATEMENT_ANSWER_DAYS_MAX = 60 };

struct statement {
    struct str fields[STATEMENT_FIELDS]; /* STR_NONE where the operator has not told */
    struct str published, updated;       /* days, "2026-11-22"; STR_NONE where nothing was ever told */
};

/* What is wrong with text as a value of field, a sentence that follows the field's name; NULL where
 * nothing is. "" is right for all: the operator takes back what it told. */
const char *statement_fault(enum statement_field field, struct str text, time_us now);

/* Everything told, in arena. */
MUST_CHECK rc statement_read(struct reader *reader, struct arena *arena, struct statement *ret_statement);

struct statement_change {
    struct str fields[STATEMENT_FIELDS]; /* STR_NONE: as it was; "": no longer told */
    time_us now;
};
/* A step: stores a struct statement_change, and that the statement was reviewed now. No output. */
rc statement_change_step(struct txn *txn, const void *in, void *out);

#endif
