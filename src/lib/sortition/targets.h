/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Reads a file of targets: the quota of each value of each category.
 *
 * The header is one of the families in use, told by its names:
 *   feature,value,min,max           what is drawn with today
 *   category,name,min,max           older; "value" and "category value" mean "name"
 *   category,feature,min,max        of research data: feature is the value
 * and may have min_flex,max_flex, both or neither; without them a relaxation may go
 * as far as it must. Other columns are ignored. Rows without a category are skipped.
 * Names are compared without regard to case or blanks around them and kept as they
 * first stand. Pure: text in, targets or errors out.
 */
#ifndef SORTITION_TARGETS_H
#define SORTITION_TARGETS_H

#include "lib/sortition/faults.h"
#include "lib/sortition/problem.h"

/*
 * Reads text into targets in the errors' arena: RC_OK, or RC_INVALID with all errors
 * added. Categories are in the order of their first rows, and so are their values.
 * O(length of text).
 */
MUST_CHECK rc sortition_targets_read(struct str text, struct sortition_faults *errors,
                                     struct sortition_targets *ret_targets);

#endif
