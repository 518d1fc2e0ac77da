/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_sql.h"

/* ---- organisations ------------------------------------------------------------------- */

/* What from_row reads, in its order. */
#define ORGANISATION_COLUMNS                                                                \
    "o.id, o.code, o.kind, o.name, o.short_name, o.name_en, o.slug, o.county, "             \
    "o.same_as, o.languages, o.controller, o.privacy_contact, o.edited_at, o.verified_at, " \
    "o.strong_roles, o.facts_version"
#define ORGANISATION_TYPES "itttttttTtttIIii"
const struct query sql_list = {
    "organisations.list", "SELECT " ORGANISATION_COLUMNS " FROM organisation o ORDER BY o.sort_key, o.code",
    "", ORGANISATION_TYPES};
const struct query sql_by_code = {"organisations.by_code",
                                  "SELECT " ORGANISATION_COLUMNS " FROM organisation o WHERE o.code = $1",
                                  "t", ORGANISATION_TYPES};
const struct query sql_by_slug = {"organisations.by_slug",
                                  "SELECT " ORGANISATION_COLUMNS " FROM organisation o WHERE o.slug = $1",
                                  "t", ORGANISATION_TYPES};
const struct query sql_by_id = {"organisations.by_id",
                                "SELECT " ORGANISATION_COLUMNS " FROM organisation o WHERE o.id = $1", "i",
                                ORGANISATION_TYPES};
const struct query sql_by_host = {"organisations.by_host",
                                  "SELECT " ORGANISATION_COLUMNS
                                  " FROM organisation_host h JOIN organisation o ON o.id = h.organisation_id "
                                  "WHERE h.host = $1",
                                  "t", ORGANISATION_TYPES};
const struct query sql_hosts = {
    "organisations.hosts", "SELECT host FROM organisation_host WHERE organisation_id = $1 ORDER BY position",
    "i", "t"};
const struct query sql_insert = {
    "organisations.insert",
    "INSERT INTO organisation (id, code, kind, name, short_name, name_en, slug, sort_key, county, same_as, "
    "languages, controller, privacy_contact, updated_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    "ittttttttTtttI", ""};
const struct query sql_update = {
    "organisations.update",
    "UPDATE organisation SET code = $2, kind = $3, name = $4, short_name = $5, name_en = $6, slug = $7, "
    "sort_key = $8, county = $9, same_as = $10, languages = $11, controller = $12, privacy_contact = $13, "
    "updated_at = $14 WHERE id = $1",
    "ittttttttTtttI", ""};
/* After an insert or update of the other columns, in the same step. */
const struct query sql_mark_edited = {
    "organisations.mark_edited",
    "UPDATE organisation SET strong_roles = $3, edited_at = $4, facts_version = facts_version + 1 "
    "WHERE id = $1 AND facts_version = $2",
    "iiii", ""};
const struct query sql_verify = {"organisations.verify",
                                 "UPDATE organisation SET verified_at = $2 WHERE id = $1", "iI", ""};
const struct query sql_host_insert = {
    "organisations.host_insert",
    "INSERT INTO organisation_host (host, organisation_id, position) VALUES ($1, $2, $3)", "tii", ""};
const struct query sql_hosts_delete = {"organisations.hosts_delete",
                                       "DELETE FROM organisation_host WHERE organisation_id = $1", "i", ""};

/* ---- appearance ------------------------------------------------------------------------ */

const struct query sql_appearance = {
    "organisations.appearance",
    "SELECT o.theme_colour, o.appearance_version, l.sha256, l.shape, l.has_name, l.removed "
    "FROM organisation o LEFT JOIN organisation_logo l ON l.organisation_id = o.id WHERE o.id = $1",
    "i", "tiTIIT"};
const struct query sql_appearance_update = {
    "organisations.appearance_update",
    "UPDATE organisation SET theme_colour = $3, appearance_version = appearance_version + 1 "
    "WHERE id = $1 AND appearance_version = $2",
    "iit", ""};
const struct query sql_logo = {"organisations.logo",
                               "SELECT l.sha256, l.svg FROM organisation o "
                               "JOIN organisation_logo l ON l.organisation_id = o.id WHERE o.slug = $1",
                               "t", "tt"};
const struct query sql_logo_name = {"organisations.logo_name",
                                    "UPDATE organisation_logo SET has_name = $2 WHERE organisation_id = $1",
                                    "ii", ""};
const struct query sql_logo_insert = {
    "organisations.logo_insert",
    "INSERT INTO organisation_logo (organisation_id, sha256, svg, stored_at, shape, has_name, removed) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)",
    "ittiiit", ""};
const struct query sql_logo_delete = {"organisations.logo_delete",
                                      "DELETE FROM organisation_logo WHERE organisation_id = $1", "i", ""};
/* The few of all that look like themselves. */
const struct query sql_brands = {
    "organisations.brands",
    "SELECT o.slug, o.name, o.name_en, o.theme_colour, l.sha256, l.shape, l.has_name FROM organisation o "
    "LEFT JOIN organisation_logo l ON l.organisation_id = o.id "
    "WHERE o.theme_colour <> '' OR l.sha256 IS NOT NULL "
    "OR EXISTS (SELECT 1 FROM organisation_host h WHERE h.organisation_id = o.id)",
    "", "ttttTII"};
const struct query sql_brand_hosts = {
    "organisations.brand_hosts",
    "SELECT h.host, o.slug FROM organisation_host h JOIN organisation o ON o.id = h.organisation_id", "",
    "tt"};

/* ---- boards, groups, levels ---------------------------------------------------------- */

#define BOARD_COLUMNS "b.id, b.name, b.name_en, b.kind, b.position, b.ended_on, b.version"
#define BOARD_TYPES "itttiti"
#define GROUP_COLUMNS "id, name, name_en, task, position, ended_on, version"
#define GROUP_TYPES "itttiti"
const struct query sql_boards = {
    "organisations.boards",
    "SELECT " BOARD_COLUMNS
    " FROM organisation_board b WHERE b.organisation_id = $1 ORDER BY b.position, b.id",
    "i", BOARD_TYPES};
const struct query sql_board = {"organisations.board",
                                "SELECT " BOARD_COLUMNS
                                " FROM organisation_board b WHERE b.id = $1 AND b.organisation_id = $2",
                                "ii", BOARD_TYPES};
const struct query sql_board_insert = {
    "organisations.board_insert",
    "INSERT INTO organisation_board (id, organisation_id, name, name_en, kind, position, ended_on, version) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
    "iitttit", ""};
const struct query sql_board_update = {
    "organisations.board_update",
    "UPDATE organisation_board SET name = $4, name_en = $5, kind = $6, ended_on = $7, version = version + 1 "
    "WHERE id = $1 AND organisation_id = $2 AND version = $3",
    "iiitttt", ""};
const struct query sql_board_place = {"organisations.board_place",
                                      "UPDATE organisation_board SET position = $2 WHERE id = $1", "ii", ""};
const struct query sql_groups = {"organisations.groups",
                                 "SELECT " GROUP_COLUMNS
                                 " FROM organisation_group WHERE organisation_id = $1 ORDER BY position, id",
                                 "i", GROUP_TYPES};
const struct query sql_group_insert = {
    "organisations.group_insert",
    "INSERT INTO organisation_group (id, organisation_id, name, name_en, task, position, ended_on, version) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
    "iitttit", ""};
const struct query sql_group_update = {
    "organisations.group_update",
    "UPDATE organisation_group SET name = $4, name_en = $5, task = $6, ended_on = $7, version = version + 1 "
    "WHERE id = $1 AND organisation_id = $2 AND version = $3",
    "iiitttt", ""};
const struct query sql_group_place = {"organisations.group_place",
                                      "UPDATE organisation_group SET position = $2 WHERE id = $1", "ii", ""};
const struct query sql_members = {
    "organisations.members",
    "SELECT m.group_id, m.name, m.role, m.since, m.until FROM organisation_group g "
    "JOIN organisation_group_member m ON m.group_id = g.id "
    "WHERE g.organisation_id = $1 ORDER BY m.group_id, m.position",
    "i", "itttt"};
const struct query sql_member_insert = {
    "organisations.member_insert",
    "INSERT INTO organisation_group_member (group_id, position, name, role, since, until) "
    "VALUES ($1, $2, $3, $4, $5, $6)",
    "iitttt", ""};
const struct query sql_members_delete = {
    "organisations.members_delete", "DELETE FROM organisation_group_member WHERE group_id = $1", "i", ""};
const struct query sql_group_boards = {
    "organisations.group_boards",
    "SELECT l.group_id, " BOARD_COLUMNS " FROM organisation_group g "
    "JOIN organisation_group_board l ON l.group_id = g.id JOIN organisation_board b ON b.id = l.board_id "
    "WHERE g.organisation_id = $1 ORDER BY l.group_id, b.position, b.id",
    "i", "i" BOARD_TYPES};
/* Only a board of the same organisation. */
const struct query sql_group_board_insert = {
    "organisations.group_board_insert",
    "INSERT INTO organisation_group_board (group_id, board_id) "
    "SELECT g.id, b.id FROM organisation_group g JOIN organisation_board b ON b.organisation_id = "
    "g.organisation_id WHERE g.id = $1 AND b.id = $2",
    "ii", ""};
const struct query sql_group_boards_delete = {
    "organisations.group_boards_delete", "DELETE FROM organisation_group_board WHERE group_id = $1", "i", ""};
const struct query sql_levels = {"organisations.levels",
                                 "SELECT levels, levels_version FROM organisation WHERE id = $1", "i", "ti"};
const struct query sql_levels_update = {
    "organisations.levels_update",
    "UPDATE organisation SET levels = $3, levels_version = levels_version + 1 "
    "WHERE id = $1 AND levels_version = $2",
    "iit", ""};
const struct query sql_level_words = {
    "organisations.level_words",
    "SELECT level, language, label, explanation FROM organisation_level WHERE organisation_id = $1 "
    "ORDER BY level, language",
    "i", "ittt"};
const struct query sql_level_insert = {
    "organisations.level_insert",
    "INSERT INTO organisation_level (organisation_id, level, language, label, explanation) "
    "VALUES ($1, $2, $3, $4, $5)",
    "iittt", ""};
const struct query sql_levels_delete = {"organisations.levels_delete",
                                        "DELETE FROM organisation_level WHERE organisation_id = $1", "i", ""};

/* ---- documents ----------------------------------------------------------------------- */

#define EDITION_COLUMNS(body)                                                                        \
    "d.id, d.kind, d.slug, d.language, d.version, e.number, e.title, " body ", e.board_id, b.name, " \
    "b.name_en, e.adopted_by, e.adopted_on, e.case_number, e.published_at"
#define EDITION_TYPES "itttiittITTtttI"
#define EDITION_TABLES                                                                   \
    " FROM organisation_document d JOIN organisation_edition e ON e.document_id = d.id " \
    "LEFT JOIN organisation_board b ON b.id = e.board_id "
const struct query sql_editions_in_force = {
    "organisations.editions_in_force",
    "SELECT " EDITION_COLUMNS("''") EDITION_TABLES
    "WHERE d.organisation_id = $1 AND e.published_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
    "organisation_edition n WHERE n.document_id = d.id AND n.number > e.number "
    "AND n.published_at IS NOT NULL) ORDER BY d.id",
    "i", EDITION_TYPES};
const struct query sql_editions_newest = {
    "organisations.editions_newest",
    "SELECT " EDITION_COLUMNS("''") EDITION_TABLES
    "WHERE d.organisation_id = $1 AND NOT EXISTS (SELECT 1 FROM organisation_edition n "
    "WHERE n.document_id = d.id AND n.number > e.number) ORDER BY d.id",
    "i", EDITION_TYPES};
const struct query sql_editions_of = {"organisations.editions_of",
                                      "SELECT " EDITION_COLUMNS("''") EDITION_TABLES
                                      "WHERE d.organisation_id = $1 AND d.slug = $2 ORDER BY e.number DESC",
                                      "it", EDITION_TYPES};
const struct query sql_edition = {"organisations.edition",
                                  "SELECT " EDITION_COLUMNS("e.body") EDITION_TABLES
                                  "WHERE d.organisation_id = $1 AND d.id = $2 AND e.number = $3",
                                  "iii", EDITION_TYPES};
const struct query sql_edition_last = {
    "organisations.edition_last",
    "SELECT " EDITION_COLUMNS("e.body") EDITION_TABLES
    "WHERE d.organisation_id = $1 AND d.id = $2 ORDER BY e.number DESC LIMIT 1",
    "ii", EDITION_TYPES};
const struct query sql_documents_count = {
    "organisations.documents_count", "SELECT count(*) FROM organisation_document WHERE organisation_id = $1",
    "i", "i"};
const struct query sql_document_taken = {
    "organisations.document_taken",
    "SELECT count(*) FROM organisation_document WHERE organisation_id = $1 AND slug = $2", "it", "i"};
const struct query sql_document_insert = {
    "organisations.document_insert",
    "INSERT INTO organisation_document (id, organisation_id, kind, slug, language, version) "
    "VALUES ($1, $2, $3, $4, $5, 1)",
    "iittt", ""};
const struct query sql_document_update = {
    "organisations.document_update",
    "UPDATE organisation_document SET kind = $4, language = $5, version = version + 1 "
    "WHERE id = $1 AND organisation_id = $2 AND version = $3",
    "iiitt", ""};
const struct query sql_document_delete = {"organisations.document_delete",
                                          "DELETE FROM organisation_document WHERE id = $1", "i", ""};
const struct query sql_edition_insert = {
    "organisations.edition_insert",
    "INSERT INTO organisation_edition (document_id, number, title, body, board_id, adopted_by, adopted_on, "
    "case_number, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    "iittItttI", ""};
const struct query sql_draft_delete = {
    "organisations.draft_delete",
    "DELETE FROM organisation_edition WHERE document_id = $1 AND number = $2 AND published_at IS NULL", "ii",
    ""};

const struct query *const organisations_queries[] = {&sql_list,
                                                     &sql_by_code,
                                                     &sql_by_slug,
                                                     &sql_by_id,
                                                     &sql_by_host,
                                                     &sql_hosts,
                                                     &sql_appearance,
                                                     &sql_appearance_update,
                                                     &sql_logo,
                                                     &sql_logo_name,
                                                     &sql_logo_insert,
                                                     &sql_logo_delete,
                                                     &sql_brands,
                                                     &sql_brand_hosts,
                                                     &sql_insert,
                                                     &sql_update,
                                                     &sql_mark_edited,
                                                     &sql_verify,
                                                     &sql_host_insert,
                                                     &sql_hosts_delete,
                                                     &sql_boards,
                                                     &sql_board,
                                                     &sql_board_insert,
                                                     &sql_board_update,
                                                     &sql_board_place,
                                                     &sql_groups,
                                                     &sql_group_insert,
                                                     &sql_group_update,
                                                     &sql_group_place,
                                                     &sql_members,
                                                     &sql_member_insert,
                                                     &sql_members_delete,
                                                     &sql_group_boards,
                                                     &sql_group_board_insert,
                                                     &sql_group_boards_delete,
                                                     &sql_levels,
                                                     &sql_levels_update,
                                                     &sql_level_words,
                                                     &sql_level_insert,
                                                     &sql_levels_delete,
                                                     &sql_editions_in_force,
                                                     &sql_editions_newest,
                                                     &sql_editions_of,
                                                     &sql_edition,
                                                     &sql_edition_last,
                                                     &sql_documents_count,
                                                     &sql_document_taken,
                                                     &sql_document_insert,
                                                     &sql_document_update,
                                                     &sql_document_delete,
                                                     &sql_edition_insert,
                                                     &sql_draft_delete,
                                                     NULL};
