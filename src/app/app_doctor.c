/* SPDX-License-Identifier: EUPL-1.2 */
/* radslag doctor: what is well and what is not, one line each. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "app/app.h"
#include "core/jobs/jobs.h"
#include "core/mail/mail.h"

enum { DISK_MIN_MB = 500 };

struct doctor {
    struct command_line *line;
    struct config config;
    bool ill;
};

static void tell(struct doctor *doctor, bool well, const char *what, const char *format, ...)
    PRINTF_LIKE(4, 5);
static void tell(struct doctor *doctor, bool well, const char *what, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("%-8s %-14s ", well ? "ok" : "TROUBLE", what);
    vprintf(format, args);
    printf("\n");
    va_end(args);
    doctor->ill |= !well;
}

/* ---- database and disk ------------------------------------------------------------- */

static void check_jobs(struct doctor *doctor, struct db *db)
{
    struct reader *reader;
    struct job_list dead = {0};
    rc result = db_read_begin(db, &reader);
    if (result == RC_OK) {
        result = job_list(reader, command_arena(doctor->line), JOB_DEAD, 100, &dead);
        db_read_end(reader);
    }
    if (result)
        tell(doctor, false, "jobs", "they could not be read (%s)", rc_name(result));
    else if (dead.n)
        tell(doctor, false, "jobs", "%s%zu are dead: `radslag jobs` and `radslag mail` tell why",
             dead.n == 100 ? "at least " : "", dead.n);
    else
        tell(doctor, true, "jobs", "none is dead");
}

static void check_database(struct doctor *doctor)
{
    const struct program *program = command_program(doctor->line);
    struct arena *arena = command_arena(doctor->line);
    struct db *db;
    struct str problem = STR_NONE;
    if (db_open(arena, doctor->config.database, &(struct db_options){.read_only = true}, &db, &problem)) {
        tell(doctor, false, "database", "%.*s", STR_ARGS(problem));
        return;
    }
    tell(doctor, true, "database", "%s answers", db_kind(db));
    rc result = db_migrations_check(db, arena, program->migrations, program->migration_count, &problem);
    if (result == RC_NOT_FOUND)
        problem = STR("it is empty or from an older version: run `radslag init`, or start the server once");
    if (result)
        tell(doctor, false, "schema", "%.*s", STR_ARGS(problem));
    else
        tell(doctor, true, "schema", "it is that of this version");
    if (result == RC_OK)
        check_jobs(doctor, db);
    db_close(db);
}

static void check_disk(struct doctor *doctor)
{
    struct statvfs disk;
    struct str path = str_skip(doctor->config.database, strlen("sqlite:"));
    while (path.n && path.p[path.n - 1] != '/')
        path.n--;
    if (!str_starts(doctor->config.database, STR("sqlite:")))
        return;
    if (statvfs(path.n ? arena_c_dup(command_arena(doctor->line), path) : ".", &disk)) {
        tell(doctor, false, "disk", "the folder of the database cannot be reached");
        return;
    }
    unsigned long long free_mb = (unsigned long long)disk.f_bavail * disk.f_frsize / 1000000;
    tell(doctor, free_mb >= DISK_MIN_MB, "disk", "%llu MB are free where the database is%s", free_mb,
         free_mb >= DISK_MIN_MB ? "" : ": make room");
}

/* ---- mail ---------------------------------------------------------------------------- */

static void send_test(struct doctor *doctor, const struct mail_settings *settings, struct str address)
{
    struct arena *arena = command_arena(doctor->line);
    struct message message = mail_message_new(arena, settings, time_now());
    const char *problem;
    if (mail_address_read(arena, address, &message.to, &problem)) {
        tell(doctor, false, "mail", "%s", problem);
        return;
    }
    message.subject = STR("Rådslag: ett prov / a test");
    message.text = STR("Detta är ett prov: portalen kan skicka e-post.\n"
                       "This is a test: the portal can send mail.\n");
    struct mail_answer answer = mail_deliver(arena, settings, &message, NULL, NULL);
    tell(doctor, answer.outcome == MAIL_SENT, "mail", "to %.*s: %.*s", STR_ARGS(message.to.text),
         STR_ARGS(answer.words));
}

static void check_mail(struct doctor *doctor)
{
    struct arena *arena = command_arena(doctor->line);
    struct mail_settings settings;
    struct str problem, to = command_option(doctor->line, "mail-to");
    rc result = mail_settings_read(arena, &doctor->config, &settings, &problem);
    if (result) {
        tell(doctor, result == RC_NOT_FOUND && !to.p, "mail", "%.*s", STR_ARGS(problem));
        return;
    }
    struct mail_answer answer = mail_greet(arena, &settings);
    tell(doctor, answer.outcome == MAIL_SENT, "mail server", "%.*s", STR_ARGS(answer.words));
    if (to.p && answer.outcome == MAIL_SENT)
        send_test(doctor, &settings, to);
}

/* Any number is then taken as the portal's own name. */
static bool links_are_anybodys(const struct config *config)
{
    bool everywhere = str_starts(config->listen, STR("0.0.0.0:")) || str_starts(config->listen, STR("[::]:"));
    return everywhere && config->public_url.n == 0;
}

bool app_check_mail(struct arena *arena, const struct config *config)
{
    struct mail_settings settings;
    struct str problem;
    rc result = mail_settings_read(arena, config, &settings, &problem);
    if (result == RC_INVALID)
        command_trouble("%.*s", STR_ARGS(problem));
    if (result == RC_OK && links_are_anybodys(config)) {
        command_trouble("mail_url needs public_url where listen is every address: otherwise a stranger could "
                        "choose where the links in letters lead");
        return false;
    }
    return result != RC_INVALID;
}

int app_doctor(struct command_line *line)
{
    struct doctor doctor = {.line = line};
    if (!command_config(line, &doctor.config))
        return EXIT_NO;
    tell(&doctor, true, "configuration", "it can be read");
    check_database(&doctor);
    check_disk(&doctor);
    check_mail(&doctor);
    return doctor.ill ? EXIT_NO : EXIT_DONE;
}

const struct option app_doctor_options[] = {
    {"mail-to", "ADDRESS", "Send a letter there, to see that it arrives."}, COMMAND_DATABASE_OPTIONS, {0}};
