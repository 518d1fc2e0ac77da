/* SPDX-License-Identifier: EUPL-1.2 */
/* The public draw: manifest, number, transcript. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "core/files/files.h"
#include "features/sortition/sortition_commands.h"
#include "features/sortition/sortition_output.h"
#include "features/sortition/sortition_transcript.h"
#include "lib/sortition/draw.h"

enum { TRANSCRIPT_MAX_BYTES = 1024 * 1024 };
static const char scheme[] = "sortition-draw-v1";
static const char *const method_names[] = {"stream", "balls"};

const struct option sortition_manifest_options[] = {{"out", "FILE", "Write it there instead of printing it."},
                                                    {0}};
const struct option sortition_draw_options[] = {
    {"label", "TEXT", "What is drawn; no two draws of an assembly have the same."},
    {"manifest", "FILE", "The manifest that was published before the randomness."},
    {"randomness", "TEXT",
     "The public randomness, such as a state lottery's numbers; of balls, what was seen."},
    {"panels", "M", "How many panels there are, numbered from 0."},
    {"balls", "NUMBER", "The number as it was drawn with balls on a stage, instead of computing it."},
    {"json", "FILE", "Write the transcript there."},
    {0}};
const struct option sortition_verify_options[] = {
    {"manifest", "FILE", "Also check that this is the manifest it was drawn under."}, {0}};

/* ---- manifest ------------------------------------------------------------------------ */

int sortition_manifest_run(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    size_t n = command_argument_count(line);
    struct sortition_file *files = ARENA_ARRAY(arena, struct sortition_file, n);
    struct str manifest;
    if (n == 0)
        return command_trouble("name the files that are frozen: radslag sortition manifest FILE…");
    for (size_t i = 0; i < n; i++) {
        struct str path = command_argument(line, i), text;
        const char *slash = strrchr(path.p, '/');
        if (file_map(arena, path.p, SORTITION_FILE_MAX_BYTES, &text))
            return command_trouble("cannot read %s", path.p);
        files[i] = (struct sortition_file){str_from_c(slash ? slash + 1 : path.p),
                                           sortition_hash_hex(text, arena)};
    }
    if (sortition_manifest_write(files, n, arena, &manifest))
        return command_trouble("each file must have a name of its own, of letters, digits and . _ -");
    struct str path = command_option(line, "out");
    if (path.n) {
        struct sortition_output output;
        if (!sortition_output_begin(&output, line, path.p))
            return EXIT_TROUBLE;
        fwrite(manifest.p, 1, manifest.n, output.file);
        if (!sortition_output_end(&output))
            return EXIT_TROUBLE;
    } else {
        printf("%.*s", STR_ARGS(manifest));
    }
    fprintf(stderr, "manifest hash %.*s\n", STR_ARGS(sortition_hash_hex(manifest, arena)));
    return EXIT_DONE;
}

/* ---- transcripts as JSON ------------------------------------------------------------------ */

static json_t *transcript_json(const struct sortition_draw *draw)
{
    json_t *words = json_array();
    char hex[17];
    for (size_t i = 0; i < draw->word_count; i++) {
        snprintf(hex, sizeof hex, "%016" PRIx64, draw->words[i]);
        json_array_append_new(words, json_string(hex));
    }
    return json_pack("{s:s, s:s, s:s%, s:s%, s:s%, s:I, s:I, s:o}", "scheme", scheme, "method",
                     method_names[draw->method], "label", draw->label.p, draw->label.n, "manifest",
                     draw->manifest.p, draw->manifest.n, "randomness", draw->randomness.p, draw->randomness.n,
                     "panels", (json_int_t)draw->m, "number", (json_int_t)draw->number, "words", words);
}

static bool write_transcript(struct command_line *line, const struct sortition_draw *draw)
{
    struct sortition_output output;
    if (!sortition_output_begin(&output, line, command_option(line, "json").p))
        return false;
    json_t *json = transcript_json(draw);
    json_dumpf(json, output.file, JSON_INDENT(1));
    fputc('\n', output.file);
    json_decref(json);
    return sortition_output_end(&output);
}

static struct str text_of(struct arena *arena, const json_t *root, const char *key)
{
    const json_t *text = json_object_get(root, key);
    return json_is_string(text)
               ? arena_str_dup(arena, (struct str){json_string_value(text), json_string_length(text)})
               : STR_NONE;
}

static uint64_t number_of(const json_t *root, const char *key, struct sortition_faults *errors)
{
    const json_t *number = json_object_get(root, key);
    if (!json_is_integer(number) || json_integer_value(number) < 0)
        sortition_fault(errors, 0, str_from_c(key), "is no whole number");
    return json_is_integer(number) ? (uint64_t)json_integer_value(number) : 0;
}

static void read_words(const json_t *list, struct sortition_faults *errors, struct sortition_draw *draw)
{
    VEC(uint64_t) words = {0};
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *hex = json_string_value(json_array_get(list, i));
        uint64_t word = hex ? strtoull(hex, NULL, 16) : 0;
        if (hex == NULL || strlen(hex) != 16 || strspn(hex, "0123456789abcdefABCDEF") != 16)
            sortition_fault(errors, 0, STR("words"), "word %zu is not 16 hexadecimal digits", i + 1);
        *VEC_PUSH(errors->arena, &words) = word;
    }
    draw->words = words.items;
    draw->word_count = words.n;
}

void sortition_transcript_read(struct str text, struct sortition_faults *errors, struct sortition_draw *draw)
{
    json_error_t fault;
    json_t *root = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &fault);
    *draw = (struct sortition_draw){0};
    if (root == NULL) {
        sortition_fault(errors, (size_t)fault.line, STR_NONE, "not JSON: %s", fault.text);
        return;
    }
    struct str method = text_of(errors->arena, root, "method");
    if (!str_eq_c(text_of(errors->arena, root, "scheme"), scheme))
        sortition_fault(errors, 0, STR("scheme"), "is not %s", scheme);
    if (str_eq_c(method, method_names[SORTITION_BY_BALLS]))
        draw->method = SORTITION_BY_BALLS;
    else if (!str_eq_c(method, method_names[SORTITION_BY_STREAM]))
        sortition_fault(errors, 0, STR("method"), "is neither stream nor balls");
    draw->label = text_of(errors->arena, root, "label");
    draw->manifest = utf8_lower(errors->arena, text_of(errors->arena, root, "manifest"));
    draw->randomness = text_of(errors->arena, root, "randomness");
    draw->m = number_of(root, "panels", errors);
    draw->number = number_of(root, "number", errors);
    read_words(json_object_get(root, "words"), errors, draw);
    json_decref(root);
}

/* ---- drawing --------------------------------------------------------------------------------- */

int sortition_draw_run(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    struct sortition_faults errors = {.arena = arena};
    struct sortition_draw wanted = {.label = command_option(line, "label"),
                                    .randomness = command_option(line, "randomness")},
                          draw;
    struct str manifest;
    int64_t m, number;
    if (!command_int(line, "panels", 1, INT64_MAX, 0, &m) ||
        !command_int(line, "balls", 0, INT64_MAX, -1, &number) ||
        !sortition_input_file(line, "manifest", &manifest))
        return EXIT_TROUBLE;
    wanted.manifest = sortition_hash_hex(manifest, arena);
    wanted.m = (uint64_t)m;
    if (number >= 0) {
        wanted.method = SORTITION_BY_BALLS;
        wanted.number = (uint64_t)number;
    }
    if (sortition_draw_make(&wanted, &errors, &draw)) {
        sortition_print_faults("", "sortition draw", &errors);
        return command_trouble("nothing was drawn");
    }
    printf("panel %" PRIu64 " of %" PRIu64 " (numbered from 0)\n", draw.number, draw.m);
    if (command_option(line, "json").n && !write_transcript(line, &draw))
        return EXIT_TROUBLE;
    return EXIT_DONE;
}

int sortition_verify_run(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    struct sortition_faults errors = {.arena = arena};
    struct sortition_draw transcript;
    struct str text, manifest;
    if (command_argument_count(line) != 1)
        return command_trouble("name one file: radslag sortition verify TRANSCRIPT");
    const char *path = command_argument(line, 0).p;
    if (file_read(arena, path, TRANSCRIPT_MAX_BYTES, &text))
        return command_trouble("cannot read %s; it must be a file of at most 1 MiB", path);
    sortition_transcript_read(text, &errors, &transcript);
    if (errors.count) {
        sortition_print_faults("", path, &errors);
        return command_trouble("%s is no transcript", path);
    }
    if (command_option(line, "manifest").n) {
        if (!sortition_input_file(line, "manifest", &manifest))
            return EXIT_TROUBLE;
        if (!str_eq(sortition_hash_hex(manifest, arena), transcript.manifest))
            sortition_fault(&errors, 0, STR("manifest"), "is not the hash of %s",
                            command_option(line, "manifest").p);
    }
    bool right = sortition_draw_verify(&transcript, &errors) == RC_OK && errors.count == 0;
    sortition_print_faults("", path, &errors);
    printf("%s: panel %" PRIu64 " of %" PRIu64 " %s\n", path, transcript.number, transcript.m,
           !right                                    ? "is NOT what was drawn"
           : transcript.method == SORTITION_BY_BALLS ? "was drawn with balls: only those who saw it can tell"
                                                     : "is what anyone gets who draws again");
    return right ? EXIT_DONE : EXIT_NO;
}
