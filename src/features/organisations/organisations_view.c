/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_view.h"

#include "core/web/furniture.h"
#include "features/organisations/pub/organisations.h"

struct str view_language(const struct request *request)
{
    return str_from_c(language_code(request_language(request)));
}

struct str organisation_name_for(const struct request *request, const struct organisation *organisation)
{
    return organisation_name(organisation, view_language(request));
}

struct str organisation_url(const struct request *request, const struct organisation *organisation)
{
    return REQUEST_URL(request, "organisations.organisation", organisation->slug);
}

void part_day_view(struct request *request, struct value *map, const char *key, const char *words_key,
                   struct str text)
{
    time_us day;
    day_view(request, map, key, words_key, organisation_day(text, &day) ? day : 0);
}

/* ---- boards and groups --------------------------------------------------------------- */

static struct str board_name(struct request *request, const struct board *board)
{
    return part_name(board->name, board->name_en, view_language(request));
}

static void board_view(struct request *request, struct value *map, const struct board *board)
{
    const struct organisation_term *kind = organisation_term(board_kinds, board->kind);
    value_set_str(map, "name", board_name(request, board));
    value_set_str(map, "kind", board->kind);
    value_set_str(map, "kind_label", kind ? tr(request_language(request), kind->one) : STR_NONE);
    part_day_view(request, map, "ended_on", "_ended_day", board->ended_on);
}

rc boards_view(struct request *request, struct reader *reader, struct value *view, int64_t organisation)
{
    struct board_list list;
    rc result = board_list(reader, request_arena(request), organisation, &list);
    if (result)
        return result;
    struct value *boards = value_set_list(view, "boards"), *former = value_set_list(view, "former_boards");
    for (size_t i = 0; i < list.n; i++)
        board_view(request, value_push_map(list.items[i].ended_on.n ? former : boards), &list.items[i]);
    value_set_bool(view, "_has_boards", value_count(boards) > 0);
    value_set_bool(view, "_has_former_boards", value_count(former) > 0);
    return RC_OK;
}

/* "2023–2026", "since 2023", "until 2026", or STR_NONE. */
static struct str term_words_of(struct request *request, const struct member *member)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    if (member->since.n && member->until.n)
        return ARENA_CONCAT(arena, member->since, STR("–"), member->until);
    if (member->since.n)
        return TEXT_FORMAT(arena, tr(language, "since {0}"), member->since);
    return member->until.n ? TEXT_FORMAT(arena, tr(language, "until {0}"), member->until) : STR_NONE;
}

static void group_view(struct request *request, struct value *map, const struct steering_group *group)
{
    struct arena *arena = request_arena(request);
    struct str *names = ARENA_ARRAY(arena, struct str, group->boards.n);
    value_set_str(map, "name", part_name(group->name, group->name_en, view_language(request)));
    value_set_str(map, "task", group->task.n ? group->task : STR_NONE);
    struct value *boards = value_set_list(map, "boards"), *members = value_set_list(map, "members");
    for (size_t i = 0; i < group->boards.n; i++) {
        names[i] = board_name(request, &group->boards.items[i]);
        value_push_str(boards, names[i]);
    }
    value_set_str(map, "_boards",
                  group->boards.n ? text_list(arena, request_language(request), names, group->boards.n)
                                  : STR_NONE);
    for (size_t i = 0; i < group->members.n; i++) {
        const struct member *m = &group->members.items[i];
        struct value *member = value_push_map(members);
        value_set_str(member, "name", m->name);
        value_set_str(member, "role", m->role.n ? m->role : STR_NONE);
        value_set_str(member, "since", m->since.n ? m->since : STR_NONE);
        value_set_str(member, "until", m->until.n ? m->until : STR_NONE);
        value_set_str(member, "_term", term_words_of(request, m));
    }
    value_set_bool(map, "_has_members", group->members.n > 0);
}

rc groups_view(struct request *request, struct reader *reader, struct value *view, int64_t organisation)
{
    struct steering_group_list list;
    rc result = group_list(reader, request_arena(request), organisation, &list);
    if (result)
        return result;
    struct value *groups = value_set_list(view, "groups");
    for (size_t i = 0; i < list.n; i++)
        if (list.items[i].ended_on.n == 0)
            group_view(request, value_push_map(groups), &list.items[i]);
    value_set_bool(view, "_has_groups", value_count(groups) > 0);
    return RC_OK;
}

/* ---- levels ------------------------------------------------------------------------------ */

rc levels_view(struct request *request, struct reader *reader, struct value *view, int64_t organisation)
{
    struct organisation_level levels[ORGANISATION_LEVELS];
    struct levels own;
    struct arena *arena = request_arena(request);
    rc result = levels_of(reader, arena, organisation, &own);
    if (result == RC_OK)
        result = organisation_levels(reader, arena, request_language(request), organisation, levels);
    if (result)
        return result;
    struct value *list = value_set_list(view, "levels");
    for (int i = 0; i < ORGANISATION_LEVELS; i++) {
        if (!levels[i].used)
            continue;
        struct value *item = value_push_map(list);
        value_set_int(item, "level", i + 1);
        value_set_str(item, "label", levels[i].label);
        value_set_str(item, "explanation", levels[i].explanation);
    }
    value_set_bool(view, "_own_levels", own.version > 0);
    return RC_OK;
}

/* ---- documents ---------------------------------------------------------------------------- */

/* "Adopted by the council on 14 March 2025, KS 2025/12", as far as it is told; STR_NONE where nothing is. */
static struct str adopted_words(struct request *request, const struct edition *edition)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct str by = edition_adopter(edition, view_language(request)), on = STR_NONE, words = STR_NONE;
    time_us day;
    if (organisation_day(edition->adopted_on, &day))
        on = text_date(arena, language, day);
    if (by.n && on.n)
        words = TEXT_FORMAT(arena, tr(language, "Adopted by {0}, {1}"), by, on);
    else if (by.n)
        words = TEXT_FORMAT(arena, tr(language, "Adopted by {0}"), by);
    else if (on.n)
        words = TEXT_FORMAT(arena, tr(language, "Adopted {0}"), on);
    return words;
}

void edition_view(struct request *request, struct value *map, const struct organisation *organisation,
                  const struct edition *edition, bool by_number)
{
    struct arena *arena = request_arena(request);
    struct str by = edition_adopter(edition, view_language(request));
    struct str number = arena_printf(arena, "%lld", (long long)edition->number);
    value_set_str(map, "title", edition->title);
    value_set_str(map, "language", edition->language);
    value_set_str(map, "_language",
                  str_eq(edition->language, view_language(request)) ? STR_NONE : edition->language);
    value_set_int(map, "number", edition->number);
    value_set_str(map, "adopted_by", by.n ? by : STR_NONE);
    part_day_view(request, map, "adopted_on", "_adopted_day", edition->adopted_on);
    value_set_str(map, "_adopted", adopted_words(request, edition));
    value_set_str(map, "case_number", edition->case_number.n ? edition->case_number : STR_NONE);
    day_view(request, map, "published", "_published_day", edition->published);
    value_set_url(
        map, "url",
        by_number ? REQUEST_URL(request, "organisations.edition", organisation->slug, edition->slug, number)
                  : REQUEST_URL(request, "organisations.document", organisation->slug, edition->slug));
}

rc documents_view(struct request *request, struct reader *reader, struct value *view,
                  const struct organisation *organisation)
{
    struct edition_list list;
    rc result = edition_list_in_force(reader, request_arena(request), organisation->id, &list);
    if (result)
        return result;
    struct value *kinds = value_set_list(view, "documents");
    for (const struct organisation_term *kind = document_kinds; kind->code; kind++) {
        struct value *editions = NULL;
        for (size_t i = 0; i < list.n; i++) {
            if (!str_eq_c(list.items[i].kind, kind->code))
                continue;
            if (!editions) {
                struct value *item = value_push_map(kinds);
                value_set_c(item, "kind", kind->code);
                value_set_str(item, "label", tr(request_language(request), kind->many));
                editions = value_set_list(item, "editions");
            }
            edition_view(request, value_push_map(editions), organisation, &list.items[i], false);
        }
    }
    value_set_bool(view, "_has_documents", list.n > 0);
    return RC_OK;
}
