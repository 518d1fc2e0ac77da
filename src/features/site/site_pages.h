/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef SITE_PAGES_H
#define SITE_PAGES_H

#include "core/web/route.h"

struct sitemap;

get_fn site_start_page;
get_fn site_about_page;
get_fn site_accessibility_page;
get_fn site_sitemap;
get_fn site_robots;
/* Adds this feature's own pages. */
rc site_add_pages(struct request *request, struct reader *reader, struct sitemap *sitemap);

#endif
