/* SPDX-License-Identifier: EUPL-1.2 */
/* What is kept about people here, for themselves: see core/module.h. */
#ifndef MEMBERS_PERSONAL_H
#define MEMBERS_PERSONAL_H

#include "core/module.h"

extern const struct personal_data members_personal;

#endif
