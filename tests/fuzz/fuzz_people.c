/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any bytes as a file of people, as a list of ids and as a list of panels: each is
 * refused with errors, or everyone has an id of their own, values of the right
 * categories and a household, and their row reads the same again.
 */
#include <stdlib.h>

#include "lib/sortition/panels.h"
#include "lib/sortition/people.h"

static void demand(bool fact)
{
    if (!fact)
        abort();
}

static struct sortition_value values[] = {{.name = STR_INIT("f"), .max = 1},
                                          {.name = STR_INIT("m"), .max = 1},
                                          {.name = STR_INIT("Old"), .max = 1},
                                          {.name = STR_INIT("young"), .max = 1}};
static struct sortition_category categories[] = {{STR_INIT("g"), 0, 2}, {STR_INIT("Age"), 2, 2}};
static const struct sortition_targets targets = {categories, 2, values, 4};

static void check_people(const struct sortition_people *people, struct arena *arena)
{
    const struct sortition_pool *pool = &people->pool;
    demand(pool->n > 0 && pool->household_count <= pool->n && pool->household_count > 0);
    for (size_t i = 0; i < pool->n; i++) {
        uint32_t found;
        demand(sortition_people_find(people, pool->ids[i], &found) == RC_OK && found == i);
        demand(pool->values[2 * i] < 2 && pool->values[2 * i + 1] >= 2 && pool->values[2 * i + 1] < 4);
        demand(pool->households[i] < pool->household_count);
        const struct str *cells = sortition_people_cells(people, i, arena);
        demand(people->id_column == SORTITION_NO_COLUMN || str_eq(cells[people->id_column], pool->ids[i]));
    }
}

static void check_lists(struct str text, const struct sortition_people *people, struct arena *arena)
{
    struct sortition_faults errors = {.arena = arena}, warnings = {.arena = arena};
    struct sortition_group group;
    struct sortition_rounding rounding;
    bool read = sortition_group_read(text, STR_NONE, people, &errors, &warnings, &group) == RC_OK;
    demand(read == (errors.count == 0));
    for (size_t i = 0; read && i < group.n; i++)
        demand(group.people[i] < people->pool.n && (i == 0 || group.people[i - 1] < group.people[i]));
    struct sortition_faults more = {.arena = arena};
    read = sortition_panels_read(text, people->pool.ids, people->pool.n, &more, &rounding) == RC_OK;
    demand(read == (more.count == 0));
    for (size_t i = 0; read && i < rounding.m * rounding.size; i++)
        demand(rounding.members[i] < people->pool.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str columns[] = {STR_INIT("street"), STR_INIT("zip")};
    struct str text = {(const char *)data, size};
    struct arena *arena = arena_new();
    for (size_t household_columns = 0; household_columns <= 2; household_columns += 2) {
        struct sortition_faults errors = {.arena = arena}, warnings = {.arena = arena};
        struct sortition_people_options options = {.household_columns = columns,
                                                   .household_column_count = household_columns};
        struct sortition_people people;
        bool read = sortition_people_read(text, &targets, &options, &errors, &warnings, &people) == RC_OK;
        demand(read == (errors.count == 0) && errors.n <= SORTITION_FAULTS_MAX &&
               warnings.n <= SORTITION_FAULTS_MAX);
        if (read) {
            check_people(&people, arena);
            check_lists(text, &people, arena);
        }
    }
    arena_free(arena);
    return 0;
}
