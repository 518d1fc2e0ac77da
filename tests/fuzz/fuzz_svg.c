/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any bytes as a picture. What is accepted is read here by a strict reader of its own: tags of known names
 * in balance, known attributes, values without a colon, so that no address can stand in one, references to
 * ids that are there, characters only in text. Cleaned again it is the same, and nothing more is removed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "core/svg/svg.h"

static const char *const elements[] = {"svg",      "g",        "path",           "rect",          "circle",
                                       "ellipse",  "line",     "text",           "tspan",         "use",
                                       "polyline", "defs",     "polygon",        "symbol",        "stop",
                                       "mask",     "clipPath", "linearGradient", "radialGradient"};
static const char *const attributes[] = {"xmlns",
                                         "viewBox",
                                         "width",
                                         "height",
                                         "id",
                                         "href",
                                         "x",
                                         "y",
                                         "dx",
                                         "dy",
                                         "x1",
                                         "y1",
                                         "x2",
                                         "y2",
                                         "cx",
                                         "cy",
                                         "r",
                                         "rx",
                                         "ry",
                                         "fx",
                                         "fy",
                                         "fr",
                                         "d",
                                         "points",
                                         "offset",
                                         "preserveAspectRatio",
                                         "transform",
                                         "gradientTransform",
                                         "gradientUnits",
                                         "spreadMethod",
                                         "clipPathUnits",
                                         "maskUnits",
                                         "maskContentUnits",
                                         "fill",
                                         "fill-opacity",
                                         "fill-rule",
                                         "stroke",
                                         "stroke-width",
                                         "stroke-opacity",
                                         "stroke-linecap",
                                         "stroke-linejoin",
                                         "stroke-miterlimit",
                                         "stroke-dasharray",
                                         "stroke-dashoffset",
                                         "stop-color",
                                         "stop-opacity",
                                         "color",
                                         "opacity",
                                         "clip-path",
                                         "clip-rule",
                                         "mask",
                                         "mask-type",
                                         "display",
                                         "visibility",
                                         "paint-order",
                                         "vector-effect",
                                         "font-family",
                                         "font-size",
                                         "font-style",
                                         "font-weight",
                                         "letter-spacing",
                                         "word-spacing",
                                         "text-anchor",
                                         "dominant-baseline"};

static void check(bool truth)
{
    if (!truth)
        abort();
}

static void check_known(struct str name, const char *const *names, size_t n)
{
    bool known = false;
    for (size_t i = 0; i < n; i++)
        known |= str_eq_c(name, names[i]);
    check(known);
}

/* Takes the text up to mark off the front, and the mark. */
static struct str take(struct str *rest, struct str mark)
{
    size_t at = str_find(*rest, mark);
    check(at < rest->n);
    struct str taken = str_sub(*rest, 0, at);
    *rest = str_skip(*rest, at + mark.n);
    return taken;
}

struct seen {
    struct arena *arena;
    struct map ids, references;
};

static void check_number(struct str id)
{
    check(str_starts(id, STR("fuzz-")) && id.n > 5);
    for (size_t i = 5; i < id.n; i++)
        check(id.p[i] >= '0' && id.p[i] <= '9');
}

static void check_value(struct seen *seen, struct str name, struct str value)
{
    check_known(name, attributes, sizeof attributes / sizeof attributes[0]);
    if (str_eq_c(name, "xmlns")) {
        check(str_eq_c(value, "http://www.w3.org/2000/svg"));
        return;
    }
    for (size_t i = 0; i < value.n; i++)
        check((unsigned char)value.p[i] >= ' ' && (unsigned char)value.p[i] < 0x7F &&
              !strchr("<>&:;\\@!{}", value.p[i]));
    if (str_eq_c(name, "id")) {
        check_number(value);
        check(!map_put(&seen->ids, value, seen));
    } else if (str_eq_c(name, "href")) {
        check(str_starts(value, STR("#")));
        map_put(&seen->references, str_skip(value, 1), seen);
    } else if (str_find(value, STR("url")) < value.n && str_find_byte(value, '(') < value.n) {
        check(str_starts(value, STR("url(#")) && str_find_byte(value, ')') == value.n - 1);
        map_put(&seen->references, str_sub(value, 5, value.n - 6), seen);
    } else if (!str_eq_c(name, "fill") && !str_eq_c(name, "stroke") && !str_ends(name, STR("color"))) {
        check(str_find_byte(value, '#') == value.n);
    }
}

static void check_tag(struct seen *seen, struct str tag, struct str name)
{
    tag = str_skip(tag, name.n);
    while (tag.n > 0) {
        check(str_starts(tag, STR(" ")));
        tag = str_skip(tag, 1);
        struct str attribute = take(&tag, STR("=\""));
        check_value(seen, attribute, take(&tag, STR("\"")));
    }
}

static void check_text(struct str text, struct str element)
{
    static const char *const escapes[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
    check(text.n == 0 || str_eq_c(element, "text") || str_eq_c(element, "tspan"));
    check(str_find_byte(text, '>') == text.n);
    for (size_t at; (at = str_find_byte(text, '&')) < text.n; text = str_skip(text, at + 1))
        check_known(str_sub(text, at, str_find_byte(str_skip(text, at), ';') + 1), escapes, 4);
}

static void check_picture(struct arena *arena, struct str text)
{
    struct seen seen = {arena, {.arena = arena}, {.arena = arena}};
    struct str open[SVG_DEPTH_MAX + 1] = {STR_INIT("")};
    size_t depth = 0;
    check(str_starts(text, STR("<svg xmlns=\"")) && str_ends(text, STR("</svg>\n")));
    text = str_sub(text, 0, text.n - 1);
    while (text.n > 0) {
        check_text(take(&text, STR("<")), open[depth]);
        struct str tag = take(&text, STR(">"));
        if (str_starts(tag, STR("/"))) {
            check(depth > 0 && str_eq(open[depth], str_skip(tag, 1)));
            depth--;
            continue;
        }
        bool closed = str_ends(tag, STR("/"));
        tag = str_sub(tag, 0, tag.n - closed);
        struct str name = str_sub(tag, 0, str_find_byte(tag, ' '));
        check_known(name, elements, sizeof elements / sizeof elements[0]);
        check((depth == 0) == str_eq_c(name, "svg"));
        check_tag(&seen, tag, name);
        if (!closed) {
            check(depth < SVG_DEPTH_MAX);
            open[++depth] = name;
        }
    }
    check(depth == 0);
    check(seen.ids.n == seen.references.n);
    for (size_t i = 0; i < seen.references.n; i++)
        check(map_get(&seen.ids, seen.references.entries[i].key));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str input = {(const char *)data, size};
    struct svg svg, again;
    const char *problem = NULL;
    if (svg_clean(arena, input, STR("fuzz-"), &svg, &problem) == RC_OK) {
        check(svg.text.n <= SVG_BYTES_MAX && svg.width > 0 && svg.height > 0);
        check_picture(arena, svg.text);
        check(svg_clean(arena, svg.text, STR("fuzz-"), &again, &problem) == RC_OK);
        check(str_eq(svg.text, again.text) && again.has_text == svg.has_text);
        for (int i = 0; i < SVG_REMOVED_KINDS; i++)
            check(again.removed[i] == 0);
    } else {
        check(problem != NULL);
    }
    arena_free(arena);
    return 0;
}
