/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/relax.h"

#include <math.h>
#include <string.h>

#include <coin/Clp_C_Interface.h>

/*
 * Each type has a column s[t] >= 0, what it has above its level. The levels
 * rise together in steps: x[t] = people[t] * (the steps taken while t was free)
 * + s[t]. A step is a column of its own, whose coefficient in a row counts the
 * people in it who are free. Once it is as high as can be, the next step starts
 * from its basis.
 */
struct relaxing {
    const struct model *model;
    Clp_Simplex *lp;
    bool *free;           /* of type t */
    double *level;        /* of type t in the last solution; of free ones, so far */
    double *counts;       /* of type t in the last solution */
    uint32_t *free_steps; /* of type t: the steps it took part in, the first ones */
    bool *has_class;      /* of class c: whether it is a row */
    uint32_t *row_class;  /* of row i of lp, from row_count on: which class */
    int rows;
    int *index;
    double *coefficient;
};

static const double STUCK = 1e-9;   /* a dual above this holds its type */
static const double MISSED = 1e-10; /* a class may be exceeded by this, per household */

/* The column by which all free types rise together. */
static void add_step(struct relaxing *relaxing)
{
    const struct model *model = relaxing->model;
    double *sum = relaxing->coefficient;
    memset(sum, 0, (size_t)relaxing->rows * sizeof *sum);
    for (size_t t = 0; t < model->types; t++) {
        if (!relaxing->free[t])
            continue;
        for (size_t i = 0; i < model->rows_per_type; i++)
            sum[model_rows_of(model, t)[i]] += model->people[t];
    }
    for (int r = (int)model->row_count; r < relaxing->rows; r++) {
        const struct model_class *class = &model->classes[relaxing->row_class[(size_t)r - model->row_count]];
        for (size_t t = class->first; t < class->first + class->n; t++)
            sum[r] += relaxing->free[t] ? model->people[t] : 0;
    }
    int n = 0;
    for (int r = 0; r < relaxing->rows; r++) {
        if (sum[r] != 0) {
            sum[n] = sum[r];
            relaxing->index[n++] = r;
        }
    }
    const double lo = 0, hi = 1, objective = -1;
    const CoinBigIndex starts[2] = {0, n};
    Clp_addColumns(relaxing->lp, 1, &lo, &hi, &objective, starts, relaxing->index, sum);
}

/* Adds a class as a row, with all columns that there are. */
static void add_row(struct relaxing *relaxing, size_t c)
{
    const struct model *model = relaxing->model;
    const struct model_class *class = &model->classes[c];
    int row = relaxing->rows++, n = 0;
    size_t steps = (size_t)Clp_numberColumns(relaxing->lp) - model->types;
    relaxing->row_class[(size_t)row - model->row_count] = (uint32_t)c;
    double *step = relaxing->coefficient + model->types;
    memset(step, 0, steps * sizeof *step);
    for (size_t t = class->first; t < class->first + class->n; t++) {
        relaxing->index[n] = (int)t;
        relaxing->coefficient[n++] = 1;
        for (size_t s = 0; s < steps && (relaxing->free[t] || s < relaxing->free_steps[t]); s++)
            step[s] += model->people[t];
    }
    for (size_t s = 0; s < steps; s++) {
        if (step[s] != 0) {
            relaxing->index[n] = (int)(model->types + s);
            relaxing->coefficient[n++] = step[s];
        }
    }
    const double lo = -HUGE_VAL, hi = class->households;
    const CoinBigIndex starts[2] = {0, n};
    Clp_addRows(relaxing->lp, 1, &lo, &hi, starts, relaxing->index, relaxing->coefficient);
}

/* The levels and counts of the solution that the library has. */
static void read_solution(struct relaxing *relaxing)
{
    const struct model *model = relaxing->model;
    const double *value = Clp_primalColumnSolution(relaxing->lp);
    size_t steps = (size_t)Clp_numberColumns(relaxing->lp) - model->types;
    double *risen = relaxing->coefficient; /* after so many steps */
    risen[0] = 0;
    for (size_t s = 0; s < steps; s++)
        risen[s + 1] = risen[s] + value[model->types + s];
    for (size_t t = 0; t < model->types; t++) {
        relaxing->level[t] = risen[relaxing->free[t] ? steps : relaxing->free_steps[t]];
        relaxing->counts[t] = model->people[t] * relaxing->level[t] + value[t];
    }
}

/* Adds the classes whose households do not suffice for the solution. */
static bool add_missed_classes(struct relaxing *relaxing)
{
    const struct model *model = relaxing->model;
    bool any = false;
    read_solution(relaxing);
    for (size_t c = 0; c < model->class_count; c++) {
        const struct model_class *class = &model->classes[c];
        double sum = 0;
        for (size_t t = class->first; !relaxing->has_class[c] && t < class->first + class->n; t++)
            sum += relaxing->counts[t];
        if (sum > class->households * (1 + MISSED)) {
            relaxing->has_class[c] = true;
            add_row(relaxing, c);
            any = true;
        }
    }
    return any;
}

/* Raises the free types as far as they go together. */
static rc rise(struct relaxing *relaxing)
{
    add_step(relaxing);
    (void)Clp_primal(relaxing->lp, 0);
    do {
        if (Clp_status(relaxing->lp) != 0)
            (void)Clp_initialSolve(relaxing->lp);
        if (Clp_status(relaxing->lp) != 0)
            return Clp_status(relaxing->lp) == 1 ? RC_NOT_FOUND : RC_IO;
    } while (add_missed_classes(relaxing) && (Clp_dual(relaxing->lp, 0), true));
    return RC_OK;
}

/*
 * Keeps what the optimum's prices say: a type with a price has nothing above
 * its level in any optimum, and a row with a price is full in every optimum
 * (complementary slackness). With these held, the step is as high as it can be
 * in every solution, and its value need not be held as a number, which would
 * carry its rounding into the next program. Returns how many types stay free.
 */
static size_t hold_priced(struct relaxing *relaxing)
{
    Clp_Simplex *lp = relaxing->lp;
    const double *prices = Clp_dualColumnSolution(lp), *row_prices = Clp_dualRowSolution(lp);
    double *row_lower = Clp_rowLower(lp), *row_upper = Clp_rowUpper(lp);
    size_t left = 0, fixed = 0, dearest = SIZE_MAX;
    Clp_objective(lp)[Clp_numberColumns(lp) - 1] = 0;
    for (int r = 0; r < relaxing->rows; r++) {
        if (row_prices[r] > STUCK) /* of a minimum: it is the lower bound that costs */
            row_upper[r] = row_lower[r];
        else if (row_prices[r] < -STUCK)
            row_lower[r] = row_upper[r];
    }
    for (size_t t = 0; t < relaxing->model->types; t++) {
        if (prices[t] > STUCK)
            Clp_columnUpper(lp)[t] = 0;
        if (!relaxing->free[t])
            continue;
        relaxing->free_steps[t]++;
        bool stuck = prices[t] > STUCK;
        relaxing->free[t] = !stuck;
        fixed += stuck;
        left += !stuck;
        if (!stuck && (dearest == SIZE_MAX || prices[t] > prices[dearest]))
            dearest = t;
    }
    if (fixed == 0 && dearest != SIZE_MAX) {
        relaxing->free[dearest] = false;
        left--;
    }
    return left;
}

static void load(struct relaxing *relaxing, struct arena *arena)
{
    const struct model *model = relaxing->model;
    size_t types = model->types, per_type = model->rows_per_type;
    CoinBigIndex *starts = ARENA_ARRAY(arena, CoinBigIndex, types + 1);
    double *ones = ARENA_ARRAY(arena, double, types *per_type);
    double *lower = ARENA_ARRAY(arena, double, types), *upper = ARENA_ARRAY(arena, double, types);
    double *row_lower = ARENA_ARRAY(arena, double, model->row_count);
    double *row_upper = ARENA_ARRAY(arena, double, model->row_count);
    int *rows = ARENA_ARRAY(arena, int, types *per_type);
    for (size_t i = 0; i < types * per_type; i++) {
        ones[i] = 1;
        rows[i] = (int)model->type_rows[i];
    }
    for (size_t t = 0; t < types; t++) {
        starts[t + 1] = (CoinBigIndex)((t + 1) * per_type);
        upper[t] = relaxing->free[t] ? model->upper[t] : 0;
    }
    for (size_t r = 0; r < model->row_count; r++) {
        row_lower[r] = model->rows[r].lo;
        row_upper[r] = model->rows[r].hi;
    }
    Clp_setLogLevel(relaxing->lp, 0);
    Clp_setPerturbation(relaxing->lp, 102); /* none: a perturbed solution would be off by as much */
    Clp_setPrimalTolerance(relaxing->lp, 1e-9);
    Clp_setDualTolerance(relaxing->lp, 1e-9);
    Clp_loadProblem(relaxing->lp, (int)types, (int)model->row_count, starts, rows, ones, lower, upper, lower,
                    row_lower, row_upper);
    relaxing->rows = (int)model->row_count;
}

static void free_lp(void *lp)
{
    Clp_deleteModel(lp);
}

rc relax_leximin(const struct model *model, const bool *banned, struct arena *arena,
                 struct relaxed *ret_relaxed)
{
    struct arena *scratch = arena_new();
    size_t types = model->types, rows = model->row_count + model->class_count;
    struct relaxing relaxing = {
        .model = model,
        .lp = Clp_newModel(),
        .free = ARENA_ARRAY(scratch, bool, types),
        .level = ARENA_ARRAY(arena, double, types),
        .counts = ARENA_ARRAY(arena, double, types),
        .free_steps = ARENA_ARRAY(scratch, uint32_t, types),
        .has_class = ARENA_ARRAY(scratch, bool, model->class_count),
        .row_class = ARENA_ARRAY(scratch, uint32_t, rows),
        .index = ARENA_ARRAY(scratch, int, 2 * types + rows),
        .coefficient = ARENA_ARRAY(scratch, double, 2 * types + rows),
    };
    arena_on_end(scratch, free_lp, relaxing.lp);
    size_t left = 0;
    for (size_t t = 0; t < types; t++)
        left += relaxing.free[t] = !banned[t] && model->upper[t] > 0;
    load(&relaxing, scratch);
    struct relaxed relaxed = {.level = relaxing.level, .counts = relaxing.counts};
    rc result = RC_OK;
    while (left > 0 && result == RC_OK) {
        result = rise(&relaxing);
        if (result == RC_OK)
            left = hold_priced(&relaxing);
    }
    (void)arena_free(scratch);
    if (result == RC_OK)
        *ret_relaxed = relaxed;
    return result;
}
