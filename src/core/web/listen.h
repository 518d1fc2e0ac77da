/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Start-up: options checked and filled in, and the listening socket. What is
 * wrong is said in a sentence that tells the operator what to do.
 */
#ifndef CORE_WEB_LISTEN_H
#define CORE_WEB_LISTEN_H

#include "core/web/inside.h"

/* Checks options and copies them, with defaults, into server. RC_INVALID. */
MUST_CHECK rc listen_configure(struct server *server, struct arena *arena,
                               const struct server_options *options, struct str *ret_problem);
/* Opens server->listen_fd. RC_INVALID; RC_IO; RC_DENIED. */
MUST_CHECK rc listen_open(struct server *server, struct arena *arena, struct str *ret_problem);

#endif
