/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The leximin of the relaxation: the fairest expected counts x, 0 <= x, whose
 * sums lie within every row and class, whether or not a lottery over panels
 * reaches them. No lottery is fairer, as its expected counts are such an x; and
 * the x that a lottery reaches is its optimum.
 */
#ifndef SOLVER_RELAX_H
#define SOLVER_RELAX_H

#include <stdbool.h>

#include "base/rc.h"
#include "solver/model.h"

/* A level of every type, least first: the probability of its people. */
struct relaxed {
    double *level;  /* of type t */
    double *counts; /* of type t: people * level */
};

/*
 * banned[t]: on no panel; its level is 0. RC_NOT_FOUND: not even the relaxation
 * has a solution. RC_IO: the library failed.
 */
MUST_CHECK rc relax_leximin(const struct model *model, const bool *banned, struct arena *arena,
                            struct relaxed *ret_relaxed);

#endif
