/* SPDX-License-Identifier: EUPL-1.2 */
/* When a job is run again, how it has ended, and when a schedule is due. */
#include "base/tests/check.h"
#include "core/jobs/jobs_rules.h"

static const struct job_kind kind = {
    .name = "test.kind", .attempts = 4, .growth = 3, .first_delay = TIME_MINUTE, .limit = TIME_HOUR};

static void pauses_grow_and_vary(void **state)
{
    (void)state;
    assert_int_equal(48 * TIME_SECOND, job_pause(&kind, 1, 0));
    assert_int_equal(72 * TIME_SECOND, job_pause(&kind, 1, UINT32_MAX));
    assert_int_equal(3 * 48 * TIME_SECOND, job_pause(&kind, 2, 0));
    assert_int_equal(9 * 48 * TIME_SECOND, job_pause(&kind, 3, 0));
    assert_int_equal(TIME_DAY - TIME_DAY / 5, job_pause(&kind, 100, 0)); /* a day at most, and no overflow */
    time_us middle = job_pause(&kind, 1, UINT32_MAX / 2);
    assert_in_range(middle, TIME_MINUTE - TIME_SECOND, TIME_MINUTE + TIME_SECOND);
    struct job_kind steady = kind;
    steady.growth = 1;
    assert_int_equal(job_pause(&steady, 1, 7), job_pause(&steady, 50, 7));
}

static void outcomes(void **state)
{
    static const struct {
        int64_t attempts;
        rc result;
        enum job_stop stop;
        enum job_outcome expected;
    } cases[] = {
        {1, RC_OK, JOB_GO_ON, OUTCOME_DONE},
        {4, RC_OK, JOB_STOP_LIMIT, OUTCOME_DONE}, /* late, but done */
        {1, RC_OK, JOB_STOP_CANCELLED, OUTCOME_DONE},
        {1, RC_IO, JOB_GO_ON, OUTCOME_AGAIN},
        {3, RC_IO, JOB_GO_ON, OUTCOME_AGAIN},
        {4, RC_IO, JOB_GO_ON, OUTCOME_DEAD},
        {1, RC_INVALID, JOB_GO_ON, OUTCOME_DEAD},
        {1, RC_STOPPED, JOB_STOP_LIMIT, OUTCOME_AGAIN},
        {4, RC_STOPPED, JOB_STOP_LIMIT, OUTCOME_DEAD},
        {4, RC_STOPPED, JOB_STOP_PROGRAM, OUTCOME_RELEASED}, /* not its own fault */
        {1, RC_IO, JOB_STOP_PROGRAM, OUTCOME_AGAIN},
        {1, RC_STOPPED, JOB_STOP_CANCELLED, OUTCOME_CANCELLED},
        {1, RC_IO, JOB_STOP_CANCELLED, OUTCOME_CANCELLED},
        {1, RC_STOPPED, JOB_GO_ON, OUTCOME_AGAIN}, /* nobody asked */
        {1, RC_OK, JOB_STOP_LOST, OUTCOME_DONE},   /* by job_end */
        {4, RC_IO, JOB_STOP_LOST, OUTCOME_NOT_OURS},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (job_outcome(&kind, cases[i].attempts, cases[i].result, cases[i].stop) != cases[i].expected)
            fail_msg("case %zu", i);
}

static time_us at(const char *text)
{
    time_us time = 0;
    check_rc(RC_OK, time_parse_iso(str_from_c(text), &time));
    return time;
}

static void schedules(void **state)
{
    struct job_schedule nightly = {&kind, TIME_DAY, 3 * TIME_HOUR};
    struct job_schedule weekly = {&kind, 7 * TIME_DAY, 4 * TIME_DAY + 6 * TIME_HOUR}; /* Mondays at 06:00 */
    (void)state;
    assert_int_equal(at("2026-11-21T03:00:00Z"), schedule_due(&nightly, at("2026-11-22T02:59:59Z")));
    assert_int_equal(at("2026-11-22T03:00:00Z"), schedule_due(&nightly, at("2026-11-22T03:00:00Z")));
    assert_int_equal(at("2026-11-22T03:00:00Z"), schedule_due(&nightly, at("2026-11-22T23:00:00Z")));
    assert_int_equal(at("2026-11-16T06:00:00Z"), schedule_due(&weekly, at("2026-11-22T12:00:00Z")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pauses_grow_and_vary),
        cmocka_unit_test(outcomes),
        cmocka_unit_test(schedules),
    };
    return cmocka_run_group_tests_name("jobs_rules", tests, NULL, NULL);
}
