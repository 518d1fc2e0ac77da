/* SPDX-License-Identifier: EUPL-1.2 */
/* The accounts' module: what it gives the program. */
#include "features/accounts/accounts_store.h"
#include "features/accounts/pub/accounts.h"

const struct module accounts_module = {
    .name = "accounts",
    .queries = accounts_queries,
};
