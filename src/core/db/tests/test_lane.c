/* SPDX-License-Identifier: EUPL-1.2 */
/* Steps: alone, together, failing, conflicting, waiting and stopping. */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "test_db.h"

static const char schema[] =
    "CREATE TABLE entry (id $INT NOT NULL PRIMARY KEY, value $INT NOT NULL) $STRICT;\n"
    "CREATE TABLE doctor (id $INT NOT NULL PRIMARY KEY, on_call $INT NOT NULL) $STRICT;\n"
    "INSERT INTO doctor (id, on_call) VALUES (1, 1), (2, 1);\n"
    "-- sqlite\n"
    "CREATE TRIGGER spoil BEFORE INSERT ON entry WHEN new.value = -1\n"
    "BEGIN SELECT RAISE(ROLLBACK, 'spoilt'); END;\n"
    "-- both\n";

static const struct query q_insert = {"t.insert", "INSERT INTO entry (id, value) VALUES ($1, $2)",
                                      "ii", ""};
static const struct query q_count = {"t.count", "SELECT count(*) FROM entry", "", "i"};
static const struct query q_add = {"t.add", "UPDATE entry SET value = value + $2 WHERE id = $1",
                                   "ii", ""};
static const struct query q_value = {"t.value", "SELECT value FROM entry WHERE id = $1", "i", "i"};
static const struct query q_on_call = {
    "t.on_call", "SELECT count(*) FROM doctor WHERE on_call = 1", "", "i"};
static const struct query q_leave = {"t.leave", "UPDATE doctor SET on_call = 0 WHERE id = $1", "i",
                                     ""};
static const struct query q_return = {"t.return", "UPDATE doctor SET on_call = 1", "", ""};

static rc read_int(struct txn *txn, const struct query *query, struct db_args args,
                   int64_t *ret_value)
{
    struct rows rows;
    db_query(txn_reader(txn), query, args, &rows);
    if (rows_next(&rows))
        *ret_value = rows_int(&rows, 0);
    return rows_close(&rows);
}

/* ---- many at once ---- */

enum { WRITERS = 4 };

enum what { STORE, REFUSE, TWICE, SWALLOW, LOSE, GATE };

struct item {
    struct write write;
    int64_t id;
    enum what what;
    rc result;
    int runs, answers;
    struct group *group;
};

struct group {
    sem_t answered, gate, at_gate;
    struct item items[200];
};

static rc item_step(struct txn *txn, const void *in, void *out)
{
    struct item *item = ((const struct write *)in)->context;
    int64_t *seen = out;
    item->runs++;
    if (item->what == GATE) {
        sem_post(&item->group->at_gate);
        sem_wait(&item->group->gate);
        return RC_OK;
    }
    rc result = db_exec(txn, &q_insert, DB_ARGS(db_int(item->id), db_int(1)), NULL);
    if (result == RC_OK)
        result = read_int(txn, &q_value, DB_ARGS(db_int(item->id)), seen); /* its own change */
    if (result != RC_OK)
        return result;
    switch (item->what) {
    case REFUSE:
        return RC_DENIED;
    case TWICE:
        return db_exec(txn, &q_insert, DB_ARGS(db_int(item->id), db_int(2)), NULL);
    case SWALLOW: /* an error it does not tell of */
        result = db_exec(txn, &q_insert, DB_ARGS(db_int(item->id), db_int(2)), NULL);
        if (db_exec(txn, &q_insert, DB_ARGS(db_int(-item->id), db_int(2)), NULL) != result)
            abort(); /* the transaction is spoilt, and says so again */
        return RC_OK;
    case LOSE:
        return db_exec(txn, &q_insert, DB_ARGS(db_int(-item->id), db_int(-1)), NULL);
    default:
        return RC_OK;
    }
}

static void item_done(struct write *write, rc result)
{
    struct item *item = write->context;
    item->result = result;
    item->answers++;
    sem_post(&item->group->answered);
}

static void group_begin(struct group *group)
{
    memset(group, 0, sizeof *group);
    sem_init(&group->answered, 0, 0);
    sem_init(&group->gate, 0, 0);
    sem_init(&group->at_gate, 0, 0);
}

static rc submit(struct testdb *t, struct group *group, size_t i, enum what what, int64_t *out)
{
    struct item *item = &group->items[i];
    item->id = (int64_t)i + 1;
    item->what = what;
    item->group = group;
    item->write = (struct write){.step = item_step, .in = &item->write, .out = out,
                                 .out_size = sizeof *out, .done = item_done, .context = item};
    return db_submit(t->db, &item->write);
}

static void wait_for(struct group *group, size_t n)
{
    while (n--)
        while (sem_wait(&group->answered) != 0)
            ;
}

/* One gate for each lane thread, so that what is submitted next waits together. */
static size_t close_gates(struct testdb *t, struct group *group, int64_t *outs)
{
    size_t n = t->is_postgres ? WRITERS : 1;
    for (size_t i = 0; i < n; i++) {
        assert_rc(RC_OK, submit(t, group, i, GATE, &outs[i]));
        while (sem_wait(&group->at_gate) != 0)
            ;
    }
    return n;
}

static void open_gates(struct group *group, size_t n)
{
    while (n--)
        sem_post(&group->gate);
}

static void check_batch(struct testdb *t, enum what odd, rc expected, bool rerun)
{
    static struct group group;
    static int64_t outs[200];
    const size_t n = sizeof group.items / sizeof *group.items;
    size_t odd_ones = 0;
    group_begin(&group);
    testdb_schema(t, schema);
    size_t gates = close_gates(t, &group, outs);
    for (size_t i = gates; i < n; i++)
        assert_rc(RC_OK, submit(t, &group, i, i % 50 == 25 ? odd : STORE, &outs[i]));
    open_gates(&group, gates);
    wait_for(&group, n);
    for (size_t i = gates; i < n; i++) {
        bool is_odd = i % 50 == 25;
        odd_ones += is_odd;
        assert_rc(is_odd ? expected : RC_OK, group.items[i].result);
        assert_int_equal(1, group.items[i].answers);
        if (!t->is_postgres && !rerun)
            assert_int_equal(1, group.items[i].runs);
        if (!is_odd)
            assert_int_equal(1, outs[i]);
    }
    assert_int_equal(n - gates - odd_ones, testdb_int(t->db, &q_count, DB_NO_ARGS));
    assert_int_equal(4, odd_ones);
}

static void test_refusing_step(struct testdb *t)
{
    check_batch(t, REFUSE, RC_DENIED, false);
}

static void test_failing_step(struct testdb *t)
{
    check_batch(t, TWICE, RC_EXISTS, false);
}

static void test_swallowed_error(struct testdb *t)
{
    check_batch(t, SWALLOW, RC_EXISTS, false);
}

/* SQLite: a trigger rolls everything back; only the step to blame fails. */
static void test_lost_transaction(struct testdb *t)
{
    if (t->is_postgres)
        return; /* a transaction holds one step there */
    check_batch(t, LOSE, RC_INVALID, true);
    /* A batch of one. */
    static struct group group;
    int64_t out;
    group_begin(&group);
    assert_rc(RC_OK, submit(t, &group, 198, LOSE, &out));
    wait_for(&group, 1);
    assert_rc(RC_EXISTS, group.items[198].result);
    assert_int_equal(1, testdb_int(t->db, &q_value, DB_ARGS(db_int(100))));
}

/* ---- conflicts ---- */

/* At least one doctor must stay on call: each alone may leave, both together not. */
static rc leave_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    int64_t on_call = 0;
    rc result = read_int(txn, &q_on_call, DB_NO_ARGS, &on_call);
    if (result != RC_OK)
        return result;
    if (on_call < 2)
        return RC_DENIED;
    nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL); /* so that both have read */
    return db_exec(txn, &q_leave, DB_ARGS(db_int(*(const int64_t *)in)), NULL);
}

static rc return_step(struct txn *txn, const void *in, void *out)
{
    (void)in;
    (void)out;
    return db_exec(txn, &q_return, DB_NO_ARGS, NULL);
}

struct leaver {
    struct db *db;
    int64_t doctor;
    rc result;
};

static void *leave(void *argument)
{
    struct leaver *leaver = argument;
    leaver->result = db_write(leaver->db, leave_step, &leaver->doctor, NULL, 0);
    return NULL;
}

static void test_write_skew(struct testdb *t)
{
    testdb_schema(t, schema);
    for (int round = 0; round < 30; round++) {
        pthread_t threads[2];
        struct leaver leavers[2] = {{t->db, 1, RC_OK}, {t->db, 2, RC_OK}};
        for (int i = 0; i < 2; i++)
            assert_int_equal(0, pthread_create(&threads[i], NULL, leave, &leavers[i]));
        for (int i = 0; i < 2; i++)
            pthread_join(threads[i], NULL);
        rc first = leavers[0].result, second = leavers[1].result;
        assert_true((first == RC_OK && second == RC_DENIED) ||
                    (first == RC_DENIED && second == RC_OK));
        assert_int_equal(1, testdb_int(t->db, &q_on_call, DB_NO_ARGS));
        assert_rc(RC_OK, db_write(t->db, return_step, NULL, NULL, 0));
    }
}

/* Everybody reads and changes the same row. */
static rc bump_step(struct txn *txn, const void *in, void *out)
{
    (void)in;
    int64_t value = 0;
    rc result = read_int(txn, &q_value, DB_ARGS(db_int(1)), &value);
    if (result == RC_OK)
        result = db_exec(txn, &q_add, DB_ARGS(db_int(1), db_int(1)), NULL);
    *(int64_t *)out = value + 1;
    return result;
}

enum { BUMPERS = 8, BUMPS = 50 };

struct bumper {
    struct db *db;
    pthread_t thread;
    int64_t sum;
    int failed;
};

static void *bump(void *argument)
{
    struct bumper *bumper = argument;
    for (int i = 0; i < BUMPS; i++) {
        int64_t value;
        if (db_write(bumper->db, bump_step, NULL, &value, sizeof value) == RC_OK)
            bumper->sum += value;
        else
            bumper->failed++;
    }
    return NULL;
}

static void test_contended_row(struct testdb *t)
{
    struct bumper bumpers[BUMPERS] = {0};
    int64_t sum = 0, n = (int64_t)BUMPERS * BUMPS;
    testdb_schema(t, schema);
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(1), db_int(0))));
    for (int i = 0; i < BUMPERS; i++) {
        bumpers[i].db = t->db;
        assert_int_equal(0, pthread_create(&bumpers[i].thread, NULL, bump, &bumpers[i]));
    }
    for (int i = 0; i < BUMPERS; i++) {
        pthread_join(bumpers[i].thread, NULL);
        assert_int_equal(0, bumpers[i].failed);
        sum += bumpers[i].sum;
    }
    assert_int_equal(n, testdb_int(t->db, &q_value, DB_ARGS(db_int(1))));
    assert_int_equal(n * (n + 1) / 2, sum); /* each saw a value of its own */
}

/* A step that conflicts with another process for ever is given up. */
static rc conflict_step(struct txn *txn, const void *in, void *out)
{
    struct db *other = *(struct db *const *)in;
    int64_t value;
    (void)out;
    ++*(int *)((struct db *const *)in)[1];
    rc result = read_int(txn, &q_value, DB_ARGS(db_int(1)), &value);
    if (result == RC_OK)
        result = testdb_exec(other, &q_add, DB_ARGS(db_int(1), db_int(10)));
    if (result == RC_OK)
        result = db_exec(txn, &q_add, DB_ARGS(db_int(1), db_int(1)), NULL);
    return result;
}

static void test_conflict_for_ever(struct testdb *t)
{
    if (!t->is_postgres)
        return; /* there is one writer */
    struct db *other;
    struct str problem;
    int runs = 0;
    testdb_schema(t, schema);
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(1), db_int(0))));
    assert_rc(RC_OK, db_open(t->arena, t->url, NULL, &other, &problem));
    void *in[] = {other, &runs};
    assert_rc(RC_BUSY, db_write(t->db, conflict_step, in, NULL, 0));
    assert_int_equal(16, runs);
    assert_int_equal(160, testdb_int(t->db, &q_value, DB_ARGS(db_int(1))));
    db_close(other);
}

/* ---- news ---- */

static rc announce_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    txn_announce(txn);
    rc result = db_exec(txn, &q_insert, DB_ARGS(db_int(*(const int64_t *)in), db_int(0)), NULL);
    return result || *(const int64_t *)in != 2 ? result : RC_DENIED;
}

static void on_news(void *context)
{
    sem_post(context);
}

/* The listener is called after a COMMIT, once for each, and not for what failed or is silent. */
static void test_listener(struct testdb *t)
{
    sem_t news;
    int calls = -1;
    testdb_schema(t, schema);
    sem_init(&news, 0, 0);
    db_listen(t->db, on_news, &news);
    assert_rc(RC_OK, db_write(t->db, announce_step, &(int64_t){1}, NULL, 0));
    assert_int_equal(0, sem_wait(&news)); /* it may come after the answer */
    assert_rc(RC_DENIED, db_write(t->db, announce_step, &(int64_t){2}, NULL, 0));
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(4), db_int(0))));
    assert_rc(RC_OK, db_write(t->db, announce_step, &(int64_t){3}, NULL, 0));
    assert_int_equal(0, sem_wait(&news));
    db_listen(t->db, NULL, NULL);
    assert_rc(RC_OK, db_write(t->db, announce_step, &(int64_t){5}, NULL, 0));
    db_drain(t->db);
    sem_getvalue(&news, &calls);
    assert_int_equal(0, calls);
    sem_destroy(&news);
}

/* ---- readers ---- */

static void *insert_elsewhere(void *argument)
{
    struct testdb *t = argument;
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(2), db_int(2))));
    return NULL;
}

static int64_t count_with(struct reader *reader)
{
    struct rows rows;
    db_query(reader, &q_count, DB_NO_ARGS, &rows);
    assert_true(rows_next(&rows));
    int64_t n = rows_int(&rows, 0);
    assert_rc(RC_OK, rows_close(&rows));
    return n;
}

static void test_snapshot(struct testdb *t)
{
    struct reader *reader;
    pthread_t thread;
    testdb_schema(t, schema);
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(1), db_int(1))));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_int_equal(1, count_with(reader));
    assert_int_equal(0, pthread_create(&thread, NULL, insert_elsewhere, t));
    pthread_join(thread, NULL);
    assert_int_equal(1, count_with(reader));
    db_read_end(reader);
    assert_int_equal(2, testdb_int(t->db, &q_count, DB_NO_ARGS));
}

static void *read_in_thread(void *argument)
{
    struct db *db = argument;
    for (int i = 0; i < 20; i++) {
        struct reader *reader;
        assert_rc(RC_OK, db_read_begin(db, &reader));
        count_with(reader);
        db_read_end(reader);
    }
    return NULL;
}

/* More threads than connections, and threads that end while others read. */
static void test_many_readers(struct testdb *t)
{
    pthread_t threads[16];
    testdb_schema(t, schema);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 16; i++)
            assert_int_equal(0, pthread_create(&threads[i], NULL, read_in_thread, t->db));
        for (int i = 0; i < 16; i++)
            pthread_join(threads[i], NULL);
    }
}

static void *begin_read(void *argument)
{
    struct reader *reader;
    rc result = db_read_begin(argument, &reader);
    if (result == RC_OK)
        db_read_end(reader);
    return (void *)(uintptr_t)result; /* of a thread that only reads: the smallest way back */
}

static void test_no_free_reader(struct testdb *t)
{
    if (!t->is_postgres)
        return; /* every thread has its own */
    struct reader *reader;
    pthread_t thread;
    void *result;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    time_us before = time_monotonic();
    assert_int_equal(0, pthread_create(&thread, NULL, begin_read, t->db));
    pthread_join(thread, &result);
    assert_true((rc)(uintptr_t)result == RC_BUSY);
    assert_true(time_monotonic() - before >= TIME_SECOND / 10);
    db_read_end(reader);
    assert_rc(RC_OK, db_ping(t->db));
}

/* ---- waiting and stopping ---- */

static void test_queue_full(struct testdb *t)
{
    static struct group group;
    static int64_t outs[200];
    group_begin(&group);
    testdb_schema(t, schema);
    size_t gates = close_gates(t, &group, outs), n = gates + 3;
    for (size_t i = gates; i < n; i++)
        assert_rc(RC_OK, submit(t, &group, i, STORE, &outs[i]));
    assert_rc(RC_BUSY, submit(t, &group, n, STORE, &outs[n]));
    /* db_write waits for room instead. */
    pthread_t thread;
    assert_int_equal(0, pthread_create(&thread, NULL, insert_elsewhere, t));
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    group.items[gates].id = 100; /* the thread's id is 2 */
    group.items[gates + 1].id = 101;
    group.items[gates + 2].id = 102;
    open_gates(&group, gates);
    wait_for(&group, n);
    pthread_join(thread, NULL);
    assert_int_equal(0, group.items[n].answers);
    assert_int_equal(4, testdb_int(t->db, &q_count, DB_NO_ARGS));
}

static void *drain(void *argument)
{
    db_drain(argument);
    return NULL;
}

static void test_drain(struct testdb *t)
{
    static struct group group;
    static int64_t outs[200];
    pthread_t thread;
    rc result;
    group_begin(&group);
    testdb_schema(t, schema);
    size_t gates = close_gates(t, &group, outs), i = gates;
    for (; i < gates + 20; i++)
        assert_rc(RC_OK, submit(t, &group, i, STORE, &outs[i]));
    assert_int_equal(0, pthread_create(&thread, NULL, drain, t->db));
    do { /* until the drain has begun */
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        result = submit(t, &group, i, STORE, &outs[i]);
        i += result == RC_OK;
    } while (result == RC_OK && i < 199);
    assert_rc(RC_STOPPED, result);
    open_gates(&group, gates);
    pthread_join(thread, NULL);
    for (size_t j = 0; j < i; j++)
        assert_int_equal(1, group.items[j].answers);
    assert_int_equal(i - gates, testdb_int(t->db, &q_count, DB_NO_ARGS)); /* reading goes on */
    assert_rc(RC_STOPPED, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(9999), db_int(1))));
}

/* ---- a server that goes away ---- */

static void end_sessions(struct testdb *t)
{
    struct str sql = arena_printf(
        t->arena, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'",
        t->name);
    testdb_server_sql(t, sql.p);
}

static rc ended_step(struct txn *txn, const void *in, void *out)
{
    struct testdb *t = *(struct testdb *const *)in;
    (void)out;
    rc result = db_exec(txn, &q_insert, DB_ARGS(db_int(5), db_int(1)), NULL);
    if (result != RC_OK)
        return result;
    end_sessions(t);
    return db_exec(txn, &q_insert, DB_ARGS(db_int(6), db_int(1)), NULL);
}

static void test_server_gone(struct testdb *t)
{
    struct reader *reader;
    struct rows rows;
    if (!t->is_postgres)
        return;
    testdb_schema(t, schema);
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(1), db_int(1))));
    assert_int_equal(1, testdb_int(t->db, &q_count, DB_NO_ARGS));
    /* While idle: the next transaction begins on a new connection. */
    end_sessions(t);
    assert_int_equal(1, testdb_int(t->db, &q_count, DB_NO_ARGS));
    for (int64_t id = 2; id < 10; id++) /* every writer */
        assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(100 + id), db_int(1))));
    /* In a reader and in a step: that one fails, and the next works. */
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_int_equal(9, count_with(reader));
    end_sessions(t);
    db_query(reader, &q_count, DB_NO_ARGS, &rows);
    assert_false(rows_next(&rows));
    assert_rc(RC_DATABASE, rows_close(&rows));
    db_read_end(reader);
    assert_rc(RC_OK, db_ping(t->db));
    assert_rc(RC_DATABASE, db_write(t->db, ended_step, &t, NULL, 0));
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(5), db_int(1))));
    assert_int_equal(10, testdb_int(t->db, &q_count, DB_NO_ARGS));
}

int test_lane(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_refusing_step, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_failing_step, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_swallowed_error, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_lost_transaction, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_write_skew, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_contended_row, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_conflict_for_ever, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_listener, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_snapshot, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_many_readers, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_no_free_reader,
                     .options = {.writers = WRITERS, .readers = 1, .read_wait_ms = 100}),
        TESTDB_TESTS(test_queue_full, .options = {.writers = WRITERS, .queue_length = 3}),
        TESTDB_TESTS(test_drain, .options = {.writers = WRITERS}),
        TESTDB_TESTS(test_server_gone, .options = {.writers = WRITERS, .readers = 2}),
    };
    return cmocka_run_group_tests_name("lane", tests, NULL, NULL);
}
