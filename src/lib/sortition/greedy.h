/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The selection that was usual before lotteries were computed: person by person,
 * always one of the value that is scarcest.
 *
 * Again and again the value is taken for which (minimum - selected) / remaining is
 * largest, and a uniform person of it is selected, from everyone once all minima are
 * met; their household leaves, and so does everyone of a value whose maximum is
 * reached. A dead end begins anew. It is quick and easy to explain, but nobody knows
 * how likely anyone is, and some may be hardly likely at all.
 */
#ifndef SORTITION_GREEDY_H
#define SORTITION_GREEDY_H

#include "lib/sortition/problem.h"
#include "lib/sortition/stream.h"

enum { SORTITION_GREEDY_ATTEMPTS = 1000 }; /* a good bound */

/* What draws from one problem share. */
struct sortition_greedy;

/* Owner: the caller, sortition_greedy_free. The problem must outlive it. O(people * categories). */
struct sortition_greedy *sortition_greedy_new(const struct sortition_problem *problem);
/* NULL is fine. Returns NULL. */
struct sortition_greedy *sortition_greedy_free(struct sortition_greedy *greedy);

/*
 * Selects size people into ret_members, ascending, a valid panel. RC_NOT_FOUND where
 * none of at most so many attempts came to an end. *ret_attempts may be NULL.
 */
MUST_CHECK rc sortition_greedy_draw(struct sortition_greedy *greedy, struct sortition_stream *stream,
                                    size_t attempts, uint32_t *ret_members, size_t *ret_attempts);

#endif
