/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The dual simplex method on a dense tableau, for linear programs whose
 * variables all have two finite bounds: the largest of cost · x, where every
 * row is a variable too, the sum of the columns that it has.
 *
 * Panels are found by solving thousands of such programs that differ in bounds
 * or cost only. With two finite bounds every basis becomes dual feasible when
 * each variable outside it stands at the right one of its bounds. So no change
 * of bounds or costs loses the basis, and nothing is copied when a search
 * backtracks. With few rows (quotas) and hundreds of columns (types) a pivot
 * costs some microseconds, less than a library needs to begin.
 *
 * Variables: columns 0 to columns - 1, then rows. A row may be absent: rows of
 * households seldom matter and join when they do. Bounds must be integers or at
 * least of moderate size; rows have coefficients 0 and 1.
 */
#ifndef SOLVER_TABLEAU_H
#define SOLVER_TABLEAU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum tableau_result {
    TABLEAU_OPTIMAL,
    TABLEAU_INFEASIBLE,
    TABLEAU_CUT_OFF, /* the optimum is not above the cut-off */
    TABLEAU_FAILED   /* numerically stuck */
};

/* The columns of a row, borrowed. */
struct tableau_row {
    const uint32_t *columns;
    size_t n;
};

struct tableau {
    size_t columns, rows, row_cap,
        variables; /* rows: those present; variables: columns and rows of either kind */
    double *a; /* row i: a[i * columns]: what a unit of each variable outside the basis adds to basic[i] */
    uint32_t *basic;           /* row i -> variable */
    uint32_t *outside;         /* column j -> variable */
    int32_t *place;            /* variable -> i of basic, or -1 - j of outside, or TABLEAU_ABSENT */
    double *lo, *hi;           /* of each variable; change with tableau_bound */
    double *value;             /* of each variable that is present */
    double *cost;              /* of each column; change with tableau_costs */
    double *reduced;           /* of place j of outside */
    uint32_t *present;         /* rows in the order they came, as variables */
    struct tableau_row *given; /* of row variable columns + i */
    double *work;              /* of place j; scratch, as the two below */
    uint32_t *order;
    bool *marked;
    size_t active;            /* columns that pivots still change: all, or those in focus */
    struct tableau *snapshot; /* of the basis, while focused */
    uint64_t lot;             /* a random number */
    size_t pivots, since_rebuilt;
};

enum { TABLEAU_ABSENT = INT32_MAX };

/* A tableau with room for row_cap of row_variables rows, none present. Bounds and costs are 0. */
struct tableau *tableau_new(size_t columns, size_t row_variables, size_t row_cap, struct arena *arena);

/* Adds the row of a variable: the sum of n columns, which must outlive the tableau. False: no room. */
bool tableau_add_row(struct tableau *tableau, uint32_t variable, const uint32_t *columns, size_t n);

/* Takes a row away if its variable is in the basis, where it changes nothing. False: it is not. */
bool tableau_drop_row(struct tableau *tableau, uint32_t variable);

/* New bounds of a variable, lo <= hi. O(rows) where it is outside the basis. */
void tableau_bound(struct tableau *tableau, uint32_t variable, double lo, double hi);
/* New costs, one for each column; copied. */
void tableau_costs(struct tableau *tableau, const double *cost);

/* Solves from the basis that is there. The optimum is tableau_objective; each variable's value stands in
 * value. Stops as soon as the optimum is known not to be above cut_off. */
enum tableau_result tableau_solve(struct tableau *tableau, double cut_off);

/*
 * Until tableau_unfocus, columns whose bounds are equal now are left alone: they
 * must keep their bounds, and each pivot costs only what the others cost. Then
 * the basis is again what it was, under the bounds there are then.
 */
void tableau_focus(struct tableau *tableau);
void tableau_unfocus(struct tableau *tableau);

/* The cost of the values as they stand: after tableau_solve the optimum. */
double tableau_objective(const struct tableau *tableau);

#endif
