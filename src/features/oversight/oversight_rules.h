/* SPDX-License-Identifier: EUPL-1.2 */
/* Periods of the log. Pure: no database, no clock. */
#ifndef OVERSIGHT_RULES_H
#define OVERSIGHT_RULES_H

#include "base/clock.h"

/* Days are those of UTC, as are the times that the log shows. */
struct period {
    time_us from, to; /* from ≤ at < to */
};
/* All there is. */
#define PERIOD_ALL ((struct period){INT64_MIN, INT64_MAX})

/* "2026-03-31" as its first moment; false where text is no day. */
bool day_read(struct str text, time_us *ret_day);

/* A period of the log is a range of its numbers (db_id_at). An entry is numbered when it is stored: after its
 * own time, by less than this. */
#define LOG_STORED_WITHIN TIME_HOUR

#endif
