/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>

#include "base/tests/check.h"

static time_us parsed(const char *text)
{
    time_us time = 1;
    if (time_parse_iso(str_from_c(text), &time))
        fail_msg("\"%s\" was refused", text);
    return time;
}

static void check_formats(const char *iso, const char *http, time_us time)
{
    char text[TIME_ISO_BYTES], header[TIME_HTTP_BYTES];
    assert_ptr_equal(time_format_iso(time, text), text);
    assert_string_equal(text, iso);
    assert_ptr_equal(time_format_http(time, header), header);
    assert_string_equal(header, http);
}

static void test_formats(void **state)
{
    (void)state;
    check_formats("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", 0);
    check_formats("1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 * TIME_SECOND);
    check_formats("2000-02-29T23:59:59Z", "Tue, 29 Feb 2000 23:59:59 GMT", 951868799 * TIME_SECOND);
    check_formats("2038-01-19T03:14:08Z", "Tue, 19 Jan 2038 03:14:08 GMT", 2147483648 * TIME_SECOND);
    check_formats("1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT", -1);
    check_formats("1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT", -TIME_SECOND);
    check_formats("1969-12-31T23:59:58Z", "Wed, 31 Dec 1969 23:59:58 GMT", -TIME_SECOND - 1);
    check_formats("0000-01-01T00:00:00Z", "Sat, 01 Jan 0000 00:00:00 GMT", -62167219200 * TIME_SECOND);
    check_formats("9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT", 253402300799 * TIME_SECOND);
    char text[TIME_ISO_BYTES], header[TIME_HTTP_BYTES]; /* outside the years: some text, within its bytes */
    time_format_iso(INT64_MAX, text);
    time_format_iso(INT64_MIN, text);
    time_format_http(INT64_MAX, header);
    time_format_http(INT64_MIN, header);
    assert_true(strlen(header) < TIME_HTTP_BYTES);
}

static void test_parse(void **state)
{
    (void)state;
    assert_true(parsed("1970-01-01") == 0);
    assert_true(parsed("1970-01-01T00:00:00Z") == 0);
    assert_true(parsed("2026-11-21T09:30:00Z") == 1795253400 * TIME_SECOND);
    assert_true(parsed("2026-11-21") + 9 * TIME_HOUR + 30 * TIME_MINUTE == parsed("2026-11-21T09:30:00Z"));
    assert_true(parsed("1969-12-31T23:59:59Z") == -TIME_SECOND);
    assert_true(parsed("2024-02-29") == parsed("2024-02-28") + TIME_DAY);
    assert_true(parsed("2000-03-01") == parsed("2000-02-29") + TIME_DAY);
    assert_true(parsed("0000-01-01") == -62167219200 * TIME_SECOND);
    assert_true(parsed("9999-12-31T23:59:59Z") == 253402300799 * TIME_SECOND);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "", "2026", "2026-11", "2026-11-2", "2026-1-21", "26-11-21", "2026-11-021", "2026/11/21",
        "20261121", "2026-11-21T", "2026-11-21 09:30:00Z", "2026-11-21T09:30:00", "2026-11-21T09:30Z",
        "2026-11-21T09:30:00Zx", "2026-11-21T09:30:00+01:00", "2026-11-21T09:30:00.5Z",
        "2026-11-21t09:30:00z", " 2026-11-21", "2026-11-21 ", "-026-11-21", "2026--1-21", "2026-11--1",
        "+026-11-21", "2026-11-2a", "2026-00-10", "2026-13-10", "2026-01-00", "2026-01-32", "2026-04-31",
        "2026-02-29", "2100-02-29", "1900-02-29", "2000-02-30", "2026-11-21T24:00:00Z",
        "2026-11-21T23:60:00Z", "2026-12-31T23:59:60Z", "2026-11-21T-1:00:00Z", "2026-11-21T09:30:00\n",
        "10000-01-01", "2026-99-99", "0000-00-00"};
    time_us time = 42;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (time_parse_iso(str_from_c(wrong[i]), &time) != RC_INVALID)
            fail_msg("\"%s\" was taken for a time", wrong[i]);
        assert_true(time == 42); /* untouched on failure */
    }
    check_rc(RC_INVALID, time_parse_iso(STR_NONE, &time));
    check_rc(RC_INVALID, time_parse_iso(STR("2026-11-21\0"), &time));
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Every month of the years 0 to 9999: its first and last day, and the day after the last. */
static void test_calendar(void **state)
{
    (void)state;
    time_us first = -62167219200 * TIME_SECOND;
    char text[TIME_ISO_BYTES], date[40];
    for (int year = 0; year <= 9999; year++)
        for (int month = 1; month <= 12; month++) {
            int days = days_in(year, month);
            time_us read, last = first + days * TIME_DAY - TIME_SECOND;
            snprintf(date, sizeof date, "%04d-%02d-%02dT23:59:59Z", year, month, days);
            assert_string_equal(time_format_iso(last, text), date);
            assert_true(parsed(date) == last);
            snprintf(date, sizeof date, "%04d-%02d-01", year, month);
            assert_true(parsed(date) == first);
            assert_memory_equal(time_format_iso(first + TIME_SECOND - 1, text), date, 10);
            snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, days + 1);
            check_rc(RC_INVALID, time_parse_iso(str_from_c(date), &read));
            first = last + TIME_SECOND;
        }
}

static void test_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int i = 0; i < 100000; i++) {
        time_us time = ((time_us)below(&seed, 315569520000u) - 62167219200) * TIME_SECOND;
        char text[TIME_ISO_BYTES];
        assert_true(parsed(time_format_iso(time, text)) == time);
        assert_true(parsed(time_format_iso(time + (time_us)below(&seed, 1000000), text)) == time);
    }
}

static void test_clocks(void **state)
{
    (void)state;
    assert_true(time_now() > parsed("2024-01-01"));
    time_us before = time_monotonic();
    for (int i = 0; i < 1000; i++) {
        time_us now = time_monotonic();
        assert_true(now >= before);
        before = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),  cmocka_unit_test(test_parse),      cmocka_unit_test(test_refused),
        cmocka_unit_test(test_calendar), cmocka_unit_test(test_round_trip), cmocka_unit_test(test_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
