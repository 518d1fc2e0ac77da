/* SPDX-License-Identifier: EUPL-1.2 */
/* What other features ask of the finder with a planned dialogue of their own. */
#include "features/guide/guide_finder.h"
#include "features/guide/guide_scenario.h"
#include "features/guide/guide_view.h"
#include "features/guide/guide_words.h"
#include "features/guide/pub/guide.h"

#include "base/vec.h"

enum { REASONS_SHOWN = 3, PROBLEM_BYTES = 10000 };

rc guide_read_wish(struct arena *arena, struct str scenario, struct dialogue_wish *ret_wish,
                   struct str *ret_problem)
{
    struct scenarios scenarios = {0};
    struct buf problems;
    buf_init(&problems, PROBLEM_BYTES);
    struct str text = ARENA_CONCAT(arena, STR("{\"scenarios\":["), scenario, STR("]}"));
    rc result = scenarios_read(arena, text, &scenarios, &problems);
    *ret_problem = str_trim(arena_str_dup(arena, buf_str(&problems)));
    buf_free(&problems);
    if (result == RC_OK && scenarios.n != 1)
        result = RC_INVALID;
    if (result == RC_OK)
        *ret_wish = scenarios.items[0].wish;
    return result;
}

rc guide_fill_ranked(struct request *request, struct reader *reader, const struct dialogue_wish *wish,
                     size_t top, struct value *list)
{
    const struct catalogue *catalogue;
    struct arena *arena = request_arena(request);
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    struct methodmatch_ranking ranked = methodmatch_rank(arena, catalogue->facts, catalogue->n, wish);
    for (size_t i = 0; i < ranked.n && i < top; i++) {
        const struct methodmatch_result *found = &ranked.results[i];
        struct value *item = value_push_map(list);
        card_view(request, item, catalogue, found->method);
        struct value *reasons = value_set_list(item, "for");
        for (size_t k = 0; k < found->n_reasons && value_count(reasons) < REASONS_SHOWN; k++)
            if (found->reasons[k].in_favour)
                value_push_str(reasons, reason_words(arena, request_language(request), &found->reasons[k]));
    }
    return RC_OK;
}

void guide_fill_level(struct request *request, const struct dialogue_wish *wish, struct value *view)
{
    const struct language *language = request_language(request);
    bool told = wish->level != 0;
    value_set_str(view, "level", told ? term_words(language, VOCAB_LEVEL, (int)wish->level) : STR_NONE);
    value_set_str(view, "level_promise", told ? level_promise(language, (int)wish->level) : STR_NONE);
}

/* ---- the finder's address -------------------------------------------------------------- */

struct answer_list {
    struct arena *arena;
    const struct field *fields;
    struct pair *items;
    size_t n, cap;
};

static void push(struct answer_list *list, enum finder_field field, struct str value)
{
    *VEC_PUSH(list->arena, list) = (struct pair){str_from_c(list->fields[field].name), value};
}

/* Values of enums and scales start at 1 and stand in the order of the choices. */
static void push_choice(struct answer_list *list, enum finder_field field, unsigned value)
{
    for (unsigned i = 0; list->fields[field].choices[i].code; i++)
        if (i + 1 == value)
            push(list, field, str_from_c(list->fields[field].choices[i].code));
}

static void push_mask(struct answer_list *list, enum finder_field field, uint32_t mask)
{
    for (unsigned value = 1; value < 32; value++)
        if (mask & METHODMATCH_BIT(value))
            push_choice(list, field, value);
}

static void push_number(struct answer_list *list, enum finder_field field, uint32_t number)
{
    if (number)
        push(list, field, arena_printf(list->arena, "%u", number));
}

static void push_purposes(struct answer_list *list, const struct dialogue_wish *wish)
{
    for (size_t i = 0; i < wish->n_purposes; i++)
        push_choice(list, i ? ASK_PURPOSES : ASK_PURPOSE, (unsigned)wish->purposes[i]);
}

static void push_scales(struct answer_list *list, const struct dialogue_wish *wish)
{
    push_choice(list, ASK_REACH, wish->hard_to_reach);
    push_choice(list, ASK_MIRROR, wish->representativeness);
    push_choice(list, ASK_DEPTH, wish->depth);
    push_choice(list, ASK_BREADTH, wish->breadth);
    push_choice(list, ASK_CONFLICT, wish->conflict);
    push_choice(list, ASK_COMPLEXITY, wish->complexity);
}

static void push_limits(struct answer_list *list, const struct dialogue_wish *wish)
{
    push_number(list, ASK_WEEKS, wish->weeks_available);
    if (wish->minutes_max) {
        char room[VALUE_NUMBER_BYTES];
        push(list, ASK_HOURS, arena_str_dup(list->arena, value_real_text(wish->minutes_max / 60.0, room)));
    }
    push_choice(list, ASK_COST, wish->cost_band_max);
    push_choice(list, ASK_STAFF, wish->staff_effort_max);
    push_choice(list, ASK_SKILL, wish->facilitation_skill_max);
    push_mask(list, ASK_FORMATS, wish->formats);
    if (wish->spatial != ANSWER_UNSET)
        push(list, ASK_PLACE, wish->spatial == ANSWER_YES ? STR("yes") : STR("no"));
}

struct str guide_finder_url(struct request *request, const struct dialogue_wish *wish)
{
    struct arena *arena = request_arena(request);
    struct answer_list list = {.arena = arena, .fields = finder_fields(arena)};
    push(&list, ASK_CHANGE, wish->influenceable == ANSWER_NO ? STR("no") : STR("yes"));
    push(&list, ASK_OPEN, STR("yes"));
    push_purposes(&list, wish);
    push_choice(&list, ASK_LEVEL, (unsigned)wish->level);
    push_choice(&list, ASK_PHASE, (unsigned)wish->phase);
    push_mask(&list, ASK_GROUPS, wish->target_groups);
    if (wish->children == ANSWER_YES)
        push(&list, ASK_CHILDREN, STR("1"));
    push_number(&list, ASK_PEOPLE_MIN, wish->participants_min);
    push_number(&list, ASK_PEOPLE_MAX, wish->participants_max);
    push_scales(&list, wish);
    push_limits(&list, wish);
    return url_with_query(arena, REQUEST_URL0(request, "guide.summary"), list.items, list.n);
}
