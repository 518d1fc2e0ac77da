/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The whole flow against a provider that others have written (npm's oidc-provider,
 * tests/support/oidc-provider.mjs), with a browser that is libcurl and a jar of cookies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <curl/curl.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "core/oidc/oidc.h"
#include "core/oidc/oidc_map.h"

enum { SKIPPED = 77, HOPS_MAX = 10, PAGE_MAX = 1 << 20 };

#define COME_BACK "http://127.0.0.1:9/in"

/* ---- the provider --------------------------------------------------------------------------------- */

struct server {
    pid_t process;
    int alive; /* it ends when this is closed */
    struct str issuer;
};

static pid_t run(char *const argv[], int input, int output)
{
    pid_t process;
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    if (input >= 0)
        posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    if (output >= 0)
        posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0); /* its warnings */
    int failed = posix_spawnp(&process, argv[0], &files, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    return failed ? -1 : process;
}

/* options: up to six words, ended by NULL. */
static struct server start_server(struct arena *arena, const char *const options[])
{
    int output[2], input[2];
    char line[100] = "";
    char *argv[10] = {arena_c_dup(arena, STR("node")),
                      arena_c_dup(arena, STR(SOURCE_ROOT "/tests/support/oidc-provider.mjs"))};
    for (size_t i = 0; options[i]; i++)
        argv[2 + i] = arena_c_dup(arena, str_from_c(options[i]));
    assert_int_equal(0, pipe2(output, O_CLOEXEC));
    assert_int_equal(0, pipe2(input, O_CLOEXEC));
    struct server server = {.process = run(argv, input[0], output[1]), .alive = input[1]};
    assert_true(server.process > 0);
    close(output[1]);
    close(input[0]);
    FILE *said = fdopen(output[0], "r");
    if (!fgets(line, sizeof line, said))
        fail_msg("the provider does not start: try node tests/support/oidc-provider.mjs");
    fclose(said);
    server.issuer = arena_str_dup(arena, str_trim(str_from_c(line)));
    return server;
}

static void stop_server(struct server *server)
{
    close(server->alive);
    waitpid(server->process, NULL, 0);
}

/* ---- the browser ------------------------------------------------------------------------------------ */

static size_t take(char *data, size_t size, size_t count, void *context)
{
    buf_add(context, (struct str){data, size * count});
    return size * count;
}

/* Goes to url, with a form or NULL, and on where it is sent. The address where that ends: of a page, or the one
 * to come back to, which is not visited. */
static struct str browse(struct arena *arena, CURL *browser, struct str url, const char *form)
{
    struct buf page;
    buf_init(&page, PAGE_MAX);
    curl_easy_setopt(browser, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(browser, CURLOPT_WRITEDATA, &page);
    for (int hop = 0; hop < HOPS_MAX; hop++) {
        char *next = NULL;
        curl_easy_setopt(browser, CURLOPT_URL, arena_c_dup(arena, url));
        curl_easy_setopt(browser, CURLOPT_HTTPGET, 1L);
        if (form)
            curl_easy_setopt(browser, CURLOPT_COPYPOSTFIELDS, form);
        form = NULL;
        assert_int_equal(CURLE_OK, curl_easy_perform(browser));
        curl_easy_getinfo(browser, CURLINFO_REDIRECT_URL, &next);
        if (next)
            url = arena_str_dup(arena, str_from_c(next));
        if (!next || str_starts(url, STR(COME_BACK)))
            break;
    }
    buf_free(&page);
    return url;
}

static struct str query_value(struct arena *arena, struct str url, const char *name)
{
    struct str rest = str_skip(url, str_find_byte(url, '?') + 1);
    for (struct str pair; str_split(&rest, '&', &pair);) {
        size_t at = str_find_byte(pair, '=');
        if (!str_eq_c(str_sub(pair, 0, at), name))
            continue;
        char *text = curl_easy_unescape(NULL, pair.p + at + 1, (int)(pair.n - at - 1), NULL);
        struct str value = arena_str_dup(arena, str_from_c(text));
        curl_free(text);
        return value;
    }
    return STR_NONE;
}

/* ---- signing in -------------------------------------------------------------------------------------- */

struct world {
    struct arena *arena;
    struct oidc_cache *cache;
    struct oidc_provider provider;
    time_us now;
    struct oidc_attempt attempt; /* the latest, and what came back */
    struct oidc_callback callback;
};

static struct world begin(struct server *server)
{
    struct arena *arena = arena_new();
    return (struct world){.arena = arena,
                          .cache = oidc_cache_new(),
                          .provider = {.issuer = server->issuer,
                                       .client_id = STR("radslag-test"),
                                       .client_secret = STR("en hemlighet: 100 % & mer+"),
                                       .redirect_uri = STR(COME_BACK),
                                       .scope = STR("openid profile email")},
                          .now = time_now()};
}

static void end(struct world *world)
{
    oidc_cache_free(world->cache);
    arena_free(world->arena);
}

/* From the portal to the provider's page and back. form: what is answered there. */
static void visit(struct world *world, const char *form)
{
    struct str url;
    const struct oidc_wish wish = {.login_hint = STR("anna"), .ui_locales = STR("sv")};
    struct oidc_answer answer = oidc_begin(world->cache, world->arena, &world->provider, &wish, world->now,
                                           &world->attempt, &url);
    if (answer.outcome)
        fail_msg("%.*s", STR_ARGS(answer.problem));
    CURL *browser = curl_easy_init();
    curl_easy_setopt(browser, CURLOPT_COOKIEFILE, "");
    curl_easy_setopt(browser, CURLOPT_PROXY, "");
    curl_easy_setopt(browser, CURLOPT_CAINFO, world->provider.ca_file);
    struct str page = browse(world->arena, browser, url, NULL);
    struct str back = browse(world->arena, browser, page, form);
    curl_easy_cleanup(browser);
    if (!str_starts(back, STR(COME_BACK "?")))
        fail_msg("the browser ended at %.*s", STR_ARGS(back));
    world->callback = (struct oidc_callback){.state = query_value(world->arena, back, "state"),
                                             .code = query_value(world->arena, back, "code"),
                                             .iss = query_value(world->arena, back, "iss"),
                                             .error = query_value(world->arena, back, "error")};
}

static struct oidc_claims come_back(struct world *world, enum oidc_outcome outcome)
{
    struct oidc_claims claims = {.amr_n = 0};
    struct oidc_answer answer = oidc_finish(world->cache, world->arena, &world->provider, &world->attempt,
                                            &world->callback, world->now, &claims);
    if (answer.outcome != outcome)
        fail_msg("%d: %.*s", (int)answer.outcome, STR_ARGS(answer.problem));
    return claims;
}

static struct oidc_claims sign_in(struct world *world, const char *form, enum oidc_outcome outcome)
{
    visit(world, form);
    return come_back(world, outcome);
}

/* ---- tests ---------------------------------------------------------------------------------------------- */

static int start_plain(void **state)
{
    static const char *const options[] = {NULL};
    struct server *server = calloc(1, sizeof *server);
    struct arena *arena = arena_new();
    *server = start_server(arena, options);
    server->issuer.p = strdup(server->issuer.p);
    arena_free(arena);
    *state = server;
    return 0;
}

static int stop_plain(void **state)
{
    struct server *server = *state;
    if (!server)
        return 0;
    stop_server(server);
    free((char *)server->issuer.p);
    free(server);
    return 0;
}

static void test_somebody_signs_in(void **state)
{
    struct world world = begin(*state);
    struct oidc_claims anna = sign_in(&world, "login=anna&answer=yes", OIDC_FINE);
    assert_true(str_eq(anna.issuer, world.provider.issuer) && str_eq_c(anna.subject, "anna"));
    assert_true(str_eq_c(anna.name, "Anna Åkesson") && str_eq_c(anna.email, "anna@example.se"));
    assert_true(anna.email_verified && str_eq_c(anna.acr, "loa3"));
    assert_int_equal(2, anna.amr_n);
    assert_true(str_eq_c(anna.amr[0], "pwd") && str_eq_c(anna.amr[1], "otp"));
    assert_true(anna.auth_time > world.now - TIME_MINUTE && anna.auth_time < world.now + TIME_MINUTE);

    const struct oidc_rule rule = {STR("groups"), STR("dialog-admin"), STR("2281"), STR("admin")};
    const struct oidc_rule *const *held;
    size_t n;
    assert_int_equal(RC_OK, oidc_rules_apply(world.arena, anna.others, &rule, 1, &held, &n));
    assert_int_equal(1, n);
    come_back(&world, OIDC_AGAIN); /* a code is used once */

    struct oidc_claims bo = sign_in(&world, "login=bo&answer=yes", OIDC_FINE);
    assert_true(str_eq_c(bo.subject, "bo") && !bo.email_verified);
    assert_int_equal(RC_OK, oidc_rules_apply(world.arena, bo.others, &rule, 1, &held, &n));
    assert_int_equal(0, n);
    struct oidc_claims stranger = sign_in(&world, "login=x-17&answer=yes", OIDC_FINE);
    assert_true(str_eq_c(stranger.subject, "x-17") && !stranger.name.p && !stranger.email.p &&
                !stranger.acr.p);
    end(&world);
}

static void test_nobody_signs_in(void **state)
{
    struct world world = begin(*state);
    sign_in(&world, "login=anna&answer=no", OIDC_DENIED);
    sign_in(&world, "login=191212121212&answer=yes", OIDC_PERSONAL_NUMBER);
    world.provider.acr_values = STR("loa3");
    sign_in(&world, "login=bo&answer=yes", OIDC_LEVEL);
    sign_in(&world, "login=anna&answer=yes", OIDC_FINE);
    end(&world);
}

static void test_what_was_changed_on_the_way(void **state)
{
    struct world world = begin(*state);
    visit(&world, "login=anna&answer=yes");
    world.callback.iss = STR_NONE; /* which this provider announces */
    come_back(&world, OIDC_MISTAKE);
    visit(&world, "login=anna&answer=yes");
    world.attempt.verifier = STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    come_back(&world, OIDC_AGAIN);
    visit(&world, "login=anna&answer=yes");
    world.attempt.nonce = STR("another");
    come_back(&world, OIDC_AGAIN);
    visit(&world, "login=anna&answer=yes");
    world.provider.client_secret = STR("wrong");
    come_back(&world, OIDC_SETUP);
    end(&world);
}

static void test_keys_are_rotated(void **state)
{
    struct world world = begin(*state);
    struct server *server = *state;
    sign_in(&world, "login=anna&answer=yes", OIDC_FINE);
    assert_int_equal(0, kill(server->process, SIGUSR2));
    CURL *browser = curl_easy_init(); /* an answer comes after the signal was heard */
    browse(world.arena, browser, ARENA_CONCAT(world.arena, server->issuer, STR("/test/log")), NULL);
    curl_easy_cleanup(browser);
    sign_in(&world, "login=anna&answer=yes", OIDC_MISTAKE); /* keys were asked for less than a minute ago */
    world.now += TIME_MINUTE;
    sign_in(&world, "login=anna&answer=yes", OIDC_FINE);
    sign_in(&world, "login=bo&answer=yes", OIDC_FINE);
    end(&world);
}

static void test_the_provider_is_gone(void **state)
{
    struct server closed = {.issuer = STR("http://127.0.0.1:9")};
    struct world world = begin(&closed);
    const struct oidc_wish wish = {.prompt = STR_NONE};
    struct str url;
    (void)state;
    struct oidc_answer answer = oidc_begin(world.cache, world.arena, &world.provider, &wish, world.now,
                                           &world.attempt, &url);
    assert_int_equal(OIDC_AWAY, answer.outcome);
    assert_true(str_find(answer.problem, STR("127.0.0.1:9")) < answer.problem.n);
    end(&world);
}

static void make_certificate(struct arena *arena, const char *folder)
{
    static const char *const words[] = {
        "openssl", "req", "-x509", "-newkey",       "rsa:2048", "-nodes",
        "-days",   "2",   "-subj", "/CN=localhost", "-addext",  "subjectAltName=DNS:localhost"};
    enum { COUNT = sizeof words / sizeof words[0] };
    char *argv[COUNT + 5] = {NULL};
    for (size_t i = 0; i < COUNT; i++)
        argv[i] = arena_c_dup(arena, str_from_c(words[i]));
    argv[COUNT] = arena_c_dup(arena, STR("-keyout"));
    argv[COUNT + 1] = (char *)arena_printf(arena, "%s/key.pem", folder).p;
    argv[COUNT + 2] = arena_c_dup(arena, STR("-out"));
    argv[COUNT + 3] = (char *)arena_printf(arena, "%s/cert.pem", folder).p;
    int status = -1;
    waitpid(run(argv, -1, -1), &status, 0);
    assert_int_equal(0, status);
}

/* The other way to send the secret, the other algorithms, and certificates. */
static void test_tls_and_other_ways(void **state)
{
    struct arena *arena = arena_new();
    char folder[] = "/tmp/radslag-oidc-XXXXXX";
    const struct oidc_wish wish = {.prompt = STR_NONE};
    struct str url;
    (void)state;
    assert_non_null(mkdtemp(folder));
    make_certificate(arena, folder);
    const char *const options[] = {"--tls", folder, "--algorithm", "ES256", "--auth", "client_secret_post",
                                   NULL};
    struct server server = start_server(arena, options);
    struct world world = begin(&server);
    assert_true(str_starts(server.issuer, STR("https://localhost:")));
    struct oidc_answer answer = oidc_begin(world.cache, arena, &world.provider, &wish, world.now,
                                           &world.attempt, &url);
    assert_int_equal(OIDC_SETUP, answer.outcome); /* not trusted */
    assert_true(str_find(answer.problem, STR("cannot be reached")) < answer.problem.n);
    world.provider.ca_file = arena_printf(arena, "%s/cert.pem", folder).p;
    world.now += TIME_MINUTE;
    sign_in(&world, "login=anna&answer=yes", OIDC_FINE);
    end(&world);
    stop_server(&server);
    unlink(arena_printf(arena, "%s/cert.pem", folder).p);
    unlink(arena_printf(arena, "%s/key.pem", folder).p);
    rmdir(folder);
    arena_free(arena);
}

static void test_ps256(void **state)
{
    static const char *const options[] = {"--algorithm", "PS256", NULL};
    struct arena *arena = arena_new();
    struct server server = start_server(arena, options);
    struct world world = begin(&server);
    (void)state;
    world.provider.algorithms = OIDC_PS256;
    sign_in(&world, "login=anna&answer=yes", OIDC_FINE);
    world.provider.algorithms = 0; /* which does not allow it: discovery says so */
    struct oidc_claims claims;
    struct oidc_answer answer = oidc_finish(world.cache, world.arena, &world.provider, &world.attempt,
                                            &world.callback, world.now, &claims);
    assert_int_equal(OIDC_SETUP, answer.outcome);
    end(&world);
    stop_server(&server);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_somebody_signs_in),
        cmocka_unit_test(test_nobody_signs_in),
        cmocka_unit_test(test_what_was_changed_on_the_way),
        cmocka_unit_test(test_keys_are_rotated),
        cmocka_unit_test(test_the_provider_is_gone),
        cmocka_unit_test(test_tls_and_other_ways),
        cmocka_unit_test(test_ps256),
    };
    if (access(SOURCE_ROOT "/tests/browser/node_modules/oidc-provider/package.json", R_OK)) {
        printf("skipped: no oidc-provider; script/npm tests/browser fetches it\n");
        return SKIPPED;
    }
    return cmocka_run_group_tests_name("oidc_provider", tests, start_plain, stop_plain);
}
