/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where a handler runs: on the loop's thread, or in the pool while the
 * connection is suspended; and where a change goes: the write lane of core/db.
 *
 * Suspending comes before handing over and resuming is the last thing done, so
 * that exactly one thread has the request at any time. The loop takes it up
 * again through the library's mutex.
 */
#include <assert.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/web/inside.h"

enum { WORKERS_MAX = 64 };

struct pool {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct request *queue[POOL_QUEUE_LENGTH]; /* a ring */
    size_t first, n;
    bool stopping;
    pthread_t threads[WORKERS_MAX];
    int n_threads;
};

/* ---- suspending ------------------------------------------------------------------------ */

static void suspend(struct request *request)
{
    request->stage = STAGE_WAITING;
    atomic_fetch_add(&request->server->suspended, 1);
    MHD_suspend_connection(request->connection);
}

/* The request belongs to the loop from here on and must not be touched. */
static void resume(struct request *request, enum stage stage)
{
    struct server *server = request->server;
    request->stage = stage;
    MHD_resume_connection(request->connection);
    atomic_fetch_sub(&server->suspended, 1);
}

bool runs_post(const struct request *request)
{
    const struct route *route = request->match.route;
    if (request->method == METHOD_POST)
        return true;
    return request->method == METHOD_GET && route && route->post && route->post->by_get;
}

/* ---- handlers --------------------------------------------------------------------------- */

/* Turns what a handler returned into an answer. */
static void settle(struct request *request, rc result, const char *where)
{
    if (result != RC_OK) {
        reply_fail(request, result, where);
    } else if (!request->reply.made) {
        log_error("web", "%s: %s gave no answer", request->match.route->name, where);
        reply_refuse(request, &refusal_broken);
    }
}

/* Whether who asks may use the route; where not, or where nobody can tell, it has replied. */
static bool admit(struct request *request, struct reader *reader)
{
    const struct server_parts *parts = &request->server->parts;
    enum entry entry;
    if (parts->catch_up)
        parts->catch_up(parts->context, request, reader);
    rc result = identify(request, reader, &entry);
    if (result)
        reply_fail(request, result, "identify");
    else if (entry != ENTRY_WELCOME)
        turn_away(request, entry);
    return result == RC_OK && entry == ENTRY_WELCOME;
}

static struct reader *begin_reading(struct request *request)
{
    struct reader *reader = NULL;
    rc result = db_read_begin(request->server->parts.db, &reader);
    if (result)
        reply_fail(request, result, "db_read_begin");
    return reader;
}

static bool is_logged(const struct request *request)
{
    return !request->health && (request->match.route->who & WHO_LOGGED);
}

static bool must_log(const struct request *request)
{
    return is_logged(request) && !request->looked;
}

/* True when a look must be logged first; then it is called again. */
static bool run_get(struct request *request)
{
    struct reader *reader = begin_reading(request);
    if (!reader)
        return false;
    bool welcome = request->looked || admit(request, reader);
    bool log_first = welcome && must_log(request);
    rc result = RC_OK;
    if (welcome && !log_first)
        result = request->match.route->get(request, reader);
    db_read_end(reader);
    if (welcome && !log_first)
        settle(request, result, "get");
    return log_first;
}

static rc read_body(struct request *request)
{
    struct str bytes = STR("");
    if (request->body_begun) {
        rc result = body_end(&request->body, &bytes);
        if (result != RC_OK)
            return result;
    }
    if (!str_eq_nocase(media_type_of(request->content_type), STR("multipart/form-data")))
        return url_decode_pairs(request->arena, bytes, &request->form);
    struct str boundary = multipart_boundary(request->arena, request->content_type);
    return multipart_read(request->arena, bytes, boundary, &request->form, &request->uploads);
}

static const struct refusal *take_form(struct request *request)
{
    rc result = read_body(request);
    if (result == RC_INVALID)
        return &refusal_bad_text;
    if (result == RC_LIMIT)
        return &refusal_too_many_fields;
    if (result != RC_OK)
        return &refusal_broken;
    return csrf_check(request) ? NULL : &refusal_token;
}

/* What is sent, once. True when it is fine. */
static bool take_sent(struct request *request)
{
    const struct post *post = request->match.route->post;
    struct limiter *seldom = request->server->seldom;
    const struct refusal *refusal = post->by_get ? NULL : take_form(request);
    if (!refusal && post->seldom && !limiter_take(seldom, request->client, request->began))
        refusal = &refusal_seldom;
    if (refusal)
        reply_refuse(request, refusal);
    return !refusal;
}

/* The first part of a POST. True when a step must follow: the post's, or first the one that logs a look,
 * since a form with a fault comes back with all that stands on its page; then it is called again. */
static bool run_prepare(struct request *request)
{
    const struct post *post = request->match.route->post;
    if (!request->looked && !take_sent(request))
        return false;
    struct reader *reader = begin_reading(request);
    if (!reader)
        return false;
    bool welcome = request->looked || admit(request, reader);
    bool log_first = welcome && must_log(request);
    rc result = RC_OK;
    if (welcome && !log_first)
        result = post->prepare(request, reader, &request->in);
    db_read_end(reader);
    if (result != RC_OK)
        reply_fail(request, result, "prepare");
    if (request->reply.made || log_first)
        return log_first;
    request->result = RC_OK;
    if (!post->step)
        lanes_answer(request);
    return post->step != NULL;
}

/* Shows the form of a step that has failed. */
static void run_again(struct request *request)
{
    const struct post *post = request->match.route->post;
    struct reader *reader = begin_reading(request);
    if (!reader)
        return;
    rc result = post->again(request, reader, request->in, request->out, request->result);
    db_read_end(reader);
    settle(request, result, "again");
}

static bool wants_again(const struct request *request)
{
    return request->result && request->match.route->post->again;
}

void lanes_answer(struct request *request)
{
    const struct post *post = request->match.route->post;
    if (wants_again(request))
        run_again(request);
    else
        settle(request, post->answer(request, request->in, request->out, request->result), "answer");
}

/* ---- the write lane ------------------------------------------------------------------------ */

static void push_or_refuse(struct request *request);

/* What reads from a remote database must not run on the loop's thread. */
static void step_done(struct write *write, rc result)
{
    struct request *request = write->context;
    request->result = result;
    if (wants_again(request) && db_is_remote(request->server->parts.db)) {
        request->stage = STAGE_WRITTEN;
        push_or_refuse(request);
        return;
    }
    resume(request, STAGE_WRITTEN);
}

static void look_done(struct write *write, rc result)
{
    struct request *request = write->context;
    if (result == RC_OK) {
        request->looked = true;
        push_or_refuse(request);
        return;
    }
    reply_fail(request, result, "look");
    resume(request, STAGE_ANSWERED);
}

/* The request is suspended. */
static void submit(struct request *request)
{
    request->write = (struct write){.in = request, .context = request};
    if (runs_post(request) && !must_log(request)) {
        request->write.step = checked_step;
        request->write.done = step_done;
        request->write.out_size = request->match.route->post->out_size;
        request->write.out = request->out = arena_alloc(request->arena, request->write.out_size);
    } else {
        request->write.step = look_step;
        request->write.done = look_done;
    }
    rc result = db_submit(request->server->parts.db, &request->write);
    if (result == RC_OK)
        return;
    reply_fail(request, result, "db_submit");
    resume(request, STAGE_ANSWERED);
}

/* ---- the pool ------------------------------------------------------------------------------- */

static void run_health(struct request *request)
{
    bool healthy = db_ping(request->server->parts.db) == RC_OK;
    reply_plain(request, healthy ? 200 : 503, healthy ? STR("ok\n") : STR("database not reached\n"));
}

/* True when a step must follow. */
static bool run(struct request *request)
{
    if (request->health) {
        run_health(request);
        return false;
    }
    return runs_post(request) ? run_prepare(request) : run_get(request);
}

static void work(struct request *request)
{
    if (request->stage == STAGE_WRITTEN) {
        lanes_answer(request);
    } else if (run(request)) {
        submit(request);
        return;
    }
    resume(request, STAGE_ANSWERED);
}

static void *pool_run(void *argument)
{
    struct pool *pool = argument;
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (pool->n == 0 && !pool->stopping)
            pthread_cond_wait(&pool->wake, &pool->mutex);
        if (pool->n == 0)
            break;
        struct request *request = pool->queue[pool->first];
        pool->first = (pool->first + 1) % POOL_QUEUE_LENGTH;
        pool->n--;
        pthread_mutex_unlock(&pool->mutex);
        work(request);
        pthread_mutex_lock(&pool->mutex);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

struct pool *pool_new(int workers)
{
    struct pool *pool = MEM_NEW(struct pool);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    for (; pool->n_threads < workers && pool->n_threads < WORKERS_MAX; pool->n_threads++)
        if (pthread_create(&pool->threads[pool->n_threads], NULL, pool_run, pool) != 0)
            return pool_free(pool);
    return pool;
}

struct pool *pool_free(struct pool *pool)
{
    if (!pool)
        return NULL;
    pthread_mutex_lock(&pool->mutex);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
    for (int i = 0; i < pool->n_threads; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->mutex);
    return mem_free(pool);
}

/* False when the queue is full. */
static bool pool_push(struct pool *pool, struct request *request)
{
    pthread_mutex_lock(&pool->mutex);
    bool room = pool->n < POOL_QUEUE_LENGTH && !pool->stopping;
    if (room) {
        pool->queue[(pool->first + pool->n++) % POOL_QUEUE_LENGTH] = request;
        pthread_cond_signal(&pool->wake);
    }
    pthread_mutex_unlock(&pool->mutex);
    return room;
}

/* From any thread; the request is suspended. */
static void push_or_refuse(struct request *request)
{
    if (pool_push(request->server->pool, request))
        return;
    reply_refuse(request, &refusal_busy);
    resume(request, STAGE_ANSWERED);
}

/* ---- choosing ---------------------------------------------------------------------------------- */

static bool is_slow(const struct request *request)
{
    const struct route *route = request->match.route;
    if (db_is_remote(request->server->parts.db))
        return true;
    if (request->health)
        return false;
    if (is_logged(request)) /* what follows the log runs in the pool */
        return true;
    return (runs_post(request) ? route->post->lane : route->lane) == LANE_SLOW;
}

static bool run_slow(struct request *request)
{
    suspend(request);
    push_or_refuse(request);
    return false;
}

/* On the loop's thread. */
static bool run_quick(struct request *request)
{
    if (!run(request))
        return true;
    suspend(request);
    submit(request);
    return false;
}

bool lanes_run(struct request *request)
{
    return is_slow(request) ? run_slow(request) : run_quick(request);
}
