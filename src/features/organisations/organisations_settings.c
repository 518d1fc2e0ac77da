/* SPDX-License-Identifier: EUPL-1.2 */
/* What the settings' pages share, and the overview. */
#include "features/organisations/organisations_settings.h"

#include <assert.h>

#include "features/organisations/organisations_brand.h"

/* ---- who and where -------------------------------------------------------------------- */

/* The server names it only where the route asks for a role in it. */
rc settings_organisation(struct request *request, struct reader *reader,
                         struct organisation *ret_organisation)
{
    const struct scope *scope = request_scope(request);
    struct organisation_scope found = {.id = scope ? scope->id : 0};
    rc result = RC_OK;
    if (!scope)
        result = organisation_scope_find(reader, request_path_value(request, "organisation"), &found);
    return result ? result : organisation_by_id(reader, request_arena(request), found.id, ret_organisation);
}

bool settings_is_coordinator(const struct request *request)
{
    return request_roles(request, ACCESS_PORTAL) & ROLE_BIT(ROLE_PORTAL_COORDINATOR);
}

struct organisation_change settings_change(const struct request *request, int64_t organisation)
{
    const struct session *session = request_session(request);
    return (struct organisation_change){.organisation = organisation,
                                        .person = session ? session->person : 0,
                                        .now = request_time(request),
                                        .languages = request_languages(request)};
}

struct str settings_url(const struct request *request, const char *route)
{
    return REQUEST_URL(request, route, request_path_value(request, "organisation"));
}

/* ---- forms ------------------------------------------------------------------------------- */

static int64_t sent_version(const struct request *request)
{
    struct pairs form = request_form(request);
    int64_t version = 0;
    for (size_t i = 0; i < form.n; i++)
        if (str_eq_c(form.items[i].name, "version") && str_to_int(form.items[i].value, &version) == RC_OK)
            return version;
    return 0;
}

rc settings_read(struct request *request, struct settings_form *form)
{
    assert(form->n <= SETTINGS_FIELDS_MAX && "room for every field");
    form->version = sent_version(request);
    return form_read(request, request_form(request), form->fields, form->n, form->typed, &form->faults);
}

void settings_fault(struct request *request, struct settings_form *form, const struct field *field,
                    const char *message)
{
    form_add_fault(request, &form->faults, field, tr_str(request_language(request), str_from_c(message)));
}

struct field_value value_of_text(struct str text)
{
    return (struct field_value){.given = text.n > 0, .text = text};
}

struct field_value value_of_check(bool ticked)
{
    return (struct field_value){.given = ticked, .text = ticked ? STR("1") : STR(""), .integer = ticked};
}

struct field_value value_of_int(struct arena *arena, int64_t number)
{
    return (struct field_value){
        .given = true, .text = arena_printf(arena, "%lld", (long long)number), .integer = number};
}

void settings_check_day(struct request *request, struct settings_form *form, size_t field)
{
    struct str text = form->typed[field].text;
    time_us day;
    if (text.n == 0)
        return;
    if (!organisation_day(text, &day))
        settings_fault(request, form, &form->fields[field],
                       TR("Write a day that exists, such as 2026-03-14."));
    else if (organisation_day_is_to_come(day, request_time(request)))
        settings_fault(request, form, &form->fields[field], TR("The day has not come yet."));
}

/* ---- conflicts ------------------------------------------------------------------------------ */

static bool is_same(const struct field *field, const struct field_value *a, const struct field_value *b)
{
    switch (field->kind) {
    case FIELD_CHECK: return !a->integer == !b->integer;
    case FIELD_CHOICES: return a->chosen == b->chosen;
    default: return str_eq(a->text, b->text);
    }
}

/* The labels of what is chosen, "" for nothing. */
static struct str choice_words(struct request *request, const struct field *field,
                               const struct field_value *value)
{
    const struct language *language = request_language(request);
    struct str words[64];
    size_t n = 0;
    for (size_t i = 0; i < 64 && field->choices[i].code; i++)
        if (field->kind == FIELD_CHOICES ? value->chosen >> i & 1
                                         : str_eq_c(value->text, field->choices[i].code))
            words[n++] = tr_str(language, str_from_c(field->choices[i].label));
    return n ? text_list(request_arena(request), language, words, n) : STR("");
}

static struct str value_words(struct request *request, const struct field *field,
                              const struct field_value *value)
{
    switch (field->kind) {
    case FIELD_CHECK:
        return value->integer ? tr(request_language(request), "ticked")
                              : tr(request_language(request), "not ticked");
    case FIELD_CHOICE:
    case FIELD_CHOICES: return choice_words(request, field, value);
    default: return value->text;
    }
}

void settings_conflict(struct request *request, struct settings_form *form, const struct field_value *stored,
                       int64_t version)
{
    const struct language *language = request_language(request);
    form->version = version;
    settings_fault(request, form, NULL,
                   TR("Somebody else has saved this while you were writing. Nothing of yours is lost: it "
                      "stands below, and where it differs you see what is stored now. Save again if yours "
                      "shall replace it."));
    for (size_t i = 0; i < form->n; i++) {
        if (is_same(&form->fields[i], &form->typed[i], &stored[i]))
            continue;
        struct str words = value_words(request, &form->fields[i], &stored[i]);
        form_add_fault(request, &form->faults, &form->fields[i],
                       words.n ? TEXT_FORMAT(request_arena(request), tr(language, "Stored now: {0}"), words)
                               : tr(language, "Stored now: nothing"));
    }
}

/* ---- pages ------------------------------------------------------------------------------------ */

struct value *settings_view(struct request *request, const struct organisation *organisation,
                            const char *title)
{
    struct value *view = value_map(request_arena(request));
    const struct language *language = request_language(request);
    value_set_str(view, "title", tr_str(language, str_from_c(title)));
    value_set_str(view, "organisation",
                  organisation ? organisation_name_for(request, organisation) : STR_NONE);
    value_set_url(view, "organisation_url",
                  organisation ? organisation_url(request, organisation) : STR_NONE);
    value_set_url(view, "settings_url",
                  organisation ? settings_url(request, "organisations.settings") : STR_NONE);
    value_set_url(view, "list_url", REQUEST_URL0(request, "organisations.list"));
    value_set_bool(view, "_saved", str_eq_c(request_query_value(request, "saved"), "yes"));
    value_set_null(view, "intro");
    value_set_null(view, "parent");
    value_set_null(view, "parent_url");
    return view;
}

rc settings_reply(struct request *request, const char *template, struct value *view,
                  struct settings_form *form)
{
    bool faulty = form->faults.n > 0;
    value_set_bool(view, "faulty", faulty);
    value_set_int(view, "version", form->version);
    value_set(view, "form",
              form_view(request, form->fields, form->n, form->typed, faulty ? &form->faults : NULL));
    return reply_page_status(request, faulty ? 422 : 200, template, view);
}

rc settings_saved(struct request *request, struct str path)
{
    const struct pair saved = {STR("saved"), STR("yes")};
    return reply_redirect(request, url_with_query(request_arena(request), path, &saved, 1));
}

/* ---- the overview ------------------------------------------------------------------------------- */

/* A card: one part, what it holds and what is missing there. */
struct card {
    struct value *map, *missing;
};

static struct card card_view(struct request *request, struct value *cards, const char *route,
                             const char *title, struct str about)
{
    struct value *card = value_push_map(cards);
    value_set_str(card, "title", tr_str(request_language(request), str_from_c(title)));
    value_set_url(card, "url", settings_url(request, route));
    value_set_str(card, "about", about.n ? about : STR_NONE);
    value_set_bool(card, "_has_missing", false);
    return (struct card){card, value_set_list(card, "missing")};
}

/* Adds to what a card says is missing. */
static void miss_words(struct card card, struct str words)
{
    value_push_str(card.missing, words);
    value_set_bool(card.map, "_has_missing", true);
}

static void miss(struct request *request, struct card card, bool is_missing, const char *text)
{
    if (is_missing)
        miss_words(card, tr_str(request_language(request), str_from_c(text)));
}

static void facts_card(struct request *request, struct value *cards, const struct organisation *o)
{
    struct card card = card_view(
        request, cards, "organisations.facts", TR("Facts"),
        tr(request_language(request), "Names, languages, addresses and who answers for personal data."));
    miss(request, card, o->controller.n == 0, TR("Who is controller of personal data"));
    miss(request, card, o->privacy_contact.n == 0, TR("An address for questions on personal data"));
    miss(request, card, o->name_en.n == 0, TR("A name in English"));
}

static rc appearance_card(struct request *request, struct reader *reader, struct value *cards, int64_t id)
{
    struct appearance appearance;
    rc result = appearance_of(reader, request_arena(request), id, &appearance);
    if (result)
        return result;
    struct card card = card_view(request, cards, "organisations.appearance", TR("Appearance"),
                                 tr(request_language(request), "Your colour and your logo."));
    miss(request, card, appearance.colour.n == 0, TR("A colour of your own"));
    miss(request, card, appearance.logo.n == 0, TR("A logo"));
    return RC_OK;
}

static struct str count_words(struct request *request, struct str text, size_t n)
{
    return TEXT_FORMAT(request_arena(request), text,
                       text_int(request_arena(request), request_language(request), (int64_t)n));
}

static rc boards_card(struct request *request, struct reader *reader, struct value *cards, int64_t id)
{
    struct board_list list;
    size_t n = 0;
    rc result = board_list(reader, request_arena(request), id, &list);
    if (result)
        return result;
    for (size_t i = 0; i < list.n; i++)
        n += list.items[i].ended_on.n == 0;
    struct str about = trn(request_language(request), "{0} board", "{0} boards", (int64_t)n);
    struct card card = card_view(request, cards, "organisations.boards", TR("Boards"),
                                 count_words(request, about, n));
    miss(request, card, n == 0, TR("The boards that decide on dialogues"));
    return RC_OK;
}

static rc groups_card(struct request *request, struct reader *reader, struct value *cards, int64_t id)
{
    struct steering_group_list list;
    size_t n = 0, empty = 0;
    rc result = group_list(reader, request_arena(request), id, &list);
    if (result)
        return result;
    for (size_t i = 0; i < list.n; i++) {
        bool there = list.items[i].ended_on.n == 0;
        n += there;
        empty += there && list.items[i].members.n == 0;
    }
    struct str about = trn(request_language(request), "{0} group", "{0} groups", (int64_t)n);
    struct card card = card_view(request, cards, "organisations.groups", TR("Steering groups"),
                                 count_words(request, about, n));
    miss(request, card, empty > 0, TR("Members of a group"));
    return RC_OK;
}

static rc levels_card(struct request *request, struct reader *reader, struct value *cards, int64_t id)
{
    struct levels levels;
    size_t n = 0;
    rc result = levels_of(reader, request_arena(request), id, &levels);
    if (result)
        return result;
    for (int i = 0; i < LEVELS; i++)
        n += levels.used[i];
    struct str about = trn(request_language(request), "{0} level in use", "{0} levels in use", (int64_t)n);
    struct card card = card_view(request, cards, "organisations.levels", TR("Levels of participation"),
                                 count_words(request, about, n));
    miss(request, card, levels.version == 0, TR("Which levels you work with; until then none is shown"));
    return RC_OK;
}

static rc documents_card(struct request *request, struct reader *reader, struct value *cards, int64_t id)
{
    struct edition_list list;
    size_t drafts = 0;
    rc result = edition_list_newest(reader, request_arena(request), id, &list);
    if (result)
        return result;
    for (size_t i = 0; i < list.n; i++)
        drafts += list.items[i].published == 0;
    struct str about = trn(request_language(request), "{0} document", "{0} documents", (int64_t)list.n);
    struct card card = card_view(request, cards, "organisations.documents",
                                 TR("Principles, guidelines and promises"),
                                 count_words(request, about, list.n));
    for (const struct organisation_term *kind = document_kinds; kind->code; kind++) {
        bool has = false;
        for (size_t i = 0; i < list.n; i++)
            has |= str_eq_c(list.items[i].kind, kind->code);
        miss(request, card, !has, kind->many);
    }
    if (drafts)
        miss_words(card, count_words(request,
                                     trn(request_language(request), "{0} draft to publish",
                                         "{0} drafts to publish", (int64_t)drafts),
                                     drafts));
    return RC_OK;
}

static void coordinator_cards(struct request *request, struct value *cards, const struct organisation *o)
{
    const struct language *language = request_language(request);
    card_view(request, cards, "organisations.identity", TR("Kind, code and address"),
              tr(language, "For the portal's coordinators."));
    struct card card = card_view(request, cards, "organisations.verify", TR("Verification"),
                                 o->verified ? tr(language, "Verified") : STR_NONE);
    miss(request, card, !o->verified, TR("Nobody has seen to it that its people are its own"));
}

rc organisations_settings_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    rc result = settings_organisation(request, reader, &o);
    if (result)
        return result;
    struct value *view = settings_view(request, &o, TR("Settings")), *cards = value_set_list(view, "cards");
    facts_card(request, cards, &o);
    result = appearance_card(request, reader, cards, o.id);
    if (result == RC_OK)
        result = documents_card(request, reader, cards, o.id);
    if (result == RC_OK)
        result = levels_card(request, reader, cards, o.id);
    if (result == RC_OK)
        result = boards_card(request, reader, cards, o.id);
    if (result == RC_OK)
        result = groups_card(request, reader, cards, o.id);
    if (result)
        return result;
    if (settings_is_coordinator(request))
        coordinator_cards(request, cards, &o);
    return reply_page(request, "organisations/settings", view);
}
