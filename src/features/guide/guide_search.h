/* SPDX-License-Identifier: EUPL-1.2 */
/* What the search finds of the guide: the methods. */
#ifndef GUIDE_SEARCH_H
#define GUIDE_SEARCH_H

#include "core/search/search.h"

extern const struct search_source guide_search;

#endif
