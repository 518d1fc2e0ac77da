/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From the tree that was read to the picture that is written: svg_read.c reads, the lists here say what
 * may pass, references are resolved, and write_… makes the text. Nothing is copied without a list naming it.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/utf8.h"
#include "core/i18n/i18n.h"
#include "core/svg/svg_inside.h"

/* ---- what may pass: elements ---------------------------------------------------------- */

enum {
    IS_SHAPE = 1,  /* draws something by itself */
    IS_TEXT = 2,   /* its characters are kept */
    IS_HIDDEN = 4, /* what is in it is drawn only where something refers to it */
    IS_GRADIENT = 8,
    IS_CLIP = 16,
    IS_MASK = 32,
    IS_USE = 64,
    IS_ROOT = 128,
};

static const struct element_rule {
    const char *name;
    unsigned is;
    const char *needs; /* the attribute without which a shape is nothing, or NULL */
} element_rules[] = {
    {"svg", IS_ROOT, NULL},
    {"g", 0, NULL},
    {"path", IS_SHAPE, "d"},
    {"rect", IS_SHAPE, "width"},
    {"circle", IS_SHAPE, "r"},
    {"ellipse", IS_SHAPE, NULL},
    {"line", IS_SHAPE, NULL},
    {"polyline", IS_SHAPE, "points"},
    {"polygon", IS_SHAPE, "points"},
    {"text", IS_TEXT, NULL},
    {"tspan", IS_TEXT, NULL},
    {"use", IS_USE, NULL},
    {"defs", IS_HIDDEN, NULL},
    {"symbol", IS_HIDDEN, NULL},
    {"clipPath", IS_HIDDEN | IS_CLIP, NULL},
    {"mask", IS_HIDDEN | IS_MASK, NULL},
    {"linearGradient", IS_HIDDEN | IS_GRADIENT, NULL},
    {"radialGradient", IS_HIDDEN | IS_GRADIENT, NULL},
    {"stop", 0, NULL},
};
static const struct element_rule *const rule_of_group = &element_rules[1];

/* Other elements of SVG: left out with all that is in them, and counted as what. */
static const struct {
    const char *name;
    enum svg_removed as;
} refused[] = {
    {"script", SVG_REMOVED_SCRIPT},
    {"handler", SVG_REMOVED_SCRIPT},
    {"listener", SVG_REMOVED_SCRIPT},
    {"image", SVG_REMOVED_IMAGE},
    {"video", SVG_REMOVED_IMAGE},
    {"audio", SVG_REMOVED_IMAGE},
    {"foreignObject", SVG_REMOVED_FOREIGN},
    {"iframe", SVG_REMOVED_FOREIGN},
    {"animate", SVG_REMOVED_ANIMATION},
    {"animateTransform", SVG_REMOVED_ANIMATION},
    {"animateMotion", SVG_REMOVED_ANIMATION},
    {"animateColor", SVG_REMOVED_ANIMATION},
    {"set", SVG_REMOVED_ANIMATION},
    {"discard", SVG_REMOVED_ANIMATION},
    {"filter", SVG_REMOVED_EFFECT},
    {"pattern", SVG_REMOVED_EFFECT},
    {"marker", SVG_REMOVED_EFFECT},
    {"style", SVG_REMOVED_KINDS}, /* read before; the rest says nothing to a visitor */
    {"metadata", SVG_REMOVED_KINDS},
    {"title", SVG_REMOVED_KINDS},
    {"desc", SVG_REMOVED_KINDS},
};

/* ---- what may pass: attributes -------------------------------------------------------- */

enum { IN_STYLE = 1 }; /* may also stand in a style */

static const struct attribute_rule {
    const char *name;
    enum value_type type;
    unsigned flags;
} attribute_rules[] = {
    {"href", VALUE_HREF, 0},
    {"x", VALUE_NUMBERS, 0},
    {"y", VALUE_NUMBERS, 0},
    {"dx", VALUE_NUMBERS, 0},
    {"dy", VALUE_NUMBERS, 0},
    {"x1", VALUE_NUMBER, 0},
    {"y1", VALUE_NUMBER, 0},
    {"x2", VALUE_NUMBER, 0},
    {"y2", VALUE_NUMBER, 0},
    {"cx", VALUE_NUMBER, 0},
    {"cy", VALUE_NUMBER, 0},
    {"r", VALUE_NUMBER, 0},
    {"rx", VALUE_NUMBER, 0},
    {"ry", VALUE_NUMBER, 0},
    {"fx", VALUE_NUMBER, 0},
    {"fy", VALUE_NUMBER, 0},
    {"fr", VALUE_NUMBER, 0},
    {"width", VALUE_NUMBER, 0},
    {"height", VALUE_NUMBER, 0},
    {"d", VALUE_PATH, 0},
    {"points", VALUE_NUMBERS, 0},
    {"offset", VALUE_NUMBER, 0},
    {"viewBox", VALUE_NUMBERS, 0},
    {"preserveAspectRatio", VALUE_WORD, 0},
    {"transform", VALUE_TRANSFORM, 0},
    {"gradientTransform", VALUE_TRANSFORM, 0},
    {"gradientUnits", VALUE_WORD, 0},
    {"spreadMethod", VALUE_WORD, 0},
    {"clipPathUnits", VALUE_WORD, 0},
    {"maskUnits", VALUE_WORD, 0},
    {"maskContentUnits", VALUE_WORD, 0},
    {"fill", VALUE_PAINT, IN_STYLE},
    {"fill-opacity", VALUE_NUMBER, IN_STYLE},
    {"fill-rule", VALUE_WORD, IN_STYLE},
    {"stroke", VALUE_PAINT, IN_STYLE},
    {"stroke-width", VALUE_NUMBER, IN_STYLE},
    {"stroke-opacity", VALUE_NUMBER, IN_STYLE},
    {"stroke-linecap", VALUE_WORD, IN_STYLE},
    {"stroke-linejoin", VALUE_WORD, IN_STYLE},
    {"stroke-miterlimit", VALUE_NUMBER, IN_STYLE},
    {"stroke-dasharray", VALUE_NUMBERS, IN_STYLE},
    {"stroke-dashoffset", VALUE_NUMBER, IN_STYLE},
    {"stop-color", VALUE_COLOUR, IN_STYLE},
    {"stop-opacity", VALUE_NUMBER, IN_STYLE},
    {"color", VALUE_COLOUR, IN_STYLE},
    {"opacity", VALUE_NUMBER, IN_STYLE},
    {"clip-path", VALUE_URL, IN_STYLE},
    {"clip-rule", VALUE_WORD, IN_STYLE},
    {"mask", VALUE_URL, IN_STYLE},
    {"mask-type", VALUE_WORD, IN_STYLE},
    {"display", VALUE_WORD, IN_STYLE},
    {"visibility", VALUE_WORD, IN_STYLE},
    {"paint-order", VALUE_WORD, IN_STYLE},
    {"vector-effect", VALUE_WORD, IN_STYLE},
    {"font-family", VALUE_FONT, IN_STYLE},
    {"font-size", VALUE_NUMBER, IN_STYLE},
    {"font-style", VALUE_WORD, IN_STYLE},
    {"font-weight", VALUE_WORD, IN_STYLE},
    {"letter-spacing", VALUE_NUMBER, IN_STYLE},
    {"word-spacing", VALUE_NUMBER, IN_STYLE},
    {"text-anchor", VALUE_WORD, IN_STYLE},
    {"dominant-baseline", VALUE_WORD, IN_STYLE},
};
enum { ATTRIBUTES = sizeof attribute_rules / sizeof attribute_rules[0], NO_ATTRIBUTE = ATTRIBUTES };

/* Properties that change how the picture looks and have no rule above. */
static const char *const effects[] = {"filter",       "mix-blend-mode", "isolation",  "marker",
                                      "marker-start", "marker-mid",     "marker-end", "backdrop-filter"};
/* Words that mean what holds without the property. */
static const char *const usual[] = {"inherit", "initial", "unset", "normal", "auto", "none", "medium"};

static bool is_among(struct str name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(name, names[i]))
            return true;
    return false;
}
#define IS_AMONG(name, names) is_among((name), (names), sizeof(names) / sizeof(names)[0])

static size_t find_attribute(struct str name)
{
    size_t i = 0;
    while (i < ATTRIBUTES && !str_eq_c(name, attribute_rules[i].name))
        i++;
    return i;
}

/* ---- the picture that is made --------------------------------------------------------- */

struct value_set {
    size_t attribute; /* index into attribute_rules */
    struct str text, reference;
    struct piece *target; /* what reference names, once resolved */
};

enum piece_state { PIECE_UNCOUNTED, PIECE_BEING_COUNTED, PIECE_COUNTED };

struct piece {
    const struct element_rule *rule; /* NULL: characters, in text */
    struct str text, id;
    struct {
        struct value_set *items;
        size_t n, cap;
    } values;
    struct piece *first, *last, *next;
    bool gone, is_referred_to;
    size_t number; /* of its id */
    enum piece_state state;
    size_t drawn; /* elements drawn with it, all references followed */
};

struct cleaning {
    struct arena *arena;
    struct svg *svg;
    struct style_sheet sheet;
    struct map ids; /* id -> struct piece */
    double box[4];
};

static void count(struct cleaning *cleaning, enum svg_removed kind)
{
    if (kind < SVG_REMOVED_KINDS)
        cleaning->svg->removed[kind]++;
}

/* ---- attributes and styles ------------------------------------------------------------ */

static struct value_set *value_slot(struct cleaning *cleaning, struct piece *piece, size_t attribute)
{
    for (size_t i = 0; i < piece->values.n; i++)
        if (piece->values.items[i].attribute == attribute)
            return &piece->values.items[i];
    return VEC_PUSH(cleaning->arena, &piece->values);
}

static bool set_value(struct cleaning *cleaning, struct piece *piece, size_t attribute, struct str value)
{
    struct value_set set = {.attribute = attribute};
    if (!svg_value(cleaning->arena, attribute_rules[attribute].type, value, &set.text, &set.reference))
        return false;
    *value_slot(cleaning, piece, attribute) = set;
    return true;
}

static void set_property(struct cleaning *cleaning, struct piece *piece, struct style_declaration declaration)
{
    size_t attribute = find_attribute(declaration.property);
    if (attribute != NO_ATTRIBUTE && (attribute_rules[attribute].flags & IN_STYLE)) {
        if (!set_value(cleaning, piece, attribute, declaration.value) && !IS_AMONG(declaration.value, usual))
            count(cleaning, SVG_REMOVED_STYLE);
        return;
    }
    if (IS_AMONG(declaration.property, effects) && !IS_AMONG(declaration.value, usual))
        count(cleaning, SVG_REMOVED_EFFECT);
    else if (str_find(declaration.value, STR("url(")) < declaration.value.n)
        count(cleaning, SVG_REMOVED_STYLE);
}

static void set_properties(struct cleaning *cleaning, struct piece *piece,
                           const struct style_declarations *declarations)
{
    for (size_t i = 0; i < declarations->n; i++)
        set_property(cleaning, piece, declarations->items[i]);
}

static bool has_class(struct str classes, struct str name)
{
    enum { CLASSES_MAX = 20 };
    struct str piece;
    for (int i = 0; i < CLASSES_MAX && str_split(&classes, ' ', &piece); i++)
        if (str_eq(piece, name))
            return true;
    return false;
}

/* names: the classes of the piece, where kind is '.', or its id. */
static void set_rules(struct cleaning *cleaning, struct piece *piece, char kind, struct str names)
{
    for (size_t i = 0; i < cleaning->sheet.n; i++) {
        const struct style_rule *rule = &cleaning->sheet.items[i];
        if (rule->kind == kind && (kind == '#' ? str_eq(names, rule->name) : has_class(names, rule->name)))
            set_properties(cleaning, piece, &rule->declarations);
    }
}

static bool is_event(struct str name)
{
    return name.n > 2 && str_eq_nocase(str_sub(name, 0, 2), STR("on"));
}

static void set_attribute(struct cleaning *cleaning, struct piece *piece, const struct node_attribute *given)
{
    size_t attribute = find_attribute(given->name);
    bool is_href = str_eq_c(given->name, "href"), may_refer = piece->rule->is & (IS_USE | IS_GRADIENT);
    if (is_event(given->name)) {
        count(cleaning, SVG_REMOVED_SCRIPT);
    } else if (is_href) {
        if (!may_refer || !set_value(cleaning, piece, attribute, given->value))
            count(cleaning, SVG_REMOVED_LINK);
    } else if (given->is_xlink) {
        return; /* xlink:type, xlink:show: say nothing without the link */
    } else if (attribute == NO_ATTRIBUTE) {
        if (IS_AMONG(given->name, effects) && !IS_AMONG(given->value, usual))
            count(cleaning, SVG_REMOVED_EFFECT);
    } else if (piece->rule->is & IS_ROOT && !(attribute_rules[attribute].flags & IN_STYLE)) {
        return; /* the size is read by itself */
    } else if (!set_value(cleaning, piece, attribute, given->value) && !IS_AMONG(given->value, usual)) {
        count(cleaning, SVG_REMOVED_OTHER);
    }
}

static struct str attribute_of(const struct node *node, const char *name)
{
    for (size_t i = 0; i < node->attribute_count; i++)
        if (!node->attributes[i].is_xlink && str_eq_c(node->attributes[i].name, name))
            return node->attributes[i].value;
    return STR_NONE;
}

/* A style wins over an id, that over a class, and that over an attribute: CSS Cascade 4, section 6. */
static void set_attributes(struct cleaning *cleaning, struct piece *piece, const struct node *node)
{
    struct style_declarations own = {0};
    size_t unread = style_read_declarations(cleaning->arena, attribute_of(node, "style"), &own);
    for (size_t i = 0; i < node->attribute_count; i++)
        set_attribute(cleaning, piece, &node->attributes[i]);
    piece->id = attribute_of(node, "id");
    set_rules(cleaning, piece, '.', attribute_of(node, "class"));
    set_rules(cleaning, piece, '#', piece->id);
    set_properties(cleaning, piece, &own);
    cleaning->svg->removed[SVG_REMOVED_STYLE] += unread;
    if (piece->id.n > 0 && !map_get(&cleaning->ids, piece->id))
        map_put(&cleaning->ids, piece->id, piece);
}

/* ---- elements ------------------------------------------------------------------------- */

/* The rule of an element that is kept, or NULL, with what its loss is counted as. */
static const struct element_rule *find_rule(const struct node *node, enum svg_removed *ret_as)
{
    *ret_as = node->space == SPACE_HTML ? SVG_REMOVED_FOREIGN : SVG_REMOVED_KINDS;
    if (node->space != SPACE_SVG)
        return NULL;
    for (size_t i = 1; i < sizeof element_rules / sizeof element_rules[0]; i++)
        if (str_eq_c(node->name, element_rules[i].name))
            return &element_rules[i];
    *ret_as = SVG_REMOVED_OTHER;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (str_eq_c(node->name, refused[i].name))
            *ret_as = refused[i].as;
    return NULL;
}

/* Links, and the choices that Illustrator wraps a drawing in, become groups. */
static bool is_wrapper(const struct node *node)
{
    return node->space == SPACE_SVG && (str_eq_c(node->name, "a") || str_eq_c(node->name, "switch"));
}

static void append(struct piece *parent, struct piece *piece)
{
    if (parent->last)
        parent->last->next = piece;
    else
        parent->first = piece;
    parent->last = piece;
}

static void add_characters(struct cleaning *cleaning, struct piece *parent, struct str text)
{
    if (!(parent->rule->is & IS_TEXT) || !utf8_is_text(text))
        return;
    struct piece *piece = ARENA_NEW(cleaning->arena, struct piece);
    piece->text = text;
    append(parent, piece);
    cleaning->svg->has_text |= str_trim(text).n > 0;
}

static void add_children(struct cleaning *cleaning, struct piece *parent, const struct node *node)
{
    for (const struct node *child = node->first; child; child = child->next) {
        enum svg_removed as;
        if (child->space == SPACE_TEXT) {
            add_characters(cleaning, parent, child->name);
            continue;
        }
        const struct element_rule *rule = is_wrapper(child) ? rule_of_group : find_rule(child, &as);
        if (!rule) {
            count(cleaning, as);
            continue;
        }
        struct piece *piece = ARENA_NEW(cleaning->arena, struct piece);
        piece->rule = rule;
        set_attributes(cleaning, piece, child);
        append(parent, piece);
        if (!(rule->is & IS_USE))
            add_children(cleaning, piece, child);
    }
}

/* ---- style sheets --------------------------------------------------------------------- */

static void read_sheet(struct cleaning *cleaning, const struct node *style)
{
    struct str media = attribute_of(style, "media"), type = attribute_of(style, "type");
    struct buf css;
    bool applies = (media.n == 0 || str_eq_c(media, "all") || str_eq_c(media, "screen")) &&
                   (type.n == 0 || str_eq_c(type, "text/css"));
    buf_init(&css, SVG_BYTES_MAX);
    for (const struct node *child = style->first; child; child = child->next)
        if (child->space == SPACE_TEXT)
            buf_add(&css, child->name);
    struct str text = arena_str_dup(cleaning->arena, buf_str(&css));
    buf_free(&css);
    if (applies)
        cleaning->svg->removed[SVG_REMOVED_STYLE] += style_read_sheet(cleaning->arena, text,
                                                                      &cleaning->sheet);
    else
        count(cleaning, SVG_REMOVED_STYLE);
}

static void read_sheets(struct cleaning *cleaning, const struct node *node)
{
    for (const struct node *child = node->first; child; child = child->next) {
        if (child->space == SPACE_SVG && str_eq_c(child->name, "style"))
            read_sheet(cleaning, child);
        else
            read_sheets(cleaning, child);
    }
}

/* ---- references ----------------------------------------------------------------------- */

static bool may_refer_to(const struct piece *piece, size_t attribute, const struct piece *target)
{
    switch (attribute_rules[attribute].type) {
    case VALUE_PAINT: return target->rule->is & IS_GRADIENT;
    case VALUE_HREF:
        if (piece->rule->is & IS_GRADIENT)
            return target->rule->is & IS_GRADIENT;
        return !(target->rule->is & (IS_GRADIENT | IS_CLIP | IS_MASK | IS_ROOT)) &&
               !str_eq_c(str_from_c(target->rule->name), "stop");
    default: return target->rule->is & (attribute == find_attribute(STR("mask")) ? IS_MASK : IS_CLIP);
    }
}

/* A paint that is missing is none (SVG 2, section 13.2); other references are left out. */
static void drop_reference(struct cleaning *cleaning, struct piece *piece, struct value_set *value)
{
    count(cleaning, SVG_REMOVED_OTHER);
    value->reference = STR_NONE;
    value->target = NULL;
    if (attribute_rules[value->attribute].type == VALUE_PAINT)
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
            uses |= attribute_rules[value->attribute].type == VALUE_HREF;
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
    bool once = !value->target || attribute_rules[value->attribute].type == VALUE_PAINT;
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
        if (str_eq_c(str_from_c(attribute_rules[piece->values.items[i].attribute].name), name))
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

/* ---- writing -------------------------------------------------------------------------- */

static void write_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        switch (c) {
        case '&': buf_add_c(out, "&amp;"); break;
        case '<': buf_add_c(out, "&lt;"); break;
        case '>': buf_add_c(out, "&gt;"); break;
        case '"': buf_add_c(out, "&quot;"); break;
        case '\t':
        case '\r':
        case '\n': buf_add_byte(out, ' '); break;
        default: buf_add_byte(out, c);
        }
    }
}

static void write_value(struct buf *out, const struct value_set *value, struct str prefix)
{
    const struct attribute_rule *rule = &attribute_rules[value->attribute];
    buf_printf(out, " %s=\"", rule->name);
    if (value->target)
        buf_printf(out, rule->type == VALUE_HREF ? "#%.*s%zu" : "url(#%.*s%zu)", STR_ARGS(prefix),
                   value->target->number);
    else
        write_escaped(out, value->text);
    buf_add_c(out, "\"");
}

/* In the order of attribute_rules. */
static void write_values(struct buf *out, const struct piece *piece, struct str prefix)
{
    for (size_t attribute = 0; attribute < ATTRIBUTES; attribute++)
        for (size_t i = 0; i < piece->values.n; i++)
            if (piece->values.items[i].attribute == attribute)
                write_value(out, &piece->values.items[i], prefix);
}

static bool has_children(const struct piece *piece)
{
    const struct piece *child = piece->first;
    while (child && child->gone)
        child = child->next;
    return child;
}

static void write_children(struct buf *out, const struct piece *parent, struct str prefix)
{
    for (const struct piece *piece = parent->first; piece; piece = piece->next) {
        if (!piece->rule) {
            write_escaped(out, piece->text);
            continue;
        }
        if (piece->gone)
            continue;
        buf_printf(out, "<%s", piece->rule->name);
        if (piece->number)
            buf_printf(out, " id=\"%.*s%zu\"", STR_ARGS(prefix), piece->number);
        write_values(out, piece, prefix);
        if (has_children(piece)) {
            buf_add_c(out, ">");
            write_children(out, piece, prefix);
            buf_printf(out, "</%s>", piece->rule->name);
        } else {
            buf_add_c(out, "/>");
        }
    }
}

static rc write_picture(struct cleaning *cleaning, const struct piece *root, struct str prefix)
{
    struct buf out;
    const double *box = cleaning->box;
    buf_init(&out, SVG_BYTES_MAX);
    buf_printf(&out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%.6g %.6g %.6g %.6g\" width=\"%.6g\""
               " height=\"%.6g\"",
               box[0], box[1], box[2], box[3], box[2], box[3]);
    write_values(&out, root, prefix);
    buf_add_c(&out, ">");
    write_children(&out, root, prefix);
    buf_add_c(&out, "</svg>\n");
    bool fits = !out.overflowed;
    cleaning->svg->text = arena_str_dup(cleaning->arena, buf_str(&out));
    buf_free(&out);
    return fits ? RC_OK : RC_LIMIT;
}

/* ---- the whole ------------------------------------------------------------------------ */

/* viewBox, or else width and height. */
static bool read_size(struct cleaning *cleaning, const struct node *root)
{
    double *box = cleaning->box;
    if (!svg_view_box(attribute_of(root, "viewBox"), box)) {
        box[0] = box[1] = 0;
        if (!svg_pixels(attribute_of(root, "width"), &box[2]) ||
            !svg_pixels(attribute_of(root, "height"), &box[3]))
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
    struct piece *picture = ARENA_NEW(cleaning->arena, struct piece);
    size_t number = 0;
    if (!read_size(cleaning, root))
        return refuse(RC_INVALID,
                      TR("The picture tells no size. Save it with a viewBox, or with width and height."),
                      ret_problem);
    picture->rule = &element_rules[0];
    read_sheets(cleaning, root);
    set_attributes(cleaning, picture, root);
    add_children(cleaning, picture, root);
    while (resolve(cleaning, picture))
        ;
    if (!draws(picture))
        return refuse(RC_INVALID, TR("Nothing that can be shown is left of the picture."), ret_problem);
    if (count_drawn(picture, 0) > SVG_DRAWN_MAX)
        return refuse(RC_LIMIT, TR("The picture has too many parts. Simplify the drawing and save it again."),
                      ret_problem);
    mark_references(picture);
    number_ids(picture, &number);
    if (write_picture(cleaning, picture, prefix) != RC_OK)
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
