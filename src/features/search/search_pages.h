/* SPDX-License-Identifier: EUPL-1.2 */
/* The page to search on. Keys of its query: q, kind, page. */
#ifndef SEARCH_PAGES_H
#define SEARCH_PAGES_H

#include "core/web/route.h"

get_fn search_page;

#endif
