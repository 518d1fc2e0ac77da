/* SPDX-License-Identifier: EUPL-1.2 */
/* radslag invite and radslag members. */
#ifndef MEMBERS_COMMANDS_H
#define MEMBERS_COMMANDS_H

#include "core/command/command.h"

extern const struct command members_commands[]; /* ends with {0} */

#endif
