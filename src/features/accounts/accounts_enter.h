/* SPDX-License-Identifier: EUPL-1.2 */
/* The code of an app that follows a password or a link, and who has signed in a short while ago. */
#ifndef ACCOUNTS_ENTER_H
#define ACCOUNTS_ENTER_H

#include "core/web/reply.h"
#include "features/accounts/accounts_store.h"
#include "features/accounts/pub/entering.h"

/* The page that takes the code. */
extern const struct post accounts_code_post;
get_fn accounts_code_page;

#endif
