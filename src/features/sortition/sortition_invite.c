/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is invited, who is in reserve, and who sits with whom. */
#include <string.h>

#include "base/vec.h"
#include "core/files/files.h"
#include "features/sortition/sortition_commands.h"
#include "features/sortition/sortition_output.h"
#include "lib/sortition/alternates.h"
#include "lib/sortition/sample.h"
#include "lib/sortition/tables.h"

enum { RESERVE_MAX = 1000 };

const struct option sortition_alternates_options[] = {
    SORTITION_PROBLEM_OPTIONS,
    SORTITION_STREAM_OPTIONS,
    {"panel", "FILE", "Ids of the panel's members."},
    {"dropout", "P", "How likely anyone is not to come, such as 0.1; or the name of a column with that."},
    {"reserve", "N", "How many the reserve shall have."},
    {"out", "FILE", "Write their ids there."},
    {0}};
const struct option sortition_sample_options[] = {
    SORTITION_STREAM_OPTIONS,
    {"people", "FILE", "Addresses or a register: a table with one a row."},
    {"id", "COLUMN", "Their ids; id, unique_id and their like are found without it."},
    {"household", "COLUMN,COLUMN", "The address: none is invited twice. The street first."},
    {"strata", "COLUMN,COLUMN", "Share the invitations among what stands in these columns, in proportion."},
    {"factor", "STRATUM=F,…", "Invite F times the share of a stratum; 1 if not given."},
    {"waves", "N,N,…", "How many are invited, in each wave."},
    {"by-address", NULL, "Make each address as likely, instead of each row."},
    {"out", "FILE", "Write the invitations there: wave, stratum, then the columns of the file."},
    {0}};
const struct option sortition_tables_options[] = {
    SORTITION_PROBLEM_OPTIONS,
    SORTITION_STREAM_OPTIONS,
    {"panel", "FILE", "Ids of those who take part; all people if not given."},
    {"tables", "T", "How many tables."},
    {"sessions", "S", "How many sessions; 1 if not given."},
    {"out", "FILE", "Write who sits where there: session,table,id."},
    {0}};

static bool has_option(struct command_line *line, const char *name, const char *what)
{
    if (command_option(line, name).n)
        return true;
    command_trouble("--%s is missing: %s", name, what);
    return false;
}

/* ---- alternates ------------------------------------------------------------------------- */

/* The probability that each of the pool does not come: a number for all, or a column. */
static bool read_dropout(struct command_line *line, const struct sortition_input *input, double *ret_dropout)
{
    struct str option = command_option(line, "dropout");
    size_t column = sortition_people_column(&input->people, option);
    double all = 0;
    struct arena *scratch = arena_new();
    bool right = column != SORTITION_NO_COLUMN || str_to_real(option, &all) == RC_OK;
    for (size_t i = 0; i < input->problem.pool.n && right; i++) {
        ret_dropout[i] = all;
        if (column != SORTITION_NO_COLUMN) {
            struct str cell = str_trim(sortition_people_cells(&input->people, i, scratch)[column]);
            right = str_to_real(cell, &ret_dropout[i]) == RC_OK;
        }
        right = right && ret_dropout[i] >= 0 && ret_dropout[i] <= 1;
        arena_reset(scratch);
    }
    arena_free(scratch);
    if (!right)
        command_trouble("--dropout must be from 0 to 1, or a column of such numbers");
    return right;
}

static bool write_people(struct command_line *line, const struct sortition_problem *problem,
                         const uint32_t *people, size_t n)
{
    struct sortition_output output;
    if (!sortition_output_begin(&output, line, command_option(line, "out").p))
        return false;
    SORTITION_ROW(&output, STR("id"));
    for (size_t i = 0; i < n; i++)
        SORTITION_ROW(&output, problem->pool.ids[people[i]]);
    return sortition_output_end(&output);
}

int sortition_alternates_run(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    struct sortition_input input;
    struct sortition_group panel;
    struct sortition_alternates reserve;
    struct sortition_stream stream;
    int64_t n;
    if (!has_option(line, "panel", "a file with the ids of its members") ||
        !has_option(line, "dropout", "how likely anyone is not to come") ||
        !has_option(line, "reserve", "how many it shall have") ||
        !command_int(line, "reserve", 1, RESERVE_MAX, 0, &n) || !sortition_input_read(line, true, &input) ||
        !sortition_input_group(line, "panel", &input, &panel))
        return EXIT_TROUBLE;
    double *dropout = ARENA_ARRAY(arena, double, input.problem.pool.n);
    input.problem.size = panel.n;
    if (!read_dropout(line, &input, dropout) || !sortition_input_stream(line, "alternates", &stream))
        return EXIT_TROUBLE;
    if (sortition_alternates_choose(&input.problem, panel.people, dropout, (size_t)n, &stream, arena,
                                    &reserve))
        return command_trouble("no reserve could be chosen");
    printf(
        "A reserve of %zu. Seats empty and quotas missed, on average: %.2f with it, %.2f with one drawn at "
        "random, %.2f with none. In %.0f %% of the cases the panel is whole and within its quotas again.\n",
        reserve.n, reserve.loss, reserve.loss_random, reserve.loss_without, 100 * reserve.restored);
    if (command_option(line, "out").n == 0)
        for (size_t i = 0; i < reserve.n; i++)
            printf("%.*s\n", STR_ARGS(input.problem.pool.ids[reserve.people[i]]));
    else if (!write_people(line, &input.problem, reserve.people, reserve.n))
        return EXIT_TROUBLE;
    return EXIT_DONE;
}

/* ---- sample ---------------------------------------------------------------------------------- */

static bool read_waves(struct command_line *line, size_t **ret_waves, size_t *ret_n)
{
    struct str rest = command_option(line, "waves"), item;
    VEC(size_t) waves = {0};
    while (rest.n && str_split(&rest, ',', &item)) {
        int64_t number;
        if (str_to_int(str_trim(item), &number) || number < 1 || number > SORTITION_PEOPLE_MAX) {
            command_trouble("--waves must be whole numbers above 0 with commas between, such as 2000,500");
            return false;
        }
        *VEC_PUSH(command_arena(line), &waves) = (size_t)number;
    }
    *ret_waves = waves.items;
    *ret_n = waves.n;
    return true;
}

/* "North=2,South / Town=1.5" */
static bool read_factors(struct command_line *line, const struct sortition_strata *strata, double *factors)
{
    struct str rest = command_option(line, "factor"), item;
    for (size_t i = 0; i < strata->n; i++)
        factors[i] = 1;
    while (rest.n && str_split(&rest, ',', &item)) {
        size_t equal = item.n, s = 0;
        while (equal > 0 && item.p[equal - 1] != '=')
            equal--;
        struct str name = str_trim(str_sub(item, 0, equal ? equal - 1 : 0));
        while (s < strata->n && !str_eq(strata->names[s], name))
            s++;
        double factor;
        if (s == strata->n || str_to_real(str_trim(str_skip(item, equal)), &factor) || !(factor >= 0)) {
            command_trouble("--factor: \"%.*s\" is not a stratum and a number, such as North=2",
                            STR_ARGS(item));
            return false;
        }
        factors[s] = factor;
    }
    return true;
}

static bool read_register(struct command_line *line, struct sortition_input *input,
                          struct sortition_strata *strata)
{
    struct arena *arena = command_arena(line);
    struct sortition_faults errors = {.arena = arena};
    struct str rest = command_option(line, "strata"), column;
    VEC(struct str) columns = {0};
    if (!sortition_input_people(line, input))
        return false;
    while (rest.n && str_split(&rest, ',', &column))
        *VEC_PUSH(arena, &columns) = str_trim(column);
    if (sortition_strata_read(&input->people, columns.items, columns.n, &errors, strata) == RC_OK)
        return true;
    sortition_print_faults("", command_option(line, "people").p, &errors);
    command_trouble("the strata could not be read; nothing was drawn");
    return false;
}

static bool write_sample(struct command_line *line, const struct sortition_people *people,
                         const struct sortition_strata *strata, const struct sortition_sample *sample)
{
    struct sortition_output output;
    struct arena *scratch = arena_new();
    size_t n = people->column_count + 2;
    struct str *cells = ARENA_ARRAY(command_arena(line), struct str, n);
    bool written = sortition_output_begin(&output, line, command_option(line, "out").p);
    if (written) {
        cells[0] = STR("wave");
        cells[1] = STR("stratum");
        memcpy(cells + 2, people->columns, people->column_count * sizeof *cells);
        sortition_output_row(&output, cells, n);
        for (size_t i = 0; i < sample->n; i++) {
            uint32_t row = sample->items[i].row;
            cells[0] = arena_printf(scratch, "%u", sample->items[i].wave + 1);
            cells[1] = strata->names[strata->of[row]];
            memcpy(cells + 2, sortition_people_cells(people, row, scratch),
                   people->column_count * sizeof *cells);
            sortition_output_row(&output, cells, n);
            arena_reset(scratch);
        }
        written = sortition_output_end(&output);
    }
    arena_free(scratch);
    return written;
}

static void print_sample(const struct sortition_strata *strata, const struct sortition_sample *sample,
                         size_t waves)
{
    printf("%zu invitations\n", sample->n);
    for (size_t s = 0; s < strata->n; s++) {
        printf("  %.*s: %zu rows, invited", STR_ARGS(strata->names[s].n ? strata->names[s] : STR("all")),
               strata->rows[s]);
        for (size_t w = 0; w < waves; w++)
            printf("%s %zu", w ? " +" : "", sample->counts[w * strata->n + s]);
        putchar('\n');
    }
}

int sortition_sample_run(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    struct sortition_faults errors = {.arena = arena};
    struct sortition_input input = {0};
    struct sortition_strata strata;
    struct sortition_sample sample;
    struct sortition_sample_plan plan = {.addresses_alike = command_flag(line, "by-address")};
    struct sortition_stream stream;
    size_t *waves;
    if (!has_option(line, "waves", "how many are invited") ||
        !has_option(line, "out", "where the invitations go") || !read_waves(line, &waves, &plan.wave_count) ||
        !read_register(line, &input, &strata))
        return EXIT_TROUBLE;
    if (command_option(line, "household").p == NULL && plan.addresses_alike)
        return command_trouble("--by-address needs --household COLUMN,COLUMN: what an address is");
    if (command_option(line, "household").p == NULL)
        fprintf(stderr, "note: without --household every row is taken for an address of its own\n");
    double *factors = ARENA_ARRAY(arena, double, strata.n);
    plan.waves = waves;
    plan.factors = factors;
    if (!read_factors(line, &strata, factors) || !sortition_input_stream(line, "sample", &stream))
        return EXIT_TROUBLE;
    if (sortition_sample_draw(&input.people.pool, &strata, &plan, &stream, &errors, &sample)) {
        sortition_print_faults("", command_option(line, "people").p, &errors);
        return command_trouble("nothing was drawn");
    }
    print_sample(&strata, &sample, plan.wave_count);
    return write_sample(line, &input.people, &strata, &sample) ? EXIT_DONE : EXIT_TROUBLE;
}

/* ---- tables ------------------------------------------------------------------------------------ */

static bool write_tables(struct command_line *line, const struct sortition_problem *problem,
                         const struct sortition_group *group, const struct sortition_tables *plan)
{
    struct sortition_output output;
    struct arena *scratch = arena_new();
    bool written = sortition_output_begin(&output, line, command_option(line, "out").p);
    if (written) {
        SORTITION_ROW(&output, STR("session"), STR("table"), STR("id"));
        for (size_t s = 0; s < plan->sessions; s++)
            for (size_t t = 0; t < plan->tables; t++)
                for (size_t i = 0; i < plan->n; i++)
                    if (plan->table[s * plan->n + i] == t) {
                        SORTITION_ROW(&output, arena_printf(scratch, "%zu", s + 1),
                                      arena_printf(scratch, "%zu", t + 1),
                                      problem->pool.ids[group->people[i]]);
                        arena_reset(scratch);
                    }
        written = sortition_output_end(&output);
    }
    arena_free(scratch);
    return written;
}

static void print_tables(const struct sortition_tables *plan)
{
    printf("%zu people at %zu tables in %zu sessions\n", plan->n, plan->tables, plan->sessions);
    for (size_t i = 0; i <= plan->sessions; i++)
        if (plan->pairs[i])
            printf("  %zu pairs meet %zu %s\n", plan->pairs[i], i, i == 1 ? "time" : "times");
    printf("  the most that a pair meets: %zu; less than %zu is not possible\n", plan->most_meetings,
           plan->least_possible);
    if (plan->off_share)
        printf("  of %zu numbers of a value at a table %zu are not its share, rounded; the worst by %zu\n",
               plan->values_seated, plan->off_share, plan->worst_off);
    else
        printf("  every table has its share, rounded, of every value\n");
}

static void everyone(struct arena *arena, size_t n, struct sortition_group *group)
{
    group->people = ARENA_ARRAY(arena, uint32_t, n);
    group->n = n;
    for (size_t i = 0; i < n; i++)
        group->people[i] = (uint32_t)i;
}

int sortition_tables_run(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    struct sortition_input input;
    struct sortition_group group;
    struct sortition_tables plan;
    struct sortition_stream stream;
    int64_t tables, sessions;
    if (!has_option(line, "tables", "how many tables") ||
        !command_int(line, "tables", 1, SORTITION_SEATED_MAX, 0, &tables) ||
        !command_int(line, "sessions", 1, SORTITION_SESSIONS_MAX, 1, &sessions) ||
        !sortition_input_read(line, true, &input) || !sortition_input_group(line, "panel", &input, &group))
        return EXIT_TROUBLE;
    if (command_option(line, "panel").n == 0)
        everyone(arena, input.problem.pool.n, &group);
    if (!sortition_input_stream(line, "tables", &stream))
        return EXIT_TROUBLE;
    if (sortition_tables_plan(&input.problem, group.people, group.n, (size_t)tables, (size_t)sessions,
                              &stream, arena, &plan))
        return command_trouble(
            "%zu people cannot sit at %lld tables; at most %d can be seated, a table needs one", group.n,
            (long long)tables, SORTITION_SEATED_MAX);
    print_tables(&plan);
    if (command_option(line, "out").n && !write_tables(line, &input.problem, &group, &plan))
        return EXIT_TROUBLE;
    return EXIT_DONE;
}
