/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/oracle.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

enum {
    ROOM_LEAST = 64,
    ROOM_MOST = 400,
    CELLS_MAX = 1000000,
    CHECK_CLOCK_EVERY = 64,
    GRANULES = 60,
    NODES_NEAR = 60
};
static const double WHOLE = 1e-6;  /* a value so near to an integer is one */
static const double BETTER = 2e-8; /* of the largest weight: gains below this are none */
static const double WHIM =
    1e-8; /* of the largest weight: what all random additions to a panel's value are below */

static const double ROUNDING = 1e-8; /* of the largest weight: smaller is none */
static const double MARGIN = 1e-3;   /* of a granule: more than its multiples are off by */

/* A bound that was changed, as it was. */
struct change {
    uint32_t variable;
    double lo, hi;
};

/* A branch: what is left to try on the other side. */
struct choice {
    uint32_t variable;
    double lo, hi; /* of the other side */
    double bound;  /* nothing on either side is above it */
    bool other_done;
    size_t trail_n;
};

struct oracle_search {
    double *weights; /* scaled: the largest is 1 */
    struct choice *choices;
    size_t choice_n, choice_cap;
    struct change *trail;
    size_t trail_n, trail_cap;
    int32_t *counts;   /* of the panel being looked at */
    double best;       /* the value of the best panel, or what one must be above */
    double cut_off;    /* where a bound is not above it, there is nothing better than best */
    double granule;    /* every sum of weights is a multiple of it; 0: none known */
    double open_bound; /* no panel that the last search has not seen is above it */
    double *costs;     /* of each column; scratch */
    bool found, failed;
};

/*
 * The largest number of which all weights are multiples, if one is found that
 * is not too small; 0 otherwise. Prices of a linear program with integer
 * coefficients often are such multiples, and then the value of a panel can only
 * be one: a bound below the next multiple ends a search.
 */
static double find_granule(const double *weights, size_t n)
{
    double least = INFINITY;
    for (size_t i = 0; i < n; i++)
        if (weights[i] > ROUNDING)
            least = fmin(least, weights[i]);
    for (int parts = 1; parts <= GRANULES && isfinite(least); parts++) {
        double granule = least / parts;
        bool all = true;
        for (size_t i = 0; i < n && all; i++) {
            double multiple = weights[i] / granule;
            all = fabs(multiple - nearbyint(multiple)) < ROUNDING * parts;
        }
        if (all)
            return granule;
    }
    return 0;
}

/* What a panel must be above, once there is one of this value. */
static double above(const struct oracle_search *search, double value)
{
    if (search->granule == 0)
        return value + BETTER;
    double next = (floor(value / search->granule + MARGIN) + 1) * search->granule;
    return next - MARGIN * search->granule;
}

static void list_columns(struct oracle *oracle, struct arena *arena)
{
    const struct model *model = oracle->model;
    size_t n = model->row_count + model->class_count;
    oracle->sums = ARENA_ARRAY(arena, struct tableau_row, n);
    uint32_t **fill = ARENA_ARRAY(arena, uint32_t *, n);
    for (size_t t = 0; t < model->types; t++) {
        for (size_t i = 0; i < model->rows_per_type; i++)
            oracle->sums[model_rows_of(model, t)[i]].n++;
        oracle->sums[model->row_count + model->class_of[t]].n++;
    }
    for (size_t s = 0; s < n; s++)
        oracle->sums[s].columns = fill[s] = ARENA_ARRAY(arena, uint32_t, oracle->sums[s].n);
    for (size_t t = 0; t < model->types; t++) {
        for (size_t i = 0; i < model->rows_per_type; i++)
            *fill[model_rows_of(model, t)[i]]++ = (uint32_t)t;
        *fill[model->row_count + model->class_of[t]]++ = (uint32_t)t;
    }
}

static void free_search(void *argument)
{
    struct oracle_search *search = argument;
    mem_free(search->choices);
    mem_free(search->trail);
}

struct oracle *oracle_new(const struct model *model, uint64_t seed, struct arena *arena)
{
    struct oracle *oracle = ARENA_NEW(arena, struct oracle);
    size_t shared = 0;
    for (size_t c = 0; c < model->class_count; c++)
        shared += model->classes[c].n > 1;
    size_t room = CELLS_MAX / (model->types + 1);
    room = room > ROOM_MOST ? ROOM_MOST : room < ROOM_LEAST ? ROOM_LEAST : room;
    room = model->row_count + (shared < room ? shared : room);
    oracle->model = model;
    oracle->random = seed * 2 + 1;
    oracle->tableau = tableau_new(model->types, model->row_count + model->class_count, room, arena);
    list_columns(oracle, arena);
    for (size_t r = 0; r < model->row_count; r++)
        (void)tableau_add_row(oracle->tableau, (uint32_t)(model->types + r), oracle->sums[r].columns,
                              oracle->sums[r].n);
    oracle->search = ARENA_NEW(arena, struct oracle_search);
    oracle->search->weights = ARENA_ARRAY(arena, double, model->types);
    oracle->search->costs = ARENA_ARRAY(arena, double, model->types);
    oracle->search->counts = ARENA_ARRAY(arena, int32_t, model->types);
    arena_on_end(arena, free_search, oracle->search);
    oracle_reset(oracle);
    return oracle;
}

double oracle_random(struct oracle *oracle)
{
    /* splitmix64, a public domain generator by S. Vigna. */
    uint64_t z = oracle->random += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

void oracle_bound_type(struct oracle *oracle, size_t type, int32_t lo, int32_t hi)
{
    tableau_bound(oracle->tableau, (uint32_t)type, lo, hi);
}

void oracle_bound_row(struct oracle *oracle, size_t row, int32_t lo, int32_t hi)
{
    tableau_bound(oracle->tableau, (uint32_t)(oracle->model->types + row), lo, hi);
}

/* False: there is no room for another row. */
static bool add_class(struct oracle *oracle, size_t class)
{
    const struct model *model = oracle->model;
    uint32_t variable = (uint32_t)(model->types + model->row_count + class);
    const struct tableau_row *sum = &oracle->sums[model->row_count + class];
    return oracle->tableau->place[variable] != TABLEAU_ABSENT ||
           tableau_add_row(oracle->tableau, variable, sum->columns, sum->n);
}

void oracle_bound_class(struct oracle *oracle, size_t class, int32_t lo, int32_t hi)
{
    const struct model *model = oracle->model;
    if (model->classes[class].n == 1) {
        size_t type = model->classes[class].first;
        oracle_bound_type(oracle, type, lo, hi < model->upper[type] ? hi : model->upper[type]);
        return;
    }
    if (lo > 0)
        (void)add_class(oracle,
                        class); /* without room a panel may miss it, which is seen when it is counted */
    tableau_bound(oracle->tableau, (uint32_t)(model->types + model->row_count + class), lo, hi);
}

void oracle_reset(struct oracle *oracle)
{
    const struct model *model = oracle->model;
    for (size_t t = 0; t < model->types; t++)
        oracle_bound_type(oracle, t, 0, model->upper[t]);
    for (size_t r = 0; r < model->row_count; r++)
        oracle_bound_row(oracle, r, model->rows[r].lo, model->rows[r].hi);
    for (size_t c = 0; c < model->class_count; c++)
        if (model->classes[c].n > 1)
            oracle_bound_class(oracle, c, 0, model->classes[c].households);
}

/* Adds the classes that have too many members in the solution. */
static bool add_violated_classes(struct oracle *oracle)
{
    const struct model *model = oracle->model;
    bool any = false;
    for (size_t c = 0; c < model->class_count; c++) {
        const struct model_class *class = &model->classes[c];
        if (class->n == 1 || oracle->tableau->place[model->types + model->row_count + c] != TABLEAU_ABSENT)
            continue;
        double sum = 0;
        for (size_t i = 0; i < class->n; i++)
            sum += oracle->tableau->value[class->first + i];
        if (sum <= class->households + WHOLE)
            continue;
        if (!add_class(oracle, c)) {
            oracle->search->failed = true;
            return false;
        }
        any = true;
    }
    return any;
}

/* Takes away the classes that are rows without need: most households never send two people anyway. */
static void drop_idle_classes(struct oracle *oracle)
{
    struct tableau *tableau = oracle->tableau;
    size_t first = oracle->model->types + oracle->model->row_count;
    for (size_t i = tableau->rows; i-- > 0;) {
        uint32_t variable = tableau->basic[i];
        if (variable >= first && tableau->lo[variable] == 0)
            (void)tableau_drop_row(tableau, variable);
    }
}

static void set_bound(struct oracle *oracle, uint32_t variable, double lo, double hi)
{
    struct oracle_search *search = oracle->search;
    if (search->trail_n == search->trail_cap) {
        search->trail_cap = search->trail_cap * 2 + 256;
        search->trail = mem_resize(search->trail, search->trail_cap * sizeof *search->trail);
    }
    search->trail[search->trail_n++] = (struct change){
        .variable = variable, .lo = oracle->tableau->lo[variable], .hi = oracle->tableau->hi[variable]};
    tableau_bound(oracle->tableau, variable, lo, hi);
}

static void undo_to(struct oracle *oracle, size_t trail_n)
{
    struct oracle_search *search = oracle->search;
    while (search->trail_n > trail_n) {
        const struct change *change = &search->trail[--search->trail_n];
        tableau_bound(oracle->tableau, change->variable, change->lo, change->hi);
    }
}

/* The variable to branch on: the one of the basis farthest from an integer. False: all are integers. */
static bool find_fraction(const struct oracle *oracle, uint32_t *ret_variable)
{
    const struct tableau *tableau = oracle->tableau;
    double most = WHOLE;
    for (size_t i = 0; i < tableau->rows; i++) {
        uint32_t v = tableau->basic[i];
        double distance = fabs(tableau->value[v] - nearbyint(tableau->value[v]));
        if (distance > most) {
            most = distance;
            *ret_variable = v;
        }
    }
    return most > WHOLE;
}

/* Up first: it decides more, since most counts are 0. */
static void branch(struct oracle *oracle, uint32_t variable, double bound)
{
    struct oracle_search *search = oracle->search;
    if (search->choice_n == search->choice_cap) {
        search->choice_cap = search->choice_cap * 2 + 64;
        search->choices = mem_resize(search->choices, search->choice_cap * sizeof *search->choices);
    }
    double value = oracle->tableau->value[variable], lo = oracle->tableau->lo[variable],
           hi = oracle->tableau->hi[variable];
    search->choices[search->choice_n++] = (struct choice){
        .variable = variable, .lo = lo, .hi = floor(value), .bound = bound, .trail_n = search->trail_n};
    set_bound(oracle, variable, ceil(value), hi);
}

/* To the other side of the last branch that has one. False: all is searched. */
static bool backtrack(struct oracle *oracle)
{
    struct oracle_search *search = oracle->search;
    while (search->choice_n > 0) {
        struct choice *choice = &search->choices[search->choice_n - 1];
        undo_to(oracle, choice->trail_n);
        if (!choice->other_done && choice->bound > search->cut_off) {
            choice->other_done = true;
            set_bound(oracle, choice->variable, choice->lo, choice->hi);
            return true;
        }
        search->choice_n--;
    }
    return false;
}

/* Holds each variable at its bound where leaving it would cost more than there is to gain. */
static void fix_by_cost(struct oracle *oracle, double objective)
{
    const struct tableau *tableau = oracle->tableau;
    double room = objective - oracle->search->cut_off;
    for (size_t j = 0; j < tableau->active; j++) {
        uint32_t v = tableau->outside[j];
        if (tableau->lo[v] < tableau->hi[v] && fabs(tableau->reduced[j]) > room + BETTER)
            set_bound(oracle, v, tableau->value[v], tableau->value[v]);
    }
}

/* Takes the solution as the best so far, if it is a panel: counted in integers. */
static void take_panel(struct oracle *oracle, int32_t *counts)
{
    struct oracle_search *search = oracle->search;
    double value = 0;
    for (size_t t = 0; t < oracle->model->types; t++) {
        search->counts[t] = (int32_t)lrint(oracle->tableau->value[t]);
        value += search->counts[t] * search->weights[t];
    }
    if (!model_is_panel(oracle->model, search->counts)) {
        search->failed = true;
    } else if (value > search->best) {
        memcpy(counts, search->counts, oracle->model->types * sizeof *counts);
        search->found = true;
        if (oracle->keep != NULL)
            (void)portfolio_add(oracle->keep, counts);
        search->best = value;
        search->cut_off = above(search, value);
    }
}

/* One node: solves it and branches, takes its panel or gives it up. False: it is done with. */
static bool visit(struct oracle *oracle, int32_t *counts)
{
    struct oracle_search *search = oracle->search;
    enum tableau_result result;
    do {
        result = tableau_solve(oracle->tableau, search->cut_off);
    } while (result == TABLEAU_OPTIMAL && add_violated_classes(oracle));
    if (result != TABLEAU_OPTIMAL) {
        search->failed = search->failed || result == TABLEAU_FAILED;
        return false;
    }
    double objective = tableau_objective(oracle->tableau);
    uint32_t variable = 0;
    if (!find_fraction(oracle, &variable)) {
        take_panel(oracle, counts);
        return false;
    }
    if (search->cut_off > ORACLE_NO_CUT_OFF)
        fix_by_cost(oracle, objective);
    branch(oracle, variable, objective);
    return true;
}

static bool out_of_time(const struct oracle *oracle)
{
    return oracle->watch != NULL && watch_ended(oracle->watch);
}

/* Searches depth first from the bounds as they are. False: ended before all was searched. */
static bool search_all(struct oracle *oracle, size_t node_limit, bool first, int32_t *counts)
{
    struct oracle_search *search = oracle->search;
    size_t base = search->trail_n;
    bool found_before = search->found, more = true;
    search->found = false;
    search->choice_n = 0;
    for (size_t nodes = 0; more; nodes++) {
        if (nodes >= node_limit ||
            (nodes % CHECK_CLOCK_EVERY == CHECK_CLOCK_EVERY - 1 && out_of_time(oracle)))
            break;
        oracle->nodes++;
        more = visit(oracle, counts) || (!(first && search->found) && backtrack(oracle));
    }
    bool ended = more || (first && search->found);
    search->open_bound = search->cut_off;
    for (size_t i = 0; i < search->choice_n; i++)
        search->open_bound = fmax(search->open_bound, search->choices[i].bound);
    search->found = search->found || found_before;
    undo_to(oracle, base);
    return !ended;
}

static int compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Searches where only the variables in the basis and some that are nearly so may change: a small program,
 * which often has a good panel and is searched in a fraction of the time. */
static void search_near(struct oracle *oracle, size_t width, bool first, int32_t *counts)
{
    struct oracle_search *search = oracle->search;
    struct tableau *tableau = oracle->tableau;
    if (width >= tableau->columns)
        return;
    for (size_t j = 0; j < tableau->columns; j++)
        search->costs[j] = fabs(tableau->reduced[j]);
    qsort(search->costs, tableau->columns, sizeof *search->costs, compare_numbers);
    double limit = search->costs[width];
    for (size_t j = 0; j < tableau->columns; j++) {
        uint32_t v = tableau->outside[j];
        if (fabs(tableau->reduced[j]) > limit && tableau->lo[v] < tableau->hi[v])
            set_bound(oracle, v, tableau->value[v], tableau->value[v]);
    }
    tableau_focus(tableau);
    (void)search_all(oracle, NODES_NEAR, first, counts);
    undo_to(oracle, 0);
    tableau_unfocus(tableau);
}

/* The root of a search: false where it ends there. */
static bool visit_root(struct oracle *oracle, int32_t *counts, enum oracle_result *ret_result)
{
    struct oracle_search *search = oracle->search;
    bool open = visit(oracle, counts);
    search->open_bound = open ? search->choices[0].bound : search->best;
    undo_to(oracle, 0);
    search->choice_n = 0;
    *ret_result = search->found ? ORACLE_BEST : search->failed ? ORACLE_UNKNOWN : ORACLE_NONE;
    return open;
}

static enum oracle_result find(struct oracle *oracle, size_t node_limit, bool first, int32_t *counts)
{
    static const size_t widths[] = {48, 160};
    struct oracle_search *search = oracle->search;
    enum oracle_result result;
    if (!visit_root(oracle, counts, &result))
        return result;
    double root_bound = search->open_bound;
    for (size_t i = 0; i < sizeof widths / sizeof *widths && !search->found; i++) {
        (void)tableau_solve(oracle->tableau, ORACLE_NO_CUT_OFF);
        search_near(oracle, widths[i], first, counts);
    }
    search->open_bound = root_bound;
    search->failed = false;
    if ((first && search->found) || node_limit == 0)
        return search->found ? ORACLE_SOME : ORACLE_UNKNOWN;
    bool complete = search_all(oracle, node_limit, first, counts) && !search->failed;
    if (complete)
        search->open_bound = search->best;
    if (search->found)
        return complete ? ORACLE_BEST : ORACLE_SOME;
    return complete ? ORACLE_NONE : ORACLE_UNKNOWN;
}

/*
 * Gives the tableau the weights, each with a little random addition: equal
 * weights have many bases with the same objective, among which the simplex
 * method may go in circles. As nothing is taken away, bounds stay bounds.
 */
static void add_whims(struct oracle *oracle)
{
    double size = fmax(1, oracle->model->rows[0].hi);
    for (size_t t = 0; t < oracle->model->types; t++)
        oracle->search->costs[t] = oracle->search->weights[t] + oracle_random(oracle) * WHIM / size;
    tableau_costs(oracle->tableau, oracle->search->costs);
}

enum oracle_result oracle_find(struct oracle *oracle, const double *weights, double cut_off,
                               size_t node_limit, bool first, int32_t *counts, double *ret_value,
                               double *ret_bound)
{
    struct oracle_search *search = oracle->search;
    double scale = 0;
    for (size_t t = 0; t < oracle->model->types; t++)
        scale = fmax(scale, fabs(weights[t]));
    scale = scale > 0 ? scale : 1;
    for (size_t t = 0; t < oracle->model->types; t++)
        search->weights[t] = weights[t] / scale;
    search->granule = find_granule(search->weights, oracle->model->types);
    search->best = cut_off <= ORACLE_NO_CUT_OFF ? cut_off : cut_off / scale;
    search->cut_off = cut_off <= ORACLE_NO_CUT_OFF ? cut_off : above(search, search->best);
    search->found = search->failed = false;
    search->choice_n = search->trail_n = 0;
    drop_idle_classes(oracle);
    add_whims(oracle);
    enum oracle_result result = find(oracle, node_limit, first, counts);
    *ret_bound = search->failed ? INFINITY : search->open_bound * scale;
    *ret_value = 0;
    for (size_t t = 0; search->found && t < oracle->model->types; t++)
        *ret_value += counts[t] * weights[t];
    return result;
}
