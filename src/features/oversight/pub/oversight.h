/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Oversight: what administrators watch. Other features call nothing of it, and need not
 * include this: they fill parts (struct page_part) of two places, in which each part has an order of
 * its own.
 *
 * "oversight.portal"  the page of those with a role in the portal. The subject is absent. With
 *                     the template "oversight/card" a part is a card, and fills in title, url
 *                     and text. It returns RC_NOT_FOUND to whoever may not use what it leads to:
 *                     request_roles(request, ACCESS_PORTAL).
 * "oversight.acts"    what a feature's acts are called in the audit log. The template is "". Adds
 *                     to view, under the act's code, what was done, as it stands after a name:
 *                         value_set_str(view, "members.invite", tr(language, "invited"));
 *                     "look:members.list" can have words of its own too. An act without words is
 *                     shown by its code.
 */
#ifndef OVERSIGHT_PUB_OVERSIGHT_H
#define OVERSIGHT_PUB_OVERSIGHT_H

#include "core/module.h"

extern const struct module oversight_module;

#endif
