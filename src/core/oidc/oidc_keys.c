/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/oidc/oidc_keys.h"

#include <cjose/jwk.h>

#include "core/oidc/oidc_text.h"

enum { P256_BYTES = 32, EXPONENT_MAX_BYTES = 8 };

unsigned oidc_algorithm_of(struct str name)
{
    return str_eq_c(name, "RS256")   ? OIDC_RS256
           : str_eq_c(name, "ES256") ? OIDC_ES256
           : str_eq_c(name, "PS256") ? OIDC_PS256
                                     : 0;
}

unsigned oidc_algorithms_allowed(const struct oidc_provider *provider)
{
    return provider->algorithms ? provider->algorithms : OIDC_RS256 | OIDC_ES256;
}

/* ---- one key ------------------------------------------------------------------------------------ */

static void release(void *key)
{
    cjose_jwk_release(key);
}

static void keep(struct arena *arena, cjose_jwk_t *made, struct oidc_key *key)
{
    if (made)
        arena_on_end(arena, release, made);
    else
        key->unsound = "is not taken by the library";
    key->key = made;
}

/* How many bits a number has, which may begin with zeros. */
static size_t bits_of(struct str number)
{
    while (number.n && number.p[0] == 0)
        number = str_skip(number, 1);
    size_t bits = 8 * number.n;
    for (unsigned mask = 0x80; number.n && !((unsigned char)number.p[0] & mask); mask >>= 1)
        bits--;
    return bits;
}

static void read_rsa(struct arena *arena, const json_t *json, struct oidc_key *key)
{
    struct str n = oidc_base64url_decode(arena, oidc_json_text(json, "n"));
    struct str e = oidc_base64url_decode(arena, oidc_json_text(json, "e"));
    size_t bits = bits_of(n);
    if (bits < OIDC_RSA_BITS_MIN)
        key->unsound = "has fewer than 2048 bits";
    else if (bits > OIDC_RSA_BITS_MAX)
        key->unsound = "has more than 8192 bits";
    else if (bits_of(e) < 2 || e.n > EXPONENT_MAX_BYTES || e.p[e.n - 1] % 2 == 0)
        key->unsound = "has an exponent that is not used";
    if (key->unsound)
        return;
    cjose_jwk_rsa_keyspec parts = {.n = (uint8_t *)n.p, .nlen = n.n, .e = (uint8_t *)e.p, .elen = e.n};
    keep(arena, cjose_jwk_create_RSA_spec(&parts, NULL), key);
}

static void read_p256(struct arena *arena, const json_t *json, struct oidc_key *key)
{
    struct str x = oidc_base64url_decode(arena, oidc_json_text(json, "x"));
    struct str y = oidc_base64url_decode(arena, oidc_json_text(json, "y"));
    if (x.n != P256_BYTES || y.n != P256_BYTES) {
        key->unsound = "is not of the length of its curve";
        return;
    }
    cjose_jwk_ec_keyspec parts = {
        .crv = CJOSE_JWK_EC_P_256, .x = (uint8_t *)x.p, .xlen = x.n, .y = (uint8_t *)y.p, .ylen = y.n};
    keep(arena, cjose_jwk_create_EC_spec(&parts, NULL), key);
}

/* Whether its own words let it verify signatures (RFC 7517 §4.2 and §4.3). */
static bool may_verify(const json_t *json)
{
    const json_t *use = json_object_get(json, "use"), *operations = json_object_get(json, "key_ops");
    return (!use || oidc_json_has(use, STR("sig"))) &&
           (!operations || oidc_json_has(operations, STR("verify")));
}

static struct oidc_key read_key(struct arena *arena, const json_t *json)
{
    struct str type = oidc_json_text(json, "kty");
    bool is_rsa = str_eq_c(type, "RSA");
    bool is_p256 = str_eq_c(type, "EC") && str_eq_c(oidc_json_text(json, "crv"), "P-256");
    struct oidc_key key = {.kid = oidc_json_text(json, "kid")};
    if (may_verify(json))
        key.algorithms = is_rsa ? OIDC_RS256 | OIDC_PS256 : is_p256 ? OIDC_ES256 : 0;
    if (json_object_get(json, "alg"))
        key.algorithms &= oidc_algorithm_of(oidc_json_text(json, "alg"));
    if (key.algorithms && is_rsa)
        read_rsa(arena, json, &key);
    else if (key.algorithms)
        read_p256(arena, json, &key);
    return key;
}

/* ---- the set -------------------------------------------------------------------------------------- */

struct oidc_answer oidc_keys_read(struct arena *arena, struct str text, struct oidc_keys *ret_keys)
{
    const char *reason;
    json_t *json = oidc_json_object(arena, text, &reason);
    if (!json)
        return oidc_answer(arena, OIDC_MISTAKE, "the provider's key set %s", reason);
    const json_t *list = json_object_get(json, "keys");
    size_t n = json_array_size(list);
    if (!json_is_array(list) || n > OIDC_KEYS_MAX)
        return oidc_answer(arena, OIDC_MISTAKE,
                           "the provider's key set has no list \"keys\" of at most %d keys", OIDC_KEYS_MAX);
    struct oidc_key *keys = ARENA_ARRAY(arena, struct oidc_key, n);
    for (size_t i = 0; i < n; i++)
        keys[i] = read_key(arena, json_array_get(list, i));
    *ret_keys = (struct oidc_keys){keys, n};
    return OIDC_ANSWER_FINE;
}

const struct oidc_key *oidc_key_choose(const struct oidc_keys *keys, struct str kid, unsigned algorithm)
{
    const struct oidc_key *found = NULL;
    for (size_t i = 0; i < keys->n; i++) {
        const struct oidc_key *key = &keys->items[i];
        if (!(key->algorithms & algorithm) || (kid.p && !str_eq(key->kid, kid)))
            continue;
        if (found)
            return NULL;
        found = key;
    }
    return found;
}
