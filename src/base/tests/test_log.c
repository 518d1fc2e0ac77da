/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/tests/check.h"

static int saved_stderr = -1;

/* From here on standard error goes to a file that has no name. */
static FILE *begin_capture(void)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    fflush(stderr);
    saved_stderr = dup(STDERR_FILENO);
    assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
    return file;
}

static struct str end_capture(FILE *file, struct arena *arena)
{
    struct stat status;
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    assert_int_equal(fstat(fileno(file), &status), 0);
    char *text = arena_alloc(arena, (size_t)status.st_size + 1);
    assert_int_equal(pread(fileno(file), text, (size_t)status.st_size, 0), status.st_size);
    fclose(file);
    return (struct str){text, (size_t)status.st_size};
}

/* What one call at LOG_ERROR writes after "time error tag: ", which is checked. */
static struct str logged(struct arena *arena, struct str message)
{
    FILE *file = begin_capture();
    log_error("guide", "%.*s", STR_ARGS(message));
    struct str line = end_capture(file, arena);
    time_us time;
    check_rc(RC_OK, time_parse_iso(str_sub(line, 0, 20), &time));
    assert_true(time_now() - time < TIME_MINUTE && time <= time_now());
    check_text(" error guide: ", str_sub(line, 20, 14));
    assert_int_equal(str_find_byte(line, '\n'), line.n - 1); /* one line */
    return str_sub(line, 34, line.n - 35);
}

static void test_line(void **state)
{
    check_text("12 åäö rows", logged(*state, STR("12 åäö rows")));
    check_text("", logged(*state, STR("")));
}

static void test_nobody_forges_a_line(void **state)
{
    check_text("a\\x0a2026 error app: b\\x0d\\x1b[2J\\x7f\\x09",
               logged(*state, STR("a\n2026 error app: b\r\x1b[2J\x7f\t")));
    /* The control characters above ASCII are U+0080 to U+009F: NEL ends a line, CSI begins a command. */
    check_text("a\\xc2\\x85b\\xc2\\x9b", logged(*state, STR("a\xC2\x85"
                                                            "b\xC2\x9B")));
    check_text("a\xC2\xA0"
               "b\xC3\x85",
               logged(*state, STR("a\xC2\xA0"
                                  "b\xC3\x85")));
    for (char c = 1; c < 0x20; c++) {
        char expected[8];
        snprintf(expected, sizeof expected, "\\x%02x", c);
        check_text(expected, logged(*state, (struct str){&c, 1}));
    }
}

static void test_long_message(void **state)
{
    char text[5000];
    memset(text, 'a', sizeof text);
    assert_int_equal(logged(*state, (struct str){text, 1000}).n, 1000);
    assert_int_equal(logged(*state, (struct str){text, sizeof text}).n, 1000);
    memset(text, '\n', sizeof text); /* escaping does not lead past the line */
    assert_true(logged(*state, (struct str){text, sizeof text}).n >= 1000);
    FILE *file = begin_capture();
    memset(text, 't', sizeof text);
    text[sizeof text - 1] = '\0';
    log_error(text, "m");
    struct str line = end_capture(file, *state);
    assert_true(str_ends(line, STR("t: m\n")));
}

static struct str written_from(enum log_level lowest, struct arena *arena)
{
    FILE *file = begin_capture();
    log_set_level(lowest);
    log_debug("t", "0");
    log_info("t", "1");
    log_warning("t", "2");
    log_error("t", "3");
    log_write(LOG_SILENT, "t", "4");
    log_set_level(LOG_INFO);
    struct str text = end_capture(file, arena), levels = STR(""), line;
    while (str_split(&text, '\n', &line))
        if (line.n)
            levels = ARENA_CONCAT(arena, levels, str_skip(line, line.n - 1));
    return levels;
}

static void test_levels(void **state)
{
    FILE *file = begin_capture(); /* LOG_INFO at start */
    log_debug("t", "not this");
    log_info("t", "this");
    assert_true(str_ends(end_capture(file, *state), STR("Z info t: this\n")));
    check_text("0123", written_from(LOG_DEBUG, *state));
    check_text("123", written_from(LOG_INFO, *state));
    check_text("23", written_from(LOG_WARNING, *state));
    check_text("3", written_from(LOG_ERROR, *state));
    check_text("", written_from(LOG_SILENT, *state));
}

enum { THREADS = 4, LINES = 300 };

static void *log_many(void *letter)
{
    for (int i = 0; i < LINES; i++)
        log_info("t", "%c%c%c%c%c%c", *(char *)letter, *(char *)letter, *(char *)letter, *(char *)letter,
                 *(char *)letter, *(char *)letter);
    return NULL;
}

static void test_threads(void **state)
{
    char letters[THREADS] = {'a', 'b', 'c', 'd'};
    pthread_t threads[THREADS];
    FILE *file = begin_capture();
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, log_many, &letters[i]), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    struct str text = end_capture(file, *state), line;
    size_t lines = 0;
    while (str_split(&text, '\n', &line)) {
        if (line.n == 0)
            continue;
        assert_int_equal(line.n, strlen("2026-11-21T09:30:00Z info t: aaaaaa"));
        for (size_t i = line.n - 6; i < line.n; i++)
            assert_int_equal(line.p[i], line.p[line.n - 1]);
        lines++;
    }
    assert_int_equal(lines, THREADS * LINES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_line),         ARENA_TEST(test_nobody_forges_a_line),
        ARENA_TEST(test_long_message), ARENA_TEST(test_levels),
        ARENA_TEST(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
