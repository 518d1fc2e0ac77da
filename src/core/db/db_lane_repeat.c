/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The write lane of a database with many writers: every thread runs one step
 * at a time in a SERIALIZABLE transaction of its own and repeats it when a
 * concurrent transaction has won.
 */
#include <sys/random.h>
#include <time.h>

#include "core/db/db_lane.h"

enum {
    ATTEMPTS_TOGETHER = 6, /* beside the other threads */
    ATTEMPTS_ALONE = 10,   /* the others wait: only other processes can still win */
    LONGEST_PAUSE_US = 20000,
};

/* One attempt. *ret_again when it lost and may be repeated. */
static rc attempt(struct txn *txn, struct write *write, bool *ret_again)
{
    const struct db_driver *driver = txn->reader.db->driver;
    *ret_again = false;
    rc result = driver->begin(txn);
    if (result != RC_OK)
        return result;
    result = lane_run_step(txn, write);
    if (result == RC_OK) {
        result = driver->commit(txn);
        if (result == RC_OK)
            return RC_OK;
        *ret_again = result == RC_CONFLICT;
    } else {
        /* What the step returned does not matter: it decided on a view that lost. */
        *ret_again = txn->reader.failed == RC_CONFLICT;
    }
    driver->rollback(txn);
    return result;
}

/* Waits a random time, longer the more often the step has lost. */
static void pause_before(int attempt_number)
{
    uint32_t noise = 0;
    if (getrandom(&noise, sizeof noise, GRND_NONBLOCK) != (ssize_t)sizeof noise)
        noise = (uint32_t)(uintptr_t)&noise >> 4; /* not a secret */
    uint32_t most = 500u << (attempt_number < 6 ? attempt_number : 6);
    if (most > LONGEST_PAUSE_US)
        most = LONGEST_PAUSE_US;
    nanosleep(&(struct timespec){.tv_nsec = (long)(noise % most) * 1000}, NULL);
}

static rc run_repeatedly(struct lane *lane, struct txn *txn, struct write *write)
{
    for (int i = 0; i < ATTEMPTS_TOGETHER + ATTEMPTS_ALONE; i++) {
        if (i > 0)
            pause_before(i);
        if (i < ATTEMPTS_TOGETHER)
            pthread_rwlock_rdlock(&lane->alone);
        else
            pthread_rwlock_wrlock(&lane->alone);
        bool again;
        rc result = attempt(txn, write, &again);
        pthread_rwlock_unlock(&lane->alone);
        if (!again)
            return result;
    }
    return RC_BUSY;
}

void *lane_repeat_main(void *argument)
{
    struct lane_thread *thread = argument;
    struct write *write;
    while (lane_take(thread->lane, &write, 1) > 0)
        lane_answer(thread->lane, write, run_repeatedly(thread->lane, thread->txn, write));
    return NULL;
}
