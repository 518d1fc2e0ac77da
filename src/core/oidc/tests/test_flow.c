/* SPDX-License-Identifier: EUPL-1.2 */
/* Discovery documents, addresses, what the browser brings, token answers and rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/oidc/oidc_flow.h"
#include "core/oidc/oidc_map.h"
#include "core/oidc/oidc_text.h"

#define ISSUER "https://login.example.se/realm"
#define DOCUMENT(more)                                                                                       \
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"" ISSUER "/auth\",\"token_endpoint\":\"" ISSUER \
    "/token\",\"jwks_uri\":\"" ISSUER "/keys\",\"response_types_supported\":[\"id_token\",\"code\"],"        \
    "\"subject_types_supported\":[\"pairwise\"],\"id_token_signing_alg_values_supported\":[\"RS256\"]" more  \
    "}"

static const struct oidc_provider provider = {.issuer = STR_INIT(ISSUER),
                                              .client_id = STR_INIT("our client"),
                                              .client_secret = STR_INIT("s3cret:&+ö"),
                                              .redirect_uri = STR_INIT("https://dialog.example.se/in?x=1"),
                                              .scope = STR_INIT("openid email")};
static const struct oidc_attempt attempt = {STR_INIT("STATE"), STR_INIT("NONCE"),
                                            STR_INIT("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")};

static int begin(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static void expect(struct oidc_answer answer, enum oidc_outcome outcome, const char *problem)
{
    bool said = problem ? str_find(answer.problem, str_from_c(problem)) < answer.problem.n
                        : !answer.problem.p;
    if (answer.outcome != outcome || !said)
        fail_msg("expected %d \"%s\", got %d \"%.*s\"", (int)outcome, problem ? problem : "",
                 (int)answer.outcome, STR_ARGS(answer.problem));
}

static void assert_text(const char *expected, struct str text)
{
    if (!str_eq_c(text, expected))
        fail_msg("expected \"%s\", got \"%.*s\"", expected, STR_ARGS(text));
}

/* ---- discovery ----------------------------------------------------------------------------------- */

static void test_discovery_address(void **state)
{
    assert_text("https://a.se/.well-known/openid-configuration",
                oidc_discovery_address(*state, STR("https://a.se")));
    assert_text("https://a.se/b/.well-known/openid-configuration",
                oidc_discovery_address(*state, STR("https://a.se/b/")));
}

static void test_discovery_is_read(void **state)
{
    struct oidc_discovery found;
    expect(oidc_discovery_read(*state, STR(DOCUMENT("")), &provider, &found), OIDC_FINE, NULL);
    assert_text(ISSUER "/auth", found.authorization_endpoint);
    assert_text(ISSUER "/token", found.token_endpoint);
    assert_text(ISSUER "/keys", found.jwks_uri);
    assert_true(found.takes_basic && !found.takes_post && !found.names_itself);
    expect(
        oidc_discovery_read(*state,
                            STR(DOCUMENT(",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]"
                                         ",\"authorization_response_iss_parameter_supported\":true")),
                            &provider, &found),
        OIDC_FINE, NULL);
    assert_true(!found.takes_basic && found.takes_post && found.names_itself);
}

static void test_discovery_is_refused(void **state)
{
    static const struct {
        const char *part, *instead; /* of a good document */
        enum oidc_outcome outcome;
        const char *problem;
    } cases[] = {
        {"{", "[", OIDC_MISTAKE, "not valid JSON"},
        {"realm\",", "realm/\",", OIDC_SETUP, "calls itself"},
        {"\"issuer\"", "\"x\"", OIDC_SETUP, "nothing"},
        {"\"jwks_uri\"", "\"issuer\"", OIDC_MISTAKE, "twice"},
        {"\"token_endpoint\"", "\"x\"", OIDC_MISTAKE, "token_endpoint"},
        {ISSUER "/token", "http://login.example.se/token", OIDC_MISTAKE, "token_endpoint"},
        {ISSUER "/token", "http://127.0.0.1:8080/token", OIDC_MISTAKE, "token_endpoint"},
        {ISSUER "/keys", "http://localhost/keys", OIDC_MISTAKE, "jwks_uri"},
        {ISSUER "/keys", "file:///etc/passwd", OIDC_MISTAKE, "jwks_uri"},
        {"[\"id_token\",\"code\"]", "[\"id_token\"]", OIDC_SETUP, "response_types_supported"},
        {"response_types_supported", "x", OIDC_SETUP, "response_types_supported"},
        {"subject_types_supported\":[", "code_challenge_methods_supported\":[\"plain\",", OIDC_SETUP, "S256"},
        {"subject_types_supported\":[", "grant_types_supported\":[\"implicit\",", OIDC_SETUP,
         "authorization_code"},
        {"subject_types_supported\":[", "response_modes_supported\":[\"fragment\",", OIDC_SETUP, "query"},
        {"subject_types_supported\":[", "token_endpoint_auth_methods_supported\":[\"private_key_jwt\",",
         OIDC_SETUP, "token_endpoint_auth_methods_supported"},
        {"[\"RS256\"]", "[\"HS256\",\"none\",7]", OIDC_SETUP, "id_token_signing"},
        {"[\"RS256\"]", "[\"PS256\"]", OIDC_SETUP, "id_token_signing"},
        {"id_token_signing_alg_values_supported", "x", OIDC_SETUP, "id_token_signing"},
    };
    struct str good = STR(DOCUMENT(""));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct oidc_discovery found;
        struct str part = str_from_c(cases[i].part);
        size_t at = str_find(good, part);
        assert_true(at < good.n);
        struct str text = ARENA_CONCAT(*state, str_sub(good, 0, at), str_from_c(cases[i].instead),
                                       str_skip(good, at + part.n));
        expect(oidc_discovery_read(*state, text, &provider, &found), cases[i].outcome, cases[i].problem);
    }
}

static void test_addresses(void **state)
{
    static const char *const good[] = {"https://a.se", "https://a.se:8443/b?c=d", "http://localhost:3000/x",
                                       "http://127.0.0.1", "http://[::1]:80/"};
    static const char *const bad[] = {"",
                                      "https://",
                                      "https:///x",
                                      "http://a.se/",
                                      "ftp://a.se/",
                                      "HTTPS://a.se/",
                                      "https://a.se/#x",
                                      "https://user@a.se/",
                                      "http://localhost.a.se/",
                                      "http://127.0.0.1@a.se/",
                                      "http://127.0.0.10/",
                                      "https://a.se/ x",
                                      "https://a.se/\n",
                                      "https://å.se/",
                                      "https://a.se\\b",
                                      "http://localhost%2e.se/"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!oidc_is_address(str_from_c(good[i])))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (oidc_is_address(str_from_c(bad[i])))
            fail_msg("%s", bad[i]);
}

/* ---- what is sent --------------------------------------------------------------------------------- */

static void test_authorization_url(void **state)
{
    struct oidc_discovery discovery = {.authorization_endpoint = STR("https://a.se/auth")};
    struct oidc_wish none = {.prompt = STR_NONE}, wish = {STR("Åsa & co"), STR("login"), STR("sv en")};
    struct oidc_provider asking = provider;
    /* The challenge of RFC 7636, appendix B. */
    assert_text(
        "https://a.se/auth?response_type=code&client_id=our%20client"
        "&redirect_uri=https%3A%2F%2Fdialog.example.se%2Fin%3Fx%3D1&scope=openid%20email&state=STATE&nonce=NONCE"
        "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
        oidc_authorization_url(*state, &provider, &discovery, &none, &attempt));
    discovery.authorization_endpoint = STR("https://a.se/auth?tenant=1");
    asking.acr_values = STR("loa3 loa2");
    struct str url = oidc_authorization_url(*state, &asking, &discovery, &wish, &attempt);
    assert_true(str_starts(url, STR("https://a.se/auth?tenant=1&response_type=code&")));
    assert_true(str_ends(url, STR("&acr_values=loa3%20loa2&prompt=login&login_hint=%C3%85sa%20%26%20co"
                                  "&ui_locales=sv%20en")));
    char much[OIDC_WISH_MAX + 2] = "";
    memset(much, 'x', OIDC_WISH_MAX + 1);
    wish.login_hint = str_from_c(much);
    url = oidc_authorization_url(*state, &asking, &discovery, &wish, &attempt);
    assert_true(str_ends(url, STR("&acr_values=loa3%20loa2&prompt=login&ui_locales=sv%20en")));
}

static void test_token_request(void **state)
{
    struct oidc_discovery discovery = {.takes_basic = true, .takes_post = true};
    struct oidc_token_request request = oidc_token_request(*state, &provider, &discovery, &attempt,
                                                           STR("c&1"));
    assert_text(
        "grant_type=authorization_code&code=c%261&redirect_uri=https%3A%2F%2Fdialog.example.se%2Fin%3Fx%3D1"
        "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        request.body);
    /* our%20client:s3cret%3A%26%2B%C3%B6 */
    assert_text("Basic b3VyJTIwY2xpZW50OnMzY3JldCUzQSUyNiUyQiVDMyVCNg==", request.authorization);
    discovery.takes_basic = false;
    request = oidc_token_request(*state, &provider, &discovery, &attempt, STR("c"));
    assert_true(str_ends(request.body, STR("&client_id=our%20client&client_secret=s3cret%3A%26%2B%C3%B6")));
    assert_null(request.authorization.p);
    struct oidc_provider public = provider;
    public.client_secret = STR_NONE;
    discovery.takes_basic = true;
    request = oidc_token_request(*state, &public, &discovery, &attempt, STR("c"));
    assert_true(str_ends(request.body, STR("&client_id=our%20client")) && !request.authorization.p);
}

/* ---- what comes back -------------------------------------------------------------------------------- */

static void test_callback(void **state)
{
    static const struct {
        struct oidc_callback callback;
        bool names_itself;
        enum oidc_outcome outcome;
        const char *problem;
    } cases[] = {
        {{.state = STR_INIT("STATE"), .code = STR_INIT("c1")}, false, OIDC_FINE, NULL},
        {{.state = STR_INIT("STATE"), .code = STR_INIT("c1"), .iss = STR_INIT(ISSUER)},
         true,
         OIDC_FINE,
         NULL},
        {{.state = STR_INIT("STATE"), .code = STR_INIT("c1")}, true, OIDC_MISTAKE, "iss"},
        {{.state = STR_INIT("STATE"), .code = STR_INIT("c1"), .iss = STR_INIT("https://b.se")},
         false,
         OIDC_MISTAKE,
         "\"https://b.se\""},
        {{.state = STR_INIT("STATF"), .code = STR_INIT("c1")}, false, OIDC_AGAIN, "state"},
        {{.code = STR_INIT("c1")}, false, OIDC_AGAIN, "state"},
        {{.state = STR_INIT("STATF"), .error = STR_INIT("access_denied")}, false, OIDC_AGAIN, "state"},
        {{.state = STR_INIT("STATE"), .error = STR_INIT("access_denied")},
         false,
         OIDC_DENIED,
         "access_denied"},
        {{.state = STR_INIT("STATE"), .error = STR_INIT("access_denied")}, true, OIDC_MISTAKE, "iss"},
        {{.state = STR_INIT("STATE"), .error = STR_INIT("server_error")}, false, OIDC_AWAY, "server_error"},
        {{.state = STR_INIT("STATE"), .error = STR_INIT("login_required")},
         false,
         OIDC_AGAIN,
         "login_required"},
        {{.state = STR_INIT("STATE"), .error = STR_INIT("invalid_scope")},
         false,
         OIDC_SETUP,
         "invalid_scope"},
        {{.state = STR_INIT("STATE"), .error = STR_INIT("unmet_authentication_requirements")},
         false,
         OIDC_LEVEL,
         "un"},
        {{.state = STR_INIT("STATE"), .error = STR_INIT("<b>\n")}, false, OIDC_MISTAKE, "(not shown"},
        {{.state = STR_INIT("STATE"), .error = STR_INIT("for 191212121212")},
         false,
         OIDC_MISTAKE,
         "(not shown"},
        {{.state = STR_INIT("STATE"), .error = STR_INIT(""), .code = STR_INIT("c")},
         false,
         OIDC_MISTAKE,
         "nothing"},
        {{.state = STR_INIT("STATE")}, false, OIDC_MISTAKE, "neither"},
        {{.state = STR_INIT("STATE"), .code = STR_INIT("")}, false, OIDC_MISTAKE, "neither"},
        {{.state = STR_INIT("STATE"), .code = STR_INIT("a\nb")}, false, OIDC_MISTAKE, "neither"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct oidc_discovery discovery = {.names_itself = cases[i].names_itself};
        struct str code = STR_NONE;
        expect(oidc_callback_read(*state, &provider, &discovery, &attempt, &cases[i].callback, &code),
               cases[i].outcome, cases[i].problem);
        assert_true(str_eq_c(code, cases[i].outcome ? "" : "c1"));
    }
}

/* It has no state, and nothing equals that. */
static void test_attempt_that_was_lost(void **state)
{
    const struct oidc_attempt lost = {.state = STR("")};
    const struct oidc_callback bare = {.state = STR(""), .code = STR("c")};
    struct oidc_discovery discovery = {.names_itself = false};
    struct str code;
    expect(oidc_callback_read(*state, &provider, &discovery, &lost, &bare, &code), OIDC_AGAIN, "state");
}

static void test_token_answers(void **state)
{
    static const struct {
        long status;
        const char *text;
        enum oidc_outcome outcome;
        const char *problem;
    } cases[] = {
        {200, "{\"id_token\":\"a.b.c\",\"access_token\":\"t\",\"token_type\":\"bearer\"}", OIDC_FINE, NULL},
        {200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}", OIDC_MISTAKE, "no ID token"},
        {200, "{\"id_token\":7,\"token_type\":\"Bearer\"}", OIDC_MISTAKE, "no ID token"},
        {200, "{\"id_token\":\"a.b.c\",\"token_type\":\"mac\"}", OIDC_MISTAKE, "token_type"},
        {200, "{\"id_token\":\"a.b.c\"}", OIDC_MISTAKE, "token_type"},
        {200, "<html>", OIDC_MISTAKE, "not valid JSON"},
        {200, "{\"id_token\":\"a\",\"id_token\":\"b\"}", OIDC_MISTAKE, "twice"},
        {400, "{\"error\":\"invalid_grant\",\"error_description\":\"used\"}", OIDC_AGAIN, "\"used\""},
        {401, "{\"error\":\"invalid_client\"}", OIDC_SETUP, "invalid_client"},
        {401, "no", OIDC_SETUP, "401"},
        {400, "{\"error\":\"invalid_request\",\"error_description\":\"191212121212\"}", OIDC_MISTAKE,
         "(not shown"},
        {302, "", OIDC_MISTAKE, "302"},
        {429, "", OIDC_AWAY, "429"},
        {503, "", OIDC_AWAY, "503"},
    };
    struct oidc_tokens tokens;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect(oidc_tokens_read(*state, cases[i].status, str_from_c(cases[i].text), &tokens),
               cases[i].outcome, cases[i].problem);
    assert_text("a.b.c", tokens.id_token);
    assert_text("t", tokens.access_token);
}

/* ---- rules ------------------------------------------------------------------------------------------ */

static void test_rules(void **state)
{
    static const struct {
        const char *claim, *value;
        bool holds;
    } cases[] = {
        {"groups", "dialog-admin", true},
        {"groups", "Dialog-admin", false},
        {"groups", "dialog", false},
        {"groups", "", false},
        {"", "x", false},
        {"unit", "sbk", true},
        {"/unit", "sbk", true},
        {"https://example.se/claim/unit", "7", true},
        {"https://example.se/claim/unit", "07x", false},
        {"/https:~1~1example.se~1claim~1unit", "7", true},
        {"/realm/roles", "editor", true},
        {"realm/roles", "editor", false},
        {"/realm/roles/1", "editor", true},
        {"/realm/roles/9", "editor", false},
        {"/realm/roles/-1", "editor", false},
        {"/realm/staff", "true", true},
        {"/realm/staff", "false", false},
        {"/realm", "roles", false},
        {"/a~0b", "c", true},
    };
    enum { COUNT = sizeof cases / sizeof cases[0] };
    struct str others = STR("{\"groups\":[\"all\",\"dialog-admin\"],\"unit\":\"sbk\","
                            "\"https://example.se/claim/unit\":7,"
                            "\"realm\":{\"roles\":[\"reader\",\"editor\"],\"staff\":true},\"a~b\":\"c\"}");
    struct oidc_rule rules[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        rules[i] = (struct oidc_rule){str_from_c(cases[i].claim), str_from_c(cases[i].value), STR("2281"),
                                      STR("r")};
    const struct oidc_rule *const *held;
    size_t n, next = 0;
    assert_int_equal(RC_OK, oidc_rules_apply(*state, others, rules, COUNT, &held, &n));
    for (size_t i = 0; i < COUNT; i++) {
        bool holds = next < n && held[next] == &rules[i];
        if (holds != cases[i].holds)
            fail_msg("%s = %s", cases[i].claim, cases[i].value);
        next += holds;
    }
    assert_int_equal(n, next);
    assert_int_equal(RC_INVALID, oidc_rules_apply(*state, STR("[]"), rules, COUNT, &held, &n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_discovery_address, begin, end),
        cmocka_unit_test_setup_teardown(test_discovery_is_read, begin, end),
        cmocka_unit_test_setup_teardown(test_discovery_is_refused, begin, end),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test_setup_teardown(test_authorization_url, begin, end),
        cmocka_unit_test_setup_teardown(test_token_request, begin, end),
        cmocka_unit_test_setup_teardown(test_callback, begin, end),
        cmocka_unit_test_setup_teardown(test_attempt_that_was_lost, begin, end),
        cmocka_unit_test_setup_teardown(test_token_answers, begin, end),
        cmocka_unit_test_setup_teardown(test_rules, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
