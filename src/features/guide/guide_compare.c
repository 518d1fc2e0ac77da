/* SPDX-License-Identifier: EUPL-1.2 */
/* Up to three methods side by side: ?method=CODE for each. */
#include "core/web/reply.h"
#include "features/guide/guide_pages.h"
#include "features/guide/guide_view.h"
#include "features/guide/guide_words.h"

enum { COMPARED_MAX = 3, LEFT_OUT_MAX = 10 };

/* The methods that are compared, whole, in the order they are asked for. */
struct comparison {
    struct request *request;
    const struct catalogue *catalogue;
    struct guide_entry entries[COMPARED_MAX];
    size_t n;
    const struct card *left_out[LEFT_OUT_MAX]; /* no room for these */
    size_t n_left_out;
    bool missing; /* a method is asked for that is not in the guide */
};

static bool is_compared(const struct comparison *comparison, struct str code)
{
    for (size_t i = 0; i < comparison->n; i++)
        if (str_eq(comparison->entries[i].method.facts.id, code))
            return true;
    return false;
}

/* The method's card, or NULL. */
static const struct card *card_of(const struct catalogue *catalogue, struct str code)
{
    for (size_t i = 0; i < catalogue->n; i++)
        if (str_eq(catalogue->facts[i].id, code))
            return &catalogue->cards[i];
    return NULL;
}

static void leave_out(struct comparison *comparison, const struct card *card)
{
    for (size_t i = 0; i < comparison->n_left_out; i++)
        if (comparison->left_out[i] == card)
            return;
    if (comparison->n_left_out < LEFT_OUT_MAX)
        comparison->left_out[comparison->n_left_out++] = card;
}

static rc add_method(struct comparison *comparison, struct reader *reader, struct str code)
{
    struct request *request = comparison->request;
    const struct card *card = card_of(comparison->catalogue, code);
    if (code.n == 0 || is_compared(comparison, code))
        return RC_OK;
    if (card == NULL) {
        comparison->missing = true;
        return RC_OK;
    }
    if (comparison->n == COMPARED_MAX) {
        leave_out(comparison, card);
        return RC_OK;
    }
    struct guide_entry *entry = &comparison->entries[comparison->n];
    rc result = method_by_code(reader, request_arena(request),
                               str_from_c(language_code(request_language(request))), code, entry);
    if (result == RC_OK)
        comparison->n++;
    return result == RC_NOT_FOUND ? RC_OK : result;
}

static rc comparison_read(struct request *request, struct reader *reader, struct comparison *ret_comparison)
{
    struct comparison comparison = {.request = request};
    struct pairs query = request_query(request);
    rc result = catalogue_of(request, reader, &comparison.catalogue);
    for (size_t i = 0; i < query.n && result == RC_OK; i++)
        if (str_eq(query.items[i].name, STR("method")))
            result = add_method(&comparison, reader, query.items[i].value);
    if (result == RC_OK)
        *ret_comparison = comparison;
    return result;
}

/* ---- the rows ----------------------------------------------------------------------- */

typedef void cell_fn(struct request *request, const struct guide_entry *entry, struct value *lines);

static void add_row(const struct comparison *comparison, struct value *rows, const char *label, cell_fn *fill)
{
    struct request *request = comparison->request;
    struct value *row = value_push_map(rows), *cells = value_set_list(row, "cells");
    value_set_str(row, "label", tr(request_language(request), label));
    for (size_t i = 0; i < comparison->n; i++)
        fill(request, &comparison->entries[i], value_set_list(value_push_map(cells), "lines"));
}

static void people_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    const struct method_facts *facts = &entry->method.facts;
    value_push_str(lines, people_words(request_arena(request), request_language(request),
                                       facts->participants_min, facts->participants_max));
}

static void time_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    value_push_str(lines,
                   minutes_words(request_arena(request), request_language(request),
                                 entry->method.facts.event_minutes_min, entry->method.event_minutes_max));
}

static void weeks_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    const struct method_facts *facts = &entry->method.facts;
    value_push_str(lines, weeks_words(request_arena(request), request_language(request),
                                      (int64_t)facts->lead_weeks + facts->run_weeks));
}

static void term_cell(struct request *request, struct value *lines, enum methodmatch_vocab vocab, int value)
{
    value_push_str(lines, term_words(request_language(request), vocab, value));
}

static void cost_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    term_cell(request, lines, VOCAB_COST_BAND, entry->method.facts.cost_band);
}

static void staff_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    term_cell(request, lines, VOCAB_STAFF_EFFORT, entry->method.facts.staff_effort);
}

static void skill_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    term_cell(request, lines, VOCAB_FACILITATION_SKILL, entry->method.facts.facilitation_skill);
}

static void codes_cell(struct request *request, struct value *lines, enum methodmatch_vocab vocab,
                       struct str codes)
{
    struct str code;
    while (str_split(&codes, ';', &code))
        term_cell(request, lines, vocab, methodmatch_value(vocab, str_trim(code)));
}

static void levels_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    codes_cell(request, lines, VOCAB_LEVEL, entry->method.lists.levels);
}

static void purposes_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    codes_cell(request, lines, VOCAB_PURPOSE, entry->method.lists.purposes);
}

static void formats_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    codes_cell(request, lines, VOCAB_FORMAT, entry->method.lists.formats);
}

static void use_when_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    (void)request;
    push_prose(lines, entry->words.use_when);
}

static void avoid_when_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    (void)request;
    push_prose(lines, entry->words.avoid_when);
}

static void strengths_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    (void)request;
    push_prose(lines, entry->words.strengths);
}

static void weaknesses_cell(struct request *request, const struct guide_entry *entry, struct value *lines)
{
    (void)request;
    push_prose(lines, entry->words.weaknesses);
}

static void score_rows(const struct comparison *comparison, struct value *rows)
{
    struct arena *arena = request_arena(comparison->request);
    const struct language *language = request_language(comparison->request);
    for (size_t s = 0; s < SCALES; s++) {
        struct value *row = value_push_map(rows), *cells = value_set_list(row, "cells");
        value_set_str(row, "label", tr(language, scales[s].name));
        for (size_t i = 0; i < comparison->n; i++) {
            int score = scale_score(&comparison->entries[i].method.facts, &scales[s]);
            struct value *lines = value_set_list(value_push_map(cells), "lines");
            value_push_str(lines,
                           TEXT_FORMAT(arena, tr(language, "{0} of 5"), text_int(arena, language, score)));
            if (score >= 1 && score <= 5)
                value_push_str(lines, tr(language, scales[s].levels[score - 1]));
        }
    }
}

static void rows_view(const struct comparison *comparison, struct value *rows)
{
    add_row(comparison, rows, TR("Use it when"), use_when_cell);
    add_row(comparison, rows, TR("Choose another when"), avoid_when_cell);
    add_row(comparison, rows, TR("Strengths"), strengths_cell);
    add_row(comparison, rows, TR("Weaknesses"), weaknesses_cell);
    add_row(comparison, rows, TR("Purpose"), purposes_cell);
    add_row(comparison, rows, TR("Level of participation"), levels_cell);
    add_row(comparison, rows, TR("Participants"), people_cell);
    add_row(comparison, rows, TR("Time for each person"), time_cell);
    add_row(comparison, rows, TR("Time from start to result"), weeks_cell);
    add_row(comparison, rows, TR("Cost"), cost_cell);
    add_row(comparison, rows, TR("Your own working time"), staff_cell);
    add_row(comparison, rows, TR("Who leads it"), skill_cell);
    add_row(comparison, rows, TR("Form"), formats_cell);
    score_rows(comparison, rows);
}

/* ---- the page -------------------------------------------------------------------------- */

static struct str compare_url(const struct comparison *comparison, size_t without)
{
    struct pair pairs[COMPARED_MAX];
    size_t n = 0;
    for (size_t i = 0; i < comparison->n; i++)
        if (i != without)
            pairs[n++] = (struct pair){STR("method"), comparison->entries[i].method.facts.id};
    return url_with_query(request_arena(comparison->request),
                          REQUEST_URL0(comparison->request, "guide.compare"), pairs, n);
}

static void methods_view(const struct comparison *comparison, struct value *list)
{
    for (size_t i = 0; i < comparison->n; i++) {
        struct value *item = value_push_map(list);
        value_set_str(item, "code", comparison->entries[i].method.facts.id);
        value_set_str(item, "name", comparison->entries[i].words.name);
        value_set_url(item, "url",
                      REQUEST_URL(comparison->request, "guide.method", comparison->entries[i].words.slug));
        value_set_url(item, "remove_url", compare_url(comparison, i));
    }
}

/* What was asked for and is not shown, in a sentence; or nothing. */
static void left_out_view(const struct comparison *comparison, struct value *view)
{
    struct arena *arena = request_arena(comparison->request);
    struct str names = STR("");
    for (size_t i = 0; i < comparison->n_left_out; i++)
        names = ARENA_CONCAT(arena, names, i ? STR(", ") : STR(""), comparison->left_out[i]->name);
    struct str text = tr(request_language(comparison->request),
                         "Three methods fit side by side. Left out: {0}.");
    value_set_str(view, "left_out", names.n ? TEXT_FORMAT(arena, text, names) : STR_NONE);
    value_set_bool(view, "missing", comparison->missing);
}

/* The methods that may be added, for a list to choose from. */
static void others_view(const struct comparison *comparison, struct value *list)
{
    const struct catalogue *catalogue = comparison->catalogue;
    for (size_t i = 0; i < catalogue->n; i++) {
        if (is_compared(comparison, catalogue->facts[i].id))
            continue;
        struct value *item = value_push_map(list);
        value_set_str(item, "code", catalogue->facts[i].id);
        value_set_str(item, "name", catalogue->cards[i].name);
    }
}

rc guide_compare_page(struct request *request, struct reader *reader)
{
    struct comparison comparison;
    rc result = comparison_read(request, reader, &comparison);
    if (result)
        return result;
    struct value *view = value_map(request_arena(request));
    value_set_str(view, "title", tr(request_language(request), "Compare methods"));
    methods_view(&comparison, value_set_list(view, "methods"));
    value_set_bool(view, "_compares", comparison.n > 0);
    value_set_bool(view, "_few", comparison.n < 2);
    value_set_bool(view, "_room", comparison.n < COMPARED_MAX);
    left_out_view(&comparison, view);
    rows_view(&comparison, value_set_list(view, "rows"));
    value_set_url(view, "action", REQUEST_URL0(request, "guide.compare"));
    value_set_url(view, "methods_url", REQUEST_URL0(request, "guide.methods"));
    others_view(&comparison, value_set_list(view, "_others"));
    return reply_page(request, "guide/compare", view);
}
