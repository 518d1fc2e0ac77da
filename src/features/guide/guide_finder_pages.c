/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages of the method finder. Every answer is in the query: see guide_finder.h. */
#include <string.h>

#include "core/web/reply.h"
#include "features/guide/guide_finder.h"
#include "features/guide/guide_pages.h"
#include "features/guide/guide_view.h"
#include "features/guide/guide_words.h"
#include "lib/methodmatch/sequence.h"

#include "base/vec.h"

enum {
    RESULTS_SHOWN = 5, /* methods on the first page of the result; the others on request */
    REASONS_SHOWN = 5  /* in favour of each; the others folded */
};

/* All answers of a request, read once. */
struct answers {
    struct request *request;
    const struct field *fields;
    struct field_value values[FINDER_FIELDS];
    struct faults faults;
    enum finder_gate gate;
};

static bool is_faulty(const struct answers *answers, enum finder_field field)
{
    for (size_t i = 0; i < answers->faults.n; i++)
        if (answers->faults.items[i].field == &answers->fields[field])
            return true;
    return false;
}

static rc answers_read(struct request *request, struct answers *answers)
{
    *answers = (struct answers){.request = request, .fields = finder_fields(request_arena(request))};
    rc result = form_read(request, request_query(request), answers->fields, FINDER_FIELDS, answers->values,
                          &answers->faults);
    const struct field_value *min = &answers->values[ASK_PEOPLE_MIN], *max = &answers->values[ASK_PEOPLE_MAX];
    bool both = min->given && max->given && !is_faulty(answers, ASK_PEOPLE_MIN) &&
                !is_faulty(answers, ASK_PEOPLE_MAX);
    if (result == RC_OK && both && min->integer > max->integer)
        form_add_fault(request, &answers->faults, &answers->fields[ASK_PEOPLE_MAX],
                       tr(request_language(request), "At most cannot be lower than at least."));
    answers->gate = finder_gate(answers->fields, answers->values);
    return result;
}

/* The faults of one step: the other fields are judged on their own pages. */
static struct faults step_faults(const struct answers *answers, const struct finder_step *step)
{
    VEC(struct fault) faults = {0};
    for (size_t i = 0; i < answers->faults.n; i++) {
        const struct fault *fault = &answers->faults.items[i];
        if (fault->field >= &answers->fields[step->first] && fault->field <= &answers->fields[step->last])
            *VEC_PUSH(request_arena(answers->request), &faults) = *fault;
    }
    return (struct faults){faults.items, faults.n, faults.cap};
}

struct pair_list {
    struct pair *items;
    size_t n, cap;
};

/* The answers that are right, as pairs of a query; those of the step without are left out. */
static struct pair_list answer_pairs(const struct answers *answers, const struct finder_step *without)
{
    struct arena *arena = request_arena(answers->request);
    struct pair_list pairs = {0};
    for (int i = 0; i < FINDER_FIELDS; i++) {
        const struct field *field = &answers->fields[i];
        const struct field_value *value = &answers->values[i];
        bool left_out = without && i >= (int)without->first && i <= (int)without->last;
        if (!value->given || left_out || is_faulty(answers, (enum finder_field)i))
            continue;
        if (field->kind != FIELD_CHOICES) {
            if (field->kind != FIELD_CHECK || value->integer)
                *VEC_PUSH(arena, &pairs) = (struct pair){str_from_c(field->name), value->text};
            continue;
        }
        for (size_t k = 0; field->choices[k].code; k++)
            if (value->chosen >> k & 1)
                *VEC_PUSH(arena, &pairs) = (struct pair){str_from_c(field->name),
                                                         str_from_c(field->choices[k].code)};
    }
    return pairs;
}

/* The address of a page of the finder with the answers, without those of a step where given. */
static struct str page_url(const struct answers *answers, struct str path, const struct finder_step *without)
{
    struct pair_list pairs = answer_pairs(answers, without);
    return url_with_query(request_arena(answers->request), path, pairs.items, pairs.n);
}

static struct str named_url(const struct answers *answers, const char *route)
{
    return page_url(answers, REQUEST_URL0(answers->request, route), NULL);
}

static struct str step_path(const struct answers *answers, size_t step)
{
    struct request *request = answers->request;
    if (step == 0)
        return REQUEST_URL0(request, "guide.finder");
    if (step >= FINDER_STEPS)
        return REQUEST_URL0(request, "guide.summary");
    return REQUEST_URL(request, "guide.question", arena_printf(request_arena(request), "%zu", step));
}

/* A link to change a step, after which the summary is shown again. */
static struct str change_url(const struct answers *answers, size_t step)
{
    struct pair_list pairs = answer_pairs(answers, NULL);
    struct arena *arena = request_arena(answers->request);
    *VEC_PUSH(arena, &pairs) = (struct pair){STR("edit"), STR("1")};
    return url_with_query(arena, step_path(answers, step), pairs.items, pairs.n);
}

/* Where a page that needs the gate's yes must send its reader instead, or RC_OK. */
static bool sent_to_gate(const struct answers *answers, rc *ret_result)
{
    const char *route = answers->gate == GATE_UNANSWERED ? "guide.finder"
                        : answers->gate == GATE_INFORMATION_FIXED || answers->gate == GATE_INFORMATION_CLOSED
                            ? "guide.information"
                            : NULL;
    if (route == NULL)
        return false;
    *ret_result = reply_redirect(answers->request, named_url(answers, route));
    return true;
}

/* ---- the ranking ------------------------------------------------------------------------ */

struct ranking {
    const struct catalogue *catalogue;
    struct dialogue_wish wish;
    struct methodmatch_ranking ranked;
};

static rc rank(struct answers *answers, struct reader *reader, struct ranking *ret_ranking)
{
    const struct catalogue *catalogue;
    rc result = catalogue_of(answers->request, reader, &catalogue);
    if (result)
        return result;
    ret_ranking->catalogue = catalogue;
    ret_ranking->wish = finder_wish(answers->fields, answers->values);
    ret_ranking->ranked = methodmatch_rank(request_arena(answers->request), catalogue->facts, catalogue->n,
                                           &ret_ranking->wish);
    return RC_OK;
}

/* How many methods are within the limits that the answers so far set. */
static rc left_view(struct answers *answers, struct reader *reader, struct value *view)
{
    struct arena *arena = request_arena(answers->request);
    const struct language *language = request_language(answers->request);
    struct ranking ranking;
    rc result = rank(answers, reader, &ranking);
    if (result)
        return result;
    int64_t left = (int64_t)ranking.ranked.n, all = (int64_t)ranking.catalogue->n;
    value_set_int(view, "left", left);
    value_set_str(
        view, "left_text",
        TEXT_FORMAT(arena,
                    trn(language, "{0} of {1} methods fits so far", "{0} of {1} methods fit so far", left),
                    text_int(arena, language, left), text_int(arena, language, all)));
    return RC_OK;
}

/* ---- a step -------------------------------------------------------------------------- */

static void hidden_view(struct value *list, const struct pair_list *pairs)
{
    for (size_t i = 0; i < pairs->n; i++) {
        struct value *item = value_push_map(list);
        value_set_str(item, "name", pairs->items[i].name);
        value_set_str(item, "value", pairs->items[i].value);
    }
}

/* All questions by name, with which are answered and which is shown. */
static void steps_view(const struct answers *answers, struct value *list, size_t shown)
{
    const struct language *language = request_language(answers->request);
    for (size_t i = 1; i < FINDER_STEPS; i++) {
        struct value *item = value_push_map(list);
        value_set_str(item, "name", tr(language, finder_steps[i].name));
        value_set_bool(item, "current", i == shown);
        value_set_bool(item, "answered", finder_is_answered(&finder_steps[i], answers->values));
        value_set_url(item, "url", page_url(answers, step_path(answers, i), NULL));
    }
}

static rc show_step(struct answers *answers, struct reader *reader, size_t step, const struct faults *faults)
{
    struct request *request = answers->request;
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    const struct finder_step *shown = &finder_steps[step];
    struct pair_list others = answer_pairs(answers, shown);
    struct value *view = value_map(arena);
    if (request_query_value(request, "edit").p)
        *VEC_PUSH(arena, &others) = (struct pair){STR("edit"), STR("1")};
    value_set_str(view, "title", tr(language, shown->question));
    value_set_str(view, "help", tr(language, shown->help));
    value_set_int(view, "step", (int64_t)step);
    value_set_int(view, "steps_total", FINDER_QUESTIONS);
    value_set_str(view, "progress",
                  TEXT_FORMAT(arena, tr(language, "Question {0} of {1}"),
                              text_int(arena, language, (int64_t)step),
                              text_int(arena, language, FINDER_QUESTIONS)));
    value_set_url(view, "action", step_path(answers, step));
    hidden_view(value_set_list(view, "hidden"), &others);
    size_t n = (size_t)(shown->last - shown->first) + 1;
    value_set(view, "form",
              form_view(request, &answers->fields[shown->first], n, &answers->values[shown->first], faults));
    value_set_bool(view, "_single", n == 1);
    value_set_bool(view, "faulty", faults->n > 0);
    steps_view(answers, value_set_list(view, "steps"), step);
    value_set_url(view, "answers_url", named_url(answers, "guide.summary"));
    value_set_url(view, "methods_url", REQUEST_URL0(request, "guide.methods"));
    rc result = step ? left_view(answers, reader, view) : RC_OK;
    if (result)
        return result;
    return reply_page_status(request, faults->n ? 422 : 200, step == 0 ? "guide/gate" : "guide/question",
                             view);
}

/* Where "Continue" leads from a step that is answered right. */
static rc leave_step(struct answers *answers, size_t step)
{
    bool editing = request_query_value(answers->request, "edit").p != NULL;
    struct str path = step_path(answers, editing ? FINDER_STEPS : step + 1);
    return reply_redirect(answers->request, page_url(answers, path, NULL));
}

rc guide_finder_page(struct request *request, struct reader *reader)
{
    struct answers answers;
    rc result = answers_read(request, &answers);
    if (result)
        return result;
    if (request_query_value(request, "to").p == NULL)
        return show_step(&answers, reader, 0, &(struct faults){0});
    if (answers.gate == GATE_UNANSWERED) {
        struct faults faults = step_faults(&answers, &finder_steps[0]);
        return show_step(&answers, reader, 0, &faults);
    }
    return sent_to_gate(&answers, &result) ? result : leave_step(&answers, 0);
}

rc guide_question_page(struct request *request, struct reader *reader)
{
    struct answers answers;
    int64_t step = request_path_int(request, "n");
    if (step < 1 || step >= FINDER_STEPS)
        return RC_NOT_FOUND;
    const struct finder_step *shown = &finder_steps[step];
    rc result = answers_read(request, &answers);
    if (result || sent_to_gate(&answers, &result))
        return result;
    struct str to = request_query_value(request, "to");
    struct faults faults = step_faults(&answers, shown);
    if (str_eq(to, STR("skip"))) {
        bool editing = request_query_value(request, "edit").p != NULL;
        struct str path = step_path(&answers, editing ? FINDER_STEPS : (size_t)step + 1);
        return reply_redirect(request, page_url(&answers, path, shown));
    }
    if (str_eq(to, STR("back")))
        return reply_redirect(request, page_url(&answers, step_path(&answers, (size_t)step - 1), NULL));
    if (faults.n || to.p == NULL)
        return show_step(&answers, reader, (size_t)step, &faults);
    return leave_step(&answers, (size_t)step);
}

/* ---- the answers ---------------------------------------------------------------------- */

static struct str chosen_labels(const struct answers *answers, const struct field *field, uint64_t chosen)
{
    struct str labels[64];
    size_t n = 0;
    const struct language *language = request_language(answers->request);
    for (size_t i = 0; field->choices[i].code && i < 64; i++)
        if (chosen >> i & 1) {
            labels[n] = tr(language, field->choices[i].label);
            if (n)
                labels[n] = inner_words(request_arena(answers->request), labels[n]);
            n++;
        }
    return text_list(request_arena(answers->request), language, labels, n);
}

/* One field's answer in words, with the field's label where the step has several. */
static struct str answer_words(const struct answers *answers, enum finder_field i, bool with_label)
{
    struct arena *arena = request_arena(answers->request);
    const struct language *language = request_language(answers->request);
    const struct field *field = &answers->fields[i];
    const struct field_value *value = &answers->values[i];
    struct str words = value->text, label = tr(language, field->label);
    if (field->kind == FIELD_CHECK)
        return label;
    if (field->kind == FIELD_CHOICE)
        words = tr(language, field->choices[value->integer].label);
    else if (field->kind == FIELD_CHOICES)
        words = chosen_labels(answers, field, value->chosen);
    else if (field->kind == FIELD_INT)
        words = text_int(arena, language, value->integer);
    else if (field->kind == FIELD_REAL)
        words = text_real(arena, language, value->real, 1);
    if (!with_label)
        return words;
    return TEXT_FORMAT(arena, str_ends(label, STR("?")) ? STR("{0} {1}") : tr(language, "{0}: {1}"), label,
                       words);
}

/* In a step of several fields each answer says what it answers, unless the step's name does. */
static bool needs_label(const struct finder_step *step, const struct field *field)
{
    return step->first != step->last && strcmp(step->name, field->label) != 0;
}

static void answers_view(const struct answers *answers, struct value *list)
{
    for (size_t s = 0; s < FINDER_STEPS; s++) {
        const struct finder_step *step = &finder_steps[s];
        struct value *item = value_push_map(list), *lines = value_set_list(item, "lines");
        value_set_str(item, "name", tr(request_language(answers->request), step->name));
        value_set_url(item, "url", change_url(answers, s));
        for (int i = (int)step->first; i <= (int)step->last; i++) {
            const struct field_value *value = &answers->values[i];
            bool said = value->given && (answers->fields[i].kind != FIELD_CHECK || value->integer);
            if (said && !is_faulty(answers, (enum finder_field)i))
                value_push_str(lines, answer_words(answers, (enum finder_field)i,
                                                   needs_label(step, &answers->fields[i])));
        }
        value_set_bool(item, "answered", value_count(lines) > 0);
    }
}

rc guide_summary_page(struct request *request, struct reader *reader)
{
    struct answers answers;
    rc result = answers_read(request, &answers);
    (void)reader;
    if (result || sent_to_gate(&answers, &result))
        return result;
    struct value *view = value_map(request_arena(request));
    value_set_str(view, "title", tr(request_language(request), "Your answers"));
    answers_view(&answers, value_set_list(view, "answers"));
    value_set_bool(view, "unsure", answers.gate == GATE_DIALOGUE_UNSURE);
    value_set_url(view, "result_url", named_url(&answers, "guide.result"));
    value_set_url(view, "restart_url", REQUEST_URL0(request, "guide.finder"));
    return reply_page(request, "guide/summary", view);
}

/* ---- the result ------------------------------------------------------------------------- */

static void result_view(struct request *request, struct value *item, const struct ranking *ranking, size_t i)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    const struct methodmatch_result *result = &ranking->ranked.results[i];
    int64_t percent = (int64_t)(result->score * 100 + 0.5);
    card_view(request, item, ranking->catalogue, result->method);
    value_set_int(item, "rank", (int64_t)i + 1);
    value_set_real(item, "score", result->score);
    value_set_int(item, "percent", percent);
    value_set_str(item, "score_text",
                  TEXT_FORMAT(arena, tr(language, "Fits your answers: {0} of 100"),
                              text_int(arena, language, percent)));
    struct value *in_favour = value_set_list(item, "for"), *against = value_set_list(item, "against");
    struct value *top = value_set_list(item, "_top"), *more = value_set_list(item, "_more");
    for (size_t k = 0; k < result->n_reasons; k++) { /* the weightiest first */
        struct str words = reason_words(arena, language, &result->reasons[k]);
        value_push_str(result->reasons[k].in_favour ? in_favour : against, words);
        if (result->reasons[k].in_favour)
            value_push_str(value_count(in_favour) <= REASONS_SHOWN ? top : more, words);
    }
    int64_t folded = (int64_t)value_count(more);
    struct str more_text = trn(language, "{0} more reason", "{0} more reasons", folded);
    value_set_str(item, "_more_text",
                  folded ? TEXT_FORMAT(arena, more_text, text_int(arena, language, folded)) : STR_NONE);
    value_set_bool(item, "_has_for", value_count(in_favour) > 0);
    value_set_bool(item, "_has_against", value_count(against) > 0);
}

/* Whether an answer tells any methods apart. If not, all have full points, which would say nothing. */
static bool is_scored(const struct ranking *ranking)
{
    for (size_t i = 0; i < ranking->ranked.n; i++)
        for (size_t k = 0; k < ranking->ranked.results[i].n_reasons; k++)
            if (ranking->ranked.results[i].reasons[k].in_favour)
                return true;
    return false;
}

static const char *stage_name(enum sequence_stage stage)
{
    switch (stage) {
    case STAGE_REACH: return TR("First reach people");
    case STAGE_DEEPEN: return TR("Then go deeper");
    case STAGE_DECIDE: return TR("Last, come to a position");
    }
    return "";
}

/* Why a method stands in its stage, in the words of the scale or purpose that put it there. */
static struct str stage_reason(struct request *request, enum sequence_stage stage,
                               const struct method_facts *facts)
{
    const struct language *language = request_language(request);
    if (stage == STAGE_DECIDE)
        return tr(language, "Ends in a joint position or priority that those who decide can use");
    bool far = stage == STAGE_REACH && facts->breadth < 3;
    enum methodmatch_criterion wanted = stage == STAGE_DEEPEN ? CRITERION_DEPTH
                                        : far                 ? CRITERION_HARD_TO_REACH
                                                              : CRITERION_BREADTH;
    for (size_t i = 0; i < SCALES; i++) {
        int score = scale_score(facts, &scales[i]);
        if (scales[i].criterion == wanted && score >= 1 && score <= 5)
            return tr(language, scales[i].levels[score - 1]);
    }
    return STR("");
}

/* A sequence of methods to consider, where the ranking holds one. */
static void sequence_view(struct request *request, struct value *view, const struct ranking *ranking)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct methodmatch_sequence sequence = {0};
    if (is_scored(ranking)) /* else the order of the methods means nothing */
        sequence = methodmatch_propose_sequence(&ranking->ranked, &ranking->wish);
    struct value *list = value_set_list(view, "sequence");
    for (size_t i = 0; i < sequence.n; i++) {
        const struct methodmatch_result *result = &ranking->ranked.results[sequence.steps[i].result];
        const struct card *card = &ranking->catalogue->cards[result->method];
        struct value *item = value_push_map(list);
        value_set_str(item, "stage", tr(language, stage_name(sequence.steps[i].stage)));
        value_set_str(item, "name", card->name);
        value_set_url(item, "url", REQUEST_URL(request, "guide.method", card->slug));
        value_set_str(item, "reason", stage_reason(request, sequence.steps[i].stage, result->facts));
    }
    value_set_str(view, "sequence_time",
                  sequence.n ? TEXT_FORMAT(arena,
                                           tr(language, "Takes about {0} in all: prepare together, then "
                                                        "run one after the other."),
                                           weeks_words(arena, language, sequence.weeks))
                             : STR_NONE);
}

/* The step whose answer sets a limit, for "change this answer". */
static size_t step_of(enum methodmatch_criterion criterion)
{
    switch (criterion) {
    case CRITERION_AUDIENCE:
    case CRITERION_CHILDREN: return 4;
    case CRITERION_PARTICIPANTS: return 5;
    case CRITERION_TIME:
    case CRITERION_HOURS: return 12;
    case CRITERION_COST:
    case CRITERION_STAFF:
    case CRITERION_SKILL: return 13;
    case CRITERION_FORMAT: return 14;
    default: return 0;
    }
}

/* What each limit took away, most first, with a link to the answer that set it. */
static void limits_view(const struct answers *answers, struct value *list,
                        const struct methodmatch_ranking *ranked)
{
    struct arena *arena = request_arena(answers->request);
    const struct language *language = request_language(answers->request);
    bool shown[METHODMATCH_CRITERIA + 1] = {false};
    for (;;) {
        int most = 0;
        for (int c = 1; c <= METHODMATCH_CRITERIA; c++)
            if (!shown[c] && ranked->excluded_by[c] &&
                (most == 0 || ranked->excluded_by[c] > ranked->excluded_by[most]))
                most = c;
        if (most == 0)
            return;
        shown[most] = true;
        int64_t count = (int64_t)ranked->excluded_by[most], only = (int64_t)ranked->excluded_only_by[most];
        struct value *item = value_push_map(list);
        value_set_str(item, "name", term_words(language, VOCAB_CRITERION, most));
        value_set_str(item, "text",
                      TEXT_FORMAT(arena,
                                  trn(language, "leaves out {0} method", "leaves out {0} methods", count),
                                  text_int(arena, language, count)));
        struct str back = trn(language, "{0} comes back if you change it", "{0} come back if you change it",
                              only);
        value_set_str(item, "only",
                      only ? TEXT_FORMAT(arena, back, text_int(arena, language, only)) : STR_NONE);
        value_set_url(item, "url", change_url(answers, step_of((enum methodmatch_criterion)most)));
    }
}

/* The methods that break a limit, by name, with the first limit they break. */
static void left_out_view(const struct answers *answers, struct value *list, const struct ranking *ranking)
{
    struct request *request = answers->request;
    struct arena *arena = request_arena(request);
    const struct catalogue *catalogue = ranking->catalogue;
    for (size_t i = 0; i < catalogue->n; i++) {
        struct methodmatch_result judged = methodmatch_judge(arena, &catalogue->facts[i], &ranking->wish);
        if (judged.excluded_by == 0 || judged.n_reasons == 0)
            continue;
        struct value *item = value_push_map(list);
        value_set_str(item, "name", catalogue->cards[i].name);
        value_set_url(item, "url", REQUEST_URL(request, "guide.method", catalogue->cards[i].slug));
        value_set_str(item, "reason", reason_words(arena, request_language(request), &judged.reasons[0]));
    }
}

/* The ways back to the answers; the answers themselves and a whole link for paper. */
static void restore_view(const struct answers *answers, struct value *view)
{
    struct str link = request_absolute(answers->request, named_url(answers, "guide.result"));
    value_set_url(view, "answers_url", named_url(answers, "guide.summary"));
    value_set_url(view, "restart_url", REQUEST_URL0(answers->request, "guide.finder"));
    value_set_str(view, "link", link);
    value_set_str(view, "_paper_link", str_starts(link, STR("/")) ? STR_NONE : link);
    answers_view(answers, value_set_list(view, "_answers"));
}

static struct str lead_words(struct request *request, size_t n, size_t of)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    if (n == of)
        return TEXT_FORMAT(arena,
                           trn(language, "All {0} method remains: nothing you answered rules it out.",
                               "All {0} methods remain: nothing you answered rules any of them out.",
                               (int64_t)of),
                           text_int(arena, language, (int64_t)of));
    return TEXT_FORMAT(arena,
                       trn(language, "{0} of {1} methods is within the limits you set.",
                           "{0} of {1} methods are within the limits you set.", (int64_t)n),
                       text_int(arena, language, (int64_t)n), text_int(arena, language, (int64_t)of));
}

static struct str all_url(const struct answers *answers)
{
    struct arena *arena = request_arena(answers->request);
    struct pair_list pairs = answer_pairs(answers, NULL);
    *VEC_PUSH(arena, &pairs) = (struct pair){STR("all"), STR("1")};
    return url_with_query(arena, REQUEST_URL0(answers->request, "guide.result"), pairs.items, pairs.n);
}

rc guide_result_page(struct request *request, struct reader *reader)
{
    struct answers answers;
    struct ranking ranking;
    rc result = answers_read(request, &answers);
    if (result || sent_to_gate(&answers, &result))
        return result;
    result = rank(&answers, reader, &ranking);
    if (result)
        return result;
    bool all = request_wants_json(request) || request_query_value(request, "all").p;
    size_t n = ranking.ranked.n, shown = all || n < RESULTS_SHOWN ? n : RESULTS_SHOWN;
    struct value *view = value_map(request_arena(request));
    value_set_str(view, "title", tr(request_language(request), "Methods that fit"));
    value_set_str(view, "lead", lead_words(request, n, ranking.catalogue->n));
    value_set_bool(view, "unsure", answers.gate == GATE_DIALOGUE_UNSURE);
    struct value *ranked = value_set_list(view, "ranked");
    for (size_t i = 0; i < shown; i++)
        result_view(request, value_push_map(ranked), &ranking, i);
    value_set_bool(view, "empty", n == 0);
    value_set_bool(view, "_scored", is_scored(&ranking));
    value_set_bool(view, "_comparable", n > 1);
    value_set_url(view, "compare_url", REQUEST_URL0(request, "guide.compare"));
    value_set_int(view, "total", (int64_t)n);
    value_set_url(view, "_all_url", shown < n ? all_url(&answers) : STR_NONE);
    value_set_str(view, "_all_text",
                  TEXT_FORMAT(request_arena(request), tr(request_language(request), "Show all {0}"),
                              text_int(request_arena(request), request_language(request), (int64_t)n)));
    sequence_view(request, view, &ranking);
    struct value *limits = value_set_list(view, "limits");
    limits_view(&answers, limits, &ranking.ranked);
    left_out_view(&answers, value_set_list(view, "left_out"), &ranking);
    value_set_bool(view, "_has_limits", value_count(limits) > 0);
    restore_view(&answers, view);
    return reply_page(request, "guide/result", view);
}

rc guide_information_page(struct request *request, struct reader *reader)
{
    struct answers answers;
    struct ranking ranking;
    rc result = answers_read(request, &answers);
    if (result)
        return result;
    if (answers.gate != GATE_INFORMATION_FIXED && answers.gate != GATE_INFORMATION_CLOSED)
        return reply_redirect(request, named_url(&answers, "guide.finder"));
    result = rank(&answers, reader, &ranking);
    if (result)
        return result;
    struct value *view = value_map(request_arena(request));
    value_set_str(view, "title", tr(request_language(request), "This is information, not dialogue"));
    value_set_bool(view, "fixed", answers.gate == GATE_INFORMATION_FIXED);
    value_set_bool(view, "_comparable", false);
    value_set_url(view, "change_url", named_url(&answers, "guide.finder"));
    struct value *ranked = value_set_list(view, "ranked");
    for (size_t i = 0; i < ranking.ranked.n; i++)
        result_view(request, value_push_map(ranked), &ranking, i);
    return reply_page(request, "guide/information", view);
}
