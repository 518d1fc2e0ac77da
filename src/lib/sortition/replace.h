/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What remains to be drawn when some have their seats already: replacements for those
 * who withdrew, or a first draw in which some are decided on.
 *
 * The quotas are lowered by those seated, minima and maxima to 0 at least. Out of the
 * pool are the seated and all who share a household with one, and those who must not
 * be drawn: the withdrawn of a first panel, or people excluded. Housemates of the
 * withdrawn stay.
 */
#ifndef SORTITION_REPLACE_H
#define SORTITION_REPLACE_H

#include "lib/sortition/faults.h"
#include "lib/sortition/lottery.h"
#include "lib/sortition/people.h"

struct sortition_replacement {
    struct sortition_problem problem; /* what remains; its strings are those of the full problem */
    uint32_t *origin;                 /* of each person of it: their number in the full pool, ascending */
    struct sortition_group seated;
    size_t housemates; /* how many are out since they live with someone seated */
};

/*
 * The problem that remains of full, in the errors' arena. RC_INVALID with errors:
 * someone is both seated and out; all seats are taken. Warnings: more are seated than
 * a maximum allows; two of the seated share a household. O(people * categories).
 */
MUST_CHECK rc sortition_replace(const struct sortition_problem *full, const struct sortition_group *seated,
                                const struct sortition_group *out, struct sortition_faults *errors,
                                struct sortition_faults *warnings,
                                struct sortition_replacement *ret_replacement);

/*
 * A lottery of what remains as one of the full problem, in arena: every panel has the
 * seated too, who are certain; whoever is out is on no panel. Levels are those of the
 * people who could be drawn.
 */
struct sortition_lottery sortition_replacement_lottery(const struct sortition_problem *full,
                                                       const struct sortition_replacement *replacement,
                                                       const struct sortition_lottery *lottery,
                                                       struct arena *arena);

#endif
