/* SPDX-License-Identifier: EUPL-1.2 */
/* The portal's own pages: start, about, accessibility. */
#ifndef SITE_PUB_SITE_H
#define SITE_PUB_SITE_H

#include "core/module.h"

extern const struct module site_module;

#endif
