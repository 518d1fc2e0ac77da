/* SPDX-License-Identifier: EUPL-1.2 */
/* ID tokens: what is taken, and each thing that must be refused, by the reason it is refused for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/pem.h>

#include "core/oidc/oidc_personal.h"
#include "core/oidc/oidc_text.h"
#include "core/oidc/oidc_token.h"
#include "signer.h"

static const time_us now = 1800000000 * TIME_SECOND;
static const char header_rsa[] = "{\"alg\":\"RS256\",\"kid\":\"rsa\"}";
static const char header_ec[] = "{\"alg\":\"ES256\",\"kid\":\"ec\",\"typ\":\"JWT\"}";

static const char good_claims[] =
    "{\"iss\":\"https://login.example.se\",\"sub\":\"a1b2-c3\",\"aud\":\"client\",\"exp\":1800000300,"
    "\"iat\":1799999990,\"nonce\":\"NONCE\",\"acr\":\"loa3\",\"amr\":[\"pwd\",\"otp\"],\"auth_time\":1799999900,"
    "\"name\":\"Åsa Öberg\",\"email\":\"asa@example.se\",\"email_verified\":true,\"groups\":[\"dialog-admin\"]}";

struct world {
    struct arena *arena;
    struct signer rsa, ec, weak;
    struct oidc_provider provider;
    struct oidc_keys keys;
    struct oidc_token_check check;
};

static int begin(void **state)
{
    struct arena *arena = arena_new();
    struct world *world = ARENA_NEW(arena, struct world);
    *world = (struct world){.arena = arena,
                            .rsa = signer_rsa(2048, "rsa"),
                            .ec = signer_p256("ec"),
                            .weak = signer_rsa(1024, "weak")};
    world->provider = (struct oidc_provider){.issuer = STR("https://login.example.se"),
                                             .client_id = STR("client")};
    struct str set = arena_printf(arena, "{\"keys\":[%.*s,%.*s,%.*s]}",
                                  STR_ARGS(signer_jwk(arena, &world->rsa, "")),
                                  STR_ARGS(signer_jwk(arena, &world->ec, ",\"use\":\"sig\"")),
                                  STR_ARGS(signer_jwk(arena, &world->weak, "")));
    assert_int_equal(OIDC_FINE, oidc_keys_read(arena, set, &world->keys).outcome);
    world->check = (struct oidc_token_check){
        .provider = &world->provider, .keys = &world->keys, .nonce = STR("NONCE"), .now = now};
    *state = world;
    return 0;
}

static int end(void **state)
{
    struct world *world = *state;
    signer_free(&world->rsa);
    signer_free(&world->ec);
    signer_free(&world->weak);
    arena_free(world->arena);
    return 0;
}

/* The good claims with these changed; null takes one away. */
static const char *claims_with(struct arena *arena, const char *changes)
{
    json_t *claims = json_loads(good_claims, 0, NULL), *changed = json_loads(changes, 0, NULL);
    const char *name;
    json_t *value;
    assert_non_null(changed);
    json_object_update(claims, changed);
    json_object_foreach(changed, name, value)
    {
        if (json_is_null(value))
            json_object_del(claims, name);
    }
    char *text = json_dumps(claims, 0);
    const char *copy = arena_c_dup(arena, str_from_c(text));
    free(text);
    json_decref(changed);
    json_decref(claims);
    return copy;
}

/* problem: a part of the sentence; NULL: it is taken. */
static bool expect(const struct world *world, struct str token, enum oidc_outcome outcome,
                   const char *problem, struct oidc_claims *claims)
{
    bool keys_old;
    struct oidc_claims local;
    struct oidc_answer answer = oidc_token_verify(world->arena, token, &world->check, &keys_old,
                                                  claims ? claims : &local);
    bool said = problem ? str_find(answer.problem, str_from_c(problem)) < answer.problem.n
                        : !answer.problem.p;
    if (answer.outcome != outcome || !said)
        fail_msg("expected %d \"%s\", got %d \"%.*s\"", (int)outcome, problem ? problem : "",
                 (int)answer.outcome, STR_ARGS(answer.problem));
    return keys_old;
}

static void expect_claims(const struct world *world, const char *changes, enum oidc_outcome outcome,
                          const char *problem)
{
    const char *claims = claims_with(world->arena, changes);
    expect(world, signer_token(world->arena, &world->rsa, "RS256", header_rsa, claims), outcome, problem,
           NULL);
}

static void test_good_tokens(void **state)
{
    struct world *world = *state;
    struct oidc_claims claims;
    struct str rsa = signer_token(world->arena, &world->rsa, "RS256", header_rsa, good_claims);
    assert_false(expect(world, rsa, OIDC_FINE, NULL, &claims));
    assert_true(str_eq_c(claims.issuer, "https://login.example.se") && str_eq_c(claims.subject, "a1b2-c3"));
    assert_true(str_eq_c(claims.acr, "loa3") && str_eq_c(claims.name, "Åsa Öberg"));
    assert_true(str_eq_c(claims.email, "asa@example.se") && claims.email_verified);
    assert_int_equal(2, claims.amr_n);
    assert_true(str_eq_c(claims.amr[0], "pwd") && str_eq_c(claims.amr[1], "otp"));
    assert_true(claims.auth_time == 1799999900 * TIME_SECOND);
    assert_true(str_eq_c(claims.others, "{\"groups\":[\"dialog-admin\"]}"));

    expect(world, signer_token(world->arena, &world->ec, "ES256", header_ec, good_claims), OIDC_FINE, NULL,
           NULL);
    /* Without a kid, the only key of the algorithm that may sign. */
    expect(world, signer_token(world->arena, &world->ec, "ES256", "{\"alg\":\"ES256\"}", good_claims),
           OIDC_FINE, NULL, NULL);
    world->provider.algorithms = OIDC_PS256;
    expect(
        world,
        signer_token(world->arena, &world->rsa, "PS256", "{\"alg\":\"PS256\",\"kid\":\"rsa\"}", good_claims),
        OIDC_FINE, NULL, NULL);
    expect(world, rsa, OIDC_MISTAKE, "\"RS256\", which is not allowed", NULL);
}

static void test_algorithms(void **state)
{
    struct world *world = *state;
    struct arena *arena = world->arena;
    expect(world, bare_token(arena, "{\"alg\":\"none\"}", good_claims, ""), OIDC_MISTAKE, "three parts",
           NULL);
    expect(world, bare_token(arena, "{\"alg\":\"none\"}", good_claims, "AAAA"), OIDC_MISTAKE, "algorithm",
           NULL);
    expect(world, bare_token(arena, "{\"alg\":\"None\",\"kid\":\"rsa\"}", good_claims, "AAAA"), OIDC_MISTAKE,
           "algorithm", NULL);
    expect(world, bare_token(arena, "{\"kid\":\"rsa\"}", good_claims, "AAAA"), OIDC_MISTAKE,
           "algorithm nothing", NULL);
    /* The public key, which everybody has, as a secret: RFC 8725 §2.1. */
    char *pem = NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(bio, world->rsa.key);
    struct str secret = {NULL, (size_t)BIO_get_mem_data(bio, &pem)};
    secret.p = pem;
    expect(world, hmac_token(arena, secret, "{\"alg\":\"HS256\",\"kid\":\"rsa\"}", good_claims), OIDC_MISTAKE,
           "algorithm", NULL);
    expect(world, hmac_token(arena, secret, header_rsa, good_claims), OIDC_MISTAKE, "signature", NULL);
    BIO_free(bio);
    expect(world,
           signer_token(arena, &world->rsa, "PS256", "{\"alg\":\"PS256\",\"kid\":\"rsa\"}", good_claims),
           OIDC_MISTAKE, "algorithm", NULL);
    /* A key serves its own type only. */
    expect(world,
           signer_token(arena, &world->rsa, "RS256", "{\"alg\":\"ES256\",\"kid\":\"rsa\"}", good_claims),
           OIDC_MISTAKE, "not published", NULL);
    expect(world,
           signer_token(arena, &world->weak, "RS256", "{\"alg\":\"RS256\",\"kid\":\"weak\"}", good_claims),
           OIDC_MISTAKE, "2048", NULL);
}

static void test_header(void **state)
{
    struct world *world = *state;
    struct arena *arena = world->arena;
    assert_true(expect(
        world, signer_token(arena, &world->rsa, "RS256", "{\"alg\":\"RS256\",\"kid\":\"new\"}", good_claims),
        OIDC_MISTAKE, "\"new\"", NULL));
    /* Two RSA keys, and no word of which. */
    assert_true(expect(world, signer_token(arena, &world->rsa, "RS256", "{\"alg\":\"RS256\"}", good_claims),
                       OIDC_MISTAKE, "not published", NULL));
    expect(world,
           signer_token(arena, &world->rsa, "RS256", "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"b64\"]}",
                        good_claims),
           OIDC_MISTAKE, "crit", NULL);
    expect(world,
           signer_token(arena, &world->rsa, "RS256", "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"at+jwt\"}",
                        good_claims),
           OIDC_MISTAKE, "type", NULL);
    expect(world,
           signer_token(arena, &world->rsa, "RS256", "{\"alg\":\"RS256\",\"alg\":\"RS256\",\"kid\":\"rsa\"}",
                        good_claims),
           OIDC_MISTAKE, "header says a name twice", NULL);
}

static void test_kid_is_text(void **state)
{
    struct world *world = *state;
    expect(world,
           signer_token(world->arena, &world->ec, "ES256", "{\"alg\":\"ES256\",\"kid\":7}", good_claims),
           OIDC_MISTAKE, "kid is no text", NULL);
}

static void test_signature(void **state)
{
    struct world *world = *state;
    struct arena *arena = world->arena;
    struct signer other = signer_rsa(2048, "rsa");
    struct str token = signer_token(arena, &world->rsa, "RS256", header_rsa, good_claims);
    assert_false(expect(world, signer_token(arena, &other, "RS256", header_rsa, good_claims), OIDC_MISTAKE,
                        "signature", NULL));
    signer_free(&other);
    /* One claim changed after signing. */
    struct str forged = bare_token(arena, header_rsa, claims_with(arena, "{\"sub\":\"root\"}"), "");
    struct str rest = token;
    struct str piece, signature = STR_NONE;
    while (str_split(&rest, '.', &piece))
        signature = piece;
    expect(world, ARENA_CONCAT(arena, forged, signature), OIDC_MISTAKE, "signature", NULL);
    for (size_t n = 0; n < token.n; n += n < token.n - 20 ? 13 : 1)
        expect(world, str_sub(token, 0, n), OIDC_MISTAKE, "the ID token", NULL);
    expect(world, ARENA_CONCAT(arena, token, STR("=")), OIDC_MISTAKE, "three parts", NULL);
    expect(world, ARENA_CONCAT(arena, token, STR(".AAAA")), OIDC_MISTAKE, "three parts", NULL);
    char *filler = arena_alloc(arena, OIDC_TOKEN_MAX);
    memset(filler, 'a', OIDC_TOKEN_MAX - 1);
    struct str large = arena_printf(arena, "{\"x\":\"%s\"}", filler);
    expect(world, signer_token(arena, &world->rsa, "RS256", header_rsa, large.p), OIDC_MISTAKE,
           "within 16384", NULL);
}

static void test_protocol_claims(void **state)
{
    static const struct {
        const char *changes;
        enum oidc_outcome outcome;
        const char *problem;
    } cases[] = {
        {"{\"iss\":\"https://login.example.se/\"}", OIDC_MISTAKE, "(iss): \"https://login.example.se/\""},
        {"{\"iss\":null}", OIDC_MISTAKE, "(iss)"},
        {"{\"aud\":\"other\"}", OIDC_MISTAKE, "(aud)"},
        {"{\"aud\":[]}", OIDC_MISTAKE, "(aud)"},
        {"{\"aud\":null}", OIDC_MISTAKE, "(aud)"},
        {"{\"aud\":[\"client\"]}", OIDC_FINE, NULL},
        {"{\"aud\":[\"client\",\"other\"]}", OIDC_MISTAKE, "(aud, azp)"},
        {"{\"aud\":[\"client\",\"other\"],\"azp\":\"client\"}", OIDC_FINE, NULL},
        {"{\"azp\":\"other\"}", OIDC_MISTAKE, "(aud, azp)"},
        {"{\"azp\":[\"client\"]}", OIDC_MISTAKE, "(aud, azp)"},
        {"{\"exp\":1799999941}", OIDC_FINE, NULL}, /* within a minute */
        {"{\"exp\":1799999940}", OIDC_AGAIN, "too old"},
        {"{\"exp\":\"1800000300\"}", OIDC_MISTAKE, "exp"},
        {"{\"exp\":null}", OIDC_MISTAKE, "exp"},
        {"{\"exp\":1e300}", OIDC_MISTAKE, "exp"},
        {"{\"exp\":-1}", OIDC_MISTAKE, "exp"},
        {"{\"exp\":1800000300.5}", OIDC_FINE, NULL},
        {"{\"iat\":null}", OIDC_MISTAKE, "iat"},
        {"{\"iat\":1800000061}", OIDC_MISTAKE, "future"},
        {"{\"iat\":1800000060}", OIDC_FINE, NULL},
        {"{\"iat\":1799999340}", OIDC_FINE, NULL},
        {"{\"iat\":1799999339}", OIDC_AGAIN, "too old"},
        {"{\"nbf\":1800000061}", OIDC_MISTAKE, "future"},
        {"{\"nbf\":\"soon\"}", OIDC_MISTAKE, "nbf"},
        {"{\"nonce\":\"NONCF\"}", OIDC_AGAIN, "nonce"},
        {"{\"nonce\":null}", OIDC_AGAIN, "nonce"},
        {"{\"sub\":null}", OIDC_MISTAKE, "(sub)"},
        {"{\"sub\":\"\"}", OIDC_MISTAKE, "(sub)"},
        {"{\"sub\":17}", OIDC_MISTAKE, "(sub)"},
        {"{\"sub\":\"åsa\"}", OIDC_MISTAKE, "(sub)"},
        {"{\"sub\":\"Asa O\"}", OIDC_FINE, NULL},
        {"{\"acr\":null,\"amr\":null,\"auth_time\":null,\"name\":null,\"email\":null}", OIDC_FINE, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_claims(*state, cases[i].changes, cases[i].outcome, cases[i].problem);
}

static void test_claims_are_json(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *claims, *problem;
    } cases[] = {
        {"{\"sub\":\"a\",\"sub\":\"b\"}", "says a name twice"},
        {"[]", "not a JSON object"},
        {"{\"a\":\"\\u0000\"}", "not valid JSON"},
        {"{\"a\":\"\xff\"}", "not valid JSON"},
        {"{} ", "(iss)"},
        {"{}{}", "not valid JSON"},
        {"{\"a\":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}", "too deep"},
        {"{\"a\":\"[[[[[[[[[[[[[[[[[[[[\\\"[\"}", "(iss)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect(world, signer_token(world->arena, &world->rsa, "RS256", header_rsa, cases[i].claims),
               OIDC_MISTAKE, cases[i].problem, NULL);
}

static void test_access_token(void **state)
{
    struct world *world = *state;
    /* The example of OpenID Connect Core 1.0, appendix A.3. */
    const char *hash = "{\"at_hash\":\"77QmUPtjPfzWtF2AnpK9RQ\"}";
    expect_claims(world, hash, OIDC_MISTAKE, "at_hash");
    world->check.access_token = STR("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
    expect_claims(world, hash, OIDC_FINE, NULL);
    expect_claims(world, "{}", OIDC_FINE, NULL);
    expect_claims(world, "{\"at_hash\":7}", OIDC_MISTAKE, "at_hash");
    world->check.access_token = STR("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Z");
    expect_claims(world, hash, OIDC_MISTAKE, "at_hash");
}

static void test_level(void **state)
{
    struct world *world = *state;
    world->provider.acr_values = STR("loa4 loa3");
    expect_claims(world, "{}", OIDC_FINE, NULL);
    expect_claims(world, "{\"acr\":\"loa2\"}", OIDC_LEVEL, "\"loa2\"");
    expect_claims(world, "{\"acr\":\"loa4 loa3\"}", OIDC_LEVEL, "acr");
    expect_claims(world, "{\"acr\":\"\"}", OIDC_LEVEL, "acr");
    expect_claims(world, "{\"acr\":null}", OIDC_LEVEL, "nothing");
}

/* The numbers are those that authorities set aside for tests and examples. */
static void test_personal_numbers(void **state)
{
    static const struct {
        const char *text;
        bool is_number;
    } cases[] = {
        {"191212121212", true},
        {"1212121212", true},
        {"121212-1212", true},
        {"121212+1212", true},
        {"19121212-1212", true},
        {"SE:191212121212", true},
        {"urn:pno:121212-1212", true},
        {"191212121212@example.se", true},
        {"197010632391", true},   /* a coordination number: the day is 63 - 60 */
        {"191212121213", false},  /* check digit */
        {"191213121211", false},  /* month 13 */
        {"171212121212", false},  /* century */
        {"1912121212120", false}, /* 13 digits */
        {"a191212121212", false},
        {"191212121212b", false},
        {"12121-21212", false},
        {"", false},
        {"6f1b1c2e-8a0f-4c6e-9d57-3f2a1b4c5d6e", false},
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (personal_number_within(str_from_c(cases[i].text)) != cases[i].is_number)
            fail_msg("%s", cases[i].text);

    struct oidc_claims claims;
    expect_claims(world, "{\"sub\":\"191212121212\"}", OIDC_PERSONAL_NUMBER, "pseudonymous");
    const char *text = claims_with(
        world->arena, "{\"email\":\"191212121212@example.se\",\"pno\":\"19121212-1212\","
                      "\"name\":\"121212-1212\",\"n\":191212121212,\"r\":191212121212.0,\"191212121212\":1,"
                      "\"deep\":[{\"a\":\"1212121212\",\"b\":[true,null,1.5]}],\"amr\":[\"1212121212\"]}");
    expect(world, signer_token(world->arena, &world->rsa, "RS256", header_rsa, text), OIDC_FINE, NULL,
           &claims);
    assert_true(!claims.email.p && !claims.email_verified && !claims.name.p && claims.amr_n == 0);
    assert_true(str_find(claims.others, STR("1212")) == claims.others.n);
    assert_true(str_find(claims.others, STR("{\"b\":[true,null,1.5]}")) < claims.others.n);
    /* What is wrong with a token is told without the number. */
    bool keys_old;
    struct str token = signer_token(world->arena, &world->rsa, "RS256", header_rsa,
                                    claims_with(world->arena, "{\"iss\":\"https://x.se/191212121212\"}"));
    struct oidc_answer answer = oidc_token_verify(world->arena, token, &world->check, &keys_old, &claims);
    assert_int_equal(OIDC_MISTAKE, answer.outcome);
    assert_true(str_find(answer.problem, STR("1212")) == answer.problem.n);
}

/* ---- key sets ---------------------------------------------------------------------------------- */

static unsigned algorithms_of(struct world *world, const struct signer *signer, const char *more,
                              const char **unsound)
{
    struct oidc_keys keys;
    struct str set = arena_printf(world->arena, "{\"keys\":[%.*s]}",
                                  STR_ARGS(signer_jwk(world->arena, signer, more)));
    assert_int_equal(OIDC_FINE, oidc_keys_read(world->arena, set, &keys).outcome);
    *unsound = keys.items[0].unsound;
    return keys.items[0].algorithms;
}

static void test_keys(void **state)
{
    struct world *world = *state;
    const char *unsound;
    assert_int_equal(OIDC_RS256 | OIDC_PS256, algorithms_of(world, &world->rsa, "", &unsound));
    assert_null(unsound);
    assert_int_equal(OIDC_RS256, algorithms_of(world, &world->rsa, ",\"alg\":\"RS256\"", &unsound));
    assert_int_equal(0, algorithms_of(world, &world->rsa, ",\"alg\":\"RS512\"", &unsound));
    assert_int_equal(0, algorithms_of(world, &world->rsa, ",\"alg\":\"ES256\"", &unsound));
    assert_int_equal(0, algorithms_of(world, &world->rsa, ",\"use\":\"enc\"", &unsound));
    assert_int_equal(0, algorithms_of(world, &world->ec, ",\"key_ops\":[\"sign\"]", &unsound));
    assert_int_equal(OIDC_ES256, algorithms_of(world, &world->ec, ",\"key_ops\":[\"verify\"]", &unsound));
    assert_int_equal(OIDC_RS256 | OIDC_PS256, algorithms_of(world, &world->weak, "", &unsound));
    assert_string_equal("has fewer than 2048 bits", unsound);
}

static void test_key_sets(void **state)
{
    struct world *world = *state;
    struct oidc_keys keys;
    struct buf many;
    buf_init(&many, OIDC_DOCUMENT_MAX);
    buf_add_c(&many, "{\"keys\":[{}");
    for (int i = 0; i < OIDC_KEYS_MAX; i++)
        buf_add_c(&many, ",{}");
    buf_add_c(&many, "]}");
    static const char *const bad[] = {"", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}", "<html>"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(OIDC_MISTAKE, oidc_keys_read(world->arena, str_from_c(bad[i]), &keys).outcome);
    assert_int_equal(OIDC_MISTAKE, oidc_keys_read(world->arena, buf_str(&many), &keys).outcome);
    buf_free(&many);
    /* What is not understood is passed over; a point that is not on its curve is no key. */
    struct str odd = STR(
        "{\"keys\":[7,{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"},{\"kty\":\"EC\",\"crv\":\"P-384\"},"
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
        "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"},"
        "{\"kty\":\"RSA\",\"n\":7,\"e\":\"AQAB\"}]}");
    assert_int_equal(OIDC_FINE, oidc_keys_read(world->arena, odd, &keys).outcome);
    assert_int_equal(5, keys.n);
    for (size_t i = 0; i < keys.n; i++)
        assert_true(!keys.items[i].key && (!keys.items[i].algorithms || keys.items[i].unsound));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_good_tokens, begin, end),
        cmocka_unit_test_setup_teardown(test_algorithms, begin, end),
        cmocka_unit_test_setup_teardown(test_header, begin, end),
        cmocka_unit_test_setup_teardown(test_kid_is_text, begin, end),
        cmocka_unit_test_setup_teardown(test_signature, begin, end),
        cmocka_unit_test_setup_teardown(test_protocol_claims, begin, end),
        cmocka_unit_test_setup_teardown(test_claims_are_json, begin, end),
        cmocka_unit_test_setup_teardown(test_access_token, begin, end),
        cmocka_unit_test_setup_teardown(test_level, begin, end),
        cmocka_unit_test_setup_teardown(test_personal_numbers, begin, end),
        cmocka_unit_test_setup_teardown(test_keys, begin, end),
        cmocka_unit_test_setup_teardown(test_key_sets, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
