/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is sent to a provider and what comes back by way of the browser. Pure:
 * no network, no clock.
 *
 * Source: RFC 6749 §2.3.1, §3.1, §4.1.1 to §4.1.4 and §5; RFC 7636 §4; RFC 9207 §2.4;
 * OpenID Connect Core 1.0 §3.1.2 and §3.1.3.
 */
#ifndef CORE_OIDC_OIDC_FLOW_H
#define CORE_OIDC_OIDC_FLOW_H

#include "core/oidc/oidc_discovery.h"

/* A request to the token endpoint: a form, and the Authorization header's value or STR_NONE. */
struct oidc_token_request {
    struct str body, authorization;
};

/* What the token endpoint gives. */
struct oidc_tokens {
    struct str id_token, access_token; /* access_token may be STR_NONE */
};

/* The address that the browser is sent to. */
struct str oidc_authorization_url(struct arena *arena, const struct oidc_provider *provider,
                                  const struct oidc_discovery *discovery, const struct oidc_wish *wish,
                                  const struct oidc_attempt *attempt);

/*
 * Reads what the browser comes back with: the code, or why there is none. The state is looked at first, in
 * constant time, then who answers; only then what it says.
 */
MUST_CHECK struct oidc_answer oidc_callback_read(struct arena *arena, const struct oidc_provider *provider,
                                                 const struct oidc_discovery *discovery,
                                                 const struct oidc_attempt *attempt,
                                                 const struct oidc_callback *callback, struct str *ret_code);

/* The request for a code. The secret goes in the header where the provider takes that, else in the form. */
struct oidc_token_request oidc_token_request(struct arena *arena, const struct oidc_provider *provider,
                                             const struct oidc_discovery *discovery,
                                             const struct oidc_attempt *attempt, struct str code);

/* Reads the token endpoint's answer of an HTTP status. OIDC_AGAIN: the code is used or old; OIDC_SETUP:
 * it does not take our identity or addresses; OIDC_AWAY; OIDC_MISTAKE. */
MUST_CHECK struct oidc_answer oidc_tokens_read(struct arena *arena, long status, struct str text,
                                               struct oidc_tokens *ret_tokens);

#endif
