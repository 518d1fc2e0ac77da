/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Chooses a reserve for a panel: the people who will mend it best when some of its
 * members do not come.
 *
 * The idea is that of Assos, Baharav, Flanigan and Procaccia ("Alternates,
 * Assemble!", 2025): sample who may drop out, and choose the reserve that loses least
 * on average. Here a loss is counted in people: each seat left empty, and each person
 * by which a value misses its quota, in every category. Theirs is solved to
 * optimality; this is a local search, and for every sample the seats are filled one
 * by one, the best first. It says how good its answer is on samples it has not seen.
 */
#ifndef SORTITION_ALTERNATES_H
#define SORTITION_ALTERNATES_H

#include "lib/sortition/problem.h"
#include "lib/sortition/stream.h"

struct sortition_alternates {
    uint32_t *people; /* ascending, n of them: fewer than asked for where the pool has no more */
    size_t n;
    double loss;         /* expected, with this reserve */
    double loss_random;  /* with a reserve drawn at random, the mean of ten */
    double loss_without; /* with none */
    double restored;     /* how often the panel is whole and within all quotas again */
};

/*
 * A reserve of n people for the panel (members, size of them), none of whose
 * household is on it or twice in the reserve, in arena. dropout: of each person of
 * the pool, the probability that they do not come, of which only the members' count.
 * RC_INVALID: a probability is not within 0 and 1. About a second.
 */
MUST_CHECK rc sortition_alternates_choose(const struct sortition_problem *problem, const uint32_t *members,
                                          const double *dropout, size_t n, struct sortition_stream *stream,
                                          struct arena *arena, struct sortition_alternates *ret_alternates);

#endif
