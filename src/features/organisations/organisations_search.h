/* SPDX-License-Identifier: EUPL-1.2 */
/* Organisations and their documents in the portal's search. */
#ifndef ORGANISATIONS_SEARCH_H
#define ORGANISATIONS_SEARCH_H

#include "core/search/search.h"
#include "features/organisations/organisations_store.h"

extern const struct search_source organisations_search;

/* In a step that has changed an organisation or published a document: tells the search of it. arena is
 * for the time it takes. */
MUST_CHECK rc organisation_search_put(struct txn *txn, struct arena *arena,
                                      const struct organisation_change *change);
/* In a step that is about to change an organisation's code, by which the search knows it. */
MUST_CHECK rc organisation_search_remove(struct txn *txn, struct arena *arena,
                                         const struct organisation_change *change);

#endif
