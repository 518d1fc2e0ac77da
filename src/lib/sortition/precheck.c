/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/precheck.h"

#include "base/vec.h"

struct check {
    const struct sortition_problem *problem;
    struct arena *arena;
    VEC(struct sortition_conflict) conflicts;
};

static void add(struct check *check, struct sortition_conflict conflict)
{
    *VEC_PUSH(check->arena, &check->conflicts) = conflict;
}

static void check_size(struct check *check)
{
    const struct sortition_pool *pool = &check->problem->pool;
    size_t size = check->problem->size;
    struct sortition_conflict conflict = {.kind = SORTITION_SIZE_IMPOSSIBLE, .wanted = (int64_t)size};
    if (size == 0) {
        conflict.possible = (int64_t)pool->n;
        conflict.message = STR("nobody is to be drawn; ask for a panel of one or more");
        add(check, conflict);
    } else if (size > pool->n) {
        conflict.possible = (int64_t)pool->n;
        conflict.message = arena_printf(check->arena,
                                        "%zu people are to be drawn, but the pool has %zu; "
                                        "ask for fewer or recruit more",
                                        size, pool->n);
        add(check, conflict);
    } else if (size > pool->household_count) {
        conflict.possible = (int64_t)pool->household_count;
        conflict.message = arena_printf(
            check->arena,
            "%zu people are to be drawn, at most one of a household, but the pool has "
            "%zu households; check the columns of the address, or recruit more",
            size, pool->household_count);
        add(check, conflict);
    }
}

struct sums {
    int64_t min, max;
};

static struct sums sum_quotas(const struct sortition_targets *targets, size_t category)
{
    struct sums sums = {0, 0};
    const struct sortition_category *c = &targets->categories[category];
    for (size_t v = c->first; v < c->first + c->n; v++) {
        sums.min += targets->values[v].min;
        sums.max += targets->values[v].max;
    }
    return sums;
}

static void check_sums(struct check *check, bool minima)
{
    const struct sortition_targets *targets = &check->problem->targets;
    int64_t size = (int64_t)check->problem->size;
    for (size_t c = 0; c < targets->category_count; c++) {
        struct sums sums = sum_quotas(targets, c);
        struct str name = targets->categories[c].name;
        if (minima && sums.min > size)
            add(check, (struct sortition_conflict){
                           SORTITION_MINIMA_ABOVE, c, 0, sums.min, size,
                           arena_printf(check->arena,
                                        "%.*s: the minima sum to %lld, more than the %lld who are to "
                                        "be drawn; lower some of them",
                                        STR_ARGS(name), (long long)sums.min, (long long)size)});
        if (!minima && sums.max < size)
            add(check, (struct sortition_conflict){
                           SORTITION_MAXIMA_BELOW, c, 0, size, sums.max,
                           arena_printf(check->arena,
                                        "%.*s: the maxima sum to %lld, fewer than the %lld who are to "
                                        "be drawn; raise some of them",
                                        STR_ARGS(name), (long long)sums.max, (long long)size)});
    }
}

/* Whether any size of panel would do. */
static void check_common_size(struct check *check)
{
    const struct sortition_targets *targets = &check->problem->targets;
    size_t most = 0, least = 0;
    if (targets->category_count == 0)
        return;
    for (size_t c = 1; c < targets->category_count; c++) {
        if (sum_quotas(targets, c).min > sum_quotas(targets, most).min)
            most = c;
        if (sum_quotas(targets, c).max < sum_quotas(targets, least).max)
            least = c;
    }
    int64_t min = sum_quotas(targets, most).min, max = sum_quotas(targets, least).max;
    if (min > max)
        add(check, (struct sortition_conflict){
                       SORTITION_NO_COMMON_SIZE, most, 0, min, max,
                       arena_printf(check->arena,
                                    "no panel of any size fits: the minima of %.*s sum to %lld, the "
                                    "maxima of %.*s to %lld; change one of them",
                                    STR_ARGS(targets->categories[most].name), (long long)min,
                                    STR_ARGS(targets->categories[least].name), (long long)max)});
}

/* The number of households that have someone with each value. */
static size_t *count_households(const struct sortition_problem *problem, struct arena *arena)
{
    const struct sortition_pool *pool = &problem->pool;
    size_t categories = problem->targets.category_count;
    size_t *counts = ARENA_ARRAY(arena, size_t, problem->targets.value_count);
    uint32_t *next = ARENA_ARRAY(arena, uint32_t, pool->n);                /* in the same household, + 1 */
    uint32_t *first = ARENA_ARRAY(arena, uint32_t, pool->household_count); /* + 1 */
    uint32_t *met = ARENA_ARRAY(arena, uint32_t, problem->targets.value_count); /* the last household, + 1 */
    for (size_t i = 0; i < pool->n; i++) {
        next[i] = first[pool->households[i]];
        first[pool->households[i]] = (uint32_t)i + 1;
    }
    for (size_t h = 0; h < pool->household_count; h++)
        for (uint32_t i = first[h]; i; i = next[i - 1])
            for (size_t c = 0; c < categories; c++) {
                size_t value = sortition_value_of(problem, i - 1, c);
                counts[value] += met[value] != (uint32_t)h + 1;
                met[value] = (uint32_t)h + 1;
            }
    return counts;
}

size_t *sortition_count_values(const struct sortition_problem *problem, struct arena *arena)
{
    size_t *counts = ARENA_ARRAY(arena, size_t, problem->targets.value_count);
    for (size_t i = 0; i < problem->pool.n * problem->targets.category_count; i++)
        counts[problem->pool.values[i]]++;
    return counts;
}

static void check_pool(struct check *check)
{
    const struct sortition_targets *targets = &check->problem->targets;
    struct arena *work = arena_new();
    const size_t *people = sortition_count_values(check->problem, work);
    const size_t *households = count_households(check->problem, work);
    for (size_t c = 0; c < targets->category_count; c++)
        for (size_t v = targets->categories[c].first;
             v < targets->categories[c].first + targets->categories[c].n; v++) {
            const struct sortition_value *value = &targets->values[v];
            if ((size_t)value->min <= households[v])
                continue;
            bool short_of_people = people[v] < (size_t)value->min;
            add(check, (struct sortition_conflict){
                           SORTITION_POOL_SHORT, c, v, value->min, (int64_t)households[v],
                           arena_printf(check->arena,
                                        "%.*s \"%.*s\": at least %d are wanted, but the pool has %zu%s; "
                                        "lower the minimum or recruit more",
                                        STR_ARGS(targets->categories[c].name), STR_ARGS(value->name),
                                        value->min, short_of_people ? people[v] : households[v],
                                        short_of_people ? "" : " households with one")});
        }
    arena_free(work);
}

size_t sortition_precheck(const struct sortition_problem *problem, struct arena *arena,
                          struct sortition_conflict **ret_conflicts)
{
    struct check check = {.problem = problem, .arena = arena};
    check_size(&check);
    check_sums(&check, true);
    check_sums(&check, false);
    check_common_size(&check);
    check_pool(&check);
    *ret_conflicts = check.conflicts.items;
    return check.conflicts.n;
}
