/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A problem in terms of types instead of people.
 *
 * Two people who have the same value in every category and live with the same
 * kinds of people are interchangeable: some best lottery treats them alike,
 * since averaging a lottery over all ways to swap them changes no goal for the
 * worse. So the solvers count people of a type. Households whose members have
 * the same values form a class; a class of N households gives a panel at most N
 * people together. Someone who lives with nobody in the pool is of a class
 * whose households have one member each.
 *
 * A panel is a vector x of counts, 0 <= x[t] <= upper[t], whose sum over each
 * row (a quota, or the size) lies within the row and whose sum over each class
 * is at most its households. spread.h turns such panels into people.
 */
#ifndef SOLVER_MODEL_H
#define SOLVER_MODEL_H

#include "base/arena.h"
#include "lib/sortition/problem.h"

/* Bounds of a sum of counts. */
struct model_row {
    int32_t lo, hi;
    size_t value; /* the value of the targets whose quota it is; SIZE_MAX: the size of the panel */
};

/* Its types are first to first + n - 1. */
struct model_class {
    uint32_t first, n;
    int32_t households;
};

struct model {
    size_t types, row_count, class_count, rows_per_type;
    uint32_t *type_rows;    /* of type t: type_rows[t * rows_per_type + i]; the first is 0, the size */
    int32_t *people;        /* of type t: how many there are */
    int32_t *upper;         /* of type t: how many a panel can have */
    uint32_t *class_of;     /* of type t */
    struct model_row *rows; /* the first is the size */
    struct model_class *classes;
    uint32_t
        *members; /* person j of household h of the class is member first_member[t] + h * (people / N) + j */
    uint32_t *first_member; /* of type t */
};

/* O(n log n) of the people, times the categories; all in arena. */
struct model *model_new(const struct sortition_problem *problem, struct arena *arena);

/* Whether counts is a panel, in integers. O(types * categories). */
bool model_is_panel(const struct model *model, const int32_t *counts);

static inline const uint32_t *model_rows_of(const struct model *model, size_t type)
{
    return &model->type_rows[type * model->rows_per_type];
}

#endif
