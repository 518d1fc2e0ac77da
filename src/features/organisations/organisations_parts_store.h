/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Boards, groups and levels in the database. Everything returned is in the
 * given arena. The steps take a version: where what is stored has another by
 * now, somebody has changed it meanwhile, and they change nothing: RC_NEWER.
 */
#ifndef ORGANISATIONS_PARTS_STORE_H
#define ORGANISATIONS_PARTS_STORE_H

#include "features/organisations/organisations_parts.h"
#include "features/organisations/organisations_store.h"

/* All of an organisation in their order, those that have ended too. One query. */
MUST_CHECK rc board_list(struct reader *reader, struct arena *arena, int64_t organisation,
                         struct board_list *ret_list);
/* One of the organisation's. RC_NOT_FOUND. */
MUST_CHECK rc board_by_id(struct reader *reader, struct arena *arena, int64_t organisation, int64_t id,
                          struct board *ret_board);

struct board_save {
    struct organisation_change change;
    struct board board; /* id 0: a new one, put last */
    int64_t new_id;
};
/* A step: in is struct board_save, no out. RC_NEWER; RC_LIMIT: there are BOARDS_MAX. */
step_fn board_save_step;

/* All of an organisation in their order, with members and boards. Three queries. */
MUST_CHECK rc group_list(struct reader *reader, struct arena *arena, int64_t organisation,
                         struct steering_group_list *ret_list);
/* One of the organisation's. RC_NOT_FOUND. */
MUST_CHECK rc group_by_id(struct reader *reader, struct arena *arena, int64_t organisation, int64_t id,
                          struct steering_group *ret_group);

struct group_save {
    struct organisation_change change;
    struct steering_group group; /* id 0: a new one, put last; of boards only the ids are read */
    int64_t new_id;
};
/* A step: in is struct group_save, no out. RC_NEWER; RC_LIMIT: there are GROUPS_MAX; RC_INVALID: a
 * board is not the organisation's. */
step_fn group_save_step;

/* RC_NOT_FOUND: no such organisation. Two queries. */
MUST_CHECK rc levels_of(struct reader *reader, struct arena *arena, int64_t organisation,
                        struct levels *ret_levels);

struct levels_save {
    struct organisation_change change;
    struct levels levels;
};
/* A step: in is struct levels_save, no out. RC_NEWER. */
step_fn levels_save_step;

#endif
