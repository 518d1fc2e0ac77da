/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Coming in: what follows a right password, a link or an identity provider. Whoever has an app
 * shows a code of it first, unless two factors have been shown; everybody else gets a session.
 */
#ifndef ACCOUNTS_PUB_ENTERING_H
#define ACCOUNTS_PUB_ENTERING_H

#include "core/mail/mail.h"
#include "core/session/session.h"
#include "core/web/request.h"

/* The secrets of a session to be: made before the step, since a step makes none that somebody is told. */
struct entering;
/* In the request's arena. next: where to go then, a path of this portal or "": next_is_ours. */
struct entering *entering_make(struct request *request, enum session_method method, struct str next);

struct entered {
    int64_t person;
    bool wants_code;
};
/* In a step: begins the session, or the wait for a code. strong: two factors have been shown elsewhere.
 * RC_NOT_FOUND: the person is gone. */
MUST_CHECK rc enter(struct txn *txn, const struct entering *entering, int64_t person, bool strong,
                    struct entered *ret_entered);
/* After the step: leads on, or asks for the code. */
MUST_CHECK rc entered_reply(struct request *request, const struct entering *entering,
                            const struct entered *entered);

/* Somebody whom an identity provider has told of. */
struct account_identity {
    struct str issuer, subject; /* together theirs alone; issuer may also tell whose login it is */
    struct str name, language;   /* of a new account */
    struct str email, email_key; /* of a new account: confirmed by a provider that the portal itself trusts;
                                    otherwise "", since whoever runs a provider could claim any address */
    int64_t link_to;             /* whoever is signed in and wants to sign in so too; 0: nobody */
    struct mail letter;          /* to link_to: account_connected_letter; without a recipient: none is sent */
    time_us now;
};
/* What tells somebody that a login has been connected to their account; to nobody where they have no
 * address. */
MUST_CHECK rc account_connected_letter(struct request *request, struct reader *reader, int64_t person,
                                       struct mail *ret_letter);
/* In a step: whose the identity is; a new person where it is nobody's. RC_EXISTS: it is another's than
 * link_to. */
MUST_CHECK rc account_of_identity(struct txn *txn, const struct account_identity *identity,
                                  int64_t *ret_person);

/* For what opens an account: true where whoever is signed in did so a short while ago; otherwise it has led
 * them to do so again and come back to this page. */
bool is_fresh(struct request *request, rc *ret_result);

enum { NEXT_MAX_BYTES = 2000 };
/* Whether path leads to this portal and nowhere else. It begins with one '/', is at most NEXT_MAX_BYTES
 * long, and has no backslash, blank or control character, which browsers read in ways of their own. */
bool next_is_ours(struct str path);

#endif
