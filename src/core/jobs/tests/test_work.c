/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The threads: jobs are run, woken for, repeated, stopped and taken over, in one process and in
 * several that share a database, also when one is killed in the middle of a job.
 *
 * Run with "figures" as its argument it puts and runs 10 000 jobs on each database and prints how
 * long that took.
 */
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "core/jobs/jobs_store.h"
#include "core/module.h"
#include "support/testdb.h"

static const struct query q_note = {"t.note", "INSERT INTO note (id, job, process) VALUES ($1, $2, $3)",
                                    "iii", ""};
static const struct query q_notes = {"t.notes", "SELECT count(*) FROM note", "", "i"};
static const struct query q_jobs_noted = {"t.jobs_noted", "SELECT count(DISTINCT job) FROM note", "", "i"};
static const struct query q_processes = {"t.processes", "SELECT count(DISTINCT process) FROM note", "", "i"};
static const struct query q_in_state = {"t.in_state", "SELECT count(*) FROM job WHERE state = $1", "t", "i"};
static const struct query q_of_kind = {"t.of_kind", "SELECT count(*) FROM job WHERE kind = $1", "t", "i"};
static const struct query q_hurry = {"t.hurry", "UPDATE job SET due_at = 0 WHERE id = $1", "i", ""};
static const struct query q_backdate = {"t.backdate",
                                        "INSERT INTO job_schedule (kind, last_at) VALUES ($1, $2)", "ti", ""};

/* ---- kinds ---------------------------------------------------------------------------- */

struct note {
    const struct job_run *run;
    bool end; /* the job too */
    time_us now;
};

static rc note_step(struct txn *txn, const void *in, void *out)
{
    const struct note *note = in;
    (void)out;
    rc result = db_exec(txn, &q_note,
                        DB_ARGS(db_int(db_new_id()), db_int(job_id(note->run)), db_int((int64_t)getpid())),
                        NULL);
    return result || !note->end ? result : job_end(txn, note->run, note->now);
}

static rc write_note(struct job_run *run, bool end)
{
    struct note note = {run, end, job_time(run)};
    return db_write(job_db(run), note_step, &note, NULL, 0);
}

static rc run_note(struct job_run *run)
{
    return write_note(run, true);
}

/* Fails as often as the payload says. */
static rc run_fails(struct job_run *run)
{
    int64_t times = 0;
    (void)!str_to_int(job_payload(run), &times);
    struct reader *reader;
    struct job_status status = {0};
    rc result = db_read_begin(job_db(run), &reader);
    if (result)
        return result;
    result = job_read(reader, job_arena(run), job_id(run), &status);
    db_read_end(reader);
    if (result)
        return result;
    if (status.attempts <= times)
        return job_fail(run, times == 99 ? RC_INVALID : RC_IO, "attempt %lld of \"%s\"",
                        (long long)status.attempts, "åäö");
    return write_note(run, true);
}

/* Tells its progress until it is to stop. */
static rc run_long(struct job_run *run)
{
    rc result = write_note(run, false);
    for (int64_t i = 1; result == RC_OK && !job_must_stop(run); i++) {
        job_progress(run, i, 1000, STR("Läser rad för rad"));
        usleep(2000);
    }
    return result ? result : RC_STOPPED;
}

/* Listens to nobody, and is gone without a word. */
static rc run_deaf(struct job_run *run)
{
    rc result = write_note(run, false);
    if (str_eq_c(job_payload(run), "sleep"))
        sleep(60);
    return result;
}

#define KIND(field, fn, tries, time_limit, is_slow)                 \
    static const struct job_kind field = {.name = "test." #field,   \
                                          .run = fn,                \
                                          .attempts = tries,        \
                                          .growth = 1,              \
                                          .first_delay = 20 * 1000, \
                                          .limit = time_limit,      \
                                          .slow = is_slow}
KIND(note, run_note, 5, TIME_MINUTE, false);
KIND(fails, run_fails, 3, TIME_MINUTE, false);
KIND(lengthy, run_long, 5, TIME_MINUTE, true);
KIND(limited, run_long, 2, 100 * 1000, false);
KIND(deaf, run_deaf, 2, TIME_MINUTE, false);
KIND(daily, run_note, 3, TIME_MINUTE, false);
KIND(stranger, run_note, 3, TIME_MINUTE, false); /* in no module */

static const struct job_kind patient = {.name = "test.patient",
                                        .run = run_fails,
                                        .attempts = 3,
                                        .growth = 1,
                                        .first_delay = 5 * TIME_SECOND, /* longer than what is due takes */
                                        .limit = TIME_MINUTE};

static const struct module test_module = {
    .name = "test",
    .jobs = (const struct job_kind *const[]){&note, &fails, &lengthy, &limited, &deaf, &daily, &patient,
                                             NULL},
    .schedules = (const struct job_schedule[]){{&daily, TIME_DAY, 3 * TIME_HOUR}, {0}},
};
static const struct module *const modules[] = {&test_module, NULL};
static const struct program program = {.modules = modules};

/* ---- help --------------------------------------------------------------------------------- */

static struct jobs_options options_of(struct db *db, int workers)
{
    static const struct config config; /* its values are not looked at */
    return (struct jobs_options){.program = &program,
                                 .config = &config,
                                 .db = db,
                                 .workers = workers,
                                 .lease = 3 * TIME_SECOND,
                                 .poll = 50 * 1000};
}

static void make_tables(struct testdb *t)
{
    testdb_migrations(t, (const char *const[]){"src/core/jobs", "src/core/jobs/tests", NULL});
}

static rc put_step(struct txn *txn, const void *in, void *out)
{
    return job_put(txn, in, out);
}

static int64_t put(struct testdb *t, const struct job_kind *kind, const char *payload)
{
    int64_t id = 0;
    struct job job = {kind, str_from_c(payload), STR_NONE, time_now()};
    assert_rc(RC_OK, db_write(t->db, put_step, &job, &id, sizeof id));
    return id;
}

static int64_t count(struct testdb *t, const struct query *query, const char *text)
{
    return testdb_int(t->db, query, query->params[0] ? DB_ARGS(db_text(str_from_c(text))) : DB_NO_ARGS);
}

/* Waits until the query counts that many; fails the test after a minute. */
static void wait_for(struct testdb *t, const struct query *query, const char *text, int64_t wanted)
{
    time_us until = time_monotonic() + TIME_MINUTE;
    while (count(t, query, text) != wanted) {
        if (time_monotonic() > until)
            fail_msg("%s %s: %lld, expected %lld", query->name, text, (long long)count(t, query, text),
                     (long long)wanted);
        usleep(5000);
    }
}

static struct job_status status_of(struct testdb *t, int64_t id)
{
    struct reader *reader;
    struct job_status status;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, job_read(reader, t->arena, id, &status));
    db_read_end(reader);
    return status;
}

static struct jobs *start(const struct jobs_options *options)
{
    struct jobs *jobs = NULL;
    assert_rc(RC_OK, jobs_start(options, &jobs));
    return jobs;
}

/* ---- one process --------------------------------------------------------------------------- */

static void test_run_due(struct testdb *t)
{
    make_tables(t);
    struct jobs_options options = options_of(t->db, 2);
    struct job_counts counts;
    struct job tomorrow = {.kind = &note, .at = time_now() + TIME_DAY};
    int64_t id;
    for (int i = 0; i < 20; i++)
        put(t, &note, "");
    int64_t again = put(t, &patient, "1"), never = put(t, &fails, "99");
    assert_rc(RC_OK, db_write(t->db, put_step, &tomorrow, &id, sizeof id));
    assert_rc(RC_OK, jobs_run_due(&options, &counts));
    assert_int_equal(20, counts.done);
    assert_int_equal(1, counts.failed);
    assert_int_equal(1, counts.dead);
    assert_int_equal(20, count(t, &q_jobs_noted, ""));
    assert_int_equal(20, count(t, &q_notes, ""));
    assert_int_equal(JOB_WAITING, status_of(t, id).state);
    assert_int_equal(JOB_DEAD, status_of(t, never).state); /* at once: it can never succeed */
    assert_int_equal(1, status_of(t, never).attempts);
    assert_int_equal(JOB_WAITING, status_of(t, again).state);
    assert_str("attempt 1 of \"åäö\"", status_of(t, again).error);
    assert_rc(RC_OK, testdb_exec(t->db, &q_hurry, DB_ARGS(db_int(again))));
    assert_rc(RC_OK, jobs_run_due(&options, &counts));
    assert_int_equal(1, counts.done);
    assert_str("", status_of(t, again).error);
}

static void test_retries_then_dead(struct testdb *t)
{
    make_tables(t);
    struct jobs_options options = options_of(t->db, 2);
    struct jobs *jobs = start(&options);
    int64_t mended = put(t, &fails, "2"), hopeless = put(t, &fails, "3"), unknown = put(t, &stranger, "");
    wait_for(t, &q_in_state, "done", 1);
    wait_for(t, &q_in_state, "dead", 1);
    jobs_stop(jobs);
    assert_int_equal(3, status_of(t, mended).attempts);
    assert_int_equal(JOB_DEAD, status_of(t, hopeless).state);
    assert_int_equal(3, status_of(t, hopeless).attempts);
    assert_str("attempt 3 of \"åäö\"", status_of(t, hopeless).error);
    assert_int_equal(JOB_WAITING, status_of(t, unknown).state); /* for a process that knows its kind */
    assert_int_equal(1, count(t, &q_notes, ""));
}

/* A put wakes a worker that would otherwise look only after an hour. */
static void test_woken(struct testdb *t)
{
    make_tables(t);
    struct jobs_options options = options_of(t->db, 1);
    options.poll = TIME_HOUR;
    struct jobs *jobs = start(&options);
    usleep(100 * 1000); /* it sleeps */
    for (int i = 1; i <= 5; i++) {
        put(t, &note, "");
        wait_for(t, &q_notes, "", i);
    }
    struct job soon = {.kind = &note, .at = time_now() + 200 * 1000};
    int64_t id;
    assert_rc(RC_OK, db_write(t->db, put_step, &soon, &id, sizeof id));
    wait_for(t, &q_notes, "", 6); /* and at its time */
    assert_true(time_now() >= soon.at);
    jobs_stop(jobs);
}

static void test_progress_and_cancel(struct testdb *t)
{
    make_tables(t);
    struct jobs_options options = options_of(t->db, 2);
    struct jobs *jobs = start(&options);
    int64_t id = put(t, &lengthy, "");
    time_us until = time_monotonic() + TIME_MINUTE;
    while (status_of(t, id).progress_done == 0 && time_monotonic() < until)
        usleep(5000);
    struct job_status status = status_of(t, id);
    assert_true(status.progress_done > 0);
    assert_int_equal(1000, status.progress_total);
    assert_str("Läser rad för rad", status.progress);
    usleep(3500 * 1000); /* longer than a lease: it is renewed, and nobody takes it over */
    assert_int_equal(1, status_of(t, id).attempts);

    put(t, &note, ""); /* a quick one is not kept waiting */
    wait_for(t, &q_in_state, "done", 1);
    assert_rc(RC_OK, testdb_exec(t->db,
                                 &(struct query){"t.cancel", "UPDATE job SET cancel_asked = 1 WHERE id = $1",
                                                 "i", ""},
                                 DB_ARGS(db_int(id))));
    wait_for(t, &q_in_state, "cancelled", 1);
    jobs_stop(jobs);
    assert_int_equal(JOB_CANCELLED, status_of(t, id).state);
}

static void test_limit(struct testdb *t)
{
    make_tables(t);
    struct jobs_options options = options_of(t->db, 1);
    struct jobs *jobs = start(&options);
    int64_t id = put(t, &limited, "");
    wait_for(t, &q_in_state, "dead", 1);
    jobs_stop(jobs);
    assert_int_equal(2, status_of(t, id).attempts);
    assert_str("it ran for longer than 0 seconds", status_of(t, id).error);
}

/* What runs when the program stops waits again, and has lost no attempt. */
static void test_stop(struct testdb *t)
{
    make_tables(t);
    struct jobs_options options = options_of(t->db, 2);
    int64_t id = put(t, &lengthy, "");
    for (int i = 1; i <= 3; i++) {
        struct jobs *jobs = start(&options);
        wait_for(t, &q_notes, "", i);
        jobs_stop(jobs);
        assert_int_equal(JOB_WAITING, status_of(t, id).state);
        assert_int_equal(0, status_of(t, id).attempts);
    }
}

static void test_schedule(struct testdb *t)
{
    make_tables(t);
    time_us week_ago = time_now() - 7 * TIME_DAY;
    assert_rc(RC_OK, testdb_exec(t->db, &q_backdate, DB_ARGS(db_text(STR("test.daily")), db_int(week_ago))));
    struct jobs_options options = options_of(t->db, 2);
    for (int i = 0; i < 3; i++) {
        struct jobs *jobs = start(&options);
        wait_for(t, &q_notes, "", 1);
        jobs_stop(jobs);
    }
    assert_int_equal(1, count(t, &q_of_kind, "test.daily"));
}

/* ---- several processes ----------------------------------------------------------------------- */

enum { PROCESSES = 3, SHARED_JOBS = 300 };

/* The child: runs jobs until it is killed. */
static int be_worker(const char *url)
{
    struct arena *arena = arena_new();
    struct db *db;
    struct str problem;
    struct jobs *jobs;
    if (db_open(arena, str_from_c(url), NULL, &db, &problem) != RC_OK)
        return 1;
    struct jobs_options options = options_of(db, 2);
    if (jobs_start(&options, &jobs) != RC_OK)
        return 1;
    for (;;)
        pause();
}

static pid_t start_child(struct testdb *t)
{
    char *argv[] = {arena_c_dup(t->arena, STR("test_jobs_work")), arena_c_dup(t->arena, STR("--worker")),
                    arena_c_dup(t->arena, t->url), NULL};
    pid_t child;
    assert_int_equal(0, posix_spawn(&child, "/proc/self/exe", NULL, NULL, argv, environ));
    return child;
}

static void kill_child(pid_t child)
{
    int status;
    kill(child, SIGKILL);
    assert_int_equal(child, waitpid(child, &status, 0));
    assert_true(WIFSIGNALED(status));
}

static void test_processes(struct testdb *t)
{
    make_tables(t);
    time_us week_ago = time_now() - 7 * TIME_DAY;
    assert_rc(RC_OK, testdb_exec(t->db, &q_backdate, DB_ARGS(db_text(STR("test.daily")), db_int(week_ago))));
    pid_t children[PROCESSES];
    for (int i = 0; i < PROCESSES; i++)
        children[i] = start_child(t);
    int64_t jobs = 1; /* the scheduled one */
    for (int i = 0; i < SHARED_JOBS; i++, jobs++)
        put(t, &note, "");
    /* On PostgreSQL all take part, however late they start; SQLite's lock may be one's for long. */
    time_us until = time_monotonic() + TIME_MINUTE;
    for (; t->is_postgres && count(t, &q_processes, "") < PROCESSES && time_monotonic() < until; jobs++)
        put(t, &note, "");
    wait_for(t, &q_in_state, "done", jobs);
    usleep(100 * 1000); /* for one that would run again */
    for (int i = 0; i < PROCESSES; i++)
        kill_child(children[i]);
    assert_int_equal(jobs, count(t, &q_notes, "")); /* each once */
    assert_int_equal(jobs, count(t, &q_jobs_noted, ""));
    assert_true(!t->is_postgres || count(t, &q_processes, "") == PROCESSES);
}

/* A process is killed in the middle of a job: another takes it over when the lease has ended. */
static void test_killed(struct testdb *t)
{
    make_tables(t);
    int64_t id = put(t, &deaf, "sleep");
    pid_t child = start_child(t);
    wait_for(t, &q_notes, "", 1);
    kill_child(child);
    assert_int_equal(JOB_RUNNING, status_of(t, id).state);
    child = start_child(t);
    wait_for(t, &q_notes, "", 2);
    assert_int_equal(2, status_of(t, id).attempts);
    kill_child(child);

    /* That was the last attempt: a job that kills its process does not do so for ever. */
    struct jobs_options options = options_of(t->db, 1);
    struct jobs *jobs = start(&options);
    wait_for(t, &q_in_state, "dead", 1);
    jobs_stop(jobs);
    assert_str("its process ended during the last attempt", status_of(t, id).error);
    assert_int_equal(2, count(t, &q_notes, ""));
}

/* ---- figures -------------------------------------------------------------------------------------- */

static rc put_hundred_step(struct txn *txn, const void *in, void *out)
{
    (void)in;
    (void)out;
    rc result = RC_OK;
    for (int i = 0; i < 100 && result == RC_OK; i++)
        result = job_put(txn, &(struct job){.kind = &note, .at = time_now()}, NULL);
    return result;
}

static void test_figures(struct testdb *t)
{
    enum { MANY = 10000 };
    make_tables(t);
    time_us begun = time_monotonic();
    for (int i = 0; i < MANY / 100; i++)
        assert_rc(RC_OK, db_write(t->db, put_hundred_step, NULL, NULL, 0));
    time_us put_all = time_monotonic();
    struct jobs_options options = options_of(t->db, 4);
    struct job_counts counts;
    assert_rc(RC_OK, jobs_run_due(&options, &counts));
    assert_int_equal(MANY, counts.done);
    assert_int_equal(MANY, count(t, &q_notes, ""));
    printf("%s: %d jobs put in %.1f s, run in %.1f s\n", db_kind(t->db), MANY,
           (double)(put_all - begun) / 1e6, (double)(time_monotonic() - put_all) / 1e6);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_run_due),  TESTDB_TESTS(test_retries_then_dead),
        TESTDB_TESTS(test_woken),    TESTDB_TESTS(test_progress_and_cancel),
        TESTDB_TESTS(test_limit),    TESTDB_TESTS(test_stop),
        TESTDB_TESTS(test_schedule), TESTDB_TESTS(test_processes),
        TESTDB_TESTS(test_killed),
    };
    const struct CMUnitTest figures[] = {TESTDB_TESTS(test_figures)};
    log_set_level(LOG_SILENT);
    if (argc == 3 && strcmp(argv[1], "--worker") == 0)
        return be_worker(argv[2]);
    if (argc == 2 && strcmp(argv[1], "figures") == 0)
        return cmocka_run_group_tests_name("jobs_figures", figures, NULL, NULL);
    return cmocka_run_group_tests_name("jobs_work", tests, NULL, NULL);
}
