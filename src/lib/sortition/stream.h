/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The published stream of random numbers, which anyone can compute again.
 *
 * A key of 32 bytes gives blocks SHA-256(key, i as 8 bytes big-endian) for i = 0, 1,
 * …; they are consumed 8 bytes at a time, big-endian. Uniform numbers below m come by
 * rejection, so that none is likelier than another. The key of a draw is
 * SHA-256("sortition-draw-v1\n" label "\n" manifest "\n" randomness "\n"), that of a
 * seed SHA-256("sortition-seed-v1\n" purpose "\n" seed "\n"). docs/sortition.md has
 * the vectors. One thread at a time.
 */
#ifndef SORTITION_STREAM_H
#define SORTITION_STREAM_H

#include "base/arena.h"
#include "base/str.h"

enum { SORTITION_HASH_BYTES = 32, SORTITION_SEED_DIGITS_MAX = 128 };

struct sortition_stream {
    unsigned char key[SORTITION_HASH_BYTES];
    unsigned char block[SORTITION_HASH_BYTES];
    uint64_t taken; /* words so far: the stream of the same key again gives the same */
};

/*
 * The stream of a public draw. manifest: the hash in hexadecimal digits, of which
 * capitals count as small; randomness: any white space in it counts as one blank, and
 * none at its ends.
 */
struct sortition_stream sortition_stream_of_draw(struct str label, struct str manifest,
                                                 struct str randomness);
/* The stream of a seed of 1 to SORTITION_SEED_DIGITS_MAX hexadecimal digits, for one purpose
 * ("sample"): for another it is another stream. RC_INVALID for other seeds. */
MUST_CHECK rc sortition_stream_of_seed(struct str purpose, struct str seed,
                                       struct sortition_stream *ret_stream);
/* A seed of 64 digits from the operating system, in arena. RC_IO where it has none to give. */
MUST_CHECK rc sortition_seed_new(struct arena *arena, struct str *ret_seed);

/* Randomness as it is hashed: any white space in it as one blank, none at its ends; in arena. */
struct str sortition_clean_randomness(struct str randomness, struct arena *arena);

/* The next 64 bits. */
uint64_t sortition_stream_word(struct sortition_stream *stream);
/* One of 0 to m - 1, each as likely; m > 0. */
uint64_t sortition_stream_below(struct sortition_stream *stream, uint64_t m);
/* At least 0 and below 1, a multiple of 2^-53. */
double sortition_stream_real(struct sortition_stream *stream);
/* Puts items in a random order: from the last, each changes places with one not after it. */
void sortition_stream_shuffle(struct sortition_stream *stream, uint32_t *items, size_t n);

/* SHA-256 of bytes as 64 small hexadecimal digits, in arena. */
struct str sortition_hash_hex(struct str bytes, struct arena *arena);
/* Whether text is 64 hexadecimal digits. */
bool sortition_is_hash_hex(struct str text);

#endif
