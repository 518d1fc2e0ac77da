/* SPDX-License-Identifier: EUPL-1.2 */
/* radslag serve: the portal itself. */
#include <signal.h>
#include <stdio.h>

#include "app/app_portal.h"
#include "base/log.h"
#include "core/jobs/jobs.h"
#include "core/search/search.h"

static void tell_terminal(const char *text)
{
    command_trouble("%s", text);
}

static enum log_level level_named(struct str name)
{
    return str_eq(name, STR("debug"))     ? LOG_DEBUG
           : str_eq(name, STR("warning")) ? LOG_WARNING
           : str_eq(name, STR("error"))   ? LOG_ERROR
                                          : LOG_INFO;
}

static struct server_options server_options(const struct config *config, struct str secret)
{
    return (struct server_options){
        .listen = config->listen,
        .public_url = config->public_url,
        .trusted_proxy = config->trusted_proxy,
        .loops = (int)config->loops,
        .workers = (int)config->workers,
        .max_connections = (int)config->max_connections,
        .max_per_address = (int)config->max_per_address,
        .requests_per_minute = (int)config->requests_per_minute,
        .seldom_per_minute = (int)config->seldom_per_minute,
        .header_timeout_ms = (int)config->header_timeout_ms,
        .idle_timeout_ms = (int)config->idle_timeout_ms,
        .min_body_rate = (int)config->min_body_rate,
        .secret = secret,
    };
}

/* SIGTERM and SIGINT wait for sigwait. Called before any thread starts: they inherit the mask. */
static sigset_t block_stops(void)
{
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stops, NULL);
    signal(SIGPIPE, SIG_IGN);
    return stops;
}

/* Starts, tells the address, and serves until SIGTERM or SIGINT. */
static int serve_until_told(struct arena *arena, const struct config *config, struct portal *portal,
                            struct db *db, const sigset_t *stops)
{
    struct server_options options = server_options(config, portal_secret(portal));
    struct server_parts parts = portal_parts(portal, db);
    parts.has_mail = config->mail_url.n > 0;
    struct server *server;
    struct str problem = STR_NONE, name = portal_name(portal), listen = config->listen;
    if (server_start(arena, &options, &parts, &server, &problem))
        return command_trouble("%.*s", STR_ARGS(problem));
    while (listen.n && listen.p[listen.n - 1] != ':')
        listen.n--;
    printf("%.*s is at http://%.*s%d/  (Ctrl-C stops it)\n", STR_ARGS(name), STR_ARGS(listen),
           server_port(server));
    fflush(stdout);
    int number;
    sigwait(stops, &number);
    log_info("app", "stopping on signal %d", number);
    server_stop(server);
    return EXIT_DONE;
}

/* Work in the background begins before the first visitor and ends after the last. */
static int serve_with_jobs(struct command_line *line, const struct config *config, struct portal *portal,
                           struct db *db, const sigset_t *stops)
{
    struct jobs_options options = {
        .program = command_program(line), .config = config, .db = db, .workers = (int)config->job_workers};
    struct jobs *jobs = NULL;
    if (options.workers && jobs_start(&options, &jobs))
        return command_trouble("the threads for work in the background could not be started");
    int code = serve_until_told(command_arena(line), config, portal, db, stops);
    jobs_stop(jobs);
    return code;
}

int app_serve(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    struct config config;
    struct db *db;
    struct portal *portal;
    if (!command_config(line, &config) || !app_check_mail(arena, &config))
        return EXIT_TROUBLE;
    log_set_level(level_named(config.log_level));
    struct portal_options options = {.theme = config.theme, .dev = command_flag(line, "dev")};
    sigset_t stops = block_stops();
    if (!command_open_database(line, &config, COMMAND_MIGRATE, &db))
        return EXIT_TROUBLE;
    int code = EXIT_TROUBLE;
    if (search_bring_up_to_date(db, command_program(line)))
        command_trouble("the index of the search could not be made; `radslag search reindex` tells why");
    else if (portal_load(arena, command_program(line), db, &options, tell_terminal, &portal) == RC_OK)
        code = serve_with_jobs(line, &config, portal, db, &stops);
    db_close(db);
    return code;
}

const struct option app_serve_options[] = {
    {"listen", "ADDRESS:PORT", "Where to serve; overrides the configuration. Port 0 picks a free one."},
    {"dev", NULL, "Read templates, style sheets and content from the source tree and reload them."},
    COMMAND_DATABASE_OPTIONS,
    {0}};
