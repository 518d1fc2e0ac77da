/* SPDX-License-Identifier: EUPL-1.2 */
/* The guide's module: what it gives the program. */
#include "features/guide/guide_commands.h"
#include "features/guide/guide_pages.h"
#include "features/guide/guide_search.h"
#include "features/guide/guide_store.h"
#include "features/guide/pub/guide.h"

static const struct route routes[] = {
    {"guide.methods", "/methods", WHO_ANYONE, LANE_QUICK, guide_methods_page, NULL},
    {"guide.method", "/methods/{slug}", WHO_ANYONE, LANE_QUICK, guide_method_page, NULL},
    {"guide.table", "/methods-table", WHO_ANYONE, LANE_QUICK, guide_table_file, NULL},
    {"guide.feed", "/methods-feed", WHO_ANYONE, LANE_QUICK, guide_feed, NULL},
    {"guide.compare", "/compare-methods", WHO_ANYONE, LANE_QUICK, guide_compare_page, NULL},
    {"guide.finder", "/find-a-method", WHO_ANYONE, LANE_QUICK, guide_finder_page, NULL},
    {"guide.question", "/find-a-method/question/{n:int}", WHO_ANYONE, LANE_QUICK, guide_question_page, NULL},
    {"guide.summary", "/find-a-method/answers", WHO_ANYONE, LANE_QUICK, guide_summary_page, NULL},
    {"guide.result", "/find-a-method/result", WHO_ANYONE, LANE_QUICK, guide_result_page, NULL},
    {"guide.information", "/find-a-method/information", WHO_ANYONE, LANE_QUICK, guide_information_page, NULL},
    {0}};

static const struct menu_item menu[] = {
    {TR("Find a method"), "guide.finder", 10}, {TR("Methods"), "guide.methods", 20}, {0}};

const struct module guide_module = {
    .name = "guide",
    .routes = routes,
    .queries = guide_queries,
    .menu = menu,
    .sitemap = guide_sitemap,
    .commands = guide_commands,
    .search = &guide_search,
    .seed = guide_seed,
};
