/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * People, what opens their accounts, and the tokens of letters: all SQL. Steps take the time
 * as input. What is looked up is in arena; RC_NOT_FOUND where there is none.
 */
#ifndef ACCOUNTS_STORE_H
#define ACCOUNTS_STORE_H

#include "features/accounts/accounts_rules.h"
#include "features/accounts/pub/accounts.h"

/* ---- what opens an account ------------------------------------------------------------ */

/* Secrets are read by those who compare them, and by nobody else. */
struct person_secrets {
    struct str password_hash; /* STR_NONE: none */
    struct str totp_secret;   /* likewise */
    int64_t totp_step;
};
MUST_CHECK rc person_secrets_read(struct reader *reader, struct arena *arena, int64_t person,
                                  struct person_secrets *ret_secrets);

struct person_new {
    struct str email, email_key; /* both "": none */
    struct str name, language;
    struct str password_hash; /* STR_NONE: none */
    time_us now;
};
/* RC_EXISTS: the address has an account. */
MUST_CHECK rc person_insert(struct txn *txn, const struct person_new *person, int64_t *ret_id);
MUST_CHECK rc person_set_name(struct txn *txn, int64_t id, struct str name, struct str language, bool hidden,
                              time_us now);
MUST_CHECK rc person_set_password(struct txn *txn, int64_t id, struct str hash, time_us now);
/* RC_EXISTS: the address has an account. */
MUST_CHECK rc person_set_address(struct txn *txn, int64_t id, struct str email, struct str email_key,
                                 time_us now);
/* Takes a code's step, so that the code counts once. RC_NOT_FOUND: it has been taken. */
MUST_CHECK rc person_take_totp_step(struct txn *txn, int64_t id, int64_t step);
/* Sets the app's secret, the step of its last code, and the hashes of n recovery codes in place
 * of those before; STR_NONE: no app. */
MUST_CHECK rc person_set_app(struct txn *txn, int64_t id, struct str secret, int64_t totp_step,
                             const struct str *code_hashes, size_t n, time_us now);
/* Removes the app, and its codes, where the person got it then or later. */
MUST_CHECK rc person_remove_app_since(struct txn *txn, int64_t id, time_us since);
/* Uses a recovery code. RC_NOT_FOUND: there is no such. */
MUST_CHECK rc person_use_recovery(struct txn *txn, int64_t id, struct str code_hash);
MUST_CHECK rc person_count_recovery(struct reader *reader, int64_t id, int64_t *ret_count);
/* Removes what is known of a person, but for the number. */
MUST_CHECK rc person_erase(struct txn *txn, int64_t id, time_us now);

/* ---- identities ----------------------------------------------------------------------------- */

struct identity_list {
    struct person_identity {
        struct str issuer, subject;
        time_us created;
    } *items;
    size_t n, cap;
};
/* Whose it is. */
MUST_CHECK rc identity_find(struct reader *reader, struct str issuer, struct str subject,
                            int64_t *ret_person);
/* RC_EXISTS: it is somebody's. */
MUST_CHECK rc identity_insert(struct txn *txn, struct str issuer, struct str subject, int64_t person,
                              time_us now);
/* Removes those that a person got then or later. */
MUST_CHECK rc identity_remove_since(struct txn *txn, int64_t person, time_us since);
MUST_CHECK rc identity_list(struct reader *reader, struct arena *arena, int64_t person,
                            struct identity_list *ret_list);

/* ---- tokens ------------------------------------------------------------------------------------ */

struct account_token {
    struct str hash;
    enum token_kind kind;
    int64_t person; /* 0: there is none yet */
    struct str email, email_key, language;
    struct str next;
    time_us now; /* when it is made */
};
/* What a token of the kind holds, while it lasts. */
MUST_CHECK rc token_find(struct reader *reader, struct arena *arena, struct str hash, enum token_kind kind,
                         time_us now, struct account_token *ret_token);
MUST_CHECK rc token_insert(struct txn *txn, const struct account_token *token);
/* Uses it up: what it held, in arena. RC_NOT_FOUND: used, ended or never made. One that is spent opens
 * nothing, but still counts as a letter. */
MUST_CHECK rc token_take(struct txn *txn, struct arena *arena, struct str hash, enum token_kind kind,
                         time_us now, struct account_token *ret_token);
/* Spends a person's tokens of a kind that were made then or later; 0: all. */
MUST_CHECK rc token_spend_of(struct txn *txn, int64_t person, enum token_kind kind, time_us since);
/* Removes a person's tokens, and those made for an address before it had an account. */
MUST_CHECK rc token_forget(struct txn *txn, int64_t person, struct str email_key);
/* How many were made for an address since then; and, of the kind sign-up, for all. */
MUST_CHECK rc token_count_to(struct reader *reader, struct str email_key, time_us since, int64_t *ret_count);
MUST_CHECK rc token_count_sign_ups(struct reader *reader, time_us since, int64_t *ret_count);
/* Removes what has ended an hour ago, and so no longer counts as a letter; at most so many. */
MUST_CHECK rc token_tidy(struct txn *txn, time_us now, int64_t most, int64_t *ret_removed);

/* ---- guesses --------------------------------------------------------------------------------------- */

struct guesses {
    int64_t wrong; /* in a row */
    time_us last;
};
/* subject: "password " and the fingerprint of an address (token_fingerprint), or "code " and a number.
 * Zeros where there are none. */
MUST_CHECK rc guess_read(struct reader *reader, struct str subject, struct guesses *ret_guesses);
MUST_CHECK rc guess_add(struct txn *txn, struct str subject, time_us now);
MUST_CHECK rc guess_clear(struct txn *txn, struct str subject);
/* Removes those older than a time, at most so many. */
MUST_CHECK rc guess_tidy(struct txn *txn, time_us before, int64_t most, int64_t *ret_removed);

extern const struct query *const accounts_queries[];

#endif
