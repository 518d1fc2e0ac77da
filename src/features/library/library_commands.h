/* SPDX-License-Identifier: EUPL-1.2 */
/* The command `radslag import library`, and what a new installation is filled with. */
#ifndef LIBRARY_COMMANDS_H
#define LIBRARY_COMMANDS_H

#include "core/module.h"

extern const struct command library_commands[];

/* Brings in the library that ships with the program: all of it or nothing, and every fault in
 * the content is told, with file and line. */
rc library_seed(const struct seed *seed);

#endif
