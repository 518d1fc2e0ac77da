/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Inside core/db: what SQLite and PostgreSQL do differently, as a table of
 * functions. Nothing outside this folder includes it.
 *
 * Structures
 *   db      the part both drivers share; each driver's own struct begins with it.
 *   reader  the part of a connection both share; each driver's connection
 *           begins with a txn, which begins with a reader, so that a pointer
 *           to any of them is a pointer to the connection.
 *
 * The functions of the table are called with checked arguments: db.c has
 * compared their number and types with the query and refused bad text.
 */
#ifndef CORE_DB_DB_DRIVER_H
#define CORE_DB_DB_DRIVER_H

#include "core/db/db.h"

struct lane;

enum {
    DB_MAX_PARAMS = 64,
    DB_READ_WAIT_MS = 5000,   /* for a free reading connection, unless the options say */
    DB_BUSY_WAIT_MS = 5000,   /* SQLite: for another process's write to end */
    DB_MAX_CONNECTIONS = 64,
};

struct db {
    const struct db_driver *driver;
    struct db_options options; /* the defaults filled in */
    struct lane *lane;         /* NULL when read only */
};

struct reader {
    struct db *db;
    rc failed;     /* the first SQL error of the transaction; later calls return it */
    int open_rows; /* queries not yet closed */
};

struct txn {
    struct reader reader;
    bool announced; /* the step has called txn_announce */
};

/* The text of a query for SQLite, and for PostgreSQL: see DB_BOTH. */
struct str query_sqlite(const struct query *query);
const char *query_postgres(const struct query *query);

enum writer_use { WRITER_STEPS, WRITER_MIGRATIONS };

struct db_driver {
    const char *kind;    /* "sqlite" */
    const char *section; /* what "-- sqlite" is called in a migration */
    const char *const *tokens; /* what the tokens of db_migrate.c become, in its order */

    /* Capabilities. */
    bool is_remote;  /* reading waits for another process */
    bool one_writer; /* one write transaction at a time: steps share one, in savepoints */

    const struct query *ping;
    const struct query *table_exists; /* "t" → "i": 1 or no row */

    /* Life. open has checked options; it starts no thread. */
    rc (*open)(struct arena *arena, struct str url, const struct db_options *options,
               struct db **ret_db, struct str *ret_problem);
    void (*close)(struct db *db);

    /* Reading. */
    rc (*read_begin)(struct db *db, struct reader **ret_reader);
    void (*read_end)(struct reader *reader);
    /* Whether what is written would go where nobody finds it. NULL: it cannot happen. */
    bool (*is_gone)(const struct reader *reader);

    /* A connection for writing, used by one thread at a time. */
    rc (*writer_open)(struct db *db, enum writer_use use, struct txn **ret_txn);
    void (*writer_close)(struct txn *txn);
    rc (*begin)(struct txn *txn);
    rc (*commit)(struct txn *txn);    /* on failure the transaction is still to be rolled back */
    void (*rollback)(struct txn *txn); /* fine where there is no transaction any more */
    bool (*in_transaction)(const struct txn *txn);

    /* One step's savepoint; only where one_writer. */
    rc (*savepoint)(struct txn *txn);
    rc (*release)(struct txn *txn);
    rc (*rollback_to)(struct txn *txn);

    /* One query. */
    rc (*exec)(struct reader *reader, const struct query *query, struct db_args args,
               int64_t *ret_changed);
    rc (*query)(struct reader *reader, const struct query *query, struct db_args args,
                struct rows *rows);
    bool (*next)(struct rows *rows); /* false at the end, or with rows->failed set */
    void (*end)(struct rows *rows);
    bool (*is_null)(const struct rows *rows, int column);
    int64_t (*get_int)(const struct rows *rows, int column);
    double (*get_real)(const struct rows *rows, int column);
    struct str (*get_bytes)(const struct rows *rows, int column); /* text too; never absent */

    /* Migrations: the lock is the transaction's; script is several statements. */
    rc (*begin_migration)(struct txn *txn);
    rc (*script)(struct txn *txn, const char *sql, struct arena *arena, struct str *ret_problem);
    rc (*check_references)(struct txn *txn, struct arena *arena, struct str *ret_problem);

    /* Tools. */
    rc (*check_query)(struct db *db, struct arena *arena, const struct query *query,
                      struct str *ret_problem);
    rc (*explain)(struct db *db, struct arena *arena, const struct query *query,
                  struct str *ret_plan);
    rc (*backup)(struct db *db, struct arena *arena, const char *file, struct str *ret_problem);
    rc (*restore)(struct arena *arena, struct str url, const char *file, struct str *ret_problem);
};

extern const struct db_driver db_sqlite_driver;
extern const struct db_driver db_postgres_driver;

/* The type letter as a small one: 'I' and 'i' are both 'i'. */
static inline char db_letter(char type)
{
    return (char)(type | 0x20);
}

/* Ends a rows without asking for its rc: for code that already has an error. */
void db_rows_drop(struct rows *rows);

/* ---- db_lane.c ---- */

/* Starts the threads of the lane; db->lane is set. */
MUST_CHECK rc lane_start(struct db *db);
/* Waits until the queue is empty, refusing new writes from now on. NULL is fine. */
void lane_drain(struct lane *lane);
/* Drains, ends the threads and frees. NULL is fine. Returns NULL. */
struct lane *lane_stop(struct lane *lane);

/* ---- db_backup.c: files and child processes ---- */

/*
 * Makes a temporary file beside file, readable by its owner only. RC_EXISTS
 * when file is there already, RC_IO. *ret_temporary is in arena.
 */
MUST_CHECK rc backup_begin(struct arena *arena, const char *file, char **ret_temporary,
                           struct str *ret_problem);
/* Flushes the temporary file to the disk and gives it its name, never replacing a file. */
MUST_CHECK rc backup_publish(struct arena *arena, char *temporary, const char *file,
                             struct str *ret_problem);
/*
 * Runs a program found in PATH, without a shell, and waits for it. environment
 * is added to our own ("NAME=value"). RC_IO when it cannot be started or fails;
 * the sentence has the beginning of what it wrote to standard error.
 */
MUST_CHECK rc backup_run(struct arena *arena, char *const argv[],
                         char *const *environment, size_t environment_n,
                         struct str *ret_problem);
/* True when file begins with magic; RC_IO when it cannot be read. */
MUST_CHECK rc backup_has_magic(struct arena *arena, const char *file, struct str magic,
                               bool *ret_has, struct str *ret_problem);

#endif
