/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/oidc/oidc_discovery.h"

#include "core/oidc/oidc_keys.h"
#include "core/oidc/oidc_text.h"

struct str oidc_discovery_address(struct arena *arena, struct str issuer)
{
    if (str_ends(issuer, STR("/")))
        issuer.n--;
    return arena_printf(arena, "%.*s/.well-known/openid-configuration", STR_ARGS(issuer));
}

/* ---- what it must be able to do -------------------------------------------------------------- */

/* Each list that matters, and what must be in it. Where the provider is silent, the standard's default
 * counts, or for S256 that it is so: a provider without PKCE does no harm by ignoring it. */
static const struct {
    const char *list;
    const char *needed;
    bool by_default;
} demands[] = {
    {"response_types_supported", "code", false},
    {"response_modes_supported", "query", true},
    {"grant_types_supported", "authorization_code", true},
    {"code_challenge_methods_supported", "S256", true},
};

static struct oidc_answer check_abilities(struct arena *arena, const json_t *json)
{
    for (size_t i = 0; i < sizeof demands / sizeof demands[0]; i++) {
        const json_t *list = json_object_get(json, demands[i].list);
        if (list ? !oidc_json_has(list, str_from_c(demands[i].needed)) : !demands[i].by_default)
            return oidc_answer(arena, OIDC_SETUP,
                               "the provider does not say that it can do \"%s\": see %s in its "
                               "discovery document",
                               demands[i].needed, demands[i].list);
    }
    return OIDC_ANSWER_FINE;
}

static struct oidc_answer check_algorithms(struct arena *arena, const json_t *json, unsigned allowed)
{
    const json_t *list = json_object_get(json, "id_token_signing_alg_values_supported");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *name = json_array_get(list, i);
        if (oidc_algorithm_of(str_from_c(json_string_value(name))) & allowed)
            return OIDC_ANSWER_FINE;
    }
    return oidc_answer(arena, OIDC_SETUP,
                       "the provider signs ID tokens in no way that is allowed here: see "
                       "id_token_signing_alg_values_supported in its discovery document");
}

static struct oidc_answer check_secret(struct arena *arena, const struct oidc_provider *provider,
                                       const struct oidc_discovery *discovery)
{
    if (provider->client_secret.n == 0 || discovery->takes_basic || discovery->takes_post)
        return OIDC_ANSWER_FINE;
    return oidc_answer(
        arena, OIDC_SETUP,
        "the provider takes a client's secret neither as client_secret_basic nor as "
        "client_secret_post: see token_endpoint_auth_methods_supported in its discovery document");
}

/* ---- reading ----------------------------------------------------------------------------------- */

/* http, which is for this machine itself, only where the issuer is there too: nobody elsewhere may make the
 * portal ask its own machine. */
static bool is_address_of(struct str issuer, struct str address)
{
    static const struct str secure = STR_INIT("https://");
    return oidc_is_address(address) && (str_starts(address, secure) || !str_starts(issuer, secure));
}

static struct oidc_answer read_addresses(struct arena *arena, const json_t *json, struct str issuer,
                                         struct oidc_discovery *discovery)
{
    const struct {
        const char *name;
        struct str *into;
    } addresses[] = {{"authorization_endpoint", &discovery->authorization_endpoint},
                     {"token_endpoint", &discovery->token_endpoint},
                     {"jwks_uri", &discovery->jwks_uri}};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct str address = oidc_json_text(json, addresses[i].name);
        if (!is_address_of(issuer, address))
            return oidc_answer(arena, OIDC_MISTAKE,
                               "%s in the discovery document is %.*s, which is no https address",
                               addresses[i].name, STR_ARGS(oidc_shown(arena, address)));
        *addresses[i].into = address;
    }
    return OIDC_ANSWER_FINE;
}

static void read_abilities(const json_t *json, struct oidc_discovery *discovery)
{
    const json_t *methods = json_object_get(json, "token_endpoint_auth_methods_supported");
    discovery->takes_basic = !methods || oidc_json_has(methods, STR("client_secret_basic"));
    discovery->takes_post = oidc_json_has(methods, STR("client_secret_post"));
    discovery->names_itself = json_is_true(
        json_object_get(json, "authorization_response_iss_parameter_supported"));
}

static struct oidc_answer check_issuer(struct arena *arena, const json_t *json, struct str issuer)
{
    struct str theirs = oidc_json_text(json, "issuer");
    if (str_eq(theirs, issuer))
        return OIDC_ANSWER_FINE;
    return oidc_answer(arena, OIDC_SETUP, "the provider calls itself %.*s, but is set here as \"%.*s\"",
                       STR_ARGS(oidc_shown(arena, theirs)), STR_ARGS(issuer));
}

struct oidc_answer oidc_discovery_read(struct arena *arena, struct str text,
                                       const struct oidc_provider *provider,
                                       struct oidc_discovery *ret_discovery)
{
    const char *reason;
    struct oidc_discovery discovery;
    json_t *json = oidc_json_object(arena, text, &reason);
    if (!json)
        return oidc_answer(arena, OIDC_MISTAKE, "the discovery document %s", reason);
    read_abilities(json, &discovery);
    struct oidc_answer answer = check_issuer(arena, json, provider->issuer);
    if (!answer.outcome)
        answer = read_addresses(arena, json, provider->issuer, &discovery);
    if (!answer.outcome)
        answer = check_abilities(arena, json);
    if (!answer.outcome)
        answer = check_algorithms(arena, json, oidc_algorithms_allowed(provider));
    if (!answer.outcome)
        answer = check_secret(arena, provider, &discovery);
    if (!answer.outcome)
        *ret_discovery = discovery;
    return answer;
}
