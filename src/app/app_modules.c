/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/app.h"
#include "core/settings/settings.h"
#include "features/guide/pub/guide.h"
#include "features/site/pub/site.h"

const struct module *const app_modules[] = {
#define MODULE(name) &name##_module,
#include "app/modules.def"
#undef MODULE
    NULL};
