/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/picture/picture_inside.h"

#include <stdint.h>

enum { MARKER_APP1 = 0xE1, MARKER_SCAN = 0xDA, TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, ENTRY_BYTES = 12 };

static uint32_t byte_at(struct str bytes, size_t at)
{
    return at < bytes.n ? (unsigned char)bytes.p[at] : 0;
}

/* A number of n bytes in the order of the TIFF data; 0 beyond its end. */
static uint32_t number_at(struct str tiff, size_t at, int n)
{
    bool little = byte_at(tiff, 0) == 'I';
    uint32_t number = 0;
    for (int i = 0; i < n; i++)
        number = number << 8 | byte_at(tiff, little ? at + (size_t)(n - 1 - i) : at + (size_t)i);
    return number;
}

static int orientation_of(struct str tiff)
{
    size_t directory = number_at(tiff, 4, 4);
    if (number_at(tiff, 2, 2) != 42 || directory >= tiff.n)
        return 1;
    uint32_t entries = number_at(tiff, directory, 2);
    for (size_t i = 0; i < entries; i++) {
        size_t entry = directory + 2 + i * ENTRY_BYTES;
        if (entry + ENTRY_BYTES > tiff.n)
            break;
        uint32_t value = number_at(tiff, entry + 8, 2);
        if (number_at(tiff, entry, 2) == TAG_ORIENTATION && number_at(tiff, entry + 2, 2) == TYPE_SHORT)
            return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

int exif_orientation(struct str jpeg)
{
    static const struct str signature = STR_INIT("Exif\0\0");
    size_t at = 2;
    while (byte_at(jpeg, at) == 0xFF && byte_at(jpeg, at + 1) != MARKER_SCAN) {
        size_t length = byte_at(jpeg, at + 2) << 8 | byte_at(jpeg, at + 3); /* with its own two bytes */
        struct str body = str_sub(jpeg, at + 4, length < 2 ? 0 : length - 2);
        if (length < 2)
            break;
        if (byte_at(jpeg, at + 1) == MARKER_APP1 && str_starts(body, signature))
            return orientation_of(str_skip(body, signature.n));
        at += 2 + length;
    }
    return 1;
}
