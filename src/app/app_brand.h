/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whose a page is: the brands of organisations (features/organisations), kept at
 * hand for what has no reader: the judging of a host and the layout of a page.
 * Any thread may call.
 *
 * What is kept is renewed while requests are answered: at once for a page of an
 * organisation, otherwise each few seconds. So a new host is known a moment
 * after it was saved, in every process, once somebody asks for any page.
 */
#ifndef APP_APP_BRAND_H
#define APP_APP_BRAND_H

#include "core/snapshot/snapshot.h"
#include "core/web/request.h"

struct brands_at_hand;

/* Reads them. Owner: the caller, brands_free, before snapshots end. */
MUST_CHECK rc brands_new(struct snapshots *snapshots, struct db *db, struct brands_at_hand **ret_brands);
/* NULL is fine. Returns NULL. */
struct brands_at_hand *brands_free(struct brands_at_hand *brands);

/* server_parts.catch_up; where the database fails, what is kept stays. */
void brands_catch_up(struct brands_at_hand *brands, struct request *request, struct reader *reader);
/* server_parts.find_own_host. */
MUST_CHECK rc brands_find_host(struct brands_at_hand *brands, struct arena *arena, struct str host,
                               struct str *ret_slug);
/* Sets "brand" in the layout's map: name, url, theme_url, logo_url, logo_width (at a height of 40) and
 * has_name; theme_url and logo_url null where there is none. null where the page is nobody's. */
void brands_fill_site(struct brands_at_hand *brands, struct request *request, struct value *site);

#endif
