/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_parts_store.h"
#include "features/organisations/organisations_sql.h"

#include "base/vec.h"

/* ---- places in a list ------------------------------------------------------------------- */

struct place {
    int64_t id, position;
};

/* Gives the places from 1 on, with the one of this id at the wanted place, and writes those that are
 * not there already. places: all, in their order. */
static rc put_in_place(struct txn *txn, struct arena *arena, const struct query *write,
                       const struct place *places, size_t n, int64_t id, int64_t wanted)
{
    struct place *order = ARENA_ARRAY(arena, struct place, n);
    size_t at = wanted < 1 ? 0 : (uint64_t)wanted > n ? n - 1 : (size_t)wanted - 1, next = 0;
    rc result = RC_OK;
    for (size_t i = 0; i < n; i++)
        if (places[i].id == id)
            order[at] = places[i];
    for (size_t i = 0; i < n; i++) {
        if (places[i].id == id)
            continue;
        next += next == at;
        order[next++] = places[i];
    }
    for (size_t i = 0; i < n && result == RC_OK; i++)
        if (order[i].position != (int64_t)i + 1)
            result = db_exec(txn, write, DB_ARGS(db_int(order[i].id), db_int((int64_t)i + 1)), NULL);
    return result;
}

/* ---- boards --------------------------------------------------------------------------- */

/* From the row's column first on. */
static struct board board_from_row(const struct rows *rows, int first, struct arena *arena)
{
    return (struct board){.id = rows_int(rows, first),
                          .name = rows_text_dup(rows, first + 1, arena),
                          .name_en = rows_text_dup(rows, first + 2, arena),
                          .kind = rows_text_dup(rows, first + 3, arena),
                          .position = rows_int(rows, first + 4),
                          .ended_on = rows_text_dup(rows, first + 5, arena),
                          .version = rows_int(rows, first + 6)};
}

rc board_list(struct reader *reader, struct arena *arena, int64_t organisation, struct board_list *ret_list)
{
    struct board_list list = {0};
    struct rows rows;
    db_query(reader, &sql_boards, DB_ARGS(db_int(organisation)), &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &list) = board_from_row(&rows, 0, arena);
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

rc board_by_id(struct reader *reader, struct arena *arena, int64_t organisation, int64_t id,
               struct board *ret_board)
{
    struct rows rows;
    db_query(reader, &sql_board, DB_ARGS(db_int(id), db_int(organisation)), &rows);
    bool found = rows_next(&rows);
    if (found)
        *ret_board = board_from_row(&rows, 0, arena);
    rc result = rows_close(&rows);
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

/* All boards get their places, with this one at its. */
static rc place_board(struct txn *txn, struct arena *arena, int64_t organisation, int64_t id, int64_t wanted)
{
    struct board_list list;
    rc result = board_list(txn_reader(txn), arena, organisation, &list);
    if (result)
        return result;
    struct place *places = ARENA_ARRAY(arena, struct place, list.n);
    for (size_t i = 0; i < list.n; i++)
        places[i] = (struct place){list.items[i].id, list.items[i].position};
    return put_in_place(txn, arena, &sql_board_place, places, list.n, id, wanted);
}

static rc add_board(struct txn *txn, struct arena *arena, const struct board_save *save)
{
    const struct board *b = &save->board;
    struct board_list list;
    rc result = board_list(txn_reader(txn), arena, save->change.organisation, &list);
    if (result == RC_OK && list.n >= BOARDS_MAX)
        result = RC_LIMIT;
    if (result)
        return result;
    return db_exec(txn, &sql_board_insert,
                   DB_ARGS(db_int(save->new_id), db_int(save->change.organisation), db_text(b->name),
                           db_text(b->name_en), db_text(b->kind), db_int((int64_t)list.n + 1),
                           db_text(b->ended_on)),
                   NULL);
}

static rc change_board(struct txn *txn, struct arena *arena, const struct board_save *save)
{
    const struct board *b = &save->board;
    int64_t changed;
    rc result = db_exec(txn, &sql_board_update,
                        DB_ARGS(db_int(b->id), db_int(save->change.organisation), db_int(b->version),
                                db_text(b->name), db_text(b->name_en), db_text(b->kind),
                                db_text(b->ended_on)),
                        &changed);
    if (result == RC_OK && changed == 0)
        result = RC_NEWER;
    return result ? result : place_board(txn, arena, save->change.organisation, b->id, b->position);
}

rc board_save_step(struct txn *txn, const void *in, void *out)
{
    const struct board_save *save = in;
    struct arena *arena = arena_new();
    (void)out;
    rc result = save->board.id ? change_board(txn, arena, save) : add_board(txn, arena, save);
    if (result == RC_OK)
        result = organisation_log(txn, &save->change, "organisation.board", save->board.name);
    arena_free(arena);
    return result;
}

/* ---- groups ---------------------------------------------------------------------------- */

static struct steering_group *find_group(struct steering_group_list *list, int64_t id)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].id == id)
            return &list->items[i];
    return NULL;
}

static rc read_groups(struct reader *reader, struct arena *arena, int64_t organisation,
                      struct steering_group_list *list)
{
    struct rows rows;
    db_query(reader, &sql_groups, DB_ARGS(db_int(organisation)), &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, list) = (struct steering_group){.id = rows_int(&rows, 0),
                                                         .name = rows_text_dup(&rows, 1, arena),
                                                         .name_en = rows_text_dup(&rows, 2, arena),
                                                         .task = rows_text_dup(&rows, 3, arena),
                                                         .position = rows_int(&rows, 4),
                                                         .ended_on = rows_text_dup(&rows, 5, arena),
                                                         .version = rows_int(&rows, 6)};
    return rows_close(&rows);
}

static rc read_members(struct reader *reader, struct arena *arena, int64_t organisation,
                       struct steering_group_list *list)
{
    struct rows rows;
    db_query(reader, &sql_members, DB_ARGS(db_int(organisation)), &rows);
    while (rows_next(&rows)) {
        struct steering_group *group = find_group(list, rows_int(&rows, 0));
        if (group)
            *VEC_PUSH(arena, &group->members) = (struct member){
                rows_text_dup(&rows, 1, arena), rows_text_dup(&rows, 2, arena),
                rows_text_dup(&rows, 3, arena), rows_text_dup(&rows, 4, arena)};
    }
    return rows_close(&rows);
}

static rc read_group_boards(struct reader *reader, struct arena *arena, int64_t organisation,
                            struct steering_group_list *list)
{
    struct rows rows;
    db_query(reader, &sql_group_boards, DB_ARGS(db_int(organisation)), &rows);
    while (rows_next(&rows)) {
        struct steering_group *group = find_group(list, rows_int(&rows, 0));
        if (group)
            *VEC_PUSH(arena, &group->boards) = board_from_row(&rows, 1, arena);
    }
    return rows_close(&rows);
}

rc group_list(struct reader *reader, struct arena *arena, int64_t organisation,
              struct steering_group_list *ret_list)
{
    struct steering_group_list list = {0};
    rc result = read_groups(reader, arena, organisation, &list);
    if (result == RC_OK && list.n)
        result = read_members(reader, arena, organisation, &list);
    if (result == RC_OK && list.n)
        result = read_group_boards(reader, arena, organisation, &list);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

rc group_by_id(struct reader *reader, struct arena *arena, int64_t organisation, int64_t id,
               struct steering_group *ret_group)
{
    struct steering_group_list list;
    rc result = group_list(reader, arena, organisation, &list);
    if (result)
        return result;
    struct steering_group *group = find_group(&list, id);
    if (!group)
        return RC_NOT_FOUND;
    *ret_group = *group;
    return RC_OK;
}

static rc place_group(struct txn *txn, struct arena *arena, int64_t organisation, int64_t id, int64_t wanted)
{
    struct steering_group_list list = {0};
    rc result = read_groups(txn_reader(txn), arena, organisation, &list);
    if (result)
        return result;
    struct place *places = ARENA_ARRAY(arena, struct place, list.n);
    for (size_t i = 0; i < list.n; i++)
        places[i] = (struct place){list.items[i].id, list.items[i].position};
    return put_in_place(txn, arena, &sql_group_place, places, list.n, id, wanted);
}

static rc add_group(struct txn *txn, struct arena *arena, const struct group_save *save)
{
    const struct steering_group *g = &save->group;
    struct steering_group_list list = {0};
    rc result = read_groups(txn_reader(txn), arena, save->change.organisation, &list);
    if (result == RC_OK && list.n >= GROUPS_MAX)
        result = RC_LIMIT;
    if (result)
        return result;
    return db_exec(txn, &sql_group_insert,
                   DB_ARGS(db_int(save->new_id), db_int(save->change.organisation), db_text(g->name),
                           db_text(g->name_en), db_text(g->task), db_int((int64_t)list.n + 1),
                           db_text(g->ended_on)),
                   NULL);
}

static rc change_group(struct txn *txn, struct arena *arena, const struct group_save *save)
{
    const struct steering_group *g = &save->group;
    int64_t changed;
    rc result = db_exec(txn, &sql_group_update,
                        DB_ARGS(db_int(g->id), db_int(save->change.organisation), db_int(g->version),
                                db_text(g->name), db_text(g->name_en), db_text(g->task),
                                db_text(g->ended_on)),
                        &changed);
    if (result == RC_OK && changed == 0)
        result = RC_NEWER;
    return result ? result : place_group(txn, arena, save->change.organisation, g->id, g->position);
}

/* Its members and boards in place of those it had. */
static rc write_members(struct txn *txn, int64_t id, const struct steering_group *group)
{
    rc result = db_exec(txn, &sql_members_delete, DB_ARGS(db_int(id)), NULL);
    for (size_t i = 0; i < group->members.n && result == RC_OK; i++) {
        const struct member *m = &group->members.items[i];
        result = db_exec(txn, &sql_member_insert,
                         DB_ARGS(db_int(id), db_int((int64_t)i + 1), db_text(m->name), db_text(m->role),
                                 db_text(m->since), db_text(m->until)),
                         NULL);
    }
    if (result == RC_OK)
        result = db_exec(txn, &sql_group_boards_delete, DB_ARGS(db_int(id)), NULL);
    for (size_t i = 0; i < group->boards.n && result == RC_OK; i++) {
        int64_t added;
        result = db_exec(txn, &sql_group_board_insert, DB_ARGS(db_int(id), db_int(group->boards.items[i].id)),
                         &added);
        if (result == RC_OK && added == 0)
            result = RC_INVALID;
    }
    return result;
}

rc group_save_step(struct txn *txn, const void *in, void *out)
{
    const struct group_save *save = in;
    struct arena *arena = arena_new();
    (void)out;
    rc result = save->group.id ? change_group(txn, arena, save) : add_group(txn, arena, save);
    if (result == RC_OK)
        result = write_members(txn, save->group.id ? save->group.id : save->new_id, &save->group);
    if (result == RC_OK)
        result = organisation_log(txn, &save->change, "organisation.group", save->group.name);
    arena_free(arena);
    return result;
}

/* ---- levels ------------------------------------------------------------------------------ */

rc levels_of(struct reader *reader, struct arena *arena, int64_t organisation, struct levels *ret_levels)
{
    struct levels levels = {0};
    struct rows rows;
    db_query(reader, &sql_levels, DB_ARGS(db_int(organisation)), &rows);
    bool found = rows_next(&rows);
    if (found) {
        levels_read(rows_text(&rows, 0), levels.used);
        levels.version = rows_int(&rows, 1);
    }
    rc result = rows_close(&rows);
    if (result || !found)
        return result ? result : RC_NOT_FOUND;
    db_query(reader, &sql_level_words, DB_ARGS(db_int(organisation)), &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &levels.words) = (struct level_words){
            (int)rows_int(&rows, 0), rows_text_dup(&rows, 1, arena), rows_text_dup(&rows, 2, arena),
            rows_text_dup(&rows, 3, arena)};
    result = rows_close(&rows);
    if (result == RC_OK)
        *ret_levels = levels;
    return result;
}

static rc write_level_words(struct txn *txn, int64_t organisation, const struct levels *levels)
{
    rc result = db_exec(txn, &sql_levels_delete, DB_ARGS(db_int(organisation)), NULL);
    for (size_t i = 0; i < levels->words.n && result == RC_OK; i++) {
        const struct level_words *words = &levels->words.items[i];
        if (words->label.n || words->explanation.n)
            result = db_exec(txn, &sql_level_insert,
                             DB_ARGS(db_int(organisation), db_int(words->level), db_text(words->language),
                                     db_text(words->label), db_text(words->explanation)),
                             NULL);
    }
    return result;
}

rc levels_save_step(struct txn *txn, const void *in, void *out)
{
    const struct levels_save *save = in;
    struct arena *arena = arena_new();
    int64_t id = save->change.organisation, changed;
    (void)out;
    rc result = db_exec(
        txn, &sql_levels_update,
        DB_ARGS(db_int(id), db_int(save->levels.version), db_text(levels_write(arena, save->levels.used))),
        &changed);
    if (result == RC_OK && changed == 0)
        result = RC_NEWER;
    if (result == RC_OK)
        result = write_level_words(txn, id, &save->levels);
    if (result == RC_OK)
        result = organisation_log(txn, &save->change, "organisation.levels", STR(""));
    arena_free(arena);
    return result;
}
