/* SPDX-License-Identifier: EUPL-1.2 */
/* What the search finds of the examples. */
#ifndef EXAMPLES_SEARCH_H
#define EXAMPLES_SEARCH_H

#include "core/search/search.h"

extern const struct search_source examples_search;

#endif
