/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Pictures that visitors are shown.
 *
 * What somebody hands in, a JPEG or a PNG, is decoded, turned upright, made at
 * most PICTURE_SIDE pixels wide and high, laid on white and encoded anew as a
 * JPEG. What remains is pixels: no place, camera, thumbnail or hidden text. It
 * is kept in the database, so that a backup has it, under a name made of its
 * contents: the same picture is stored once, and an address never changes what
 * it shows.
 *
 * Decoding is done with libjpeg-turbo and libpng, which have seen every broken
 * file there is; sizes are checked before. Pure but for the store.
 */
#ifndef CORE_PICTURE_PICTURE_H
#define CORE_PICTURE_PICTURE_H

#include "core/db/db.h"

enum {
    PICTURE_MAX_BYTES = 12 * 1024 * 1024, /* of a file handed in */
    PICTURE_MAX_PIXELS = 40 * 1000 * 1000,
    PICTURE_SIDE = 1600,
    PICTURE_NAME_BYTES = 32
};

struct picture {
    struct str name;       /* 32 hex digits: the first half of the SHA-256 of bytes */
    struct str bytes;      /* a JPEG */
    int64_t width, height; /* in pixels */
};

/*
 * Makes a picture of a file's bytes, in arena. RC_INVALID: it is no JPEG or PNG,
 * or damaged; RC_LIMIT: more bytes or pixels than above. The same bytes give the
 * same picture, with the same version of the libraries. Needs up to four bytes
 * for each pixel while it works.
 */
MUST_CHECK rc picture_make(struct arena *arena, struct str bytes, struct picture *ret_picture);

/* Stores a picture, unless it is there. */
MUST_CHECK rc picture_put(struct txn *txn, const struct picture *picture);
/* Its bytes and size, in arena. RC_NOT_FOUND. */
MUST_CHECK rc picture_by_name(struct reader *reader, struct arena *arena, struct str name,
                              struct picture *ret_picture);
/* Its size alone: bytes is STR_NONE. RC_NOT_FOUND. */
MUST_CHECK rc picture_size(struct reader *reader, struct arena *arena, struct str name,
                           struct picture *ret_picture);

/* The table of pictures and the route "picture.show", /pictures/{name}. */
struct module;
extern const struct module picture_module;

#endif
