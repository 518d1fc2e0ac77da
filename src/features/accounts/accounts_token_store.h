/* SPDX-License-Identifier: EUPL-1.2 */
/* The queries of accounts_token_store.c, for the module's list. */
#ifndef ACCOUNTS_TOKEN_STORE_H
#define ACCOUNTS_TOKEN_STORE_H

#include "core/db/db.h"

extern const struct query q_token_find, q_token_insert, q_token_spend, q_token_spend_of, q_token_forget,
    q_token_forget_address, q_token_count_to, q_token_count_sign_ups, q_token_tidy, q_guess_read, q_guess_add,
    q_guess_clear, q_guess_tidy;
#define TOKEN_QUERIES                                                                                      \
    &q_token_find, &q_token_insert, &q_token_spend, &q_token_spend_of, &q_token_forget,                    \
        &q_token_forget_address, &q_token_count_to, &q_token_count_sign_ups, &q_token_tidy, &q_guess_read, \
        &q_guess_add, &q_guess_clear, &q_guess_tidy

#endif
