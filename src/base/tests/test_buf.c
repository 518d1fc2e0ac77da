/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"

#include <string.h>

#include "base/tests/check.h"

static void test_empty(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 10);
    assert_null(buf.p);
    assert_non_null(buf_str(&buf).p); /* never absent */
    assert_int_equal(buf_str(&buf).n, 0);
    buf_add(&buf, STR_NONE);
    buf_add_c(&buf, NULL);
    check_text("", buf_str(&buf));
    assert_false(buf.overflowed);
    buf_free(&buf);
    buf_free(&buf); /* what it leaves is an empty buffer */
}

static void test_ceiling(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 5);
    buf_add_c(&buf, "12345");
    assert_false(buf.overflowed);
    buf_add_byte(&buf, '6');
    assert_true(buf.overflowed);
    check_text("12345", buf_str(&buf));
    buf_clear(&buf);
    assert_false(buf.overflowed);
    assert_string_equal(buf.p, "");
    buf_add_c(&buf, "1234567"); /* all or nothing */
    assert_true(buf.overflowed);
    buf_add_c(&buf, "1"); /* it sticks, also for what would have had room */
    buf_printf(&buf, "%d", 1);
    buf_add_int(&buf, 1);
    check_text("", buf_str(&buf));
    buf_free(&buf);
    assert_null(buf.p);
    assert_false(buf.overflowed);
    buf_add_c(&buf, "12345"); /* the same ceiling */
    assert_false(buf.overflowed);
    buf_add_c(&buf, "6");
    assert_true(buf.overflowed);
    buf_free(&buf);
    buf_init(&buf, 0);
    buf_add_byte(&buf, 'a');
    assert_true(buf.overflowed);
    buf_free(&buf);
}

static void test_numbers(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    buf_add_int(&buf, INT64_MIN);
    buf_add_byte(&buf, ' ');
    buf_add_int(&buf, 0);
    buf_add_byte(&buf, ' ');
    buf_add_int(&buf, INT64_MAX);
    check_text("-9223372036854775808 0 9223372036854775807", buf_str(&buf));
    buf_free(&buf);
}

/* One addition of some kind, to both; the reference holds max bytes. */
static void add_both(struct buf *buf, char *reference, size_t *n, bool *overflowed, uint64_t *seed)
{
    char piece[700];
    size_t size = below(seed, 20) == 0 ? below(seed, sizeof piece) : below(seed, 12);
    for (size_t i = 0; i < size; i++)
        piece[i] = (char)(below(seed, 255) + 1);
    piece[size < sizeof piece ? size : sizeof piece - 1] = '\0';
    switch (below(seed, 4)) {
    case 0: buf_add(buf, (struct str){piece, size}); break;
    case 1: buf_add_c(buf, piece); break;
    case 2: buf_printf(buf, "%s", piece); break;
    default: size = 1; buf_add_byte(buf, piece[0]);
    }
    *overflowed = *overflowed || *n + size > buf->max;
    if (!*overflowed) {
        memcpy(reference + *n, piece, size);
        *n += size;
    }
}

static void test_against_array(void **state)
{
    (void)state;
    uint64_t seed = 2;
    static char reference[20000];
    for (int round = 0; round < 200; round++) {
        struct buf buf;
        size_t n = 0;
        bool overflowed = false;
        buf_init(&buf, below(&seed, sizeof reference - 1));
        for (int i = 0; i < 200; i++) {
            add_both(&buf, reference, &n, &overflowed, &seed);
            assert_int_equal(buf.overflowed, overflowed);
            assert_int_equal(buf.n, n);
            assert_true(buf.p == NULL || (buf.p[buf.n] == '\0' && buf.cap > buf.n));
        }
        check_same(((struct str){reference, n}), buf_str(&buf));
        buf_free(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_against_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
