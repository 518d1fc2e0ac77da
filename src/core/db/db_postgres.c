/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * PostgreSQL: a pool of connections for reading, and one connection for each
 * thread of the write lane. Queries are prepared once on each connection;
 * parameters and results travel in binary.
 *
 * A lost connection fails what runs on it. Its next transaction begins on a
 * new one.
 */
#include "core/db/db_postgres.h"

#include <assert.h>
#include <endian.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

static struct pg_conn *conn_of(const struct reader *reader)
{
    return (struct pg_conn *)reader;
}

static struct pg_db *db_of(struct db *db)
{
    return (struct pg_db *)db;
}

Oid pg_type_of(char letter)
{
    switch (db_letter(letter)) { /* from pg_type.dat; they never change */
    case 'i':
        return 20;
    case 'r':
        return 701;
    case 't':
        return 25;
    default:
        return 17;
    }
}

/* ---- errors ---- */

rc pg_rc(const PGresult *result)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    if (state == NULL)
        return RC_DATABASE;
    if (strcmp(state, "23505") == 0)
        return RC_EXISTS;
    if (strncmp(state, "23", 2) == 0) /* integrity constraint */
        return RC_INVALID;
    if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
        return RC_CONFLICT;
    if (strcmp(state, "55P03") == 0) /* lock not available */
        return RC_BUSY;
    return RC_DATABASE;
}

/* The rc of a failed call; an unexpected one is logged, since its cause is known only here. */
static rc failed(struct pg_conn *conn, const char *what, const PGresult *result)
{
    rc code = pg_rc(result);
    if (code != RC_DATABASE)
        return code;
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (state == NULL)
        log_error("db", "%s: %s", what, PQerrorMessage(conn->handle));
    else if (strncmp(state, "22", 2) == 0) /* its message quotes the value */
        log_error("db", "%s: invalid data (%s)", what, state);
    else
        log_error("db", "%s: %s (%s)", what, message ? message : "", state);
    /* "cached plan must not change result type": a migration ran meanwhile. */
    if (state && strcmp(state, "0A000") == 0)
        conn->stale = true;
    return code;
}

/* ---- connections ---- */

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

PGconn *pg_connect(const char *url)
{
    /* What stands before dbname, the address may override; what stands after it may not. */
    static const char *const names[] = {"connect_timeout", "application_name", "tcp_user_timeout",
                                        "dbname", "client_encoding", NULL};
    const char *const values[] = {"5", "radslag", "30000", url, "UTF8", NULL};
    static const char settings[] =
        "SET statement_timeout TO '30s'; SET idle_in_transaction_session_timeout TO '60s';"
        "SET TimeZone TO 'UTC'; SET standard_conforming_strings TO on;"
        "SET jit TO off"; /* compiling costs more than any of our queries */
    PGconn *handle = PQconnectdbParams(names, values, 1);
    if (PQstatus(handle) == CONNECTION_OK) {
        PQsetNoticeReceiver(handle, ignore_notice, NULL);
        PQclear(PQexec(handle, settings));
    }
    return handle;
}

static void conn_end(struct pg_conn *conn)
{
    cache_clear(&conn->statements, NULL);
    PQfinish(conn->handle);
    conn->handle = NULL;
    conn->prepared = 0;
    conn->stale = false;
}

static rc conn_ready(struct pg_conn *conn)
{
    if (conn->handle && (conn->stale || PQstatus(conn->handle) != CONNECTION_OK))
        conn_end(conn);
    if (conn->handle)
        return RC_OK;
    conn->handle = pg_connect(db_of(conn->txn.reader.db)->url);
    if (PQstatus(conn->handle) == CONNECTION_OK)
        return RC_OK;
    log_error("db", "no connection: %s", PQerrorMessage(conn->handle));
    conn_end(conn);
    return RC_DATABASE;
}

rc pg_run(PGconn *handle, const char *sql, PGresult **ret_result)
{
    PGresult *result = PQexec(handle, sql);
    ExecStatusType status = PQresultStatus(result);
    rc code = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? RC_OK : pg_rc(result);
    if (ret_result)
        *ret_result = result;
    else
        PQclear(result);
    return code;
}

/* Begins a transaction, on a new connection where the old one turns out to be lost:
 * nothing has run yet, so nothing can run twice. */
static rc begin(struct pg_conn *conn, const char *sql)
{
    for (int i = 0;; i++) {
        rc result = conn_ready(conn);
        if (result != RC_OK)
            return result;
        PGresult *answer;
        result = pg_run(conn->handle, sql, &answer);
        bool lost = PQstatus(conn->handle) != CONNECTION_OK;
        if (result == RC_DATABASE && !(lost && i == 0))
            failed(conn, sql, answer);
        PQclear(answer);
        if (result == RC_OK || !lost || i > 0)
            return result;
    }
}

static rc end_transaction(struct pg_conn *conn, const char *sql)
{
    PGresult *result;
    rc code = pg_run(conn->handle, sql, &result);
    /* COMMIT of a transaction that has failed says ROLLBACK and calls it a success. */
    if (code == RC_OK && strcmp(PQcmdStatus(result), sql) != 0)
        code = RC_DATABASE;
    else if (code == RC_DATABASE)
        failed(conn, sql, result);
    PQclear(result);
    return code;
}

static bool pg_in_transaction(const struct txn *txn)
{
    PGconn *handle = conn_of(&txn->reader)->handle;
    PGTransactionStatusType status = handle ? PQtransactionStatus(handle) : PQTRANS_UNKNOWN;
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

static void pg_rollback(struct txn *txn)
{
    struct pg_conn *conn = conn_of(&txn->reader);
    if (pg_in_transaction(txn) && end_transaction(conn, "ROLLBACK") != RC_OK)
        conn_end(conn);
}

static rc pg_commit(struct txn *txn)
{
    return end_transaction(conn_of(&txn->reader), "COMMIT");
}

/* ---- the pool for reading ---- */

static rc pool_take(struct pg_db *db, struct pg_conn **ret_conn)
{
    time_us end = time_monotonic() + db->db.options.read_wait_ms * (TIME_SECOND / 1000);
    struct timespec until = {end / TIME_SECOND, end % TIME_SECOND * 1000};
    rc result = RC_OK;
    pthread_mutex_lock(&db->lock);
    while (db->free == NULL && result == RC_OK)
        if (pthread_cond_timedwait(&db->returned, &db->lock, &until) != 0 && db->free == NULL)
            result = RC_BUSY;
    if (result == RC_OK) {
        *ret_conn = db->free;
        db->free = db->free->next;
    }
    pthread_mutex_unlock(&db->lock);
    return result;
}

static void pool_give(struct pg_db *db, struct pg_conn *conn)
{
    pthread_mutex_lock(&db->lock);
    conn->next = db->free; /* the one used last is used next: few stay busy, the rest idle */
    db->free = conn;
    pthread_cond_signal(&db->returned);
    pthread_mutex_unlock(&db->lock);
}

static rc pg_read_begin(struct db *db, struct reader **ret_reader)
{
    struct pg_conn *conn;
    rc result = pool_take(db_of(db), &conn);
    if (result != RC_OK)
        return result;
    result = begin(conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (result != RC_OK) {
        pool_give(db_of(db), conn);
        return result;
    }
    *ret_reader = &conn->txn.reader;
    return RC_OK;
}

static void pg_read_end(struct reader *reader)
{
    struct pg_conn *conn = conn_of(reader);
    pg_rollback(&conn->txn); /* it changed nothing */
    pool_give(db_of(reader->db), conn);
}

static void pg_close(struct db *db)
{
    struct pg_db *self = db_of(db);
    int returned = 0;
    for (struct pg_conn *conn = self->free; conn; conn = conn->next)
        returned++;
    assert(returned == db->options.readers); /* a reader was not ended */
    for (int i = 0; i < returned; i++)
        conn_end(&self->readers[i]);
    pthread_cond_destroy(&self->returned);
    pthread_mutex_destroy(&self->lock);
    explicit_bzero(self->url, strlen(self->url)); /* it may have a password */
    mem_free(self->url);
    mem_free(self);
}

/* ---- writing ---- */

static rc pg_writer_open(struct db *db, enum writer_use use, struct txn **ret_txn)
{
    (void)use;
    struct pg_conn *conn = MEM_NEW(struct pg_conn);
    conn->txn.reader.db = db;
    *ret_txn = &conn->txn;
    return RC_OK;
}

static void pg_writer_close(struct txn *txn)
{
    conn_end(conn_of(&txn->reader));
    mem_free(txn);
}

static rc pg_begin(struct txn *txn)
{
    return begin(conn_of(&txn->reader), "BEGIN ISOLATION LEVEL SERIALIZABLE");
}

static rc pg_begin_migration(struct txn *txn)
{
    /* READ COMMITTED, so that what is read after waiting for the lock is what its
     * last holder left. The number is ours alone in this database. */
    return begin(conn_of(&txn->reader), "BEGIN ISOLATION LEVEL READ COMMITTED;"
                                        "SET LOCAL statement_timeout TO 0;"
                                        "SELECT pg_advisory_xact_lock(8243106941374195559)");
}

/* ---- queries ---- */

struct statement_name {
    char text[16];
};

/* The name under which the query is prepared on this connection. */
static rc statement_of(struct pg_conn *conn, const struct query *query,
                       struct statement_name *ret_name)
{
    uintptr_t number = (uintptr_t)cache_get(&conn->statements, query);
    bool is_new = number == 0;
    if (is_new)
        number = ++conn->prepared;
    snprintf(ret_name->text, sizeof ret_name->text, "q%u", (unsigned)number);
    if (!is_new)
        return RC_OK;
    Oid types[DB_MAX_PARAMS];
    int n = (int)strlen(query->params);
    for (int i = 0; i < n; i++)
        types[i] = pg_type_of(query->params[i]);
    PGresult *result = PQprepare(conn->handle, ret_name->text, query_postgres(query), n, types);
    rc code = PQresultStatus(result) == PGRES_COMMAND_OK ? RC_OK
                                                         : failed(conn, query->name, result);
    PQclear(result);
    if (code == RC_OK)
        cache_put(&conn->statements, query, (void *)number);
    return code;
}

/* The parameters as libpq takes them, in binary. */
struct params {
    const char *values[DB_MAX_PARAMS];
    int lengths[DB_MAX_PARAMS], formats[DB_MAX_PARAMS];
    uint64_t numbers[DB_MAX_PARAMS]; /* in network order */
};

static rc fill(struct params *params, struct db_args args)
{
    for (size_t i = 0; i < args.n; i++) {
        const struct db_value *value = &args.values[i];
        params->formats[i] = 1;
        params->values[i] = NULL;
        params->lengths[i] = 0;
        if (value->type == 't' || value->type == 'x') {
            if (value->bytes.n > INT_MAX)
                return RC_INVALID;
            params->values[i] = value->bytes.p;
            params->lengths[i] = (int)value->bytes.n;
        } else if (value->type != 'n') {
            uint64_t bits;
            static_assert(sizeof value->integer == sizeof bits && sizeof value->real == sizeof bits,
                          "both are eight bytes on the wire");
            memcpy(&bits, &value->integer, sizeof bits);
            params->numbers[i] = htobe64(bits);
            params->values[i] = (const char *)&params->numbers[i];
            params->lengths[i] = (int)sizeof bits;
        }
    }
    return RC_OK;
}

static rc run(struct reader *reader, const struct query *query, struct db_args args,
              ExecStatusType expected, PGresult **ret_result)
{
    struct pg_conn *conn = conn_of(reader);
    struct statement_name name;
    struct params params;
    rc code = fill(&params, args);
    if (code == RC_OK)
        code = statement_of(conn, query, &name);
    if (code != RC_OK)
        return code;
    PGresult *result = PQexecPrepared(conn->handle, name.text, (int)args.n, params.values,
                                      params.lengths, params.formats, 1);
    if (PQresultStatus(result) == expected) {
        *ret_result = result;
        return RC_OK;
    }
    code = failed(conn, query->name, result);
    PQclear(result);
    return code;
}

static rc pg_exec(struct reader *reader, const struct query *query, struct db_args args,
                  int64_t *ret_changed)
{
    PGresult *result;
    rc code = run(reader, query, args, PGRES_COMMAND_OK, &result);
    if (code != RC_OK)
        return code;
    if (str_to_int(str_from_c(PQcmdTuples(result)), ret_changed) != RC_OK)
        *ret_changed = 0; /* a statement that does not count rows */
    PQclear(result);
    return RC_OK;
}

static bool types_fit(const struct query *query, const PGresult *result)
{
    int n = PQnfields(result);
    bool fit = (size_t)n == strlen(query->columns);
    for (int i = 0; fit && i < n; i++)
        fit = PQftype(result, i) == pg_type_of(query->columns[i]);
    if (!fit)
        log_error("db", "%s: the columns are not of the declared types", query->name);
    return fit;
}

static rc pg_query(struct reader *reader, const struct query *query, struct db_args args,
                   struct rows *rows)
{
    PGresult *result;
    rc code = run(reader, query, args, PGRES_TUPLES_OK, &result);
    if (code != RC_OK)
        return code;
    if (!types_fit(query, result)) {
        PQclear(result);
        return RC_DATABASE;
    }
    rows->cursor = result;
    return RC_OK;
}

static bool pg_next(struct rows *rows)
{
    if (rows->row >= (size_t)PQntuples(rows->cursor)) {
        rows->row = SIZE_MAX; /* so that a value asked for after the end is caught */
        return false;
    }
    rows->row++;
    return true;
}

static void pg_end(struct rows *rows)
{
    PQclear(rows->cursor);
}

static int row_of(const struct rows *rows)
{
    assert(rows->row > 0 && rows->row != SIZE_MAX); /* rows_next was false */
    return (int)(rows->row - 1);
}

static bool pg_is_null(const struct rows *rows, int column)
{
    return PQgetisnull(rows->cursor, row_of(rows), column) != 0;
}

static uint64_t get_number(const struct rows *rows, int column)
{
    uint64_t bits;
    memcpy(&bits, PQgetvalue(rows->cursor, row_of(rows), column), sizeof bits);
    return be64toh(bits);
}

static int64_t pg_get_int(const struct rows *rows, int column)
{
    return (int64_t)get_number(rows, column);
}

static double pg_get_real(const struct rows *rows, int column)
{
    uint64_t bits = get_number(rows, column);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static struct str pg_get_bytes(const struct rows *rows, int column)
{
    int row = row_of(rows);
    return (struct str){PQgetvalue(rows->cursor, row, column),
                        (size_t)PQgetlength(rows->cursor, row, column)};
}

/* ---- the driver ---- */

static const struct query q_ping = {"db.ping", "SELECT CAST(1 AS bigint)", "", "i"};
static const struct query q_table_exists = {
    "db.table_exists", "SELECT CAST(1 AS bigint) WHERE to_regclass($1) IS NOT NULL", "t", "i"};

static const char *const tokens[] = {"bigint", "double precision", "text COLLATE \"C\"", "bytea",
                                     "", ""};

const struct db_driver db_postgres_driver = {
    .kind = "postgresql",
    .section = "postgres",
    .tokens = tokens,
    .is_remote = true,
    .one_writer = false,
    .ping = &q_ping,
    .table_exists = &q_table_exists,
    .open = pg_open,
    .close = pg_close,
    .read_begin = pg_read_begin,
    .read_end = pg_read_end,
    .writer_open = pg_writer_open,
    .writer_close = pg_writer_close,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .in_transaction = pg_in_transaction,
    .exec = pg_exec,
    .query = pg_query,
    .next = pg_next,
    .end = pg_end,
    .is_null = pg_is_null,
    .get_int = pg_get_int,
    .get_real = pg_get_real,
    .get_bytes = pg_get_bytes,
    .begin_migration = pg_begin_migration,
    .script = pg_script,
    .check_query = pg_check_query,
    .explain = pg_explain,
    .backup = pg_backup,
    .restore = pg_restore,
};
