/* SPDX-License-Identifier: EUPL-1.2 */
/* From what was read to the pieces that are kept. Nothing is copied without a list naming it. */
#include "base/buf.h"
#include "base/utf8.h"
#include "core/svg/svg_inside.h"

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
    if (!svg_value(cleaning->arena, svg_attribute_rules[attribute].type, value, &set.text, &set.reference))
        return false;
    *value_slot(cleaning, piece, attribute) = set;
    return true;
}

static void set_property(struct cleaning *cleaning, struct piece *piece, struct style_declaration declaration)
{
    size_t attribute = svg_attribute(declaration.property);
    if (attribute != SVG_ATTRIBUTES && (svg_attribute_rules[attribute].flags & IN_STYLE)) {
        if (!set_value(cleaning, piece, attribute, declaration.value) && !svg_is_usual(declaration.value))
            count(cleaning, SVG_REMOVED_STYLE);
        return;
    }
    if (svg_is_effect(declaration.property, declaration.value))
        count(cleaning, SVG_REMOVED_EFFECT);
    else if (str_find(declaration.value, STR("url(")) < declaration.value.n)
        count(cleaning, SVG_REMOVED_STYLE);
}

static void set_properties(struct cleaning *cleaning, struct piece *piece,
                           const struct style_declarations *declarations)
{
    for (size_t i = 0; i < declarations->n && cleaning->styled <= SVG_STYLED_MAX; i++, cleaning->styled++)
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
    size_t attribute = svg_attribute(given->name);
    bool is_href = str_eq_c(given->name, "href"), may_refer = piece->rule->is & (IS_USE | IS_GRADIENT);
    if (is_event(given->name)) {
        count(cleaning, SVG_REMOVED_SCRIPT);
    } else if (is_href) {
        if (!may_refer || !set_value(cleaning, piece, attribute, given->value))
            count(cleaning, SVG_REMOVED_LINK);
    } else if (given->is_xlink) {
        return; /* xlink:type, xlink:show: say nothing without the link */
    } else if (attribute == SVG_ATTRIBUTES) {
        if (svg_is_effect(given->name, given->value))
            count(cleaning, SVG_REMOVED_EFFECT);
    } else if (piece->rule->is & IS_ROOT && !(svg_attribute_rules[attribute].flags & IN_STYLE)) {
        return; /* the size is read by itself */
    } else if (!set_value(cleaning, piece, attribute, given->value) && !svg_is_usual(given->value)) {
        count(cleaning, SVG_REMOVED_OTHER);
    }
}

struct str svg_given(const struct node *node, const char *name)
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
    size_t unread = style_read_declarations(cleaning->arena, svg_given(node, "style"), &own);
    for (size_t i = 0; i < node->attribute_count; i++)
        set_attribute(cleaning, piece, &node->attributes[i]);
    piece->id = svg_given(node, "id");
    set_rules(cleaning, piece, '.', svg_given(node, "class"));
    set_rules(cleaning, piece, '#', piece->id);
    set_properties(cleaning, piece, &own);
    cleaning->svg->removed[SVG_REMOVED_STYLE] += unread;
    if (piece->id.n > 0 && !map_get(&cleaning->ids, piece->id))
        map_put(&cleaning->ids, piece->id, piece);
}

/* ---- elements ------------------------------------------------------------------------- */

/* The rule of an element that is kept, or NULL, with what its loss is counted as. One svg is enough. */
static const struct element_rule *find_rule(const struct node *node, enum svg_removed *ret_as)
{
    *ret_as = node->space == SPACE_HTML ? SVG_REMOVED_FOREIGN : SVG_REMOVED_KINDS;
    if (node->space != SPACE_SVG)
        return NULL;
    const struct element_rule *rule = svg_element_rule(node->name);
    *ret_as = svg_refused_as(node->name);
    return rule && !(rule->is & IS_ROOT) ? rule : NULL;
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
        enum svg_removed as = SVG_REMOVED_KINDS;
        if (child->space == SPACE_TEXT) {
            add_characters(cleaning, parent, child->name);
            continue;
        }
        const struct element_rule *rule = is_wrapper(child) ? svg_element_rule(STR("g"))
                                                            : find_rule(child, &as);
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
    struct str media = svg_given(style, "media"), type = svg_given(style, "type");
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

rc svg_build(struct cleaning *cleaning, const struct node *root, struct piece **ret_picture)
{
    struct piece *picture = ARENA_NEW(cleaning->arena, struct piece);
    picture->rule = svg_element_rule(STR("svg"));
    read_sheets(cleaning, root);
    set_attributes(cleaning, picture, root);
    add_children(cleaning, picture, root);
    *ret_picture = picture;
    return cleaning->styled > SVG_STYLED_MAX ? RC_LIMIT : RC_OK;
}
