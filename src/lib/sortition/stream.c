/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/stream.h"

#include <openssl/sha.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { WORD_BYTES = 8, WORDS_OF_BLOCK = SORTITION_HASH_BYTES / WORD_BYTES };

/* ---- hashes -------------------------------------------------------------------- */

static void hash(struct str bytes, unsigned char ret_hash[SORTITION_HASH_BYTES])
{
    SHA256((const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n, ret_hash);
}

static struct str to_hex(const unsigned char bytes[SORTITION_HASH_BYTES], struct arena *arena)
{
    char *text = arena_alloc(arena, 2 * SORTITION_HASH_BYTES + 1);
    for (size_t i = 0; i < SORTITION_HASH_BYTES; i++) {
        text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    return (struct str){text, 2 * SORTITION_HASH_BYTES};
}

struct str sortition_hash_hex(struct str bytes, struct arena *arena)
{
    unsigned char digest[SORTITION_HASH_BYTES];
    hash(bytes, digest);
    return to_hex(digest, arena);
}

static bool is_hex(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    }
    return text.n > 0;
}

bool sortition_is_hash_hex(struct str text)
{
    return text.n == (size_t)2 * SORTITION_HASH_BYTES && is_hex(text);
}

/* ---- keys ---------------------------------------------------------------------- */

static bool is_white(uint32_t c)
{
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F) || c == 0x85 || c == 0xA0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

/* Adds text with any white space as one blank, and none at its ends. */
static void add_words(struct buf *out, struct str text)
{
    bool begun = false, white = false;
    uint32_t c;
    for (struct str rest = text, before = text; utf8_next(&rest, &c); before = rest) {
        if (is_white(c)) {
            white = true;
            continue;
        }
        if (begun && white)
            buf_add_byte(out, ' ');
        buf_add(out, str_sub(before, 0, before.n - rest.n));
        begun = true;
        white = false;
    }
}

struct str sortition_clean_randomness(struct str randomness, struct arena *arena)
{
    struct buf out;
    buf_init(&out, SIZE_MAX / 2);
    add_words(&out, randomness);
    struct str words = arena_str_dup(arena, buf_str(&out));
    buf_free(&out);
    return words;
}

static void add_small(struct buf *out, struct str hex)
{
    for (size_t i = 0; i < hex.n; i++)
        buf_add_byte(out, hex.p[i] >= 'A' && hex.p[i] <= 'Z' ? (char)(hex.p[i] - 'A' + 'a') : hex.p[i]);
}

struct sortition_stream sortition_stream_of_draw(struct str label, struct str manifest, struct str randomness)
{
    struct sortition_stream stream = {.taken = 0};
    struct buf text;
    buf_init(&text, SIZE_MAX / 2);
    buf_add_c(&text, "sortition-draw-v1\n");
    buf_add(&text, label);
    buf_add_byte(&text, '\n');
    add_small(&text, manifest);
    buf_add_byte(&text, '\n');
    add_words(&text, randomness);
    buf_add_byte(&text, '\n');
    hash(buf_str(&text), stream.key);
    buf_free(&text);
    return stream;
}

rc sortition_stream_of_seed(struct str purpose, struct str seed, struct sortition_stream *ret_stream)
{
    if (!is_hex(seed) || seed.n > SORTITION_SEED_DIGITS_MAX)
        return RC_INVALID;
    struct sortition_stream stream = {.taken = 0};
    struct buf text;
    buf_init(&text, 4096);
    buf_add_c(&text, "sortition-seed-v1\n");
    buf_add(&text, purpose);
    buf_add_byte(&text, '\n');
    add_small(&text, seed);
    buf_add_byte(&text, '\n');
    hash(buf_str(&text), stream.key);
    buf_free(&text);
    *ret_stream = stream;
    return RC_OK;
}

rc sortition_seed_new(struct arena *arena, struct str *ret_seed)
{
    unsigned char bytes[SORTITION_HASH_BYTES];
    if (getentropy(bytes, sizeof bytes) != 0)
        return RC_IO;
    *ret_seed = to_hex(bytes, arena);
    return RC_OK;
}

/* ---- numbers ------------------------------------------------------------------- */

static void put_big_endian(unsigned char *bytes, uint64_t number)
{
    for (int i = WORD_BYTES - 1; i >= 0; i--, number >>= 8)
        bytes[i] = (unsigned char)number;
}

static void make_block(struct sortition_stream *stream, uint64_t i)
{
    unsigned char bytes[SORTITION_HASH_BYTES + WORD_BYTES];
    memcpy(bytes, stream->key, SORTITION_HASH_BYTES);
    put_big_endian(bytes + SORTITION_HASH_BYTES, i);
    SHA256(bytes, sizeof bytes, stream->block);
}

uint64_t sortition_stream_word(struct sortition_stream *stream)
{
    uint64_t at = stream->taken % WORDS_OF_BLOCK, word = 0;
    if (at == 0)
        make_block(stream, stream->taken / WORDS_OF_BLOCK);
    stream->taken++;
    for (size_t i = 0; i < WORD_BYTES; i++)
        word = word << 8 | stream->block[at * WORD_BYTES + i];
    return word;
}

uint64_t sortition_stream_below(struct sortition_stream *stream, uint64_t m)
{
    uint64_t excess = (0 - m) % m; /* 2^64 mod m: that many words at the end would favour small numbers */
    uint64_t word;
    do
        word = sortition_stream_word(stream);
    while (word > UINT64_MAX - excess);
    return word % m;
}

double sortition_stream_real(struct sortition_stream *stream)
{
    return (double)(sortition_stream_word(stream) >> 11) * 0x1p-53;
}

void sortition_stream_shuffle(struct sortition_stream *stream, uint32_t *items, size_t n)
{
    for (size_t i = n; i-- > 1;) {
        size_t j = (size_t)sortition_stream_below(stream, i + 1);
        uint32_t item = items[i];
        items[i] = items[j];
        items[j] = item;
    }
}
