/* SPDX-License-Identifier: EUPL-1.2 */
/* PostgreSQL: opening with sentences a person can act on, migrations, checks and copies. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "core/db/db_postgres.h"

enum { OLDEST_SERVER = 130000, TEXT_MAX_BYTES = 64 * 1024 };

/* ---- sentences ---- */

/* A message of libpq on one line, without the password if it should stand in it. */
static struct str message_of(struct arena *arena, const char *text, const char *password)
{
    char *line = arena_c_dup(arena, str_trim(str_from_c(text)));
    size_t password_n = password ? strlen(password) : 0;
    for (char *at = line; password_n && (at = strstr(at, password)) != NULL;)
        memset(at, '*', password_n);
    for (char *at = line; *at; at++)
        if ((unsigned char)*at < ' ')
            *at = ' ';
    return str_trim(str_from_c(line));
}

/* The parts of the address, or NULL with a sentence. Owner: the caller, PQconninfoFree. */
static PQconninfoOption *parse(struct str url, struct arena *arena, struct str *ret_problem)
{
    char *error = NULL;
    PQconninfoOption *parts = PQconninfoParse(arena_c_dup(arena, url), &error);
    PQfreemem(error); /* it may quote the whole address, password included */
    if (parts == NULL)
        *ret_problem = STR("The address of the PostgreSQL database cannot be understood. Write "
                           "postgresql://user@host/name, with %-escapes for special characters.");
    return parts;
}

static const char *part(const PQconninfoOption *parts, const char *keyword)
{
    for (; parts->keyword; parts++)
        if (strcmp(parts->keyword, keyword) == 0)
            return parts->val;
    return NULL;
}

/* A session with the database at url, which was reached and suits us. */
static rc reach(struct arena *arena, struct str url, PGconn **ret_handle, struct str *ret_problem)
{
    PQconninfoOption *parts = parse(url, arena, ret_problem);
    if (parts == NULL)
        return RC_INVALID;
    rc result = RC_DATABASE;
    PGconn *handle = pg_connect(arena_c_dup(arena, url));
    const char *encoding = PQparameterStatus(handle, "server_encoding");
    if (PQstatus(handle) != CONNECTION_OK) {
        *ret_problem = arena_printf(
            arena, "The PostgreSQL database was not reached: %.*s. Check that the server runs, and "
            "the database address.",
            STR_ARGS(message_of(arena, PQerrorMessage(handle), part(parts, "password"))));
    } else if (PQserverVersion(handle) < OLDEST_SERVER) {
        *ret_problem = STR("The PostgreSQL server is too old. Use version 13 or later.");
        result = RC_UNSUPPORTED;
    } else if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
        *ret_problem = STR("The PostgreSQL database does not store Unicode. Make it again with "
                           "ENCODING 'UTF8' TEMPLATE template0.");
        result = RC_UNSUPPORTED;
    } else {
        result = RC_OK;
        *ret_handle = handle;
    }
    if (result != RC_OK)
        PQfinish(handle);
    PQconninfoFree(parts);
    return result;
}

/* ---- opening ---- */

rc pg_open(struct arena *arena, struct str url, const struct db_options *options,
           struct db **ret_db, struct str *ret_problem)
{
    PGconn *handle;
    rc result = reach(arena, url, &handle, ret_problem);
    if (result != RC_OK)
        return result;
    struct pg_db *db = MEM_NEW(struct pg_db);
    db->db = (struct db){.driver = &db_postgres_driver, .options = *options};
    db->url = memcpy(mem_alloc(url.n + 1), url.p, url.n);
    pthread_mutex_init(&db->lock, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&db->returned, &clock);
    pthread_condattr_destroy(&clock);
    for (int i = options->readers - 1; i >= 0; i--) {
        db->readers[i].txn.reader.db = &db->db;
        db->readers[i].next = db->free;
        db->free = &db->readers[i];
    }
    db->readers[0].handle = handle;
    *ret_db = &db->db;
    return RC_OK;
}

/* ---- migrations ---- */

rc pg_script(struct txn *txn, const char *sql, struct arena *arena, struct str *ret_problem)
{
    PGresult *result;
    rc code = pg_run(((struct pg_conn *)txn)->handle, sql, &result);
    if (code != RC_OK)
        *ret_problem = message_of(arena, PQresultErrorMessage(result), NULL);
    PQclear(result);
    return code;
}

/* ---- checks ---- */

static const char *name_of(char letter)
{
    switch (db_letter(letter)) {
    case 'i':
        return "bigint";
    case 'r':
        return "double precision";
    case 't':
        return "text";
    default:
        return "bytea";
    }
}

/* What is wrong with the described query, in arena, or STR_NONE. */
static struct str fault_of(struct arena *arena, const struct query *query, const PGresult *result)
{
    size_t params = strlen(query->params), columns = strlen(query->columns);
    if ((size_t)PQnparams(result) != params)
        return arena_printf(arena, "it uses %d parameters and declares %zu", PQnparams(result),
                            params);
    for (size_t i = 0; i < params; i++)
        if (PQparamtype(result, (int)i) != pg_type_of(query->params[i]))
            return arena_printf(arena, "$%zu is not a %s", i + 1, name_of(query->params[i]));
    if ((size_t)PQnfields(result) != columns)
        return arena_printf(arena, "it returns %d columns and declares %zu", PQnfields(result),
                            columns);
    for (size_t i = 0; i < columns; i++)
        if (PQftype(result, (int)i) != pg_type_of(query->columns[i]))
            return arena_printf(arena, "column %zu (%s) has the type with the number %u, not %s: "
                                "write CAST(… AS …)", i, PQfname(result, (int)i),
                                PQftype(result, (int)i), name_of(query->columns[i]));
    return STR_NONE;
}

rc pg_check_query(struct db *db, struct arena *arena, const struct query *query,
                  struct str *ret_problem)
{
    PGconn *handle;
    struct str url = str_from_c(((struct pg_db *)db)->url);
    rc code = reach(arena, url, &handle, ret_problem);
    if (code != RC_OK)
        return code;
    Oid types[DB_MAX_PARAMS];
    int n = (int)strlen(query->params);
    for (int i = 0; i < n; i++)
        types[i] = pg_type_of(query->params[i]);
    PGresult *result = PQprepare(handle, "", query_postgres(query), n, types);
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        PQclear(result);
        result = PQdescribePrepared(handle, "");
    }
    struct str fault = PQresultStatus(result) == PGRES_COMMAND_OK
                           ? fault_of(arena, query, result)
                           : message_of(arena, PQresultErrorMessage(result), NULL);
    PQclear(result);
    PQfinish(handle);
    if (fault.p == NULL)
        return RC_OK;
    *ret_problem = arena_printf(arena, "%s: %.*s", query->name, STR_ARGS(fault));
    return RC_INVALID;
}

/* PREPARE plan(bigint, text) AS …, and what executes it for its plan. */
static void explain_texts(const struct query *query, struct buf *prepare, struct buf *execute)
{
    size_t n = strlen(query->params);
    buf_add_c(prepare, n ? "PREPARE plan(" : "PREPARE plan");
    buf_add_c(execute, "EXPLAIN (COSTS OFF) EXECUTE plan");
    buf_add_c(execute, n ? "(" : "");
    for (size_t i = 0; i < n; i++) {
        buf_add_c(prepare, i ? ", " : "");
        buf_add_c(prepare, name_of(query->params[i]));
        buf_add_c(execute, i ? ", NULL" : "NULL");
    }
    buf_add_c(prepare, n ? ") AS " : " AS ");
    buf_add_c(prepare, query_postgres(query));
    buf_add_c(execute, n ? ")" : "");
}

rc pg_explain(struct db *db, struct arena *arena, const struct query *query, struct str *ret_plan)
{
    PGconn *handle;
    PGresult *result = NULL;
    struct str problem;
    rc code = reach(arena, str_from_c(((struct pg_db *)db)->url), &handle, &problem);
    if (code != RC_OK)
        return code;
    struct buf prepare, execute, plan;
    buf_init(&prepare, TEXT_MAX_BYTES);
    buf_init(&execute, TEXT_MAX_BYTES);
    buf_init(&plan, TEXT_MAX_BYTES);
    explain_texts(query, &prepare, &execute);
    /* The plan for any values; and a scan only where there is no other way, since a
     * small table is scanned whatever its indexes. */
    code = pg_run(handle, "SET plan_cache_mode TO force_generic_plan; SET enable_seqscan TO off",
                  NULL);
    if (code == RC_OK && pg_run(handle, buf_str(&prepare).p, NULL) != RC_OK)
        code = RC_INVALID;
    if (code == RC_OK)
        code = pg_run(handle, buf_str(&execute).p, &result);
    for (int i = 0; code == RC_OK && i < PQntuples(result); i++) {
        buf_add_c(&plan, PQgetvalue(result, i, 0));
        buf_add_byte(&plan, '\n');
    }
    if (code == RC_OK)
        *ret_plan = arena_str_dup(arena, buf_str(&plan));
    PQclear(result);
    buf_free(&prepare);
    buf_free(&execute);
    buf_free(&plan);
    PQfinish(handle);
    return code;
}

/* ---- copies ---- */

/*
 * The address as the variables that PostgreSQL's programs read, since other
 * people on the machine can see a program's arguments but not its environment.
 * The port is always among them: Debian's wrapper of these programs otherwise
 * chooses a server of its own, which need not be the one libpq connects to.
 */
static char **variables_of(struct arena *arena, const PQconninfoOption *parts, size_t *ret_n)
{
    size_t n = 0, used = 0;
    while (parts[n].keyword)
        n++;
    char **variables = ARENA_ARRAY(arena, char *, n);
    for (size_t i = 0; i < n; i++) {
        bool is_port = parts[i].envvar && strcmp(parts[i].envvar, "PGPORT") == 0;
        const char *value = parts[i].val ? parts[i].val
                          : is_port && getenv("PGPORT") == NULL ? parts[i].compiled : NULL;
        if (value && parts[i].envvar)
            variables[used++] = arena_c_dup(arena, arena_printf(arena, "%s=%s", parts[i].envvar, value));
    }
    *ret_n = used;
    return variables;
}

static rc run_program(struct arena *arena, struct str url, char *const argv[],
                      struct str *ret_problem)
{
    PQconninfoOption *parts = parse(url, arena, ret_problem);
    if (parts == NULL)
        return RC_INVALID;
    size_t n;
    char **variables = variables_of(arena, parts, &n);
    rc result = backup_run(arena, argv, variables, n, ret_problem);
    if (result != RC_OK)
        *ret_problem = message_of(arena, arena_c_dup(arena, *ret_problem), part(parts, "password"));
    PQconninfoFree(parts);
    return result;
}

/* posix_spawn asks for writable arguments, which it does not write. */
#define ARGUMENT(text) arena_c_dup(arena, str_from_c(text))

rc pg_backup(struct db *db, struct arena *arena, const char *file, struct str *ret_problem)
{
    char *argv[] = {ARGUMENT("pg_dump"), ARGUMENT("--format=custom"), ARGUMENT("--no-owner"),
                    ARGUMENT("--no-privileges"), ARGUMENT("--no-password"), ARGUMENT("--file"),
                    ARGUMENT(file), NULL};
    return run_program(arena, str_from_c(((struct pg_db *)db)->url), argv, ret_problem);
}

/* dbname='…': a connection string, in which nothing of the name has a meaning. */
static char *dbname_of(struct arena *arena, const char *name)
{
    struct buf quoted;
    buf_init(&quoted, TEXT_MAX_BYTES);
    buf_add_c(&quoted, "dbname='");
    for (; *name; name++) {
        if (*name == '\'' || *name == '\\')
            buf_add_byte(&quoted, '\\');
        buf_add_byte(&quoted, *name);
    }
    buf_add_byte(&quoted, '\'');
    char *argument = arena_c_dup(arena, buf_str(&quoted));
    buf_free(&quoted);
    return argument;
}

static const char count_relations[] =
    "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' LIMIT 1";

rc pg_restore(struct arena *arena, struct str url, const char *file, struct str *ret_problem)
{
    bool is_backup;
    rc code = backup_has_magic(arena, file, STR("PGDMP"), &is_backup, ret_problem);
    if (code != RC_OK)
        return code;
    if (!is_backup) {
        *ret_problem = arena_printf(arena, "%s is not a backup of a PostgreSQL database.", file);
        return RC_INVALID;
    }
    PGconn *handle;
    PGresult *result;
    code = reach(arena, url, &handle, ret_problem);
    if (code != RC_OK)
        return code;
    code = pg_run(handle, count_relations, &result);
    if (code != RC_OK) {
        *ret_problem = STR("The database cannot be read.");
    } else if (PQntuples(result) > 0) {
        *ret_problem = STR("The database is not empty, and a backup is only restored into an "
                           "empty one. Make a new one with createdb first.");
        code = RC_EXISTS;
    }
    char *dbname = dbname_of(arena, PQdb(handle));
    PQclear(result);
    PQfinish(handle);
    if (code != RC_OK)
        return code;
    char *argv[] = {ARGUMENT("pg_restore"), ARGUMENT("--no-owner"), ARGUMENT("--no-privileges"),
                    ARGUMENT("--single-transaction"), ARGUMENT("--no-password"),
                    ARGUMENT("--dbname"), dbname, ARGUMENT("--"), ARGUMENT(file), NULL};
    return run_program(arena, url, argv, ret_problem);
}
