/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/oidc/oidc_flow.h"

#include <sodium.h>

#include "core/oidc/oidc_text.h"

enum { REQUEST_MAX = 64 * 1024, CODE_MAX = 4096, ERROR_MAX = 64 };

/* ---- sending ------------------------------------------------------------------------------------ */

/* A wish, unless it is too long to be one. */
static struct str wished(struct str wish)
{
    return wish.n <= OIDC_WISH_MAX ? wish : STR_NONE;
}

/* "name=value" with what must stand before it; nothing for STR_NONE. */
static void add_pair(struct buf *out, const char *before, const char *name, struct str value)
{
    if (!value.p)
        return;
    buf_add_c(out, before);
    buf_add_c(out, name);
    buf_add_byte(out, '=');
    oidc_add_encoded(out, value);
}

static struct str end_text(struct arena *arena, struct buf *buf)
{
    struct str text = arena_str_dup(arena, buf_str(buf));
    buf_free(buf);
    return text;
}

/* RFC 7636 §4.2. */
static struct str challenge_of(struct arena *arena, struct str verifier)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)verifier.p, verifier.n);
    return oidc_base64url(arena, (struct str){(const char *)hash, sizeof hash});
}

struct str oidc_authorization_url(struct arena *arena, const struct oidc_provider *provider,
                                  const struct oidc_discovery *discovery, const struct oidc_wish *wish,
                                  const struct oidc_attempt *attempt)
{
    const struct {
        const char *name;
        struct str value;
    } pairs[] = {{"client_id", provider->client_id},
                 {"redirect_uri", provider->redirect_uri},
                 {"scope", provider->scope.p ? provider->scope : STR("openid")},
                 {"state", attempt->state},
                 {"nonce", attempt->nonce},
                 {"code_challenge", challenge_of(arena, attempt->verifier)},
                 {"code_challenge_method", STR("S256")},
                 {"acr_values", provider->acr_values},
                 {"prompt", wished(wish->prompt)},
                 {"login_hint", wished(wish->login_hint)},
                 {"ui_locales", wished(wish->ui_locales)}};
    struct buf url;
    struct str endpoint = discovery->authorization_endpoint;
    buf_init(&url, REQUEST_MAX);
    buf_add(&url, endpoint); /* which may have a query of its own (RFC 6749 §3.1) */
    add_pair(&url, str_find_byte(endpoint, '?') < endpoint.n ? "&" : "?", "response_type", STR("code"));
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        add_pair(&url, "&", pairs[i].name, pairs[i].value);
    return end_text(arena, &url);
}

/* Each is encoded as in a form before they are joined: RFC 6749 §2.3.1. */
static struct str basic_header(struct arena *arena, const struct oidc_provider *provider)
{
    static const int variant = sodium_base64_VARIANT_ORIGINAL;
    struct buf pair;
    buf_init(&pair, REQUEST_MAX);
    oidc_add_encoded(&pair, provider->client_id);
    buf_add_byte(&pair, ':');
    oidc_add_encoded(&pair, provider->client_secret);
    char *text = arena_alloc(arena, sodium_base64_encoded_len(pair.n, variant));
    sodium_bin2base64(text, sodium_base64_encoded_len(pair.n, variant), (unsigned char *)pair.p, pair.n,
                      variant);
    buf_free(&pair);
    return arena_printf(arena, "Basic %s", text);
}

struct oidc_token_request oidc_token_request(struct arena *arena, const struct oidc_provider *provider,
                                             const struct oidc_discovery *discovery,
                                             const struct oidc_attempt *attempt, struct str code)
{
    struct buf body;
    bool in_header = provider->client_secret.p && discovery->takes_basic;
    buf_init(&body, REQUEST_MAX);
    add_pair(&body, "", "grant_type", STR("authorization_code"));
    add_pair(&body, "&", "code", code);
    add_pair(&body, "&", "redirect_uri", provider->redirect_uri);
    add_pair(&body, "&", "code_verifier", attempt->verifier);
    if (!in_header) {
        add_pair(&body, "&", "client_id", provider->client_id);
        add_pair(&body, "&", "client_secret", provider->client_secret);
    }
    return (struct oidc_token_request){end_text(arena, &body),
                                       in_header ? basic_header(arena, provider) : STR_NONE};
}

/* ---- errors ---------------------------------------------------------------------------------------- */

/* Where an error may stand: in what the browser brings, or in the token endpoint's answer. */
struct error_meaning {
    const char *error;
    enum oidc_outcome outcome;
};

/* RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6, and Unmet Authentication Requirements 1.0. */
static const struct error_meaning callback_errors[] = {
    {"access_denied", OIDC_DENIED},
    {"server_error", OIDC_AWAY},
    {"temporarily_unavailable", OIDC_AWAY},
    {"login_required", OIDC_AGAIN},
    {"interaction_required", OIDC_AGAIN},
    {"account_selection_required", OIDC_AGAIN},
    {"consent_required", OIDC_AGAIN},
    {"unmet_authentication_requirements", OIDC_LEVEL},
    {"invalid_request", OIDC_SETUP},
    {"unauthorized_client", OIDC_SETUP},
    {"invalid_scope", OIDC_SETUP},
    {"unsupported_response_type", OIDC_SETUP},
    {NULL, OIDC_MISTAKE},
};

/* RFC 6749 §5.2. */
static const struct error_meaning token_errors[] = {
    {"invalid_grant", OIDC_AGAIN},       {"invalid_client", OIDC_SETUP},
    {"unauthorized_client", OIDC_SETUP}, {"unsupported_grant_type", OIDC_SETUP},
    {"invalid_scope", OIDC_SETUP},       {NULL, OIDC_MISTAKE},
};

static enum oidc_outcome meaning_of(const struct error_meaning *meaning, struct str error)
{
    while (meaning->error && !str_eq_c(error, meaning->error))
        meaning++;
    return meaning->outcome;
}

/* ---- what the browser brings ------------------------------------------------------------------------- */

struct oidc_answer oidc_callback_read(struct arena *arena, const struct oidc_provider *provider,
                                      const struct oidc_discovery *discovery,
                                      const struct oidc_attempt *attempt,
                                      const struct oidc_callback *callback, struct str *ret_code)
{
    if (!oidc_same(callback->state, attempt->state))
        return oidc_answer(arena, OIDC_AGAIN,
                           "the browser came back from another attempt than this one (state)");
    if (callback->iss.p ? !str_eq(callback->iss, provider->issuer) : discovery->names_itself)
        return oidc_answer(arena, OIDC_MISTAKE,
                           "the answer is from another issuer than was asked (iss): %.*s",
                           STR_ARGS(oidc_shown(arena, callback->iss)));
    if (callback->error.p)
        return oidc_answer(arena, meaning_of(callback_errors, callback->error),
                           "the provider answers with the error "
                           "%.*s",
                           STR_ARGS(oidc_shown(arena, str_sub(callback->error, 0, ERROR_MAX))));
    if (!oidc_is_plain(callback->code, CODE_MAX))
        return oidc_answer(arena, OIDC_MISTAKE, "the answer has neither an error nor a code that can be one");
    *ret_code = callback->code;
    return OIDC_ANSWER_FINE;
}

/* ---- what the token endpoint answers ------------------------------------------------------------------- */

static struct oidc_answer refused(struct arena *arena, long status, const json_t *json)
{
    struct str error = str_sub(oidc_json_text(json, "error"), 0, ERROR_MAX);
    struct str words = oidc_json_text(json, "error_description");
    enum oidc_outcome outcome = error.n         ? meaning_of(token_errors, error)
                                : status == 401 ? OIDC_SETUP
                                : status == 429 ? OIDC_AWAY
                                                : OIDC_MISTAKE;
    return oidc_answer(arena, outcome, "the token endpoint refuses with status %ld and the error %.*s: %.*s",
                       status, STR_ARGS(oidc_shown(arena, error)), STR_ARGS(oidc_shown(arena, words)));
}

struct oidc_answer oidc_tokens_read(struct arena *arena, long status, struct str text,
                                    struct oidc_tokens *ret_tokens)
{
    const char *reason = "";
    json_t *json = oidc_json_object(arena, text, &reason);
    if (status >= 500)
        return oidc_answer(arena, OIDC_AWAY, "the token endpoint answers with status %ld", status);
    if (status != 200)
        return refused(arena, status, json);
    if (!json)
        return oidc_answer(arena, OIDC_MISTAKE, "the token endpoint's answer %s", reason);
    struct oidc_tokens tokens = {oidc_json_text(json, "id_token"), oidc_json_text(json, "access_token")};
    if (!tokens.id_token.n)
        return oidc_answer(arena, OIDC_MISTAKE, "the token endpoint gives no ID token");
    if (!str_eq_nocase(oidc_json_text(json, "token_type"), STR("Bearer")))
        return oidc_answer(arena, OIDC_MISTAKE, "the token endpoint's token_type is not Bearer");
    *ret_tokens = tokens;
    return OIDC_ANSWER_FINE;
}
