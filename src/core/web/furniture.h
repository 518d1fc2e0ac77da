/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The line at the foot of a page with a text: who answers for it, when it was
 * published and last changed, and where to ask. templates/furniture.mustache
 * prints it.
 */
#ifndef CORE_WEB_FURNITURE_H
#define CORE_WEB_FURNITURE_H

#include "core/web/request.h"

struct furniture {
    struct str owner;  /* "Anna Svensson, process leader"; "" or STR_NONE: whoever answers for the portal */
    time_us published; /* 0: not told */
    time_us updated;   /* 0: never since; not shown on the day it was published */
};

/* Sets "owner", "published" and "updated" (days such as "2026-11-21"; each null where it is not known),
 * and "_published_day" and "_updated_day" (in words). */
void furniture_view(struct request *request, struct value *view, const struct furniture *furniture);

/* Sets key to the day of time, "2026-11-21", and words_key to it in words; null where time is 0. */
void day_view(struct request *request, struct value *map, const char *key, const char *words_key,
              time_us time);

#endif
