/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Text into HTML and addresses.
 *
 * Pure functions without state; any thread. Texts are borrowed; what is made
 * belongs to the arena or the buffer given.
 */
#ifndef CORE_VIEW_HTML_H
#define CORE_VIEW_HTML_H

#include "base/buf.h"
#include "core/view/value.h"

/* Adds text with & < > " ' escaped: right in text and in quoted attribute values. */
void html_escape(struct buf *out, struct str text);

/* Adds text percent-encoded as one part of an address: all but A-Z a-z 0-9 - . _ ~. */
void url_encode(struct buf *out, struct str text);

/* Whether address may be a link: http:// or https:// with a host, mailto:, or
 * relative (no scheme, not starting with two slashes). Backslashes, spaces and
 * control characters anywhere are refused. The empty address is the page itself. */
bool url_is_safe(struct str address);

/* An html value showing text as it is, with each line break as <br>. STR_NONE gives null. */
struct value *html_from_text(struct arena *arena, struct str text);

/* An html value of several, one after another; strings among them are escaped,
 * null and NULL skipped. For the few sentences with a link inside that a
 * translation may reorder. */
struct value *html_join(struct arena *arena, const struct value *const *parts, size_t count);

/* <a href="address">text</a>; an address that is not safe becomes "#". */
struct value *html_link(struct arena *arena, struct str address, struct str text);

#endif
