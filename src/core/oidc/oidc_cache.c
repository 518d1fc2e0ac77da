/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/oidc/oidc_cache.h"

#include <pthread.h>
#include <string.h>

#include "base/mem.h"
#include "core/oidc/oidc_text.h"

/* One address. The strings are on the heap, followed by NUL, and owned here. */
struct kept {
    struct str url;            /* STR_NONE: the place is free */
    struct str text;           /* STR_NONE: there is none */
    struct oidc_answer failed; /* how the latest try ended; its problem is owned too */
    time_us got, tried;
    bool fetching; /* by a thread that does not hold the lock */
};

struct oidc_cache {
    pthread_mutex_t lock;
    pthread_cond_t fetched;
    oidc_http_fn *http;
    struct kept items[OIDC_CACHE_MAX];
};

/* ---- one address ------------------------------------------------------------------------------- */

static void put(struct str *owned, struct str s)
{
    char *copy = s.p ? mem_alloc(s.n + 1) : NULL;
    if (s.n)
        memcpy(copy, s.p, s.n);
    mem_free((char *)owned->p);
    *owned = (struct str){copy, s.n};
}

static void put_failure(struct kept *kept, struct oidc_answer answer)
{
    kept->failed.outcome = answer.outcome;
    put(&kept->failed.problem, answer.problem);
}

static void empty(struct kept *kept)
{
    put(&kept->url, STR_NONE);
    put(&kept->text, STR_NONE);
    put_failure(kept, OIDC_ANSWER_FINE);
    *kept = (struct kept){0};
}

/* A clock that was set back makes everything old. */
static bool is_younger(time_us then, time_us now, time_us age)
{
    return now >= then && now - then < age;
}

static bool is_usable(const struct kept *kept, time_us now)
{
    return kept->text.p && is_younger(kept->got, now, OIDC_CACHE_AGE);
}

static bool is_due(const struct kept *kept, bool renew, time_us now)
{
    if (is_usable(kept, now))
        return renew && !is_younger(kept->tried, now, OIDC_CACHE_RENEW);
    return !kept->failed.outcome || !is_younger(kept->tried, now, OIDC_CACHE_PAUSE);
}

/* ---- all, with the lock held --------------------------------------------------------------------- */

static struct kept *find(struct oidc_cache *cache, struct str url)
{
    for (size_t i = 0; i < OIDC_CACHE_MAX; i++)
        if (cache->items[i].url.p && str_eq(cache->items[i].url, url))
            return &cache->items[i];
    return NULL;
}

/* An empty place for url: a free one, or the one fetched longest ago. NULL: all are being fetched. */
static struct kept *make_place(struct oidc_cache *cache, struct str url)
{
    struct kept *place = NULL;
    for (size_t i = 0; i < OIDC_CACHE_MAX; i++) {
        struct kept *kept = &cache->items[i];
        if (!kept->fetching && (!place || kept->tried < place->tried))
            place = kept;
    }
    if (place) {
        empty(place);
        put(&place->url, url);
    }
    return place;
}

/* The place of url, once nobody is fetching it. */
static struct kept *settle(struct oidc_cache *cache, struct str url)
{
    struct kept *kept;
    while ((kept = find(cache, url)) != NULL && kept->fetching)
        pthread_cond_wait(&cache->fetched, &cache->lock);
    return kept ? kept : make_place(cache, url);
}

/* Lets the lock go while it waits for the provider. */
static void fetch(struct oidc_cache *cache, struct arena *arena, struct kept *kept,
                  const struct oidc_http_request *request, time_us now)
{
    struct oidc_http_reply reply;
    kept->fetching = true;
    kept->tried = now;
    pthread_mutex_unlock(&cache->lock);
    struct oidc_answer answer = cache->http(arena, request, &reply);
    if (!answer.outcome && reply.status != 200)
        answer = oidc_answer(arena, reply.status >= 500 ? OIDC_AWAY : OIDC_SETUP,
                             "%.*s answers with status %ld instead of 200", STR_ARGS(request->url),
                             reply.status);
    pthread_mutex_lock(&cache->lock);
    put_failure(kept, answer);
    if (!answer.outcome) {
        put(&kept->text, reply.body);
        kept->got = now;
    }
    kept->fetching = false;
    pthread_cond_broadcast(&cache->fetched);
}

/* ---- for callers ----------------------------------------------------------------------------------- */

struct oidc_cache *oidc_cache_new(void)
{
    struct oidc_cache *cache = MEM_NEW(struct oidc_cache);
    pthread_mutex_init(&cache->lock, NULL);
    pthread_cond_init(&cache->fetched, NULL);
    cache->http = oidc_http;
    return cache;
}

struct oidc_cache *oidc_cache_free(struct oidc_cache *cache)
{
    if (!cache)
        return NULL;
    for (size_t i = 0; i < OIDC_CACHE_MAX; i++)
        empty(&cache->items[i]);
    pthread_cond_destroy(&cache->fetched);
    pthread_mutex_destroy(&cache->lock);
    return mem_free(cache);
}

struct oidc_answer oidc_cache_get(struct oidc_cache *cache, struct arena *arena, struct str url,
                                  const char *ca_file, bool renew, time_us now, struct str *ret_text)
{
    const struct oidc_http_request request = {.url = url, .ca_file = ca_file};
    struct oidc_answer answer = OIDC_ANSWER_FINE;
    pthread_mutex_lock(&cache->lock);
    struct kept *kept = settle(cache, url);
    if (kept && is_due(kept, renew, now))
        fetch(cache, arena, kept, &request, now);
    if (kept && is_usable(kept, now))
        *ret_text = arena_str_dup(arena, kept->text);
    else
        answer = kept ? (struct oidc_answer){kept->failed.outcome, arena_str_dup(arena, kept->failed.problem)}
                      : oidc_answer(arena, OIDC_AWAY, "too many providers are being asked at once");
    pthread_mutex_unlock(&cache->lock);
    return answer;
}

void oidc_cache_refuse(struct oidc_cache *cache, struct str url, struct oidc_answer reason)
{
    pthread_mutex_lock(&cache->lock);
    struct kept *kept = find(cache, url);
    if (kept && !kept->fetching) {
        put(&kept->text, STR_NONE);
        put_failure(kept, reason);
    }
    pthread_mutex_unlock(&cache->lock);
}

struct oidc_answer oidc_cache_post(struct oidc_cache *cache, struct arena *arena,
                                   const struct oidc_http_request *request, struct oidc_http_reply *ret_reply)
{
    return cache->http(arena, request, ret_reply);
}

void oidc_cache_set_http(struct oidc_cache *cache, oidc_http_fn *http)
{
    cache->http = http;
}
