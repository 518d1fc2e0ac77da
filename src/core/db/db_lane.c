/* SPDX-License-Identifier: EUPL-1.2 */
/* The queue of writes, and the life of the threads that serve it. */
#include "core/db/db_lane.h"

#include <assert.h>
#include <signal.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

/* ---- the queue ---- */

static bool on_lane_thread(const struct lane *lane)
{
    for (int i = 0; i < lane->thread_count; i++)
        if (lane->threads[i].started && pthread_equal(lane->threads[i].id, pthread_self()))
            return true;
    return false;
}

static rc submit(struct lane *lane, struct write *write, bool wait_for_room)
{
    rc result = RC_OK;
    write->next = NULL;
    pthread_mutex_lock(&lane->lock);
    while (wait_for_room && !lane->refusing && lane->queued >= lane->db->options.queue_length)
        pthread_cond_wait(&lane->settled, &lane->lock);
    if (lane->refusing) {
        result = RC_STOPPED;
    } else if (lane->queued >= lane->db->options.queue_length) {
        result = RC_BUSY;
    } else {
        if (lane->last)
            lane->last->next = write;
        else
            lane->first = write;
        lane->last = write;
        lane->queued++;
        pthread_cond_signal(&lane->waiting);
    }
    pthread_mutex_unlock(&lane->lock);
    return result;
}

size_t lane_take(struct lane *lane, struct write **writes, size_t max)
{
    size_t n = 0;
    pthread_mutex_lock(&lane->lock);
    while (lane->first == NULL && !lane->stopping)
        pthread_cond_wait(&lane->waiting, &lane->lock);
    while (lane->first && n < max) {
        writes[n++] = lane->first;
        lane->first = lane->first->next;
    }
    if (lane->first == NULL)
        lane->last = NULL;
    lane->queued -= (int)n;
    lane->running += (int)n;
    if (n)
        pthread_cond_broadcast(&lane->settled);
    pthread_mutex_unlock(&lane->lock);
    return n;
}

static void tell_listener(struct lane *lane)
{
    pthread_mutex_lock(&lane->news);
    if (lane->listener)
        lane->listener(lane->listener_context);
    pthread_mutex_unlock(&lane->news);
}

void lane_answer(struct lane *lane, struct write *write, rc result)
{
    bool news = write->announced && result == RC_OK;
    write->done(write, result); /* after this the write may be gone */
    if (news)
        tell_listener(lane);
    pthread_mutex_lock(&lane->lock);
    if (--lane->running == 0 && lane->first == NULL)
        pthread_cond_broadcast(&lane->settled);
    pthread_mutex_unlock(&lane->lock);
}

rc lane_run_step(struct txn *txn, struct write *write)
{
    if (write->out_size)
        memset(write->out, 0, write->out_size);
    txn->reader.failed = RC_OK;
    txn->announced = false;
    rc result = write->step(txn, write->in, write->out);
    assert(txn->reader.open_rows == 0); /* the step forgot rows_close */
    write->announced = txn->announced;
    return result == RC_OK ? txn->reader.failed : result;
}

void txn_announce(struct txn *txn)
{
    txn->announced = true;
}

void db_listen(struct db *db, void (*listener)(void *context), void *context)
{
    if (db->lane == NULL)
        return;
    pthread_mutex_lock(&db->lane->news);
    db->lane->listener = listener;
    db->lane->listener_context = context;
    pthread_mutex_unlock(&db->lane->news);
}

rc db_submit(struct db *db, struct write *write)
{
    return db->lane ? submit(db->lane, write, false) : RC_DENIED;
}

/* ---- a write that is waited for ---- */

struct waiter {
    struct write write;
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool done;
    rc result;
};

static void wake(struct write *write, rc result)
{
    struct waiter *waiter = write->context;
    pthread_mutex_lock(&waiter->lock);
    waiter->done = true;
    waiter->result = result;
    pthread_cond_signal(&waiter->answered);
    pthread_mutex_unlock(&waiter->lock);
}

rc db_write(struct db *db, step_fn *step, const void *in, void *out, size_t out_size)
{
    if (db->lane == NULL)
        return RC_DENIED;
    assert(!on_lane_thread(db->lane)); /* it would wait for itself */
    struct waiter waiter = {.write = {step, in, out, out_size, wake, &waiter, NULL, false}};
    pthread_mutex_init(&waiter.lock, NULL);
    pthread_cond_init(&waiter.answered, NULL);
    rc result = submit(db->lane, &waiter.write, true);
    if (result == RC_OK) {
        pthread_mutex_lock(&waiter.lock);
        while (!waiter.done)
            pthread_cond_wait(&waiter.answered, &waiter.lock);
        pthread_mutex_unlock(&waiter.lock);
        result = waiter.result;
    }
    pthread_cond_destroy(&waiter.answered);
    pthread_mutex_destroy(&waiter.lock);
    return result;
}

/* ---- the threads ---- */

static struct lane *lane_new(struct db *db)
{
    struct lane *lane = MEM_NEW(struct lane);
    lane->db = db;
    pthread_mutex_init(&lane->lock, NULL);
    pthread_cond_init(&lane->waiting, NULL);
    pthread_cond_init(&lane->settled, NULL);
    pthread_mutex_init(&lane->news, NULL);
    pthread_rwlockattr_t fair;
    pthread_rwlockattr_init(&fair);
    /* Otherwise a stream of readers keeps the one that wants to be alone out for ever. */
    pthread_rwlockattr_setkind_np(&fair, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&lane->alone, &fair);
    pthread_rwlockattr_destroy(&fair);
    return lane;
}

static rc start_thread(struct lane *lane, struct lane_thread *thread)
{
    const struct db_driver *driver = lane->db->driver;
    thread->lane = lane;
    rc result = driver->writer_open(lane->db, WRITER_STEPS, &thread->txn);
    if (result != RC_OK)
        return result;
    /* Signals belong to the main thread. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&thread->id, NULL,
                               driver->one_writer ? lane_batch_main : lane_repeat_main, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error) {
        log_error("db", "a writing thread could not be started: error %d", error);
        return RC_IO;
    }
    pthread_setname_np(thread->id, "db-write");
    thread->started = true;
    return RC_OK;
}

rc lane_start(struct db *db)
{
    struct lane *lane = lane_new(db);
    int wanted = db->driver->one_writer ? 1 : db->options.writers;
    rc result = RC_OK;
    while (result == RC_OK && lane->thread_count < wanted)
        result = start_thread(lane, &lane->threads[lane->thread_count++]);
    if (result != RC_OK) {
        lane_stop(lane);
        return result;
    }
    db->lane = lane;
    return RC_OK;
}

void lane_drain(struct lane *lane)
{
    if (lane == NULL)
        return;
    assert(!on_lane_thread(lane));
    pthread_mutex_lock(&lane->lock);
    lane->refusing = true;
    pthread_cond_broadcast(&lane->settled); /* those who wait for room give up */
    while (lane->first || lane->running)
        pthread_cond_wait(&lane->settled, &lane->lock);
    pthread_mutex_unlock(&lane->lock);
}

struct lane *lane_stop(struct lane *lane)
{
    if (lane == NULL)
        return NULL;
    lane_drain(lane);
    pthread_mutex_lock(&lane->lock);
    lane->stopping = true;
    pthread_cond_broadcast(&lane->waiting);
    pthread_mutex_unlock(&lane->lock);
    for (int i = 0; i < lane->thread_count; i++) {
        if (lane->threads[i].started)
            pthread_join(lane->threads[i].id, NULL);
        if (lane->threads[i].txn)
            lane->db->driver->writer_close(lane->threads[i].txn);
    }
    pthread_rwlock_destroy(&lane->alone);
    pthread_mutex_destroy(&lane->news);
    pthread_cond_destroy(&lane->settled);
    pthread_cond_destroy(&lane->waiting);
    pthread_mutex_destroy(&lane->lock);
    return mem_free(lane);
}
