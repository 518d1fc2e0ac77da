/* SPDX-License-Identifier: EUPL-1.2 */
/* The letters that accounts send. */
#ifndef ACCOUNTS_LETTERS_H
#define ACCOUNTS_LETTERS_H

#include "core/mail/mail.h"
#include "core/web/request.h"

enum letter_kind {
    LETTER_SIGN_UP,      /* confirm the address */
    LETTER_KNOWN,        /* there is an account already; signs in */
    LETTER_LINK,         /* signs in */
    LETTER_ADDRESS_NEW,  /* confirm the new address */
    LETTER_ADDRESS_OLD,  /* to the old one: it will be changed, unless … */
    LETTER_ADDRESS_DONE, /* to both */
    LETTER_PASSWORD,     /* it was changed */
    LETTER_TWO_STEPS_ON,
    LETTER_TWO_STEPS_OFF,
    LETTER_CODES,    /* new recovery codes */
    LETTER_RECOVERY, /* a recovery code was used */
    LETTER_CONNECTED, /* another login opens the account too */
    LETTER_GUESSES,  /* the password was right, and many codes wrong */
    LETTER_ERASED,
};

/*
 * Writes a letter in the language of the page; url where the letter has a link. In the request's
 * arena, ready for mail_put. RC_UNSUPPORTED: the templates do not compile.
 */
MUST_CHECK rc letter_write(struct request *request, enum letter_kind kind, struct str to, struct str url,
                           struct mail *ret_mail);

#endif
