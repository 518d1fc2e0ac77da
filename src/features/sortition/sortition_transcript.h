/* SPDX-License-Identifier: EUPL-1.2 */
/* The transcript of a draw, as JSON: scheme, method, label, manifest, randomness, panels, number, words. */
#ifndef SORTITION_TRANSCRIPT_H
#define SORTITION_TRANSCRIPT_H

#include "lib/sortition/draw.h"

/* Reads one into the errors' arena, and adds an error for each field that is missing or malformed. */
void sortition_transcript_read(struct str text, struct sortition_faults *errors, struct sortition_draw *draw);

#endif
