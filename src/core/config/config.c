/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/config/config.h"

#include <inttypes.h>
#include <stddef.h>

struct key {
    const char *name;
    char type;    /* 't' text, 'o' text that may be empty, 'i' integer */
    size_t offset;
    const char *text_default;
    int64_t int_default, min, max;
    const char *unit;   /* of an integer */
    const char *choices; /* of a text: "debug info"; NULL: anything */
    const char *help;
};

#define TEXT(field, value, choices, help) \
    {#field, 't', offsetof(struct config, field), value, 0, 0, 0, NULL, choices, help}
#define OPTIONAL(field, help) \
    {#field, 'o', offsetof(struct config, field), "", 0, 0, 0, NULL, NULL, help}
#define INTEGER(field, value, min, max, unit, help) \
    {#field, 'i', offsetof(struct config, field), NULL, value, min, max, unit, NULL, help}

static const struct key keys[] = {
    TEXT(database, "sqlite:data/radslag.db", NULL,
         "Where everything is stored: sqlite:FILE or postgresql://USER@HOST/NAME."),
    TEXT(listen, "127.0.0.1:8099", NULL,
         "Address and port to serve on. Keep it local and put a web server with TLS in front."),
    OPTIONAL(public_url,
             "The address residents use, such as https://dialog.example.se: decides the allowed\n"
             "host name, secure cookies and absolute links. Set it in every real installation."),
    OPTIONAL(trusted_proxy,
             "Address of the web server in front, such as 127.0.0.1. Only from there is\n"
             "X-Forwarded-For believed."),
    TEXT(theme, "radslag", "radslag skog vin", "Colours of the pages: petrol, forest green or wine red."),
    TEXT(log_level, "info", "debug info warning error", "How much is logged."),
    OPTIONAL(mail_url,
             "The server that takes mail: smtp://mail.example.se:587 (encrypted by STARTTLS, or on this\n"
             "machine perhaps not at all) or smtps://mail.example.se. Without it no mail is sent."),
    OPTIONAL(mail_from, "Who mail comes from: Dialog Exempelby <dialog@example.se>."),
    OPTIONAL(mail_user, "Whom the mail server knows us as, where it asks."),
    OPTIONAL(mail_password_file, "A file with the password of mail_user, which nobody else can read."),
    OPTIONAL(mail_ca_file,
             "Certificates (PEM) that the mail server's is checked against; empty: those of the system."),
    INTEGER(loops, 0, 0, 64, "threads", "Threads that serve pages; 0 is one for each core, at most 4."),
    INTEGER(workers, 4, 1, 64, "threads", "Threads for slow work: passwords, files, PostgreSQL."),
    INTEGER(writers, 8, 1, 64, "connections", "PostgreSQL only: connections that write."),
    INTEGER(job_workers, 2, 0, 16, "threads",
            "Threads for work in the background, such as mail; with 0 it is left to `radslag jobs run`."),
    INTEGER(max_connections, 10000, 10, 1000000, "connections", "In all; further ones are refused."),
    INTEGER(max_per_address, 200, 1, 1000000, "connections",
            "From one address that connects directly; not counted for trusted_proxy."),
    INTEGER(requests_per_minute, 3000, 10, 10000000, "requests",
            "From one visitor's address; above it the answer is 429. A town hall is one address."),
    INTEGER(seldom_per_minute, 60, 1, 10000000, "forms",
            "From one visitor's address, of what is done seldom: signing up and in."),
    INTEGER(header_timeout_ms, 10000, 100, 600000, "milliseconds", "For a request's whole header."),
    INTEGER(idle_timeout_ms, 60000, 1000, 3600000, "milliseconds", "Between two requests."),
    INTEGER(min_body_rate, 500, 0, 1000000, "bytes a second", "A slower upload is cut off."),
};
enum { KEY_COUNT = sizeof keys / sizeof keys[0] };

static struct str *text_at(struct config *config, const struct key *key)
{
    return (struct str *)(void *)((char *)config + key->offset);
}

static int64_t *int_at(struct config *config, const struct key *key)
{
    return (int64_t *)(void *)((char *)config + key->offset);
}

void config_defaults(struct config *config)
{
    *config = (struct config){0};
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (keys[i].type == 'i')
            *int_at(config, &keys[i]) = keys[i].int_default;
        else if (keys[i].type == 't')
            *text_at(config, &keys[i]) = str_from_c(keys[i].text_default);
    }
}

static const struct key *find_key(struct str name)
{
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (str_eq_c(name, keys[i].name))
            return &keys[i];
    return NULL;
}

/* Number of bytes that differ place by place, both ways: enough to find a slip of the finger. */
static size_t distance(struct str a, struct str b)
{
    size_t head = 0, tail = 0, shorter = a.n < b.n ? a.n : b.n, longer = a.n < b.n ? b.n : a.n;
    while (head < shorter && a.p[head] == b.p[head])
        head++;
    while (tail < shorter - head && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
        tail++;
    return longer - head - tail;
}

static void unknown_key(struct buf *problems, struct str name)
{
    const struct key *nearest = &keys[0];
    for (size_t i = 1; i < KEY_COUNT; i++)
        if (distance(name, str_from_c(keys[i].name)) < distance(name, str_from_c(nearest->name)))
            nearest = &keys[i];
    buf_printf(problems, "unknown key \"%.*s\"", STR_ARGS(str_sub(name, 0, 60)));
    if (distance(name, str_from_c(nearest->name)) <= 3)
        buf_printf(problems, "; did you mean \"%s\"?", nearest->name);
    else
        buf_add_c(problems, "; `radslag config` lists them all");
}

static bool is_choice(struct str value, struct str choices)
{
    struct str choice;
    while (str_split(&choices, ' ', &choice))
        if (str_eq(choice, value))
            return true;
    return false;
}

/* Sets one key; adds what is wrong with the value, without its place. */
static bool set_value(struct config *config, const struct key *key, struct str value,
                      struct buf *problems)
{
    if (key->type == 'i') {
        int64_t number;
        if (str_to_int(value, &number) || number < key->min || number > key->max) {
            buf_printf(problems, "%s must be a whole number from %" PRId64 " to %" PRId64 " (%s)",
                       key->name, key->min, key->max, key->unit);
            return false;
        }
        *int_at(config, key) = number;
        return true;
    }
    if (value.n == 0 && key->type == 't') {
        buf_printf(problems, "%s needs a value", key->name);
        return false;
    }
    if (key->choices && !is_choice(value, str_from_c(key->choices))) {
        buf_printf(problems, "%s must be one of: %s", key->name, key->choices);
        return false;
    }
    *text_at(config, key) = value.n ? value : STR_NONE;
    return true;
}

/* One line without its comment; "" is no fault. Adds what is wrong. */
static bool read_line(struct config *config, struct arena *arena, struct str line, uint64_t *seen,
                      struct buf *problems)
{
    size_t equals = str_find_byte(line, '=');
    if (line.n == 0 || line.p[0] == '#')
        return true;
    if (equals == line.n) {
        buf_add_c(problems, "expected \"key = value\"");
        return false;
    }
    struct str name = str_trim(str_sub(line, 0, equals));
    const struct key *key = find_key(name);
    if (key == NULL) {
        unknown_key(problems, name);
        return false;
    }
    uint64_t bit = (uint64_t)1 << (key - keys);
    if (*seen & bit) {
        buf_printf(problems, "%s stands twice", key->name);
        return false;
    }
    *seen |= bit;
    return set_value(config, key, arena_str_dup(arena, str_trim(str_skip(line, equals + 1))), problems);
}

rc config_read(struct config *config, struct arena *arena, const char *name, struct str text,
               struct buf *problems)
{
    struct config read = *config;
    struct str rest = text, line;
    struct buf fault;
    uint64_t seen = 0;
    bool valid = true;
    buf_init(&fault, 2000);
    for (int number = 1; str_split(&rest, '\n', &line); number++) {
        buf_clear(&fault);
        if (!read_line(&read, arena, str_trim(line), &seen, &fault)) {
            valid = false;
            buf_printf(problems, "%s:%d: %.*s\n", name, number, STR_ARGS(buf_str(&fault)));
        }
    }
    buf_free(&fault);
    if (!valid)
        return RC_INVALID;
    *config = read;
    return RC_OK;
}

static void write_help(const char *help, struct buf *out)
{
    struct str rest = str_from_c(help), line;
    while (str_split(&rest, '\n', &line))
        buf_printf(out, "# %.*s\n", STR_ARGS(line));
}

void config_write(const struct config *config, struct buf *out)
{
    struct config copy = *config;
    buf_add_c(out, "# Rådslag configuration. "
                   "`radslag config --check --config FILE` tells what is wrong with it.\n");
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const struct key *key = &keys[i];
        buf_add_c(out, "\n");
        write_help(key->help, out);
        if (key->type == 'i') {
            buf_printf(out, "# %" PRId64 " to %" PRId64 " %s; default %" PRId64 ".\n%s = %" PRId64 "\n",
                       key->min, key->max, key->unit, key->int_default, key->name,
                       *int_at(&copy, key));
            continue;
        }
        if (key->choices)
            buf_printf(out, "# One of: %s. ", key->choices);
        else
            buf_add_c(out, "# ");
        if (key->type == 'o')
            buf_add_c(out, "May be empty.\n");
        else
            buf_printf(out, "Default %s.\n", key->text_default);
        buf_printf(out, "%s = %.*s\n", key->name, STR_ARGS(*text_at(&copy, key)));
    }
}
