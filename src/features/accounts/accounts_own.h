/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages of one's own account share. */
#ifndef ACCOUNTS_OWN_H
#define ACCOUNTS_OWN_H

#include "core/web/reply.h"
#include "features/accounts/pub/accounts.h"

/* Whoever is signed in. */
MUST_CHECK rc own_person(struct request *request, struct reader *reader, struct person *ret_person);
/* Leads to the account's page, which tells what has been done: a code of accounts_own.c. */
MUST_CHECK rc done_reply(struct request *request, const char *what);

#endif
