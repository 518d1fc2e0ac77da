/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Inside the PostgreSQL driver: db_postgres.c has connections and queries,
 * db_postgres_tools.c opening, checks and copies. These two and no other file
 * know libpq.
 */
#ifndef CORE_DB_DB_POSTGRES_H
#define CORE_DB_DB_POSTGRES_H

#include <libpq-fe.h>
#include <pthread.h>

#include "core/db/db_cache.h"
#include "core/db/db_driver.h"

struct pg_conn {
    struct txn txn;    /* first: a reader or txn is cast to its connection */
    PGconn *handle;    /* NULL until it is first used */
    struct cache statements; /* the name's number, see pg_statement in db_postgres.c */
    unsigned prepared;       /* names given on this connection */
    bool stale;              /* the schema has changed under its prepared statements */
    struct pg_conn *next;    /* among the free */
};

struct pg_db {
    struct db db; /* first */
    char *url;
    pthread_mutex_t lock;    /* over free */
    pthread_cond_t returned; /* to free */
    struct pg_conn *free;
    struct pg_conn readers[DB_MAX_CONNECTIONS]; /* options.readers of them */
};

/* The type of a declared letter: int8, float8, text or bytea. */
Oid pg_type_of(char letter);
/* Opens a session with our settings. Never NULL; ask PQstatus. */
PGconn *pg_connect(const char *url);
/* The rc of a result or a connection that failed. */
rc pg_rc(const PGresult *result);
/* Runs SQL without parameters and answers; RC_OK also where it returned rows. */
rc pg_run(PGconn *handle, const char *sql, PGresult **ret_result);

/* The driver's functions that stand in other files: see struct db_driver. */
rc pg_open(struct arena *arena, struct str url, const struct db_options *options,
           struct db **ret_db, struct str *ret_problem);
rc pg_script(struct txn *txn, const char *sql, struct arena *arena, struct str *ret_problem);
rc pg_check_query(struct db *db, struct arena *arena, const struct query *query,
                  struct str *ret_problem);
rc pg_explain(struct db *db, struct arena *arena, const struct query *query,
              struct str *ret_plan);
rc pg_backup(struct db *db, struct arena *arena, const char *file, struct str *ret_problem);
rc pg_restore(struct arena *arena, struct str url, const char *file, struct str *ret_problem);

#endif
