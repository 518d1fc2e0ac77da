/* SPDX-License-Identifier: EUPL-1.2 */
/* The little of CSS that drawing programs write: CSS Syntax 3, without escapes, nesting and at-rules. */
#include <string.h>

#include "core/svg/svg_inside.h"

enum { DECLARATIONS_MAX = 100, RULES_MAX = 500 }; /* of one block, and of a picture */

/* The text with each comment as a blank; one that does not end takes the rest with it. */
static struct str without_comments(struct arena *arena, struct str css)
{
    char *copy = arena_c_dup(arena, css);
    size_t n = 0;
    while (css.n > 0) {
        size_t at = str_find(css, STR("/*"));
        memcpy(copy + n, css.p, at);
        n += at;
        if (at == css.n)
            break;
        css = str_skip(css, at + 2);
        css = str_skip(css, str_find(css, STR("*/")) + 2);
        copy[n++] = ' '; /* a comment has at least its two bytes */
    }
    return (struct str){copy, n};
}

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                      (unsigned char)c >= 0x80;
        if (!letter && c != '-' && !(i > 0 && c >= '0' && c <= '9'))
            return false;
    }
    return name.n > 0;
}

static struct str without_important(struct str value)
{
    const struct str mark = STR("!important");
    return str_ends(value, mark) ? str_trim(str_sub(value, 0, value.n - mark.n)) : value;
}

size_t style_read_declarations(struct arena *arena, struct str css, struct style_declarations *ret)
{
    struct str rest = without_comments(arena, css), piece;
    size_t unread = 0;
    while (str_split(&rest, ';', &piece)) {
        struct str declaration = str_trim(piece);
        if (declaration.n == 0)
            continue;
        size_t colon = str_find_byte(declaration, ':');
        struct str property = str_trim(str_sub(declaration, 0, colon));
        struct str value = without_important(str_trim(str_skip(declaration, colon + 1)));
        if (!is_name(property) || value.n == 0 || str_find_byte(value, '\\') < value.n ||
            ret->n >= DECLARATIONS_MAX) {
            unread++;
            continue;
        }
        *VEC_PUSH(arena, ret) = (struct style_declaration){property, value};
    }
    return unread;
}

/* The end of a block that begins after its '{': the index of its '}', or css.n. */
static size_t block_end(struct str css)
{
    size_t depth = 1;
    for (size_t i = 0; i < css.n; i++) {
        depth += css.p[i] == '{';
        if (css.p[i] == '}' && --depth == 0)
            return i;
    }
    return css.n;
}

/* One block: a rule for each of its selectors that is ".name" or "#name". */
static size_t read_block(struct arena *arena, struct str selectors, struct str block,
                         struct style_sheet *sheet)
{
    struct style_declarations declarations = {0};
    struct str rest = selectors, piece;
    size_t unread = 0;
    if (str_find_byte(block, '{') < block.n)
        return 1;
    unread += style_read_declarations(arena, block, &declarations);
    while (str_split(&rest, ',', &piece)) {
        struct str selector = str_trim(piece), name = str_skip(selector, 1);
        bool simple = str_starts(selector, STR(".")) || str_starts(selector, STR("#"));
        if (!simple || !is_name(name) || sheet->n >= RULES_MAX)
            unread++;
        else
            *VEC_PUSH(arena, sheet) = (struct style_rule){selector.p[0], name, declarations};
    }
    return unread;
}

size_t style_read_sheet(struct arena *arena, struct str css, struct style_sheet *sheet)
{
    struct str rest = str_trim(without_comments(arena, css));
    size_t unread = 0;
    for (; rest.n > 0; rest = str_trim(rest)) {
        size_t open = str_find_byte(rest, '{');
        size_t semicolon = rest.p[0] == '@' ? str_find_byte(str_sub(rest, 0, open), ';') : open;
        if (semicolon < open) { /* @import, @charset */
            unread += !str_starts(rest, STR("@charset"));
            rest = str_skip(rest, semicolon + 1);
            continue;
        }
        struct str selectors = str_trim(str_sub(rest, 0, open));
        rest = str_skip(rest, open + 1);
        size_t end = block_end(rest);
        unread += selectors.n == 0 ? 1 : read_block(arena, selectors, str_sub(rest, 0, end), sheet);
        rest = str_skip(rest, end + 1);
    }
    return unread;
}
