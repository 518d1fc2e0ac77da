/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/auth/totp.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { MODULUS = 1000000, RECOVERY_CHARACTERS = 12, RECOVERY_GROUP = 4, ADDRESS_MAX_BYTES = 4096 };

/* Without 0, 1, l and o, which people mistake; 32 of them, 5 bits each. */
static const char recovery_digits[] = "23456789abcdefghijkmnpqrstuvwxyz";
static_assert(sizeof recovery_digits == 33, "five bits choose one");

static void fill_random(void *bytes, size_t n)
{
    if (sodium_init() < 0)
        abort(); /* the system has no random numbers */
    randombytes_buf(bytes, n);
}

struct str totp_secret_new(struct arena *arena)
{
    char *secret = arena_alloc(arena, TOTP_SECRET_BYTES);
    fill_random(secret, TOTP_SECRET_BYTES);
    return (struct str){secret, TOTP_SECRET_BYTES};
}

static const char base32_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

struct str totp_secret_text(struct arena *arena, struct str secret)
{
    size_t n = (secret.n * 8 + 4) / 5;
    char *text = arena_alloc(arena, n + 1);
    for (size_t i = 0; i < n; i++) {
        size_t byte = i * 5 / 8, shift = i * 5 % 8;
        unsigned pair = (unsigned)(unsigned char)secret.p[byte] << 8;
        if (byte + 1 < secret.n)
            pair |= (unsigned char)secret.p[byte + 1];
        text[i] = base32_digits[pair >> (11 - shift) & 31];
    }
    return (struct str){text, n};
}

struct str totp_secret_read(struct arena *arena, struct str text)
{
    char *secret = arena_alloc(arena, TOTP_SECRET_BYTES);
    unsigned bits = 0, held = 0;
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i] >= 'a' && text.p[i] <= 'z' ? (char)(text.p[i] - 32) : text.p[i];
        const char *digit = c ? strchr(base32_digits, c) : NULL;
        if (c == ' ')
            continue;
        if (!digit || n == TOTP_SECRET_BYTES)
            return STR_NONE;
        bits = bits << 5 | (unsigned)(digit - base32_digits);
        held += 5;
        if (held >= 8)
            secret[n++] = (char)(bits >> (held -= 8));
    }
    return n == TOTP_SECRET_BYTES && held == 0 ? (struct str){secret, n} : STR_NONE;
}

/* RFC 3986: what is not unreserved is escaped. */
static void add_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c && strchr("-._~", c));
        if (plain)
            buf_add_byte(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

struct str totp_address(struct arena *arena, struct str secret, struct str issuer, struct str account)
{
    struct buf address;
    struct str secret_text = totp_secret_text(arena, secret);
    buf_init(&address, ADDRESS_MAX_BYTES);
    buf_add(&address, STR("otpauth://totp/"));
    add_escaped(&address, issuer);
    buf_add_byte(&address, ':');
    add_escaped(&address, account);
    buf_add(&address, STR("?secret="));
    buf_add(&address, secret_text);
    buf_add(&address, STR("&issuer="));
    add_escaped(&address, issuer);
    struct str copy = arena_str_dup(arena, buf_str(&address));
    buf_free(&address);
    return copy;
}

uint32_t totp_code(struct str secret, int64_t step)
{
    unsigned char counter[8], digest[EVP_MAX_MD_SIZE];
    for (int i = 0; i < 8; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    if (!HMAC(EVP_sha1(), secret.p, (int)secret.n, counter, sizeof counter, digest, NULL))
        abort();                                          /* only without memory */
    const unsigned char *at = digest + (digest[19] & 15); /* RFC 4226, section 5.3 */
    uint32_t number = (uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    return number % MODULUS;
}

static bool read_code(struct str text, uint32_t *ret_code)
{
    uint32_t code = 0;
    int digits = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == ' ')
            continue;
        if (text.p[i] < '0' || text.p[i] > '9' || ++digits > TOTP_DIGITS)
            return false;
        code = code * 10 + (uint32_t)(text.p[i] - '0');
    }
    *ret_code = code;
    return digits == TOTP_DIGITS;
}

bool totp_verify(struct str secret, struct str code, time_us now, int64_t last_step, int64_t *ret_step)
{
    uint32_t number;
    int64_t right = 0, here = now / TIME_SECOND / TOTP_PERIOD_S;
    if (!read_code(code, &number))
        return false;
    for (int64_t step = here - 1; step <= here + 1; step++) { /* always all three: no time to tell */
        uint32_t expected = totp_code(secret, step);
        if (sodium_memcmp(&expected, &number, sizeof number) == 0 && step > last_step)
            right = step;
    }
    if (right == 0)
        return false;
    *ret_step = right;
    return true;
}

struct str recovery_code_new(struct arena *arena)
{
    unsigned char bytes[RECOVERY_CHARACTERS];
    char *text = arena_alloc(arena, RECOVERY_CHARACTERS + RECOVERY_CHARACTERS / RECOVERY_GROUP);
    size_t n = 0;
    fill_random(bytes, sizeof bytes);
    for (size_t i = 0; i < RECOVERY_CHARACTERS; i++) {
        if (i && i % RECOVERY_GROUP == 0)
            text[n++] = '-';
        text[n++] = recovery_digits[bytes[i] & 31];
    }
    return (struct str){text, n};
}

struct str recovery_code_hash(struct arena *arena, struct str text)
{
    unsigned char code[RECOVERY_CHARACTERS], *hash = arena_alloc(arena, crypto_hash_sha256_BYTES);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] + 32) : text.p[i];
        if (c == '-' || c == ' ')
            continue;
        if (c == 0 || !strchr(recovery_digits, c) || n == RECOVERY_CHARACTERS)
            return STR_NONE;
        code[n++] = (unsigned char)c;
    }
    if (n != RECOVERY_CHARACTERS)
        return STR_NONE;
    crypto_hash_sha256(hash, code, sizeof code);
    return (struct str){(const char *)hash, crypto_hash_sha256_BYTES};
}
