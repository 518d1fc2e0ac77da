/* SPDX-License-Identifier: EUPL-1.2 */
/* The boards of an organisation: the list with a form for a new one, and one of them. */
#include "features/organisations/organisations_settings.h"

enum {
    BOARD_NAME,
    BOARD_ENGLISH,
    BOARD_KIND,
    BOARD_PLACE,
    BOARD_ENDED,
    BOARD_FIELDS,
    BOARD_OF_NEW = BOARD_PLACE
};

static const struct choice kind_choices[] = {{"board", TR("Board"), NULL},
                                             {"executive", TR("Executive board"), NULL},
                                             {"council", TR("Council"), NULL},
                                             {"committee", TR("Drafting committee"), NULL},
                                             {0}};

static const struct field fields[BOARD_FIELDS] = {
    [BOARD_NAME] = {.name = "name",
                    .kind = FIELD_TEXT,
                    .required = true,
                    .max = PART_NAME_CHARACTERS,
                    .label = TR("Name")},
    [BOARD_ENGLISH] = {.name = "name_en",
                       .kind = FIELD_TEXT,
                       .max = PART_NAME_CHARACTERS,
                       .label = TR("Name in English"),
                       .hint = TR("Leave empty if you use none.")},
    [BOARD_KIND] = {.name = "kind",
                    .kind = FIELD_CHOICE,
                    .required = true,
                    .choices = kind_choices,
                    .label = TR("Kind")},
    [BOARD_PLACE] = {.name = "place",
                     .kind = FIELD_INT,
                     .required = true,
                     .min = 1,
                     .max = BOARDS_MAX,
                     .label = TR("Place in the list"),
                     .hint = TR("1 is first.")},
    [BOARD_ENDED] = {.name = "ended_on",
                     .kind = FIELD_TEXT,
                     .max = 10,
                     .label = TR("Ended on"),
                     .hint = TR(
                         "The last day it was there, such as 2025-12-31. It stays in what it has decided. "
                         "Leave empty as long as it is there.")},
};

static struct settings_form *form_of(struct request *request, size_t n)
{
    struct settings_form *form = ARENA_NEW(request_arena(request), struct settings_form);
    form->fields = fields;
    form->n = n;
    return form;
}

static struct str board_url(struct request *request, const struct board *board)
{
    return REQUEST_URL(request, "organisations.board", request_path_value(request, "organisation"),
                       arena_printf(request_arena(request), "%lld", (long long)board->id));
}

static struct board_save *save_of(struct request *request, const struct organisation *o,
                                  const struct board *board)
{
    struct board_save *save = ARENA_NEW(request_arena(request), struct board_save);
    *save = (struct board_save){settings_change(request, o->id), *board, board->id ? board->id : db_new_id()};
    return save;
}

/* What was sent, over *board; faults in form. */
static rc read_board(struct request *request, struct settings_form *form, struct board *board)
{
    rc result = settings_read(request, form);
    const struct field_value *typed = form->typed;
    board->name = typed[BOARD_NAME].text;
    board->name_en = typed[BOARD_ENGLISH].text;
    board->kind = typed[BOARD_KIND].text;
    board->version = form->version;
    if (form->n == BOARD_FIELDS) {
        board->position = typed[BOARD_PLACE].integer;
        board->ended_on = typed[BOARD_ENDED].text;
        settings_check_day(request, form, BOARD_ENDED);
    }
    return result;
}

static rc answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    return result ? result : settings_saved(request, settings_url(request, "organisations.boards"));
}

/* ---- the list ------------------------------------------------------------------------- */

static rc show_list(struct request *request, struct reader *reader, struct settings_form *form)
{
    struct organisation o;
    struct board_list list;
    rc result = settings_organisation(request, reader, &o);
    if (result == RC_OK)
        result = board_list(reader, request_arena(request), o.id, &list);
    if (result)
        return result;
    struct value *view = settings_view(request, &o, TR("Boards")), *items = value_set_list(view, "items");
    for (size_t i = 0; i < list.n; i++) {
        const struct board *b = &list.items[i];
        struct value *item = value_push_map(items);
        value_set_str(item, "name", b->name);
        value_set_url(item, "url", board_url(request, b));
        value_set_str(item, "about",
                      b->ended_on.n ? tr(request_language(request), "ended")
                                    : tr_str(request_language(request),
                                             str_from_c(organisation_term(board_kinds, b->kind)->one)));
    }
    value_set_str(view, "intro",
                  tr(request_language(request), "Those that decide on dialogues, or start their own."));
    value_set_str(view, "_add", tr(request_language(request), "Add a board"));
    value_set_url(view, "action", settings_url(request, "organisations.boards"));
    return settings_reply(request, "organisations/settings_list", view, form);
}

rc organisations_boards_page(struct request *request, struct reader *reader)
{
    return show_list(request, reader, form_of(request, BOARD_OF_NEW));
}

static rc add_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct organisation o;
    struct board board = {.ended_on = STR("")};
    struct settings_form *form = form_of(request, BOARD_OF_NEW);
    rc result = settings_organisation(request, reader, &o);
    if (result == RC_OK)
        result = read_board(request, form, &board);
    if (result || form->faults.n)
        return result ? result : show_list(request, reader, form);
    *ret_in = save_of(request, &o, &board);
    return RC_OK;
}

static rc add_again(struct request *request, struct reader *reader, const void *in, const void *out,
                    rc failed)
{
    struct board board;
    struct settings_form *form = form_of(request, BOARD_OF_NEW);
    (void)in;
    (void)out;
    if (failed != RC_LIMIT)
        return failed;
    rc result = read_board(request, form, &board);
    settings_fault(request, form, NULL, TR("There are as many boards as there can be."));
    return result ? result : show_list(request, reader, form);
}

const struct post organisations_boards_post = {.lane = LANE_QUICK,
                                               .prepare = add_prepare,
                                               .step = board_save_step,
                                               .again = add_again,
                                               .answer = answer};

/* ---- one ---------------------------------------------------------------------------------- */

static void values_of(struct request *request, const struct board *board,
                      struct field_value values[BOARD_FIELDS])
{
    values[BOARD_NAME] = value_of_text(board->name);
    values[BOARD_ENGLISH] = value_of_text(board->name_en);
    values[BOARD_KIND] = value_of_text(board->kind);
    values[BOARD_PLACE] = value_of_int(request_arena(request), board->position);
    values[BOARD_ENDED] = value_of_text(board->ended_on);
}

static rc find(struct request *request, struct reader *reader, struct organisation *ret_organisation,
               struct board *ret_board)
{
    rc result = settings_organisation(request, reader, ret_organisation);
    return result ? result
                  : board_by_id(reader, request_arena(request), ret_organisation->id,
                                request_path_int(request, "board"), ret_board);
}

static rc show(struct request *request, const struct organisation *o, const struct board *board,
               struct settings_form *form)
{
    struct value *view = settings_view(request, o, TR("Board"));
    value_set_str(view, "title", board->name);
    value_set_url(view, "parent_url", settings_url(request, "organisations.boards"));
    value_set_str(view, "parent", tr(request_language(request), "Boards"));
    value_set_url(view, "action", board_url(request, board));
    return settings_reply(request, "organisations/settings_form", view, form);
}

rc organisations_board_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    struct board board;
    struct settings_form *form = form_of(request, BOARD_FIELDS);
    rc result = find(request, reader, &o, &board);
    if (result)
        return result;
    values_of(request, &board, form->typed);
    form->version = board.version;
    return show(request, &o, &board, form);
}

static rc change_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct organisation o;
    struct board stored, wanted;
    struct settings_form *form = form_of(request, BOARD_FIELDS);
    rc result = find(request, reader, &o, &stored);
    if (result)
        return result;
    wanted = stored;
    result = read_board(request, form, &wanted);
    if (result || form->faults.n)
        return result ? result : show(request, &o, &stored, form);
    *ret_in = save_of(request, &o, &wanted);
    return RC_OK;
}

static rc change_again(struct request *request, struct reader *reader, const void *in, const void *out,
                       rc failed)
{
    struct organisation o;
    struct board stored, wanted;
    struct settings_form *form = form_of(request, BOARD_FIELDS);
    struct field_value values[BOARD_FIELDS];
    (void)in;
    (void)out;
    if (failed != RC_NEWER)
        return failed;
    rc result = find(request, reader, &o, &stored);
    if (result)
        return result;
    wanted = stored;
    result = read_board(request, form, &wanted);
    values_of(request, &stored, values);
    settings_conflict(request, form, values, stored.version);
    return result ? result : show(request, &o, &stored, form);
}

const struct post organisations_board_post = {.lane = LANE_QUICK,
                                              .prepare = change_prepare,
                                              .step = board_save_step,
                                              .again = change_again,
                                              .answer = answer};
