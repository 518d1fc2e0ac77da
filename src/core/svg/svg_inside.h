/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this room share: the tree that was read, values, and styles. Pure: no database. */
#ifndef CORE_SVG_SVG_INSIDE_H
#define CORE_SVG_SVG_INSIDE_H

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

#endif
