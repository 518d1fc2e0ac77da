/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/types.h"

#include <math.h>
#include <string.h>

#include "lib/sortition/keys.h"

/* Numbers the keys: equal ones alike, in byte order, the first being from. Returns one past the last. */
static uint32_t number_keys(struct keyed *keyed, size_t n, uint32_t from, uint32_t *ret_numbers)
{
    keys_sort(keyed, n);
    for (size_t i = 0; i < n; i++) {
        from += i > 0 && !str_eq(keyed[i].key, keyed[i - 1].key);
        ret_numbers[keyed[i].item] = from;
    }
    return n ? from + 1 : from;
}

/* Numbers people by what they are themselves: values and probability. */
static uint32_t *number_people(const struct sortition_problem *problem, const double *probabilities,
                               struct arena *work)
{
    size_t n = problem->pool.n, categories = problem->targets.category_count;
    size_t bytes = categories * sizeof(uint16_t) + sizeof(int64_t);
    struct keyed *keyed = ARENA_ARRAY(work, struct keyed, n);
    uint32_t *numbers = ARENA_ARRAY(work, uint32_t, n);
    char *keys = ARENA_ARRAY(work, char, n *bytes);
    for (size_t i = 0; i < n; i++) {
        int64_t level = probabilities ? llround(probabilities[i] * 1e7) : 0;
        memcpy(keys + i * bytes, &problem->pool.values[i * categories], categories * sizeof(uint16_t));
        memcpy(keys + (i + 1) * bytes - sizeof level, &level, sizeof level);
        keyed[i] = (struct keyed){{keys + i * bytes, bytes}, (uint32_t)i};
    }
    (void)number_keys(keyed, n, 0, numbers);
    return numbers;
}

static int compare_numbers(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The class of each household: 0 where one lives alone, else by the sorted numbers of all there. */
static uint32_t *class_households(const struct sortition_problem *problem, const uint32_t *numbers,
                                  struct arena *work)
{
    const struct sortition_pool *pool = &problem->pool;
    size_t *first = ARENA_ARRAY(work, size_t, pool->household_count + 1), shared = 0;
    size_t *filled = ARENA_ARRAY(work, size_t, pool->household_count);
    uint32_t *members = ARENA_ARRAY(work, uint32_t, pool->n);
    uint32_t *classes = ARENA_ARRAY(work, uint32_t, pool->household_count);
    struct keyed *keyed = ARENA_ARRAY(work, struct keyed, pool->household_count);
    for (size_t i = 0; i < pool->n; i++)
        first[pool->households[i] + 1]++;
    for (size_t h = 0; h < pool->household_count; h++)
        first[h + 1] += first[h];
    for (size_t i = 0; i < pool->n; i++) {
        size_t h = pool->households[i];
        members[first[h] + filled[h]++] = numbers[i];
    }
    for (size_t h = 0; h < pool->household_count; h++) {
        size_t n = first[h + 1] - first[h];
        if (n < 2)
            continue;
        qsort(members + first[h], n, sizeof *members, compare_numbers);
        struct str key = {(const char *)(members + first[h]), n * sizeof *members};
        keyed[shared++] = (struct keyed){key, (uint32_t)h};
    }
    (void)number_keys(keyed, shared, 1, classes);
    return classes;
}

static void group_people(struct types *types, size_t n, struct arena *arena)
{
    types->people = ARENA_ARRAY(arena, uint32_t, n);
    types->first = ARENA_ARRAY(arena, size_t, types->n + 1);
    size_t *filled = ARENA_ARRAY(arena, size_t, types->n);
    for (size_t i = 0; i < n; i++)
        types->first[types->of[i] + 1]++;
    for (size_t t = 0; t < types->n; t++)
        types->first[t + 1] += types->first[t];
    for (size_t i = 0; i < n; i++)
        types->people[types->first[types->of[i]] + filled[types->of[i]]++] = (uint32_t)i;
}

struct types types_of(const struct sortition_problem *problem, const double *probabilities,
                      struct arena *arena)
{
    size_t n = problem->pool.n;
    struct arena *work = arena_new();
    const uint32_t *numbers = number_people(problem, probabilities, work);
    const uint32_t *household_classes = class_households(problem, numbers, work);
    struct keyed *keyed = ARENA_ARRAY(work, struct keyed, n);
    struct pair {
        uint32_t number, household_class;
    } *pairs = ARENA_ARRAY(work, struct pair, n);
    struct types types = {.of = ARENA_ARRAY(arena, uint32_t, n)};
    for (size_t i = 0; i < n; i++) {
        pairs[i] = (struct pair){numbers[i], household_classes[problem->pool.households[i]]};
        keyed[i] = (struct keyed){{(const char *)&pairs[i], sizeof pairs[i]}, (uint32_t)i};
    }
    types.n = number_keys(keyed, n, 0, types.of);
    types.classes = ARENA_ARRAY(arena, uint32_t, types.n);
    for (size_t i = 0; i < n; i++)
        types.classes[types.of[i]] = pairs[i].household_class;
    group_people(&types, n, arena);
    arena_free(work);
    return types;
}
