/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/settings/settings.h"

#include "core/module.h"

static const struct query q_read = {
    "settings.read", "SELECT text FROM setting WHERE name = $1", "t", "t"};
static const struct query q_write = {
    "settings.write",
    "INSERT INTO setting (name, text) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE SET text = excluded.text",
    "tt", ""};

rc setting_read(struct reader *reader, struct arena *arena, const char *name, struct str *ret_text)
{
    struct rows rows;
    db_query(reader, &q_read, DB_ARGS(db_text(str_from_c(name))), &rows);
    bool found = rows_next(&rows);
    struct str text = found ? rows_text_dup(&rows, 0, arena) : STR_NONE;
    rc result = rows_close(&rows);
    if (result)
        return result;
    if (!found)
        return RC_NOT_FOUND;
    *ret_text = text;
    return RC_OK;
}

rc setting_write(struct txn *txn, const char *name, struct str text)
{
    return db_exec(txn, &q_write, DB_ARGS(db_text(str_from_c(name)), db_text(text)), NULL);
}

const struct module settings_module = {
    .name = "settings",
    .queries = (const struct query *const[]){&q_read, &q_write, NULL},
};
