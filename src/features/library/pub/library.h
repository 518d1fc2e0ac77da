/* SPDX-License-Identifier: EUPL-1.2 */
/* The library: what other features may call. Nothing yet but the module itself. */
#ifndef LIBRARY_PUB_LIBRARY_H
#define LIBRARY_PUB_LIBRARY_H

#include "core/module.h"

extern const struct module library_module;

#endif
