/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a solver answered, as a file of JSON: written for programs and for
 * `radslag sortition round`, which reads it again. docs/sortition.md lists its
 * fields. People are named by their ids.
 */
#ifndef SORTITION_JSON_H
#define SORTITION_JSON_H

#include <stdio.h>

#include "lib/sortition/lottery.h"
#include "lib/sortition/people.h"
#include "lib/sortition/run.h"

/* Writes it to file. */
void sortition_json_write(FILE *file, const struct sortition_problem *problem,
                          const struct sortition_answer *answer);

/*
 * Reads the lottery of such a file into arena: its panels, probabilities
 * counted from them, and what it says of how they were found, but no levels.
 * RC_INVALID with a sentence in *ret_problem: it is not one, or
 * not of this problem; each panel is checked in integers.
 */
MUST_CHECK rc sortition_json_read(struct str text, const struct sortition_problem *problem,
                                  const struct sortition_people *people, struct arena *arena,
                                  struct sortition_lottery *ret_lottery, struct str *ret_problem);

#endif
