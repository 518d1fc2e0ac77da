/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_store.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "core/audit/audit.h"
#include "core/snapshot/snapshot.h"
#include "features/organisations/organisations_search.h"
#include "features/organisations/organisations_sql.h"

enum { FIELDS_BYTES = 1000 };

/* ---- rows → structs -------------------------------------------------------------- */

static void from_row(const struct rows *rows, struct arena *arena, struct organisation *ret_organisation)
{
    *ret_organisation = (struct organisation){
        .id = rows_int(rows, 0),
        .code = rows_text_dup(rows, 1, arena),
        .kind = organisation_kind_of(rows_text(rows, 2)),
        .name = rows_text_dup(rows, 3, arena),
        .short_name = rows_text_dup(rows, 4, arena),
        .name_en = rows_text_dup(rows, 5, arena),
        .slug = rows_text_dup(rows, 6, arena),
        .county = rows_text_dup(rows, 7, arena),
        .same_as = rows_is_null(rows, 8) ? STR_NONE : rows_text_dup(rows, 8, arena),
        .hosts = STR(""),
        .languages = rows_text_dup(rows, 9, arena),
        .controller = rows_text_dup(rows, 10, arena),
        .privacy_contact = rows_text_dup(rows, 11, arena),
        .edited = !rows_is_null(rows, 12),
        .verified = !rows_is_null(rows, 13),
        .strong_roles = rows_int(rows, 14) != 0,
        .version = rows_int(rows, 15),
    };
}

rc organisation_list(struct reader *reader, struct arena *arena, struct organisation_list *ret_list)
{
    struct organisation_list list = {0};
    struct rows rows;
    db_query(reader, &sql_list, DB_NO_ARGS, &rows);
    while (rows_next(&rows))
        from_row(&rows, arena, VEC_PUSH(arena, &list));
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

static rc read_hosts(struct reader *reader, struct arena *arena, struct organisation *organisation)
{
    struct rows rows;
    db_query(reader, &sql_hosts, DB_ARGS(db_int(organisation->id)), &rows);
    while (rows_next(&rows))
        organisation->hosts = ARENA_CONCAT(arena, organisation->hosts,
                                           organisation->hosts.n ? STR(";") : STR(""), rows_text(&rows, 0));
    return rows_close(&rows);
}

static rc organisation_by(struct reader *reader, struct arena *arena, const struct query *query,
                          struct db_value key, struct organisation *ret_organisation)
{
    struct organisation organisation;
    struct rows rows;
    db_query(reader, query, DB_ARGS(key), &rows);
    bool found = rows_next(&rows);
    if (found)
        from_row(&rows, arena, &organisation);
    rc result = rows_close(&rows);
    if (result == RC_OK)
        result = found ? read_hosts(reader, arena, &organisation) : RC_NOT_FOUND;
    if (result == RC_OK)
        *ret_organisation = organisation;
    return result;
}

rc organisation_by_code(struct reader *reader, struct arena *arena, struct str code,
                        struct organisation *ret_organisation)
{
    return organisation_by(reader, arena, &sql_by_code, db_text(code), ret_organisation);
}

rc organisation_by_slug(struct reader *reader, struct arena *arena, struct str slug,
                        struct organisation *ret_organisation)
{
    return organisation_by(reader, arena, &sql_by_slug, db_text(slug), ret_organisation);
}

rc organisation_by_host(struct reader *reader, struct arena *arena, struct str host,
                        struct organisation *ret_organisation)
{
    return organisation_by(reader, arena, &sql_by_host, db_text(host), ret_organisation);
}

rc organisation_by_id(struct reader *reader, struct arena *arena, int64_t id,
                      struct organisation *ret_organisation)
{
    return organisation_by(reader, arena, &sql_by_id, db_int(id), ret_organisation);
}

/* ---- writing ------------------------------------------------------------------------- */

static rc write_hosts(struct txn *txn, int64_t id, struct str hosts)
{
    struct str host;
    rc result = db_exec(txn, &sql_hosts_delete, DB_ARGS(db_int(id)), NULL);
    for (int64_t i = 1; result == RC_OK && hosts.n && str_split(&hosts, ';', &host); i++)
        result = db_exec(txn, &sql_host_insert, DB_ARGS(db_text(host), db_int(id), db_int(i)), NULL);
    return result;
}

/* A new one has not been updated; a stored one is, now. */
static rc write_organisation(struct txn *txn, struct arena *arena, const struct organisation *o, bool stored,
                             int64_t id, time_us now)
{
    struct str kind = str_from_c(organisation_kinds[o->kind - 1].code);
    rc result = db_exec(txn, stored ? &sql_update : &sql_insert,
                        DB_ARGS(db_int(id), db_text(o->code), db_text(kind), db_text(o->name),
                                db_text(o->short_name), db_text(o->name_en), db_text(o->slug),
                                db_text(utf8_sort_key(arena, o->short_name)), db_text(o->county),
                                db_text(o->same_as), db_text(o->languages), db_text(o->controller),
                                db_text(o->privacy_contact), stored ? db_int(now) : db_null()),
                        NULL);
    return result ? result : write_hosts(txn, id, o->hosts);
}

/* ---- changing ------------------------------------------------------------------------- */

rc organisation_log(struct txn *txn, const struct organisation_change *change, const char *act,
                    struct str subject)
{
    return audit_put(txn, &(struct audit_entry){.at = change->now,
                                                .actor = change->person,
                                                .organisation = change->organisation,
                                                .act = act,
                                                .subject = subject});
}

rc organisation_save_step(struct txn *txn, const void *in, void *out)
{
    const struct organisation_save *save = in;
    const struct organisation_change *change = &save->change;
    const struct organisation *o = &save->organisation;
    struct arena *arena = arena_new();
    int64_t marked = 0;
    (void)out;
    rc result = o->id ? organisation_search_remove(txn, arena, change) : RC_OK;
    if (result == RC_OK)
        result = write_organisation(txn, arena, o, o->id != 0, change->organisation, change->now);
    if (result == RC_OK)
        result = db_exec(txn, &sql_mark_edited,
                         DB_ARGS(db_int(change->organisation), db_int(o->version), db_int(o->strong_roles),
                                 db_int(change->now)),
                         &marked);
    if (result == RC_OK && marked == 0)
        result = RC_NEWER;
    if (result == RC_OK)
        result = snapshot_bump(txn, "organisations");
    if (result == RC_OK)
        result = organisation_search_put(txn, arena, change);
    if (result == RC_OK)
        result = organisation_log(txn, change, o->id ? "organisation.change" : "organisation.add", o->code);
    arena_free(arena);
    return result;
}

rc organisation_verify_step(struct txn *txn, const void *in, void *out)
{
    const struct organisation_verify *verify = in;
    int64_t changed;
    (void)out;
    rc result = db_exec(txn, &sql_verify,
                        DB_ARGS(db_int(verify->change.organisation),
                                verify->verified ? db_int(verify->change.now) : db_null()),
                        &changed);
    if (result == RC_OK && changed == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK)
        result = organisation_log(txn, &verify->change,
                                  verify->verified ? "organisation.verify" : "organisation.unverify",
                                  STR(""));
    return result ? result : snapshot_bump(txn, "organisations");
}

/* ---- import ------------------------------------------------------------------------- */

static void keep_where_empty(struct str *wanted, struct str stored)
{
    if (wanted->n == 0)
        *wanted = stored;
}

/* What a row wants to be stored: its own, and what is stored where it says nothing. id 0: it is new. */
static rc merge(struct reader *reader, struct arena *arena, const struct organisation_row *row,
                struct organisation *ret_stored, struct organisation *ret_wanted)
{
    struct organisation wanted = row->organisation, stored = {0};
    rc result = organisation_by_code(reader, arena, wanted.code, &stored);
    if (result && result != RC_NOT_FOUND)
        return result;
    if (result == RC_OK) {
        wanted.id = stored.id;
        keep_where_empty(&wanted.hosts, stored.hosts);
        keep_where_empty(&wanted.languages, stored.languages);
        keep_where_empty(&wanted.controller, stored.controller);
        keep_where_empty(&wanted.privacy_contact, stored.privacy_contact);
    }
    *ret_stored = stored;
    *ret_wanted = wanted;
    return RC_OK;
}

/* The names of the fields in which they differ, in arena. */
static struct str differences(struct arena *arena, const struct organisation *a, const struct organisation *b)
{
    struct buf fields;
    buf_init(&fields, FIELDS_BYTES);
    organisation_compare(a, b, &fields);
    struct str names = arena_str_dup(arena, buf_str(&fields));
    buf_free(&fields);
    return names;
}

rc organisation_differences(struct reader *reader, struct arena *arena, const struct organisation_row *row,
                            struct str *ret_fields, bool *ret_kept)
{
    struct organisation stored, wanted;
    rc result = merge(reader, arena, row, &stored, &wanted);
    if (result || stored.id == 0)
        return result ? result : RC_NOT_FOUND;
    *ret_fields = differences(arena, &stored, &wanted);
    *ret_kept = stored.edited;
    return RC_OK;
}

static rc import_row(struct txn *txn, struct arena *arena, const struct organisation_row *row, time_us now,
                     struct table_counts *counts)
{
    struct organisation stored, wanted;
    rc result = merge(txn_reader(txn), arena, row, &stored, &wanted);
    if (result)
        return result;
    bool differs = stored.id == 0 || differences(arena, &stored, &wanted).n > 0;
    if (!table_count_row(counts, stored.id != 0, differs, stored.edited))
        return RC_OK;
    int64_t id = stored.id ? stored.id : db_new_id();
    return write_organisation(txn, arena, &wanted, stored.id != 0, id, now);
}

rc organisation_import_step(struct txn *txn, const void *in, void *out)
{
    const struct organisation_import *import = in;
    struct arena *arena = arena_new();
    rc result = RC_OK;
    for (size_t i = 0; i < import->table->n && result == RC_OK; i++) {
        result = import_row(txn, arena, &import->table->rows[i], import->now, out);
        arena_reset(arena);
    }
    arena_free(arena);
    return result ? result : snapshot_bump(txn, "organisations");
}
