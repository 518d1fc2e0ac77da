/* SPDX-License-Identifier: EUPL-1.2 */
/* What accounts keep about people, for the module's struct. */
#ifndef ACCOUNTS_PERSONAL_H
#define ACCOUNTS_PERSONAL_H

#include "core/module.h"

extern const struct personal_data accounts_personal;

#endif
