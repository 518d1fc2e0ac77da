/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Sealed texts: what is given to somebody to keep, who can neither read nor change it.
 */
#ifndef CORE_AUTH_SEAL_H
#define CORE_AUTH_SEAL_H

#include "base/arena.h"
#include "base/clock.h"

enum { SEAL_TEXT_MAX = 2000 }; /* bytes; it becomes a third longer */

/* text in base64url, encrypted and authenticated (XSalsa20-Poly1305) under a key made of secret, which has at
 * least 32 bytes, with the time it is good until. In arena. Asserts that text is not too long. */
struct str seal(struct arena *arena, struct str secret, struct str text, time_us until);
/* The text, in arena; STR_NONE where it is not sealed with this secret, was changed, or its time is past. */
struct str unseal(struct arena *arena, struct str secret, struct str sealed, time_us now);

#endif
