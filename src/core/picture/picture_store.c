/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/picture/picture_inside.h"

#include "core/module.h"
#include "core/picture/picture.h"

static const struct query q_put = {"picture.put",
                                   "INSERT INTO picture (name, width, height, bytes) VALUES ($1, $2, $3, $4) "
                                   "ON CONFLICT (name) DO NOTHING",
                                   "tiix", ""};
static const struct query q_by_name = {
    "picture.by_name", "SELECT width, height, bytes FROM picture WHERE name = $1", "t", "iix"};
static const struct query q_size = {"picture.size", "SELECT width, height FROM picture WHERE name = $1", "t",
                                    "ii"};

const struct query *const picture_queries[] = {&q_put, &q_by_name, &q_size, NULL};

rc picture_put(struct txn *txn, const struct picture *picture)
{
    return db_exec(txn, &q_put,
                   DB_ARGS(db_text(picture->name), db_int(picture->width), db_int(picture->height),
                           db_bytes(picture->bytes)),
                   NULL);
}

static rc find(struct reader *reader, struct arena *arena, const struct query *query, struct str name,
               struct picture *ret_picture)
{
    struct rows rows;
    db_query(reader, query, DB_ARGS(db_text(name)), &rows);
    bool found = rows_next(&rows);
    struct picture picture = {.name = name};
    if (found) {
        picture.width = rows_int(&rows, 0);
        picture.height = rows_int(&rows, 1);
        if (query == &q_by_name)
            picture.bytes = arena_str_dup(arena, rows_bytes(&rows, 2));
    }
    rc result = rows_close(&rows);
    if (result == RC_OK && found)
        *ret_picture = picture;
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

rc picture_by_name(struct reader *reader, struct arena *arena, struct str name, struct picture *ret_picture)
{
    return find(reader, arena, &q_by_name, name, ret_picture);
}

rc picture_size(struct reader *reader, struct arena *arena, struct str name, struct picture *ret_picture)
{
    return find(reader, arena, &q_size, name, ret_picture);
}
