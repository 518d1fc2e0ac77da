/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The largest of the sum of weight[t] * log x[t] under linear rows and upper
 * bounds: a smooth concave program, solved by a primal-dual interior-point
 * method whose linear systems have the size of the rows.
 */
#ifndef SOLVER_FIT_H
#define SOLVER_FIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"

/* lo <= the sum of coefficient[i] * x[column[i]] <= hi; lo may be -HUGE_VAL. */
struct fit_row {
    uint32_t *columns;
    double *coefficients;
    size_t n;
    double lo, hi;
    double price; /* after fit: what a larger hi would gain; negative: a smaller lo */
};

struct fit {
    size_t columns, row_count;
    bool polish;           /* to all digits; prices are then not better than before */
    const double *weights; /* > 0 */
    const double *upper;   /* of each x; HUGE_VAL: none */
    struct fit_row *rows;
    double *x; /* > 0: where it starts, need not keep the rows; then the optimum */
};

/* RC_NOT_FOUND: it did not converge, as where the rows have no solution with all x > 0. */
MUST_CHECK rc fit_solve(struct fit *fit);

#endif
