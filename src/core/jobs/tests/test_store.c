/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of jobs, on both databases, one call at a time. */
#include "core/jobs/jobs_inside.h"
#include "support/testdb.h"

static const struct job_kind quick = {
    .name = "test.quick", .attempts = 3, .growth = 2, .first_delay = TIME_MINUTE};
static const struct job_kind slow = {
    .name = "test.slow", .attempts = 3, .growth = 2, .first_delay = TIME_MINUTE, .slow = true};

static const time_us noon = 1790000000 * TIME_SECOND;

static void make_tables(struct testdb *t)
{
    testdb_migrations(t, (const char *const[]){"src/core/jobs", NULL});
}

/* ---- calls as steps ---------------------------------------------------------------- */

static rc put_step(struct txn *txn, const void *in, void *out)
{
    return job_put(txn, in, out);
}

static rc put_and_fail_step(struct txn *txn, const void *in, void *out)
{
    rc result = job_put(txn, in, out);
    return result ? result : RC_DENIED;
}

static int64_t put(struct testdb *t, struct job job)
{
    int64_t id = 0;
    assert_rc(RC_OK, db_write(t->db, put_step, &job, &id, sizeof id));
    assert_true(id > 0);
    return id;
}

struct change {
    int64_t id;
    time_us now;
};

static rc cancel_step(struct txn *txn, const void *in, void *out)
{
    const struct change *change = in;
    (void)out;
    return job_cancel(txn, change->id, change->now);
}

static rc retry_step(struct txn *txn, const void *in, void *out)
{
    const struct change *change = in;
    (void)out;
    return job_retry(txn, change->id, change->now);
}

static rc change(struct testdb *t, step_fn *step, int64_t id, time_us now)
{
    return db_write(t->db, step, &(struct change){id, now}, NULL, 0);
}

static rc take(struct testdb *t, struct job_hold hold, time_us now, struct job_taken *ret_taken)
{
    struct job_take in = {hold, now, now + TIME_MINUTE, t->arena};
    return db_write(t->db, job_take_step, &in, ret_taken, sizeof *ret_taken);
}

static rc end_as(struct testdb *t, struct job_hold hold, enum job_state state, time_us when,
                 const char *error)
{
    struct job_ending in = {hold, state, when, 1, str_from_c(error)};
    return db_write(t->db, job_ending_step, &in, NULL, 0);
}

static struct job_status status_of(struct testdb *t, int64_t id)
{
    struct reader *reader;
    struct job_status status;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, job_read(reader, t->arena, id, &status));
    db_read_end(reader);
    return status;
}

static struct due_jobs due_of(struct testdb *t, bool is_slow)
{
    struct reader *reader;
    struct due_jobs due;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, job_due(reader, is_slow, &due));
    db_read_end(reader);
    return due;
}

static void check_state(struct testdb *t, int64_t id, enum job_state state)
{
    assert_string_equal(job_state_name(state), job_state_name(status_of(t, id).state));
}

/* ---- tests ------------------------------------------------------------------------------ */

static void test_put(struct testdb *t)
{
    make_tables(t);
    int64_t id = put(t, (struct job){&quick, STR("7"), STR_NONE, noon});
    struct job_status status = status_of(t, id);
    assert_str("test.quick", status.kind);
    assert_int_equal(JOB_WAITING, status.state);
    assert_int_equal(noon, status.due_at);
    assert_int_equal(0, status.attempts);
    assert_int_equal(1, due_of(t, false).n);
    assert_int_equal(0, due_of(t, true).n);

    struct job job = {&quick, STR("8"), STR_NONE, noon};
    assert_rc(RC_DENIED, db_write(t->db, put_and_fail_step, &job, &id, sizeof id));
    assert_int_equal(1, due_of(t, false).n); /* nothing without its cause */
    char *large = arena_alloc(t->arena, JOB_PAYLOAD_MAX + 1);
    for (size_t i = 0; i <= JOB_PAYLOAD_MAX; i++)
        large[i] = 'x';
    job.payload = (struct str){large, JOB_PAYLOAD_MAX + 1};
    assert_rc(RC_LIMIT, db_write(t->db, put_step, &job, &id, sizeof id));
}

static void test_order(struct testdb *t)
{
    make_tables(t);
    int64_t later = put(t, (struct job){&quick, .at = noon + 2});
    int64_t first = put(t, (struct job){&quick, .at = noon});
    int64_t second = put(t, (struct job){&quick, .at = noon});
    put(t, (struct job){&slow, .at = noon});
    struct due_jobs due = due_of(t, false);
    assert_int_equal(3, due.n);
    assert_int_equal(first, due.ids[0]);
    assert_int_equal(second, due.ids[1]);
    assert_int_equal(later, due.ids[2]);
    assert_int_equal(noon + 2, due.at[2]);
}

static void test_take_and_lease(struct testdb *t)
{
    make_tables(t);
    struct job_taken taken;
    int64_t id = put(t, (struct job){&quick, STR("åäö"), STR_NONE, noon});
    struct job_hold one = {id, 1}, two = {id, 2};
    assert_rc(RC_NOT_FOUND, take(t, one, noon - 1, &taken)); /* not due */
    assert_rc(RC_OK, take(t, one, noon, &taken));
    assert_str("test.quick", taken.kind);
    assert_str("åäö", taken.payload);
    assert_int_equal(1, taken.attempts);
    assert_rc(RC_NOT_FOUND, take(t, two, noon + TIME_MINUTE - 1, &taken)); /* somebody's */

    struct job_beaten beaten;
    struct job_beat beat = {one, noon + 2 * TIME_MINUTE, 3, 10, STR("Tredje")};
    assert_rc(RC_OK, db_write(t->db, job_beat_step, &beat, &beaten, sizeof beaten));
    assert_false(beaten.cancel_asked);
    assert_int_equal(3, status_of(t, id).progress_done);
    assert_int_equal(10, status_of(t, id).progress_total);
    assert_str("Tredje", status_of(t, id).progress);
    assert_rc(RC_NOT_FOUND, take(t, two, noon + TIME_MINUTE, &taken)); /* renewed */

    assert_rc(RC_OK, take(t, two, noon + 2 * TIME_MINUTE, &taken)); /* taken over */
    assert_int_equal(2, taken.attempts);
    assert_rc(RC_STOPPED, db_write(t->db, job_beat_step, &beat, &beaten, sizeof beaten));
    assert_rc(RC_OK, end_as(t, one, JOB_DONE, noon, "")); /* too late: changes nothing */
    check_state(t, id, JOB_RUNNING);
    assert_rc(RC_OK, end_as(t, two, JOB_DONE, noon, ""));
    check_state(t, id, JOB_DONE);
    assert_int_equal(0, due_of(t, false).n);
}

static rc job_end_step(struct txn *txn, const void *in, void *out)
{
    rc result = put_step(txn, &(struct job){&quick, STR("effect"), STR_NONE, noon}, out);
    return result ? result : job_end(txn, in, noon);
}

/* What a run stores with job_end is stored only while the job is its own. */
static void test_end(struct testdb *t)
{
    make_tables(t);
    struct job_taken taken;
    int64_t id = put(t, (struct job){&slow, STR("1"), STR_NONE, noon}), effect;
    struct job_run late = {.hold = {id, 1}}, ours = {.hold = {id, 2}};
    assert_rc(RC_OK, take(t, late.hold, noon, &taken));
    assert_rc(RC_OK, take(t, ours.hold, noon + TIME_MINUTE, &taken));
    assert_rc(RC_STOPPED, db_write(t->db, job_end_step, &late, &effect, sizeof effect));
    assert_int_equal(0, due_of(t, false).n);
    assert_rc(RC_OK, db_write(t->db, job_end_step, &ours, &effect, sizeof effect));
    assert_int_equal(1, due_of(t, false).n);
    check_state(t, id, JOB_DONE);
    assert_rc(RC_STOPPED, db_write(t->db, job_end_step, &ours, &effect, sizeof effect)); /* not twice */
    assert_rc(RC_OK, end_as(t, ours.hold, JOB_WAITING, noon, ""));
    check_state(t, id, JOB_DONE);
}

static void test_key(struct testdb *t)
{
    make_tables(t);
    struct job_taken taken;
    struct job job = {&quick, STR("1"), STR("same"), noon};
    int64_t id = put(t, job);
    assert_int_equal(id, put(t, job)); /* it waits already */
    assert_true(id != put(t, (struct job){&slow, STR("1"), STR("same"), noon}));
    assert_rc(RC_OK, take(t, (struct job_hold){id, 1}, noon, &taken));
    int64_t next = put(t, job); /* the one that runs may have read what is old */
    assert_true(id != next);

    /* Failed, it would wait beside the other, which does the same. */
    assert_rc(RC_OK, end_as(t, (struct job_hold){id, 1}, JOB_WAITING, noon + 1, "failed"));
    check_state(t, id, JOB_CANCELLED);

    assert_rc(RC_OK, take(t, (struct job_hold){next, 2}, noon, &taken));
    assert_rc(RC_OK, end_as(t, (struct job_hold){next, 2}, JOB_DEAD, noon, "failed"));
    id = put(t, job);
    assert_rc(RC_EXISTS, change(t, retry_step, next, noon));
    assert_rc(RC_OK, change(t, cancel_step, id, noon));
    assert_rc(RC_OK, change(t, retry_step, next, noon));
    assert_int_equal(next, put(t, job));
}

static void test_cancel_and_retry(struct testdb *t)
{
    make_tables(t);
    struct job_taken taken;
    struct job_beaten beaten;
    int64_t id = put(t, (struct job){&quick, STR("1"), STR_NONE, noon + TIME_DAY});
    assert_rc(RC_NOT_FOUND, change(t, cancel_step, 1, noon));
    assert_rc(RC_NOT_FOUND, change(t, retry_step, 1, noon));
    assert_rc(RC_OK, change(t, retry_step, id, noon)); /* at once instead of tomorrow */
    assert_rc(RC_OK, take(t, (struct job_hold){id, 1}, noon, &taken));
    assert_rc(RC_INVALID, change(t, retry_step, id, noon));
    assert_rc(RC_OK, change(t, cancel_step, id, noon));
    assert_true(status_of(t, id).cancel_asked);
    struct job_beat beat = {{id, 1}, noon + TIME_MINUTE, 0, 0, STR("")};
    assert_rc(RC_OK, db_write(t->db, job_beat_step, &beat, &beaten, sizeof beaten));
    assert_true(beaten.cancel_asked);
    assert_rc(RC_OK, end_as(t, (struct job_hold){id, 1}, JOB_DEAD, noon, "Sämre än väntat"));
    assert_str("Sämre än väntat", status_of(t, id).error);
    assert_rc(RC_OK, change(t, retry_step, id, noon));
    assert_int_equal(0, status_of(t, id).attempts); /* all of them anew */
    assert_rc(RC_OK, take(t, (struct job_hold){id, 2}, noon, &taken));
    assert_str("1", taken.payload); /* a dead one keeps it */
    assert_false(taken.cancel_asked);
    assert_rc(RC_OK, end_as(t, (struct job_hold){id, 2}, JOB_DONE, noon, ""));
    assert_rc(RC_INVALID, change(t, retry_step, id, noon));
    assert_rc(RC_INVALID, change(t, cancel_step, id, noon));
}

static void test_lists_and_removal(struct testdb *t)
{
    make_tables(t);
    struct reader *reader;
    struct job_list list;
    struct job_taken taken;
    int64_t ids[3], removed = 0;
    for (int i = 0; i < 3; i++) {
        ids[i] = put(t, (struct job){&quick, .at = noon});
        assert_rc(RC_OK, take(t, (struct job_hold){ids[i], i + 1}, noon, &taken));
        assert_rc(RC_OK, end_as(t, (struct job_hold){ids[i], i + 1}, JOB_DEAD, noon + i, "no"));
    }
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, job_list(reader, t->arena, JOB_DEAD, 2, &list));
    db_read_end(reader);
    assert_int_equal(2, list.n);
    assert_int_equal(ids[2], list.items[0].id); /* the latest first */
    struct job_removal removal = {JOB_DEAD, noon + 2};
    assert_rc(RC_OK, db_write(t->db, job_removal_step, &removal, &removed, sizeof removed));
    assert_int_equal(2, removed);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    struct job_status status;
    assert_rc(RC_NOT_FOUND, job_read(reader, t->arena, ids[0], &status));
    assert_rc(RC_OK, job_read(reader, t->arena, ids[2], &status));
    db_read_end(reader);
}

static void test_count(struct testdb *t)
{
    make_tables(t);
    struct reader *reader;
    struct job_taken taken;
    int64_t counts[JOB_STATES], first = 0;
    for (int i = 0; i < 4; i++) {
        int64_t id = put(t, (struct job){&quick, .at = noon});
        first = first ? first : id;
    }
    assert_rc(RC_OK, take(t, (struct job_hold){first, 1}, noon, &taken));
    assert_rc(RC_OK, end_as(t, (struct job_hold){first, 1}, JOB_DEAD, noon, "no"));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, job_count(reader, 100, counts));
    assert_int_equal(3, counts[JOB_WAITING]);
    assert_int_equal(1, counts[JOB_DEAD]);
    assert_int_equal(0, counts[JOB_RUNNING] + counts[JOB_DONE] + counts[JOB_CANCELLED]);
    assert_rc(RC_OK, job_count(reader, 2, counts));
    assert_int_equal(2, counts[JOB_WAITING]); /* no further */
    db_read_end(reader);
}

static bool schedule(struct testdb *t, time_us due)
{
    struct schedule_put in = {&quick, due};
    struct schedule_did did;
    assert_rc(RC_OK, db_write(t->db, schedule_put_step, &in, &did, sizeof did));
    return did.put;
}

static void test_schedule(struct testdb *t)
{
    make_tables(t);
    assert_false(schedule(t, noon)); /* new: begins with the next */
    assert_false(schedule(t, noon));
    assert_true(schedule(t, noon + TIME_DAY));
    assert_false(schedule(t, noon + TIME_DAY));    /* another process */
    assert_false(schedule(t, noon));               /* one whose clock is late */
    assert_true(schedule(t, noon + 5 * TIME_DAY)); /* days were missed: once for all of them */
    assert_int_equal(2, due_of(t, false).n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_put),
        TESTDB_TESTS(test_order),
        TESTDB_TESTS(test_take_and_lease),
        TESTDB_TESTS(test_end),
        TESTDB_TESTS(test_key),
        TESTDB_TESTS(test_cancel_and_retry),
        TESTDB_TESTS(test_lists_and_removal),
        TESTDB_TESTS(test_count),
        TESTDB_TESTS(test_schedule),
    };
    return cmocka_run_group_tests_name("jobs_store", tests, NULL, NULL);
}
