/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/auth/token.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static_assert(TOKEN_HASH_BYTES == crypto_hash_sha256_BYTES, "a hash has this length");

struct str token_new(struct arena *arena)
{
    unsigned char bytes[32];
    char *text = arena_alloc(arena, TOKEN_CHARACTERS + 1);
    if (sodium_init() < 0)
        abort(); /* the system has no random numbers */
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(text, TOKEN_CHARACTERS + 1, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (struct str){text, TOKEN_CHARACTERS};
}

struct str token_hash(struct arena *arena, struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == 0 ||
            !strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", text.p[i]))
            return STR_NONE;
    if (text.n != TOKEN_CHARACTERS)
        return STR_NONE;
    unsigned char *hash = arena_alloc(arena, TOKEN_HASH_BYTES);
    crypto_hash_sha256(hash, (const unsigned char *)text.p, text.n);
    return (struct str){(const char *)hash, TOKEN_HASH_BYTES};
}

struct str token_fingerprint(struct arena *arena, struct str text)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char *hex = arena_alloc(arena, 2 * sizeof hash + 1);
    crypto_hash_sha256(hash, (const unsigned char *)text.p, text.n);
    sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
    return (struct str){hex, 2 * sizeof hash};
}
