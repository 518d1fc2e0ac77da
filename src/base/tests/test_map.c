/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/map.h"

#include "base/tests/check.h"

static void test_empty(void **state)
{
    struct map map;
    map_init(&map, *state);
    assert_null(map_get(&map, STR("a")));
    assert_null(map_get(&map, STR_NONE));
    int value = 1;
    struct map other = {.arena = *state};
    assert_null(map_put(&other, STR("a"), &value));
    assert_ptr_equal(map_get(&other, STR("a")), &value);
}

static void test_put(void **state)
{
    struct map map;
    int first = 1, second = 2;
    map_init(&map, *state);
    assert_null(map_put(&map, STR("key"), &first));
    assert_ptr_equal(map_put(&map, STR("key"), &second), &first);
    assert_ptr_equal(map_get(&map, STR("key")), &second);
    assert_int_equal(map.n, 1);
    assert_null(map_put(&map, STR(""), &first)); /* the empty key is a key */
    assert_ptr_equal(map_get(&map, STR_NONE), &first);
    assert_null(map_put(&map, STR("key\0"), &first));
    assert_ptr_equal(map_get(&map, STR("key")), &second);
    check_text("key", map.entries[0].key);
    check_text("", map.entries[1].key);
}

static void check_invariants(const struct map *map)
{
    size_t taken = 0;
    assert_int_equal(map->slot_count & (map->slot_count - 1), 0);
    for (size_t i = 0; i < map->slot_count; i++)
        taken += map->slots[i] != 0;
    assert_int_equal(taken, map->n);
    assert_true(map->n * 2 <= map->slot_count); /* at most half full */
}

/* Random puts of few keys, against a list that is searched. */
static void test_against_list(void **state)
{
    enum { KEYS = 3000 };
    static char names[KEYS][8];
    static void *values[KEYS];
    static size_t order[KEYS];
    size_t n = 0;
    uint64_t seed = 5;
    struct map map;
    map_init(&map, *state);
    for (size_t i = 0; i < KEYS; i++)
        snprintf(names[i], sizeof names[i], "%zu", i * 7919 % 99991);
    for (int i = 0; i < 10000; i++) {
        size_t key = below(&seed, KEYS);
        void *value = &names[below(&seed, KEYS)];
        assert_ptr_equal(map_get(&map, str_from_c(names[key])), values[key]);
        assert_ptr_equal(map_put(&map, str_from_c(names[key]), value), values[key]);
        if (values[key] == NULL)
            order[n++] = key;
        values[key] = value;
        assert_int_equal(map.n, n);
        if (i % 500 == 0)
            check_invariants(&map);
    }
    check_invariants(&map);
    for (size_t i = 0; i < n; i++) { /* in the order they were first put */
        check_text(names[order[i]], map.entries[i].key);
        assert_ptr_equal(map.entries[i].value, values[order[i]]);
    }
    for (size_t i = 0; i < KEYS; i++)
        assert_ptr_equal(map_get(&map, str_from_c(names[i])), values[i]);
}

static void test_hash(void **state)
{
    (void)state; /* the published vectors of FNV-1a, 32 bits */
    assert_int_equal(str_hash(STR("")), 0x811c9dc5);
    assert_int_equal(str_hash(STR_NONE), 0x811c9dc5);
    assert_int_equal(str_hash(STR("a")), 0xe40c292c);
    assert_int_equal(str_hash(STR("foobar")), 0xbf9cf968);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_empty),
        ARENA_TEST(test_put),
        ARENA_TEST(test_against_list),
        cmocka_unit_test(test_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
