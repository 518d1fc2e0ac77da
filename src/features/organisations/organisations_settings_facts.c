/* SPDX-License-Identifier: EUPL-1.2 */
/* An organisation's own facts: names, languages, hosts, personal data. */
#include "core/mail/mail_address.h"
#include "features/organisations/organisations_settings.h"

enum {
    FACT_NAME,
    FACT_SHORT,
    FACT_ENGLISH,
    FACT_LANGUAGES,
    FACT_MAIN,
    FACT_HOSTS,
    FACT_CONTROLLER,
    FACT_PRIVACY,
    FACT_STRONG,
    FACTS
};

static const struct field facts_fields[FACTS] = {
    [FACT_NAME] = {.name = "name",
                   .kind = FIELD_TEXT,
                   .required = true,
                   .max = ORGANISATION_NAME_CHARACTERS,
                   .label = TR("Name"),
                   .hint = TR("As you write it yourselves: Lunds kommun, Borås Stad."),
                   .autocomplete = "organization"},
    [FACT_SHORT] = {.name = "short_name",
                    .kind = FIELD_TEXT,
                    .required = true,
                    .max = ORGANISATION_NAME_CHARACTERS,
                    .label = TR("Short name"),
                    .hint = TR("In lists: Lund, Borås.")},
    [FACT_ENGLISH] = {.name = "name_en",
                      .kind = FIELD_TEXT,
                      .max = ORGANISATION_NAME_CHARACTERS,
                      .label = TR("Name in English"),
                      .hint = TR("Leave empty if you use none.")},
    [FACT_LANGUAGES] = {.name = "languages",
                        .kind = FIELD_CHOICES,
                        .label = TR("Languages"),
                        .hint = TR(
                            "That you use with residents here. None chosen: all that the portal has.")},
    [FACT_MAIN] = {.name = "main_language", .kind = FIELD_CHOICE, .label = TR("Main language")},
    [FACT_HOSTS] = {.name = "hosts",
                    .kind = FIELD_LINES,
                    .max = ORGANISATION_HOSTS_MAX * (HOST_BYTES + 2),
                    .label = TR("Own host names"),
                    .hint = TR(
                        "One on each line, the main one first, such as dialog.example.se. They must be "
                        "led to the portal first.")},
    [FACT_CONTROLLER] = {.name = "controller",
                         .kind = FIELD_TEXT,
                         .max = ORGANISATION_TEXT_CHARACTERS,
                         .label = TR("Controller of personal data"),
                         .hint = TR("Often a board: the executive board, say.")},
    [FACT_PRIVACY] = {.name = "privacy_contact",
                      .kind = FIELD_TEXT,
                      .max = 2 * MAIL_ADDRESS_MAX,
                      .label = TR("Address for questions on personal data"),
                      .hint = TR(
                          "An e-mail address that somebody reads, such as the data protection officer's."),
                      .autocomplete = "email"},
    [FACT_STRONG] = {.name = "strong_roles",
                     .kind = FIELD_CHECK,
                     .label = TR("Ask for two factors at sign-in of everyone who sees personal data"),
                     .hint = TR("They need an app or a key besides their password.")},
};

/* ---- the form ------------------------------------------------------------------------ */

/* The portal's languages as choices, after none where there is one for that. */
static const struct choice *language_choices(struct request *request, const char *none)
{
    const struct languages *languages = request_languages(request);
    struct choice *choices = ARENA_ARRAY(request_arena(request), struct choice, languages->n + 2);
    size_t n = 0;
    if (none)
        choices[n++] = (struct choice){"", none, NULL};
    for (size_t i = 0; i < languages->n; i++)
        choices[n++] = (struct choice){language_code(languages->items[i]), language_name(languages->items[i]),
                                       NULL};
    return choices;
}

static struct settings_form *form_of(struct request *request)
{
    struct arena *arena = request_arena(request);
    struct settings_form *form = ARENA_NEW(arena, struct settings_form);
    struct field *fields = ARENA_ARRAY(arena, struct field, FACTS);
    for (size_t i = 0; i < FACTS; i++)
        fields[i] = facts_fields[i];
    fields[FACT_LANGUAGES].choices = language_choices(request, NULL);
    fields[FACT_MAIN].choices = language_choices(request, TR("None before the others"));
    form->fields = fields;
    form->n = FACTS;
    return form;
}

static struct str lines_of(struct arena *arena, struct str list)
{
    char *lines = arena_c_dup(arena, list);
    for (size_t i = 0; i < list.n; i++)
        if (lines[i] == ';')
            lines[i] = '\n';
    return (struct str){lines, list.n};
}

static void values_of(struct request *request, const struct settings_form *form, const struct organisation *o,
                      struct field_value values[FACTS])
{
    struct str rest = o->languages, code, main = STR("");
    values[FACT_NAME] = value_of_text(o->name);
    values[FACT_SHORT] = value_of_text(o->short_name);
    values[FACT_ENGLISH] = value_of_text(o->name_en);
    values[FACT_LANGUAGES] = (struct field_value){.text = STR("")};
    while (rest.n && str_split(&rest, ';', &code)) {
        const struct choice *choices = form->fields[FACT_LANGUAGES].choices;
        for (size_t i = 0; choices[i].code; i++)
            if (str_eq_c(code, choices[i].code))
                values[FACT_LANGUAGES].chosen |= (uint64_t)1 << i;
        main = main.n ? main : code;
    }
    values[FACT_MAIN] = value_of_text(main);
    values[FACT_HOSTS] = value_of_text(lines_of(request_arena(request), o->hosts));
    values[FACT_CONTROLLER] = value_of_text(o->controller);
    values[FACT_PRIVACY] = value_of_text(o->privacy_contact);
    values[FACT_STRONG] = value_of_check(o->strong_roles);
}

static rc show(struct request *request, const struct organisation *o, struct settings_form *form)
{
    struct value *view = settings_view(request, o, TR("Facts"));
    value_set_url(view, "action", settings_url(request, "organisations.facts"));
    return settings_reply(request, "organisations/settings_form", view, form);
}

rc organisations_facts_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    struct settings_form *form = form_of(request);
    rc result = settings_organisation(request, reader, &o);
    if (result)
        return result;
    values_of(request, form, &o, form->typed);
    form->version = o.version;
    return show(request, &o, form);
}

/* ---- rules ------------------------------------------------------------------------------ */

/* The main one first, then the others in the portal's order; "" where none is chosen. */
static struct str read_languages(struct request *request, struct settings_form *form)
{
    const struct choice *choices = form->fields[FACT_LANGUAGES].choices;
    uint64_t chosen = form->typed[FACT_LANGUAGES].chosen;
    struct str main = form->typed[FACT_MAIN].text, list = STR("");
    for (size_t i = 0; choices[i].code; i++) {
        bool is_main = main.n && str_eq_c(main, choices[i].code);
        if (is_main && chosen && !(chosen >> i & 1))
            settings_fault(request, form, &form->fields[FACT_MAIN],
                           TR("The main language must be one of the languages chosen above."));
        if (is_main && !chosen && form->faults.n == 0)
            chosen = ((uint64_t)1 << request_languages(request)->n) - 1;
    }
    if (main.n && chosen)
        list = main;
    for (size_t i = 0; choices[i].code; i++)
        if ((chosen >> i & 1) && !str_eq_c(main, choices[i].code))
            list = ARENA_CONCAT(request_arena(request), list, list.n ? STR(";") : STR(""),
                                str_from_c(choices[i].code));
    return list;
}

static void host_fault(struct request *request, struct settings_form *form, const char *message,
                       struct str host)
{
    struct str text = tr_str(request_language(request), str_from_c(message));
    form_add_fault(request, &form->faults, &form->fields[FACT_HOSTS],
                   TEXT_FORMAT(request_arena(request), text, host));
}

static rc check_hosts(struct request *request, struct reader *reader, struct settings_form *form,
                      const struct organisation *o)
{
    struct str rest = o->hosts, host;
    struct organisation owner;
    size_t n = 0;
    while (rest.n && str_split(&rest, ';', &host)) {
        if (n++ == ORGANISATION_HOSTS_MAX) {
            settings_fault(request, form, &form->fields[FACT_HOSTS], TR("At most ten host names."));
            return RC_OK;
        }
        if (!organisation_host_is_valid(host)) {
            host_fault(request, form,
                       TR("“{0}” is not a host name: write it without https://, and å, ä and ö in the form "
                          "that begins with xn--."),
                       host);
            continue;
        }
        rc result = organisation_by_host(reader, request_arena(request), host, &owner);
        if (result == RC_OK && owner.id != o->id)
            host_fault(request, form, TR("“{0}” belongs to another organisation already."), host);
        else if (result && result != RC_NOT_FOUND)
            return result;
    }
    return RC_OK;
}

static void check_address(struct request *request, struct settings_form *form, struct organisation *o)
{
    struct mail_address address;
    const char *problem;
    if (o->privacy_contact.n == 0)
        return;
    if (mail_address_read(request_arena(request), o->privacy_contact, &address, &problem) == RC_OK)
        o->privacy_contact = address.text;
    else
        settings_fault(request, form, &form->fields[FACT_PRIVACY], problem);
}

/* What was sent, over what is stored; faults in form. */
static rc read_facts(struct request *request, struct reader *reader, struct settings_form *form,
                     struct organisation *o)
{
    rc result = settings_read(request, form);
    if (result)
        return result;
    const struct field_value *typed = form->typed;
    o->version = form->version;
    o->name = typed[FACT_NAME].text;
    o->short_name = typed[FACT_SHORT].text;
    o->name_en = typed[FACT_ENGLISH].text;
    o->languages = read_languages(request, form);
    o->hosts = hosts_tidy(request_arena(request), typed[FACT_HOSTS].text);
    o->controller = typed[FACT_CONTROLLER].text;
    o->privacy_contact = typed[FACT_PRIVACY].text;
    o->strong_roles = typed[FACT_STRONG].integer != 0;
    check_address(request, form, o);
    return check_hosts(request, reader, form, o);
}

/* ---- saving ------------------------------------------------------------------------------- */

static rc facts_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct organisation stored, wanted;
    struct settings_form *form = form_of(request);
    rc result = settings_organisation(request, reader, &stored);
    if (result)
        return result;
    wanted = stored;
    result = read_facts(request, reader, form, &wanted);
    if (result || form->faults.n)
        return result ? result : show(request, &stored, form);
    struct organisation_save *save = ARENA_NEW(request_arena(request), struct organisation_save);
    *save = (struct organisation_save){settings_change(request, stored.id), wanted};
    *ret_in = save;
    return RC_OK;
}

/* RC_EXISTS: another has taken a host since prepare looked. */
static rc facts_again(struct request *request, struct reader *reader, const void *in, const void *out,
                      rc failed)
{
    struct organisation stored, wanted;
    struct settings_form *form = form_of(request);
    struct field_value values[FACTS];
    (void)in;
    (void)out;
    if (failed != RC_NEWER && failed != RC_EXISTS)
        return failed;
    rc result = settings_organisation(request, reader, &stored);
    if (result)
        return result;
    wanted = stored;
    result = read_facts(request, reader, form, &wanted);
    values_of(request, form, &stored, values);
    if (result == RC_OK && failed == RC_NEWER)
        settings_conflict(request, form, values, stored.version);
    return result ? result : form->faults.n ? show(request, &stored, form) : failed;
}

static rc facts_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    return result ? result : settings_saved(request, settings_url(request, "organisations.settings"));
}

const struct post organisations_facts_post = {.lane = LANE_QUICK,
                                              .prepare = facts_prepare,
                                              .step = organisation_save_step,
                                              .again = facts_again,
                                              .answer = facts_answer};
