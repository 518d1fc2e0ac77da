/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/examples/examples_search.h"

#include "features/examples/examples_store.h"

static const struct search_kind kinds[] = {{"example", TR("Example"), TR("Examples"), 20}, {0}};

/* In the language, or in the first that it has been written in, as its page shows it. */
static void tell_example(struct search_feed *feed, const struct language *of, const struct example *example)
{
    struct str language = str_from_c(language_code(of));
    const struct example_words *words = &example_text_for(example, language)->words;
    struct str gap = STR("\n"), comma = STR(", ");
    struct str prose[] = {words->background,
                          gap,
                          words->aim,
                          gap,
                          words->process,
                          gap,
                          words->results,
                          gap,
                          words->more,
                          gap,
                          example->place,
                          comma,
                          example->organisation,
                          gap,
                          library_theme_labels(feed->arena, of, example->themes)};
    struct search_doc doc = {
        .language = language,
        .kind = str_from_c(kinds[0].code),
        .ref = example->code,
        .route = "examples.example",
        .parts = words->slug,
        .title = words->title,
        .summary = words->summary,
        .body = str_trim(arena_concat(feed->arena, prose, sizeof prose / sizeof prose[0])),
    };
    feed->emit(feed, &doc);
}

static rc tell_examples(struct search_feed *feed)
{
    struct example_list list = {0};
    struct example whole;
    rc result = example_list(feed->reader, feed->arena, &list);
    for (size_t i = 0; i < list.n && result == RC_OK; i++) {
        result = example_by_code(feed->reader, feed->arena, list.items[i].code, &whole);
        for (size_t k = 0; k < feed->languages->n && result == RC_OK; k++)
            tell_example(feed, feed->languages->items[k], &whole);
    }
    return result;
}

const struct search_source examples_search = {kinds, tell_examples};
