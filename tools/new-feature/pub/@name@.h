/* SPDX-License-Identifier: EUPL-1.2 */
/* All that other features may call of @name@. */
#ifndef @NAME@_PUB_@NAME@_H
#define @NAME@_PUB_@NAME@_H

#include "core/module.h"

extern const struct module @name@_module;

#endif
