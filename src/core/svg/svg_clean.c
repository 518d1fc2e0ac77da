/* SPDX-License-Identifier: EUPL-1.2 */
/* From the file to the picture: svg_read.c reads, svg_build.c keeps what svg_rules.c lists, references are
 * resolved here, and svg_write.c writes. */
#include <stdlib.h>

#include "core/i18n/i18n.h"
#include "core/svg/svg_inside.h"

/* ---- references ----------------------------------------------------------------------- */

static bool may_refer_to(const struct piece *piece, size_t attribute, const struct piece *target)
{
    switch (svg_attribute_rules[attribute].type) {
    case VALUE_PAINT: return target->rule->is & IS_GRADIENT;
    case VALUE_HREF:
        if (piece->rule->is & IS_GRADIENT)
            return target->rule->is & IS_GRADIENT;
        return !(target->rule->is & (IS_GRADIENT | IS_CLIP | IS_MASK | IS_ROOT)) &&
               !str_eq_c(str_from_c(target->rule->name), "stop");
    default: return target->rule->is & (attribute == svg_attribute(STR("mask")) ? IS_MASK : IS_CLIP);
    }
}

/* A paint that is missing is none (SVG 2, section 13.2); other references are left out. */
static void drop_reference(struct cleaning *cleaning, struct piece *piece, struct value_set *value)
{
    cleaning->svg->removed[SVG_REMOVED_OTHER]++;
    value->reference = STR_NONE;
    value->target = NULL;
    if (svg_attribute_rules[value->attribute].type == VALUE_PAINT)
        value->text = STR("none");
    else
        *value = piece->values.items[--piece->values.n];
}

/* Drops the references to nothing, and use that has nothing to use. True where anything was dropped, since
 * something else may have referred to it. */
static bool resolve(struct cleaning *cleaning, struct piece *piece)
{
    bool changed = false, uses = false;
    if (!piece->rule || piece->gone)
        return false;
    for (size_t i = piece->values.n; i-- > 0;) {
        struct value_set *value = &piece->values.items[i];
        if (value->reference.n == 0)
            continue;
        if (!value->target)
            value->target = map_get(&cleaning->ids, value->reference);
        if (value->target && !value->target->gone && may_refer_to(piece, value->attribute, value->target)) {
            uses |= svg_attribute_rules[value->attribute].type == VALUE_HREF;
        } else {
            drop_reference(cleaning, piece, value);
            changed = true;
        }
    }
    if ((piece->rule->is & IS_USE) && !uses)
        changed = piece->gone = true;
    for (struct piece *child = piece->first; child; child = child->next)
        changed |= resolve(cleaning, child);
    return changed;
}

static size_t count_drawn(struct piece *piece, size_t depth);

/* A gradient is made once however often it paints; the others are drawn again where they are referred to. */
static size_t count_reference(const struct value_set *value, size_t depth)
{
    bool once = !value->target || svg_attribute_rules[value->attribute].type == VALUE_PAINT;
    return once ? 0 : count_drawn(value->target, depth);
}

/* The elements that are drawn with a piece, all its references followed: SVG_DRAWN_MAX + 1 where they are
 * more, go in a circle, or go too deep. */
static size_t count_drawn(struct piece *piece, size_t depth)
{
    enum { TOO_DEEP = 300, TOO_MANY = SVG_DRAWN_MAX + 1 };
    size_t drawn = 1;
    if (!piece->rule || piece->gone)
        return 0;
    if (piece->state == PIECE_BEING_COUNTED || depth > TOO_DEEP)
        return TOO_MANY;
    if (piece->state == PIECE_COUNTED)
        return piece->drawn;
    piece->state = PIECE_BEING_COUNTED;
    for (size_t i = 0; i < piece->values.n && drawn < TOO_MANY; i++)
        drawn += count_reference(&piece->values.items[i], depth + 1);
    for (struct piece *child = piece->first; child && drawn < TOO_MANY; child = child->next)
        drawn += count_drawn(child, depth + 1);
    piece->state = PIECE_COUNTED;
    piece->drawn = drawn < TOO_MANY ? drawn : TOO_MANY;
    return piece->drawn;
}

static bool has_value(const struct piece *piece, const char *name)
{
    for (size_t i = 0; i < piece->values.n; i++)
        if (str_eq_c(str_from_c(svg_attribute_rules[piece->values.items[i].attribute].name), name))
            return true;
    return false;
}

static bool draws(const struct piece *piece)
{
    if (!piece->rule)
        return str_trim(piece->text).n > 0;
    if (piece->gone || (piece->rule->is & IS_HIDDEN))
        return false;
    if (piece->rule->is & (IS_SHAPE | IS_USE))
        return !piece->rule->needs || has_value(piece, piece->rule->needs);
    for (const struct piece *child = piece->first; child; child = child->next)
        if (draws(child))
            return true;
    return false;
}

static void mark_references(const struct piece *piece)
{
    if (!piece->rule || piece->gone)
        return;
    for (size_t i = 0; i < piece->values.n; i++)
        if (piece->values.items[i].target)
            (piece->values.items[i].target)->is_referred_to = true;
    for (const struct piece *child = piece->first; child; child = child->next)
        mark_references(child);
}

static void number_ids(struct piece *piece, size_t *number)
{
    if (piece->is_referred_to)
        piece->number = ++*number;
    for (struct piece *child = piece->first; child; child = child->next)
        number_ids(child, number);
}

/* ---- the whole ------------------------------------------------------------------------ */

/* viewBox, or else width and height. */
static bool read_size(struct cleaning *cleaning, const struct node *root)
{
    double *box = cleaning->box;
    if (!svg_view_box(svg_given(root, "viewBox"), box)) {
        box[0] = box[1] = 0;
        if (!svg_pixels(svg_given(root, "width"), &box[2]) || !svg_pixels(svg_given(root, "height"), &box[3]))
            return false;
    }
    cleaning->svg->width = box[2];
    cleaning->svg->height = box[3];
    return box[2] >= 0.001 && box[3] >= 0.001;
}

static rc refuse(rc code, const char *problem, const char **ret_problem)
{
    *ret_problem = problem;
    return code;
}

static rc clean(struct cleaning *cleaning, const struct node *root, struct str prefix,
                const char **ret_problem)
{
    const char *const too_many = TR(
        "The picture has too many parts. Simplify the drawing and save it again.");
    struct piece *picture;
    size_t number = 0;
    if (!read_size(cleaning, root))
        return refuse(RC_INVALID,
                      TR("The picture tells no size. Save it with a viewBox, or with width and height."),
                      ret_problem);
    if (svg_build(cleaning, root, &picture) != RC_OK)
        return refuse(RC_LIMIT, too_many, ret_problem);
    while (resolve(cleaning, picture))
        ;
    if (!draws(picture))
        return refuse(RC_INVALID, TR("Nothing that can be shown is left of the picture."), ret_problem);
    if (count_drawn(picture, 0) > SVG_DRAWN_MAX)
        return refuse(RC_LIMIT, too_many, ret_problem);
    mark_references(picture);
    number_ids(picture, &number);
    if (svg_write(cleaning, picture, prefix) != RC_OK)
        return refuse(RC_LIMIT, TR("The file is too large. An SVG picture may have at most 100 kB."),
                      ret_problem);
    return RC_OK;
}

static void check_prefix(struct str prefix)
{
    bool fine = prefix.n > 0 && prefix.n <= 40;
    for (size_t i = 0; i < prefix.n; i++) {
        char c = prefix.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        fine = fine && (letter || (i > 0 && ((c >= '0' && c <= '9') || c == '-')));
    }
    if (!fine)
        abort();
}

rc svg_clean(struct arena *arena, struct str bytes, struct str id_prefix, struct svg *ret_svg,
             const char **ret_problem)
{
    struct svg svg = {0};
    struct cleaning cleaning = {.arena = arena, .svg = &svg, .ids = {.arena = arena}};
    struct node *root;
    check_prefix(id_prefix);
    rc code = svg_read(arena, bytes, svg.removed, &root, ret_problem);
    if (code == RC_OK)
        code = clean(&cleaning, root, id_prefix, ret_problem);
    if (code == RC_OK)
        *ret_svg = svg;
    return code;
}

const char *svg_removed_name(enum svg_removed kind)
{
    static const char *const names[SVG_REMOVED_KINDS] = {
        [SVG_REMOVED_SCRIPT] = TR("Scripts"),
        [SVG_REMOVED_LINK] = TR("Links and references to other files"),
        [SVG_REMOVED_IMAGE] = TR("Pictures inside the picture"),
        [SVG_REMOVED_FOREIGN] = TR("Parts that are not SVG"),
        [SVG_REMOVED_ANIMATION] = TR("Animations"),
        [SVG_REMOVED_EFFECT] = TR("Effects, such as filters and patterns"),
        [SVG_REMOVED_STYLE] = TR("Style rules that cannot be used here"),
        [SVG_REMOVED_OTHER] = TR("Parts and values that could not be read"),
    };
    return names[kind];
}
