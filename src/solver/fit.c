/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/fit.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { STEPS_MAX = 200, POLISHES_MAX = 60, NEWTON_STEPS = 40 };
static const double CENTRED = 1e-7;   /* products of slacks and prices at the end */
static const double FEASIBLE = 1e-6;  /* what rows may be missed by, and slopes */
static const double IMPLIED = 1e-11;  /* of a pivot: what is left of a row that others imply */
static const double EASE = 0x1p-20;   /* about 1e-6, exactly taken back */
static const double EXCEEDED = 1e-11; /* a row or bound may be exceeded by this */
static const double WRONG = 1e-6;     /* a price of the wrong sign beyond this is no rounding */
static const double SETTLED = 1e-13;  /* a relative change that is none */
static const double SHARE = 0.99;     /* of the way to the boundary */

/* A bound with its slack and price, both kept positive; 0 where there is no such bound. */
struct barrier {
    double slack, price, step_slack, step_price;
};

/* The state of the method. Rows with lo == hi have a free price and no barriers. */
struct fitting {
    struct fit *fit;
    struct barrier *at_lo, *at_hi; /* of row r */
    struct barrier *at_upper;      /* of column t */
    double *slope;                 /* of column t: how far the prices are from balancing log's derivative */
    double *inverse;               /* of column t: 1 / the second derivative */
    double *pull;                  /* of column t */
    double *step_x;
    double *sum, *step_price, *right; /* of row r */
    double *matrix;                   /* row_count squared */
    double centre;
};

static bool is_equality(const struct fit_row *row)
{
    return row->lo == row->hi;
}

static double row_sum(const struct fit_row *row, const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < row->n; i++)
        sum += row->coefficients[i] * x[row->columns[i]];
    return sum;
}

static void start(struct fitting *fitting)
{
    struct fit *fit = fitting->fit;
    for (size_t r = 0; r < fit->row_count; r++) {
        struct fit_row *row = &fit->rows[r];
        double sum = row_sum(row, fit->x);
        row->price = 0;
        if (is_equality(row))
            continue;
        if (row->hi < HUGE_VAL)
            fitting->at_hi[r] = (struct barrier){.slack = fmax(row->hi - sum, 0.1), .price = 1};
        if (row->lo > -HUGE_VAL)
            fitting->at_lo[r] = (struct barrier){.slack = fmax(sum - row->lo, 0.1), .price = 1};
        row->price = fitting->at_hi[r].price - fitting->at_lo[r].price;
    }
    for (size_t t = 0; t < fit->columns; t++)
        if (fit->upper[t] < HUGE_VAL)
            fitting->at_upper[t] = (struct barrier){.slack = fmax(fit->upper[t] - fit->x[t], 0.01),
                                                    .price = 0.1};
}

/* How far it is from the optimum: the largest miss of a row or slope. Sets slope, sum and the centre. */
static double measure(struct fitting *fitting)
{
    struct fit *fit = fitting->fit;
    double worst = 0, products = 0;
    size_t barriers = 0;
    for (size_t t = 0; t < fit->columns; t++) {
        const struct barrier *barrier = &fitting->at_upper[t];
        fitting->slope[t] = -fit->weights[t] / fit->x[t] + barrier->price;
        if (barrier->slack > 0)
            worst = fmax(worst, fabs(fit->x[t] + barrier->slack - fit->upper[t]));
        products += barrier->slack * barrier->price;
        barriers += barrier->slack > 0;
    }
    for (size_t r = 0; r < fit->row_count; r++) {
        const struct fit_row *row = &fit->rows[r];
        const struct barrier *hi = &fitting->at_hi[r], *lo = &fitting->at_lo[r];
        fitting->sum[r] = row_sum(row, fit->x);
        for (size_t i = 0; i < row->n; i++)
            fitting->slope[row->columns[i]] += row->price * row->coefficients[i];
        if (is_equality(row))
            worst = fmax(worst, fabs(fitting->sum[r] - row->hi));
        if (hi->slack > 0)
            worst = fmax(worst, fabs(fitting->sum[r] + hi->slack - row->hi));
        if (lo->slack > 0)
            worst = fmax(worst, fabs(fitting->sum[r] - lo->slack - row->lo));
        products += hi->slack * hi->price + lo->slack * lo->price;
        barriers += (hi->slack > 0) + (size_t)(lo->slack > 0);
    }
    for (size_t t = 0; t < fit->columns; t++)
        worst = fmax(worst, fabs(fitting->slope[t]) * fit->x[t] / fit->weights[t]);
    fitting->centre = barriers > 0 ? products / (double)barriers : 0;
    return worst;
}

/* What a barrier's price changes by for a given move of its sum: constant + factor * move. */
static double price_constant(const struct barrier *barrier, double miss, double target)
{
    return (target - barrier->slack * barrier->price + barrier->price * miss) / barrier->slack;
}

static double price_factor(const struct barrier *barrier)
{
    return barrier->slack > 0 ? barrier->price / barrier->slack : 0;
}

/* Adds a row's share of the normal matrix: what each other row's sum moves for its price. */
static void fill_matrix(struct fitting *fitting)
{
    struct fit *fit = fitting->fit;
    size_t n = fit->row_count;
    double *moved = fitting->step_x; /* scratch until the step is known */
    for (size_t r = 0; r < n; r++) {
        const struct fit_row *row = &fit->rows[r];
        memset(moved, 0, fit->columns * sizeof *moved);
        for (size_t i = 0; i < row->n; i++)
            moved[row->columns[i]] = row->coefficients[i] * fitting->inverse[row->columns[i]];
        for (size_t s = 0; s <= r; s++)
            fitting->matrix[r * n + s] = row_sum(&fit->rows[s], moved);
    }
}

/* The equations for the rows' prices. */
static void set_up(struct fitting *fitting, double target)
{
    struct fit *fit = fitting->fit;
    size_t n = fit->row_count;
    for (size_t t = 0; t < fit->columns; t++) {
        const struct barrier *barrier = &fitting->at_upper[t];
        double curve = fit->weights[t] / (fit->x[t] * fit->x[t]) + price_factor(barrier);
        double constant = barrier->slack > 0
                              ? price_constant(barrier, fit->x[t] + barrier->slack - fit->upper[t], target)
                              : 0;
        fitting->inverse[t] = 1 / curve;
        fitting->pull[t] = (-fitting->slope[t] - constant) * fitting->inverse[t];
    }
    fill_matrix(fitting);
    for (size_t r = 0; r < n; r++) {
        const struct fit_row *row = &fit->rows[r];
        const struct barrier *hi = &fitting->at_hi[r], *lo = &fitting->at_lo[r];
        fitting->right[r] = row_sum(row, fitting->pull);
        if (is_equality(row)) {
            fitting->right[r] += fitting->sum[r] - row->hi;
            continue;
        }
        double constant = 0, factor = price_factor(hi) + price_factor(lo);
        if (hi->slack > 0)
            constant += price_constant(hi, fitting->sum[r] + hi->slack - row->hi, target);
        if (lo->slack > 0)
            constant -= price_constant(lo, -(fitting->sum[r] - lo->slack - row->lo), target);
        fitting->right[r] += constant / factor;
        fitting->matrix[r * n + r] += 1 / factor;
    }
}

/* Solves the equations by Cholesky's method; a pivot that vanishes belongs to a row that others imply. */
static void solve_equations(struct fitting *fitting)
{
    size_t n = fitting->fit->row_count;
    double *a = fitting->matrix, *x = fitting->step_price;
    for (size_t r = 0; r < n; r++) {
        double whole = a[r * n + r];
        for (size_t s = 0; s <= r; s++) {
            double sum = a[r * n + s];
            for (size_t k = 0; k < s; k++)
                sum -= a[r * n + k] * a[s * n + k];
            if (s < r)
                a[r * n + s] = sum / a[s * n + s];
            else
                a[r * n + r] = sum > IMPLIED * whole ? sqrt(sum) : 1e100;
        }
    }
    for (size_t r = 0; r < n; r++) {
        x[r] = fitting->right[r];
        for (size_t k = 0; k < r; k++)
            x[r] -= a[r * n + k] * x[k];
        x[r] /= a[r * n + r];
    }
    for (size_t r = n; r-- > 0;) {
        for (size_t k = r + 1; k < n; k++)
            x[r] -= a[k * n + r] * x[k];
        x[r] /= a[r * n + r];
    }
}

static void aim(struct barrier *barrier, double miss, double move, double target)
{
    if (barrier->slack <= 0)
        return;
    barrier->step_price = price_constant(barrier, miss, target) + price_factor(barrier) * move;
    barrier->step_slack = -miss - move;
}

/* The steps of x, slacks and prices that follow from those of the rows' prices. */
static void follow(struct fitting *fitting, double target)
{
    struct fit *fit = fitting->fit;
    memcpy(fitting->step_x, fitting->pull, fit->columns * sizeof *fitting->step_x);
    for (size_t r = 0; r < fit->row_count; r++)
        for (size_t i = 0; i < fit->rows[r].n; i++) {
            uint32_t t = fit->rows[r].columns[i];
            fitting->step_x[t] -= fitting->inverse[t] * fitting->step_price[r] * fit->rows[r].coefficients[i];
        }
    for (size_t t = 0; t < fit->columns; t++) {
        struct barrier *barrier = &fitting->at_upper[t];
        aim(barrier, fit->x[t] + barrier->slack - fit->upper[t], fitting->step_x[t], target);
    }
    for (size_t r = 0; r < fit->row_count; r++) {
        double move = row_sum(&fit->rows[r], fitting->step_x);
        struct barrier *hi = &fitting->at_hi[r], *lo = &fitting->at_lo[r];
        aim(hi, fitting->sum[r] + hi->slack - fit->rows[r].hi, move, target);
        aim(lo, -(fitting->sum[r] - lo->slack - fit->rows[r].lo), -move, target);
    }
}

static double limit(double step, double value, double change)
{
    return change < 0 ? fmin(step, -SHARE * value / change) : step;
}

static double limit_barrier(double step, const struct barrier *barrier)
{
    return barrier->slack <= 0
               ? step
               : limit(limit(step, barrier->slack, barrier->step_slack), barrier->price, barrier->step_price);
}

static void move_barrier(struct barrier *barrier, double step)
{
    barrier->slack += step * barrier->step_slack;
    barrier->price += step * barrier->step_price;
}

static void move(struct fitting *fitting)
{
    struct fit *fit = fitting->fit;
    double step = 1;
    for (size_t t = 0; t < fit->columns; t++)
        step = limit_barrier(limit(step, fit->x[t], fitting->step_x[t]), &fitting->at_upper[t]);
    for (size_t r = 0; r < fit->row_count; r++)
        step = limit_barrier(limit_barrier(step, &fitting->at_hi[r]), &fitting->at_lo[r]);
    for (size_t t = 0; t < fit->columns; t++) {
        fit->x[t] += step * fitting->step_x[t];
        move_barrier(&fitting->at_upper[t], step);
    }
    for (size_t r = 0; r < fit->row_count; r++) {
        struct barrier *hi = &fitting->at_hi[r], *lo = &fitting->at_lo[r];
        move_barrier(hi, step);
        move_barrier(lo, step);
        if (is_equality(&fit->rows[r]))
            fit->rows[r].price += step * fitting->step_price[r];
        else
            fit->rows[r].price = hi->price - lo->price;
    }
}

/* ---- the end: Newton's method on the rows and bounds that are full ---- */

/* Holds what the interior method says is full: whose price is above its slack. */
static void hold_full(struct fitting *fitting, bool *held, double *level)
{
    const struct fit *fit = fitting->fit;
    for (size_t r = 0; r < fit->row_count; r++) {
        const struct barrier *hi = &fitting->at_hi[r], *lo = &fitting->at_lo[r];
        bool at_hi = hi->slack > 0 && hi->price > hi->slack, at_lo = lo->slack > 0 && lo->price > lo->slack;
        held[r] = is_equality(&fit->rows[r]) || at_hi || at_lo;
        level[r] = at_lo ? fit->rows[r].lo : fit->rows[r].hi;
    }
    for (size_t t = 0; t < fit->columns; t++) {
        const struct barrier *barrier = &fitting->at_upper[t];
        if (barrier->slack > 0 && barrier->price > barrier->slack)
            fit->x[t] = fit->upper[t];
    }
}

/* One Newton step within what is held. Returns the largest relative change of an x. */
static double newton_step(struct fitting *fitting, const bool *held, const double *level)
{
    struct fit *fit = fitting->fit;
    size_t n = fit->row_count;
    for (size_t t = 0; t < fit->columns; t++) {
        fitting->inverse[t] = fit->x[t] >= fit->upper[t] ? 0 : fit->x[t] * fit->x[t] / fit->weights[t];
        fitting->pull[t] = fit->weights[t] / fit->x[t] * fitting->inverse[t];
    }
    fill_matrix(fitting);
    for (size_t r = 0; r < n; r++) {
        fitting->right[r] = held[r] ? row_sum(&fit->rows[r], fitting->pull) + row_sum(&fit->rows[r], fit->x) -
                                          level[r]
                                    : 0;
        for (size_t s = 0; s < n; s++)
            if (!held[r] || (s <= r && !held[s]))
                fitting->matrix[s <= r ? r * n + s : s * n + r] = r == s;
    }
    solve_equations(fitting);
    memcpy(fitting->step_x, fitting->pull, fit->columns * sizeof *fitting->step_x);
    for (size_t r = 0; r < n; r++)
        for (size_t i = 0; held[r] && i < fit->rows[r].n; i++) {
            uint32_t t = fit->rows[r].columns[i];
            fitting->step_x[t] -= fitting->inverse[t] * fitting->step_price[r] * fit->rows[r].coefficients[i];
        }
    double step = 1, most = 0;
    for (size_t t = 0; t < fit->columns; t++)
        step = limit(step, fit->x[t], fitting->step_x[t]);
    for (size_t t = 0; t < fit->columns; t++) {
        most = fmax(most, fabs(fitting->step_x[t]) / fit->x[t]);
        fit->x[t] += step * fitting->step_x[t];
    }
    return most;
}

/* Holds what the solution exceeds. */
static bool hold_exceeded(struct fitting *fitting, bool *held, double *level)
{
    struct fit *fit = fitting->fit;
    bool any = false;
    for (size_t r = 0; r < fit->row_count; r++) {
        double sum = row_sum(&fit->rows[r], fit->x);
        if (held[r] || (sum <= fit->rows[r].hi + EXCEEDED && sum >= fit->rows[r].lo - EXCEEDED))
            continue;
        held[r] = any = true;
        level[r] = sum > fit->rows[r].hi ? fit->rows[r].hi : fit->rows[r].lo;
    }
    for (size_t t = 0; t < fit->columns; t++) {
        if (fit->x[t] > fit->upper[t]) {
            any = any || fit->x[t] > fit->upper[t] + EXCEEDED;
            fit->x[t] = fit->upper[t];
        }
    }
    return any;
}

/* Lets go, once, of the row that is held against the sign of its price the most. */
static bool release_one(struct fitting *fitting, bool *held, const double *level, bool *released)
{
    const struct fit *fit = fitting->fit;
    size_t worst_row = fit->row_count;
    double worst = WRONG;
    for (size_t r = 0; r < fit->row_count; r++) {
        if (!held[r] || released[r] || is_equality(&fit->rows[r]))
            continue;
        double price = level[r] == fit->rows[r].hi ? fitting->step_price[r] : -fitting->step_price[r];
        if (-price > worst) {
            worst = -price;
            worst_row = r;
        }
    }
    if (worst_row == fit->row_count)
        return false;
    held[worst_row] = false;
    released[worst_row] = true;
    return true;
}

/* From six digits to all that there are. */
static bool polish(struct fitting *fitting)
{
    struct arena *scratch = arena_new();
    bool *held = ARENA_ARRAY(scratch, bool, fitting->fit->row_count), done = false;
    bool *released = ARENA_ARRAY(scratch, bool, fitting->fit->row_count);
    double *level = ARENA_ARRAY(scratch, double, fitting->fit->row_count), change = 1;
    hold_full(fitting, held, level);
    for (int i = 0; i < POLISHES_MAX && !done; i++) {
        for (int j = 0; j < NEWTON_STEPS && (change = newton_step(fitting, held, level)) > SETTLED; j++)
            continue;
        done = !hold_exceeded(fitting, held, level) && !release_one(fitting, held, level, released);
    }
    (void)arena_free(scratch);
    return done && change < 1e-6;
}

/*
 * Moves the limits of rows apart by a little, or back. Rows that leave each
 * other no room have prices without bounds, and no interior for an interior
 * method; the polish works with the limits as they are.
 */
static void ease(struct fit *fit, double by)
{
    for (size_t r = 0; r < fit->row_count; r++) {
        if (!is_equality(&fit->rows[r])) {
            fit->rows[r].hi += by;
            fit->rows[r].lo -= by;
        }
    }
}

rc fit_solve(struct fit *fit)
{
    struct arena *scratch = arena_new();
    size_t n = fit->row_count, columns = fit->columns;
    struct fitting fitting = {.fit = fit,
                              .at_lo = ARENA_ARRAY(scratch, struct barrier, n),
                              .at_hi = ARENA_ARRAY(scratch, struct barrier, n),
                              .at_upper = ARENA_ARRAY(scratch, struct barrier, columns),
                              .slope = ARENA_ARRAY(scratch, double, columns),
                              .inverse = ARENA_ARRAY(scratch, double, columns),
                              .pull = ARENA_ARRAY(scratch, double, columns),
                              .step_x = ARENA_ARRAY(scratch, double, columns),
                              .sum = ARENA_ARRAY(scratch, double, n),
                              .step_price = ARENA_ARRAY(scratch, double, n),
                              .right = ARENA_ARRAY(scratch, double, n),
                              .matrix = ARENA_ARRAY(scratch, double, n *n)};
    if (fit->polish)
        ease(fit, EASE);
    start(&fitting);
    bool done = false;
    double worst = INFINITY;
    for (int i = 0; i < STEPS_MAX && !done; i++) {
        worst = measure(&fitting);
        done = worst < FEASIBLE && fitting.centre < CENTRED;
        if (done)
            break;
        if (!isfinite(worst + fitting.centre))
            break;
        double target = fmax(fitting.centre * (worst > 1e-3 ? 0.3 : 0.1), CENTRED / 2);
        set_up(&fitting, target);
        solve_equations(&fitting);
        follow(&fitting, target);
        move(&fitting);
    }
    if (fit->polish)
        ease(fit, -EASE);
    if (done && fit->polish)
        done = polish(&fitting);
    (void)arena_free(scratch);
    return done ? RC_OK : RC_NOT_FOUND;
}
