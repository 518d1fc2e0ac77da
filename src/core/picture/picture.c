/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/picture/picture.h"

#include <openssl/sha.h>
#include <png.h>
#include <string.h>
#include <turbojpeg.h>

#include "base/mem.h"
#include "core/picture/picture_inside.h"

enum { QUALITY = 85, CHANNELS = 3 };

/* Rows of red, green, blue from the top. Owner: whoever has it, mem_free of rgb. */
struct pixels {
    unsigned char *rgb;
    int width, height;
};

static void pixels_free(struct pixels *pixels)
{
    pixels->rgb = mem_free(pixels->rgb);
}

static struct pixels pixels_new(int width, int height)
{
    return (struct pixels){mem_alloc_array((size_t)width * (size_t)height, CHANNELS), width, height};
}

static const unsigned char *pixel_at(const struct pixels *pixels, int x, int y)
{
    return pixels->rgb + ((size_t)y * (size_t)pixels->width + (size_t)x) * CHANNELS;
}

static bool is_too_large(int64_t width, int64_t height)
{
    return width * height > PICTURE_MAX_PIXELS;
}

/* ---- decoding ------------------------------------------------------------------- */

/* libjpeg can halve a picture up to three times while it decodes; the rest is done by shrink. */
static tjscalingfactor halving_for(int width, int height)
{
    int longer = width > height ? width : height, denominator = 1;
    while (denominator < 8 && longer / (denominator * 2) >= PICTURE_SIDE)
        denominator *= 2;
    return (tjscalingfactor){1, denominator};
}

static rc decode_jpeg(struct str bytes, struct pixels *ret_pixels)
{
    const unsigned char *data = (const unsigned char *)bytes.p;
    int width = 0, height = 0, subsampling, colours;
    tjhandle tj = tjInitDecompress();
    rc result = RC_INVALID;
    if (tj == NULL)
        return RC_IO;
    /* A file that ends before its frame is no error to it: it leaves the size alone. */
    if (tjDecompressHeader3(tj, data, bytes.n, &width, &height, &subsampling, &colours) == 0 && width > 0 &&
        height > 0)
        result = is_too_large(width, height) ? RC_LIMIT : RC_OK;
    if (result == RC_OK) {
        tjscalingfactor factor = halving_for(width, height);
        *ret_pixels = pixels_new(TJSCALED(width, factor), TJSCALED(height, factor));
        int failed = tjDecompress2(tj, data, bytes.n, ret_pixels->rgb, ret_pixels->width, 0,
                                   ret_pixels->height, TJPF_RGB, 0);
        /* A warning, such as of a missing last row, leaves a picture that can be seen. */
        if (failed && tjGetErrorCode(tj) == TJERR_FATAL) {
            pixels_free(ret_pixels);
            result = RC_INVALID;
        }
    }
    tjDestroy(tj);
    return result;
}

static rc decode_png(struct str bytes, struct pixels *ret_pixels)
{
    static const png_color white = {255, 255, 255};
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, bytes.p, bytes.n))
        return RC_INVALID;
    rc result = is_too_large(image.width, image.height) ? RC_LIMIT : RC_OK;
    image.format = PNG_FORMAT_RGB;
    if (result == RC_OK) {
        *ret_pixels = pixels_new((int)image.width, (int)image.height);
        if (!png_image_finish_read(&image, &white, ret_pixels->rgb, 0, NULL)) {
            pixels_free(ret_pixels);
            result = RC_INVALID;
        }
    }
    png_image_free(&image);
    return result;
}

static rc decode(struct str bytes, struct pixels *ret_pixels, int *ret_orientation)
{
    *ret_orientation = 1;
    if (bytes.n > PICTURE_MAX_BYTES)
        return RC_LIMIT;
    if (str_starts(bytes, STR("\x89PNG\r\n\x1a\n")))
        return decode_png(bytes, ret_pixels);
    if (!str_starts(bytes, STR("\xff\xd8\xff")))
        return RC_INVALID;
    *ret_orientation = exif_orientation(bytes);
    return decode_jpeg(bytes, ret_pixels);
}

/* ---- size and direction ------------------------------------------------------------ */

/* The mean of the pixels from (x0, y0) to before (x1, y1). */
static void average(const struct pixels *from, int x0, int y0, int x1, int y1, unsigned char *ret_pixel)
{
    uint64_t sum[CHANNELS] = {0}, count = (uint64_t)(x1 - x0) * (uint64_t)(y1 - y0);
    for (int y = y0; y < y1; y++) {
        const unsigned char *pixel = pixel_at(from, x0, y);
        for (int x = x0; x < x1; x++, pixel += CHANNELS)
            for (int c = 0; c < CHANNELS; c++)
                sum[c] += pixel[c];
    }
    for (int c = 0; c < CHANNELS; c++)
        ret_pixel[c] = (unsigned char)((sum[c] + count / 2) / count);
}

/* Makes it fit within PICTURE_SIDE: each new pixel is the mean of those it covers. */
static void shrink(struct pixels *pixels)
{
    int longer = pixels->width > pixels->height ? pixels->width : pixels->height;
    if (longer <= PICTURE_SIDE)
        return;
    int64_t width = (int64_t)pixels->width * PICTURE_SIDE / longer;
    int64_t height = (int64_t)pixels->height * PICTURE_SIDE / longer;
    struct pixels small = pixels_new(width ? (int)width : 1, height ? (int)height : 1);
    unsigned char *to = small.rgb;
    for (int64_t y = 0; y < small.height; y++)
        for (int64_t x = 0; x < small.width; x++, to += CHANNELS)
            average(pixels, (int)(x * pixels->width / small.width), (int)(y * pixels->height / small.height),
                    (int)((x + 1) * pixels->width / small.width),
                    (int)((y + 1) * pixels->height / small.height), to);
    pixels_free(pixels);
    *pixels = small;
}

/* Exif's 1 to 8: 5 to 8 lie on their side; of the rest, and of those, some are mirrored or turned. */
static void turn_upright(struct pixels *pixels, int orientation)
{
    if (orientation == 1)
        return;
    bool lying = orientation >= 5;
    bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    struct pixels upright = lying ? pixels_new(pixels->height, pixels->width)
                                  : pixels_new(pixels->width, pixels->height);
    unsigned char *to = upright.rgb;
    for (int y = 0; y < upright.height; y++)
        for (int x = 0; x < upright.width; x++, to += CHANNELS) {
            int from_x = lying ? y : x, from_y = lying ? x : y;
            from_x = flip_x ? pixels->width - 1 - from_x : from_x;
            from_y = flip_y ? pixels->height - 1 - from_y : from_y;
            memcpy(to, pixel_at(pixels, from_x, from_y), CHANNELS);
        }
    pixels_free(pixels);
    *pixels = upright;
}

/* ---- encoding ------------------------------------------------------------------------- */

static struct str name_of(struct arena *arena, struct str bytes)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    char name[PICTURE_NAME_BYTES + 1];
    SHA256((const unsigned char *)bytes.p, bytes.n, digest);
    for (size_t i = 0; i < PICTURE_NAME_BYTES / 2; i++)
        snprintf(name + 2 * i, 3, "%02x", digest[i]);
    return arena_str_dup(arena, str_from_c(name));
}

static rc encode(struct arena *arena, const struct pixels *pixels, struct picture *ret_picture)
{
    unsigned char *jpeg = NULL;
    unsigned long n = 0;
    tjhandle tj = tjInitCompress();
    if (tj == NULL)
        return RC_IO;
    int failed = tjCompress2(tj, pixels->rgb, pixels->width, 0, pixels->height, TJPF_RGB, &jpeg, &n,
                             TJSAMP_420, QUALITY, TJFLAG_PROGRESSIVE);
    if (!failed) {
        struct str bytes = arena_str_dup(arena, (struct str){(const char *)jpeg, n});
        *ret_picture = (struct picture){name_of(arena, bytes), bytes, pixels->width, pixels->height};
    }
    tjFree(jpeg);
    tjDestroy(tj);
    return failed ? RC_IO : RC_OK;
}

rc picture_make(struct arena *arena, struct str bytes, struct picture *ret_picture)
{
    struct pixels pixels = {0};
    int orientation;
    rc result = decode(bytes, &pixels, &orientation);
    if (result)
        return result;
    shrink(&pixels);
    turn_upright(&pixels, orientation);
    result = encode(arena, &pixels, ret_picture);
    pixels_free(&pixels);
    return result;
}
