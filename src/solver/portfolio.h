/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The panels that were found, as counts of types, each with its probability in
 * the lottery being made.
 */
#ifndef SOLVER_PORTFOLIO_H
#define SOLVER_PORTFOLIO_H

#include "base/vec.h"
#include "solver/model.h"

struct seat {
    uint32_t type;
    int32_t count; /* > 0 */
};

struct counted_panel {
    struct seat *seats; /* by type */
    uint32_t n;
    uint32_t hash;
    double p;
};

struct portfolio {
    struct arena *arena;
    size_t types;
    VEC(struct counted_panel) panels;
    uint32_t *slots; /* open addressing by hash: index + 1, 0 is free */
    size_t slot_count;
};

/* An empty portfolio, whose panels will be in arena. */
void portfolio_init(struct portfolio *portfolio, size_t types, struct arena *arena);

/* The index of the panel, which is added with p = 0 if it was not there. */
size_t portfolio_add(struct portfolio *portfolio, const int32_t *counts);

/* The expected count of each type under the probabilities p. */
void portfolio_expect(const struct portfolio *portfolio, double *ret_counts);

#endif
