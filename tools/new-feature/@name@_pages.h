/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the routes in @name@.c. */
#ifndef @NAME@_PAGES_H
#define @NAME@_PAGES_H

#include "core/web/route.h"

get_fn @name@_list_page;
extern const struct post @name@_add;

#endif
