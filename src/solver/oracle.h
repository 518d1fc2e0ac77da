/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Finds panels: the best for given weights of types, within bounds that the
 * caller sets on types, rows and classes. Branch and bound, depth first, over
 * one tableau that lives as long as the oracle.
 *
 * Variables are numbered: types, then rows, then classes of the model.
 */
#ifndef SOLVER_ORACLE_H
#define SOLVER_ORACLE_H

#include "solver/model.h"
#include "solver/portfolio.h"
#include "solver/tableau.h"
#include "solver/watch.h"

enum oracle_result {
    ORACLE_BEST,   /* the best panel, proven */
    ORACLE_SOME,   /* a panel, but the search was ended */
    ORACLE_NONE,   /* there is no panel above the cut-off, proven */
    ORACLE_UNKNOWN /* none was found before the search was ended */
};

struct oracle {
    const struct model *model;
    struct tableau *tableau;
    struct tableau_row *sums; /* of row or class: the types in it */
    struct watch *watch;      /* when to end; may be NULL */
    uint64_t random;
    size_t nodes;           /* of all searches */
    struct portfolio *keep; /* where every panel goes that a search finds above its cut-off; may be NULL */
    struct oracle_search *search;
};

/* Enough for any cut-off to be below it. */
#define ORACLE_NO_CUT_OFF (-1e300)

/* With all bounds as the model has them. In arena; about 16 bytes * types * rows. */
struct oracle *oracle_new(const struct model *model, uint64_t seed, struct arena *arena);

/* All bounds as the model has them. */
void oracle_reset(struct oracle *oracle);
void oracle_bound_type(struct oracle *oracle, size_t type, int32_t lo, int32_t hi);
void oracle_bound_row(struct oracle *oracle, size_t row, int32_t lo, int32_t hi);
void oracle_bound_class(struct oracle *oracle, size_t class, int32_t lo, int32_t hi);

/*
 * The panel with the largest sum of weights, above cut_off, within the bounds;
 * at most node_limit nodes (0: only where one is likely), and the first that is
 * found if first. counts and
 * *ret_value are set where a panel was found; *ret_bound always: no panel is
 * above it (within what is asked for).
 */
enum oracle_result oracle_find(struct oracle *oracle, const double *weights, double cut_off,
                               size_t node_limit, bool first, int32_t *counts, double *ret_value,
                               double *ret_bound);

/* Uniform in [0, 1): for ties. */
double oracle_random(struct oracle *oracle);

#endif
