/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A child process that is talked to: another program of ours, for work that may
 * crash or never end.
 *
 * Its standard input and output are one socket to us; its standard error and
 * everything else of ours is closed to it, and its environment is empty. One
 * thread at a time may use a child; any number of children may run.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/clock.h"
#include "base/rc.h"
#include "base/str.h"

struct child {
    pid_t pid;
    int socket;
};

/* How a talk ended. */
enum child_end {
    CHILD_EXITED,    /* by itself; code is its exit code */
    CHILD_SIGNALLED, /* by a signal, which is code */
    CHILD_TIMED_OUT, /* killed at the deadline */
    CHILD_REFUSED    /* killed, since what it said was not taken */
};

struct child_talk {
    struct str input; /* sent at once */
    time_us deadline; /* by time_monotonic; 0: none. After it the child is killed */
    time_us patience; /* after a wish to stop; then it is killed */
    /* What the child says, as it comes; borrowed. False: kill it. */
    bool (*take)(void *context, struct str bytes);
    /* Asked ten times a second; false: the child is to stop, which it is told by the end of its input. */
    bool (*go_on)(void *context);
    void *context;
};

/* Starts the program at path, which is an absolute path. RC_NOT_FOUND: there is none; RC_IO. */
MUST_CHECK rc child_start(const char *path, struct child *ret_child);

/* Talks until the child ends, and buries it. */
enum child_end child_talk(struct child *child, const struct child_talk *talk, int *ret_code);

/* The absolute path of a program that lies beside the one that runs; in path, NUL-terminated.
 * RC_LIMIT: it does not fit. */
MUST_CHECK rc child_beside(const char *name, char *path, size_t path_size);

#endif
