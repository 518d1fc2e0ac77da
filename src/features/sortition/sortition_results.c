/* SPDX-License-Identifier: EUPL-1.2 */
/* What a draw is told with: who is selected, who remains, a table and a report. */
#include "base/vec.h"
#include "features/sortition/sortition_commands.h"
#include "features/sortition/sortition_json.h"
#include "features/sortition/sortition_output.h"
#include "features/sortition/sortition_transcript.h"
#include "lib/sortition/panels.h"
#include "lib/sortition/report.h"

const struct option sortition_results_options[] = {
    SORTITION_PROBLEM_OPTIONS,
    {"panels", "FILE", "The numbered panels: what round wrote with --out."},
    {"transcript", "FILE", "The draw: what draw wrote with --json."},
    {"number", "N", "The number of the panel, from 0, where there is no transcript."},
    {"manifest", "FILE", "The manifest: checks that the panels are as they were frozen."},
    {"secret", "FILE", "The secret of the codes, where round was given one."},
    {"reserve", "FILE", "Ids of the reserve, as alternates wrote them."},
    {"lottery", "FILE", "What solve wrote with --json: for everyone's chance."},
    {"keep", "COLUMN,COLUMN",
     "Columns of the people's file that the lists shall have besides the categories."},
    {"title", "TEXT", "What the assembly is called."},
    {"language", "CODE", "Of the report: sv (if not given) or en."},
    {"folder", "FOLDER",
     "Where the files go: selected.csv, remaining.csv, reserve.csv, table.csv, report.md."},
    {0}};

struct results {
    struct command_line *line;
    struct arena *arena;
    struct sortition_input input;
    struct sortition_rounding rounding;
    struct sortition_lottery lottery;
    struct sortition_draw draw; /* m is 0 where there is no transcript */
    struct sortition_list list;
    struct sortition_group reserve;
    uint32_t *members; /* of the panel drawn */
};

/* ---- reading ------------------------------------------------------------------------- */

/* The number that was drawn. */
static bool read_draw(struct results *results, int64_t *ret_number)
{
    struct command_line *line = results->line;
    struct sortition_faults errors = {.arena = results->arena};
    struct str text;
    if (command_option(line, "transcript").n == 0)
        return command_int(line, "number", 0, SORTITION_NUMBERS_MAX, -1, ret_number);
    if (!sortition_input_file(line, "transcript", &text))
        return false;
    sortition_transcript_read(text, &errors, &results->draw);
    if (errors.count == 0 && sortition_draw_verify(&results->draw, &errors) == RC_OK) {
        *ret_number = (int64_t)results->draw.number;
        return true;
    }
    sortition_print_faults("", command_option(line, "transcript").p, &errors);
    command_trouble("%s is no transcript of a draw", command_option(line, "transcript").p);
    return false;
}

/* Whether the list of panels is what the draw's manifest has the hash of. */
static bool is_frozen(struct results *results, struct str panels)
{
    struct command_line *line = results->line;
    struct sortition_faults errors = {.arena = results->arena};
    struct sortition_file *files;
    struct str text, hash = sortition_hash_hex(panels, results->arena);
    const char *path = command_option(line, "manifest").p;
    size_t n;
    if (path == NULL) {
        if (results->draw.m)
            fprintf(stderr, "note: give --manifest too, to check that the panels are as they were frozen\n");
        return true;
    }
    if (!sortition_input_file(line, "manifest", &text))
        return false;
    if (sortition_manifest_read(text, &errors, &files, &n)) {
        sortition_print_faults("", path, &errors);
        return false;
    }
    bool drawn = results->draw.m == 0 ||
                 str_eq(results->draw.manifest, sortition_hash_hex(text, results->arena));
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found = found || str_eq(files[i].hash, hash);
    if (!drawn)
        command_trouble("%s is not the manifest of this draw", path);
    else if (!found)
        command_trouble("%s is not as it was frozen: %s has not its hash", command_option(line, "panels").p,
                        path);
    return drawn && found;
}

/* The list of panels and the one that was drawn. */
static bool read_panels(struct results *results)
{
    struct command_line *line = results->line;
    struct sortition_faults errors = {.arena = results->arena};
    const struct sortition_problem *problem = &results->input.problem;
    struct str text, *ids;
    int64_t number;
    size_t faulty;
    const double *probabilities = results->lottery.probabilities;
    if (!sortition_input_file(line, "panels", &text) || !read_draw(results, &number) ||
        !is_frozen(results, text) || !sortition_input_codes(line, problem, &ids))
        return false;
    const char *path = command_option(line, "panels").p;
    if (sortition_panels_read(text, ids, problem->pool.n, &errors, &results->rounding)) {
        sortition_print_faults("", path, &errors);
        command_trouble("%s is no list of panels of these people; one with codes needs --secret FILE", path);
        return false;
    }
    bool of_list = results->draw.m == 0 || results->draw.m == results->rounding.m;
    if (results->rounding.size != problem->size || number < 0 || (size_t)number >= results->rounding.m ||
        !of_list) {
        command_trouble(
            "%s has %zu panels of %zu, numbered from 0: give --number or --transcript, and --size, of it",
            path, results->rounding.m, results->rounding.size);
        return false;
    }
    if (sortition_rounding_count(problem, probabilities, results->arena, &results->rounding, &faulty)) {
        command_trouble("panel %zu of %s breaks a quota or has two of a household", faulty, path);
        return false;
    }
    results->members = results->rounding.members + (size_t)number * problem->size;
    return true;
}

static bool read_lottery(struct results *results)
{
    struct str text, trouble;
    if (command_option(results->line, "lottery").n == 0)
        return true;
    if (!sortition_input_file(results->line, "lottery", &text))
        return false;
    if (sortition_json_read(text, &results->input.problem, &results->input.people, results->arena,
                            &results->lottery, &trouble)) {
        command_trouble("%s: %.*s", command_option(results->line, "lottery").p, STR_ARGS(trouble));
        return false;
    }
    return true;
}

static bool read_list(struct results *results)
{
    struct sortition_faults errors = {.arena = results->arena};
    struct str rest = command_option(results->line, "keep"), column;
    VEC(struct str) kept = {0};
    while (rest.n && str_split(&rest, ',', &column))
        *VEC_PUSH(results->arena, &kept) = str_trim(column);
    if (sortition_list_columns(&results->input.people, results->input.problem.targets.category_count,
                               kept.n ? kept.items : (struct str[]){STR("")}, kept.n, &errors,
                               &results->list) == RC_OK)
        return true;
    sortition_print_faults("", command_option(results->line, "people").p, &errors);
    command_trouble("--keep names a column that is not there");
    return false;
}

/* ---- writing ----------------------------------------------------------------------------- */

static const char *path_of(struct results *results, const char *name)
{
    return arena_printf(results->arena, "%s/%s", command_option(results->line, "folder").p, name).p;
}

static bool write_list(struct results *results, const char *name, const uint32_t *people, size_t n)
{
    return sortition_output_list(results->line, path_of(results, name), &results->list, people, n);
}

static bool write_with(struct results *results, const char *name, const struct sortition_report *report,
                       void (*write)(const struct sortition_report *report, struct buf *out))
{
    struct sortition_output output;
    struct buf text;
    if (!sortition_output_begin(&output, results->line, path_of(results, name)))
        return false;
    buf_init(&text, SORTITION_LIST_MAX_BYTES);
    write(report, &text);
    sortition_output_text(&output, &text);
    return sortition_output_end(&output);
}

static bool write_all(struct results *results)
{
    struct command_line *line = results->line;
    const struct sortition_problem *problem = &results->input.problem;
    struct sortition_group rest = sortition_remaining(problem, results->members, results->arena);
    struct str title = command_option(line, "title");
    struct sortition_report report = {.language = str_eq(command_option(line, "language"), STR("en"))
                                                      ? SORTITION_ENGLISH
                                                      : SORTITION_SWEDISH,
                                      .title = title.n ? title : STR("Rådslag"),
                                      .problem = problem,
                                      .households = command_option(line, "household").n > 0,
                                      .lottery = results->lottery.panel_count ? &results->lottery : NULL,
                                      .rounding = &results->rounding,
                                      .draw = results->draw.m ? &results->draw : NULL,
                                      .members = results->members};
    return write_list(results, "selected.csv", results->members, problem->size) &&
           write_list(results, "remaining.csv", rest.people, rest.n) &&
           (command_option(line, "reserve").n == 0 ||
            write_list(results, "reserve.csv", results->reserve.people, results->reserve.n)) &&
           write_with(results, "table.csv", &report, sortition_report_table) &&
           write_with(results, "report.md", &report, sortition_report_write);
}

int sortition_results_run(struct command_line *line)
{
    struct results results = {.line = line, .arena = command_arena(line)};
    struct str folder = command_option(line, "folder"), language = command_option(line, "language");
    if (folder.n == 0)
        return command_trouble("--folder is missing: where the files go");
    if (language.n && !str_eq(language, STR("sv")) && !str_eq(language, STR("en")))
        return command_trouble("--language must be sv or en");
    if (!sortition_input_read(line, false, &results.input) || !read_lottery(&results) ||
        !read_panels(&results) || !read_list(&results) ||
        !sortition_input_group(line, "reserve", &results.input, &results.reserve))
        return EXIT_TROUBLE;
    if (!sortition_output_folder(folder.p) || !write_all(&results))
        return EXIT_TROUBLE;
    printf("%s: selected.csv, remaining.csv, %stable.csv, report.md\n", folder.p,
           command_option(line, "reserve").n ? "reserve.csv, " : "");
    return EXIT_DONE;
}
