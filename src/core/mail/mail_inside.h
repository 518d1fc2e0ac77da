/* SPDX-License-Identifier: EUPL-1.2 */
/* Shared by the files of this folder and its tests. */
#ifndef CORE_MAIL_MAIL_INSIDE_H
#define CORE_MAIL_MAIL_INSIDE_H

#include "core/command/command.h"
#include "core/jobs/jobs.h"
#include "core/mail/mail.h"

enum { MAIL_TOKEN_BYTES = 32, MAIL_KEPT_DAYS = 100 };

/* A new random token, hex digits. RC_IO. */
MUST_CHECK rc mail_token(char token[MAIL_TOKEN_BYTES + 1]);

/* What an answer of the server means: fine where the whole talk went well, command the latest of
 * ours, answer its latest line. */
enum mail_outcome smtp_outcome(bool fine, struct str command, struct str answer);

/* A letter of the outbox, in arena. Once sent, message.to and the contents are empty. */
struct stored_mail {
    struct str kind;
    bool sent;
    struct str recipient;
    struct message message; /* but for the sender */
};
/* RC_NOT_FOUND: none, or removed; RC_INVALID: its recipient is no address. */
MUST_CHECK rc mail_read(struct reader *reader, struct arena *arena, int64_t id, struct stored_mail *ret_mail);

/* A step, in is struct mail_sent: removes recipient and contents, and ends the job. RC_STOPPED:
 * the job is another's. No out. */
struct mail_sent {
    const struct job_run *run;
    time_us now;
};
step_fn mail_sent_step;

/* A step, in is time_us: removes letters put before, at most 1 000; out is int64_t, how many. */
step_fn mail_removal_step;

/* The kinds of jobs that send a letter, and one of many alike. */
extern const struct job_kind mail_send, mail_send_bulk, mail_clean;

extern const struct command mail_commands[];     /* ends with {0} */
extern const struct query *const mail_queries[]; /* ends with NULL */

#endif
