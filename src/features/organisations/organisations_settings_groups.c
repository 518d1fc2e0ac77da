/* SPDX-License-Identifier: EUPL-1.2 */
/* The steering groups of an organisation: the list with a form for a new one, and one of them. */
#include "base/vec.h"
#include "features/organisations/organisations_settings.h"

enum {
    GROUP_NAME,
    GROUP_ENGLISH,
    GROUP_TASK,
    GROUP_MEMBERS,
    GROUP_BOARDS,
    GROUP_PLACE,
    GROUP_ENDED,
    GROUP_FIELDS,
    GROUP_OF_NEW = GROUP_PLACE
};

static const struct field group_fields[GROUP_FIELDS] = {
    [GROUP_NAME] = {.name = "name",
                    .kind = FIELD_TEXT,
                    .required = true,
                    .max = PART_NAME_CHARACTERS,
                    .label = TR("Name")},
    [GROUP_ENGLISH] = {.name = "name_en",
                       .kind = FIELD_TEXT,
                       .max = PART_NAME_CHARACTERS,
                       .label = TR("Name in English"),
                       .hint = TR("Leave empty if you use none.")},
    [GROUP_TASK] = {.name = "task",
                    .kind = FIELD_LINES,
                    .max = TASK_CHARACTERS,
                    .label = TR("Task"),
                    .hint = TR("What the group decides or judges, in a few sentences.")},
    [GROUP_MEMBERS] = {.name = "members",
                       .kind = FIELD_LINES,
                       .max = MEMBERS_MAX * (4 * MEMBER_CHARACTERS + 8),
                       .label = TR("Members"),
                       .hint = TR(
                           "One on each line: name; party or task; since; until. All but the name may be "
                           "left out. They are shown on your page, since they hold public duties.")},
    [GROUP_BOARDS] = {.name = "boards", .kind = FIELD_CHOICES, .label = TR("Works for")},
    [GROUP_PLACE] = {.name = "place",
                     .kind = FIELD_INT,
                     .required = true,
                     .min = 1,
                     .max = GROUPS_MAX,
                     .label = TR("Place in the list"),
                     .hint = TR("1 is first.")},
    [GROUP_ENDED] = {.name = "ended_on",
                     .kind = FIELD_TEXT,
                     .max = 10,
                     .label = TR("Ended on"),
                     .hint = TR(
                         "The last day it was there, such as 2025-12-31. Then it is not shown any more.")},
};

/* The form, and the boards that its choices stand for, in their order. */
struct group_form {
    struct settings_form form;
    struct board_list boards;
};

/* ---- the form ------------------------------------------------------------------------ */

static bool works_for(const struct steering_group *group, int64_t board)
{
    for (size_t i = 0; group && i < group->boards.n; i++)
        if (group->boards.items[i].id == board)
            return true;
    return false;
}

/* Those that are there, and those that the group (NULL: a new one) has already. */
static const struct choice *board_choices(struct request *request, struct group_form *f,
                                          const struct board_list *all, const struct steering_group *group)
{
    enum { MOST = 64 }; /* of choices in a field */
    struct arena *arena = request_arena(request);
    struct choice *choices = ARENA_ARRAY(arena, struct choice, MOST + 1);
    for (size_t i = 0; i < all->n && f->boards.n < MOST; i++) {
        const struct board *b = &all->items[i];
        if (b->ended_on.n && !works_for(group, b->id))
            continue;
        struct str name = part_name(b->name, b->name_en, view_language(request));
        choices[f->boards.n] = (struct choice){arena_printf(arena, "%lld", (long long)b->id).p,
                                               arena_c_dup(arena, name), NULL};
        *VEC_PUSH(arena, &f->boards) = *b;
    }
    return choices;
}

static rc form_of(struct request *request, struct reader *reader, int64_t organisation,
                  const struct steering_group *group, struct group_form **ret_form)
{
    struct arena *arena = request_arena(request);
    struct group_form *f = ARENA_NEW(arena, struct group_form);
    struct field *fields = ARENA_ARRAY(arena, struct field, GROUP_FIELDS);
    struct board_list all;
    rc result = board_list(reader, arena, organisation, &all);
    if (result)
        return result;
    for (size_t i = 0; i < GROUP_FIELDS; i++)
        fields[i] = group_fields[i];
    fields[GROUP_BOARDS].choices = board_choices(request, f, &all, group);
    f->form.fields = fields;
    f->form.n = group ? GROUP_FIELDS : GROUP_OF_NEW;
    *ret_form = f;
    return RC_OK;
}

static void values_of(struct request *request, const struct group_form *f, const struct steering_group *group,
                      struct field_value values[GROUP_FIELDS])
{
    struct arena *arena = request_arena(request);
    values[GROUP_NAME] = value_of_text(group->name);
    values[GROUP_ENGLISH] = value_of_text(group->name_en);
    values[GROUP_TASK] = value_of_text(group->task);
    values[GROUP_MEMBERS] = value_of_text(members_write(arena, &group->members));
    values[GROUP_BOARDS] = (struct field_value){.text = STR("")};
    for (size_t i = 0; i < f->boards.n; i++)
        if (works_for(group, f->boards.items[i].id))
            values[GROUP_BOARDS].chosen |= (uint64_t)1 << i;
    values[GROUP_PLACE] = value_of_int(arena, group->position);
    values[GROUP_ENDED] = value_of_text(group->ended_on);
}

static void read_members(struct request *request, struct group_form *f, struct steering_group *group)
{
    static const char *const messages[] = {
        [MEMBER_TOO_MANY_PARTS] = TR("Line {0} has more than four parts: name; party or task; since; until."),
        [MEMBER_WITHOUT_NAME] = TR("Line {0} has no name."),
        [MEMBER_TOO_LONG] = TR("Line {0} has a part of more than 100 characters."),
        [MEMBERS_TOO_MANY] = TR("Line {0} is one too many: at most 60 members."),
    };
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    size_t line = 0;
    enum member_fault fault = members_read(arena, f->form.typed[GROUP_MEMBERS].text, &group->members, &line);
    if (fault)
        form_add_fault(request, &f->form.faults, &f->form.fields[GROUP_MEMBERS],
                       TEXT_FORMAT(arena, tr_str(language, str_from_c(messages[fault])),
                                   text_int(arena, language, (int64_t)line)));
}

/* What was sent, over *group; faults in the form. */
static rc read_group(struct request *request, struct group_form *f, struct steering_group *group)
{
    rc result = settings_read(request, &f->form);
    const struct field_value *typed = f->form.typed;
    group->name = typed[GROUP_NAME].text;
    group->name_en = typed[GROUP_ENGLISH].text;
    group->task = typed[GROUP_TASK].text;
    group->version = f->form.version;
    read_members(request, f, group);
    group->boards = (struct board_list){0};
    for (size_t i = 0; i < f->boards.n; i++)
        if (typed[GROUP_BOARDS].chosen >> i & 1)
            *VEC_PUSH(request_arena(request), &group->boards) = f->boards.items[i];
    if (f->form.n == GROUP_FIELDS) {
        group->position = typed[GROUP_PLACE].integer;
        group->ended_on = typed[GROUP_ENDED].text;
        settings_check_day(request, &f->form, GROUP_ENDED);
    }
    return result;
}

static struct group_save *save_of(struct request *request, const struct organisation *o,
                                  const struct steering_group *group)
{
    struct group_save *save = ARENA_NEW(request_arena(request), struct group_save);
    *save = (struct group_save){settings_change(request, o->id), *group, group->id ? group->id : db_new_id()};
    return save;
}

static struct str group_url(struct request *request, const struct steering_group *group)
{
    return REQUEST_URL(request, "organisations.group", request_path_value(request, "organisation"),
                       arena_printf(request_arena(request), "%lld", (long long)group->id));
}

static rc answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    return result ? result : settings_saved(request, settings_url(request, "organisations.groups"));
}

/* ---- the list ---------------------------------------------------------------------------- */

static rc show_list(struct request *request, struct reader *reader, const struct organisation *o,
                    struct group_form *f)
{
    struct steering_group_list list;
    const struct language *language = request_language(request);
    rc result = group_list(reader, request_arena(request), o->id, &list);
    if (result)
        return result;
    struct value *view = settings_view(request, o, TR("Steering groups")),
                 *items = value_set_list(view, "items");
    for (size_t i = 0; i < list.n; i++) {
        const struct steering_group *g = &list.items[i];
        struct str members = trn(language, "{0} member", "{0} members", (int64_t)g->members.n);
        struct value *item = value_push_map(items);
        value_set_str(item, "name", g->name);
        value_set_url(item, "url", group_url(request, g));
        value_set_str(item, "about",
                      g->ended_on.n
                          ? tr(language, "ended")
                          : TEXT_FORMAT(request_arena(request), members,
                                        text_int(request_arena(request), language, (int64_t)g->members.n)));
    }
    value_set_str(
        view, "intro",
        tr(language, "Groups that judge whether there shall be a dialogue, and follow it to its end."));
    value_set_str(view, "_add", tr(language, "Add a group"));
    value_set_url(view, "action", settings_url(request, "organisations.groups"));
    return settings_reply(request, "organisations/settings_list", view, &f->form);
}

static rc begin_list(struct request *request, struct reader *reader, struct organisation *ret_organisation,
                     struct group_form **ret_form)
{
    rc result = settings_organisation(request, reader, ret_organisation);
    return result ? result : form_of(request, reader, ret_organisation->id, NULL, ret_form);
}

rc organisations_groups_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    struct group_form *f;
    rc result = begin_list(request, reader, &o, &f);
    return result ? result : show_list(request, reader, &o, f);
}

static rc add_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct organisation o;
    struct group_form *f;
    struct steering_group group = {.ended_on = STR("")};
    rc result = begin_list(request, reader, &o, &f);
    if (result == RC_OK)
        result = read_group(request, f, &group);
    if (result || f->form.faults.n)
        return result ? result : show_list(request, reader, &o, f);
    *ret_in = save_of(request, &o, &group);
    return RC_OK;
}

static rc add_again(struct request *request, struct reader *reader, const void *in, const void *out,
                    rc failed)
{
    struct organisation o;
    struct group_form *f;
    struct steering_group group;
    (void)in;
    (void)out;
    if (failed != RC_LIMIT)
        return failed;
    rc result = begin_list(request, reader, &o, &f);
    if (result == RC_OK)
        result = read_group(request, f, &group);
    if (result)
        return result;
    settings_fault(request, &f->form, NULL, TR("There are as many groups as there can be."));
    return show_list(request, reader, &o, f);
}

const struct post organisations_groups_post = {.lane = LANE_QUICK,
                                               .prepare = add_prepare,
                                               .step = group_save_step,
                                               .again = add_again,
                                               .answer = answer};

/* ---- one ------------------------------------------------------------------------------------- */

static rc begin(struct request *request, struct reader *reader, struct organisation *ret_organisation,
                struct steering_group *ret_group, struct group_form **ret_form)
{
    rc result = settings_organisation(request, reader, ret_organisation);
    if (result == RC_OK)
        result = group_by_id(reader, request_arena(request), ret_organisation->id,
                             request_path_int(request, "group"), ret_group);
    return result ? result : form_of(request, reader, ret_organisation->id, ret_group, ret_form);
}

static rc show(struct request *request, const struct organisation *o, const struct steering_group *group,
               struct group_form *f)
{
    struct value *view = settings_view(request, o, TR("Steering group"));
    value_set_str(view, "title", group->name);
    value_set_url(view, "parent_url", settings_url(request, "organisations.groups"));
    value_set_str(view, "parent", tr(request_language(request), "Steering groups"));
    value_set_url(view, "action", group_url(request, group));
    return settings_reply(request, "organisations/settings_form", view, &f->form);
}

rc organisations_group_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    struct steering_group group;
    struct group_form *f;
    rc result = begin(request, reader, &o, &group, &f);
    if (result)
        return result;
    values_of(request, f, &group, f->form.typed);
    f->form.version = group.version;
    return show(request, &o, &group, f);
}

static rc change_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct organisation o;
    struct steering_group stored, wanted;
    struct group_form *f;
    rc result = begin(request, reader, &o, &stored, &f);
    if (result)
        return result;
    wanted = stored;
    result = read_group(request, f, &wanted);
    if (result || f->form.faults.n)
        return result ? result : show(request, &o, &stored, f);
    *ret_in = save_of(request, &o, &wanted);
    return RC_OK;
}

static rc change_again(struct request *request, struct reader *reader, const void *in, const void *out,
                       rc failed)
{
    struct organisation o;
    struct steering_group stored, wanted;
    struct group_form *f;
    struct field_value values[GROUP_FIELDS];
    (void)in;
    (void)out;
    if (failed != RC_NEWER)
        return failed;
    rc result = begin(request, reader, &o, &stored, &f);
    if (result)
        return result;
    wanted = stored;
    result = read_group(request, f, &wanted);
    values_of(request, f, &stored, values);
    settings_conflict(request, &f->form, values, stored.version);
    return result ? result : show(request, &o, &stored, f);
}

const struct post organisations_group_post = {.lane = LANE_QUICK,
                                              .prepare = change_prepare,
                                              .step = group_save_step,
                                              .again = change_again,
                                              .answer = answer};
