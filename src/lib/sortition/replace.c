/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/replace.h"

#include <string.h>

enum place { IN_POOL, SEATED, OUT, HOUSEMATE };

struct replacing {
    const struct sortition_problem *full;
    struct arena *arena, *work;
    struct sortition_faults *errors, *warnings;
    unsigned char *places; /* of each person: an enum place */
    bool *seated_homes;    /* of each household */
};

static void place_people(struct replacing *replacing, const struct sortition_group *seated,
                         const struct sortition_group *out)
{
    const struct sortition_pool *pool = &replacing->full->pool;
    for (size_t i = 0; i < seated->n; i++) {
        uint32_t person = seated->people[i], home = pool->households[person];
        if (replacing->seated_homes[home])
            sortition_fault(replacing->warnings, 0, STR_NONE,
                            "\"%.*s\" shares a household with another who has a seat",
                            STR_ARGS(pool->ids[person]));
        replacing->places[person] = SEATED;
        replacing->seated_homes[home] = true;
    }
    for (size_t i = 0; i < out->n; i++) {
        uint32_t person = out->people[i];
        if (replacing->places[person] == SEATED)
            sortition_fault(replacing->errors, 0, STR_NONE,
                            "\"%.*s\" is both among those with a seat and among those who are out; "
                            "remove the id from one list",
                            STR_ARGS(pool->ids[person]));
        replacing->places[person] = OUT;
    }
    for (size_t i = 0; i < pool->n; i++)
        if (replacing->places[i] == IN_POOL && replacing->seated_homes[pool->households[i]])
            replacing->places[i] = HOUSEMATE;
}

static int32_t lower(int32_t number, size_t by)
{
    return (size_t)number > by ? number - (int32_t)by : 0;
}

static void lower_quotas(struct replacing *replacing, const struct sortition_group *seated,
                         struct sortition_targets *ret_targets)
{
    const struct sortition_problem *full = replacing->full;
    size_t *counts = ARENA_ARRAY(replacing->work, size_t, full->targets.value_count);
    struct sortition_value *values = ARENA_ARRAY(replacing->arena, struct sortition_value,
                                                 full->targets.value_count);
    for (size_t i = 0; i < seated->n; i++)
        for (size_t c = 0; c < full->targets.category_count; c++)
            counts[sortition_value_of(full, seated->people[i], c)]++;
    for (size_t v = 0; v < full->targets.value_count; v++) {
        const struct sortition_value *value = &full->targets.values[v];
        if (counts[v] > (size_t)value->max)
            sortition_fault(replacing->warnings, 0, STR_NONE,
                            "%zu with \"%.*s\" have a seat, more than the maximum of %d", counts[v],
                            STR_ARGS(value->name), value->max);
        values[v] = *value;
        values[v].min = lower(value->min, counts[v]);
        values[v].max = lower(value->max, counts[v]);
        values[v].min_flex = lower(value->min_flex, counts[v]);
        if (value->max_flex != SORTITION_UNLIMITED)
            values[v].max_flex = lower(value->max_flex, counts[v]);
    }
    *ret_targets = full->targets;
    ret_targets->values = values;
}

/* The pool of those who remain; households keep their order and lose their gaps. */
static void keep_people(struct replacing *replacing, struct sortition_replacement *replacement)
{
    const struct sortition_problem *full = replacing->full;
    struct sortition_pool *pool = &replacement->problem.pool;
    size_t categories = full->targets.category_count, n = 0;
    uint32_t *homes = ARENA_ARRAY(replacing->work, uint32_t, full->pool.household_count); /* + 1 */
    for (size_t i = 0; i < full->pool.n; i++) {
        n += replacing->places[i] == IN_POOL;
        replacement->housemates += replacing->places[i] == HOUSEMATE;
    }
    pool->ids = ARENA_ARRAY(replacing->arena, struct str, n);
    pool->values = ARENA_ARRAY(replacing->arena, uint16_t, n * categories);
    pool->households = ARENA_ARRAY(replacing->arena, uint32_t, n);
    replacement->origin = ARENA_ARRAY(replacing->arena, uint32_t, n);
    for (size_t i = 0; i < full->pool.n; i++) {
        uint32_t *home = &homes[full->pool.households[i]];
        if (replacing->places[i] != IN_POOL)
            continue;
        if (*home == 0)
            *home = (uint32_t)++pool->household_count;
        pool->ids[pool->n] = full->pool.ids[i];
        memcpy(&pool->values[pool->n * categories], &full->pool.values[i * categories],
               categories * sizeof *pool->values);
        pool->households[pool->n] = *home - 1;
        replacement->origin[pool->n++] = (uint32_t)i;
    }
}

rc sortition_replace(const struct sortition_problem *full, const struct sortition_group *seated,
                     const struct sortition_group *out, struct sortition_faults *errors,
                     struct sortition_faults *warnings, struct sortition_replacement *ret_replacement)
{
    struct replacing replacing = {
        .full = full, .arena = errors->arena, .work = arena_new(), .errors = errors, .warnings = warnings};
    struct sortition_replacement replacement = {.seated = *seated};
    size_t before = errors->count;
    replacing.places = ARENA_ARRAY(replacing.work, unsigned char, full->pool.n);
    replacing.seated_homes = ARENA_ARRAY(replacing.work, bool, full->pool.household_count);
    place_people(&replacing, seated, out);
    if (seated->n >= full->size)
        sortition_fault(errors, 0, STR_NONE,
                        "all %zu seats are taken: %zu people have one, so nobody is missing", full->size,
                        seated->n);
    if (errors->count == before) {
        replacement.problem.size = full->size - seated->n;
        lower_quotas(&replacing, seated, &replacement.problem.targets);
        keep_people(&replacing, &replacement);
        *ret_replacement = replacement;
    }
    arena_free(replacing.work);
    return errors->count == before ? RC_OK : RC_INVALID;
}

/* ---- back to the full problem ---------------------------------------------------- */

/* The members of a panel of what remains and the seated, ascending. */
static uint32_t *merge(const struct sortition_replacement *replacement, const uint32_t *members,
                       struct arena *arena)
{
    const struct sortition_group *seated = &replacement->seated;
    size_t size = replacement->problem.size, i = 0, s = 0;
    uint32_t *merged = ARENA_ARRAY(arena, uint32_t, size + seated->n);
    while (i < size || s < seated->n) {
        uint32_t drawn = i < size ? replacement->origin[members[i]] : UINT32_MAX;
        bool next_is_seated = s < seated->n && seated->people[s] < drawn;
        merged[i + s] = next_is_seated ? seated->people[s] : drawn;
        s += next_is_seated;
        i += !next_is_seated;
    }
    return merged;
}

struct sortition_lottery sortition_replacement_lottery(const struct sortition_problem *full,
                                                       const struct sortition_replacement *replacement,
                                                       const struct sortition_lottery *lottery,
                                                       struct arena *arena)
{
    struct sortition_lottery lifted = *lottery;
    bool *on_none = ARENA_ARRAY(arena, bool, full->pool.n);
    lifted.panels = ARENA_ARRAY(arena, struct sortition_panel, lottery->panel_count);
    for (size_t j = 0; j < lottery->panel_count; j++)
        lifted.panels[j] = (struct sortition_panel){lottery->panels[j].p,
                                                    merge(replacement, lottery->panels[j].members, arena)};
    lifted.probabilities = ARENA_ARRAY(arena, double, full->pool.n);
    memset(on_none, true, full->pool.n * sizeof *on_none);
    for (size_t i = 0; i < replacement->problem.pool.n; i++) {
        lifted.probabilities[replacement->origin[i]] = lottery->probabilities ? lottery->probabilities[i] : 0;
        on_none[replacement->origin[i]] = false;
    }
    for (size_t i = 0; i < lottery->on_no_panel_count; i++)
        on_none[replacement->origin[lottery->on_no_panel[i]]] = true;
    for (size_t i = 0; i < replacement->seated.n; i++) {
        lifted.probabilities[replacement->seated.people[i]] = 1;
        on_none[replacement->seated.people[i]] = false;
    }
    lifted.on_no_panel = ARENA_ARRAY(arena, uint32_t, full->pool.n);
    lifted.on_no_panel_count = 0;
    for (size_t i = 0; i < full->pool.n; i++)
        if (on_none[i])
            lifted.on_no_panel[lifted.on_no_panel_count++] = (uint32_t)i;
    return lifted;
}
