/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The token of forms: signed double submit. A cookie holds a random number; the
 * form holds its HMAC under the server's secret. Another site can neither read
 * the cookie nor make the HMAC, and "__Host-" keeps neighbours on the same
 * domain from setting one. Nothing is stored.
 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <sys/random.h>

#include "core/web/inside.h"

enum { COOKIE_BYTES = 16, TOKEN_BYTES = SHA256_DIGEST_LENGTH };

static struct str hex(struct arena *arena, const unsigned char *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(arena, n * 2 + 1);
    for (size_t i = 0; i < n; i++) {
        text[i * 2] = digits[bytes[i] >> 4];
        text[i * 2 + 1] = digits[bytes[i] & 15];
    }
    return (struct str){text, n * 2};
}

/* The cookie that arrived, if it is one of ours. */
static struct str arrived_cookie(const struct request *request)
{
    struct str cookie = str_from_c(
        MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, request->server->cookie_name));
    if (cookie.n != COOKIE_BYTES * 2)
        return STR_NONE;
    for (size_t i = 0; i < cookie.n; i++)
        if (!((cookie.p[i] >= '0' && cookie.p[i] <= '9') || (cookie.p[i] >= 'a' && cookie.p[i] <= 'f')))
            return STR_NONE;
    return cookie;
}

static struct str sign(struct arena *arena, struct str secret, struct str cookie)
{
    unsigned char digest[TOKEN_BYTES];
    struct str message = ARENA_CONCAT(arena, cookie, STR("form"));
    const unsigned char *bytes = (const unsigned char *)message.p;
    if (!HMAC(EVP_sha256(), secret.p, (int)secret.n, bytes, message.n, digest, NULL))
        abort(); /* only without memory */
    return hex(arena, digest, sizeof digest);
}

struct str csrf_token(struct request *request)
{
    if (request->token.p)
        return request->token;
    request->cookie = arena_str_dup(request->arena, arrived_cookie(request));
    if (!request->cookie.p) {
        unsigned char bytes[COOKIE_BYTES];
        if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
            abort(); /* cannot happen for so few bytes */
        request->cookie = hex(request->arena, bytes, sizeof bytes);
        request->set_cookie = true;
    }
    request->token = sign(request->arena, request->server->options.secret, request->cookie);
    return request->token;
}

bool csrf_is_token(struct request *request, struct str sent)
{
    struct str cookie = arrived_cookie(request);
    if (!cookie.p || sent.n != TOKEN_BYTES * 2)
        return false;
    struct str right = sign(request->arena, request->server->options.secret, cookie);
    return CRYPTO_memcmp(sent.p, right.p, right.n) == 0;
}

bool csrf_check(struct request *request)
{
    struct str sent = STR_NONE;
    for (size_t i = 0; i < request->form.n; i++)
        if (str_eq_c(request->form.items[i].name, "_token"))
            sent = request->form.items[i].value;
    return csrf_is_token(request, sent);
}
