/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Commands of the program: `radslag NAME [options] [arguments]`.
 *
 * A command is a constant struct that a module lists. Its options are a table,
 * from which --help is written and the command line is read; a wrong option is
 * one sentence and exit code 2. A command prints its result to standard output
 * and everything else to standard error.
 */
#ifndef CORE_COMMAND_COMMAND_H
#define CORE_COMMAND_COMMAND_H

#include "base/arena.h"
#include "core/config/config.h"
#include "core/db/db.h"
#include "core/files/files.h"
#include "core/i18n/i18n.h"

struct module;

enum exit_code {
    EXIT_DONE = 0,
    EXIT_NO = 1,     /* it worked, and the answer is no: faults found, nothing matches */
    EXIT_TROUBLE = 2 /* it could not be done: wrong usage, file, port or database */
};

/* What the program is made of; the same for all commands, alive until exit. */
struct program {
    const struct files *files;
    const struct languages *languages;
    const struct module *const *modules; /* ends with NULL */
    const struct migration *migrations;
    size_t migration_count;
    const char *version;
};

struct option {
    const char *name;     /* "top", written --top */
    const char *argument; /* "N" in --top N; NULL: a flag */
    const char *help;     /* one sentence */
};

struct command_line;

struct command {
    const char *name;                      /* one or two words: "methods match" */
    const char *arguments;                 /* "FILE", or NULL where it takes none */
    const char *summary;                   /* one line for the list of commands */
    const struct option *options;          /* ends with {0}; NULL where none. See COMMAND_DATABASE_OPTIONS */
    int (*run)(struct command_line *line); /* returns an exit_code */
};

/* The options of every command that opens the database. */
#define COMMAND_DATABASE_OPTIONS                                                                      \
    {"config", "FILE", "Read the configuration from FILE instead of radslag.conf."},                  \
    {                                                                                                 \
        "database", "URL", "sqlite:FILE or postgresql://USER@HOST/NAME; overrides the configuration." \
    }

/* For what lives until the command has run. */
struct arena *command_arena(struct command_line *line);
/* What command_run was given. */
const struct program *command_program(const struct command_line *line);
/* The value of an option, or STR_NONE where it was not given. Asserts that it is declared. */
struct str command_option(const struct command_line *line, const char *name);
bool command_flag(const struct command_line *line, const char *name);
/* An option that is a whole number from min to max; otherwise if not given. On
 * a fault prints a sentence and returns false: return EXIT_TROUBLE. */
bool command_int(struct command_line *line, const char *name, int64_t min, int64_t max, int64_t otherwise,
                 int64_t *ret_value);
/* The arguments after the options. */
size_t command_argument_count(const struct command_line *line);
struct str command_argument(const struct command_line *line, size_t index);

/* Whether another option or argument names the file at path, so that writing it would destroy what is
 * read or was just written; path may be an option's own value. False where there is no such file. */
bool command_reads(const struct command_line *line, const char *path);

/* Prints "radslag: " and a sentence to standard error; returns EXIT_TROUBLE. */
int command_trouble(const char *format, ...) PRINTF_LIKE(1, 2);

/* The configuration: file, then the options of the command line. Prints and returns false. */
bool command_config(struct command_line *line, struct config *ret_config);

/*
 * Opens the database of --database or the configuration. With migrate its
 * schema is brought up to date, otherwise it must be. Prints what is wrong and
 * what to do, and returns false. Owner: the caller, db_close.
 */
enum command_migrate { COMMAND_MUST_BE_CURRENT, COMMAND_MIGRATE, COMMAND_CREATE };
bool command_open_database(struct command_line *line, const struct config *config,
                           enum command_migrate migrate, struct db **ret_db);

/* Finds the command that argv names among all modules and runs it. Returns the exit code. */
int command_run(const struct program *program, struct arena *arena, int argc, char **argv);

#endif
