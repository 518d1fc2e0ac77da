/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Client addresses and their rate limit.
 *
 * A token bucket for each address in a table of fixed size: sets of four, in
 * which the one least recently used gives way. Somebody with many addresses
 * can therefore push others' buckets out, which gives those a full one; memory
 * stays bounded. The key of the table is random, so that nobody can choose
 * addresses that meet in one set.
 */
#include <arpa/inet.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "core/web/inside.h"

enum { SETS = 2048, WAYS = 4, LOCKS = 32 };

struct bucket {
    uint64_t key; /* 0: free */
    time_us filled;
    double tokens;
};

struct limiter {
    double capacity, per_us;
    uint64_t key[2];
    pthread_mutex_t locks[LOCKS];
    struct bucket sets[SETS][WAYS];
};

/* ---- addresses ------------------------------------------------------------------ */

static struct address from_v4(const void *four_bytes)
{
    struct address address = {{[10] = 0xFF, [11] = 0xFF}};
    memcpy(address.bytes + 12, four_bytes, 4);
    return address;
}

struct address address_from_socket(const struct sockaddr *socket_address)
{
    struct address address = {{0}};
    if (socket_address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, socket_address, sizeof v4);
        return from_v4(&v4.sin_addr);
    }
    if (socket_address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, socket_address, sizeof v6);
        memcpy(address.bytes, &v6.sin6_addr, sizeof address.bytes);
    }
    return address;
}

bool address_parse(struct str text, struct address *ret_address)
{
    char copy[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    if (text.n == 0 || text.n >= sizeof copy)
        return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    if (inet_pton(AF_INET, copy, bytes) == 1) {
        *ret_address = from_v4(bytes);
        return true;
    }
    if (inet_pton(AF_INET6, copy, bytes) != 1)
        return false;
    memcpy(ret_address->bytes, bytes, sizeof bytes);
    return true;
}

bool address_eq(struct address a, struct address b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static bool is_v4(struct address address)
{
    static const unsigned char prefix[12] = {[10] = 0xFF, [11] = 0xFF};
    return memcmp(address.bytes, prefix, sizeof prefix) == 0;
}

bool address_is_loopback(struct address address)
{
    static const unsigned char v6[16] = {[15] = 1};
    return is_v4(address) ? address.bytes[12] == 127 : memcmp(address.bytes, v6, sizeof v6) == 0;
}

/* The finisher of MurmurHash3: every bit of x reaches every bit of the result. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCDu;
    x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53u;
    return x ^ (x >> 33);
}

uint64_t address_key(struct address address, const uint64_t key[2])
{
    uint64_t high, low = 0;
    memcpy(&high, address.bytes, 8);
    if (is_v4(address)) /* one customer of an IPv6 provider has a whole /64 */
        memcpy(&low, address.bytes + 8, 8);
    uint64_t hash = mix(mix(high ^ key[0]) + (low ^ key[1]));
    return hash ? hash : 1;
}

/* ---- the limiter ----------------------------------------------------------------- */

struct limiter *limiter_new(int requests_per_minute)
{
    struct limiter *limiter = MEM_NEW(struct limiter);
    limiter->capacity = requests_per_minute;
    limiter->per_us = (double)requests_per_minute / (double)TIME_MINUTE;
    if (getrandom(limiter->key, sizeof limiter->key, 0) != (ssize_t)sizeof limiter->key)
        abort(); /* cannot happen for so few bytes, and nothing is safe without */
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&limiter->locks[i], NULL);
    return limiter;
}

struct limiter *limiter_free(struct limiter *limiter)
{
    if (limiter)
        for (int i = 0; i < LOCKS; i++)
            pthread_mutex_destroy(&limiter->locks[i]);
    return mem_free(limiter);
}

static struct bucket *bucket_of(struct limiter *limiter, struct bucket set[WAYS], uint64_t key, time_us now)
{
    struct bucket *oldest = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].filled < oldest->filled)
            oldest = &set[i];
    }
    *oldest = (struct bucket){.key = key, .filled = now, .tokens = limiter->capacity};
    return oldest;
}

bool limiter_take(struct limiter *limiter, struct address address, time_us now)
{
    uint64_t key = address_key(address, limiter->key);
    size_t set = (size_t)(key % SETS);
    pthread_mutex_t *lock = &limiter->locks[set % LOCKS];
    pthread_mutex_lock(lock);
    struct bucket *bucket = bucket_of(limiter, limiter->sets[set], key, now);
    if (now > bucket->filled) {
        bucket->tokens += (double)(now - bucket->filled) * limiter->per_us;
        if (bucket->tokens > limiter->capacity)
            bucket->tokens = limiter->capacity;
        bucket->filled = now;
    }
    bool taken = bucket->tokens >= 1;
    if (taken)
        bucket->tokens -= 1;
    pthread_mutex_unlock(lock);
    return taken;
}
