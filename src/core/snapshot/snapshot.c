/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/snapshot/snapshot.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/mem.h"
#include "core/module.h"

static const struct query q_version = {
    "snapshot.version", "SELECT number FROM snapshot_version WHERE name = $1", "t", "i"};
static const struct query q_bump = {"snapshot.bump",
                                    "INSERT INTO snapshot_version (name, number) VALUES ($1, $2) "
                                    "ON CONFLICT (name) DO UPDATE SET number = excluded.number",
                                    "ti", ""};

const struct module snapshot_module = {
    .name = "snapshot",
    .queries = (const struct query *const[]){&q_version, &q_bump, NULL},
};

struct snapshot {
    atomic_int holders;
    const struct snapshot_kind *kind;
    const void *variant;
    int64_t version;
    struct arena *arena;
    const void *data;
};

struct snapshots {
    pthread_mutex_t mutex; /* guards kept and n */
    struct snapshot *kept[SNAPSHOTS_MAX];
    size_t n;
};

struct snapshots *snapshots_new(void)
{
    struct snapshots *snapshots = MEM_NEW(struct snapshots);
    pthread_mutex_init(&snapshots->mutex, NULL);
    return snapshots;
}

struct snapshots *snapshots_free(struct snapshots *snapshots)
{
    if (snapshots == NULL)
        return NULL;
    for (size_t i = 0; i < snapshots->n; i++)
        snapshot_release(snapshots->kept[i]);
    pthread_mutex_destroy(&snapshots->mutex);
    return mem_free(snapshots);
}

const void *snapshot_data(const struct snapshot *snapshot)
{
    return snapshot->data;
}

void snapshot_release(struct snapshot *snapshot)
{
    if (snapshot == NULL || atomic_fetch_sub(&snapshot->holders, 1) != 1)
        return;
    arena_free(snapshot->arena);
    mem_free(snapshot);
}

static rc read_version(struct reader *reader, const char *name, int64_t *ret_version)
{
    struct rows rows;
    db_query(reader, &q_version, DB_ARGS(db_text(str_from_c(name))), &rows);
    int64_t version = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_version = version;
    return result;
}

/* The place of a kind and variant, or n where it is not kept. The mutex is held. */
static size_t find(const struct snapshots *snapshots, const struct snapshot_kind *kind, const void *variant)
{
    size_t i = 0;
    while (i < snapshots->n && (snapshots->kept[i]->kind != kind || snapshots->kept[i]->variant != variant))
        i++;
    return i;
}

static struct snapshot *hold_kept(struct snapshots *snapshots, const struct snapshot_kind *kind,
                                  const void *variant, int64_t version)
{
    struct snapshot *held = NULL;
    pthread_mutex_lock(&snapshots->mutex);
    size_t i = find(snapshots, kind, variant);
    if (i < snapshots->n && snapshots->kept[i]->version == version) {
        held = snapshots->kept[i];
        atomic_fetch_add(&held->holders, 1);
    }
    pthread_mutex_unlock(&snapshots->mutex);
    return held;
}

/* Keeps a new snapshot in place of the one before. Should that one be the later
 * of the two, it is loaded again when next asked for: only equality counts. */
static void keep(struct snapshots *snapshots, struct snapshot *fresh)
{
    struct snapshot *replaced = NULL;
    pthread_mutex_lock(&snapshots->mutex);
    size_t i = find(snapshots, fresh->kind, fresh->variant);
    bool room = i < snapshots->n || i < SNAPSHOTS_MAX;
    if (room) {
        if (i < snapshots->n)
            replaced = snapshots->kept[i];
        else
            snapshots->n++;
        snapshots->kept[i] = fresh;
        atomic_fetch_add(&fresh->holders, 1);
    }
    pthread_mutex_unlock(&snapshots->mutex);
    snapshot_release(replaced);
}

static rc load(struct reader *reader, const struct snapshot_kind *kind, const void *variant, int64_t version,
               struct snapshot **ret_snapshot)
{
    struct snapshot *fresh = MEM_NEW(struct snapshot);
    atomic_init(&fresh->holders, 1);
    fresh->kind = kind;
    fresh->version = version;
    fresh->arena = arena_new();
    fresh->variant = variant;
    rc result = kind->load(reader, fresh->arena, variant, &fresh->data);
    if (result)
        snapshot_release(fresh);
    else
        *ret_snapshot = fresh;
    return result;
}

rc snapshot_hold(struct snapshots *snapshots, struct reader *reader, const struct snapshot_kind *kind,
                 const void *variant, struct snapshot **ret_snapshot)
{
    int64_t version;
    rc result = read_version(reader, kind->name, &version);
    if (result)
        return result;
    struct snapshot *held = hold_kept(snapshots, kind, variant, version);
    if (held == NULL) {
        result = load(reader, kind, variant, version, &held);
        if (result)
            return result;
        keep(snapshots, held);
    }
    *ret_snapshot = held;
    return RC_OK;
}

rc snapshot_bump(struct txn *txn, const char *name)
{
    return db_exec(txn, &q_bump, DB_ARGS(db_text(str_from_c(name)), db_int(db_new_id())), NULL);
}
