/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the library's pages, for its route table. */
#ifndef LIBRARY_PAGES_H
#define LIBRARY_PAGES_H

#include "core/web/route.h"

struct sitemap;

get_fn library_index_page;     /* articles by topic, publications, the newest news */
get_fn library_item_page;      /* one article or publication */
get_fn library_feed;           /* current news, as Atom */
get_fn library_news_page;      /* news, current and archived */
get_fn library_news_item_page; /* one piece of news */
get_fn library_glossary_page;
get_fn library_challenges_page;
get_fn library_challenge_page;

/* A part of a method's page: the articles that tell of it. */
rc library_fill_of_method(struct request *request, struct reader *reader, struct str subject,
                          struct value *view);

/* All pages of the library in the request's language. */
rc library_sitemap(struct request *request, struct reader *reader, struct sitemap *sitemap);

#endif
