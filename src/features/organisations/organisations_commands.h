/* SPDX-License-Identifier: EUPL-1.2 */
/* radslag import organisations. */
#ifndef ORGANISATIONS_COMMANDS_H
#define ORGANISATIONS_COMMANDS_H

#include "core/command/command.h"

extern const struct command organisations_commands[]; /* ends with {0} */

#endif
