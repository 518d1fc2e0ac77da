/* SPDX-License-Identifier: EUPL-1.2 */
#include "support.h"

#include <stdlib.h>
#include <unistd.h>

struct str faults_text(const struct sortition_faults *faults)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < faults->n; i++)
        buf_printf(&out, "%zu %.*s: %.*s\n", faults->items[i].row, STR_ARGS(faults->items[i].column),
                   STR_ARGS(faults->items[i].message));
    struct str text = arena_str_dup(faults->arena, buf_str(&out));
    buf_free(&out);
    return text;
}

/* "a,b" as columns. */
static struct sortition_people_options options_of(struct arena *arena, const char *household_columns)
{
    struct sortition_people_options options = {.household_column_count = 0};
    struct str rest = str_from_c(household_columns), name;
    struct str *names = ARENA_ARRAY(arena, struct str, rest.n + 1);
    while (str_split(&rest, ',', &name))
        names[options.household_column_count++] = name;
    options.household_columns = names;
    return options;
}

struct sortition_problem problem_of(struct arena *arena, struct str targets, struct str people, size_t size,
                                    const char *household_columns, struct sortition_people *ret_people)
{
    struct sortition_faults errors = {.arena = arena}, warnings = {.arena = arena};
    struct sortition_problem problem = {.size = size};
    struct sortition_people read = {.text = STR_NONE};
    struct sortition_people_options options = options_of(arena, household_columns);
    if (sortition_targets_read(targets, &errors, &problem.targets) != RC_OK ||
        sortition_people_read(people, &problem.targets, &options, &errors, &warnings, &read) != RC_OK)
        fail_msg("%.*s", STR_ARGS(faults_text(&errors)));
    problem.pool = read.pool;
    if (ret_people)
        *ret_people = read;
    return problem;
}

struct str shared_file(struct arena *arena, const char *path)
{
    const char *folder = getenv("RADSLAG_SHARED");
    struct str name = arena_printf(arena, "%s/data/sortition/%s", folder ? folder : SHARED_FOLDER, path);
    FILE *file = fopen(name.p, "rb");
    if (!file) {
        print_message("skipped: no shared data\n");
        skip();
        return STR_NONE;
    }
    struct buf text;
    buf_init(&text, 64 << 20);
    char part[65536];
    for (size_t n; (n = fread(part, 1, sizeof part, file)) > 0;)
        buf_add(&text, (struct str){part, n});
    fclose(file);
    struct str copy = arena_str_dup(arena, buf_str(&text));
    buf_free(&text);
    return copy;
}

struct sortition_problem shared_problem(struct arena *arena, const char *folder, size_t size,
                                        const char *household_columns)
{
    struct str targets = shared_file(arena, arena_printf(arena, "%s/categories.csv", folder).p);
    struct str people = shared_file(arena, arena_printf(arena, "%s/respondents.csv", folder).p);
    return problem_of(arena, targets, people, size, household_columns, NULL);
}

/* Quotas of slack around the expected counts of a panel like the pool. */
static void set_quotas(struct sortition_problem *problem, int slack)
{
    for (size_t v = 0; v < problem->targets.value_count; v++) {
        size_t count = 0;
        for (size_t i = 0; i < problem->pool.n * problem->targets.category_count; i++)
            count += problem->pool.values[i] == v;
        int32_t share = (int32_t)(count * problem->size / problem->pool.n);
        problem->targets.values[v].min = share > slack ? share - slack : 0;
        problem->targets.values[v].max = share + 1 + slack;
        problem->targets.values[v].max_flex = SORTITION_UNLIMITED;
    }
}

struct sortition_problem random_problem(struct arena *arena, uint64_t *seed, size_t n, size_t categories,
                                        size_t size, int slack)
{
    enum { VALUES = 3 };
    struct sortition_problem problem = {.size = size};
    problem.targets.category_count = categories;
    problem.targets.value_count = VALUES * categories;
    problem.targets.categories = ARENA_ARRAY(arena, struct sortition_category, categories);
    problem.targets.values = ARENA_ARRAY(arena, struct sortition_value, VALUES * categories);
    for (size_t c = 0; c < categories; c++)
        problem.targets.categories[c] = (struct sortition_category){arena_printf(arena, "c%zu", c),
                                                                    VALUES * c, VALUES};
    for (size_t v = 0; v < VALUES * categories; v++)
        problem.targets.values[v].name = arena_printf(arena, "v%zu", v);
    problem.pool.n = n;
    problem.pool.ids = ARENA_ARRAY(arena, struct str, n);
    problem.pool.values = ARENA_ARRAY(arena, uint16_t, n * categories);
    problem.pool.households = ARENA_ARRAY(arena, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        problem.pool.ids[i] = arena_printf(arena, "p%zu", i);
        bool shares = i > 0 && below(seed, 5) == 0;
        problem.pool.households[i] = (uint32_t)(shares ? problem.pool.household_count - 1
                                                       : problem.pool.household_count++);
        for (size_t c = 0; c < categories; c++)
            problem.pool.values[i * categories + c] = (uint16_t)(VALUES * c + below(seed, VALUES));
    }
    set_quotas(&problem, slack);
    return problem;
}
