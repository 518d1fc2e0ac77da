/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/providers/providers_store.h"

#include "base/vec.h"

#define COLUMNS \
    "id, organisation_id, name, issuer, client_id, client_secret, scope, acr_values, strong, enabled"
#define TYPES "iittttttii"

static const struct query q_enabled = {"providers.enabled",
                                       "SELECT " COLUMNS " FROM identity_provider WHERE enabled = 1 "
                                       "ORDER BY organisation_id, name LIMIT $1",
                                       "i", TYPES};
static const struct query q_of = {"providers.of",
                                  "SELECT " COLUMNS " FROM identity_provider WHERE organisation_id = $1 "
                                  "ORDER BY issuer, client_id LIMIT $2",
                                  "ii", TYPES};
static const struct query q_one = {"providers.one", "SELECT " COLUMNS " FROM identity_provider WHERE id = $1",
                                   "i", TYPES};
static const struct query q_insert = {"providers.insert",
                                      "INSERT INTO identity_provider (" COLUMNS ", updated_at) "
                                      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                                      "iittttttiii", ""};
static const struct query q_update = {
    "providers.update",
    "UPDATE identity_provider SET name = $3, issuer = $4, client_id = $5, client_secret = $6, scope = $7, "
    "acr_values = $8, strong = $9, enabled = $10, updated_at = $11 WHERE id = $1 AND organisation_id = $2",
    "iittttttiii", ""};

const struct query *const providers_queries[] = {&q_enabled, &q_of, &q_one, &q_insert, &q_update, NULL};

static struct provider from_row(const struct rows *rows, struct arena *arena)
{
    return (struct provider){.id = rows_int(rows, 0),
                             .organisation = rows_int(rows, 1),
                             .name = rows_text_dup(rows, 2, arena),
                             .issuer = rows_text_dup(rows, 3, arena),
                             .client_id = rows_text_dup(rows, 4, arena),
                             .client_secret = rows_text_dup(rows, 5, arena),
                             .scope = rows_text_dup(rows, 6, arena),
                             .acr_values = rows_text_dup(rows, 7, arena),
                             .strong = rows_int(rows, 8),
                             .enabled = rows_int(rows, 9)};
}

static rc read_list(struct reader *reader, struct arena *arena, const struct query *query,
                    struct db_args args, struct provider_list *ret_list)
{
    struct provider_list list = {0};
    struct rows rows;
    db_query(reader, query, args, &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &list) = from_row(&rows, arena);
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

rc provider_list_enabled(struct reader *reader, struct arena *arena, struct provider_list *ret_list)
{
    return read_list(reader, arena, &q_enabled, DB_ARGS(db_int(PROVIDERS_MAX)), ret_list);
}

rc provider_list_of(struct reader *reader, struct arena *arena, int64_t organisation,
                    struct provider_list *ret_list)
{
    return read_list(reader, arena, &q_of, DB_ARGS(db_int(organisation), db_int(PROVIDERS_MAX)), ret_list);
}

rc provider_by_id(struct reader *reader, struct arena *arena, int64_t id, struct provider *ret_provider)
{
    struct provider_list list;
    rc result = read_list(reader, arena, &q_one, DB_ARGS(db_int(id)), &list);
    if (result == RC_OK && list.n)
        *ret_provider = list.items[0];
    return result ? result : list.n ? RC_OK : RC_NOT_FOUND;
}

rc provider_save(struct txn *txn, const struct provider *p, time_us now, int64_t *ret_id)
{
    int64_t id = p->id ? p->id : db_new_id(), changed;
    rc result = db_exec(txn, p->id ? &q_update : &q_insert,
                        DB_ARGS(db_int(id), db_int(p->organisation), db_text(p->name), db_text(p->issuer),
                                db_text(p->client_id), db_text(p->client_secret), db_text(p->scope),
                                db_text(p->acr_values), db_int(p->strong), db_int(p->enabled), db_int(now)),
                        &changed);
    if (result == RC_OK && changed == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK)
        *ret_id = id;
    return result;
}
