/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/furniture.h"

void day_view(struct request *request, struct value *map, const char *key, const char *words_key,
              time_us time)
{
    struct arena *arena = request_arena(request);
    char iso[TIME_ISO_BYTES];
    if (time == 0) {
        value_set_null(map, key);
        value_set_null(map, words_key);
        return;
    }
    struct str text = arena_str_dup(arena, str_from_c(time_format_iso(time, iso)));
    value_set_str(map, key, str_sub(text, 0, 10));
    value_set_str(map, words_key, text_date(arena, request_language(request), time));
}

void furniture_view(struct request *request, struct value *view, const struct furniture *furniture)
{
    bool changed = furniture->updated / TIME_DAY > furniture->published / TIME_DAY;
    value_set_str(view, "owner", furniture->owner.n ? furniture->owner : STR_NONE);
    day_view(request, view, "published", "_published_day", furniture->published);
    day_view(request, view, "updated", "_updated_day", changed ? furniture->updated : 0);
}
