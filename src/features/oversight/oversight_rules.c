/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/oversight/oversight_rules.h"

bool day_read(struct str text, time_us *ret_day)
{
    return text.n == sizeof "2026-03-31" - 1 && time_parse_iso(text, ret_day) == RC_OK;
}

int64_t log_id_at(time_us at)
{
    static const time_us first = 1577836800 * TIME_SECOND;             /* 2020-01-01 */
    static const time_us last = ((int64_t)1 << 42) * 1000 - 1 + first; /* 42 bits of milliseconds */
    if (at <= first)
        return 0;
    return at > last ? INT64_MAX : ((at - first) / 1000) << 21;
}
