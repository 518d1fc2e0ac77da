/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening: what is wrong is said in one sentence, and no password stands in it. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_db.h"

static const char schema[] = "CREATE TABLE thing (id $INT NOT NULL PRIMARY KEY) $STRICT";
static const struct query q_insert = {"t.insert", "INSERT INTO thing (id) VALUES ($1)", "i", ""};
static const struct query q_count = {"t.count", "SELECT count(*) FROM thing", "", "i"};

static void refused(struct testdb *t, rc expected, const char *url, bool create, const char *part)
{
    struct db *db = NULL;
    struct str problem = STR_NONE;
    rc result = db_open(t->arena, str_from_c(url), &(struct db_options){.create = create}, &db,
                        &problem);
    if (result != expected || str_find(problem, str_from_c(part)) == problem.n)
        fail_msg("%s: %s, \"%.*s\"", url, rc_name(result), STR_ARGS(problem));
    assert_null(db);
    assert_true(str_ends(problem, STR(".")));
    assert_int_equal(problem.n, str_find(problem, STR("hemligt")));
    assert_int_equal(problem.n, str_find_byte(problem, '\n'));
}

static const char *url_of(struct testdb *t, const char *name)
{
    return arena_c_dup(t->arena, arena_printf(t->arena, "sqlite:%s/%s", t->folder, name));
}

static void write_file(const char *path, struct str text, mode_t mode)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    assert_true(file >= 0);
    assert_int_equal(text.n, write(file, text.p, text.n));
    close(file);
}

static void test_unknown(struct testdb *t)
{
    refused(t, RC_INVALID, "", true, "must begin with");
    refused(t, RC_INVALID, "mysql://anna:hemligt@host/name", true, "must begin with");
    refused(t, RC_INVALID, "data/radslag.db", true, "must begin with");
    refused(t, RC_INVALID, "sqlite:", true, "does not name a file");
    refused(t, RC_INVALID, "sqlite::memory:", true, "does not name a file");
    refused(t, RC_INVALID, "sqlite://data/radslag.db", true, "does not name a file");
    refused(t, RC_INVALID, "sqlite:/tmp/", true, "does not name a file");
}

static void test_missing(struct testdb *t)
{
    refused(t, RC_NOT_FOUND, url_of(t, "none.db"), false, "There is no database file");
    refused(t, RC_IO, url_of(t, "nowhere/none.db"), true, "The folder");
    refused(t, RC_INVALID, arena_c_dup(t->arena, arena_printf(t->arena, "sqlite:%s", t->folder)),
            false, "is not a file");
    assert_int_not_equal(0, access(testdb_file(t, "none.db"), F_OK));
}

static void test_not_a_database(struct testdb *t)
{
    const char *path = testdb_file(t, "other.db");
    char text[4096];
    memset(text, 'x', sizeof text);
    write_file(path, (struct str){text, sizeof text}, 0600);
    refused(t, RC_INVALID, url_of(t, "other.db"), true, "is not an SQLite database");
    write_file(path, STR("short"), 0600);
    refused(t, RC_INVALID, url_of(t, "other.db"), true, "is not an SQLite database");

    /* A real database whose format versions are from the future. */
    memset(text, 0, sizeof text);
    memcpy(text, "SQLite format 3", 16);
    text[18] = text[19] = 3;
    write_file(path, (struct str){text, sizeof text}, 0600);
    refused(t, RC_NEWER, url_of(t, "other.db"), true, "newer SQLite");

    /* The right beginning, and then nonsense. */
    memset(text + 16, 'x', sizeof text - 16);
    text[18] = text[19] = 1;
    write_file(path, (struct str){text, sizeof text}, 0600);
    refused(t, RC_DATABASE, url_of(t, "other.db"), true, "cannot be used");
}

static void test_permissions(struct testdb *t)
{
    if (geteuid() == 0)
        skip(); /* to whom everything is permitted */
    const char *folder = testdb_file(t, "locked");
    assert_int_equal(0, mkdir(folder, 0700));
    write_file(testdb_file(t, "locked/there.db"), STR(""), 0600);
    assert_int_equal(0, chmod(folder, 0500));
    refused(t, RC_IO, url_of(t, "locked/new.db"), true, "cannot be made");
    refused(t, RC_IO, url_of(t, "locked/there.db"), true, "folder of the database file");
    assert_int_equal(0, chmod(folder, 0700));
    assert_int_equal(0, chmod(testdb_file(t, "locked/there.db"), 0400));
    refused(t, RC_IO, url_of(t, "locked/there.db"), true, "cannot be written");
}

static void test_file_mode(struct testdb *t)
{
    struct stat info;
    assert_int_equal(0, stat(testdb_file(t, "test.db"), &info));
    assert_int_equal(0, info.st_mode & 027); /* nothing for others */
    testdb_schema(t, schema);
    assert_int_equal(0, stat(testdb_file(t, "test.db-wal"), &info));
    assert_int_equal(0, info.st_mode & 027);
}

/* All of a closed database is in its one file, also where the same thread has read: people
 * copy that file. */
static void test_one_file_when_closed(struct testdb *t)
{
    testdb_schema(t, schema);
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(1))));
    assert_int_equal(1, testdb_int(t->db, &q_count, DB_NO_ARGS));
    t->db = db_close(t->db);
    assert_int_not_equal(0, access(testdb_file(t, "test.db-wal"), F_OK));
    struct str problem;
    assert_rc(RC_OK, db_open(t->arena, t->url, NULL, &t->db, &problem));
    assert_int_equal(1, testdb_int(t->db, &q_count, DB_NO_ARGS));
}

/* What is written to a file that was deleted would be gone with the last who has it open. */
static void test_deleted_while_open(struct testdb *t)
{
    const char *file = testdb_file(t, "test.db"), *away = testdb_file(t, "away.db");
    testdb_schema(t, schema);
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(1))));
    assert_rc(RC_OK, db_ping(t->db));
    assert_int_equal(0, rename(file, away));
    assert_rc(RC_DATABASE, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(2))));
    assert_rc(RC_DATABASE, db_ping(t->db));
    assert_int_equal(0, rename(away, file));
    assert_rc(RC_OK, db_ping(t->db));
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(2))));
}

/* A relative address goes on meaning the same file after a chdir. */
static void test_chdir(struct testdb *t)
{
    char before[4096];
    struct db *db;
    struct str problem;
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(0, chdir(t->folder));
    struct db_options options = {.create = true};
    assert_rc(RC_OK, db_open(t->arena, STR("sqlite:relative.db"), &options, &db, &problem));
    assert_int_equal(0, chdir(before));
    assert_rc(RC_OK, db_ping(db));
    db_close(db);
    assert_int_equal(0, access(testdb_file(t, "relative.db"), F_OK));
}

static void test_twice_in_one_process(struct testdb *t)
{
    struct db *other;
    struct str problem;
    testdb_schema(t, schema);
    assert_rc(RC_OK, db_open(t->arena, t->url, NULL, &other, &problem));
    assert_rc(RC_OK, testdb_exec(other, &q_insert, DB_ARGS(db_int(1))));
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(2))));
    assert_int_equal(2, testdb_int(t->db, &q_count, DB_NO_ARGS));
    assert_int_equal(2, testdb_int(other, &q_count, DB_NO_ARGS));
    db_close(other);
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(3))));
    assert_int_equal(3, testdb_int(t->db, &q_count, DB_NO_ARGS));
}

static void test_read_only(struct testdb *t)
{
    testdb_schema(t, schema);
    assert_rc(RC_OK, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(1))));
    testdb_reopen(t, (struct db_options){.read_only = true});
    assert_int_equal(1, testdb_int(t->db, &q_count, DB_NO_ARGS));
    assert_rc(RC_DENIED, testdb_exec(t->db, &q_insert, DB_ARGS(db_int(2))));
    struct str problem;
    assert_rc(RC_DENIED, db_migrate(t->db, t->arena, NULL, 0, NULL, NULL, &problem));
    db_drain(t->db);
}

static void test_reader_cannot_write(struct testdb *t)
{
    static const struct query sneaky = {
        "t.sneaky", "INSERT INTO thing (id) VALUES (7) RETURNING id", "", "i"};
    struct reader *reader;
    struct rows rows;
    testdb_schema(t, schema);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    db_query(reader, &sneaky, DB_NO_ARGS, &rows);
    assert_false(rows_next(&rows));
    assert_rc(RC_DATABASE, rows_close(&rows));
    db_read_end(reader);
    assert_int_equal(0, testdb_int(t->db, &q_count, DB_NO_ARGS));
}

static void test_postgres_problems(struct testdb *t)
{
    if (!t->is_postgres)
        return;
    refused(t, RC_INVALID, "postgresql://anna:hemligt@[::1/name", true, "cannot be understood");
    refused(t, RC_INVALID, "postgresql://anna:hemligt@host/name?nonsense=1", true,
            "cannot be understood");
    refused(t, RC_DATABASE, "postgresql://anna:hemligt@127.0.0.1:1/name", true, "was not reached");
    refused(t, RC_DATABASE, "postgres:///name?host=/nowhere/at/all&password=hemligt", true,
            "was not reached");
    const char *join = strchr(t->server, '?') ? "&" : "?";
    struct str url = arena_printf(t->arena, "%s%sdbname=hemligt_nowhere", t->server, join);
    struct db *db;
    struct str problem;
    assert_rc(RC_DATABASE, db_open(t->arena, url, NULL, &db, &problem));
    assert_true(str_find(problem, STR("does not exist")) < problem.n);

    testdb_server_sql(t, "CREATE DATABASE radslag_test_latin1 TEMPLATE template0 ENCODING 'LATIN1' "
                         "LC_COLLATE 'C' LC_CTYPE 'C'");
    url = arena_printf(t->arena, "%s%sdbname=radslag_test_latin1", t->server, join);
    rc result = db_open(t->arena, url, NULL, &db, &problem);
    testdb_server_sql(t, "DROP DATABASE radslag_test_latin1");
    assert_rc(RC_UNSUPPORTED, result);
}

#define SQLITE_TEST(test)                                        \
    {#test " (sqlite)", testdb_run, testdb_begin_sqlite, testdb_end, \
     &(struct testdb_case){.run = (test)}}

int test_open(void)
{
    const struct CMUnitTest tests[] = {
        SQLITE_TEST(test_unknown),
        SQLITE_TEST(test_missing),
        SQLITE_TEST(test_not_a_database),
        SQLITE_TEST(test_permissions),
        SQLITE_TEST(test_file_mode),
        SQLITE_TEST(test_one_file_when_closed),
        SQLITE_TEST(test_deleted_while_open),
        SQLITE_TEST(test_chdir),
        TESTDB_TESTS(test_twice_in_one_process),
        TESTDB_TESTS(test_read_only),
        TESTDB_TESTS(test_reader_cannot_write),
        TESTDB_TESTS(test_postgres_problems),
    };
    return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
