/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/audit/audit.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "core/module.h"

#define COLUMNS "id, at, actor_id, organisation_id, act, person_id, subject"
#define TYPES "iiiitit"

static const struct query q_insert = {
    "audit.insert", "INSERT INTO audit_entry (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)", TYPES, ""};
static const struct query q_all = {
    "audit.all", "SELECT " COLUMNS " FROM audit_entry WHERE id < $1 ORDER BY id DESC LIMIT $2", "ii", TYPES};
static const struct query q_of_organisation = {"audit.of_organisation",
                                               "SELECT " COLUMNS " FROM audit_entry "
                                               "WHERE organisation_id = $1 AND id < $2 "
                                               "ORDER BY id DESC LIMIT $3",
                                               "iii", TYPES};
static const struct query q_of_person = {"audit.of_person",
                                         "SELECT " COLUMNS " FROM audit_entry "
                                         "WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
                                         "iii", TYPES};

rc audit_put(struct txn *txn, const struct audit_entry *entry)
{
    struct str subject = utf8_cut(entry->subject, AUDIT_SUBJECT_BYTES);
    return db_exec(txn, &q_insert,
                   DB_ARGS(db_int(db_new_id()), db_int(entry->at), db_int(entry->actor),
                           db_int(entry->organisation), db_text(str_from_c(entry->act)),
                           db_int(entry->person), db_text(subject.p ? subject : STR(""))),
                   NULL);
}

static rc read_rows(struct rows *rows, struct arena *arena, struct audit_list *ret_list)
{
    struct audit_list list = {0};
    while (rows_next(rows))
        *VEC_PUSH(arena, &list) = (struct audit_entry){.id = rows_int(rows, 0),
                                                       .at = rows_int(rows, 1),
                                                       .actor = rows_int(rows, 2),
                                                       .organisation = rows_int(rows, 3),
                                                       .act = arena_c_dup(arena, rows_text(rows, 4)),
                                                       .person = rows_int(rows, 5),
                                                       .subject = rows_text_dup(rows, 6, arena)};
    rc result = rows_close(rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

rc audit_list(struct reader *reader, struct arena *arena, int64_t organisation, int64_t before, int64_t limit,
              struct audit_list *ret_list)
{
    struct rows rows;
    if (organisation == AUDIT_ALL)
        db_query(reader, &q_all, DB_ARGS(db_int(before), db_int(limit)), &rows);
    else
        db_query(reader, &q_of_organisation, DB_ARGS(db_int(organisation), db_int(before), db_int(limit)),
                 &rows);
    return read_rows(&rows, arena, ret_list);
}

rc audit_of_person(struct reader *reader, struct arena *arena, int64_t person, int64_t before, int64_t limit,
                   struct audit_list *ret_list)
{
    struct rows rows;
    db_query(reader, &q_of_person, DB_ARGS(db_int(person), db_int(before), db_int(limit)), &rows);
    return read_rows(&rows, arena, ret_list);
}

static const struct query *const queries[] = {&q_insert, &q_all, &q_of_organisation, &q_of_person, NULL};

const struct module audit_module = {.name = "audit", .queries = queries};
