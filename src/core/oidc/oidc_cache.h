/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What providers publish, by address: kept for an hour, fetched by one thread
 * while the others wait for it.
 *
 * Neither a provider that is down nor somebody who comes with made up tokens can
 * make us hammer at it: after a failure the same problem is answered for
 * OIDC_CACHE_PAUSE, and something newer is asked for once in OIDC_CACHE_RENEW.
 * Time is the caller's. A thread waits no longer than a request may take.
 */
#ifndef CORE_OIDC_OIDC_CACHE_H
#define CORE_OIDC_OIDC_CACHE_H

#include "core/oidc/oidc_http.h"

#define OIDC_CACHE_AGE TIME_HOUR
#define OIDC_CACHE_PAUSE (15 * TIME_SECOND)
#define OIDC_CACHE_RENEW TIME_MINUTE
enum { OIDC_CACHE_MAX = 64 }; /* addresses; the one that was fetched longest ago makes room */

/* What stands at an address, copied to arena. renew: what is kept did not do, for whoever has seen it. */
MUST_CHECK struct oidc_answer oidc_cache_get(struct oidc_cache *cache, struct arena *arena, struct str url,
                                             const char *ca_file, bool renew, time_us now,
                                             struct str *ret_text);
/* What stood there is of no use, for the reason given: it is treated as if the fetching had failed. */
void oidc_cache_refuse(struct oidc_cache *cache, struct str url, struct oidc_answer reason);
/* One request that is not kept, by the same way. */
MUST_CHECK struct oidc_answer oidc_cache_post(struct oidc_cache *cache, struct arena *arena,
                                              const struct oidc_http_request *request,
                                              struct oidc_http_reply *ret_reply);
/* For tests: another way than oidc_http. Before the cache is used. */
void oidc_cache_set_http(struct oidc_cache *cache, oidc_http_fn *http);

#endif
