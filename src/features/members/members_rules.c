/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/members/members_rules.h"

struct power members_power(int64_t organisation, unsigned portal_roles, unsigned organisation_roles)
{
    bool heads_portal = portal_roles & ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR);
    if (organisation == ACCESS_PORTAL)
        return heads_portal ? (struct power){ROLE_BITS_PORTAL, ROLE_BITS_PORTAL, true} : (struct power){0};
    if (heads_portal || (organisation_roles & ROLE_BIT(ROLE_ADMINISTRATOR)))
        return (struct power){ROLE_BITS_ORGANISATION, ROLE_BITS_ORGANISATION, true};
    if (portal_roles & ROLE_BIT(ROLE_PORTAL_COORDINATOR))
        return (struct power){.grant = ROLE_BIT(ROLE_ADMINISTRATOR)};
    return (struct power){0};
}

unsigned members_counting(unsigned organisation_roles, bool verified, bool wants_strong, bool is_strong)
{
    if (!verified)
        return 0;
    return wants_strong && !is_strong ? organisation_roles & ~ROLE_BITS_SEEING : organisation_roles;
}

bool members_may_change(const struct power *power, unsigned from, unsigned to)
{
    return !(to & ~from & ~power->grant) && !(from & ~to & ~power->revoke);
}

unsigned members_changeable(const struct power *power, unsigned held)
{
    return (power->grant & ~held) | (power->revoke & held);
}

struct str members_roles_text(struct arena *arena, unsigned role_bits)
{
    struct str text = STR("");
    for (int i = 0; i < ROLES; i++)
        if (role_bits & ROLE_BIT(i))
            text = ARENA_CONCAT(arena, text, text.n ? STR(";") : STR(""), str_from_c(roles[i].code));
    return text;
}

rc members_roles_read(struct str text, char separator, unsigned *ret_role_bits)
{
    unsigned bits = 0;
    struct str code;
    enum role role;
    while (text.n && str_split(&text, separator, &code)) {
        if (!role_of_code(str_trim(code), &role))
            return RC_INVALID;
        bits |= ROLE_BIT(role);
    }
    *ret_role_bits = bits;
    return RC_OK;
}
