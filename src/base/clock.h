/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Time as a number: microseconds since 1970-01-01T00:00:00Z, without leap
 * seconds. Rules and steps never ask the clock; they take the time as input.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#include "base/str.h"

typedef int64_t time_us;

#define TIME_SECOND ((time_us)1000000)
#define TIME_MINUTE (60 * TIME_SECOND)
#define TIME_HOUR (60 * TIME_MINUTE)
#define TIME_DAY (24 * TIME_HOUR)

/* The wall clock, for what people read and what is stored. */
time_us time_now(void);
/* A clock that never jumps, for deadlines and durations only. */
time_us time_monotonic(void);

enum { TIME_ISO_BYTES = 24, TIME_HTTP_BYTES = 80 }; /* more than used: gcc counts with any int */
/* "2026-11-21T09:30:00Z", NUL-terminated; returns text. Years 0 to 9999. */
const char *time_format_iso(time_us time, char text[TIME_ISO_BYTES]);
/* "Sat, 21 Nov 2026 09:30:00 GMT" (RFC 9110 §5.6.7), NUL-terminated; returns text. */
const char *time_format_http(time_us time, char text[TIME_HTTP_BYTES]);
/* "2026-11-21" as midnight UTC, or "2026-11-21T09:30:00Z". RC_INVALID otherwise. */
MUST_CHECK rc time_parse_iso(struct str text, time_us *ret_time);

#endif
