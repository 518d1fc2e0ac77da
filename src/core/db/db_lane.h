/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Inside core/db: the queue of writes and the threads that run them.
 *
 * The queue is first in, first out, under one lock. A thread takes writes with
 * lane_take, runs them and gives each back with lane_answer. db_lane_batch.c
 * is the thread for a database with one writer (SQLite), db_lane_repeat.c for
 * one with many (PostgreSQL).
 */
#ifndef CORE_DB_DB_LANE_H
#define CORE_DB_DB_LANE_H

#include <pthread.h>

#include "core/db/db_driver.h"

struct lane;

struct lane_thread {
    struct lane *lane;
    struct txn *txn; /* its connection */
    pthread_t id;
    bool started;
};

struct lane {
    struct db *db;
    pthread_mutex_t lock;    /* over all below, except alone */
    pthread_cond_t waiting;  /* there is a write, or stopping */
    pthread_cond_t settled;  /* there is room in the queue, or nothing left to do */
    struct write *first, *last;
    int queued;  /* in the list */
    int running; /* taken and not answered */
    bool refusing, stopping;

    pthread_mutex_t news; /* over the two below, also while the listener runs */
    void (*listener)(void *context);
    void *listener_context;

    /* Held for writing by a step that has lost too often and now runs alone
     * among the steps of this process; by all others for reading. */
    pthread_rwlock_t alone;

    int thread_count;
    struct lane_thread threads[DB_MAX_CONNECTIONS];
};

/* Waits for writes and takes at most max of them, in order. 0 = the thread shall end. */
size_t lane_take(struct lane *lane, struct write **writes, size_t max);
/* Calls write->done with result, and the listener where there is news; the write is the caller's again. */
void lane_answer(struct lane *lane, struct write *write, rc result);
/* Zeroes the output and runs the step. An SQL error that the step did not return is its result. */
rc lane_run_step(struct txn *txn, struct write *write);

/* The bodies of the threads; argument is a lane_thread. */
void *lane_batch_main(void *argument);
void *lane_repeat_main(void *argument);

#endif
