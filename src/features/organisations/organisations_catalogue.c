/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_catalogue.h"

#include "base/map.h"
#include "base/utf8.h"

static struct str text_of(struct arena *arena, const struct organisation *o)
{
    struct str gap = STR("\n");
    return utf8_lower(arena, ARENA_CONCAT(arena, o->name, gap, o->name_en, gap, o->short_name, gap, o->slug));
}

static rc load(struct reader *reader, struct arena *arena, const void *variant, const void **ret_data)
{
    struct organisation_list list;
    struct map slugs;
    (void)variant;
    rc result = organisation_list(reader, arena, &list);
    if (result)
        return result;
    map_init(&slugs, arena);
    for (size_t i = 0; i < list.n; i++)
        map_put(&slugs, list.items[i].code, &list.items[i].slug);
    struct organisation_catalogue *catalogue = ARENA_NEW(arena, struct organisation_catalogue);
    struct organisation_entry *entries = ARENA_ARRAY(arena, struct organisation_entry, list.n);
    for (size_t i = 0; i < list.n; i++) {
        const struct organisation *o = &list.items[i];
        const struct str *other = o->same_as.n ? map_get(&slugs, o->same_as) : NULL;
        entries[i] = (struct organisation_entry){o, other ? *other : o->slug, text_of(arena, o)};
    }
    *catalogue = (struct organisation_catalogue){entries, list.n};
    *ret_data = catalogue;
    return RC_OK;
}

const struct snapshot_kind organisation_catalogue_kind = {"organisations", load};

static bool is_named(const struct organisation_entry *entry, struct str name)
{
    return str_find(entry->text, name) < entry->text.n;
}

struct organisation_found organisation_find(const struct organisation_catalogue *catalogue,
                                            const struct organisation_filter *filter, struct arena *arena)
{
    struct organisation_found found = {
        .entries = ARENA_ARRAY(arena, const struct organisation_entry *, catalogue->n)};
    for (size_t i = 0; i < catalogue->n; i++) {
        const struct organisation_entry *entry = &catalogue->entries[i];
        enum organisation_kind kind = entry->organisation->kind;
        size_t county = county_of(entry->organisation->county);
        bool of_kind = filter->kind == ORGANISATION_NONE || filter->kind == kind;
        bool of_county = filter->county == 0 || filter->county == county;
        if (!is_named(entry, filter->name))
            continue;
        found.kinds[0] += of_county;
        found.counties[0] += of_kind;
        found.kinds[kind] += of_county && kind != ORGANISATION_NONE;
        found.counties[county] += of_kind && county != 0;
        if (of_kind && of_county)
            found.entries[found.n++] = entry;
    }
    return found;
}
