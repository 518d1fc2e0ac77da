/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Migrations. Each round takes the lock, reads what is applied, and applies the
 * first that is missing, all in one transaction; so several processes may do it
 * at once, and what one of them has done the other finds done.
 */
#include <assert.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/vec.h"
#include "core/db/db_driver.h"

enum { SQL_MAX_BYTES = 8 * 1024 * 1024 };

/* ---- the text ---- */

/* In the order of db_driver.tokens. */
static const char *const token_names[] = {"INT", "REAL", "TEXT", "BYTES", "STRICT", "KEYED"};

static size_t token_length(struct str text)
{
    size_t n = 0;
    while (n < text.n && ((text.p[n] >= 'A' && text.p[n] <= 'Z') || text.p[n] == '_'))
        n++;
    return n;
}

/* Appends one line with its tokens replaced; false at an unknown one, with *ret_unknown. */
static bool add_line(struct buf *sql, struct str line, const char *const *tokens,
                     struct str *ret_unknown)
{
    while (line.n) {
        size_t dollar = str_find_byte(line, '$');
        buf_add(sql, str_sub(line, 0, dollar));
        line = str_skip(line, dollar);
        struct str name = str_sub(line, 1, token_length(str_skip(line, 1)));
        bool quote_follows = name.n + 1 < line.n && line.p[name.n + 1] == '$';
        if (name.n == 0 || quote_follows) { /* $1, or the $BODY$ of PostgreSQL's dollar quotes */
            size_t taken = line.n ? 1 + (quote_follows ? name.n + 1 : 0) : 0;
            buf_add(sql, str_sub(line, 0, taken));
            line = str_skip(line, taken);
            continue;
        }
        size_t i = 0;
        while (i < sizeof token_names / sizeof *token_names && !str_eq_c(name, token_names[i]))
            i++;
        if (i == sizeof token_names / sizeof *token_names) {
            *ret_unknown = name;
            return false;
        }
        buf_add_c(sql, tokens[i]);
        line = str_skip(line, 1 + name.n);
    }
    return true;
}

/* The text for this database, in arena. RC_INVALID at an unknown token. */
static rc translate(struct arena *arena, const struct db_driver *driver, struct str text,
                    char **ret_sql, struct str *ret_problem)
{
    struct buf sql;
    buf_init(&sql, SQL_MAX_BYTES);
    bool wanted = true;
    struct str rest = text, line, unknown = STR_NONE;
    rc result = RC_OK;
    while (result == RC_OK && str_split(&rest, '\n', &line)) {
        struct str mark = str_trim(line);
        if (str_eq_c(mark, "-- both"))
            wanted = true;
        else if (str_eq_c(mark, "-- sqlite") || str_eq_c(mark, "-- postgres"))
            wanted = str_eq_c(str_skip(mark, 3), driver->section);
        else if (wanted && !add_line(&sql, line, driver->tokens, &unknown))
            result = RC_INVALID;
        buf_add_byte(&sql, '\n'); /* for what is left out too: line numbers stay right */
    }
    if (result != RC_OK)
        *ret_problem = arena_printf(arena, "unknown token $%.*s", STR_ARGS(unknown));
    else if (sql.overflowed)
        *ret_problem = STR("it is too long"), result = RC_LIMIT;
    else
        *ret_sql = arena_c_dup(arena, buf_str(&sql));
    buf_free(&sql);
    return result;
}

static struct str sha256_hex(struct arena *arena, struct str text)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)(text.p ? text.p : ""), text.n, digest);
    char *hex = arena_alloc(arena, 2 * sizeof digest + 1);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return (struct str){hex, 2 * sizeof digest};
}

/* ---- what is applied ---- */

static const char create_table[] =
    "CREATE TABLE IF NOT EXISTS schema_migration (\n"
    "  module $TEXT NOT NULL, number $INT NOT NULL, name $TEXT NOT NULL,\n"
    "  sha256 $TEXT NOT NULL, applied_at $INT NOT NULL,\n"
    "  PRIMARY KEY (module, number)) $KEYED";

static const struct query q_applied = {
    "db.migrations_applied",
    "SELECT module, number, name, sha256 FROM schema_migration ORDER BY module, number", "",
    "titt"};

static const struct query q_insert = {
    "db.migration_insert",
    "INSERT INTO schema_migration (module, number, name, sha256, applied_at) "
    "VALUES ($1, $2, $3, $4, $5)",
    "titti", ""};

/* The list that is to be applied, and which of it is. */
struct list {
    const struct migration *items;
    size_t n;
    bool *applied;
};

static rc check_list(struct arena *arena, const struct list *list, struct str *ret_problem)
{
    for (size_t i = 0; i < list->n; i++) {
        int expected = 1;
        for (size_t j = 0; j < i; j++)
            if (strcmp(list->items[j].module, list->items[i].module) == 0)
                expected++;
        if (list->items[i].number != expected) {
            *ret_problem = arena_printf(arena, "The migrations of %s are not numbered 1, 2, 3 …",
                                        list->items[i].module);
            return RC_INVALID;
        }
    }
    return RC_OK;
}

/* Finds one applied migration in the list. */
static rc mark_applied(struct arena *arena, struct list *list, const struct rows *rows,
                       struct str *ret_problem)
{
    struct str module = rows_text(rows, 0), name = rows_text(rows, 2);
    int64_t number = rows_int(rows, 1);
    for (size_t i = 0; i < list->n; i++) {
        const struct migration *item = &list->items[i];
        if (item->number != number || !str_eq_c(module, item->module))
            continue;
        list->applied[i] = true;
        if (str_eq(sha256_hex(arena, item->sql), rows_text(rows, 3)))
            return RC_OK;
        *ret_problem = arena_printf(arena, "The migration %s %d (%.*s) has been applied with "
                                    "another text. Install the version of the program that made "
                                    "this database, or a later one.", item->module, item->number,
                                    STR_ARGS(item->name));
        return RC_INVALID;
    }
    *ret_problem = arena_printf(arena, "The database was made by a newer version of the program: "
                                "it has the migration %.*s %lld (%.*s). Install that version.",
                                STR_ARGS(module), (long long)number, STR_ARGS(name));
    return RC_NEWER;
}

static rc load_applied(struct reader *reader, struct arena *arena, struct list *list,
                       struct str *ret_problem)
{
    struct rows rows;
    rc result = RC_OK;
    list->applied = ARENA_ARRAY(arena, bool, list->n);
    db_query(reader, &q_applied, DB_NO_ARGS, &rows);
    while (result == RC_OK && rows_next(&rows))
        result = mark_applied(arena, list, &rows, ret_problem);
    rc closed = rows_close(&rows);
    if (closed != RC_OK)
        *ret_problem = STR("The table schema_migration of the database cannot be read.");
    return result == RC_OK ? closed : result;
}

/* ---- applying ---- */

static rc run_text(struct txn *txn, struct arena *arena, struct str text, struct str *ret_problem)
{
    const struct db_driver *driver = txn->reader.db->driver;
    char *sql;
    rc result = translate(arena, driver, text, &sql, ret_problem);
    if (result == RC_OK)
        result = driver->script(txn, sql, arena, ret_problem);
    if (result == RC_OK && !driver->in_transaction(txn)) {
        *ret_problem = STR("it ends the transaction it runs in");
        result = RC_INVALID;
    }
    if (result == RC_OK && driver->check_references)
        result = driver->check_references(txn, arena, ret_problem);
    return result;
}

static rc apply(struct txn *txn, struct arena *arena, const struct migration *migration,
                struct str *ret_problem)
{
    struct str cause = STR("the database refused it");
    rc result = run_text(txn, arena, migration->sql, &cause);
    if (result == RC_OK)
        result = db_exec(txn, &q_insert,
                         DB_ARGS(db_text(str_from_c(migration->module)), db_int(migration->number),
                                 db_text(migration->name.p ? migration->name : STR("")),
                                 db_text(sha256_hex(arena, migration->sql)), db_int(time_now())),
                         NULL);
    if (result != RC_OK)
        *ret_problem = arena_printf(arena, "The migration %s %d (%.*s) failed and nothing of it "
                                    "was kept: %.*s.", migration->module, migration->number,
                                    STR_ARGS(migration->name), STR_ARGS(cause));
    return result;
}

/* Applies the first that is missing. *ret_migration is NULL when none is. */
static rc apply_next(struct txn *txn, struct arena *arena, struct list *list,
                     const struct migration **ret_migration, struct str *ret_problem)
{
    const struct db_driver *driver = txn->reader.db->driver;
    txn->reader.failed = RC_OK;
    rc result = driver->begin_migration(txn);
    if (result != RC_OK) {
        *ret_problem = STR("The database could not be locked for migration. Is another program "
                           "using it?");
        return result;
    }
    size_t i = 0;
    struct str cause = STR("no permission");
    result = run_text(txn, arena, str_from_c(create_table), &cause);
    if (result != RC_OK)
        *ret_problem = arena_printf(arena, "The table schema_migration cannot be made: %.*s.",
                                    STR_ARGS(cause));
    else
        result = load_applied(&txn->reader, arena, list, ret_problem);
    while (result == RC_OK && i < list->n && list->applied[i])
        i++;
    if (result == RC_OK && i < list->n)
        result = apply(txn, arena, &list->items[i], ret_problem);
    if (result == RC_OK) {
        result = driver->commit(txn);
        if (result != RC_OK)
            *ret_problem = STR("The database refused to commit a migration.");
    }
    if (result != RC_OK)
        driver->rollback(txn);
    else
        *ret_migration = i < list->n ? &list->items[i] : NULL;
    return result;
}

rc db_migrate(struct db *db, struct arena *arena, const struct migration *migrations, size_t n,
              void (*progress)(void *context, const struct migration *), void *context,
              struct str *ret_problem)
{
    if (db->options.read_only) {
        *ret_problem = STR("The database was opened for reading only.");
        return RC_DENIED;
    }
    struct list list = {migrations, n, NULL};
    struct txn *txn;
    rc result = check_list(arena, &list, ret_problem);
    if (result != RC_OK)
        return result;
    result = db->driver->writer_open(db, WRITER_MIGRATIONS, &txn);
    if (result != RC_OK) {
        *ret_problem = STR("The database cannot be opened for migration.");
        return result;
    }
    struct arena *round = arena_new();
    struct str problem = STR("");
    const struct migration *applied = NULL;
    do {
        arena_reset(round);
        result = apply_next(txn, round, &list, &applied, &problem);
        if (result == RC_OK && applied && progress)
            progress(context, applied);
    } while (result == RC_OK && applied);
    if (result != RC_OK)
        *ret_problem = arena_str_dup(arena, problem);
    arena_free(round);
    db->driver->writer_close(txn);
    return result;
}

/* ---- checking ---- */

static rc table_exists(struct reader *reader, bool *ret_exists)
{
    struct rows rows;
    db_query(reader, reader->db->driver->table_exists,
             DB_ARGS(db_text(STR("schema_migration"))), &rows);
    bool exists = rows_next(&rows);
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_exists = exists;
    return result;
}

rc db_migrations_check(struct db *db, struct arena *arena, const struct migration *migrations,
                       size_t n, struct str *ret_problem)
{
    struct list list = {migrations, n, NULL};
    struct reader *reader;
    bool exists = false;
    rc result = check_list(arena, &list, ret_problem);
    if (result != RC_OK)
        return result;
    list.applied = ARENA_ARRAY(arena, bool, n);
    *ret_problem = STR("The database cannot be read.");
    result = db_read_begin(db, &reader);
    if (result != RC_OK)
        return result;
    result = table_exists(reader, &exists);
    if (result == RC_OK && exists)
        result = load_applied(reader, arena, &list, ret_problem);
    db_read_end(reader);
    size_t missing = 0;
    for (size_t i = 0; i < n; i++)
        missing += !list.applied[i];
    if (result == RC_OK && missing) {
        *ret_problem = arena_printf(arena, "The database lacks %zu of %zu migrations. Migrate it "
                                    "first.", missing, n);
        result = RC_NOT_FOUND;
    }
    return result;
}
