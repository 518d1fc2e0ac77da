/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What several pages show of examples: cards, and the filters with their counts.
 */
#ifndef EXAMPLES_VIEW_H
#define EXAMPLES_VIEW_H

#include "core/web/request.h"
#include "features/examples/examples_catalogue.h"

/* What a list is asked for: a term for each facet, 0 for none, and its order. */
struct example_filter {
    size_t chosen[EXAMPLE_FACETS];
    bool by_place;
};

/* The catalogue in the request's language, for the rest of the request. */
MUST_CHECK rc example_catalogue_of(struct request *request, struct reader *reader,
                                   const struct example_catalogue **ret_catalogue);

/* code, title, url, summary, language (null: the page's), organisation, place,
 * period, status (null where finished), themes (labels), demo. */
void example_card_view(struct request *request, struct value *map, const struct example_card *card);

/* Reads a filter from the query; codes that do not exist count as nothing chosen. */
struct example_filter example_filter_read(const struct request *request,
                                          const struct example_catalogue *catalogue);
/* The list's address with this filter, at a page of it, from 1. */
struct str example_filter_url(struct request *request, const struct example_catalogue *catalogue,
                              const struct example_filter *filter, size_t page);

/* The facets with their terms, each with label, count, count_text, url and
 * chosen; those without a hit are left out. */
MUST_CHECK rc example_facets_view(struct request *request, struct reader *reader, struct value *list,
                                  const struct example_catalogue *catalogue,
                                  const struct example_filter *filter);
/* The filters that are on ("chosen"), each with what removing it would give. */
MUST_CHECK rc example_chosen_view(struct request *request, struct reader *reader, struct value *view,
                                  const struct example_catalogue *catalogue,
                                  const struct example_filter *filter);

#endif
