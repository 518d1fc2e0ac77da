/* SPDX-License-Identifier: EUPL-1.2 */
/* For the tests of base and of all that needs no database: cmocka, comparison
 * of slices, and pseudo-random numbers that are the same in every run. */
#ifndef BASE_TESTS_CHECK_H
#define BASE_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

/* The bytes of actual are those of expected; an absent string equals an empty one. */
#define check_same(expected, actual) check_same_at((expected), (actual), __FILE__, __LINE__)
static inline void check_same_at(struct str expected, struct str actual, const char *file, int line)
{
    if (str_eq(expected, actual))
        return;
    print_error("\"%.*s\", expected \"%.*s\"\n", STR_ARGS(actual), STR_ARGS(expected));
    _fail(file, line);
}

#define check_text(expected, actual) check_same(str_from_c(expected), (actual))

#define check_rc(expected, actual) check_rc_at((expected), (actual), __FILE__, __LINE__)
static inline void check_rc_at(rc expected, rc actual, const char *file, int line)
{
    if (expected == actual)
        return;
    print_error("%s, expected %s\n", rc_name(actual), rc_name(expected));
    _fail(file, line);
}

/* The next number of a sequence (splitmix64). */
static inline uint64_t next_number(uint64_t *seed)
{
    uint64_t z = (*seed += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* One of 0 to n - 1. */
static inline size_t below(uint64_t *seed, size_t n)
{
    return (size_t)(next_number(seed) % n);
}

/* Each test may have an arena of its own as its state. */
static inline int begin_arena(void **state)
{
    *state = arena_new();
    return 0;
}

static inline int end_arena(void **state)
{
    *state = arena_free(*state);
    return 0;
}

#define ARENA_TEST(test) cmocka_unit_test_setup_teardown(test, begin_arena, end_arena)

#endif
