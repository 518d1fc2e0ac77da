/* SPDX-License-Identifier: EUPL-1.2 */
/* Facets: sets and counts against the plain way of counting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/facets/facets.h"

/* Item i has colour i % 3 + 1 and sizes of the divisors 2 to 5 of i. */
static bool has(size_t facet, size_t term, size_t i)
{
    return term == 0 || (facet == 0 ? i % 3 + 1 == term : i % (term + 1) == 0);
}

static void check(size_t items)
{
    struct arena *arena = arena_new();
    struct facet_index *index = facet_index_new(arena, items, (const size_t[]){3, 4}, 2);
    for (size_t i = 0; i < items; i++)
        for (size_t facet = 0; facet < 2; facet++)
            for (size_t term = 1; term <= 3 + facet; term++)
                if (has(facet, term, i))
                    facet_index_add(index, facet, term, i);
    for (size_t colour = 0; colour <= 3; colour++)
        for (size_t size = 0; size <= 4; size++) {
            size_t chosen[] = {colour, size}, expected = 0;
            const uint64_t *set = facet_index_select(index, arena, chosen);
            for (size_t i = 0; i < items; i++) {
                bool wanted = has(0, colour, i) && has(1, size, i);
                assert_int_equal(wanted, facet_has(set, i));
                expected += wanted;
            }
            size_t other[] = {colour, 2};
            assert_int_equal(expected, facet_index_total(index, chosen));
            assert_int_equal(expected, facet_index_count(index, other, 1, size));
        }
    assert_int_equal(0, facet_index_count(index, (const size_t[]){0, 0}, 0, 9));
    arena_free(arena);
}

static void counts_agree(void **state)
{
    (void)state;
    const size_t items[] = {0, 1, 63, 64, 65, 200};
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
        check(items[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
