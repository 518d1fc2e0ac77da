/* SPDX-License-Identifier: EUPL-1.2 */
/* Shared by the files of this folder. */
#ifndef CORE_JOBS_JOBS_INSIDE_H
#define CORE_JOBS_JOBS_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "core/command/command.h"
#include "core/jobs/jobs_rules.h"
#include "core/jobs/jobs_store.h"

#define JOB_LEASE TIME_MINUTE
#define JOB_POLL (5 * TIME_SECOND)
#define JOB_BEAT TIME_SECOND /* how often progress is stored */

/* One attempt, of the thread that runs it; what is marked with a star is under jobs->lock. */
struct job_run {
    struct jobs *jobs;
    const struct job_kind *kind;
    struct job_hold hold;
    struct job_taken taken;
    struct arena *arena;
    struct str error;                    /* STR_NONE: none was told */
    time_us deadline;                    /* by time_monotonic */
    atomic_int stop;                     /* enum job_stop: the first reason stays */
    time_us beaten_at;                   /* *by time_monotonic */
    int64_t done, total;                 /* *of the progress */
    char sentence[JOB_SENTENCE_MAX + 1]; /* * */
    bool told;                           /* *there is progress that is not stored */
};

struct jobs_worker {
    struct jobs *jobs;
    pthread_t thread;
    int number;
    struct job_run *run; /* *what it runs, or NULL */
};

struct jobs {
    struct jobs_options options; /* the defaults filled in */
    bool until_idle;             /* the workers end when nothing is due */
    pthread_mutex_t lock;
    pthread_cond_t news;      /* by the monotonic clock: a job was put, or stopping */
    pthread_cond_t keep;      /* likewise: a run has begun, or stopping */
    uint64_t puts;            /* *how often there was news */
    bool stopping;            /* *the workers are to end */
    bool ended;               /* *they have: the keeper is to end */
    struct job_counts counts; /* * */
    struct jobs_worker workers[JOBS_WORKERS_MAX];
    int started;
    pthread_t keeper;
    bool keeper_started;
};

/* The body of a worker's thread: takes jobs and runs them. argument is a jobs_worker. */
void *jobs_worker_main(void *argument);
/* The body of the one thread that renews leases, stores progress and puts what is scheduled. */
void *jobs_keeper_main(void *argument);
/* Puts what is scheduled for now or before; returns when the next is due. */
time_us jobs_put_scheduled(struct jobs *jobs, time_us now);
/* Waits for cond, whose lock is held, at most so long. */
void jobs_wait(struct jobs *jobs, pthread_cond_t *cond, time_us at_most);
/* The kind of this name among the program's modules; for a name that none has, one that fails. */
const struct job_kind *jobs_find_kind(const struct program *program, struct str name);

extern const struct command jobs_commands[]; /* ends with {0} */

#endif
