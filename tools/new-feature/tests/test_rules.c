/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules: no database, no web. */
#include "support/testdb.h"

#include "features/@name@/@name@_rules.h"

static void test_blanks_are_tidied(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    assert_str("Two words", @thing@_tidy(arena, STR("  Two    words ")));
    assert_str("å", @thing@_tidy(arena, STR("å")));
    assert_str("", @thing@_tidy(arena, STR("   ")));
    assert_str("", @thing@_tidy(arena, STR_NONE));
    arena_free(arena);
}

static void test_what_repeats(void **state)
{
    const struct @thing@ newest = {.text = STR("The park")};
    (void)state;
    assert_true(@thing@_repeats(STR("The park"), &newest));
    assert_false(@thing@_repeats(STR("The parks"), &newest));
    assert_false(@thing@_repeats(STR(""), &newest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blanks_are_tidied),
        cmocka_unit_test(test_what_repeats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
