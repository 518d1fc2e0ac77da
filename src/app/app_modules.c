/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/app.h"

#define MODULE(name) extern const struct module name##_module;
#include "app/modules.def"
#undef MODULE

const struct module *const app_modules[] = {
#define MODULE(name) &name##_module,
#include "app/modules.def"
#undef MODULE
    NULL};
