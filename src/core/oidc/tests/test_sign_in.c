/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A whole attempt against a provider made up here: what is kept, how often it is
 * asked, and what becomes of keys that change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "core/oidc/oidc_cache.h"
#include "core/oidc/oidc_text.h"
#include "signer.h"

#define ISSUER "https://login.example.se"

static const time_us start = 1800000000 * TIME_SECOND;
static const struct oidc_provider provider = {.issuer = STR_INIT(ISSUER),
                                              .client_id = STR_INIT("client"),
                                              .client_secret = STR_INIT("secret"),
                                              .redirect_uri = STR_INIT("https://dialog.example.se/in")};
static const struct oidc_wish no_wish = {.prompt = STR_INIT("login")};

/* The provider: what it publishes and signs with now, and how often each was asked for. */
static struct {
    struct signer published, signing;
    const char *document; /* instead of the right one, unless NULL */
    long status;          /* of every answer */
    struct oidc_attempt attempt;
    time_us now;
    atomic_int discoveries, key_sets, tokens;
} theirs;

static struct str right_document(void)
{
    return STR("{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"" ISSUER
               "/auth\",\"token_endpoint\":\"" ISSUER "/token\",\"jwks_uri\":\"" ISSUER
               "/keys\",\"response_types_supported\":[\"code\"],"
               "\"id_token_signing_alg_values_supported\":[\"ES256\"]}");
}

static struct str token_answer(struct arena *arena)
{
    long long now = theirs.now / TIME_SECOND;
    struct str header = arena_printf(arena, "{\"alg\":\"ES256\",\"kid\":\"%s\"}", theirs.signing.kid);
    struct str claims = arena_printf(arena,
                                     "{\"iss\":\"" ISSUER "\",\"sub\":\"s1\",\"aud\":\"client\",\"iat\":%lld,"
                                     "\"exp\":%lld,\"nonce\":\"%.*s\"}",
                                     now, now + 60, STR_ARGS(theirs.attempt.nonce));
    struct str token = signer_token(arena, &theirs.signing, "ES256", header.p, claims.p);
    return arena_printf(arena, "{\"id_token\":\"%.*s\",\"access_token\":\"t\",\"token_type\":\"Bearer\"}",
                        STR_ARGS(token));
}

static struct oidc_answer answer_as_provider(struct arena *arena, const struct oidc_http_request *request,
                                             struct oidc_http_reply *ret_reply)
{
    ret_reply->status = theirs.status;
    if (str_ends(request->url, STR("/token"))) {
        theirs.tokens++;
        ret_reply->body = token_answer(arena);
    } else if (str_ends(request->url, STR("/keys"))) {
        theirs.key_sets++;
        ret_reply->body = signer_set(arena, &theirs.published, NULL);
    } else {
        theirs.discoveries++;
        ret_reply->body = theirs.document ? str_from_c(theirs.document) : right_document();
    }
    return OIDC_ANSWER_FINE;
}

struct world {
    struct arena *arena;
    struct oidc_cache *cache;
    struct signer old, new, unknown;
};

static int begin(void **state)
{
    struct arena *arena = arena_new();
    struct world *world = ARENA_NEW(arena, struct world);
    *world = (struct world){arena, oidc_cache_new(), signer_p256("old"), signer_p256("new"),
                            signer_p256("unknown")};
    oidc_cache_set_http(world->cache, answer_as_provider);
    memset(&theirs, 0, sizeof theirs);
    theirs.published = theirs.signing = world->old;
    theirs.status = 200;
    *state = world;
    return 0;
}

static int end(void **state)
{
    struct world *world = *state;
    oidc_cache_free(world->cache);
    signer_free(&world->old);
    signer_free(&world->new);
    signer_free(&world->unknown);
    arena_free(world->arena);
    return 0;
}

static struct oidc_answer sign_in(struct world *world, time_us now)
{
    struct str url;
    struct oidc_claims claims;
    theirs.now = now;
    struct oidc_answer answer = oidc_begin(world->cache, world->arena, &provider, &no_wish, now,
                                           &theirs.attempt, &url);
    if (answer.outcome)
        return answer;
    assert_true(str_starts(url, STR(ISSUER "/auth?response_type=code&client_id=client&")));
    const struct oidc_callback callback = {.state = theirs.attempt.state, .code = STR("c")};
    answer = oidc_finish(world->cache, world->arena, &provider, &theirs.attempt, &callback, now, &claims);
    if (!answer.outcome)
        assert_true(str_eq_c(claims.subject, "s1"));
    return answer;
}

static void test_documents_are_kept_for_an_hour(void **state)
{
    for (int minute = 0; minute < 60; minute += 5)
        assert_int_equal(OIDC_FINE, sign_in(*state, start + minute * TIME_MINUTE).outcome);
    assert_int_equal(1, theirs.discoveries);
    assert_int_equal(1, theirs.key_sets);
    assert_int_equal(12, theirs.tokens);
    assert_int_equal(OIDC_FINE, sign_in(*state, start + TIME_HOUR).outcome);
    assert_int_equal(2, theirs.discoveries);
    assert_int_equal(2, theirs.key_sets);
    assert_int_equal(OIDC_FINE, sign_in(*state, start).outcome); /* the clock was set back */
    assert_int_equal(3, theirs.discoveries);
}

static void test_attempts_differ(void **state)
{
    struct world *world = *state;
    struct oidc_attempt a, b;
    struct str url;
    assert_int_equal(OIDC_FINE,
                     oidc_begin(world->cache, world->arena, &provider, &no_wish, start, &a, &url).outcome);
    assert_int_equal(OIDC_FINE,
                     oidc_begin(world->cache, world->arena, &provider, &no_wish, start, &b, &url).outcome);
    assert_true(a.state.n == 43 && a.nonce.n == 43 && a.verifier.n == 43);
    assert_false(str_eq(a.state, b.state) || str_eq(a.nonce, b.nonce) || str_eq(a.verifier, b.verifier));
    assert_false(str_eq(a.state, a.nonce) || str_eq(a.nonce, a.verifier));
    assert_true(str_find(url, b.verifier) == url.n); /* which only the token endpoint is told */
}

static void test_new_keys_are_fetched(void **state)
{
    struct world *world = *state;
    assert_int_equal(OIDC_FINE, sign_in(world, start).outcome);
    theirs.published = theirs.signing = world->new;
    assert_int_equal(OIDC_FINE, sign_in(world, start + 2 * TIME_MINUTE).outcome);
    assert_int_equal(2, theirs.key_sets);
    assert_int_equal(OIDC_FINE, sign_in(world, start + 3 * TIME_MINUTE).outcome);
    assert_int_equal(2, theirs.key_sets);
}

static void test_unknown_keys_do_not_hammer(void **state)
{
    struct world *world = *state;
    assert_int_equal(OIDC_FINE, sign_in(world, start).outcome);
    theirs.signing = world->unknown;
    for (int second = 0; second < 180; second += 5) /* at 60 and 120 */
        assert_int_equal(OIDC_MISTAKE, sign_in(world, start + second * TIME_SECOND).outcome);
    assert_int_equal(3, theirs.key_sets);
    theirs.signing = world->old;
    assert_int_equal(OIDC_FINE, sign_in(world, start + 180 * TIME_SECOND).outcome);
    assert_int_equal(3, theirs.key_sets);
}

static void test_a_wrong_signature_fetches_nothing(void **state)
{
    struct world *world = *state;
    assert_int_equal(OIDC_FINE, sign_in(world, start).outcome);
    theirs.signing = (struct signer){world->unknown.key, "old"};
    assert_int_equal(OIDC_MISTAKE, sign_in(world, start + TIME_HOUR / 2).outcome);
    assert_int_equal(1, theirs.key_sets);
}

static void test_failures_are_kept_a_moment(void **state)
{
    static const struct {
        long status;
        const char *document;
        enum oidc_outcome outcome;
    } cases[] = {{503, NULL, OIDC_AWAY},
                 {404, NULL, OIDC_SETUP},
                 {302, NULL, OIDC_SETUP},
                 {200, "<html>", OIDC_MISTAKE},
                 {200, "{\"issuer\":\"x\"}", OIDC_SETUP}};
    time_us now = start;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++, now += 2 * TIME_HOUR) {
        theirs.discoveries = 0;
        theirs.status = cases[i].status;
        theirs.document = cases[i].document;
        for (int second = 0; second < 15; second++) {
            struct oidc_answer answer = sign_in(*state, now + second * TIME_SECOND);
            assert_int_equal(cases[i].outcome, answer.outcome);
            assert_true(answer.problem.n > 0);
        }
        assert_int_equal(1, theirs.discoveries);
        theirs.status = 200;
        theirs.document = NULL;
        assert_int_equal(OIDC_FINE, sign_in(*state, now + 15 * TIME_SECOND).outcome);
    }
}

static void test_another_state_asks_nothing(void **state)
{
    struct world *world = *state;
    struct oidc_claims claims;
    assert_int_equal(OIDC_FINE, sign_in(world, start).outcome);
    const struct oidc_callback callback = {.state = STR("made up"), .code = STR("c")};
    assert_int_equal(OIDC_AGAIN, oidc_finish(world->cache, world->arena, &provider, &theirs.attempt,
                                             &callback, start, &claims)
                                     .outcome);
    assert_int_equal(1, theirs.tokens);
}

static void test_settings_are_checked(void **state)
{
    struct world *world = *state;
    struct oidc_provider cases[10];
    for (size_t i = 0; i < 10; i++)
        cases[i] = provider;
    cases[0].issuer = STR("http://login.example.se");
    cases[1].issuer = STR(ISSUER "/?a=b");
    cases[2].redirect_uri = STR("/in");
    cases[3].client_id = STR("");
    cases[4].client_secret = STR("");
    cases[5].scope = STR("email profile");
    cases[6].algorithms = 8;
    cases[7].scope = STR("openidx");
    cases[8].scope = STR("openid email\n");
    cases[9].acr_values = STR("nivå3");
    for (size_t i = 0; i < 10; i++) {
        struct oidc_answer answer = oidc_provider_check(world->arena, &cases[i]);
        if (answer.outcome != OIDC_SETUP || !answer.problem.n)
            fail_msg("case %zu", i);
    }
    assert_int_equal(OIDC_FINE, oidc_provider_check(world->arena, &provider).outcome);
    assert_int_equal(0, theirs.discoveries);
}

/* ---- the cache alone ---------------------------------------------------------------------------------- */

static void test_more_addresses_than_places(void **state)
{
    struct world *world = *state;
    struct str text;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < OIDC_CACHE_MAX + 10; i++) {
            struct str url = arena_printf(world->arena, ISSUER "/%d", i);
            assert_int_equal(OIDC_FINE, oidc_cache_get(world->cache, world->arena, url, NULL, false,
                                                       start + i + 1000 * round, &text)
                                            .outcome);
        }
    assert_true(theirs.discoveries > OIDC_CACHE_MAX + 10);
    int before = theirs.discoveries;
    struct str latest = arena_printf(world->arena, ISSUER "/%d", OIDC_CACHE_MAX + 9);
    assert_int_equal(
        OIDC_FINE,
        oidc_cache_get(world->cache, world->arena, latest, NULL, false, start + 2000, &text).outcome);
    assert_int_equal(before, theirs.discoveries);
}

static struct oidc_answer answer_slowly(struct arena *arena, const struct oidc_http_request *request,
                                        struct oidc_http_reply *ret_reply)
{
    const struct timespec moment = {.tv_nsec = 100 * 1000 * 1000};
    nanosleep(&moment, NULL);
    return answer_as_provider(arena, request, ret_reply);
}

static void *ask(void *context)
{
    struct arena *arena = arena_new();
    struct str text = STR_NONE;
    struct oidc_answer answer = oidc_cache_get(context, arena, STR(ISSUER "/x"), NULL, false, start, &text);
    bool fine = !answer.outcome && text.n > 0;
    arena_free(arena);
    return fine ? context : NULL;
}

static void test_threads_ask_once(void **state)
{
    struct world *world = *state;
    pthread_t threads[8];
    oidc_cache_set_http(world->cache, answer_slowly);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(0, pthread_create(&threads[i], NULL, ask, world->cache));
    for (size_t i = 0; i < 8; i++) {
        void *fine = NULL;
        pthread_join(threads[i], &fine);
        assert_non_null(fine);
    }
    assert_int_equal(1, theirs.discoveries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_documents_are_kept_for_an_hour, begin, end),
        cmocka_unit_test_setup_teardown(test_attempts_differ, begin, end),
        cmocka_unit_test_setup_teardown(test_new_keys_are_fetched, begin, end),
        cmocka_unit_test_setup_teardown(test_unknown_keys_do_not_hammer, begin, end),
        cmocka_unit_test_setup_teardown(test_a_wrong_signature_fetches_nothing, begin, end),
        cmocka_unit_test_setup_teardown(test_failures_are_kept_a_moment, begin, end),
        cmocka_unit_test_setup_teardown(test_another_state_asks_nothing, begin, end),
        cmocka_unit_test_setup_teardown(test_settings_are_checked, begin, end),
        cmocka_unit_test_setup_teardown(test_more_addresses_than_places, begin, end),
        cmocka_unit_test_setup_teardown(test_threads_ask_once, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
