/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Tokens: random secrets that somebody is given and shows again, in a link or a
 * cookie. Only their hash is stored, so that a stolen database opens nothing;
 * it is looked up by equality, which tells an attacker nothing of the token.
 */
#ifndef CORE_AUTH_TOKEN_H
#define CORE_AUTH_TOKEN_H

#include "base/arena.h"

enum { TOKEN_CHARACTERS = 43, TOKEN_HASH_BYTES = 32 }; /* 256 random bits in base64url (RFC 4648) */

/* A new one, in arena. */
struct str token_new(struct arena *arena);
/* Its SHA-256, TOKEN_HASH_BYTES in arena; STR_NONE where text has not the form of a token. */
struct str token_hash(struct arena *arena, struct str text);
/* The SHA-256 of any text as 64 hex digits, in arena: to tell texts apart without keeping them. */
struct str token_fingerprint(struct arena *arena, struct str text);

#endif
