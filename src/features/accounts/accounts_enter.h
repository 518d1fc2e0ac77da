/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Coming in: what follows a right password, a link or an identity provider. Whoever has an app
 * shows a code of it first; everybody else gets a session.
 */
#ifndef ACCOUNTS_ENTER_H
#define ACCOUNTS_ENTER_H

#include "core/session/session.h"
#include "core/web/reply.h"
#include "features/accounts/accounts_store.h"

/* Made before the step, since steps make no random numbers that somebody is to be told. */
struct entering {
    struct session_start session; /* but for the person */
    struct str session_token;
    struct account_token code; /* of the kind TOKEN_CODE, but for the person */
    struct str code_token;
};
void entering_make(struct request *request, enum session_method method, struct str next,
                   struct entering *ret_entering);

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

/* The page that takes the code. */
extern const struct post accounts_code_post;
get_fn accounts_code_page;

/* True where whoever is signed in did so a short while ago; otherwise it has led them to do so again. */
bool is_fresh(struct request *request, rc *ret_result);

#endif
