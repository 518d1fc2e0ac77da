/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/oidc/oidc_token.h"

#include <cjose/jws.h>
#include <sodium.h>

#include "base/utf8.h"
#include "core/oidc/oidc_personal.h"
#include "core/oidc/oidc_text.h"

enum { AMR_MAX = 20, NAME_MAX_BYTES = 200, ACR_MAX_BYTES = 200 };

struct reading {
    struct arena *arena;
    const struct oidc_token_check *check;
    const json_t *claims;
};

static struct oidc_answer mistake(const struct reading *reading, const char *problem)
{
    return oidc_answer(reading->arena, OIDC_MISTAKE, "%s", problem);
}

static struct str claim(const struct reading *reading, const char *name)
{
    return oidc_json_text(reading->claims, name);
}

/* ---- header and signature ------------------------------------------------------------------------ */

struct header {
    unsigned algorithm;
    struct str kid; /* STR_NONE: not told */
};

static struct oidc_answer read_header(struct arena *arena, struct str token,
                                      const struct oidc_provider *provider, struct header *ret_header)
{
    const char *reason;
    struct str part = str_sub(token, 0, str_find_byte(token, '.'));
    const json_t *json = oidc_json_object(arena, oidc_base64url_decode(arena, part), &reason);
    if (!json)
        return oidc_answer(arena, OIDC_MISTAKE, "the ID token's header %s", reason);
    struct str name = oidc_json_text(json, "alg");
    unsigned algorithm = oidc_algorithm_of(name) & oidc_algorithms_allowed(provider);
    if (!algorithm)
        return oidc_answer(arena, OIDC_MISTAKE,
                           "the ID token is signed with the algorithm %.*s, which is not allowed",
                           STR_ARGS(oidc_shown(arena, name)));
    if (json_object_get(json, "typ") && !str_eq_nocase(oidc_json_text(json, "typ"), STR("JWT")))
        return oidc_answer(arena, OIDC_MISTAKE, "the token is of another type than an ID token");
    if (json_object_get(json, "crit"))
        return oidc_answer(arena, OIDC_MISTAKE,
                           "the ID token demands an extension (crit), and there is none here");
    if (json_object_get(json, "kid") && !json_is_string(json_object_get(json, "kid")))
        return oidc_answer(arena, OIDC_MISTAKE, "the ID token's kid is no text");
    *ret_header = (struct header){algorithm, oidc_json_text(json, "kid")};
    return OIDC_ANSWER_FINE;
}

/* What was signed, as the library gives it, in arena; STR_NONE where key did not sign it. */
static struct str signed_text(struct arena *arena, struct str token, const cjose_jwk_t *key)
{
    uint8_t *bytes = NULL;
    size_t n = 0;
    struct str text = STR_NONE;
    cjose_jws_t *jws = cjose_jws_import(token.p, token.n, NULL);
    if (jws && cjose_jws_verify(jws, key, NULL) && cjose_jws_get_plaintext(jws, &bytes, &n, NULL))
        text = arena_str_dup(arena, (struct str){(const char *)bytes, n});
    cjose_jws_release(jws);
    return text;
}

/* Three parts in base64url. */
static bool has_form(struct arena *arena, struct str token)
{
    size_t parts = 0;
    if (token.n > OIDC_TOKEN_MAX)
        return false;
    for (struct str piece; str_split(&token, '.', &piece); parts++)
        if (parts == 3 || oidc_base64url_decode(arena, piece).n == 0)
            return false;
    return parts == 3;
}

/* The claims as text, once the signature is verified. */
static struct oidc_answer open_token(struct arena *arena, struct str token,
                                     const struct oidc_token_check *check, bool *keys_old,
                                     struct str *ret_text)
{
    struct header header = {0};
    if (!has_form(arena, token))
        return oidc_answer(arena, OIDC_MISTAKE,
                           "the ID token has not three parts in base64url within %d bytes", OIDC_TOKEN_MAX);
    struct oidc_answer answer = read_header(arena, token, check->provider, &header);
    if (answer.outcome)
        return answer;
    const struct oidc_key *key = oidc_key_choose(check->keys, header.kid, header.algorithm);
    *keys_old = !key || !header.kid.p;
    if (!key)
        return oidc_answer(arena, OIDC_MISTAKE,
                           "the provider has not published the one key that signed the ID token: "
                           "kid is %.*s",
                           STR_ARGS(oidc_shown(arena, header.kid)));
    if (key->unsound)
        return oidc_answer(arena, OIDC_MISTAKE, "the key that signed the ID token %s: kid is %.*s",
                           key->unsound, STR_ARGS(oidc_shown(arena, header.kid)));
    struct str text = signed_text(arena, token, key->key);
    if (!text.p)
        return oidc_answer(arena, OIDC_MISTAKE, "the ID token's signature is wrong");
    *keys_old = false;
    *ret_text = text;
    return OIDC_ANSWER_FINE;
}

/* ---- the protocol's claims: Core §3.1.3.7, in its order --------------------------------------------- */

static struct oidc_answer check_issuer(const struct reading *reading)
{
    struct str issuer = claim(reading, "iss");
    if (str_eq(issuer, reading->check->provider->issuer))
        return OIDC_ANSWER_FINE;
    return oidc_answer(reading->arena, OIDC_MISTAKE, "the ID token is from another issuer (iss): %.*s",
                       STR_ARGS(oidc_shown(reading->arena, issuer)));
}

static struct oidc_answer check_audience(const struct reading *reading)
{
    const json_t *audience = json_object_get(reading->claims, "aud");
    const json_t *party = json_object_get(reading->claims, "azp");
    struct str us = reading->check->provider->client_id;
    if (!oidc_json_has(audience, us))
        return mistake(reading, "the ID token is made for another client (aud)");
    if (party ? !json_is_string(party) || !oidc_json_has(party, us) : json_array_size(audience) > 1)
        return mistake(reading, "the ID token is not made for this client alone (aud, azp)");
    return OIDC_ANSWER_FINE;
}

/* A NumericDate (RFC 7519 §2), which may have decimals; false where it is none or far out of range. */
static bool read_time(const json_t *value, time_us *ret_time)
{
    static const double year_9999 = 253402300800.0;
    double seconds = json_number_value(value);
    if (!json_is_number(value) || !(seconds >= 0 && seconds < year_9999))
        return false;
    *ret_time = (time_us)(seconds * (double)TIME_SECOND);
    return true;
}

static struct oidc_answer check_times(const struct reading *reading)
{
    time_us now = reading->check->now, expires, issued, begins = 0;
    const json_t *not_before = json_object_get(reading->claims, "nbf");
    if (!read_time(json_object_get(reading->claims, "exp"), &expires) ||
        !read_time(json_object_get(reading->claims, "iat"), &issued) ||
        (not_before && !read_time(not_before, &begins)))
        return mistake(reading, "the ID token has no times as it must (exp, iat, nbf)");
    if (issued > now + OIDC_SKEW || (not_before && begins > now + OIDC_SKEW))
        return mistake(reading,
                       "the ID token is from the future (iat, nbf): set the clocks, here or at the provider");
    if (expires <= now - OIDC_SKEW || issued < now - OIDC_TOKEN_AGE - OIDC_SKEW)
        return oidc_answer(reading->arena, OIDC_AGAIN,
                           "the ID token is too old (exp, iat): if it happens again, set "
                           "the clocks, here or at the provider");
    return OIDC_ANSWER_FINE;
}

static struct oidc_answer check_nonce(const struct reading *reading)
{
    if (oidc_same(claim(reading, "nonce"), reading->check->nonce))
        return OIDC_ANSWER_FINE;
    return oidc_answer(reading->arena, OIDC_AGAIN, "the ID token is not of this attempt (nonce)");
}

/* Core §3.1.3.6. All algorithms that are taken hash with SHA-256. */
static struct oidc_answer check_access_token(const struct reading *reading)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    struct str access = reading->check->access_token;
    if (!json_object_get(reading->claims, "at_hash"))
        return OIDC_ANSWER_FINE;
    crypto_hash_sha256(hash, (const unsigned char *)(access.p ? access.p : ""), access.n);
    struct str expected = oidc_base64url(reading->arena, (struct str){(const char *)hash, sizeof hash / 2});
    if (!access.n || !oidc_same(claim(reading, "at_hash"), expected))
        return mistake(reading, "the ID token did not come with this access token (at_hash)");
    return OIDC_ANSWER_FINE;
}

static struct oidc_answer check_level(const struct reading *reading)
{
    struct str wanted = reading->check->provider->acr_values, level = claim(reading, "acr");
    if (!wanted.n || oidc_has_word(wanted, level))
        return OIDC_ANSWER_FINE;
    return oidc_answer(reading->arena, OIDC_LEVEL, "the level of assurance (acr) is %.*s, none of \"%.*s\"",
                       STR_ARGS(oidc_shown(reading->arena, level)), STR_ARGS(wanted));
}

static struct oidc_answer check_subject(const struct reading *reading)
{
    struct str subject = claim(reading, "sub");
    if (!oidc_is_plain(subject, OIDC_SUBJECT_MAX))
        return mistake(reading, "the ID token's subject (sub) is not 1 to 255 printable ASCII characters");
    if (personal_number_within(subject))
        return oidc_answer(reading->arena, OIDC_PERSONAL_NUMBER,
                           "the subject (sub) is a personal number, which is not "
                           "taken: set the provider to give pseudonymous subjects to this client");
    return OIDC_ANSWER_FINE;
}

static struct oidc_answer check_claims(const struct reading *reading)
{
    static struct oidc_answer (*const checks[])(const struct reading *) = {
        check_issuer,       check_audience, check_times,  check_nonce,
        check_access_token, check_level,    check_subject};
    struct oidc_answer answer = OIDC_ANSWER_FINE;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0] && !answer.outcome; i++)
        answer = checks[i](reading);
    return answer;
}

/* ---- the person's claims ------------------------------------------------------------------------------ */

/* What is text of a person and no personal number; otherwise it is as if it were not told. */
static struct str taken(const struct reading *reading, const char *name, size_t max)
{
    struct str text = claim(reading, name);
    return text.n && text.n <= max && utf8_is_text(text) && !personal_number_within(text) ? text : STR_NONE;
}

static void take_methods(const struct reading *reading, struct oidc_claims *claims)
{
    const json_t *list = json_object_get(reading->claims, "amr");
    struct str *methods = ARENA_ARRAY(reading->arena, struct str, AMR_MAX);
    for (size_t i = 0; i < json_array_size(list) && claims->amr_n < AMR_MAX; i++) {
        struct str method = str_from_c(json_string_value(json_array_get(list, i)));
        if (oidc_is_plain(method, ACR_MAX_BYTES) && !personal_number_within(method))
            methods[claims->amr_n++] = method;
    }
    claims->amr = methods;
}

/* A copy of value without personal numbers, or NULL where it is one. Owner: the caller. */
static json_t *without_numbers(const json_t *value)
{
    if (json_is_string(value))
        return personal_number_within(str_from_c(json_string_value(value))) ? NULL : json_deep_copy(value);
    if (json_is_number(value)) {
        char digits[64];
        size_t n = json_dumpb(value, digits, sizeof digits, JSON_ENCODE_ANY);
        return n > sizeof digits || personal_number_within((struct str){digits, n}) ? NULL
                                                                                    : json_deep_copy(value);
    }
    if (!json_is_array(value) && !json_is_object(value))
        return json_deep_copy(value);
    json_t *copy = json_is_array(value) ? json_array() : json_object();
    for (size_t i = 0; i < json_array_size(value); i++) {
        json_t *item = without_numbers(json_array_get(value, i));
        if (item)
            json_array_append_new(copy, item);
    }
    for (void *at = json_object_iter((json_t *)value); at; at = json_object_iter_next((json_t *)value, at)) {
        json_t *member = without_numbers(json_object_iter_value(at));
        if (member && !personal_number_within(str_from_c(json_object_iter_key(at))))
            json_object_set_new(copy, json_object_iter_key(at), member);
        else
            json_decref(member);
    }
    return copy;
}

/* All that is neither the protocol's nor taken by name. */
static struct str take_others(const struct reading *reading)
{
    static const char *const known[] = {
        "iss",     "sub",    "aud",    "azp", "exp", "iat",       "nbf",  "jti",   "sid",           "nonce",
        "at_hash", "c_hash", "s_hash", "acr", "amr", "auth_time", "name", "email", "email_verified"};
    json_t *others = without_numbers(reading->claims);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        json_object_del(others, known[i]);
    char *text = json_dumps(others, JSON_COMPACT);
    struct str copy = arena_str_dup(reading->arena, text ? str_from_c(text) : STR("{}"));
    free(text);
    json_decref(others);
    return copy;
}

static struct oidc_claims take_claims(const struct reading *reading)
{
    struct oidc_claims claims = {.issuer = claim(reading, "iss"),
                                 .subject = claim(reading, "sub"),
                                 .acr = taken(reading, "acr", ACR_MAX_BYTES),
                                 .name = taken(reading, "name", NAME_MAX_BYTES),
                                 .email = taken(reading, "email", NAME_MAX_BYTES),
                                 .others = take_others(reading)};
    claims.email_verified = claims.email.p &&
                            json_is_true(json_object_get(reading->claims, "email_verified"));
    if (!read_time(json_object_get(reading->claims, "auth_time"), &claims.auth_time))
        claims.auth_time = 0;
    take_methods(reading, &claims);
    return claims;
}

struct oidc_answer oidc_token_verify(struct arena *arena, struct str token,
                                     const struct oidc_token_check *check, bool *ret_keys_old,
                                     struct oidc_claims *ret_claims)
{
    const char *reason;
    struct str text;
    *ret_keys_old = false;
    struct oidc_answer answer = open_token(arena, token, check, ret_keys_old, &text);
    if (answer.outcome)
        return answer;
    struct reading reading = {arena, check, oidc_json_object(arena, text, &reason)};
    if (!reading.claims)
        return oidc_answer(arena, OIDC_MISTAKE, "what the ID token says %s", reason);
    answer = check_claims(&reading);
    if (!answer.outcome)
        *ret_claims = take_claims(&reading);
    return answer;
}
