/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The write lane of a database with one writer: the waiting steps run in order,
 * many in one transaction, each in a savepoint, and are answered after COMMIT.
 * One flush to the disk is shared by all of them.
 */
#include "base/clock.h"
#include "core/db/db_lane.h"

enum { BATCH_MAX = 256 };
/* A long step must not make everybody before it wait for everybody after it. */
static const time_us batch_time = 50 * (TIME_SECOND / 1000);

/* Runs one step in its savepoint. The transaction may be lost afterwards. */
static rc run_in_savepoint(struct txn *txn, struct write *write)
{
    const struct db_driver *driver = txn->reader.db->driver;
    rc result = driver->savepoint(txn);
    if (result != RC_OK) {
        driver->rollback(txn);
        return result;
    }
    result = lane_run_step(txn, write);
    if (!driver->in_transaction(txn))
        return result == RC_OK ? RC_DATABASE : result;
    rc ended = result == RC_OK ? driver->release(txn) : driver->rollback_to(txn);
    if (ended == RC_OK)
        return result;
    driver->rollback(txn); /* it is not known what the savepoint left behind */
    return RC_DATABASE;
}

static size_t fail_all(rc *results, size_t n, rc result)
{
    for (size_t i = 0; i < n; i++)
        results[i] = result;
    return n;
}

/*
 * Runs writes in one transaction, as many as fit in the batch time, and fills
 * in their results. Returns how many, at least one.
 *
 * A transaction can be lost: a full disk, or a statement that rolls everything
 * back. Then nothing of the batch is stored, and each of its steps is run once
 * more in a transaction of its own, so that only the one to blame fails.
 */
static size_t run_batch(struct txn *txn, struct write **writes, rc *results, size_t n)
{
    const struct db_driver *driver = txn->reader.db->driver;
    rc result = driver->begin(txn);
    if (result != RC_OK)
        return fail_all(results, n, result);
    time_us until = time_monotonic() + batch_time;
    size_t ran = 0;
    do {
        results[ran] = run_in_savepoint(txn, writes[ran]);
        ran++;
    } while (ran < n && driver->in_transaction(txn) && time_monotonic() < until);

    bool lost = !driver->in_transaction(txn);
    if (!lost) {
        result = driver->commit(txn);
        if (result == RC_OK)
            return ran;
        driver->rollback(txn);
    }
    if (ran == 1) {
        if (!lost && results[0] == RC_OK)
            results[0] = result;
        return 1;
    }
    for (size_t i = 0; i < ran; i++)
        run_batch(txn, &writes[i], &results[i], 1);
    return ran;
}

void *lane_batch_main(void *argument)
{
    struct lane_thread *thread = argument;
    struct write *writes[BATCH_MAX];
    rc results[BATCH_MAX];
    size_t n;
    while ((n = lane_take(thread->lane, writes, BATCH_MAX)) > 0) {
        for (size_t answered = 0; answered < n;) {
            size_t ran = run_batch(thread->txn, &writes[answered], results, n - answered);
            for (size_t i = 0; i < ran; i++)
                lane_answer(thread->lane, writes[answered + i], results[i]);
            answered += ran;
        }
    }
    return NULL;
}
