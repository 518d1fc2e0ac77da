/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The sitemap (sitemaps.org 0.9): which pages search engines may show. Each
 * module adds its own in the request's language.
 */
#ifndef CORE_WEB_SITEMAP_H
#define CORE_WEB_SITEMAP_H

#include "core/web/request.h"

struct sitemap;

/* Adds a path of this portal, as request_url makes it. */
void sitemap_add(struct sitemap *sitemap, struct str path);

/* Replies with the sitemap of all modules. RC_LIMIT above 16 MiB. */
MUST_CHECK rc reply_sitemap(struct request *request, struct reader *reader);

/* Replies with robots.txt, which names the sitemaps of all languages, found at
 * the route that is given. */
MUST_CHECK rc reply_robots(struct request *request, const char *sitemap_route);

#endif
