/* SPDX-License-Identifier: EUPL-1.2 */
/* radslag accessibility: what the operator says in the accessibility statement. */
#include "features/site/site_commands.h"

#include <stdio.h>

#include "features/site/site_statement.h"

/* One for each field, in the order of enum statement_field, and then those of the database. */
static const struct option options[] = {
    {"operator", "NAME", "The organisation that is responsible for the portal."},
    {"status", "STATUS", "How well the portal meets the law: fully, partly or not."},
    {"assessed", "DAY", "When the organisation judged that, such as 2026-11-22."},
    {"assessment", "TEXT", "How it judged it: a self-assessment, or who examined the portal."},
    {"answer-days", "N", "Within how many working days it answers those who write."},
    {"faults", "TEXT", "What does not meet the requirements, and why. Points are separated by semicolons."},
    {"burden", "TEXT", "What would be a disproportionate burden to mend (section 12), and why. Likewise."},
    {"outside", "TEXT", "What the law does not cover (section 9). Likewise."},
    COMMAND_DATABASE_OPTIONS,
    {0}};

/* Takes the options that were given. Prints each fault. */
static bool read_change(struct command_line *line, struct statement_change *ret_change, bool *ret_any)
{
    struct statement_change change = {.now = time_now()};
    bool valid = true, any = false;
    for (size_t i = 0; i < STATEMENT_FIELDS; i++) {
        struct str text = command_option(line, options[i].name);
        const char *fault = statement_fault((enum statement_field)i, text, change.now);
        if (fault)
            command_trouble("--%s %s", options[i].name, fault);
        change.fields[i] = text;
        valid = valid && !fault;
        any = any || text.p;
    }
    *ret_change = change;
    *ret_any = any;
    return valid;
}

static void print(const char *name, struct str text)
{
    printf("%-12s %.*s\n", name, STR_ARGS(text.n ? text : STR("(not stated)")));
}

static rc print_statement(struct command_line *line, struct db *db)
{
    struct reader *reader;
    struct statement statement;
    rc result = db_read_begin(db, &reader);
    if (result)
        return result;
    result = statement_read(reader, command_arena(line), &statement);
    db_read_end(reader);
    if (result)
        return result;
    for (size_t i = 0; i < STATEMENT_FIELDS; i++)
        print(options[i].name, statement.fields[i]);
    print("published", statement.published);
    print("reviewed", statement.updated);
    return RC_OK;
}

static int run_accessibility(struct command_line *line)
{
    struct config config;
    struct db *db;
    struct statement_change change;
    bool any;
    if (!read_change(line, &change, &any) || !command_config(line, &config) ||
        !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    rc result = any ? db_write(db, statement_change_step, &change, NULL, 0) : RC_OK;
    if (result == RC_OK)
        result = print_statement(line, db);
    db_close(db);
    if (result)
        return command_trouble("the statement could not be read or stored (%s)", rc_name(result));
    return EXIT_DONE;
}

const struct command site_commands[] = {{"accessibility", NULL,
                                         "show or set what the accessibility statement says of the operator",
                                         options, run_accessibility},
                                        {0}};
