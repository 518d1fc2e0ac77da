/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Result codes.
 *
 * Every function that can fail for a reason outside the program returns an rc
 * and marks it MUST_CHECK. Outputs come last, are named ret_…, and are left
 * untouched on failure. Running out of memory is not an rc: see base/mem.h.
 * A fault in what a person typed is data (a list of faults), not an rc.
 */
#ifndef BASE_RC_H
#define BASE_RC_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))

typedef enum {
    RC_OK = 0,
    RC_NOT_FOUND,   /* what was asked for does not exist, or must not be known to exist */
    RC_INVALID,     /* the input breaks a rule of its format */
    RC_EXISTS,      /* a unique key is taken */
    RC_DENIED,      /* the caller may not */
    RC_LIMIT,       /* a stated limit would be exceeded */
    RC_BUSY,        /* try again later: queue full, lock held */
    RC_CONFLICT,    /* a concurrent transaction won; the same step may be run again */
    RC_IO,          /* the operating system said no: file, socket, process */
    RC_DATABASE,    /* the database said no, or is gone */
    RC_NEWER,       /* made by a newer version of this program */
    RC_UNSUPPORTED, /* a valid request that this build or this database cannot serve */
    RC_STOPPED      /* the program is stopping, or the work was cancelled */
} rc;

/* The code's name without its prefix, such as "NOT_FOUND", for logs. Never NULL. */
const char *rc_name(rc code);

#endif
