/* SPDX-License-Identifier: EUPL-1.2 */
/* The page to search on: nothing for other features but the module itself. */
#ifndef SEARCH_PUB_SEARCH_H
#define SEARCH_PUB_SEARCH_H

#include "core/module.h"

extern const struct module search_module;

#endif
