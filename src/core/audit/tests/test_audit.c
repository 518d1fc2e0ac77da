/* SPDX-License-Identifier: EUPL-1.2 */
/* The audit log on both databases. */
#include "support/testdb.h"

#include "core/audit/audit.h"

static rc put_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return audit_put(txn, in);
}

static void put(struct testdb *t, int64_t organisation, int64_t person, const char *subject)
{
    struct audit_entry entry = {.at = 1,
                                .actor = 5,
                                .organisation = organisation,
                                .act = "test.act",
                                .person = person,
                                .subject = str_from_c(subject)};
    assert_rc(RC_OK, db_write(t->db, put_step, &entry, NULL, 0));
}

static struct audit_list list(struct testdb *t, int64_t organisation, int64_t before, int64_t limit)
{
    struct audit_list list;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, audit_list(reader, t->arena, organisation, before, limit, &list));
    db_read_end(reader);
    return list;
}

static void fill(struct testdb *t)
{
    testdb_migrations(t, (const char *const[]){"src/core/audit", NULL});
    put(t, 1, 8, "first");
    put(t, 2, 8, "second");
    put(t, 1, 0, "third");
}

static void test_reads_the_latest_first_page_by_page(struct testdb *t)
{
    fill(t);
    struct audit_list page = list(t, 1, INT64_MAX, 1);
    assert_int_equal(1, page.n);
    assert_str("third", page.items[0].subject);
    page = list(t, 1, page.items[0].id, 10);
    assert_int_equal(1, page.n);
    assert_str("first", page.items[0].subject);
    assert_string_equal("test.act", page.items[0].act);
    assert_int_equal(5, page.items[0].actor);
    assert_int_equal(3, list(t, AUDIT_ALL, INT64_MAX, 10).n);
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, audit_of_person(reader, t->arena, 8, INT64_MAX, 10, &page));
    db_read_end(reader);
    assert_int_equal(2, page.n);
}

static void test_cannot_be_changed(struct testdb *t)
{
    static const struct query change = {"t.c", "UPDATE audit_entry SET subject = ''", "", ""},
                              removal = {"t.r", "DELETE FROM audit_entry WHERE id > $1", "i", ""};
    fill(t);
    assert_rc(RC_INVALID, testdb_exec(t->db, &change, DB_NO_ARGS));
    assert_rc(RC_INVALID, testdb_exec(t->db, &removal, DB_ARGS(db_int(0))));
    assert_int_equal(3, list(t, AUDIT_ALL, INT64_MAX, 10).n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTDB_TESTS(test_reads_the_latest_first_page_by_page),
                                       TESTDB_TESTS(test_cannot_be_changed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
