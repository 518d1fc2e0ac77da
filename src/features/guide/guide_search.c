/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_search.h"

#include "features/guide/guide_store.h"

static const struct search_kind kinds[] = {{"method", TR("Method"), TR("Methods"), 10}, {0}};

/* The lists one after the other, each item of them a sentence. */
static struct str sentences(struct arena *arena, const struct str *lists, size_t n)
{
    struct str all = STR("");
    for (size_t i = 0; i < n; i++) {
        struct str rest = lists[i], item;
        while (str_split(&rest, ';', &item))
            if ((item = str_trim(item)).n)
                all = ARENA_CONCAT(arena, all, item, STR(". "));
    }
    return str_trim(all);
}

static void tell_method(struct search_feed *feed, struct str language, const struct guide_entry *entry)
{
    const struct method_words *words = &entry->words;
    struct str prose[] = {words->use_when, words->strengths,  words->steps,
                          words->origin,   words->avoid_when, words->weaknesses};
    struct search_doc doc = {
        .language = language,
        .kind = str_from_c(kinds[0].code),
        .ref = entry->method.facts.id,
        .route = "guide.method",
        .parts = words->slug,
        .title = words->name,
        .summary = words->summary,
        .body = sentences(feed->arena, prose, sizeof prose / sizeof prose[0]),
    };
    feed->emit(feed, &doc);
}

static rc tell_methods(struct search_feed *feed)
{
    for (size_t i = 0; i < feed->languages->n; i++) {
        struct str language = str_from_c(language_code(feed->languages->items[i]));
        struct guide_entries entries = {0};
        struct guide_entry whole;
        rc result = method_list(feed->reader, feed->arena, language, &entries);
        for (size_t k = 0; k < entries.n && result == RC_OK; k++) {
            result = method_by_code(feed->reader, feed->arena, language, entries.items[k].method.facts.id,
                                    &whole);
            if (result == RC_OK)
                tell_method(feed, language, &whole);
        }
        if (result)
            return result;
    }
    return RC_OK;
}

const struct search_source guide_search = {kinds, tell_methods};
