/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Rules that make an organisation and a role of what a provider says of
 * somebody. Pure: data rows and claims in, matching rows out.
 *
 * A claim is named as it is ("groups", "https://example.se/claim/unit"), or by a
 * path into objects and lists that begins with '/' (JSON Pointer, RFC 6901):
 * "/realm_access/roles". It has the value where it is that text, a list with
 * that text in it, or a whole number, true or false that is written so. Letters
 * must agree in case. A rule never asks for sub, acr or the person's name.
 */
#ifndef CORE_OIDC_OIDC_MAP_H
#define CORE_OIDC_OIDC_MAP_H

#include "core/oidc/oidc.h"

struct oidc_rule {
    struct str claim, value;
    struct str organisation; /* a code; what it means is the caller's */
    struct str role;         /* likewise */
};

/*
 * The rules that hold for others (of struct oidc_claims), in their order: ret_n pointers into rules, in
 * arena. A rule without claim or value never holds. RC_INVALID: others is no JSON object of ours.
 */
MUST_CHECK rc oidc_rules_apply(struct arena *arena, struct str others, const struct oidc_rule *rules,
                               size_t n, const struct oidc_rule *const **ret_rules, size_t *ret_n);

#endif
