/* SPDX-License-Identifier: EUPL-1.2 */
/* Sortition: what other features may call. Nothing yet but the module itself. */
#ifndef SORTITION_PUB_SORTITION_H
#define SORTITION_PUB_SORTITION_H

#include "core/module.h"

extern const struct module sortition_module;

#endif
