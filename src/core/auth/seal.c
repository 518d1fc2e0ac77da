/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/auth/seal.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    NONCE = crypto_secretbox_NONCEBYTES,
    MAC = crypto_secretbox_MACBYTES,
    UNTIL = sizeof(time_us),
    PLAIN_MAX = UNTIL + SEAL_TEXT_MAX,
    BOX_MAX = NONCE + MAC + PLAIN_MAX,
    VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

/* Of its own, so that what is sealed cannot stand for anything else made of the secret. */
static void make_key(struct str secret, unsigned char key[crypto_secretbox_KEYBYTES])
{
    static const char purpose[] = "radslag seal 1";
    if (sodium_init() < 0)
        abort(); /* the system has no random numbers */
    crypto_generichash(key, crypto_secretbox_KEYBYTES, (const unsigned char *)purpose, sizeof purpose - 1,
                       (const unsigned char *)secret.p,
                       secret.n < crypto_generichash_KEYBYTES_MAX ? secret.n
                                                                  : crypto_generichash_KEYBYTES_MAX);
}

struct str seal(struct arena *arena, struct str secret, struct str text, time_us until)
{
    unsigned char key[crypto_secretbox_KEYBYTES], plain[PLAIN_MAX], box[BOX_MAX];
    assert(text.n <= SEAL_TEXT_MAX);
    make_key(secret, key);
    memcpy(plain, &until, UNTIL);
    memcpy(plain + UNTIL, text.p, text.n);
    randombytes_buf(box, NONCE);
    crypto_secretbox_easy(box + NONCE, plain, UNTIL + text.n, box, key);
    size_t n = NONCE + MAC + UNTIL + text.n, size = sodium_base64_encoded_len(n, VARIANT);
    char *out = arena_alloc(arena, size);
    sodium_bin2base64(out, size, box, n, VARIANT);
    return str_from_c(out);
}

struct str unseal(struct arena *arena, struct str secret, struct str sealed, time_us now)
{
    unsigned char key[crypto_secretbox_KEYBYTES], box[BOX_MAX];
    time_us until;
    size_t n;
    if (sealed.n == 0 || sodium_base642bin(box, sizeof box, sealed.p, sealed.n, NULL, &n, NULL, VARIANT) ||
        n < NONCE + MAC + UNTIL)
        return STR_NONE;
    make_key(secret, key);
    unsigned char *plain = arena_alloc(arena, n);
    if (crypto_secretbox_open_easy(plain, box + NONCE, n - NONCE, box, key))
        return STR_NONE;
    memcpy(&until, plain, UNTIL);
    return until > now ? (struct str){(char *)plain + UNTIL, n - NONCE - MAC - UNTIL} : STR_NONE;
}
