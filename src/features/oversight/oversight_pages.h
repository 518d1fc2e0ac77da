/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef OVERSIGHT_PAGES_H
#define OVERSIGHT_PAGES_H

#include "core/web/route.h"

/* ---- the log: oversight_log_pages.c ---- */

/* An organisation's log, and the same as a table for a spreadsheet. */
get_fn oversight_log_page;
get_fn oversight_log_table;
/* The portal's, or with "scope=all" everybody's. */
get_fn oversight_portal_log_page;
get_fn oversight_portal_log_table;

/* ---- jobs and letters: oversight_jobs_pages.c ---- */

get_fn oversight_jobs_page;
extern const struct post oversight_jobs_change;
get_fn oversight_letters_page;
extern const struct post oversight_letters_retry;

/* ---- the portal: oversight_portal_pages.c ---- */

get_fn oversight_portal_page;
extern const struct page_part oversight_parts[]; /* ends with {0} */

#endif
