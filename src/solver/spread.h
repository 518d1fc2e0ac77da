/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From panels of types to panels of people.
 */
#ifndef SOLVER_SPREAD_H
#define SOLVER_SPREAD_H

#include "lib/sortition/lottery.h"
#include "solver/model.h"
#include "solver/portfolio.h"

/*
 * Fills the lottery's panels and probabilities: all people of a type have the
 * same probability. A panel is split where a seat passes from one person to
 * another, into at most (panels + people) in all; fewer will not do in general,
 * since a lottery that gives n people different from each other's panels the
 * same probability k/n needs n / gcd(n, k) panels.
 */
void spread(const struct sortition_problem *problem, const struct model *model,
            const struct portfolio *portfolio, struct arena *arena, struct sortition_lottery *lottery);

#endif
