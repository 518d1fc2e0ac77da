/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/master.h"

#include <math.h>

#include <coin/Clp_C_Interface.h>

static void free_lp(void *lp)
{
    Clp_deleteModel(lp);
}

void master_init(struct master *master, struct oracle *oracle, struct portfolio *portfolio,
                 struct arena *arena)
{
    const struct model *model = oracle->model;
    *master = (struct master){.model = model, .oracle = oracle, .portfolio = portfolio, .lp = Clp_newModel()};
    arena_on_end(arena, free_lp, master->lp);
    master->prices = ARENA_ARRAY(arena, double, model->types);
    double *lower = ARENA_ARRAY(arena, double, model->types + 1);
    double *upper = ARENA_ARRAY(arena, double, model->types + 1);
    for (size_t t = 0; t < model->types; t++)
        upper[t] = HUGE_VAL;
    lower[model->types] = upper[model->types] = 1;
    Clp_setLogLevel(master->lp, 0);
    Clp_setPrimalTolerance(master->lp, 1e-10);
    Clp_setDualTolerance(master->lp, 1e-9);
    Clp_resize(master->lp, (int)model->types + 1, 0);
    Clp_chgRowLower(master->lp, lower);
    Clp_chgRowUpper(master->lp, upper);
}

void master_add_column(struct master *master, double cost, double lo, double hi, const double *coefficients)
{
    struct arena *scratch = arena_new();
    int *rows = ARENA_ARRAY(scratch, int, master->model->types), n = 0;
    double *values = ARENA_ARRAY(scratch, double, master->model->types);
    for (size_t t = 0; t < master->model->types; t++) {
        if (coefficients[t] != 0) {
            rows[n] = (int)t;
            values[n++] = coefficients[t];
        }
    }
    const CoinBigIndex starts[2] = {0, n};
    Clp_addColumns(master->lp, 1, &lo, &hi, &cost, starts, rows, values);
    master->own_columns++;
    (void)arena_free(scratch);
}

void master_add_panels(struct master *master)
{
    struct arena *scratch = arena_new();
    size_t first = master->panels, n = master->portfolio->panels.n - first, entries = 0;
    for (size_t i = 0; i < n; i++)
        entries += master->portfolio->panels.items[first + i].n + 1;
    CoinBigIndex *starts = ARENA_ARRAY(scratch, CoinBigIndex, n + 1);
    int *rows = ARENA_ARRAY(scratch, int, entries);
    double *values = ARENA_ARRAY(scratch, double, entries), *zero = ARENA_ARRAY(scratch, double, n);
    double *upper = ARENA_ARRAY(scratch, double, n);
    int at = 0;
    for (size_t i = 0; i < n; i++) {
        const struct counted_panel *panel = &master->portfolio->panels.items[first + i];
        for (uint32_t s = 0; s < panel->n; s++) {
            rows[at] = (int)panel->seats[s].type;
            values[at++] = panel->seats[s].count;
        }
        rows[at] = (int)master->model->types;
        values[at++] = 1;
        starts[i + 1] = at;
        upper[i] = HUGE_VAL;
    }
    if (n > 0)
        Clp_addColumns(master->lp, (int)n, zero, upper, zero, starts, rows, values);
    master->panels = first + n;
    (void)arena_free(scratch);
}

rc master_solve(struct master *master)
{
    (void)Clp_primal(master->lp, 0);
    if (Clp_status(master->lp) != 0)
        (void)Clp_initialSolve(master->lp);
    if (Clp_status(master->lp) != 0)
        return Clp_status(master->lp) == 1 ? RC_NOT_FOUND : RC_IO;
    const double *duals = Clp_dualRowSolution(master->lp);
    for (size_t t = 0; t < master->model->types; t++)
        master->prices[t] = fmax(0, duals[t]);
    master->price_of_one = -duals[master->model->types];
    return RC_OK;
}

enum master_result master_price(struct master *master, double tolerance, size_t node_limit,
                                double *ret_excess)
{
    struct arena *scratch = arena_new();
    int32_t *counts = ARENA_ARRAY(scratch, int32_t, master->model->types);
    size_t before = master->portfolio->panels.n;
    double value, bound, cut_off = master->price_of_one + tolerance;
    master->oracle->keep = master->portfolio;
    enum oracle_result found = oracle_find(master->oracle, master->prices, cut_off, 0, false, counts, &value,
                                           &bound);
    if (found == ORACLE_UNKNOWN)
        found = oracle_find(master->oracle, master->prices, cut_off, node_limit, false, counts, &value,
                            &bound);
    master->oracle->keep = NULL;
    (void)arena_free(scratch);
    *ret_excess = bound - master->price_of_one;
    if (master->portfolio->panels.n > before)
        return MASTER_IMPROVED;
    return found == ORACLE_NONE ? MASTER_OPTIMAL : MASTER_ENDED;
}

void master_read(const struct master *master)
{
    const double *solution = Clp_primalColumnSolution(master->lp) + master->own_columns;
    double sum = 0;
    for (size_t i = 0; i < master->panels; i++)
        sum += fmax(0, solution[i]);
    for (size_t i = 0; i < master->portfolio->panels.n; i++)
        master->portfolio->panels.items[i].p = i < master->panels ? fmax(0, solution[i]) / sum : 0;
}
