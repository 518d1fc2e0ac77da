/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/oidc/oidc.h"

#include "core/auth/token.h"
#include "core/oidc/oidc_cache.h"
#include "core/oidc/oidc_flow.h"
#include "core/oidc/oidc_text.h"
#include "core/oidc/oidc_token.h"

enum { ID_MAX = 500, WORDS_MAX = 1000 };

/* One call of one of the two. */
struct signing {
    struct oidc_cache *cache;
    struct arena *arena;
    const struct oidc_provider *provider;
    time_us now;
};

struct oidc_answer oidc_provider_check(struct arena *arena, const struct oidc_provider *provider)
{
    static const unsigned known = OIDC_RS256 | OIDC_ES256 | OIDC_PS256;
    struct str issuer = provider->issuer;
    if (!oidc_is_address(issuer) || str_find_byte(issuer, '?') < issuer.n)
        return oidc_answer(arena, OIDC_SETUP,
                           "the issuer must be an https address without a query, but is %.*s",
                           STR_ARGS(oidc_shown(arena, issuer)));
    if (!oidc_is_address(provider->redirect_uri))
        return oidc_answer(arena, OIDC_SETUP, "the address to come back to must be https, but is %.*s",
                           STR_ARGS(oidc_shown(arena, provider->redirect_uri)));
    if (!oidc_is_plain(provider->client_id, ID_MAX))
        return oidc_answer(arena, OIDC_SETUP, "the client id must be 1 to %d printable ASCII characters",
                           ID_MAX);
    if (provider->client_secret.p && !oidc_is_plain(provider->client_secret, ID_MAX))
        return oidc_answer(arena, OIDC_SETUP, "the client secret must be 1 to %d printable ASCII characters",
                           ID_MAX);
    if (provider->scope.p && !oidc_has_word(provider->scope, STR("openid")))
        return oidc_answer(arena, OIDC_SETUP, "the scope must have \"openid\" among its words, but is %.*s",
                           STR_ARGS(oidc_shown(arena, provider->scope)));
    if ((provider->scope.p && !oidc_is_plain(provider->scope, WORDS_MAX)) ||
        (provider->acr_values.p && !oidc_is_plain(provider->acr_values, WORDS_MAX)))
        return oidc_answer(arena, OIDC_SETUP,
                           "the scope and the levels must be 1 to %d printable ASCII characters", WORDS_MAX);
    if (provider->algorithms & ~known)
        return oidc_answer(arena, OIDC_SETUP, "an algorithm is set that is not known");
    return OIDC_ANSWER_FINE;
}

/* ---- what the provider publishes ------------------------------------------------------------------ */

static struct oidc_answer discover(const struct signing *signing, struct oidc_discovery *ret_discovery)
{
    struct str text, address = oidc_discovery_address(signing->arena, signing->provider->issuer);
    struct oidc_answer answer = oidc_provider_check(signing->arena, signing->provider);
    if (!answer.outcome)
        answer = oidc_cache_get(signing->cache, signing->arena, address, signing->provider->ca_file, false,
                                signing->now, &text);
    if (answer.outcome)
        return answer;
    answer = oidc_discovery_read(signing->arena, text, signing->provider, ret_discovery);
    if (answer.outcome)
        oidc_cache_refuse(signing->cache, address, answer);
    return answer;
}

static struct oidc_answer get_keys(const struct signing *signing, struct str address, bool renew,
                                   struct oidc_keys *ret_keys)
{
    struct str text;
    struct oidc_answer answer = oidc_cache_get(signing->cache, signing->arena, address,
                                               signing->provider->ca_file, renew, signing->now, &text);
    if (answer.outcome)
        return answer;
    answer = oidc_keys_read(signing->arena, text, ret_keys);
    if (answer.outcome)
        oidc_cache_refuse(signing->cache, address, answer);
    return answer;
}

/* ---- beginning --------------------------------------------------------------------------------------- */

struct oidc_answer oidc_begin(struct oidc_cache *cache, struct arena *arena,
                              const struct oidc_provider *provider, const struct oidc_wish *wish, time_us now,
                              struct oidc_attempt *ret_attempt, struct str *ret_url)
{
    const struct signing signing = {cache, arena, provider, now};
    struct oidc_discovery discovery;
    struct oidc_answer answer = discover(&signing, &discovery);
    if (answer.outcome)
        return answer;
    *ret_attempt = (struct oidc_attempt){token_new(arena), token_new(arena), token_new(arena)};
    *ret_url = oidc_authorization_url(arena, provider, &discovery, wish, ret_attempt);
    return answer;
}

/* ---- ending -------------------------------------------------------------------------------------------- */

static struct oidc_answer redeem(const struct signing *signing, const struct oidc_discovery *discovery,
                                 const struct oidc_attempt *attempt, struct str code,
                                 struct oidc_tokens *ret_tokens)
{
    struct oidc_http_reply reply;
    struct oidc_token_request form = oidc_token_request(signing->arena, signing->provider, discovery, attempt,
                                                        code);
    const struct oidc_http_request request = {.url = discovery->token_endpoint,
                                              .ca_file = signing->provider->ca_file,
                                              .body = form.body,
                                              .authorization = form.authorization};
    struct oidc_answer answer = oidc_cache_post(signing->cache, signing->arena, &request, &reply);
    return answer.outcome ? answer : oidc_tokens_read(signing->arena, reply.status, reply.body, ret_tokens);
}

/* With the keys that are kept, and where those may be old, once more with new ones. */
static struct oidc_answer verify(const struct signing *signing, const struct oidc_discovery *discovery,
                                 const struct oidc_attempt *attempt, const struct oidc_tokens *tokens,
                                 struct oidc_claims *ret_claims)
{
    struct oidc_answer answer;
    bool renew = false, keys_old;
    do {
        struct oidc_keys keys;
        answer = get_keys(signing, discovery->jwks_uri, renew, &keys);
        if (answer.outcome)
            return answer;
        const struct oidc_token_check check = {.provider = signing->provider,
                                               .keys = &keys,
                                               .nonce = attempt->nonce,
                                               .access_token = tokens->access_token,
                                               .now = signing->now};
        answer = oidc_token_verify(signing->arena, tokens->id_token, &check, &keys_old, ret_claims);
        renew = !renew;
    } while (answer.outcome && keys_old && renew);
    return answer;
}

struct oidc_answer oidc_finish(struct oidc_cache *cache, struct arena *arena,
                               const struct oidc_provider *provider, const struct oidc_attempt *attempt,
                               const struct oidc_callback *callback, time_us now,
                               struct oidc_claims *ret_claims)
{
    const struct signing signing = {cache, arena, provider, now};
    struct oidc_discovery discovery;
    struct oidc_tokens tokens;
    struct str code;
    struct oidc_answer answer = discover(&signing, &discovery);
    if (!answer.outcome)
        answer = oidc_callback_read(arena, provider, &discovery, attempt, callback, &code);
    if (!answer.outcome)
        answer = redeem(&signing, &discovery, attempt, code, &tokens);
    if (!answer.outcome)
        answer = verify(&signing, &discovery, attempt, &tokens, ret_claims);
    return answer;
}
