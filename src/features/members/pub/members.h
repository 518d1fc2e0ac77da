/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Members: who acts for an organisation, or for the portal. What other features may call.
 *
 * Roles are granted by hand, by an invitation that is accepted, by a request that is approved, or by
 * what an identity provider says of somebody (a claim). They count as core/access tells.
 */
#ifndef MEMBERS_PUB_MEMBERS_H
#define MEMBERS_PUB_MEMBERS_H

#include "core/access/access.h"
#include "core/i18n/i18n.h"
#include "core/mail/mail_address.h"
#include "core/module.h"

extern const struct module members_module;

/* ---- invitations --------------------------------------------------------------------- */

struct member_invitation {
    struct str token;     /* token_new: who shows it at members_invitation_path, signed in with the address,
                             gets the roles */
    int64_t organisation; /* ACCESS_PORTAL: the portal */
    unsigned roles;       /* bits of ROLE_BIT; at least one, all of the organisation or all of the portal */
    struct mail_address address;
    struct str message; /* what the inviter writes; at most 500 characters; "" */
    int64_t by;         /* a person; 0: a command on the server */
    time_us now;
};

/*
 * Stores an invitation; called in a step, which also puts the letter, if any. It stands for 14 days, works
 * once, and takes the place of an earlier one that has ended. RC_EXISTS: the address has one that stands;
 * RC_LIMIT: 200 of the organisation stand; RC_INVALID: the roles are not as above. It is in the audit log.
 */
MUST_CHECK rc members_invite(struct txn *txn, const struct member_invitation *invitation);
/* The path of the page that a token opens, in the portal's first language: "/inbjudningar?token=…". */
struct str members_invitation_path(struct arena *arena, const struct languages *languages, struct str token);

/* ---- roles by claim --------------------------------------------------------------------- */

/* Who of a provider's people gets which role: whoever has the claim with the value (core/oidc says when). */
struct claim_rule {
    int64_t id; /* given by members_claim_rule_add */
    int64_t organisation;
    struct str provider;     /* what the portal calls it; 1 to 200 bytes, as claim and value */
    struct str claim, value; /* as they are, letter by letter */
    enum role role;
};
struct claim_rules {
    struct claim_rule *items;
    size_t n, cap;
};

/* All rules of a provider, by organisation; and all of an organisation, by provider. In arena. */
MUST_CHECK rc members_claim_rules(struct reader *reader, struct arena *arena, struct str provider,
                                  struct claim_rules *ret_rules);
MUST_CHECK rc members_claim_rules_of(struct reader *reader, struct arena *arena, int64_t organisation,
                                     struct claim_rules *ret_rules);
/* Adds one; called in a step, by whoever may grant the role. RC_EXISTS; RC_INVALID: a role of the portal in
 * an organisation or the other way round, or a text too short or long; RC_LIMIT: the organisation has 200.
 * In the audit log. Counts from each person's next signing in. */
MUST_CHECK rc members_claim_rule_add(struct txn *txn, const struct claim_rule *rule, int64_t by, time_us now,
                                     int64_t *ret_id);
/* Removes one of an organisation; RC_NOT_FOUND. What it has granted is revoked when each next signs in. */
MUST_CHECK rc members_claim_rule_remove(struct txn *txn, int64_t organisation, int64_t id, int64_t by,
                                        time_us now);

/* The roles in an organisation that these rules, which hold for somebody, give them. Pure. */
unsigned members_claimed(const struct claim_rule *const *held, size_t n, int64_t organisation);

/*
 * Makes a person's grants by claim in an organisation those that the provider tells of now: grants what is
 * missing, and revokes what this provider had given and no longer does. A grant by hand, and one that
 * another provider gives too, stays; so does that of the last administrator, until there is another.
 * Called in a step. roles: bits; a role that does not belong there is RC_INVALID.
 */
MUST_CHECK rc members_apply_claims(struct txn *txn, int64_t person, int64_t organisation, struct str provider,
                                   unsigned roles, time_us now);
/* The same in all organisations at once, for signing in: held are those rules of the provider that hold for
 * the person; where none does, what it had given is revoked. */
MUST_CHECK rc members_sign_in_claims(struct txn *txn, int64_t person, struct str provider,
                                     const struct claim_rule *const *held, size_t n, time_us now);

#endif
