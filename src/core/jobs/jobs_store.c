/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/jobs/jobs_store.h"

#include <string.h>

#include "base/vec.h"
#include "core/jobs/jobs_inside.h"

static const struct query q_put = {
    "jobs.put",
    "INSERT INTO job (id, kind, job_key, payload, slow, state, due_at, attempts, lease, cancel_asked, "
    "progress_done, progress_total, progress_text, error) "
    "VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, 0, 0, 0, 0, '', '') "
    "ON CONFLICT (kind, job_key) WHERE state = 'waiting' DO NOTHING",
    "itTtii", ""};
static const struct query q_waiting = {
    "jobs.waiting", "SELECT id FROM job WHERE kind = $1 AND job_key = $2 AND state = 'waiting'", "tt", "i"};
static const struct query q_due = {"jobs.due",
                                   "SELECT id, due_at FROM job WHERE state IN ('waiting', 'running') "
                                   "AND slow = $1 ORDER BY due_at, id LIMIT $2",
                                   "ii", "ii"};
static const struct query q_take = {
    "jobs.take",
    "UPDATE job SET state = 'running', lease = $2, started_at = $3, due_at = $4, attempts = attempts + 1 "
    "WHERE id = $1 AND due_at <= $3 AND state IN ('waiting', 'running') "
    "RETURNING kind, payload, error, attempts, cancel_asked",
    "iiii", "tttii"};
static const struct query q_beat = {
    "jobs.beat",
    "UPDATE job SET due_at = $3, progress_done = $4, progress_total = $5, progress_text = $6 "
    "WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING cancel_asked",
    "iiiiit", "i"};
static const struct query q_held = {
    "jobs.held", "SELECT kind, job_key FROM job WHERE id = $1 AND lease = $2 AND state = 'running'", "ii",
    "tT"};
/* Of one that is done or cancelled nothing is kept that it was about. */
static const struct query q_ending = {
    "jobs.ending",
    "UPDATE job SET state = $3, due_at = $4, attempts = $5, error = $6, lease = 0, cancel_asked = 0, "
    "payload = CASE WHEN $3 IN ('done', 'cancelled') THEN '' ELSE payload END "
    "WHERE id = $1 AND lease = $2 AND state = 'running'",
    "iitiit", ""};
static const struct query q_end = {
    "jobs.end",
    "UPDATE job SET state = 'done', due_at = $3, error = '', lease = 0, payload = '' "
    "WHERE id = $1 AND lease = $2 AND state = 'running'",
    "iii", ""};
static const struct query q_cancel_waiting = {
    "jobs.cancel_waiting",
    "UPDATE job SET state = 'cancelled', due_at = $2, payload = '' WHERE id = $1 AND state = 'waiting'", "ii",
    ""};
static const struct query q_cancel_running = {
    "jobs.cancel_running", "UPDATE job SET cancel_asked = 1 WHERE id = $1 AND state = 'running'", "i", ""};
static const struct query q_retry = {
    "jobs.retry",
    "UPDATE job SET state = 'waiting', attempts = CASE WHEN state = 'dead' THEN 0 ELSE attempts END, "
    "due_at = $2 WHERE id = $1 AND state IN ('waiting', 'dead')",
    "ii", ""};

#define STATUS_COLUMNS                                                                                    \
    "SELECT id, kind, state, cancel_asked, due_at, started_at, attempts, progress_done, progress_total, " \
    "progress_text, error FROM job "
#define STATUS_TYPES "ittiiIiiitt"

static const struct query q_read = {"jobs.read", STATUS_COLUMNS "WHERE id = $1", "i", STATUS_TYPES};
static const struct query q_list = {
    "jobs.list", STATUS_COLUMNS "WHERE state = $1 ORDER BY due_at, id LIMIT $2", "ti", STATUS_TYPES};
static const struct query q_list_latest = {
    "jobs.list_latest", STATUS_COLUMNS "WHERE state = $1 ORDER BY due_at DESC, id DESC LIMIT $2", "ti",
    STATUS_TYPES};
static const struct query q_in_state = {"jobs.in_state", "SELECT id FROM job WHERE state = $1 LIMIT $2", "ti",
                                        "i"};
static const struct query q_key = {"jobs.key", "SELECT kind, job_key, state FROM job WHERE id = $1", "i",
                                   "tTt"};
static const struct query q_schedule = {"jobs.schedule", "SELECT last_at FROM job_schedule WHERE kind = $1",
                                        "t", "i"};
static const struct query q_schedule_set = {"jobs.schedule_set",
                                            "INSERT INTO job_schedule (kind, last_at) VALUES ($1, $2) "
                                            "ON CONFLICT (kind) DO UPDATE SET last_at = excluded.last_at",
                                            "ti", ""};
static const struct query q_remove = {
    "jobs.remove",
    "DELETE FROM job WHERE id IN "
    "(SELECT id FROM job WHERE state = $1 AND due_at < $2 ORDER BY due_at LIMIT 1000)",
    "ti", ""};

const struct query *const jobs_queries[] = {
    &q_put,   &q_waiting,  &q_due,          &q_take,           &q_beat,
    &q_held,  &q_ending,   &q_end,          &q_cancel_waiting, &q_cancel_running,
    &q_retry, &q_read,     &q_list,         &q_list_latest,    &q_in_state,
    &q_key,   &q_schedule, &q_schedule_set, &q_remove,         NULL};

/* ---- states ---------------------------------------------------------------------- */

static const char *const state_names[] = {"waiting", "running", "done", "dead", "cancelled"};

const char *job_state_name(enum job_state state)
{
    return state_names[state];
}

static enum job_state state_named(struct str name)
{
    enum job_state state = JOB_WAITING;
    while (state < JOB_CANCELLED && !str_eq_c(name, state_names[state]))
        state++;
    return state;
}

static struct db_value state_value(enum job_state state)
{
    return db_text(str_from_c(state_names[state]));
}

/* ---- putting ---------------------------------------------------------------------- */

/* The number of the one that waits. RC_NOT_FOUND. */
static rc find_waiting(struct reader *reader, struct str kind, struct str key, int64_t *ret_id)
{
    struct rows rows;
    db_query(reader, &q_waiting, DB_ARGS(db_text(kind), db_text(key)), &rows);
    bool found = rows_next(&rows);
    int64_t id = found ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    if (result == RC_OK && found)
        *ret_id = id;
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

rc job_put(struct txn *txn, const struct job *job, int64_t *ret_id)
{
    struct str kind = str_from_c(job->kind->name), payload = job->payload.p ? job->payload : STR("");
    int64_t id = db_new_id(), changed = 0;
    if (payload.n > JOB_PAYLOAD_MAX || job->key.n > JOB_KEY_MAX)
        return RC_LIMIT;
    rc result = db_exec(txn, &q_put,
                        DB_ARGS(db_int(id), db_text(kind), db_text(job->key), db_text(payload),
                                db_int(job->kind->slow), db_int(job->at)),
                        &changed);
    if (result == RC_OK && changed == 0)
        result = find_waiting(txn_reader(txn), kind, job->key, &id);
    if (result)
        return result;
    txn_announce(txn);
    if (ret_id)
        *ret_id = id;
    return RC_OK;
}

/* ---- reading ------------------------------------------------------------------------ */

static struct job_status status_from_row(const struct rows *rows, struct arena *arena)
{
    return (struct job_status){
        .id = rows_int(rows, 0),
        .kind = rows_text_dup(rows, 1, arena),
        .state = state_named(rows_text(rows, 2)),
        .cancel_asked = rows_int(rows, 3) != 0,
        .due_at = rows_int(rows, 4),
        .started_at = rows_int(rows, 5),
        .attempts = rows_int(rows, 6),
        .progress_done = rows_int(rows, 7),
        .progress_total = rows_int(rows, 8),
        .progress = rows_text_dup(rows, 9, arena),
        .error = rows_text_dup(rows, 10, arena),
    };
}

rc job_read(struct reader *reader, struct arena *arena, int64_t id, struct job_status *ret_status)
{
    struct rows rows;
    struct job_status status = {0};
    db_query(reader, &q_read, DB_ARGS(db_int(id)), &rows);
    bool found = rows_next(&rows);
    if (found)
        status = status_from_row(&rows, arena);
    rc result = rows_close(&rows);
    if (result == RC_OK && found)
        *ret_status = status;
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

rc job_list(struct reader *reader, struct arena *arena, enum job_state state, int64_t limit,
            struct job_list *ret_list)
{
    struct rows rows;
    struct job_list list = {0};
    const struct query *query = state == JOB_WAITING || state == JOB_RUNNING ? &q_list : &q_list_latest;
    db_query(reader, query, DB_ARGS(state_value(state), db_int(limit)), &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &list) = status_from_row(&rows, arena);
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

static rc count_state(struct reader *reader, enum job_state state, int64_t most, int64_t *ret_count)
{
    struct rows rows;
    db_query(reader, &q_in_state, DB_ARGS(state_value(state), db_int(most)), &rows);
    int64_t count = 0;
    while (rows_next(&rows))
        count++;
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_count = count;
    return result;
}

rc job_count(struct reader *reader, int64_t most, int64_t ret_counts[JOB_STATES])
{
    int64_t counts[JOB_STATES];
    rc result = RC_OK;
    for (int i = 0; i < JOB_STATES && result == RC_OK; i++)
        result = count_state(reader, (enum job_state)i, most, &counts[i]);
    if (result == RC_OK)
        memcpy(ret_counts, counts, sizeof counts);
    return result;
}

rc job_due(struct reader *reader, bool slow, struct due_jobs *ret_due)
{
    struct rows rows;
    struct due_jobs due = {.n = 0};
    db_query(reader, &q_due, DB_ARGS(db_int(slow), db_int(DUE_MAX)), &rows);
    while (rows_next(&rows)) {
        due.ids[due.n] = rows_int(&rows, 0);
        due.at[due.n++] = rows_int(&rows, 1);
    }
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_due = due;
    return result;
}

/* ---- one attempt ----------------------------------------------------------------------- */

rc job_take_step(struct txn *txn, const void *in, void *out)
{
    const struct job_take *take = in;
    struct job_taken *taken = out;
    struct rows rows;
    db_query(txn_reader(txn), &q_take,
             DB_ARGS(db_int(take->hold.id), db_int(take->hold.lease), db_int(take->now), db_int(take->until)),
             &rows);
    bool found = rows_next(&rows);
    if (found)
        *taken = (struct job_taken){
            .kind = rows_text_dup(&rows, 0, take->arena),
            .payload = rows_text_dup(&rows, 1, take->arena),
            .error = rows_text_dup(&rows, 2, take->arena),
            .attempts = rows_int(&rows, 3),
            .cancel_asked = rows_int(&rows, 4) != 0,
        };
    rc result = rows_close(&rows);
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

rc job_beat_step(struct txn *txn, const void *in, void *out)
{
    const struct job_beat *beat = in;
    struct job_beaten *beaten = out;
    struct rows rows;
    db_query(txn_reader(txn), &q_beat,
             DB_ARGS(db_int(beat->hold.id), db_int(beat->hold.lease), db_int(beat->until), db_int(beat->done),
                     db_int(beat->total), db_text(beat->sentence)),
             &rows);
    bool held = rows_next(&rows);
    beaten->cancel_asked = held && rows_int(&rows, 0);
    rc result = rows_close(&rows);
    return result ? result : held ? RC_OK : RC_STOPPED;
}

/* Whether another job with the key of this one, which is held, waits: it will do the work. */
static rc is_replaced(struct txn *txn, struct job_hold hold, bool *ret_replaced)
{
    struct rows rows;
    int64_t other;
    struct arena *arena = arena_new();
    db_query(txn_reader(txn), &q_held, DB_ARGS(db_int(hold.id), db_int(hold.lease)), &rows);
    bool found = rows_next(&rows);
    struct str kind = found ? rows_text_dup(&rows, 0, arena) : STR_NONE;
    struct str key = found ? rows_text_dup(&rows, 1, arena) : STR_NONE;
    rc result = rows_close(&rows);
    if (result == RC_OK)
        result = key.p ? find_waiting(txn_reader(txn), kind, key, &other) : RC_NOT_FOUND;
    arena_free(arena);
    if (result == RC_OK || result == RC_NOT_FOUND)
        *ret_replaced = result == RC_OK;
    return result == RC_NOT_FOUND ? RC_OK : result;
}

rc job_ending_step(struct txn *txn, const void *in, void *out)
{
    const struct job_ending *ending = in;
    enum job_state state = ending->state;
    bool replaced = false;
    (void)out;
    rc result = state == JOB_WAITING ? is_replaced(txn, ending->hold, &replaced) : RC_OK;
    if (result)
        return result;
    if (replaced)
        state = JOB_CANCELLED;
    return db_exec(txn, &q_ending,
                   DB_ARGS(db_int(ending->hold.id), db_int(ending->hold.lease), state_value(state),
                           db_int(ending->at), db_int(ending->attempts), db_text(ending->error)),
                   NULL);
}

rc job_end(struct txn *txn, const struct job_run *run, time_us now)
{
    int64_t changed = 0;
    rc result = db_exec(txn, &q_end, DB_ARGS(db_int(run->hold.id), db_int(run->hold.lease), db_int(now)),
                        &changed);
    return result ? result : changed ? RC_OK : RC_STOPPED;
}

/* ---- looking after ------------------------------------------------------------------------ */

/* Tells why nothing was changed. */
static rc why_not(struct txn *txn, int64_t id)
{
    struct rows rows;
    db_query(txn_reader(txn), &q_key, DB_ARGS(db_int(id)), &rows);
    bool found = rows_next(&rows);
    rc result = rows_close(&rows);
    return result ? result : found ? RC_INVALID : RC_NOT_FOUND;
}

rc job_cancel(struct txn *txn, int64_t id, time_us now)
{
    int64_t changed = 0;
    rc result = db_exec(txn, &q_cancel_waiting, DB_ARGS(db_int(id), db_int(now)), &changed);
    if (result == RC_OK && changed == 0)
        result = db_exec(txn, &q_cancel_running, DB_ARGS(db_int(id)), &changed);
    return result || changed ? result : why_not(txn, id);
}

/* RC_EXISTS where a dead job's key waits anew. */
static rc check_key_is_free(struct txn *txn, int64_t id)
{
    struct rows rows;
    int64_t other;
    struct arena *arena = arena_new();
    db_query(txn_reader(txn), &q_key, DB_ARGS(db_int(id)), &rows);
    bool dead = rows_next(&rows) && str_eq_c(rows_text(&rows, 2), state_names[JOB_DEAD]);
    struct str kind = dead ? rows_text_dup(&rows, 0, arena) : STR_NONE;
    struct str key = dead ? rows_text_dup(&rows, 1, arena) : STR_NONE;
    rc result = rows_close(&rows);
    if (result == RC_OK && key.p)
        result = find_waiting(txn_reader(txn), kind, key, &other) == RC_NOT_FOUND ? RC_OK : RC_EXISTS;
    arena_free(arena);
    return result;
}

rc job_retry(struct txn *txn, int64_t id, time_us now)
{
    int64_t changed = 0;
    rc result = check_key_is_free(txn, id);
    if (result == RC_OK)
        result = db_exec(txn, &q_retry, DB_ARGS(db_int(id), db_int(now)), &changed);
    if (result)
        return result;
    if (changed == 0)
        return why_not(txn, id);
    txn_announce(txn);
    return RC_OK;
}

rc job_removal_step(struct txn *txn, const void *in, void *out)
{
    const struct job_removal *removal = in;
    return db_exec(txn, &q_remove, DB_ARGS(state_value(removal->state), db_int(removal->before)), out);
}

/* ---- schedules -------------------------------------------------------------------------------- */

rc schedule_put_step(struct txn *txn, const void *in, void *out)
{
    const struct schedule_put *put = in;
    struct schedule_did *did = out;
    struct str kind = str_from_c(put->kind->name);
    struct rows rows;
    db_query(txn_reader(txn), &q_schedule, DB_ARGS(db_text(kind)), &rows);
    bool known = rows_next(&rows);
    time_us last = known ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    if (result || (known && last >= put->due))
        return result;
    result = db_exec(txn, &q_schedule_set, DB_ARGS(db_text(kind), db_int(put->due)), NULL);
    if (result || !known)
        return result;
    did->put = true;
    return job_put(txn, &(struct job){.kind = put->kind, .at = put->due}, NULL);
}
