/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/examples/examples_commands.h"

#include <stdio.h>

#include "base/vec.h"
#include "core/search/search.h"
#include "features/examples/examples_store.h"
#include "features/guide/pub/guide.h"

static const char *const demo_path = "content/demo/examples.csv";

/* A table, and where the pictures that it names are: beside it, on disk or in the program. */
struct source {
    const char *path;
    struct str text;
    const struct files *files; /* NULL: on disk */
};

/* What is read from it. */
struct content {
    struct example_table table;
    VEC(struct picture) pictures;
};

/* ---- pictures ------------------------------------------------------------------------ */

static rc read_picture(const struct source *source, struct arena *arena, struct str name,
                       struct picture *ret_picture)
{
    struct str path = str_from_c(source->path), bytes;
    while (path.n && path.p[path.n - 1] != '/')
        path.n--;
    struct arena *scratch = arena_new();
    const char *file = ARENA_CONCAT(scratch, path, name).p;
    rc result = source->files ? files_read(source->files, scratch, file, &bytes)
                              : file_read(scratch, file, PICTURE_MAX_BYTES, &bytes);
    if (result == RC_OK)
        result = picture_make(arena, bytes, ret_picture);
    arena_free(scratch);
    return result;
}

static const char *picture_trouble(rc result)
{
    switch (result) {
    case RC_INVALID: return "is no JPEG or PNG, or is damaged";
    case RC_LIMIT: return "is larger than 12 MiB or 40 million pixels";
    default: return "cannot be read; put it in the same folder as the table";
    }
}

/* Reads the pictures that a row names as files, and puts the names they are stored under in their place. */
static void read_pictures(const struct source *source, struct arena *arena, struct example_row *row,
                          struct content *content)
{
    struct str rest = row->example.pictures, names = STR(""), file;
    while (rest.n && str_split(&rest, ';', &file)) {
        struct picture picture;
        rc result = read_picture(source, arena, file, &picture);
        if (result) {
            table_fault(&content->table.faults, row->row, STR("pictures"), "the file %.*s %s", STR_ARGS(file),
                        picture_trouble(result));
            continue;
        }
        *VEC_PUSH(arena, &content->pictures) = picture;
        names = arena_printf(arena, "%.*s%s%.*s", STR_ARGS(names), names.n ? ";" : "",
                             STR_ARGS(picture.name));
    }
    row->example.pictures = names;
}

/* ---- the table ------------------------------------------------------------------------ */

/* A slug that an example of another code has in the database is a fault, too. */
static rc check_stored_slugs(struct reader *reader, struct arena *arena, struct example_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        const struct example_row *row = &table->rows[i];
        for (size_t k = 0; k < row->example.text_count; k++) {
            const struct example_text *text = &row->example.texts[k];
            struct example stored;
            rc result = example_by_slug(reader, arena, text->words.slug, &stored);
            if (result && result != RC_NOT_FOUND)
                return result;
            if (result == RC_OK && !str_eq(stored.code, row->example.code))
                table_fault(&table->faults, row->row,
                            arena_printf(arena, "slug_%.*s", STR_ARGS(text->language)),
                            "the address \"%.*s\" is taken by the example \"%.*s\"",
                            STR_ARGS(text->words.slug), STR_ARGS(stored.code));
        }
    }
    return RC_OK;
}

/* Reads a table against what the database has, and its pictures. RC_INVALID: it has faults. */
static rc read_table(struct reader *reader, struct arena *arena, const struct languages *languages,
                     const struct source *source, struct content *ret_content)
{
    struct example_table *table = &ret_content->table;
    const char **codes = ARENA_ARRAY(arena, const char *, languages->n);
    struct map methods;
    map_init(&methods, arena);
    for (size_t i = 0; i < languages->n; i++)
        codes[i] = language_code(languages->items[i]);
    rc result = guide_method_codes(reader, arena, &methods);
    if (result)
        return result;
    result = example_table_read(arena, source->text, codes, languages->n, &methods, table);
    if (result == RC_OK)
        result = check_stored_slugs(reader, arena, table);
    for (size_t i = 0; i < table->n; i++)
        read_pictures(source, arena, &table->rows[i], ret_content);
    return result ? result : table->faults.count ? RC_INVALID : RC_OK;
}

/* One line for each example that the file would add or change. */
static rc print_differences(struct reader *reader, struct arena *arena, const struct example_import *import)
{
    for (size_t i = 0; i < import->table->n; i++) {
        const struct example_row *row = &import->table->rows[i];
        struct str fields;
        bool kept;
        rc result = example_differences(reader, arena, import, row, &fields, &kept);
        if (result && result != RC_NOT_FOUND)
            return result;
        table_print_difference(row->example.code, result == RC_NOT_FOUND, fields, kept);
    }
    return RC_OK;
}

static struct example_import import_of(const struct content *content, bool demo)
{
    return (struct example_import){.table = &content->table,
                                   .pictures = content->pictures.items,
                                   .picture_count = content->pictures.n,
                                   .demo = demo,
                                   .now = time_now()};
}

/* Reads, checks and shows; without dry_run also stores. */
static rc import_table(struct db *db, struct arena *arena, const struct languages *languages,
                       const struct source *source, bool dry_run, struct content *ret_content,
                       struct table_counts *ret_counts)
{
    struct reader *reader;
    rc result = db_read_begin(db, &reader);
    if (result)
        return result;
    result = read_table(reader, arena, languages, source, ret_content);
    struct example_import import = import_of(ret_content, false);
    if (result == RC_OK)
        result = print_differences(reader, arena, &import);
    db_read_end(reader);
    if (result || dry_run)
        return result;
    return db_write(db, example_import_step, &import, ret_counts, sizeof *ret_counts);
}

static int run_import(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    struct source source = {.path = command_argument(line, 0).p};
    bool dry_run = command_flag(line, "dry-run");
    struct table_counts counts = {0};
    struct content content = {0};
    const struct table_faults *faults = &content.table.faults;
    struct config config;
    struct db *db;
    if (command_argument_count(line) != 1)
        return command_trouble("name one file: radslag import examples FILE");
    if (file_read(arena, source.path, TABLE_MAX_BYTES, &source.text))
        return command_trouble("cannot read %s; check the path, its permissions and that it is under 64 MiB",
                               source.path);
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    struct search_counts found;
    rc result = import_table(db, arena, command_program(line)->languages, &source, dry_run, &content,
                             &counts);
    if (result == RC_OK && !dry_run)
        result = search_reindex(db, command_program(line), &found);
    db_close(db);
    if (faults->count) {
        table_print_faults(faults->items, faults->count, source.path);
        return command_trouble("%zu faults in %s; nothing was imported", faults->count, source.path);
    }
    if (result)
        return command_trouble("the database refused the import (%s); nothing was imported", rc_name(result));
    table_print_counts(&counts, dry_run);
    return EXIT_DONE;
}

rc examples_demo(const struct seed *seed)
{
    struct source source = {.path = demo_path, .files = seed->files};
    struct content content = {0};
    struct table_counts counts;
    struct reader *reader;
    rc result = files_read(seed->files, seed->arena, demo_path, &source.text);
    if (result == RC_OK)
        result = db_read_begin(seed->db, &reader);
    if (result)
        return result;
    result = read_table(reader, seed->arena, seed->languages, &source, &content);
    db_read_end(reader);
    table_print_faults(content.table.faults.items, content.table.faults.count, demo_path);
    if (result)
        return result;
    struct example_import import = import_of(&content, true);
    result = db_write(seed->db, example_import_step, &import, &counts, sizeof counts);
    if (result == RC_OK)
        seed->tell(arena_printf(seed->arena, "%zu fictional examples", content.table.n).p);
    return result;
}

static const struct option import_options[] = {
    {"dry-run", NULL, "Show what would change and change nothing."}, COMMAND_DATABASE_OPTIONS, {0}};

const struct command examples_commands[] = {{"import examples", "FILE",
                                             "bring a table of carried-out dialogues into the portal",
                                             import_options, run_import},
                                            {0}};
