/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/sortition/sortition_input.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/vec.h"
#include "core/files/files.h"
#include "lib/sortition/draw.h"
#include "lib/sortition/targets.h"

enum { SECRET_MIN_BYTES = 16, SECRET_MAX_BYTES = 4096, FAULTS_MAX_BYTES = 16 * 1024 * 1024 };

void sortition_print_faults(const char *what, const char *path, const struct sortition_faults *faults)
{
    struct buf text;
    if (faults->count == 0)
        return;
    buf_init(&text, FAULTS_MAX_BYTES);
    sortition_faults_write(faults, arena_printf(faults->arena, "%s%s", what, path), &text);
    fwrite(text.p, 1, text.n, stderr);
    buf_free(&text);
}

/* Prints what was found of a file; false where there are errors. */
static bool tell(const char *path, const struct sortition_faults *errors,
                 const struct sortition_faults *warnings)
{
    sortition_print_faults("note: ", path, warnings);
    sortition_print_faults("", path, errors);
    if (errors->count)
        command_trouble("%zu fault%s in %s; nothing was done", errors->count, errors->count == 1 ? "" : "s",
                        path);
    return errors->count == 0;
}

bool sortition_input_file(struct command_line *line, const char *option, struct str *ret_text)
{
    struct str path = command_option(line, option);
    if (path.n == 0) {
        command_trouble("--%s FILE is missing; see radslag sortition --help", option);
        return false;
    }
    rc result = file_map(command_arena(line), path.p, SORTITION_FILE_MAX_BYTES, ret_text);
    if (result)
        command_trouble("cannot read %s%s", path.p,
                        result == RC_NOT_FOUND ? ": there is no such file"
                        : result == RC_LIMIT   ? ": it is larger than 4 GiB"
                                               : "; check that it is a file and its permissions");
    return result == RC_OK;
}

static bool read_targets(struct command_line *line, struct sortition_targets *ret_targets)
{
    struct sortition_faults errors = {.arena = command_arena(line)}, none = {0};
    struct str text;
    if (!sortition_input_file(line, "targets", &text))
        return false;
    rc result = sortition_targets_read(text, &errors, ret_targets);
    return tell(command_option(line, "targets").p, &errors, &none) && result == RC_OK;
}

static bool read_people(struct command_line *line, const struct sortition_targets *targets,
                        struct sortition_people *ret_people)
{
    struct arena *arena = command_arena(line);
    struct sortition_faults errors = {.arena = arena}, warnings = {.arena = arena};
    struct str text, columns = command_option(line, "household"), column;
    VEC(struct str) household = {0};
    bool asked = columns.p != NULL;
    while (columns.n && str_split(&columns, ',', &column))
        if (str_trim(column).n)
            *VEC_PUSH(arena, &household) = str_trim(column);
    if (asked && household.n == 0) {
        command_trouble("--household names no column; name those of the address, the street first");
        return false;
    }
    struct sortition_people_options options = {.id_column = command_option(line, "id"),
                                               .household_columns = household.items,
                                               .household_column_count = household.n};
    if (!sortition_input_file(line, "people", &text))
        return false;
    rc result = sortition_people_read(text, targets, &options, &errors, &warnings, ret_people);
    return tell(command_option(line, "people").p, &errors, &warnings) && result == RC_OK;
}

bool sortition_input_read(struct command_line *line, bool size_optional, struct sortition_input *ret_input)
{
    int64_t size = 0;
    bool sized = command_option(line, "size").n > 0;
    if (!sized && !size_optional) {
        command_trouble("--size K is missing: how many are to be drawn");
        return false;
    }
    if ((sized && !command_int(line, "size", 1, SORTITION_PEOPLE_MAX, 0, &size)) ||
        !read_targets(line, &ret_input->problem.targets) ||
        !read_people(line, &ret_input->problem.targets, &ret_input->people))
        return false;
    ret_input->problem.pool = ret_input->people.pool;
    ret_input->problem.size = (size_t)size;
    return true;
}

bool sortition_input_people(struct command_line *line, struct sortition_input *ret_input)
{
    if (!read_people(line, &ret_input->problem.targets, &ret_input->people))
        return false;
    ret_input->problem.pool = ret_input->people.pool;
    return true;
}

bool sortition_input_group(struct command_line *line, const char *option, const struct sortition_input *input,
                           struct sortition_group *ret_group)
{
    struct arena *arena = command_arena(line);
    struct sortition_faults errors = {.arena = arena}, warnings = {.arena = arena};
    struct str text;
    *ret_group = (struct sortition_group){0};
    if (command_option(line, option).n == 0)
        return true;
    if (!sortition_input_file(line, option, &text))
        return false;
    rc result = sortition_group_read(text, command_option(line, "id"), &input->people, &errors, &warnings,
                                     ret_group);
    return tell(command_option(line, option).p, &errors, &warnings) && result == RC_OK;
}

bool sortition_input_codes(struct command_line *line, const struct sortition_problem *problem,
                           struct str **ret_codes)
{
    struct arena *arena = command_arena(line);
    struct str path = command_option(line, "secret"), secret;
    *ret_codes = problem->pool.ids;
    if (path.p == NULL)
        return true;
    if (file_read(arena, path.p, SECRET_MAX_BYTES, &secret) || str_trim(secret).n < SECRET_MIN_BYTES) {
        command_trouble("--secret %s must be a file with a secret of %d to %d bytes", path.p,
                        SECRET_MIN_BYTES, SECRET_MAX_BYTES);
        return false;
    }
    struct str *codes = ARENA_ARRAY(arena, struct str, problem->pool.n);
    for (size_t i = 0; i < problem->pool.n; i++)
        codes[i] = sortition_public_id(str_trim(secret), problem->pool.ids[i], arena);
    *ret_codes = codes;
    return true;
}

/* Under the rules of a draw for label and randomness, so that no two streams have the same key. */
static bool public_stream(struct command_line *line, struct sortition_stream *ret_stream)
{
    struct arena *arena = command_arena(line);
    struct sortition_faults errors = {.arena = arena};
    struct sortition_draw draw = {
        .label = command_option(line, "label"), .randomness = command_option(line, "randomness"), .m = 1};
    struct str manifest;
    if (!sortition_input_file(line, "manifest", &manifest))
        return false;
    draw.manifest = sortition_hash_hex(manifest, arena);
    if (sortition_draw_make(&draw, &errors, &draw)) {
        sortition_print_faults("", "--randomness", &errors);
        command_trouble("--randomness, --label and --manifest go together; nothing was drawn");
        return false;
    }
    *ret_stream = sortition_stream_of_draw(draw.label, draw.manifest, draw.randomness);
    return true;
}

bool sortition_input_stream(struct command_line *line, const char *purpose,
                            struct sortition_stream *ret_stream)
{
    struct str seed = command_option(line, "seed");
    bool is_public = command_option(line, "randomness").p || command_option(line, "label").p ||
                     command_option(line, "manifest").p;
    if (is_public && seed.p) {
        command_trouble("give --seed, or --randomness with --label and --manifest, not both");
        return false;
    }
    if (is_public)
        return public_stream(line, ret_stream);
    if (seed.p == NULL) {
        if (sortition_seed_new(command_arena(line), &seed)) {
            command_trouble("the system gave no random numbers");
            return false;
        }
        fprintf(stderr, "seed %.*s\n", STR_ARGS(seed));
    }
    if (sortition_stream_of_seed(str_from_c(purpose), seed, ret_stream)) {
        command_trouble("--seed must be 1 to %d hexadecimal digits", SORTITION_SEED_DIGITS_MAX);
        return false;
    }
    return true;
}
