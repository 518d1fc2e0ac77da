/* SPDX-License-Identifier: EUPL-1.2 */
/* The threads' life, the keeper, and the module. */
#include "core/jobs/jobs.h"

#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/jobs/jobs_inside.h"
#include "core/module.h"

void jobs_wait(struct jobs *jobs, pthread_cond_t *cond, time_us at_most)
{
    time_us until = time_monotonic() + (at_most > 0 ? at_most : 0);
    struct timespec when = {.tv_sec = until / TIME_SECOND, .tv_nsec = (long)(until % TIME_SECOND) * 1000};
    pthread_cond_timedwait(cond, &jobs->lock, &when);
}

/* ---- the keeper: schedules ------------------------------------------------------- */

static time_us put_scheduled(struct jobs *jobs, const struct job_schedule *schedule, time_us now)
{
    struct schedule_put put = {schedule->kind, schedule_due(schedule, now)};
    struct schedule_did did;
    rc result = db_write(jobs->options.db, schedule_put_step, &put, &did, sizeof did);
    if (result == RC_OK)
        return put.due + schedule->every;
    log_error("jobs", "%s: what is scheduled could not be put (%s)", schedule->kind->name, rc_name(result));
    return now + 10 * TIME_SECOND;
}

time_us jobs_put_scheduled(struct jobs *jobs, time_us now)
{
    time_us next = now + TIME_HOUR; /* at the latest */
    const struct module *const *modules = jobs->options.program->modules;
    for (size_t m = 0; modules[m]; m++)
        for (const struct job_schedule *s = modules[m]->schedules; s && s->kind; s++) {
            time_us due = put_scheduled(jobs, s, now);
            next = due < next ? due : next;
        }
    return next;
}

/* ---- the keeper: leases and progress ------------------------------------------------ */

static void stop_run(struct job_run *run, enum job_stop why)
{
    int none = JOB_GO_ON;
    atomic_compare_exchange_strong(&run->stop, &none, why);
}

/* Whether the run is to be stored now, and what; under the lock. It is stored each second while
 * there is progress, otherwise often enough for the lease and to hear that it is cancelled. One
 * that does not stop at its limit is left to lose its lease. */
static bool make_beat(const struct jobs *jobs, struct job_run *run, struct job_beat *beat, char *sentence)
{
    time_us now = time_monotonic(), lease = jobs->options.lease;
    if (now > run->deadline)
        stop_run(run, JOB_STOP_LIMIT);
    if (now > run->deadline + lease || (!run->told && now - run->beaten_at < lease / 12))
        return false;
    memcpy(sentence, run->sentence, sizeof run->sentence);
    *beat = (struct job_beat){run->hold, time_now() + lease, run->done, run->total, str_from_c(sentence)};
    run->told = false;
    run->beaten_at = now;
    return true;
}

/* Under the lock, which is let go while the step runs: the run may have ended meanwhile. */
static void beat_worker(struct jobs *jobs, struct jobs_worker *worker)
{
    struct job_beat beat;
    struct job_beaten beaten;
    char sentence[JOB_SENTENCE_MAX + 1];
    if (worker->run == NULL || !make_beat(jobs, worker->run, &beat, sentence))
        return;
    pthread_mutex_unlock(&jobs->lock);
    rc result = db_write(jobs->options.db, job_beat_step, &beat, &beaten, sizeof beaten);
    pthread_mutex_lock(&jobs->lock);
    if (worker->run == NULL || worker->run->hold.lease != beat.hold.lease)
        return;
    if (result == RC_STOPPED)
        stop_run(worker->run, JOB_STOP_LOST);
    else if (result == RC_OK && beaten.cancel_asked)
        stop_run(worker->run, JOB_STOP_CANCELLED);
}

static bool beat_all(struct jobs *jobs)
{
    bool any = false;
    for (int i = 0; i < jobs->started; i++) {
        beat_worker(jobs, &jobs->workers[i]);
        any |= jobs->workers[i].run != NULL;
    }
    return any;
}

void *jobs_keeper_main(void *argument)
{
    struct jobs *jobs = argument;
    time_us beat = jobs->options.lease / 12 < JOB_BEAT ? jobs->options.lease / 12 : JOB_BEAT;
    time_us next = 0;
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->ended) {
        bool any = beat_all(jobs);
        time_us now = time_now();
        if (now >= next && !jobs->until_idle) {
            pthread_mutex_unlock(&jobs->lock);
            next = jobs_put_scheduled(jobs, now);
            pthread_mutex_lock(&jobs->lock);
        }
        if (!jobs->ended)
            jobs_wait(jobs, &jobs->keep, any ? beat : next - now < JOB_POLL ? next - now : JOB_POLL);
    }
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

/* ---- life ------------------------------------------------------------------------------ */

/* The listener of the database: a job was put in this process. */
static void on_put(void *context)
{
    struct jobs *jobs = context;
    pthread_mutex_lock(&jobs->lock);
    jobs->puts++;
    pthread_cond_broadcast(&jobs->news);
    pthread_mutex_unlock(&jobs->lock);
}

static struct jobs *jobs_new(const struct jobs_options *options)
{
    struct jobs *jobs = MEM_NEW(struct jobs);
    pthread_condattr_t monotonic;
    jobs->options = *options;
    if (jobs->options.lease == 0)
        jobs->options.lease = JOB_LEASE;
    if (jobs->options.poll == 0)
        jobs->options.poll = JOB_POLL;
    if (jobs->options.workers > JOBS_WORKERS_MAX)
        jobs->options.workers = JOBS_WORKERS_MAX;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->news, &monotonic);
    pthread_cond_init(&jobs->keep, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return jobs;
}

/* Starts the threads, which leave signals to the main one. */
static rc start_threads(struct jobs *jobs)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    jobs->keeper_started = pthread_create(&jobs->keeper, NULL, jobs_keeper_main, jobs) == 0;
    bool fine = jobs->keeper_started;
    for (int i = 0; fine && i < jobs->options.workers; i++) {
        struct jobs_worker *worker = &jobs->workers[i];
        *worker = (struct jobs_worker){.jobs = jobs, .number = i};
        pthread_mutex_lock(&jobs->lock); /* the keeper looks at started */
        fine = pthread_create(&worker->thread, NULL, jobs_worker_main, worker) == 0;
        jobs->started += fine;
        pthread_mutex_unlock(&jobs->lock);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!fine)
        log_error("jobs", "a thread could not be started");
    return fine ? RC_OK : RC_IO;
}

/* Waits for the workers, then ends the keeper and frees; counts may be NULL. Returns NULL. */
static struct jobs *finish(struct jobs *jobs, struct job_counts *ret_counts)
{
    for (int i = 0; i < jobs->started; i++)
        pthread_join(jobs->workers[i].thread, NULL);
    pthread_mutex_lock(&jobs->lock);
    jobs->ended = true;
    pthread_cond_signal(&jobs->keep);
    pthread_mutex_unlock(&jobs->lock);
    if (jobs->keeper_started)
        pthread_join(jobs->keeper, NULL);
    if (ret_counts)
        *ret_counts = jobs->counts;
    db_listen(jobs->options.db, NULL, NULL);
    pthread_cond_destroy(&jobs->keep);
    pthread_cond_destroy(&jobs->news);
    pthread_mutex_destroy(&jobs->lock);
    return mem_free(jobs);
}

rc jobs_start(const struct jobs_options *options, struct jobs **ret_jobs)
{
    struct jobs *jobs = jobs_new(options);
    db_listen(options->db, on_put, jobs);
    rc result = start_threads(jobs);
    if (result)
        jobs_stop(jobs);
    else
        *ret_jobs = jobs;
    return result;
}

struct jobs *jobs_stop(struct jobs *jobs)
{
    if (jobs == NULL)
        return NULL;
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    for (int i = 0; i < jobs->started; i++)
        if (jobs->workers[i].run)
            stop_run(jobs->workers[i].run, JOB_STOP_PROGRAM);
    pthread_cond_broadcast(&jobs->news);
    pthread_mutex_unlock(&jobs->lock);
    return finish(jobs, NULL);
}

rc jobs_run_due(const struct jobs_options *options, struct job_counts *ret_counts)
{
    struct jobs *jobs = jobs_new(options);
    jobs->until_idle = true;
    jobs_put_scheduled(jobs, time_now());
    rc result = start_threads(jobs);
    struct job_counts counts;
    finish(jobs, &counts);
    if (result == RC_OK)
        *ret_counts = counts;
    return result;
}

/* ---- the removal of old jobs ----------------------------------------------------------------- */

static rc remove_old(struct job_run *run, enum job_state state, int days)
{
    struct job_removal removal = {state, job_time(run) - days * TIME_DAY};
    return job_until_none(run, job_removal_step, &removal);
}

static rc run_clean(struct job_run *run)
{
    rc result = remove_old(run, JOB_DONE, JOB_DONE_DAYS);
    if (result == RC_OK)
        result = remove_old(run, JOB_CANCELLED, JOB_DONE_DAYS);
    return result ? result : remove_old(run, JOB_DEAD, JOB_DEAD_DAYS);
}

static const struct job_kind clean = {.name = "jobs.clean",
                                      .run = run_clean,
                                      .attempts = 3,
                                      .growth = 2,
                                      .first_delay = TIME_MINUTE,
                                      .limit = 10 * TIME_MINUTE,
                                      .slow = true};

const struct module jobs_module = {
    .name = "jobs",
    .queries = jobs_queries,
    .commands = jobs_commands,
    .jobs = (const struct job_kind *const[]){&clean, NULL},
    .schedules = (const struct job_schedule[]){{&clean, TIME_HOUR, 23 * TIME_MINUTE}, {0}},
};
