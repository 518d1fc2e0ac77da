/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of jobs, as the threads use it; what modules use is in jobs.h. */
#ifndef CORE_JOBS_JOBS_STORE_H
#define CORE_JOBS_JOBS_STORE_H

#include "core/jobs/jobs.h"

enum { DUE_MAX = 8 };

/* The jobs that are due first, which may all be in the future. */
struct due_jobs {
    int64_t ids[DUE_MAX];
    time_us at[DUE_MAX];
    size_t n;
};
/* Those of one lane, by time. */
MUST_CHECK rc job_due(struct reader *reader, bool slow, struct due_jobs *ret_due);

/* Who holds a job: no two takings have the same lease. */
struct job_hold {
    int64_t id, lease;
};

/* A step, in is struct job_take: takes a job that is due. out is struct job_taken, its texts in
 * arena. RC_NOT_FOUND: another was faster. */
struct job_take {
    struct job_hold hold; /* the lease is new */
    time_us now, until;
    struct arena *arena;
};
struct job_taken {
    struct str kind, payload, error;
    int64_t attempts; /* with this one */
    bool cancel_asked;
};
step_fn job_take_step;

/* A step, in is struct job_beat: renews a lease and stores the progress. out is struct
 * job_beaten. RC_STOPPED: the lease is lost. */
struct job_beat {
    struct job_hold hold;
    time_us until;
    int64_t done, total;
    struct str sentence;
};
struct job_beaten {
    bool cancel_asked;
};
step_fn job_beat_step;

/* A step, in is struct job_ending: the attempt is over. Nothing happens where the lease is lost
 * or the job has ended by job_end. No out. */
struct job_ending {
    struct job_hold hold;
    enum job_state state;
    time_us at;       /* waiting: when it may run; otherwise now */
    int64_t attempts; /* that count */
    struct str error;
};
step_fn job_ending_step;

/* A step, in is struct schedule_put: puts the job of a due time, unless one was put for it or a
 * later one. out is struct schedule_did. */
struct schedule_put {
    const struct job_kind *kind;
    time_us due;
};
struct schedule_did {
    bool put;
};
step_fn schedule_put_step;

/* A step, in is struct job_removal: removes jobs of one state that ended before a time, at most
 * 1 000; out is int64_t, how many. */
struct job_removal {
    enum job_state state;
    time_us before;
};
step_fn job_removal_step;

extern const struct query *const jobs_queries[]; /* ends with NULL */

#endif
