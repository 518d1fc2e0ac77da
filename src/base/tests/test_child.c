/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/child.h"

#include <signal.h>

#include "base/buf.h"
#include "check.h"

/* What a child said, and whether it may say more. */
struct hearing {
    struct buf bytes;
    bool refuses, wants_stop;
};

static bool take(void *context, struct str bytes)
{
    struct hearing *hearing = context;
    buf_add(&hearing->bytes, bytes);
    return !hearing->refuses;
}

static bool go_on(void *context)
{
    return !((const struct hearing *)context)->wants_stop;
}

static enum child_end talk(const char *path, struct str input, time_us limit, struct hearing *hearing,
                           int *ret_code)
{
    struct child child;
    struct child_talk talk = {.input = input,
                              .deadline = limit > 0 ? time_monotonic() + limit : 0,
                              .patience = 2 * TIME_SECOND,
                              .take = take,
                              .go_on = go_on,
                              .context = hearing};
    buf_init(&hearing->bytes, 8 * 1024 * 1024);
    check_rc(RC_OK, child_start(path, &child));
    return child_talk(&child, &talk, ret_code);
}

static void test_an_exit_code_is_told(void **state)
{
    struct hearing hearing = {0};
    int code = -1;
    (void)state;
    assert_int_equal(CHILD_EXITED, talk("/bin/true", STR_NONE, 0, &hearing, &code));
    assert_int_equal(0, code);
    assert_int_equal(CHILD_EXITED, talk("/bin/false", STR_NONE, 0, &hearing, &code));
    assert_int_equal(1, code);
    buf_free(&hearing.bytes);
}

static void test_what_is_said_comes_back_whole(void **state)
{
    struct hearing hearing = {.wants_stop = true}; /* so tee sees the end of its input */
    struct buf input;
    int code = -1;
    (void)state;
    buf_init(&input, 1024 * 1024);
    buf_add_c(&input, "a few words");
    assert_int_equal(CHILD_EXITED, talk("/usr/bin/tee", buf_str(&input), 0, &hearing, &code));
    assert_int_equal(0, code);
    check_same(buf_str(&input), buf_str(&hearing.bytes));
    buf_free(&input);
    buf_free(&hearing.bytes);
}

static void test_a_hang_ends_at_the_deadline(void **state)
{
    struct hearing hearing = {0};
    int code = 0;
    time_us begin = time_monotonic();
    (void)state;
    assert_int_equal(CHILD_TIMED_OUT, talk("/bin/cat", STR("x"), TIME_SECOND / 5, &hearing, &code));
    assert_int_equal(SIGKILL, code);
    assert_true(time_monotonic() - begin < 5 * TIME_SECOND);
    buf_free(&hearing.bytes);
}

static void test_what_is_not_taken_ends_the_child(void **state)
{
    struct hearing hearing = {.refuses = true};
    int code = 0;
    (void)state;
    assert_int_equal(CHILD_REFUSED, talk("/bin/cat", STR("x"), 0, &hearing, &code));
    buf_free(&hearing.bytes);
}

static void test_a_program_that_is_not_there(void **state)
{
    struct child child;
    char path[64];
    (void)state;
    check_rc(RC_NOT_FOUND, child_start("/nowhere/at/all", &child));
    check_rc(RC_LIMIT, child_beside("x", path, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_exit_code_is_told),
        cmocka_unit_test(test_what_is_said_comes_back_whole),
        cmocka_unit_test(test_a_hang_ends_at_the_deadline),
        cmocka_unit_test(test_what_is_not_taken_ends_the_child),
        cmocka_unit_test(test_a_program_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
