/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The linear programs over the panels found so far (restricted masters of
 * column generation), and the search for panels that improve them.
 *
 * Row t is the expected count of type t, at least a bound; the last row says
 * that probabilities sum to 1. With prices y of the type rows and price m of
 * the last, a panel x improves the lottery only if y · x > m; the oracle finds
 * the best such x, or proves that none exists.
 */
#ifndef SOLVER_MASTER_H
#define SOLVER_MASTER_H

#include "solver/oracle.h"
#include "solver/portfolio.h"

struct master {
    const struct model *model;
    struct oracle *oracle;
    struct portfolio *portfolio; /* also where the oracle keeps what it finds */
    void *lp;                    /* Clp_Simplex: first the columns of the caller, then one per panel */
    size_t own_columns;
    size_t panels;  /* those that are columns */
    double *prices; /* of type t after master_solve, >= 0 */
    double price_of_one;
};

enum master_result {
    MASTER_IMPROVED, /* panels were added */
    MASTER_OPTIMAL,  /* proven: no panel improves */
    MASTER_ENDED     /* neither, within the node limit */
};

/* A master with lower bounds 0 and no columns of its own. The caller deletes lp through the arena. */
void master_init(struct master *master, struct oracle *oracle, struct portfolio *portfolio,
                 struct arena *arena);

/* Adds a column of the caller, before any panel: cost (of a minimum), bounds, a coefficient for each type. */
void master_add_column(struct master *master, double cost, double lo, double hi, const double *coefficients);

/* Adds the panels that are no columns yet. */
void master_add_panels(struct master *master);

/* Solves; prices are set. */
MUST_CHECK rc master_solve(struct master *master);

/* Looks for panels that improve by more than tolerance. *ret_excess: no panel has y · x above
 * price_of_one by more than this (may be infinite). */
enum master_result master_price(struct master *master, double tolerance, size_t node_limit,
                                double *ret_excess);

/* Writes the solution into the panels' probabilities: none negative, sum 1. */
void master_read(const struct master *master);

#endif
