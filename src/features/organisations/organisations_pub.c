/* SPDX-License-Identifier: EUPL-1.2 */
/* What other features ask of organisations. */
#include "features/organisations/pub/organisations.h"

#include "base/vec.h"
#include "features/guide/pub/guide.h"
#include "features/organisations/organisations_parts_store.h"

rc organisation_scope_find(struct reader *reader, struct str slug, struct organisation_scope *ret_scope)
{
    struct arena *arena = arena_new();
    struct organisation o;
    rc result = organisation_by_slug(reader, arena, slug, &o);
    if (result == RC_OK && o.same_as.n)
        result = organisation_by_code(reader, arena, o.same_as, &o);
    if (result == RC_OK)
        *ret_scope = (struct organisation_scope){o.id, o.verified, o.strong_roles};
    arena_free(arena);
    return result;
}

static struct organisation_brief brief_of(const struct organisation *o, const struct language *language)
{
    return (struct organisation_brief){.id = o->id,
                                       .slug = o->slug,
                                       .name = organisation_name(o, str_from_c(language_code(language))),
                                       .short_name = o->short_name,
                                       .verified = o->verified};
}

rc organisation_briefs(struct reader *reader, struct arena *arena, const struct language *language,
                       struct organisation_briefs *ret_briefs)
{
    struct organisation_briefs briefs = {0};
    struct organisation_list list;
    rc result = organisation_list(reader, arena, &list);
    if (result)
        return result;
    for (size_t i = 0; i < list.n; i++)
        if (list.items[i].same_as.n == 0)
            *VEC_PUSH(arena, &briefs) = brief_of(&list.items[i], language);
    *ret_briefs = briefs;
    return RC_OK;
}

rc organisation_brief_by_id(struct reader *reader, struct arena *arena, const struct language *language,
                            int64_t id, struct organisation_brief *ret_brief)
{
    struct organisation o;
    rc result = organisation_by_id(reader, arena, id, &o);
    if (result == RC_OK)
        *ret_brief = brief_of(&o, language);
    return result;
}

rc organisation_boards(struct reader *reader, struct arena *arena, const struct language *language,
                       int64_t organisation, struct organisation_boards *ret_boards)
{
    struct organisation_boards boards = {0};
    struct board_list list;
    rc result = board_list(reader, arena, organisation, &list);
    if (result)
        return result;
    for (size_t i = 0; i < list.n; i++) {
        const struct board *b = &list.items[i];
        struct str name = part_name(b->name, b->name_en, str_from_c(language_code(language)));
        *VEC_PUSH(arena, &boards) = (struct organisation_board){b->id, name, b->kind, b->ended_on.n > 0};
    }
    *ret_boards = boards;
    return RC_OK;
}

rc organisation_levels(struct reader *reader, struct arena *arena, const struct language *language,
                       int64_t organisation, struct organisation_level ret_levels[ORGANISATION_LEVELS])
{
    struct levels levels;
    rc result = levels_of(reader, arena, organisation, &levels);
    for (int i = 0; result == RC_OK && i < ORGANISATION_LEVELS; i++) {
        const struct level_words *own = levels_words(&levels, i + 1, str_from_c(language_code(language)));
        ret_levels[i] = (struct organisation_level){
            .used = levels.used[i],
            .label = own && own->label.n ? own->label : guide_level_label(language, i + 1),
            .explanation = own && own->explanation.n ? own->explanation
                                                     : guide_level_promise(language, i + 1)};
    }
    return result;
}
