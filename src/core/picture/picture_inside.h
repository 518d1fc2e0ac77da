/* SPDX-License-Identifier: EUPL-1.2 */
/* Shared by the files of this folder and its tests. */
#ifndef CORE_PICTURE_INSIDE_H
#define CORE_PICTURE_INSIDE_H

#include "base/str.h"

/*
 * How a JPEG's pixels must be turned to stand upright: the tag Orientation (274)
 * of Exif 2.3, section 4.6.4, 1 to 8; 1 where nothing is told or the data are damaged.
 */
int exif_orientation(struct str jpeg);

struct query;
extern const struct query *const picture_queries[]; /* ends with NULL */

#endif
