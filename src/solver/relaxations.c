/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which quotas to change when no panel is valid: an integer program for each
 * kind of relaxation. Beside the counts of types it has two columns for each
 * value: by how much its minimum falls and by how much its maximum rises. What
 * is minimised is their sum. Branch and cut (CBC) proves the minimum; a panel
 * within the changed quotas is counted again in integers.
 */
#include <math.h>

#include <coin/Cbc_C_Interface.h>

#include "solver/model.h"
#include "solver/solve.h"
#include "solver/watch.h"

/* A program as the library wants it: columns of rows and coefficients. */
struct program {
    const struct sortition_problem *problem;
    const struct model *model;
    size_t columns, rows;
    CoinBigIndex *starts;
    int *index;
    double *coefficient, *lower, *upper, *cost, *row_lower, *row_upper;
};

/* Rows: the size, one for each value, one for each class of several types. */
static size_t value_row(size_t value)
{
    return value + 1;
}

static void add_entry(struct program *program, size_t row, double coefficient)
{
    CoinBigIndex at = program->starts[program->columns + 1]++;
    program->index[at] = (int)row;
    program->coefficient[at] = coefficient;
}

static void begin_column(struct program *program, double upper, double cost)
{
    program->starts[program->columns + 1] = program->starts[program->columns];
    program->upper[program->columns] = upper;
    program->cost[program->columns] = cost;
}

static void add_types(struct program *program)
{
    const struct model *model = program->model;
    const struct sortition_problem *problem = program->problem;
    size_t row = 1 + problem->targets.value_count;
    for (size_t c = 0; c < model->class_count; c++) {
        const struct model_class *class = &model->classes[c];
        for (size_t t = class->first; t < class->first + class->n; t++) {
            int32_t people = model->people[t];
            uint32_t one = model->members[model->first_member[t]];
            begin_column(program, people < class->households ? people : class->households, 0);
            add_entry(program, 0, 1);
            for (size_t i = 0; i < problem->targets.category_count; i++)
                add_entry(program, value_row(sortition_value_of(problem, one, i)), 1);
            if (class->n > 1)
                add_entry(program, row, 1);
            program->columns++;
        }
        if (class->n > 1) {
            program->row_lower[row] = 0;
            program->row_upper[row++] = class->households;
        }
    }
    program->rows = row;
}

/* Two columns for each value, 0 where it may not change: what its minimum falls, what its maximum rises. */
static void add_changes(struct program *program, enum sortition_relaxation_kind kind, size_t category)
{
    const struct sortition_targets *targets = &program->problem->targets;
    for (size_t c = 0; c < targets->category_count; c++) {
        for (size_t v = targets->categories[c].first;
             v < targets->categories[c].first + targets->categories[c].n; v++) {
            const struct sortition_value *value = &targets->values[v];
            double fall = value->min, rise = (double)program->problem->size;
            if (kind == SORTITION_WITHIN_FLEX) {
                fall = value->min - value->min_flex;
                rise = fmin(rise, (double)value->max_flex - value->max);
            } else if (kind == SORTITION_SINGLE_CATEGORY && c != category) {
                fall = rise = 0;
            }
            program->row_lower[value_row(v)] = value->min;
            program->row_upper[value_row(v)] = value->max;
            begin_column(program, fall, 1);
            add_entry(program, value_row(v), 1);
            program->columns++;
            begin_column(program, rise, 1);
            add_entry(program, value_row(v), -1);
            program->columns++;
        }
    }
}

static struct program *make_program(const struct sortition_problem *problem, const struct model *model,
                                    enum sortition_relaxation_kind kind, size_t category, struct arena *arena)
{
    struct program *program = ARENA_NEW(arena, struct program);
    size_t values = problem->targets.value_count, columns = model->types + 2 * values;
    size_t entries = model->types * (problem->targets.category_count + 2) + 2 * values;
    size_t rows = 1 + values + model->class_count;
    *program = (struct program){.problem = problem,
                                .model = model,
                                .starts = ARENA_ARRAY(arena, CoinBigIndex, columns + 1),
                                .index = ARENA_ARRAY(arena, int, entries),
                                .coefficient = ARENA_ARRAY(arena, double, entries),
                                .lower = ARENA_ARRAY(arena, double, columns),
                                .upper = ARENA_ARRAY(arena, double, columns),
                                .cost = ARENA_ARRAY(arena, double, columns),
                                .row_lower = ARENA_ARRAY(arena, double, rows),
                                .row_upper = ARENA_ARRAY(arena, double, rows)};
    program->row_lower[0] = program->row_upper[0] = (double)problem->size;
    add_types(program);
    add_changes(program, kind, category);
    return program;
}

/* Reads the changes out of a solution and checks them: the counts must keep the changed quotas. */
static bool read_changes(const struct program *program, const double *solution, struct arena *arena,
                         struct sortition_relaxation *relaxation)
{
    const struct sortition_targets *targets = &program->problem->targets;
    size_t types = program->model->types;
    int64_t *sums = ARENA_ARRAY(arena, int64_t, program->rows);
    for (size_t t = 0; t < types; t++)
        for (CoinBigIndex at = program->starts[t]; at < program->starts[t + 1]; at++)
            sums[program->index[at]] += lrint(solution[t]);
    bool valid = sums[0] == (int64_t)program->problem->size;
    for (size_t r = 1 + targets->value_count; r < program->rows; r++)
        valid = valid && (double)sums[r] <= program->row_upper[r];
    relaxation->changes = ARENA_ARRAY(arena, struct sortition_change, targets->value_count);
    for (size_t v = 0; v < targets->value_count; v++) {
        int32_t fall = (int32_t)lrint(solution[types + 2 * v]),
                rise = (int32_t)lrint(solution[types + 2 * v + 1]);
        int32_t min = targets->values[v].min - fall, max = targets->values[v].max + rise;
        valid = valid && sums[value_row(v)] >= min && sums[value_row(v)] <= max;
        relaxation->total += (int64_t)fall + rise;
        if (fall != 0 || rise != 0)
            relaxation->changes[relaxation->change_count++] = (struct sortition_change){
                .value = v, .new_min = min, .new_max = max};
    }
    return valid;
}

/* RC_NOT_FOUND: no change of this kind helps, or none was proven the smallest in time. */
static rc solve_program(const struct program *program, double seconds, struct arena *arena,
                        struct sortition_relaxation *ret_relaxation)
{
    Cbc_Model *cbc = Cbc_newModel();
    Cbc_setParameter(cbc, "log", "0");
    Cbc_setParameter(cbc, "slog", "0");
    Cbc_loadProblem(cbc, (int)program->columns, (int)program->rows, program->starts, program->index,
                    program->coefficient, program->lower, program->upper, program->cost, program->row_lower,
                    program->row_upper);
    for (size_t j = 0; j < program->columns; j++)
        Cbc_setInteger(cbc, (int)j);
    Cbc_setLogLevel(cbc, 0);
    if (seconds > 0)
        Cbc_setMaximumSeconds(cbc, seconds);
    (void)Cbc_solve(cbc);
    rc result = Cbc_isProvenOptimal(cbc) ? RC_OK : RC_NOT_FOUND;
    if (result == RC_OK && !read_changes(program, Cbc_getColSolution(cbc), arena, ret_relaxation))
        result = RC_IO;
    Cbc_deleteModel(cbc);
    return result;
}

rc solve_relaxations(const struct sortition_problem *problem, const struct solve_options *options,
                     struct arena *arena, struct sortition_relaxation **ret_relaxations, size_t *ret_count)
{
    struct arena *scratch = arena_new();
    const struct model *model = model_new(problem, scratch);
    struct watch watch = watch_start(options);
    size_t most = 2 + problem->targets.category_count, count = 0;
    struct sortition_relaxation *relaxations = ARENA_ARRAY(arena, struct sortition_relaxation, most);
    rc result = RC_OK;
    for (size_t i = 0; i < most && result == RC_OK && !watch_ended(&watch); i++) {
        enum sortition_relaxation_kind kind = i == 0   ? SORTITION_WITHIN_FLEX
                                              : i == 1 ? SORTITION_WITHOUT_LIMIT
                                                       : SORTITION_SINGLE_CATEGORY;
        size_t category = i < 2 ? 0 : i - 2;
        struct sortition_relaxation relaxation = {.kind = kind};
        watch_at(&watch, SOLVE_CHECKS, (double)i, (double)most);
        double left = watch.deadline == 0 ? 0
                                          : (double)(watch.deadline - time_monotonic()) / (double)TIME_SECOND;
        result = solve_program(make_program(problem, model, kind, category, scratch), left, arena,
                               &relaxation);
        if (result == RC_OK)
            relaxations[count++] = relaxation;
        else if (result == RC_NOT_FOUND)
            result = RC_OK;
    }
    (void)arena_free(scratch);
    if (result == RC_OK) {
        *ret_relaxations = relaxations;
        *ret_count = count;
    }
    return result;
}
