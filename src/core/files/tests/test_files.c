/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/files/files.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/tests/check.h"

static const char bytes[] = "layout-A-B";

/* Sorted by path, as the build makes them. */
static const struct embedded_file embedded[] = {
    {"content/empty.csv", bytes, bytes},
    {"po/LINGUAS", bytes + 6, bytes + 10},
    {"src/features/guide/templates/a.mustache", bytes + 7, bytes + 8},
    {"src/features/site/templates/b.mustache", bytes + 9, bytes + 10},
    {"templates/form/field.mustache", bytes, bytes + 1},
    {"templates/layout.mustache", bytes, bytes + 6},
};
enum { EMBEDDED = sizeof embedded / sizeof embedded[0] };

static struct files program_files(const char *dev_root)
{
    return (struct files){embedded, EMBEDDED, dev_root};
}

/* ---- a folder on disk ---- */

struct disk {
    struct arena *arena;
    char root[40];
};

static void make_file(const struct disk *disk, const char *path, struct str text)
{
    struct str full = arena_printf(disk->arena, "%s/%s", disk->root, path);
    for (size_t i = strlen(disk->root) + 1; i < full.n; i++)
        if (full.p[i] == '/')
            mkdir(arena_c_dup(disk->arena, str_sub(full, 0, i)), 0700);
    FILE *file = fopen(full.p, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
    assert_int_equal(fclose(file), 0);
}

static int begin_disk(void **state)
{
    struct arena *arena = arena_new();
    struct disk *disk = ARENA_NEW(arena, struct disk);
    disk->arena = arena;
    snprintf(disk->root, sizeof disk->root, "/tmp/radslag-test-XXXXXX");
    *state = disk;
    return mkdtemp(disk->root) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static int end_disk(void **state)
{
    struct disk *disk = *state;
    nftw(disk->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(disk->arena);
    return 0;
}

/* ---- what the program carries ---- */

static void test_embedded(void **state)
{
    struct files files = program_files(NULL), none = {0};
    struct str text;
    for (size_t i = 0; i < EMBEDDED; i++) {
        check_rc(RC_OK, files_read(&files, *state, embedded[i].path, &text));
        assert_ptr_equal(text.p, embedded[i].start); /* borrowed, not copied */
        assert_int_equal(text.n, embedded[i].end - embedded[i].start);
    }
    static const char *const missing[] = {"",
                                          "a",
                                          "zzz",
                                          "templates",
                                          "templates/layout.mustach",
                                          "templates/layout.mustache2",
                                          "content/empty.csv/"};
    text = STR("before");
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        check_rc(RC_NOT_FOUND, files_read(&files, *state, missing[i], &text));
    check_rc(RC_NOT_FOUND, files_read(&none, *state, "po/LINGUAS", &text));
    check_text("before", text); /* untouched on failure */
}

static void check_match(const struct files *files, struct arena *arena, const char *pattern,
                        const char *expected)
{
    struct path_list paths;
    struct str all = STR("");
    files_match(files, arena, pattern, &paths);
    for (size_t i = 0; i < paths.n; i++)
        all = ARENA_CONCAT(arena, all, str_from_c(paths.items[i]), STR(" "));
    check_text(expected, all);
}

static void test_match(void **state)
{
    struct files files = program_files(NULL);
    check_match(&files, *state, "src/features/*/templates/*.mustache",
                "src/features/guide/templates/a.mustache src/features/site/templates/b.mustache ");
    check_match(&files, *state, "templates/*.mustache", "templates/layout.mustache "); /* no '/' in a star */
    check_match(&files, *state, "*", "");
    check_match(&files, *state, "po/LINGUAS", "po/LINGUAS ");
    check_match(&files, *state, "po/*.mo", "");
}

/* ---- the development root ---- */

static void test_dev_root(void **state)
{
    struct disk *disk = *state;
    struct files files = program_files(disk->root);
    struct str text;
    make_file(disk, "templates/layout.mustache", STR("from disk"));
    make_file(disk, "templates/new.mustache", STR("new"));
    check_rc(RC_OK, files_read(&files, disk->arena, "templates/layout.mustache", &text));
    check_text("from disk", text);
    check_rc(RC_OK, files_read(&files, disk->arena, "templates/new.mustache", &text));
    check_text("new", text);
    check_rc(RC_OK, files_read(&files, disk->arena, "po/LINGUAS", &text)); /* only carried */
    check_text("-A-B", text);
    check_rc(RC_NOT_FOUND, files_read(&files, disk->arena, "templates/nowhere", &text));
    make_file(disk, "templates/layout.mustache", STR("edited")); /* seen at the next reading */
    check_rc(RC_OK, files_read(&files, disk->arena, "templates/layout.mustache", &text));
    check_text("edited", text);
    check_rc(RC_IO, files_read(&files, disk->arena, "templates", &text)); /* a folder */
}

static void test_dev_match(void **state)
{
    struct disk *disk = *state;
    struct files files = program_files(disk->root);
    make_file(disk, "templates/layout.mustache", STR("x"));
    make_file(disk, "templates/about.mustache", STR("x"));
    make_file(disk, "templates/zebra.mustache", STR("x"));
    make_file(disk, "templates/deep/er.mustache", STR("x"));
    make_file(disk, "templates/other.txt", STR("x"));
    check_match(&files, disk->arena, "templates/*.mustache",
                "templates/about.mustache templates/layout.mustache templates/zebra.mustache ");
    check_match(&files, disk->arena, "templates/*/*.mustache",
                "templates/deep/er.mustache templates/form/field.mustache ");
    check_match(&files, disk->arena, "nothing/*", "");
}

/* A source tree may stand in a folder whose name looks like a pattern. */
static void test_dev_root_is_no_pattern(void **state)
{
    struct disk *disk = *state;
    make_file(disk, "[a] *\\?/templates/new.mustache", STR("new"));
    make_file(disk, "a/templates/wrong.mustache", STR("wrong"));
    struct str root = arena_printf(disk->arena, "%s/[a] *\\?", disk->root);
    struct files files = program_files(root.p);
    check_match(&files, disk->arena, "templates/*.mustache",
                "templates/layout.mustache templates/new.mustache ");
}

/* ---- a file of the operator's ---- */

static void test_file_read(void **state)
{
    struct disk *disk = *state;
    struct str text, big = arena_printf(disk->arena, "%0*d", 300000, 7);
    make_file(disk, "ten",
              STR("0123\0"
                  "56789"));
    make_file(disk, "none", STR(""));
    make_file(disk, "big", big);
    const char *ten = arena_printf(disk->arena, "%s/ten", disk->root).p;
    check_rc(RC_OK, file_read(disk->arena, ten, 10, &text));
    check_same(STR("0123\0"
                   "56789"),
               text);
    check_rc(RC_OK, file_read(disk->arena, arena_printf(disk->arena, "%s/none", disk->root).p, 0, &text));
    assert_non_null(text.p);
    assert_int_equal(text.n, 0);
    check_rc(RC_OK,
             file_read(disk->arena, arena_printf(disk->arena, "%s/big", disk->root).p, 1000000, &text));
    check_same(big, text);
    text = STR("before");
    check_rc(RC_LIMIT, file_read(disk->arena, ten, 9, &text));
    check_rc(RC_NOT_FOUND, file_read(disk->arena, arena_printf(disk->arena, "%s/x", disk->root).p, 9, &text));
    check_rc(RC_NOT_FOUND, file_read(disk->arena, arena_printf(disk->arena, "%s/x", ten).p, 9, &text));
    check_rc(RC_IO, file_read(disk->arena, disk->root, 9, &text));
    check_rc(RC_IO, file_read(disk->arena, "/dev/null", 9, &text)); /* not a file */
    check_text("before", text);
}

#define DISK_TEST(test) cmocka_unit_test_setup_teardown(test, begin_disk, end_disk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_embedded),
        ARENA_TEST(test_match),
        DISK_TEST(test_dev_root),
        DISK_TEST(test_dev_match),
        DISK_TEST(test_dev_root_is_no_pattern),
        DISK_TEST(test_file_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
