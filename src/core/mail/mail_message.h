/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A letter as it goes over the line: headers and body, RFC 5322 and MIME (RFC 2045 to 2047).
 * Pure: no database, no clock. The same letter always gives the same bytes, so that one that is
 * sent again is the same to whoever receives it. All of it is ASCII, in lines of at most 76
 * characters but for addresses in headers, ended by CRLF.
 */
#ifndef CORE_MAIL_MAIL_MESSAGE_H
#define CORE_MAIL_MAIL_MESSAGE_H

#include "base/buf.h"
#include "base/clock.h"
#include "core/mail/mail_address.h"

enum {
    MAIL_SUBJECT_MAX = 300,     /* bytes */
    MAIL_BODY_MAX = 200 * 1000, /* bytes, of the text and of the HTML */
    MAIL_UNSUBSCRIBE_MAX = 900, /* bytes: it stands in one line of 998 (RFC 5322 §2.1.1) */
    MAIL_MESSAGE_MAX = 3 * 2 * MAIL_BODY_MAX + 100000,
};

struct message {
    struct str from_name; /* may be "" */
    struct mail_address from, to;
    struct str reply_to; /* an address; may be "" */
    struct str subject, text;
    struct str html;        /* may be "": then the text is all */
    struct str unsubscribe; /* may be "" */
    struct str token;       /* hex digits, unique and stable: the Message-ID, and the boundary */
    time_us date;
};

/* Whether a subject is one line of text, not blank, at most MAIL_SUBJECT_MAX bytes. */
bool mail_subject_is_fine(struct str subject);
/* Whether an address to unsubscribe at can stand in a header: https, printable, without < > and blanks. */
bool mail_unsubscribe_is_fine(struct str url);

/* Appends the letter, whose parts have been checked. */
void mail_message_write(const struct message *message, struct buf *out);

/*
 * The text that a letter's HTML says, for those who read without: paragraphs with a blank line
 * between, list items with a dash, an address of a link after its words. For the HTML of our own
 * templates, not for any. In arena.
 */
struct str mail_text_from_html(struct arena *arena, struct str html);

#endif
