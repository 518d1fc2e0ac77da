/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Colours of eight bits in sRGB, and how light they are. Pure: no database, no clock.
 *
 * Sources of the formulas:
 *   relative luminance and contrast ratio   WCAG 2.2, "relative luminance" and "contrast ratio"; the sRGB
 *                                           curve is the one of CSS Color 4, section 10.2 (threshold 0.04045)
 *   CIE lightness L*                        CSS Color 4, section 9.1: L* of a colour depends on its relative
 *                                           luminance alone; so does the lightness of HSLuv
 *   OKLab                                   CSS Color 4, section 9.2, with the matrices of its appendix
 */
#ifndef CORE_THEME_COLOUR_H
#define CORE_THEME_COLOUR_H

#include <stdbool.h>

#include "base/arena.h"

struct colour {
    uint8_t r, g, b;
};

/*
 * Reads "#aabbcc", "#abc", or either without "#"; blanks around it are skipped, capitals are as good.
 * RC_INVALID: *ret_problem is a sentence for the one who typed it, marked for translation:
 * tr(language, problem).
 */
MUST_CHECK rc colour_read(struct str text, struct colour *ret_colour, const char **ret_problem);

enum { COLOUR_TEXT_BYTES = 8 };
/* "#aabbcc", NUL-terminated; returns text. */
const char *colour_text(struct colour colour, char text[COLOUR_TEXT_BYTES]);

/* The same colour. */
bool colour_eq(struct colour a, struct colour b);

/* Relative luminance: 0 of black to 1 of white. */
double colour_luminance(struct colour colour);
/* The contrast ratio of two colours in either order: 1 to 21. */
double colour_contrast(struct colour a, struct colour b);

/* CIE lightness, 0 to 100, of a relative luminance, and the other way. */
double lightness_of_luminance(double luminance);
double luminance_of_lightness(double lightness);

/*
 * The colour mixed with as much white or black, in sRGB, as gives it the luminance, 0 to 1: the same hue,
 * lighter or darker. Rounding to eight bits moves the luminance by at most a 220th, at the white end, and by
 * less than a 500th below 0.2. As CSS would: color-mix(in srgb, COLOUR, white PART).
 */
struct colour colour_at_luminance(struct colour colour, double luminance);

/* The colour with its chroma in OKLab multiplied by part, 0 to 1; lightness and hue stay. */
struct colour colour_duller(struct colour colour, double part);

#endif
