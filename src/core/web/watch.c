/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * All connections, and the thread that cuts those that take too long.
 *
 * The library's own timer starts again with each byte, so that one byte now
 * and then holds a connection for ever. Here each connection has one deadline,
 * which those who serve it move: to the end of the header block, of a window
 * of the body, of the reply, of idleness; none while a handler has it. The
 * thread looks at all of them four times a second and shuts the sockets whose
 * time has passed; the library then sees the end and closes. A peer leaves the
 * list before its socket is closed, under the same mutex, so that nobody shuts
 * a socket that has become somebody else's.
 *
 * Lingering. When a request is refused before all of it was read, by us or by
 * the library, closing the socket would make the kernel send a reset, which can
 * overtake the answer (RFC 9112 §9.6). A duplicate of the socket is therefore
 * kept for two seconds and read empty.
 */
#include <assert.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/web/inside.h"

enum {
    BUCKETS = 4096,
    LINGER_MAX = 64,
    LINGER_MS = 2000,
    TICK_MS = 250,
    LINGER_TICK_MS = 20,
    LINGER_READS = 16 /* of a buffer each, a tick */
};

struct lingering {
    int fd;
    time_us until;
};

struct watch {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread;
    bool started, stopping;
    struct peer *peers;
    struct peer *buckets[BUCKETS]; /* peers by key */
    uint64_t key[2];
    size_t count;
    size_t max_per_address;
    int64_t header_timeout_us;
    struct lingering lingering[LINGER_MAX];
    size_t n_lingering;
};

struct watch *watch_new(int max_per_address, int header_timeout_ms)
{
    struct watch *watch = MEM_NEW(struct watch);
    watch->max_per_address = (size_t)max_per_address;
    watch->header_timeout_us = (int64_t)header_timeout_ms * 1000;
    if (getrandom(watch->key, sizeof watch->key, 0) != (ssize_t)sizeof watch->key)
        abort(); /* cannot happen for so few bytes */
    pthread_mutex_init(&watch->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    return watch;
}

/* ---- the list -------------------------------------------------------------------- */

bool watch_welcomes(struct watch *watch, struct address address, bool exempt)
{
    if (exempt)
        return true;
    uint64_t key = address_key(address, watch->key);
    size_t same = 0;
    pthread_mutex_lock(&watch->mutex);
    for (struct peer *p = watch->buckets[key % BUCKETS]; p; p = p->bucket_next)
        same += p->counted && p->key == key;
    pthread_mutex_unlock(&watch->mutex);
    return same < watch->max_per_address;
}

struct peer *watch_add(struct watch *watch, int fd, struct address address, bool exempt)
{
    struct peer *peer = MEM_NEW(struct peer);
    peer->watch = watch;
    peer->fd = fd;
    peer->address = address;
    peer->counted = !exempt;
    peer->key = address_key(address, watch->key);
    atomic_init(&peer->deadline, time_monotonic() + watch->header_timeout_us);
    atomic_init(&peer->linger, true);
    struct peer **bucket = &watch->buckets[peer->key % BUCKETS];
    pthread_mutex_lock(&watch->mutex);
    peer->next = watch->peers;
    if (peer->next)
        peer->next->previous = peer;
    watch->peers = peer;
    peer->bucket_next = *bucket;
    *bucket = peer;
    watch->count++;
    pthread_mutex_unlock(&watch->mutex);
    return peer;
}

/* Under the mutex, with the socket still open. */
static void linger(struct watch *watch, int fd)
{
    char scrap;
    bool ended = recv(fd, &scrap, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
    if (ended || watch->n_lingering == LINGER_MAX || watch->stopping)
        return;
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        return;
    watch->lingering[watch->n_lingering++] = (struct lingering){copy, time_monotonic() + LINGER_MS * 1000};
    pthread_cond_signal(&watch->wake);
}

void watch_remove(struct watch *watch, struct peer *peer)
{
    pthread_mutex_lock(&watch->mutex);
    if (peer->previous)
        peer->previous->next = peer->next;
    else
        watch->peers = peer->next;
    if (peer->next)
        peer->next->previous = peer->previous;
    struct peer **at = &watch->buckets[peer->key % BUCKETS];
    while (*at != peer)
        at = &(*at)->bucket_next;
    *at = peer->bucket_next;
    watch->count--;
    if (atomic_load(&peer->linger))
        linger(watch, peer->fd);
    pthread_mutex_unlock(&watch->mutex);
    mem_free(peer);
}

void peer_set_deadline(struct peer *peer, int64_t from_now_ms)
{
    atomic_store(&peer->deadline, from_now_ms ? time_monotonic() + from_now_ms * 1000 : 0);
}

size_t watch_count(struct watch *watch)
{
    pthread_mutex_lock(&watch->mutex);
    size_t count = watch->count;
    pthread_mutex_unlock(&watch->mutex);
    return count;
}

void watch_let_go(struct watch *watch, bool force)
{
    pthread_mutex_lock(&watch->mutex);
    for (struct peer *p = watch->peers; p; p = p->next) {
        if (force)
            shutdown(p->fd, SHUT_RDWR);
        else if (!atomic_load(&p->busy))
            /* What has arrived can still be read and answered; then the end is seen. */
            shutdown(p->fd, SHUT_RD);
    }
    pthread_mutex_unlock(&watch->mutex);
}

/* ---- the thread -------------------------------------------------------------------- */

/* Reads what still comes; false when the client is done or has been waited for enough. */
static bool keep_lingering(const struct lingering *lingering, time_us now)
{
    char scrap[16384];
    for (int i = 0; i < LINGER_READS; i++) {
        ssize_t n = recv(lingering->fd, scrap, sizeof scrap, MSG_DONTWAIT);
        if (n < 0)
            break;
        if (n == 0)
            return false;
    }
    return now < lingering->until;
}

static void look(struct watch *watch, time_us now)
{
    for (struct peer *p = watch->peers; p; p = p->next) {
        time_us deadline = atomic_load(&p->deadline);
        if (deadline && deadline <= now) {
            atomic_store(&p->deadline, 0);
            shutdown(p->fd, SHUT_RDWR);
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < watch->n_lingering; i++) {
        if (keep_lingering(&watch->lingering[i], now))
            watch->lingering[kept++] = watch->lingering[i];
        else
            close(watch->lingering[i].fd);
    }
    watch->n_lingering = kept;
}

static void *watch_run(void *argument)
{
    struct watch *watch = argument;
    pthread_mutex_lock(&watch->mutex);
    while (!watch->stopping) {
        time_us now = time_monotonic();
        look(watch, now);
        time_us until = now + (watch->n_lingering ? LINGER_TICK_MS : TICK_MS) * 1000;
        struct timespec at = {.tv_sec = until / TIME_SECOND, .tv_nsec = (until % TIME_SECOND) * 1000};
        pthread_cond_timedwait(&watch->wake, &watch->mutex, &at);
    }
    for (size_t i = 0; i < watch->n_lingering; i++)
        close(watch->lingering[i].fd);
    watch->n_lingering = 0;
    pthread_mutex_unlock(&watch->mutex);
    return NULL;
}

rc watch_start(struct watch *watch)
{
    if (pthread_create(&watch->thread, NULL, watch_run, watch) != 0)
        return RC_IO;
    watch->started = true;
    return RC_OK;
}

struct watch *watch_free(struct watch *watch)
{
    if (!watch)
        return NULL;
    pthread_mutex_lock(&watch->mutex);
    watch->stopping = true;
    pthread_cond_signal(&watch->wake);
    pthread_mutex_unlock(&watch->mutex);
    if (watch->started)
        pthread_join(watch->thread, NULL);
    assert(watch->peers == NULL && "all connections are closed");
    pthread_cond_destroy(&watch->wake);
    pthread_mutex_destroy(&watch->mutex);
    return mem_free(watch);
}
