/* SPDX-License-Identifier: EUPL-1.2 */
/* A worker: takes one job after another, runs it and stores how it ended. */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/utf8.h"
#include "core/jobs/jobs_inside.h"
#include "core/module.h"

/* ---- what a run may ask ------------------------------------------------------------ */

struct str job_payload(const struct job_run *run)
{
    return run->taken.payload;
}

struct arena *job_arena(struct job_run *run)
{
    return run->arena;
}

struct db *job_db(const struct job_run *run)
{
    return run->jobs->options.db;
}

const struct program *job_program(const struct job_run *run)
{
    return run->jobs->options.program;
}

const struct config *job_config(const struct job_run *run)
{
    return run->jobs->options.config;
}

int64_t job_id(const struct job_run *run)
{
    return run->hold.id;
}

time_us job_time(const struct job_run *run)
{
    (void)run;
    return time_now();
}

bool job_must_stop(const struct job_run *run)
{
    return atomic_load(&run->stop) != JOB_GO_ON;
}

rc job_until_none(struct job_run *run, step_fn *step, const void *in)
{
    int64_t removed = 1;
    rc result = RC_OK;
    while (result == RC_OK && removed)
        result = job_must_stop(run) ? RC_STOPPED : db_write(job_db(run), step, in, &removed, sizeof removed);
    return result;
}

void job_progress(struct job_run *run, int64_t done, int64_t total, struct str sentence)
{
    sentence = utf8_is_text(sentence) ? utf8_cut(sentence, JOB_SENTENCE_MAX) : STR("");
    pthread_mutex_lock(&run->jobs->lock);
    run->done = done;
    run->total = total;
    memcpy(run->sentence, sentence.p ? sentence.p : "", sentence.n);
    run->sentence[sentence.n] = '\0';
    run->told = true;
    pthread_mutex_unlock(&run->jobs->lock);
}

rc job_fail(struct job_run *run, rc result, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    run->error = arena_vprintf(run->arena, format, args);
    va_end(args);
    return result;
}

/* ---- kinds ---------------------------------------------------------------------------- */

static rc run_unknown(struct job_run *run)
{
    return job_fail(run, RC_UNSUPPORTED, "this version of the program has no jobs of this kind");
}

const struct job_kind *jobs_find_kind(const struct program *program, struct str name)
{
    /* Long enough for an upgrade in which old and new processes run side by side. */
    static const struct job_kind unknown = {"", run_unknown, 10, 2, TIME_MINUTE, TIME_MINUTE, false};
    for (size_t m = 0; program->modules[m]; m++)
        for (const struct job_kind *const *kind = program->modules[m]->jobs; kind && *kind; kind++)
            if (str_eq_c(name, (*kind)->name))
                return *kind;
    return &unknown;
}

/* ---- ending ------------------------------------------------------------------------------ */

static uint32_t chance(void)
{
    uint32_t noise = 0;
    if (getrandom(&noise, sizeof noise, 0) != (ssize_t)sizeof noise)
        noise = (uint32_t)time_monotonic();
    return noise;
}

static struct str error_of(struct job_run *run, rc result, enum job_stop stop)
{
    if (stop == JOB_STOP_LIMIT)
        return arena_printf(run->arena, "it ran for longer than %lld seconds",
                            (long long)(run->kind->limit / TIME_SECOND));
    if (run->error.p && utf8_is_text(run->error))
        return utf8_cut(run->error, JOB_ERROR_MAX);
    return arena_printf(run->arena, "it failed (%s)", rc_name(result));
}

static struct job_ending ending_of(struct job_run *run, enum job_outcome outcome, struct str error)
{
    static const enum job_state states[] = {[OUTCOME_DONE] = JOB_DONE,
                                            [OUTCOME_AGAIN] = JOB_WAITING,
                                            [OUTCOME_RELEASED] = JOB_WAITING,
                                            [OUTCOME_DEAD] = JOB_DEAD,
                                            [OUTCOME_CANCELLED] = JOB_CANCELLED};
    struct job_ending ending = {run->hold, states[outcome], time_now(), run->taken.attempts, error};
    if (outcome == OUTCOME_AGAIN)
        ending.at += job_pause(run->kind, run->taken.attempts, chance());
    if (outcome == OUTCOME_RELEASED)
        ending.attempts--;
    if (outcome == OUTCOME_RELEASED || outcome == OUTCOME_CANCELLED)
        ending.error = run->taken.error;
    return ending;
}

static void count(struct job_run *run, enum job_outcome outcome)
{
    struct job_counts *counts = &run->jobs->counts;
    pthread_mutex_lock(&run->jobs->lock);
    counts->done += outcome == OUTCOME_DONE;
    counts->failed += outcome == OUTCOME_AGAIN;
    counts->dead += outcome == OUTCOME_DEAD;
    pthread_mutex_unlock(&run->jobs->lock);
    if (outcome == OUTCOME_AGAIN || outcome == OUTCOME_DEAD)
        log_warning("jobs", "%s %lld: attempt %lld failed%s",
                    run->kind->name[0] ? run->kind->name : "unknown", (long long)run->hold.id,
                    (long long)run->taken.attempts, outcome == OUTCOME_DEAD ? ", it is dead" : "");
}

/* Where even this cannot be stored, the lease ends and another takes the job over. */
static void settle(struct job_run *run, enum job_outcome outcome, struct str error)
{
    if (outcome == OUTCOME_NOT_OURS) {
        log_warning("jobs", "%s %lld: the lease was lost", run->kind->name, (long long)run->hold.id);
        return;
    }
    struct job_ending ending = ending_of(run, outcome, error);
    rc result = db_write(run->jobs->options.db, job_ending_step, &ending, NULL, 0);
    if (result)
        log_error("jobs", "%s %lld: its end could not be stored (%s)", run->kind->name,
                  (long long)run->hold.id, rc_name(result));
    count(run, outcome);
}

/* ---- running -------------------------------------------------------------------------------- */

/* From here on the keeper renews its lease. */
static void begin(struct jobs_worker *worker, struct job_run *run)
{
    struct jobs *jobs = worker->jobs;
    run->deadline = time_monotonic() + run->kind->limit;
    pthread_mutex_lock(&jobs->lock);
    run->beaten_at = time_monotonic();
    if (jobs->stopping && !jobs->until_idle)
        atomic_store(&run->stop, JOB_STOP_PROGRAM);
    worker->run = run;
    pthread_cond_signal(&jobs->keep);
    pthread_mutex_unlock(&jobs->lock);
}

static void end(struct jobs_worker *worker)
{
    pthread_mutex_lock(&worker->jobs->lock);
    worker->run = NULL;
    pthread_mutex_unlock(&worker->jobs->lock);
}

static void run_taken(struct jobs_worker *worker, struct job_run *run)
{
    run->kind = jobs_find_kind(worker->jobs->options.program, run->taken.kind);
    if (run->taken.cancel_asked) {
        settle(run, OUTCOME_CANCELLED, STR(""));
        return;
    }
    if (run->taken.attempts > run->kind->attempts) { /* nobody was left to say how the last one ended */
        settle(run, OUTCOME_DEAD, STR("its process ended during the last attempt"));
        return;
    }
    begin(worker, run);
    rc result = run->kind->run(run);
    end(worker);
    enum job_stop stop = (enum job_stop)atomic_load(&run->stop);
    enum job_outcome outcome = job_outcome(run->kind, run->taken.attempts, result, stop);
    settle(run, outcome, outcome == OUTCOME_DONE ? STR("") : error_of(run, result, stop));
}

/* Takes the job and runs it. RC_NOT_FOUND: another was faster. */
static rc take_and_run(struct jobs_worker *worker, int64_t id)
{
    const struct jobs_options *options = &worker->jobs->options;
    time_us now = time_now();
    struct job_run run = {.jobs = worker->jobs, .hold = {id, db_new_id()}, .arena = arena_new()};
    struct job_take take = {run.hold, now, now + options->lease, run.arena};
    rc result = db_write(options->db, job_take_step, &take, &run.taken, sizeof run.taken);
    if (result == RC_OK)
        run_taken(worker, &run);
    arena_free(run.arena);
    return result;
}

/* ---- the worker's life ------------------------------------------------------------------------ */

static rc read_due(struct db *db, bool slow, struct due_jobs *ret_due)
{
    struct reader *reader;
    rc result = db_read_begin(db, &reader);
    if (result)
        return result;
    result = job_due(reader, slow, ret_due);
    db_read_end(reader);
    return result;
}

/* Runs one job of a lane. RC_NOT_FOUND: none is due; *next is then no later than the next that will be. */
static rc run_one(struct jobs_worker *worker, bool slow, time_us *next)
{
    struct due_jobs due;
    rc result = read_due(worker->jobs->options.db, slow, &due);
    if (result)
        return result;
    time_us now = time_now();
    for (size_t i = 0; i < due.n; i++) {
        if (due.at[i] > now) {
            *next = due.at[i] < *next ? due.at[i] : *next;
            return RC_NOT_FOUND;
        }
        result = take_and_run(worker, due.ids[i]);
        if (result != RC_NOT_FOUND)
            return result;
    }
    if (due.n == DUE_MAX)
        return RC_OK; /* all were taken by others: there may be more behind them */
    return RC_NOT_FOUND;
}

/* The first of several workers takes no slow jobs, the others take them first. */
static rc run_any(struct jobs_worker *worker, time_us *next)
{
    bool alone = worker->jobs->options.workers == 1, slow_first = worker->number > 0;
    rc result = run_one(worker, slow_first, next);
    if (result == RC_NOT_FOUND && (alone || slow_first))
        result = run_one(worker, !slow_first, next);
    return result;
}

void *jobs_worker_main(void *argument)
{
    struct jobs_worker *worker = argument;
    struct jobs *jobs = worker->jobs;
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->stopping) {
        uint64_t seen = jobs->puts;
        pthread_mutex_unlock(&jobs->lock);
        time_us next = time_now() + jobs->options.poll;
        rc result = run_any(worker, &next);
        pthread_mutex_lock(&jobs->lock);
        if (result == RC_OK)
            continue;
        if (jobs->until_idle && (result == RC_NOT_FOUND || result == RC_DATABASE))
            break;
        if (jobs->puts == seen && !jobs->stopping)
            jobs_wait(jobs, &jobs->news, result == RC_NOT_FOUND ? next - time_now() : TIME_SECOND);
    }
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}
