/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/model.h"

#include <stdbool.h>
#include <string.h>

/* What is sorted while types are made. A kind is a vector of values. */
struct sorting {
    const struct sortition_problem *problem;
    uint32_t *kind;   /* of person i */
    uint32_t *person; /* sorted by household, then kind */
    uint32_t *first;  /* of household h: its first place in person; one more at the end */
};

static int compare_ints(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_values(const void *a, const void *b, void *context)
{
    const struct sorting *sorting = context;
    size_t n = sorting->problem->targets.category_count;
    const uint16_t *values = sorting->problem->pool.values;
    size_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    int order = memcmp(&values[i * n], &values[j * n], n * sizeof *values);
    return order != 0 ? order : compare_ints((uint32_t)i, (uint32_t)j);
}

static int compare_people(const void *a, const void *b, void *context)
{
    const struct sorting *sorting = context;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    const uint32_t *households = sorting->problem->pool.households;
    int order = compare_ints(households[i], households[j]);
    if (order == 0)
        order = compare_ints(sorting->kind[i], sorting->kind[j]);
    return order != 0 ? order : compare_ints(i, j);
}

static size_t household_size(const struct sorting *sorting, size_t household)
{
    return sorting->first[household + 1] - sorting->first[household];
}

static int compare_kinds(const struct sorting *sorting, size_t a, size_t b)
{
    size_t n = household_size(sorting, a);
    int order = compare_ints((uint32_t)n, (uint32_t)household_size(sorting, b));
    const uint32_t *left = &sorting->person[sorting->first[a]], *right = &sorting->person[sorting->first[b]];
    for (size_t i = 0; order == 0 && i < n; i++)
        order = compare_ints(sorting->kind[left[i]], sorting->kind[right[i]]);
    return order;
}

static int compare_households(const void *a, const void *b, void *context)
{
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    int order = compare_kinds(context, i, j);
    return order != 0 ? order : compare_ints(i, j);
}

static uint32_t *numbers(struct arena *arena, size_t n)
{
    uint32_t *list = ARENA_ARRAY(arena, uint32_t, n);
    for (size_t i = 0; i < n; i++)
        list[i] = (uint32_t)i;
    return list;
}

static void find_kinds(struct sorting *sorting, struct arena *arena)
{
    const struct sortition_problem *problem = sorting->problem;
    size_t n = problem->pool.n, width = problem->targets.category_count;
    uint32_t *order = numbers(arena, n), kind = 0;
    qsort_r(order, n, sizeof *order, compare_values, sorting);
    sorting->kind = ARENA_ARRAY(arena, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        const uint16_t *values = problem->pool.values;
        if (i > 0 &&
            memcmp(&values[order[i] * width], &values[order[i - 1] * width], width * sizeof *values) != 0)
            kind++;
        sorting->kind[order[i]] = kind;
    }
}

static void find_households(struct sorting *sorting, struct arena *arena)
{
    const struct sortition_pool *pool = &sorting->problem->pool;
    sorting->person = numbers(arena, pool->n);
    qsort_r(sorting->person, pool->n, sizeof *sorting->person, compare_people, sorting);
    sorting->first = ARENA_ARRAY(arena, uint32_t, pool->household_count + 1);
    for (size_t i = 0; i < pool->n; i++)
        sorting->first[pool->households[i] + 1]++;
    for (size_t h = 0; h < pool->household_count; h++)
        sorting->first[h + 1] += sorting->first[h];
}

/* The rows that may bind: the size, and each quota, drawn as tight as the others of its category force it. */
static uint32_t *make_rows(struct model *model, const struct sortition_problem *problem, struct arena *arena)
{
    const struct sortition_targets *targets = &problem->targets;
    int64_t size = (int64_t)problem->size;
    uint32_t *row_of = ARENA_ARRAY(arena, uint32_t, targets->value_count);
    model->rows = ARENA_ARRAY(arena, struct model_row, targets->value_count + 1);
    model->rows[0] = (struct model_row){.lo = (int32_t)size, .hi = (int32_t)size, .value = SIZE_MAX};
    model->row_count = 1;
    for (size_t c = 0; c < targets->category_count; c++) {
        const struct sortition_category *category = &targets->categories[c];
        const struct sortition_value *values = &targets->values[category->first];
        int64_t min_sum = 0, max_sum = 0;
        for (size_t v = 0; v < category->n; v++) {
            min_sum += values[v].min;
            max_sum += values[v].max;
        }
        for (size_t v = 0; v < category->n; v++) {
            int64_t forced_lo = size - (max_sum - values[v].max),
                    forced_hi = size - (min_sum - values[v].min);
            int64_t lo = values[v].min > forced_lo ? values[v].min : forced_lo;
            int64_t hi = values[v].max < forced_hi ? values[v].max : forced_hi;
            row_of[category->first + v] = (uint32_t)model->row_count;
            /* Where the quotas contradict each other, as they stand: infeasible either way. */
            if (lo > hi || lo > INT32_MAX || hi < 0)
                lo = values[v].min, hi = values[v].max;
            model->rows[model->row_count++] = (struct model_row){
                .lo = (int32_t)lo, .hi = (int32_t)hi, .value = category->first + v};
        }
    }
    return row_of;
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* A type for each kind in a household of a new class. */
static void add_class(struct model *model, const struct sorting *sorting, const uint32_t *row_of,
                      size_t household)
{
    const struct sortition_problem *problem = sorting->problem;
    struct model_class *class = &model->classes[model->class_count];
    *class = (struct model_class){.first = (uint32_t)model->types};
    for (size_t i = sorting->first[household]; i < sorting->first[household + 1]; i++) {
        size_t person = sorting->person[i];
        bool same = i > sorting->first[household] &&
                    sorting->kind[person] == sorting->kind[sorting->person[i - 1]];
        if (same)
            continue;
        size_t t = model->types++;
        class->n++;
        model->class_of[t] = (uint32_t)model->class_count;
        model->type_rows[t * model->rows_per_type] = 0;
        for (size_t c = 0; c < problem->targets.category_count; c++)
            model->type_rows[t * model->rows_per_type + c + 1] =
                row_of[sortition_value_of(problem, person, c)];
    }
    model->class_count++;
}

/* Counts the household's people in the types of its class, the last made. */
static void count_household(struct model *model, const struct sorting *sorting, size_t household)
{
    struct model_class *class = &model->classes[model->class_count - 1];
    size_t t = class->first;
    class->households++;
    for (size_t i = sorting->first[household]; i < sorting->first[household + 1]; i++) {
        if (i > sorting->first[household] &&
            sorting->kind[sorting->person[i]] != sorting->kind[sorting->person[i - 1]])
            t++;
        model->people[t]++;
    }
}

static void list_members(struct model *model, const struct sorting *sorting, const uint32_t *order,
                         size_t households)
{
    uint32_t *next = model->first_member, at = 0;
    for (size_t t = 0; t < model->types; t++) {
        next[t] = at;
        at += (uint32_t)model->people[t];
    }
    size_t class = 0, left = (size_t)model->classes[0].households;
    for (size_t i = 0; i < households; i++, left--) {
        if (left == 0)
            left = (size_t)model->classes[++class].households;
        size_t h = order[i], t = model->classes[class].first;
        for (size_t j = sorting->first[h]; j < sorting->first[h + 1]; j++) {
            uint32_t person = sorting->person[j];
            if (j > sorting->first[h] && sorting->kind[person] != sorting->kind[sorting->person[j - 1]])
                t++;
            model->members[next[t]++] = person;
        }
    }
    for (size_t t = 0; t < model->types; t++)
        next[t] -= (uint32_t)model->people[t];
}

static void bound_types(struct model *model)
{
    for (size_t t = 0; t < model->types; t++) {
        model->upper[t] = smaller(model->people[t], model->classes[model->class_of[t]].households);
        const uint32_t *rows = model_rows_of(model, t);
        for (size_t i = 0; i < model->rows_per_type; i++)
            model->upper[t] = smaller(model->upper[t], model->rows[rows[i]].hi);
    }
}

struct model *model_new(const struct sortition_problem *problem, struct arena *arena)
{
    struct model *model = ARENA_NEW(arena, struct model);
    struct sorting sorting = {.problem = problem};
    struct arena *scratch = arena_new();
    size_t n = problem->pool.n, households = problem->pool.household_count;
    find_kinds(&sorting, scratch);
    find_households(&sorting, scratch);
    uint32_t *order = numbers(scratch, households);
    qsort_r(order, households, sizeof *order, compare_households, &sorting);

    uint32_t *row_of = make_rows(model, problem, arena);
    model->rows_per_type = problem->targets.category_count + 1;
    model->type_rows = ARENA_ARRAY(arena, uint32_t, n * model->rows_per_type);
    model->people = ARENA_ARRAY(arena, int32_t, n);
    model->upper = ARENA_ARRAY(arena, int32_t, n);
    model->class_of = ARENA_ARRAY(arena, uint32_t, n);
    model->members = ARENA_ARRAY(arena, uint32_t, n);
    model->first_member = ARENA_ARRAY(arena, uint32_t, n);
    model->classes = ARENA_ARRAY(arena, struct model_class, households);
    size_t nonempty = 0;
    for (size_t i = 0; i < households; i++) {
        if (household_size(&sorting, order[i]) == 0)
            continue;
        if (nonempty == 0 || compare_kinds(&sorting, order[nonempty - 1], order[i]) != 0)
            add_class(model, &sorting, row_of, order[i]);
        order[nonempty++] = order[i];
        count_household(model, &sorting, order[i]);
    }
    if (nonempty > 0)
        list_members(model, &sorting, order, nonempty);
    bound_types(model);
    (void)arena_free(scratch);
    return model;
}

bool model_is_panel(const struct model *model, const int32_t *counts)
{
    struct arena *scratch = arena_new();
    int64_t *row_sums = ARENA_ARRAY(scratch, int64_t, model->row_count);
    int64_t *class_sums = ARENA_ARRAY(scratch, int64_t, model->class_count);
    bool valid = true;
    for (size_t t = 0; t < model->types; t++) {
        valid = valid && counts[t] >= 0 && counts[t] <= model->upper[t];
        for (size_t i = 0; counts[t] != 0 && i < model->rows_per_type; i++)
            row_sums[model_rows_of(model, t)[i]] += counts[t];
        class_sums[model->class_of[t]] += counts[t];
    }
    for (size_t r = 0; r < model->row_count; r++)
        valid = valid && row_sums[r] >= model->rows[r].lo && row_sums[r] <= model->rows[r].hi;
    for (size_t c = 0; c < model->class_count; c++)
        valid = valid && class_sums[c] <= model->classes[c].households;
    (void)arena_free(scratch);
    return valid;
}
