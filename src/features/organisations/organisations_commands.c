/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_commands.h"

#include <stdio.h>

#include "features/organisations/organisations_store.h"

/* A fault where the finder's answer is an organisation of another code than the row's. */
static rc check_owner(struct reader *reader, struct organisation_table *table,
                      const struct organisation_row *row, const char *column, struct str key,
                      rc (*find)(struct reader *, struct arena *, struct str, struct organisation *))
{
    struct organisation stored;
    rc result = find(reader, table->faults.arena, key, &stored);
    if (result == RC_OK && !str_eq(stored.code, row->organisation.code))
        table_fault(&table->faults, row->row, str_from_c(column),
                    "\"%.*s\" is taken by the stored organisation \"%.*s\"", STR_ARGS(key),
                    STR_ARGS(stored.code));
    return result == RC_NOT_FOUND ? RC_OK : result;
}

/* A slug or host that an organisation of another code has in the database is a fault, too. */
static rc check_stored(struct reader *reader, struct organisation_table *table)
{
    rc result = RC_OK;
    for (size_t i = 0; i < table->n && result == RC_OK; i++) {
        const struct organisation_row *row = &table->rows[i];
        struct str hosts = row->organisation.hosts, host;
        result = check_owner(reader, table, row, "slug", row->organisation.slug, organisation_by_slug);
        while (result == RC_OK && hosts.n && str_split(&hosts, ';', &host))
            result = check_owner(reader, table, row, "hosts", host, organisation_by_host);
    }
    return result ? result : table->faults.count ? RC_INVALID : RC_OK;
}

/* One line for each organisation that the file would add or change. */
static rc print_differences(struct reader *reader, struct arena *arena,
                            const struct organisation_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        struct str code = table->rows[i].organisation.code, fields;
        bool kept;
        rc result = organisation_differences(reader, arena, &table->rows[i], &fields, &kept);
        if (result && result != RC_NOT_FOUND)
            return result;
        table_print_difference(code, result == RC_NOT_FOUND, fields, kept);
    }
    return RC_OK;
}

/* Reads, checks and shows; without dry_run also stores. */
static rc import_table(struct db *db, struct arena *arena, const struct languages *languages, struct str text,
                       bool dry_run, struct organisation_table *ret_table, struct table_counts *ret_counts)
{
    const char **codes = ARENA_ARRAY(arena, const char *, languages->n);
    struct reader *reader;
    for (size_t i = 0; i < languages->n; i++)
        codes[i] = language_code(languages->items[i]);
    rc result = organisation_table_read(arena, text, codes, languages->n, ret_table);
    if (result == RC_OK)
        result = db_read_begin(db, &reader);
    if (result)
        return result;
    result = check_stored(reader, ret_table);
    if (result == RC_OK)
        result = print_differences(reader, arena, ret_table);
    db_read_end(reader);
    if (result || dry_run)
        return result;
    struct organisation_import import = {.table = ret_table, .now = time_now()};
    return db_write(db, organisation_import_step, &import, ret_counts, sizeof *ret_counts);
}

static int run_import(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    const char *path = command_argument(line, 0).p;
    bool dry_run = command_flag(line, "dry-run");
    struct organisation_table table = {0};
    struct table_counts counts = {0};
    struct config config;
    struct db *db;
    struct str text;
    if (command_argument_count(line) != 1)
        return command_trouble("name one file: radslag import organisations FILE");
    if (file_read(arena, path, TABLE_MAX_BYTES, &text))
        return command_trouble("cannot read %s; check the path, its permissions and that it is under 64 MiB",
                               path);
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    rc result = import_table(db, arena, command_program(line)->languages, text, dry_run, &table, &counts);
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

static const struct option import_options[] = {
    {"dry-run", NULL, "Show what would change and change nothing."}, COMMAND_DATABASE_OPTIONS, {0}};

const struct command organisations_commands[] = {
    {"import organisations", "FILE", "bring a table of municipalities, regions and others into the portal",
     import_options, run_import},
    {0}};
