/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_view.h"

#include "features/guide/guide_words.h"

rc catalogue_of(struct request *request, struct reader *reader, const struct catalogue **ret_catalogue)
{
    const void *data;
    rc result = request_snapshot(request, reader, &catalogue_kind, request_language(request), &data);
    if (result == RC_OK)
        *ret_catalogue = data;
    return result;
}

void card_view(struct request *request, struct value *map, const struct catalogue *catalogue, size_t i)
{
    const struct card *card = &catalogue->cards[i];
    value_set_str(map, "code", catalogue->facts[i].id);
    value_set_str(map, "name", card->name);
    value_set_url(map, "url", REQUEST_URL(request, "guide.method", card->slug));
    value_set_str(map, "summary", card->summary);
    value_set_str(map, "kind", card->kind);
    value_set_str(map, "people", card->people);
    value_set_str(map, "time", card->time);
    value_set_str(map, "cost", card->cost);
}

struct filter filter_read(const struct request *request)
{
    struct filter filter = {0};
    for (int i = 0; i < FACETS; i++)
        filter.chosen[i] = facet_value(i, request_query_value(request, facets[i].key));
    return filter;
}

size_t filter_pairs(const struct filter *filter, struct pair pairs[FACETS])
{
    size_t n = 0;
    for (int i = 0; i < FACETS; i++) {
        const struct vocab_term *term = facet_term(i, filter->chosen[i]);
        if (term)
            pairs[n++] = (struct pair){str_from_c(facets[i].key), str_from_c(term->code)};
    }
    return n;
}

struct str filter_url(struct request *request, const struct filter *filter)
{
    struct pair pairs[FACETS];
    size_t n = filter_pairs(filter, pairs);
    return url_with_query(request_arena(request), REQUEST_URL0(request, "guide.methods"), pairs, n);
}

void facet_view(struct request *request, struct value *list, const struct filter *filter, int facet,
                const struct catalogue *catalogue)
{
    const struct language *language = request_language(request);
    size_t n;
    const struct vocab_term *terms = facet_terms(facet, &n);
    for (size_t value = 1; value <= n; value++) {
        bool chosen = filter->chosen[facet] == value;
        size_t count = catalogue_count(catalogue, filter, (size_t)facet, value);
        struct filter toggled = *filter;
        if (count == 0 && !chosen)
            continue;
        toggled.chosen[facet] = chosen ? 0 : value;
        struct value *item = value_push_map(list);
        value_set_str(item, "label", tr(language, terms[value - 1].label));
        value_set_int(item, "count", (int64_t)count);
        value_set_bool(item, "chosen", chosen);
        value_set_url(item, "url", filter_url(request, &toggled));
    }
}
