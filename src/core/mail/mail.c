/* SPDX-License-Identifier: EUPL-1.2 */
/* The jobs that send letters and remove old ones; letters from templates; the module. */
#include "core/mail/mail.h"

#include <time.h>

#include "core/mail/mail_inside.h"
#include "core/module.h"

/* ---- sending ------------------------------------------------------------------------- */

static rc read_letter(struct job_run *run, struct stored_mail *ret_mail)
{
    struct reader *reader;
    rc result = db_read_begin(job_db(run), &reader);
    if (result)
        return result;
    result = mail_read(reader, job_arena(run), job_id(run), ret_mail);
    db_read_end(reader);
    if (result == RC_NOT_FOUND || result == RC_INVALID)
        return job_fail(run, RC_INVALID, "the letter has been removed");
    return result;
}

/* The letter is out, so that this is tried hard: otherwise it would be sent again. */
static rc store_sent(struct job_run *run)
{
    struct mail_sent sent = {run, job_time(run)};
    rc result = RC_BUSY;
    for (int i = 0; i < 10 && (result == RC_BUSY || result == RC_DATABASE); i++) {
        if (i > 0)
            nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
        result = db_write(job_db(run), mail_sent_step, &sent, NULL, 0);
    }
    return result;
}

static bool must_stop(void *run)
{
    return job_must_stop(run);
}

static rc run_send(struct job_run *run)
{
    struct mail_settings settings;
    struct stored_mail mail;
    struct str problem;
    if (mail_settings_read(job_arena(run), job_config(run), &settings, &problem))
        return job_fail(run, RC_UNSUPPORTED, "%.*s", STR_ARGS(problem));
    rc result = read_letter(run, &mail);
    if (result || mail.sent)
        return result;
    mail.message.from_name = settings.from_name;
    mail.message.from = settings.from;
    struct mail_answer answer = mail_deliver(job_arena(run), &settings, &mail.message, must_stop, run);
    switch (answer.outcome) {
    case MAIL_SENT: return store_sent(run);
    case MAIL_REFUSED: return job_fail(run, RC_INVALID, "%.*s", STR_ARGS(answer.words));
    default: return job_fail(run, job_must_stop(run) ? RC_STOPPED : RC_IO, "%.*s", STR_ARGS(answer.words));
    }
}

#define MAIL_KIND(is_slow)                                                                              \
    .run = run_send, .attempts = 12, .growth = 2, .first_delay = TIME_MINUTE, .limit = 3 * TIME_MINUTE, \
    .slow = is_slow

const struct job_kind mail_send = {.name = "mail.send", MAIL_KIND(false)};
const struct job_kind mail_send_bulk = {.name = "mail.send_bulk", MAIL_KIND(true)};

/* ---- removing ---------------------------------------------------------------------------- */

static rc run_clean(struct job_run *run)
{
    time_us before = job_time(run) - MAIL_KEPT_DAYS * TIME_DAY;
    return job_until_none(run, mail_removal_step, &before);
}

const struct job_kind mail_clean = {.name = "mail.clean",
                                    .run = run_clean,
                                    .attempts = 3,
                                    .growth = 2,
                                    .first_delay = TIME_MINUTE,
                                    .limit = 10 * TIME_MINUTE,
                                    .slow = true};

/* ---- letters from templates ----------------------------------------------------------------- */

rc mail_render(struct arena *arena, const struct template_set *set, const char *language, const char *name,
               struct str subject, struct value *view, struct mail *mail)
{
    struct buf html;
    buf_init(&html, MAIL_BODY_MAX);
    value_set_c(view, "language", language);
    value_set_str(view, "subject", subject);
    value_set_c(view, "page", name);
    rc result = template_render(set, STR("mail/layout"), view, &html, NULL);
    if (result == RC_OK || result == RC_INVALID) {
        mail->subject = subject;
        mail->html = arena_str_dup(arena, buf_str(&html));
        mail->text = mail_text_from_html(arena, mail->html);
    }
    buf_free(&html);
    return result;
}

const struct module mail_module = {
    .name = "mail",
    .queries = mail_queries,
    .commands = mail_commands,
    .jobs = (const struct job_kind *const[]){&mail_send, &mail_send_bulk, &mail_clean, NULL},
    .schedules = (const struct job_schedule[]){{&mail_clean, TIME_DAY, 2 * TIME_HOUR + 40 * TIME_MINUTE},
                                               {0}},
};
