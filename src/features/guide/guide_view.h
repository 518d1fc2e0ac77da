/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Values that several pages of the guide show: the card of a method, and the
 * catalogue's filters with their counts.
 */
#ifndef GUIDE_VIEW_H
#define GUIDE_VIEW_H

#include "core/web/request.h"
#include "features/guide/guide_store.h"

/* code, name, url, summary, kind (unless an ordinary method), people, time, cost. */
void card_view(struct request *request, struct value *card, const struct guide_entry *entry);

/* A facet of the catalogue: one vocabulary, of which one value may be chosen. */
struct facet {
    const char *key;   /* in the query: "level" */
    const char *label; /* TR */
    enum methodmatch_vocab vocab;
};
extern const struct facet facets[];
enum { FACETS = 3, FACET_LEVEL = 0, FACET_PURPOSE, FACET_PHASE };

/* What is chosen: a value for each facet, 0 for none. */
struct filter {
    int chosen[FACETS];
};
/* Reads it from the query; codes that do not exist count as nothing chosen. */
struct filter filter_read(const struct request *request);
bool filter_takes(const struct filter *filter, const struct method_facts *facts);
/* Methods that would be left if facet had this value and the others stayed. */
size_t filter_count(struct filter filter, int facet, int value, const struct guide_entries *entries);
/* The catalogue's address with this filter. */
struct str filter_url(struct request *request, const struct filter *filter);

/* The facet's terms as a list of label, count, count_text, url,
 * chosen and, for levels, promise; those without a hit are left out. */
void facet_view(struct request *request, struct value *list, const struct filter *filter, int facet,
                const struct guide_entries *entries);

#endif
