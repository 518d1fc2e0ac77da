/* SPDX-License-Identifier: EUPL-1.2 */
/* The guide's commands: `radslag methods match` and `radslag import methods`. */
#ifndef GUIDE_COMMANDS_H
#define GUIDE_COMMANDS_H

#include "core/module.h"

extern const struct command guide_commands[];

/* Fills a new installation with content/methods.csv. */
rc guide_seed(const struct seed *seed);

#endif
