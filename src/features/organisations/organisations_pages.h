/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the routes in organisations.c, and the sitemap. */
#ifndef ORGANISATIONS_PAGES_H
#define ORGANISATIONS_PAGES_H

#include "core/web/route.h"
#include "core/web/sitemap.h"

get_fn organisations_list_page;
get_fn organisations_theme, organisations_logo; /* what the pages of one link to */
get_fn organisations_organisation_page;
get_fn organisations_document_page; /* the edition in force */
get_fn organisations_edition_page;

/* The list and all who stand for themselves. */
MUST_CHECK rc organisations_sitemap(struct request *request, struct reader *reader, struct sitemap *sitemap);

#endif
