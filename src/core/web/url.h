/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Addresses: percent coding, clean paths and query strings. Pure functions;
 * fuzzed by tests/fuzz/fuzz_path.c and fuzz_form.c.
 */
#ifndef CORE_WEB_URL_H
#define CORE_WEB_URL_H

#include "core/web/request.h"

/*
 * Decodes a path once. RC_INVALID: does not begin with '/', a broken escape,
 * not UTF-8 text, a control character, a backslash, or an encoded slash.
 * RC_NOT_FOUND: an empty segment, "." or "..". One slash at the end is left.
 */
MUST_CHECK rc url_decode_path(struct arena *arena, struct str raw, struct str *ret_path);

/*
 * Decodes "a=1&b=2", a query or an urlencoded body. RC_INVALID: a broken escape
 * or something that is not text (base/utf8.h); RC_LIMIT: more than REQUEST_MAX_PAIRS.
 */
MUST_CHECK rc url_decode_pairs(struct arena *arena, struct str raw, struct pairs *ret_pairs);

/* What may stand in a Location: every byte that could end or change an address
 * is encoded; what is encoded already stays. Asserts one '/' first. */
struct str url_for_header(struct arena *arena, struct str path);

#endif
