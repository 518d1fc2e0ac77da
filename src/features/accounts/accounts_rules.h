/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The rules of signing up and in. Pure: no database, web or clock.
 */
#ifndef ACCOUNTS_RULES_H
#define ACCOUNTS_RULES_H

#include "base/arena.h"
#include "base/clock.h"

enum { PERSON_NAME_MAX = 100 }; /* characters */

/* What a token opens. */
enum token_kind {
    TOKEN_SIGN_UP,      /* the address is confirmed, and the account made */
    TOKEN_LINK,         /* signs in */
    TOKEN_CODE,         /* the password was right: a code of the app is awaited */
    TOKEN_ADDRESS,      /* a new address is confirmed */
    TOKEN_ADDRESS_STOP, /* from the old address: the change is not made */
};
enum { TOKEN_KINDS = 5 };

struct token_rule {
    const char *code; /* "sign-up": stored */
    time_us life;
};
extern const struct token_rule token_rules[TOKEN_KINDS];

/* Letters to one address within an hour, of whatever kind: above it a request is answered as any
 * other and no letter is sent, so that nobody's box is filled. */
enum { LETTERS_PER_HOUR = 5 };
/* Letters for people without an account, in all, within a minute: above it they are asked to wait. */
enum { SIGN_UPS_PER_MINUTE = 600 };

/* How long after the last of so many wrong guesses the next is looked at: nothing for the first
 * five, then a second, doubled each time up to a quarter of an hour. */
time_us guess_wait(int64_t wrong);

/* So many wrong codes in a row are told to whoever has the account. At the pace of guess_wait a guesser who
 * knows the password has tried about a hundred codes in a day, and been right with one chance in 3 400. */
enum { CODES_TOLD = 10 };

/* How long after signing in somebody may change what opens the account, without signing in again. */
#define FRESH_FOR (30 * TIME_MINUTE)

/* What a User-Agent says of the browser ("Firefox") and the device ("Windows"), for a person who is to
 * recognise their own. Names, not to translate; STR_NONE where it says nothing we know. */
struct str agent_browser(struct str agent);
struct str agent_device(struct str agent);

#endif
