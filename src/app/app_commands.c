/* SPDX-License-Identifier: EUPL-1.2 */
/* The commands that belong to no feature. */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "app/app.h"
#include "app/app_access.h"
#include "core/search/search.h"
#include "core/settings/settings.h"

/* A database as it may be shown: an address of PostgreSQL can hold a password. */
static struct str shown(struct str url)
{
    return str_starts(url, STR("sqlite:")) ? url : STR("the PostgreSQL database");
}

/* ---- init and demo ------------------------------------------------------------- */

struct new_portal {
    struct str name, secret, contact, owner;
};

/* RC_EXISTS where there is a portal already. */
static rc check_no_portal(struct reader *reader)
{
    struct str name;
    struct arena *arena = arena_new();
    rc result = setting_read(reader, arena, SETTING_PORTAL_NAME, &name);
    arena_free(arena);
    return result == RC_OK ? RC_EXISTS : result == RC_NOT_FOUND ? RC_OK : result;
}

static rc create_portal_step(struct txn *txn, const void *in, void *out)
{
    const struct new_portal *portal = in;
    (void)out;
    rc result = check_no_portal(txn_reader(txn));
    if (result == RC_OK)
        result = setting_write(txn, SETTING_PORTAL_NAME, portal->name);
    if (result == RC_OK && portal->contact.p)
        result = setting_write(txn, SETTING_CONTACT, portal->contact);
    if (result == RC_OK && portal->owner.n)
        result = setting_write(txn, SETTING_OWNER, portal->owner);
    return result ? result : setting_write(txn, SETTING_SECRET, portal->secret);
}

static struct str new_secret(struct arena *arena)
{
    unsigned char bytes[32];
    struct str hex = STR("");
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return STR_NONE;
    for (size_t i = 0; i < sizeof bytes; i++)
        hex = arena_printf(arena, "%.*s%02x", STR_ARGS(hex), bytes[i]);
    return hex;
}

static void tell(const char *sentence)
{
    fprintf(stderr, "  %s\n", sentence);
}

/* Runs seed or demo of every module, and makes what they brought findable. */
static rc each_module(struct command_line *line, struct db *db, bool demo)
{
    const struct program *program = command_program(line);
    struct seed seed = {command_arena(line), program->files, program->languages, db, tell};
    for (size_t i = 0; program->modules[i]; i++) {
        rc (*fill)(const struct seed *) = demo ? program->modules[i]->demo : program->modules[i]->seed;
        rc result = fill ? fill(&seed) : RC_OK;
        if (result)
            return result;
    }
    struct search_counts counts;
    return search_reindex(db, program, &counts);
}

/* Makes the folder of a SQLite file, so that the first start needs no mkdir. */
static bool make_folder(struct arena *arena, struct str url)
{
    struct str path = str_skip(url, strlen("sqlite:"));
    size_t slash = path.n;
    while (slash && path.p[slash - 1] != '/')
        slash--;
    if (!str_starts(url, STR("sqlite:")) || slash < 2)
        return true;
    const char *folder = arena_c_dup(arena, str_sub(path, 0, slash - 1));
    struct stat status;
    if (stat(folder, &status) == 0 || mkdir(folder, 0750) == 0)
        return true;
    command_trouble("cannot make the folder %s; make it, or choose another with --database", folder);
    return false;
}

/* The portal comes last: an init that was interrupted can be run again. */
static rc create_portal(struct command_line *line, struct db *db)
{
    struct str name = command_option(line, "name");
    struct new_portal portal = {.name = name.n ? name : STR("Rådslag"),
                                .secret = new_secret(command_arena(line)),
                                .contact = command_option(line, "contact"),
                                .owner = command_option(line, "owner")};
    struct reader *reader;
    rc result = portal.secret.p ? db_read_begin(db, &reader) : RC_IO;
    if (result)
        return result;
    result = check_no_portal(reader);
    db_read_end(reader);
    if (result == RC_OK)
        result = each_module(line, db, false);
    return result ? result : db_write(db, create_portal_step, &portal, NULL, 0);
}

/* Enough to catch a slip: whether it reaches anybody only a letter can tell. */
static bool is_address(struct str text)
{
    size_t at = str_find_byte(text, '@');
    struct str host = str_skip(text, at + 1);
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] <= ' ' || strchr("<>\"',;?&%", text.p[i]))
            return false;
    return at > 0 && host.n > 2 && str_find_byte(host, '@') == host.n && str_find_byte(host, '.') < host.n;
}

static rc mark_demo_step(struct txn *txn, const void *in, void *out)
{
    (void)in;
    (void)out;
    return setting_write(txn, SETTING_DEMO, STR("1"));
}

static rc add_demo(struct command_line *line, struct db *db)
{
    rc result = db_write(db, mark_demo_step, NULL, NULL, 0);
    return result ? result : each_module(line, db, true);
}

static int run_init(struct command_line *line)
{
    struct config config;
    struct db *db;
    struct str contact = command_option(line, "contact");
    if (contact.p && !is_address(contact))
        return command_trouble("--contact must be an e-mail address, such as dialog@example.se");
    if (!command_config(line, &config) || !make_folder(command_arena(line), config.database) ||
        !command_open_database(line, &config, COMMAND_CREATE, &db))
        return EXIT_TROUBLE;
    rc result = create_portal(line, db);
    if (result == RC_OK && command_flag(line, "demo"))
        result = add_demo(line, db);
    db_close(db);
    if (result == RC_EXISTS && command_flag(line, "if-missing"))
        return EXIT_DONE;
    if (result == RC_EXISTS)
        return command_trouble("%.*s has a portal already; nothing was changed",
                               STR_ARGS(shown(config.database)));
    if (result)
        return command_trouble("the portal could not be created (%s)", rc_name(result));
    printf("The portal is ready in %.*s.\nNext: radslag serve\n", STR_ARGS(shown(config.database)));
    return EXIT_DONE;
}

static int run_demo(struct command_line *line)
{
    struct config config;
    struct db *db;
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MIGRATE, &db))
        return EXIT_TROUBLE;
    rc result = add_demo(line, db);
    db_close(db);
    if (result)
        return command_trouble("the demo data could not be stored (%s)", rc_name(result));
    printf("The portal in %.*s now shows that it is a demonstration.\n", STR_ARGS(shown(config.database)));
    return EXIT_DONE;
}

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
    if (!command_config(line, &config) || !make_folder(command_arena(line), config.database))
        return EXIT_TROUBLE;
    const char *file = command_argument(line, 0).p;
    if (db_restore(command_arena(line), config.database, file, &problem))
        return command_trouble("%.*s", STR_ARGS(problem));
    printf("Restored %s into %.*s.\n", file, STR_ARGS(shown(config.database)));
    return EXIT_DONE;
}

/* ---- the table ------------------------------------------------------------------------------ */

static const struct option database_options[] = {COMMAND_DATABASE_OPTIONS, {0}};
static const struct option init_options[] = {
    {"name", "NAME", "What the portal is called; \"Rådslag\" if not given."},
    {"if-missing", NULL, "Do nothing where there is a portal already."},
    {"demo", NULL, "Fill it with fictional data too, as `radslag demo` does."},
    {"contact", "EMAIL", "Where visitors' questions about the portal go; shown on every page."},
    {"owner", "\"NAME, TITLE\"", "Who answers for the pages of the guide; shown at the foot of each."},
    COMMAND_DATABASE_OPTIONS,
    {0}};
static const struct option config_options[] = {
    {"check", NULL, "Say whether the configuration is right, instead of printing it."},
    {"config", "FILE", "Read the configuration from FILE instead of radslag.conf."},
    {0}};

static const struct option routes_options[] = {
    {"markdown", NULL, "Write them as docs/access.md, for whoever audits who may do what."}, {0}};

static const struct command commands[] = {
    {"init", NULL, "make a new portal with the starting guide", init_options, run_init},
    {"serve", NULL, "serve the portal", app_serve_options, app_serve},
    {"demo", NULL, "fill a portal with fictional data to look at", database_options, run_demo},
    {"backup", "FILE", "write a consistent copy of the database, also while serving", database_options,
     run_backup},
    {"restore", "FILE", "fill an empty database from a backup", database_options, run_restore},
    {"config", NULL, "print the configuration, or check it", config_options, run_config},
    {"doctor", NULL, "check configuration, database, disk and mail", app_doctor_options, app_doctor},
    {"routes", NULL, "list every address and who may use it", routes_options, run_routes},
    {"version", NULL, "print the version", NULL, run_version},
    {0}};

const struct module app_module = {.name = "app", .commands = commands};
