/* SPDX-License-Identifier: EUPL-1.2 */
/* What other features ask of organisations. */
#include "features/organisations/pub/organisations.h"

#include "features/organisations/organisations_store.h"

rc organisation_scope_find(struct reader *reader, struct str slug, struct organisation_scope *ret_scope)
{
    struct arena *arena = arena_new();
    struct organisation o;
    rc result = organisation_by_slug(reader, arena, slug, &o);
    if (result == RC_OK && o.same_as.n)
        result = organisation_by_code(reader, arena, o.same_as, &o);
    if (result == RC_OK)
        *ret_scope = (struct organisation_scope){o.id, o.verified, false};
    arena_free(arena);
    return result;
}

rc organisation_brief_by_id(struct reader *reader, struct arena *arena, const struct language *language,
                            int64_t id, struct organisation_brief *ret_brief)
{
    struct organisation o;
    rc result = organisation_by_id(reader, arena, id, &o);
    if (result == RC_OK)
        *ret_brief = (struct organisation_brief){
            .id = o.id,
            .slug = o.slug,
            .name = organisation_name(&o, str_from_c(language_code(language))),
            .short_name = o.short_name,
            .verified = o.verified};
    return result;
}
