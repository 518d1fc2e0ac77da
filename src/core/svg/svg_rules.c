/* SPDX-License-Identifier: EUPL-1.2 */
/* The lists of what may pass: SVG 2 without what fetches, moves, runs or filters. */
#include "core/svg/svg_inside.h"

static const struct element_rule element_rules[] = {
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

const struct attribute_rule svg_attribute_rules[] = {
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

const struct element_rule *svg_element_rule(struct str name)
{
    for (size_t i = 0; i < sizeof element_rules / sizeof element_rules[0]; i++)
        if (str_eq_c(name, element_rules[i].name))
            return &element_rules[i];
    return NULL;
}

enum svg_removed svg_refused_as(struct str name)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (str_eq_c(name, refused[i].name))
            return refused[i].as;
    return SVG_REMOVED_OTHER;
}

size_t svg_attribute(struct str name)
{
    size_t i = 0;
    while (i < SVG_ATTRIBUTES && !str_eq_c(name, svg_attribute_rules[i].name))
        i++;
    return i;
}

bool svg_is_effect(struct str property, struct str value)
{
    return IS_AMONG(property, effects) && !IS_AMONG(value, usual);
}

bool svg_is_usual(struct str value)
{
    return IS_AMONG(value, usual);
}
