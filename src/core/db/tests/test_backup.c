/* SPDX-License-Identifier: EUPL-1.2 */
/* Copies, made while others write, and brought back. */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "test_db.h"

static const char schema[] =
    "CREATE TABLE pair (id $INT NOT NULL PRIMARY KEY, name $TEXT NOT NULL, data $BYTES) $STRICT;\n"
    "CREATE TABLE twin (id $INT NOT NULL PRIMARY KEY REFERENCES pair (id)) $STRICT";
static const struct query q_pair = {
    "t.pair", "INSERT INTO pair (id, name, data) VALUES ($1, $2, $3)", "itX", ""};
static const struct query q_twin = {"t.twin", "INSERT INTO twin (id) VALUES ($1)", "i", ""};
static const struct query q_pairs = {"t.pairs", "SELECT count(*) FROM pair", "", "i"};
static const struct query q_whole = {
    "t.whole",
    "SELECT count(*) FROM pair p JOIN twin t ON t.id = p.id WHERE p.name = $1 AND p.data = $2",
    "tx", "i"};

static const struct str name = STR_INIT("Åsa 'Ö' \\ \"ä\"");
static const struct str data = STR_INIT("\0\1\2\377");

/* Two rows in one step: a copy has both or neither. */
static rc pair_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    int64_t id = *(const int64_t *)in;
    rc result = db_exec(txn, &q_pair, DB_ARGS(db_int(id), db_text(name), db_bytes(data)), NULL);
    return result == RC_OK ? db_exec(txn, &q_twin, DB_ARGS(db_int(id)), NULL) : result;
}

struct scribe {
    struct db *db;
    atomic_bool stop;
    atomic_int written;
};

static void *keep_writing(void *argument)
{
    struct scribe *scribe = argument;
    for (int64_t id = 1000; !scribe->stop; id++)
        if (db_write(scribe->db, pair_step, &id, NULL, 0) == RC_OK)
            scribe->written++;
    return NULL;
}

static rc backup(struct testdb *t, const char *file, struct str *ret_problem)
{
    *ret_problem = STR("");
    return db_backup(t->db, t->arena, file, ret_problem);
}

/* Another, empty database of the same kind. */
static struct testdb *another(struct testdb *t)
{
    static const struct testdb_case empty = {0};
    return testdb_new(t->is_postgres, &empty);
}

static void check_copy(struct testdb *t, int64_t least)
{
    int64_t pairs = testdb_int(t->db, &q_pairs, DB_NO_ARGS);
    assert_true(pairs >= least);
    assert_int_equal(pairs, testdb_int(t->db, &q_whole, DB_ARGS(db_text(name), db_bytes(data))));
}

static void test_backup_while_writing(struct testdb *t)
{
    struct str problem;
    struct scribe scribe = {.db = t->db};
    pthread_t thread;
    testdb_schema(t, schema);
    for (int64_t id = 1; id <= 200; id++)
        assert_rc(RC_OK, db_write(t->db, pair_step, &id, NULL, 0));
    assert_int_equal(0, pthread_create(&thread, NULL, keep_writing, &scribe));
    const char *files[3];
    for (int i = 0; i < 3; i++) {
        int before = scribe.written;
        files[i] = testdb_file(t, i == 0 ? "one" : i == 1 ? "two" : "three");
        rc result = backup(t, files[i], &problem);
        if (result != RC_OK)
            fail_msg("%.*s", STR_ARGS(problem));
        while (scribe.written < before + 10) /* writers were not shut out for good */
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    scribe.stop = true;
    pthread_join(thread, NULL);
    struct stat info;
    assert_int_equal(0, stat(files[2], &info));
    assert_int_equal(0600, info.st_mode & 0777);

    struct testdb *copy = another(t);
    copy->db = db_close(copy->db);
    rc result = db_restore(t->arena, copy->url, files[2], &problem);
    if (result != RC_OK)
        fail_msg("%.*s", STR_ARGS(problem));
    assert_rc(RC_OK, db_open(copy->arena, copy->url, NULL, &copy->db, &problem));
    check_copy(copy, 220);
    int64_t id = 500; /* and it can be worked with */
    assert_rc(RC_OK, db_write(copy->db, pair_step, &id, NULL, 0));
    /* It is not empty any more. */
    assert_rc(RC_EXISTS, db_restore(t->arena, copy->url, files[0], &problem));
    check_copy(copy, 221);
    testdb_free(copy);
}

static void test_never_replaces(struct testdb *t)
{
    struct str problem;
    testdb_schema(t, schema);
    const char *file = testdb_file(t, "copy");
    assert_rc(RC_OK, backup(t, file, &problem));
    struct stat before, after;
    assert_int_equal(0, stat(file, &before));
    assert_rc(RC_EXISTS, backup(t, file, &problem));
    assert_int_equal(0, stat(file, &after));
    assert_true(before.st_ino == after.st_ino && before.st_size == after.st_size);
    assert_rc(RC_IO, backup(t, testdb_file(t, "nowhere/copy"), &problem));
    assert_true(problem.n > 0);
}

static void test_bad_backup(struct testdb *t)
{
    struct str problem;
    const char *file = testdb_file(t, "bad");
    assert_rc(RC_IO, db_restore(t->arena, t->url, file, &problem));
    int handle = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(10, write(handle, "not a copy", 10));
    close(handle);
    assert_rc(RC_INVALID, db_restore(t->arena, t->url, file, &problem));
    assert_rc(RC_INVALID, db_restore(t->arena, STR("mysql://x"), file, &problem));
}

/* Half a file is found out, and leaves nothing behind. */
static void test_damaged_backup(struct testdb *t)
{
    struct str problem;
    testdb_schema(t, schema);
    for (int64_t id = 1; id <= 500; id++)
        assert_rc(RC_OK, db_write(t->db, pair_step, &id, NULL, 0));
    const char *file = testdb_file(t, "half");
    assert_rc(RC_OK, backup(t, file, &problem));
    struct stat info;
    assert_int_equal(0, stat(file, &info));
    assert_int_equal(0, truncate(file, info.st_size / 2));
    struct testdb *copy = another(t);
    copy->db = db_close(copy->db);
    rc result = db_restore(t->arena, copy->url, file, &problem);
    assert_true(result == RC_INVALID || result == RC_IO);
    assert_true(problem.n > 0);
    assert_rc(RC_OK, db_open(copy->arena, copy->url, NULL, &copy->db, &problem));
    testdb_schema(copy, schema); /* it is still empty */
    testdb_free(copy);
}

/* A new file is made with the right mode, and a folder that is missing is told of. */
static void test_restore_to_new_file(struct testdb *t)
{
    struct str problem;
    struct db *db;
    if (t->is_postgres)
        return;
    testdb_schema(t, schema);
    const char *file = testdb_file(t, "copy");
    assert_rc(RC_OK, backup(t, file, &problem));
    struct str url = arena_printf(t->arena, "sqlite:%s/new.db", t->folder);
    assert_rc(RC_OK, db_restore(t->arena, url, file, &problem));
    assert_rc(RC_OK, db_open(t->arena, url, NULL, &db, &problem));
    assert_int_equal(0, testdb_int(db, &q_pairs, DB_NO_ARGS));
    db_close(db);
    url = arena_printf(t->arena, "sqlite:%s/nowhere/new.db", t->folder);
    assert_rc(RC_IO, db_restore(t->arena, url, file, &problem));
    /* The copy itself was only read. */
    assert_int_not_equal(0, access(testdb_file(t, "copy-wal"), F_OK));
}

/* A restore that fails takes away the file it made, and no other. */
static void test_restore_removes_only_its_own(struct testdb *t)
{
    struct str problem;
    struct stat info;
    testdb_schema(t, schema);
    const char *file = testdb_file(t, "copy"), *link = testdb_file(t, "link.db");
    assert_rc(RC_OK, backup(t, file, &problem));
    /* Nothing is there when it looks, and something is when it makes the file. */
    assert_int_equal(0, symlink(testdb_file(t, "nowhere/real.db"), link));
    struct str url = arena_printf(t->arena, "sqlite:%s", link);
    assert_rc(RC_IO, db_restore(t->arena, url, file, &problem));
    assert_int_equal(0, lstat(link, &info));
}

int test_backup(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_backup_while_writing), TESTDB_TESTS(test_never_replaces),
        TESTDB_TESTS(test_bad_backup),           TESTDB_TESTS(test_damaged_backup),
        TESTDB_TESTS(test_restore_to_new_file),
        {"test_restore_removes_only_its_own (sqlite)", testdb_run, testdb_begin_sqlite, testdb_end,
         &(struct testdb_case){.run = test_restore_removes_only_its_own}},
    };
    return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}
