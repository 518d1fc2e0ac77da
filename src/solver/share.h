/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Shares a class's seats among its people so that everyone of a type has the
 * same probability, exactly.
 *
 * Think of the lottery as a unit of time, of which each panel has its share. A
 * seat of a type is then an interval, and who sits there may change within it.
 * One household after another is given its share of every type, in such a way
 * that what remains can be shared evenly among the households that remain:
 * at no time more seats than households. Each household cuts few intervals, so
 * that panels are split no more often than there are people.
 */
#ifndef SOLVER_SHARE_H
#define SOLVER_SHARE_H

#include "base/vec.h"
#include "solver/model.h"
#include "solver/portfolio.h"

/* A person sits in a panel for a part of its time. */
struct stay {
    uint32_t panel, person;
    double start, end; /* 0 <= start < end <= the panel's p */
};

struct stays {
    struct arena *arena;
    VEC(struct stay) list;
};

/* Adds the stays of all members of a class. */
void share_class(const struct model *model, const struct portfolio *portfolio, size_t class,
                 struct stays *stays);

#endif
