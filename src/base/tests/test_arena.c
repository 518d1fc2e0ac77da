/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory: mem.h, arena.h and vec.h. */
#include "base/tests/check.h"

#include <signal.h>
#include <stdalign.h>
#include <string.h>

#include "base/mem.h"
#include "base/vec.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
#endif

/* ---- what ends the program ---- */

static sigjmp_buf after_abort;

static void on_abort(int signal_number)
{
    (void)signal_number;
    siglongjmp(after_abort, 1);
}

/* True where act aborts. */
static bool aborts(void (*act)(struct arena *), struct arena *arena)
{
    struct sigaction wait = {.sa_handler = on_abort}, before;
    volatile bool aborted = true;
    sigaction(SIGABRT, &wait, &before);
    if (sigsetjmp(after_abort, 1) == 0) {
        act(arena);
        aborted = false;
    }
    sigaction(SIGABRT, &before, NULL);
    return aborted;
}

static void alloc_array_too_large(struct arena *arena)
{
    arena_alloc_array(arena, SIZE_MAX / 2, 3);
}

static void alloc_too_large(struct arena *arena)
{
    arena_alloc(arena, SIZE_MAX - 10);
}

static void test_overflow_aborts(void **state)
{
    assert_true(aborts(alloc_array_too_large, *state));
    assert_true(aborts(alloc_too_large, *state));
}

/* ---- mem.h ---- */

static void test_mem(void **state)
{
    (void)state;
    char *zeroed = mem_alloc(100);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(zeroed[i], 0);
    memset(zeroed, 'x', 100);
    zeroed = mem_resize(zeroed, 5000);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(zeroed[i], 'x');
    assert_null(mem_free(zeroed));
    assert_null(mem_free(NULL));
    void *nothing = mem_alloc(0), *none = mem_alloc_array(0, 8), *fresh = mem_resize(NULL, 1);
    assert_non_null(nothing);
    assert_non_null(none);
    assert_non_null(fresh);
    mem_free(nothing);
    mem_free(none);
    mem_free(fresh);
    int *items = mem_alloc_array(10, sizeof *items);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(items[i], 0);
    mem_free(items);
    char *copy = mem_strdup("åre");
    assert_string_equal(copy, "åre");
    mem_free(copy);
}

/* ---- arena.h ---- */

struct block {
    unsigned char *p;
    size_t n;
};

enum { BLOCKS = 2000 };

static size_t random_size(uint64_t *seed)
{
    size_t kind = below(seed, 100);
    return kind == 0 ? below(seed, 100000) : kind < 10 ? below(seed, 9000) : below(seed, 60);
}

/* Blocks are zeroed, aligned, and nothing written to one is seen in another. */
static void check_blocks(struct arena *arena, uint64_t *seed)
{
    static struct block blocks[BLOCKS];
    size_t asked = 0;
    for (size_t i = 0; i < BLOCKS; i++) {
        size_t n = random_size(seed);
        unsigned char *p = arena_alloc(arena, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        for (size_t k = 0; k < n; k++)
            if (p[k])
                fail_msg("byte %zu of block %zu is not zero", k, i);
        memset(p, (int)(i % 255 + 1), n);
        blocks[i] = (struct block){p, n};
        asked += n;
        assert_true(arena_used_bytes(arena) >= asked);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t k = 0; k < blocks[i].n; k++)
            if (blocks[i].p[k] != i % 255 + 1)
                fail_msg("block %zu was written over", i);
}

static void test_blocks(void **state)
{
    uint64_t seed = 1;
    assert_int_equal(arena_used_bytes(*state), 0);
    for (int use = 0; use < 4; use++) {
        check_blocks(*state, &seed);
        arena_reset(*state);
        assert_int_equal(arena_used_bytes(*state), 0);
    }
}

static void test_poisoned_on_reset(void **state)
{
#ifdef HAVE_ASAN
    char *small = arena_alloc(*state, 10), *large = arena_alloc(*state, 100000);
    assert_null(__asan_region_is_poisoned(small, 10));
    assert_null(__asan_region_is_poisoned(large, 100000));
    assert_true(__asan_address_is_poisoned(small + 16)); /* an overrun is caught */
    arena_reset(*state);
    assert_true(__asan_address_is_poisoned(small));
    assert_true(__asan_address_is_poisoned(large));
#else
    (void)state;
    skip();
#endif
}

struct trace {
    char text[20];
    size_t n;
};

struct mark {
    struct trace *trace;
    struct arena *arena;
    char letter;
};

static void write_letter(void *argument)
{
    struct mark *mark = argument;
    mark->trace->text[mark->trace->n++] = mark->letter;
}

/* Registers another while the cleanups run. */
static void write_letter_and_register(void *argument)
{
    struct mark *mark = argument;
    write_letter(mark);
    mark->letter = 'z';
    memset(arena_alloc(mark->arena, 20000), 1, 20000);
    arena_on_end(mark->arena, write_letter, mark);
}

static void test_cleanups(void **state)
{
    (void)state;
    struct trace trace = {0};
    struct arena *arena = arena_new();
    struct mark a = {&trace, arena, 'a'}, b = {&trace, arena, 'b'}, c = {&trace, arena, 'c'};
    arena_on_end(arena, write_letter, &a);
    arena_on_end(arena, write_letter_and_register, &b);
    arena_on_end(arena, write_letter, &c);
    arena_reset(arena);
    assert_string_equal(trace.text, "cbza");
    arena_reset(arena); /* each runs once */
    assert_string_equal(trace.text, "cbza");
    arena_on_end(arena, write_letter, &a);
    assert_null(arena_free(arena));
    assert_string_equal(trace.text, "cbzaa");
    assert_null(arena_free(NULL));
}

static void test_copies(void **state)
{
    char original[] = "Björn\0Borg";
    struct str whole = {original, sizeof original - 1};
    struct str copy = arena_str_dup(*state, whole);
    char *text = arena_c_dup(*state, whole);
    assert_ptr_not_equal(copy.p, original);
    memset(original, 'x', sizeof original);
    check_same(STR("Björn\0Borg"), copy);
    assert_int_equal(copy.p[copy.n], '\0');
    assert_string_equal(text, "Björn");
    assert_null(arena_str_dup(*state, STR_NONE).p);
    assert_int_equal(arena_str_dup(*state, STR_NONE).n, 0);
    struct str empty = arena_str_dup(*state, STR(""));
    assert_non_null(empty.p);
    assert_int_equal(empty.p[0], '\0');
    assert_string_equal(arena_c_dup(*state, STR_NONE), "");
}

static void test_made_texts(void **state)
{
    struct str made = arena_printf(*state, "%d %.*s %s", 7, STR_ARGS(STR("sju")), "seven");
    check_text("7 sju seven", made);
    assert_int_equal(made.p[made.n], '\0');
    made = arena_printf(*state, "%0*d", 50000, 7);
    assert_int_equal(made.n, 50000);
    assert_int_equal(made.p[49999], '7');
    assert_int_equal(made.p[50000], '\0');
    made = arena_printf(*state, "%s", "");
    assert_non_null(made.p);
    made = ARENA_CONCAT(*state, STR("a"), STR_NONE, STR(""), STR("bc"));
    check_text("abc", made);
    assert_int_equal(made.p[made.n], '\0');
    made = arena_concat(*state, NULL, 0);
    check_text("", made);
    assert_non_null(made.p);
}

/* ---- vec.h ---- */

static void test_vec(void **state)
{
    struct item {
        int number;
        char name[20];
    };
    VEC(struct item) items = {0};
    for (int i = 0; i < 1000; i++) {
        struct item *item = VEC_PUSH(*state, &items);
        assert_int_equal(item->number, 0);
        assert_int_equal(item->name[19], 0);
        *item = (struct item){.number = i, .name = "a name of 19 bytes."};
    }
    assert_int_equal(items.n, 1000);
    assert_true(items.cap >= items.n);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items.items[i].number, i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_overflow_aborts), cmocka_unit_test(test_mem),
        ARENA_TEST(test_blocks),          ARENA_TEST(test_poisoned_on_reset),
        cmocka_unit_test(test_cleanups),  ARENA_TEST(test_copies),
        ARENA_TEST(test_made_texts),      ARENA_TEST(test_vec),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
