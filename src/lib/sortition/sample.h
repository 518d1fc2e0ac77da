/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Stage one: who is invited. Draws addresses, or people of a register, from a file
 * that people.h reads under targets without categories, its household columns being
 * those of the address.
 *
 * Strata (districts, say) get shares in proportion to their size times an
 * oversampling factor, by largest remainder; invitations go out in waves. No address
 * is drawn twice, in whatever wave.
 */
#ifndef SORTITION_SAMPLE_H
#define SORTITION_SAMPLE_H

#include "lib/sortition/people.h"
#include "lib/sortition/stream.h"

enum { SORTITION_STRATA_MAX = 4096, SORTITION_WAVES_MAX = 100 };

struct sortition_strata {
    uint32_t *of;      /* the stratum of each row */
    struct str *names; /* in byte order; of several columns joined by " / " */
    size_t *rows;      /* how many each has */
    size_t n;
};

/*
 * Reads the strata from columns of the people's file into the errors' arena; without
 * columns all are one stratum without a name. RC_INVALID with errors: a column that
 * is missing, a cell that is blank, too many strata. O(length of the file).
 */
MUST_CHECK rc sortition_strata_read(const struct sortition_people *people, const struct str *columns,
                                    size_t column_count, struct sortition_faults *errors,
                                    struct sortition_strata *ret_strata);

/*
 * Shares total among n by weight, by largest remainder, none above its cap: what a
 * full one cannot take goes to the others. Equal remainders: the first. Returns how
 * many were shared: total, or the sum of the caps of those that weigh anything.
 */
size_t sortition_allocate(const double *weights, const size_t *caps, size_t n, size_t total,
                          size_t *ret_counts);

struct sortition_sample_plan {
    const size_t *waves; /* how many are invited in each */
    size_t wave_count;
    const double *factors; /* of each stratum: 1 its share, 2 twice as many, 0 none; NULL: 1 each */
    bool addresses_alike;  /* each address is as likely, then someone of it; otherwise each row */
};

struct sortition_invitation {
    uint32_t row;  /* of the people */
    uint32_t wave; /* from 0 */
};

struct sortition_sample {
    struct sortition_invitation *items; /* wave by wave, in the order drawn */
    size_t n;
    size_t *counts; /* of wave w and stratum s: counts[w * strata + s] */
};

/*
 * Draws a sample into the errors' arena. RC_INVALID with errors: no or empty waves,
 * more than there are addresses, a factor below 0. O(rows).
 */
MUST_CHECK rc sortition_sample_draw(const struct sortition_pool *pool, const struct sortition_strata *strata,
                                    const struct sortition_sample_plan *plan, struct sortition_stream *stream,
                                    struct sortition_faults *errors, struct sortition_sample *ret_sample);

#endif
