/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/theme/colour.h"

#include <math.h>

#include "core/i18n/i18n.h"

/* ---- as text -------------------------------------------------------------------------- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static const char *problem_of(struct str digits)
{
    if (digits.n == 0)
        return TR("Write the colour as # and six digits, such as #005566.");
    for (size_t i = 0; i < digits.n; i++)
        if (hex_digit(digits.p[i]) < 0)
            return TR("A colour is written with the digits 0 to 9 and the letters a to f, such as #005566.");
    if (digits.n == 4 || digits.n == 8)
        return TR("The colour cannot be transparent. Leave the last part out, so that six digits remain.");
    if (digits.n != 3 && digits.n != 6)
        return TR("A colour has six digits, or three, after #.");
    return NULL;
}

rc colour_read(struct str text, struct colour *ret_colour, const char **ret_problem)
{
    struct str digits = str_trim(text);
    uint8_t part[3];
    if (str_starts(digits, STR("#")))
        digits = str_skip(digits, 1);
    *ret_problem = problem_of(digits);
    if (*ret_problem)
        return RC_INVALID;
    for (size_t i = 0; i < 3; i++)
        part[i] = digits.n == 3 ? (uint8_t)(hex_digit(digits.p[i]) * 17)
                                : (uint8_t)(hex_digit(digits.p[2 * i]) * 16 + hex_digit(digits.p[2 * i + 1]));
    *ret_colour = (struct colour){part[0], part[1], part[2]};
    return RC_OK;
}

const char *colour_text(struct colour colour, char text[COLOUR_TEXT_BYTES])
{
    snprintf(text, COLOUR_TEXT_BYTES, "#%02x%02x%02x", colour.r, colour.g, colour.b);
    return text;
}

bool colour_eq(struct colour a, struct colour b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b;
}

/* ---- light ---------------------------------------------------------------------------- */

/* A channel of sRGB, 0 to 1, as an amount of light, and back. */
static double light_of(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
}

static double channel_of(double light)
{
    return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

static double luminance_of(const double channel[3])
{
    return 0.2126 * light_of(channel[0]) + 0.7152 * light_of(channel[1]) + 0.0722 * light_of(channel[2]);
}

static void channels_of(struct colour colour, double ret_channel[3])
{
    ret_channel[0] = colour.r / 255.0;
    ret_channel[1] = colour.g / 255.0;
    ret_channel[2] = colour.b / 255.0;
}

static uint8_t eight_bits(double channel)
{
    return (uint8_t)lround(fmin(fmax(channel, 0), 1) * 255);
}

static struct colour colour_of(const double channel[3])
{
    return (struct colour){eight_bits(channel[0]), eight_bits(channel[1]), eight_bits(channel[2])};
}

double colour_luminance(struct colour colour)
{
    double channel[3];
    channels_of(colour, channel);
    return luminance_of(channel);
}

double colour_contrast(struct colour a, struct colour b)
{
    double x = colour_luminance(a), y = colour_luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static const double lab_kappa = 24389.0 / 27, lab_epsilon = 216.0 / 24389;

double lightness_of_luminance(double luminance)
{
    return luminance <= lab_epsilon ? luminance * lab_kappa : 116 * cbrt(luminance) - 16;
}

double luminance_of_lightness(double lightness)
{
    double root = (lightness + 16) / 116;
    return lightness <= lab_kappa * lab_epsilon ? lightness / lab_kappa : root * root * root;
}

struct colour colour_at_luminance(struct colour colour, double luminance)
{
    double own[3], mixed[3], least = 0, most = 1;
    channels_of(colour, own);
    double end = luminance > luminance_of(own) ? 1 : 0; /* white or black */
    for (int step = 0; step < 24; step++) {
        double part = (least + most) / 2;
        for (int i = 0; i < 3; i++)
            mixed[i] = own[i] + (end - own[i]) * part;
        if ((luminance_of(mixed) < luminance) == (end > 0.5))
            least = part;
        else
            most = part;
    }
    return colour_of(mixed);
}

/* ---- OKLab ---------------------------------------------------------------------------- */

static void multiply(const double matrix[3][3], const double in[3], double ret_out[3])
{
    for (int i = 0; i < 3; i++)
        ret_out[i] = matrix[i][0] * in[0] + matrix[i][1] * in[1] + matrix[i][2] * in[2];
}

static const double light_to_cones[3][3] = {
    {0.4122214694707630, 0.5363325372617349, 0.0514459932675022},
    {0.2119034958178251, 0.6806995506452344, 0.1073969535369405},
    {0.0883024591900564, 0.2817188391361215, 0.6299787016738222},
};
static const double cones_to_lab[3][3] = {
    {0.2104542683093140, 0.7936177747023054, -0.0040720430116193},
    {1.9779985324311684, -2.4285922420485799, 0.4505937096174110},
    {0.0259040424655478, 0.7827717124575296, -0.8086757549230774},
};
static const double lab_to_cones[3][3] = {
    {1.0, 0.3963377773761749, 0.2158037573099136},
    {1.0, -0.1055613458156586, -0.0638541728258133},
    {1.0, -0.0894841775298119, -1.2914855480194092},
};
static const double cones_to_light[3][3] = {
    {4.0767416360759583, -3.3077115392580629, 0.2309699031821043},
    {-1.2684379732850315, 2.6097573492876882, -0.3413193760026570},
    {-0.0041960761386756, -0.7034186179359362, 1.7076146940746117},
};

struct colour colour_duller(struct colour colour, double part)
{
    double light[3], cones[3], lab[3];
    channels_of(colour, light);
    for (int i = 0; i < 3; i++)
        light[i] = light_of(light[i]);
    multiply(light_to_cones, light, cones);
    for (int i = 0; i < 3; i++)
        cones[i] = cbrt(cones[i]);
    multiply(cones_to_lab, cones, lab);
    lab[1] *= part;
    lab[2] *= part;
    multiply(lab_to_cones, lab, cones);
    for (int i = 0; i < 3; i++)
        cones[i] = cones[i] * cones[i] * cones[i];
    multiply(cones_to_light, cones, light);
    for (int i = 0; i < 3; i++)
        light[i] = channel_of(fmax(light[i], 0));
    return colour_of(light);
}
