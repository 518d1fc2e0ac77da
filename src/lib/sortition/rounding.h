/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Rounds a lottery to m equally likely panels, numbered 0 to m - 1, so that drawing
 * one is drawing a number in public; anyone can count on how many of them they are.
 *
 * Panel j of probability p has floor(m p) copies; the remaining ones go by dependent
 * rounding (Gandhi, Khuller, Parthasarathy, Srinivasan 2006), which keeps every
 * expected number, the best of several tries. Within a type (types.h) seats go round.
 * Then single seats are given from people on too many panels to people on too few,
 * wherever the panel stays within its quotas; so a numbered panel need not be one of
 * the lottery's.
 */
#ifndef SORTITION_ROUNDING_H
#define SORTITION_ROUNDING_H

#include "lib/sortition/lottery.h"
#include "lib/sortition/stream.h"

enum { SORTITION_NUMBERS_MAX = 100000 };

struct sortition_rounding {
    size_t m, size;
    uint32_t *members;     /* of panel k, ascending: members[k * size] to members[(k + 1) * size - 1] */
    uint32_t *counts;      /* of each person: on how many panels; the probability is counts[i] / m */
    double largest_change; /* of anyone's probability */
    double least_change;   /* no list of m panels changes less, since counts are whole */
    uint32_t most_changed; /* whose */
    double min_before;     /* the smallest probability above 0, by the lottery */
    double min_after;      /* the smallest now of those people: 0 where one is on no panel any more */
};

/*
 * Rounds lottery, whose probabilities must be those of its panels, to m panels in
 * arena. RC_LIMIT: m is 0 or more than SORTITION_NUMBERS_MAX. RC_INVALID: a rounded
 * panel is not valid, since one of the lottery's is not. O(n log n + m * size) and a
 * bounded search.
 */
MUST_CHECK rc sortition_round(const struct sortition_problem *problem,
                              const struct sortition_lottery *lottery, size_t m,
                              struct sortition_stream *stream, struct arena *arena,
                              struct sortition_rounding *ret_rounding);

/*
 * Counts a list of numbered panels again, as anyone may who was given it: fills
 * everything but members, m and size of *rounding, in arena. probabilities: of the
 * lottery, NULL where they are not known; then there is nothing before. RC_INVALID
 * with *ret_panel where a panel is not valid.
 */
MUST_CHECK rc sortition_rounding_count(const struct sortition_problem *problem, const double *probabilities,
                                       struct arena *arena, struct sortition_rounding *rounding,
                                       size_t *ret_panel);

#endif
