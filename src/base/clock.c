/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static time_us read_clock(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return now.tv_sec * TIME_SECOND + now.tv_nsec / 1000;
}

time_us time_now(void)
{
    return read_clock(CLOCK_REALTIME);
}

time_us time_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

/* Floor division, so that times before 1970 fall on the right day. */
static struct tm split(time_us time)
{
    time_t seconds = (time_t)(time / TIME_SECOND - (time % TIME_SECOND < 0));
    struct tm parts = {0};
    gmtime_r(&seconds, &parts);
    return parts;
}

const char *time_format_iso(time_us time, char text[TIME_ISO_BYTES])
{
    struct tm parts = split(time);
    int n = snprintf(text, TIME_ISO_BYTES, "%04d", parts.tm_year + 1900); /* %Y has no leading zeros */
    strftime(text + n, TIME_ISO_BYTES - (size_t)n, "-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

const char *time_format_http(time_us time, char text[TIME_HTTP_BYTES])
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm parts = split(time); /* not strftime: the names follow no locale */
    snprintf(text, TIME_HTTP_BYTES, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[parts.tm_wday],
             parts.tm_mday, months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
             parts.tm_sec);
    return text;
}

/* The next width digits of *s as a number, followed by the byte after (unless '\0'). */
static bool take_number(struct str *s, size_t width, char after, int *ret_value)
{
    int64_t value;
    if (str_to_int(str_sub(*s, 0, width), &value) || s->n < width || s->p[0] == '-')
        return false;
    *s = str_skip(*s, width);
    if (after && (s->n == 0 || s->p[0] != after))
        return false;
    *s = str_skip(*s, after != '\0');
    *ret_value = (int)value;
    return true;
}

rc time_parse_iso(struct str text, time_us *ret_time)
{
    struct tm parts = {0};
    bool date_only = text.n == 10;
    if (!take_number(&text, 4, '-', &parts.tm_year) || !take_number(&text, 2, '-', &parts.tm_mon) ||
        !take_number(&text, 2, date_only ? '\0' : 'T', &parts.tm_mday))
        return RC_INVALID;
    if (!date_only && (!take_number(&text, 2, ':', &parts.tm_hour) ||
                       !take_number(&text, 2, ':', &parts.tm_min) ||
                       !take_number(&text, 2, 'Z', &parts.tm_sec)))
        return RC_INVALID;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    struct tm asked = parts;
    time_t seconds = timegm(&parts); /* normalises: 30 February becomes 2 March, which is refused */
    if (text.n || asked.tm_mon != parts.tm_mon || asked.tm_mday != parts.tm_mday ||
        asked.tm_hour != parts.tm_hour || asked.tm_min != parts.tm_min || asked.tm_sec != parts.tm_sec)
        return RC_INVALID;
    *ret_time = (time_us)seconds * TIME_SECOND;
    return RC_OK;
}
