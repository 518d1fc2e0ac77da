/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this room share: the tree that was read, values, and styles. Pure: no database. */
#ifndef CORE_SVG_SVG_INSIDE_H
#define CORE_SVG_SVG_INSIDE_H

#include "base/map.h"
#include "base/vec.h"
#include "core/svg/svg.h"

/* ---- the file as it was read (svg_read.c) --------------------------------------------- */

enum node_space { SPACE_SVG, SPACE_HTML, SPACE_OTHER, SPACE_TEXT };

struct node_attribute {
    struct str name, value; /* blanks of every kind in value are spaces; none at its ends */
    bool is_xlink;
};

struct node {
    enum node_space space;
    struct str name;                   /* without prefix; the characters of SPACE_TEXT */
    struct node_attribute *attributes; /* those without a namespace, and those of XLink */
    size_t attribute_count;
    struct node *parent, *first, *last, *next;
};

/* The root, an svg element, in arena. What links to a style sheet is counted in removed. As svg_clean. */
MUST_CHECK rc svg_read(struct arena *arena, struct str bytes, size_t *removed, struct node **ret_root,
                       const char **ret_problem);

/* ---- values (svg_value.c) ------------------------------------------------------------- */

enum value_type {
    VALUE_NUMBER,  /* with a unit or a percent sign, or without */
    VALUE_NUMBERS, /* at least one, between blanks or commas, or "none" */
    VALUE_PATH,    /* the data of a path */
    VALUE_TRANSFORM,
    VALUE_COLOUR,
    VALUE_PAINT, /* a colour, or a reference: url(#id) */
    VALUE_WORD,  /* letters, digits, hyphens and spaces */
    VALUE_FONT,
    VALUE_URL,  /* url(#id) */
    VALUE_HREF, /* #id */
};

/* Reads a value: its text as it is written again, in arena or borrowed, or STR_NONE and what it refers to.
 * False where it is not of the type, or holds a number beyond ±1000000. */
bool svg_value(struct arena *arena, enum value_type type, struct str value, struct str *ret_text,
               struct str *ret_reference);
/* A number in front of *rest, which is moved past it. False where there is none, or it is too large. */
bool svg_number(struct str *rest, double *ret_number);
/* A length such as "12.5mm" in pixels (CSS: 96 to an inch). False for percent, em and what is no length. */
bool svg_pixels(struct str value, double *ret_pixels);
/* Four numbers: x, y, width and height, both more than 0. */
bool svg_view_box(struct str value, double ret_box[4]);

/* ---- styles (svg_style.c) ------------------------------------------------------------- */

struct style_declaration {
    struct str property, value;
};
struct style_declarations {
    struct style_declaration *items;
    size_t n, cap;
};
struct style_rule {
    char kind; /* '.' for a class, '#' for an id */
    struct str name;
    struct style_declarations declarations; /* shared by the rules of one block */
};
struct style_sheet {
    struct style_rule *items;
    size_t n, cap;
};

/* Adds the declarations "fill:#fff;stroke:none" to *ret. Returns how many could not be read. */
size_t style_read_declarations(struct arena *arena, struct str css, struct style_declarations *ret);
/* Adds the rules for ".class" and "#id", or several of them with commas. Returns how many others there
 * were, or pieces that could not be read. */
size_t style_read_sheet(struct arena *arena, struct str css, struct style_sheet *sheet);

/* ---- what may pass (svg_rules.c) --------------------------------------------------------- */

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

struct element_rule {
    const char *name;
    unsigned is;
    const char *needs; /* the attribute without which a shape is nothing, or NULL */
};

enum { IN_STYLE = 1 }; /* may also stand in a style */

struct attribute_rule {
    const char *name;
    enum value_type type;
    unsigned flags;
};

enum { SVG_ATTRIBUTES = 62 };                                           /* also: no such attribute */
extern const struct attribute_rule svg_attribute_rules[SVG_ATTRIBUTES]; /* in the order they are written */

/* The rule of an element, or NULL where it is not kept. */
const struct element_rule *svg_element_rule(struct str name);
/* What the loss of another element of SVG is counted as: SVG_REMOVED_KINDS where it is not counted. */
enum svg_removed svg_refused_as(struct str name);
/* The index of an attribute, or SVG_ATTRIBUTES. */
size_t svg_attribute(struct str name);
/* The property has no rule but changes how the picture looks, as a filter does. */
bool svg_is_effect(struct str property, struct str value);
/* A word that says no more than leaving it out does: "inherit", "none". */
bool svg_is_usual(struct str value);

/* ---- the picture that is made ---------------------------------------------------------------- */

struct value_set {
    size_t attribute; /* index into svg_attribute_rules */
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

/* The work on one picture. */
struct cleaning {
    struct arena *arena;
    struct svg *svg;
    struct style_sheet sheet;
    size_t styled;  /* declarations of styles that were applied */
    struct map ids; /* id -> struct piece */
    double box[4];
};

/* The value of an attribute as it was read, or STR_NONE. */
struct str svg_given(const struct node *node, const char *name);
/* The pieces of a picture, all references unresolved, and the ids they have (svg_build.c). RC_LIMIT: more
 * than SVG_STYLED_MAX declarations apply. */
MUST_CHECK rc svg_build(struct cleaning *cleaning, const struct node *root, struct piece **ret_picture);
/* The picture as text, in cleaning->svg (svg_write.c). RC_LIMIT: it has more than SVG_BYTES_MAX. */
MUST_CHECK rc svg_write(struct cleaning *cleaning, const struct piece *root, struct str prefix);

#endif
