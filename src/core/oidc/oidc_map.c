/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/oidc/oidc_map.h"

#include "core/oidc/oidc_text.h"

/* A piece of a pointer with its "~1" as '/' and "~0" as '~' (RFC 6901 §4). */
static struct str unescape(struct arena *arena, struct str piece)
{
    char *text = arena_alloc(arena, piece.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < piece.n; i++) {
        bool escaped = piece.p[i] == '~' && i + 1 < piece.n &&
                       (piece.p[i + 1] == '0' || piece.p[i + 1] == '1');
        text[n++] = !escaped ? piece.p[i] : piece.p[i + 1] == '1' ? '/' : '~';
        i += escaped;
    }
    return (struct str){text, n};
}

static const json_t *member(const json_t *in, struct str name)
{
    int64_t index;
    if (json_is_array(in))
        return str_to_int(name, &index) == RC_OK && index >= 0 ? json_array_get(in, (size_t)index) : NULL;
    return json_object_getn(in, name.p ? name.p : "", name.n);
}

static const json_t *find(struct arena *arena, const json_t *claims, struct str path)
{
    if (!str_starts(path, STR("/")))
        return member(claims, path);
    path = str_skip(path, 1);
    for (struct str piece; claims && str_split(&path, '/', &piece);)
        claims = member(claims, unescape(arena, piece));
    return claims;
}

static bool is_value(const json_t *claim, struct str value)
{
    int64_t number;
    if (json_is_boolean(claim))
        return str_eq(value, json_is_true(claim) ? STR("true") : STR("false"));
    if (json_is_integer(claim))
        return str_to_int(value, &number) == RC_OK && number == json_integer_value(claim);
    return oidc_json_has(claim, value);
}

rc oidc_rules_apply(struct arena *arena, struct str others, const struct oidc_rule *rules, size_t n,
                    const struct oidc_rule *const **ret_rules, size_t *ret_n)
{
    const char *reason;
    const json_t *claims = oidc_json_object(arena, others, &reason);
    if (!claims)
        return RC_INVALID;
    const struct oidc_rule **held = ARENA_ARRAY(arena, const struct oidc_rule *, n);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (rules[i].claim.n && rules[i].value.n &&
            is_value(find(arena, claims, rules[i].claim), rules[i].value))
            held[count++] = &rules[i];
    *ret_rules = held;
    *ret_n = count;
    return RC_OK;
}
