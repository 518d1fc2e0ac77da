/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Small things with text and answers, for the files of this room. Pure: no
 * network, no clock.
 */
#ifndef CORE_OIDC_OIDC_TEXT_H
#define CORE_OIDC_OIDC_TEXT_H

#include <jansson.h>

#include "base/buf.h"
#include "core/oidc/oidc.h"

enum {
    OIDC_JSON_DEPTH_MAX = 16,
    OIDC_DOCUMENT_MAX = 64 * 1024, /* bytes of a discovery document, a key set or a token answer */
};

#define OIDC_ANSWER_FINE ((struct oidc_answer){OIDC_FINE, STR_NONE})

/* An answer that is not fine; problem as printf. */
struct oidc_answer oidc_answer(struct arena *arena, enum oidc_outcome outcome, const char *problem, ...)
    PRINTF_LIKE(3, 4);
/* Something somebody else wrote as it may stand in a problem: in quotes, cut, and not at all where it is
 * not plain ASCII or holds a personal number. */
struct str oidc_shown(struct arena *arena, struct str theirs);

/* Equal and not empty; takes the same time wherever they differ. */
bool oidc_same(struct str a, struct str b);
/* Whether word is one of the words of list, which have one blank between them. */
bool oidc_has_word(struct str list, struct str word);
/* 1 to max characters from ' ' to '~': what RFC 6749 appendix A lets a client id, a secret or a code be. */
bool oidc_is_plain(struct str s, size_t max);

/* An address of https, or of http to 127.0.0.1, [::1] or localhost, without user and fragment. */
bool oidc_is_address(struct str s);
/* Adds s to out with all but RFC 3986's unreserved characters as %XX: fit for a query and for a form. */
void oidc_add_encoded(struct buf *out, struct str s);

/* base64url without padding (RFC 4648 §5), in arena. Decoding refuses anything else: STR_NONE. */
struct str oidc_base64url(struct arena *arena, struct str bytes);
struct str oidc_base64url_decode(struct arena *arena, struct str text);

/* Reads a JSON object (RFC 8259) that says no name twice and is at most OIDC_JSON_DEPTH_MAX deep; it ends
 * with arena. NULL with a reason otherwise. */
json_t *oidc_json_object(struct arena *arena, struct str text, const char **ret_reason);
/* The string under name, borrowed; STR_NONE where it is missing or no string. */
struct str oidc_json_text(const json_t *object, const char *name);
/* Whether value is the string s, or a list with it among its items. */
bool oidc_json_has(const json_t *value, struct str s);

#endif
