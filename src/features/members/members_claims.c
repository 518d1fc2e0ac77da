/* SPDX-License-Identifier: EUPL-1.2 */
/* Grants by what an identity provider says. */
#include "base/vec.h"
#include "features/members/members_store.h"

unsigned members_claimed(const struct claim_rule *const *held, size_t n, int64_t organisation)
{
    unsigned bits = 0;
    for (size_t i = 0; i < n; i++)
        if (held[i]->organisation == organisation)
            bits |= ROLE_BIT(held[i]->role);
    return bits;
}

/* A person's grants in an organisation as a provider's word meets them. */
struct standing {
    unsigned held;   /* by whatever way */
    unsigned ours;   /* by this provider */
    unsigned others; /* by another provider */
};

static rc standing_of(struct txn *txn, struct arena *arena, int64_t person, int64_t organisation,
                      struct str provider, struct standing *ret_standing)
{
    struct standing standing = {0};
    struct grant_list grants;
    struct claim_grants given = {0};
    rc result = access_of_person(txn_reader(txn), arena, person, &grants);
    if (result == RC_OK)
        result = claim_grants_of(txn_reader(txn), arena, person, &given);
    if (result)
        return result;
    standing.held = access_roles(&grants, organisation);
    for (size_t i = 0; i < given.n; i++) {
        const struct claim_grant *grant = &given.items[i];
        if (grant->organisation == organisation)
            *(str_eq(grant->provider, provider) ? &standing.ours : &standing.others) |= ROLE_BIT(grant->role);
    }
    *ret_standing = standing;
    return RC_OK;
}

/* A role that is held, but by nobody's claim, was given by hand and is left so. */
static rc give(struct txn *txn, const struct claim_grant *grant, const struct standing *standing, time_us now)
{
    unsigned bit = ROLE_BIT(grant->role);
    bool by_hand = (standing->held & bit) && !((standing->ours | standing->others) & bit);
    rc result = RC_OK;
    if (by_hand || (standing->held & standing->ours & bit))
        return RC_OK;
    if (!(standing->held & bit))
        result = access_grant(txn, &(struct grant){.person = grant->person,
                                                   .organisation = grant->organisation,
                                                   .role = grant->role,
                                                   .at = now});
    if (result == RC_OK && !(standing->ours & bit))
        result = claim_grant_insert(txn, grant);
    return result;
}

static rc is_last(struct txn *txn, struct arena *arena, const struct claim_grant *grant, bool *ret_last)
{
    struct grant_list all = {0};
    bool last = grant->role == ROLE_ADMINISTRATOR || grant->role == ROLE_PORTAL_ADMINISTRATOR;
    rc result = access_of_organisation(txn_reader(txn), arena, grant->organisation, &all);
    for (size_t i = 0; i < all.n; i++)
        last = last && !(all.items[i].role == grant->role && all.items[i].person != grant->person);
    if (result == RC_OK)
        *ret_last = last;
    return result;
}

static rc take(struct txn *txn, struct arena *arena, const struct claim_grant *grant,
               const struct standing *standing, time_us now)
{
    unsigned bit = ROLE_BIT(grant->role);
    bool last = false, revoke = (standing->held & bit) && !(standing->others & bit);
    rc result = revoke ? is_last(txn, arena, grant, &last) : RC_OK;
    if (result || last)
        return result;
    result = claim_grant_remove(txn, grant);
    if (result == RC_OK && revoke)
        result = access_revoke(txn, &(struct grant){.person = grant->person,
                                                    .organisation = grant->organisation,
                                                    .role = grant->role,
                                                    .at = now});
    return result;
}

rc members_apply_claims(struct txn *txn, int64_t person, int64_t organisation, struct str provider,
                        unsigned role_bits, time_us now)
{
    unsigned all = organisation == ACCESS_PORTAL ? ROLE_BITS_PORTAL : ROLE_BITS_ORGANISATION;
    struct standing standing;
    if (role_bits & ~all)
        return RC_INVALID;
    struct arena *arena = arena_new();
    rc result = standing_of(txn, arena, person, organisation, provider, &standing);
    for (int i = 0; i < ROLES && result == RC_OK; i++) {
        const struct claim_grant grant = {person, organisation, provider, (enum role)i};
        if (role_bits & ROLE_BIT(i))
            result = give(txn, &grant, &standing, now);
        else if (standing.ours & ROLE_BIT(i))
            result = take(txn, arena, &grant, &standing, now);
    }
    arena_free(arena);
    return result;
}

struct places {
    int64_t *items;
    size_t n, cap;
};

static void add_place(struct arena *arena, struct places *places, int64_t organisation)
{
    for (size_t i = 0; i < places->n; i++)
        if (places->items[i] == organisation)
            return;
    *VEC_PUSH(arena, places) = organisation;
}

rc members_sign_in_claims(struct txn *txn, int64_t person, struct str provider,
                          const struct claim_rule *const *held, size_t n, time_us now)
{
    struct arena *arena = arena_new();
    struct places places = {0};
    struct claim_grants given = {0};
    rc result = claim_grants_of(txn_reader(txn), arena, person, &given);
    for (size_t i = 0; i < given.n; i++)
        if (str_eq(given.items[i].provider, provider))
            add_place(arena, &places, given.items[i].organisation);
    for (size_t i = 0; i < n; i++)
        add_place(arena, &places, held[i]->organisation);
    for (size_t i = 0; i < places.n && result == RC_OK; i++)
        result = members_apply_claims(txn, person, places.items[i], provider,
                                      members_claimed(held, n, places.items[i]), now);
    arena_free(arena);
    return result;
}
