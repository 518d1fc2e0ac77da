/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The public draw of a numbered panel.
 *
 * First everything that decides is frozen: files, whose hashes make up the manifest,
 * whose own hash is published together with the name of a future source of chance.
 * When that has spoken, the number follows by the stream (stream.h) or was drawn with
 * balls, and a transcript lets anyone draw again. The program writes and reads
 * transcripts as JSON; here they are a struct.
 */
#ifndef SORTITION_DRAW_H
#define SORTITION_DRAW_H

#include "lib/sortition/faults.h"
#include "lib/sortition/stream.h"

enum { SORTITION_LABEL_BYTES = 200, SORTITION_RANDOMNESS_BYTES = 2000, SORTITION_MANIFEST_FILES = 100 };

/* ---- the manifest ---------------------------------------------------------------- */

/* A frozen file. */
struct sortition_file {
    struct str name; /* without a folder: letters, digits and ._- */
    struct str hash; /* SHA-256, 64 small hexadecimal digits */
};

/* The manifest: a line for each file, "HASH  NAME", by name, as sha256sum writes and checks
 * it. RC_INVALID for a name that is not allowed or stands twice, or a hash that is none. */
MUST_CHECK rc sortition_manifest_write(const struct sortition_file *files, size_t n, struct arena *arena,
                                       struct str *ret_manifest);
/* Reads one, into the errors' arena. RC_INVALID with errors; row is the line. */
MUST_CHECK rc sortition_manifest_read(struct str manifest, struct sortition_faults *errors,
                                      struct sortition_file **ret_files, size_t *ret_n);

/* ---- the draw -------------------------------------------------------------------- */

enum sortition_draw_method {
    SORTITION_BY_STREAM, /* computed of public randomness */
    SORTITION_BY_BALLS   /* digits drawn on a stage: the number is what was seen */
};

/* A transcript. */
struct sortition_draw {
    enum sortition_draw_method method;
    struct str label;      /* what is drawn, one line: no two draws of an assembly have the same */
    struct str manifest;   /* SHA-256 of the manifest file, 64 hexadecimal digits */
    struct str randomness; /* as it was published, white space as single blanks; of balls what was seen */
    uint64_t m;            /* panels, numbered from 0 */
    uint64_t number;       /* the panel drawn */
    const uint64_t *words; /* of the stream, those refused before the last included; none of balls */
    size_t word_count;
};

/*
 * Draws: wanted has method, label, manifest, randomness and m, of balls also number.
 * RC_INVALID with errors, whose columns are the fields' names, for those that are
 * missing or malformed. Into the errors' arena.
 */
MUST_CHECK rc sortition_draw_make(const struct sortition_draw *wanted, struct sortition_faults *errors,
                                  struct sortition_draw *ret_draw);

/* Draws again and adds an error for each field of the transcript that comes out otherwise. */
MUST_CHECK rc sortition_draw_verify(const struct sortition_draw *transcript, struct sortition_faults *errors);

/* What a person is called in public lists: the first 20 hexadecimal digits of HMAC-SHA-256 of
 * the id under the assembly's secret. Whoever is told theirs finds themselves, and nobody else
 * does. */
struct str sortition_public_id(struct str secret, struct str id, struct arena *arena);

#endif
