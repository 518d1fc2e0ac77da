/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/session/session.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "core/module.h"

#define COLUMNS "id, person_id, method, agent, begun_at, seen_at, strong"
#define TYPES "iittiii"

static const struct query q_insert = {
    "session.insert",
    "INSERT INTO session (id, token_hash, person_id, method, agent, begun_at, seen_at, ends_at, strong) "
    "VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)",
    "ixittiii", ""};
static const struct query q_find = {"session.find",
                                    "SELECT " COLUMNS " FROM session "
                                    "WHERE token_hash = $1 AND ends_at > $2 AND seen_at > $3",
                                    "xii", TYPES};
static const struct query q_list = {"session.list",
                                    "SELECT " COLUMNS " FROM session "
                                    "WHERE person_id = $1 AND ends_at > $2 AND seen_at > $3 "
                                    "ORDER BY seen_at DESC, id DESC",
                                    "iii", TYPES};
static const struct query q_touch = {
    "session.touch", "UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2", "ii", ""};
static const struct query q_strengthen = {"session.strengthen", "UPDATE session SET strong = 1 WHERE id = $1",
                                          "i", ""};
static const struct query q_end = {"session.end", "DELETE FROM session WHERE id = $1 AND person_id = $2",
                                   "ii", ""};
static const struct query q_end_all = {"session.end_all",
                                       "DELETE FROM session WHERE person_id = $1 AND id <> $2", "ii", ""};
static const struct query q_tidy = {
    "session.tidy",
    "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2)",
    "ii", ""};

static const char *const methods[SESSION_METHODS] = {"password", "link", "oidc"};

static void from_row(const struct rows *rows, struct arena *arena, struct session *session)
{
    *session = (struct session){.id = rows_int(rows, 0),
                                .person = rows_int(rows, 1),
                                .agent = rows_text_dup(rows, 3, arena),
                                .begun = rows_int(rows, 4),
                                .seen = rows_int(rows, 5),
                                .strong = rows_int(rows, 6)};
    for (int i = 0; i < SESSION_METHODS; i++)
        if (str_eq_c(rows_text(rows, 2), methods[i]))
            session->method = (enum session_method)i;
}

rc session_begin(struct txn *txn, const struct session_start *start)
{
    struct str agent = utf8_cut(start->agent, SESSION_AGENT_BYTES);
    return db_exec(txn, &q_insert,
                   DB_ARGS(db_int(db_new_id()), db_bytes(start->token_hash), db_int(start->person),
                           db_text(str_from_c(methods[start->method])), db_text(agent.p ? agent : STR("")),
                           db_int(start->now), db_int(start->now + SESSION_LONGEST), db_int(start->strong)),
                   NULL);
}

rc session_find(struct reader *reader, struct arena *arena, struct str token_hash, time_us now,
                struct session *ret_session)
{
    struct rows rows;
    db_query(reader, &q_find, DB_ARGS(db_bytes(token_hash), db_int(now), db_int(now - SESSION_IDLE)), &rows);
    struct session session = {0};
    bool found = rows_next(&rows);
    if (found)
        from_row(&rows, arena, &session);
    rc result = rows_close(&rows);
    if (result == RC_OK && found)
        *ret_session = session;
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

bool session_is_stale(const struct session *session, time_us now)
{
    return now - session->seen >= SESSION_SEEN_STEP;
}

rc session_touch(struct txn *txn, int64_t id, time_us now)
{
    return db_exec(txn, &q_touch, DB_ARGS(db_int(id), db_int(now)), NULL);
}

rc session_list(struct reader *reader, struct arena *arena, int64_t person, time_us now,
                struct session_list *ret_list)
{
    struct session_list list = {0};
    struct rows rows;
    db_query(reader, &q_list, DB_ARGS(db_int(person), db_int(now), db_int(now - SESSION_IDLE)), &rows);
    while (rows_next(&rows))
        from_row(&rows, arena, VEC_PUSH(arena, &list));
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

rc session_strengthen(struct txn *txn, int64_t id)
{
    int64_t changed;
    rc result = db_exec(txn, &q_strengthen, DB_ARGS(db_int(id)), &changed);
    return result ? result : changed ? RC_OK : RC_NOT_FOUND;
}

rc session_end(struct txn *txn, int64_t person, int64_t id)
{
    int64_t changed;
    rc result = db_exec(txn, &q_end, DB_ARGS(db_int(id), db_int(person)), &changed);
    return result ? result : changed ? RC_OK : RC_NOT_FOUND;
}

rc session_end_all(struct txn *txn, int64_t person, int64_t but)
{
    return db_exec(txn, &q_end_all, DB_ARGS(db_int(person), db_int(but)), NULL);
}

rc session_tidy(struct txn *txn, time_us now, int64_t most, int64_t *ret_removed)
{
    return db_exec(txn, &q_tidy, DB_ARGS(db_int(now), db_int(most)), ret_removed);
}

static const struct query *const queries[] = {&q_insert, &q_find,    &q_list, &q_touch, &q_strengthen,
                                              &q_end,    &q_end_all, &q_tidy, NULL};

const struct module session_module = {.name = "session", .queries = queries};
