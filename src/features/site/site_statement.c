/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/site/site_statement.h"

#include "base/utf8.h"
#include "core/settings/settings.h"

static const char *const names[STATEMENT_FIELDS] = {
    "accessibility.operator",    "accessibility.status", "accessibility.assessed", "accessibility.assessment",
    "accessibility.answer_days", "accessibility.faults", "accessibility.burden",   "accessibility.outside"};
static const char *const published_name = "accessibility.published";
static const char *const updated_name = "accessibility.updated";

static bool is_day(struct str text, time_us now)
{
    time_us time;
    return text.n == 10 && time_parse_iso(text, &time) == RC_OK && time <= now;
}

static bool is_status(struct str text)
{
    return str_eq(text, STR("fully")) || str_eq(text, STR("partly")) || str_eq(text, STR("not"));
}

const char *statement_fault(enum statement_field field, struct str text, time_us now)
{
    int64_t days;
    if (text.n == 0)
        return NULL;
    if (text.n > STATEMENT_TEXT_MAX_BYTES || !utf8_is_text(text))
        return "must be text in UTF-8 of at most 4000 bytes";
    if (field == STATEMENT_STATUS && !is_status(text))
        return "must be fully, partly or not";
    if (field == STATEMENT_ASSESSED && !is_day(text, now))
        return "must be a day that has been, such as 2026-11-22";
    if (field == STATEMENT_ANSWER_DAYS &&
        (str_to_int(text, &days) || days < 1 || days > STATEMENT_ANSWER_DAYS_MAX))
        return "must be a whole number from 1 to 60";
    return NULL;
}

/* The setting, or STR_NONE where it was never told or taken back. */
static rc read_told(struct reader *reader, struct arena *arena, const char *name, struct str *ret_text)
{
    struct str text = STR_NONE;
    rc result = setting_read(reader, arena, name, &text);
    if (result && result != RC_NOT_FOUND)
        return result;
    *ret_text = text.n ? text : STR_NONE;
    return RC_OK;
}

rc statement_read(struct reader *reader, struct arena *arena, struct statement *ret_statement)
{
    struct statement statement;
    rc result = read_told(reader, arena, published_name, &statement.published);
    if (result == RC_OK)
        result = read_told(reader, arena, updated_name, &statement.updated);
    for (size_t i = 0; result == RC_OK && i < STATEMENT_FIELDS; i++)
        result = read_told(reader, arena, names[i], &statement.fields[i]);
    if (result == RC_OK)
        *ret_statement = statement;
    return result;
}

rc statement_change_step(struct txn *txn, const void *in, void *out)
{
    const struct statement_change *change = in;
    char iso[TIME_ISO_BYTES];
    struct str today = str_sub(str_from_c(time_format_iso(change->now, iso)), 0, 10), published;
    struct arena *arena = arena_new();
    (void)out;
    rc result = read_told(txn_reader(txn), arena, published_name, &published);
    if (result == RC_OK && published.n == 0)
        result = setting_write(txn, published_name, today);
    arena_free(arena);
    if (result == RC_OK)
        result = setting_write(txn, updated_name, today);
    for (size_t i = 0; result == RC_OK && i < STATEMENT_FIELDS; i++)
        if (change->fields[i].p)
            result = setting_write(txn, names[i], change->fields[i]);
    return result;
}
