/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Letters to people by e-mail.
 *
 * A step puts a letter in the outbox, in the same transaction as its cause: a sign-up that is
 * stored is followed by its letter, one that is not never is. A job sends it by SMTP
 * (core/jobs): a server that cannot be reached or answers 4xx is tried again for about a day
 * and a half; one that says 5xx of the recipient or the letter makes it a dead letter at once,
 * which `radslag mail` shows with the server's words. 5xx of something else, such as a wrong
 * password, is a fault of ours and is tried again too.
 *
 * A letter whose sending was cut off, by a lost connection after the last byte or a killed
 * process, is sent again: with the same Message-ID, so that most servers show it once.
 *
 * When a letter is sent, its recipient and contents are removed from the database; what stays is
 * when which kind of letter was sent, and a keyed hash of the address. Nothing of either is
 * logged. All rows are removed after 100 days.
 */
#ifndef CORE_MAIL_MAIL_H
#define CORE_MAIL_MAIL_H

#include "core/config/config.h"
#include "core/db/db.h"
#include "core/jobs/jobs.h"
#include "core/mail/mail_address.h"
#include "core/mail/mail_message.h"
#include "core/view/mustache.h"

/* ---- putting ------------------------------------------------------------ */

struct mail {
    const char *kind;       /* "accounts.confirm": what it is, for lists; no fact about a person */
    struct str to;          /* an address: mail_address_read */
    struct str reply_to;    /* likewise; STR_NONE: answers go to mail_from */
    struct str subject;     /* mail_subject_is_fine */
    struct str text;        /* lines ended by LF; at most MAIL_BODY_MAX bytes */
    struct str html;        /* a whole page, or STR_NONE; likewise. mail_render makes both */
    struct str unsubscribe; /* https, or STR_NONE: one click of a mail program POSTs there (RFC 8058) */
    time_us at;             /* when it is to be sent; the step's own time: at once */
    bool bulk;              /* one of many alike: waits behind letters that somebody waits for */
};

/*
 * Puts a letter in the outbox; called in a step. ret_id (may be NULL): its number, which is also
 * its job's. RC_INVALID: an address, the subject or unsubscribe is not as above, or a body is
 * not text; RC_LIMIT: a body is too long; otherwise as db_exec. What people typed is checked
 * before, where they can be told.
 */
MUST_CHECK rc mail_put(struct txn *txn, const struct mail *mail, int64_t *ret_id);

/*
 * Fills in subject, html and text of a letter. The template name gets view in the frame
 * mail/layout; the text is what the HTML says. set is of the recipient's language. view gets the
 * names language, subject and page. In arena. Returns what template_render does: RC_INVALID
 * where something was replaced, and the letter is whole all the same.
 */
MUST_CHECK rc mail_render(struct arena *arena, const struct template_set *set, const char *language,
                          const char *name, struct str subject, struct value *view, struct mail *mail);

/* ---- looking after ----------------------------------------------------------- */

/* A letter that is not sent yet, as `radslag mail` shows it to those who run the portal. */
struct unsent {
    int64_t id;
    struct str kind, recipient, subject;
    enum job_state state;
    int64_t attempts; /* begun */
    time_us at;       /* waiting: when it will be tried; dead: when it was for the last time */
    struct str words; /* the server's, or what went wrong on the way; "" before the first attempt */
};
struct unsent_list {
    struct unsent *items;
    size_t n, cap;
};
/* The letters among the first most jobs that are in a state, in the order of job_list; in arena.
 * Costs a look-up for each. */
MUST_CHECK rc mail_list(struct reader *reader, struct arena *arena, enum job_state state, int64_t most,
                        struct unsent_list *ret_list);
/* Whether jobs of this kind are letters. */
bool mail_is_letter(struct str job_kind);
/* Sends a dead letter again; called in a step. RC_NOT_FOUND: the job is no letter; otherwise as job_retry. */
MUST_CHECK rc mail_retry(struct txn *txn, int64_t id, time_us now);

/* ---- settings -------------------------------------------------------------- */

struct mail_settings {
    const char *url;      /* for libcurl, with the name we greet with */
    bool implicit_tls;    /* smtps:// */
    bool may_be_plain;    /* the server is this machine: STARTTLS where it offers it */
    struct str from_name; /* may be "" */
    struct mail_address from;
    const char *user; /* NULL: none */
    const char *password;
    const char *ca_file; /* NULL: the system's certificates */
};

/*
 * The keys mail_… of the configuration, checked, with the password read from its file. In arena.
 * RC_NOT_FOUND: mail_url is empty, so no mail is sent; RC_INVALID. *ret_problem is then one
 * English sentence for the operator. Does not talk to the server.
 */
MUST_CHECK rc mail_settings_read(struct arena *arena, const struct config *config,
                                 struct mail_settings *ret_settings, struct str *ret_problem);

/* ---- sending, without the outbox ----------------------------------------------- */

enum mail_outcome {
    MAIL_SENT,    /* the server has taken it */
    MAIL_LATER,   /* not now, or it is not known */
    MAIL_REFUSED, /* never: the recipient or the letter */
};
struct mail_answer {
    enum mail_outcome outcome;
    struct str words; /* the server's, or what went wrong on the way; one line of text */
};

/* Sends a letter to the server; takes at most 90 seconds. must_stop (may be NULL) is asked every
 * second or more often; true: MAIL_LATER. For the job and for `radslag doctor`. In arena. */
struct mail_answer mail_deliver(struct arena *arena, const struct mail_settings *settings,
                                const struct message *message, bool (*must_stop)(void *context),
                                void *context);
/* Connects, greets, encrypts, signs in and says goodbye. MAIL_SENT: all of it went well. */
struct mail_answer mail_greet(struct arena *arena, const struct mail_settings *settings);

/* A letter of the settings' sender, without contents; its token is random. In arena. */
struct message mail_message_new(struct arena *arena, const struct mail_settings *settings, time_us date);

struct module;
/* The outbox, its jobs, and the commands `radslag mail …`. */
extern const struct module mail_module;

#endif
