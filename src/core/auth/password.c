/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/auth/password.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum {
    MEMORY_BYTES = 19 * 1024 * 1024,
    PASSES = 2,
    DIFFERENT_MIN = 5,
    RUN_MAX = 4,
    REST_MIN = 6,
    WORD_MIN = 3
};

/* ---- judging --------------------------------------------------------------------------- */

/* What Swedes and others choose first, and what passwords are told to be. */
static const char *const usual[] = {
    "password",   "passw0rd",  "lösenord", "losenord", "hemligt",   "hemlig",   "qwerty",        "qwertyui",
    "asdfgh",     "zxcvbn",    "letmein",  "welcome",  "välkommen", "iloveyou", "sommar",        "vinter",
    "sverige",    "stockholm", "göteborg", "malmö",    "hejhej",    "admin",    "administrator", "kommun",
    "medborgare", "dialog",    "rådslag",  "mamma",    "pappa"};

static bool is_next(char a, char b)
{
    static const char *const rows[] = {"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl",
                                       "zxcvbnm"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *at = strchr(rows[i], a);
        if (a && at && (at[1] == b || (at > rows[i] && at[-1] == b)))
            return true;
    }
    return false;
}

/* How many characters are left when each run of neighbours or repeats counts as a few. */
static size_t unlike(struct str text)
{
    size_t count = 0, run = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool follows = i > 0 && (text.p[i] == text.p[i - 1] || is_next(text.p[i - 1], text.p[i]));
        run = follows ? run + 1 : 0;
        count += run < RUN_MAX && ((unsigned char)text.p[i] & 0xC0) != 0x80;
    }
    return count;
}

static size_t different(struct str text)
{
    bool seen[256] = {0};
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++) {
        count += !seen[(unsigned char)text.p[i]];
        seen[(unsigned char)text.p[i]] = true;
    }
    return count;
}

/* How many characters remain beside a word, which is not there at all: all of them. */
static size_t beside(struct str text, struct str word)
{
    size_t at = word.n ? str_find(text, word) : text.n;
    if (at >= text.n)
        return utf8_length(text);
    return utf8_length(str_sub(text, 0, at)) + utf8_length(str_skip(text, at + word.n));
}

static bool is_usual(struct str lower)
{
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (beside(lower, str_from_c(usual[i])) < REST_MIN)
            return true;
    return false;
}

/* Whether a password is little more than one of the words of a text. */
static bool is_made_of(struct str lower, struct str text)
{
    size_t start = 0;
    for (size_t at = 0; at <= text.n; at++) {
        if (at < text.n && !strchr(" @.-_", text.p[at]))
            continue;
        struct str word = str_sub(text, start, at - start);
        if (utf8_length(word) >= WORD_MIN && beside(lower, word) < REST_MIN)
            return true;
        start = at + 1;
    }
    return false;
}

static bool is_personal(struct arena *arena, struct str lower, const struct str *known, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_made_of(lower, utf8_lower(arena, known[i])))
            return true;
    return false;
}

enum password_fault password_judge(struct str password, const struct str *known, size_t count)
{
    if (password.n > PASSWORD_MAX_BYTES)
        return PASSWORD_LONG;
    if (!utf8_is_text(password))
        return PASSWORD_NOT_TEXT;
    if (utf8_length(password) < PASSWORD_MIN_CHARACTERS)
        return PASSWORD_SHORT;
    struct arena *arena = arena_new();
    struct str lower = utf8_lower(arena, password);
    enum password_fault fault = PASSWORD_FINE;
    if (different(lower) < DIFFERENT_MIN || unlike(lower) < PASSWORD_MIN_CHARACTERS - RUN_MAX ||
        is_usual(lower))
        fault = PASSWORD_GUESSABLE;
    else if (is_personal(arena, lower, known, count))
        fault = PASSWORD_PERSONAL;
    arena_free(arena);
    return fault;
}

/* ---- hashing ------------------------------------------------------------------------------ */

struct str password_hash(struct arena *arena, struct str password)
{
    char hash[crypto_pwhash_STRBYTES];
    if (sodium_init() < 0 || crypto_pwhash_str_alg(hash, password.p ? password.p : "", password.n, PASSES,
                                                   MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0)
        abort(); /* only without memory */
    return arena_str_dup(arena, str_from_c(hash));
}

bool password_verify(struct str hash, struct str password, bool *ret_outdated)
{
    char text[crypto_pwhash_STRBYTES] = {0};
    if (sodium_init() < 0 || hash.n >= sizeof text || password.n > PASSWORD_MAX_BYTES) {
        password_verify_nobody(password); /* a short answer would tell that there is a hash */
        return false;
    }
    memcpy(text, hash.p, hash.n);
    if (ret_outdated)
        *ret_outdated = crypto_pwhash_str_needs_rehash(text, PASSES, MEMORY_BYTES) != 0;
    return crypto_pwhash_str_verify(text, password.p ? password.p : "", password.n) == 0;
}

void password_verify_nobody(struct str password)
{
    struct arena *arena = arena_new();
    (void)password_hash(arena, str_sub(password, 0, PASSWORD_MAX_BYTES));
    arena_free(arena);
}
