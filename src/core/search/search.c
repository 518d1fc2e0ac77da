/* SPDX-License-Identifier: EUPL-1.2 */
/* Answering a question. */
#include "core/search/search.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "core/search/search_index.h"

/* A document that matches, with all that decides its place. */
struct ranked {
    int64_t id, score;
    struct str sort_key;
};
struct ranking {
    struct ranked *items;
    size_t n, cap;
};

struct question {
    struct reader *reader;
    struct arena *arena;
    const struct search_index *index;
    time_us now;
    struct stemmer *stemmer;
    struct terms terms;
    bool any;           /* some of the terms are enough */
    uint8_t kind;       /* 1 + index into kinds; 0: all */
    struct ids matches; /* in this language, of all kinds */
};

static void read_terms(struct question *question, struct str text)
{
    const struct search_index *index = question->index;
    terms_read(question->arena, question->stemmer, &index->lexicon, text, &question->terms);
    search_index_weigh(index, &question->terms);
}

/* ---- matching ------------------------------------------------------------------------ */

/* Of one that matches. */
static uint8_t kind_of(const struct search_index *index, int64_t id)
{
    return index->kind_of[id];
}

/* Keeps those in this language that may be found already. */
static void keep_shown(const struct question *question, struct ids *ids)
{
    size_t kept = 0;
    for (size_t i = 0; i < ids->n; i++)
        if (search_index_shows(question->index, ids->items[i], question->now))
            ids->items[kept++] = ids->items[i];
    ids->n = kept;
}

static rc match(struct question *question)
{
    struct ids *ids = &question->matches;
    *ids = (struct ids){0};
    if (question->terms.n == 0)
        return RC_OK;
    rc result = search_match(question->reader, question->arena, &question->terms, question->any, false, ids);
    if (result == RC_OK)
        keep_shown(question, ids);
    return result;
}

/* The text with each unknown word replaced by what was perhaps meant, or STR_NONE. */
static struct str correct(const struct question *question, struct str text)
{
    struct buf corrected;
    const char *at = text.p;
    bool changed = false;
    buf_init(&corrected, 4 * SEARCH_TEXT_MAX_BYTES);
    for (size_t t = 0; t < question->terms.n; t++) {
        const struct term *term = &question->terms.items[t];
        if (search_index_knows(question->index, term))
            continue;
        struct str word = search_index_correct(question->index, term->word);
        if (word.p == NULL)
            continue;
        buf_add(&corrected, (struct str){at, (size_t)(term->typed.p - at)});
        buf_add(&corrected, word);
        at = term->typed.p + term->typed.n;
        changed = true;
    }
    buf_add(&corrected, (struct str){at, (size_t)(text.p + text.n - at)});
    struct str result = changed ? arena_str_dup(question->arena, buf_str(&corrected)) : STR_NONE;
    buf_free(&corrected);
    return result;
}

/* Looks for all words; else for what was perhaps meant; else for some of the words. */
static rc find(struct question *question, struct str text, struct search_results *results)
{
    read_terms(question, text);
    rc result = match(question);
    if (result || question->matches.n || question->terms.n == 0)
        return result;
    struct terms as_typed = question->terms;
    struct str corrected = correct(question, text);
    if (corrected.p) {
        read_terms(question, corrected);
        result = match(question);
        if (result)
            return result;
        if (question->matches.n) {
            results->corrected = corrected;
            return RC_OK;
        }
        results->corrected = corrected;
    }
    question->terms = corrected.p ? question->terms : as_typed;
    question->any = true;
    results->some = true;
    return match(question);
}

/* ---- counting -------------------------------------------------------------------------- */

static void count(const struct question *question, struct search_results *results)
{
    const struct search_index *index = question->index;
    int64_t counts[256] = {0};
    for (size_t i = 0; i < question->matches.n; i++)
        counts[kind_of(index, question->matches.items[i])]++;
    results->facets = ARENA_ARRAY(question->arena, struct search_facet, index->kind_count + 1);
    for (size_t i = 0; i < index->kind_count; i++)
        if (counts[i + 1])
            results->facets[results->facet_count++] = (struct search_facet){&index->kinds[i], counts[i + 1]};
    results->all = (int64_t)question->matches.n;
    results->total = question->kind ? counts[question->kind] : results->all;
}

/* ---- ranking ------------------------------------------------------------------------------ */

/* Adds to chosen, while there is room, those of the kind asked for that are in the
 * title's matches, or that are not. Both lists ascend. */
static void choose_some(const struct question *question, const struct ids *in_title, bool wanted,
                        struct ids *chosen)
{
    const struct ids *all = &question->matches;
    for (size_t i = 0, k = 0; i < all->n && chosen->n < SEARCH_SCORED; i++) {
        int64_t id = all->items[i];
        while (k < in_title->n && in_title->items[k] < id)
            k++;
        bool found = k < in_title->n && in_title->items[k] == id;
        if (found == wanted && (question->kind == 0 || kind_of(question->index, id) == question->kind))
            chosen->items[chosen->n++] = id;
    }
}

/* The matches to put in order: all, or, where they are many, those with words in
 * the title and then the first of the others. */
static rc choose(struct question *question, struct ids *ret_chosen)
{
    struct ids in_title = {0};
    struct ids chosen = {.items = ARENA_ARRAY(question->arena, int64_t, SEARCH_SCORED)};
    const struct ids *all = &question->matches;
    if (all->n > SEARCH_SCORED) {
        rc result = search_match(question->reader, question->arena, &question->terms, question->any, true,
                                 &in_title);
        if (result)
            return result;
    }
    choose_some(question, &in_title, true, &chosen);
    choose_some(question, &in_title, false, &chosen);
    *ret_chosen = chosen;
    return RC_OK;
}

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    int order = str_compare(left->sort_key, right->sort_key);
    return order ? order : left->id < right->id ? -1 : left->id > right->id;
}

static rc rank(struct question *question, struct ranking *ret_ranking)
{
    struct ids chosen;
    struct stems_rows rows;
    struct ranking ranking = {0};
    rc result = choose(question, &chosen);
    if (result == RC_OK)
        result = search_stems_read(question->reader, question->arena, &chosen, &rows);
    if (result)
        return result;
    for (size_t i = 0; i < rows.n; i++)
        *VEC_PUSH(question->arena, &ranking) = (struct ranked){
            rows.items[i].id,
            terms_score(&question->terms, rows.items[i].title_stems, rows.items[i].body_stems),
            rows.items[i].sort_key};
    if (ranking.n)
        qsort(ranking.items, ranking.n, sizeof *ranking.items, compare_ranked);
    *ret_ranking = ranking;
    return RC_OK;
}

/* ---- showing ----------------------------------------------------------------------------------- */

static rc show(struct question *question, int64_t id, struct search_result *ret_result)
{
    struct shown_doc doc;
    rc result = search_doc_shown(question->reader, question->arena, id, &doc);
    if (result)
        return result;
    *ret_result = (struct search_result){.kind = &question->index->kinds[kind_of(question->index, id) - 1],
                                         .ref = doc.ref,
                                         .route = doc.route,
                                         .parts = doc.parts,
                                         .fragment = doc.fragment,
                                         .title = doc.title};
    terms_excerpt(question->arena, question->stemmer, &question->terms, doc.title, doc.summary, doc.body,
                  &ret_result->excerpt);
    return RC_OK;
}

static uint8_t kind_named(const struct search_index *index, struct str code)
{
    for (size_t i = 0; i < index->kind_count; i++)
        if (str_eq_c(code, index->kinds[i].code))
            return (uint8_t)(i + 1);
    return 0;
}

rc search_query(struct reader *reader, struct arena *arena, const struct search_index *index, time_us now,
                struct str text, struct str kind, size_t offset, struct search_results *ret_results)
{
    struct question question = {.reader = reader,
                                .arena = arena,
                                .index = index,
                                .now = now,
                                .stemmer = stemmer_new(arena, index->lexicon.language),
                                .kind = kind_named(index, kind)};
    struct search_results results = {0};
    struct ranking ranking = {0};
    rc result = find(&question, utf8_cut(text, SEARCH_TEXT_MAX_BYTES), &results);
    if (result == RC_OK) {
        count(&question, &results);
        result = rank(&question, &ranking);
    }
    results.items = ARENA_ARRAY(arena, struct search_result, SEARCH_PAGE);
    for (size_t i = offset; i < ranking.n && results.n < SEARCH_PAGE && result == RC_OK; i++)
        result = show(&question, ranking.items[i].id, &results.items[results.n++]);
    results.kind = question.kind ? &index->kinds[question.kind - 1] : NULL;
    if (result == RC_OK)
        *ret_results = results;
    return result;
}
