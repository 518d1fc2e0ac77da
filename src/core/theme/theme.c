/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/theme/theme.h"

#include <math.h>

#include "base/buf.h"
#include "core/i18n/i18n.h"

/* The relative luminance of each token; 0 where a rule below chooses the colour. Surfaces and border-subtle
 * are where the design system has them. */
static const struct token_rule {
    const char *name;
    double light, dark;
} token_rules[THEME_TOKENS] = {
    [THEME_BACKGROUND_DEFAULT] = {"background-default", 1, 0.009},
    [THEME_BACKGROUND_TINTED] = {"background-tinted", 0.9, 0.014},
    [THEME_SURFACE_DEFAULT] = {"surface-default", 1, 0.021},
    [THEME_SURFACE_TINTED] = {"surface-tinted", 0.81, 0.027},
    [THEME_SURFACE_HOVER] = {"surface-hover", 0.7, 0.036},
    [THEME_SURFACE_ACTIVE] = {"surface-active", 0.59, 0.056},
    [THEME_BORDER_SUBTLE] = {"border-subtle", 0.5, 0.08},
    [THEME_BORDER_DEFAULT] = {"border-default", 0.155, 0.28},
    [THEME_BORDER_STRONG] = {"border-strong", 0.087, 0.45},
    [THEME_TEXT_SUBTLE] = {"text-subtle", 0.087, 0.45},
    [THEME_TEXT_DEFAULT] = {"text-default", 0.0245, 0.84},
    [THEME_BASE_DEFAULT] = {"base-default", 0, 0},
    [THEME_BASE_HOVER] = {"base-hover", 0, 0},
    [THEME_BASE_ACTIVE] = {"base-active", 0, 0},
    [THEME_BASE_CONTRAST_SUBTLE] = {"base-contrast-subtle", 0, 0},
    [THEME_BASE_CONTRAST_DEFAULT] = {"base-contrast-default", 0, 0},
};

/* A button is at most so light on light pages, where it has white text, and at least so light on dark
 * pages, where it has black: 3:1 to surface-active, with room for rounding. */
static const double light_base_most = 0.16, dark_base_least = 0.36;
static const double dark_link_least = 0.5, dark_link_most = 0.8;
static const double dark_chroma = 0.7;
static const double hover_step = 8; /* of CIE lightness; twice for a button that is held down */

/* The warm mark of web/theme/radslag.css, for pictures. */
static const struct colour warm_light = {0xb3, 0x5c, 0x1e}, warm_dark = {0xb7, 0x65, 0x2a};

/* ---- the scales ----------------------------------------------------------------------- */

/* base-hover and base-active from base-default: darker where sign is -1, lighter where it is 1. */
static void fill_hover(struct theme_scale *scale, int sign)
{
    struct colour base = scale->token[THEME_BASE_DEFAULT];
    double lightness = lightness_of_luminance(colour_luminance(base));
    for (int i = 1; i <= 2; i++)
        scale->token[THEME_BASE_DEFAULT + i] = colour_at_luminance(
            base, luminance_of_lightness(lightness + sign * i * hover_step));
}

static void fill_light(struct colour brand, struct theme_scale *scale)
{
    struct colour base = brand;
    for (int i = 0; i < THEME_BASE_DEFAULT; i++)
        scale->token[i] = colour_at_luminance(brand, token_rules[i].light);
    if (colour_luminance(brand) > light_base_most)
        base = colour_at_luminance(brand, light_base_most);
    scale->token[THEME_BASE_DEFAULT] = base;
    fill_hover(scale, lightness_of_luminance(colour_luminance(base)) <= 30 ? 1 : -1);
    scale->token[THEME_BASE_CONTRAST_DEFAULT] = (struct colour){255, 255, 255};
    scale->token[THEME_BASE_CONTRAST_SUBTLE] = colour_at_luminance(brand, 0.93);
    scale->link = scale->token[THEME_TEXT_SUBTLE];
}

static void fill_dark(struct colour brand, struct theme_scale *scale)
{
    struct colour dull = colour_duller(brand, dark_chroma), base = brand;
    double luminance = colour_luminance(brand);
    for (int i = 0; i < THEME_BASE_DEFAULT; i++)
        scale->token[i] = colour_at_luminance(dull, token_rules[i].dark);
    if (luminance < dark_base_least)
        base = colour_at_luminance(brand, dark_base_least);
    scale->token[THEME_BASE_DEFAULT] = base;
    fill_hover(scale, lightness_of_luminance(colour_luminance(base)) <= 100 - 2 * hover_step ? 1 : -1);
    scale->token[THEME_BASE_CONTRAST_DEFAULT] = (struct colour){0, 0, 0};
    scale->token[THEME_BASE_CONTRAST_SUBTLE] = colour_at_luminance(dull, 0.01);
    scale->link = colour_at_luminance(brand, fmin(fmax(luminance, dark_link_least), dark_link_most));
}

/* ---- what is measured ----------------------------------------------------------------- */

/* The smallest contrast of the tokens from first to last with those from ground to last_ground. */
static double smallest(const struct theme_scale *scale, int first, int last, int ground, int last_ground)
{
    double least = 21;
    for (int i = first; i <= last; i++)
        for (int k = ground; k <= last_ground; k++)
            least = fmin(least, colour_contrast(scale->token[i], scale->token[k]));
    return least;
}

static double smallest_of_link(const struct theme_scale *scale)
{
    double least = 21;
    for (int i = 0; i < THEME_SURFACES; i++)
        least = fmin(least, colour_contrast(scale->link, scale->token[i]));
    return least;
}

static void measure(const struct theme_scale *scale, bool dark, struct theme_contrast *ret_contrasts)
{
    const int top = THEME_SURFACES - 1;
    const struct theme_contrast contrasts[THEME_CONTRASTS / 2] = {
        {TR("Text on the page and on coloured surfaces"), dark,
         smallest(scale, THEME_TEXT_SUBTLE, THEME_TEXT_DEFAULT, 0, top), 4.5},
        {TR("Links"), dark, smallest_of_link(scale), 4.5},
        {TR("Text on buttons"), dark,
         smallest(scale, THEME_BASE_CONTRAST_SUBTLE, THEME_BASE_CONTRAST_DEFAULT, THEME_BASE_DEFAULT,
                  THEME_BASE_ACTIVE),
         4.5},
        {TR("Buttons and bars against what is behind them"), dark,
         smallest(scale, THEME_BASE_DEFAULT, THEME_BASE_ACTIVE, 0, top), 3},
        {TR("Borders against what is behind them"), dark,
         smallest(scale, THEME_BORDER_DEFAULT, THEME_BORDER_STRONG, 0, top), 3},
    };
    for (int i = 0; i < THEME_CONTRASTS / 2; i++)
        ret_contrasts[i] = contrasts[i];
}

/* ---- as CSS --------------------------------------------------------------------------- */

static void add_rule(struct buf *css, const char *selector, const struct theme_scale *scale)
{
    char text[COLOUR_TEXT_BYTES];
    buf_printf(css, "%s{", selector);
    for (int i = 0; i < THEME_TOKENS; i++)
        buf_printf(css, "--ds-color-accent-%s:%s;", token_rules[i].name, colour_text(scale->token[i], text));
    buf_printf(css, "--rl-link:%s}\n", colour_text(scale->link, text));
}

/* All selectors weigh the same, so the last that fits wins: dark after light, and what is forced after what
 * follows the system. */
static struct str css_of(struct arena *arena, const struct theme *theme)
{
    struct buf css;
    buf_init(&css, THEME_CSS_MAX);
    add_rule(&css, ":root,[data-color-scheme=light],[data-color-scheme=auto]", &theme->light);
    buf_add_c(&css, "@media (prefers-color-scheme:dark){");
    add_rule(&css, "[data-color-scheme=auto]", &theme->dark);
    buf_add_c(&css, "}\n");
    add_rule(&css, "[data-color-scheme=dark]", &theme->dark);
    struct str text = arena_str_dup(arena, buf_str(&css));
    buf_free(&css);
    return text;
}

void theme_make(struct arena *arena, struct colour brand, struct theme *ret_theme)
{
    struct theme theme = {.brand = brand};
    fill_light(brand, &theme.light);
    fill_dark(brand, &theme.dark);
    theme.button = theme.light.token[THEME_BASE_DEFAULT];
    theme.adjusted = !colour_eq(theme.button, brand);
    measure(&theme.light, false, theme.contrasts);
    measure(&theme.dark, true, theme.contrasts + THEME_CONTRASTS / 2);
    theme.css = css_of(arena, &theme);
    *ret_theme = theme;
}

/* ---- pictures ------------------------------------------------------------------------- */

static bool find_colour(const struct theme *theme, bool dark, struct str name, struct colour *ret_colour)
{
    const struct theme_scale *scale = dark ? &theme->dark : &theme->light;
    if (str_eq_c(name, "warm-base-default")) {
        *ret_colour = dark ? warm_dark : warm_light;
        return true;
    }
    if (!str_starts(name, STR("accent-")))
        return false;
    for (int i = 0; i < THEME_TOKENS; i++) {
        if (str_eq_c(str_skip(name, STR("accent-").n), token_rules[i].name)) {
            *ret_colour = scale->token[i];
            return true;
        }
    }
    return false;
}

/* Adds the rules with each var(--NAME) as a colour; false where a name is unknown. */
static bool add_painted(struct buf *out, const struct theme *theme, bool dark, struct str rules)
{
    const struct str start = STR("var(--");
    char text[COLOUR_TEXT_BYTES];
    struct colour colour;
    for (;;) {
        size_t at = str_find(rules, start);
        buf_add(out, str_sub(rules, 0, at));
        if (at == rules.n)
            return true;
        rules = str_skip(rules, at + start.n);
        size_t end = str_find_byte(rules, ')');
        if (!find_colour(theme, dark, str_sub(rules, 0, end), &colour))
            return false;
        buf_add_c(out, colour_text(colour, text));
        rules = str_skip(rules, end + 1);
    }
}

rc theme_picture(struct arena *arena, const struct theme *theme, struct str picture, struct str *ret_svg)
{
    const struct str open = STR("<style>");
    size_t start = str_find(picture, open), end = str_find(picture, STR("</style>"));
    struct buf out;
    if (start == picture.n || end == picture.n || end < start + open.n)
        return RC_INVALID;
    struct str rules = str_sub(picture, start + open.n, end - start - open.n);
    buf_init(&out, 2 * picture.n + 1000);
    buf_add(&out, str_sub(picture, 0, start + open.n));
    bool known = add_painted(&out, theme, false, rules);
    buf_add_c(&out, "@media (prefers-color-scheme:dark){");
    known = known && add_painted(&out, theme, true, rules);
    buf_add_c(&out, "}");
    buf_add(&out, str_skip(picture, end));
    known = known && !out.overflowed;
    if (known)
        *ret_svg = arena_str_dup(arena, buf_str(&out));
    buf_free(&out);
    return known ? RC_OK : RC_INVALID;
}
