/* SPDX-License-Identifier: EUPL-1.2 */
/* A fictional organisation with all that one can have: content/demo/organisations.json. */
#ifndef ORGANISATIONS_DEMO_H
#define ORGANISATIONS_DEMO_H

#include "core/module.h"

/* The module's demo. Leaves alone what is stored under the same address already. */
MUST_CHECK rc organisations_demo(const struct seed *seed);

#endif
