/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What several pages of the guide show: cards of methods, and the catalogue's
 * filters with their counts.
 */
#ifndef GUIDE_VIEW_H
#define GUIDE_VIEW_H

#include "core/web/request.h"
#include "features/guide/guide_catalogue.h"

/* The catalogue in the request's language, for the rest of the request. */
MUST_CHECK rc catalogue_of(struct request *request, struct reader *reader,
                           const struct catalogue **ret_catalogue);

/* code, name, url, summary, kind (null for an ordinary method), people, time, cost. */
void card_view(struct request *request, struct value *map, const struct catalogue *catalogue, size_t i);

/* Reads a filter from the query; codes that do not exist count as nothing chosen. */
struct filter filter_read(const struct request *request);
/* The filter as pairs of a query; returns how many. */
size_t filter_pairs(const struct filter *filter, struct pair pairs[FACETS]);
/* The catalogue's address with this filter, sorted by name. */
struct str filter_url(struct request *request, const struct filter *filter);

/* The facet's terms as a list of label, count, url and chosen; those without a hit
 * are left out. */
void facet_view(struct request *request, struct value *list, const struct filter *filter, int facet,
                const struct catalogue *catalogue);

#endif
