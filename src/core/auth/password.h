/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Passwords: judged when they are chosen, stored as argon2id hashes.
 *
 * Hashing takes some 30 ms and 19 MiB, so it belongs on the slow lane. Length
 * counts, not kinds of characters (NIST SP 800-63B-4, section 3.1.1.2): what is
 * refused is short, or what a guesser tries first. Pure but for the random salt.
 */
#ifndef CORE_AUTH_PASSWORD_H
#define CORE_AUTH_PASSWORD_H

#include <stdbool.h>

#include "base/arena.h"

enum { PASSWORD_MIN_CHARACTERS = 12, PASSWORD_MAX_BYTES = 500 };

enum password_fault {
    PASSWORD_FINE,
    PASSWORD_SHORT,
    PASSWORD_LONG,
    PASSWORD_NOT_TEXT,  /* not UTF-8, or with control characters */
    PASSWORD_GUESSABLE, /* repetition, a sequence, or a usual word with something at its ends */
    PASSWORD_PERSONAL   /* little more than what is known of the person */
};

/* Judges a password by itself and against what is known of the person, count texts: name, address,
 * portal. For whoever chooses it: its time tells of the password. O(length * count). */
enum password_fault password_judge(struct str password, const struct str *known, size_t count);

/* "$argon2id$v=19$m=19456,t=2,p=1$…" in arena (RFC 9106; parameters: OWASP Password Storage, 2025). Aborts
 * where there is no memory for it. */
struct str password_hash(struct arena *arena, struct str password);

/* Whether the password is the one of the hash, in constant time for hashes of the same parameters.
 * *ret_outdated (may be NULL): the hash has other parameters than new ones: store a new one. */
bool password_verify(struct str hash, struct str password, bool *ret_outdated);

/* Takes as long as password_verify, for addresses that nobody has: an attacker shall not tell them apart. */
void password_verify_nobody(struct str password);

#endif
