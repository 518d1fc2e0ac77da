/* SPDX-License-Identifier: EUPL-1.2 */
/* What the search finds of the library: items and terms. */
#ifndef LIBRARY_SEARCH_H
#define LIBRARY_SEARCH_H

#include "core/search/search.h"

extern const struct search_source library_search;

#endif
