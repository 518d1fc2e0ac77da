/* SPDX-License-Identifier: EUPL-1.2 */
#include "signer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include "core/oidc/oidc_text.h"

enum { SIGNATURE_MAX = 1024, P256_BYTES = 32 };

struct signer signer_rsa(int bits, const char *kid)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
    assert_non_null(key);
    return (struct signer){key, kid};
}

struct signer signer_p256(const char *kid)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    assert_non_null(key);
    return (struct signer){key, kid};
}

void signer_free(struct signer *signer)
{
    EVP_PKEY_free(signer->key);
    signer->key = NULL;
}

/* A number of the key in base64url, of at least width bytes. */
static struct str number(struct arena *arena, const struct signer *signer, const char *name, int width)
{
    BIGNUM *value = NULL;
    assert_true(EVP_PKEY_get_bn_param(signer->key, name, &value));
    int n = BN_num_bytes(value) > width ? BN_num_bytes(value) : width;
    unsigned char *bytes = arena_alloc(arena, (size_t)n);
    BN_bn2binpad(value, bytes, n);
    BN_free(value);
    return oidc_base64url(arena, (struct str){(const char *)bytes, (size_t)n});
}

struct str signer_jwk(struct arena *arena, const struct signer *signer, const char *more)
{
    struct str kid = signer->kid ? arena_printf(arena, ",\"kid\":\"%s\"", signer->kid) : STR("");
    if (EVP_PKEY_is_a(signer->key, "RSA"))
        return arena_printf(arena, "{\"kty\":\"RSA\",\"n\":\"%.*s\",\"e\":\"%.*s\"%.*s%s}",
                            STR_ARGS(number(arena, signer, OSSL_PKEY_PARAM_RSA_N, 1)),
                            STR_ARGS(number(arena, signer, OSSL_PKEY_PARAM_RSA_E, 1)), STR_ARGS(kid), more);
    return arena_printf(arena, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%.*s\",\"y\":\"%.*s\"%.*s%s}",
                        STR_ARGS(number(arena, signer, OSSL_PKEY_PARAM_EC_PUB_X, P256_BYTES)),
                        STR_ARGS(number(arena, signer, OSSL_PKEY_PARAM_EC_PUB_Y, P256_BYTES)), STR_ARGS(kid),
                        more);
}

struct str signer_set(struct arena *arena, const struct signer *a, const struct signer *b)
{
    struct str second = b ? signer_jwk(arena, b, "") : STR_NONE;
    return arena_printf(arena, "{\"keys\":[%.*s%s%.*s]}", STR_ARGS(signer_jwk(arena, a, "")), b ? "," : "",
                        STR_ARGS(second));
}

/* ---- tokens --------------------------------------------------------------------------------- */

static struct str to_sign(struct arena *arena, const char *header, const char *claims)
{
    return ARENA_CONCAT(arena, oidc_base64url(arena, str_from_c(header)), STR("."),
                        oidc_base64url(arena, str_from_c(claims)));
}

static struct str joined(struct arena *arena, struct str text, const unsigned char *signature, size_t n)
{
    struct str last = oidc_base64url(arena, (struct str){(const char *)signature, n});
    return ARENA_CONCAT(arena, text, STR("."), last);
}

/* OpenSSL signs in DER, JWS has the two numbers one after the other (RFC 7518 §3.4). */
static size_t from_der(unsigned char *signature, size_t n)
{
    const unsigned char *at = signature;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)n);
    assert_non_null(pair);
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, P256_BYTES);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + P256_BYTES, P256_BYTES);
    ECDSA_SIG_free(pair);
    return (size_t)2 * P256_BYTES;
}

struct str signer_token(struct arena *arena, const struct signer *signer, const char *algorithm,
                        const char *header, const char *claims)
{
    unsigned char signature[SIGNATURE_MAX];
    size_t n = sizeof signature;
    EVP_PKEY_CTX *options;
    struct str name = str_from_c(algorithm), text = to_sign(arena, header, claims);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert_true(EVP_DigestSignInit(context, &options, EVP_sha256(), NULL, signer->key));
    if (str_eq_c(name, "PS256")) {
        assert_true(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0);
        assert_true(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) > 0);
    }
    assert_true(EVP_DigestSign(context, signature, &n, (const unsigned char *)text.p, text.n));
    EVP_MD_CTX_free(context);
    if (str_eq_c(name, "ES256"))
        n = from_der(signature, n);
    return joined(arena, text, signature, n);
}

struct str hmac_token(struct arena *arena, struct str secret, const char *header, const char *claims)
{
    unsigned char signature[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    struct str text = to_sign(arena, header, claims);
    assert_non_null(
        HMAC(EVP_sha256(), secret.p, (int)secret.n, (const unsigned char *)text.p, text.n, signature, &n));
    return joined(arena, text, signature, n);
}

struct str bare_token(struct arena *arena, const char *header, const char *claims, const char *signature)
{
    return ARENA_CONCAT(arena, to_sign(arena, header, claims), STR("."), str_from_c(signature));
}
