/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One-time passwords of an app: TOTP (RFC 6238) as all apps have it: SHA-1, six
 * digits, 30 seconds; and the recovery codes for whoever has lost the app.
 */
#ifndef CORE_AUTH_TOTP_H
#define CORE_AUTH_TOTP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/clock.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_DIGITS = 6, TOTP_PERIOD_S = 30, RECOVERY_CODES = 10 };

/* A new secret, TOTP_SECRET_BYTES in arena. */
struct str totp_secret_new(struct arena *arena);
/* It in base32 (RFC 4648) without padding, as people type it, in arena. */
struct str totp_secret_text(struct arena *arena, struct str secret);
/* The secret of such a text, blanks and case as people type them, in arena. STR_NONE where it is none. */
struct str totp_secret_read(struct arena *arena, struct str text);
/* "otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER", which a QR code shows, in arena. */
struct str totp_address(struct arena *arena, struct str secret, struct str issuer, struct str account);

/* The code of a step (seconds since 1970 / TOTP_PERIOD_S). */
uint32_t totp_code(struct str secret, int64_t step);

/*
 * Whether code, six digits with blanks anywhere, is right at the time, or one period before or after,
 * for clocks that differ. A code counts once: last_step is the step of the last code that was accepted,
 * 0 at first; *ret_step is that of this one, to be stored in the step that lets the person in.
 */
bool totp_verify(struct str secret, struct str code, time_us now, int64_t last_step, int64_t *ret_step);

/* A code for a lost app: "k7mw-2xpd-9qht", 60 random bits, in arena. */
struct str recovery_code_new(struct arena *arena);
/* What a code is stored as: SHA-256 of its letters and digits, whatever stands between; 32 bytes in arena.
 * STR_NONE where text is none. */
struct str recovery_code_hash(struct arena *arena, struct str text);

#endif
