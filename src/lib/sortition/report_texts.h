/* SPDX-License-Identifier: EUPL-1.2 */
/* The sentences of the report in each language. {0}, {1} … stand for what report.c fills in. */
#ifndef SORTITION_REPORT_TEXTS_H
#define SORTITION_REPORT_TEXTS_H

#include "lib/sortition/report.h"

enum report_text {
    TEXT_DECIMAL_POINT,
    TEXT_THOUSANDS,
    TEXT_PERCENT, /* {0} a number */
    TEXT_TITLE,   /* {0} the assembly */
    TEXT_ASKED_HEADING,
    TEXT_ASKED, /* {0} size {1} pool */
    TEXT_ONE_OF_A_HOUSEHOLD,
    TEXT_HOUSEHOLDS_UNKNOWN,
    TEXT_POOL_HEADING,
    TEXT_POOL_DRAWN,
    TEXT_POOL_EXPECTED,
    TEXT_POOL,
    TEXT_ALLOWED,
    TEXT_DRAWN,
    TEXT_EXPECTED,
    TEXT_CHANCES_HEADING,
    TEXT_CHANCES_EQUAL, /* {0} percent {1} one in so many */
    TEXT_CHANCES,       /* {0} least, percent {1} one in so many {2} median {3} most */
    TEXT_CHANCES_WHY,   /* {0} if all were equal */
    TEXT_LEXIMIN,
    TEXT_MAXIMIN,
    TEXT_NASH,
    TEXT_GREEDY,
    TEXT_EXACT, /* {0} percentage points */
    TEXT_NOT_EXACT,
    TEXT_ON_NO_PANEL, /* {0} people */
    TEXT_DRAW_HEADING,
    TEXT_ROUNDED,   /* {0} panels {1} percentage points {2} least chance after */
    TEXT_FROZEN,    /* {0} hash {1} label */
    TEXT_BY_STREAM, /* {0} randomness {1} number {2} last number */
    TEXT_BY_BALLS,  /* the same */
    TEXT_BY_SEED,   /* {0} seed */
    TEXT_CHECK_HEADING,
    TEXT_CHECK_MANIFEST,
    TEXT_CHECK_FILES,
    TEXT_CHECK_SELF, /* {0} panels */
    TEXT_CHECK_DRAW,
    TEXT_CHECK_FORMULA,
    TEXT_CHECK_PANEL, /* {0} number */
    TEXT_CHECK_SEED,
    TEXTS
};

/* The text, never NULL. */
const char *report_text(enum sortition_language language, enum report_text text);

#endif
