/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/providers/providers_rules.h"

#include "base/vec.h"

enum { NEXT_MAX = 1500 };

/* "groups = dialog-admin: aby/officer": the value may have any character, the last ':' parts off the role. */
static bool read_line(struct str text, struct rule_line *ret_line)
{
    struct rule_line line = {.organisation = STR("")};
    size_t equals = str_find_byte(text, '='), colon = text.n;
    for (size_t i = equals; i < text.n; i++)
        if (text.p[i] == ':')
            colon = i;
    if (equals == text.n || colon == text.n)
        return false;
    line.claim = str_trim(str_sub(text, 0, equals));
    line.value = str_trim(str_sub(text, equals + 1, colon - equals - 1));
    struct str role = str_trim(str_skip(text, colon + 1));
    size_t slash = str_find_byte(role, '/');
    if (slash < role.n) {
        line.organisation = str_sub(role, 0, slash);
        role = str_skip(role, slash + 1);
    }
    *ret_line = line;
    bool fits = line.claim.n && line.claim.n <= RULE_TEXT_MAX && line.value.n &&
                line.value.n <= RULE_TEXT_MAX;
    return fits && role_of_code(role, &ret_line->role);
}

rc rule_lines_read(struct arena *arena, struct str text, struct rule_lines *ret_lines, size_t *ret_line)
{
    struct rule_lines lines = {0};
    struct str line;
    for (size_t number = 1; str_split(&text, '\n', &line); number++) {
        struct rule_line read;
        if (str_trim(line).n == 0)
            continue;
        if (!read_line(line, &read)) {
            *ret_line = number;
            return RC_INVALID;
        }
        if (lines.n == RULE_LINES_MAX)
            return RC_LIMIT;
        *VEC_PUSH(arena, &lines) = read;
    }
    *ret_lines = lines;
    return RC_OK;
}

struct str rule_line_text(struct arena *arena, const struct rule_line *line)
{
    return arena_printf(arena, "%.*s = %.*s: %.*s%s%s", STR_ARGS(line->claim), STR_ARGS(line->value),
                        STR_ARGS(line->organisation), line->organisation.n ? "/" : "",
                        roles[line->role].code);
}

/* No issuer has a blank. */
struct str provider_issuer(struct arena *arena, const struct provider *provider)
{
    if (provider->organisation == 0)
        return provider->issuer;
    return arena_printf(arena, "%.*s %lld", STR_ARGS(provider->issuer), (long long)provider->organisation);
}

struct str visit_text(struct arena *arena, const struct visit *visit)
{
    struct str next = visit->next.n <= NEXT_MAX ? visit->next : STR("");
    return arena_printf(arena, "%lld\n%lld\n%.*s\n%.*s\n%.*s\n%.*s", (long long)visit->provider,
                        (long long)visit->link_to, STR_ARGS(visit->attempt.state),
                        STR_ARGS(visit->attempt.nonce), STR_ARGS(visit->attempt.verifier), STR_ARGS(next));
}

rc visit_read(struct str text, struct visit *ret_visit)
{
    struct str fields[6] = {0};
    struct visit visit;
    size_t n = 0;
    while (n < 6 && str_split(&text, '\n', &fields[n]))
        n++;
    if (n < 5 || str_to_int(fields[0], &visit.provider) || str_to_int(fields[1], &visit.link_to))
        return RC_INVALID;
    visit.attempt = (struct oidc_attempt){fields[2], fields[3], fields[4]};
    visit.next = n == 6 ? fields[5] : STR("");
    *ret_visit = visit;
    return RC_OK;
}
