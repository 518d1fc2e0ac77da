/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/oversight/oversight_words.h"

#include <stdio.h>
#include <string.h>

#include "core/web/reply.h"
#include "features/accounts/pub/accounts.h"
#include "features/organisations/pub/organisations.h"

/* ---- names --------------------------------------------------------------------------------- */

void log_words_begin(struct request *request, struct reader *reader, struct log_words *ret_words)
{
    *ret_words = (struct log_words){.request = request, .reader = reader};
    map_init(&ret_words->people, request_arena(request));
    map_init(&ret_words->organisations, request_arena(request));
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

/* Those of core, whose modules have no words for people, and of this feature. */
const struct audit_words oversight_acts[] = {
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
    {0},
};

static bool is_look(const char *act)
{
    return str_starts(str_from_c(act), STR("look:"));
}

static struct str act_words(const struct log_words *words, const char *act)
{
    const struct language *language = request_language(words->request);
    for (const struct module *const *m = request_modules(words->request); *m; m++)
        for (const struct audit_words *w = (*m)->acts; w && w->act; w++)
            if (strcmp(w->act, act) == 0)
                return tr_str(language, str_from_c(w->words));
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
    struct log_line line = {.when = text_moment(arena, language, entry->at),
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
