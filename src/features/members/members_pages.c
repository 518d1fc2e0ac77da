/* SPDX-License-Identifier: EUPL-1.2 */
/* The members of an organisation or of the portal, and the roles of one. */
#include "features/members/members_pages.h"

#include <stdlib.h>

#include "base/vec.h"
#include "core/web/furniture.h"
#include "features/members/members_view.h"

enum { PER_PAGE = 100 };

struct member {
    int64_t person;
    unsigned roles, claimed; /* claimed: given by an identity provider */
};
struct members {
    struct member *items;
    size_t n, cap;
};

/* ---- who they are ----------------------------------------------------------------------- */

/* Those with most to say first; participants, who may be thousands, last. */
static int by_weight(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->roles != y->roles)
        return x->roles > y->roles ? -1 : 1;
    return x->person < y->person ? -1 : x->person > y->person;
}

/* Both lists are by person. */
static void mark_claimed(struct members *members, const struct claim_grants *given)
{
    size_t at = 0;
    for (size_t i = 0; i < given->n; i++) {
        while (at < members->n && members->items[at].person < given->items[i].person)
            at++;
        if (at < members->n && members->items[at].person == given->items[i].person)
            members->items[at].claimed |= ROLE_BIT(given->items[i].role);
    }
}

static rc read_members(struct reader *reader, struct arena *arena, int64_t organisation,
                       struct members *ret_members)
{
    struct members members = {0};
    struct grant_list grants = {0};
    struct claim_grants given = {0};
    rc result = access_of_organisation(reader, arena, organisation, &grants);
    if (result == RC_OK)
        result = claim_grants_in(reader, arena, organisation, &given);
    if (result)
        return result;
    for (size_t i = 0; i < grants.n; i++) {
        if (members.n == 0 || members.items[members.n - 1].person != grants.items[i].person)
            *VEC_PUSH(arena, &members) = (struct member){.person = grants.items[i].person};
        members.items[members.n - 1].roles |= ROLE_BIT(grants.items[i].role);
    }
    mark_claimed(&members, &given);
    if (members.n)
        qsort(members.items, members.n, sizeof *members.items, by_weight);
    *ret_members = members;
    return RC_OK;
}

/* ---- the list ------------------------------------------------------------------------------ */

static rc member_view(struct request *request, struct reader *reader, const struct place *place,
                      const struct member *member, struct value *map)
{
    struct str name, email;
    rc result = person_for_others(reader, request, &place->power, member->person, &name, &email);
    if (result)
        return result;
    bool changes = members_changeable(&place->power, member->roles) != 0;
    value_set_int(map, "id", member->person);
    value_set_str(map, "name", name);
    value_set_str(map, "email", email);
    value_set_bool(map, "self", member->person == place->actor.person);
    roles_view(map, "roles", request_language(request), member->roles);
    value_set_str(map, "_claimed",
                  member->claimed
                      ? roles_words(request_arena(request), request_language(request), member->claimed)
                      : STR_NONE);
    value_set_url(map, "url", changes ? place_url(request, place, PLACE_ONE, member->person) : STR_NONE);
    return RC_OK;
}

static void turn_view(struct request *request, struct value *view, const char *key, const struct place *place,
                      size_t page, bool there)
{
    struct arena *arena = request_arena(request);
    const struct pair pair = {STR("page"), arena_printf(arena, "%zu", page)};
    struct str url = place_url(request, place, PLACE_LIST, 0);
    value_set_url(view, key, there ? url_with_query(arena, url, &pair, page > 1) : STR_NONE);
}

static rc members_view(struct request *request, struct reader *reader, const struct place *place,
                       struct value *view)
{
    struct members members = {0};
    int64_t asked = 1;
    struct value *list = value_set_list(view, "members");
    rc result = read_members(reader, request_arena(request), place->organisation.id, &members);
    size_t pages = members.n ? (members.n + PER_PAGE - 1) / PER_PAGE : 1;
    if (str_to_int(request_query_value(request, "page"), &asked) || asked < 1)
        asked = 1;
    size_t page = (uint64_t)asked < pages ? (size_t)asked : pages;
    for (size_t i = (page - 1) * PER_PAGE; i < members.n && i < page * PER_PAGE && result == RC_OK; i++)
        result = member_view(request, reader, place, &members.items[i], value_push_map(list));
    value_set_int(view, "count", (int64_t)members.n);
    value_set_bool(view, "_nobody", members.n == 0);
    turn_view(request, view, "previous_url", place, page - 1, page > 1);
    turn_view(request, view, "next_url", place, page + 1, page < pages);
    return result;
}

/* Addresses of those invited are seen by whoever sees addresses; and who may act on one has its form. */
static rc invitations_view(struct request *request, struct reader *reader, const struct place *place,
                           struct value *view)
{
    struct arena *arena = request_arena(request);
    struct invitation_list pending = {0};
    struct value *list = value_set_list(view, "invitations");
    rc result = invitation_list(reader, arena, place->organisation.id, place->actor.now, &pending);
    for (size_t i = 0; i < pending.n && result == RC_OK; i++) {
        const struct invitation *invitation = &pending.items[i];
        bool own = invitation->by == place->actor.person;
        bool may = members_may_change(&place->power, 0, invitation->roles);
        struct value *map = value_push_map(list);
        struct str inviter;
        result = person_shown_name_of(reader, arena, request_language(request), invitation->by, &inviter);
        value_set_int(map, "id", invitation->id);
        value_set_str(map, "email", place->power.addresses || own ? invitation->email : STR_NONE);
        value_set_str(map, "by", result == RC_OK && inviter.n ? inviter : STR_NONE);
        roles_view(map, "roles", request_language(request), invitation->roles);
        day_view(request, map, "ends", "_ends_day", invitation->ends);
        value_set_url(map, "action",
                      may ? place_url(request, place, PLACE_INVITATION, invitation->id) : STR_NONE);
    }
    value_set_bool(view, "_has_invitations", pending.n > 0);
    return result;
}

static rc requests_view(struct request *request, struct reader *reader, const struct place *place,
                        struct value *view)
{
    struct arena *arena = request_arena(request);
    struct request_list open = {0};
    struct value *list = value_set_list(view, "requests");
    rc result = RC_OK;
    if (place->organisation.id != ACCESS_PORTAL)
        result = request_list(reader, arena, place->organisation.id, &open);
    for (size_t i = 0; i < open.n && result == RC_OK; i++) {
        struct value *map = value_push_map(list);
        struct str name, email;
        result = person_for_others(reader, request, &place->power, open.items[i].person, &name, &email);
        if (result)
            break;
        value_set_int(map, "id", open.items[i].id);
        value_set_str(map, "name", name);
        roles_view(map, "roles", request_language(request), open.items[i].roles);
        day_view(request, map, "asked", "_asked_day", open.items[i].created);
        value_set_url(map, "url", place_url(request, place, PLACE_REQUEST, open.items[i].id));
    }
    value_set_bool(view, "_has_requests", open.n > 0);
    return result;
}

/* What has just been done, by a code in the address; an unknown one is nothing. */
static void done_view(struct request *request, struct value *view)
{
    static const struct {
        const char *code, *words;
        bool failed;
    } done[] = {
        {"changed", TR("The roles are changed."), false},
        {"removed", TR("The person has no role here any more."), false},
        {"invited", TR("The invitation is sent."), false},
        {"again", TR("The invitation is sent again. The link in the earlier letter does not work any more."),
         false},
        {"withdrawn", TR("The invitation is withdrawn."), false},
        {"approved", TR("The request is approved."), false},
        {"refused", TR("The request is refused."), false},
        {"gone", TR("It is not there any more: it has been answered or withdrawn meanwhile."), true},
        {"many", TR("As many letters as may be sent in a day have been sent. Try again tomorrow."), true},
        {"letters", TR("The address has been sent several invitations within a day. Try again tomorrow."),
         true},
    };
    struct str code = request_query_value(request, "done");
    value_set_null(view, "_done");
    value_set_null(view, "_failed");
    for (size_t i = 0; code.n && i < sizeof done / sizeof done[0]; i++)
        if (str_eq_c(code, done[i].code))
            value_set_str(view, done[i].failed ? "_failed" : "_done",
                          tr(request_language(request), done[i].words));
}

rc members_list_page(struct request *request, struct reader *reader)
{
    struct place place;
    rc result = place_of(request, reader, &place);
    if (result)
        return result;
    const struct language *language = request_language(request);
    bool portal = place.organisation.id == ACCESS_PORTAL;
    struct value *view = place_view(request, &place,
                                    portal ? tr(language, "Members of the portal") : tr(language, "Members"));
    done_view(request, view);
    result = members_view(request, reader, &place, view);
    if (result == RC_OK)
        result = requests_view(request, reader, &place, view);
    if (result == RC_OK)
        result = invitations_view(request, reader, &place, view);
    value_set_url(view, "invite_url", place_url(request, &place, PLACE_INVITE, 0));
    value_set_str(view, "_token", request_form_token(request));
    return result ? result : reply_page(request, "members/list", view);
}

/* ---- the roles of one ------------------------------------------------------------------------ */

struct member_form {
    struct place place;
    struct member member;
    struct field fields[1];
};

static rc member_form_of(struct request *request, struct reader *reader, struct member_form *ret_form)
{
    struct member_form form = {.member = {.person = request_path_int(request, "person")}};
    struct arena *arena = request_arena(request);
    struct grant_list grants;
    struct claim_grants given = {0};
    rc result = place_of(request, reader, &form.place);
    if (result == RC_OK)
        result = access_of_person(reader, arena, form.member.person, &grants);
    if (result == RC_OK)
        result = claim_grants_of(reader, arena, form.member.person, &given);
    if (result)
        return result;
    form.member.roles = access_roles(&grants, form.place.organisation.id);
    for (size_t i = 0; i < given.n; i++)
        if (given.items[i].organisation == form.place.organisation.id)
            form.member.claimed |= ROLE_BIT(given.items[i].role);
    form.fields[0] = roles_field(arena, TR("Roles"), TR("Tick all that the person shall have."),
                                 members_changeable(&form.place.power, form.member.roles));
    *ret_form = form;
    return form.member.roles ? RC_OK : RC_NOT_FOUND; /* a stranger is invited */
}

/* The form with what is held, or as it was sent. was: the roles that whoever ticks has seen. */
static rc show_one(struct request *request, struct reader *reader, const struct member_form *form,
                   unsigned was, const struct field_value *sent, const struct faults *faults)
{
    struct arena *arena = request_arena(request);
    struct str name, email;
    rc result = person_for_others(reader, request, &form->place.power, form->member.person, &name, &email);
    if (result)
        return result;
    struct field_value held = {0};
    struct value *view = place_view(request, &form->place, name);
    roles_choose(&form->fields[0], &held, form->member.roles);
    result = member_view(request, reader, &form->place, &form->member, value_set_map(view, "member"));
    value_set_bool(view, "faulty", faults != NULL);
    value_set(view, "form", form_view(request, form->fields, 1, sent ? sent : &held, faults));
    value_set_str(view, "_was", members_roles_text(arena, was));
    value_set_url(view, "action", place_url(request, &form->place, PLACE_ONE, form->member.person));
    value_set_url(view, "list_url", place_url(request, &form->place, PLACE_LIST, 0));
    value_set_bool(view, "_removable", !(form->member.roles & ~form->place.power.revoke));
    return result ? result : reply_page_status(request, faults ? 422 : 200, "members/one", view);
}

rc members_one_page(struct request *request, struct reader *reader)
{
    struct member_form form;
    rc result = member_form_of(request, reader, &form);
    return result ? result : show_one(request, reader, &form, form.member.roles, NULL, NULL);
}

static struct str form_value(struct request *request, const char *name)
{
    struct pairs pairs = request_form(request);
    for (size_t i = 0; i < pairs.n; i++)
        if (str_eq_c(pairs.items[i].name, name))
            return pairs.items[i].value;
    return STR_NONE;
}

/* What is prepared, and what again shows. */
struct one_in {
    struct roles_change change; /* first: the step's own */
    struct field_value value;
    struct str leave_url; /* where to go afterwards */
};

/* Whoever takes away their own power cannot go back to the list. */
static struct str after_change(struct request *request, const struct member_form *form, unsigned to)
{
    const struct place *place = &form->place;
    const struct pair done = {STR("done"), to ? STR("changed") : STR("removed")};
    bool self = form->member.person == place->actor.person,
         of_portal = place->organisation.id == ACCESS_PORTAL;
    unsigned portal = self && of_portal ? to : request_roles(request, ACCESS_PORTAL);
    unsigned own = self ? to : request_roles(request, place->organisation.id);
    if (members_power(place->organisation.id, portal, own).grant == 0)
        return of_portal ? REQUEST_URL0(request, "organisations.list")
                         : REQUEST_URL(request, "organisations.organisation", place->organisation.slug);
    return url_with_query(request_arena(request), place_url(request, place, PLACE_LIST, 0), &done, 1);
}

static rc one_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct member_form form;
    struct faults faults = {0};
    struct one_in *in = ARENA_NEW(request_arena(request), struct one_in);
    unsigned was;
    rc result = member_form_of(request, reader, &form);
    if (result == RC_OK)
        result = members_roles_read(form_value(request, "was"), ';', &was);
    if (result == RC_OK)
        result = form_read(request, request_form(request), form.fields, 1, &in->value, &faults);
    if (result)
        return result;
    bool remove = form_value(request, "remove").n > 0;
    unsigned open = members_changeable(&form.place.power, was); /* what the form had to choose among */
    unsigned to = remove ? 0 : (was & ~open) | roles_chosen(&form.fields[0], &in->value);
    if (!remove && to == 0)
        form_add_fault(request, &faults, &form.fields[0],
                       tr(request_language(request),
                          "Tick at least one role, or remove the person with the button further down."));
    if (faults.n)
        return show_one(request, reader, &form, was, &in->value, &faults);
    in->change = (struct roles_change){form.place.actor, form.member.person, was, to};
    in->leave_url = after_change(request, &form, to);
    *ret_in = in;
    return RC_OK;
}

/* What has changed meanwhile, in words. */
static struct str meanwhile_words(struct request *request, unsigned was, unsigned now)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct str words = refused_words(request, REFUSED_MEANWHILE);
    if (now & ~was)
        words = ARENA_CONCAT(
            arena, words, STR(" "),
            TEXT_FORMAT(arena, tr(language, "Added: {0}."), roles_words(arena, language, now & ~was)));
    if (was & ~now)
        words = ARENA_CONCAT(
            arena, words, STR(" "),
            TEXT_FORMAT(arena, tr(language, "Taken away: {0}."), roles_words(arena, language, was & ~now)));
    return ARENA_CONCAT(arena, words, STR(" "), tr(language, "Look through the choices and save again."));
}

static rc one_again(struct request *request, struct reader *reader, const void *in, const void *out,
                    rc failed)
{
    const struct one_in *sent = in;
    const struct members_out *why = out;
    struct member_form form;
    struct faults faults = {0};
    if (why->refused == REFUSED_NOT)
        return failed;
    rc result = member_form_of(request, reader, &form);
    if (result)
        return result;
    struct field_value value = {0};
    roles_choose(&form.fields[0], &value, sent->change.to);
    form_add_fault(request, &faults, &form.fields[0],
                   why->refused == REFUSED_MEANWHILE
                       ? meanwhile_words(request, sent->change.was, form.member.roles)
                       : refused_words(request, why->refused));
    return show_one(request, reader, &form, form.member.roles, &value, &faults);
}

static rc one_answer(struct request *request, const void *in, const void *out, rc result)
{
    const struct one_in *sent = in;
    (void)out;
    return result ? result : reply_redirect(request, sent->leave_url);
}

const struct post members_one_post = {.lane = LANE_QUICK,
                                      .prepare = one_prepare,
                                      .step = members_change_step,
                                      .out_size = sizeof(struct members_out),
                                      .again = one_again,
                                      .answer = one_answer};

/* ---- parts of others' pages ---------------------------------------------------------------- */

static rc place_roles_view(struct request *request, struct reader *reader, struct value *item,
                           int64_t organisation, unsigned role_bits)
{
    const struct language *language = request_language(request);
    struct organisation_brief brief = {.name = tr(language, "The portal"), .verified = true};
    rc result = RC_OK;
    if (organisation != ACCESS_PORTAL)
        result = organisation_brief_by_id(reader, request_arena(request), language, organisation, &brief);
    if (result)
        return result;
    value_set_str(item, "name", brief.name);
    value_set_bool(item, "verified", brief.verified);
    value_set_str(item, "roles", roles_words(request_arena(request), language, role_bits));
    value_set_url(item, "url",
                  organisation == ACCESS_PORTAL
                      ? STR_NONE
                      : REQUEST_URL(request, "organisations.organisation", brief.slug));
    return RC_OK;
}

rc members_own_roles_part(struct request *request, struct reader *reader, struct str subject,
                          struct value *view)
{
    struct grant_list grants;
    struct value *list = value_set_list(view, "places");
    (void)subject;
    rc result = access_of_person(reader, request_arena(request), request_session(request)->person, &grants);
    for (size_t i = 0; result == RC_OK && i < grants.n; i++) {
        int64_t organisation = grants.items[i].organisation;
        if (i && grants.items[i - 1].organisation == organisation)
            continue;
        result = place_roles_view(request, reader, value_push_map(list), organisation,
                                  access_roles(&grants, organisation));
    }
    return result ? result : grants.n ? RC_OK : RC_NOT_FOUND;
}

rc members_card(struct request *request, struct reader *reader, struct str subject, struct value *view)
{
    const struct language *language = request_language(request);
    (void)reader, (void)subject;
    if (!request_may(request, "members.portal"))
        return RC_NOT_FOUND;
    value_set_str(view, "title", tr(language, "Members of the portal"));
    value_set_str(view, "text", tr(language, "Who runs the portal, and invitations to more."));
    value_set_url(view, "url", REQUEST_URL0(request, "members.portal"));
    return RC_OK;
}
