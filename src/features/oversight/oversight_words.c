/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/oversight/oversight_words.h"

#include <stdio.h>

#include "core/web/reply.h"
#include "features/accounts/pub/accounts.h"
#include "features/organisations/pub/organisations.h"

/* ---- times --------------------------------------------------------------------------------- */

struct str when_text(struct arena *arena, const struct language *language, time_us at)
{
    char text[TIME_ISO_BYTES];
    int64_t year = 0, month = 0, day = 0;
    struct str iso = str_from_c(time_format_iso(at, text));
    if (str_to_int(str_sub(iso, 0, 4), &year) || str_to_int(str_sub(iso, 5, 2), &month) ||
        str_to_int(str_sub(iso, 8, 2), &day))
        return STR("");
    /* translators: {0} is a day, "22 November 2026", {1} a time of day, "05:37" */
    return TEXT_FORMAT(arena, tr(language, "{0}, {1} UTC"),
                       text_day(arena, language, (int)year, (int)month, (int)day), str_sub(iso, 11, 5));
}

/* ---- names --------------------------------------------------------------------------------- */

rc log_words_begin(struct request *request, struct reader *reader, struct log_words *ret_words)
{
    struct arena *arena = request_arena(request);
    struct value *view = value_map(arena);
    rc result = reply_parts(request, reader, "oversight.acts", STR_NONE, view);
    if (result)
        return result;
    *ret_words = (struct log_words){.request = request, .reader = reader, .acts = value_get(view, "parts")};
    map_init(&ret_words->people, arena);
    map_init(&ret_words->organisations, arena);
    return RC_OK;
}

/* Looks a name up, in the request's arena. */
typedef rc name_fn(const struct log_words *words, int64_t id, struct str *ret_name);

static rc name_person(const struct log_words *words, int64_t id, struct str *ret_name)
{
    struct request *request = words->request;
    return person_shown_name_of(words->reader, request_arena(request), request_language(request), id,
                                ret_name);
}

static rc name_organisation(const struct log_words *words, int64_t id, struct str *ret_name)
{
    struct request *request = words->request;
    struct organisation_brief brief = {.name = tr(request_language(request), "The portal")};
    rc result = RC_OK;
    if (id != ACCESS_PORTAL)
        result = organisation_brief_by_id(words->reader, request_arena(request), request_language(request),
                                          id, &brief);
    if (result == RC_NOT_FOUND) {
        brief.name = STR("");
        result = RC_OK;
    }
    if (result == RC_OK)
        *ret_name = brief.name;
    return result;
}

static rc name_once(const struct log_words *words, struct map *known, name_fn *look_up, int64_t id,
                    struct str *ret_name)
{
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)id);
    struct str *name = map_get(known, str_from_c(number));
    rc result = RC_OK;
    if (name == NULL) {
        struct arena *arena = request_arena(words->request);
        name = ARENA_NEW(arena, struct str);
        result = look_up(words, id, name);
        if (result == RC_OK)
            map_put(known, arena_str_dup(arena, str_from_c(number)), name);
    }
    if (result == RC_OK)
        *ret_name = *name;
    return result;
}

/* ---- acts ---------------------------------------------------------------------------------- */

/* Those of core, which has no pages, and of this feature. */
static const struct {
    const char *code, *words;
} own_acts[] = {
    {"access.grant", TR("granted a role")},
    {"access.revoke", TR("took a role away")},
    {"jobs.retry", TR("had a job run again")},
    {"jobs.cancel", TR("cancelled a job")},
    {"mail.retry", TR("had a letter sent again")},
    {"look:oversight.log", TR("looked at the log")},
    {"look:oversight.log_table", TR("saved the log as a table")},
    {"look:oversight.portal_log", TR("looked at the log")},
    {"look:oversight.portal_table", TR("saved the log as a table")},
    {"look:oversight.letters", TR("looked at letters that have not been sent")},
};

rc oversight_fill_acts(struct request *request, struct reader *reader, struct str subject, struct value *view)
{
    (void)reader, (void)subject;
    for (size_t i = 0; i < sizeof own_acts / sizeof own_acts[0]; i++)
        value_set_str(view, own_acts[i].code,
                      tr_str(request_language(request), str_from_c(own_acts[i].words)));
    return RC_OK;
}

static bool is_look(const char *act)
{
    return str_starts(str_from_c(act), STR("look:"));
}

static struct str act_words(const struct log_words *words, const char *act)
{
    const struct language *language = request_language(words->request);
    for (const struct value *part = value_first(words->acts); part; part = value_next(part))
        if (value_get(part, act))
            return value_as_str(value_get(part, act));
    return is_look(act) ? tr(language, "looked at data about people") : str_from_c(act);
}

static void find_subject(const struct log_words *words, const struct audit_entry *entry,
                         struct log_line *line)
{
    enum role role;
    line->subject = entry->subject;
    line->subject_url = STR_NONE;
    if (str_starts(str_from_c(entry->act), STR("access.")) && role_of_code(entry->subject, &role))
        line->subject = tr_str(request_language(words->request), str_from_c(roles[role].name));
    else if (is_look(entry->act) && entry->subject.n && entry->subject.p[0] == '/')
        line->subject_url = entry->subject;
}

rc log_line_of(struct log_words *words, struct arena *arena, const struct audit_entry *entry,
               struct log_line *ret_line)
{
    const struct language *language = request_language(words->request);
    struct log_line line = {.when = when_text(arena, language, entry->at),
                            .who = tr(language, "Command or program"),
                            .what = act_words(words, entry->act),
                            .whom = STR("")};
    rc result = RC_OK;
    find_subject(words, entry, &line);
    if (entry->actor)
        result = name_once(words, &words->people, name_person, entry->actor, &line.who);
    if (result == RC_OK && entry->person)
        result = name_once(words, &words->people, name_person, entry->person, &line.whom);
    if (result == RC_OK)
        result = name_once(words, &words->organisations, name_organisation, entry->organisation,
                           &line.organisation);
    if (result == RC_OK)
        *ret_line = line;
    return result;
}
