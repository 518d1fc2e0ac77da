/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One database, SQLite or PostgreSQL, chosen when the program starts by a URL.
 *
 *   sqlite:data/radslag.db          a file on a local disk; its folder must exist
 *   postgresql://user@host/name     as libpq reads it (also postgres://)
 *
 * Structures
 *   query   an SQL text with the types of its parameters and columns. Every
 *           query of the program is a constant that its module lists, and a
 *           test prepares them all on both databases.
 *   reader  a snapshot for reading, lent to one thread for the length of one
 *           callback: db_read_begin … db_read_end.
 *   rows    the answer to one query, stepped through; closed before the next
 *           use of the same query on the same reader.
 *   txn     a write transaction, alive inside one step.
 *   write   a step on its way through the write lane.
 *
 * Threads: a db may be used by all threads. A reader, rows or txn belongs to
 * the thread that got it. On SQLite a thread keeps its reading connection until
 * it ends.
 *
 * Errors: RC_DATABASE is the one nobody expects (no such table, a full disk, a
 * lost server); its cause is logged here, without values, since no caller knows it.
 *
 * The write lane. A change is a step: a function that re-reads what its
 * decision rests on, calls the rule and stores. It touches only its txn, its
 * const input and its zeroed output, takes the time as input, and may be run
 * again from the start. On SQLite one writer thread runs the waiting steps in
 * order, many in one transaction, each in a savepoint of its own, and answers
 * after COMMIT: a step that fails is rolled back alone, and when the whole
 * transaction is lost its steps are run once more, each in its own, so that
 * only the one to blame fails. On PostgreSQL each step is a SERIALIZABLE
 * transaction on a worker's connection and is repeated, a bounded number of
 * times with jitter, after a conflict (40001, 40P01); one that goes on losing
 * runs alone among this process's steps.
 * After any SQL error the transaction is spoilt: later calls return the same
 * error, and the step fails with it even if it returns RC_OK. Deferred
 * constraints are forbidden, since COMMIT must not fail for one step's sake.
 */
#ifndef CORE_DB_DB_H
#define CORE_DB_DB_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

struct db;
struct reader;
struct txn;

/* ---- queries ---------------------------------------------------------- */

/*
 * Types, one letter for each parameter and each column, in order:
 *   i  64-bit integer, also ids, times and booleans (0, 1)
 *   r  double
 *   t  text, valid UTF-8 without NUL
 *   x  bytes
 * A capital letter may be NULL; a small one may not: NULL is RC_INVALID in a
 * parameter, and reads as 0 or "" in a column. A text that is not valid
 * UTF-8 or has a NUL, and a real that is not finite, are RC_INVALID too. Values
 * of another number or type than the query declares are a programming error.
 *
 * A query must live as long as the db: a connection keeps its prepared statement
 * under the query's address. It may not begin or end a transaction.
 *
 * One text serves both databases. Where that cannot be, as for full text search,
 * sql is DB_BOTH(text for SQLite, text for PostgreSQL); both take the same
 * parameters and return the same columns, and the test of all queries prepares each.
 */
#define DB_BOTH(sqlite, postgres) sqlite "\n-- postgres\n" postgres
struct query {
    const char *name;    /* unique in the program: "guide.method_by_slug" */
    const char *sql;     /* placeholders $1, $2, … each used at least once */
    const char *params;  /* such as "it"; "" where there are none */
    const char *columns; /* such as "itT"; "" for a statement that returns no rows */
};

struct db_value {
    char type; /* 'i', 'r', 't', 'x', or 'n' for NULL */
    union {
        int64_t integer;
        double real;
        struct str bytes; /* borrowed for the length of the call */
    };
};

static inline struct db_value db_int(int64_t value)
{
    return (struct db_value){.type = 'i', .integer = value};
}
static inline struct db_value db_real(double value)
{
    return (struct db_value){.type = 'r', .real = value};
}
/* STR_NONE binds NULL. */
static inline struct db_value db_text(struct str value)
{
    return (struct db_value){.type = value.p ? 't' : 'n', .bytes = value};
}
static inline struct db_value db_bytes(struct str value)
{
    return (struct db_value){.type = value.p ? 'x' : 'n', .bytes = value};
}
static inline struct db_value db_null(void)
{
    return (struct db_value){.type = 'n'};
}

struct db_args {
    const struct db_value *values;
    size_t n;
};
/* DB_ARGS(db_int(id), db_text(name)); DB_NO_ARGS where there are none. */
#define DB_ARGS(...)                                           \
    ((struct db_args){(const struct db_value[]){__VA_ARGS__},  \
                      sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value)})
#define DB_NO_ARGS ((struct db_args){NULL, 0})

/* ---- reading ---------------------------------------------------------- */

/*
 * Begins a read-only snapshot, taken at the first query, on this thread, which
 * must not have another reader of the same db. RC_DATABASE when the database is
 * gone, RC_BUSY when all connections are taken for longer than the read
 * timeout. On SQLite it takes microseconds and never waits for the writer; on
 * PostgreSQL it is a round trip (db_is_remote), so only the slow lane does it.
 */
MUST_CHECK rc db_read_begin(struct db *db, struct reader **ret_reader);
/* Ends it; every rows must be closed. NULL is fine. */
void db_read_end(struct reader *reader);

/* True where the SQLite text of a query is run: for a parameter that must be
 * written for one of them, such as an expression of full text search. */
bool reader_is_sqlite(const struct reader *reader);

/* The reader's view inside a write transaction: sees the step's own changes. */
struct reader *txn_reader(struct txn *txn);

struct rows {
    struct reader *reader;
    const struct query *query;
    void *cursor; /* the driver's */
    size_t row;   /* the driver's */
    rc failed;
};

/*
 * Runs a query. An error is kept and returned by rows_close, so that a caller
 * checks once:
 *
 *   struct rows rows;
 *   db_query(reader, &q_method_by_slug, DB_ARGS(db_text(slug)), &rows);
 *   if (rows_next(&rows))
 *       method_from_row(&rows, arena, &method);
 *   return rows_close(&rows);
 */
void db_query(struct reader *reader, const struct query *query, struct db_args args,
              struct rows *ret_rows);
/* Steps to the next row; false at the end and after an error. */
bool rows_next(struct rows *rows);
/* Column 0, 1, … of the current row. The type is asserted against query->columns. */
int64_t rows_int(const struct rows *rows, int column);
double rows_real(const struct rows *rows, int column);
/* Borrowed until rows_next or rows_close; STR_NONE where NULL. */
struct str rows_text(const struct rows *rows, int column);
struct str rows_bytes(const struct rows *rows, int column);
/* The same, copied into arena. */
struct str rows_text_dup(const struct rows *rows, int column, struct arena *arena);
bool rows_is_null(const struct rows *rows, int column);
/* Ends the query: RC_OK, RC_INVALID for an argument, RC_CONFLICT, RC_DATABASE;
 * with RETURNING, what db_exec returns too. */
MUST_CHECK rc rows_close(struct rows *rows);

/* ---- writing ---------------------------------------------------------- */

/*
 * Runs an INSERT, UPDATE or DELETE. RC_EXISTS when a unique key is taken,
 * RC_INVALID when another constraint is broken (foreign key, check, not null)
 * or an argument is not acceptable, RC_CONFLICT, RC_DATABASE. ret_changed (may
 * be NULL): rows changed. A query with RETURNING is run through db_query and
 * txn_reader; it makes its change even where no row is read.
 */
MUST_CHECK rc db_exec(struct txn *txn, const struct query *query, struct db_args args,
                      int64_t *ret_changed);

/* A step: see the top of this file. out is zeroed before every run. */
typedef rc step_fn(struct txn *txn, const void *in, void *out);

struct write {
    step_fn *step;
    const void *in; /* must live until done */
    void *out;      /* out_size bytes, must live until done */
    size_t out_size;
    /* Called once, after COMMIT or when the step has failed for good, on a
     * thread of the lane: it must be short and must not wait; it may submit, and
     * may free the write. result is what the step returned, or RC_BUSY (repeated
     * too often, or another process holds the database), or RC_DATABASE: then
     * nothing is stored, unless the server was lost during COMMIT itself, when
     * nobody can know. */
    void (*done)(struct write *write, rc result);
    void *context; /* the caller's */
    struct write *next; /* the lane's */
    bool announced;     /* the lane's */
};

/* Hands a write to the lane; it belongs to the lane until done. RC_BUSY when
 * the queue is full (answer 503), RC_STOPPED after db_drain, RC_DENIED where
 * the db is read only: then done is not called. */
MUST_CHECK rc db_submit(struct db *db, struct write *write);
/* The same and waits, for room in the queue too: jobs, commands, tests; never a
 * request thread, a step or a done. Returns the result. */
MUST_CHECK rc db_write(struct db *db, step_fn *step, const void *in, void *out, size_t out_size);

/*
 * Tells others in this process of a change. A step that stores what a thread
 * waits for, such as a job, calls txn_announce; after its COMMIT, and only then,
 * the listener is called once, on a thread of the lane: it must be short and must
 * not wait. Another process is told nothing and has to look.
 */
void txn_announce(struct txn *txn);
/* Sets the one listener; NULL: none. When it returns, the one before is not called
 * any more. Does nothing where the db is read only. Never from the listener. */
void db_listen(struct db *db, void (*listener)(void *context), void *context);

/* ---- life -------------------------------------------------------------- */

struct db_options {
    bool create;        /* make the SQLite file where there is none */
    bool read_only;     /* no lane; db_submit and db_write answer RC_DENIED */
    int writers;        /* PostgreSQL: connections that run steps, 1 to 64; 0 = 8 */
    int readers;        /* PostgreSQL: connections for reading, 1 to 64; 0 = 4 */
    int queue_length;   /* writes that may wait; 0 = 10 000 */
    int read_wait_ms;   /* PostgreSQL: for a free reading connection; 0 = 5 000 */
};

/*
 * Opens the database. On failure *problem, in arena, is one English sentence
 * that says what is wrong and what to do: unknown URL, missing file, folder
 * not writable, not a database, server not reached, made by a newer SQLite.
 * A password in the URL is never repeated in it.
 */
MUST_CHECK rc db_open(struct arena *arena, struct str url, const struct db_options *options,
                      struct db **ret_db, struct str *ret_problem);
/* Refuses new writes and waits until those queued are done. */
void db_drain(struct db *db);
/* Drains, stops the threads and closes. No other thread may use the db or be
 * ending meanwhile: join those that have read from it first. NULL is fine. Returns NULL. */
struct db *db_close(struct db *db);

/* True where reading waits for a network or another process: use the slow lane. */
bool db_is_remote(const struct db *db);
/* "sqlite" or "postgresql", for people and logs. */
const char *db_kind(const struct db *db);
/* RC_OK when a trivial query answers: for /healthz. */
MUST_CHECK rc db_ping(struct db *db);

/* ---- migrations --------------------------------------------------------- */

/*
 * The SQL of a migration is written once, for both databases, with these
 * tokens, which are replaced for each:
 *   token      SQLite         PostgreSQL
 *   $INT       INTEGER        bigint
 *   $REAL      REAL           double precision
 *   $TEXT      TEXT           text COLLATE "C"
 *   $BYTES     BLOB           bytea
 *   $STRICT    STRICT         (nothing)        after the ')' of CREATE TABLE
 *   $KEYED     STRICT, WITHOUT ROWID   (nothing)   for link tables
 * Lines between "-- sqlite" or "-- postgres" and "-- both" are for that one only.
 * Any other $WORD in capitals is an error; PostgreSQL's $BODY$ quotes are let
 * through. On SQLite foreign keys are off while it runs, so that a table can be
 * rebuilt under its name, and are all checked before COMMIT.
 */
struct migration {
    const char *module; /* such as "guide" */
    int number;         /* from 1, without gaps within the module */
    struct str name;
    struct str sql;
};

/*
 * Brings the schema up to date, under a lock, each migration in a transaction
 * of its own together with its row in schema_migration(module, number, name,
 * sha256, applied_at). Several processes may call it at once. RC_NEWER when the
 * database has a migration that is not in the list (made by a newer version);
 * RC_INVALID when the text of an applied one has changed or the numbers have
 * gaps; nothing is changed then. Where one fails, those before it stay. RC_DENIED
 * where the db is read only. On failure *ret_problem, in arena, is a sentence.
 * progress (may be NULL) is called for each one applied, after its COMMIT.
 */
MUST_CHECK rc db_migrate(struct db *db, struct arena *arena, const struct migration *migrations,
                         size_t n, void (*progress)(void *context, const struct migration *),
                         void *context, struct str *ret_problem);
/* RC_OK when nothing is missing, RC_NOT_FOUND when the database needs db_migrate,
 * otherwise as db_migrate. Changes nothing. */
MUST_CHECK rc db_migrations_check(struct db *db, struct arena *arena,
                                  const struct migration *migrations, size_t n,
                                  struct str *ret_problem);

/* ---- tools --------------------------------------------------------------- */

/* Prepares the query and compares parameter count, column count and types (on
 * SQLite, which has none for what is computed, those of plain columns). RC_OK,
 * or RC_INVALID with a sentence. For the test of all queries. */
MUST_CHECK rc db_check_query(struct db *db, struct arena *arena, const struct query *query,
                             struct str *ret_problem);
/*
 * The plan of a query for any values, as lines of text in arena, for the test that
 * no query scans a table. PostgreSQL is told to scan only where it must.
 * RC_INVALID when it cannot be prepared, RC_DATABASE.
 */
MUST_CHECK rc db_explain(struct db *db, struct arena *arena, const struct query *query,
                         struct str *ret_plan);

/*
 * Writes a consistent copy of the whole database to a new file while others
 * read and write: SQLite's online backup, or pg_dump in its custom format,
 * started as a child process. The file appears under its name only when whole.
 * RC_EXISTS when it is there already, otherwise RC_IO; with a sentence. Only its
 * owner may read it. May take minutes: never on a request thread.
 */
MUST_CHECK rc db_backup(struct db *db, struct arena *arena, const char *file,
                        struct str *ret_problem);
/*
 * Fills the database at url, which must be empty or, for SQLite, missing
 * (RC_EXISTS otherwise), from a file that db_backup made on the same kind of
 * database (RC_INVALID for another file or a damaged one). All or nothing.
 */
MUST_CHECK rc db_restore(struct arena *arena, struct str url, const char *file,
                         struct str *ret_problem);

/*
 * A new 63-bit id, positive and ordered by time: 42 bits of milliseconds since
 * 2020 and 21 of a counter that starts at random each millisecond. Unique in
 * one process; among processes a clash is a unique-key error and a repeat.
 */
int64_t db_new_id(void);
/* The least id that db_new_id can give at a wall time (microseconds since 1970): 0 before 2020, INT64_MAX
 * where it has no more. So a period is a range of ids. */
int64_t db_id_at(int64_t time);

#endif
