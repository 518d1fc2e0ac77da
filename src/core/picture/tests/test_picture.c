/* SPDX-License-Identifier: EUPL-1.2 */
/* What a picture is made into, and that it is stored once; on both databases. */
#include "support/testdb.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "base/buf.h"
#include "core/picture/picture.h"
#include "core/picture/picture_inside.h"

static const struct query q_count = {"test.count", "SELECT count(*) FROM picture", "", "i"};

/* A picture whose left half is red and right half blue, as a JPEG. */
static struct str red_and_blue(struct arena *arena, int width, int height)
{
    unsigned char *rgb = arena_alloc_array(arena, (size_t)width * (size_t)height, 3), *jpeg = NULL;
    unsigned long n = 0;
    for (int i = 0; i < width * height; i++)
        rgb[i * 3 + (i % width < width / 2 ? 0 : 2)] = 250;
    tjhandle tj = tjInitCompress();
    assert_int_equal(0, tjCompress2(tj, rgb, width, 0, height, TJPF_RGB, &jpeg, &n, TJSAMP_444, 95, 0));
    struct str copy = arena_str_dup(arena, (struct str){(const char *)jpeg, n});
    tjFree(jpeg);
    tjDestroy(tj);
    return copy;
}

/* The same with an Exif segment that tells the orientation and a secret. */
static struct str with_exif(struct arena *arena, struct str jpeg, int orientation)
{
    char exif[] = "\xff\xe1\x00\x2a"
                  "Exif\0\0"
                  "MM\0\x2a\0\0\0\x08"
                  "\0\x01"
                  "\x01\x12\0\x03\0\0\0\x01\0\x00\0\0"
                  "\0\0\0\0"
                  "59.33N18.";
    size_t n = sizeof exif - 1;
    exif[3] = (char)(n - 2);
    exif[29] = (char)orientation;
    return ARENA_CONCAT(arena, str_sub(jpeg, 0, 2), ((struct str){exif, n}), str_skip(jpeg, 2));
}

/* The colour of a pixel of a picture: 'r', 'b', 'w' for white, or '?'. */
static char colour_at(const struct picture *picture, int x, int y)
{
    int width = (int)picture->width, height = (int)picture->height;
    unsigned char *rgb = malloc((size_t)width * (size_t)height * 3);
    tjhandle tj = tjInitDecompress();
    assert_int_equal(0, tjDecompress2(tj, (const unsigned char *)picture->bytes.p, picture->bytes.n, rgb,
                                      width, 0, height, TJPF_RGB, 0));
    const unsigned char *c = rgb + ((size_t)y * (size_t)width + (size_t)x) * 3;
    char colour = c[0] > 200 && c[2] > 200 ? 'w' : c[0] > 200 ? 'r' : c[2] > 200 ? 'b' : '?';
    tjDestroy(tj);
    free(rgb);
    return colour;
}

static void test_large_one_is_shrunk(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct picture picture;
    assert_rc(RC_OK, picture_make(arena, red_and_blue(arena, 5000, 2500), &picture));
    assert_int_equal(PICTURE_SIDE, picture.width);
    assert_int_equal(PICTURE_SIDE / 2, picture.height);
    assert_int_equal('r', colour_at(&picture, 10, 10));
    assert_int_equal('b', colour_at(&picture, PICTURE_SIDE - 10, 10));
    assert_int_equal(PICTURE_NAME_BYTES, picture.name.n);
    arena_free(arena);
}

static void test_stands_upright_without_secrets(void **state)
{
    (void)state;
    /* Where red is, by orientation: left, right, right, left, top, top, bottom, bottom. */
    static const char *const expected[] = {"l", "r", "r", "l", "t", "t", "b", "b"};
    struct arena *arena = arena_new();
    for (int orientation = 1; orientation <= 8; orientation++) {
        struct picture picture;
        struct str jpeg = with_exif(arena, red_and_blue(arena, 64, 32), orientation);
        assert_int_equal(orientation, exif_orientation(jpeg));
        assert_true(str_find(jpeg, STR("59.33N")) < jpeg.n);
        assert_rc(RC_OK, picture_make(arena, jpeg, &picture));
        assert_int_equal(orientation < 5 ? 64 : 32, picture.width);
        int x = 4, y = 4;
        switch (expected[orientation - 1][0]) {
        case 'r': x = (int)picture.width - 4; break;
        case 'b': y = (int)picture.height - 4; break;
        default: break;
        }
        assert_int_equal('r', colour_at(&picture, x, y));
        assert_int_equal('b', colour_at(&picture, (int)picture.width - 1 - x, (int)picture.height - 1 - y));
        assert_int_equal(picture.bytes.n, str_find(picture.bytes, STR("59.33N")));
    }
    arena_free(arena);
}

static void test_png_lies_on_white(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct picture picture;
    unsigned char pixels[16 * 16 * 4] = {0}; /* nothing but transparent */
    char file[4096];
    png_alloc_size_t n = sizeof file;
    png_image image = {.version = PNG_IMAGE_VERSION, .width = 16, .height = 16, .format = PNG_FORMAT_RGBA};
    assert_true(png_image_write_to_memory(&image, file, &n, 0, pixels, 0, NULL));
    assert_rc(RC_OK, picture_make(arena, (struct str){file, n}, &picture));
    assert_int_equal('w', colour_at(&picture, 8, 8));
    assert_rc(RC_INVALID, picture_make(arena, (struct str){file, n / 2}, &picture));
    arena_free(arena);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct picture picture;
    struct str jpeg = red_and_blue(arena, 64, 64);
    assert_rc(RC_INVALID, picture_make(arena, STR("<svg xmlns='http://www.w3.org/2000/svg'/>"), &picture));
    assert_rc(RC_INVALID, picture_make(arena, STR(""), &picture));
    assert_rc(RC_INVALID, picture_make(arena, str_sub(jpeg, 0, 100), &picture));
    char *large = arena_c_dup(arena, STR("x"));
    assert_rc(RC_LIMIT, picture_make(arena, (struct str){large, PICTURE_MAX_BYTES + 1}, &picture));
    /* A header that promises 65 500 by 65 500 pixels. */
    char *bomb = arena_alloc(arena, jpeg.n);
    memcpy(bomb, jpeg.p, jpeg.n);
    size_t frame = str_find(jpeg, STR("\xff\xc0"));
    assert_true(frame < jpeg.n);
    memcpy(bomb + frame + 5, "\xff\xdc\xff\xdc", 4);
    assert_rc(RC_LIMIT, picture_make(arena, (struct str){bomb, jpeg.n}, &picture));
    arena_free(arena);
}

static rc put_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return picture_put(txn, in);
}

static void test_is_stored_once(struct testdb *t)
{
    struct picture picture, found;
    struct reader *reader;
    testdb_migrations(t, (const char *const[]){"src/core/picture", NULL});
    assert_rc(RC_OK, picture_make(t->arena, red_and_blue(t->arena, 40, 20), &picture));
    assert_rc(RC_OK, db_write(t->db, put_step, &picture, NULL, 0));
    assert_rc(RC_OK, db_write(t->db, put_step, &picture, NULL, 0));
    assert_int_equal(1, testdb_int(t->db, &q_count, DB_NO_ARGS));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, picture_by_name(reader, t->arena, picture.name, &found));
    assert_true(str_eq(picture.bytes, found.bytes));
    assert_int_equal(40, found.width);
    assert_rc(RC_NOT_FOUND, picture_size(reader, t->arena, STR("00"), &found));
    db_read_end(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_large_one_is_shrunk),
        cmocka_unit_test(test_stands_upright_without_secrets),
        cmocka_unit_test(test_png_lies_on_white),
        cmocka_unit_test(test_what_is_refused),
        TESTDB_TESTS(test_is_stored_once, .migrations = NULL),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
