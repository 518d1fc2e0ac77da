/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef SITE_PAGES_H
#define SITE_PAGES_H

#include "core/web/route.h"

get_fn site_start_page;
get_fn site_about_page;
get_fn site_accessibility_page;

#endif
