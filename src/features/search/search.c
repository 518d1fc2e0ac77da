/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/search/pub/search.h"

#include "features/search/search_pages.h"

static const struct route routes[] = {{"search.page", "/search", WHO_ANYONE, LANE_QUICK, search_page, NULL},
                                      {0}};

static const struct menu_item menu[] = {{TR("Search"), "search.page", 90}, {0}};

const struct module search_module = {.name = "search", .routes = routes, .menu = menu};
