/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The keys that a provider signs with. Pure: a document in, keys out.
 *
 * Source: JSON Web Key, RFC 7517 §4 and §5, RFC 7518 §6; RFC 8725 §3.1 and §3.2:
 * a key serves the algorithms that its type and its own words allow and no other,
 * and an RSA key has at least 2048 bits (RFC 7518 §3.3). Of a key only the
 * public parts are read. Symmetric keys are not keys here.
 */
#ifndef CORE_OIDC_OIDC_KEYS_H
#define CORE_OIDC_OIDC_KEYS_H

#include "core/oidc/oidc.h"

struct _cjose_jwk_int; /* the library's key */

enum { OIDC_KEYS_MAX = 100, OIDC_RSA_BITS_MIN = 2048, OIDC_RSA_BITS_MAX = 8192 };

struct oidc_key {
    struct str kid;      /* STR_NONE: it has none */
    unsigned algorithms; /* that it may verify, or could if it were sound; 0: none of ours */
    const char *unsound; /* why it is not used, such as "has fewer than 2048 bits"; NULL: it is sound */
    const struct _cjose_jwk_int *key; /* NULL where it is not used */
};
struct oidc_keys {
    const struct oidc_key *items; /* no more than OIDC_KEYS_MAX */
    size_t n;
};

/* "RS256" → OIDC_RS256; 0 for what is not ours. */
unsigned oidc_algorithm_of(struct str name);
/* What a provider may sign with. */
unsigned oidc_algorithms_allowed(const struct oidc_provider *provider);

/* Reads a key set. OIDC_MISTAKE: it is none, or too long. Keys of other kinds are no fault (RFC 7517 §5). */
MUST_CHECK struct oidc_answer oidc_keys_read(struct arena *arena, struct str text,
                                             struct oidc_keys *ret_keys);

/*
 * The key for a token: that of its kid and algorithm, or where it names none, the only one of the
 * algorithm. NULL: there is none, or more than one.
 */
const struct oidc_key *oidc_key_choose(const struct oidc_keys *keys, struct str kid, unsigned algorithm);

#endif
