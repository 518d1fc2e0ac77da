/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A zip archive made in memory, for what a person takes home.
 */
#ifndef CORE_ARCHIVE_ARCHIVE_H
#define CORE_ARCHIVE_ARCHIVE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/rc.h"

struct archive_file {
    struct str name; /* "konto.json": a relative path, UTF-8, unique in the archive */
    struct str bytes;
};

/* The archive of n files, deflated, each dated at now; in arena. RC_IO: it could not be made. */
MUST_CHECK rc archive_make(struct arena *arena, const struct archive_file *files, size_t n, time_us now,
                       struct str *ret_archive);

#endif
