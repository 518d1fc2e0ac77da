/* SPDX-License-Identifier: EUPL-1.2 */
/* The part both databases share: arguments, rows, ids and opening. */
#include "core/db/db.h"

#include <assert.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "core/db/db_driver.h"

/* ---- arguments ---- */

static rc check_value(char type, const struct db_value *value)
{
    if (value->type == 'n')
        return type == db_letter(type) ? RC_INVALID : RC_OK;
    assert(value->type == db_letter(type)); /* the call does not fit its query */
    switch (value->type) {
    case 'r':
        /* SQLite would store NaN as NULL. */
        return isfinite(value->real) ? RC_OK : RC_INVALID;
    case 't':
        if (!utf8_valid(value->bytes) || str_find_byte(value->bytes, '\0') < value->bytes.n)
            return RC_INVALID;
        return RC_OK;
    default:
        return RC_OK;
    }
}

static rc check_args(const struct query *query, struct db_args args)
{
    assert(strlen(query->params) == args.n && args.n <= DB_MAX_PARAMS);
    for (size_t i = 0; i < args.n; i++)
        if (check_value(query->params[i], &args.values[i]) != RC_OK)
            return RC_INVALID;
    return RC_OK;
}

/* ---- reading ---- */

rc db_read_begin(struct db *db, struct reader **ret_reader)
{
    struct reader *reader;
    rc result = db->driver->read_begin(db, &reader);
    if (result != RC_OK)
        return result;
    reader->failed = RC_OK;
    *ret_reader = reader;
    return RC_OK;
}

void db_read_end(struct reader *reader)
{
    if (reader == NULL)
        return;
    assert(reader->open_rows == 0);
    reader->db->driver->read_end(reader);
}

struct reader *txn_reader(struct txn *txn)
{
    return &txn->reader;
}

void db_query(struct reader *reader, const struct query *query, struct db_args args,
              struct rows *ret_rows)
{
    *ret_rows = (struct rows){.reader = reader, .query = query, .failed = reader->failed};
    reader->open_rows++;
    if (ret_rows->failed == RC_OK)
        ret_rows->failed = check_args(query, args);
    if (ret_rows->failed == RC_OK)
        ret_rows->failed = reader->db->driver->query(reader, query, args, ret_rows);
    if (ret_rows->failed != RC_OK)
        reader->failed = ret_rows->failed;
}

bool rows_next(struct rows *rows)
{
    if (rows->failed != RC_OK || rows->cursor == NULL)
        return false;
    if (rows->reader->db->driver->next(rows))
        return true;
    if (rows->failed != RC_OK)
        rows->reader->failed = rows->failed;
    return false;
}

void db_rows_drop(struct rows *rows)
{
    if (rows->cursor)
        rows->reader->db->driver->end(rows);
    rows->cursor = NULL;
    rows->reader->open_rows--;
}

rc rows_close(struct rows *rows)
{
    db_rows_drop(rows);
    return rows->failed;
}

/* The type letter of the column, which the caller compares with what it asks for. */
static char column_type(const struct rows *rows, int column)
{
    assert(rows->cursor && column >= 0 && (size_t)column < strlen(rows->query->columns));
    return rows->query->columns[column];
}

bool rows_is_null(const struct rows *rows, int column)
{
    column_type(rows, column);
    return rows->reader->db->driver->is_null(rows, column);
}

int64_t rows_int(const struct rows *rows, int column)
{
    assert(db_letter(column_type(rows, column)) == 'i');
    return rows_is_null(rows, column) ? 0 : rows->reader->db->driver->get_int(rows, column);
}

double rows_real(const struct rows *rows, int column)
{
    assert(db_letter(column_type(rows, column)) == 'r');
    return rows_is_null(rows, column) ? 0 : rows->reader->db->driver->get_real(rows, column);
}

static struct str get_bytes(const struct rows *rows, int column, char wanted)
{
    char type = column_type(rows, column);
    assert(db_letter(type) == wanted);
    (void)wanted;
    if (rows_is_null(rows, column))
        return type == db_letter(type) ? STR("") : STR_NONE;
    return rows->reader->db->driver->get_bytes(rows, column);
}

struct str rows_text(const struct rows *rows, int column)
{
    return get_bytes(rows, column, 't');
}

struct str rows_bytes(const struct rows *rows, int column)
{
    return get_bytes(rows, column, 'x');
}

struct str rows_text_dup(const struct rows *rows, int column, struct arena *arena)
{
    return arena_str_dup(arena, rows_text(rows, column));
}

/* ---- writing ---- */

rc db_exec(struct txn *txn, const struct query *query, struct db_args args, int64_t *ret_changed)
{
    struct reader *reader = &txn->reader;
    assert(query->columns[0] == '\0'); /* with RETURNING it is db_query */
    rc result = reader->failed;
    if (result == RC_OK)
        result = check_args(query, args);
    int64_t changed = 0;
    if (result == RC_OK)
        result = reader->db->driver->exec(reader, query, args, &changed);
    if (result != RC_OK)
        reader->failed = result;
    else if (ret_changed)
        *ret_changed = changed;
    return result;
}

/* ---- life ---- */

static const struct db_driver *driver_of(struct str url)
{
    if (str_starts(url, STR("sqlite:")))
        return &db_sqlite_driver;
    if (str_starts(url, STR("postgresql://")) || str_starts(url, STR("postgres://")))
        return &db_postgres_driver;
    return NULL;
}

static int within(int value, int fallback, int most)
{
    if (value <= 0)
        return fallback;
    return value < most ? value : most;
}

static const char unknown_url[] =
    "The database address must begin with \"sqlite:\", such as sqlite:data/radslag.db, "
    "or with \"postgresql://\", such as postgresql://user@host/name.";

rc db_open(struct arena *arena, struct str url, const struct db_options *options,
           struct db **ret_db, struct str *ret_problem)
{
    const struct db_driver *driver = driver_of(url);
    if (driver == NULL) {
        *ret_problem = str_from_c(unknown_url);
        return RC_INVALID;
    }
    struct db_options filled = options ? *options : (struct db_options){0};
    filled.writers = within(filled.writers, 8, DB_MAX_CONNECTIONS);
    filled.readers = within(filled.readers, 4, DB_MAX_CONNECTIONS);
    filled.queue_length = within(filled.queue_length, 10000, 10000000);
    if (filled.read_wait_ms <= 0)
        filled.read_wait_ms = DB_READ_WAIT_MS;
    struct db *db;
    rc result = driver->open(arena, url, &filled, &db, ret_problem);
    if (result != RC_OK)
        return result;
    if (!filled.read_only) {
        result = lane_start(db);
        if (result != RC_OK) {
            driver->close(db);
            *ret_problem = STR("The threads that write to the database could not be started.");
            return result;
        }
    }
    *ret_db = db;
    return RC_OK;
}

void db_drain(struct db *db)
{
    lane_drain(db->lane);
}

struct db *db_close(struct db *db)
{
    if (db) {
        db->lane = lane_stop(db->lane);
        db->driver->close(db);
    }
    return NULL;
}

bool db_is_remote(const struct db *db)
{
    return db->driver->is_remote;
}

const char *db_kind(const struct db *db)
{
    return db->driver->kind;
}

rc db_ping(struct db *db)
{
    struct reader *reader;
    rc result = db_read_begin(db, &reader);
    if (result != RC_OK)
        return result;
    struct rows rows;
    db_query(reader, db->driver->ping, DB_NO_ARGS, &rows);
    rows_next(&rows);
    result = rows_close(&rows);
    if (result == RC_OK && db->driver->is_gone && db->driver->is_gone(reader))
        result = RC_DATABASE;
    db_read_end(reader);
    return result;
}

/* ---- tools ---- */

/* Steps share a transaction, which only the lane may begin and end. */
static bool controls_transaction(const char *sql)
{
    static const char *const words[] = {"BEGIN",    "COMMIT",    "END",     "ROLLBACK",
                                        "SAVEPOINT", "RELEASE", "ABORT",
                                        "PREPARE TRANSACTION", "START"};
    struct str text = str_trim(str_from_c(sql));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct str word = str_from_c(words[i]);
        if (str_eq_nocase(str_sub(text, 0, word.n), word))
            return true;
    }
    return false;
}

static bool types_are_known(const char *types)
{
    return strspn(types, "irtxIRTX") == strlen(types);
}

/* True when $number stands in the text. */
static bool uses(struct str sql, size_t number)
{
    char name[24];
    snprintf(name, sizeof name, "$%zu", number);
    for (size_t at; (at = str_find(sql, str_from_c(name))) < sql.n;) {
        sql = str_skip(sql, at + strlen(name));
        if (sql.n == 0 || sql.p[0] < '0' || sql.p[0] > '9')
            return true;
    }
    return false;
}

bool reader_is_sqlite(const struct reader *reader)
{
    return strcmp(reader->db->driver->kind, "sqlite") == 0;
}

/* What DB_BOTH puts between the two texts. */
static const char both[] = DB_BOTH("", "");

struct str query_sqlite(const struct query *query)
{
    const char *mark = strstr(query->sql, both);
    return mark ? (struct str){query->sql, (size_t)(mark - query->sql)} : str_from_c(query->sql);
}

const char *query_postgres(const struct query *query)
{
    const char *mark = strstr(query->sql, both);
    return mark ? mark + strlen(both) : query->sql;
}

rc db_check_query(struct db *db, struct arena *arena, const struct query *query,
                  struct str *ret_problem)
{
    if (!types_are_known(query->params) || !types_are_known(query->columns) ||
        strlen(query->params) > DB_MAX_PARAMS) {
        *ret_problem = arena_printf(arena, "%s: the types are letters of \"irtxIRTX\".",
                                    query->name);
        return RC_INVALID;
    }
    if (controls_transaction(query->sql)) {
        *ret_problem = arena_printf(arena, "%s: a query may not begin or end a transaction.",
                                    query->name);
        return RC_INVALID;
    }
    for (size_t i = 1; i <= strlen(query->params); i++) {
        if (!uses(query_sqlite(query), i) || !uses(str_from_c(query_postgres(query)), i)) {
            *ret_problem = arena_printf(arena, "%s: it does not use $%zu.", query->name, i);
            return RC_INVALID;
        }
    }
    return db->driver->check_query(db, arena, query, ret_problem);
}

rc db_explain(struct db *db, struct arena *arena, const struct query *query, struct str *ret_plan)
{
    return db->driver->explain(db, arena, query, ret_plan);
}

rc db_backup(struct db *db, struct arena *arena, const char *file, struct str *ret_problem)
{
    char *temporary;
    rc result = backup_begin(arena, file, &temporary, ret_problem);
    if (result != RC_OK)
        return result;
    result = db->driver->backup(db, arena, temporary, ret_problem);
    if (result == RC_OK)
        result = backup_publish(arena, temporary, file, ret_problem);
    if (result != RC_OK)
        unlink(temporary);
    return result;
}

rc db_restore(struct arena *arena, struct str url, const char *file, struct str *ret_problem)
{
    const struct db_driver *driver = driver_of(url);
    if (driver == NULL) {
        *ret_problem = str_from_c(unknown_url);
        return RC_INVALID;
    }
    return driver->restore(arena, url, file, ret_problem);
}

/* ---- ids ---- */

enum { ID_TIME_BITS = 42, ID_COUNTER_BITS = 21, ID_RANDOM_BITS = 20 };
static const int64_t id_epoch_ms = 1577836800000; /* 2020-01-01 */

int64_t db_new_id(void)
{
    static _Atomic int64_t last; /* ids are unique in the process, so this is the process's */
    int64_t now_ms = time_now() / 1000 - id_epoch_ms;
    int64_t before = atomic_load(&last), id;
    uint32_t start = 0;
    bool have_start = false;
    do {
        if (now_ms <= before >> ID_COUNTER_BITS) {
            /* The same millisecond, or the clock went back. */
            id = before + 1;
            continue;
        }
        /* The start leaves half of the counter free, so that it seldom runs into
         * the next millisecond; when it does, order and uniqueness still hold. */
        if (!have_start && getrandom(&start, sizeof start, 0) != (ssize_t)sizeof start)
            start = (uint32_t)time_monotonic();
        have_start = true;
        id = now_ms << ID_COUNTER_BITS | (start & ((1u << ID_RANDOM_BITS) - 1));
    } while (!atomic_compare_exchange_weak(&last, &before, id));
    return id;
}

int64_t db_id_at(int64_t time)
{
    if (time <= id_epoch_ms * 1000)
        return 0;
    int64_t ms = time / 1000 - id_epoch_ms;
    return ms >> ID_TIME_BITS ? INT64_MAX : ms << ID_COUNTER_BITS;
}
