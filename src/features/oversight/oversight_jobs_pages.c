/* SPDX-License-Identifier: EUPL-1.2 */
/* Work in the background, and letters that have not been sent. */
#include "core/jobs/jobs.h"
#include "core/mail/mail.h"
#include "core/web/form.h"
#include "core/web/reply.h"
#include "features/oversight/oversight_pages.h"
#include "features/oversight/oversight_store.h"
#include "features/oversight/oversight_words.h"

enum { COUNTED_MAX = 1000, SHOWN_MAX = 50, LETTERS_LOOKED_AT = 1000 };

/* ---- both pages ---------------------------------------------------------------------------- */

static const struct choice orders[] = {
    [ORDER_RETRY] = {"retry", TR("Run again"), NULL}, [ORDER_CANCEL] = {"cancel", TR("Cancel"), NULL}, {0}};

enum { FIELD_JOB, FIELD_ORDER, FIELDS };
/* Of a button: nobody types in these. */
static const struct field fields[FIELDS] = {
    {"job", FIELD_INT, TR("Number of the job"), NULL, true, 1, INT64_MAX, NULL, NULL},
    {"order", FIELD_CHOICE, TR("What to do"), NULL, true, 0, 0, orders, NULL}};

/* What became of a press of a button, told on the page that it leads back to ("?done="). */
struct outcome {
    const char *code;
    rc result;
    enum job_order order; /* where the result is RC_OK */
    const char *words;
};
static const struct outcome outcomes[] = {
    {"retry", RC_OK, ORDER_RETRY, TR("It will be run again within seconds.")},
    {"cancel", RC_OK, ORDER_CANCEL, TR("It is cancelled. If it runs, it stops within seconds.")},
    {"send", RC_OK, ORDER_SEND, TR("The letter will be sent again within seconds.")},
    {"gone", RC_NOT_FOUND, 0, TR("It is not there any more. Nothing was changed.")},
    {"further", RC_INVALID, 0, TR("It had come further meanwhile. Nothing was changed.")},
    {"twice", RC_EXISTS, 0, TR("Another job that does the same waits already. Nothing was changed.")}};
enum { OUTCOMES = sizeof outcomes / sizeof outcomes[0] };

static const struct outcome *outcome_of(rc result, enum job_order order)
{
    for (size_t i = 0; i < OUTCOMES; i++)
        if (outcomes[i].result == result && (result || outcomes[i].order == order))
            return &outcomes[i];
    return NULL;
}

static void outcome_view(struct request *request, struct value *view)
{
    struct str code = request_query_value(request, "done");
    value_set_str(view, "_done", STR_NONE);
    value_set_str(view, "_not_done", STR_NONE);
    for (size_t i = 0; i < OUTCOMES; i++)
        if (str_eq_c(code, outcomes[i].code))
            value_set_str(view, outcomes[i].result ? "_not_done" : "_done",
                          tr_str(request_language(request), str_from_c(outcomes[i].words)));
}

static rc prepare(struct request *request, bool letter, void **ret_in)
{
    struct field_value values[FIELDS];
    struct faults faults = {0};
    rc result = form_read(request, request_form(request), fields, letter ? FIELD_ORDER : FIELDS, values,
                          &faults);
    if (result || faults.n)
        return result ? result : RC_INVALID;
    struct job_change *change = ARENA_NEW(request_arena(request), struct job_change);
    *change = (struct job_change){.order = letter ? ORDER_SEND : (enum job_order)values[FIELD_ORDER].integer,
                                  .id = values[FIELD_JOB].integer,
                                  .actor = request_session(request)->person,
                                  .now = request_time(request)};
    *ret_in = change;
    return RC_OK;
}

static rc answer(struct request *request, const void *in, const void *out, rc result)
{
    const struct job_change *change = in;
    const struct outcome *outcome = outcome_of(result, change->order);
    (void)out;
    if (outcome == NULL)
        return result;
    struct pair pair = {STR("done"), str_from_c(outcome->code)};
    struct str page = REQUEST_URL0(request, request_route(request)->name);
    return reply_redirect(request, url_with_query(request_arena(request), page, &pair, 1));
}

static void time_view(struct request *request, struct value *view, const char *key, const char *text_key,
                      time_us at)
{
    struct arena *arena = request_arena(request);
    char iso[TIME_ISO_BYTES];
    value_set_str(view, key, at ? arena_str_dup(arena, str_from_c(time_format_iso(at, iso))) : STR_NONE);
    value_set_str(view, text_key, at ? text_moment(arena, request_language(request), at) : STR_NONE);
}

static struct str attempts_text(struct arena *arena, const struct language *language, int64_t attempts)
{
    return TEXT_FORMAT(arena, trn(language, "{0} attempt", "{0} attempts", attempts),
                       text_int(arena, language, attempts));
}

/* ---- jobs ---------------------------------------------------------------------------------- */

/* What is said of a letter can name whom it is to, so that it stands on the page of letters alone. */
static struct str error_of(const struct job_status *job)
{
    return job->error.n && !mail_is_letter(job->kind) ? job->error : STR_NONE;
}

static void progress_view(struct request *request, struct value *view, const struct job_status *job)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    bool known = job->state == JOB_RUNNING && job->progress_total > 0;
    value_set_bool(view, "_measured", known);
    value_set_int(view, "progress_done", job->progress_done);
    value_set_int(view, "progress_total", job->progress_total);
    value_set_str(view, "_progress_text",
                  known ? TEXT_FORMAT(arena, tr(language, "{0} of {1}"),
                                      text_int(arena, language, job->progress_done),
                                      text_int(arena, language, job->progress_total))
                        : STR_NONE);
    value_set_str(view, "progress", job->state == JOB_RUNNING && job->progress.n ? job->progress : STR_NONE);
}

static void job_view(struct request *request, struct value *view, const struct job_status *job,
                     struct str token)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    bool running = job->state == JOB_RUNNING;
    value_set_str(view, "id", arena_printf(arena, "%lld", (long long)job->id));
    value_set_str(view, "kind", job->kind);
    value_set_c(view, "state", job_state_name(job->state));
    time_view(request, view, "at", "_when", running ? job->started_at : job->due_at);
    value_set_int(view, "attempts", job->attempts);
    value_set_str(view, "_attempts_text",
                  job->attempts ? attempts_text(arena, language, job->attempts) : STR_NONE);
    value_set_bool(view, "cancel_asked", job->cancel_asked);
    value_set_bool(view, "_can_retry", !running);
    value_set_bool(view, "_can_cancel", job->state != JOB_DEAD && !job->cancel_asked);
    value_set_str(view, "error", error_of(job));
    value_set_str(view, "_token", token);
    progress_view(request, view, job);
}

struct section {
    enum job_state state;
    const char *heading, *none, *when;
};
static const struct section sections[] = {
    {JOB_DEAD, TR("Failed for good"), TR("Nothing has failed for good."), TR("Failed")},
    {JOB_RUNNING, TR("Running now"), TR("Nothing runs right now."), TR("Begun")},
    {JOB_WAITING, TR("Waiting"), TR("Nothing waits."), TR("To be run")}};

/* Dead letters have a page of their own. */
static bool is_elsewhere(const struct job_status *job)
{
    return job->state == JOB_DEAD && mail_is_letter(job->kind);
}

static rc section_view(struct request *request, struct reader *reader, struct value *view,
                       const struct section *section, struct str token)
{
    const struct language *language = request_language(request);
    struct job_list list;
    int64_t most = section->state == JOB_DEAD ? COUNTED_MAX : SHOWN_MAX + 1;
    size_t shown = 0;
    rc result = job_list(reader, request_arena(request), section->state, most, &list);
    if (result)
        return result;
    value_set_c(view, "state", job_state_name(section->state));
    value_set_str(view, "heading", tr_str(language, str_from_c(section->heading)));
    value_set_str(view, "_none", tr_str(language, str_from_c(section->none)));
    value_set_str(view, "_when_head", tr_str(language, str_from_c(section->when)));
    struct value *jobs = value_set_list(view, "jobs");
    for (size_t i = 0; i < list.n; i++) {
        if (is_elsewhere(&list.items[i]))
            continue;
        if (shown++ < SHOWN_MAX)
            job_view(request, value_push_map(jobs), &list.items[i], token);
    }
    value_set_bool(view, "_any", shown > 0);
    value_set_bool(view, "more", shown > SHOWN_MAX);
    return RC_OK;
}

static rc counts_view(struct request *request, struct reader *reader, struct value *view)
{
    static const struct {
        enum job_state state;
        const char *label;
    } shown[] = {{JOB_DEAD, TR("Failed for good")},
                 {JOB_RUNNING, TR("Running")},
                 {JOB_WAITING, TR("Waiting")},
                 {JOB_DONE, TR("Done in seven days")},
                 {JOB_CANCELLED, TR("Cancelled in seven days")}};
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    int64_t counts[JOB_STATES];
    rc result = job_count(reader, COUNTED_MAX + 1, counts);
    if (result)
        return result;
    struct value *list = value_set_list(view, "counts");
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        int64_t count = counts[shown[i].state];
        struct str number = text_int(arena, language, count > COUNTED_MAX ? COUNTED_MAX : count);
        struct value *item = value_push_map(list);
        value_set_c(item, "state", job_state_name(shown[i].state));
        value_set_str(item, "label", tr_str(language, str_from_c(shown[i].label)));
        value_set_int(item, "count", count);
        value_set_str(item, "_count_text",
                      count > COUNTED_MAX ? TEXT_FORMAT(arena, tr(language, "more than {0}"), number)
                                          : number);
    }
    return RC_OK;
}

rc oversight_jobs_page(struct request *request, struct reader *reader)
{
    struct value *view = value_map(request_arena(request)), *list;
    const struct language *language = request_language(request);
    struct str token = request_form_token(request);
    rc result = counts_view(request, reader, view);
    list = value_set_list(view, "sections");
    for (size_t i = 0; i < sizeof sections / sizeof sections[0] && result == RC_OK; i++)
        result = section_view(request, reader, value_push_map(list), &sections[i], token);
    if (result)
        return result;
    value_set_str(view, "title", tr(language, "Jobs"));
    outcome_view(request, view);
    time_view(request, view, "at", "_at_text", request_time(request));
    value_set_url(view, "portal_url", REQUEST_URL0(request, "oversight.portal"));
    value_set_url(view, "jobs_url", REQUEST_URL0(request, "oversight.jobs"));
    value_set_url(view, "letters_url", REQUEST_URL0(request, "oversight.letters"));
    return reply_page(request, "oversight/jobs", view);
}

static rc jobs_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    (void)reader;
    return prepare(request, false, ret_in);
}

const struct post oversight_jobs_change = {
    .lane = LANE_QUICK, .prepare = jobs_prepare, .step = job_change_step, .answer = answer};

/* ---- letters ------------------------------------------------------------------------------- */

static void letter_view(struct request *request, struct value *view, const struct unsent *letter)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    value_set_str(view, "id", arena_printf(arena, "%lld", (long long)letter->id));
    value_set_str(view, "kind", letter->kind);
    value_set_str(view, "recipient", letter->recipient);
    value_set_str(view, "words", letter->words);
    time_view(request, view, "at", "_when", letter->at);
    value_set_str(view, "_attempts_text", attempts_text(arena, language, letter->attempts));
}

/* Those of a state that were tried in vain; waiting ones that have not been tried are as they should be. */
static rc letters_view(struct request *request, struct reader *reader, struct value *view, const char *key,
                       enum job_state state, struct str token)
{
    struct unsent_list list;
    struct value *letters = value_set_list(view, key);
    size_t shown = 0;
    rc result = mail_list(reader, request_arena(request), state, LETTERS_LOOKED_AT, &list);
    if (result)
        return result;
    for (size_t i = 0; i < list.n; i++) {
        if (list.items[i].attempts == 0 || shown++ >= SHOWN_MAX)
            continue;
        struct value *item = value_push_map(letters);
        letter_view(request, item, &list.items[i]);
        value_set_str(item, "_token", token);
    }
    value_set_bool(view, arena_printf(request_arena(request), "_any_%s", key).p, shown > 0);
    value_set_bool(view, arena_printf(request_arena(request), "more_%s", key).p, shown > SHOWN_MAX);
    return RC_OK;
}

rc oversight_letters_page(struct request *request, struct reader *reader)
{
    struct value *view = value_map(request_arena(request));
    struct str token = request_form_token(request);
    rc result = letters_view(request, reader, view, "dead", JOB_DEAD, token);
    if (result == RC_OK)
        result = letters_view(request, reader, view, "late", JOB_WAITING, token);
    if (result)
        return result;
    value_set_str(view, "title", tr(request_language(request), "Letters not sent"));
    outcome_view(request, view);
    time_view(request, view, "at", "_at_text", request_time(request));
    value_set_url(view, "portal_url", REQUEST_URL0(request, "oversight.portal"));
    value_set_url(view, "letters_url", REQUEST_URL0(request, "oversight.letters"));
    return reply_page(request, "oversight/letters", view);
}

static rc letters_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    (void)reader;
    return prepare(request, true, ret_in);
}

const struct post oversight_letters_retry = {
    .lane = LANE_QUICK, .prepare = letters_prepare, .step = job_change_step, .answer = answer};
