/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Invitations, requests and grants by claim: all SQL. Times are given. What is looked up is in
 * arena; RC_NOT_FOUND where there is none.
 */
#ifndef MEMBERS_STORE_H
#define MEMBERS_STORE_H

#include "features/members/members_rules.h"
#include "features/members/pub/members.h"

/* ---- invitations ------------------------------------------------------------------------ */

struct invitation {
    int64_t id;
    int64_t organisation;
    unsigned roles;
    struct str email, email_key, message;
    int64_t by;
    time_us created, ends;
};
struct invitation_list {
    struct invitation *items;
    size_t n, cap;
};

/* Those of an organisation that have not ended, by address; at most MEMBERS_PENDING_MAX. */
MUST_CHECK rc invitation_list(struct reader *reader, struct arena *arena, int64_t organisation, time_us now,
                              struct invitation_list *ret_list);
/* One of an organisation, by its number, ended or not. */
MUST_CHECK rc invitation_by_id(struct reader *reader, struct arena *arena, int64_t organisation, int64_t id,
                               struct invitation *ret_invitation);
/* One that has not ended, by its token's hash; STR_NONE is none. */
MUST_CHECK rc invitation_by_token(struct reader *reader, struct arena *arena, struct str hash, time_us now,
                                  struct invitation *ret_invitation);
/* To an address, or by a person: for themselves to see. */
MUST_CHECK rc invitation_list_to(struct reader *reader, struct arena *arena, struct str email_key,
                                 struct invitation_list *ret_list);
MUST_CHECK rc invitation_list_by(struct reader *reader, struct arena *arena, int64_t person,
                                 struct invitation_list *ret_list);
MUST_CHECK rc invitation_insert(struct txn *txn, const struct invitation *invitation, struct str hash);
/* Gives it another token and a new end. */
MUST_CHECK rc invitation_renew(struct txn *txn, int64_t id, struct str hash, time_us ends);
MUST_CHECK rc invitation_remove(struct txn *txn, int64_t id);
/* Removes one to an address that has ended. Not an error where there is none. */
MUST_CHECK rc invitation_remove_ended(struct txn *txn, int64_t organisation, struct str email_key,
                                      time_us now);
/* Removes those to an address ("": none) and those by a person. */
MUST_CHECK rc invitation_remove_of(struct txn *txn, struct str email_key, int64_t person);

/* Letters since then: of an organisation, and to an address. */
MUST_CHECK rc letter_counts(struct reader *reader, int64_t organisation, struct str email_key, time_us since,
                            int64_t *ret_sent, int64_t *ret_to_one);
MUST_CHECK rc letter_insert(struct txn *txn, int64_t organisation, struct str email_key, time_us now);

/* ---- requests ----------------------------------------------------------------------------- */

struct access_request {
    int64_t id, person, organisation;
    unsigned roles;
    struct str message;
    time_us created;
    time_us refused; /* 0: open */
};
struct request_list {
    struct access_request *items;
    size_t n, cap;
};
/* Open ones of an organisation, the oldest first; at most MEMBERS_REQUESTS_MAX. */
MUST_CHECK rc request_list(struct reader *reader, struct arena *arena, int64_t organisation,
                           struct request_list *ret_list);
/* All of a person, refused ones too. */
MUST_CHECK rc request_list_of(struct reader *reader, struct arena *arena, int64_t person,
                              struct request_list *ret_list);
/* An open one of an organisation by its number. */
MUST_CHECK rc request_by_id(struct reader *reader, struct arena *arena, int64_t organisation, int64_t id,
                            struct access_request *ret_request);
/* A person's in an organisation, open or refused. */
MUST_CHECK rc request_of(struct reader *reader, struct arena *arena, int64_t person, int64_t organisation,
                         struct access_request *ret_request);
MUST_CHECK rc request_insert(struct txn *txn, const struct access_request *request);
MUST_CHECK rc request_refuse(struct txn *txn, int64_t id, time_us now);
/* Removes a person's in an organisation. Not an error where there is none. */
MUST_CHECK rc request_remove(struct txn *txn, int64_t person, int64_t organisation);
MUST_CHECK rc request_remove_of(struct txn *txn, int64_t person);

/* ---- grants by claim ------------------------------------------------------------------------ */

struct claim_grant {
    int64_t person, organisation;
    struct str provider;
    enum role role;
};
struct claim_grants {
    struct claim_grant *items;
    size_t n, cap;
};
/* All that providers have given a person; and in an organisation, by person. */
MUST_CHECK rc claim_grants_of(struct reader *reader, struct arena *arena, int64_t person,
                              struct claim_grants *ret_grants);
MUST_CHECK rc claim_grants_in(struct reader *reader, struct arena *arena, int64_t organisation,
                              struct claim_grants *ret_grants);
/* Marks a grant as given by a provider; and takes the mark away. Not an error where there is none. */
MUST_CHECK rc claim_grant_insert(struct txn *txn, const struct claim_grant *grant);
MUST_CHECK rc claim_grant_remove(struct txn *txn, const struct claim_grant *grant);
/* A role of a person in an organisation is nobody's gift any more, of whatever provider. */
MUST_CHECK rc claim_grant_forget(struct txn *txn, int64_t person, int64_t organisation, enum role role);
MUST_CHECK rc claim_grant_remove_of(struct txn *txn, int64_t person);

/* ---- keeping tidy ------------------------------------------------------------------------------ */

struct members_tidying {
    time_us now;
    int64_t most; /* rows of each kind */
};
/* A step: removes invitations that have ended, letters and refusals too old to count; in is struct
 * members_tidying, out is int64_t: how many rows. */
step_fn members_tidy_step;

extern const struct query *const members_queries[]; /* ends with NULL */

#endif
