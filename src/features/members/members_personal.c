/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/members/members_personal.h"

#include "core/view/value.h"
#include "features/accounts/pub/accounts.h"
#include "features/members/members_store.h"

static void set_time(struct arena *arena, struct value *map, const char *key, time_us time)
{
    char iso[TIME_ISO_BYTES];
    value_set_str(map, key, arena_str_dup(arena, str_from_c(time_format_iso(time, iso))));
}

static rc collect_grants(struct reader *reader, struct arena *arena, int64_t person, struct value *map)
{
    struct grant_list grants;
    struct value *list = value_set_list(map, "roles");
    rc result = access_of_person(reader, arena, person, &grants);
    for (size_t i = 0; result == RC_OK && i < grants.n; i++) {
        struct value *item = value_push_map(list);
        value_set_int(item, "organisation", grants.items[i].organisation);
        value_set_c(item, "role", roles[grants.items[i].role].code);
        set_time(arena, item, "granted", grants.items[i].at);
    }
    return result;
}

static rc collect_requests(struct reader *reader, struct arena *arena, int64_t person, struct value *map)
{
    struct request_list requests;
    struct value *list = value_set_list(map, "requests");
    rc result = request_list_of(reader, arena, person, &requests);
    for (size_t i = 0; result == RC_OK && i < requests.n; i++) {
        struct value *item = value_push_map(list);
        value_set_int(item, "organisation", requests.items[i].organisation);
        value_set_str(item, "roles", members_roles_text(arena, requests.items[i].roles));
        value_set_str(item, "message", requests.items[i].message);
        set_time(arena, item, "asked", requests.items[i].created);
        value_set_bool(item, "refused", requests.items[i].refused != 0);
    }
    return result;
}

/* Theirs are those to their address; of those that they have sent the receiver's address is not theirs. */
static rc collect_invitations(struct reader *reader, struct arena *arena, const struct person *person,
                              struct value *map)
{
    struct invitation_list to = {0}, by = {0};
    struct value *received = value_set_list(map, "invitations"),
                 *sent = value_set_list(map, "invitations_sent");
    rc result = person->email_key.n ? invitation_list_to(reader, arena, person->email_key, &to) : RC_OK;
    if (result == RC_OK)
        result = invitation_list_by(reader, arena, person->id, &by);
    for (size_t i = 0; result == RC_OK && i < to.n + by.n; i++) {
        const struct invitation *invitation = i < to.n ? &to.items[i] : &by.items[i - to.n];
        struct value *item = value_push_map(i < to.n ? received : sent);
        value_set_int(item, "organisation", invitation->organisation);
        value_set_str(item, "roles", members_roles_text(arena, invitation->roles));
        value_set_str(item, "message", invitation->message);
        set_time(arena, item, "sent", invitation->created);
    }
    return result;
}

static rc collect(struct reader *reader, struct arena *arena, int64_t id, struct value *map)
{
    struct person person;
    rc result = person_by_id(reader, arena, id, &person);
    if (result == RC_OK)
        result = collect_grants(reader, arena, id, map);
    if (result == RC_OK)
        result = collect_requests(reader, arena, id, map);
    return result ? result : collect_invitations(reader, arena, &person, map);
}

/* Their address is asked for, so it must still be there. */
static rc erase(struct txn *txn, int64_t id, int64_t now)
{
    struct arena *arena = arena_new();
    struct person person;
    rc result = person_by_id(txn_reader(txn), arena, id, &person);
    if (result == RC_OK)
        result = invitation_remove_of(txn, person.email_key, id);
    if (result == RC_OK)
        result = request_remove_of(txn, id);
    if (result == RC_OK)
        result = claim_grant_remove_of(txn, id);
    if (result == RC_OK)
        result = access_revoke_all(txn, id, now, id);
    arena_free(arena);
    return result;
}

/* That the audit log stays, accounts tell. */
const struct personal_data members_personal = {
    .collect = collect,
    .erase = erase,
};
