/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/members/members_change.h"

#include "core/audit/audit.h"
#include "core/auth/token.h"
#include "features/accounts/pub/accounts.h"
#include "features/organisations/pub/organisations.h"

/* ---- who may ------------------------------------------------------------------------- */

rc actor_power(struct reader *reader, struct arena *arena, const struct actor *actor, struct power *ret_power)
{
    struct grant_list grants;
    struct organisation_scope scope = {0};
    rc result = access_of_person(reader, arena, actor->person, &grants);
    if (result == RC_OK && actor->organisation != ACCESS_PORTAL)
        result = organisation_scope_find(reader, actor->slug, &scope);
    if (result == RC_OK && scope.id != actor->organisation)
        result = RC_NOT_FOUND;
    if (result)
        return result;
    unsigned own = members_counting(access_roles(&grants, actor->organisation), scope.verified,
                                    scope.strong_roles, actor->strong);
    *ret_power = members_power(actor->organisation, access_roles(&grants, ACCESS_PORTAL), own);
    return RC_OK;
}

static rc refuse(struct members_out *out, enum refused why, rc result)
{
    out->refused = why;
    return result;
}

static rc check_power(struct txn *txn, struct arena *arena, const struct actor *actor, unsigned from,
                      unsigned to, struct members_out *out)
{
    struct power power;
    rc result = actor_power(txn_reader(txn), arena, actor, &power);
    if (result)
        return result;
    return members_may_change(&power, from, to) ? RC_OK : refuse(out, REFUSED_POWER, RC_DENIED);
}

/* ---- granting ---------------------------------------------------------------------------- */

struct receiver {
    int64_t person, organisation, by;
    time_us now;
};

static struct grant grant_of(const struct receiver *to, enum role role)
{
    return (struct grant){
        .person = to->person, .organisation = to->organisation, .role = role, .at = to->now, .by = to->by};
}

/* Gives by hand: what a claim had given stays from now on whatever the claim says. */
static rc give(struct txn *txn, const struct receiver *to, unsigned held, unsigned given)
{
    rc result = RC_OK;
    for (int i = 0; i < ROLES && result == RC_OK; i++) {
        struct grant grant = grant_of(to, (enum role)i);
        if (!(given & ROLE_BIT(i)))
            continue;
        result = held & ROLE_BIT(i) ? claim_grant_forget(txn, to->person, to->organisation, grant.role)
                                    : access_grant(txn, &grant);
    }
    return result;
}

static rc take(struct txn *txn, const struct receiver *from, unsigned taken)
{
    rc result = RC_OK;
    for (int i = 0; i < ROLES && result == RC_OK; i++) {
        struct grant grant = grant_of(from, (enum role)i);
        if (!(taken & ROLE_BIT(i)))
            continue;
        result = claim_grant_forget(txn, from->person, from->organisation, grant.role);
        if (result == RC_OK)
            result = access_revoke(txn, &grant);
    }
    return result;
}

static rc held_by(struct txn *txn, struct arena *arena, int64_t person, int64_t organisation,
                  unsigned *ret_held)
{
    struct grant_list grants;
    rc result = access_of_person(txn_reader(txn), arena, person, &grants);
    if (result == RC_OK)
        *ret_held = access_roles(&grants, organisation);
    return result;
}

static rc change(struct txn *txn, struct arena *arena, const struct roles_change *change,
                 struct members_out *out)
{
    const struct actor *actor = &change->actor;
    const struct receiver to = {change->person, actor->organisation, actor->person, actor->now};
    unsigned held = 0;
    rc result = held_by(txn, arena, change->person, actor->organisation, &held);
    if (result || (change->was == 0 && held == 0))
        return result ? result : RC_NOT_FOUND; /* a stranger is invited, not made a member */
    out->held = held;
    if (held != change->was)
        return refuse(out, REFUSED_MEANWHILE, RC_EXISTS);
    result = check_power(txn, arena, actor, held, change->to, out);
    if (result == RC_OK)
        result = give(txn, &to, 0, change->to & ~held);
    if (result)
        return result;
    result = take(txn, &to, held & ~change->to);
    return result == RC_DENIED ? refuse(out, REFUSED_LAST, result) : result;
}

rc members_change_step(struct txn *txn, const void *in, void *out)
{
    struct arena *arena = arena_new();
    rc result = change(txn, arena, in, out);
    arena_free(arena);
    return result;
}

/* ---- invitations ---------------------------------------------------------------------------- */

static rc put_entry(struct txn *txn, const char *act, const struct receiver *of, struct str subject)
{
    return audit_put(txn, &(struct audit_entry){.at = of->now,
                                                .actor = of->by,
                                                .organisation = of->organisation,
                                                .act = act,
                                                .person = of->person,
                                                .subject = subject});
}

static rc put_roles_entry(struct txn *txn, const char *act, const struct receiver *of, unsigned role_bits)
{
    struct arena *arena = arena_new();
    rc result = put_entry(txn, act, of, members_roles_text(arena, role_bits));
    arena_free(arena);
    return result;
}

static bool roles_fit(unsigned role_bits, int64_t organisation)
{
    unsigned all = organisation == ACCESS_PORTAL ? ROLE_BITS_PORTAL : ROLE_BITS_ORGANISATION;
    return role_bits && !(role_bits & ~all);
}

static rc check_room(struct txn *txn, const struct member_invitation *invitation)
{
    struct arena *arena = arena_new();
    struct invitation_list list = {0};
    bool stands = false;
    rc result = invitation_list(txn_reader(txn), arena, invitation->organisation, invitation->now, &list);
    for (size_t i = 0; i < list.n; i++)
        stands = stands || str_eq(list.items[i].email_key, invitation->address.key);
    if (result == RC_OK)
        result = stands ? RC_EXISTS : list.n >= MEMBERS_PENDING_MAX ? RC_LIMIT : RC_OK;
    arena_free(arena);
    return result;
}

rc members_invite(struct txn *txn, const struct member_invitation *invitation)
{
    struct arena *arena = arena_new();
    const struct receiver of = {0, invitation->organisation, invitation->by, invitation->now};
    struct str hash = token_hash(arena, invitation->token);
    const struct invitation stored = {.id = db_new_id(),
                                      .organisation = invitation->organisation,
                                      .roles = invitation->roles,
                                      .email = invitation->address.text,
                                      .email_key = invitation->address.key,
                                      .message = invitation->message.p ? invitation->message : STR(""),
                                      .by = invitation->by,
                                      .created = invitation->now,
                                      .ends = invitation->now + MEMBERS_INVITATION_LIFE};
    rc result = hash.p && roles_fit(stored.roles, stored.organisation) ? RC_OK : RC_INVALID;
    if (result == RC_OK)
        result = check_room(txn, invitation);
    if (result == RC_OK)
        result = invitation_remove_ended(txn, stored.organisation, stored.email_key, stored.created);
    if (result == RC_OK)
        result = invitation_insert(txn, &stored, hash);
    arena_free(arena);
    return result ? result : put_roles_entry(txn, "members.invite", &of, stored.roles);
}

struct str members_invitation_path(struct arena *arena, const struct languages *languages, struct str token)
{
    const struct language *language = languages->items[0];
    return ARENA_CONCAT(arena, language_prefix(languages, language), STR("/"),
                        tr_context(language, "path", "invitations"), STR("?token="), token);
}

static rc put_letter(struct txn *txn, const struct actor *actor, struct str email_key,
                     const struct mail *letter, struct members_out *out)
{
    int64_t sent, to_one;
    rc result = letter_counts(txn_reader(txn), actor->organisation, email_key, actor->now - TIME_DAY, &sent,
                              &to_one);
    if (result == RC_OK && sent >= MEMBERS_LETTERS_PER_DAY)
        result = refuse(out, REFUSED_LETTERS, RC_LIMIT);
    else if (result == RC_OK && to_one >= MEMBERS_LETTERS_TO_ONE)
        result = refuse(out, REFUSED_LETTERS_TO_ONE, RC_LIMIT);
    if (result == RC_OK)
        result = letter_insert(txn, actor->organisation, email_key, actor->now);
    return result ? result : mail_put(txn, letter, NULL);
}

rc members_invite_step(struct txn *txn, const void *in, void *out)
{
    const struct invite *invite = in;
    struct arena *arena = arena_new();
    rc result = check_power(txn, arena, &invite->actor, 0, invite->invitation.roles, out);
    arena_free(arena);
    if (result)
        return result;
    result = members_invite(txn, &invite->invitation);
    if (result == RC_EXISTS)
        return refuse(out, REFUSED_STANDS, result);
    if (result == RC_LIMIT)
        return refuse(out, REFUSED_FULL, result);
    return result ? result
                  : put_letter(txn, &invite->actor, invite->invitation.address.key, &invite->letter, out);
}

static rc act_on(struct txn *txn, struct arena *arena, const struct invitation_act *act,
                 struct members_out *out)
{
    const struct actor *actor = &act->actor;
    const struct receiver of = {0, actor->organisation, actor->person, actor->now};
    struct invitation invitation;
    rc result = invitation_by_id(txn_reader(txn), arena, actor->organisation, act->id, &invitation);
    if (result == RC_NOT_FOUND)
        return refuse(out, REFUSED_GONE, result);
    if (result == RC_OK)
        result = check_power(txn, arena, actor, 0, invitation.roles, out);
    if (result)
        return result;
    if (act->withdraw) {
        result = invitation_remove(txn, act->id);
        return result ? result : put_roles_entry(txn, "members.withdraw", &of, invitation.roles);
    }
    result = invitation_renew(txn, act->id, token_hash(arena, act->token),
                              actor->now + MEMBERS_INVITATION_LIFE);
    if (result == RC_OK)
        result = put_letter(txn, actor, invitation.email_key, &act->letter, out);
    return result ? result : put_roles_entry(txn, "members.invite_again", &of, invitation.roles);
}

rc members_invitation_act_step(struct txn *txn, const void *in, void *out)
{
    struct arena *arena = arena_new();
    rc result = act_on(txn, arena, in, out);
    arena_free(arena);
    return result;
}

/* ---- answering one ----------------------------------------------------------------------------- */

bool invitation_is_for(const struct invitation *invitation, const struct person *person)
{
    return person->email_key.n > 0 && str_eq(person->email_key, invitation->email_key);
}

/* An invitation counts for no more than whoever made it may grant when it is accepted. */
static rc check_inviter(struct txn *txn, struct arena *arena, const struct invitation *invitation,
                        const struct language *language, struct members_out *out)
{
    struct organisation_brief brief = {.slug = STR("")};
    rc result = RC_OK;
    if (invitation->by == 0)
        return RC_OK;
    if (invitation->organisation != ACCESS_PORTAL)
        result = organisation_brief_by_id(txn_reader(txn), arena, language, invitation->organisation, &brief);
    if (result)
        return result;
    const struct actor inviter = {.person = invitation->by,
                                  .strong = true,
                                  .organisation = invitation->organisation,
                                  .slug = brief.slug};
    result = check_power(txn, arena, &inviter, 0, invitation->roles, out);
    return result == RC_DENIED ? refuse(out, REFUSED_OVER, result) : result;
}

static rc accept_invitation(struct txn *txn, struct arena *arena, const struct invitation *invitation,
                            int64_t person, time_us now)
{
    const struct receiver to = {person, invitation->organisation, invitation->by, now};
    unsigned held = 0;
    rc result = held_by(txn, arena, person, invitation->organisation, &held);
    if (result == RC_OK)
        result = give(txn, &to, held, invitation->roles);
    return result ? result : request_remove(txn, person, invitation->organisation);
}

static rc answer(struct txn *txn, struct arena *arena, const struct invitation_answer *answer,
                 struct members_out *out)
{
    struct invitation invitation;
    struct person person;
    rc result = invitation_by_token(txn_reader(txn), arena, answer->token_hash, answer->now, &invitation);
    if (result == RC_NOT_FOUND)
        return refuse(out, REFUSED_GONE, result);
    if (result == RC_OK)
        result = person_by_id(txn_reader(txn), arena, answer->person, &person);
    if (result == RC_OK && !invitation_is_for(&invitation, &person))
        return refuse(out, REFUSED_OTHER, RC_DENIED);
    if (result == RC_OK && answer->accept)
        result = check_inviter(txn, arena, &invitation, answer->language, out);
    if (result == RC_OK && answer->accept)
        result = accept_invitation(txn, arena, &invitation, answer->person, answer->now);
    if (result == RC_OK)
        result = invitation_remove(txn, invitation.id);
    const struct receiver of = {answer->person, invitation.organisation, answer->person, answer->now};
    return result ? result
                  : put_roles_entry(txn, answer->accept ? "members.accept" : "members.decline", &of,
                                    invitation.roles);
}

rc members_answer_step(struct txn *txn, const void *in, void *out)
{
    struct arena *arena = arena_new();
    rc result = answer(txn, arena, in, out);
    arena_free(arena);
    return result;
}

/* ---- requests ------------------------------------------------------------------------------------- */

/* How many wait, of the organisation and of the person. */
static rc check_request_room(struct txn *txn, struct arena *arena, int64_t person, int64_t organisation,
                             struct members_out *out)
{
    struct request_list of_one, of_all;
    rc result = request_list_of(txn_reader(txn), arena, person, &of_one);
    if (result == RC_OK)
        result = request_list(txn_reader(txn), arena, organisation, &of_all);
    if (result)
        return result;
    bool full = of_one.n >= MEMBERS_REQUESTS_OF_ONE || of_all.n >= MEMBERS_REQUESTS_MAX;
    return full ? refuse(out, REFUSED_FULL, RC_LIMIT) : RC_OK;
}

static rc check_earlier(struct txn *txn, struct arena *arena, int64_t person, int64_t organisation,
                        time_us now, struct members_out *out)
{
    struct access_request earlier;
    rc result = request_of(txn_reader(txn), arena, person, organisation, &earlier);
    if (result)
        return result == RC_NOT_FOUND ? RC_OK : result;
    if (earlier.refused == 0)
        return refuse(out, REFUSED_STANDS, RC_EXISTS);
    if (earlier.refused > now - MEMBERS_REFUSAL_LIFE)
        return refuse(out, REFUSED_EARLIER, RC_EXISTS);
    return request_remove(txn, person, organisation);
}

static rc ask(struct txn *txn, struct arena *arena, const struct ask *ask, struct members_out *out)
{
    struct organisation_scope scope;
    unsigned held = 0;
    rc result = organisation_scope_find(txn_reader(txn), ask->slug, &scope);
    if (result == RC_OK && !scope.verified)
        return refuse(out, REFUSED_UNVERIFIED, RC_DENIED);
    if (result == RC_OK && !roles_fit(ask->roles, scope.id))
        return RC_INVALID;
    if (result == RC_OK)
        result = held_by(txn, arena, ask->person, scope.id, &held);
    if (result == RC_OK && !(ask->roles & ~held))
        return refuse(out, REFUSED_HELD, RC_EXISTS);
    if (result == RC_OK)
        result = check_earlier(txn, arena, ask->person, scope.id, ask->now, out);
    if (result == RC_OK)
        result = check_request_room(txn, arena, ask->person, scope.id, out);
    if (result)
        return result;
    const struct access_request request = {.id = db_new_id(),
                                           .person = ask->person,
                                           .organisation = scope.id,
                                           .roles = ask->roles,
                                           .message = ask->message,
                                           .created = ask->now};
    result = request_insert(txn, &request);
    for (size_t i = 0; i < ask->letters.n && result == RC_OK; i++)
        result = mail_put(txn, &ask->letters.items[i], NULL);
    return result;
}

rc members_ask_step(struct txn *txn, const void *in, void *out)
{
    struct arena *arena = arena_new();
    rc result = ask(txn, arena, in, out);
    arena_free(arena);
    return result;
}

static rc approve(struct txn *txn, struct arena *arena, const struct decision *decision,
                  struct members_out *out)
{
    const struct actor *actor = &decision->actor;
    const struct receiver to = {decision->request.person, actor->organisation, actor->person, actor->now};
    unsigned held = 0;
    rc result = check_power(txn, arena, actor, 0, decision->roles, out);
    if (result == RC_OK)
        result = held_by(txn, arena, to.person, to.organisation, &held);
    if (result == RC_OK)
        result = give(txn, &to, held, decision->roles);
    if (result == RC_OK)
        result = request_remove(txn, to.person, to.organisation);
    return result ? result : put_roles_entry(txn, "members.approve", &to, decision->roles);
}

static rc decide(struct txn *txn, struct arena *arena, const struct decision *decision,
                 struct members_out *out)
{
    const struct actor *actor = &decision->actor;
    const struct receiver of = {decision->request.person, actor->organisation, actor->person, actor->now};
    struct access_request stored;
    rc result = request_by_id(txn_reader(txn), arena, actor->organisation, decision->request.id, &stored);
    if (result == RC_NOT_FOUND || (result == RC_OK && stored.person != decision->request.person))
        return refuse(out, REFUSED_GONE, RC_NOT_FOUND);
    if (result)
        return result;
    if (decision->approve) {
        result = approve(txn, arena, decision, out);
    } else {
        result = check_power(txn, arena, actor, 0, ROLE_BIT(ROLE_ADMINISTRATOR), out);
        if (result == RC_OK)
            result = request_refuse(txn, stored.id, actor->now);
        if (result == RC_OK)
            result = put_roles_entry(txn, "members.refuse", &of, stored.roles);
    }
    return result || !decision->letter.to.p ? result : mail_put(txn, &decision->letter, NULL);
}

rc members_decide_step(struct txn *txn, const void *in, void *out)
{
    struct arena *arena = arena_new();
    rc result = decide(txn, arena, in, out);
    arena_free(arena);
    return result;
}
