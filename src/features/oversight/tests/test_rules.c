/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/oversight/oversight_rules.h"

#include "support/testdb.h"

static void test_days_are_read_strictly(void **state)
{
    static const char *const bad[] = {
        "", "2026-3-31", "2026-02-30", "31/3 2026", "2026-13-01", "2026-03-31T00:00:00Z", "2026-03-3l"};
    time_us day = 0;
    (void)state;
    assert_true(day_read(STR("1970-01-02"), &day));
    assert_int_equal(TIME_DAY, day);
    assert_true(day_read(STR("2028-02-29"), &day));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(day_read(str_from_c(bad[i]), &day));
}

/* The rule is that of db_new_id, which is asked here so that a change of it is noticed. */
static void test_numbers_follow_time(void **state)
{
    (void)state;
    int64_t least = db_id_at(time_now()), id = db_new_id(), next = db_new_id();
    assert_true(least <= id && id < next);
    assert_true(next < db_id_at(time_now() + TIME_MINUTE));
    assert_int_equal(0, db_id_at(INT64_MIN));
    assert_int_equal(INT64_MAX, db_id_at(INT64_MAX));
    assert_true(db_id_at(4102444800 * TIME_SECOND) > next); /* 2100 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_are_read_strictly),
        cmocka_unit_test(test_numbers_follow_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
