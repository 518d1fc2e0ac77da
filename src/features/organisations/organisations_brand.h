/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an organisation looks like: its colour and logo, as its administrators
 * set them; and the brands, a snapshot of all that have one or a host of their
 * own, for the layout of every page (pub/organisations.h).
 */
#ifndef ORGANISATIONS_BRAND_H
#define ORGANISATIONS_BRAND_H

#include "core/svg/svg.h"
#include "features/organisations/organisations_store.h"
#include "features/organisations/pub/organisations.h"

enum { LOGO_SHAPE_UNIT = 1000 };

/* No text is STR_NONE. */
struct appearance {
    struct str colour;                 /* "#0b5a61"; "": the portal's own theme */
    struct str logo;                   /* the SHA-256 of its SVG, in hexadecimal; "": none */
    int64_t shape;                     /* of the logo: width / height, in thousandths */
    bool has_name;                     /* the organisation's name can be read in it */
    size_t removed[SVG_REMOVED_KINDS]; /* what cleaning the logo left out */
    int64_t version;                   /* grows with each change */
};

/* RC_NOT_FOUND: no such organisation. One query. */
MUST_CHECK rc appearance_of(struct reader *reader, struct arena *arena, int64_t organisation,
                            struct appearance *ret_appearance);

/* The logo with this name. RC_NOT_FOUND: it has another by now, or none. */
MUST_CHECK rc logo_svg(struct reader *reader, struct arena *arena, struct str slug, struct str name,
                       struct str *ret_svg);

struct appearance_save {
    struct organisation_change change;
    struct appearance appearance; /* its logo "": none from now on; version: what it was made from */
    struct str svg;               /* of a new logo; STR_NONE: the one that is stored stays */
};
/* A step: in is struct appearance_save, no out. RC_NEWER: it has another version by now. */
step_fn appearance_save_step;

/* Names of what lasting addresses show: the first bytes of the SHA-256, in hexadecimal. */
enum { LASTING_NAME_BYTES = 32 };
/* The SHA-256 of bytes in hexadecimal. */
struct str sha256_text(struct arena *arena, struct str bytes);

/* The theme that a brand has now, as CSS, where name is its; otherwise STR_NONE. */
struct str brand_css(const void *brands, struct str slug, struct str name);

#endif
