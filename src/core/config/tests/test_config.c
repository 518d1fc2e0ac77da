/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/config/config.h"

#include <string.h>

#include "base/tests/check.h"

static void check_defaults(const struct config *config)
{
    check_text("sqlite:data/radslag.db", config->database);
    check_text("127.0.0.1:8099", config->listen);
    assert_null(config->public_url.p);
    assert_null(config->trusted_proxy.p);
    check_text("radslag", config->theme);
    check_text("info", config->log_level);
    assert_int_equal(config->loops, 0);
    assert_int_equal(config->workers, 4);
    assert_int_equal(config->max_connections, 10000);
    assert_int_equal(config->header_timeout_ms, 10000);
}

static void test_defaults(void **state)
{
    struct config config;
    struct buf problems;
    (void)state;
    memset(&config, 0xFF, sizeof config);
    config_defaults(&config);
    check_defaults(&config);
    buf_init(&problems, 1000);
    check_rc(RC_OK, config_read(&config, *state, "f", STR_NONE, &problems));
    check_rc(RC_OK, config_read(&config, *state, "f", STR("\n# nothing\r\n  # database = x\n\n"), &problems));
    check_defaults(&config);
    check_text("", buf_str(&problems));
    buf_free(&problems);
}

static void test_read(void **state)
{
    struct config config;
    struct buf problems;
    char text[] = "# comment\n"
                  "database = postgresql://a@b/c?options=-c%20x=y\r\n"
                  "\tlisten=[::1]:80  \n"
                  "public_url =   https://dialog.example.se # not a comment\n"
                  "log_level=debug\n"
                  "loops = 64\n"
                  "min_body_rate = 0";
    config_defaults(&config);
    config.workers = 7;
    config.trusted_proxy = STR("10.0.0.1");
    buf_init(&problems, 1000);
    check_rc(RC_OK, config_read(&config, *state, "f", str_from_c(text), &problems));
    memset(text, 'x', sizeof text - 1); /* the values are copies */
    check_text("postgresql://a@b/c?options=-c%20x=y", config.database);
    check_text("[::1]:80", config.listen);
    check_text("https://dialog.example.se # not a comment", config.public_url);
    check_text("debug", config.log_level);
    assert_int_equal(config.loops, 64);
    assert_int_equal(config.min_body_rate, 0);
    assert_int_equal(config.workers, 7); /* over what config has */
    check_text("10.0.0.1", config.trusted_proxy);
    check_rc(RC_OK, config_read(&config, *state, "f", STR("trusted_proxy ="), &problems));
    assert_null(config.trusted_proxy.p); /* absent where empty */
    check_text("", buf_str(&problems));
    buf_free(&problems);
}

/* The problems of text, which must have some; the configuration is as before. */
static struct str problems_of(struct arena *arena, struct str text)
{
    struct config config, before;
    struct buf problems;
    memset(&config, 0, sizeof config);
    config_defaults(&config);
    before = config;
    buf_init(&problems, 10000);
    check_rc(RC_INVALID, config_read(&config, arena, "radslag.conf", text, &problems));
    assert_memory_equal(&config, &before, sizeof config);
    struct str result = arena_str_dup(arena, buf_str(&problems));
    buf_free(&problems);
    return result;
}

#define check_problem(expected, text) \
    check_text("radslag.conf:1: " expected "\n", problems_of(*state, STR(text)))

static void test_problems(void **state)
{
    check_problem("unknown key \"lisen\"; did you mean \"listen\"?", "lisen = 1");
    check_problem("unknown key \"Listen\"; did you mean \"listen\"?", "Listen = 1");
    check_problem("unknown key \"worker\"; did you mean \"workers\"?", "worker = 1");
    check_problem("unknown key \"colour\"; `radslag config` lists them all", "colour = red");
    check_problem("unknown key \"\"; `radslag config` lists them all", "= red");
    check_problem("expected \"key = value\"", "listen 127.0.0.1");
    check_problem("workers must be a whole number from 1 to 64 (threads)", "workers = 0");
    check_problem("workers must be a whole number from 1 to 64 (threads)", "workers = 65");
    check_problem("workers must be a whole number from 1 to 64 (threads)", "workers = 4.5");
    check_problem("workers must be a whole number from 1 to 64 (threads)", "workers =");
    check_problem("database needs a value", "database = ");
    check_problem("theme must be one of: radslag skog vin", "theme = blue");
    check_problem("log_level must be one of: debug info warning error", "log_level = loud");
    check_problem("log_level must be one of: debug info warning error", "log_level = info warning");
}

static void test_all_problems_at_once(void **state)
{
    check_text("radslag.conf:2: database needs a value\n"
               "radslag.conf:4: expected \"key = value\"\n"
               "radslag.conf:5: loops stands twice\n",
               problems_of(*state, STR("# one\r\ndatabase =\r\nloops = 1\r\nnonsense\r\nloops = 2\r\n")));
}

static void test_endless_key(void **state)
{
    char text[5000];
    memset(text, 'k', sizeof text);
    text[sizeof text - 2] = '=';
    struct str problem = problems_of(*state, (struct str){text, sizeof text});
    assert_true(str_starts(problem, STR("radslag.conf:1: unknown key \"kkkk")));
    assert_true(str_ends(problem, STR("lists them all\n")));
    assert_true(problem.n < 200);
}

/* ---- writing ---- */

static struct str written(struct arena *arena, const struct config *config)
{
    struct buf out;
    buf_init(&out, 100000);
    config_write(config, &out);
    assert_false(out.overflowed);
    struct str text = arena_str_dup(arena, buf_str(&out));
    buf_free(&out);
    return text;
}

static void check_round_trip(struct arena *arena, const struct config *config)
{
    struct config read;
    struct buf problems;
    struct str text = written(arena, config);
    config_defaults(&read);
    buf_init(&problems, 1000);
    check_rc(RC_OK, config_read(&read, arena, "f", text, &problems));
    buf_free(&problems);
    check_same(text, written(arena, &read));
    check_same(config->database, read.database);
    check_same(config->public_url, read.public_url);
    assert_int_equal(config->public_url.p == NULL, read.public_url.p == NULL);
    check_same(config->log_level, read.log_level);
    assert_int_equal(config->requests_per_minute, read.requests_per_minute);
    assert_int_equal(config->idle_timeout_ms, read.idle_timeout_ms);
}

static void test_round_trip(void **state)
{
    struct config config;
    config_defaults(&config);
    check_round_trip(*state, &config);
    config.database = STR("postgresql://a@b/c?d=e");
    config.public_url = STR("https://åre.example");
    config.log_level = STR("error");
    config.requests_per_minute = 10;
    config.idle_timeout_ms = 3600000;
    check_round_trip(*state, &config);
}

static rc read_number(struct arena *arena, struct str key, int64_t value)
{
    struct config config;
    struct buf problems;
    config_defaults(&config);
    buf_init(&problems, 1000);
    struct str line = arena_printf(arena, "%.*s = %lld", STR_ARGS(key), (long long)value);
    rc result = config_read(&config, arena, "f", line, &problems);
    buf_free(&problems);
    return result;
}

/* "# MIN to MAX unit; default D." and on the next line "key = D": what is written is what holds. */
static void test_ranges(void **state)
{
    struct config config;
    config_defaults(&config);
    struct str text = written(*state, &config), comment, line;
    size_t found = 0;
    while (str_split(&text, '\n', &comment)) {
        size_t to = str_find(comment, STR(" to "));
        int64_t min, max, value;
        if (to == comment.n || str_to_int(str_sub(comment, 2, to - 2), &min))
            continue;
        struct str rest = str_skip(comment, to + 4);
        check_rc(RC_OK, str_to_int(str_sub(rest, 0, str_find_byte(rest, ' ')), &max));
        assert_true(str_split(&text, '\n', &line));
        struct str key = str_sub(line, 0, str_find_byte(line, ' '));
        check_rc(RC_OK, str_to_int(str_skip(line, key.n + 3), &value));
        assert_true(min <= value && value <= max);
        check_rc(RC_OK, read_number(*state, key, min));
        check_rc(RC_OK, read_number(*state, key, max));
        check_rc(RC_INVALID, read_number(*state, key, min - 1));
        check_rc(RC_INVALID, read_number(*state, key, max + 1));
        found++;
    }
    assert_int_equal(found, 11);
}

/* Every key stands in the file, each under a comment. */
static void test_commented(void **state)
{
    struct config config;
    config_defaults(&config);
    struct str text = written(*state, &config), line, before = STR("");
    size_t keys = 0;
    while (str_split(&text, '\n', &line)) {
        if (line.n && line.p[0] != '#') {
            assert_true(str_starts(before, STR("# ")));
            keys++;
        }
        before = line;
    }
    assert_int_equal(keys, 22);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_defaults),    ARENA_TEST(test_read),
        ARENA_TEST(test_problems),    ARENA_TEST(test_all_problems_at_once),
        ARENA_TEST(test_endless_key), ARENA_TEST(test_round_trip),
        ARENA_TEST(test_ranges),      ARENA_TEST(test_commented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
