/* SPDX-License-Identifier: EUPL-1.2 */
/* SQLite: opening with sentences a person can act on, migrations, checks and copies. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "core/db/db_sqlite.h"

static const struct str magic = STR_INIT("SQLite format 3\0");

/* ---- finding the file ---- */

/* The file's path from the root, so that a later chdir does no harm. */
static rc resolve(struct arena *arena, struct str url, char **ret_path, struct str *ret_problem)
{
    struct str path = str_skip(url, strlen("sqlite:"));
    bool two_slashes = str_starts(path, STR("//")) && !str_starts(path, STR("///"));
    if (path.n == 0 || two_slashes || str_eq(path, STR(":memory:")) || str_ends(path, STR("/"))) {
        *ret_problem = STR("The database address does not name a file: write "
                           "sqlite:data/radslag.db, or sqlite:/var/lib/radslag/radslag.db.");
        return RC_INVALID;
    }
    const char *file = arena_c_dup(arena, path);
    const char *slash = strrchr(file, '/');
    struct str folder = slash == NULL   ? STR(".")
                        : slash == file ? STR("/")
                                        : str_sub(path, 0, (size_t)(slash - file));
    char *whole = realpath(arena_c_dup(arena, folder), NULL);
    if (whole == NULL) {
        *ret_problem = arena_printf(arena, "The folder %.*s of the database cannot be used: %s. "
                                    "Make it, or correct the database address.",
                                    STR_ARGS(folder), strerror(errno));
        return RC_IO;
    }
    struct str name = str_from_c(slash ? slash + 1 : file);
    *ret_path = arena_c_dup(arena, ARENA_CONCAT(arena, str_from_c(strcmp(whole, "/") ? whole : ""),
                                                STR("/"), name));
    free(whole);
    return RC_OK;
}

static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash == path ? 1 : (size_t)(slash - path);
    return arena_c_dup(arena, (struct str){path, n});
}

/* Makes an empty file that only its owner and group may read. *ret_made is false where
 * somebody else was faster: then the file is not ours to remove. */
static rc create(struct arena *arena, const char *path, bool *ret_made, struct str *ret_problem)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (file < 0 && errno != EEXIST) {
        *ret_problem = arena_printf(arena, "The database file %s cannot be made: %s. "
                                    "Give the account that runs this program write permission "
                                    "to its folder.", path, strerror(errno));
        return RC_IO;
    }
    *ret_made = file >= 0;
    if (file >= 0)
        close(file);
    int folder = open(folder_of(arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fsync(folder); /* the name must survive a power cut, as what is stored in it will */
        close(folder);
    }
    return RC_OK;
}

static rc may_use(struct arena *arena, const char *path, bool read_only, struct str *ret_problem)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        *ret_problem = errno == ENOENT
            ? arena_printf(arena, "There is no database file %s. Make it with `radslag init`, or "
                           "correct the database address.", path)
            : arena_printf(arena, "The database file %s cannot be reached: %s.", path,
                           strerror(errno));
        return errno == ENOENT ? RC_NOT_FOUND : RC_IO;
    }
    if (!S_ISREG(info.st_mode)) {
        *ret_problem = arena_printf(arena, "%s is not a file. Correct the database address.", path);
        return RC_INVALID;
    }
    if (access(path, read_only ? R_OK : R_OK | W_OK) != 0) {
        *ret_problem = arena_printf(arena, "The database file %s cannot be %s: %s. Give the "
                                    "account that runs this program permission to it.", path,
                                    read_only ? "read" : "written", strerror(errno));
        return RC_IO;
    }
    if (!read_only && access(folder_of(arena, path), W_OK | X_OK) != 0) {
        *ret_problem = arena_printf(arena, "The folder of the database file %s cannot be written: "
                                    "%s. SQLite keeps its journal there: give the account that "
                                    "runs this program write permission to the folder.", path,
                                    strerror(errno));
        return RC_IO;
    }
    return RC_OK;
}

/* Looks at the first bytes of the file; an empty file is a new database. */
static rc check_header(struct arena *arena, const char *path, struct str *ret_problem)
{
    unsigned char header[100];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = file < 0 ? -1 : read(file, header, sizeof header);
    int error = errno;
    if (file >= 0)
        close(file);
    if (n < 0) {
        *ret_problem = arena_printf(arena, "The database file %s cannot be read: %s.", path,
                                    strerror(error));
        return RC_IO;
    }
    if (n == 0)
        return RC_OK;
    if (n < (ssize_t)sizeof header || memcmp(header, magic.p, magic.n) != 0) {
        *ret_problem = arena_printf(arena, "%s is not an SQLite database. Correct the database "
                                    "address, or restore a backup.", path);
        return RC_INVALID;
    }
    if (header[18] > 2 || header[19] > 2) { /* the file format's write and read versions */
        *ret_problem = arena_printf(arena, "%s was made by a newer SQLite than this one (%s). "
                                    "Install a newer SQLite.", path, sqlite3_libversion());
        return RC_NEWER;
    }
    return RC_OK;
}

/* ---- opening ---- */

static int first_word(void *context, int n, char **values, char **names)
{
    (void)names;
    char *word = context;
    snprintf(word, 16, "%s", n > 0 && values[0] ? values[0] : "");
    return 0;
}

/* Puts the database in WAL mode, which it remembers. */
static rc set_journal(struct arena *arena, const char *path, struct str *ret_problem)
{
    sqlite3 *handle = NULL;
    char mode[16] = "";
    int code = sqlite_open_file(path, SQLITE_WRITING, &handle);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle, "PRAGMA journal_mode = WAL", first_word, mode, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    rc result = sqlite_rc(code);
    if (code != SQLITE_OK) {
        *ret_problem = arena_printf(arena, "The database %s cannot be used: %s.%s", path,
                                    handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code),
                                    result == RC_BUSY ? " Another program has locked it: end it."
                                                      : " Restore a backup, or look at the disk.");
    } else if (strcmp(mode, "wal") != 0) {
        result = RC_UNSUPPORTED;
        *ret_problem = arena_printf(arena, "The folder of %s does not allow shared memory, which "
                                    "the database needs. Put it on a local disk.", path);
    }
    sqlite3_close(handle);
    return result;
}

static rc look_only(struct arena *arena, const char *path, struct str *ret_problem)
{
    sqlite3 *handle = NULL;
    int code = sqlite_open_file(path, SQLITE_READING, &handle);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    if (code != SQLITE_OK)
        *ret_problem = arena_printf(arena, "The database %s cannot be read: %s.", path,
                                    handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
    sqlite3_close(handle);
    return sqlite_rc(code);
}

static void configure(void)
{
    /* Counting every allocation would take a lock that all threads share. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

rc sqlite_open(struct arena *arena, struct str url, const struct db_options *options,
               struct db **ret_db, struct str *ret_problem)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT; /* the library's setting is the process's */
    pthread_once(&once, configure);
    char *path;
    bool made;
    rc result = resolve(arena, url, &path, ret_problem);
    if (result == RC_OK && options->create && access(path, F_OK) != 0)
        result = create(arena, path, &made, ret_problem);
    if (result == RC_OK)
        result = may_use(arena, path, options->read_only, ret_problem);
    if (result == RC_OK)
        result = check_header(arena, path, ret_problem);
    if (result == RC_OK)
        result = options->read_only ? look_only(arena, path, ret_problem)
                                    : set_journal(arena, path, ret_problem);
    if (result != RC_OK)
        return result;
    struct sqlite_db *db = MEM_NEW(struct sqlite_db);
    db->db = (struct db){.driver = &db_sqlite_driver, .options = *options};
    if (pthread_key_create(&db->key, sqlite_thread_ended) != 0) {
        mem_free(db);
        *ret_problem = STR("Too many databases are open in one process.");
        return RC_LIMIT;
    }
    pthread_mutex_init(&db->lock, NULL);
    db->path = mem_strdup(path);
    *ret_db = &db->db;
    return RC_OK;
}

/* ---- migrations ---- */

rc sqlite_script(struct txn *txn, const char *sql, struct arena *arena, struct str *ret_problem)
{
    sqlite3 *handle = ((struct sqlite_conn *)txn)->handle;
    int code = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return RC_OK;
    *ret_problem = arena_str_dup(arena, str_from_c(sqlite3_errmsg(handle)));
    return sqlite_rc(code);
}

static int note_table(void *context, int n, char **values, char **names)
{
    (void)n;
    (void)names;
    char *table = context;
    snprintf(table, 64, "%s", values[0] ? values[0] : "?");
    return 1; /* one is enough */
}

rc sqlite_check_references(struct txn *txn, struct arena *arena, struct str *ret_problem)
{
    sqlite3 *handle = ((struct sqlite_conn *)txn)->handle;
    char table[64] = "";
    int code = sqlite3_exec(handle, "PRAGMA foreign_key_check", note_table, table, NULL);
    if (table[0] == '\0' && code == SQLITE_OK)
        return RC_OK;
    *ret_problem = arena_printf(arena, "a row of %s refers to a row that does not exist",
                                table[0] ? table : "a table");
    return RC_INVALID;
}

/* ---- checks ---- */

/* What a column of a STRICT table gives; NULL for anything computed. */
static bool type_fits(char letter, const char *declared)
{
    static const struct {
        const char *declared;
        char letter;
    } types[] = {{"INTEGER", 'i'}, {"INT", 'i'}, {"REAL", 'r'}, {"TEXT", 't'}, {"BLOB", 'x'}};
    if (declared == NULL)
        return true;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcasecmp(declared, types[i].declared) == 0)
            return types[i].letter == db_letter(letter);
    return true;
}

/* What is wrong with the prepared query, in arena, or STR_NONE. */
static struct str fault_of(struct arena *arena, const struct query *query, sqlite3_stmt *handle,
                           const char *tail)
{
    size_t params = strlen(query->params), columns = strlen(query->columns);
    if (str_trim(str_from_c(tail)).n > 0)
        return STR("it has more than one statement");
    if ((size_t)sqlite3_bind_parameter_count(handle) != params)
        return arena_printf(arena, "it uses %d parameters and declares %zu",
                            sqlite3_bind_parameter_count(handle), params);
    if ((size_t)sqlite3_column_count(handle) != columns)
        return arena_printf(arena, "it returns %d columns and declares %zu",
                            sqlite3_column_count(handle), columns);
    for (size_t i = 0; i < columns; i++) {
        const char *declared = sqlite3_column_decltype(handle, (int)i);
        if (!type_fits(query->columns[i], declared))
            return arena_printf(arena, "column %zu is %s and declared %c", i, declared,
                                query->columns[i]);
    }
    return STR_NONE;
}

rc sqlite_check_query(struct db *db, struct arena *arena, const struct query *query,
                      struct str *ret_problem)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    const char *tail = "";
    int code = sqlite_open_file(((struct sqlite_db *)db)->path, SQLITE_READING, &handle);
    if (code != SQLITE_OK) {
        *ret_problem = str_from_c(sqlite3_errstr(code));
        return sqlite_rc(code);
    }
    struct str sql = arena_str_dup(arena, query_sqlite(query));
    code = sqlite3_prepare_v2(handle, sql.p, -1, &statement, &tail);
    struct str fault = code != SQLITE_OK
                           ? arena_str_dup(arena, str_from_c(sqlite3_errmsg(handle)))
                           : fault_of(arena, query, statement, tail);
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    if (fault.p == NULL)
        return RC_OK;
    *ret_problem = arena_printf(arena, "%s: %.*s", query->name, STR_ARGS(fault));
    return RC_INVALID;
}

enum { PLAN_MAX_BYTES = 64 * 1024 };

rc sqlite_explain(struct db *db, struct arena *arena, const struct query *query,
                  struct str *ret_plan)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    int code = sqlite_open_file(((struct sqlite_db *)db)->path, SQLITE_READING, &handle);
    if (code != SQLITE_OK)
        return sqlite_rc(code);
    struct str sql = ARENA_CONCAT(arena, STR("EXPLAIN QUERY PLAN "), query_sqlite(query));
    struct buf plan;
    buf_init(&plan, PLAN_MAX_BYTES);
    code = sqlite3_prepare_v2(handle, sql.p, (int)sql.n, &statement, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW) {
            buf_add_c(&plan, (const char *)sqlite3_column_text(statement, 3));
            buf_add_byte(&plan, '\n');
        }
    }
    if (code == SQLITE_DONE)
        *ret_plan = arena_str_dup(arena, buf_str(&plan));
    buf_free(&plan);
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return code == SQLITE_DONE ? RC_OK : RC_INVALID;
}

/* ---- copies ---- */

/* Copies the whole of source into target: one snapshot, which writers do not disturb. */
static int copy(sqlite3 *source, sqlite3 *target)
{
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", source, "main");
    if (backup == NULL)
        return sqlite3_extended_errcode(target);
    int code;
    do {
        code = sqlite3_backup_step(backup, -1);
        if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
            sqlite3_sleep(20);
    } while (code == SQLITE_BUSY || code == SQLITE_LOCKED);
    int ended = sqlite3_backup_finish(backup);
    return code == SQLITE_DONE ? ended : code;
}

rc sqlite_backup(struct db *db, struct arena *arena, const char *file, struct str *ret_problem)
{
    sqlite3 *source = NULL, *target = NULL;
    const char *what = "read";
    int code = sqlite_open_file(((struct sqlite_db *)db)->path, SQLITE_READING, &source);
    if (code == SQLITE_OK) {
        what = "written";
        code = sqlite_open_file(file, SQLITE_WRITING, &target);
    }
    if (code == SQLITE_OK)
        code = copy(source, target);
    if (code == SQLITE_OK) /* so that one file is all there is, readable from a read-only folder */
        code = sqlite3_exec(target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    sqlite3_close(target);
    sqlite3_close(source);
    if (code == SQLITE_OK)
        return RC_OK;
    *ret_problem = arena_printf(arena, "The backup could not be %s: %s.", what,
                                sqlite3_errstr(code));
    return RC_IO;
}

static rc open_backup(struct arena *arena, const char *file, sqlite3 **ret_source,
                      struct str *ret_problem)
{
    bool is_backup = false;
    rc result = backup_has_magic(arena, file, magic, &is_backup, ret_problem);
    if (result != RC_OK)
        return result;
    sqlite3 *source = NULL;
    char verdict[16] = "";
    int code = SQLITE_NOTADB;
    if (is_backup)
        code = sqlite_open_file(file, SQLITE_READING, &source);
    if (code == SQLITE_OK)
        code = sqlite3_exec(source, "PRAGMA quick_check(1)", first_word, verdict, NULL);
    if (code == SQLITE_OK && strcmp(verdict, "ok") == 0) {
        *ret_source = source;
        return RC_OK;
    }
    sqlite3_close(source);
    *ret_problem = arena_printf(arena, is_backup ? "The backup %s is damaged. Use another one."
                                                 : "%s is not a backup of an SQLite database.",
                                file);
    return RC_INVALID;
}

static bool is_empty(sqlite3 *handle)
{
    char count[16] = "";
    return sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", first_word, count, NULL) ==
               SQLITE_OK &&
           strcmp(count, "0") == 0;
}

rc sqlite_restore(struct arena *arena, struct str url, const char *file, struct str *ret_problem)
{
    sqlite3 *source = NULL, *target = NULL;
    char *path;
    bool made = false;
    rc result = resolve(arena, url, &path, ret_problem);
    if (result == RC_OK)
        result = open_backup(arena, file, &source, ret_problem);
    if (result != RC_OK)
        return result;
    if (access(path, F_OK) != 0) {
        result = create(arena, path, &made, ret_problem);
        if (result != RC_OK)
            goto done;
    }
    result = check_header(arena, path, ret_problem);
    if (result != RC_OK)
        goto done;
    int code = sqlite_open_file(path, SQLITE_WRITING, &target);
    if (code == SQLITE_OK && !is_empty(target)) {
        *ret_problem = arena_printf(arena, "The database %s is not empty, and a backup is only "
                                    "restored into an empty one. Move it away first.", path);
        result = RC_EXISTS;
        goto done;
    }
    if (code == SQLITE_OK)
        code = copy(source, target);
    if (code != SQLITE_OK) {
        *ret_problem = arena_printf(arena, "The backup could not be restored to %s: %s.", path,
                                    sqlite3_errstr(code));
        result = RC_IO;
    }
done:
    sqlite3_close(target);
    sqlite3_close(source);
    if (made && result != RC_OK)
        unlink(path);
    return result;
}
