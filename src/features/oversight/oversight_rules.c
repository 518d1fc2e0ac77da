/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/oversight/oversight_rules.h"

bool day_read(struct str text, time_us *ret_day)
{
    return text.n == sizeof "2026-03-31" - 1 && time_parse_iso(text, ret_day) == RC_OK;
}
