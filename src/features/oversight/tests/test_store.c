/* SPDX-License-Identifier: EUPL-1.2 */
/* Periods of the log, and orders to jobs, on both databases. */
#include "features/oversight/oversight_store.h"

#include "core/access/access.h"
#include "core/jobs/jobs.h"
#include "core/mail/mail.h"
#include "support/testdb.h"

static void make_tables(struct testdb *t)
{
    testdb_migrations(t, (const char *const[]){"src/core/settings", "src/core/audit", "src/core/jobs",
                                               "src/core/mail", NULL});
}

/* ---- the log ------------------------------------------------------------------------------- */

static rc put_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return audit_put(txn, in);
}

static void put(struct testdb *t, time_us at, int64_t organisation, int64_t person)
{
    struct audit_entry entry = {
        .at = at, .actor = 1, .organisation = organisation, .act = "access.grant", .person = person};
    assert_rc(RC_OK, db_write(t->db, put_step, &entry, NULL, 0));
}

static struct audit_list read_log(struct testdb *t, struct log_range *range, int64_t limit)
{
    struct audit_list list;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, log_read(reader, t->arena, range, limit, &list));
    db_read_end(reader);
    return list;
}

static struct log_range range_of(int64_t organisation, struct period period)
{
    return (struct log_range){.organisation = organisation, .period = period, .before = INT64_MAX};
}

static void test_log_is_read_in_pieces(struct testdb *t)
{
    time_us now = time_now();
    make_tables(t);
    for (int i = 0; i < 7; i++)
        put(t, now - (7 - i) * TIME_SECOND, i == 3 ? 9 : 5, 100 + i);
    struct log_range range = range_of(5, PERIOD_ALL);
    struct audit_list list = read_log(t, &range, 4);
    assert_int_equal(4, list.n);
    assert_int_equal(106, list.items[0].person); /* the latest first, without the other's */
    assert_int_equal(102, list.items[3].person);
    list = read_log(t, &range, 4);
    assert_int_equal(2, list.n);
    assert_int_equal(100, list.items[1].person);
    assert_int_equal(0, read_log(t, &range, 4).n);
    range = range_of(AUDIT_ALL, PERIOD_ALL);
    assert_int_equal(7, read_log(t, &range, 10).n);
    range.before = INT64_MAX;
    range.person = 103;
    list = read_log(t, &range, 10);
    assert_int_equal(1, list.n);
    assert_int_equal(9, list.items[0].organisation);
    range = range_of(ACCESS_PORTAL, PERIOD_ALL);
    assert_int_equal(0, read_log(t, &range, 10).n);
}

/* from is part of a period, to is not; what was stored a little later than it was done is found. */
static void test_log_of_a_period(struct testdb *t)
{
    time_us now = time_now();
    make_tables(t);
    for (int i = 0; i < 6; i++)
        put(t, now - (5 - i) * TIME_MINUTE, 5, 100 + i);
    struct log_range range = range_of(5, (struct period){now - 4 * TIME_MINUTE, now - TIME_MINUTE});
    struct audit_list list = read_log(t, &range, 2); /* a piece ends within those after the period */
    assert_int_equal(2, list.n);
    assert_int_equal(103, list.items[0].person);
    list = read_log(t, &range, 2);
    assert_int_equal(1, list.n);
    assert_int_equal(101, list.items[0].person);
    range = range_of(5, (struct period){now + TIME_DAY, INT64_MAX});
    assert_int_equal(0, read_log(t, &range, 2).n);
    range = range_of(5, (struct period){INT64_MIN, now - 30 * TIME_DAY});
    assert_int_equal(0, read_log(t, &range, 2).n);
}

/* ---- jobs ----------------------------------------------------------------------------------- */

static const struct job_kind kind = {
    .name = "test.kind", .attempts = 3, .growth = 2, .first_delay = TIME_MINUTE};

static rc put_job_step(struct txn *txn, const void *in, void *out)
{
    return job_put(txn, in, out);
}

static int64_t put_job(struct testdb *t)
{
    struct job job = {.kind = &kind, .at = time_now() + TIME_DAY};
    int64_t id = 0;
    assert_rc(RC_OK, db_write(t->db, put_job_step, &job, &id, sizeof id));
    return id;
}

static rc change(struct testdb *t, enum job_order order, int64_t id)
{
    struct job_change change = {.order = order, .id = id, .actor = 42, .now = time_now()};
    return db_write(t->db, job_change_step, &change, NULL, 0);
}

static enum job_state state_of(struct testdb *t, int64_t id)
{
    struct job_status status;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, job_read(reader, t->arena, id, &status));
    db_read_end(reader);
    return status.state;
}

static void test_orders_are_in_the_log(struct testdb *t)
{
    make_tables(t);
    int64_t id = put_job(t);
    assert_rc(RC_OK, change(t, ORDER_RETRY, id));
    assert_rc(RC_OK, change(t, ORDER_CANCEL, id));
    assert_int_equal(JOB_CANCELLED, state_of(t, id));
    /* What was refused is not. */
    assert_rc(RC_INVALID, change(t, ORDER_CANCEL, id));
    assert_rc(RC_NOT_FOUND, change(t, ORDER_RETRY, 1));
    assert_rc(RC_NOT_FOUND, change(t, ORDER_SEND, put_job(t))); /* no letter */
    struct log_range range = range_of(ACCESS_PORTAL, PERIOD_ALL);
    struct audit_list list = read_log(t, &range, 10);
    assert_int_equal(2, list.n);
    assert_string_equal("jobs.cancel", list.items[0].act);
    assert_string_equal("jobs.retry", list.items[1].act);
    assert_int_equal(42, list.items[0].actor);
    assert_str(arena_printf(t->arena, "test.kind %lld", (long long)id).p, list.items[0].subject);
}

static rc put_mail_step(struct txn *txn, const void *in, void *out)
{
    return mail_put(txn, in, out);
}

static void test_letters_are_sent_again(struct testdb *t)
{
    make_tables(t);
    struct mail mail = {.kind = "test.hello",
                        .to = STR("a@b.example"),
                        .subject = STR("Hej"),
                        .text = STR("Hej"),
                        .at = time_now() + TIME_DAY};
    int64_t id = 0;
    assert_rc(RC_OK, db_write(t->db, put_mail_step, &mail, &id, sizeof id));
    assert_rc(RC_OK, change(t, ORDER_SEND, id));
    struct log_range range = range_of(ACCESS_PORTAL, PERIOD_ALL);
    struct audit_list list = read_log(t, &range, 10);
    assert_int_equal(1, list.n);
    assert_string_equal("mail.retry", list.items[0].act);
    assert_true(str_starts(list.items[0].subject, STR("mail.send "))); /* to whom is not told */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_log_is_read_in_pieces),
        TESTDB_TESTS(test_log_of_a_period),
        TESTDB_TESTS(test_orders_are_in_the_log),
        TESTDB_TESTS(test_letters_are_sent_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
