/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * For tests: a provider's keys, and tokens signed with them by OpenSSL directly,
 * so that the library that verifies is not the one that signs. Fails the test
 * where OpenSSL does.
 */
#ifndef OIDC_TESTS_SIGNER_H
#define OIDC_TESTS_SIGNER_H

#include <openssl/evp.h>

#include "base/arena.h"

struct signer {
    EVP_PKEY *key;
    const char *kid; /* NULL: none */
};

/* New keys. Owner: the caller, signer_free. */
struct signer signer_rsa(int bits, const char *kid);
struct signer signer_p256(const char *kid);
void signer_free(struct signer *signer);

/* The public key as a JWK; more is put behind its members: ",\"use\":\"sig\"", or "". */
struct str signer_jwk(struct arena *arena, const struct signer *signer, const char *more);
/* {"keys":[…]} of one or two keys; b may be NULL. */
struct str signer_set(struct arena *arena, const struct signer *a, const struct signer *b);

/* header and claims, which are JSON, signed as algorithm says: RS256, PS256, ES256. */
struct str signer_token(struct arena *arena, const struct signer *signer, const char *algorithm,
                        const char *header, const char *claims);
/* The same signed by HMAC with these bytes. */
struct str hmac_token(struct arena *arena, struct str secret, const char *header, const char *claims);
/* The same with signature as it is given, in base64url. */
struct str bare_token(struct arena *arena, const char *header, const char *claims, const char *signature);

#endif
