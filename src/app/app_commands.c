/* SPDX-License-Identifier: EUPL-1.2 */
/* The commands that belong to no feature. */
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/app_access.h"

/* ---- truth from the tables ---------------------------------------------------------- */

static void print_routes(struct command_line *line)
{
    const struct program *program = command_program(line);
    for (size_t m = 0; program->modules[m]; m++)
        for (const struct route *r = program->modules[m]->routes; r && r->name; r++) {
            struct str who = access_who(command_arena(line), r->who);
            printf("%-24s %-9s %-8.*s%s %s\n", r->name, access_methods(r), STR_ARGS(who),
                   r->who & WHO_LOGGED ? " (logged)" : "", r->path);
        }
}

static int run_routes(struct command_line *line)
{
    struct buf text;
    if (!command_flag(line, "markdown")) {
        print_routes(line);
        return EXIT_DONE;
    }
    buf_init(&text, ACCESS_TABLE_MAX_BYTES);
    access_table(command_program(line), command_arena(line), &text);
    printf("%.*s", STR_ARGS(buf_str(&text)));
    buf_free(&text);
    return EXIT_DONE;
}

static int run_config(struct command_line *line)
{
    struct config config;
    if (!command_config(line, &config))
        return EXIT_TROUBLE;
    if (command_flag(line, "check")) {
        if (!app_check_mail(command_arena(line), &config))
            return EXIT_TROUBLE;
        printf("The configuration is right.\n");
        return EXIT_DONE;
    }
    struct buf text;
    buf_init(&text, 100000);
    config_write(&config, &text);
    printf("%.*s", STR_ARGS(buf_str(&text)));
    buf_free(&text);
    return EXIT_DONE;
}

static int run_version(struct command_line *line)
{
    printf("Rådslag %s\n", command_program(line)->version);
    return EXIT_DONE;
}

/* ---- backup and restore ------------------------------------------------------------------ */

static int run_backup(struct command_line *line)
{
    struct config config;
    struct db *db;
    struct str problem = STR_NONE;
    if (command_argument_count(line) != 1)
        return command_trouble("name one new file: radslag backup FILE");
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    const char *file = command_argument(line, 0).p;
    rc result = db_backup(db, command_arena(line), file, &problem);
    db_close(db);
    if (result)
        return command_trouble("%.*s", STR_ARGS(problem));
    printf("Backed up to %s.\n", file);
    return EXIT_DONE;
}

static int run_restore(struct command_line *line)
{
    struct config config;
    struct str problem = STR_NONE;
    if (command_argument_count(line) != 1)
        return command_trouble("name one file: radslag restore FILE");
    if (!command_config(line, &config) || !app_make_folder(command_arena(line), config.database))
        return EXIT_TROUBLE;
    const char *file = command_argument(line, 0).p;
    if (db_restore(command_arena(line), config.database, file, &problem))
        return command_trouble("%.*s", STR_ARGS(problem));
    printf("Restored %s into %.*s.\n", file, STR_ARGS(app_shown(config.database)));
    return EXIT_DONE;
}

/* ---- the table ------------------------------------------------------------------------------ */

static const struct option database_options[] = {COMMAND_DATABASE_OPTIONS, {0}};
static const struct option config_options[] = {
    {"check", NULL, "Say whether the configuration is right, instead of printing it."},
    {"config", "FILE", "Read the configuration from FILE instead of radslag.conf."},
    {0}};

static const struct option routes_options[] = {
    {"markdown", NULL, "Write them as docs/access.md, for whoever audits who may do what."}, {0}};

static const struct command commands[] = {
    {"init", NULL, "make a new portal with the starting guide", app_init_options, app_init},
    {"serve", NULL, "serve the portal", app_serve_options, app_serve},
    {"demo", NULL, "fill a portal with fictional data to look at", database_options, app_demo},
    {"backup", "FILE", "write a consistent copy of the database, also while serving", database_options,
     run_backup},
    {"restore", "FILE", "fill an empty database from a backup", database_options, run_restore},
    {"config", NULL, "print the configuration, or check it", config_options, run_config},
    {"doctor", NULL, "check configuration, database, disk and mail", app_doctor_options, app_doctor},
    {"routes", NULL, "list every address and who may use it", routes_options, run_routes},
    {"version", NULL, "print the version", NULL, run_version},
    {0}};

const struct module app_module = {.name = "app", .commands = commands};
