/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Snapshots: what was read from the database and shaped for reading, kept in
 * memory until it changes.
 *
 * Each is named and has a version, a row that every step which changes what the
 * snapshot rests on sets to a new id in its own transaction: never to one that
 * was used before, also not after a backup has been restored. A reader compares that row
 * with the version it has in memory, in the same database snapshot as all else
 * it reads, so that imports and other processes count too; only then is the
 * snapshot loaded anew. It never shows less than the reader's own view.
 *
 * A snapshot lives in an arena of its own and never changes; holders count. All
 * functions may be called by all threads. Two threads that find it old at once
 * both load it, and the later one stays.
 */
#ifndef CORE_SNAPSHOT_SNAPSHOT_H
#define CORE_SNAPSHOT_SNAPSHOT_H

#include "core/db/db.h"

struct module;

struct snapshots; /* all that a program keeps */
struct snapshot;  /* one, held */

struct snapshot_kind {
    const char *name; /* of the version row and the snapshot: "guide" */
    /* Reads everything into arena. variant: what hold was given. */
    rc (*load)(struct reader *reader, struct arena *arena, const void *variant, const void **ret_data);
};

enum { SNAPSHOTS_MAX = 64 }; /* kinds × variants; more are loaded for each holder alone */

/* Keeps nothing yet. Never NULL. Owner: the caller, snapshots_free. */
struct snapshots *snapshots_new(void);
/* No snapshot may be held. NULL is fine. Returns NULL. */
struct snapshots *snapshots_free(struct snapshots *snapshots);

/* Holds the snapshot as of reader's view, loading it first if it is missing or
 * old. variant tells several of a kind apart by its address, such as a struct
 * language, which must outlive snapshots; it may be NULL. Fails as kind->load or
 * the database does. Every hold needs a release. */
MUST_CHECK rc snapshot_hold(struct snapshots *snapshots, struct reader *reader,
                            const struct snapshot_kind *kind, const void *variant,
                            struct snapshot **ret_snapshot);
/* What load made; valid while held. */
const void *snapshot_data(const struct snapshot *snapshot);
/* NULL is fine. */
void snapshot_release(struct snapshot *snapshot);

/* Called in a step that changes what the snapshots of this name rest on. */
MUST_CHECK rc snapshot_bump(struct txn *txn, const char *name);

/* The table of versions. */
extern const struct module snapshot_module;

#endif
