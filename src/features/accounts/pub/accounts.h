/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Accounts: people who sign in. What other features may call.
 *
 * A person is known by a number, which others store. Their name and address are read
 * when they are shown, so that a change or an erasure counts everywhere at once.
 */
#ifndef ACCOUNTS_PUB_ACCOUNTS_H
#define ACCOUNTS_PUB_ACCOUNTS_H

#include "base/clock.h"
#include "core/i18n/i18n.h"
#include "core/mail/mail_address.h"
#include "core/module.h"

struct person {
    int64_t id;
    struct str email, email_key; /* confirmed; "" where there is none. Not for others' eyes */
    struct str name;             /* as the person wrote it; for others: person_shown_name */
    struct str language;         /* code, of letters */
    bool hidden;                 /* protected identity */
    bool has_password, has_app;
    time_us created;
    time_us erased; /* 0: is there */
};

/* In arena. RC_NOT_FOUND: there is none. One that is erased is found by its number, with nothing in it. */
MUST_CHECK rc person_by_id(struct reader *reader, struct arena *arena, int64_t id, struct person *ret_person);
/* key: mail_address.key. */
MUST_CHECK rc person_by_key(struct reader *reader, struct arena *arena, struct str key,
                            struct person *ret_person);

/* The name that others see: "Deltagare" for whoever has a protected identity or has given none,
 * "Borttagen användare" for whoever is erased. The same text must not tell which of the first two. */
struct str person_shown_name(const struct language *language, const struct person *person);
/* The same by number; "" for 0, which is the program itself. */
MUST_CHECK rc person_shown_name_of(struct reader *reader, struct arena *arena,
                                   const struct language *language, int64_t id, struct str *ret_name);

/* A link that makes an account with an address, as if its letter had come: for whoever runs the server. */
struct account_welcome {
    struct str token; /* token_new */
    struct mail_address address;
    struct str language; /* of letters */
    struct str next;     /* a path of this portal to go to then, or "" */
    time_us now;         /* it works for 24 hours, once */
};
/* Called in a step. RC_EXISTS: the address has an account. */
MUST_CHECK rc account_welcome_put(struct txn *txn, const struct account_welcome *welcome);
/* The path that the token opens, in the first language. In arena. */
struct str account_welcome_path(struct arena *arena, const struct languages *languages, struct str token);

extern const struct module accounts_module;

#endif
