/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking to act for an organisation, and deciding on it. */
#include "base/vec.h"
#include "core/web/furniture.h"
#include "features/members/members_pages.h"
#include "features/members/members_view.h"

enum { TOLD_MAX = 20 }; /* letters to those who decide */

/* ---- where somebody stands with an organisation ------------------------------------------------ */

/* Whoever looks, signed in or not, and an organisation. */
struct asker {
    struct organisation_brief organisation;
    unsigned held;
    bool asked; /* there is a request, open or refused */
    struct access_request request;
};

static rc asker_of(struct request *request, struct reader *reader, struct str slug, struct asker *ret_asker)
{
    struct arena *arena = request_arena(request);
    const struct session *session = request_session(request);
    struct organisation_scope scope;
    struct asker asker = {0};
    rc result = organisation_scope_find(reader, slug, &scope);
    if (result == RC_OK)
        result = organisation_brief_by_id(reader, arena, request_language(request), scope.id,
                                          &asker.organisation);
    if (result || session == NULL) {
        *ret_asker = asker;
        return result;
    }
    asker.held = request_roles(request, scope.id);
    result = request_of(reader, arena, session->person, scope.id, &asker.request);
    asker.asked = result == RC_OK;
    if (asker.asked && asker.request.refused &&
        asker.request.refused <= request_time(request) - MEMBERS_REFUSAL_LIFE)
        asker.asked = false;
    *ret_asker = asker;
    return result == RC_NOT_FOUND ? RC_OK : result;
}

/* What the part and the page tell of it. */
static void asker_view(struct request *request, struct value *view, const struct asker *asker)
{
    bool open = asker->asked && asker->request.refused == 0;
    struct str slug = asker->organisation.slug;
    unsigned heads = ROLE_BIT(ROLE_ADMINISTRATOR);
    bool keeps = (asker->organisation.verified && (asker->held & heads)) ||
                 (request_roles(request, ACCESS_PORTAL) &
                  (ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR) | ROLE_BIT(ROLE_PORTAL_COORDINATOR)));
    value_set_str(view, "organisation", asker->organisation.name);
    value_set_bool(view, "verified", asker->organisation.verified);
    roles_view(view, "own_roles", request_language(request), asker->held);
    value_set_bool(view, "_member", asker->held != 0);
    value_set_bool(view, "_open", open);
    value_set_bool(view, "_refused", asker->asked && !open);
    day_view(request, view, "asked", "_asked_day", open ? asker->request.created : 0);
    value_set_url(view, "ask_url", REQUEST_URL(request, "members.ask", slug));
    value_set_url(view, "members_url", keeps ? REQUEST_URL(request, "members.list", slug) : STR_NONE);
}

rc members_ask_part(struct request *request, struct reader *reader, struct str subject, struct value *view)
{
    struct asker asker;
    rc result = asker_of(request, reader, subject, &asker);
    if (result == RC_OK)
        asker_view(request, view, &asker);
    return result;
}

/* ---- asking ---------------------------------------------------------------------------------------- */

enum { ASK_ROLES, ASK_MESSAGE, ASK_FIELDS };

static void ask_fields(struct arena *arena, struct field fields[ASK_FIELDS])
{
    fields[ASK_ROLES] = roles_field(arena, TR("What do you need to do?"), NULL, ROLE_BITS_ORGANISATION);
    fields[ASK_ROLES].required = true;
    fields[ASK_MESSAGE] = (struct field){
        .name = "message",
        .kind = FIELD_LINES,
        .label = TR("Who are you, and what do you work with?"),
        .hint = TR("A sentence or two for those who decide. At most 500 characters."),
        .required = true,
        .max = MEMBERS_TEXT_MAX};
}

static rc show_ask(struct request *request, const struct asker *asker, const struct field_value *values,
                   const struct faults *faults)
{
    struct arena *arena = request_arena(request);
    struct field fields[ASK_FIELDS];
    struct value *view = value_map(arena);
    ask_fields(arena, fields);
    value_set_str(
        view, "title",
        TEXT_FORMAT(arena, tr(request_language(request), "Ask to act for {0}"), asker->organisation.name));
    asker_view(request, view, asker);
    bool open = asker->organisation.verified && !asker->asked;
    value_set_bool(view, "_asks", open);
    value_set_bool(view, "faulty", open && faults != NULL);
    value_set(view, "form",
              open ? form_view(request, fields, ASK_FIELDS, values, faults) : value_null(arena));
    value_set_url(view, "list_url", REQUEST_URL0(request, "organisations.list"));
    value_set_url(view, "organisation_url",
                  REQUEST_URL(request, "organisations.organisation", asker->organisation.slug));
    return reply_page_status(request, faults ? 422 : 200, "members/ask", view);
}

rc members_ask_page(struct request *request, struct reader *reader)
{
    struct asker asker;
    rc result = asker_of(request, reader, request_path_value(request, "organisation"), &asker);
    return result ? result : show_ask(request, &asker, NULL, NULL);
}

struct ask_in {
    struct ask ask; /* first: the step's own */
    struct field_value values[ASK_FIELDS];
    struct str done_url;
};

static bool is_told(const struct grant_list *told, int64_t person)
{
    for (size_t i = 0; i < told->n; i++)
        if (told->items[i].person == person)
            return true;
    return false;
}

/* Those who decide: the organisation's administrators, or where it has none those of the portal who see to
 * that it gets one. */
static rc deciders(struct reader *reader, struct arena *arena, int64_t organisation,
                   struct grant_list *ret_told)
{
    struct grant_list all, told = {0};
    unsigned wanted = organisation == ACCESS_PORTAL
                          ? ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR) | ROLE_BIT(ROLE_PORTAL_COORDINATOR)
                          : ROLE_BIT(ROLE_ADMINISTRATOR);
    rc result = access_of_organisation(reader, arena, organisation, &all);
    if (result)
        return result;
    for (size_t i = 0; i < all.n && told.n < TOLD_MAX; i++)
        if ((ROLE_BIT(all.items[i].role) & wanted) && !is_told(&told, all.items[i].person))
            *VEC_PUSH(arena, &told) = all.items[i];
    *ret_told = told;
    return told.n == 0 && organisation != ACCESS_PORTAL ? deciders(reader, arena, ACCESS_PORTAL, ret_told)
                                                        : RC_OK;
}

static rc request_letter(struct request *request, struct reader *reader,
                         const struct organisation_brief *brief, const struct person *to,
                         struct mail *ret_letter)
{
    struct arena *arena = request_arena(request);
    const struct language *language = language_of(request, to);
    struct organisation_brief named;
    struct value *view = value_map(arena);
    rc result = organisation_brief_by_id(reader, arena, language, brief->id, &named);
    if (result)
        return result;
    value_set_str(view, "organisation", named.name);
    value_set_url(
        view, "url",
        request_letter_url(request, request_url_in(request, language, "members.list", &named.slug, 1)));
    struct str subject = TEXT_FORMAT(arena, tr(language, "Somebody asks to act for {0}"), named.name);
    return letter_make(request, language, "members/letter_request", subject, view, to->email,
                       "members.request", ret_letter);
}

/* Says that somebody asks, and where to see who: the letter itself names nobody. */
static rc request_letters(struct request *request, struct reader *reader,
                          const struct organisation_brief *brief, struct letters *ret_letters)
{
    struct arena *arena = request_arena(request);
    struct letters letters = {0};
    struct grant_list told;
    rc result = deciders(reader, arena, brief->id, &told);
    for (size_t i = 0; result == RC_OK && i < told.n; i++) {
        struct person person;
        struct mail letter;
        result = person_by_id(reader, arena, told.items[i].person, &person);
        if (result || person.email.n == 0)
            continue;
        result = request_letter(request, reader, brief, &person, &letter);
        if (result == RC_OK)
            *VEC_PUSH(arena, &letters) = letter;
    }
    if (result == RC_OK)
        *ret_letters = letters;
    return result;
}

static rc ask_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct arena *arena = request_arena(request);
    struct ask_in *in = ARENA_NEW(arena, struct ask_in);
    struct field fields[ASK_FIELDS];
    struct faults faults = {0};
    struct asker asker;
    ask_fields(arena, fields);
    rc result = asker_of(request, reader, request_path_value(request, "organisation"), &asker);
    if (result == RC_OK)
        result = form_read(request, request_form(request), fields, ASK_FIELDS, in->values, &faults);
    if (result)
        return result;
    if (faults.n)
        return show_ask(request, &asker, in->values, &faults);
    in->ask = (struct ask){.person = request_session(request)->person,
                           .slug = asker.organisation.slug,
                           .roles = roles_chosen(&fields[ASK_ROLES], &in->values[ASK_ROLES]),
                           .message = in->values[ASK_MESSAGE].text,
                           .now = request_time(request)};
    in->done_url = REQUEST_URL(request, "members.ask", asker.organisation.slug);
    result = request_letters(request, reader, &asker.organisation, &in->ask.letters);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

/* Where the page itself tells why, as of a request that stands, it is enough. */
static rc ask_again(struct request *request, struct reader *reader, const void *in, const void *out,
                    rc failed)
{
    const struct ask_in *sent = in;
    const struct members_out *why = out;
    struct faults faults = {0};
    struct asker asker;
    if (why->refused == REFUSED_NOT)
        return failed;
    rc result = asker_of(request, reader, sent->ask.slug, &asker);
    if (result)
        return result;
    if (!asker.organisation.verified || asker.asked)
        return show_ask(request, &asker, NULL, NULL);
    struct str words = why->refused == REFUSED_FULL
                           ? tr(request_language(request),
                                "Too many requests wait for an answer already. Try again in some days.")
                           : refused_words(request, why->refused);
    form_add_fault(request, &faults, NULL, words);
    return show_ask(request, &asker, sent->values, &faults);
}

static rc ask_answer(struct request *request, const void *in, const void *out, rc result)
{
    const struct ask_in *sent = in;
    (void)out;
    return result ? result : reply_redirect(request, sent->done_url);
}

const struct post members_ask_post = {.lane = LANE_QUICK,
                                      .prepare = ask_prepare,
                                      .step = members_ask_step,
                                      .out_size = sizeof(struct members_out),
                                      .again = ask_again,
                                      .answer = ask_answer,
                                      .seldom = true};

/* ---- deciding ------------------------------------------------------------------------------------- */

enum { DECIDE_ROLES, DECIDE_REASON, DECIDE_FIELDS };

struct decide_form {
    struct place place;
    struct access_request request;
    struct field fields[DECIDE_FIELDS];
};

static rc decide_form_of(struct request *request, struct reader *reader, struct decide_form *ret_form)
{
    struct decide_form form;
    struct arena *arena = request_arena(request);
    rc result = place_of(request, reader, &form.place);
    if (result == RC_OK)
        result = request_by_id(reader, arena, form.place.organisation.id,
                               request_path_int(request, "request"), &form.request);
    if (result)
        return result;
    form.fields[DECIDE_ROLES] = roles_field(arena, TR("Roles"), TR("Ticked is what the person asks for."),
                                            form.place.power.grant);
    form.fields[DECIDE_REASON] = (struct field){
        .name = "reason",
        .kind = FIELD_LINES,
        .label = TR("Words to the person"),
        .hint = TR("Stand in the letter. Needed where you refuse: say why. "
                   "At most 500 characters."),
        .max = MEMBERS_TEXT_MAX};
    *ret_form = form;
    return RC_OK;
}

static rc show_request(struct request *request, struct reader *reader, const struct decide_form *form,
                       const struct field_value *sent, const struct faults *faults)
{
    struct field_value wished[DECIDE_FIELDS] = {0};
    struct str name, email;
    rc result = person_for_others(reader, request, &form->place.power, form->request.person, &name, &email);
    if (result)
        return result;
    struct value *view = place_view(
        request, &form->place,
        TEXT_FORMAT(request_arena(request), tr(request_language(request), "Request from {0}"), name));
    roles_choose(&form->fields[DECIDE_ROLES], &wished[DECIDE_ROLES], form->request.roles);
    value_set_str(view, "name", name);
    value_set_str(view, "email", email);
    value_set_int(view, "person", form->request.person);
    roles_view(view, "roles", request_language(request), form->request.roles);
    lines_view(view, "message", form->request.message);
    day_view(request, view, "asked", "_asked_day", form->request.created);
    value_set_bool(view, "faulty", faults != NULL);
    value_set(view, "form", form_view(request, form->fields, DECIDE_FIELDS, sent ? sent : wished, faults));
    value_set_url(view, "action", place_url(request, &form->place, PLACE_REQUEST, form->request.id));
    value_set_url(view, "list_url", place_url(request, &form->place, PLACE_LIST, 0));
    return reply_page_status(request, faults ? 422 : 200, "members/request", view);
}

rc members_request_page(struct request *request, struct reader *reader)
{
    struct decide_form form;
    rc result = decide_form_of(request, reader, &form);
    return result ? result : show_request(request, reader, &form, NULL, NULL);
}

struct decide_in {
    struct decision decision; /* first: the step's own */
    struct field_value values[DECIDE_FIELDS];
    struct str done_url, gone_url;
};

/* To whoever asked; none where they have no address. */
static rc decision_letter(struct request *request, struct reader *reader, const struct decide_form *form,
                          const struct decision *decision, struct str words, struct mail *ret_letter)
{
    struct arena *arena = request_arena(request);
    struct organisation_brief brief;
    struct person person;
    struct value *view = value_map(arena);
    rc result = person_by_id(reader, arena, form->request.person, &person);
    if (result || person.email.n == 0)
        return result;
    const struct language *language = language_of(request, &person);
    result = organisation_brief_by_id(reader, arena, language, form->place.organisation.id, &brief);
    if (result)
        return result;
    value_set_bool(view, "approved", decision->approve);
    value_set_str(view, "organisation", brief.name);
    roles_view(view, "roles", language, decision->roles);
    lines_view(view, "message", words);
    value_set_bool(view, "has_message", words.n > 0);
    value_set_url(view, "url",
                  request_letter_url(request, request_url_in(request, language, "organisations.organisation",
                                                             &brief.slug, 1)));
    struct str subject = decision->approve ? tr(language, "You may now act for {0}")
                                           : tr(language, "You may not act for {0}");
    return letter_make(request, language, "members/letter_decision", TEXT_FORMAT(arena, subject, brief.name),
                       view, person.email, "members.decision", ret_letter);
}

static struct str done_url(struct request *request, const struct place *place, const char *what)
{
    const struct pair done = {STR("done"), str_from_c(what)};
    return url_with_query(request_arena(request), place_url(request, place, PLACE_LIST, 0), &done, 1);
}

static void check_decision(struct request *request, const struct decide_form *form,
                           const struct decision *decision, struct str words, struct faults *faults)
{
    const struct language *language = request_language(request);
    if (decision->approve && decision->roles == 0)
        form_add_fault(request, faults, &form->fields[DECIDE_ROLES],
                       tr(language, "Tick the roles that the person gets."));
    if (!decision->approve && words.n == 0)
        form_add_fault(request, faults, &form->fields[DECIDE_REASON],
                       tr(language, "Write why, so that the person knows what to do."));
}

static rc decide_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct decide_form form;
    struct faults faults = {0};
    struct decide_in *in = ARENA_NEW(request_arena(request), struct decide_in);
    rc result = decide_form_of(request, reader, &form);
    if (result == RC_OK)
        result = form_read(request, request_form(request), form.fields, DECIDE_FIELDS, in->values, &faults);
    if (result)
        return result;
    in->decision = (struct decision){
        .actor = form.place.actor,
        .request = form.request,
        .roles = roles_chosen(&form.fields[DECIDE_ROLES], &in->values[DECIDE_ROLES])};
    for (size_t i = 0; i < request_form(request).n; i++)
        if (str_eq_c(request_form(request).items[i].name, "approve"))
            in->decision.approve = true;
    struct str words = in->values[DECIDE_REASON].text;
    check_decision(request, &form, &in->decision, words, &faults);
    if (faults.n)
        return show_request(request, reader, &form, in->values, &faults);
    in->done_url = done_url(request, &form.place, in->decision.approve ? "approved" : "refused");
    in->gone_url = done_url(request, &form.place, "gone");
    result = decision_letter(request, reader, &form, &in->decision, words, &in->decision.letter);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

static rc decide_answer(struct request *request, const void *in, const void *out, rc result)
{
    const struct decide_in *sent = in;
    const struct members_out *why = out;
    if (why->refused == REFUSED_GONE)
        return reply_redirect(request, sent->gone_url);
    return result ? result : reply_redirect(request, sent->done_url);
}

const struct post members_request_post = {.lane = LANE_QUICK,
                                          .prepare = decide_prepare,
                                          .step = members_decide_step,
                                          .out_size = sizeof(struct members_out),
                                          .answer = decide_answer};
