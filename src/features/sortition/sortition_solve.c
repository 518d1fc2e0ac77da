/* SPDX-License-Identifier: EUPL-1.2 */
#include <math.h>
#include <string.h>

#include "features/sortition/sortition_commands.h"
#include "features/sortition/sortition_output.h"
#include "features/sortition/sortition_print.h"
#include "lib/sortition/greedy.h"
#include "lib/sortition/precheck.h"
#include "lib/sortition/targets.h"

enum { GREEDY_DRAWS = 1000 };

#define SOLVE_OPTIONS                                                                   \
    {"algorithm", "NAME", "leximin (if not given), maximin, nash or greedy."},          \
        {"time-limit", "S", "Stop after so many seconds with the best lottery found."}, \
    {                                                                                   \
        "json", "FILE", "Write the whole answer there."                                 \
    }

const struct option sortition_solve_options[] = {
    SORTITION_PROBLEM_OPTIONS,
    SOLVE_OPTIONS,
    SORTITION_STREAM_OPTIONS,
    {"include", "FILE", "Ids of people who are on the panel whatever is drawn."},
    {"exclude", "FILE", "Ids of people who are not."},
    {0}};
const struct option sortition_replace_options[] = {
    SORTITION_PROBLEM_OPTIONS,
    SOLVE_OPTIONS,
    SORTITION_STREAM_OPTIONS,
    {"confirmed", "FILE", "Ids of those who keep their seats."},
    {"withdrawn", "FILE", "Ids of those of the first panel who do not."},
    {"rest", "FOLDER", "Write what is drawn from there: targets.csv, people.csv, for round and results."},
    {0}};

static bool read_algorithm(struct command_line *line, enum sortition_algorithm *ret_algorithm)
{
    static const char *const names[] = {"leximin", "maximin", "nash", "greedy"};
    struct str name = command_option(line, "algorithm");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (name.n == 0 || str_eq_c(name, names[i])) {
            *ret_algorithm = (enum sortition_algorithm)i;
            return true;
        }
    command_trouble("--algorithm must be leximin, maximin, nash or greedy, not %.*s", STR_ARGS(name));
    return false;
}

/* ---- greedy -------------------------------------------------------------------------------- */

static void use_panels(const struct sortition_problem *problem, size_t n, struct sortition_lottery *lottery)
{
    lottery->panel_count = n;
    lottery->min_probability = 1;
    for (size_t i = 0; i < n; i++) {
        lottery->panels[i].p = 1 / (double)n;
        for (size_t k = 0; k < problem->size; k++)
            lottery->probabilities[lottery->panels[i].members[k]] += 1 / (double)n;
    }
    for (size_t i = 0; i < problem->pool.n; i++)
        if (lottery->probabilities[i] > 0)
            lottery->min_probability = fmin(lottery->min_probability, lottery->probabilities[i]);
}

/*
 * A thousand greedy panels, each as likely: so the chances are known after all,
 * those of this list. RC_NOT_FOUND: no panel was found.
 */
static rc greedy_lottery(const struct sortition_problem *problem, struct sortition_stream *stream,
                         double limit_s, struct arena *arena, struct sortition_answer *answer)
{
    struct sortition_greedy *greedy = sortition_greedy_new(problem);
    struct sortition_lottery *lottery = &answer->lottery;
    time_us end = limit_s > 0 ? time_monotonic() + (time_us)(limit_s * (double)TIME_SECOND) : INT64_MAX;
    rc code = RC_OK;
    size_t n = 0;
    lottery->panels = ARENA_ARRAY(arena, struct sortition_panel, GREEDY_DRAWS);
    lottery->probabilities = ARENA_ARRAY(arena, double, problem->pool.n);
    while (n < GREEDY_DRAWS && code == RC_OK && (n == 0 || time_monotonic() < end)) {
        lottery->panels[n].members = ARENA_ARRAY(arena, uint32_t, problem->size);
        code = sortition_greedy_draw(greedy, stream, SORTITION_GREEDY_ATTEMPTS, lottery->panels[n].members,
                                     NULL);
        n += code == RC_OK;
    }
    sortition_greedy_free(greedy);
    if (n == 0)
        return code;
    use_panels(problem, n, lottery);
    answer->outcome = n == GREEDY_DRAWS ? SOLVED : SOLVE_OUT_OF_TIME;
    return RC_OK;
}

static bool solve_greedily(struct command_line *line, const struct sortition_problem *problem, double limit_s,
                           struct sortition_answer *answer)
{
    struct sortition_stream stream;
    if (!sortition_input_stream(line, "greedy", &stream))
        return false;
    if (greedy_lottery(problem, &stream, limit_s, command_arena(line), answer) == RC_OK)
        return true;
    command_trouble("none of %d attempts found a panel; ask leximin whether there is one",
                    SORTITION_GREEDY_ATTEMPTS);
    return false;
}

/* ---- solving ------------------------------------------------------------------------------- */

/* The solver's search needs no published chance: its answer is checked whatever it did. So a seed, if any. */
static bool solver_seed(struct command_line *line, uint64_t *ret_seed)
{
    struct sortition_stream stream;
    if (command_option(line, "randomness").p || command_option(line, "label").p ||
        command_option(line, "manifest").p) {
        command_trouble("--randomness is for --algorithm greedy; the others find a lottery, and draw draws");
        return false;
    }
    *ret_seed = 1;
    if (command_option(line, "seed").p == NULL)
        return true;
    if (!sortition_input_stream(line, "solver", &stream))
        return false;
    *ret_seed = sortition_stream_word(&stream);
    return true;
}

static bool ask_solver(struct command_line *line, const struct sortition_problem *problem, double limit_s,
                       struct sortition_answer *answer)
{
    struct sortition_progress progress = {0};
    uint64_t seed;
    if (!solver_seed(line, &seed))
        return false;
    struct sortition_run run = {.options = {.algorithm = answer->lottery.algorithm,
                                            .time_limit_s = limit_s,
                                            .seed = seed,
                                            .progress = sortition_show_progress,
                                            .context = &progress}};
    enum sortition_algorithm algorithm = answer->lottery.algorithm;
    rc result = sortition_run(problem, &run, command_arena(line), answer);
    sortition_end_progress(&progress);
    answer->lottery.algorithm = algorithm;
    if (result == RC_NOT_FOUND)
        command_trouble("radslag-solver is missing; it must stand beside radslag");
    else if (result)
        command_trouble("the solver failed: %.*s", STR_ARGS(answer->trouble));
    else if (answer->trouble.p)
        fprintf(stderr, "note: the solver was started %zu times: %.*s\n", answer->attempts,
                STR_ARGS(answer->trouble));
    return result == RC_OK;
}

static bool is_size_possible(const struct sortition_problem *problem, struct arena *arena)
{
    struct sortition_conflict *conflicts;
    size_t n = sortition_precheck(problem, arena, &conflicts);
    return n == 0 || conflicts[0].kind != SORTITION_SIZE_IMPOSSIBLE;
}

/* Prints and returns false where nothing can be said. */
static bool solve(struct command_line *line, const struct sortition_problem *problem,
                  struct sortition_answer *ret_answer)
{
    struct sortition_answer answer = {.outcome = SOLVE_INFEASIBLE};
    int64_t limit_s;
    time_us begun = time_monotonic();
    if (!read_algorithm(line, &answer.lottery.algorithm) ||
        !command_int(line, "time-limit", 1, 1000000, 0, &limit_s))
        return false;
    if (is_size_possible(problem, command_arena(line))) {
        bool greedy = answer.lottery.algorithm == SORTITION_GREEDY;
        if (!(greedy ? solve_greedily : ask_solver)(line, problem, (double)limit_s, &answer))
            return false;
    }
    answer.seconds = (double)(time_monotonic() - begun) / (double)TIME_SECOND;
    *ret_answer = answer;
    return true;
}

/* Writes --json, prints, and says how it ended. */
static int tell(struct command_line *line, const struct sortition_problem *problem,
                const struct sortition_answer *answer)
{
    struct sortition_output output;
    struct str path = command_option(line, "json");
    if (path.n) {
        if (!sortition_output_begin(&output, line, path.p))
            return EXIT_TROUBLE;
        sortition_json_write(output.file, problem, answer);
        if (!sortition_output_end(&output))
            return EXIT_TROUBLE;
    }
    if (answer->outcome == SOLVE_INFEASIBLE) {
        sortition_print_infeasible(problem, answer, command_arena(line));
        return EXIT_NO;
    }
    if (answer->lottery.panel_count)
        sortition_print_lottery(problem, answer, command_arena(line));
    else
        printf("No panel was found in time; nor was it proven that there is none.\n");
    if (answer->outcome != SOLVED)
        fprintf(stderr, "radslag: out of time; this is the best lottery found, with its bounds\n");
    return answer->outcome == SOLVED ? EXIT_DONE : EXIT_LATE;
}

/* ---- the commands ---------------------------------------------------------------------------- */

/* What remains when some have seats and others are out. */
static bool reduce(struct command_line *line, const char *seated_option, const char *out_option,
                   const struct sortition_input *input, struct sortition_replacement *ret_replacement)
{
    struct arena *arena = command_arena(line);
    struct sortition_faults errors = {.arena = arena}, warnings = {.arena = arena};
    struct sortition_group seated, out;
    if (!sortition_input_group(line, seated_option, input, &seated) ||
        !sortition_input_group(line, out_option, input, &out))
        return false;
    rc result = sortition_replace(&input->problem, &seated, &out, &errors, &warnings, ret_replacement);
    sortition_print_faults("note: ", command_option(line, "people").p, &warnings);
    sortition_print_faults("", command_option(line, "people").p, &errors);
    if (result)
        command_trouble("--%s and --%s do not fit together; nothing was done", seated_option, out_option);
    return result == RC_OK;
}

int sortition_solve_run(struct command_line *line)
{
    struct sortition_input input;
    struct sortition_replacement rest;
    struct sortition_answer answer;
    bool whole = command_option(line, "include").n == 0 && command_option(line, "exclude").n == 0;
    if (!sortition_input_read(line, false, &input))
        return EXIT_TROUBLE;
    if (whole)
        return solve(line, &input.problem, &answer) ? tell(line, &input.problem, &answer) : EXIT_TROUBLE;
    if (!reduce(line, "include", "exclude", &input, &rest) || !solve(line, &rest.problem, &answer))
        return EXIT_TROUBLE;
    if (answer.outcome == SOLVE_INFEASIBLE)
        return tell(line, &rest.problem, &answer);
    if (answer.lottery.panel_count)
        answer.lottery = sortition_replacement_lottery(&input.problem, &rest, &answer.lottery,
                                                       command_arena(line));
    return tell(line, &input.problem, &answer);
}

/* Quotas and people that remain, as files: with them the seats are rounded and told like any panel. */
static bool write_rest(struct command_line *line, const struct sortition_input *input,
                       const struct sortition_replacement *rest)
{
    struct arena *arena = command_arena(line);
    struct sortition_faults errors = {.arena = arena};
    struct sortition_list list;
    struct sortition_output output;
    struct buf text;
    const char *folder = command_option(line, "rest").p;
    if (folder == NULL)
        return true;
    if (!sortition_output_folder(folder) ||
        !sortition_output_begin(&output, line, arena_printf(arena, "%s/targets.csv", folder).p))
        return false;
    buf_init(&text, SORTITION_LIST_MAX_BYTES);
    sortition_targets_write(&rest->problem.targets, &text);
    sortition_output_text(&output, &text);
    return sortition_output_end(&output) &&
           sortition_list_columns(&input->people, 0, NULL, 0, &errors, &list) == RC_OK &&
           sortition_output_list(line, arena_printf(arena, "%s/people.csv", folder).p, &list, rest->origin,
                                 rest->problem.pool.n);
}

int sortition_replace_run(struct command_line *line)
{
    struct sortition_input input;
    struct sortition_replacement rest;
    struct sortition_answer answer;
    if (command_option(line, "confirmed").n == 0)
        return command_trouble("--confirmed FILE is missing: the ids of those who keep their seats");
    if (!sortition_input_read(line, false, &input) || !reduce(line, "confirmed", "withdrawn", &input, &rest))
        return EXIT_TROUBLE;
    printf("%zu confirmed, %zu housemates of theirs out; %zu to be drawn of %zu\n\n", rest.seated.n,
           rest.housemates, rest.problem.size, rest.problem.pool.n);
    if (!write_rest(line, &input, &rest))
        return EXIT_TROUBLE;
    return solve(line, &rest.problem, &answer) ? tell(line, &rest.problem, &answer) : EXIT_TROUBLE;
}
