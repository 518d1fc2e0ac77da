/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * SQLite: one file in WAL mode, one writing connection, and one read-only
 * connection for each thread that reads.
 *
 * A connection belongs to one thread at a time, so SQLite's own locks are off
 * (NOMUTEX). Reading connections are kept in the thread under the db's own key
 * and closed when the thread ends, or by db_close.
 */
#include "core/db/db_sqlite.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

struct statement {
    sqlite3_stmt *handle;
    int step;  /* what sqlite3_step said last, for rows */
    bool busy; /* a rows is open on it */
    int places[]; /* SQLite's index of $1, $2, … */
};

enum control { BEGIN_READ, BEGIN_WRITE, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK_TO };
static const char *const control_texts[SQLITE_CONTROLS] = {
    [BEGIN_READ] = "BEGIN",
    [BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [SAVEPOINT] = "SAVEPOINT step",
    [RELEASE] = "RELEASE step",
    [ROLLBACK_TO] = "ROLLBACK TO step",
};

static struct sqlite_conn *conn_of(const struct reader *reader)
{
    return (struct sqlite_conn *)reader;
}

static struct sqlite_db *db_of(struct db *db)
{
    return (struct sqlite_db *)db;
}

/* ---- errors ---- */

rc sqlite_rc(int code)
{
    switch (code) {
    case SQLITE_OK:
        return RC_OK;
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return RC_EXISTS;
    default:
        break;
    }
    switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
        return RC_INVALID;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return RC_BUSY;
    default:
        return RC_DATABASE;
    }
}

/* The rc of a failed call; an unexpected one is logged, since its cause is known only here. */
static rc failed(const struct sqlite_conn *conn, const char *what, int code)
{
    rc result = sqlite_rc(code);
    if (result == RC_DATABASE)
        log_error("db", "%s: %s (%d)", what, sqlite3_errmsg(conn->handle), code);
    return result;
}

/* ---- connections ---- */

static rc control(struct sqlite_conn *conn, enum control which)
{
    sqlite3_stmt **handle = &conn->control[which];
    int code = SQLITE_OK;
    if (*handle == NULL)
        code = sqlite3_prepare_v3(conn->handle, control_texts[which], -1,
                                  SQLITE_PREPARE_PERSISTENT, handle, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(*handle);
        sqlite3_reset(*handle);
    }
    return code == SQLITE_DONE ? RC_OK : failed(conn, control_texts[which], code);
}

static void statement_free(void *statement)
{
    sqlite3_finalize(((struct statement *)statement)->handle);
    mem_free(statement);
}

static int set_up(sqlite3 *handle, enum sqlite_use use)
{
    static const char for_all[] = "PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;";
    static const char for_writer[] = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                                     "PRAGMA journal_size_limit = 67108864;";
    /* Rebuilding a table means dropping the old one, which would delete what refers
     * to it; db_migrate checks the references before COMMIT instead. */
    static const char for_migrations[] = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;";
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0}, /* "x" is a name here as in PostgreSQL, never a text */
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        sqlite3_db_config(handle, options[i].option, options[i].value, (int *)NULL);
    sqlite3_busy_timeout(handle, use == SQLITE_MIGRATIONS ? 60 * 1000 : DB_BUSY_WAIT_MS);
    int code = sqlite3_exec(handle, for_all, NULL, NULL, NULL);
    if (code == SQLITE_OK && use != SQLITE_READING)
        code = sqlite3_exec(handle, use == SQLITE_WRITING ? for_writer : for_migrations, NULL, NULL,
                            NULL);
    return code;
}

int sqlite_open_file(const char *path, enum sqlite_use use, sqlite3 **ret_handle)
{
    int flags = use == SQLITE_READING ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    sqlite3 *handle = NULL;
    int code = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                               NULL);
    if (code == SQLITE_OK)
        code = set_up(handle, use);
    if (code != SQLITE_OK) {
        sqlite3_close(handle);
        return code;
    }
    *ret_handle = handle;
    return SQLITE_OK;
}

static rc conn_open(struct db *db, enum sqlite_use use, struct sqlite_conn **ret_conn)
{
    sqlite3 *handle;
    int code = sqlite_open_file(db_of(db)->path, use, &handle);
    if (code != SQLITE_OK) {
        log_error("db", "a connection could not be opened: %s (%d)", sqlite3_errstr(code), code);
        return sqlite_rc(code);
    }
    struct sqlite_conn *conn = MEM_NEW(struct sqlite_conn);
    conn->txn.reader.db = db;
    conn->handle = handle;
    *ret_conn = conn;
    return RC_OK;
}

static void conn_close(struct sqlite_conn *conn)
{
    cache_clear(&conn->statements, statement_free);
    for (size_t i = 0; i < SQLITE_CONTROLS; i++)
        sqlite3_finalize(conn->control[i]);
    if (sqlite3_close(conn->handle) != SQLITE_OK)
        log_error("db", "a connection was closed while in use");
    mem_free(conn);
}

/* ---- one connection for each reading thread ---- */

void sqlite_thread_ended(void *value)
{
    struct sqlite_conn *conn = value;
    struct sqlite_db *db = db_of(conn->txn.reader.db);
    pthread_mutex_lock(&db->lock);
    if (conn->before)
        conn->before->after = conn->after;
    else
        db->reading = conn->after;
    if (conn->after)
        conn->after->before = conn->before;
    pthread_mutex_unlock(&db->lock);
    conn_close(conn);
}

static rc thread_conn(struct sqlite_db *db, struct sqlite_conn **ret_conn)
{
    struct sqlite_conn *conn = pthread_getspecific(db->key);
    if (conn == NULL) {
        rc result = conn_open(&db->db, SQLITE_READING, &conn);
        if (result != RC_OK)
            return result;
        if (pthread_setspecific(db->key, conn) != 0) {
            conn_close(conn);
            return RC_DATABASE;
        }
        pthread_mutex_lock(&db->lock);
        conn->after = db->reading;
        if (db->reading)
            db->reading->before = conn;
        db->reading = conn;
        pthread_mutex_unlock(&db->lock);
    }
    *ret_conn = conn;
    return RC_OK;
}

static rc sqlite_read_begin(struct db *db, struct reader **ret_reader)
{
    struct sqlite_conn *conn;
    rc result = thread_conn(db_of(db), &conn);
    if (result != RC_OK)
        return result;
    assert(!conn->lent); /* this thread has a reader already */
    result = control(conn, BEGIN_READ);
    if (result != RC_OK)
        return result;
    conn->lent = true;
    *ret_reader = &conn->txn.reader;
    return RC_OK;
}

static void sqlite_read_end(struct reader *reader)
{
    struct sqlite_conn *conn = conn_of(reader);
    /* An error may have ended the transaction already. */
    if (!sqlite3_get_autocommit(conn->handle) && control(conn, COMMIT) != RC_OK)
        (void)control(conn, ROLLBACK);
    conn->lent = false;
}

/* A reading connection that is closed last leaves the journal beside the file, and people
 * copy the file alone. One that may write brings the journal in, unless others are at work. */
static void bring_journal_in(const char *path)
{
    sqlite3 *handle;
    if (sqlite_open_file(path, SQLITE_WRITING, &handle) != SQLITE_OK)
        return; /* nothing is lost: the next who opens the database does it */
    sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    sqlite3_close(handle);
}

static void sqlite_close(struct db *db)
{
    struct sqlite_db *self = db_of(db);
    pthread_key_delete(self->key);
    while (self->reading) {
        struct sqlite_conn *conn = self->reading;
        self->reading = conn->after;
        conn_close(conn);
    }
    if (!db->options.read_only)
        bring_journal_in(self->path);
    pthread_mutex_destroy(&self->lock);
    mem_free(self->path);
    mem_free(self);
}

/* ---- writing ---- */

static rc sqlite_writer_open(struct db *db, enum writer_use use, struct txn **ret_txn)
{
    struct sqlite_conn *conn = NULL;
    rc result = conn_open(db, use == WRITER_STEPS ? SQLITE_WRITING : SQLITE_MIGRATIONS, &conn);
    if (result == RC_OK)
        *ret_txn = &conn->txn;
    return result;
}

static void sqlite_writer_close(struct txn *txn)
{
    conn_close(conn_of(&txn->reader));
}

/* Linux keeps a deleted file for those who have it open, and ends it with them. Without a
 * WAL, SQLite looks for this itself. */
static bool sqlite_is_gone(const struct reader *reader)
{
    int moved = 0;
    sqlite3_file_control(conn_of(reader)->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved)
        log_error("db", "the database file was moved or deleted; put it back and start again");
    return moved;
}

static rc sqlite_begin(struct txn *txn)
{
    if (sqlite_is_gone(&txn->reader))
        return RC_DATABASE;
    return control(conn_of(&txn->reader), BEGIN_WRITE);
}

static rc sqlite_commit(struct txn *txn)
{
    return control(conn_of(&txn->reader), COMMIT);
}

static bool sqlite_in_transaction(const struct txn *txn)
{
    return !sqlite3_get_autocommit(conn_of(&txn->reader)->handle);
}

static void sqlite_rollback(struct txn *txn)
{
    if (sqlite_in_transaction(txn))
        (void)control(conn_of(&txn->reader), ROLLBACK);
}

static rc sqlite_savepoint(struct txn *txn)
{
    return control(conn_of(&txn->reader), SAVEPOINT);
}

static rc sqlite_release(struct txn *txn)
{
    return control(conn_of(&txn->reader), RELEASE);
}

static rc sqlite_rollback_to(struct txn *txn)
{
    rc result = control(conn_of(&txn->reader), ROLLBACK_TO);
    return result == RC_OK ? sqlite_release(txn) : result;
}

/* ---- queries ---- */

static rc find_places(const struct query *query, sqlite3_stmt *handle, int *places)
{
    for (size_t i = 0; query->params[i]; i++) {
        char name[24];
        snprintf(name, sizeof name, "$%zu", i + 1);
        /* By name: to SQLite $2 before $1 is the first parameter. */
        places[i] = sqlite3_bind_parameter_index(handle, name);
        if (places[i] == 0) {
            log_error("db", "%s: the query does not use %s", query->name, name);
            return RC_DATABASE;
        }
    }
    return RC_OK;
}

static rc statement_of(struct sqlite_conn *conn, const struct query *query,
                       struct statement **ret_statement)
{
    struct statement *statement = cache_get(&conn->statements, query);
    if (statement == NULL) {
        statement = mem_alloc(sizeof *statement + strlen(query->params) * sizeof(int));
        struct str sql = query_sqlite(query);
        int code = sqlite3_prepare_v3(conn->handle, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT,
                                      &statement->handle, NULL);
        rc result = code == SQLITE_OK ? find_places(query, statement->handle, statement->places)
                                      : failed(conn, query->name, code);
        if (result != RC_OK) {
            statement_free(statement);
            return result;
        }
        cache_put(&conn->statements, query, statement);
    }
    assert(!statement->busy); /* the rows of the same query are still open */
    *ret_statement = statement;
    return RC_OK;
}

/* copy: the values are used after the call. */
static int bind(const struct statement *statement, struct db_args args, bool copy)
{
    sqlite3_stmt *handle = statement->handle;
    sqlite3_destructor_type keep = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
    int code = SQLITE_OK;
    for (size_t i = 0; i < args.n && code == SQLITE_OK; i++) {
        const struct db_value *value = &args.values[i];
        int place = statement->places[i];
        switch (value->type) {
        case 'i':
            code = sqlite3_bind_int64(handle, place, value->integer);
            break;
        case 'r':
            code = sqlite3_bind_double(handle, place, value->real);
            break;
        case 't':
            code = sqlite3_bind_text64(handle, place, value->bytes.p, value->bytes.n, keep,
                                       SQLITE_UTF8);
            break;
        case 'x':
            code = sqlite3_bind_blob64(handle, place, value->bytes.p, value->bytes.n, keep);
            break;
        default:
            code = sqlite3_bind_null(handle, place);
            break;
        }
    }
    return code;
}

/* Leaves nothing of the values in the statement. */
static void statement_reset(struct statement *statement)
{
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->busy = false;
}

/* True when a write transaction went away under a statement that said it had succeeded. */
static bool lost(const struct sqlite_conn *conn)
{
    return sqlite3_get_autocommit(conn->handle) != 0;
}

static rc sqlite_exec(struct reader *reader, const struct query *query, struct db_args args,
                      int64_t *ret_changed)
{
    struct sqlite_conn *conn = conn_of(reader);
    struct statement *statement;
    rc result = statement_of(conn, query, &statement);
    if (result != RC_OK)
        return result;
    int code = bind(statement, args, false);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement->handle);
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        result = failed(conn, query->name, code);
    else if (code == SQLITE_ROW || lost(conn))
        result = RC_DATABASE;
    else
        *ret_changed = sqlite3_changes64(conn->handle);
    statement_reset(statement);
    return result;
}

static rc sqlite_query(struct reader *reader, const struct query *query, struct db_args args,
                       struct rows *rows)
{
    struct sqlite_conn *conn = conn_of(reader);
    struct statement *statement;
    rc result = statement_of(conn, query, &statement);
    if (result != RC_OK)
        return result;
    int code = bind(statement, args, true);
    /* The first step now, so that a change with RETURNING is made even when
     * nobody reads its rows, as on PostgreSQL. */
    if (code == SQLITE_OK)
        code = sqlite3_step(statement->handle);
    if (code != SQLITE_DONE && code != SQLITE_ROW) {
        result = failed(conn, query->name, code);
        statement_reset(statement);
        return result;
    }
    statement->step = code;
    statement->busy = true;
    rows->cursor = statement;
    return RC_OK;
}

static bool sqlite_next(struct rows *rows)
{
    struct statement *statement = rows->cursor;
    if (statement->step != SQLITE_ROW)
        return false;
    if (rows->row++ > 0)
        statement->step = sqlite3_step(statement->handle);
    if (statement->step != SQLITE_ROW && statement->step != SQLITE_DONE)
        rows->failed = failed(conn_of(rows->reader), rows->query->name, statement->step);
    return statement->step == SQLITE_ROW;
}

static void sqlite_end(struct rows *rows)
{
    statement_reset(rows->cursor);
}

static sqlite3_stmt *row_of(const struct rows *rows)
{
    struct statement *statement = rows->cursor;
    assert(rows->row > 0 && statement->step == SQLITE_ROW); /* rows_next was false */
    return statement->handle;
}

static bool sqlite_is_null(const struct rows *rows, int column)
{
    return sqlite3_column_type(row_of(rows), column) == SQLITE_NULL;
}

static int64_t sqlite_get_int(const struct rows *rows, int column)
{
    sqlite3_stmt *row = row_of(rows);
    assert(sqlite3_column_type(row, column) == SQLITE_INTEGER); /* the query declares it wrongly */
    return sqlite3_column_int64(row, column);
}

static double sqlite_get_real(const struct rows *rows, int column)
{
    sqlite3_stmt *row = row_of(rows);
    int type = sqlite3_column_type(row, column);
    assert(type == SQLITE_FLOAT || type == SQLITE_INTEGER); /* coalesce(sum(x), 0) is both */
    (void)type;
    return sqlite3_column_double(row, column);
}

static struct str sqlite_get_bytes(const struct rows *rows, int column)
{
    sqlite3_stmt *row = row_of(rows);
    int type = sqlite3_column_type(row, column);
    assert(type == SQLITE_TEXT || type == SQLITE_BLOB); /* the query declares it wrongly */
    const void *p = type == SQLITE_TEXT ? (const void *)sqlite3_column_text(row, column)
                                        : sqlite3_column_blob(row, column);
    struct str bytes = {p, (size_t)sqlite3_column_bytes(row, column)};
    return bytes.p ? bytes : STR(""); /* an empty blob has no address */
}

/* ---- the driver ---- */

static const struct query q_ping = {"db.ping", "SELECT count(*) FROM sqlite_schema WHERE name = ''",
                                    "", "i"};
static const struct query q_table_exists = {
    "db.table_exists", "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1", "t", "i"};

static const char *const tokens[] = {"INTEGER", "REAL", "TEXT", "BLOB", "STRICT",
                                     "STRICT, WITHOUT ROWID"};

const struct db_driver db_sqlite_driver = {
    .kind = "sqlite",
    .section = "sqlite",
    .tokens = tokens,
    .is_remote = false,
    .one_writer = true,
    .ping = &q_ping,
    .table_exists = &q_table_exists,
    .open = sqlite_open,
    .close = sqlite_close,
    .read_begin = sqlite_read_begin,
    .read_end = sqlite_read_end,
    .is_gone = sqlite_is_gone,
    .writer_open = sqlite_writer_open,
    .writer_close = sqlite_writer_close,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .in_transaction = sqlite_in_transaction,
    .savepoint = sqlite_savepoint,
    .release = sqlite_release,
    .rollback_to = sqlite_rollback_to,
    .exec = sqlite_exec,
    .query = sqlite_query,
    .next = sqlite_next,
    .end = sqlite_end,
    .is_null = sqlite_is_null,
    .get_int = sqlite_get_int,
    .get_real = sqlite_get_real,
    .get_bytes = sqlite_get_bytes,
    .begin_migration = sqlite_begin,
    .script = sqlite_script,
    .check_references = sqlite_check_references,
    .check_query = sqlite_check_query,
    .explain = sqlite_explain,
    .backup = sqlite_backup,
    .restore = sqlite_restore,
};
