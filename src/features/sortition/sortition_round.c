/* SPDX-License-Identifier: EUPL-1.2 */
/* A lottery → numbered panels, and everyone's number of them. */
#include <string.h>

#include "features/sortition/sortition_commands.h"
#include "features/sortition/sortition_json.h"
#include "features/sortition/sortition_output.h"
#include "lib/sortition/draw.h"
#include "lib/sortition/panels.h"
#include "lib/sortition/rounding.h"

enum { PANELS = 1000 };

const struct option sortition_round_options[] = {
    SORTITION_PROBLEM_OPTIONS,
    SORTITION_STREAM_OPTIONS,
    {"lottery", "FILE", "The lottery: what solve wrote with --json."},
    {"panels", "M", "How many panels: 1000 if not given, numbered from 0."},
    {"out", "FILE", "Write the panels there: a row each, its number and the ids."},
    {"counts", "FILE", "Write there on how many panels everyone is: id,panels,probability."},
    {"secret", "FILE",
     "Write codes instead of ids, made with the secret in FILE, so that the list can be public."},
    {"codes", "FILE", "Write id,code there, to tell everyone theirs. Not public."},
    {0}};

static bool write_panels(struct command_line *line, const struct sortition_rounding *rounding,
                         const struct str *ids)
{
    struct sortition_output output;
    struct buf list;
    if (!sortition_output_begin(&output, line, command_option(line, "out").p))
        return false;
    buf_init(&list, SORTITION_LIST_MAX_BYTES);
    sortition_panels_write(rounding, ids, &list);
    sortition_output_text(&output, &list);
    return sortition_output_end(&output);
}

static bool write_counts(struct command_line *line, const struct sortition_rounding *rounding,
                         const struct str *ids, size_t n)
{
    struct sortition_output output;
    struct arena *scratch = arena_new();
    bool written = sortition_output_begin(&output, line, command_option(line, "counts").p);
    if (written) {
        SORTITION_ROW(&output, STR("id"), STR("panels"), STR("probability"));
        for (size_t i = 0; i < n; i++) {
            SORTITION_ROW(&output, ids[i], arena_printf(scratch, "%u", rounding->counts[i]),
                          arena_printf(scratch, "%.9g", rounding->counts[i] / (double)rounding->m));
            arena_reset(scratch);
        }
        written = sortition_output_end(&output);
    }
    arena_free(scratch);
    return written;
}

static bool write_codes(struct command_line *line, const struct sortition_pool *pool, const struct str *codes)
{
    struct sortition_output output;
    if (!sortition_output_begin(&output, line, command_option(line, "codes").p))
        return false;
    SORTITION_ROW(&output, STR("id"), STR("code"));
    for (size_t i = 0; i < pool->n; i++)
        SORTITION_ROW(&output, pool->ids[i], codes[i]);
    return sortition_output_end(&output);
}

static void print_rounding(const struct sortition_rounding *rounding, const struct str *ids)
{
    printf("%zu panels of %zu, numbered 0 to %zu, each as likely.\n", rounding->m, rounding->size,
           rounding->m - 1);
    printf("The largest change of anyone's chance: %.4f percentage points (%.*s); none of %zu panels can do "
           "with less than %.4f.\n",
           100 * rounding->largest_change, STR_ARGS(ids[rounding->most_changed]), rounding->m,
           100 * rounding->least_change);
    printf("The least chance of anyone who has one: %.4f %% before, %.4f %% now.\n",
           100 * rounding->min_before, 100 * rounding->min_after);
}

int sortition_round_run(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    struct sortition_input input;
    struct sortition_lottery lottery;
    struct sortition_stream stream;
    struct sortition_rounding rounding;
    struct str text, trouble, *ids;
    int64_t m;
    if (!command_int(line, "panels", 1, SORTITION_NUMBERS_MAX, PANELS, &m) ||
        !sortition_input_read(line, false, &input) || !sortition_input_file(line, "lottery", &text) ||
        !sortition_input_codes(line, &input.problem, &ids))
        return EXIT_TROUBLE;
    if (command_option(line, "codes").p && ids == input.problem.pool.ids)
        return command_trouble("--codes needs --secret FILE: what the codes are made with");
    if (input.problem.size > SORTITION_PANELS_SIZE_MAX)
        return command_trouble("--size is above %d: such panels cannot be listed", SORTITION_PANELS_SIZE_MAX);
    if (sortition_json_read(text, &input.problem, &input.people, arena, &lottery, &trouble))
        return command_trouble("%s: %.*s", command_option(line, "lottery").p, STR_ARGS(trouble));
    if (!sortition_input_stream(line, "rounding", &stream))
        return EXIT_TROUBLE;
    if (sortition_round(&input.problem, &lottery, (size_t)m, &stream, arena, &rounding))
        return command_trouble("the lottery could not be rounded");
    print_rounding(&rounding, ids);
    if (command_option(line, "out").n && !write_panels(line, &rounding, ids))
        return EXIT_TROUBLE;
    if (command_option(line, "counts").n && !write_counts(line, &rounding, ids, input.problem.pool.n))
        return EXIT_TROUBLE;
    if (command_option(line, "codes").n && !write_codes(line, &input.problem.pool, ids))
        return EXIT_TROUBLE;
    return EXIT_DONE;
}
