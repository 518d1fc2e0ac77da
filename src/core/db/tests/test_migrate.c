/* SPDX-License-Identifier: EUPL-1.2 */
/* Migrations. */
#include <pthread.h>
#include <string.h>

#include "test_db.h"

static const struct migration first_two[] = {
    {"guide", 1, STR_INIT("methods"),
     STR_INIT("CREATE TABLE method (id $INT NOT NULL PRIMARY KEY, name $TEXT NOT NULL,\n"
              "  weight $REAL, picture $BYTES) $STRICT;\n"
              "-- sqlite\n"
              "INSERT INTO method (id, name) VALUES (1, 'sqlite');\n"
              "-- postgres\n"
              "INSERT INTO method (id, name) VALUES (1, 'postgres');\n"
              "DO $BODY$ BEGIN END $BODY$;\n"
              "-- both\n"
              "INSERT INTO method (id, name) VALUES (2, 'both costs $5');\n")},
    {"forum", 1, STR_INIT("threads"),
     STR_INIT("CREATE TABLE thread (method_id $INT NOT NULL REFERENCES method (id),\n"
              "  person_id $INT NOT NULL, PRIMARY KEY (method_id, person_id)) $KEYED;\n"
              "INSERT INTO thread (method_id, person_id) VALUES (1, 1)")},
};

static const struct query q_methods = {"t.methods", "SELECT count(*) FROM method", "", "i"};
static const struct query q_threads = {"t.threads", "SELECT count(*) FROM thread", "", "i"};
static const struct query q_applied = {
    "t.applied", "SELECT count(*) FROM schema_migration WHERE length(sha256) = 64", "", "i"};
static const struct query q_ours = {"t.ours", "SELECT count(*) FROM method WHERE name = $1", "t",
                                    "i"};

static void count_progress(void *context, const struct migration *migration)
{
    assert_non_null(migration->module);
    ++*(int *)context;
}

static rc migrate(struct testdb *t, const struct migration *list, size_t n, int *ret_applied,
                  struct str *ret_problem)
{
    *ret_applied = 0;
    *ret_problem = STR_NONE;
    return db_migrate(t->db, t->arena, list, n, count_progress, ret_applied, ret_problem);
}

static void test_fresh_and_again(struct testdb *t)
{
    int applied;
    struct str problem;
    assert_rc(RC_NOT_FOUND, db_migrations_check(t->db, t->arena, first_two, 2, &problem));
    assert_rc(RC_OK, migrate(t, first_two, 1, &applied, &problem));
    assert_int_equal(1, applied);
    assert_rc(RC_NOT_FOUND, db_migrations_check(t->db, t->arena, first_two, 2, &problem));
    assert_rc(RC_OK, migrate(t, first_two, 2, &applied, &problem));
    assert_int_equal(1, applied);
    assert_rc(RC_OK, db_migrations_check(t->db, t->arena, first_two, 2, &problem));
    assert_rc(RC_OK, migrate(t, first_two, 2, &applied, &problem));
    assert_int_equal(0, applied);
    assert_int_equal(2, testdb_int(t->db, &q_applied, DB_NO_ARGS));
    assert_int_equal(2, testdb_int(t->db, &q_methods, DB_NO_ARGS));
    assert_int_equal(1, testdb_int(t->db, &q_ours,
                                   DB_ARGS(db_text(t->is_postgres ? STR("postgres")
                                                                  : STR("sqlite")))));
    assert_int_equal(1, testdb_int(t->db, &q_ours, DB_ARGS(db_text(STR("both costs $5")))));
}

static void test_changed(struct testdb *t)
{
    int applied;
    struct str problem;
    struct migration list[3] = {first_two[0], first_two[1],
                                {"guide", 2, STR("more"), STR("DELETE FROM thread")}};
    assert_rc(RC_OK, migrate(t, list, 2, &applied, &problem));
    list[0].sql = STR("CREATE TABLE method (id $INT)");
    assert_rc(RC_INVALID, db_migrations_check(t->db, t->arena, list, 3, &problem));
    assert_rc(RC_INVALID, migrate(t, list, 3, &applied, &problem));
    assert_true(str_find(problem, STR("guide 1 (methods)")) < problem.n);
    assert_int_equal(0, applied);
    assert_int_equal(1, testdb_int(t->db, &q_threads, DB_NO_ARGS));
}

static void test_newer(struct testdb *t)
{
    int applied;
    struct str problem;
    struct migration missing[2] = {first_two[0],
                                   {"guide", 2, STR("more"), STR("DELETE FROM method")}};
    assert_rc(RC_OK, migrate(t, first_two, 2, &applied, &problem));
    assert_rc(RC_NEWER, db_migrations_check(t->db, t->arena, first_two, 1, &problem));
    assert_rc(RC_NEWER, migrate(t, missing, 2, &applied, &problem));
    assert_true(str_find(problem, STR("forum 1 (threads)")) < problem.n);
    assert_int_equal(2, testdb_int(t->db, &q_methods, DB_NO_ARGS));
}

static void failing(struct testdb *t, struct str sql, const char *part)
{
    int applied;
    struct str problem;
    struct migration list[3] = {first_two[0], first_two[1], {"guide", 2, STR("bad"), sql}};
    rc result = migrate(t, list, 3, &applied, &problem);
    if (result == RC_OK || str_find(problem, str_from_c(part)) == problem.n)
        fail_msg("%s: %.*s", rc_name(result), STR_ARGS(problem));
    assert_int_equal(2, testdb_int(t->db, &q_applied, DB_NO_ARGS));
    assert_int_equal(1, testdb_int(t->db, &q_threads, DB_NO_ARGS));
}

static void test_failing(struct testdb *t)
{
    int applied;
    struct str problem;
    assert_rc(RC_OK, migrate(t, first_two, 2, &applied, &problem));
    failing(t, STR("DELETE FROM thread;\nCREATE TABLE x (id $INT); SELEKT"), "guide 2 (bad)");
    failing(t, STR("DELETE FROM thread;\nINSERT INTO method (id, name) VALUES (1, 'a')"),
            "nothing of it was kept");
    failing(t, STR("DELETE FROM thread; CREATE TABLE y (id $INTEGER)"), "unknown token $INTEGER");
    failing(t, STR("DELETE FROM method WHERE id = 1"), t->is_postgres ? "thread" : "thread");
    failing(t, STR("DELETE FROM thread; ROLLBACK"), "ends the transaction");
    /* And afterwards a good one is applied. */
    struct migration list[3] = {first_two[0], first_two[1],
                                {"guide", 2, STR("good"), STR("CREATE TABLE x (id $INT) $STRICT")}};
    assert_rc(RC_OK, migrate(t, list, 3, &applied, &problem));
    assert_int_equal(1, applied);
}

/* SQLite rebuilds a table to change a column: what refers to it must survive. */
static void test_rebuild(struct testdb *t)
{
    int applied;
    struct str problem;
    struct migration list[3] = {
        first_two[0], first_two[1],
        {"guide", 2, STR("rebuild"),
         STR("-- sqlite\n"
             "CREATE TABLE method_new (id $INT NOT NULL PRIMARY KEY, name $TEXT NOT NULL,\n"
             "  weight $REAL, picture $BYTES, slug $TEXT) $STRICT;\n"
             "INSERT INTO method_new SELECT id, name, weight, picture, NULL FROM method;\n"
             "DROP TABLE method;\n"
             "ALTER TABLE method_new RENAME TO method;\n"
             "-- postgres\n"
             "ALTER TABLE method ADD COLUMN slug $TEXT;\n"
             "-- both\n")}};
    assert_rc(RC_OK, migrate(t, list, 2, &applied, &problem));
    assert_int_equal(2, testdb_int(t->db, &q_methods, DB_NO_ARGS)); /* prepared before it changes */
    assert_rc(RC_OK, migrate(t, list, 3, &applied, &problem));
    assert_int_equal(2, testdb_int(t->db, &q_methods, DB_NO_ARGS));
    assert_int_equal(1, testdb_int(t->db, &q_threads, DB_NO_ARGS));
}

static void test_numbering(struct testdb *t)
{
    int applied;
    struct str problem;
    struct migration list[2] = {first_two[0], {"guide", 3, STR("gap"), STR("SELECT 1")}};
    assert_rc(RC_INVALID, migrate(t, list, 2, &applied, &problem));
    assert_rc(RC_INVALID, db_migrations_check(t->db, t->arena, list, 2, &problem));
    assert_rc(RC_NOT_FOUND, db_migrations_check(t->db, t->arena, list, 1, &problem));
}

/* ---- at once ---- */

enum { AT_ONCE = 4, MANY = 12 };

struct racer {
    struct str url;
    const struct migration *list;
    int applied;
    rc result;
    pthread_t thread;
};

static void *race(void *argument)
{
    struct racer *racer = argument;
    struct arena *arena = arena_new();
    struct str problem;
    struct db *db; /* of its own, as in another process */
    racer->result = db_open(arena, racer->url, NULL, &db, &problem);
    if (racer->result == RC_OK) {
        racer->result = db_migrate(db, arena, racer->list, MANY, count_progress, &racer->applied,
                                   &problem);
        db_close(db);
    }
    if (racer->result != RC_OK)
        print_error("%.*s\n", STR_ARGS(problem));
    arena_free(arena);
    return NULL;
}

static void test_at_once(struct testdb *t)
{
    struct migration list[MANY];
    struct racer racers[AT_ONCE];
    for (int i = 0; i < MANY; i++)
        list[i] = (struct migration){
            "guide", i + 1, STR("table"),
            arena_printf(t->arena, "CREATE TABLE t%d (id $INT NOT NULL PRIMARY KEY) $STRICT", i)};
    for (int i = 0; i < AT_ONCE; i++) {
        racers[i] = (struct racer){.url = t->url, .list = list};
        assert_int_equal(0, pthread_create(&racers[i].thread, NULL, race, &racers[i]));
    }
    int applied = 0;
    for (int i = 0; i < AT_ONCE; i++) {
        pthread_join(racers[i].thread, NULL);
        assert_rc(RC_OK, racers[i].result);
        applied += racers[i].applied;
    }
    assert_int_equal(MANY, applied);
    assert_int_equal(MANY, testdb_int(t->db, &q_applied, DB_NO_ARGS));
}

int test_migrate(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_fresh_and_again), TESTDB_TESTS(test_changed),
        TESTDB_TESTS(test_newer),           TESTDB_TESTS(test_failing),
        TESTDB_TESTS(test_rebuild),         TESTDB_TESTS(test_numbering),
        TESTDB_TESTS(test_at_once),
    };
    return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
