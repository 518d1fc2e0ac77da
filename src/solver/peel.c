/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/peel.h"

#include <math.h>
#include <string.h>

static const double NOTHING = 1e-11; /* of probability: rounding */
static const double NEAR = 1e-9;     /* of a count: an integer */

/* What remains to be reached: the expected counts, their sums, and the probability that is left. */
struct peeling {
    const struct model *model;
    struct oracle *oracle;
    double mass;
    double *left;        /* of type t */
    double *sum;         /* of row r, then class c */
    bool *at_lo, *at_hi; /* of row r, then class c: full for good */
    double *weight;
    double *whim; /* of type t: breaks ties, the same for all panels of a peeling */
    int32_t *panel;
    int32_t *panel_sum;
};

static double hi_of(const struct model *model, size_t s)
{
    return s < model->row_count ? model->rows[s].hi : model->classes[s - model->row_count].households;
}

static double lo_of(const struct model *model, size_t s)
{
    return s < model->row_count ? model->rows[s].lo : 0;
}

/* Marks what is tight; what was marked stays. */
static void mark_tight(struct peeling *peeling, double tolerance)
{
    const struct model *model = peeling->model;
    for (size_t t = 0; t < model->types; t++)
        if (peeling->left[t] <= tolerance)
            peeling->left[t] = 0;
    for (size_t s = 0; s < model->row_count + model->class_count; s++) {
        if (peeling->sum[s] <= lo_of(model, s) * peeling->mass + tolerance)
            peeling->at_lo[s] = true;
        if (peeling->sum[s] >= hi_of(model, s) * peeling->mass - tolerance)
            peeling->at_hi[s] = true;
    }
}

/* How far a search for the next panel is narrowed. */
enum scope {
    ONE_OF_EACH_HOME, /* as below, and of a household only one, drawn by lot, may come */
    IN_BOX,           /* counts next to what remains: a longer step */
    ON_FACE,          /* all that leaves what remains in the polytope */
    SCOPE_COUNT
};

/* Bounds of a type's count for its own sake. */
static void bound_type(struct peeling *peeling, size_t t, enum scope scope)
{
    const struct model *model = peeling->model;
    size_t class = model->class_of[t];
    double share = peeling->left[t] / peeling->mass;
    int32_t lo = scope < ON_FACE ? (int32_t)floor(share + NEAR) : 0;
    int32_t hi = scope < ON_FACE ? (int32_t)ceil(share - NEAR) : model->upper[t];
    if (model->classes[class].n == 1 && peeling->at_hi[model->row_count + class])
        lo = hi = model->classes[class].households;
    else if (peeling->left[t] == 0)
        hi = 0;
    oracle_bound_type(peeling->oracle, t, lo, hi);
}

/* Of a class of one household that may send any of several: draws who that is, in proportion to what is left,
 * so that the class need not be a row. */
static void draw_one(struct peeling *peeling, size_t c)
{
    const struct model_class *class = &peeling->model->classes[c];
    bool full = peeling->at_hi[peeling->model->row_count + c];
    double ticket = oracle_random(peeling->oracle) * peeling->sum[peeling->model->row_count + c];
    size_t chosen = class->first;
    for (size_t t = class->first; t < class->first + class->n; t++) {
        if (peeling->left[t] > 0 && ticket >= 0)
            chosen = t;
        ticket -= peeling->left[t];
    }
    for (size_t t = class->first; t < class->first + class->n; t++)
        oracle_bound_type(peeling->oracle, t, full && t == chosen, peeling->left[t] > 0 && t == chosen);
    oracle_bound_class(peeling->oracle, c, 0, class->households);
}

static void bound_oracle(struct peeling *peeling, enum scope scope)
{
    const struct model *model = peeling->model;
    for (size_t r = 0; r < model->row_count; r++)
        oracle_bound_row(peeling->oracle, r, peeling->at_hi[r] ? model->rows[r].hi : model->rows[r].lo,
                         peeling->at_lo[r] ? model->rows[r].lo : model->rows[r].hi);
    for (size_t t = 0; t < model->types; t++)
        bound_type(peeling, t, scope);
    for (size_t c = 0; c < model->class_count; c++) {
        const struct model_class *class = &model->classes[c];
        if (class->n > 1 && scope == ONE_OF_EACH_HOME && class->households == 1)
            draw_one(peeling, c);
        else if (class->n > 1)
            oracle_bound_class(peeling->oracle, c,
                               peeling->at_hi[model->row_count + c] ? class->households : 0,
                               class->households);
    }
}

/* Weights that prefer what has most left, for its share, over what has little: a long step. */
static void weigh(struct peeling *peeling)
{
    for (size_t t = 0; t < peeling->model->types; t++) {
        double share = peeling->left[t] / peeling->mass, part = share - floor(share);
        part = fmin(fmax(part, 1e-3), 1 - 1e-3);
        peeling->weight[t] = log(part / (1 - part)) + peeling->whim[t];
    }
}

static void sum_panel(struct peeling *peeling)
{
    const struct model *model = peeling->model;
    memset(peeling->panel_sum, 0, (model->row_count + model->class_count) * sizeof *peeling->panel_sum);
    for (size_t t = 0; t < model->types; t++) {
        for (size_t i = 0; i < model->rows_per_type; i++)
            peeling->panel_sum[model_rows_of(model, t)[i]] += peeling->panel[t];
        peeling->panel_sum[model->row_count + model->class_of[t]] += peeling->panel[t];
    }
}

/* The largest probability that the panel can have. */
static double longest_step(const struct peeling *peeling)
{
    const struct model *model = peeling->model;
    double step = peeling->mass;
    for (size_t t = 0; t < model->types; t++)
        if (peeling->panel[t] > 0)
            step = fmin(step, peeling->left[t] / peeling->panel[t]);
    for (size_t s = 0; s < model->row_count + model->class_count; s++) {
        double hi = hi_of(model, s), lo = lo_of(model, s), sum = peeling->panel_sum[s];
        if (!peeling->at_hi[s] && sum < hi)
            step = fmin(step, (hi * peeling->mass - peeling->sum[s]) / (hi - sum));
        if (!peeling->at_lo[s] && sum > lo)
            step = fmin(step, (peeling->sum[s] - lo * peeling->mass) / (sum - lo));
    }
    return step;
}

static void take(struct peeling *peeling, double step)
{
    const struct model *model = peeling->model;
    for (size_t t = 0; t < model->types; t++)
        peeling->left[t] = fmax(0, peeling->left[t] - step * peeling->panel[t]);
    for (size_t s = 0; s < model->row_count + model->class_count; s++)
        peeling->sum[s] -= step * peeling->panel_sum[s];
    peeling->mass -= step;
}

static bool find_panel(struct peeling *peeling)
{
    static const size_t nodes[SCOPE_COUNT] = {100, 200, 600};
    double value, bound;
    weigh(peeling);
    for (enum scope scope = 0; scope < SCOPE_COUNT; scope++) {
        bound_oracle(peeling, scope);
        enum oracle_result found = oracle_find(peeling->oracle, peeling->weight, ORACLE_NO_CUT_OFF,
                                               nodes[scope], true, peeling->panel, &value, &bound);
        if (found == ORACLE_BEST || found == ORACLE_SOME)
            return true;
    }
    return false;
}

void peel(struct oracle *oracle, const double *counts, struct portfolio *portfolio, double *ret_mass)
{
    const struct model *model = oracle->model;
    struct arena *scratch = arena_new();
    size_t sums = model->row_count + model->class_count;
    struct peeling peeling = {
        .model = model,
        .oracle = oracle,
        .mass = 1,
        .left = ARENA_ARRAY(scratch, double, model->types),
        .sum = ARENA_ARRAY(scratch, double, sums),
        .at_lo = ARENA_ARRAY(scratch, bool, sums),
        .at_hi = ARENA_ARRAY(scratch, bool, sums),
        .weight = ARENA_ARRAY(scratch, double, model->types),
        .whim = ARENA_ARRAY(scratch, double, model->types),
        .panel = ARENA_ARRAY(scratch, int32_t, model->types),
        .panel_sum = ARENA_ARRAY(scratch, int32_t, sums),
    };
    for (size_t t = 0; t < model->types; t++) {
        peeling.left[t] = counts[t];
        peeling.whim[t] = 0.3 * oracle_random(oracle);
        for (size_t i = 0; i < model->rows_per_type; i++)
            peeling.sum[model_rows_of(model, t)[i]] += counts[t];
        peeling.sum[model->row_count + model->class_of[t]] += counts[t];
    }
    mark_tight(&peeling, NEAR);
    while (peeling.mass > NOTHING && find_panel(&peeling)) {
        sum_panel(&peeling);
        double step = longest_step(&peeling);
        if (step <= 0)
            break;
        size_t at = portfolio_add(portfolio, peeling.panel);
        portfolio->panels.items[at].p += step;
        take(&peeling, step);
        mark_tight(&peeling, NOTHING);
    }
    oracle_reset(oracle);
    *ret_mass = 1 - peeling.mass;
    (void)arena_free(scratch);
}
