/* SPDX-License-Identifier: EUPL-1.2 */
/* The queries of members_claim_store.c, for the list in members_store.c. */
#ifndef MEMBERS_CLAIM_STORE_H
#define MEMBERS_CLAIM_STORE_H

#include "core/db/db.h"

extern const struct query q_claim_rules, q_claim_rules_of, q_claim_rule_one, q_claim_rule_count,
    q_claim_rule_insert, q_claim_rule_delete, q_claim_given_of, q_claim_given_in, q_claim_given_insert,
    q_claim_given_delete, q_claim_given_forget, q_claim_given_delete_of;
#define CLAIM_QUERIES                                                                                \
    &q_claim_rules, &q_claim_rules_of, &q_claim_rule_one, &q_claim_rule_count, &q_claim_rule_insert, \
        &q_claim_rule_delete, &q_claim_given_of, &q_claim_given_in, &q_claim_given_insert,           \
        &q_claim_given_delete, &q_claim_given_forget, &q_claim_given_delete_of

#endif
