/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a provider says of itself. Pure: a document in, a struct out.
 *
 * Source: OpenID Connect Discovery 1.0 §3 and §4; RFC 8414 §2 for
 * code_challenge_methods_supported; RFC 9207 §3.
 */
#ifndef CORE_OIDC_OIDC_DISCOVERY_H
#define CORE_OIDC_OIDC_DISCOVERY_H

#include "core/oidc/oidc.h"

struct oidc_discovery {
    struct str authorization_endpoint, token_endpoint, jwks_uri;
    bool takes_basic, takes_post; /* client_secret_basic, client_secret_post */
    bool names_itself;            /* iss is in every answer that the browser brings (RFC 9207) */
};

/* Where the document of an issuer lies, NUL-terminated: Discovery §4.1. */
struct str oidc_discovery_address(struct arena *arena, struct str issuer);

/*
 * Reads it for a provider. OIDC_MISTAKE: no such document, or addresses that are not safe. OIDC_SETUP: it is
 * another issuer's, letter by letter, or the provider cannot do what we demand: the code flow, PKCE with
 * S256 (assumed where it is silent), an algorithm that is allowed, a secret sent as we can.
 */
MUST_CHECK struct oidc_answer oidc_discovery_read(struct arena *arena, struct str text,
                                                  const struct oidc_provider *provider,
                                                  struct oidc_discovery *ret_discovery);

#endif
