/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Settings of the portal that people change while it runs, and the few facts
 * the program keeps about the installation: a table of names and texts.
 */
#ifndef CORE_SETTINGS_SETTINGS_H
#define CORE_SETTINGS_SETTINGS_H

#include "core/db/db.h"

struct module;

#define SETTING_PORTAL_NAME "portal.name"
#define SETTING_SECRET "portal.secret"   /* 64 hex digits: signs form tokens */
#define SETTING_CONTACT "portal.contact" /* an e-mail address for questions; may be missing */
#define SETTING_OWNER "portal.owner"     /* who answers for its pages; may be missing */
#define SETTING_DEMO "portal.demo"       /* "1": filled with fictional data, and says so */

/* The text under name in arena. RC_NOT_FOUND where it was never set. */
MUST_CHECK rc setting_read(struct reader *reader, struct arena *arena, const char *name,
                           struct str *ret_text);
/* Sets it, new or not. */
MUST_CHECK rc setting_write(struct txn *txn, const char *name, struct str text);

/* The migrations and queries of this table, under the name "settings". */
extern const struct module settings_module;

#endif
