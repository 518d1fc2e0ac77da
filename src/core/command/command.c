/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/command/command.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/vec.h"
#include "core/module.h"

enum { OPTIONS_MAX = 24, CONFIG_MAX_BYTES = 256 * 1024 };

struct command_line {
    struct arena *arena;
    const struct program *program;
    const struct command *command;
    struct str values[OPTIONS_MAX]; /* beside command->options; a flag that is set has "" */
    VEC(struct str) arguments;
};

int command_trouble(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("radslag: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return EXIT_TROUBLE;
}

struct arena *command_arena(struct command_line *line)
{
    return line->arena;
}

const struct program *command_program(const struct command_line *line)
{
    return line->program;
}

static size_t option_count(const struct command *command)
{
    size_t n = 0;
    while (command->options && command->options[n].name)
        n++;
    assert(n <= OPTIONS_MAX);
    return n;
}

/* Index of the option, or option_count. */
static size_t option_index(const struct command *command, struct str name)
{
    size_t n = option_count(command);
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(name, command->options[i].name))
            return i;
    return n;
}

struct str command_option(const struct command_line *line, const char *name)
{
    size_t i = option_index(line->command, str_from_c(name));
    assert(i < option_count(line->command) && "the option is not in the command's table");
    return line->values[i];
}

bool command_flag(const struct command_line *line, const char *name)
{
    return command_option(line, name).p != NULL;
}

bool command_int(struct command_line *line, const char *name, int64_t min, int64_t max, int64_t otherwise,
                 int64_t *ret_value)
{
    struct str given = command_option(line, name);
    int64_t value = otherwise;
    if (given.p && (str_to_int(given, &value) || value < min || value > max)) {
        command_trouble("--%s must be a whole number from %" PRId64 " to %" PRId64, name, min, max);
        return false;
    }
    *ret_value = value;
    return true;
}

size_t command_argument_count(const struct command_line *line)
{
    return line->arguments.n;
}

struct str command_argument(const struct command_line *line, size_t index)
{
    return index < line->arguments.n ? line->arguments.items[index] : STR_NONE;
}

bool command_reads(const struct command_line *line, const char *path)
{
    struct stat written, read;
    size_t n = option_count(line->command);
    if (stat(path, &written))
        return false;
    for (size_t i = 0; i < n + line->arguments.n; i++) {
        const char *other = i < n ? line->values[i].p : line->arguments.items[i - n].p;
        if (other && other != path && stat(other, &read) == 0 && read.st_dev == written.st_dev &&
            read.st_ino == written.st_ino)
            return true;
    }
    return false;
}

/* ---- configuration and database ------------------------------------------ */

/* Options that are named as a key of the configuration win over it. */
static void override(const struct command_line *line, const char *name, struct str *value)
{
    size_t i = option_index(line->command, str_from_c(name));
    if (i < option_count(line->command) && line->values[i].p)
        *value = line->values[i];
}

bool command_config(struct command_line *line, struct config *ret_config)
{
    struct config config;
    struct str given = command_option(line, "config"), text = STR_NONE;
    const char *path = given.p ? arena_c_dup(line->arena, given) : "radslag.conf";
    config_defaults(&config);
    rc result = file_read(line->arena, path, CONFIG_MAX_BYTES, &text);
    if (result && (given.p || result != RC_NOT_FOUND)) {
        command_trouble("cannot read the configuration %s; check the path and its permissions", path);
        return false;
    }
    struct buf problems;
    buf_init(&problems, 100000);
    result = text.p ? config_read(&config, line->arena, path, text, &problems) : RC_OK;
    if (result)
        fprintf(stderr, "%.*s", STR_ARGS(buf_str(&problems)));
    buf_free(&problems);
    if (result)
        return false;
    override(line, "database", &config.database);
    override(line, "listen", &config.listen);
    *ret_config = config;
    return true;
}

static void tell_migration(void *context, const struct migration *migration)
{
    (void)context;
    fprintf(stderr, "  %s %d %.*s\n", migration->module, migration->number, STR_ARGS(migration->name));
}

bool command_open_database(struct command_line *line, const struct config *config,
                           enum command_migrate migrate, struct db **ret_db)
{
    const struct program *program = line->program;
    struct db_options options = {.create = migrate == COMMAND_CREATE,
                                 .writers = (int)config->writers,
                                 .readers = (int)config->workers};
    struct str problem = STR_NONE;
    struct db *db;
    if (db_open(line->arena, config->database, &options, &db, &problem)) {
        command_trouble("%.*s", STR_ARGS(problem));
        return false;
    }
    rc result = migrate == COMMAND_MUST_BE_CURRENT
                    ? db_migrations_check(db, line->arena, program->migrations, program->migration_count,
                                          &problem)
                    : db_migrate(db, line->arena, program->migrations, program->migration_count,
                                 tell_migration, NULL, &problem);
    if (result == RC_NOT_FOUND)
        problem = STR("the database is empty or from an older version; run `radslag init` first");
    if (result) {
        command_trouble("%.*s", STR_ARGS(problem));
        db_close(db);
        return false;
    }
    *ret_db = db;
    return true;
}

/* ---- the command line ----------------------------------------------------- */

static void print_help(const struct command *command)
{
    printf("radslag %s: %s\n\nusage: radslag %s%s%s%s\n", command->name, command->summary, command->name,
           command->options ? " [options]" : "", command->arguments ? " " : "",
           command->arguments ? command->arguments : "");
    size_t n = option_count(command);
    if (n)
        printf("\noptions:\n");
    for (size_t i = 0; i < n; i++) {
        const struct option *option = &command->options[i];
        int width = printf("  --%s%s%s", option->name, option->argument ? " " : "",
                           option->argument ? option->argument : "");
        printf("%*s%s\n", width < 26 ? 26 - width : 1, "", option->help);
    }
}

/* Reads one option at argv[at]; returns how many words it took, or 0 after printing a fault. */
static int read_option(struct command_line *line, int argc, char **argv, int at)
{
    struct str word = str_skip(str_from_c(argv[at]), 2);
    size_t equals = str_find_byte(word, '=');
    size_t i = option_index(line->command, str_sub(word, 0, equals));
    if (i == option_count(line->command)) {
        command_trouble("%s has no option --%.*s; see radslag %s --help", line->command->name,
                        STR_ARGS(str_sub(word, 0, equals)), line->command->name);
        return 0;
    }
    const struct option *option = &line->command->options[i];
    if (option->argument == NULL && equals < word.n) {
        command_trouble("--%s takes no value", option->name);
        return 0;
    }
    if (option->argument == NULL) {
        line->values[i] = STR("");
        return 1;
    }
    if (equals < word.n) {
        line->values[i] = str_skip(word, equals + 1);
        return 1;
    }
    if (at + 1 == argc) {
        command_trouble("--%s needs a value: --%s %s", option->name, option->name, option->argument);
        return 0;
    }
    line->values[i] = str_from_c(argv[at + 1]);
    return 2;
}

static int run(const struct program *program, struct arena *arena, const struct command *command, int argc,
               char **argv)
{
    struct command_line line = {.arena = arena, .program = program, .command = command};
    for (int at = 0; at < argc;) {
        if (strcmp(argv[at], "--help") == 0) {
            print_help(command);
            return EXIT_DONE;
        }
        int taken = 1;
        if (str_starts(str_from_c(argv[at]), STR("--")))
            taken = read_option(&line, argc, argv, at);
        else
            *VEC_PUSH(arena, &line.arguments) = str_from_c(argv[at]);
        if (taken == 0)
            return EXIT_TROUBLE;
        at += taken;
    }
    if ((command->arguments == NULL) != (line.arguments.n == 0))
        return command_trouble("usage: radslag %s%s%s; see radslag %s --help", command->name,
                               command->arguments ? " " : "", command->arguments ? command->arguments : "",
                               command->name);
    return command->run(&line);
}

/* A line for each command whose name begins with a word, or for all where it is NULL. Returns how many. */
static size_t print_lines(FILE *out, const struct program *program, const char *word)
{
    size_t n = 0;
    for (size_t m = 0; program->modules[m]; m++)
        for (const struct command *c = program->modules[m]->commands; c && c->name; c++) {
            struct str rest = str_from_c(c->name), first;
            if (word == NULL || (str_split(&rest, ' ', &first) && str_eq_c(first, word)))
                n += fprintf(out, "  %-22s%s\n", c->name, c->summary) > 0;
        }
    return n;
}

static void print_commands(const struct program *program)
{
    printf("Rådslag %s: citizen dialogue, from choosing the method to feeding back the result\n\n"
           "usage: radslag COMMAND [options]\n\ncommands:\n",
           program->version);
    (void)print_lines(stdout, program, NULL);
    printf("\nradslag COMMAND --help tells more.\n");
}

/* How many words of argv the command's name takes, or 0 where it is another command. */
static int name_words(const struct command *command, int argc, char **argv)
{
    struct str rest = str_from_c(command->name), word;
    int n = 0;
    while (str_split(&rest, ' ', &word)) {
        if (n + 1 >= argc || !str_eq_c(word, argv[n + 1]))
            return 0;
        n++;
    }
    return n;
}

int command_run(const struct program *program, struct arena *arena, int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_commands(program);
        return argc < 2 ? EXIT_TROUBLE : EXIT_DONE;
    }
    for (size_t m = 0; program->modules[m]; m++)
        for (const struct command *c = program->modules[m]->commands; c && c->name; c++) {
            int words = name_words(c, argc, argv);
            if (words)
                return run(program, arena, c, argc - 1 - words, argv + 1 + words);
        }
    if (argc > 2 && strcmp(argv[2], "--help") == 0 && print_lines(stdout, program, argv[1])) {
        printf("\nradslag %s COMMAND --help tells more.\n", argv[1]);
        return EXIT_DONE;
    }
    if (print_lines(stderr, program, argv[1]))
        return command_trouble("\"%s\" alone is no command; those above begin with it", argv[1]);
    return command_trouble("there is no command \"%s\"; radslag --help lists them", argv[1]);
}
