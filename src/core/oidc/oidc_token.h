/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Verifies an ID token. Pure: text, keys and the time in, claims out.
 *
 * Source: OpenID Connect Core 1.0 §2, §3.1.3.6 and §3.1.3.7; JSON Web Token, RFC
 * 7519 §4.1; JSON Web Signature, RFC 7515 §4.1.11 and §5.2; best practice, RFC
 * 8725 §3. The signature itself is verified by cjose.
 */
#ifndef CORE_OIDC_OIDC_TOKEN_H
#define CORE_OIDC_OIDC_TOKEN_H

#include "core/oidc/oidc_keys.h"

enum { OIDC_TOKEN_MAX = 16 * 1024, OIDC_SUBJECT_MAX = 255 }; /* bytes */
#define OIDC_SKEW TIME_MINUTE                                /* two clocks may differ by this */
#define OIDC_TOKEN_AGE (10 * TIME_MINUTE)                    /* older ones were not made for this attempt */

/* What a token is held against. */
struct oidc_token_check {
    const struct oidc_provider *provider;
    const struct oidc_keys *keys;
    struct str nonce;        /* the attempt's */
    struct str access_token; /* that came with it, for at_hash; STR_NONE: none did */
    time_us now;
};

/*
 * OIDC_MISTAKE: it is not what it must be; OIDC_AGAIN: it is another attempt's or no longer valid;
 * OIDC_LEVEL; OIDC_PERSONAL_NUMBER. ret_keys_old, always set: whether newer keys than these may verify it.
 * Several audiences are taken where azp says that it was made for us.
 */
MUST_CHECK struct oidc_answer oidc_token_verify(struct arena *arena, struct str token,
                                                const struct oidc_token_check *check, bool *ret_keys_old,
                                                struct oidc_claims *ret_claims);

#endif
