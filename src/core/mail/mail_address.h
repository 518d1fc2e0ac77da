/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Addresses of mail: local@domain, as RFC 5321 §4.1.2 and §4.5.3.1 allow, but no more than people
 * use: no quoted local part ("a b"@…), no address literal (a@[192.0.2.1]), no comment, and at
 * least two labels in the domain. What is accepted is printable ASCII without a blank, comma,
 * colon, semicolon, quote or angle bracket, so it can stand in a header and on a command line
 * of SMTP as it is. Pure: no database, no clock. Linear in the length of the text.
 */
#ifndef CORE_MAIL_MAIL_ADDRESS_H
#define CORE_MAIL_MAIL_ADDRESS_H

#include "base/arena.h"
#include "base/str.h"

enum {
    MAIL_ADDRESS_MAX = 254, /* bytes: a path of 256 (RFC 5321 §4.5.3.1.3) without its brackets */
    MAIL_LOCAL_MAX = 64,
    MAIL_DOMAIN_MAX = 253, /* as text, of the 255 bytes of a name in DNS */
    MAIL_NAME_MAX = 100,
};

struct mail_address {
    struct str text;   /* as it is used: "Anna.Ek@xn--rksmrgs-5wao1o.se" */
    struct str local;  /* "Anna.Ek", as it was written: only its host may say that case does not matter */
    struct str domain; /* lower case, ASCII */
    struct str key;    /* all in lower case: two addresses with the same key are taken to be one person's */
};

/*
 * Reads an address; blanks around it are skipped. A domain with letters such as å is turned into
 * its ASCII form (IDNA 2008). RC_INVALID: *ret_problem is a sentence for the one who typed it,
 * marked for translation: tr(language, problem). A local part with letters beyond ASCII is
 * refused, since too few servers take it (RFC 6531). Everything is in arena.
 */
MUST_CHECK rc mail_address_read(struct arena *arena, struct str text, struct mail_address *ret_address,
                                const char **ret_problem);

/* A sender: an address, or a name and an address, "Dialog Åre <dialog@example.se>". name is STR("")
 * where there is none, and has no control characters, quotes or backslashes. As mail_address_read. */
MUST_CHECK rc mail_sender_read(struct arena *arena, struct str text, struct str *ret_name,
                               struct mail_address *ret_address, const char **ret_problem);

#endif
