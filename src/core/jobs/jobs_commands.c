/* SPDX-License-Identifier: EUPL-1.2 */
/* radslag jobs: what waits, runs and is dead, for the operator. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

#include "base/log.h"
#include "core/jobs/jobs_inside.h"

enum { SHOWN_MAX = 50 };

/* ---- the list ---------------------------------------------------------------------- */

static void print_job(const struct job_status *job)
{
    char when[TIME_ISO_BYTES];
    printf("%-20lld %-9s %-20s %-24.*s attempt %lld", (long long)job->id, job_state_name(job->state),
           time_format_iso(job->state == JOB_RUNNING ? job->started_at : job->due_at, when),
           STR_ARGS(job->kind), (long long)job->attempts);
    if (job->state == JOB_RUNNING && job->progress_total)
        printf("  %lld of %lld", (long long)job->progress_done, (long long)job->progress_total);
    if (job->state == JOB_RUNNING && job->progress.n)
        printf("  %.*s", STR_ARGS(job->progress));
    if (job->cancel_asked)
        printf("  to be cancelled");
    if (job->error.n)
        printf("  %.*s", STR_ARGS(job->error));
    printf("\n");
}

static rc print_state(struct reader *reader, struct arena *arena, enum job_state state, size_t *printed)
{
    struct job_list list;
    rc result = job_list(reader, arena, state, SHOWN_MAX + 1, &list);
    if (result)
        return result;
    for (size_t i = 0; i < list.n && i < SHOWN_MAX; i++)
        print_job(&list.items[i]);
    if (list.n > SHOWN_MAX)
        printf("… and more that are %s\n", job_state_name(state));
    *printed += list.n;
    return RC_OK;
}

static int run_list(struct command_line *line)
{
    struct config config;
    struct db *db;
    struct reader *reader;
    size_t printed = 0;
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    rc result = db_read_begin(db, &reader);
    if (result == RC_OK) {
        static const enum job_state shown[] = {JOB_RUNNING, JOB_WAITING, JOB_DEAD};
        for (size_t i = 0; i < sizeof shown / sizeof shown[0] && result == RC_OK; i++)
            result = print_state(reader, command_arena(line), shown[i], &printed);
        db_read_end(reader);
    }
    db_close(db);
    if (result)
        return command_trouble("the jobs could not be read (%s)", rc_name(result));
    if (printed == 0)
        printf("No job waits, runs or is dead.\n");
    return EXIT_DONE;
}

/* ---- one job --------------------------------------------------------------------------- */

struct change {
    int64_t id;
    time_us now;
};

static rc retry_step(struct txn *txn, const void *in, void *out)
{
    const struct change *change = in;
    (void)out;
    return job_retry(txn, change->id, change->now);
}

static rc cancel_step(struct txn *txn, const void *in, void *out)
{
    const struct change *change = in;
    (void)out;
    return job_cancel(txn, change->id, change->now);
}

static int change_job(struct command_line *line, step_fn *step, const char *invalid, const char *done)
{
    struct config config;
    struct db *db;
    struct change change = {.now = time_now()};
    if (command_argument_count(line) != 1 || str_to_int(command_argument(line, 0), &change.id))
        return command_trouble("name one job by its number, which `radslag jobs` shows");
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    rc result = db_write(db, step, &change, NULL, 0);
    db_close(db);
    if (result == RC_NOT_FOUND)
        return command_trouble("there is no job %lld; it may have been removed", (long long)change.id);
    if (result == RC_INVALID)
        return command_trouble("job %lld %s", (long long)change.id, invalid);
    if (result == RC_EXISTS)
        return command_trouble("another job that does the same waits already");
    if (result)
        return command_trouble("the job could not be changed (%s)", rc_name(result));
    printf("%s\n", done);
    return EXIT_DONE;
}

static int run_retry(struct command_line *line)
{
    return change_job(line, retry_step, "is not dead and does not wait; nothing was changed",
                      "It will be run again.");
}

static int run_cancel(struct command_line *line)
{
    return change_job(line, cancel_step, "has ended already; nothing was changed",
                      "It is cancelled; if it runs, it is told to stop within seconds.");
}

/* ---- running -------------------------------------------------------------------------------- */

static int run_once(const struct jobs_options *options)
{
    struct job_counts counts;
    if (jobs_run_due(options, &counts))
        return command_trouble("the threads could not be started");
    printf("%lld done, %lld failed and will be tried again, %lld dead.\n", (long long)counts.done,
           (long long)counts.failed, (long long)counts.dead);
    return counts.dead ? EXIT_NO : EXIT_DONE;
}

static int run_until_told(const struct jobs_options *options, const sigset_t *stops)
{
    struct jobs *jobs;
    int number;
    if (jobs_start(options, &jobs))
        return command_trouble("the threads could not be started");
    printf("Jobs are run (Ctrl-C stops it).\n");
    fflush(stdout);
    sigwait(stops, &number);
    jobs_stop(jobs);
    return EXIT_DONE;
}

static int run_jobs(struct command_line *line)
{
    struct config config;
    struct db *db;
    sigset_t stops;
    if (!command_config(line, &config))
        return EXIT_TROUBLE;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    if (!command_flag(line, "once"))
        pthread_sigmask(SIG_BLOCK, &stops, NULL); /* before any thread starts: they inherit it */
    if (!command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    struct jobs_options options = {.program = command_program(line),
                                   .config = &config,
                                   .db = db,
                                   .workers = config.job_workers ? (int)config.job_workers : 2};
    int code = command_flag(line, "once") ? run_once(&options) : run_until_told(&options, &stops);
    db_close(db);
    return code;
}

/* ---- the table --------------------------------------------------------------------------------- */

static const struct option database_options[] = {COMMAND_DATABASE_OPTIONS, {0}};
static const struct option run_options[] = {
    {"once", NULL, "Run what is due now, then end; otherwise until Ctrl-C or SIGTERM."},
    COMMAND_DATABASE_OPTIONS,
    {0}};

const struct command jobs_commands[] = {
    {"jobs run", NULL, "run jobs in a process of its own, beside `serve` or from cron", run_options,
     run_jobs},
    {"jobs retry", "ID", "run a dead job again, or one that waits at once", database_options, run_retry},
    {"jobs cancel", "ID", "cancel a job that waits or runs", database_options, run_cancel},
    {"jobs", NULL, "list the jobs that wait, run or are dead", database_options, run_list},
    {0}};
