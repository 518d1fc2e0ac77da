/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/nash.h"

#include <math.h>
#include <string.h>

#include "solver/fit.h"

enum { ROUNDS_WITH_CLASSES = 30, NODE_LIMIT = 200000 };
static const double MISSED = 1e-9;   /* of a class's households */
static const double IMPROVES = 1e-9; /* of a panel: its share of the sum of prices above 1 */
static const double IDLE = 1e-9;     /* of probability: a panel below this is left out of the next fit */

/* Types that are not banned, as the columns of a fit. */
struct columns {
    uint32_t *type_of, *column_of;
    double *weights, *upper;
    size_t n;
};

static struct columns columns_of(const struct model *model, const bool *banned, struct arena *arena)
{
    struct columns columns = {.type_of = ARENA_ARRAY(arena, uint32_t, model->types),
                              .column_of = ARENA_ARRAY(arena, uint32_t, model->types),
                              .weights = ARENA_ARRAY(arena, double, model->types),
                              .upper = ARENA_ARRAY(arena, double, model->types)};
    for (size_t t = 0; t < model->types; t++) {
        columns.column_of[t] = (uint32_t)columns.n;
        if (banned[t])
            continue;
        columns.type_of[columns.n] = (uint32_t)t;
        columns.weights[columns.n] = model->people[t];
        columns.upper[columns.n++] = model->classes[model->class_of[t]].n == 1
                                         ? model->classes[model->class_of[t]].households
                                         : HUGE_VAL;
    }
    return columns;
}

static void add_entry(struct fit_row *row, uint32_t column, double coefficient)
{
    row->columns[row->n] = column;
    row->coefficients[row->n++] = coefficient;
}

static struct fit_row new_row(size_t room, double lo, double hi, struct arena *arena)
{
    return (struct fit_row){.columns = ARENA_ARRAY(arena, uint32_t, room),
                            .coefficients = ARENA_ARRAY(arena, double, room),
                            .lo = lo,
                            .hi = hi};
}

/* The quotas as rows; those that cannot bind are left out. */
static void add_quotas(const struct model *model, const struct columns *columns, struct arena *arena,
                       struct fit *fit)
{
    struct fit_row *rows = ARENA_ARRAY(arena, struct fit_row, model->row_count);
    for (size_t r = 0; r < model->row_count; r++)
        rows[r] = new_row(columns->n, model->rows[r].lo, model->rows[r].hi, arena);
    for (uint32_t c = 0; c < columns->n; c++)
        for (size_t i = 0; i < model->rows_per_type; i++)
            add_entry(&rows[model_rows_of(model, columns->type_of[c])[i]], c, 1);
    for (size_t r = 0; r < model->row_count; r++)
        if (rows[r].n > 0)
            fit->rows[fit->row_count++] = rows[r];
}

/* Adds the classes that the solution exceeds. */
static bool add_missed_classes(const struct model *model, const struct columns *columns, const bool *banned,
                               bool *has_class, struct arena *arena, struct fit *fit)
{
    bool any = false;
    for (size_t c = 0; c < model->class_count; c++) {
        const struct model_class *class = &model->classes[c];
        double sum = 0;
        for (size_t t = class->first; t < class->first + class->n; t++)
            sum += banned[t] ? 0 : fit->x[columns->column_of[t]];
        if (has_class[c] || class->n == 1 || sum <= class->households * (1 + MISSED))
            continue;
        struct fit_row *row = &fit->rows[fit->row_count++];
        *row = new_row(class->n, -HUGE_VAL, class->households, arena);
        for (size_t t = class->first; t < class->first + class->n; t++)
            if (!banned[t])
                add_entry(row, columns->column_of[t], 1);
        has_class[c] = any = true;
    }
    return any;
}

rc nash_relaxed(const struct model *model, const bool *banned, const double *start, struct arena *arena,
                double **ret_counts)
{
    struct arena *scratch = arena_new();
    struct columns columns = columns_of(model, banned, scratch);
    struct fit fit = {.columns = columns.n,
                      .polish = true,
                      .weights = columns.weights,
                      .upper = columns.upper,
                      .rows = ARENA_ARRAY(scratch, struct fit_row, model->row_count + model->class_count),
                      .x = ARENA_ARRAY(scratch, double, columns.n)};
    bool *has_class = ARENA_ARRAY(scratch, bool, model->class_count);
    add_quotas(model, &columns, scratch, &fit);
    rc result = RC_OK;
    for (int round = 0; round < ROUNDS_WITH_CLASSES && result == RC_OK; round++) {
        for (size_t c = 0; c < columns.n; c++)
            fit.x[c] = start[columns.type_of[c]];
        result = fit_solve(&fit);
        if (result == RC_OK && !add_missed_classes(model, &columns, banned, has_class, scratch, &fit))
            break;
    }
    if (result == RC_OK) {
        *ret_counts = ARENA_ARRAY(arena, double, model->types);
        for (size_t c = 0; c < columns.n; c++)
            (*ret_counts)[columns.type_of[c]] = fit.x[c];
    }
    (void)arena_free(scratch);
    return result;
}

/*
 * The best lottery over the panels that take part: by duality its prices y are
 * the y with the largest sum of people * log y for which y · x <= 1 for each of
 * the panels x; a panel's probability is the price of its row.
 */
static rc fit_panels(const struct columns *columns, const bool *takes_part, struct portfolio *portfolio,
                     double *prices)
{
    struct arena *scratch = arena_new();
    struct fit fit = {.columns = columns->n,
                      .weights = columns->weights,
                      .rows = ARENA_ARRAY(scratch, struct fit_row, portfolio->panels.n),
                      .x = ARENA_ARRAY(scratch, double, columns->n)};
    double *upper = ARENA_ARRAY(scratch, double, columns->n), total = 0;
    fit.upper = upper;
    for (size_t c = 0; c < columns->n; c++) {
        upper[c] = HUGE_VAL;
        fit.x[c] = prices[columns->type_of[c]];
        total += columns->weights[c];
    }
    for (size_t i = 0; i < portfolio->panels.n; i++) {
        const struct counted_panel *panel = &portfolio->panels.items[i];
        if (!takes_part[i])
            continue;
        struct fit_row *row = &fit.rows[fit.row_count++];
        *row = new_row(panel->n, -HUGE_VAL, 1, scratch);
        for (uint32_t s = 0; s < panel->n; s++)
            add_entry(row, columns->column_of[panel->seats[s].type], panel->seats[s].count);
    }
    rc result = fit_solve(&fit);
    for (size_t i = 0, r = 0; i < portfolio->panels.n && result == RC_OK; i++)
        portfolio->panels.items[i].p = takes_part[i] ? fit.rows[r++].price / total : 0;
    for (size_t c = 0; c < columns->n && result == RC_OK; c++)
        prices[columns->type_of[c]] = fit.x[c];
    (void)arena_free(scratch);
    return result;
}

/* Makes probabilities sum to 1 after rounding. */
static void normalise(struct portfolio *portfolio)
{
    double sum = 0;
    for (size_t i = 0; i < portfolio->panels.n; i++)
        sum += portfolio->panels.items[i].p;
    for (size_t i = 0; i < portfolio->panels.n && sum > 0; i++)
        portfolio->panels.items[i].p /= sum;
}

rc nash_over_panels(struct oracle *oracle, const bool *banned, struct portfolio *portfolio,
                    struct watch *watch, double *ret_gap)
{
    const struct model *model = oracle->model;
    struct arena *scratch = arena_new();
    struct columns columns = columns_of(model, banned, scratch);
    double *prices = ARENA_ARRAY(scratch, double, model->types), value, bound, people = 0;
    int32_t *counts = ARENA_ARRAY(scratch, int32_t, model->types);
    for (size_t c = 0; c < columns.n; c++) {
        prices[columns.type_of[c]] = 0.5 / model->rows[0].hi;
        people += columns.weights[c];
    }
    size_t seen = 0;
    rc result = RC_OK;
    *ret_gap = INFINITY;
    for (;;) {
        bool *takes_part = ARENA_ARRAY(scratch, bool, portfolio->panels.n);
        for (size_t i = 0; i < portfolio->panels.n; i++)
            takes_part[i] = seen == 0 || i >= seen || portfolio->panels.items[i].p > IDLE;
        seen = portfolio->panels.n;
        result = fit_panels(&columns, takes_part, portfolio, prices);
        if (result != RC_OK || watch_ended(watch))
            break;
        oracle->keep = portfolio;
        enum oracle_result found = oracle_find(oracle, prices, 1 + IMPROVES, 0, false, counts, &value,
                                               &bound);
        if (found == ORACLE_UNKNOWN)
            found = oracle_find(oracle, prices, 1 + IMPROVES, NODE_LIMIT, false, counts, &value, &bound);
        oracle->keep = NULL;
        /* By concavity the best sum of logarithms is higher by at most the excess for each person. */
        *ret_gap = fmin(*ret_gap, fmax(0, bound - 1) * people);
        watch_at(watch, SOLVE_PROOF, 0, 0);
        if (portfolio->panels.n == seen)
            break;
    }
    normalise(portfolio);
    (void)arena_free(scratch);
    return result;
}
