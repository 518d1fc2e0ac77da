/* SPDX-License-Identifier: EUPL-1.2 */
/* For tests: organisations of a portal. */
#ifndef SUPPORT_ORGANISATION_H
#define SUPPORT_ORGANISATION_H

#include "support/portal.h"

/* Adds an organisation named after its slug, "asvalla", verified or not. Before the first page that
 * lists them: what the server has read of all organisations is not made old. Its number. */
int64_t portal_add_organisation(struct portal_site *site, const char *slug, bool verified);

#endif
