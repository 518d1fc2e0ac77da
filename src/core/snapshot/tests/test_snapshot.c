/* SPDX-License-Identifier: EUPL-1.2 */
#include <pthread.h>
#include <stdatomic.h>

#include "core/snapshot/snapshot.h"
#include "support/testdb.h"

#define SCHEMA                                                                                      \
    "CREATE TABLE snapshot_version (name $TEXT NOT NULL PRIMARY KEY, number $INT NOT NULL) $KEYED;" \
    "CREATE TABLE thing (id $INT NOT NULL PRIMARY KEY) $STRICT;"
static const struct migration migrations[] = {{"test", 1, STR_INIT("schema"), STR_INIT(SCHEMA)}};
static const struct query q_add = {"test.add", "INSERT INTO thing (id) VALUES ($1)", "i", ""};
static const struct query q_count = {"test.count", "SELECT count(*) FROM thing", "", "i"};

static const char sv[] = "sv", en[] = "en";
static atomic_int loads;

/* Data: the number of things, and the variant. */
struct things {
    int64_t n;
    const char *variant;
};

static rc load_things(struct reader *reader, struct arena *arena, const void *variant, const void **ret_data)
{
    struct things *things = ARENA_NEW(arena, struct things);
    struct rows rows;
    atomic_fetch_add(&loads, 1);
    db_query(reader, &q_count, DB_NO_ARGS, &rows);
    things->n = rows_next(&rows) ? rows_int(&rows, 0) : -1;
    things->variant = variant;
    *ret_data = things;
    return rows_close(&rows);
}

static rc refuse(struct reader *reader, struct arena *arena, const void *variant, const void **ret_data)
{
    (void)reader, (void)arena, (void)variant, (void)ret_data;
    return RC_LIMIT;
}

static const struct snapshot_kind kind = {"things", load_things};
static const struct snapshot_kind broken = {"broken", refuse};

static rc add_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    rc result = db_exec(txn, &q_add, DB_ARGS(db_int(*(const int64_t *)in)), NULL);
    return result ? result : snapshot_bump(txn, "things");
}

static void add(struct testdb *t, int64_t id)
{
    assert_rc(RC_OK, db_write(t->db, add_step, &id, NULL, 0));
}

/* The number of things that a snapshot of this moment shows. */
static int64_t things_now(struct testdb *t, struct snapshots *snapshots, const char *variant)
{
    struct reader *reader;
    struct snapshot *snapshot;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, snapshot_hold(snapshots, reader, &kind, variant, &snapshot));
    const struct things *things = snapshot_data(snapshot);
    assert_ptr_equal(variant, things->variant);
    int64_t n = things->n;
    snapshot_release(snapshot);
    db_read_end(reader);
    return n;
}

static void test_loaded_once_until_changed(struct testdb *t)
{
    struct snapshots *snapshots = snapshots_new();
    atomic_store(&loads, 0);
    assert_int_equal(0, things_now(t, snapshots, sv));
    assert_int_equal(0, things_now(t, snapshots, sv));
    assert_int_equal(1, atomic_load(&loads));
    add(t, 1);
    assert_int_equal(1, things_now(t, snapshots, sv));
    assert_int_equal(1, things_now(t, snapshots, sv));
    assert_int_equal(2, atomic_load(&loads));
    assert_int_equal(1, things_now(t, snapshots, en)); /* another variant is another snapshot */
    assert_int_equal(3, atomic_load(&loads));
    snapshots_free(snapshots);
}

/* A holder keeps what it saw, while others see what came after. */
static void test_held_does_not_change(struct testdb *t)
{
    struct snapshots *snapshots = snapshots_new();
    struct reader *reader;
    struct snapshot *held;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, snapshot_hold(snapshots, reader, &kind, sv, &held));
    db_read_end(reader);
    add(t, 1);
    assert_int_equal(1, things_now(t, snapshots, sv));
    assert_int_equal(0, ((const struct things *)snapshot_data(held))->n);
    snapshot_release(held);
    snapshots_free(snapshots);
}

static void test_failure_keeps_nothing(struct testdb *t)
{
    struct snapshots *snapshots = snapshots_new();
    struct reader *reader;
    struct snapshot *held = NULL;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_LIMIT, snapshot_hold(snapshots, reader, &broken, sv, &held));
    assert_null(held);
    db_read_end(reader);
    snapshots_free(snapshots);
}

struct watcher {
    struct testdb *t;
    struct snapshots *snapshots;
    atomic_bool *stop;
    bool went_back;
};

static void *watch(void *argument)
{
    struct watcher *watcher = argument;
    int64_t last = 0;
    while (!atomic_load(watcher->stop)) {
        int64_t now = things_now(watcher->t, watcher->snapshots, sv);
        watcher->went_back |= now < last;
        last = now;
    }
    return NULL;
}

/* Readers beside a writer never see time go backwards, and in the end all see the last state. */
static void test_many_readers(struct testdb *t)
{
    struct snapshots *snapshots = snapshots_new();
    atomic_bool stop = false;
    struct watcher watchers[3];
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) {
        watchers[i] = (struct watcher){t, snapshots, &stop, false};
        assert_int_equal(0, pthread_create(&threads[i], NULL, watch, &watchers[i]));
    }
    for (int64_t id = 1; id <= 50; id++)
        add(t, id);
    atomic_store(&stop, true);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
        assert_false(watchers[i].went_back);
    }
    assert_int_equal(50, things_now(t, snapshots, sv));
    snapshots_free(snapshots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_loaded_once_until_changed, .migrations = migrations, .migrations_n = 1),
        TESTDB_TESTS(test_held_does_not_change, .migrations = migrations, .migrations_n = 1),
        TESTDB_TESTS(test_failure_keeps_nothing, .migrations = migrations, .migrations_n = 1),
        TESTDB_TESTS(test_many_readers, .migrations = migrations, .migrations_n = 1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
