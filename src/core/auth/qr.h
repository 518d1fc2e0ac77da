/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A QR code as the data of an SVG path: what a phone's camera reads a secret from.
 */
#ifndef CORE_AUTH_QR_H
#define CORE_AUTH_QR_H

#include "base/arena.h"
#include "base/rc.h"

enum { QR_MARGIN = 4 }; /* modules of quiet around it (ISO/IEC 18004, section 6.3.8) */

struct qr {
    struct str path; /* "M4 4h7v1h-7z…": a square for each run of dark modules; in arena */
    int size;        /* of the viewBox, margin and all: "0 0 SIZE SIZE" */
};

/* text of at most 1 000 bytes. RC_LIMIT: it is longer. */
MUST_CHECK rc qr_make(struct arena *arena, struct str text, struct qr *ret_qr);

#endif
