/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Work that nobody waits for: a table of jobs, and threads that take them.
 *
 * Structures
 *   job_kind      what can be done, a constant that a module lists.
 *   job           one order of it, put by a step in the same transaction as its cause: both
 *                 are stored or neither.
 *   job_run       one attempt, alive inside job_kind.run.
 *   job_schedule  a kind that is put by itself at set times.
 *   jobs          the threads of this process.
 *
 * The life of a job
 *
 *   waiting ──taken──→ running ──→ done
 *      ↑                  ├─ failed: waits longer each time ─┐
 *      └──────────────────┴──────────────────────────────────┘
 *                         ├─ failed for the last time, or for good ──→ dead
 *                         └─ someone asked ──→ cancelled
 *
 * A thread takes a job by a lease of a minute, which is renewed while it runs. When a process
 * dies, another takes the job over when the lease has ended. So a job that succeeds has run at
 * least once, and at no time do two run it whose clocks agree to within the lease. What it
 * stores is stored exactly once where its last step calls job_end, which fails when the lease
 * is lost. What it does outside of the database, such as sending a letter, may happen twice
 * and has to bear it.
 *
 * Any number of processes may share the table. A job of a kind that a process does not know,
 * as during an upgrade, fails there and waits for one that does.
 *
 * A payload is kept as long as the job is open or dead: put the number of a row there, not
 * what the row tells about a person. Cost: a put is one insert, a run two small transactions.
 */
#ifndef CORE_JOBS_JOBS_H
#define CORE_JOBS_JOBS_H

#include "base/clock.h"
#include "core/config/config.h"
#include "core/db/db.h"

struct program;

enum {
    JOB_PAYLOAD_MAX = 100000, /* bytes */
    JOB_KEY_MAX = 200,
    JOB_SENTENCE_MAX = 200, /* of progress; what is longer is cut */
    JOB_ERROR_MAX = 500,
    JOB_DONE_DAYS = 7, /* done and cancelled ones are removed after so long */
    JOB_DEAD_DAYS = 90,
};

/* ---- kinds and schedules ------------------------------------------------ */

struct job_run;

struct job_kind {
    const char *name; /* "accounts.export": unique in the program, begins with the module's name */
    /*
     * Does it, on a thread of its own, and may be called again for the same job.
     *   RC_OK       done
     *   RC_INVALID  it can never succeed: dead at once
     *   RC_STOPPED  it has stopped because job_must_stop said so
     *   any other   failed: it waits, then is run again, until its attempts are used up
     */
    rc (*run)(struct job_run *run);
    int attempts;        /* 1 to 100: begun so often and not done, it is dead */
    int growth;          /* 1 to 10: each pause is so many times as long as the one before */
    time_us first_delay; /* the pause after the first failure; none is longer than a day.
                            Each is a fifth shorter or longer by chance. */
    time_us limit;       /* after so long job_must_stop is true. A run that does not listen loses
                            its lease: the job is run again beside it. */
    bool slow;           /* takes minutes, or comes in thousands: one thread is kept free of these */
};

/*
 * Put once for each due time, however many processes there are; in UTC. A due time that passed
 * while no process ran is made up for once at the next start, however many there were. A
 * schedule that is new begins with its next due time.
 */
struct job_schedule {
    const struct job_kind *kind; /* at most one schedule each; its payload is "" */
    time_us every;               /* TIME_HOUR; TIME_DAY; 7 * TIME_DAY counts from a Thursday */
    time_us at;                  /* from the beginning of each period: 3 * TIME_HOUR is 03:00 */
};

/* ---- putting, and looking after ------------------------------------------ */

struct job {
    const struct job_kind *kind;
    struct str payload; /* text; STR_NONE is "" */
    /* Where not STR_NONE: while a job of this kind and key waits, another is not put. One
     * that is put while it runs is another, since the run may have read what is now old. */
    struct str key;
    time_us at; /* when it may run; the step's own time: at once */
};

/* Puts a job; called in a step. ret_id (may be NULL): its number, or that of the one that waits
 * already. RC_LIMIT: payload or key too long; otherwise as db_exec. */
MUST_CHECK rc job_put(struct txn *txn, const struct job *job, int64_t *ret_id);

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_DEAD, JOB_CANCELLED };
enum { JOB_STATES = 5 };
/* "waiting" and so on, for lists and logs. */
const char *job_state_name(enum job_state state) __attribute__((returns_nonnull));

struct job_status {
    int64_t id;
    struct str kind;
    enum job_state state;
    bool cancel_asked;  /* while it runs */
    time_us due_at;     /* waiting: when it may run. Running: when its lease ends. Otherwise: when it ended */
    time_us started_at; /* of the latest attempt; 0: not begun */
    int64_t attempts;   /* begun */
    int64_t progress_done, progress_total; /* total 0: not known */
    struct str progress;                   /* a sentence; may be "" */
    struct str error; /* of the latest failed attempt, for those who run the portal; may be "" */
};

/* How a job fares, for a page that shows its progress. In arena. RC_NOT_FOUND: none, or removed since. */
MUST_CHECK rc job_read(struct reader *reader, struct arena *arena, int64_t id, struct job_status *ret_status);

struct job_list {
    struct job_status *items;
    size_t n, cap;
};
/* At most limit jobs in a state, in arena: of those open the next due first, of the others the latest. */
MUST_CHECK rc job_list(struct reader *reader, struct arena *arena, enum job_state state, int64_t limit,
                       struct job_list *ret_list);

/* How many jobs are in each state, none counted further than most, which bounds the cost:
 * ret_counts[JOB_DEAD]. */
MUST_CHECK rc job_count(struct reader *reader, int64_t most, int64_t ret_counts[JOB_STATES]);

/* Ends a job that waits, or asks one that runs to stop: it may be done before it listens.
 * RC_NOT_FOUND; RC_INVALID: it has ended. */
MUST_CHECK rc job_cancel(struct txn *txn, int64_t id, time_us now);
/* Makes a dead job wait anew, with all its attempts before it; one that waits becomes due.
 * RC_NOT_FOUND; RC_INVALID: it runs, is done or cancelled; RC_EXISTS: one with its key waits. */
MUST_CHECK rc job_retry(struct txn *txn, int64_t id, time_us now);

/* ---- inside a run --------------------------------------------------------- */

/* What was put; never STR_NONE. */
struct str job_payload(const struct job_run *run);
/* Ends with the run. */
struct arena *job_arena(struct job_run *run);
struct db *job_db(const struct job_run *run);
/* Files, languages and modules; never NULL. */
const struct program *job_program(const struct job_run *run);
const struct config *job_config(const struct job_run *run);
int64_t job_id(const struct job_run *run);
/* The wall clock, for the steps of the run. */
time_us job_time(const struct job_run *run);

/* True when the run is to end soon with RC_STOPPED: it was cancelled, has run past its limit, has
 * lost its lease, or the program stops. Costs nothing: ask every few milliseconds of work. */
bool job_must_stop(const struct job_run *run);

/* Tells how far it has come; sentence is for people, in their language, and copied. Stored at
 * most once a second, by another thread. total 0: not known. */
void job_progress(struct job_run *run, int64_t done, int64_t total, struct str sentence);

/* Says in a sentence why the attempt fails: kept with the job, never logged, since it may hold
 * what a stranger said. Returns result: return job_fail(run, RC_IO, "…"). */
rc job_fail(struct job_run *run, rc result, const char *format, ...) PRINTF_LIKE(3, 4);

/* Ends the job as done in the transaction of the run's last step, so that what it has stored and
 * that it is done are one change. RC_STOPPED: the lease is lost, another does it; the step must
 * fail with it. */
MUST_CHECK rc job_end(struct txn *txn, const struct job_run *run, time_us now);

/* For a run that removes what has ended: runs a step, whose out is how many rows it has removed (int64_t),
 * until it is none, each time in a transaction of its own. RC_STOPPED as job_must_stop says; otherwise the
 * step's. */
MUST_CHECK rc job_until_none(struct job_run *run, step_fn *step, const void *in);

/* ---- threads --------------------------------------------------------------- */

struct jobs;

struct jobs_options {
    const struct program *program; /* its modules' kinds and schedules */
    const struct config *config;
    struct db *db; /* all three must outlive jobs */
    int workers;   /* 1 to JOBS_WORKERS_MAX. With two or more the first takes no slow jobs */
    time_us lease; /* 0: a minute; tests make it shorter */
    time_us poll;  /* how often to look for what other processes have put; 0: five seconds */
};
enum { JOBS_WORKERS_MAX = 16 };

/* Starts the threads. RC_IO. Owner: the caller, jobs_stop, before db_close. */
MUST_CHECK rc jobs_start(const struct jobs_options *options, struct jobs **ret_jobs);
/* Tells the runs to stop, waits for them and ends the threads; what was stopped waits again, and
 * the attempt does not count. NULL is fine. Returns NULL. */
struct jobs *jobs_stop(struct jobs *jobs);

struct job_counts {
    int64_t done, failed, dead; /* attempts that ended so; failed ones will be run again */
};
/* Runs all that is due, on threads, and what becomes due meanwhile; returns when nothing is. RC_IO. */
MUST_CHECK rc jobs_run_due(const struct jobs_options *options, struct job_counts *ret_counts);

struct module;
/* The tables, the commands `radslag jobs …` and the removal of old jobs. */
extern const struct module jobs_module;

#endif
