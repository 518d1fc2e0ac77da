/* SPDX-License-Identifier: EUPL-1.2 */
/* Atom feeds (RFC 4287). */
#ifndef CORE_WEB_FEED_H
#define CORE_WEB_FEED_H

#include "core/web/request.h"

struct feed_entry {
    struct str id; /* stable in every language and for ever, such as "method/world-cafe" */
    struct str title, summary;
    struct str path; /* of its page, as request_url makes it */
    time_us updated;
};

/*
 * Sorts the entries, newest first, and replies with a feed of the first 50. Its
 * id and the entries' are made of public_url; it was updated when its newest
 * entry was. RC_LIMIT above 8 MiB.
 */
MUST_CHECK rc reply_feed(struct request *request, struct str title, struct feed_entry *entries, size_t count);

#endif
