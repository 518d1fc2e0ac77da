/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The guide: what other features may call. Nothing yet but the module itself;
 * the start page asks for counts through guide_counts.
 */
#ifndef GUIDE_PUB_GUIDE_H
#define GUIDE_PUB_GUIDE_H

#include "core/module.h"
#include "core/view/value.h"

extern const struct module guide_module;

/*
 * Adds to view what the start page shows of the guide, in the request's
 * language: "methods" (how many), "purposes" and "levels" (lists of label,
 * count and url to the filtered catalogue). RC_DATABASE.
 */
MUST_CHECK rc guide_fill_overview(struct request *request, struct reader *reader, struct value *view);

#endif
