/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/listen.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum {
    SECRET_MIN_BYTES = 32,
    BACKLOG = 1024,
    FILES_BESIDES = 128, /* descriptors for other things than connections */
    LOOPS_MAX = 64
};

static void set_default(int *option, int value)
{
    if (*option <= 0)
        *option = value;
}

static int default_loops(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > 4 ? 4 : (int)cores;
}

static void fill_in(struct server_options *options)
{
    set_default(&options->loops, default_loops());
    if (options->loops > LOOPS_MAX)
        options->loops = LOOPS_MAX;
    set_default(&options->workers, 4);
    set_default(&options->max_connections, 10000);
    set_default(&options->max_per_address, 200);
    set_default(&options->requests_per_minute, 3000);
    set_default(&options->seldom_per_minute, 60);
    set_default(&options->header_timeout_ms, 10000);
    set_default(&options->idle_timeout_ms, 60000);
    set_default(&options->min_body_rate, 500);
}

/* "host:port" or "[v6]:port". */
static bool split_host_port(struct str text, struct str *ret_host, struct str *ret_port)
{
    size_t colon = text.n;
    while (colon > 0 && text.p[colon - 1] != ':')
        colon--;
    if (colon < 2)
        return false;
    *ret_host = str_sub(text, 0, colon - 1);
    *ret_port = str_skip(text, colon);
    bool v6 = ret_host->p[0] == '[';
    return v6 ? ret_host->p[ret_host->n - 1] == ']' : str_find_byte(*ret_host, ':') == ret_host->n;
}

static struct str lower(struct arena *arena, struct str text)
{
    char *copy = arena_c_dup(arena, text);
    for (char *c = copy; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return str_from_c(copy);
}

/* "https://host[:port][/]": into origin (without a default port) and host. */
static bool read_public_url(struct server *server, struct arena *arena)
{
    struct str url = lower(arena, server->options.public_url);
    if (str_ends(url, STR("/")))
        url = str_sub(url, 0, url.n - 1);
    server->https = str_starts(url, STR("https://"));
    if (!server->https && !str_starts(url, STR("http://")))
        return false;
    struct str scheme = server->https ? STR("https://") : STR("http://");
    struct str authority = str_skip(url, scheme.n), host = authority, port = STR("");
    if (authority.n == 0 || authority.p[0] == ':')
        return false;
    for (size_t i = 0; i < authority.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-_:[]", authority.p[i]))
            return false;
    bool v6_without_port = authority.p[authority.n - 1] == ']';
    if (!v6_without_port && split_host_port(authority, &host, &port)) {
        int64_t number;
        if (str_to_int(port, &number) != RC_OK || number < 1 || number > 65535)
            return false;
        if (number == (server->https ? 443 : 80))
            authority = host;
    }
    server->public_host = host;
    server->public_origin = ARENA_CONCAT(arena, scheme, authority);
    return true;
}

rc listen_configure(struct server *server, struct arena *arena, const struct server_options *options,
                    struct str *ret_problem)
{
    server->options = *options;
    fill_in(&server->options);
    server->options.listen = arena_str_dup(arena, options->listen);
    server->options.secret = arena_str_dup(arena, options->secret);
    server->has_proxy = options->trusted_proxy.n > 0;
    if (server->parts.languages->n == 0) {
        *ret_problem = STR("There is no language.");
        return RC_INVALID;
    }
    if (options->secret.n < SECRET_MIN_BYTES) {
        *ret_problem = STR("The secret must be at least 32 bytes.");
        return RC_INVALID;
    }
    if (options->public_url.n && !read_public_url(server, arena)) {
        *ret_problem = arena_printf(arena, "public_url must look like https://dialog.example.se, not %.*s",
                                    STR_ARGS(options->public_url));
        return RC_INVALID;
    }
    if (server->has_proxy && !address_parse(options->trusted_proxy, &server->proxy)) {
        *ret_problem = arena_printf(arena, "trusted_proxy must be an address such as 127.0.0.1, not %.*s",
                                    STR_ARGS(options->trusted_proxy));
        return RC_INVALID;
    }
    server->cookie_name = server->https ? "__Host-radslag" : "radslag";
    server->keep_cookie_name = server->https ? "__Host-radslag-keep" : "radslag-keep";
    server->session_cookie_name = server->https ? "__Host-radslag-session" : "radslag-session";
    return RC_OK;
}

static struct str open_problem(struct arena *arena, struct str where, int error)
{
    switch (error) {
    case EADDRINUSE:
        return arena_printf(arena,
                            "%.*s is in use by another program. Stop that one or choose "
                            "another port.",
                            STR_ARGS(where));
    case EADDRNOTAVAIL:
        return arena_printf(arena,
                            "%.*s is not an address of this machine. Use 127.0.0.1, or "
                            "0.0.0.0 for all.",
                            STR_ARGS(where));
    case EACCES:
        return arena_printf(arena,
                            "Not permitted to listen on %.*s. Ports below 1024 are for root: "
                            "choose a higher one behind a proxy.",
                            STR_ARGS(where));
    default:
        return arena_printf(arena, "Cannot listen on %.*s: %s.", STR_ARGS(where), strerrordesc_np(error));
    }
}

static int open_socket(const struct addrinfo *info)
{
    int on = 1, fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static int bound_port(int fd)
{
    struct sockaddr_storage bound;
    socklen_t n = sizeof bound;
    if (getsockname(fd, (struct sockaddr *)&bound, &n) != 0)
        return 0;
    in_port_t port;
    size_t at = bound.ss_family == AF_INET6 ? offsetof(struct sockaddr_in6, sin6_port)
                                            : offsetof(struct sockaddr_in, sin_port);
    memcpy(&port, (const char *)&bound + at, sizeof port);
    return ntohs(port);
}

/* As many descriptors as connections may need, as far as the hard limit allows. */
static void raise_file_limit(int max_connections)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)max_connections + FILES_BESIDES;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}

rc listen_open(struct server *server, struct arena *arena, struct str *ret_problem)
{
    struct str where = server->options.listen, host, port;
    int64_t number;
    if (!split_host_port(where, &host, &port) || str_to_int(port, &number) != RC_OK || number < 0 ||
        number > 65535) {
        *ret_problem = arena_printf(arena, "listen must look like 127.0.0.1:8099 or [::1]:8099, not %.*s",
                                    STR_ARGS(where));
        return RC_INVALID;
    }
    server->listen_host = host;
    struct str bare = host.p[0] == '[' ? str_sub(host, 1, host.n - 2) : host;
    server->wildcard = str_eq_c(bare, "0.0.0.0") || str_eq_c(bare, "::");
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM},
                    *info;
    if (getaddrinfo(arena_c_dup(arena, bare), arena_c_dup(arena, port), &hints, &info) != 0) {
        *ret_problem = arena_printf(arena,
                                    "listen needs an address in numbers, such as 127.0.0.1:8099, "
                                    "not %.*s",
                                    STR_ARGS(where));
        return RC_INVALID;
    }
    raise_file_limit(server->options.max_connections);
    server->listen_fd = open_socket(info);
    int error = errno;
    freeaddrinfo(info);
    if (server->listen_fd < 0) {
        *ret_problem = open_problem(arena, where, error);
        return error == EACCES ? RC_DENIED : RC_IO;
    }
    server->port = bound_port(server->listen_fd);
    return RC_OK;
}
