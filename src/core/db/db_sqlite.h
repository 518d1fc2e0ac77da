/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Inside the SQLite driver: db_sqlite.c has connections and queries,
 * db_sqlite_tools.c opening, migrations, checks and copies. These two and no
 * other file know SQLite.
 */
#ifndef CORE_DB_DB_SQLITE_H
#define CORE_DB_DB_SQLITE_H

#include <pthread.h>
#include <sqlite3.h>

#include "core/db/db_cache.h"
#include "core/db/db_driver.h"

enum { SQLITE_CONTROLS = 7 };

struct sqlite_conn {
    struct txn txn; /* first: a reader or txn is cast to its connection */
    sqlite3 *handle;
    struct cache statements;
    sqlite3_stmt *control[SQLITE_CONTROLS];
    struct sqlite_conn *before, *after; /* among the reading connections of the db */
    bool lent;                          /* between db_read_begin and db_read_end */
};

struct sqlite_db {
    struct db db; /* first */
    char *path;
    pthread_key_t key;    /* a thread's reading connection */
    pthread_mutex_t lock; /* over reading */
    struct sqlite_conn *reading;
};

enum sqlite_use { SQLITE_READING, SQLITE_WRITING, SQLITE_MIGRATIONS };

/* Opens an existing file with our settings; an extended result code. */
int sqlite_open_file(const char *path, enum sqlite_use use, sqlite3 **ret_handle);
rc sqlite_rc(int code);
/* The key's destructor: closes the connection of a thread that ends. */
void sqlite_thread_ended(void *conn);

/* The driver's functions that stand in other files: see struct db_driver. */
rc sqlite_open(struct arena *arena, struct str url, const struct db_options *options,
               struct db **ret_db, struct str *ret_problem);
rc sqlite_script(struct txn *txn, const char *sql, struct arena *arena, struct str *ret_problem);
/* RC_INVALID with a sentence where a foreign key points nowhere. */
rc sqlite_check_references(struct txn *txn, struct arena *arena, struct str *ret_problem);
rc sqlite_check_query(struct db *db, struct arena *arena, const struct query *query,
                      struct str *ret_problem);
rc sqlite_explain(struct db *db, struct arena *arena, const struct query *query,
                  struct str *ret_plan);
rc sqlite_backup(struct db *db, struct arena *arena, const char *file, struct str *ret_problem);
rc sqlite_restore(struct arena *arena, struct str url, const char *file, struct str *ret_problem);

#endif
