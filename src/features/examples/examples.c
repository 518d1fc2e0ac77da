/* SPDX-License-Identifier: EUPL-1.2 */
/* The examples' module: what it gives the program. */
#include "features/examples/examples_commands.h"
#include "features/examples/examples_pages.h"
#include "features/examples/examples_search.h"
#include "features/examples/examples_store.h"
#include "features/examples/pub/examples.h"

static const struct route routes[] = {
    {"examples.list", "/examples", WHO_ANYONE, LANE_QUICK, examples_list_page, NULL},
    {"examples.feed", "/examples-feed", WHO_ANYONE, LANE_QUICK, examples_feed, NULL},
    {"examples.example", "/examples/{slug}", WHO_ANYONE, LANE_QUICK, examples_example_page, NULL},
    {0}};

static const struct menu_item menu[] = {{TR("Examples"), "examples.list", 40}, {0}};

static const struct page_part parts[] = {{"guide.method", "examples/part", 10, examples_of_method},
                                         {"library.item", "examples/part", 10, examples_of_article},
                                         {"library.challenge", "examples/part", 10, examples_of_challenge},
                                         {"organisations.organisation", "examples/part", 10,
                                          examples_of_organisation},
                                         {0}};

const struct module examples_module = {
    .name = "examples",
    .routes = routes,
    .queries = examples_queries,
    .menu = menu,
    .parts = parts,
    .sitemap = examples_sitemap,
    .commands = examples_commands,
    .search = &examples_search,
    .demo = examples_demo,
};
