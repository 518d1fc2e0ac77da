/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One request to a provider, by libcurl: https with verified certificates (http
 * to this machine only), no redirects, no proxy of the environment, 10 seconds
 * and OIDC_DOCUMENT_MAX bytes at most. Any thread; blocks.
 */
#ifndef CORE_OIDC_OIDC_HTTP_H
#define CORE_OIDC_OIDC_HTTP_H

#include "core/oidc/oidc.h"

enum { OIDC_HTTP_SECONDS = 10 };

struct oidc_http_request {
    struct str url;           /* oidc_is_address */
    const char *ca_file;      /* NULL: the system's */
    struct str body;          /* a form to POST; STR_NONE: GET */
    struct str authorization; /* the header's value; STR_NONE: none */
};
struct oidc_http_reply {
    long status;
    struct str body; /* in arena */
};

/* OIDC_AWAY: no whole answer; OIDC_SETUP: its certificate is not trusted; OIDC_MISTAKE: it is too long. */
typedef struct oidc_answer oidc_http_fn(struct arena *arena, const struct oidc_http_request *request,
                                        struct oidc_http_reply *ret_reply);
oidc_http_fn oidc_http;

#endif
