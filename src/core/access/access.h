/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who holds which role where.
 *
 * A grant gives a person a role in an organisation, or in the portal. It counts from the next
 * request and until it is revoked: every request reads the grants anew, and the server checks
 * them again in the transaction of what a form changes (core/web/identity.c). Within an
 * organisation they count only while the organisation is verified. Every change is in the
 * audit log, put by the functions here, so that it cannot be forgotten.
 */
#ifndef CORE_ACCESS_ACCESS_H
#define CORE_ACCESS_ACCESS_H

#include "base/clock.h"
#include "core/access/role.h"
#include "core/db/db.h"

enum { ACCESS_PORTAL = 0 }; /* the organisation of the portal's own roles */

struct grant {
    int64_t person, organisation;
    enum role role;
    time_us at;
    int64_t by; /* a person; 0: a command on the server */
};
struct grant_list {
    struct grant *items;
    size_t n, cap;
};

/* All that a person holds, in arena. */
MUST_CHECK rc access_of_person(struct reader *reader, struct arena *arena, int64_t person,
                               struct grant_list *ret_list);
/* All that is held in an organisation, by person and role, in arena. */
MUST_CHECK rc access_of_organisation(struct reader *reader, struct arena *arena, int64_t organisation,
                                     struct grant_list *ret_list);
/* The roles of a list in an organisation, as bits. */
unsigned access_roles(const struct grant_list *list, int64_t organisation);

/*
 * Grants and revokes; called in a step. RC_INVALID: a role of the portal in an organisation, or
 * the other way round. Granting: RC_EXISTS where it is held already. Revoking: RC_NOT_FOUND
 * where it is not; RC_DENIED where nobody would administer the portal or the organisation any
 * more. Otherwise as db_exec.
 */
MUST_CHECK rc access_grant(struct txn *txn, const struct grant *grant);
MUST_CHECK rc access_revoke(struct txn *txn, const struct grant *grant);
/* Takes away all that a person holds, even the last administrator's: they are erased. at and by as above. */
MUST_CHECK rc access_revoke_all(struct txn *txn, int64_t person, time_us at, int64_t by);

struct module;
/* The table and its queries. */
extern const struct module access_module;

#endif
