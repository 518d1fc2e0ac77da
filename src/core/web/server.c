/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/server.h"

#include <assert.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/web/inside.h"
#include "core/web/listen.h"

enum { BODY_WINDOW_MS = 5000, STOP_TICK_MS = 10 };

/* ---- one request ---------------------------------------------------------------------- */

/*
 * The request line has arrived: the first that is heard of a request. The
 * library would go on to decode the query into headers of its own, 64 bytes of
 * the connection's memory for each; cutting it off here, in the library's own
 * writable buffer, keeps that memory for headers. (A test sends 500 values.)
 */
static void *on_line(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct server *server = context;
    struct arena *arena = spares_take(server->spares);
    struct request *request = ARENA_NEW(arena, struct request);
    struct str line = str_from_c(uri);
    size_t question = str_find_byte(line, '?');
    request->server = server;
    request->arena = arena;
    request->connection = connection;
    request->peer = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    request->time = time_now();
    request->began = time_monotonic();
    request->language = server->parts.languages->items[0];
    request->raw_path = arena_str_dup(arena, line.p ? str_sub(line, 0, question) : STR(""));
    request->raw_query = arena_str_dup(arena, str_skip(line, question + 1));
    if (question + 1 < line.n)
        ((char *)(uintptr_t)uri)[question + 1] = '\0';
    atomic_fetch_add(&server->open_requests, 1);
    atomic_store(&request->peer->busy, true);
    atomic_store(&request->peer->linger, true);
    /* The first request's headers are on the clock since the connection was made. */
    if (request->peer->used)
        peer_set_deadline(request->peer, server->options.header_timeout_ms);
    request->peer->used = true;
    return request;
}

static enum MHD_Result send_early(struct request *request)
{
    request->answer_now = true;
    reply_refuse(request, request->refusal);
    return reply_send(request);
}

static void next_body_window(struct request *request)
{
    request->window_bytes = 0;
    peer_set_deadline(request->peer, BODY_WINDOW_MS);
}

static enum MHD_Result on_headers(struct request *request, const char *method)
{
    request->stage = STAGE_BODY;
    guard_headers(request, method);
    if (request->answer_now)
        return send_early(request);
    if (request->content_length == 0)
        return MHD_YES;
    if (!request->discard) {
        if (body_begin(&request->body, request->arena, (size_t)request->content_length) != RC_OK) {
            log_error("web", "no temporary file for a body of %llu bytes",
                      (unsigned long long)request->content_length);
            request->refusal = &refusal_broken;
            return send_early(request);
        }
        request->body_begun = true;
    }
    next_body_window(request);
    return MHD_YES;
}

static enum MHD_Result on_body(struct request *request, struct str bytes)
{
    const struct server_options *options = &request->server->options;
    request->window_bytes += bytes.n;
    if (request->window_bytes >= (size_t)options->min_body_rate * (BODY_WINDOW_MS / 1000))
        next_body_window(request);
    if (request->discard)
        return MHD_YES;
    rc result = body_add(&request->body, bytes);
    if (result == RC_OK)
        return MHD_YES;
    log_error("web", "a body could not be kept: %s", rc_name(result));
    return MHD_NO;
}

static enum MHD_Result on_whole(struct request *request)
{
    peer_set_deadline(request->peer, 0);
    if (request->refusal)
        reply_refuse(request, request->refusal);
    else if (!request->reply.made && !lanes_run(request))
        return MHD_YES;
    return reply_send(request);
}

/* The library's one call for everything: headers, pieces of the body, the end,
 * and again after each resumption. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_size, void **ret_request)
{
    struct request *request = *ret_request;
    (void)context, (void)connection, (void)url, (void)version;
    assert(request);
    if (request->stage == STAGE_LINE)
        return on_headers(request, method);
    if (*data_size) {
        struct str bytes = {data, *data_size};
        *data_size = 0;
        return on_body(request, bytes);
    }
    if (request->stage == STAGE_BODY)
        return on_whole(request);
    if (request->stage == STAGE_WRITTEN)
        lanes_answer(request);
    return reply_send(request);
}

static const char *method_name(const struct request *request)
{
    static const char *const names[] = {
        [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD", [METHOD_POST] = "POST", [METHOD_OTHER] = "OTHER"};
    return names[request->method];
}

static size_t body_bytes_sent(const struct request *request)
{
    bool head_only = request->method == METHOD_HEAD || request->reply.status == 304;
    return head_only ? 0 : request->reply.body.n;
}

static const char *route_name(const struct request *request)
{
    if (request->health)
        return "healthz";
    return request->match.route ? request->match.route->name : "-";
}

static void on_completed(void *context, struct MHD_Connection *connection, void **ret_request,
                         enum MHD_RequestTerminationCode code)
{
    struct server *server = context;
    struct request *request = *ret_request;
    (void)connection;
    if (!request)
        return;
    *ret_request = NULL;
    double ms = (double)(time_monotonic() - request->began) / 1000;
    if (request->reply.made)
        log_info("web", "%s %s %d %.1f ms %zu B%s", method_name(request), route_name(request),
                 request->reply.status, ms, body_bytes_sent(request),
                 code == MHD_REQUEST_TERMINATED_COMPLETED_OK ? "" : " (cut)");
    else
        log_info("web", "- - unfinished %.1f ms", ms);
    bool whole = code == MHD_REQUEST_TERMINATED_COMPLETED_OK && !request->answer_now;
    atomic_store(&request->peer->linger, !whole);
    atomic_store(&request->peer->busy, false);
    peer_set_deadline(request->peer, server->options.idle_timeout_ms);
    spares_give(server->spares, request->arena);
    atomic_fetch_sub(&server->open_requests, 1);
}

/* ---- one connection --------------------------------------------------------------------- */

static bool is_exempt(const struct server *server, struct address address)
{
    return address_is_loopback(address) || (server->has_proxy && address_eq(server->proxy, address));
}

static enum MHD_Result on_accept(void *context, const struct sockaddr *socket_address, socklen_t n)
{
    struct server *server = context;
    (void)n;
    struct address address = address_from_socket(socket_address);
    return watch_welcomes(server->watch, address, is_exempt(server, address)) ? MHD_YES : MHD_NO;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        watch_remove(server->watch, *socket_context);
        return;
    }
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    struct address address = address_from_socket(
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    *socket_context = watch_add(server->watch, fd, address, is_exempt(server, address));
}

/* ---- start --------------------------------------------------------------------------------- */

static MUST_CHECK rc start_daemon(struct server *server)
{
    const struct server_options *options = &server->options;
    struct MHD_OptionItem items[] = {
        {MHD_OPTION_LISTEN_SOCKET, server->listen_fd, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY_BYTES, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, options->max_connections, NULL},
        {options->loops > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, options->loops, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    server->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC,
                                      0, on_accept, server, on_request, server, MHD_OPTION_NOTIFY_CONNECTION,
                                      on_connection, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
                                      server, MHD_OPTION_URI_LOG_CALLBACK, on_line, server, MHD_OPTION_ARRAY,
                                      items, MHD_OPTION_END);
    return server->daemon ? RC_OK : RC_IO;
}

static MUST_CHECK rc start_threads(struct server *server)
{
    /* Signals are for the thread that started us. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    server->pool = pool_new(server->options.workers);
    rc result = server->pool ? watch_start(server->watch) : RC_IO;
    if (result == RC_OK)
        result = start_daemon(server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

static void give_back(struct server *server)
{
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    server->daemon = NULL;
    server->pool = pool_free(server->pool);
    server->watch = watch_free(server->watch);
    server->limiter = limiter_free(server->limiter);
    server->seldom = limiter_free(server->seldom);
    server->kept = kept_free(server->kept);
    server->spares = spares_free(server->spares);
    if (server->listen_fd >= 0)
        close(server->listen_fd);
    server->listen_fd = -1;
}

rc server_start(struct arena *arena, const struct server_options *options, const struct server_parts *parts,
                struct server **ret_server, struct str *ret_problem)
{
    struct server *server = ARENA_NEW(arena, struct server);
    server->parts = *parts;
    server->listen_fd = -1;
    rc result = listen_configure(server, arena, options, ret_problem);
    if (result == RC_OK)
        result = router_new(arena, parts->languages, parts->modules, &server->router, ret_problem);
    if (result == RC_OK)
        result = listen_open(server, arena, ret_problem);
    if (result != RC_OK)
        return result;
    server->watch = watch_new(server->options.max_per_address, server->options.header_timeout_ms);
    server->limiter = limiter_new(server->options.requests_per_minute);
    server->seldom = limiter_new(server->options.seldom_per_minute);
    server->spares = spares_new();
    server->kept = parts->assets_stay ? kept_new() : NULL;
    result = start_threads(server);
    if (result != RC_OK) {
        give_back(server);
        *ret_problem = STR("The server's threads could not be started: too many threads or open "
                           "files. Raise the limits (ulimit -u, ulimit -n).");
        return result;
    }
    *ret_server = server;
    return RC_OK;
}

int server_port(const struct server *server)
{
    return server->port;
}

/* ---- stop -------------------------------------------------------------------------------------- */

static void pause_ms(int ms)
{
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    nanosleep(&pause, NULL);
}

struct server *server_stop(struct server *server)
{
    if (!server)
        return NULL;
    MHD_quiesce_daemon(server->daemon);
    atomic_store(&server->stopping, true);
    watch_let_go(server->watch, false);
    time_us until = time_monotonic() + STOP_TIMEOUT_MS * 1000;
    /* Connections that finish their request leave by themselves: "Connection: close". */
    while (watch_count(server->watch) && time_monotonic() < until) {
        pause_ms(STOP_TICK_MS);
        watch_let_go(server->watch, false);
    }
    watch_let_go(server->watch, true);
    /* A suspended connection cannot be closed. Handlers and steps are bounded, so
     * this ends; if one is not, the operator's service manager ends us. */
    while (atomic_load(&server->suspended))
        pause_ms(STOP_TICK_MS);
    give_back(server);
    return NULL;
}
