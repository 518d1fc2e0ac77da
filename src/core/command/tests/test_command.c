/* SPDX-License-Identifier: EUPL-1.2 */
/* What a person at a terminal meets: options, help, sentences and exit codes. */
#include "core/command/command.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tests/check.h"
#include "core/module.h"

/* ---- two modules with commands that tell what they were given ---- */

static void print_arguments(const struct command_line *line)
{
    for (size_t i = 0; i < command_argument_count(line); i++)
        printf("[%.*s]", STR_ARGS(command_argument(line, i)));
    printf("\n");
}

static int run_match(struct command_line *line)
{
    int64_t top;
    if (!command_int(line, "top", 1, 100, 3, &top))
        return EXIT_TROUBLE;
    struct str name = command_option(line, "name");
    printf("top=%d json=%d name=%.*s%s ", (int)top, command_flag(line, "json"), STR_ARGS(name),
           name.p ? "" : "(absent)");
    print_arguments(line);
    assert_null(command_argument(line, command_argument_count(line)).p);
    return EXIT_DONE;
}

static int run_import(struct command_line *line)
{
    print_arguments(line);
    return EXIT_NO;
}

static int run_version(struct command_line *line)
{
    assert_non_null(command_arena(line));
    printf("%s\n", command_program(line)->version);
    return EXIT_DONE;
}

static int run_config(struct command_line *line)
{
    struct config config;
    if (!command_config(line, &config))
        return EXIT_TROUBLE;
    printf("%.*s %.*s %d\n", STR_ARGS(config.database), STR_ARGS(config.listen), (int)config.workers);
    return EXIT_DONE;
}

static int run_open(struct command_line *line)
{
    struct config config;
    struct db *db;
    enum command_migrate migrate = command_flag(line, "create")    ? COMMAND_CREATE
                                   : command_flag(line, "migrate") ? COMMAND_MIGRATE
                                                                   : COMMAND_MUST_BE_CURRENT;
    if (!command_config(line, &config) || !command_open_database(line, &config, migrate, &db))
        return EXIT_TROUBLE;
    printf("%s\n", db_kind(db));
    db_close(db);
    return EXIT_DONE;
}

static const struct option match_options[] = {
    {"top", "N", "How many."}, {"json", NULL, "As JSON."}, {"name", "NAME", "A name."}, {0}};
static const struct option config_options[] = {
    COMMAND_DATABASE_OPTIONS, {"listen", "ADDRESS", "Where to serve."}, {0}};
static const struct option open_options[] = {
    COMMAND_DATABASE_OPTIONS, {"create", NULL, "Make it."}, {"migrate", NULL, "Bring it up to date."}, {0}};

static const struct command commands[] = {
    {"methods match", NULL, "rank the methods", match_options, run_match},
    {"import methods", "FILE", "bring a table in", match_options, run_import},
    {"version", NULL, "print the version", NULL, run_version},
    {0}};
static const struct command more_commands[] = {
    {"config", NULL, "print the configuration", config_options, run_config},
    {"open", NULL, "open the database", open_options, run_open},
    {0}};

static const struct module first = {.name = "first", .commands = commands};
static const struct module without = {.name = "without"};
static const struct module last = {.name = "last", .commands = more_commands};
static const struct module *const modules[] = {&first, &without, &last, NULL};
static const struct migration migrations[] = {
    {"first", 1, STR_INIT("thing"), STR_INIT("CREATE TABLE thing (id $INT NOT NULL PRIMARY KEY) $STRICT;")}};

static const struct program program = {
    .modules = modules, .migrations = migrations, .migration_count = 1, .version = "1.2.3"};

/* ---- running a command line ---- */

struct outcome {
    int code;
    struct str out, err;
};

static int redirect(int fd, FILE *file)
{
    int saved = dup(fd);
    assert_true(saved >= 0 && dup2(fileno(file), fd) >= 0);
    return saved;
}

static struct str restore(int fd, int saved, FILE *file, struct arena *arena)
{
    struct stat status;
    dup2(saved, fd);
    close(saved);
    assert_int_equal(fstat(fileno(file), &status), 0);
    char *text = arena_alloc(arena, (size_t)status.st_size + 1);
    assert_int_equal(pread(fileno(file), text, (size_t)status.st_size, 0), status.st_size);
    fclose(file);
    return (struct str){text, (size_t)status.st_size};
}

/* Runs "radslag LINE"; words are parted by single blanks. */
static struct outcome radslag(struct arena *arena, const char *command_line)
{
    char *argv[20] = {"radslag"};
    int argc = 1;
    struct str rest = command_line[0] ? str_from_c(command_line) : STR_NONE, word;
    while (str_split(&rest, ' ', &word))
        argv[argc++] = arena_c_dup(arena, word);
    FILE *out = tmpfile(), *err = tmpfile();
    assert_true(out && err);
    fflush(stdout);
    int saved_out = redirect(STDOUT_FILENO, out), saved_err = redirect(STDERR_FILENO, err);
    struct outcome outcome = {.code = command_run(&program, arena, argc, argv)};
    fflush(stdout);
    outcome.out = restore(STDOUT_FILENO, saved_out, out, arena);
    outcome.err = restore(STDERR_FILENO, saved_err, err, arena);
    return outcome;
}

static void check_done(struct arena *arena, const char *expected, const char *command_line)
{
    struct outcome outcome = radslag(arena, command_line);
    check_text("", outcome.err);
    check_text(expected, outcome.out);
    assert_int_equal(outcome.code, EXIT_DONE);
}

/* Exit code 2, nothing on standard output, and one sentence. */
static void check_trouble(struct arena *arena, const char *expected, const char *command_line)
{
    struct outcome outcome = radslag(arena, command_line);
    check_same(ARENA_CONCAT(arena, STR("radslag: "), str_from_c(expected), STR("\n")), outcome.err);
    check_text("", outcome.out);
    assert_int_equal(outcome.code, 2);
}

/* ---- the command line ---- */

static void test_options(void **state)
{
    check_done(*state, "top=3 json=0 name=(absent) \n", "methods match");
    check_done(*state, "top=5 json=1 name=Bo \n", "methods match --top 5 --json --name Bo");
    check_done(*state, "top=5 json=0 name=a=b \n", "methods match --name=a=b --top=5");
    check_done(*state, "top=3 json=0 name= \n", "methods match --name=");
    check_done(*state, "top=3 json=0 name=--json \n",
               "methods match --name --json"); /* a value, not an option */
    check_done(*state, "top=100 json=0 name=(absent) \n",
               "methods match --top 1 --top 100"); /* the last wins */
    check_done(*state, "1.2.3\n", "version");
}

static void test_arguments(void **state)
{
    struct outcome outcome = radslag(*state, "import methods a.csv --top 2 - -x b.csv");
    check_text("[a.csv][-][-x][b.csv]\n", outcome.out);
    check_text("", outcome.err);
    assert_int_equal(outcome.code, EXIT_NO); /* what the command returned */
    check_trouble(*state, "usage: radslag import methods FILE; see radslag import methods --help",
                  "import methods");
    check_trouble(*state, "usage: radslag version; see radslag version --help", "version now");
    check_trouble(*state, "usage: radslag methods match; see radslag methods match --help",
                  "methods match -h");
}

static void test_wrong_options(void **state)
{
    check_trouble(*state, "methods match has no option --tip; see radslag methods match --help",
                  "methods match --tip 5");
    check_trouble(*state, "methods match has no option --to; see radslag methods match --help",
                  "methods match --to=5");
    check_trouble(*state, "methods match has no option --; see radslag methods match --help",
                  "methods match --");
    check_trouble(*state, "version has no option --all; see radslag version --help", "version --all");
    check_trouble(*state, "--top needs a value: --top N", "methods match --top");
    check_trouble(*state, "--json takes no value", "methods match --json=no");
    check_trouble(*state, "--json takes no value", "methods match --json=");
    static const char *const numbers[] = {"0", "101", "five", "5.0", "", "99999999999999999999"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        check_trouble(*state, "--top must be a whole number from 1 to 100",
                      arena_printf(*state, "methods match --top=%s", numbers[i]).p);
    static const char half[] = "  methods match         rank the methods\n"
                               "radslag: \"methods\" alone is no command; those above begin with it\n";
    check_text(half, radslag(*state, "methods").err);
    check_text(half, radslag(*state, "methods mat").err);
    check_trouble(*state, "there is no command \"vers\"; radslag --help lists them", "vers");
    check_trouble(*state, "there is no command \"--version\"; radslag --help lists them", "--version");
}

static void test_help(void **state)
{
    check_done(*state,
               "radslag methods match: rank the methods\n\n"
               "usage: radslag methods match [options]\n\n"
               "options:\n"
               "  --top N                 How many.\n"
               "  --json                  As JSON.\n"
               "  --name NAME             A name.\n",
               "methods match --help");
    check_done(*state, "radslag version: print the version\n\nusage: radslag version\n", "version --help");
    struct outcome outcome = radslag(*state, "import methods x --help"); /* runs nothing */
    assert_int_equal(outcome.code, EXIT_DONE);
    assert_true(str_find(outcome.out, STR("usage: radslag import methods [options] FILE\n")) < outcome.out.n);
    check_text("", outcome.err);
}

static void test_half_a_name_lists_what_it_begins(void **state)
{
    static const char *const lines[] = {"methods", "methods mat"};
    for (size_t i = 0; i < 2; i++) {
        struct outcome outcome = radslag(*state, lines[i]);
        assert_int_equal(outcome.code, EXIT_TROUBLE);
        check_text("  methods match         rank the methods\n"
                   "radslag: \"methods\" alone is no command; those above begin with it\n",
                   outcome.err);
    }
    check_done(*state,
               "  methods match         rank the methods\n\nradslag methods COMMAND --help tells more.\n",
               "methods --help");
}

static void test_list(void **state)
{
    struct outcome asked = radslag(*state, "--help"), word = radslag(*state, "help"),
                   bare = radslag(*state, "");
    assert_int_equal(asked.code, EXIT_DONE);
    assert_int_equal(word.code, EXIT_DONE);
    assert_int_equal(bare.code, EXIT_TROUBLE); /* a script that forgot the command must notice */
    check_same(asked.out, word.out);
    static const char *const names[] = {"methods match", "import methods", "version", "config", "open"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_true(str_find(asked.out, arena_printf(*state, "\n  %s ", names[i])) < asked.out.n);
    assert_true(str_find(asked.out, STR("1.2.3")) < asked.out.n);
}

/* ---- configuration and database: each in a folder of its own ---- */

static char folder[40];

static int begin_folder(void **state)
{
    snprintf(folder, sizeof folder, "/tmp/radslag-test-XXXXXX");
    return mkdtemp(folder) && chdir(folder) == 0 ? begin_arena(state) : -1;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static int end_folder(void **state)
{
    int result = chdir("/");
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return result ? result : end_arena(state);
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void test_config(void **state)
{
    check_done(*state, "sqlite:data/radslag.db 127.0.0.1:8099 4\n", "config"); /* no file: the defaults */
    write_file("radslag.conf", "database = sqlite:of-file\nworkers = 7\n");
    write_file("other.conf", "listen = 127.0.0.1:1\n");
    check_done(*state, "sqlite:of-file 127.0.0.1:8099 7\n", "config");
    check_done(*state, "sqlite:data/radslag.db 127.0.0.1:1 4\n", "config --config other.conf");
    /* The command line wins over the file. */
    check_done(*state, "sqlite:of-line 127.0.0.1:8099 7\n", "config --database sqlite:of-line");
    check_done(*state, "sqlite:data/radslag.db 127.0.0.1:2 4\n",
               "config --listen=127.0.0.1:2 --config=other.conf");
    check_trouble(*state, "cannot read the configuration none.conf; check the path and its permissions",
                  "config --config none.conf");
    check_trouble(*state, "cannot read the configuration .; check the path and its permissions",
                  "config --config .");
    write_file("radslag.conf", "workers = 0\nlisen = x\n");
    struct outcome outcome = radslag(*state, "config");
    assert_int_equal(outcome.code, EXIT_TROUBLE);
    check_text("radslag.conf:1: workers must be a whole number from 1 to 64 (threads)\n"
               "radslag.conf:2: unknown key \"lisen\"; did you mean \"listen\"?\n",
               outcome.err);
    check_text("", outcome.out);
}

/* Exit code 2 and one sentence, whose words are the database's. */
static struct str open_trouble(struct arena *arena, const char *command_line)
{
    struct outcome outcome = radslag(arena, command_line);
    assert_int_equal(outcome.code, EXIT_TROUBLE);
    check_text("", outcome.out);
    assert_true(str_starts(outcome.err, STR("radslag: ")));
    assert_int_equal(str_find_byte(outcome.err, '\n'), outcome.err.n - 1);
    return outcome.err;
}

static void test_database(void **state)
{
    open_trouble(*state, "open --database sqlite:new.db");
    open_trouble(*state, "open --migrate --database sqlite:new.db");
    open_trouble(*state, "open --database sqlite:");
    open_trouble(*state, "open --database mysql://x");
    assert_int_equal(access("new.db", F_OK), -1); /* not made by an opening that may not */
    write_file("empty.db", "");
    struct str trouble = open_trouble(*state, "open --database sqlite:empty.db");
    assert_true(str_find(trouble, STR("radslag init")) < trouble.n);
    struct outcome made = radslag(*state, "open --create --database sqlite:new.db");
    assert_int_equal(made.code, EXIT_DONE);
    check_text("sqlite\n", made.out);
    check_text("  first 1 thing\n", made.err); /* progress, for a person */
    check_done(*state, "sqlite\n", "open --database sqlite:new.db");
    check_done(*state, "sqlite\n", "open --migrate --database sqlite:new.db");
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, begin_folder, end_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_options),       ARENA_TEST(test_arguments),
        ARENA_TEST(test_wrong_options), ARENA_TEST(test_help),
        ARENA_TEST(test_list),          FOLDER_TEST(test_config),
        FOLDER_TEST(test_database),     ARENA_TEST(test_half_a_name_lists_what_it_begins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
