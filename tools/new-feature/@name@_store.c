/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/@name@/@name@_store.h"

#include "base/vec.h"

static const struct query q_list = {
    "@name@.list",
    "SELECT id, written_at, text FROM @thing@ WHERE id < $1 ORDER BY id DESC LIMIT $2",
    "ii", "iit"};
static const struct query q_insert = {
    "@name@.insert",
    "INSERT INTO @thing@ (id, written_at, text) VALUES ($1, $2, $3)",
    "iit", ""};

const struct query *const @name@_queries[] = {&q_list, &q_insert, NULL};

static void @thing@_from_row(const struct rows *rows, struct arena *arena, struct @thing@ *ret_row)
{
    *ret_row = (struct @thing@){.id = rows_int(rows, 0),
                                .written_at = rows_int(rows, 1),
                                .text = rows_text_dup(rows, 2, arena)};
}

rc @thing@_list(struct reader *reader, struct arena *arena, int64_t before, int64_t limit,
                struct @thing@_list *ret_list)
{
    struct @thing@_list list = {0};
    struct rows rows;
    int64_t below = before == @THING@_NEWEST ? INT64_MAX : before;
    db_query(reader, &q_list, DB_ARGS(db_int(below), db_int(limit)), &rows);
    while (rows_next(&rows))
        @thing@_from_row(&rows, arena, VEC_PUSH(arena, &list));
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

rc @thing@_add_step(struct txn *txn, const void *in, void *out)
{
    const struct @thing@ *added = in;
    struct @thing@_list newest;
    struct arena *arena = arena_new();
    (void)out;
    rc result = @thing@_list(txn_reader(txn), arena, @THING@_NEWEST, 1, &newest);
    if (result == RC_OK && newest.n && @thing@_repeats(added->text, &newest.items[0]))
        result = RC_EXISTS;
    if (result == RC_OK)
        result = db_exec(txn, &q_insert,
                         DB_ARGS(db_int(added->id), db_int(added->written_at), db_text(added->text)), NULL);
    arena_free(arena);
    return result;
}
