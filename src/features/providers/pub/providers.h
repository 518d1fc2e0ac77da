/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Identity providers: signing in elsewhere with OpenID Connect. Nothing for others to call. It
 * shows itself at the places "accounts.sign_in", whose subject is where to go then, and
 * "accounts.account".
 */
#ifndef PROVIDERS_PUB_PROVIDERS_H
#define PROVIDERS_PUB_PROVIDERS_H

#include "core/module.h"

extern const struct module providers_module;

#endif
