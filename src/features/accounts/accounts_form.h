/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The two kinds of page that most of the accounts' pages are: a form, and a few words with a
 * way on. They need no database, so they also answer a POST.
 */
#ifndef ACCOUNTS_FORM_H
#define ACCOUNTS_FORM_H

#include "core/web/form.h"
#include "core/web/reply.h"

struct page_link {
    const char *label; /* TR("…") */
    struct str url;
};

enum { PAGE_HIDDEN = 3, PAGE_LINKS = 4 };
struct form_page {
    const char *title, *lead; /* TR("…"); lead may be NULL */
    struct str text;          /* translated, below the lead; may be STR_NONE */
    const char *submit;       /* TR("…") */
    bool danger;              /* it cannot be undone */
    const char *other;        /* a second button, which sends other=1; may be NULL */
    struct str action;        /* STR_NONE: the page itself */
    struct str username; /* for password managers, which keep it with the new password; may be STR_NONE */
    const struct field *fields;
    size_t n;
    const struct field_value *values;   /* may be NULL */
    const struct faults *faults;        /* may be NULL */
    struct pair hidden[PAGE_HIDDEN];    /* those with a name */
    struct page_link links[PAGE_LINKS]; /* those with a label */
    bool back;                          /* leads back to the account's page */
};

/* The values for "accounts/form"; a page with more to show adds it and names its own template. */
struct value *form_page_view(struct request *request, const struct form_page *page);
/* Shows it, with 422 where there are faults. */
MUST_CHECK rc form_page_reply(struct request *request, const struct form_page *page);
/* A heading, a sentence and a link (label may be NULL) with this status. */
MUST_CHECK rc message_reply(struct request *request, int status, const char *title, const char *text,
                            struct page_link link);

/* Where there is something to say about letters that cannot be sent: true after answering so. */
bool lacks_mail(struct request *request, rc *ret_result);

/* The value under a name in the query of a GET or the form of a POST; "" where there is none. */
struct str sent_value(const struct request *request, const char *name);
/* What follows, from "next" as sent; "" where it is not a path of ours. */
struct str sent_next(const struct request *request);
/* A route's address with "next" in its query where that is not "". */
struct str url_with_next(struct request *request, const char *route, struct str next);
/* A route's absolute address with a token in its query, for a letter. */
struct str letter_url(struct request *request, const char *route, struct str token);

#endif
