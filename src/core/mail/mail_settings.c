/* SPDX-License-Identifier: EUPL-1.2 */
/* The keys mail_… of the configuration. */
#include <string.h>
#include <sys/stat.h>

#include "core/files/files.h"
#include "core/mail/mail.h"

enum { PASSWORD_MAX = 1000 };

/* "host", "host:587", "192.0.2.1:25" or "[::1]:25". */
static bool is_server(struct str server)
{
    int64_t port = 25;
    size_t end = server.n;
    if (server.n && server.p[0] == '[')
        end = str_find_byte(server, ']') + 1;
    else
        end = str_find_byte(server, ':');
    struct str host = str_sub(server, 0, end), rest = str_skip(server, end);
    for (size_t i = 0; i < host.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-[]:", host.p[i]))
            return false;
    if (rest.n && (rest.p[0] != ':' || str_to_int(str_skip(rest, 1), &port)))
        return false;
    return host.n > 0 && host.n <= 253 && port > 0 && port < 65536;
}

/* Whether the server is this machine, so that nobody can listen on the way. */
static bool is_local(struct str server)
{
    static const struct str names[] = {STR_INIT("localhost"), STR_INIT("127.0.0.1"), STR_INIT("[::1]")};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_starts(server, names[i]) && (server.n == names[i].n || server.p[names[i].n] == ':'))
            return true;
    return false;
}

/* Returns what is wrong, or NULL. */
static const char *read_url(struct arena *arena, struct str url, struct mail_settings *settings)
{
    settings->implicit_tls = str_starts(url, STR("smtps://"));
    if (!settings->implicit_tls && !str_starts(url, STR("smtp://")))
        return "mail_url must begin with smtp:// or smtps://, as in smtp://mail.example.se:587";
    struct str server = str_skip(url, settings->implicit_tls ? strlen("smtps://") : strlen("smtp://"));
    if (server.n && server.p[server.n - 1] == '/')
        server.n--;
    if (str_find_byte(server, '@') < server.n)
        return "mail_url must not hold a user or a password: set mail_user and mail_password_file";
    if (!is_server(server))
        return "mail_url must look like smtp://mail.example.se:587";
    settings->may_be_plain = !settings->implicit_tls && is_local(server);
    settings->url = arena_printf(arena, "%s://%.*s/%.*s", settings->implicit_tls ? "smtps" : "smtp",
                                 STR_ARGS(server), STR_ARGS(settings->from.domain))
                        .p;
    return NULL;
}

static const char *read_password(struct arena *arena, struct str file, struct mail_settings *settings)
{
    struct stat status;
    struct str text;
    const char *path = arena_c_dup(arena, file);
    if (file_read(arena, path, PASSWORD_MAX, &text) || stat(path, &status))
        return "mail_password_file cannot be read; check the path and its permissions";
    if (status.st_mode & 0007)
        return "mail_password_file can be read by everybody: chmod 640 it";
    text = str_trim(text);
    if (text.n == 0 || str_find_byte(text, '\n') < text.n || str_find_byte(text, '\0') < text.n)
        return "mail_password_file must hold the password and nothing else, in one line";
    settings->password = arena_c_dup(arena, text);
    return NULL;
}

rc mail_settings_read(struct arena *arena, const struct config *config, struct mail_settings *ret_settings,
                      struct str *ret_problem)
{
    struct mail_settings settings = {.from_name = STR("")};
    const char *problem = NULL;
    if (!config->mail_url.n) {
        *ret_problem = STR("mail_url is not set, so no mail is sent");
        return RC_NOT_FOUND;
    }
    if (!config->mail_from.n)
        problem = "mail_from is not set: the address that mail comes from";
    else if (mail_sender_read(arena, config->mail_from, &settings.from_name, &settings.from, &problem))
        problem = arena_printf(arena, "mail_from is not an address: %s", problem).p;
    if (!problem)
        problem = read_url(arena, config->mail_url, &settings);
    if (!problem && (config->mail_user.n > 0) != (config->mail_password_file.n > 0))
        problem = "mail_user and mail_password_file must both be set, or none of them";
    if (!problem && config->mail_user.n) {
        settings.user = arena_c_dup(arena, config->mail_user);
        problem = read_password(arena, config->mail_password_file, &settings);
    }
    if (config->mail_ca_file.n)
        settings.ca_file = arena_c_dup(arena, config->mail_ca_file);
    if (problem) {
        *ret_problem = str_from_c(problem);
        return RC_INVALID;
    }
    *ret_settings = settings;
    return RC_OK;
}
