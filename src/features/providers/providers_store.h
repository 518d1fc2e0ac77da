/* SPDX-License-Identifier: EUPL-1.2 */
/* Identity providers, stored: all SQL. */
#ifndef PROVIDERS_STORE_H
#define PROVIDERS_STORE_H

#include "features/providers/providers_rules.h"

#include "core/db/db.h"

struct provider_list {
    struct provider *items;
    size_t n, cap;
};
enum { PROVIDERS_MAX = 1000 };
/* Those that are in use, the portal's own first, then by name within each organisation; in arena. */
MUST_CHECK rc provider_list_enabled(struct reader *reader, struct arena *arena,
                                    struct provider_list *ret_list);
/* All of an organisation, or the portal's own (0), in arena. */
MUST_CHECK rc provider_list_of(struct reader *reader, struct arena *arena, int64_t organisation,
                               struct provider_list *ret_list);
/* One, in arena. RC_NOT_FOUND. */
MUST_CHECK rc provider_by_id(struct reader *reader, struct arena *arena, int64_t id,
                             struct provider *ret_provider);
/* Stores a new one (id 0) or changes one of the organisation. RC_EXISTS: the organisation has one with this
 * issuer and client id; RC_NOT_FOUND: it is not the organisation's. ret_id: its number. */
MUST_CHECK rc provider_save(struct txn *txn, const struct provider *provider, time_us now, int64_t *ret_id);

extern const struct query *const providers_queries[];

#endif
