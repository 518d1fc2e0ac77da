/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The configuration of an installation: one commented file of "key = value"
 * lines, whose keys are the table in config.c. An unknown key is fatal, so that
 * a misspelt one is never silently ignored. Flags of the command line win over
 * the file. What people of the portal decide (its name, its texts) is not
 * here but in the database.
 */
#ifndef CORE_CONFIG_CONFIG_H
#define CORE_CONFIG_CONFIG_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

struct config {
    struct str database;
    struct str listen;
    struct str public_url;    /* STR_NONE where empty */
    struct str trusted_proxy; /* STR_NONE where empty */
    struct str theme;
    struct str log_level;
    struct str mail_url, mail_from, mail_user, mail_password_file, mail_ca_file; /* STR_NONE where empty */
    int64_t loops;
    int64_t workers;
    int64_t writers;
    int64_t job_workers;
    int64_t max_connections;
    int64_t max_per_address;
    int64_t requests_per_minute;
    int64_t seldom_per_minute;
    int64_t header_timeout_ms;
    int64_t idle_timeout_ms;
    int64_t min_body_rate;
};

/* The defaults of every key. */
void config_defaults(struct config *config);

/*
 * Reads text over what config has. All faults at once: each is a line
 * "FILE:3: unknown key "lisen"; did you mean "listen"?" added to problems, and
 * the result is RC_INVALID with config unchanged. name is the file's, for them.
 */
MUST_CHECK rc config_read(struct config *config, struct arena *arena, const char *name,
                          struct str text, struct buf *problems);

/* The whole file with every key, commented, set to config's values. */
void config_write(const struct config *config, struct buf *out);

#endif
