/* SPDX-License-Identifier: EUPL-1.2 */
/* Up to three methods side by side: ?method=CODE for each. */
#include "core/web/reply.h"
#include "features/guide/guide_pages.h"
#include "features/guide/guide_view.h"
#include "features/guide/guide_words.h"

enum { COMPARED_MAX = 3 };

/* The methods that are compared, whole, in the order they are asked for. */
struct comparison {
    struct request *request;
    struct guide_entry entries[COMPARED_MAX];
    size_t n;
    bool too_many;
};

static bool is_compared(const struct comparison *comparison, struct str code)
{
    for (size_t i = 0; i < comparison->n; i++)
        if (str_eq(comparison->entries[i].method.facts.id, code))
            return true;
    return false;
}

/* Codes that do not exist, and doubles, are passed over. */
static rc comparison_read(struct request *request, struct reader *reader, struct comparison *ret_comparison)
{
    struct comparison comparison = {.request = request};
    struct pairs query = request_query(request);
    struct str language = str_from_c(language_code(request_language(request)));
    for (size_t i = 0; i < query.n; i++) {
        struct guide_entry entry;
        if (!str_eq(query.items[i].name, STR("method")) || is_compared(&comparison, query.items[i].value))
            continue;
        rc result = method_by_code(reader, request_arena(request), language, query.items[i].value, &entry);
        if (result && result != RC_NOT_FOUND)
            return result;
        if (result == RC_NOT_FOUND)
            continue;
        comparison.too_many = comparison.n == COMPARED_MAX;
        if (comparison.too_many)
            break;
        comparison.entries[comparison.n++] = entry;
    }
    *ret_comparison = comparison;
    return RC_OK;
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

/* The methods that may be added, for a list to choose from. */
static rc others_view(const struct comparison *comparison, struct reader *reader, struct value *list)
{
    const struct catalogue *catalogue;
    rc result = catalogue_of(comparison->request, reader, &catalogue);
    if (result)
        return result;
    for (size_t i = 0; i < catalogue->n; i++) {
        if (is_compared(comparison, catalogue->facts[i].id))
            continue;
        struct value *item = value_push_map(list);
        value_set_str(item, "code", catalogue->facts[i].id);
        value_set_str(item, "name", catalogue->cards[i].name);
    }
    return RC_OK;
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
    value_set_bool(view, "_room", comparison.n < COMPARED_MAX);
    value_set_bool(view, "too_many", comparison.too_many);
    rows_view(&comparison, value_set_list(view, "rows"));
    value_set_url(view, "action", REQUEST_URL0(request, "guide.compare"));
    value_set_url(view, "methods_url", REQUEST_URL0(request, "guide.methods"));
    result = others_view(&comparison, reader, value_set_list(view, "_others"));
    return result ? result : reply_page(request, "guide/compare", view);
}
