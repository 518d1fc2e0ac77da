/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/members/members_view.h"

#include <string.h>

#include "base/utf8.h"

/* ---- where ------------------------------------------------------------------------------ */

rc place_of(struct request *request, struct reader *reader, struct place *ret_place)
{
    struct arena *arena = request_arena(request);
    const struct scope *scope = request_scope(request);
    const struct session *session = request_session(request);
    struct place place = {
        .organisation = {.slug = STR(""), .name = request_site_name(request), .verified = true}};
    rc result = session ? RC_OK : RC_DENIED;
    if (result == RC_OK && scope)
        result = organisation_brief_by_id(reader, arena, request_language(request), scope->id,
                                          &place.organisation);
    if (result)
        return result;
    place.actor = (struct actor){.person = session->person,
                                 .strong = session->strong,
                                 .organisation = place.organisation.id,
                                 .slug = place.organisation.slug,
                                 .now = request_time(request)};
    result = actor_power(reader, arena, &place.actor, &place.power);
    if (result == RC_OK && place.power.grant == 0)
        result = RC_DENIED;
    if (result == RC_OK)
        *ret_place = place;
    return result;
}

static const struct {
    const char *organisation, *portal;
    bool has_id;
} place_routes[] = {
    [PLACE_LIST] = {"members.list", "members.portal", false},
    [PLACE_ONE] = {"members.one", "members.portal_one", true},
    [PLACE_INVITE] = {"members.invite", "members.portal_invite", false},
    [PLACE_INVITATION] = {"members.invitation", "members.portal_invitation", true},
    [PLACE_REQUEST] = {"members.request", NULL, true},
};

static struct str url_in(const struct request *request, const struct language *language,
                         const struct place *place, enum place_page page, int64_t id)
{
    bool portal = place->organisation.id == ACCESS_PORTAL;
    struct str values[2];
    size_t n = 0;
    if (!portal)
        values[n++] = place->organisation.slug;
    if (place_routes[page].has_id)
        values[n++] = arena_printf(request_arena((struct request *)request), "%lld", (long long)id);
    return request_url_in(request, language,
                          portal ? place_routes[page].portal : place_routes[page].organisation, values, n);
}

struct str place_url(const struct request *request, const struct place *place, enum place_page page,
                     int64_t id)
{
    return url_in(request, request_language(request), place, page, id);
}

struct str place_letter_url(const struct request *request, const struct language *language,
                            const struct place *place, enum place_page page, int64_t id)
{
    return request_letter_url(request, url_in(request, language, place, page, id));
}

static void crumb(struct value *crumbs, struct str label, struct str url)
{
    struct value *item = value_push_map(crumbs);
    value_set_str(item, "label", label);
    value_set_url(item, "url", url);
}

struct value *place_view(struct request *request, const struct place *place, struct str title)
{
    const struct language *language = request_language(request);
    struct value *view = value_map(request_arena(request)), *crumbs = value_set_list(view, "crumbs");
    bool portal = place->organisation.id == ACCESS_PORTAL;
    value_set_str(view, "title", title);
    value_set_str(view, "organisation", place->organisation.name);
    value_set_bool(view, "portal", portal);
    value_set_bool(view, "verified", place->organisation.verified);
    if (!portal) {
        crumb(crumbs, tr(language, "Organisations"), REQUEST_URL0(request, "organisations.list"));
        crumb(crumbs, place->organisation.name,
              REQUEST_URL(request, "organisations.organisation", place->organisation.slug));
    }
    if (strcmp(request_route(request)->name, place_routes[PLACE_LIST].organisation) != 0 &&
        strcmp(request_route(request)->name, place_routes[PLACE_LIST].portal) != 0)
        crumb(crumbs, tr(language, "Members"), place_url(request, place, PLACE_LIST, 0));
    return view;
}

/* ---- roles ----------------------------------------------------------------------------------- */

void roles_view(struct value *map, const char *key, const struct language *language, unsigned role_bits)
{
    struct value *list = value_set_list(map, key);
    for (int i = 0; i < ROLES; i++) {
        if (!(role_bits & ROLE_BIT(i)))
            continue;
        struct value *item = value_push_map(list);
        value_set_c(item, "code", roles[i].code);
        value_set_str(item, "label", tr_str(language, str_from_c(roles[i].name)));
        value_set_str(item, "does", tr_str(language, str_from_c(roles[i].does)));
    }
}

struct str roles_words(struct arena *arena, const struct language *language, unsigned role_bits)
{
    struct str words[ROLES];
    size_t n = 0;
    for (int i = 0; i < ROLES; i++)
        if (role_bits & ROLE_BIT(i))
            words[n++] = tr_str(language, str_from_c(roles[i].name));
    return text_list(arena, language, words, n);
}

struct field roles_field(struct arena *arena, const char *label, const char *hint, unsigned among)
{
    struct choice *choices = ARENA_ARRAY(arena, struct choice, ROLES + 1);
    size_t n = 0;
    for (int i = 0; i < ROLES; i++)
        if (among & ROLE_BIT(i))
            choices[n++] = (struct choice){roles[i].code, roles[i].name, roles[i].does};
    return (struct field){
        .name = "roles", .kind = FIELD_CHOICES, .label = label, .hint = hint, .choices = choices};
}

static unsigned bit_of(const struct choice *choice)
{
    enum role role;
    return role_of_code(str_from_c(choice->code), &role) ? ROLE_BIT(role) : 0;
}

unsigned roles_chosen(const struct field *field, const struct field_value *value)
{
    unsigned bits = 0;
    for (size_t i = 0; field->choices[i].code; i++)
        if (value->chosen >> i & 1)
            bits |= bit_of(&field->choices[i]);
    return bits;
}

void roles_choose(const struct field *field, struct field_value *value, unsigned role_bits)
{
    for (size_t i = 0; field->choices[i].code; i++)
        if (role_bits & bit_of(&field->choices[i]))
            value->chosen |= (uint64_t)1 << i;
    value->given = value->chosen != 0;
}

/* ---- people -------------------------------------------------------------------------------------- */

rc person_for_others(struct reader *reader, struct request *request, const struct power *power, int64_t id,
                     struct str *ret_name, struct str *ret_email)
{
    struct person person;
    rc result = person_by_id(reader, request_arena(request), id, &person);
    if (result)
        return result;
    bool shown = power->addresses && !person.hidden && !person.erased && person.email.n > 0;
    *ret_name = person_shown_name(request_language(request), &person);
    *ret_email = shown ? person.email : STR_NONE;
    return RC_OK;
}

/* ---- letters --------------------------------------------------------------------------------------- */

void lines_view(struct value *map, const char *key, struct str text)
{
    struct value *list = value_set_list(map, key);
    struct str line;
    while (text.n && str_split(&text, '\n', &line))
        if (str_trim(line).n)
            value_push_str(list, str_trim(line));
}

rc letter_make(struct request *request, const struct language *language, const char *template,
               struct str subject, struct value *view, struct str to, const char *kind,
               struct mail *ret_letter)
{
    const struct template_set *set = request_templates(request, language);
    struct mail letter = {.kind = kind, .to = to, .at = request_time(request)};
    if (set == NULL)
        return RC_NOT_FOUND;
    value_set_str(view, "portal_name", request_site_name(request));
    subject = utf8_cut(subject, MAIL_SUBJECT_MAX); /* an organisation's name may be long */
    rc result = mail_render(request_arena(request), set, language_code(language), template, subject, view,
                            &letter);
    if (result == RC_OK || result == RC_INVALID) /* something was replaced, and the letter is whole */
        *ret_letter = letter;
    return result == RC_INVALID ? RC_OK : result;
}

const struct language *language_of(const struct request *request, const struct person *person)
{
    const struct languages *languages = request_languages(request);
    const struct language *language = languages_find(languages, person->language);
    return language ? language : languages->items[0];
}

/* ---- what a step refused ------------------------------------------------------------------------------ */

struct str refused_words(struct request *request, enum refused refused)
{
    static const char *const words[] = {
        [REFUSED_NOT] = TR("That could not be done. Try again."),
        [REFUSED_POWER] = TR(
            "You may not grant or take away these roles. Ask somebody who is administrator."),
        [REFUSED_MEANWHILE] = TR(
            "Somebody else changed these roles while you had the form open. Nothing of yours is saved."),
        [REFUSED_LAST] = TR(
            "Nobody would be administrator any more. Make somebody else administrator first."),
        [REFUSED_STANDS] = TR(
            "The address has an invitation that waits for an answer. Send it again or withdraw "
            "it on the page of members."),
        [REFUSED_FULL] = TR(
            "Too many wait for an answer already. Withdraw some first, or wait until they are "
            "answered."),
        [REFUSED_LETTERS] = TR("As many letters as may be sent in a day have been sent. Try again tomorrow."),
        [REFUSED_LETTERS_TO_ONE] = TR(
            "The address has been sent several invitations within a day. Try again tomorrow."),
        [REFUSED_GONE] = TR("It is not there any more: it has been answered or withdrawn meanwhile."),
        [REFUSED_OTHER] = TR("The invitation was sent to another address than yours."),
        [REFUSED_OVER] = TR("Whoever invited you may not do so any more. Ask for a new invitation."),
        [REFUSED_UNVERIFIED] = TR("The organisation is not verified yet, so nobody can act for it."),
        [REFUSED_HELD] = TR("You hold these roles already."),
        [REFUSED_EARLIER] = TR(
            "You have asked not long ago and were told no. Talk to those who are administrators."),
    };
    return tr_str(request_language(request), str_from_c(words[refused]));
}
