/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who may grant what to whom, and the limits of inviting and asking. Pure: no
 * database, web or clock. Sets of roles are bits of ROLE_BIT.
 */
#ifndef MEMBERS_RULES_H
#define MEMBERS_RULES_H

#include "base/arena.h"
#include "base/clock.h"
#include "core/access/access.h"

enum {
    MEMBERS_TEXT_MAX = 500,        /* characters of a message, a reason */
    MEMBERS_PENDING_MAX = 200,     /* invitations of an organisation that wait */
    MEMBERS_LETTERS_PER_DAY = 100, /* with invitations of an organisation, within a day */
    MEMBERS_LETTERS_TO_ONE = 3,    /* to one address, from all of the portal, within a day */
    MEMBERS_REQUESTS_MAX = 200,    /* open ones of an organisation */
    MEMBERS_REQUESTS_OF_ONE = 5,   /* open ones and refused ones of a person */
    MEMBERS_CLAIM_BYTES = 200,     /* of a claim's name, and of its value */
    MEMBERS_RULES_MAX = 200,       /* claim rules of an organisation */
};
#define MEMBERS_INVITATION_LIFE (14 * TIME_DAY)
#define MEMBERS_REFUSAL_LIFE (30 * TIME_DAY) /* so long after a refusal one may ask again */

/* What somebody may do with the roles of an organisation, or of the portal. */
struct power {
    unsigned grant, revoke;
    bool addresses; /* sees members' e-mail addresses */
};

/*
 * The power of somebody who holds these roles, of the portal and, where they count, of the organisation
 * (ACCESS_PORTAL: the portal itself). Administrators grant and revoke all roles of their own; the
 * portal's also those of every organisation, but no role in the portal follows from one in an organisation. A
 * coordinator grants the administrator that an organisation begins with, and takes nothing away.
 */
struct power members_power(int64_t organisation, unsigned portal_roles, unsigned organisation_roles);

/* The roles of an organisation that count in this session: none where it is not verified; none that see
 * personal data where it wants two factors and the session has one. */
unsigned members_counting(unsigned organisation_roles, bool verified, bool wants_strong, bool is_strong);

/* Whether the power allows to go from one set of roles to another. */
bool members_may_change(const struct power *power, unsigned from, unsigned to);
/* The roles that may be given to or taken from somebody who holds these. */
unsigned members_changeable(const struct power *power, unsigned held);

/* A set of roles as it is stored and sent, "officer;editor", by enum role; "" for none. In arena. */
struct str members_roles_text(struct arena *arena, unsigned role_bits);
/* RC_INVALID: text has something that is no role. "" is none. separator: ';' or ','. */
MUST_CHECK rc members_roles_read(struct str text, char separator, unsigned *ret_role_bits);

#endif
