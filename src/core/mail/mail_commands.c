/* SPDX-License-Identifier: EUPL-1.2 */
/* radslag mail: the dead letters, for the operator. */
#include <stdio.h>

#include "core/command/command.h"
#include "core/mail/mail_inside.h"

enum { LOOKED_AT_MAX = 1000 };

static void print_letter(const struct unsent *letter)
{
    char when[TIME_ISO_BYTES];
    printf("%-20lld %-20s %-24.*s %.*s  \"%.*s\"\n    %.*s\n", (long long)letter->id,
           time_format_iso(letter->at, when), STR_ARGS(letter->kind), STR_ARGS(letter->recipient),
           STR_ARGS(letter->subject), STR_ARGS(letter->words));
}

static rc print_dead(struct reader *reader, struct arena *arena, size_t *ret_printed)
{
    struct unsent_list list;
    rc result = mail_list(reader, arena, JOB_DEAD, LOOKED_AT_MAX, &list);
    if (result)
        return result;
    for (size_t i = 0; i < list.n; i++)
        print_letter(&list.items[i]);
    *ret_printed = list.n;
    return RC_OK;
}

static int run_list(struct command_line *line)
{
    struct config config;
    struct db *db;
    struct reader *reader;
    size_t printed = 0;
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    rc result = db_read_begin(db, &reader);
    if (result == RC_OK) {
        result = print_dead(reader, command_arena(line), &printed);
        db_read_end(reader);
    }
    db_close(db);
    if (result)
        return command_trouble("the outbox could not be read (%s)", rc_name(result));
    if (printed == 0)
        printf("There are no dead letters. `radslag jobs` lists those that wait.\n");
    return EXIT_DONE;
}

/* ---- retry -------------------------------------------------------------------------------- */

struct retry {
    int64_t id;
    time_us now;
};

static rc retry_step(struct txn *txn, const void *in, void *out)
{
    const struct retry *retry = in;
    (void)out;
    return mail_retry(txn, retry->id, retry->now);
}

static int run_retry(struct command_line *line)
{
    struct config config;
    struct db *db;
    struct retry retry = {.now = time_now()};
    if (command_argument_count(line) != 1 || str_to_int(command_argument(line, 0), &retry.id))
        return command_trouble("name one letter by its number, which `radslag mail` shows");
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    rc result = db_write(db, retry_step, &retry, NULL, 0);
    db_close(db);
    if (result == RC_NOT_FOUND)
        return command_trouble("there is no letter %lld; it may have been removed", (long long)retry.id);
    if (result == RC_INVALID)
        return command_trouble("letter %lld is sent, or is being sent", (long long)retry.id);
    if (result)
        return command_trouble("the letter could not be changed (%s)", rc_name(result));
    printf("It will be sent again.\n");
    return EXIT_DONE;
}

static const struct option database_options[] = {COMMAND_DATABASE_OPTIONS, {0}};

const struct command mail_commands[] = {
    {"mail retry", "ID", "send a dead letter again", database_options, run_retry},
    {"mail", NULL, "list the letters that could not be sent, and why", database_options, run_list},
    {0}};
