/* SPDX-License-Identifier: EUPL-1.2 */
/* The page of those with a role in the portal: what is wrong first, then where to go. */
#include "core/jobs/jobs.h"
#include "core/mail/mail.h"
#include "core/web/reply.h"
#include "features/organisations/pub/organisations.h"
#include "features/oversight/oversight_pages.h"
#include "features/oversight/oversight_words.h"

enum { LOOKED_AT_MAX = 1000 };

static bool watches(const struct request *request)
{
    return request_roles(request, ACCESS_PORTAL) & ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR);
}

/* ---- what is wrong --------------------------------------------------------------------------- */

/* Among the first of each state: enough to tell that something is wrong. */
struct trouble {
    int64_t dead_jobs, dead_letters, late_letters;
};

static rc look_for_trouble(struct reader *reader, struct arena *arena, struct trouble *ret_trouble)
{
    struct job_list dead, waiting = {0};
    struct trouble trouble = {0};
    rc result = job_list(reader, arena, JOB_DEAD, LOOKED_AT_MAX, &dead);
    if (result == RC_OK)
        result = job_list(reader, arena, JOB_WAITING, LOOKED_AT_MAX, &waiting);
    if (result)
        return result;
    for (size_t i = 0; i < dead.n; i++)
        *(mail_is_letter(dead.items[i].kind) ? &trouble.dead_letters : &trouble.dead_jobs) += 1;
    for (size_t i = 0; i < waiting.n; i++)
        trouble.late_letters += mail_is_letter(waiting.items[i].kind) && waiting.items[i].attempts > 0;
    *ret_trouble = trouble;
    return RC_OK;
}

static void push_trouble(struct request *request, struct value *list, int64_t count, struct str words,
                         const char *route)
{
    if (count == 0)
        return;
    struct arena *arena = request_arena(request);
    struct value *item = value_push_map(list);
    value_set_int(item, "count", count);
    value_set_str(item, "text", TEXT_FORMAT(arena, words, text_int(arena, request_language(request), count)));
    value_set_url(item, "url", REQUEST_URL0(request, route));
}

static rc trouble_view(struct request *request, struct reader *reader, struct value *view)
{
    const struct language *language = request_language(request);
    struct trouble trouble;
    struct value *list = value_set_list(view, "trouble");
    if (!watches(request))
        return RC_OK;
    rc result = look_for_trouble(reader, request_arena(request), &trouble);
    if (result)
        return result;
    push_trouble(request, list, trouble.dead_letters,
                 trn(language, "{0} letter could not be sent, and is not tried any more.",
                     "{0} letters could not be sent, and are not tried any more.", trouble.dead_letters),
                 "oversight.letters");
    push_trouble(request, list, trouble.late_letters,
                 trn(language,
                     "{0} letter was tried in vain and waits. Is mail set up, and does its server answer?",
                     "{0} letters were tried in vain and wait. Is mail set up, and does its server answer?",
                     trouble.late_letters),
                 "oversight.letters");
    push_trouble(
        request, list, trouble.dead_jobs,
        trn(language, "{0} job has failed for good.", "{0} jobs have failed for good.", trouble.dead_jobs),
        "oversight.jobs");
    return RC_OK;
}

/* ---- the page --------------------------------------------------------------------------------- */

rc oversight_portal_page(struct request *request, struct reader *reader)
{
    struct value *view = value_map(request_arena(request));
    rc result = trouble_view(request, reader, view);
    if (result == RC_OK)
        result = reply_parts(request, reader, "oversight.portal", STR_NONE, view);
    if (result)
        return result;
    value_set_bool(view, "_troubled", value_count(value_get(view, "trouble")) > 0);
    value_set_bool(view, "_watches", watches(request));
    value_set_bool(view, "_any", value_count(value_get(view, "parts")) > 0);
    value_set_str(view, "title", tr(request_language(request), "The portal"));
    return reply_page(request, "oversight/portal", view);
}

/* ---- cards ------------------------------------------------------------------------------------- */

static rc fill_card(struct request *request, struct value *view, const char *title, const char *text,
                    const char *route)
{
    const struct language *language = request_language(request);
    if (!watches(request))
        return RC_NOT_FOUND;
    value_set_str(view, "title", tr_str(language, str_from_c(title)));
    value_set_str(view, "text", tr_str(language, str_from_c(text)));
    value_set_url(view, "url", REQUEST_URL0(request, route));
    return RC_OK;
}

static rc fill_log_card(struct request *request, struct reader *reader, struct str subject,
                        struct value *view)
{
    (void)reader, (void)subject;
    return fill_card(request, view, TR("Log"),
                     TR("Who has granted roles, and who has looked at data about people."),
                     "oversight.portal_log");
}

static rc fill_jobs_card(struct request *request, struct reader *reader, struct str subject,
                         struct value *view)
{
    (void)reader, (void)subject;
    return fill_card(request, view, TR("Jobs"),
                     TR("Work in the background: what waits, runs and has failed."), "oversight.jobs");
}

static rc fill_letters_card(struct request *request, struct reader *reader, struct str subject,
                            struct value *view)
{
    (void)reader, (void)subject;
    return fill_card(request, view, TR("Letters not sent"),
                     TR("E-mail that has not reached anybody, with the words of the server."),
                     "oversight.letters");
}

/* An organisation's log is reached from its page, by those who may. */
static rc fill_of_organisation(struct request *request, struct reader *reader, struct str slug,
                               struct value *view)
{
    struct organisation_scope scope;
    if (request_session(request) == NULL)
        return RC_NOT_FOUND;
    rc result = organisation_scope_find(reader, slug, &scope);
    if (result)
        return result;
    if (!scope.verified || !(request_roles(request, scope.id) & ROLE_BIT(ROLE_ADMINISTRATOR)))
        return RC_NOT_FOUND;
    value_set_url(view, "url", REQUEST_URL(request, "oversight.log", slug));
    return RC_OK;
}

/* The way to the portal's page, for those who have a role in it. */
static rc fill_account(struct request *request, struct reader *reader, struct str subject, struct value *view)
{
    (void)reader, (void)subject;
    if (!request_roles(request, ACCESS_PORTAL))
        return RC_NOT_FOUND;
    value_set_url(view, "url", REQUEST_URL0(request, "oversight.portal"));
    return RC_OK;
}

const struct page_part oversight_parts[] = {
    {"accounts.account", "oversight/way", 30, fill_account},
    {"oversight.portal", "oversight/card", 70, fill_log_card},
    {"oversight.portal", "oversight/card", 80, fill_jobs_card},
    {"oversight.portal", "oversight/card", 81, fill_letters_card},
    {"organisations.organisation", "oversight/of_organisation", 95, fill_of_organisation},
    {0}};
