/* SPDX-License-Identifier: EUPL-1.2 */
/* The module: what it gives the program. */
#include "features/@name@/@name@_pages.h"
#include "features/@name@/@name@_store.h"
#include "features/@name@/pub/@name@.h"

static const struct route routes[] = {
    {"@name@.list", "/@name@", WHO_ANYONE, LANE_QUICK, @name@_list_page, &@name@_add},
    {0}};

static const struct menu_item menu[] = {{TR("@Name@"), "@name@.list", 50}, {0}};

const struct module @name@_module = {
    .name = "@name@",
    .routes = routes,
    .queries = @name@_queries,
    .menu = menu,
};
