/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/library_commands.h"

#include <glob.h>
#include <stdio.h>

#include "base/vec.h"
#include "core/search/search.h"
#include "features/guide/pub/guide.h"
#include "features/library/library_store.h"

enum { FILES_MAX = 5000, FILE_MAX_BYTES = 4 * 1024 * 1024 };

/* What a folder of content holds. */
static const char *const patterns[] = {"library/*/*.md", "glossary.csv", "challenges.json"};
enum { PATTERNS = sizeof patterns / sizeof patterns[0] };

struct file_list {
    struct content_file *items;
    size_t n, cap;
};

/* ---- reading ------------------------------------------------------------------------ */

static const char **language_codes(struct arena *arena, const struct languages *languages)
{
    const char **codes = ARENA_ARRAY(arena, const char *, languages->n);
    for (size_t i = 0; i < languages->n; i++)
        codes[i] = language_code(languages->items[i]);
    return codes;
}

/* Reads content and checks it against what the portal has. RC_INVALID: it has faults. */
static rc read_content(struct reader *reader, struct arena *arena, const struct file_list *files,
                       const struct languages *languages, struct library_content *ret_content)
{
    const char **codes = language_codes(arena, languages);
    struct map methods, stored;
    map_init(&methods, arena);
    rc result = guide_method_codes(reader, arena, &methods);
    if (result == RC_OK)
        result = library_stored(reader, arena, codes, languages->n, &stored);
    if (result)
        return result;
    struct content_source source = {.files = files->items,
                                    .n = files->n,
                                    .languages = codes,
                                    .language_count = languages->n,
                                    .methods = &methods,
                                    .stored = &stored};
    return library_content_read(arena, &source, ret_content);
}

static void print_faults(const struct library_content *content)
{
    for (size_t i = 0; i < content->fault_count; i++) {
        const struct content_fault *fault = &content->faults[i];
        if (fault->line)
            fprintf(stderr, "%.*s:%zu: %.*s\n", STR_ARGS(fault->file), fault->line, STR_ARGS(fault->message));
        else
            fprintf(stderr, "%.*s: %.*s\n", STR_ARGS(fault->file), STR_ARGS(fault->message));
    }
}

/* ---- a new installation --------------------------------------------------------------- */

static rc read_shipped(const struct seed *seed, struct file_list *list)
{
    for (size_t i = 0; i < PATTERNS; i++) {
        struct path_list paths;
        files_match(seed->files, seed->arena, arena_printf(seed->arena, "content/%s", patterns[i]).p, &paths);
        for (size_t k = 0; k < paths.n; k++) {
            struct content_file file = {.path = str_from_c(paths.items[k])};
            rc result = files_read(seed->files, seed->arena, paths.items[k], &file.text);
            if (result)
                return result;
            *VEC_PUSH(seed->arena, list) = file;
        }
    }
    return RC_OK;
}

rc library_seed(const struct seed *seed)
{
    struct file_list files = {0};
    struct library_content content = {0};
    struct table_counts counts;
    struct reader *reader;
    rc result = read_shipped(seed, &files);
    if (result == RC_OK)
        result = db_read_begin(seed->db, &reader);
    if (result)
        return result;
    result = read_content(reader, seed->arena, &files, seed->languages,
                          &content); /* the guide is filled first */
    db_read_end(reader);
    print_faults(&content);
    if (result)
        return result;
    struct library_import import = {&content, language_codes(seed->arena, seed->languages),
                                    seed->languages->n, time_now()};
    result = db_write(seed->db, library_import_step, &import, &counts, sizeof counts);
    if (result == RC_OK)
        seed->tell(
            arena_printf(seed->arena, "%zu texts and %zu terms in the library", content.n, content.term_count)
                .p);
    return result;
}

/* ---- import ------------------------------------------------------------------------------ */

/* Reads the operator's files. Prints what is wrong and returns false. */
static bool read_folder(struct arena *arena, const char *folder, struct file_list *list)
{
    for (size_t i = 0; i < PATTERNS; i++) {
        glob_t found;
        int failed = glob(arena_printf(arena, "%s/%s", folder, patterns[i]).p, 0, NULL, &found);
        for (size_t k = 0; !failed && k < found.gl_pathc && list->n < FILES_MAX; k++) {
            struct content_file *file = VEC_PUSH(arena, list);
            file->path = arena_str_dup(arena, str_from_c(found.gl_pathv[k]));
            if (file_read(arena, file->path.p, FILE_MAX_BYTES, &file->text)) {
                globfree(&found);
                command_trouble("cannot read %s; check its permissions and that it is under 4 MiB",
                                file->path.p);
                return false;
            }
        }
        if (!failed)
            globfree(&found);
    }
    if (list->n == 0 || list->n >= FILES_MAX) {
        command_trouble(
            "%s must hold library/KIND/CODE.LANGUAGE.md, glossary.csv or challenges.json, at most %d "
            "files; content/ in the source tree is one",
            folder, FILES_MAX);
        return false;
    }
    return true;
}

static void tell_difference(struct str key, bool is_new, bool kept)
{
    printf("%-8s %.*s\n", is_new ? "new" : kept ? "kept" : "changed", STR_ARGS(key));
}

static rc import_files(struct db *db, struct command_line *line, const struct file_list *files, bool dry_run,
                       struct library_content *content, struct table_counts *ret_counts)
{
    struct arena *arena = command_arena(line);
    const struct languages *languages = command_program(line)->languages;
    struct library_import import = {content, language_codes(arena, languages), languages->n, time_now()};
    struct reader *reader;
    rc result = db_read_begin(db, &reader);
    if (result)
        return result;
    result = read_content(reader, arena, files, languages, content);
    if (result == RC_OK)
        result = library_tell_differences(reader, arena, &import, tell_difference);
    db_read_end(reader);
    if (result || dry_run)
        return result;
    return db_write(db, library_import_step, &import, ret_counts, sizeof *ret_counts);
}

static int run_import(struct command_line *line)
{
    const char *folder = command_argument(line, 0).p;
    bool dry_run = command_flag(line, "dry-run");
    struct library_content content = {0};
    struct table_counts counts = {0};
    struct search_counts found;
    struct file_list files = {0};
    struct config config;
    struct db *db;
    if (command_argument_count(line) != 1)
        return command_trouble("name one folder: radslag import library FOLDER");
    if (!read_folder(command_arena(line), folder, &files) || !command_config(line, &config) ||
        !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    rc result = import_files(db, line, &files, dry_run, &content, &counts);
    if (result == RC_OK && !dry_run)
        result = search_reindex(db, command_program(line), &found);
    db_close(db);
    print_faults(&content);
    if (content.fault_count)
        return command_trouble("%zu faults in %s; nothing was imported", content.fault_count, folder);
    if (result)
        return command_trouble("the database refused the import (%s); nothing was imported", rc_name(result));
    table_print_counts(&counts, dry_run);
    return EXIT_DONE;
}

static const struct option import_options[] = {
    {"dry-run", NULL, "Show what would change and change nothing."}, COMMAND_DATABASE_OPTIONS, {0}};

const struct command library_commands[] = {
    {"import library", "FOLDER", "bring articles, publications, news, terms and challenges into the portal",
     import_options, run_import},
    {0}};
