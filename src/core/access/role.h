/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Roles: what somebody may do for an organisation, or for the portal as a whole.
 * Codes and names are those of the domain's glossary. Pure.
 */
#ifndef CORE_ACCESS_ROLE_H
#define CORE_ACCESS_ROLE_H

#include <stdbool.h>

#include "base/str.h"

enum role {
    /* within an organisation */
    ROLE_PARTICIPANT,       /* somebody the organisation has admitted, such as to an assembly */
    ROLE_OFFICER,           /* plans and runs dialogues */
    ROLE_PROCESS_LEADER,    /* leads tense dialogues */
    ROLE_FACILITATOR,       /* leads talks at meetings */
    ROLE_ELECTED,           /* decides on dialogues and answers for their results */
    ROLE_REGISTRAR,         /* keeps public records */
    ROLE_SELECTION_OFFICER, /* draws lots among residents */
    ROLE_EDITOR,            /* writes the organisation's pages */
    ROLE_ADMINISTRATOR,     /* grants roles, changes the organisation's settings */
    /* for the portal */
    ROLE_PORTAL_EDITOR,        /* methods, examples, library */
    ROLE_PORTAL_COORDINATOR,   /* organisations, networks, events */
    ROLE_PORTAL_ADMINISTRATOR, /* everything that is not an organisation's own */
};
enum { ROLES = 12, ROLES_OF_ORGANISATION = 9 };

/* A set of roles: bit i for role i. */
#define ROLE_BIT(role) (1u << (role))
#define ROLE_BITS_ORGANISATION ((1u << ROLES_OF_ORGANISATION) - 1)
#define ROLE_BITS_PORTAL (((1u << ROLES) - 1) & ~ROLE_BITS_ORGANISATION)
/* Those who see personal data of others: an organisation may ask two factors of them. */
#define ROLE_BITS_SEEING                                                                          \
    (ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_PROCESS_LEADER) | ROLE_BIT(ROLE_FACILITATOR) |        \
     ROLE_BIT(ROLE_REGISTRAR) | ROLE_BIT(ROLE_SELECTION_OFFICER) | ROLE_BIT(ROLE_ADMINISTRATOR) | \
     ROLE_BIT(ROLE_PORTAL_COORDINATOR) | ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR))

struct role_info {
    const char *code; /* "process-leader": stored, and in tables and claims */
    const char *name; /* TR("Process leader") */
    const char *does; /* TR("…"): a sentence, for whoever grants it */
};
extern const struct role_info roles[ROLES];

static inline bool role_is_of_portal(enum role role)
{
    return role >= ROLE_PORTAL_EDITOR;
}
/* False where code is none. */
bool role_of_code(struct str code, enum role *ret_role);

#endif
