/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Oversight: what administrators watch. Other features call nothing of it, and need not
 * include this: they fill parts (struct page_part) of a place, in which each part has an order of its
 * own, and name their acts in the log by struct module.acts.
 *
 * "oversight.portal"  the page of those with a role in the portal. The subject is absent. With
 *                     the template "oversight/card" a part is a card, and fills in title, url
 *                     and text. It returns RC_NOT_FOUND to whoever may not use what it leads to:
 *                     request_roles(request, ACCESS_PORTAL).
 */
#ifndef OVERSIGHT_PUB_OVERSIGHT_H
#define OVERSIGHT_PUB_OVERSIGHT_H

#include "core/module.h"

extern const struct module oversight_module;

#endif
