/* SPDX-License-Identifier: EUPL-1.2 */
/* The catalogue and the page of a method. */
#include "features/guide/guide_pages.h"

#include "core/web/reply.h"
#include "features/guide/guide_view.h"
#include "features/guide/guide_words.h"
#include "features/guide/pub/guide.h"

/* ---- the catalogue ------------------------------------------------------------- */

/* The filters that are on, each with what removing it would give. */
static void chosen_view(struct request *request, struct value *list, const struct filter *filter,
                        const struct catalogue *catalogue)
{
    const struct language *language = request_language(request);
    for (int i = 0; i < FACETS; i++) {
        if (filter->chosen[i] == 0)
            continue;
        struct filter without = *filter;
        without.chosen[i] = 0;
        struct value *item = value_push_map(list);
        struct str facet = tr(language, facets[i].label);
        struct str label = term_words(language, facets[i].vocab, filter->chosen[i]);
        value_set_str(item, "facet", facet);
        value_set_str(item, "label", label);
        value_set_str(item, "_without",
                      TEXT_FORMAT(request_arena(request), tr(language, "Without “{0}: {1}”"), facet, label));
        value_set_url(item, "url", filter_url(request, &without));
        int64_t count = (int64_t)catalogue_count(catalogue, filter, i, 0);
        value_set_str(item, "count_text", methods_words(request_arena(request), language, count));
        value_set_bool(item, "_helps", count > 0);
    }
}

static void facets_view(struct request *request, struct value *list, const struct filter *filter,
                        const struct catalogue *catalogue)
{
    for (int i = 0; i < FACETS; i++) {
        struct value *facet = value_push_map(list);
        value_set_c(facet, "key", facets[i].key);
        value_set_str(facet, "label", tr(request_language(request), facets[i].label));
        facet_view(request, value_set_list(facet, "terms"), filter, i, catalogue);
    }
}

rc guide_methods_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct filter filter = filter_read(request);
    const struct catalogue *catalogue;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    struct value *view = value_map(arena), *methods = value_list(arena);
    const uint64_t *selected = catalogue_select(catalogue, arena, &filter);
    for (size_t i = 0; i < catalogue->n; i++)
        if (bit_is_set(selected, i))
            card_view(request, value_push_map(methods), catalogue, i);
    int64_t count = (int64_t)value_count(methods);
    value_set_str(view, "title", tr(language, "Methods"));
    value_set_str(view, "description",
                  tr(language, "All the ways to hold a dialogue that we have collected, from a talk at "
                               "the kitchen table to a citizens' assembly drawn by lot."));
    value_set_int(view, "count", count);
    value_set_str(view, "count_text", methods_words(arena, language, count));
    struct value *chosen = value_set_list(view, "chosen");
    chosen_view(request, chosen, &filter, catalogue);
    value_set_bool(view, "_filtered", value_count(chosen) > 0);
    value_set_bool(view, "_empty", count == 0);
    facets_view(request, value_set_list(view, "facets"), &filter, catalogue);
    value_set_url(view, "all_url", REQUEST_URL0(request, "guide.methods"));
    value_set_url(view, "finder_url", REQUEST_URL0(request, "guide.finder"));
    value_set(view, "methods", methods);
    return reply_page(request, "guide/methods", view);
}

rc guide_fill_overview(struct request *request, struct reader *reader, struct value *view)
{
    const struct catalogue *catalogue;
    struct filter nothing = {0};
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    value_set_int(view, "methods", (int64_t)catalogue->n);
    facet_view(request, value_set_list(view, "purposes"), &nothing, FACET_PURPOSE, catalogue);
    facet_view(request, value_set_list(view, "levels"), &nothing, FACET_LEVEL, catalogue);
    return RC_OK;
}

/* ---- one method ------------------------------------------------------------------ */

/* The terms of a list of codes, in its order, as a list of labels. */
static void labels_view(struct request *request, struct value *list, enum methodmatch_vocab vocab,
                        struct str codes)
{
    struct str code;
    while (str_split(&codes, ';', &code))
        value_push_str(
            list, term_words(request_language(request), vocab, methodmatch_value(vocab, str_trim(code))));
}

static void facts_view(struct request *request, struct value *view, const struct method *method)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    const struct method_facts *facts = &method->facts;
    value_set_str(view, "kind", term_words(language, VOCAB_KIND, (int)facts->kind));
    value_set_str(view, "audience", term_words(language, VOCAB_AUDIENCE, (int)facts->audience));
    labels_view(request, value_set_list(view, "levels"), VOCAB_LEVEL, method->lists.levels);
    labels_view(request, value_set_list(view, "purposes"), VOCAB_PURPOSE, method->lists.purposes);
    labels_view(request, value_set_list(view, "phases"), VOCAB_PHASE, method->lists.phases);
    labels_view(request, value_set_list(view, "recruitment"), VOCAB_RECRUITMENT, method->lists.recruitment);
    labels_view(request, value_set_list(view, "formats"), VOCAB_FORMAT, method->lists.formats);
    value_set_str(view, "people",
                  people_words(arena, language, facts->participants_min, facts->participants_max));
    value_set_str(view, "time",
                  minutes_words(arena, language, facts->event_minutes_min, method->event_minutes_max));
    value_set_str(view, "duration", term_words(language, VOCAB_DURATION, (int)method->duration));
    value_set_str(view, "lead", weeks_words(arena, language, facts->lead_weeks));
    value_set_str(view, "run", weeks_words(arena, language, facts->run_weeks));
    value_set_str(view, "cost", term_words(language, VOCAB_COST_BAND, facts->cost_band));
    value_set_str(view, "staff", term_words(language, VOCAB_STAFF_EFFORT, facts->staff_effort));
    value_set_str(view, "skill", term_words(language, VOCAB_FACILITATION_SKILL, facts->facilitation_skill));
    value_set_bool(view, "children", facts->works_with_children);
    value_set_bool(view, "needs_influence", facts->needs_influenceable_question);
    value_set_bool(view, "spatial", facts->spatial);
}

static void scores_view(struct request *request, struct value *list, const struct method_facts *facts)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    for (size_t i = 0; i < SCALES; i++) {
        int score = scale_score(facts, &scales[i]);
        struct value *item = value_push_map(list);
        value_set_str(item, "name", tr(language, scales[i].name));
        value_set_int(item, "score", score);
        value_set_str(item, "score_text",
                      TEXT_FORMAT(arena, tr(language, "{0} of 5"), text_int(arena, language, score)));
        if (score >= 1 && score <= 5)
            value_set_str(item, "level", tr(language, scales[i].levels[score - 1]));
        struct value *ends = value_set_list(item, "_ends"); /* 1, 3 and 5, for the table of the scale */
        for (int end = 0; end < 5; end += 2)
            value_push_str(ends, tr(language, scales[i].levels[end]));
    }
}

/* A source is a web address or words; "Words (address)" is split into a link with
 * words. */
#define GENERAL_KNOWLEDGE TR("general knowledge")

static void sources_view(const struct language *language, struct value *list, struct str sources)
{
    struct str rest = sources, source;
    while (str_split(&rest, ';', &source)) {
        source = str_trim(source);
        size_t at = str_find(source, STR("(http"));
        struct value *item = value_push_map(list);
        struct str address = STR_NONE, words = source;
        if (at < source.n && str_ends(source, STR(")"))) {
            words = str_trim(str_sub(source, 0, at));
            address = str_sub(source, at + 1, source.n - at - 2);
        } else if (str_starts(source, STR("http"))) {
            address = source;
            words = str_skip(source, str_find(source, STR("//")) + 2);
        }
        value_set_str(item, "text",
                      str_eq_c(words, GENERAL_KNOWLEDGE) ? tr(language, GENERAL_KNOWLEDGE) : words);
        value_set_url(item, "url", address);
    }
}

static rc related_view(struct request *request, struct reader *reader, struct value *list, struct str codes)
{
    const struct catalogue *catalogue;
    struct str code;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    while (str_split(&codes, ';', &code))
        for (size_t i = 0; i < catalogue->n; i++)
            if (str_eq(catalogue->facts[i].id, str_trim(code)))
                card_view(request, value_push_map(list), catalogue, i);
    return RC_OK;
}

/* Steps and origin that are not written in the page's language are shown in
 * English, marked as such: better than nothing, and honest. */
static rc fall_back_to_english(struct reader *reader, struct arena *arena, struct guide_entry *entry,
                               struct value *view)
{
    struct guide_entry english;
    value_set_bool(view, "steps_in_english", false);
    value_set_bool(view, "origin_in_english", false);
    if (entry->words.steps.p && entry->words.origin.p)
        return RC_OK;
    rc result = method_by_code(reader, arena, STR("en"), entry->method.facts.id, &english);
    if (result)
        return result == RC_NOT_FOUND ? RC_OK : result;
    if (entry->words.steps.p == NULL && english.words.steps.p) {
        entry->words.steps = english.words.steps;
        value_set_bool(view, "steps_in_english", true);
    }
    if (entry->words.origin.p == NULL && english.words.origin.p) {
        entry->words.origin = english.words.origin;
        value_set_bool(view, "origin_in_english", true);
    }
    return RC_OK;
}

static rc set_alternates(struct request *request, struct reader *reader, const struct guide_entry *entry)
{
    const struct languages *languages = request_languages(request);
    for (size_t i = 0; i < languages->n; i++) {
        const struct language *language = languages->items[i];
        struct str slug;
        rc result = method_slug_in(reader, request_arena(request), entry->method.id,
                                   str_from_c(language_code(language)), &slug);
        if (result == RC_OK)
            request_set_alternate(request, language,
                                  request_url_in(request, language, "guide.method", &slug, 1));
        else if (result != RC_NOT_FOUND)
            return result;
    }
    return RC_OK;
}

rc guide_method_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct guide_entry entry;
    struct value *view = value_map(arena);
    rc result = method_by_slug(reader, arena, str_from_c(language_code(language)),
                               request_path_value(request, "slug"), &entry);
    if (result == RC_OK)
        result = set_alternates(request, reader, &entry);
    if (result == RC_OK)
        result = fall_back_to_english(reader, arena, &entry, view);
    if (result)
        return result;
    value_set_str(view, "title", entry.words.name);
    value_set_str(view, "description", entry.words.summary);
    value_set_str(view, "code", entry.method.facts.id);
    facts_view(request, view, &entry.method);
    push_prose(value_set_list(view, "strengths"), entry.words.strengths);
    push_prose(value_set_list(view, "weaknesses"), entry.words.weaknesses);
    push_prose(value_set_list(view, "use_when"), entry.words.use_when);
    push_prose(value_set_list(view, "avoid_when"), entry.words.avoid_when);
    push_prose(value_set_list(view, "steps"), entry.words.steps);
    value_set_str(view, "origin", entry.words.origin);
    value_set_bool(view, "_has_when", entry.words.use_when.p || entry.words.avoid_when.p);
    value_set_bool(view, "_has_steps", entry.words.steps.p != NULL);
    scores_view(request, value_set_list(view, "scores"), &entry.method.facts);
    sources_view(language, value_set_list(view, "sources"), entry.method.source);
    value_set_url(view, "methods_url", REQUEST_URL0(request, "guide.methods"));
    value_set_url(view, "finder_url", REQUEST_URL0(request, "guide.finder"));
    result = related_view(request, reader, value_set_list(view, "related"), entry.method.related);
    if (result == RC_OK)
        result = reply_parts(request, reader, "guide.method", entry.method.facts.id, view);
    return result ? result : reply_page(request, "guide/method", view);
}
