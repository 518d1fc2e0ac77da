/* SPDX-License-Identifier: EUPL-1.2 */
/* Values in and out, errors of constraints, checks and plans. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "test_db.h"

static const char schema[] =
    "CREATE TABLE thing (id $INT NOT NULL PRIMARY KEY, number $INT, ratio $REAL, name $TEXT,\n"
    "  data $BYTES) $STRICT;\n"
    "CREATE UNIQUE INDEX thing_name ON thing (name);\n"
    "CREATE TABLE mark (thing_id $INT NOT NULL REFERENCES thing (id),\n"
    "  person_id $INT NOT NULL CHECK (person_id > 0), note $TEXT NOT NULL,\n"
    "  PRIMARY KEY (thing_id, person_id)) $KEYED;\n";

static const struct query q_insert = {
    "t.insert", "INSERT INTO thing (id, number, ratio, name, data) VALUES ($1, $2, $3, $4, $5)",
    "iIRTX", ""};
static const struct query q_by_id = {
    "t.by_id", "SELECT id, number, ratio, name, data FROM thing WHERE id = $1", "i", "iIRTX"};
/* The same columns, declared as never NULL. */
static const struct query q_by_id_strict = {
    "t.by_id_strict", "SELECT id, number, ratio, name, data FROM thing WHERE id = $1", "i",
    "iirtx"};
static const struct query q_all = {"t.all", "SELECT id FROM thing ORDER BY id", "", "i"};
static const struct query q_count = {"t.count", "SELECT count(*) FROM thing", "", "i"};
static const struct query q_rename = {"t.rename", "UPDATE thing SET name = $2 WHERE id = $1", "it",
                                      ""};
static const struct query q_delete_below = {"t.delete_below", "DELETE FROM thing WHERE id < $1",
                                            "i", ""};
static const struct query q_mark = {
    "t.mark", "INSERT INTO mark (thing_id, person_id, note) VALUES ($1, $2, $3)", "iIT", ""};

#define INSERT(t, id, number, ratio, name, data) \
    testdb_exec((t)->db, &q_insert, DB_ARGS(db_int(id), number, ratio, name, data))
#define INSERT_NAMED(t, id, text) \
    INSERT(t, id, db_null(), db_null(), db_text(STR(text)), db_null())

static void open_reader(struct testdb *t, struct reader **ret_reader)
{
    assert_rc(RC_OK, db_read_begin(t->db, ret_reader));
}

/* ---- values ---- */

static void check_row(struct testdb *t, int64_t id, int64_t number, double ratio, struct str name,
                      struct str data)
{
    struct reader *reader;
    struct rows rows;
    open_reader(t, &reader);
    db_query(reader, &q_by_id, DB_ARGS(db_int(id)), &rows);
    assert_true(rows_next(&rows));
    assert_int_equal(id, rows_int(&rows, 0));
    assert_true(number == rows_int(&rows, 1));
    assert_true(ratio == rows_real(&rows, 2));
    assert_true(str_eq(name, rows_text(&rows, 3)));
    assert_true(str_eq(data, rows_bytes(&rows, 4)));
    assert_non_null(rows_text(&rows, 3).p);
    assert_non_null(rows_bytes(&rows, 4).p);
    assert_false(rows_next(&rows));
    assert_false(rows_next(&rows)); /* and stays at the end */
    assert_rc(RC_OK, rows_close(&rows));
    db_read_end(reader);
}

static void test_types(struct testdb *t)
{
    testdb_schema(t, schema);
    struct {
        int64_t number;
        double ratio;
        struct str name, data;
    } rows[] = {
        {INT64_MAX, 1.0 / 3, STR("Räksmörgås på Åre 🦔"), STR("\0\1\377\0")},
        {INT64_MIN, -0.1, STR(""), STR("")},
        {0, 5e-324, STR("it''s \"quoted\" \\ $1 %s ?"), STR("\0")},
        {-1, 1.7976931348623157e308, STR("two\nlines\tand a tab"), STR("text")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_rc(RC_OK, INSERT(t, (int64_t)i + 1, db_int(rows[i].number), db_real(rows[i].ratio),
                                db_text(rows[i].name), db_bytes(rows[i].data)));
        check_row(t, (int64_t)i + 1, rows[i].number, rows[i].ratio, rows[i].name, rows[i].data);
    }
}

static void test_long_values(struct testdb *t)
{
    static const struct query note_length = {
        "t.note_length", "SELECT CAST(length(note) AS bigint) FROM mark", "", "i"};
    testdb_schema(t, schema);
    size_t n = 3 * 1024 * 1024;
    char *text = mem_alloc(n);
    memset(text, 'a', n);
    struct str s = {text, n};
    /* Not the name: PostgreSQL's index takes no more than 2 704 bytes. */
    assert_rc(RC_OK, INSERT(t, 1, db_int(1), db_real(0.5), db_text(STR("long")), db_bytes(s)));
    check_row(t, 1, 1, 0.5, STR("long"), s);
    assert_rc(RC_OK, testdb_exec(t->db, &q_mark, DB_ARGS(db_int(1), db_int(1), db_text(s))));
    assert_int_equal((int64_t)n, testdb_int(t->db, &note_length, DB_NO_ARGS));
    mem_free(text);
}

static void test_nulls(struct testdb *t)
{
    struct reader *reader;
    struct rows rows;
    testdb_schema(t, schema);
    assert_rc(RC_OK, INSERT(t, 1, db_null(), db_null(), db_text(STR_NONE), db_bytes(STR_NONE)));
    open_reader(t, &reader);
    db_query(reader, &q_by_id, DB_ARGS(db_int(1)), &rows);
    assert_true(rows_next(&rows));
    assert_false(rows_is_null(&rows, 0));
    for (int column = 1; column <= 4; column++)
        assert_true(rows_is_null(&rows, column));
    assert_null(rows_text(&rows, 3).p);
    assert_null(rows_bytes(&rows, 4).p);
    assert_null(rows_text_dup(&rows, 3, t->arena).p);
    assert_int_equal(0, rows_int(&rows, 1));
    assert_rc(RC_OK, rows_close(&rows));

    /* A column that is declared as never NULL reads as 0 or "". */
    db_query(reader, &q_by_id_strict, DB_ARGS(db_int(1)), &rows);
    assert_true(rows_next(&rows));
    assert_int_equal(0, rows_int(&rows, 1));
    assert_true(rows_real(&rows, 2) == 0);
    assert_str("", rows_text(&rows, 3));
    assert_non_null(rows_text(&rows, 3).p);
    assert_non_null(rows_bytes(&rows, 4).p);
    assert_rc(RC_OK, rows_close(&rows));
    db_read_end(reader);
}

static void test_changes(struct testdb *t)
{
    testdb_schema(t, schema);
    assert_int_equal(0, testdb_int(t->db, &q_count, DB_NO_ARGS));
    assert_rc(RC_OK, INSERT_NAMED(t, 1, "one"));
    assert_rc(RC_OK, INSERT_NAMED(t, 2, "two"));
    assert_rc(RC_OK, testdb_exec(t->db, &q_rename, DB_ARGS(db_int(2), db_text(STR("zwei")))));
    assert_rc(RC_OK, testdb_exec(t->db, &q_delete_below, DB_ARGS(db_int(2))));
    struct reader *reader;
    struct rows rows;
    open_reader(t, &reader);
    db_query(reader, &q_by_id, DB_ARGS(db_int(2)), &rows);
    assert_true(rows_next(&rows));
    struct str name = rows_text_dup(&rows, 3, t->arena);
    assert_rc(RC_OK, rows_close(&rows));
    db_query(reader, &q_by_id, DB_ARGS(db_int(1)), &rows);
    assert_false(rows_next(&rows));
    assert_rc(RC_OK, rows_close(&rows));
    db_read_end(reader);
    assert_str("zwei", name);
    testdb_reopen(t, (struct db_options){0});
    assert_int_equal(1, testdb_int(t->db, &q_count, DB_NO_ARGS));
    assert_rc(RC_OK, db_ping(t->db));
}

static rc count_changes(struct txn *txn, const void *in, void *out)
{
    (void)in;
    int64_t *changed = out;
    rc result = db_exec(txn, &q_rename, DB_ARGS(db_int(77), db_text(STR("nobody"))), &changed[0]);
    if (result == RC_OK)
        result = db_exec(txn, &q_delete_below, DB_ARGS(db_int(100)), &changed[1]);
    return result;
}

static void test_changed_count(struct testdb *t)
{
    testdb_schema(t, schema);
    for (int64_t id = 1; id <= 3; id++)
        assert_rc(RC_OK, INSERT(t, id, db_null(), db_null(), db_null(), db_null()));
    int64_t changed[2] = {-1, -1};
    assert_rc(RC_OK, db_write(t->db, count_changes, NULL, changed, sizeof changed));
    assert_int_equal(0, changed[0]);
    assert_int_equal(3, changed[1]);
}

/* ---- placeholders ---- */

static void test_placeholder_order(struct testdb *t)
{
    static const struct query swapped = {
        "t.swapped", "INSERT INTO thing (number, id, name) VALUES ($2, $1, $3)", "iiT", ""};
    static const struct query twice = {
        "t.twice", "SELECT count(*) FROM thing WHERE number = $2 AND ($1 = $2 OR id = $1)", "ii",
        "i"};
    static const struct query many = {
        "t.many", "SELECT $11 + 0 * ($1 + $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9 + $10)",
        "iiiiiiiiiii", "i"};
    testdb_schema(t, schema);
    assert_rc(RC_OK,
              testdb_exec(t->db, &swapped, DB_ARGS(db_int(5), db_int(6), db_text(STR("x")))));
    assert_int_equal(1, testdb_int(t->db, &twice, DB_ARGS(db_int(5), db_int(6))));
    assert_int_equal(0, testdb_int(t->db, &twice, DB_ARGS(db_int(6), db_int(5))));
    assert_int_equal(11, testdb_int(t->db, &many,
                                    DB_ARGS(db_int(1), db_int(2), db_int(3), db_int(4), db_int(5),
                                            db_int(6), db_int(7), db_int(8), db_int(9), db_int(10),
                                            db_int(11))));
}

/* What a caller lends to db_query is not needed after it. */
static void test_borrowed_arguments(struct testdb *t)
{
    static const struct query by_name = {
        "t.by_name", "SELECT id FROM thing WHERE name >= $1 ORDER BY id", "t", "i"};
    struct reader *reader;
    struct rows rows;
    char name[] = "name-00";
    testdb_schema(t, schema);
    for (int64_t id = 0; id < 10; id++) {
        name[6] = (char)('0' + id);
        assert_rc(RC_OK, INSERT(t, id, db_null(), db_null(), db_text(str_from_c(name)), db_null()));
    }
    name[6] = '5';
    open_reader(t, &reader);
    db_query(reader, &by_name, DB_ARGS(db_text(str_from_c(name))), &rows);
    memset(name, 'z', sizeof name - 1);
    for (int64_t id = 5; id < 10; id++) {
        assert_true(rows_next(&rows));
        assert_int_equal(id, rows_int(&rows, 0));
    }
    assert_false(rows_next(&rows));
    assert_rc(RC_OK, rows_close(&rows));
    db_read_end(reader);
}

/* ---- errors ---- */

static void test_constraints(struct testdb *t)
{
    testdb_schema(t, schema);
    assert_rc(RC_OK, INSERT_NAMED(t, 1, "one"));
    assert_rc(RC_EXISTS, INSERT_NAMED(t, 1, "other"));
    assert_rc(RC_EXISTS, INSERT_NAMED(t, 2, "one"));
    struct str note = STR("n");
    assert_rc(RC_OK, testdb_exec(t->db, &q_mark, DB_ARGS(db_int(1), db_int(9), db_text(note))));
    assert_rc(RC_EXISTS, testdb_exec(t->db, &q_mark, DB_ARGS(db_int(1), db_int(9), db_text(note))));
    assert_rc(RC_INVALID, /* no such thing */
              testdb_exec(t->db, &q_mark, DB_ARGS(db_int(8), db_int(9), db_text(note))));
    assert_rc(RC_INVALID, /* the check */
              testdb_exec(t->db, &q_mark, DB_ARGS(db_int(1), db_int(0), db_text(note))));
    assert_rc(RC_INVALID, /* not null */
              testdb_exec(t->db, &q_mark, DB_ARGS(db_int(1), db_int(10), db_null())));
    assert_rc(RC_INVALID, testdb_exec(t->db, &q_delete_below, DB_ARGS(db_int(100))));
    assert_int_equal(1, testdb_int(t->db, &q_count, DB_NO_ARGS));
}

static void test_bad_arguments(struct testdb *t)
{
    testdb_schema(t, schema);
    assert_rc(RC_INVALID, INSERT(t, 1, db_null(), db_real(NAN), db_null(), db_null()));
    assert_rc(RC_INVALID, INSERT(t, 1, db_null(), db_real(INFINITY), db_null(), db_null()));
    assert_rc(RC_INVALID, INSERT_NAMED(t, 1, "not \xFF UTF-8"));
    assert_rc(RC_INVALID, INSERT_NAMED(t, 1, "half \xC3"));
    assert_rc(RC_INVALID, INSERT_NAMED(t, 1, "a\0b"));
    assert_rc(RC_INVALID, testdb_exec(t->db, &q_rename, DB_ARGS(db_int(1), db_null())));
    assert_int_equal(0, testdb_int(t->db, &q_count, DB_NO_ARGS));
}

static void test_failed_query(struct testdb *t)
{
    static const struct query missing = {"t.missing", "SELECT id FROM nowhere", "", "i"};
    static const struct query unused = {"t.unused", "SELECT id FROM thing WHERE id = 1", "i", "i"};
    struct reader *reader;
    struct rows rows;
    testdb_schema(t, schema);
    open_reader(t, &reader);
    db_query(reader, &missing, DB_NO_ARGS, &rows);
    assert_false(rows_next(&rows));
    assert_rc(RC_DATABASE, rows_close(&rows));
    db_query(reader, &q_count, DB_NO_ARGS, &rows); /* the snapshot is spoilt on both */
    assert_false(rows_next(&rows));
    assert_rc(RC_DATABASE, rows_close(&rows));
    db_read_end(reader);
    assert_int_equal(0, testdb_int(t->db, &q_count, DB_NO_ARGS));
    if (!t->is_postgres) { /* which accepts it; the check of all queries runs on both */
        open_reader(t, &reader);
        db_query(reader, &unused, DB_ARGS(db_int(1)), &rows);
        assert_rc(RC_DATABASE, rows_close(&rows));
        db_read_end(reader);
    }
}

static void test_two_open_queries(struct testdb *t)
{
    struct reader *reader;
    struct rows outer, inner;
    int pairs = 0;
    testdb_schema(t, schema);
    for (int64_t id = 1; id <= 3; id++)
        assert_rc(RC_OK, INSERT(t, id, db_null(), db_null(), db_null(), db_null()));
    open_reader(t, &reader);
    db_query(reader, &q_all, DB_NO_ARGS, &outer);
    while (rows_next(&outer)) {
        db_query(reader, &q_by_id, DB_ARGS(db_int(rows_int(&outer, 0))), &inner);
        assert_true(rows_next(&inner));
        pairs += rows_int(&inner, 0) == rows_int(&outer, 0);
        assert_rc(RC_OK, rows_close(&inner));
    }
    assert_rc(RC_OK, rows_close(&outer));
    db_read_end(reader);
    assert_int_equal(3, pairs);
}

/* ---- RETURNING ---- */

static const struct query q_returning = {
    "t.returning", "INSERT INTO thing (id, name) VALUES ($1, $2), ($1 + 1, NULL) RETURNING id",
    "it", "i"};

static rc insert_returning_null(struct txn *txn, const void *in, void *out)
{
    (void)in;
    (void)out;
    struct rows rows;
    db_query(txn_reader(txn), &q_returning, DB_ARGS(db_int(1), db_null()), &rows);
    return rows_close(&rows);
}

/* in: how many of the rows are read before the query is closed. */
static rc insert_returning(struct txn *txn, const void *in, void *out)
{
    int64_t *sum = out;
    int reads = *(const int *)in;
    char name[16];
    struct rows rows;
    snprintf(name, sizeof name, "name %d", reads);
    db_query(txn_reader(txn), &q_returning,
             DB_ARGS(db_int(10 * (reads + 1)), db_text(str_from_c(name))), &rows);
    for (int i = 0; i < reads; i++)
        if (rows_next(&rows))
            *sum += rows_int(&rows, 0);
    return rows_close(&rows);
}

static void test_returning(struct testdb *t)
{
    testdb_schema(t, schema);
    int64_t sum;
    int reads = 0;
    assert_rc(RC_INVALID, db_write(t->db, insert_returning_null, NULL, NULL, 0));
    for (reads = 0; reads <= 3; reads++) {
        assert_rc(RC_OK, db_write(t->db, insert_returning, &reads, &sum, sizeof sum));
        int64_t first = 10 * (reads + 1);
        assert_int_equal(reads == 0 ? 0 : reads == 1 ? first : 2 * first + 1, sum);
        assert_int_equal(2 * (reads + 1), testdb_int(t->db, &q_count, DB_NO_ARGS));
    }
    reads = 0;
    assert_rc(RC_EXISTS, db_write(t->db, insert_returning, &reads, &sum, sizeof sum));
}

/* ---- checks and plans ---- */

static void expect_fault(struct testdb *t, const struct query *query)
{
    struct str problem = STR_NONE;
    assert_rc(RC_INVALID, db_check_query(t->db, t->arena, query, &problem));
    assert_true(str_starts(problem, str_from_c(query->name)));
}

static void test_check_query(struct testdb *t)
{
    static const struct query bad[] = {
        {"t.syntax", "SELEKT 1", "", "i"},
        {"t.table", "SELECT id FROM nowhere", "", "i"},
        {"t.few", "SELECT id FROM thing WHERE id = $1 AND number = $2", "i", "i"},
        {"t.many", "SELECT id FROM thing WHERE id = $1", "ii", "i"},
        {"t.columns", "SELECT id, name FROM thing", "", "i"},
        {"t.none", "DELETE FROM thing", "", "i"},
        {"t.type", "SELECT name FROM thing", "", "i"},
        {"t.two", "SELECT id FROM thing; SELECT id FROM thing", "", "i"},
        {"t.commit", " commit", "", ""},
        {"t.letters", "SELECT id FROM thing", "", "q"},
    };
    static const struct query bad_on_postgres[] = {
        {"t.int4", "SELECT 1", "", "i"},
        {"t.numeric", "SELECT sum(number) FROM thing", "", "I"},
        {"t.bool", "SELECT EXISTS (SELECT 1 FROM thing)", "", "i"},
    };
    static const struct query good[] = {
        {"t.count", "SELECT count(*) FROM thing", "", "i"},
        {"t.sum", "SELECT CAST(coalesce(sum(number), 0) AS bigint) FROM thing", "", "i"},
        {"t.all", "SELECT id, number, ratio, name, data FROM thing WHERE name = $2 AND id <> $1",
         "it", "iIRTX"},
        {"t.filter", "SELECT id FROM thing WHERE (number = $1 OR $1 IS NULL)", "I", "i"},
        {"t.upsert", "INSERT INTO thing (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET "
         "name = excluded.name RETURNING name", "it", "T"},
    };
    struct str problem;
    testdb_schema(t, schema);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (db_check_query(t->db, t->arena, &good[i], &problem) != RC_OK)
            fail_msg("%.*s", STR_ARGS(problem));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_fault(t, &bad[i]);
    for (size_t i = 0; t->is_postgres && i < sizeof bad_on_postgres / sizeof *bad_on_postgres; i++)
        expect_fault(t, &bad_on_postgres[i]);
    if (!t->is_postgres)
        return;
    /* And when it runs all the same, it fails instead of giving a wrong number. */
    struct reader *reader;
    struct rows rows;
    open_reader(t, &reader);
    db_query(reader, &bad_on_postgres[0], DB_NO_ARGS, &rows);
    assert_false(rows_next(&rows));
    assert_rc(RC_DATABASE, rows_close(&rows));
    db_read_end(reader);
}

static void test_explain(struct testdb *t)
{
    static const struct query by_ratio = {"t.by_ratio", "SELECT id FROM thing WHERE ratio = $1",
                                          "r", "i"};
    static const struct query marks = {
        "t.marks",
        "SELECT m.person_id FROM mark m JOIN thing h ON h.id = m.thing_id WHERE h.name = $1 "
        "ORDER BY m.person_id", "t", "i"};
    struct str plan;
    testdb_schema(t, schema);
    assert_rc(RC_OK, db_explain(t->db, t->arena, &by_ratio, &plan));
    assert_true(testdb_plan_scans(t->db, plan));
    assert_rc(RC_OK, db_explain(t->db, t->arena, &q_all, &plan));
    assert_rc(RC_OK, db_explain(t->db, t->arena, &q_by_id, &plan));
    assert_false(testdb_plan_scans(t->db, plan));
    assert_rc(RC_OK, db_explain(t->db, t->arena, &marks, &plan));
    assert_false(testdb_plan_scans(t->db, plan));
    assert_rc(RC_OK, db_explain(t->db, t->arena, &q_rename, &plan));
    assert_false(testdb_plan_scans(t->db, plan));
}

/* ---- ids ---- */

enum { ID_THREADS = 8, IDS_EACH = 20000 };

static void *make_ids(void *argument)
{
    int64_t *ids = argument;
    for (int i = 0; i < IDS_EACH; i++)
        ids[i] = db_new_id();
    return NULL;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void test_ids(void **state)
{
    (void)state;
    size_t n = (size_t)ID_THREADS * IDS_EACH;
    int64_t *ids = mem_alloc_array(n, sizeof *ids);
    pthread_t threads[ID_THREADS];
    for (int i = 0; i < ID_THREADS; i++)
        assert_int_equal(0, pthread_create(&threads[i], NULL, make_ids, &ids[i * IDS_EACH]));
    for (int i = 0; i < ID_THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < ID_THREADS; i++)
        for (int j = 1; j < IDS_EACH; j++)
            assert_true(ids[i * IDS_EACH + j] > ids[i * IDS_EACH + j - 1]);
    qsort(ids, n, sizeof *ids, compare_ids);
    assert_true(ids[0] > 0);
    for (size_t i = 1; i < n; i++)
        assert_true(ids[i] != ids[i - 1]);
    int64_t ms = (ids[n - 1] >> 21) + 1577836800000;
    assert_true(ms > 1700000000000 && ms < 4102444800000); /* 2023 to 2100 */
    mem_free(ids);
}

int test_query(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_types),
        TESTDB_TESTS(test_long_values),
        TESTDB_TESTS(test_nulls),
        TESTDB_TESTS(test_changes),
        TESTDB_TESTS(test_changed_count),
        TESTDB_TESTS(test_placeholder_order),
        TESTDB_TESTS(test_borrowed_arguments),
        TESTDB_TESTS(test_constraints),
        TESTDB_TESTS(test_bad_arguments),
        TESTDB_TESTS(test_failed_query),
        TESTDB_TESTS(test_two_open_queries),
        TESTDB_TESTS(test_returning),
        TESTDB_TESTS(test_check_query),
        TESTDB_TESTS(test_explain),
        cmocka_unit_test(test_ids),
    };
    return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
