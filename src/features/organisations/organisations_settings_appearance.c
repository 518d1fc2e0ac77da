/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An organisation's colour and logo.
 *
 * A browser does not send a chosen file a second time. Where the form comes back, the logo comes with it in
 * hidden fields, as it arrived, and is cleaned again when it is sent.
 */
#include "base/utf8.h"
#include "core/theme/theme.h"
#include "features/organisations/organisations_brand.h"
#include "features/organisations/organisations_settings.h"

enum { LOOK_COLOUR, LOOK_LOGO, LOOK_HAS_NAME, LOOK_REMOVE, LOOKS };
enum { COLOUR_CHARACTERS = 30, BODY_MAX_BYTES = 768 * 1024, LOGO_SHOWN_HEIGHT = 80, SHAPE_MOST = 1000000 };

/* The logo is a file: the template asks for it, and nothing is typed. */
static const struct field fields[LOOKS] = {
    [LOOK_COLOUR] = {.name = "colour",
                     .kind = FIELD_TEXT,
                     .max = COLOUR_CHARACTERS,
                     .label = TR("Colour"),
                     .hint = TR("Six digits and letters, such as #0b5a61, as in your graphic profile. Leave "
                                "empty for the portal's own colours."),
                     .autocomplete = "off"},
    [LOOK_LOGO] = {.name = "logo",
                   .kind = FIELD_TEXT,
                   .label = TR("Logo"),
                   .hint = TR("An SVG file of at most 100 kB. Only what draws it is kept: scripts, links and "
                              "pictures inside it are left out.")},
    [LOOK_HAS_NAME] = {.name = "has_name",
                       .kind = FIELD_CHECK,
                       .label = TR("Our name can be read in the logo"),
                       .hint = TR("Then it is not written beside it.")},
    [LOOK_REMOVE] = {.name = "remove", .kind = FIELD_CHECK, .label = TR("Remove the logo")},
};

/* What a form asks for. */
struct wanted {
    struct appearance appearance;
    struct str svg;                  /* of a new logo; STR_NONE: none was sent */
    struct str sent_name, sent_text; /* that logo as it arrived, to send again; STR_NONE: none */
};

/* ---- the page ------------------------------------------------------------------------- */

static struct str colour_str(struct arena *arena, struct colour colour)
{
    char text[COLOUR_TEXT_BYTES];
    return arena_str_dup(arena, str_from_c(colour_text(colour, text)));
}

/* "4.7:1", never more than was measured. */
static struct str ratio_words(struct request *request, double ratio)
{
    struct arena *arena = request_arena(request);
    double cut = (double)(int)(ratio * 10) / 10;
    return ARENA_CONCAT(arena, text_real(arena, request_language(request), cut, 1), STR(":1"));
}

static void contrasts_view(struct request *request, struct value *list, const struct theme *theme)
{
    const int half = THEME_CONTRASTS / 2;
    for (int i = 0; i < half; i++) {
        const struct theme_contrast *light = &theme->contrasts[i], *dark = &theme->contrasts[half + i];
        struct value *row = value_push_map(list);
        value_set_str(row, "what", tr_str(request_language(request), str_from_c(light->what)));
        value_set_str(row, "light", ratio_words(request, light->ratio));
        value_set_str(row, "dark", ratio_words(request, dark->ratio));
        value_set_str(row, "least", ratio_words(request, light->least));
    }
}

static struct str button_words(struct request *request, const struct theme *theme)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct str brand = colour_str(arena, theme->brand);
    if (!theme->adjusted)
        return TEXT_FORMAT(arena, tr(language, "Buttons and bars have your colour, {0}, as it is."), brand);
    return TEXT_FORMAT(arena,
                       tr(language,
                          "Your colour, {0}, is too light for buttons: their text is white, and they "
                          "must stand out on every background. Buttons and bars have {1} instead: "
                          "the same hue, darker."),
                       brand, colour_str(arena, theme->button));
}

static struct str dark_words(struct request *request, const struct theme *theme)
{
    struct colour base = theme->dark.token[THEME_BASE_DEFAULT];
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    if (colour_eq(base, theme->brand))
        return tr(language, "Visitors whose device is set to dark see it as it is, with black text.");
    return TEXT_FORMAT(
        arena, tr(language, "Visitors whose device is set to dark see {0}: lighter, with black text."),
        colour_str(arena, base));
}

/* What is stored: the theme that it gives, or null. */
static void theme_view(struct request *request, struct value *view, struct str stored)
{
    struct colour colour;
    struct theme theme;
    const char *problem;
    if (stored.n == 0 || colour_read(stored, &colour, &problem)) {
        value_set_null(view, "theme");
        return;
    }
    theme_make(request_arena(request), colour, &theme);
    struct value *map = value_set_map(view, "theme");
    value_set_str(map, "colour", stored);
    value_set_str(map, "button", colour_str(request_arena(request), theme.button));
    value_set_bool(map, "adjusted", theme.adjusted);
    value_set_str(map, "about_button", button_words(request, &theme));
    value_set_str(map, "about_dark", dark_words(request, &theme));
    contrasts_view(request, value_set_list(map, "contrasts"), &theme);
}

static void logo_view(struct request *request, struct value *view, const struct organisation *o,
                      const struct appearance *stored)
{
    bool removed = false;
    if (stored->logo.n == 0) {
        value_set_null(view, "logo");
        return;
    }
    struct value *map = value_set_map(view, "logo"), *list = value_set_list(map, "removed");
    value_set_url(
        map, "url",
        REQUEST_URL(request, "organisations.logo", o->slug, str_sub(stored->logo, 0, LASTING_NAME_BYTES)));
    value_set_int(map, "_width", stored->shape * LOGO_SHOWN_HEIGHT / LOGO_SHAPE_UNIT + 1);
    for (int i = 0; i < SVG_REMOVED_KINDS; i++) {
        if (stored->removed[i] == 0)
            continue;
        struct value *item = value_push_map(list);
        const char *name = svg_removed_name((enum svg_removed)i);
        value_set_str(item, "what", tr_str(request_language(request), str_from_c(name)));
        value_set_int(item, "count", (int64_t)stored->removed[i]);
        removed = true;
    }
    value_set_bool(map, "_has_removed", removed);
}

static rc show(struct request *request, const struct organisation *o, const struct appearance *stored,
               const struct wanted *wanted, struct settings_form *form)
{
    struct value *view = settings_view(request, o, TR("Appearance"));
    value_set_url(view, "action", settings_url(request, "organisations.appearance"));
    theme_view(request, view, stored->colour);
    logo_view(request, view, o, stored);
    value_set_str(view, "sent_name", wanted ? wanted->sent_name : STR_NONE);
    value_set_str(view, "_sent_text", wanted ? wanted->sent_text : STR_NONE);
    return settings_reply(request, "organisations/settings_appearance", view, form);
}

static struct settings_form *form_of(struct request *request)
{
    struct settings_form *form = ARENA_NEW(request_arena(request), struct settings_form);
    form->fields = fields;
    form->n = LOOKS;
    return form;
}

static void values_of(const struct appearance *stored, struct field_value values[LOOKS])
{
    values[LOOK_COLOUR] = value_of_text(stored->colour);
    values[LOOK_LOGO] = value_of_text(STR(""));
    values[LOOK_HAS_NAME] = value_of_check(stored->has_name);
    values[LOOK_REMOVE] = value_of_check(false);
}

static rc read_stored(struct request *request, struct reader *reader, struct organisation *ret_organisation,
                      struct appearance *ret_stored)
{
    rc result = settings_organisation(request, reader, ret_organisation);
    return result ? result : appearance_of(reader, request_arena(request), ret_organisation->id, ret_stored);
}

rc organisations_appearance_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    struct appearance stored;
    struct settings_form *form = form_of(request);
    rc result = read_stored(request, reader, &o, &stored);
    if (result)
        return result;
    values_of(&stored, form->typed);
    form->version = stored.version;
    return show(request, &o, &stored, NULL, form);
}

/* ---- rules ------------------------------------------------------------------------------- */

static void read_colour(struct request *request, struct settings_form *form, struct wanted *wanted)
{
    struct colour colour;
    const char *problem;
    struct str text = form->typed[LOOK_COLOUR].text;
    wanted->appearance.colour = STR("");
    if (text.n == 0)
        return;
    if (colour_read(text, &colour, &problem) == RC_OK)
        wanted->appearance.colour = colour_str(request_arena(request), colour);
    else
        settings_fault(request, form, &fields[LOOK_COLOUR], problem);
}

static struct str sent(const struct request *request, const char *name)
{
    struct pairs form = request_form(request);
    for (size_t i = 0; i < form.n; i++)
        if (str_eq_c(form.items[i].name, name) && form.items[i].value.n)
            return form.items[i].value;
    return STR_NONE;
}

static int64_t shape_of(const struct svg *svg)
{
    double shape = svg->width / svg->height * LOGO_SHAPE_UNIT;
    return shape < 1 ? 1 : shape > SHAPE_MOST ? SHAPE_MOST : (int64_t)shape;
}

/* The file that was chosen now, or the one that an earlier try has brought. */
static void read_logo(struct request *request, struct settings_form *form, struct wanted *wanted)
{
    struct appearance *a = &wanted->appearance;
    const struct upload *file = request_file(request, "logo");
    struct str bytes = file ? file->bytes : sent(request, "sent_text");
    struct svg svg;
    const char *problem;
    if (!bytes.p)
        return;
    if (svg_clean(request_arena(request), bytes, STR("logo-"), &svg, &problem)) {
        settings_fault(request, form, &fields[LOOK_LOGO], problem);
        return;
    }
    wanted->svg = svg.text;
    a->logo = sha256_text(request_arena(request), svg.text);
    a->shape = shape_of(&svg);
    for (int i = 0; i < SVG_REMOVED_KINDS; i++)
        a->removed[i] = svg.removed[i];
    if (!utf8_is_text(bytes))
        return; /* cannot stand in a page; the person chooses it again */
    wanted->sent_text = bytes;
    wanted->sent_name = file ? file->file_name : sent(request, "sent_name");
}

/* What was sent, over what is stored; faults in form. */
static rc read_looks(struct request *request, struct settings_form *form, const struct appearance *stored,
                     struct wanted *ret_wanted)
{
    struct wanted wanted = {.appearance = *stored};
    rc result = settings_read(request, form);
    if (result)
        return result;
    wanted.appearance.version = form->version;
    read_colour(request, form, &wanted);
    read_logo(request, form, &wanted);
    bool removes = form->typed[LOOK_REMOVE].integer != 0;
    if (removes && wanted.svg.p)
        settings_fault(request, form, &fields[LOOK_REMOVE],
                       TR("You have also chosen a new logo. Choose one of the two."));
    else if (removes)
        wanted.appearance.logo = STR("");
    wanted.appearance.has_name = wanted.appearance.logo.n && form->typed[LOOK_HAS_NAME].integer != 0;
    *ret_wanted = wanted;
    return RC_OK;
}

/* ---- saving -------------------------------------------------------------------------------- */

static rc appearance_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct organisation o;
    struct appearance stored;
    struct wanted wanted;
    struct settings_form *form = form_of(request);
    rc result = read_stored(request, reader, &o, &stored);
    if (result == RC_OK)
        result = read_looks(request, form, &stored, &wanted);
    if (result)
        return result;
    if (form->faults.n)
        return show(request, &o, &stored, &wanted, form);
    struct appearance_save *save = ARENA_NEW(request_arena(request), struct appearance_save);
    *save = (struct appearance_save){settings_change(request, o.id), wanted.appearance, wanted.svg};
    *ret_in = save;
    return RC_OK;
}

static rc appearance_again(struct request *request, struct reader *reader, const void *in, const void *out,
                           rc failed)
{
    struct organisation o;
    struct appearance stored;
    struct wanted wanted;
    struct settings_form *form = form_of(request);
    struct field_value values[LOOKS];
    (void)in;
    (void)out;
    if (failed != RC_NEWER)
        return failed;
    rc result = read_stored(request, reader, &o, &stored);
    if (result == RC_OK)
        result = read_looks(request, form, &stored, &wanted);
    if (result)
        return result;
    values_of(&stored, values);
    values[LOOK_REMOVE] = form->typed[LOOK_REMOVE]; /* a deed, which nobody has stored */
    settings_conflict(request, form, values, stored.version);
    return show(request, &o, &stored, &wanted, form);
}

/* Back to the same page: it tells what became of the colour and what was left out of the logo. */
static rc appearance_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    return result ? result : settings_saved(request, settings_url(request, "organisations.appearance"));
}

const struct post organisations_appearance_post = {.lane = LANE_SLOW,
                                                   .prepare = appearance_prepare,
                                                   .step = appearance_save_step,
                                                   .again = appearance_again,
                                                   .answer = appearance_answer,
                                                   .max_body_bytes = BODY_MAX_BYTES};
