/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a provider may send. The first byte chooses: a discovery document, a key
 * set, a token, a token's header or claims (which are signed here, so that the
 * claims are reached), or an answer of the token endpoint. What is taken keeps
 * every limit, nothing is taken that we did not sign, and no personal number
 * comes out, in a claim or in a sentence.
 */
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "core/oidc/oidc_flow.h"
#include "core/oidc/oidc_map.h"
#include "core/oidc/oidc_personal.h"
#include "core/oidc/oidc_text.h"
#include "core/oidc/oidc_token.h"

enum { P256_BYTES = 32, DER_MAX = 80 };

static const struct oidc_provider provider = {.issuer = STR_INIT("https://a.se"),
                                              .client_id = STR_INIT("client"),
                                              .client_secret = STR_INIT("secret"),
                                              .redirect_uri = STR_INIT("https://b.se/in")};
static EVP_PKEY *signer;

static void demand(bool fact)
{
    if (!fact)
        abort();
}

static bool check_answer(struct oidc_answer answer)
{
    demand(answer.outcome < OIDC_OUTCOMES && (answer.outcome == OIDC_FINE) == (answer.problem.n == 0));
    demand(!personal_number_within(answer.problem));
    return answer.outcome == OIDC_FINE;
}

/* ---- a key of our own --------------------------------------------------------------------------- */

static struct str coordinate(struct arena *arena, const char *name)
{
    BIGNUM *value = NULL;
    unsigned char bytes[P256_BYTES];
    demand(EVP_PKEY_get_bn_param(signer, name, &value) == 1);
    demand(BN_bn2binpad(value, bytes, P256_BYTES) == P256_BYTES);
    BN_free(value);
    return oidc_base64url(arena, (struct str){(const char *)bytes, P256_BYTES});
}

static struct oidc_keys our_keys(struct arena *arena)
{
    struct oidc_keys keys;
    struct str set = arena_printf(
        arena, "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%.*s\",\"y\":\"%.*s\"}]}",
        STR_ARGS(coordinate(arena, OSSL_PKEY_PARAM_EC_PUB_X)),
        STR_ARGS(coordinate(arena, OSSL_PKEY_PARAM_EC_PUB_Y)));
    demand(check_answer(oidc_keys_read(arena, set, &keys)) && keys.n == 1 && keys.items[0].key);
    return keys;
}

static struct str sign(struct arena *arena, struct str header, struct str claims)
{
    unsigned char der[DER_MAX], pair[2 * P256_BYTES];
    const unsigned char *at = der;
    size_t n = sizeof der;
    struct str text = ARENA_CONCAT(arena, oidc_base64url(arena, header), STR("."),
                                   oidc_base64url(arena, claims));
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    demand(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, signer) == 1);
    demand(EVP_DigestSign(context, der, &n, (const unsigned char *)text.p, text.n) == 1);
    EVP_MD_CTX_free(context);
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &at, (long)n);
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), pair, P256_BYTES);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), pair + P256_BYTES, P256_BYTES);
    ECDSA_SIG_free(signature);
    return ARENA_CONCAT(arena, text, STR("."),
                        oidc_base64url(arena, (struct str){(const char *)pair, sizeof pair}));
}

/* ---- what is read --------------------------------------------------------------------------------- */

static bool check_token(struct arena *arena, const struct oidc_keys *keys, struct str token)
{
    const struct oidc_rule rules[] = {{STR("groups"), STR("a"), STR("1"), STR("r")},
                                      {STR("/x/0/y"), STR("7"), STR("2"), STR("r")}};
    const struct oidc_rule *const *held;
    const struct oidc_token_check check = {
        .provider = &provider, .keys = keys, .nonce = STR("NONCE"), .now = 1800000000 * TIME_SECOND};
    struct oidc_claims claims;
    bool keys_old;
    size_t n;
    if (!check_answer(oidc_token_verify(arena, token, &check, &keys_old, &claims)))
        return false;
    demand(!keys_old && token.n <= OIDC_TOKEN_MAX && str_eq(claims.issuer, provider.issuer));
    demand(claims.subject.n >= 1 && claims.subject.n <= OIDC_SUBJECT_MAX);
    const struct str texts[] = {claims.subject, claims.acr, claims.name, claims.email, claims.others};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        demand(!personal_number_within(texts[i]));
    for (size_t i = 0; i < claims.amr_n; i++)
        demand(claims.amr[i].n && !personal_number_within(claims.amr[i]));
    demand(oidc_rules_apply(arena, claims.others, rules, 2, &held, &n) == RC_OK && n <= 2);
    return true;
}

static void check_keys(struct arena *arena, struct str text)
{
    struct oidc_keys keys;
    if (!check_answer(oidc_keys_read(arena, text, &keys)))
        return;
    demand(keys.n <= OIDC_KEYS_MAX);
    for (size_t i = 0; i < keys.n; i++)
        demand(!keys.items[i].key || (keys.items[i].algorithms && !keys.items[i].unsound));
    demand(!check_token(arena, &keys, sign(arena, STR("{\"alg\":\"ES256\"}"), STR("{}"))));
}

static void check_discovery(struct arena *arena, struct str text)
{
    struct oidc_discovery found;
    const struct oidc_wish wish = {.prompt = STR("login")};
    const struct oidc_attempt attempt = {STR("S"), STR("N"), STR("V")};
    if (!check_answer(oidc_discovery_read(arena, text, &provider, &found)))
        return;
    demand(oidc_is_address(found.authorization_endpoint) && oidc_is_address(found.token_endpoint));
    demand(oidc_is_address(found.jwks_uri) && (found.takes_basic || found.takes_post));
    struct str url = oidc_authorization_url(arena, &provider, &found, &wish, &attempt);
    demand(oidc_is_plain(url, 65536) && str_starts(url, found.authorization_endpoint));
}

static void check_tokens(struct arena *arena, struct str text)
{
    struct oidc_tokens tokens;
    if (check_answer(oidc_tokens_read(arena, 200, text, &tokens)))
        demand(tokens.id_token.n > 0);
    demand(!check_answer(oidc_tokens_read(arena, 400, text, &tokens)));
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    signer = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    demand(signer != NULL);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str text = str_skip((struct str){(const char *)data, size}, 1);
    struct oidc_keys keys = our_keys(arena);
    switch (size ? data[0] : 0) {
    case 'd': check_discovery(arena, text); break;
    case 'k': check_keys(arena, text); break;
    case 'r': check_tokens(arena, text); break;
    case 't': demand(!check_token(arena, &keys, text)); break;
    case 'h': check_token(arena, &keys, sign(arena, text, STR("{}"))); break;
    default: check_token(arena, &keys, sign(arena, STR("{\"alg\":\"ES256\"}"), text)); break;
    }
    arena_free(arena);
    return 0;
}
