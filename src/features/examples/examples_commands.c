/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/examples/examples_commands.h"

#include <stdio.h>

#include "core/search/search.h"
#include "features/examples/examples_store.h"
#include "features/guide/pub/guide.h"

static const char *const demo_path = "content/demo/examples.csv";

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

/* Reads a table against what the database has. RC_INVALID: it has faults. */
static rc read_table(struct reader *reader, struct arena *arena, const struct languages *languages,
                     struct str text, struct example_table *ret_table)
{
    const char **codes = ARENA_ARRAY(arena, const char *, languages->n);
    struct map methods;
    map_init(&methods, arena);
    for (size_t i = 0; i < languages->n; i++)
        codes[i] = language_code(languages->items[i]);
    rc result = guide_method_codes(reader, arena, &methods);
    if (result)
        return result;
    result = example_table_read(arena, text, codes, languages->n, &methods, ret_table);
    if (result == RC_OK)
        result = check_stored_slugs(reader, arena, ret_table);
    return result ? result : ret_table->faults.count ? RC_INVALID : RC_OK;
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
        if (result == RC_NOT_FOUND)
            printf("new      %.*s\n", STR_ARGS(row->example.code));
        else
            table_print_difference(row->example.code, fields, kept);
    }
    return RC_OK;
}

/* Reads, checks and shows; without dry_run also stores. */
static rc import_text(struct db *db, struct arena *arena, const struct languages *languages, struct str text,
                      bool dry_run, struct example_table *ret_table, struct table_counts *ret_counts)
{
    struct reader *reader;
    rc result = db_read_begin(db, &reader);
    if (result)
        return result;
    struct example_import import = {.table = ret_table, .now = time_now()};
    result = read_table(reader, arena, languages, text, ret_table);
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
    const char *path = command_argument(line, 0).p;
    bool dry_run = command_flag(line, "dry-run");
    struct table_counts counts = {0};
    struct example_table table = {0};
    struct config config;
    struct str text;
    struct db *db;
    if (command_argument_count(line) != 1)
        return command_trouble("name one file: radslag import examples FILE");
    if (file_read(arena, path, TABLE_MAX_BYTES, &text))
        return command_trouble("cannot read %s; check the path, its permissions and that it is under 64 MiB",
                               path);
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    struct search_counts found;
    rc result = import_text(db, arena, command_program(line)->languages, text, dry_run, &table, &counts);
    if (result == RC_OK && !dry_run)
        result = search_reindex(db, command_program(line), &found);
    db_close(db);
    if (table.faults.count) {
        table_print_faults(table.faults.items, table.faults.count, path);
        return command_trouble("%zu faults in %s; nothing was imported", table.faults.count, path);
    }
    if (result)
        return command_trouble("the database refused the import (%s); nothing was imported", rc_name(result));
    table_print_counts(&counts, dry_run);
    return EXIT_DONE;
}

rc examples_demo(const struct seed *seed)
{
    struct str text;
    struct reader *reader;
    struct example_table table = {0};
    rc result = files_read(seed->files, seed->arena, demo_path, &text);
    if (result == RC_OK)
        result = db_read_begin(seed->db, &reader);
    if (result)
        return result;
    result = read_table(reader, seed->arena, seed->languages, text, &table);
    db_read_end(reader);
    table_print_faults(table.faults.items, table.faults.count, demo_path);
    if (result)
        return result;
    struct example_import import = {&table, true, time_now()};
    struct table_counts counts;
    result = db_write(seed->db, example_import_step, &import, &counts, sizeof counts);
    if (result == RC_OK)
        seed->tell(arena_printf(seed->arena, "%zu fictional examples", table.n).p);
    return result;
}

static const struct option import_options[] = {
    {"dry-run", NULL, "Show what would change and change nothing."}, COMMAND_DATABASE_OPTIONS, {0}};

const struct command examples_commands[] = {{"import examples", "FILE",
                                             "bring a table of carried-out dialogues into the portal",
                                             import_options, run_import},
                                            {0}};
