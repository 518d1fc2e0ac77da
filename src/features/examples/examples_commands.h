/* SPDX-License-Identifier: EUPL-1.2 */
/* The command `radslag import examples`, and the fictional ones of `radslag demo`. */
#ifndef EXAMPLES_COMMANDS_H
#define EXAMPLES_COMMANDS_H

#include "core/module.h"

extern const struct command examples_commands[];

/* Brings in content/demo/examples.csv. */
rc examples_demo(const struct seed *seed);

#endif
