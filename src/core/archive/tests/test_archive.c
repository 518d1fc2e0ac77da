/* SPDX-License-Identifier: EUPL-1.2 */
/* Archives that another program takes apart again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zip.h>

#include "core/archive/archive.h"

/* The bytes of a file of the archive. */
static struct str unpack(struct arena *arena, zip_t *archive, const char *name)
{
    zip_stat_t about;
    assert_int_equal(0, zip_stat(archive, name, ZIP_FL_ENC_UTF_8, &about));
    char *bytes = arena_alloc(arena, about.size + 1);
    zip_file_t *file = zip_fopen(archive, name, ZIP_FL_ENC_UTF_8);
    assert_non_null(file);
    assert_int_equal(about.size, zip_fread(file, bytes, about.size + 1));
    zip_fclose(file);
    return (struct str){bytes, about.size};
}

static void test_everything_is_found_again(void **state)
{
    struct arena *arena = arena_new();
    struct str large = {memset(arena_alloc(arena, 100000), 'x', 100000), 100000}, archive;
    const struct archive_file files[] = {{STR("konto.json"), STR("{\"namn\": \"Åsa\"}")},
                                         {STR("mina-förslag/1.json"), STR("")},
                                         {STR("stor.txt"), large}};
    (void)state;
    assert_int_equal(RC_OK, archive_make(arena, files, 3, 20000 * TIME_DAY, &archive));
    assert_true(archive.n < 2000); /* deflated */
    zip_t *found = zip_open_from_source(zip_source_buffer_create(archive.p, archive.n, 0, NULL),
                                        ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    assert_non_null(found);
    assert_int_equal(3, zip_get_num_entries(found, 0));
    for (size_t i = 0; i < 3; i++)
        assert_true(str_eq(files[i].bytes, unpack(arena, found, arena_c_dup(arena, files[i].name))));
    zip_discard(found);
    arena_free(arena);
}

static void test_two_of_one_name_are_refused(void **state)
{
    struct arena *arena = arena_new();
    struct str archive;
    const struct archive_file files[] = {{STR("a"), STR("1")}, {STR("a"), STR("2")}};
    (void)state;
    assert_int_equal(RC_IO, archive_make(arena, files, 2, 0, &archive));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_everything_is_found_again),
                                       cmocka_unit_test(test_two_of_one_name_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
