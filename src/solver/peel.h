/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Peeling: writes expected counts as a lottery over panels.
 *
 * What is to be reached is a point of the polytope of all rows and classes. A
 * panel on the same face is taken with the largest probability for which what
 * remains stays in the polytope; then something has become tight that was not
 * (a row, a class, or a type with nothing left), and so on. Each panel takes a
 * dimension, so there are at most as many as types and rows together.
 *
 * It ends early where no panel is on the face of what remains.
 */
#ifndef SOLVER_PEEL_H
#define SOLVER_PEEL_H

#include "solver/oracle.h"
#include "solver/portfolio.h"

/* Adds panels whose probabilities are increased, in all by *ret_mass <= 1. counts: what is to be reached. */
void peel(struct oracle *oracle, const double *counts, struct portfolio *portfolio, double *ret_mass);

#endif
