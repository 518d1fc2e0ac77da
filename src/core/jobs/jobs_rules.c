/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/jobs/jobs_rules.h"

time_us job_pause(const struct job_kind *kind, int64_t failed, uint32_t noise)
{
    time_us pause = kind->first_delay;
    for (int64_t i = 1; i < failed && pause < TIME_DAY; i++)
        pause *= kind->growth;
    if (pause > TIME_DAY)
        pause = TIME_DAY;
    time_us spread = pause / 5;
    return pause - spread + (time_us)((double)noise / UINT32_MAX * 2 * (double)spread);
}

enum job_outcome job_outcome(const struct job_kind *kind, int64_t attempts, rc result, enum job_stop stop)
{
    if (result == RC_OK)
        return OUTCOME_DONE; /* JOB_STOP_LOST may mean that job_end has ended it; the store knows */
    if (stop == JOB_STOP_LOST)
        return OUTCOME_NOT_OURS;
    if (stop == JOB_STOP_CANCELLED)
        return OUTCOME_CANCELLED;
    if (stop == JOB_STOP_PROGRAM && result == RC_STOPPED)
        return OUTCOME_RELEASED;
    return result == RC_INVALID || attempts >= kind->attempts ? OUTCOME_DEAD : OUTCOME_AGAIN;
}

time_us schedule_due(const struct job_schedule *schedule, time_us now)
{
    time_us since = now - schedule->at;
    return since - since % schedule->every + schedule->at;
}
