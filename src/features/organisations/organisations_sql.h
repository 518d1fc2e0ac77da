/* SPDX-License-Identifier: EUPL-1.2 */
/* Every SQL text of the organisations, for the three stores that run them. */
#ifndef ORGANISATIONS_SQL_H
#define ORGANISATIONS_SQL_H

#include "core/db/db.h"

extern const struct query *const organisations_queries[]; /* ends with NULL */

extern const struct query sql_list, sql_by_code, sql_by_slug, sql_by_id, sql_by_host, sql_hosts, sql_insert,
    sql_update, sql_mark_edited, sql_verify, sql_host_insert, sql_hosts_delete, sql_boards, sql_board,
    sql_board_insert, sql_board_update, sql_board_place, sql_groups, sql_group_insert, sql_group_update,
    sql_group_place, sql_members, sql_member_insert, sql_members_delete, sql_group_boards,
    sql_group_board_insert, sql_group_boards_delete, sql_levels, sql_levels_update, sql_level_words,
    sql_level_insert, sql_levels_delete, sql_editions_in_force, sql_editions_newest, sql_editions_of,
    sql_edition, sql_edition_last, sql_documents_count, sql_document_taken, sql_document_insert,
    sql_appearance, sql_appearance_update, sql_logo, sql_logo_name, sql_logo_insert, sql_logo_delete,
    sql_brands, sql_brand_hosts, sql_document_update, sql_document_delete, sql_edition_insert,
    sql_draft_delete;

#endif
