/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/library_item.h"

#include "core/i18n/i18n.h"

const char *const library_kind_codes[LIBRARY_KINDS] = {"article", "publication", "news", "challenge"};
const char *const library_shelves[LIBRARY_KINDS] = {"knowledge", "knowledge", "news", "challenges"};

const struct library_topic library_topics[] = {{"success-factors", TR("What makes a dialogue succeed")},
                                               {"levels", TR("Levels of participation")},
                                               {"planning", TR("Planning and following up")},
                                               {"inclusion", TR("Reaching everyone")},
                                               {"complex", TR("Complex issues")},
                                               {"methods", TR("Methods step by step")},
                                               {"law", TR("Dialogue and the law")},
                                               {"guide", TR("About the guide itself")},
                                               {0}};

const struct library_topic *library_topic(struct str code)
{
    for (const struct library_topic *topic = library_topics; topic->code; topic++)
        if (str_eq_c(code, topic->code))
            return topic;
    return NULL;
}

struct str library_key(struct arena *arena, enum library_kind kind, struct str code)
{
    const char *name = library_kind_codes[kind == LIBRARY_PUBLICATION ? LIBRARY_ARTICLE : kind];
    return arena_printf(arena, "%s:%.*s", name, STR_ARGS(code));
}

struct str library_slug_key(struct arena *arena, enum library_kind kind, const char *language,
                            struct str slug)
{
    return arena_printf(arena, "slug:%s/%s/%.*s", library_shelves[kind], language, STR_ARGS(slug));
}

time_us library_out_from(const struct library_item *item)
{
    return item->kind == LIBRARY_NEWS ? item->published : 0;
}
