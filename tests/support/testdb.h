/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * For tests: a fresh database of each kind.
 *
 *   static void test_names(struct testdb *t) { … t->db … }
 *
 *   const struct CMUnitTest tests[] = {
 *       TESTDB_TESTS(test_names, .migrations = guide_migrations, .migrations_n = 3),
 *   };
 *   return cmocka_run_group_tests(tests, NULL, NULL);
 *
 * Each test runs twice: on an SQLite file in a temporary folder, and on a new
 * PostgreSQL database in the cluster whose address is in the environment
 * variable RADSLAG_TEST_POSTGRES (tests/support/postgres.sh starts one).
 * Without the variable the second is reported as skipped. Both are removed
 * afterwards.
 */
#ifndef SUPPORT_TESTDB_H
#define SUPPORT_TESTDB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/db/db.h"

struct testdb;

struct testdb_case {
    void (*run)(struct testdb *);
    const struct migration *migrations; /* applied before the test; may be NULL */
    size_t migrations_n;
    struct db_options options; /* create is always set */
};

struct testdb {
    const struct testdb_case *test;
    bool is_postgres;
    struct arena *arena; /* ends with the test */
    struct db *db;       /* NULL where there is no PostgreSQL */
    struct str url;
    const char *folder; /* temporary, for files of the test */
    const char *server; /* the maintenance database's address, or NULL */
    char name[64];      /* of the PostgreSQL database */
};

#define TESTDB_TESTS(test, ...)                                                                     \
    {#test " (sqlite)", testdb_run, testdb_begin_sqlite, testdb_end,                                \
     &(struct testdb_case){.run = (test), __VA_ARGS__}},                                            \
    {                                                                                               \
#test " (postgresql)", testdb_run, testdb_begin_postgres, testdb_end, &(struct testdb_case) \
        {                                                                                           \
            .run = (test), __VA_ARGS__                                                              \
        }                                                                                           \
    }

/* The parts of TESTDB_TESTS. */
int testdb_begin_sqlite(void **state);
int testdb_begin_postgres(void **state);
void testdb_run(void **state);
int testdb_end(void **state);

/*
 * The same without cmocka's frame, for a test with its own: a fresh database
 * of the kind asked for, or NULL where there is no PostgreSQL.
 */
struct testdb *testdb_new(bool postgres, const struct testdb_case *test);
struct testdb *testdb_free(struct testdb *t);

/* Closes t->db and opens it again. */
void testdb_reopen(struct testdb *t, struct db_options options);
/* Runs the text of a migration, tokens and all, and fails the test where it fails. */
void testdb_schema(struct testdb *t, const char *sql);
/* The same with every migration of these folders, "src/core/snapshot" and such: their files migrations/NNN-name.sql
 * in order. Ends with NULL. */
void testdb_migrations(struct testdb *t, const char *const *folders);
/* Their text, in arena. */
struct str testdb_schema_of(struct arena *arena, const char *const *folders);
/* The first column of the first row, which must be there. */
int64_t testdb_int(struct db *db, const struct query *query, struct db_args args);
/* Runs one db_exec as a step. */
MUST_CHECK rc testdb_exec(struct db *db, const struct query *query, struct db_args args);
/* A path in t->folder, in t->arena. */
const char *testdb_file(struct testdb *t, const char *name);
/* Runs SQL on the maintenance database, not on the test's: PostgreSQL only. */
void testdb_server_sql(struct testdb *t, const char *sql);
/* Does at once what PostgreSQL's autovacuum does in time after many changes. */
void testdb_tidy(struct testdb *t);
/* True when a plan of db_explain reads a whole table without an index. */
bool testdb_plan_scans(const struct db *db, struct str plan);

/* Compares result codes and says their names. */
#define assert_rc(expected, actual) testdb_assert_rc((expected), (actual), #actual, __FILE__, __LINE__)
void testdb_assert_rc(rc expected, rc actual, const char *text, const char *file, int line);
/* Compares a struct str with a C string. */
#define assert_str(expected, actual) testdb_assert_str((expected), (actual), __FILE__, __LINE__)
void testdb_assert_str(const char *expected, struct str actual, const char *file, int line);

#endif
