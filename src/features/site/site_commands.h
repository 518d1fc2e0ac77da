/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef SITE_COMMANDS_H
#define SITE_COMMANDS_H

#include "core/command/command.h"

/* Ends with {0}. */
extern const struct command site_commands[];

#endif
