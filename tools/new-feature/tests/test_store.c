/* SPDX-License-Identifier: EUPL-1.2 */
/* The store, on both databases. */
#include "support/testdb.h"

#include "core/files/files.h"
#include "features/@name@/@name@_store.h"

static void make_tables(struct testdb *t)
{
    struct str sql;
    assert_rc(RC_OK, file_read(t->arena, MIGRATIONS_FOLDER "/001-@name@.sql", 100000, &sql));
    testdb_schema(t, arena_c_dup(t->arena, sql));
}

static rc add(struct testdb *t, int64_t id, struct str text)
{
    struct @thing@ added = {.id = id, .written_at = id * TIME_DAY, .text = text};
    return db_write(t->db, @thing@_add_step, &added, NULL, 0);
}

static struct @thing@_list list(struct testdb *t, int64_t before, int64_t limit)
{
    struct @thing@_list found;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, @thing@_list(reader, t->arena, before, limit, &found));
    db_read_end(reader);
    return found;
}

static void test_newest_first(struct testdb *t)
{
    make_tables(t);
    assert_int_equal(0, list(t, @THING@_NEWEST, 10).n);
    assert_rc(RC_OK, add(t, 1, STR("Första")));
    assert_rc(RC_OK, add(t, 2, STR("'; DROP TABLE @thing@; --")));
    assert_rc(RC_OK, add(t, 3, STR("Tredje")));
    struct @thing@_list all = list(t, @THING@_NEWEST, 10), older = list(t, 3, 1);
    assert_int_equal(3, all.n);
    assert_str("Tredje", all.items[0].text);
    assert_int_equal(3 * TIME_DAY, all.items[0].written_at);
    assert_str("Första", all.items[2].text);
    assert_int_equal(1, older.n);
    assert_int_equal(2, older.items[0].id);
}

static void test_sent_twice_is_stored_once(struct testdb *t)
{
    make_tables(t);
    assert_rc(RC_OK, add(t, 1, STR("The park")));
    assert_rc(RC_EXISTS, add(t, 2, STR("The park")));
    assert_rc(RC_OK, add(t, 3, STR("The bench")));
    assert_rc(RC_OK, add(t, 4, STR("The park")));
    assert_int_equal(3, list(t, @THING@_NEWEST, 10).n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_newest_first),
        TESTDB_TESTS(test_sent_twice_is_stored_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
