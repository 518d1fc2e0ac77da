/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/members/members_commands.h"

#include <stdio.h>

#include "core/auth/token.h"
#include "features/accounts/pub/accounts.h"
#include "features/members/members_store.h"
#include "features/organisations/pub/organisations.h"

/* The organisation of --organisation; the portal where it is not given. Prints and returns false. */
static bool find_organisation(struct command_line *line, struct reader *reader, int64_t *ret_organisation)
{
    struct str slug = command_option(line, "organisation");
    struct organisation_scope scope = {.id = ACCESS_PORTAL};
    rc result = slug.p ? organisation_scope_find(reader, slug, &scope) : RC_OK;
    if (result == RC_NOT_FOUND)
        command_trouble("there is no organisation \"%.*s\"; its name is the last part of its page's address",
                        STR_ARGS(slug));
    else if (result)
        command_trouble("the database could not be read (%s)", rc_name(result));
    *ret_organisation = scope.id;
    return result == RC_OK;
}

/* ---- invite --------------------------------------------------------------------------- */

/* The codes of all roles that can be held there. */
static struct str role_codes(struct arena *arena, int64_t organisation)
{
    struct str codes = STR("");
    for (int i = 0; i < ROLES; i++)
        if (role_is_of_portal((enum role)i) == (organisation == ACCESS_PORTAL))
            codes = ARENA_CONCAT(arena, codes, STR(" "), str_from_c(roles[i].code));
    return codes;
}

static bool read_invitation(struct command_line *line, struct member_invitation *invitation)
{
    const char *problem;
    unsigned all = invitation->organisation == ACCESS_PORTAL ? ROLE_BITS_PORTAL : ROLE_BITS_ORGANISATION;
    if (mail_address_read(command_arena(line), command_argument(line, 0), &invitation->address, &problem)) {
        command_trouble("\"%.*s\" is no address of mail: %s", STR_ARGS(command_argument(line, 0)), problem);
        return false;
    }
    if (members_roles_read(command_argument(line, 1), ',', &invitation->roles) == RC_OK &&
        invitation->roles && !(invitation->roles & ~all))
        return true;
    struct str codes = role_codes(command_arena(line), invitation->organisation);
    command_trouble("\"%.*s\" is not made of roles of %s, with commas between; they are:%.*s",
                    STR_ARGS(command_argument(line, 1)),
                    invitation->organisation == ACCESS_PORTAL ? "the portal (--organisation is not given)"
                                                              : "an organisation",
                    STR_ARGS(codes));
    return false;
}

static rc invite_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return members_invite(txn, in);
}

/* With the address that the server says it has; without one, as it listens. */
static void print_link(struct command_line *line, const struct config *config, struct str token)
{
    struct arena *arena = command_arena(line);
    struct str path = members_invitation_path(arena, command_program(line)->languages, token);
    struct str origin = config->public_url.p ? config->public_url
                                             : ARENA_CONCAT(arena, STR("http://"), config->listen);
    printf("%.*s%.*s\n", STR_ARGS(origin), STR_ARGS(path));
}

static int invite(struct command_line *line, const struct config *config, struct db *db)
{
    struct member_invitation invitation = {
        .token = token_new(command_arena(line)), .message = STR(""), .now = time_now()};
    struct reader *reader;
    if (db_read_begin(db, &reader))
        return command_trouble("the database could not be read");
    bool found = find_organisation(line, reader, &invitation.organisation);
    db_read_end(reader);
    if (!found || !read_invitation(line, &invitation))
        return EXIT_TROUBLE;
    rc result = db_write(db, invite_step, &invitation, NULL, 0);
    if (result == RC_EXISTS)
        return command_trouble(
            "the address has an invitation that waits; it can be sent again from the page of members");
    if (result)
        return command_trouble("the invitation was not stored (%s)", rc_name(result));
    print_link(line, config, invitation.token);
    fputs("No letter is sent: give the link to the person. It works once, within 14 days, signed in with the "
          "address.\n",
          stderr);
    return EXIT_DONE;
}

static int with_database(struct command_line *line,
                         int (*run)(struct command_line *line, const struct config *config, struct db *db))
{
    struct config config;
    struct db *db;
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    int code = run(line, &config, db);
    db_close(db);
    return code;
}

static int run_invite(struct command_line *line)
{
    if (command_argument_count(line) != 2)
        return command_trouble("name an address and roles: radslag invite ADDRESS ROLE,ROLE");
    return with_database(line, invite);
}

/* ---- members -------------------------------------------------------------------------------- */

static rc print_members(struct reader *reader, struct arena *arena, const struct language *language,
                        int64_t organisation)
{
    struct grant_list grants;
    struct person person;
    rc result = access_of_organisation(reader, arena, organisation, &grants);
    for (size_t i = 0; i < grants.n && result == RC_OK; i++) {
        const struct grant *grant = &grants.items[i];
        bool first = i == 0 || grants.items[i - 1].person != grant->person;
        if (first)
            result = person_by_id(reader, arena, grant->person, &person);
        if (result == RC_OK && first)
            printf("%s%.*s <%.*s>  %s", i ? "\n" : "", STR_ARGS(person_shown_name(language, &person)),
                   STR_ARGS(person.hidden ? STR("") : person.email), roles[grant->role].code);
        else if (result == RC_OK)
            printf(",%s", roles[grant->role].code);
    }
    fputs(grants.n && result == RC_OK ? "\n" : "", stdout);
    return result;
}

static int list_members(struct command_line *line, const struct config *config, struct db *db)
{
    struct arena *arena = command_arena(line);
    const struct language *language = command_program(line)->languages->items[0];
    struct invitation_list pending = {0};
    struct reader *reader;
    int64_t organisation;
    (void)config;
    if (db_read_begin(db, &reader))
        return command_trouble("the database could not be read");
    bool found = find_organisation(line, reader, &organisation);
    rc result = found ? print_members(reader, arena, language, organisation) : RC_OK;
    if (found && result == RC_OK)
        result = invitation_list(reader, arena, organisation, time_now(), &pending);
    db_read_end(reader);
    for (size_t i = 0; i < pending.n; i++)
        printf("invited: <%.*s>  %.*s\n", STR_ARGS(pending.items[i].email),
               STR_ARGS(members_roles_text(arena, pending.items[i].roles)));
    if (result)
        return command_trouble("the database could not be read (%s)", rc_name(result));
    return found ? EXIT_DONE : EXIT_TROUBLE;
}

static int run_members(struct command_line *line)
{
    return with_database(line, list_members);
}

static const struct option options[] = {
    {"organisation", "SLUG", "Of this organisation, not of the portal."}, COMMAND_DATABASE_OPTIONS, {0}};

const struct command members_commands[] = {
    {"invite", "ADDRESS ROLE,ROLE",
     "invite somebody to act for the portal or an organisation; prints the link", options, run_invite},
    {"members", NULL, "list who acts for the portal or an organisation", options, run_members},
    {0}};
