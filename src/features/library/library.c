/* SPDX-License-Identifier: EUPL-1.2 */
/* The library's module: what it gives the program. */
#include "core/i18n/i18n.h"
#include "features/library/library_commands.h"
#include "features/library/library_pages.h"
#include "features/library/library_search.h"
#include "features/library/library_store.h"
#include "features/library/pub/library.h"

static const struct route routes[] = {
    {"library.index", "/knowledge", WHO_ANYONE, LANE_QUICK, library_index_page, NULL},
    {"library.item", "/knowledge/{slug}", WHO_ANYONE, LANE_QUICK, library_item_page, NULL},
    {"library.news", "/news", WHO_ANYONE, LANE_QUICK, library_news_page, NULL},
    {"library.news_item", "/news/{slug}", WHO_ANYONE, LANE_QUICK, library_news_item_page, NULL},
    {"library.feed", "/news-feed", WHO_ANYONE, LANE_QUICK, library_feed, NULL},
    {"library.glossary", "/glossary", WHO_ANYONE, LANE_QUICK, library_glossary_page, NULL},
    {"library.challenges", "/challenges", WHO_ANYONE, LANE_QUICK, library_challenges_page, NULL},
    {"library.challenge", "/challenges/{slug}", WHO_ANYONE, LANE_QUICK, library_challenge_page, NULL},
    {0}};

static const struct menu_item menu[] = {
    {TR("Challenges"), "library.challenges", 25}, {TR("Knowledge"), "library.index", 30}, {0}};

static const struct page_part parts[] = {{"guide.method", "library/of_method", 20, library_fill_of_method},
                                         {0}};

const struct module library_module = {
    .name = "library",
    .routes = routes,
    .queries = library_queries,
    .menu = menu,
    .parts = parts,
    .sitemap = library_sitemap,
    .commands = library_commands,
    .search = &library_search,
    .seed = library_seed,
};
