/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * radslag init: a new portal with its starting guide and first administrator. It takes options, and
 * asks for those that are missing where somebody sits at a terminal. And radslag demo.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"
#include "core/auth/token.h"
#include "core/mail/mail_address.h"
#include "core/search/search.h"
#include "core/settings/settings.h"
#include "features/accounts/pub/accounts.h"
#include "features/members/pub/members.h"

struct str app_shown(struct str url)
{
    return str_starts(url, STR("sqlite:")) ? url : STR("the PostgreSQL database");
}

/* ---- storing ------------------------------------------------------------------------------ */

struct new_portal {
    struct str name, secret, contact, owner;
    /* The first administrator; token STR_NONE: none. */
    struct member_invitation invitation;
    struct account_welcome welcome;
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
    if (result == RC_OK && portal->invitation.token.p)
        result = members_invite(txn, &portal->invitation);
    if (result == RC_OK && portal->invitation.token.p)
        result = account_welcome_put(txn, &portal->welcome);
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

bool app_make_folder(struct arena *arena, struct str url)
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
static rc create_portal(struct command_line *line, struct db *db, struct new_portal *portal)
{
    struct reader *reader;
    portal->secret = new_secret(command_arena(line));
    rc result = portal->secret.p ? db_read_begin(db, &reader) : RC_IO;
    if (result)
        return result;
    result = check_no_portal(reader);
    db_read_end(reader);
    if (result == RC_OK)
        result = each_module(line, db, false);
    return result ? result : db_write(db, create_portal_step, portal, NULL, 0);
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

/* ---- asking ------------------------------------------------------------------------------ */

struct init {
    struct command_line *line;
    struct config config;
    bool asks; /* somebody sits at a terminal */
    struct str mail_url, mail_from;
    struct new_portal portal;
};

/* What an option says; where it is not given, what is answered at the terminal; "" for nothing. */
static struct str answer(const struct init *init, const char *option, const char *question)
{
    struct str given = command_option(init->line, option);
    char *line = NULL;
    size_t size = 0;
    if (given.p || !init->asks)
        return given.p ? given : STR("");
    printf("%s: ", question);
    fflush(stdout);
    ssize_t n = getline(&line, &size, stdin);
    struct str text = n > 0
                          ? arena_str_dup(command_arena(init->line), str_trim((struct str){line, (size_t)n}))
                          : STR("");
    free(line); /* getline's own */
    return text;
}

/* "" is no address and no fault. */
static bool read_address(const struct init *init, const char *option, struct str text,
                         struct mail_address *ret_address)
{
    const char *problem;
    *ret_address = (struct mail_address){0};
    if (text.n == 0 || mail_address_read(command_arena(init->line), text, ret_address, &problem) == RC_OK)
        return true;
    command_trouble("--%s must be an e-mail address, such as dialog@example.se: %s", option, problem);
    return false;
}

static void invite_administrator(struct init *init, const struct mail_address *address)
{
    struct arena *arena = command_arena(init->line);
    const struct languages *languages = command_program(init->line)->languages;
    struct new_portal *portal = &init->portal;
    portal->invitation = (struct member_invitation){.token = token_new(arena),
                                                    .organisation = ACCESS_PORTAL,
                                                    .roles = ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR),
                                                    .address = *address,
                                                    .message = STR(""),
                                                    .now = time_now()};
    portal->welcome = (struct account_welcome){
        .token = token_new(arena),
        .address = *address,
        .language = str_from_c(language_code(languages->items[0])),
        .next = members_invitation_path(arena, languages, portal->invitation.token),
        .now = portal->invitation.now};
}

/* All questions, and all faults in the answers, before anything is stored. */
static bool read_answers(struct init *init)
{
    struct mail_address contact, admin;
    struct str name = answer(init, "name", "What is the portal called? (Rådslag)");
    struct str owner = command_option(init->line, "owner");
    struct str admin_text = answer(init, "admin", "The e-mail address of its first administrator");
    init->portal = (struct new_portal){.name = name.n ? name : STR("Rådslag"), .owner = owner};
    if (init->config.mail_url.n == 0)
        init->mail_url = answer(init, "mail-url",
                                "The mail server, such as smtp://mail.example.se:587 (later)");
    if (init->mail_url.n)
        init->mail_from = answer(init, "mail-from",
                                 "Who mail comes from, such as Dialog <dialog@example.se>");
    bool fine = read_address(init, "contact", command_option(init->line, "contact"), &contact);
    fine = read_address(init, "admin", admin_text, &admin) && fine;
    if (init->mail_url.n) {
        struct config mail = init->config;
        mail.mail_url = init->mail_url;
        mail.mail_from = init->mail_from;
        fine = app_check_mail(command_arena(init->line), &mail) && fine;
    }
    init->portal.contact = contact.text;
    if (fine && admin.text.n)
        invite_administrator(init, &admin);
    return fine;
}

/* ---- what comes next ------------------------------------------------------------------------- */

/* Into the configuration where there is none; otherwise somebody has written it, and adds it. */
static void keep_mail(const struct init *init)
{
    struct str given = command_option(init->line, "config");
    const char *path = given.p ? given.p : "radslag.conf";
    FILE *file = fopen(path, "wx");
    if (file) {
        fprintf(file, "mail_url = %.*s\nmail_from = %.*s\n", STR_ARGS(init->mail_url),
                STR_ARGS(init->mail_from));
        if (fclose(file) == 0)
            printf("Mail is set up in %s. Where the server wants a password, add mail_user and "
                   "mail_password_file.\n",
                   path);
        return;
    }
    printf("Add this to %s:\n  mail_url = %.*s\n  mail_from = %.*s\n", path, STR_ARGS(init->mail_url),
           STR_ARGS(init->mail_from));
}

static void print_next(const struct init *init)
{
    struct arena *arena = command_arena(init->line);
    const struct config *config = &init->config;
    struct str origin = config->public_url.p ? config->public_url
                                             : ARENA_CONCAT(arena, STR("http://"), config->listen);
    struct str welcome = account_welcome_path(arena, command_program(init->line)->languages,
                                              init->portal.welcome.token);
    printf("Next:\n  1. Start it: radslag serve\n");
    if (init->portal.invitation.token.p)
        printf("  2. Make the administrator's account, within 24 hours:\n     %.*s%.*s\n"
               "     Then accept the invitation that is shown.\n",
               STR_ARGS(origin), STR_ARGS(welcome));
    else
        printf("  2. Invite an administrator: radslag invite ADDRESS portal-administrator\n");
    if (config->mail_url.n || init->mail_url.n)
        printf("  3. See that mail arrives: radslag doctor --mail-to ADDRESS\n");
    else
        printf("  3. Set up mail, which people need to sign up: mail_url and mail_from in radslag.conf\n");
}

static int tell_end(const struct init *init, rc result)
{
    struct str database = app_shown(init->config.database);
    if (result == RC_EXISTS && command_flag(init->line, "if-missing"))
        return EXIT_DONE;
    if (result == RC_EXISTS)
        return command_trouble("%.*s has a portal already; nothing was changed", STR_ARGS(database));
    if (result)
        return command_trouble("the portal could not be created (%s)", rc_name(result));
    printf("The portal is ready in %.*s.\n", STR_ARGS(database));
    if (init->mail_url.n)
        keep_mail(init);
    print_next(init);
    return EXIT_DONE;
}

int app_init(struct command_line *line)
{
    struct init init = {.line = line};
    struct db *db;
    if (!command_config(line, &init.config))
        return EXIT_TROUBLE;
    init.asks = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !command_flag(line, "if-missing");
    if (!read_answers(&init) || !app_make_folder(command_arena(line), init.config.database) ||
        !command_open_database(line, &init.config, COMMAND_CREATE, &db))
        return EXIT_TROUBLE;
    rc result = create_portal(line, db, &init.portal);
    if (result == RC_OK && command_flag(line, "demo"))
        result = add_demo(line, db);
    db_close(db);
    return tell_end(&init, result);
}

const struct option app_init_options[] = {
    {"name", "NAME", "What the portal is called; \"Rådslag\" if not given."},
    {"admin", "EMAIL", "The first administrator, who gets a link to make an account with."},
    {"mail-url", "URL", "The server that takes mail: smtp://mail.example.se:587"},
    {"mail-from", "SENDER", "Who mail comes from: \"Dialog <dialog@example.se>\""},
    {"contact", "EMAIL", "Where visitors' questions about the portal go; shown on every page."},
    {"owner", "\"NAME, TITLE\"", "Who answers for the pages of the guide; shown at the foot of each."},
    {"if-missing", NULL, "Do nothing where there is a portal already, and ask nothing."},
    {"demo", NULL, "Fill it with fictional data too, as `radslag demo` does."},
    COMMAND_DATABASE_OPTIONS,
    {0}};

int app_demo(struct command_line *line)
{
    struct config config;
    struct db *db;
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MIGRATE, &db))
        return EXIT_TROUBLE;
    rc result = add_demo(line, db);
    db_close(db);
    if (result)
        return command_trouble("the demo data could not be stored (%s)", rc_name(result));
    printf("The portal in %.*s now shows that it is a demonstration.\n",
           STR_ARGS(app_shown(config.database)));
    return EXIT_DONE;
}
