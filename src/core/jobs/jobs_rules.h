/* SPDX-License-Identifier: EUPL-1.2 */
/* When a job is run again, how it has ended, and when a schedule is due. Pure: no database, no clock. */
#ifndef CORE_JOBS_JOBS_RULES_H
#define CORE_JOBS_JOBS_RULES_H

#include "core/jobs/jobs.h"

/* The pause after failed attempts have failed, of which there is at least one. noise is any
 * number, by chance: the pause is between four and six fifths of what the kind says. */
time_us job_pause(const struct job_kind *kind, int64_t failed, uint32_t noise);

/* Why job_must_stop is true. */
enum job_stop { JOB_GO_ON, JOB_STOP_CANCELLED, JOB_STOP_LIMIT, JOB_STOP_PROGRAM, JOB_STOP_LOST };

/* What becomes of a job. */
enum job_outcome {
    OUTCOME_DONE,
    OUTCOME_AGAIN,    /* after a pause */
    OUTCOME_RELEASED, /* at once, and the attempt does not count */
    OUTCOME_DEAD,
    OUTCOME_CANCELLED,
    OUTCOME_NOT_OURS /* another has it */
};
/* How an attempt has ended: result is the run's, attempts those begun, with this one. */
enum job_outcome job_outcome(const struct job_kind *kind, int64_t attempts, rc result, enum job_stop stop);

/* The latest due time that is not after now, which is after 1970. */
time_us schedule_due(const struct job_schedule *schedule, time_us now);

#endif
