/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/site/pub/site.h"

#include "features/site/site_commands.h"
#include "features/site/site_pages.h"

static const struct route routes[] = {
    {"site.start", "/", WHO_ANYONE, LANE_QUICK, site_start_page, NULL},
    {"site.about", "/about", WHO_ANYONE, LANE_QUICK, site_about_page, NULL},
    {"site.accessibility", "/accessibility", WHO_ANYONE, LANE_QUICK, site_accessibility_page, NULL},
    {"site.sitemap", "/sitemap.xml", WHO_ANYONE, LANE_QUICK, site_sitemap, NULL},
    {"site.robots", "/robots.txt", WHO_ANYONE, LANE_QUICK, site_robots, NULL},
    {0}};

const struct module site_module = {
    .name = "site", .routes = routes, .commands = site_commands, .sitemap = site_add_pages};
