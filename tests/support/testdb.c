/* SPDX-License-Identifier: EUPL-1.2 */
#include "support/testdb.h"

#include <ftw.h>
#include <glob.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* ---- folders and servers ---- */

static const char *make_folder(struct arena *arena)
{
    const char *where = getenv("TMPDIR");
    char *folder = arena_c_dup(
        arena, arena_printf(arena, "%s/radslag-test-XXXXXX", where && where[0] ? where : "/tmp"));
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        abort();
    }
    return folder;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static bool run_on_server(const char *server, const char *sql)
{
    PGconn *handle = PQconnectdb(server);
    PGresult *result = PQexec(handle, sql);
    ExecStatusType status = PQresultStatus(result);
    bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!fine)
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(handle));
    PQclear(result);
    PQfinish(handle);
    return fine;
}

void testdb_server_sql(struct testdb *t, const char *sql)
{
    assert_non_null(t->server);
    assert_true(run_on_server(t->server, sql));
}

void testdb_tidy(struct testdb *t)
{
    if (t->is_postgres)
        assert_true(run_on_server(t->url.p, "VACUUM ANALYZE"));
}

/* A new database on the server, and its address. */
static void make_database(struct testdb *t)
{
    snprintf(t->name, sizeof t->name, "radslag_test_%d_%lld", (int)getpid(), (long long)db_new_id());
    struct str sql = arena_printf(t->arena, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'", t->name);
    if (!run_on_server(t->server, sql.p))
        abort();
    t->url = arena_printf(t->arena, "%s%sdbname=%s", t->server, strchr(t->server, '?') ? "&" : "?", t->name);
}

/* ---- life ---- */

static void open_database(struct testdb *t, struct db_options options)
{
    struct str problem;
    rc result = db_open(t->arena, t->url, &options, &t->db, &problem);
    if (result == RC_OK && t->test->migrations_n)
        result = db_migrate(t->db, t->arena, t->test->migrations, t->test->migrations_n, NULL, NULL,
                            &problem);
    if (result != RC_OK) {
        fprintf(stderr, "%s: %.*s\n", rc_name(result), STR_ARGS(problem));
        abort();
    }
}

struct testdb *testdb_new(bool postgres, const struct testdb_case *test)
{
    const char *server = getenv("RADSLAG_TEST_POSTGRES");
    if (postgres && (server == NULL || server[0] == '\0'))
        return NULL;
    struct testdb *t = MEM_NEW(struct testdb);
    t->test = test;
    t->is_postgres = postgres;
    t->arena = arena_new();
    t->folder = make_folder(t->arena);
    if (postgres) {
        t->server = server;
        make_database(t);
    } else {
        t->url = arena_printf(t->arena, "sqlite:%s/test.db", t->folder);
    }
    struct db_options options = test->options;
    options.create = true;
    open_database(t, options);
    return t;
}

struct testdb *testdb_free(struct testdb *t)
{
    if (t == NULL)
        return NULL;
    db_close(t->db);
    if (t->is_postgres) {
        struct str sql = arena_printf(t->arena, "DROP DATABASE IF EXISTS %s WITH (FORCE)", t->name);
        run_on_server(t->server, sql.p);
    }
    nftw(t->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(t->arena);
    return mem_free(t);
}

int testdb_begin_sqlite(void **state)
{
    *state = testdb_new(false, *state);
    return 0;
}

int testdb_begin_postgres(void **state)
{
    *state = testdb_new(true, *state);
    return 0;
}

void testdb_run(void **state)
{
    struct testdb *t = *state;
    if (t == NULL)
        skip();
    t->test->run(t);
}

int testdb_end(void **state)
{
    testdb_free(*state);
    return 0;
}

void testdb_reopen(struct testdb *t, struct db_options options)
{
    t->db = db_close(t->db);
    open_database(t, options);
}

/* ---- help ---- */

void testdb_schema(struct testdb *t, const char *sql)
{
    struct str problem;
    struct migration one = {"testdb", 1, STR("schema"), str_from_c(sql)};
    rc result = db_migrate(t->db, t->arena, &one, 1, NULL, NULL, &problem);
    if (result != RC_OK)
        fail_msg("%s: %.*s", rc_name(result), STR_ARGS(problem));
}

static struct str read_file(struct arena *arena, const char *path)
{
    struct stat about;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(0, fstat(fileno(file), &about));
    char *text = arena_alloc(arena, (size_t)about.st_size + 1);
    assert_int_equal(about.st_size, fread(text, 1, (size_t)about.st_size, file));
    assert_int_equal(0, fclose(file));
    return (struct str){text, (size_t)about.st_size};
}

struct str testdb_schema_of(struct arena *arena, const char *const *folders)
{
    struct str schema = STR("");
    for (; *folders; folders++) {
        glob_t found;
        const char *pattern = arena_printf(arena, "%s/%s/migrations/*.sql", SOURCE_ROOT, *folders).p;
        assert_int_equal(0, glob(pattern, 0, NULL, &found)); /* sorted */
        for (size_t i = 0; i < found.gl_pathc; i++)
            schema = ARENA_CONCAT(arena, schema, read_file(arena, found.gl_pathv[i]));
        globfree(&found);
    }
    return schema;
}

void testdb_migrations(struct testdb *t, const char *const *folders)
{
    testdb_schema(t, testdb_schema_of(t->arena, folders).p);
}

int64_t testdb_int(struct db *db, const struct query *query, struct db_args args)
{
    struct reader *reader;
    struct rows rows;
    assert_rc(RC_OK, db_read_begin(db, &reader));
    db_query(reader, query, args, &rows);
    bool found = rows_next(&rows);
    int64_t value = found ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    db_read_end(reader);
    assert_rc(RC_OK, result);
    assert_true(found);
    return value;
}

struct exec_in {
    const struct query *query;
    struct db_args args;
};

static rc exec_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    const struct exec_in *exec = in;
    return db_exec(txn, exec->query, exec->args, NULL);
}

rc testdb_exec(struct db *db, const struct query *query, struct db_args args)
{
    struct exec_in in = {query, args};
    return db_write(db, exec_step, &in, NULL, 0);
}

const char *testdb_file(struct testdb *t, const char *name)
{
    return arena_c_dup(t->arena, arena_printf(t->arena, "%s/%s", t->folder, name));
}

bool testdb_plan_scans(const struct db *db, struct str plan)
{
    struct str line;
    bool sqlite = strcmp(db_kind(db), "sqlite") == 0;
    while (str_split(&plan, '\n', &line)) {
        line = str_trim(line);
        if (!sqlite && str_find(line, STR("Seq Scan on ")) < line.n)
            return true;
        /* A scan of what a part of the query has made, such as "SCAN (subquery-1)", is none. */
        if (sqlite && str_starts(line, STR("SCAN ")) && !str_starts(line, STR("SCAN (")) &&
            !str_starts(line, STR("SCAN CONSTANT ROW")) && str_find(line, STR(" USING ")) == line.n &&
            str_find(line, STR("VIRTUAL TABLE")) == line.n)
            return true;
    }
    return false;
}

void testdb_assert_rc(rc expected, rc actual, const char *text, const char *file, int line)
{
    if (expected == actual)
        return;
    print_error("%s: %s, expected %s\n", text, rc_name(actual), rc_name(expected));
    _fail(file, line);
}

void testdb_assert_str(const char *expected, struct str actual, const char *file, int line)
{
    if (str_eq_c(actual, expected))
        return;
    print_error("\"%.*s\", expected \"%s\"\n", STR_ARGS(actual), expected);
    _fail(file, line);
}
