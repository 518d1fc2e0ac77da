/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * SVG pictures that somebody hands in, such as an organisation's logo, made harmless.
 *
 * The file is not passed on. libxml2 reads it, without network, DTD or entities; what is known and harmless
 * is copied into a new document, element by element and value by value, and written here: shapes, groups,
 * gradients, clips, masks, reuse within the picture, and text. Values are read by their type: numbers, path
 * data, transforms, colours, words, and references to what stands in the picture itself. Rules of <style>
 * for a class or an id, and style attributes, become attributes; other rules are left out. No link, script,
 * event, animation, picture, font, filter, comment or foreign element remains, and no class, style or title.
 * What was left out is counted, so that a page can tell.
 *
 * Ids are made anew, the prefix and a number, only for what is referred to: several pictures with different
 * prefixes may stand in one page. Cleaning the result with the same prefix gives the same bytes.
 * Pure: no database, no clock. Time and memory are linear in the bytes, but for references: at most
 * SVG_DRAWN_MAX elements are drawn when all are followed, so that a small file keeps no browser busy.
 */
#ifndef CORE_SVG_SVG_H
#define CORE_SVG_SVG_H

#include <stdbool.h>

#include "base/arena.h"

enum {
    SVG_BYTES_MAX = 100000, /* of the file, and of the result */
    SVG_ELEMENTS_MAX = 5000,
    SVG_DEPTH_MAX = 64,
    SVG_ATTRIBUTES_MAX = 200, /* of one element */
    SVG_DRAWN_MAX = 20000,
    SVG_STYLED_MAX = 100000, /* times that a declaration of a style applies to an element */
};

enum svg_removed {
    SVG_REMOVED_SCRIPT,  /* scripts and events */
    SVG_REMOVED_LINK,    /* links, and references out of the picture */
    SVG_REMOVED_IMAGE,   /* pictures inside the picture */
    SVG_REMOVED_FOREIGN, /* HTML and the like */
    SVG_REMOVED_ANIMATION,
    SVG_REMOVED_EFFECT, /* filters, patterns, markers, blending */
    SVG_REMOVED_STYLE,  /* style rules and values that are not understood */
    SVG_REMOVED_OTHER,  /* elements that are not known, and values that cannot be read */
    SVG_REMOVED_KINDS
};

struct svg {
    struct str text;      /* the picture, in arena; UTF-8, begins with "<svg " */
    double width, height; /* of its viewBox, more than 0; width / height is its shape */
    bool has_text;        /* holds text, which looks different where the typeface is missing */
    size_t
        removed[SVG_REMOVED_KINDS]; /* how much of each; what programs note for themselves is not counted */
};

/*
 * Cleans the picture in bytes. id_prefix: a letter, then letters, digits and hyphens ("logo-12-"); aborts on
 * another. RC_INVALID, RC_LIMIT: *ret_problem is a sentence for the one who handed it in, marked for
 * translation: tr(language, problem). Some milliseconds for 100 kB.
 */
MUST_CHECK rc svg_clean(struct arena *arena, struct str bytes, struct str id_prefix, struct svg *ret_svg,
                        const char **ret_problem);

/* What of a kind was left out: "Scripts", marked for translation: tr(language, name). Never NULL. */
const char *svg_removed_name(enum svg_removed kind);

#endif
