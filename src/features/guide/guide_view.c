/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_view.h"

#include "features/guide/guide_words.h"

void card_view(struct request *request, struct value *card, const struct guide_entry *entry)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    const struct method_facts *facts = &entry->method.facts;
    value_set_str(card, "code", facts->id);
    value_set_str(card, "name", entry->words.name);
    value_set_url(card, "url", REQUEST_URL(request, "guide.method", entry->words.slug));
    value_set_str(card, "summary", entry->words.summary);
    bool ordinary = facts->kind == METHOD_KIND_METHOD;
    value_set_str(card, "kind", ordinary ? STR_NONE : term_words(language, VOCAB_KIND, (int)facts->kind));
    value_set_str(card, "people", people_words(arena, language, facts->participants_min,
                                               facts->participants_max));
    value_set_str(card, "time", minutes_words(arena, language, facts->event_minutes_min,
                                              entry->method.event_minutes_max));
    value_set_str(card, "cost", term_words(language, VOCAB_COST_BAND, facts->cost_band));
}

const struct facet facets[FACETS] = {
    [FACET_LEVEL] = {"level", TR("Level of participation"), VOCAB_LEVEL},
    [FACET_PURPOSE] = {"purpose", TR("Purpose"), VOCAB_PURPOSE},
    [FACET_PHASE] = {"phase", TR("Phase of the decision"), VOCAB_PHASE},
};

struct filter filter_read(const struct request *request)
{
    struct filter filter = {0};
    for (int i = 0; i < FACETS; i++)
        filter.chosen[i] = methodmatch_value(facets[i].vocab, request_query_value(request, facets[i].key));
    return filter;
}

static uint32_t purposes_mask(const struct method_facts *facts)
{
    uint32_t mask = 0;
    for (int i = 0; i < facts->n_purposes; i++)
        mask |= METHODMATCH_BIT(facts->purposes[i]);
    return mask;
}

bool filter_takes(const struct filter *filter, const struct method_facts *facts)
{
    uint32_t sets[FACETS] = {
        [FACET_LEVEL] = facts->levels,
        [FACET_PURPOSE] = filter->chosen[FACET_PURPOSE] ? purposes_mask(facts) : 0,
        [FACET_PHASE] = facts->phases};
    for (int i = 0; i < FACETS; i++)
        if (filter->chosen[i] && !(sets[i] & METHODMATCH_BIT(filter->chosen[i])))
            return false;
    return true;
}

size_t filter_count(struct filter filter, int facet, int value, const struct guide_entries *entries)
{
    size_t count = 0;
    filter.chosen[facet] = value;
    for (size_t i = 0; i < entries->n; i++)
        count += filter_takes(&filter, &entries->items[i].method.facts);
    return count;
}

struct str filter_url(struct request *request, const struct filter *filter)
{
    struct pair pairs[FACETS];
    size_t n = 0;
    for (int i = 0; i < FACETS; i++) {
        const struct vocab_term *term = methodmatch_term(facets[i].vocab, filter->chosen[i]);
        if (term)
            pairs[n++] = (struct pair){str_from_c(facets[i].key), str_from_c(term->code)};
    }
    return url_with_query(request_arena(request), REQUEST_URL0(request, "guide.methods"), pairs, n);
}

void facet_view(struct request *request, struct value *list, const struct filter *filter, int facet,
                const struct guide_entries *entries)
{
    const struct language *language = request_language(request);
    size_t terms;
    methodmatch_vocab(facets[facet].vocab, &terms);
    for (int value = 1; value <= (int)terms; value++) {
        bool chosen = filter->chosen[facet] == value;
        size_t count = filter_count(*filter, facet, value, entries);
        struct filter toggled = *filter;
        if (count == 0 && !chosen)
            continue;
        toggled.chosen[facet] = chosen ? 0 : value;
        struct value *item = value_push_map(list);
        value_set_str(item, "label", term_words(language, facets[facet].vocab, value));
        value_set_int(item, "count", (int64_t)count);
        value_set_str(item, "count_text", methods_words(request_arena(request), language, (int64_t)count));
        if (facets[facet].vocab == VOCAB_LEVEL)
            value_set_str(item, "promise", level_promise(language, value));
        value_set_bool(item, "chosen", chosen);
        value_set_url(item, "url", filter_url(request, &toggled));
    }
}
