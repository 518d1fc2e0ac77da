/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The published list of numbered panels, a CSV file: one row a panel, its number from
 * 0 in order, then its members' ids, under "panel,1,2,3,…".
 */
#ifndef SORTITION_PANELS_H
#define SORTITION_PANELS_H

#include "base/buf.h"
#include "lib/sortition/faults.h"
#include "lib/sortition/rounding.h"

enum { SORTITION_PANELS_SIZE_MAX = 999 }; /* members of a panel in the list: a column each */

/* Adds the list to out. ids: of each person of the pool, their own or public ones. */
void sortition_panels_write(const struct sortition_rounding *rounding, const struct str *ids,
                            struct buf *out);

/*
 * Reads a list: m, size and members of the rounding, each panel's ascending, in the
 * errors' arena; sortition_rounding_count does the rest. n people have the ids.
 * RC_INVALID with errors: an unknown id, the same twice, a number out of order.
 */
MUST_CHECK rc sortition_panels_read(struct str text, const struct str *ids, size_t n,
                                    struct sortition_faults *errors, struct sortition_rounding *ret_rounding);

#endif
