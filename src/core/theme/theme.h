/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One colour, chosen by an organisation, becomes the accent of every page, light and dark, with contrasts
 * that hold whatever the colour is. Pure: no database, no clock; the same colour gives the same bytes.
 *
 * What the generator of the design system does when the program is built (web/README.md), this does while
 * it runs: nearly every token has a fixed relative luminance, and contrast depends on luminance alone. The
 * colour is mixed with white or black until it has that luminance (colour_at_luminance). In the dark the
 * surfaces have 0.7 of the colour's chroma, so that they do not glow. Text and borders stand further from the
 * surfaces than the generator puts them, so that they hold on the darkest surface of light pages too, and on
 * the lightest of dark pages.
 *
 * What holds, in both schemes (WCAG 2.2, success criteria 1.4.3 and 1.4.11):
 *   text, subtle text and links      4.5:1 on every background and surface, the accent's and the neutral's
 *   text on a button                 4.5:1 on base-default, -hover and -active, the subtle one too
 *   buttons, bars, marks (base-…)    3:1 to every background and surface
 *   borders but border-subtle        3:1 to every background and surface
 * border-subtle only divides what is told apart without it.
 *
 * Neutral colours, the warm mark, faults and warnings stay the built-in theme's, which is loaded first.
 */
#ifndef CORE_THEME_THEME_H
#define CORE_THEME_THEME_H

#include "core/theme/colour.h"

/* In the order of the design system; the names are those of its properties. */
enum theme_token {
    THEME_BACKGROUND_DEFAULT,
    THEME_BACKGROUND_TINTED,
    THEME_SURFACE_DEFAULT,
    THEME_SURFACE_TINTED,
    THEME_SURFACE_HOVER,
    THEME_SURFACE_ACTIVE,
    THEME_BORDER_SUBTLE,
    THEME_BORDER_DEFAULT,
    THEME_BORDER_STRONG,
    THEME_TEXT_SUBTLE,
    THEME_TEXT_DEFAULT,
    THEME_BASE_DEFAULT,
    THEME_BASE_HOVER,
    THEME_BASE_ACTIVE,
    THEME_BASE_CONTRAST_SUBTLE,
    THEME_BASE_CONTRAST_DEFAULT,
    THEME_TOKENS,
    THEME_SURFACES = THEME_BORDER_SUBTLE /* the first so many are what others stand on */
};

struct theme_scale {
    struct colour token[THEME_TOKENS];
    struct colour link; /* --rl-link */
};

/* The smallest contrast among the pairs that a row of the list is about. */
struct theme_contrast {
    const char *what; /* "Text on a button": marked for translation, tr(language, what) */
    bool dark;
    double ratio, least; /* measured, and what it must be; ratio >= least always */
};

enum { THEME_CONTRASTS = 10, THEME_CSS_MAX = 4000 };

struct theme {
    struct colour brand;  /* as it was chosen */
    struct colour button; /* what buttons and bars have on light pages */
    bool adjusted;        /* button differs from brand, which was too light */
    struct theme_scale light, dark;
    struct theme_contrast contrasts[THEME_CONTRASTS]; /* first those of light pages */
    struct str css; /* in arena, at most THEME_CSS_MAX bytes: a style sheet to link after THEME/theme.css */
};

/*
 * The theme of a colour. All colours are possible. css stands outside of every cascade layer, so it wins over
 * the layered built-in theme; it holds custom properties only. Some 60 µs.
 */
void theme_make(struct arena *arena, struct colour brand, struct theme *ret_theme);

/*
 * A picture of web/img (mark.svg, ring.svg) in the theme's colours: in its <style>,
 * var(--accent-base-default) is that token, and var(--warm-base-default) the warm mark of the theme
 * "radslag". The rules are written for light, and again for dark in a media query, as web/build.mjs does.
 * RC_INVALID: the picture has no <style>, or asks for a colour that is unknown. The result is in arena.
 */
MUST_CHECK rc theme_picture(struct arena *arena, const struct theme *theme, struct str picture,
                            struct str *ret_svg);

#endif
