/* SPDX-License-Identifier: EUPL-1.2 */
/* Inviting by e-mail, what waits for an answer, and answering. */
#include "core/auth/token.h"
#include "core/web/furniture.h"
#include "features/members/members_pages.h"
#include "features/members/members_view.h"

/* ---- the letter -------------------------------------------------------------------------- */

/* The path with the token, in a language. */
static struct str token_url(const struct request *request, const struct language *language, struct str token)
{
    const struct pair pair = {STR("token"), token};
    struct str path = request_url_in(request, language, "members.answer", NULL, 0);
    return url_with_query(request_arena((struct request *)request), path, &pair, 1);
}

/* In the portal's own language: nobody knows yet what the invited one reads. */
static rc invitation_letter(struct request *request, struct reader *reader, const struct place *place,
                            const struct member_invitation *invitation, struct mail *ret_letter)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_languages(request)->items[0];
    struct value *view = value_map(arena);
    struct organisation_brief brief = place->organisation;
    struct str inviter;
    rc result = person_shown_name_of(reader, arena, language, invitation->by, &inviter);
    if (result == RC_OK && brief.id != ACCESS_PORTAL)
        result = organisation_brief_by_id(reader, arena, language, brief.id, &brief);
    if (result)
        return result;
    value_set_str(view, "inviter", inviter);
    value_set_str(view, "organisation", brief.name);
    roles_view(view, "roles", language, invitation->roles);
    lines_view(view, "message", invitation->message);
    value_set_bool(view, "has_message", invitation->message.n > 0);
    value_set_str(view, "until", text_date(arena, language, invitation->now + MEMBERS_INVITATION_LIFE));
    value_set_url(view, "url", request_letter_url(request, token_url(request, language, invitation->token)));
    struct str subject = TEXT_FORMAT(arena, tr(language, "Invitation to act for {0}"), brief.name);
    return letter_make(request, language, "members/letter_invitation", subject, view,
                       invitation->address.text, "members.invitation", ret_letter);
}

/* ---- the form ------------------------------------------------------------------------------ */

enum { FIELD_ADDRESS, FIELD_ROLES, FIELD_MESSAGE, INVITE_FIELDS };

struct invite_form {
    struct place place;
    struct field fields[INVITE_FIELDS];
};

static rc invite_form_of(struct request *request, struct reader *reader, struct invite_form *ret_form)
{
    struct invite_form form;
    rc result = place_of(request, reader, &form.place);
    if (result)
        return result;
    form.fields[FIELD_ADDRESS] = (struct field){
        .name = "email",
        .kind = FIELD_EMAIL,
        .label = TR("E-mail address"),
        .hint = TR("At work. Whoever accepts must have an account with "
                   "this address, and can make one then."),
        .required = true,
        .max = MAIL_ADDRESS_MAX};
    form.fields[FIELD_ROLES] = roles_field(request_arena(request), TR("Roles"),
                                           TR("Tick all that the person shall have."),
                                           form.place.power.grant);
    form.fields[FIELD_ROLES].required = true;
    form.fields[FIELD_MESSAGE] = (struct field){.name = "message",
                                                .kind = FIELD_LINES,
                                                .label = TR("A few words of your own (may be left out)"),
                                                .hint = TR("Stand in the letter. At most 500 characters."),
                                                .max = MEMBERS_TEXT_MAX};
    *ret_form = form;
    return RC_OK;
}

static rc show_invite(struct request *request, const struct invite_form *form,
                      const struct field_value *values, const struct faults *faults)
{
    struct value *view = place_view(request, &form->place, tr(request_language(request), "Invite by e-mail"));
    value_set_bool(view, "faulty", faults != NULL);
    value_set(view, "form", form_view(request, form->fields, INVITE_FIELDS, values, faults));
    value_set_url(view, "action", place_url(request, &form->place, PLACE_INVITE, 0));
    value_set_url(view, "list_url", place_url(request, &form->place, PLACE_LIST, 0));
    return reply_page_status(request, faults ? 422 : 200, "members/invite", view);
}

rc members_invite_page(struct request *request, struct reader *reader)
{
    struct invite_form form;
    rc result = invite_form_of(request, reader, &form);
    return result ? result : show_invite(request, &form, NULL, NULL);
}

/* What is prepared, and what again shows. */
struct invite_in {
    struct invite invite; /* first: the step's own */
    struct field_value values[INVITE_FIELDS];
    struct str done_url;
};

static void read_address(struct request *request, const struct field *field, const struct field_value *value,
                         struct faults *faults, struct mail_address *ret_address)
{
    const char *problem;
    if (value->given && mail_address_read(request_arena(request), value->text, ret_address, &problem))
        form_add_fault(request, faults, field, tr_str(request_language(request), str_from_c(problem)));
}

static struct str list_done(struct request *request, const struct place *place, const char *what)
{
    const struct pair done = {STR("done"), str_from_c(what)};
    return url_with_query(request_arena(request), place_url(request, place, PLACE_LIST, 0), &done, 1);
}

static rc invite_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct invite_form form;
    struct faults faults = {0};
    struct invite_in *in = ARENA_NEW(request_arena(request), struct invite_in);
    struct mail_address address = {0};
    rc result = invite_form_of(request, reader, &form);
    if (result == RC_OK)
        result = form_read(request, request_form(request), form.fields, INVITE_FIELDS, in->values, &faults);
    if (result)
        return result;
    read_address(request, &form.fields[FIELD_ADDRESS], &in->values[FIELD_ADDRESS], &faults, &address);
    if (faults.n)
        return show_invite(request, &form, in->values, &faults);
    struct str message = in->values[FIELD_MESSAGE].text;
    in->invite.actor = form.place.actor;
    in->invite.invitation = (struct member_invitation){
        .token = token_new(request_arena(request)),
        .organisation = form.place.organisation.id,
        .roles = roles_chosen(&form.fields[FIELD_ROLES], &in->values[FIELD_ROLES]),
        .address = address,
        .message = message.p ? message : STR(""),
        .by = form.place.actor.person,
        .now = form.place.actor.now};
    in->done_url = list_done(request, &form.place, "invited");
    result = invitation_letter(request, reader, &form.place, &in->invite.invitation, &in->invite.letter);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

static rc invite_again(struct request *request, struct reader *reader, const void *in, const void *out,
                       rc failed)
{
    const struct invite_in *sent = in;
    const struct members_out *why = out;
    struct invite_form form;
    struct faults faults = {0};
    rc result = why->refused == REFUSED_NOT ? failed : invite_form_of(request, reader, &form);
    if (result)
        return result;
    const struct field *at = why->refused == REFUSED_POWER    ? &form.fields[FIELD_ROLES]
                             : why->refused == REFUSED_STANDS ? &form.fields[FIELD_ADDRESS]
                                                              : NULL;
    form_add_fault(request, &faults, at, refused_words(request, why->refused));
    return show_invite(request, &form, sent->values, &faults);
}

static rc invite_answer(struct request *request, const void *in, const void *out, rc result)
{
    const struct invite_in *sent = in;
    (void)out;
    return result ? result : reply_redirect(request, sent->done_url);
}

const struct post members_invite_post = {.lane = LANE_QUICK,
                                         .prepare = invite_prepare,
                                         .step = members_invite_step,
                                         .out_size = sizeof(struct members_out),
                                         .again = invite_again,
                                         .answer = invite_answer};

/* ---- one that waits: withdrawn, or sent again ---------------------------------------------------- */

struct act_in {
    struct invitation_act act; /* first: the step's own */
    struct place place;
};

static rc act_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct act_in *in = ARENA_NEW(request_arena(request), struct act_in);
    struct invitation invitation;
    struct arena *arena = request_arena(request);
    rc result = place_of(request, reader, &in->place);
    if (result)
        return result;
    in->act = (struct invitation_act){
        .actor = in->place.actor, .id = request_path_int(request, "invitation"), .withdraw = true};
    for (size_t i = 0; i < request_form(request).n; i++)
        if (str_eq_c(request_form(request).items[i].name, "again"))
            in->act.withdraw = false;
    *ret_in = in;
    if (in->act.withdraw)
        return RC_OK;
    result = invitation_by_id(reader, arena, in->place.organisation.id, in->act.id, &invitation);
    if (result)
        return result == RC_NOT_FOUND ? RC_OK : result; /* the step tells */
    in->act.token = token_new(arena);
    const struct member_invitation again = {
        .token = in->act.token,
        .roles = invitation.roles,
        .address = {.text = invitation.email, .key = invitation.email_key},
        .message = invitation.message,
        .by = invitation.by,
        .now = in->place.actor.now};
    return invitation_letter(request, reader, &in->place, &again, &in->act.letter);
}

static rc act_answer(struct request *request, const void *in, const void *out, rc result)
{
    const struct act_in *sent = in;
    const struct members_out *why = out;
    const char *done = sent->act.withdraw ? "withdrawn" : "again";
    if (why->refused == REFUSED_GONE)
        done = "gone";
    else if (why->refused == REFUSED_LETTERS)
        done = "many";
    else if (why->refused == REFUSED_LETTERS_TO_ONE)
        done = "letters";
    else if (result)
        return result;
    return reply_redirect(request, list_done(request, &sent->place, done));
}

const struct post members_invitation_post = {.lane = LANE_QUICK,
                                             .prepare = act_prepare,
                                             .step = members_invitation_act_step,
                                             .out_size = sizeof(struct members_out),
                                             .answer = act_answer};

/* ---- answering ------------------------------------------------------------------------------------- */

/* The organisation's name, or the portal's. */
static rc name_of(struct request *request, struct reader *reader, int64_t organisation, struct str *ret_name,
                  struct str *ret_url)
{
    struct organisation_brief brief;
    if (organisation == ACCESS_PORTAL) {
        *ret_name = request_site_name(request);
        *ret_url = STR_NONE;
        return RC_OK;
    }
    rc result = organisation_brief_by_id(reader, request_arena(request), request_language(request),
                                         organisation, &brief);
    if (result)
        return result;
    *ret_name = brief.name;
    *ret_url = REQUEST_URL(request, "organisations.organisation", brief.slug);
    return RC_OK;
}

static struct value *answer_view(struct request *request, struct str title)
{
    struct value *view = value_map(request_arena(request));
    static const char *const kinds[] = {"offer", "gone", "other", "over", "accepted", "declined"};
    value_set_str(view, "title", title);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        value_set_bool(view, kinds[i], false);
    return view;
}

/* The view of one kind, with nothing more to tell. */
static rc show_word(struct request *request, int status, const char *kind, struct str title)
{
    struct value *view = answer_view(request, title);
    value_set_bool(view, kind, true);
    return reply_page_status(request, status, "members/answer", view);
}

static rc show_gone(struct request *request)
{
    return show_word(request, 404, "gone",
                     tr(request_language(request), "The invitation does not hold any more"));
}

/* Nothing of what is offered is told to somebody who was not meant. */
static rc show_other(struct request *request, const struct person *person)
{
    struct value *view = answer_view(
        request, tr(request_language(request), "The invitation was sent to another address than yours"));
    value_set_bool(view, "other", true);
    value_set_str(view, "own_email", person->email.n ? person->email : STR_NONE);
    value_set_url(view, "sign_out_url", REQUEST_URL0(request, "accounts.sign_out"));
    return reply_page_status(request, 403, "members/answer", view);
}

static rc show_offer(struct request *request, struct reader *reader, const struct invitation *invitation,
                     struct str token)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct str name, url, inviter;
    rc result = name_of(request, reader, invitation->organisation, &name, &url);
    if (result == RC_OK)
        result = person_shown_name_of(reader, arena, language, invitation->by, &inviter);
    if (result)
        return result;
    struct value *view = answer_view(request, TEXT_FORMAT(arena, tr(language, "Act for {0}?"), name));
    value_set_bool(view, "offer", true);
    value_set_str(view, "organisation", name);
    value_set_url(view, "organisation_url", url);
    value_set_str(view, "by", inviter.n ? inviter : STR_NONE);
    roles_view(view, "roles", language, invitation->roles);
    lines_view(view, "message", invitation->message);
    value_set_bool(view, "_has_message", invitation->message.n > 0);
    day_view(request, view, "ends", "_ends_day", invitation->ends);
    value_set_str(view, "_form_token", request_form_token(request));
    value_set_str(view, "_invitation", token);
    value_set_url(view, "action", REQUEST_URL0(request, "members.answer"));
    return reply_page(request, "members/answer", view);
}

/* What has come of accepting: the roles that whoever is signed in holds there now. */
static rc show_accepted(struct request *request, struct reader *reader, struct str slug)
{
    struct arena *arena = request_arena(request);
    struct organisation_scope scope = {.id = ACCESS_PORTAL, .verified = true};
    struct str name, url;
    rc result = slug.n ? organisation_scope_find(reader, slug, &scope) : RC_OK;
    unsigned held = result == RC_OK ? request_roles(request, scope.id) : 0;
    if (result == RC_OK && held == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK)
        result = name_of(request, reader, scope.id, &name, &url);
    if (result)
        return result;
    const struct language *language = request_language(request);
    struct value *view = answer_view(request, TEXT_FORMAT(arena, tr(language, "You act for {0}"), name));
    value_set_bool(view, "accepted", true);
    value_set_bool(view, "verified", scope.verified);
    value_set_str(view, "organisation", name);
    value_set_url(view, "organisation_url", url);
    roles_view(view, "roles", language, held);
    return reply_page(request, "members/answer", view);
}

static rc show_for(struct request *request, struct reader *reader, struct str token)
{
    struct arena *arena = request_arena(request);
    struct invitation invitation;
    struct person person;
    rc result = invitation_by_token(reader, arena, token_hash(arena, token), request_time(request),
                                    &invitation);
    if (result == RC_NOT_FOUND)
        return show_gone(request);
    if (result == RC_OK)
        result = person_by_id(reader, arena, request_session(request)->person, &person);
    if (result)
        return result;
    return invitation_is_for(&invitation, &person) ? show_offer(request, reader, &invitation, token)
                                                   : show_other(request, &person);
}

rc members_answer_page(struct request *request, struct reader *reader)
{
    struct str accepted = request_query_value(request, "accepted");
    if (accepted.p)
        return show_accepted(request, reader, accepted);
    if (request_query_value(request, "declined").p)
        return show_word(request, 200, "declined",
                         tr(request_language(request), "You have declined the invitation"));
    return show_for(request, reader, request_query_value(request, "token"));
}

struct answer_in {
    struct invitation_answer answer; /* first: the step's own */
    struct str done_url;
    struct str token;
};

static struct str answered_url(struct request *request, struct str slug, bool accept)
{
    const struct pair pair = {accept ? STR("accepted") : STR("declined"), accept ? slug : STR("1")};
    return url_with_query(request_arena(request), REQUEST_URL0(request, "members.answer"), &pair, 1);
}

static rc answer_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct arena *arena = request_arena(request);
    struct answer_in *in = ARENA_NEW(arena, struct answer_in);
    struct pairs pairs = request_form(request);
    struct invitation invitation;
    struct organisation_brief brief = {.slug = STR("")};
    in->answer = (struct invitation_answer){.person = request_session(request)->person,
                                            .language = request_language(request),
                                            .now = request_time(request)};
    for (size_t i = 0; i < pairs.n; i++) {
        if (str_eq_c(pairs.items[i].name, "token"))
            in->token = pairs.items[i].value;
        if (str_eq_c(pairs.items[i].name, "accept"))
            in->answer.accept = true;
    }
    in->answer.token_hash = token_hash(arena, in->token);
    rc result = invitation_by_token(reader, arena, in->answer.token_hash, in->answer.now, &invitation);
    if (result == RC_NOT_FOUND)
        return show_gone(request);
    if (result == RC_OK && invitation.organisation != ACCESS_PORTAL)
        result = organisation_brief_by_id(reader, arena, in->answer.language, invitation.organisation,
                                          &brief);
    in->done_url = answered_url(request, brief.slug, in->answer.accept);
    *ret_in = in;
    return result;
}

static rc answer_again(struct request *request, struct reader *reader, const void *in, const void *out,
                       rc failed)
{
    const struct answer_in *sent = in;
    const struct members_out *why = out;
    if (why->refused == REFUSED_GONE)
        return show_gone(request);
    if (why->refused == REFUSED_OTHER)
        return show_for(request, reader, sent->token);
    if (why->refused == REFUSED_OVER)
        return show_word(request, 403, "over",
                         tr(request_language(request), "The invitation does not hold any more"));
    return failed;
}

static rc answer_answer(struct request *request, const void *in, const void *out, rc result)
{
    const struct answer_in *sent = in;
    (void)out;
    return result ? result : reply_redirect(request, sent->done_url);
}

const struct post members_answer_post = {.lane = LANE_QUICK,
                                         .prepare = answer_prepare,
                                         .step = members_answer_step,
                                         .out_size = sizeof(struct members_out),
                                         .again = answer_again,
                                         .answer = answer_answer};
