/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of the log: names for the numbers and codes of its entries, each looked up once. */
#ifndef OVERSIGHT_WORDS_H
#define OVERSIGHT_WORDS_H

#include "base/map.h"
#include "core/audit/audit.h"
#include "core/web/request.h"

/* Lives as long as its request. */
struct log_words {
    struct request *request;
    struct reader *reader;
    struct map people, organisations; /* number → struct str * */
};
void log_words_begin(struct request *request, struct reader *reader, struct log_words *ret_words);

/* What an entry says, in the language of the request. */
struct log_line {
    struct str when;         /* "22 November 2026, 05:37" in Sweden */
    struct str who;          /* "Command or program" where nobody did it */
    struct str what;         /* the act's code where nobody has named it */
    struct str whom;         /* "" where it concerns nobody */
    struct str subject;      /* may be "" */
    struct str subject_url;  /* where the subject is an address of this portal; otherwise STR_NONE */
    struct str organisation; /* "The portal" has a name too; "" where it is gone */
};
/* In arena, but for the names, which are the request's. */
MUST_CHECK rc log_line_of(struct log_words *words, struct arena *arena, const struct audit_entry *entry,
                          struct log_line *ret_line);

/* What the acts of this feature are called, and those of core, which has no pages. */
extern const struct audit_words oversight_acts[];

#endif
