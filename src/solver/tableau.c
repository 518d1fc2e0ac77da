/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/tableau.h"

#include <math.h>
#include <string.h>

enum { REBUILD_AFTER = 400, PIVOTS_PER_ROW = 100, PATIENCE_PER_ROW = 8 };
static const double FEASIBLE = 1e-9; /* a bound may be missed by this */
static const double ACCURATE = 1e-7; /* a row's value may differ from its columns' sum by this */
static const double TINY = 1e-11;    /* what is smaller is rounding */
static const double PIVOT_MIN = 1e-7;
static const double NO_CUT_OFF = -1e200; /* below this a cut-off is none */

static double *row_of(const struct tableau *tableau, size_t i)
{
    return &tableau->a[i * tableau->columns];
}

/* to += factor * from: all the work of a pivot. */
static void add_multiple(double *restrict to, const double *restrict from, double factor, size_t n)
{
    for (size_t j = 0; j < n; j++)
        to[j] += factor * from[j];
}

struct tableau *tableau_new(size_t columns, size_t row_variables, size_t row_cap, struct arena *arena)
{
    struct tableau *tableau = ARENA_NEW(arena, struct tableau);
    size_t variables = columns + row_variables;
    *tableau = (struct tableau){
        .columns = columns,
        .active = columns,
        .row_cap = row_cap,
        .variables = variables,
        .a = ARENA_ARRAY(arena, double, columns *row_cap),
        .basic = ARENA_ARRAY(arena, uint32_t, row_cap),
        .outside = ARENA_ARRAY(arena, uint32_t, columns),
        .place = ARENA_ARRAY(arena, int32_t, variables),
        .lo = ARENA_ARRAY(arena, double, variables),
        .hi = ARENA_ARRAY(arena, double, variables),
        .value = ARENA_ARRAY(arena, double, variables),
        .cost = ARENA_ARRAY(arena, double, columns),
        .reduced = ARENA_ARRAY(arena, double, columns),
        .work = ARENA_ARRAY(arena, double, columns),
        .order = ARENA_ARRAY(arena, uint32_t, columns),
        .marked = ARENA_ARRAY(arena, bool, variables),
        .present = ARENA_ARRAY(arena, uint32_t, row_cap),
        .given = ARENA_ARRAY(arena, struct tableau_row, row_variables),
    };
    tableau->snapshot = ARENA_NEW(arena, struct tableau);
    *tableau->snapshot = (struct tableau){
        .columns = columns,
        .variables = variables,
        .a = ARENA_ARRAY(arena, double, columns *row_cap),
        .basic = ARENA_ARRAY(arena, uint32_t, row_cap),
        .present = ARENA_ARRAY(arena, uint32_t, row_cap),
        .outside = ARENA_ARRAY(arena, uint32_t, columns),
        .place = ARENA_ARRAY(arena, int32_t, variables),
        .reduced = ARENA_ARRAY(arena, double, columns),
    };
    for (size_t j = 0; j < columns; j++) {
        tableau->outside[j] = (uint32_t)j;
        tableau->place[j] = -1 - (int32_t)j;
    }
    for (size_t v = columns; v < variables; v++)
        tableau->place[v] = TABLEAU_ABSENT;
    return tableau;
}

static void add_row(struct tableau *tableau, uint32_t variable, const uint32_t *columns, size_t n)
{
    size_t i = tableau->rows++;
    double *row = row_of(tableau, i), sum = 0;
    memset(row, 0, tableau->columns * sizeof *row);
    for (size_t c = 0; c < n; c++) {
        int32_t place = tableau->place[columns[c]];
        sum += tableau->value[columns[c]];
        if (place < 0)
            row[-1 - place] += 1;
        else
            add_multiple(row, row_of(tableau, (size_t)place), 1, tableau->columns);
    }
    tableau->basic[i] = variable;
    tableau->place[variable] = (int32_t)i;
    tableau->value[variable] = sum;
}

bool tableau_add_row(struct tableau *tableau, uint32_t variable, const uint32_t *columns, size_t n)
{
    if (tableau->rows == tableau->row_cap)
        return false;
    tableau->present[tableau->rows] = variable;
    tableau->given[variable - tableau->columns] = (struct tableau_row){.columns = columns, .n = n};
    add_row(tableau, variable, columns, n);
    return true;
}

bool tableau_drop_row(struct tableau *tableau, uint32_t variable)
{
    int32_t place = tableau->place[variable];
    if (place < 0 || place == TABLEAU_ABSENT)
        return false;
    size_t i = (size_t)place, last = --tableau->rows, at = 0;
    if (i != last) {
        memcpy(row_of(tableau, i), row_of(tableau, last), tableau->columns * sizeof *tableau->a);
        tableau->basic[i] = tableau->basic[last];
        tableau->place[tableau->basic[i]] = place;
    }
    tableau->place[variable] = TABLEAU_ABSENT;
    while (tableau->present[at] != variable)
        at++;
    tableau->present[at] = tableau->present[last];
    return true;
}

static bool is_focused(const struct tableau *tableau)
{
    return tableau->active < tableau->columns;
}

/* Moves a variable outside the basis and what depends on it. */
static void move(struct tableau *tableau, size_t j, double value)
{
    uint32_t variable = tableau->outside[j];
    double change = value - tableau->value[variable];
    if (change == 0)
        return;
    for (size_t i = 0; i < tableau->rows; i++)
        tableau->value[tableau->basic[i]] += row_of(tableau, i)[j] * change;
    tableau->value[variable] = value;
}

/* To the bound at which its reduced cost wants it. */
static void settle(struct tableau *tableau, size_t j)
{
    uint32_t variable = tableau->outside[j];
    double lo = tableau->lo[variable], hi = tableau->hi[variable], value = tableau->value[variable];
    if (tableau->reduced[j] > TINY)
        move(tableau, j, hi);
    else if (tableau->reduced[j] < -TINY)
        move(tableau, j, lo);
    else if (value != lo && value != hi)
        move(tableau, j, value >= hi ? hi : lo);
}

void tableau_bound(struct tableau *tableau, uint32_t variable, double lo, double hi)
{
    if (tableau->lo[variable] == lo && tableau->hi[variable] == hi)
        return;
    tableau->lo[variable] = lo;
    tableau->hi[variable] = hi;
    if (tableau->place[variable] < 0)
        settle(tableau, (size_t)(-1 - tableau->place[variable]));
}

static void find_reduced(struct tableau *tableau)
{
    for (size_t j = 0; j < tableau->columns; j++) {
        uint32_t variable = tableau->outside[j];
        tableau->reduced[j] = variable < tableau->columns ? tableau->cost[variable] : 0;
    }
    for (size_t i = 0; i < tableau->rows; i++) {
        uint32_t variable = tableau->basic[i];
        if (variable < tableau->columns && tableau->cost[variable] != 0)
            add_multiple(tableau->reduced, row_of(tableau, i), tableau->cost[variable], tableau->columns);
    }
}

static void find_values(struct tableau *tableau)
{
    for (size_t i = 0; i < tableau->rows; i++) {
        const double *row = row_of(tableau, i);
        double sum = 0;
        for (size_t j = 0; j < tableau->columns; j++)
            sum += row[j] * tableau->value[tableau->outside[j]];
        tableau->value[tableau->basic[i]] = sum;
    }
}

void tableau_costs(struct tableau *tableau, const double *cost)
{
    memmove(tableau->cost, cost, tableau->columns * sizeof *cost);
    find_reduced(tableau);
    for (size_t j = 0; j < tableau->columns; j++)
        settle(tableau, j);
    find_values(tableau);
}

double tableau_objective(const struct tableau *tableau)
{
    double sum = 0;
    for (size_t j = 0; j < tableau->columns; j++)
        sum += tableau->cost[j] * tableau->value[j];
    return sum;
}

/* Exchanges basic[r] and outside[q]. Values stay. */
static void pivot(struct tableau *tableau, size_t r, size_t q)
{
    double *row = row_of(tableau, r), inverse = 1 / row[q];
    for (size_t j = 0; j < tableau->active; j++)
        row[j] = fabs(row[j]) < TINY ? 0 : row[j] * -inverse;
    row[q] = inverse;
    for (size_t i = 0; i < tableau->rows; i++) {
        double *other = row_of(tableau, i), factor = other[q];
        if (i == r || factor == 0)
            continue;
        other[q] = 0;
        if (fabs(factor) > TINY)
            add_multiple(other, row, factor, tableau->active);
    }
    double factor = tableau->reduced[q];
    tableau->reduced[q] = 0;
    if (factor != 0)
        add_multiple(tableau->reduced, row, factor, tableau->active);
    uint32_t leaving = tableau->basic[r], entering = tableau->outside[q];
    tableau->basic[r] = entering;
    tableau->place[entering] = (int32_t)r;
    tableau->outside[q] = leaving;
    tableau->place[leaving] = -1 - (int32_t)q;
    tableau->pivots++;
    tableau->since_rebuilt++;
}

static double miss_of(const struct tableau *tableau, size_t i)
{
    uint32_t v = tableau->basic[i];
    double below = tableau->lo[v] - tableau->value[v], above = tableau->value[v] - tableau->hi[v];
    return below > above ? below : above;
}

/*
 * The row that misses its bound by most; rows: none does. Where a solution
 * takes long it may be going in circles among bases of the same objective: then
 * any row that misses its bound, by lot, which ends circles.
 */
static size_t leaving_row(struct tableau *tableau, bool by_lot)
{
    size_t best = tableau->rows;
    double most = FEASIBLE;
    for (size_t i = 0; i < tableau->rows; i++) {
        double miss = miss_of(tableau, i);
        if (miss <= FEASIBLE)
            continue;
        if (by_lot) {
            tableau->lot = tableau->lot * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
            miss = FEASIBLE + 1 + (double)(tableau->lot >> 40);
        }
        if (miss > most) {
            most = miss;
            best = i;
        }
    }
    return best;
}

/* Sifts the least ratio to the top of a heap of candidates. */
static void sift(uint32_t *heap, const double *ratio, size_t at, size_t n)
{
    uint32_t item = heap[at];
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && ratio[heap[child + 1]] < ratio[heap[child]])
            child++;
        if (ratio[heap[child]] >= ratio[item])
            break;
        heap[at] = heap[child];
    }
    heap[at] = item;
}

static double range_of(const struct tableau *tableau, size_t j)
{
    uint32_t variable = tableau->outside[j];
    return tableau->hi[variable] - tableau->lo[variable];
}

/* The columns that can bring the row nearer to its bound, as a heap by how soon their reduced cost
 * changes sign. up: the row's value must grow. */
static size_t find_candidates(struct tableau *tableau, size_t r, bool up)
{
    const double *row = row_of(tableau, r);
    size_t n = 0;
    for (size_t j = 0; j < tableau->active; j++) {
        uint32_t variable = tableau->outside[j];
        if (fabs(row[j]) < FEASIBLE || tableau->lo[variable] == tableau->hi[variable])
            continue;
        bool at_upper = tableau->value[variable] == tableau->hi[variable];
        if ((row[j] > 0) == (up != at_upper)) {
            tableau->work[j] = fabs(tableau->reduced[j]) / fabs(row[j]);
            tableau->order[n++] = (uint32_t)j;
        }
    }
    for (size_t at = n / 2; at-- > 0;)
        sift(tableau->order, tableau->work, at, n);
    return n;
}

/* What the ratio test found: q enters, after those in order[first_passed] to order[end - 1] have moved to
 * their other bounds. */
struct entering {
    size_t q, first_passed, end;
};

/*
 * The long-step ratio test: while the row stays short of its bound even with a
 * column at its other bound, that column is passed and the next considered; the
 * first that suffices enters. False: even all together do not suffice.
 */
static bool find_entering(struct tableau *tableau, size_t r, double miss, bool up,
                          struct entering *ret_entering)
{
    const double *row = row_of(tableau, r);
    size_t end = find_candidates(tableau, r, up), n = end;
    while (n > 0) {
        size_t q = tableau->order[0];
        double left = miss - fabs(row[q]) * range_of(tableau, q);
        if (left < 0 || (left <= FEASIBLE && n == 1)) {
            /* Among columns that are ready as soon, the largest coefficient is the safest. */
            double soonest = tableau->work[q] + TINY;
            for (size_t i = 1; i < n; i++) {
                size_t j = tableau->order[i];
                bool ready = tableau->work[j] <= soonest && fabs(row[j]) * range_of(tableau, j) > miss;
                q = ready && fabs(row[j]) > fabs(row[q]) ? j : q;
            }
            *ret_entering = (struct entering){.q = q, .first_passed = n, .end = end};
            return true;
        }
        miss = left;
        tableau->order[0] = tableau->order[--n];
        tableau->order[n] = (uint32_t)q;
        if (n > 0)
            sift(tableau->order, tableau->work, 0, n);
    }
    return false;
}

/* One step: the row's variable leaves to the bound that it missed. */
static void step(struct tableau *tableau, size_t r, const struct entering *entering, double bound)
{
    for (size_t i = entering->first_passed; i < entering->end; i++) {
        size_t j = tableau->order[i];
        uint32_t variable = tableau->outside[j];
        bool at_upper = tableau->value[variable] == tableau->hi[variable];
        move(tableau, j, at_upper ? tableau->lo[variable] : tableau->hi[variable]);
    }
    uint32_t leaving = tableau->basic[r];
    double change = (bound - tableau->value[leaving]) / row_of(tableau, r)[entering->q];
    move(tableau, entering->q, tableau->value[tableau->outside[entering->q]] + change);
    tableau->value[leaving] = bound;
    pivot(tableau, r, entering->q);
}

/* The largest coefficient of a column among rows whose own variable should leave the basis. */
static size_t rebuild_row(const struct tableau *tableau, size_t q, const bool *stays)
{
    size_t best = tableau->rows;
    double most = PIVOT_MIN;
    for (size_t i = 0; i < tableau->rows; i++) {
        double coefficient = fabs(row_of(tableau, i)[q]);
        if (!stays[tableau->basic[i]] && coefficient > most) {
            most = coefficient;
            best = i;
        }
    }
    return best;
}

/* The same basis again, from the rows as they were given: ends what rounding has gathered. */
static void rebuild(struct tableau *tableau)
{
    bool *stays = tableau->marked;
    memset(stays, 0, tableau->variables * sizeof *stays);
    for (size_t i = 0; i < tableau->rows; i++)
        stays[tableau->basic[i]] = true;
    size_t n = tableau->rows;
    tableau->rows = 0;
    for (size_t j = 0; j < tableau->columns; j++) {
        tableau->outside[j] = (uint32_t)j;
        tableau->place[j] = -1 - (int32_t)j;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t variable = tableau->present[i];
        const struct tableau_row *given = &tableau->given[variable - tableau->columns];
        add_row(tableau, variable, given->columns, given->n);
    }
    for (size_t j = 0; j < tableau->columns; j++) {
        size_t r = stays[j] ? rebuild_row(tableau, j, stays) : tableau->rows;
        if (r < tableau->rows)
            pivot(tableau, r, j);
    }
    tableau->since_rebuilt = 0;
    tableau_costs(tableau, tableau->cost);
}

/* Whether the rows' values are the sums of their columns'. */
static bool is_accurate(const struct tableau *tableau)
{
    for (size_t i = 0; i < tableau->rows; i++) {
        uint32_t variable = tableau->present[i];
        const struct tableau_row *given = &tableau->given[variable - tableau->columns];
        double sum = 0;
        for (size_t c = 0; c < given->n; c++)
            sum += tableau->value[given->columns[c]];
        if (fabs(sum - tableau->value[variable]) > ACCURATE)
            return false;
    }
    return true;
}

static void swap_columns(struct tableau *tableau, size_t j, size_t k)
{
    uint32_t left = tableau->outside[j], right = tableau->outside[k];
    double reduced = tableau->reduced[j];
    for (size_t i = 0; i < tableau->rows; i++) {
        double *row = row_of(tableau, i), coefficient = row[j];
        row[j] = row[k];
        row[k] = coefficient;
    }
    tableau->outside[j] = right;
    tableau->outside[k] = left;
    tableau->place[right] = -1 - (int32_t)j;
    tableau->place[left] = -1 - (int32_t)k;
    tableau->reduced[j] = tableau->reduced[k];
    tableau->reduced[k] = reduced;
}

/* Copies to a snapshot or, the other way, from it. */
static void copy_basis(struct tableau *to, const struct tableau *from)
{
    to->rows = from->rows;
    memcpy(to->a, from->a, from->rows * from->columns * sizeof *from->a);
    memcpy(to->basic, from->basic, from->rows * sizeof *from->basic);
    memcpy(to->present, from->present, from->rows * sizeof *from->present);
    memcpy(to->outside, from->outside, from->columns * sizeof *from->outside);
    memcpy(to->place, from->place, from->variables * sizeof *from->place);
    memcpy(to->reduced, from->reduced, from->columns * sizeof *from->reduced);
}

void tableau_focus(struct tableau *tableau)
{
    size_t active = 0;
    for (size_t j = 0; j < tableau->columns; j++) {
        uint32_t variable = tableau->outside[j];
        if (tableau->lo[variable] < tableau->hi[variable] && j != active++)
            swap_columns(tableau, j, active - 1);
    }
    if (active == tableau->columns)
        return;
    copy_basis(tableau->snapshot, tableau);
    tableau->active = active;
}

void tableau_unfocus(struct tableau *tableau)
{
    if (!is_focused(tableau))
        return;
    tableau->active = tableau->columns;
    copy_basis(tableau, tableau->snapshot);
    for (size_t j = 0; j < tableau->columns; j++)
        settle(tableau, j);
    find_values(tableau);
}

enum tableau_result tableau_solve(struct tableau *tableau, double cut_off)
{
    size_t rows = tableau->rows + 10, begin = tableau->pivots, limit = begin + PIVOTS_PER_ROW * rows;
    int rebuilt = 0;
    while (tableau->pivots < limit) {
        if (tableau->since_rebuilt > REBUILD_AFTER && !is_focused(tableau))
            rebuild(tableau);
        size_t r = leaving_row(tableau, tableau->pivots - begin > PATIENCE_PER_ROW * rows);
        if (r == tableau->rows) {
            if (is_accurate(tableau))
                return tableau_objective(tableau) <= cut_off ? TABLEAU_CUT_OFF : TABLEAU_OPTIMAL;
            if (rebuilt++ > 2 || is_focused(tableau))
                return TABLEAU_FAILED;
            rebuild(tableau);
            continue;
        }
        if (cut_off > NO_CUT_OFF && tableau_objective(tableau) <= cut_off)
            return TABLEAU_CUT_OFF;
        uint32_t v = tableau->basic[r];
        bool up = tableau->value[v] < tableau->lo[v];
        double bound = up ? tableau->lo[v] : tableau->hi[v];
        struct entering entering = {0};
        if (!find_entering(tableau, r, fabs(bound - tableau->value[v]), up, &entering)) {
            if (tableau->since_rebuilt == 0 || is_accurate(tableau))
                return TABLEAU_INFEASIBLE;
            if (is_focused(tableau))
                return TABLEAU_FAILED;
            rebuild(tableau);
            continue;
        }
        if (fabs(row_of(tableau, r)[entering.q]) < PIVOT_MIN && tableau->since_rebuilt > 0) {
            if (is_focused(tableau))
                return TABLEAU_FAILED;
            rebuild(tableau);
            continue;
        }
        step(tableau, r, &entering, bound);
    }
    return TABLEAU_FAILED;
}
