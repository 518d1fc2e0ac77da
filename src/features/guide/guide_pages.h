/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the guide's pages, for its route table. */
#ifndef GUIDE_PAGES_H
#define GUIDE_PAGES_H

#include "core/web/route.h"

struct sitemap;

get_fn guide_methods_page; /* the catalogue */
get_fn guide_table_file;   /* the same as CSV */
get_fn guide_feed;         /* those last changed, as Atom */
get_fn guide_method_page;  /* one method */
get_fn guide_compare_page; /* up to three side by side */

/* Adds the catalogue, the finder and every method. */
rc guide_sitemap(struct request *request, struct reader *reader, struct sitemap *sitemap);

get_fn guide_finder_page;      /* the gate */
get_fn guide_question_page;    /* one question */
get_fn guide_summary_page;     /* the answers, to change */
get_fn guide_result_page;      /* the methods that fit */
get_fn guide_information_page; /* when it is not a dialogue */

#endif
