/* SPDX-License-Identifier: EUPL-1.2 */
/* Principles, guidelines and promises: the list, and writing, previewing and publishing an edition. */
#include "base/vec.h"
#include "core/view/markdown.h"
#include "features/organisations/organisations_settings.h"

enum {
    DOC_KIND,
    DOC_LANGUAGE,
    DOC_TITLE,
    DOC_BODY,
    DOC_BOARD,
    DOC_ADOPTER,
    DOC_ADOPTED,
    DOC_CASE,
    DOC_ACT,
    DOC_FIELDS
};

static const struct choice kind_choices[] = {
    {"principles", TR("Principles"), TR("What you stand for in every dialogue.")},
    {"guidelines", TR("Guidelines"),
     TR("How you work: when there is a dialogue, who decides, who does what.")},
    {"promises", TR("Promises"), TR("What those who take part can count on.")},
    {0}};

/* The buttons. */
enum { ACT_SAVE, ACT_PREVIEW, ACT_PUBLISH, ACT_DISCARD };
static const struct choice act_choices[] = {
    {"save", "", NULL}, {"preview", "", NULL}, {"publish", "", NULL}, {"discard", "", NULL}, {0}};

static const struct field doc_fields[DOC_FIELDS] = {
    [DOC_KIND] = {.name = "kind",
                  .kind = FIELD_CHOICE,
                  .required = true,
                  .choices = kind_choices,
                  .label = TR("Kind")},
    [DOC_LANGUAGE] = {.name = "language",
                      .kind = FIELD_CHOICE,
                      .required = true,
                      .label = TR("Language of the text")},
    [DOC_TITLE] = {.name = "title",
                   .kind = FIELD_TEXT,
                   .required = true,
                   .max = DOCUMENT_TITLE_CHARACTERS,
                   .label = TR("Title")},
    [DOC_BODY] = {.name = "body",
                  .kind = FIELD_LINES,
                  .max = DOCUMENT_BODY_CHARACTERS,
                  .label = TR("Text"),
                  .hint = TR(
                      "An empty line between paragraphs, ## before a heading, a hyphen before each point of "
                      "a list, **around bold words**.")},
    [DOC_BOARD] = {.name = "board", .kind = FIELD_CHOICE, .label = TR("Adopted by")},
    [DOC_ADOPTER] = {.name = "adopted_by",
                     .kind = FIELD_TEXT,
                     .max = PART_NAME_CHARACTERS,
                     .label = TR("Adopted by somebody else"),
                     .hint = TR("Where it is none of your boards.")},
    [DOC_ADOPTED] = {.name = "adopted_on",
                     .kind = FIELD_TEXT,
                     .max = 10,
                     .label = TR("Adopted on"),
                     .hint = TR("A day, such as 2026-03-14.")},
    [DOC_CASE] = {.name = "case_number",
                  .kind = FIELD_TEXT,
                  .max = CASE_NUMBER_CHARACTERS,
                  .label = TR("Case number"),
                  .hint = TR("In your registry, if it has one: KS 2026/123.")},
    [DOC_ACT] = {.name = "act", .kind = FIELD_CHOICE, .label = "", .choices = act_choices},
};

/* ---- the form ------------------------------------------------------------------------ */

/* Boards that are there, and the one that has adopted the edition (NULL: a new document). */
static const struct choice *board_choices(struct request *request, const struct board_list *boards,
                                          const struct edition *edition)
{
    struct arena *arena = request_arena(request);
    struct choice *choices = ARENA_ARRAY(arena, struct choice, boards->n + 2);
    size_t n = 0;
    choices[n++] = (struct choice){"", TR("None of the boards, or not yet"), NULL};
    for (size_t i = 0; i < boards->n; i++) {
        const struct board *b = &boards->items[i];
        if (b->ended_on.n && !(edition && edition->board == b->id))
            continue;
        struct str name = part_name(b->name, b->name_en, view_language(request));
        choices[n++] = (struct choice){arena_printf(arena, "%lld", (long long)b->id).p,
                                       arena_c_dup(arena, name), NULL};
    }
    return choices;
}

static const struct choice *language_choices(struct request *request)
{
    const struct languages *languages = request_languages(request);
    struct choice *choices = ARENA_ARRAY(request_arena(request), struct choice, languages->n + 1);
    for (size_t i = 0; i < languages->n; i++)
        choices[i] = (struct choice){language_code(languages->items[i]), language_name(languages->items[i]),
                                     NULL};
    return choices;
}

static rc form_of(struct request *request, struct reader *reader, int64_t organisation,
                  const struct edition *edition, struct settings_form **ret_form)
{
    struct arena *arena = request_arena(request);
    struct settings_form *form = ARENA_NEW(arena, struct settings_form);
    struct field *fields = ARENA_ARRAY(arena, struct field, DOC_FIELDS);
    struct board_list boards;
    rc result = board_list(reader, arena, organisation, &boards);
    if (result)
        return result;
    for (size_t i = 0; i < DOC_FIELDS; i++)
        fields[i] = doc_fields[i];
    fields[DOC_BOARD].choices = board_choices(request, &boards, edition);
    fields[DOC_LANGUAGE].choices = language_choices(request);
    form->fields = fields;
    form->n = DOC_FIELDS;
    /* The portal's first language, whatever the one that the pages are read in. */
    form->typed[DOC_LANGUAGE] = value_of_text(
        str_from_c(language_code(request_languages(request)->items[0])));
    *ret_form = form;
    return RC_OK;
}

static void values_of(struct request *request, const struct edition *edition,
                      struct field_value values[DOC_FIELDS])
{
    struct str board = arena_printf(request_arena(request), "%lld", (long long)edition->board);
    values[DOC_KIND] = value_of_text(edition->kind);
    values[DOC_LANGUAGE] = value_of_text(edition->language);
    values[DOC_TITLE] = value_of_text(edition->title);
    values[DOC_BODY] = value_of_text(edition->body);
    values[DOC_BOARD] = value_of_text(edition->board ? board : STR(""));
    values[DOC_ADOPTER] = value_of_text(edition->adopted_by);
    values[DOC_ADOPTED] = value_of_text(edition->adopted_on);
    values[DOC_CASE] = value_of_text(edition->case_number);
    values[DOC_ACT] = value_of_text(STR(""));
}

/* ---- rules ------------------------------------------------------------------------------ */

static int act_of(const struct settings_form *form)
{
    return form->typed[DOC_ACT].given ? (int)form->typed[DOC_ACT].integer : ACT_SAVE;
}

/* What a published edition must tell. */
static void check_whole(struct request *request, struct settings_form *form, const struct edition *e)
{
    if (e->body.n == 0)
        settings_fault(request, form, &form->fields[DOC_BODY], TR("Write the text before you publish it."));
    if (e->board == 0 && e->adopted_by.n == 0)
        settings_fault(request, form, &form->fields[DOC_BOARD],
                       TR("Tell who adopted it before you publish it."));
    if (e->adopted_on.n == 0)
        settings_fault(request, form, &form->fields[DOC_ADOPTED],
                       TR("Tell when it was adopted before you publish it."));
}

/* What was sent, over *e; faults in form. */
static rc read_edition(struct request *request, struct settings_form *form, struct edition *e)
{
    struct markdown markdown;
    rc result = settings_read(request, form);
    const struct field_value *typed = form->typed;
    int64_t board = 0;
    e->version = form->version;
    e->kind = typed[DOC_KIND].text;
    e->language = typed[DOC_LANGUAGE].text;
    e->title = typed[DOC_TITLE].text;
    e->body = typed[DOC_BODY].text;
    e->board = typed[DOC_BOARD].given && str_to_int(typed[DOC_BOARD].text, &board) == RC_OK ? board : 0;
    e->adopted_by = typed[DOC_ADOPTER].text;
    e->adopted_on = typed[DOC_ADOPTED].text;
    e->case_number = typed[DOC_CASE].text;
    if (e->board && e->adopted_by.n)
        settings_fault(request, form, &form->fields[DOC_ADOPTER],
                       TR("Choose a board or write somebody else, not both."));
    settings_check_day(request, form, DOC_ADOPTED);
    if (markdown_read(request_arena(request), e->body, NULL, &markdown) != RC_OK)
        settings_fault(request, form, &form->fields[DOC_BODY],
                       TR("The text is too long, or has lists or quotes nested too deep."));
    if (act_of(form) == ACT_PUBLISH)
        check_whole(request, form, e);
    return result;
}

/* ---- showing ------------------------------------------------------------------------------ */

static struct str document_url(struct request *request, int64_t document)
{
    return REQUEST_URL(request, "organisations.draft", request_path_value(request, "organisation"),
                       arena_printf(request_arena(request), "%lld", (long long)document));
}

static void form_actions(struct request *request, struct value *view, const struct edition *stored)
{
    bool draft = stored && stored->published == 0;
    value_set_bool(view, "_draft", draft);
    value_set_bool(view, "_new_edition", stored && !draft);
    value_set_int(view, "_next", stored ? stored->number + 1 : 1);
    value_set_url(view, "action",
                  stored ? document_url(request, stored->document)
                         : settings_url(request, "organisations.documents"));
}

/* With what was typed as it would be read. */
static void preview_view(struct request *request, struct value *view, const struct edition *preview)
{
    struct markdown markdown;
    if (!preview || markdown_read(request_arena(request), preview->body, NULL, &markdown)) {
        value_set_null(view, "preview");
        return;
    }
    struct value *map = value_set_map(view, "preview");
    value_set_str(map, "title", preview->title);
    value_set_str(map, "_language", preview->language);
    value_set(map, "body", markdown_show(request_arena(request), &markdown, NULL, NULL));
}

/* One, or with stored NULL the list with a form for a new one. */
static rc show(struct request *request, struct reader *reader, const struct organisation *o,
               const struct edition *stored, struct settings_form *form, const struct edition *preview)
{
    struct value *view = settings_view(request, o, TR("Principles, guidelines and promises"));
    struct value *items = value_set_list(view, "items");
    const struct language *language = request_language(request);
    struct edition_list list = {0};
    rc result = stored ? RC_OK : edition_list_newest(reader, request_arena(request), o->id, &list);
    if (result)
        return result;
    for (size_t i = 0; i < list.n; i++) {
        const struct edition *e = &list.items[i];
        struct value *item = value_push_map(items);
        value_set_str(item, "name", e->title);
        value_set_url(item, "url", document_url(request, e->document));
        value_set_str(item, "about",
                      e->published == 0
                          ? tr(language, "draft")
                          : tr_str(language, str_from_c(organisation_term(document_kinds, e->kind)->one)));
    }
    value_set_bool(view, "_is_list", stored == NULL);
    if (stored) {
        value_set_str(view, "title", stored->title);
        value_set_str(view, "parent", tr(language, "Principles, guidelines and promises"));
        value_set_url(view, "parent_url", settings_url(request, "organisations.documents"));
    }
    form_actions(request, view, stored);
    preview_view(request, view, preview);
    return settings_reply(request, "organisations/settings_document", view, form);
}

/* The organisation, the document that the path names if it names one, and the form. */
static rc begin(struct request *request, struct reader *reader, bool one,
                struct organisation *ret_organisation, struct edition *ret_stored,
                struct settings_form **ret_form)
{
    rc result = settings_organisation(request, reader, ret_organisation);
    if (result == RC_OK && one)
        result = edition_by_number(reader, request_arena(request), ret_organisation->id,
                                   request_path_int(request, "document"), 0, ret_stored);
    return result ? result
                  : form_of(request, reader, ret_organisation->id, one ? ret_stored : NULL, ret_form);
}

rc organisations_documents_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    struct settings_form *form;
    rc result = begin(request, reader, false, &o, NULL, &form);
    return result ? result : show(request, reader, &o, NULL, form, NULL);
}

rc organisations_draft_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    struct edition stored;
    struct settings_form *form;
    rc result = begin(request, reader, true, &o, &stored, &form);
    if (result)
        return result;
    values_of(request, &stored, form->typed);
    form->version = stored.version;
    return show(request, reader, &o, &stored, form, NULL);
}

/* ---- saving --------------------------------------------------------------------------------- */

static struct document_save *save_of(struct request *request, const struct organisation *o,
                                     const struct edition *edition, int act)
{
    struct document_save *save = ARENA_NEW(request_arena(request), struct document_save);
    *save = (struct document_save){.change = settings_change(request, o->id),
                                   .act = act == ACT_PUBLISH   ? DOCUMENT_PUBLISH
                                          : act == ACT_DISCARD ? DOCUMENT_DISCARD
                                                               : DOCUMENT_SAVE,
                                   .edition = *edition,
                                   .new_id = db_new_id()};
    return save;
}

static rc prepare(struct request *request, struct reader *reader, bool one, void **ret_in)
{
    struct organisation o;
    struct edition stored = {0}, wanted;
    struct settings_form *form;
    rc result = begin(request, reader, one, &o, &stored, &form);
    if (result)
        return result;
    wanted = stored;
    result = read_edition(request, form, &wanted);
    if (result)
        return result;
    int act = act_of(form);
    if (one && act == ACT_DISCARD) { /* what was typed goes, too: it need not be right */
        stored.version = form->version;
        *ret_in = save_of(request, &o, &stored, act);
        return RC_OK;
    }
    if (form->faults.n || act == ACT_PREVIEW)
        return show(request, reader, &o, one ? &stored : NULL, form, form->faults.n ? NULL : &wanted);
    *ret_in = save_of(request, &o, &wanted, act);
    return RC_OK;
}

static rc prepare_new(struct request *request, struct reader *reader, void **ret_in)
{
    return prepare(request, reader, false, ret_in);
}

static rc prepare_one(struct request *request, struct reader *reader, void **ret_in)
{
    return prepare(request, reader, true, ret_in);
}

static rc again(struct request *request, struct reader *reader, bool one, rc failed)
{
    struct organisation o;
    struct edition stored = {0}, wanted;
    struct settings_form *form;
    struct field_value values[DOC_FIELDS];
    if (failed != RC_NEWER && failed != RC_LIMIT)
        return failed;
    rc result = begin(request, reader, one, &o, &stored, &form);
    if (result)
        return result;
    wanted = stored;
    result = read_edition(request, form, &wanted);
    if (failed == RC_LIMIT)
        settings_fault(request, form, NULL, TR("There are as many documents or editions as there can be."));
    else {
        values_of(request, &stored, values);
        values[DOC_ACT] = form->typed[DOC_ACT];
        settings_conflict(request, form, values, stored.version);
    }
    return result ? result : show(request, reader, &o, one ? &stored : NULL, form, NULL);
}

static rc again_new(struct request *request, struct reader *reader, const void *in, const void *out,
                    rc failed)
{
    (void)in;
    (void)out;
    return again(request, reader, false, failed);
}

static rc again_one(struct request *request, struct reader *reader, const void *in, const void *out,
                    rc failed)
{
    (void)in;
    (void)out;
    return again(request, reader, true, failed);
}

/* A draft is written on; who has published or thrown away is done with it. */
static rc answer(struct request *request, const void *in, const void *out, rc result)
{
    const struct document_save *save = in;
    const struct document_saved *saved = out;
    if (result)
        return result;
    return settings_saved(request, save->act == DOCUMENT_SAVE
                                       ? document_url(request, saved->document)
                                       : settings_url(request, "organisations.documents"));
}

const struct post organisations_documents_post = {.lane = LANE_QUICK,
                                                  .prepare = prepare_new,
                                                  .step = document_save_step,
                                                  .out_size = sizeof(struct document_saved),
                                                  .again = again_new,
                                                  .answer = answer,
                                                  .max_body_bytes = 256 * 1024};
const struct post organisations_draft_post = {.lane = LANE_QUICK,
                                              .prepare = prepare_one,
                                              .step = document_save_step,
                                              .out_size = sizeof(struct document_saved),
                                              .again = again_one,
                                              .answer = answer,
                                              .max_body_bytes = 256 * 1024};
