/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The door to raw output.
 *
 * Included only by html.c, by the Markdown renderer and by tests; script/lint
 * refuses it anywhere else. Whoever calls this vouches that markup is complete,
 * balanced HTML in which everything a person typed has been escaped.
 */
#ifndef CORE_VIEW_HTML_TRUSTED_H
#define CORE_VIEW_HTML_TRUSTED_H

#include "core/view/value.h"

/* A value that {{{x}}} prints as it is. markup is borrowed and must live as
 * long as the arena; STR_NONE gives null. */
struct value *value_html_trusted(struct arena *arena, struct str markup);

#endif
