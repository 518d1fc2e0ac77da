/* SPDX-License-Identifier: EUPL-1.2 */
/* For the portal's coordinators: new organisations, what identifies one, and verifying it. */
#include "core/table/table.h"
#include "features/organisations/organisations_settings.h"

#include "base/utf8.h"

enum {
    ID_KIND,
    ID_CODE,
    ID_COUNTY,
    ID_SLUG,
    ID_NAME,
    ID_SHORT,
    ID_ENGLISH,
    ID_FIELDS,
    ID_OF_STORED = ID_NAME
};

static const struct choice kind_choices[] = {{"municipality", TR("Municipality"), NULL},
                                             {"region", TR("Region"), NULL},
                                             {"civil-society", TR("Civil society organisation"), NULL},
                                             {"association", TR("Association of municipalities"), NULL},
                                             {0}};

/* The names are asked for only where the organisation is new: afterwards they are among its facts. */
static const struct field fields[ID_FIELDS] = {
    [ID_KIND] = {.name = "kind",
                 .kind = FIELD_CHOICE,
                 .required = true,
                 .choices = kind_choices,
                 .label = TR("Kind")},
    [ID_CODE] = {.name = "code",
                 .kind = FIELD_TEXT,
                 .required = true,
                 .max = ORGANISATION_CODE_BYTES,
                 .label = TR("Code"),
                 .hint = TR(
                     "Statistics Sweden's four digits for a municipality, two for a region; for others "
                     "a word of a to z, such as byalaget.")},
    [ID_COUNTY] = {.name = "county",
                   .kind = FIELD_TEXT,
                   .max = 2,
                   .label = TR("County"),
                   .hint = TR("Its two digits, such as 14. For a municipality or region it follows from the "
                              "code.")},
    [ID_SLUG] = {.name = "slug",
                 .kind = FIELD_TEXT,
                 .max = TABLE_SLUG_BYTES,
                 .label = TR("Address in the portal"),
                 .hint = TR(
                     "What ends the address of its page: a to z, 0 to 9 and hyphens. Leave empty to have "
                     "it made of the short name.")},
    [ID_NAME] = {.name = "name",
                 .kind = FIELD_TEXT,
                 .required = true,
                 .max = ORGANISATION_NAME_CHARACTERS,
                 .label = TR("Name"),
                 .hint = TR("As it writes it itself: Lunds kommun, Borås Stad.")},
    [ID_SHORT] = {.name = "short_name",
                  .kind = FIELD_TEXT,
                  .max = ORGANISATION_NAME_CHARACTERS,
                  .label = TR("Short name"),
                  .hint = TR("In lists: Lund, Borås. Leave empty if it is the same.")},
    [ID_ENGLISH] = {.name = "name_en",
                    .kind = FIELD_TEXT,
                    .max = ORGANISATION_NAME_CHARACTERS,
                    .label = TR("Name in English"),
                    .hint = TR("Leave empty if it uses none.")},
};

/* organisation NULL: the form for a new one. */
static rc show(struct request *request, const struct organisation *o, struct settings_form *form)
{
    struct value *view = settings_view(request, o, o ? TR("Kind, code and address") : TR("New organisation"));
    value_set_url(view, "action",
                  o ? settings_url(request, "organisations.identity")
                    : REQUEST_URL0(request, "organisations.new"));
    return settings_reply(request, "organisations/settings_form", view, form);
}

static void values_of(const struct organisation *o, struct field_value values[ID_FIELDS])
{
    values[ID_KIND] = value_of_text(str_from_c(organisation_kinds[o->kind - 1].code));
    values[ID_CODE] = value_of_text(o->code);
    values[ID_COUNTY] = value_of_text(o->county);
    values[ID_SLUG] = value_of_text(o->slug);
}

/* ---- rules --------------------------------------------------------------------------- */

static bool has_official_code(enum organisation_kind kind)
{
    return kind == ORGANISATION_MUNICIPALITY || kind == ORGANISATION_REGION;
}

static void check_code(struct request *request, struct settings_form *form, struct organisation *o)
{
    if (o->kind == ORGANISATION_NONE || o->code.n == 0)
        return;
    if (!organisation_code_fits(o->kind, o->code)) {
        settings_fault(request, form, &fields[ID_CODE],
                       o->kind == ORGANISATION_MUNICIPALITY ? TR("A municipality's code is four digits.")
                       : o->kind == ORGANISATION_REGION     ? TR("A region's code is two digits.")
                                                        : TR("Use a to z, 0 to 9 and single hyphens between, "
                                                             "and at least one letter."));
        return;
    }
    if (has_official_code(o->kind) && o->county.n == 0)
        o->county = str_sub(o->code, 0, 2);
    if (!organisation_county_fits(o->kind, o->code, o->county))
        settings_fault(request, form, &fields[has_official_code(o->kind) ? ID_CODE : ID_COUNTY],
                       TR("There is no such county, or the code belongs to another."));
}

static void check_slug(struct request *request, struct settings_form *form, struct organisation *o)
{
    if (o->slug.n == 0)
        o->slug = utf8_slug(request_arena(request), o->short_name, TABLE_SLUG_BYTES);
    if (o->name.n && !table_is_slug(o->slug))
        settings_fault(request, form, &fields[ID_SLUG], TR("Use a to z, 0 to 9 and single hyphens between."));
}

/* A fault where the finder's answer is another organisation. */
static rc check_taken(struct request *request, struct reader *reader, struct settings_form *form,
                      size_t field, struct str key, int64_t id,
                      rc (*find)(struct reader *, struct arena *, struct str, struct organisation *))
{
    struct organisation owner;
    rc result = find(reader, request_arena(request), key, &owner);
    if (result == RC_OK && owner.id != id) {
        struct str text = tr(request_language(request), "It is taken by {0}.");
        form_add_fault(request, &form->faults, &fields[field],
                       TEXT_FORMAT(request_arena(request), text, owner.name));
    }
    return result == RC_NOT_FOUND ? RC_OK : result;
}

/* What was sent, over *o; faults in form. */
static rc read_identity(struct request *request, struct reader *reader, struct settings_form *form,
                        struct organisation *o)
{
    rc result = settings_read(request, form);
    if (result)
        return result;
    const struct field_value *typed = form->typed;
    o->kind = organisation_kind_of(typed[ID_KIND].text);
    o->code = typed[ID_CODE].text;
    o->county = typed[ID_COUNTY].text;
    o->slug = typed[ID_SLUG].text;
    if (o->id == 0) {
        o->name = typed[ID_NAME].text;
        o->short_name = typed[ID_SHORT].text.n ? typed[ID_SHORT].text : o->name;
        o->name_en = typed[ID_ENGLISH].text;
    } else {
        o->version = form->version;
    }
    check_code(request, form, o);
    check_slug(request, form, o);
    result = check_taken(request, reader, form, ID_CODE, o->code, o->id, organisation_by_code);
    return result ? result
                  : check_taken(request, reader, form, ID_SLUG, o->slug, o->id, organisation_by_slug);
}

static struct organisation_save *save_of(struct request *request, const struct organisation *o)
{
    struct organisation_save *save = ARENA_NEW(request_arena(request), struct organisation_save);
    *save = (struct organisation_save){settings_change(request, o->id ? o->id : db_new_id()), *o};
    return save;
}

/* ---- one that is stored ------------------------------------------------------------------ */

static struct settings_form *form_of(struct request *request, size_t n)
{
    struct settings_form *form = ARENA_NEW(request_arena(request), struct settings_form);
    form->fields = fields;
    form->n = n;
    return form;
}

rc organisations_identity_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    struct settings_form *form = form_of(request, ID_OF_STORED);
    rc result = settings_organisation(request, reader, &o);
    if (result)
        return result;
    values_of(&o, form->typed);
    form->version = o.version;
    return show(request, &o, form);
}

static rc identity_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct organisation stored, wanted;
    struct settings_form *form = form_of(request, ID_OF_STORED);
    rc result = settings_organisation(request, reader, &stored);
    if (result)
        return result;
    wanted = stored;
    result = read_identity(request, reader, form, &wanted);
    if (result || form->faults.n)
        return result ? result : show(request, &stored, form);
    *ret_in = save_of(request, &wanted);
    return RC_OK;
}

static rc identity_again(struct request *request, struct reader *reader, const void *in, const void *out,
                         rc failed)
{
    struct organisation stored, wanted;
    struct settings_form *form = form_of(request, ID_OF_STORED);
    struct field_value values[ID_FIELDS];
    (void)in;
    (void)out;
    if (failed != RC_NEWER && failed != RC_EXISTS)
        return failed;
    rc result = settings_organisation(request, reader, &stored);
    if (result)
        return result;
    wanted = stored;
    result = read_identity(request, reader, form, &wanted);
    values_of(&stored, values);
    if (result == RC_OK && failed == RC_NEWER)
        settings_conflict(request, form, values, stored.version);
    return result ? result : form->faults.n ? show(request, &stored, form) : failed;
}

static rc save_answer(struct request *request, const void *in, const void *out, rc result)
{
    const struct organisation_save *save = in;
    (void)out;
    return result ? result
                  : settings_saved(request,
                                   REQUEST_URL(request, "organisations.settings", save->organisation.slug));
}

const struct post organisations_identity_post = {.lane = LANE_QUICK,
                                                 .prepare = identity_prepare,
                                                 .step = organisation_save_step,
                                                 .again = identity_again,
                                                 .answer = save_answer};

/* ---- a new one ------------------------------------------------------------------------------ */

rc organisations_new_page(struct request *request, struct reader *reader)
{
    (void)reader;
    return show(request, NULL, form_of(request, ID_FIELDS));
}

/* Reads the form; with faults shows it again, otherwise *ret_new is whole. */
static rc read_new(struct request *request, struct reader *reader, struct settings_form *form,
                   struct organisation *ret_new)
{
    struct str none = STR("");
    *ret_new = (struct organisation){
        .hosts = none, .languages = none, .controller = none, .privacy_contact = none};
    rc result = read_identity(request, reader, form, ret_new);
    return result || form->faults.n == 0 ? result : show(request, NULL, form);
}

static rc new_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct organisation o;
    struct settings_form *form = form_of(request, ID_FIELDS);
    rc result = read_new(request, reader, form, &o);
    if (result == RC_OK && form->faults.n == 0)
        *ret_in = save_of(request, &o);
    return result;
}

/* RC_EXISTS: another has taken the code or address since prepare looked. */
static rc new_again(struct request *request, struct reader *reader, const void *in, const void *out,
                    rc failed)
{
    struct organisation o;
    struct settings_form *form = form_of(request, ID_FIELDS);
    (void)in;
    (void)out;
    if (failed != RC_EXISTS)
        return failed;
    rc result = read_new(request, reader, form, &o);
    return result || form->faults.n ? result : failed;
}

const struct post organisations_new_post = {.lane = LANE_QUICK,
                                            .prepare = new_prepare,
                                            .step = organisation_save_step,
                                            .again = new_again,
                                            .answer = save_answer};

/* ---- verifying -------------------------------------------------------------------------------- */

rc organisations_verify_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    rc result = settings_organisation(request, reader, &o);
    if (result)
        return result;
    struct value *view = settings_view(request, &o, TR("Verification"));
    value_set_url(view, "action", settings_url(request, "organisations.verify"));
    value_set_bool(view, "verified", o.verified);
    value_set_str(view, "token", request_form_token(request));
    return reply_page(request, "organisations/settings_verify", view);
}

static rc verify_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    static const struct choice acts[] = {{"verify", "", NULL}, {"undo", "", NULL}, {0}};
    static const struct field act = {
        .name = "act", .kind = FIELD_CHOICE, .label = "", .required = true, .choices = acts};
    struct organisation o;
    struct field_value value;
    struct faults faults = {0};
    rc result = settings_organisation(request, reader, &o);
    if (result == RC_OK)
        result = form_read(request, request_form(request), &act, 1, &value, &faults);
    if (result || faults.n)
        return result ? result : RC_INVALID; /* no button of ours sends that */
    struct organisation_verify *verify = ARENA_NEW(request_arena(request), struct organisation_verify);
    *verify = (struct organisation_verify){settings_change(request, o.id), value.integer == 0};
    *ret_in = verify;
    return RC_OK;
}

static rc verify_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    return result ? result : settings_saved(request, settings_url(request, "organisations.settings"));
}

const struct post organisations_verify_post = {
    .lane = LANE_QUICK, .prepare = verify_prepare, .step = organisation_verify_step, .answer = verify_answer};
