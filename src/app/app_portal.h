/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The portal that a server serves: what core/web/server.h asks the application
 * for, loaded from the program's files and the database. Immutable once loaded,
 * except that with dev the files are read anew for each request.
 */
#ifndef APP_APP_PORTAL_H
#define APP_APP_PORTAL_H

#include "app/app.h"
#include "core/web/request.h"
#include "core/web/server.h"

struct portal;

struct portal_options {
    struct str theme; /* the name of a style sheet of web/theme, borrowed */
    bool dev;
};

/*
 * Loads templates, assets and settings into arena, whose end must come after
 * the server's. With dev, templates are strict: a name that a view lacks is a
 * fault. tell is given a sentence for people when it fails: RC_NOT_FOUND where
 * the database has no portal yet, RC_INVALID where there is no such theme.
 */
MUST_CHECK rc portal_load(struct arena *arena, const struct program *program, struct db *db,
                          const struct portal_options *options, void (*tell)(const char *text),
                          struct portal **ret_portal);
/* What server_start is given; portal and db must outlive the server. */
struct server_parts portal_parts(struct portal *portal, struct db *db);
struct str portal_name(const struct portal *portal);
/* Signs form tokens: for server_options. */
struct str portal_secret(const struct portal *portal);

#endif
