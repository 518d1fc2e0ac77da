/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/access/access.h"

#include "base/vec.h"
#include "core/audit/audit.h"
#include "core/module.h"

#define COLUMNS "person_id, organisation_id, role, granted_at, granted_by"
#define TYPES "iitii"

static const struct query q_of_person = {"access.of_person",
                                         "SELECT " COLUMNS " FROM role_grant WHERE person_id = $1 "
                                         "ORDER BY organisation_id, role",
                                         "i", TYPES};
static const struct query q_of_organisation = {"access.of_organisation",
                                               "SELECT " COLUMNS " FROM role_grant "
                                               "WHERE organisation_id = $1 ORDER BY person_id, role",
                                               "i", TYPES};
static const struct query q_another = {"access.another",
                                       "SELECT person_id FROM role_grant WHERE organisation_id = $1 "
                                       "AND role = $2 AND person_id <> $3 LIMIT 1",
                                       "iti", "i"};
static const struct query q_insert = {
    "access.insert", "INSERT INTO role_grant (" COLUMNS ") VALUES ($1, $2, $3, $4, $5)", TYPES, ""};
static const struct query q_delete = {
    "access.delete", "DELETE FROM role_grant WHERE person_id = $1 AND organisation_id = $2 AND role = $3",
    "iit", ""};

static struct str code_of(enum role role)
{
    return str_from_c(roles[role].code);
}

/* A role that this version does not know counts for nothing. */
static rc read_rows(struct rows *rows, struct arena *arena, struct grant_list *ret_list)
{
    struct grant_list list = {0};
    enum role role;
    while (rows_next(rows))
        if (role_of_code(rows_text(rows, 2), &role))
            *VEC_PUSH(arena, &list) = (struct grant){.person = rows_int(rows, 0),
                                                     .organisation = rows_int(rows, 1),
                                                     .role = role,
                                                     .at = rows_int(rows, 3),
                                                     .by = rows_int(rows, 4)};
    rc result = rows_close(rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

rc access_of_person(struct reader *reader, struct arena *arena, int64_t person, struct grant_list *ret_list)
{
    struct rows rows;
    db_query(reader, &q_of_person, DB_ARGS(db_int(person)), &rows);
    return read_rows(&rows, arena, ret_list);
}

rc access_of_organisation(struct reader *reader, struct arena *arena, int64_t organisation,
                          struct grant_list *ret_list)
{
    struct rows rows;
    db_query(reader, &q_of_organisation, DB_ARGS(db_int(organisation)), &rows);
    return read_rows(&rows, arena, ret_list);
}

unsigned access_roles(const struct grant_list *list, int64_t organisation)
{
    unsigned bits = 0;
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].organisation == organisation)
            bits |= ROLE_BIT(list->items[i].role);
    return bits;
}

/* ---- changes ------------------------------------------------------------------------- */

static rc put_entry(struct txn *txn, const struct grant *grant, const char *act)
{
    return audit_put(txn, &(struct audit_entry){.at = grant->at,
                                                .actor = grant->by,
                                                .organisation = grant->organisation,
                                                .act = act,
                                                .person = grant->person,
                                                .subject = code_of(grant->role)});
}

rc access_grant(struct txn *txn, const struct grant *grant)
{
    if (role_is_of_portal(grant->role) != (grant->organisation == ACCESS_PORTAL))
        return RC_INVALID;
    rc result = db_exec(txn, &q_insert,
                        DB_ARGS(db_int(grant->person), db_int(grant->organisation),
                                db_text(code_of(grant->role)), db_int(grant->at), db_int(grant->by)),
                        NULL);
    return result ? result : put_entry(txn, grant, "access.grant");
}

/* RC_DENIED where the person is the only one with a role that somebody must have. */
static rc check_not_last(struct txn *txn, const struct grant *grant)
{
    if (grant->role != ROLE_ADMINISTRATOR && grant->role != ROLE_PORTAL_ADMINISTRATOR)
        return RC_OK;
    struct rows rows;
    db_query(txn_reader(txn), &q_another,
             DB_ARGS(db_int(grant->organisation), db_text(code_of(grant->role)), db_int(grant->person)),
             &rows);
    bool another = rows_next(&rows);
    rc result = rows_close(&rows);
    return result ? result : another ? RC_OK : RC_DENIED;
}

static rc delete_one(struct txn *txn, const struct grant *grant)
{
    int64_t changed;
    rc result = db_exec(
        txn, &q_delete,
        DB_ARGS(db_int(grant->person), db_int(grant->organisation), db_text(code_of(grant->role))), &changed);
    if (result == RC_OK && changed == 0)
        result = RC_NOT_FOUND;
    return result ? result : put_entry(txn, grant, "access.revoke");
}

rc access_revoke(struct txn *txn, const struct grant *grant)
{
    rc result = delete_one(txn, grant);
    return result ? result : check_not_last(txn, grant);
}

rc access_revoke_all(struct txn *txn, int64_t person, time_us at, int64_t by)
{
    struct arena *arena = arena_new();
    struct grant_list list = {0};
    rc result = access_of_person(txn_reader(txn), arena, person, &list);
    for (size_t i = 0; i < list.n && result == RC_OK; i++) {
        struct grant grant = list.items[i];
        grant.at = at;
        grant.by = by;
        result = delete_one(txn, &grant);
    }
    arena_free(arena);
    return result;
}

static const struct query *const queries[] = {&q_of_person, &q_of_organisation, &q_another,
                                              &q_insert,    &q_delete,          NULL};

const struct module access_module = {.name = "access", .queries = queries};
