/* SPDX-License-Identifier: EUPL-1.2 */
/* A file that somebody hands in as a picture. */
#include "core/picture/picture.h"
#include "core/picture/picture_inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str bytes = {(const char *)data, size};
    struct picture picture;
    int orientation = exif_orientation(bytes);
    if (orientation < 1 || orientation > 8)
        __builtin_trap();
    if (picture_make(arena, bytes, &picture) == RC_OK &&
        (picture.width > PICTURE_SIDE || picture.height > PICTURE_SIDE || picture.bytes.n == 0))
        __builtin_trap();
    arena_free(arena);
    return 0;
}
