/* SPDX-License-Identifier: EUPL-1.2 */
/* Time and numbers: deadlines, full queues, caps, and stopping. */
#include <pthread.h>
#include <string.h>

#include "base/clock.h"
#include "core/web/inside.h"
#include "harness.h"

static int begin(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    *state = arena_free(*state);
    return 0;
}

static void pause_ms(int ms)
{
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    nanosleep(&pause, NULL);
}

static struct server_options impatient(void)
{
    struct server_options options = site_options();
    options.header_timeout_ms = 1000;
    options.idle_timeout_ms = 1500;
    return options;
}

/* Sends text one byte at a time; milliseconds until it was cut, or -1. */
static int drip(struct client *client, const char *text, int pause)
{
    time_us began = time_monotonic();
    for (; *text; text++) {
        if (!client_send(client, (struct str){text, 1}) || client_wait_close(client, pause) >= 0)
            return (int)((time_monotonic() - began) / 1000);
    }
    return -1;
}

static void test_slow_header(void **state)
{
    struct server_options options = impatient();
    struct site *site = site_begin(&options);
    struct client *client = client_new(site, *state);
    int cut = drip(client, "GET / HTTP/1.1\r\nHost: localhost\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyy", 100);
    assert_true(cut >= 900 && cut < 2500);
    client_free(client);
    /* The same after a request that was served, in the middle of the headers. */
    client = client_new(site, *state);
    client_send(client, STR("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    assert_int_equal(client_answer(client, false).status, 200);
    client_send(client, STR("GET / HTTP/1.1\r\n"));
    cut = drip(client,
               "Host: localhost\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", 100);
    assert_true(cut >= 900 && cut < 2500);
    client_free(client);
    /* And nothing at all. */
    client = client_new(site, *state);
    cut = client_wait_close(client, 5000);
    assert_true(cut >= 900 && cut < 2500);
    client_free(client);
    site_end(site);
}

static void test_idle(void **state)
{
    struct server_options options = impatient();
    struct site *site = site_begin(&options);
    struct client *client = client_new(site, *state);
    for (int i = 0; i < 3; i++) { /* each request gives new time */
        client_send(client, STR("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assert_int_equal(client_answer(client, false).status, 200);
        pause_ms(700);
    }
    int cut = client_wait_close(client, 5000);
    assert_true(cut >= 500 && cut < 2500);
    client_free(client);
    site_end(site);
}

static void test_slow_body(void **state)
{
    struct server_options options = site_options();
    options.min_body_rate = 20;
    struct site *site = site_begin(&options);
    const char *head = "POST /en/form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000\r\n"
                       "Content-Type: application/x-www-form-urlencoded\r\n\r\n";
    struct client *slow = client_new(site, *state), *steady = client_new(site, *state);
    client_send(slow, str_from_c(head));
    client_send(steady, str_from_c(head));
    int cut = -1;
    time_us began = time_monotonic();
    for (int i = 0; i < 75; i++) { /* 7.5 s: 10 and 400 bytes a second */
        if (cut < 0 && (!client_send(slow, STR("x")) || client_wait_close(slow, 50) >= 0))
            cut = (int)((time_monotonic() - began) / 1000);
        client_send(steady, (struct str){"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 40});
        pause_ms(50);
    }
    assert_true(cut >= 4500 && cut < 6500);
    assert_int_equal(client_answer(steady, false).status, 403); /* whole, and without a token */
    client_free(slow);
    client_free(steady);
    site_end(site);
}

static void wait_inside(int n)
{
    for (int i = 0; i < 1000 && handlers_inside() < n; i++)
        pause_ms(10);
    assert_int_equal(handlers_inside(), n);
}

static void test_full_pool(void **state)
{
    enum { WORKERS = 2, EXTRA = 5 };
    struct server_options options = impatient();
    struct site *site = site_begin(&options);
    struct client *clients[WORKERS + POOL_QUEUE_LENGTH + EXTRA];
    int waiting = 0, refused = 0;
    handlers_hold();
    const int n = WORKERS + POOL_QUEUE_LENGTH + EXTRA;
    for (int i = 0; i < n; i++) {
        clients[i] = client_new(site, *state);
        client_send(clients[i], STR("GET /stuck HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        if (i == WORKERS - 1)
            wait_inside(WORKERS);
    }
    /* Longer than every deadline: who waits for us is not cut. The others go on. */
    pause_ms(2000);
    assert_int_equal(get(site, *state, "/", "").status, 200);
    handlers_release();
    for (int i = 0; i < n; i++) {
        struct answer a = client_answer(clients[i], false);
        waiting += a.status == 200;
        refused += a.status == 503 && answer_header(&a, "Retry-After", NULL).p;
        client_free(clients[i]);
    }
    assert_int_equal(refused, EXTRA);
    assert_int_equal(waiting, WORKERS + POOL_QUEUE_LENGTH);
    site_end(site);
}

static void test_gone_clients(void **state)
{
    struct server_options options = site_options();
    struct site *site = site_begin(&options);
    struct form_key key = form_key(site, *state, "/en/form");
    struct str body = ARENA_CONCAT(*state, STR("name=x&_token="), key.token);
    struct str whole = arena_printf(
        *state,
        "POST /slow-form HTTP/1.1\r\nHost: localhost\r\nCookie: %.*s\r\nContent-Length: %zu\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n%.*s",
        STR_ARGS(key.cookie), body.n, STR_ARGS(body));
    /* Leaving at every byte of a request, and while a handler works. */
    for (size_t n = 1; n <= whole.n; n += 7) {
        struct client *client = client_new(site, *state);
        client_send(client, str_sub(whole, 0, n));
        client_free(client);
    }
    for (int i = 0; i < 20; i++) {
        struct client *client = client_new(site, *state);
        client_send(client, i % 2 ? whole : STR("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        client_free(client);
    }
    assert_int_equal(get(site, *state, "/", "").status, 200);
    site_end(site);
}

static void test_caps(void **state)
{
    struct watch *watch = watch_new(2, 1000);
    struct address one = {{0}}, two = {{0}};
    (void)state;
    assert_true(address_parse(STR("203.0.113.1"), &one));
    assert_true(address_parse(STR("203.0.113.2"), &two));
    struct peer *a = watch_add(watch, -1, one, false);
    assert_true(watch_welcomes(watch, one, false));
    struct peer *b = watch_add(watch, -1, one, false);
    assert_false(watch_welcomes(watch, one, false));
    assert_true(watch_welcomes(watch, one, true));
    assert_true(watch_welcomes(watch, two, false));
    watch_remove(watch, a);
    assert_true(watch_welcomes(watch, one, false));
    watch_remove(watch, b);
    watch_free(watch);
}

static void test_total_cap(void **state)
{
    struct server_options options = impatient();
    options.loops = 1;
    options.max_connections = 3;
    options.max_per_address = 1; /* this machine is exempt */
    struct site *site = site_begin(&options);
    struct client *clients[3];
    for (int i = 0; i < 3; i++) {
        clients[i] = client_new(site, *state);
        client_send(clients[i], STR("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assert_int_equal(client_answer(clients[i], false).status, 200);
    }
    /* The fourth waits in the kernel until one leaves. */
    struct client *fourth = client_new(site, *state);
    client_send(fourth, STR("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    client_free(clients[0]);
    assert_int_equal(client_answer(fourth, false).status, 200);
    client_free(fourth);
    client_free(clients[1]);
    client_free(clients[2]);
    site_end(site);
}

/* ---- stopping ------------------------------------------------------------------------------ */

struct stopper {
    pthread_t thread;
    struct site *site;
    int ms;
};

static void *stop(void *argument)
{
    struct stopper *stopper = argument;
    time_us began = time_monotonic();
    stopper->site->server = server_stop(stopper->site->server);
    stopper->ms = (int)((time_monotonic() - began) / 1000);
    return NULL;
}

static void test_stop(void **state)
{
    struct server_options options = site_options();
    struct site *site = site_begin(&options);
    handlers_hold();
    struct client *idle = client_new(site, *state), *fresh = client_new(site, *state);
    struct client *working = client_new(site, *state), *queued = client_new(site, *state);
    client_send(idle, STR("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    assert_int_equal(client_answer(idle, false).status, 200);
    client_send(working, STR("GET /stuck HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    wait_inside(1);
    client_send(queued, STR("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    pause_ms(100);
    struct stopper stopper = {.site = site};
    assert_int_equal(pthread_create(&stopper.thread, NULL, stop, &stopper), 0);
    assert_true(client_wait_close(idle, 3000) >= 0);
    assert_true(client_wait_close(fresh, 3000) >= 0);
    handlers_release();
    struct answer a = client_answer(working, false);
    assert_int_equal(a.status, 200);
    assert_true(a.closed);
    assert_int_equal(client_answer(queued, false).status, 200);
    pthread_join(stopper.thread, NULL);
    assert_true(stopper.ms < 5000);
    client_free(idle);
    client_free(fresh);
    client_free(working);
    client_free(queued);
    site_end(site);
}

/* Somebody who never finishes is cut after ten seconds. */
static void test_stop_at_last(void **state)
{
    struct server_options options = site_options();
    options.min_body_rate = 1;
    struct site *site = site_begin(&options);
    struct client *client = client_new(site, *state);
    /* The 100 tells that the server has begun with it. */
    client_send(client, STR("POST /en/form HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                            "Content-Length: 60000\r\n"
                            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"));
    assert_int_equal(client_answer(client, false).status, 100);
    struct stopper stopper = {.site = site};
    assert_int_equal(pthread_create(&stopper.thread, NULL, stop, &stopper), 0);
    int cut = drip(client, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 300);
    assert_true(cut >= 9000 && cut < 13000);
    pthread_join(stopper.thread, NULL);
    client_free(client);
    site_end(site);
}

static void test_stop_under_load(void **state)
{
    for (int round = 0; round < 5; round++) {
        struct server_options options = site_options();
        struct site *site = site_begin(&options);
        struct client *clients[40];
        for (int i = 0; i < 40; i++) {
            clients[i] = client_new(site, *state);
            client_send(clients[i], i % 4 ? STR("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                          : STR("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }
        pause_ms(round * 20);
        site->server = server_stop(site->server);
        for (int i = 0; i < 40; i++)
            client_free(clients[i]);
        site_end(site);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_slow_header),     TEST(test_idle),         TEST(test_slow_body),
        TEST(test_full_pool),       TEST(test_gone_clients), TEST(test_caps),
        TEST(test_total_cap),       TEST(test_stop),         TEST(test_stop_at_last),
        TEST(test_stop_under_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
