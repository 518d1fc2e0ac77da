/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the pages, for the route table, and what is shown on others'. */
#ifndef EXAMPLES_PAGES_H
#define EXAMPLES_PAGES_H

#include "core/web/sitemap.h"

get_fn examples_list_page;    /* the list, with its filters */
get_fn examples_feed;         /* those last published or changed, as Atom */
get_fn examples_example_page; /* one example */

/* Parts of the pages of a method, an article and a challenge: examples that used it, that used its
 * methods, on its themes. subject: its code. */
rc examples_of_method(struct request *request, struct reader *reader, struct str subject, struct value *view);
rc examples_of_article(struct request *request, struct reader *reader, struct str subject,
                       struct value *view);
rc examples_of_challenge(struct request *request, struct reader *reader, struct str subject,
                         struct value *view);
rc examples_of_organisation(struct request *request, struct reader *reader, struct str subject,
                            struct value *view);

/* Adds the list, and every example that is written in the request's language. */
rc examples_sitemap(struct request *request, struct reader *reader, struct sitemap *sitemap);

#endif
