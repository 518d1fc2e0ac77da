/* SPDX-License-Identifier: EUPL-1.2 */
/* The contrasts of a theme hold for every colour, on its own surfaces and on those of the built-in themes. */
#include "base/tests/check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "core/theme/theme.h"

static struct arena *arena;

/* ---- an oracle of its own: WCAG 2.2 by a table of the 256 levels ---------------------- */

static double levels[256];

static void fill_levels(void)
{
    for (int i = 0; i < 256; i++) {
        double c = i / 255.0;
        levels[i] = c <= 0.04045 ? c / 12.92 : exp(2.4 * log((c + 0.055) / 1.055));
    }
}

static double ratio(struct colour a, struct colour b)
{
    double x = 0.2126 * levels[a.r] + 0.7152 * levels[a.g] + 0.0722 * levels[a.b] + 0.05;
    double y = 0.2126 * levels[b.r] + 0.7152 * levels[b.g] + 0.0722 * levels[b.b] + 0.05;
    return x > y ? x / y : y / x;
}

/* ---- the built-in themes -------------------------------------------------------------- */

/* What text, borders and buttons in the accent may stand on besides the accent's own surfaces. */
static struct colour grounds[2][64];
static size_t ground_count[2];

static struct str file_text(const char *name)
{
    struct str path = arena_printf(arena, SOURCE_ROOT "/web/%s", name);
    FILE *file = fopen(path.p, "rb");
    assert_non_null(file);
    char *bytes = arena_alloc(arena, 100000);
    size_t n = fread(bytes, 1, 100000, file);
    fclose(file);
    return (struct str){bytes, n};
}

static void add_grounds(struct str css, int dark, const char *name)
{
    static const char *const tokens[] = {"background-default", "background-tinted", "surface-default",
                                         "surface-tinted",     "surface-hover",     "surface-active"};
    const char *problem;
    for (size_t i = 0; i < 6; i++) {
        struct str property = arena_printf(arena, "--ds-color-%s-%s: ", name, tokens[i]);
        size_t at = str_find(css, property);
        assert_true(at < css.n);
        check_rc(RC_OK, colour_read(str_sub(css, at + property.n, 7), &grounds[dark][ground_count[dark]++],
                                    &problem));
    }
}

static void read_grounds(void)
{
    static const char *const themes[] = {"theme/radslag.css", "theme/skog.css", "theme/vin.css"};
    for (size_t i = 0; i < 3; i++) {
        struct str css = file_text(themes[i]);
        size_t dark = str_find(css, STR("@layer ds.theme.color-scheme.dark"));
        assert_true(dark < css.n);
        static const char *const scales[] = {"neutral", "warm", "info"};
        for (size_t k = 0; k < 3; k++) {
            add_grounds(str_sub(css, 0, dark), 0, scales[k]);
            add_grounds(str_skip(css, dark), 1, scales[k]);
        }
    }
}

/* ---- contrasts ------------------------------------------------------------------------ */

enum kind { KIND_TEXT, KIND_LINK, KIND_ON_BUTTON, KIND_BUTTON, KIND_BORDER, KINDS };
static const char *const kind_names[KINDS] = {"text", "links", "text on buttons", "buttons", "borders"};
static const double kind_least[KINDS] = {4.5, 4.5, 4.5, 3, 3};
static double worst[2][KINDS];
static size_t tried;

static void note(enum kind kind, int dark, struct colour brand, struct colour a, struct colour b)
{
    double found = ratio(a, b);
    if (found < kind_least[kind])
        fail_msg("#%02x%02x%02x %s: %s %.3f", brand.r, brand.g, brand.b, dark ? "dark" : "light",
                 kind_names[kind], found);
    worst[dark][kind] = fmin(worst[dark][kind], found);
}

static void check_on(const struct theme_scale *scale, int dark, struct colour brand, struct colour ground)
{
    for (int i = THEME_TEXT_SUBTLE; i <= THEME_TEXT_DEFAULT; i++)
        note(KIND_TEXT, dark, brand, scale->token[i], ground);
    note(KIND_LINK, dark, brand, scale->link, ground);
    for (int i = THEME_BASE_DEFAULT; i <= THEME_BASE_ACTIVE; i++)
        note(KIND_BUTTON, dark, brand, scale->token[i], ground);
    for (int i = THEME_BORDER_DEFAULT; i <= THEME_BORDER_STRONG; i++)
        note(KIND_BORDER, dark, brand, scale->token[i], ground);
}

static void check_scale(const struct theme_scale *scale, int dark, struct colour brand)
{
    for (int i = 0; i < THEME_SURFACES; i++)
        check_on(scale, dark, brand, scale->token[i]);
    for (size_t i = 0; i < ground_count[dark]; i++)
        check_on(scale, dark, brand, grounds[dark][i]);
    for (int i = THEME_BASE_DEFAULT; i <= THEME_BASE_ACTIVE; i++)
        for (int k = THEME_BASE_CONTRAST_SUBTLE; k <= THEME_BASE_CONTRAST_DEFAULT; k++)
            note(KIND_ON_BUTTON, dark, brand, scale->token[k], scale->token[i]);
}

static void try_colour(int r, int g, int b)
{
    struct theme theme;
    struct colour brand = {(uint8_t)r, (uint8_t)g, (uint8_t)b};
    const struct colour white = {255, 255, 255};
    theme_make(arena, brand, &theme);
    check_scale(&theme.light, 0, brand);
    check_scale(&theme.dark, 1, brand);
    for (int i = 0; i < THEME_CONTRASTS; i++) {
        assert_true(theme.contrasts[i].ratio >= theme.contrasts[i].least);
        assert_int_equal(i >= THEME_CONTRASTS / 2, theme.contrasts[i].dark);
    }
    /* What can be a button stays as it is, and what cannot becomes no darker than it must. */
    assert_int_equal(theme.adjusted, !colour_eq(theme.button, brand));
    if (ratio(brand, white) >= 5.05 && theme.adjusted)
        fail_msg("#%02x%02x%02x was adjusted for nothing", r, g, b);
    if (theme.adjusted && ratio(theme.button, white) > 5.05)
        fail_msg("#%02x%02x%02x became too dark", r, g, b);
    assert_true(theme.css.n > 1000 && theme.css.n < THEME_CSS_MAX);
    tried++;
    if (tried % 256 == 0)
        arena_reset(arena);
}

static void test_contrasts_hold_for_every_colour(void **state)
{
    (void)state;
    enum { STEP = 15 };
    for (int i = 0; i < 2 * KINDS; i++)
        worst[i / KINDS][i % KINDS] = 21;
    tried = 0;
    time_us start = time_monotonic();
    for (int r = 0; r <= 255; r += STEP)
        for (int g = 0; g <= 255; g += STEP)
            for (int b = 0; b <= 255; b += STEP)
                try_colour(r, g, b);
    for (int i = 0; i < 256; i++) { /* greys, and around the wheel of pure hues */
        try_colour(i, i, i);
        try_colour(255, i, 0);
        try_colour(i, 255, 0);
        try_colour(0, 255, i);
        try_colour(0, i, 255);
        try_colour(i, 0, 255);
        try_colour(255, 0, i);
    }
    uint64_t seed = 1;
    for (int i = 0; i < 2000; i++) {
        uint64_t n = next_number(&seed);
        try_colour((int)(n & 255), (int)(n >> 8 & 255), (int)(n >> 16 & 255));
    }
    print_message("%zu colours, %.0f us each with the checks\n", tried,
                  (double)(time_monotonic() - start) / (double)tried);
    for (int i = 0; i < 2 * KINDS; i++)
        print_message("%-6s %-16s worst %.2f\n", i < KINDS ? "light" : "dark", kind_names[i % KINDS],
                      worst[i / KINDS][i % KINDS]);
}

/* ---- the rest ------------------------------------------------------------------------- */

static struct theme theme_of(const char *text)
{
    struct theme theme;
    struct colour brand;
    const char *problem;
    check_rc(RC_OK, colour_read(str_from_c(text), &brand, &problem));
    theme_make(arena, brand, &theme);
    return theme;
}

static void test_colour_is_kept_or_adjusted(void **state)
{
    (void)state;
    static const char *const kept[] = {"#000000", "#005566", "#8a1538", "#c01b1b", "#0000ff"};
    static const char *const adjusted[] = {"#ffffff", "#ffff00", "#ffd1dc", "#00ff00", "#f7941d"};
    for (size_t i = 0; i < 5; i++) {
        assert_false(theme_of(kept[i]).adjusted);
        assert_true(theme_of(adjusted[i]).adjusted);
    }
    struct theme yellow = theme_of("#ffff00"); /* the hue stays: as much red as green, no blue */
    assert_int_equal(yellow.button.r, yellow.button.g);
    assert_int_equal(0, yellow.button.b);
    assert_true(colour_eq(yellow.dark.token[THEME_BASE_DEFAULT], yellow.brand)); /* it can be one in the dark */
}

static void test_built_in_colour_is_nearly_built_in_theme(void **state)
{
    (void)state;
    struct theme theme = theme_of("#005566");
    static const struct {
        enum theme_token token;
        const char *light, *dark; /* web/theme/radslag.css */
    } cases[] = {
        {THEME_BACKGROUND_TINTED, "#eff4f6", "#102227"}, {THEME_SURFACE_TINTED, "#e0eaec", "#173138"},
        {THEME_SURFACE_ACTIVE, "#b6ced3", "#224852"},    {THEME_BORDER_SUBTLE, "#a2c1c7", "#2b5661"},
        {THEME_TEXT_DEFAULT, "#00303a", "#e8edee"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[COLOUR_TEXT_BYTES];
        assert_string_equal(cases[i].light, colour_text(theme.light.token[cases[i].token], text));
        assert_string_equal(cases[i].dark, colour_text(theme.dark.token[cases[i].token], text));
    }
}

static void test_css_holds_only_our_properties(void **state)
{
    (void)state;
    struct str css = theme_of("#ffd1dc").css, again = theme_of("FFD1DC").css, rest = css, piece;
    check_same(css, again);
    size_t properties = 0;
    while (str_split(&rest, ':', &piece))
        properties += str_find(piece, STR("--ds-color-accent-")) < piece.n || str_find(piece, STR("--rl-link")) < piece.n;
    assert_int_equal(3 * (THEME_TOKENS + 1), properties);
    assert_true(str_starts(css, STR(":root,[data-color-scheme=light],[data-color-scheme=auto]{")));
    assert_true(str_find(css, STR("@media (prefers-color-scheme:dark){[data-color-scheme=auto]{")) < css.n);
    assert_true(str_find(css, STR("\n[data-color-scheme=dark]{")) < css.n);
    print_message("%zu bytes of CSS\n", css.n);
}

static void test_colours_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int r, g, b; /* r is -1 for a fault */
    } cases[] = {
        {"#005566", 0, 0x55, 0x66}, {"005566", 0, 0x55, 0x66},
        {" #AbCdEf\n", 0xab, 0xcd, 0xef}, {"#abc", 0xaa, 0xbb, 0xcc},
        {"FFF", 255, 255, 255}, {"", -1, 0, 0},
        {"#", -1, 0, 0}, {"##005566", -1, 0, 0},
        {"#00556", -1, 0, 0}, {"#0055667", -1, 0, 0},
        {"#00556680", -1, 0, 0}, {"#abcd", -1, 0, 0},
        {"red", -1, 0, 0}, {"rgb(0,0,0)", -1, 0, 0},
        {"#00556g", -1, 0, 0}, {"# 005566", -1, 0, 0},
        {"#00556\xc3\xa5", -1, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct colour colour = {1, 2, 3};
        const char *problem = NULL;
        rc code = colour_read(str_from_c(cases[i].text), &colour, &problem);
        assert_int_equal(cases[i].r < 0 ? RC_INVALID : RC_OK, code);
        assert_int_equal(cases[i].r < 0, problem != NULL);
        struct colour expected = {(uint8_t)cases[i].r, (uint8_t)cases[i].g, (uint8_t)cases[i].b};
        assert_true(colour_eq(colour, cases[i].r < 0 ? (struct colour){1, 2, 3} : expected));
    }
}

static void test_luminance_and_lightness(void **state)
{
    (void)state;
    const struct colour white = {255, 255, 255}, black = {0, 0, 0}, grey = {0x77, 0x77, 0x77}, red = {255, 0, 0};
    assert_true(fabs(colour_contrast(white, black) - 21) < 1e-9);
    assert_true(fabs(colour_contrast(grey, white) - 4.478) < 0.001); /* the well-known nearly enough */
    assert_true(fabs(colour_luminance(red) - 0.2126) < 1e-9);
    assert_true(fabs(lightness_of_luminance(0.18418651851) - 50) < 1e-6);
    for (double lightness = 0; lightness <= 100; lightness += 0.5)
        assert_true(fabs(lightness_of_luminance(luminance_of_lightness(lightness)) - lightness) < 1e-9);
    uint64_t seed = 7;
    for (int i = 0; i < 1000; i++) {
        uint64_t n = next_number(&seed);
        struct colour colour = {(uint8_t)n, (uint8_t)(n >> 8), (uint8_t)(n >> 16)};
        assert_true(colour_eq(colour, colour_duller(colour, 1)));
        struct colour dull = colour_duller(colour, 0);
        assert_true(abs(dull.r - dull.g) <= 1 && abs(dull.g - dull.b) <= 1);
        double wanted = (double)(n >> 24 & 1023) / 1023;
        assert_true(fabs(colour_luminance(colour_at_luminance(colour, wanted)) - wanted) < 1 / 220.0);
    }
}

static void test_pictures_are_painted(void **state)
{
    (void)state;
    struct theme theme = theme_of("#ffff00");
    static const char *const pictures[] = {"img/mark.svg", "img/ring.svg"};
    struct str svg;
    char text[COLOUR_TEXT_BYTES];
    for (size_t i = 0; i < 2; i++) {
        struct str picture = file_text(pictures[i]);
        check_rc(RC_OK, theme_picture(arena, &theme, picture, &svg));
        assert_int_equal(svg.n, str_find(svg, STR("var(")));
        assert_true(str_find(svg, STR("@media (prefers-color-scheme:dark){")) < svg.n);
        assert_true(str_find(svg, str_from_c(colour_text(theme.button, text))) < svg.n);
        assert_true(str_find(svg, STR("#ffff00")) < svg.n); /* in the dark */
        assert_true(str_ends(svg, STR("</svg>\n")));
    }
    check_rc(RC_INVALID, theme_picture(arena, &theme, STR("<svg/>"), &svg));
    check_rc(RC_INVALID, theme_picture(arena, &theme, STR("</style><style>"), &svg));
    check_rc(RC_INVALID, theme_picture(arena, &theme, STR("<style>a{fill:var(--accent-x)}</style>"), &svg));
    check_rc(RC_INVALID, theme_picture(arena, &theme, STR("<style>a{fill:var(--accent-x</style>"), &svg));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contrasts_hold_for_every_colour),
        cmocka_unit_test(test_colour_is_kept_or_adjusted),
        cmocka_unit_test(test_built_in_colour_is_nearly_built_in_theme),
        cmocka_unit_test(test_css_holds_only_our_properties),
        cmocka_unit_test(test_colours_are_read),
        cmocka_unit_test(test_luminance_and_lightness),
        cmocka_unit_test(test_pictures_are_painted),
    };
    arena = arena_new();
    fill_levels();
    read_grounds();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
