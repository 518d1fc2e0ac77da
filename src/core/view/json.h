/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Writes a view as JSON.
 *
 * Compact, UTF-8. The characters < > & and U+2028, U+2029 are written as
 * escapes, so that the text is safe inside HTML and scripts too. Always valid
 * JSON: invalid UTF-8 becomes U+FFFD, numbers that are not finite become null.
 * No state; any thread.
 */
#ifndef CORE_VIEW_JSON_H
#define CORE_VIEW_JSON_H

#include "base/buf.h"
#include "core/view/value.h"

/* Levels of lists and maps that are written. */
enum { JSON_DEPTH_MAX = 128 };

/* Adds value (NULL is null) to out. html and url are strings. RC_LIMIT when it
 * does not fit in out or is nested deeper than JSON_DEPTH_MAX: what was added
 * is then incomplete. */
MUST_CHECK rc json_write(struct buf *out, const struct value *value);

/* Adds text as a JSON string with its quotes; STR_NONE is "". */
void json_write_str(struct buf *out, struct str text);

#endif
