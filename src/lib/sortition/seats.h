/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Moves single seats in a list of valid panels from people who have too many to
 * people who have too few. Used by rounding.c.
 */
#ifndef SORTITION_SEATS_H
#define SORTITION_SEATS_H

#include "base/arena.h"
#include "lib/sortition/problem.h"

/*
 * In m panels of problem->size ascending members each, replaces people while that
 * brings anyone nearer to the number of panels they are wished, which need not be
 * whole. Every panel stays valid. A search of bounded length; does nothing where
 * panels and people are so many that it would need more than 128 MiB.
 */
void seats_improve(const struct sortition_problem *problem, size_t m, const double *wished,
                   uint32_t *members);

/* How much a difference of so many panels between what is wished and what is got counts: a
 * high power, so that the largest count most, and yet every smaller one a little. */
double seats_penalty(double difference);

/* Orders people, for qsort. */
int seats_compare(const void *a, const void *b);

#endif
