/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Examples: what other features may call. Nothing but the module itself.
 */
#ifndef EXAMPLES_PUB_EXAMPLES_H
#define EXAMPLES_PUB_EXAMPLES_H

#include "core/module.h"

extern const struct module examples_module;

#endif
