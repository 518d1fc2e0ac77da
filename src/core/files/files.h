/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The files the program carries inside itself: templates, migrations, assets,
 * catalogues and starting content, under the paths they have in the source
 * tree ("templates/layout.mustache", "content/methods.csv").
 *
 * With a development root, a file that exists on disk below it wins, so that an
 * edit is seen at the next request. Nothing a visitor sends ever becomes a path
 * here. Thread safe after files_init.
 */
#ifndef CORE_FILES_FILES_H
#define CORE_FILES_FILES_H

#include "base/arena.h"
#include "base/str.h"

struct embedded_file {
    const char *path;
    const char *start, *end;
};

struct files {
    const struct embedded_file *embedded; /* sorted by path */
    size_t n;
    const char *dev_root; /* the source tree, or NULL */
};

/* The contents of path: borrowed from the program, or read into arena. RC_NOT_FOUND; RC_IO. */
MUST_CHECK rc files_read(const struct files *files, struct arena *arena, const char *path,
                         struct str *ret_bytes);

/* The paths that match a shell pattern such as "src/features/<star>/templates/<star>.mustache",
 * where a star does not match '/'; sorted, in arena. */
struct path_list {
    const char **items;
    size_t n, cap;
};
void files_match(const struct files *files, struct arena *arena, const char *pattern,
                 struct path_list *ret_paths);

/* The same without a copy, mapped until the arena ends: for files that are read once and may be large.
 * The file must not be cut off meanwhile. RC_NOT_FOUND, RC_LIMIT, RC_IO. */
MUST_CHECK rc file_map(struct arena *arena, const char *path, size_t max_bytes, struct str *ret_bytes);

/* A whole file of the operator's, at most max_bytes. RC_NOT_FOUND, RC_LIMIT, RC_IO. */
MUST_CHECK rc file_read(struct arena *arena, const char *path, size_t max_bytes, struct str *ret_bytes);

#endif
