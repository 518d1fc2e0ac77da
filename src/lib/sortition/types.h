/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Kinds of people: those of a kind have the same values, the same probability and the
 * same situation at home, so that one may take the other's seat in any panel and it
 * stays valid. Used within this folder.
 *
 * The situation at home is the class of the household: what kinds of people live
 * there, class 0 being those who live alone. Every household of a class has someone
 * of every kind of the class, so a panel that seats people in distinct households of
 * a class may seat them in any others of it.
 */
#ifndef SORTITION_TYPES_H
#define SORTITION_TYPES_H

#include "base/arena.h"
#include "lib/sortition/problem.h"

struct types {
    size_t n;
    uint32_t *of;      /* the type of each person */
    uint32_t *classes; /* of each type; 0: they live alone */
    uint32_t *people;  /* by type, and within it in the order of the pool */
    size_t *first;     /* of type t: people[first[t]] to people[first[t + 1] - 1] */
};

/* The types, in arena. probabilities: of each person, told apart to 1e-7; NULL where they do
 * not matter. O(n log n * categories). */
struct types types_of(const struct sortition_problem *problem, const double *probabilities,
                      struct arena *arena);

#endif
