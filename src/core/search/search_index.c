/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/search/search_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

enum { KINDS_MAX = 200, CORRECT_MIN_BYTES = 4 };

/* ---- loading ------------------------------------------------------------------------ */

static uint8_t kind_number(const struct kind_rows *kinds, struct str code)
{
    for (size_t i = 0; i < kinds->n && i < KINDS_MAX; i++)
        if (str_eq_c(code, kinds->items[i].code))
            return (uint8_t)(i + 1);
    return 0;
}

static rc load_docs(struct reader *reader, struct arena *arena, const struct kind_rows *kinds,
                    struct search_index *index)
{
    struct arena *own = arena_new();
    struct doc_rows docs = {0};
    rc result = search_docs_read(reader, own, &docs);
    if (result == RC_OK) {
        index->number_end = docs.n ? docs.items[docs.n - 1].id + 1 : 0;
        uint8_t *kind_of = arena_alloc(arena, (size_t)index->number_end + 1);
        for (size_t i = 0; i < docs.n; i++) {
            if (!str_eq(docs.items[i].language, index->lexicon.language))
                continue;
            kind_of[docs.items[i].id] = kind_number(kinds, docs.items[i].kind);
            index->documents++;
            if (docs.items[i].from)
                *VEC_PUSH(arena, &index->dated) = (struct dated_doc){docs.items[i].id, docs.items[i].from};
        }
        index->kind_of = kind_of;
    }
    arena_free(own);
    return result;
}

static void add_synonym(struct arena *arena, struct stemmer *stemmer, const struct synonym_row *row,
                        struct synonyms *synonyms)
{
    struct synonym synonym = {.number = row->number};
    struct str word;
    for (size_t at = 0; synonym.n < ALTERNATIVE_NEEDLES_MAX && word_next(row->words, &at, &word);)
        synonym.stems[synonym.n++] = arena_str_dup(arena, stemmer_stem(stemmer, word_fold(arena, word)));
    if (synonym.n)
        *VEC_PUSH(arena, synonyms) = synonym;
}

static rc load(struct reader *reader, struct arena *arena, const void *variant, const void **ret_data)
{
    struct search_index *index = ARENA_NEW(arena, struct search_index);
    struct kind_rows kinds = {0};
    struct word_rows words = {0};
    struct synonym_rows rows = {0};
    index->lexicon.language = str_from_c(language_code(variant));
    rc result = search_kinds_read(reader, arena, &kinds);
    if (result == RC_OK)
        result = load_docs(reader, arena, &kinds, index);
    if (result == RC_OK)
        result = search_words_read(reader, arena, index->lexicon.language, &words);
    if (result == RC_OK)
        result = search_synonyms_read(reader, arena, index->lexicon.language, &rows);
    if (result)
        return result;
    struct stemmer *stemmer = stemmer_new(arena, index->lexicon.language);
    for (size_t i = 0; i < rows.n; i++)
        add_synonym(arena, stemmer, &rows.items[i], &index->lexicon.synonyms);
    index->kinds = kinds.items;
    index->kind_count = kinds.n;
    index->lexicon.words = words.items;
    index->lexicon.word_count = words.n;
    *ret_data = index;
    return RC_OK;
}

const struct snapshot_kind search_index_kind = {"search", load};

static int compare_dated(const void *id, const void *dated)
{
    int64_t left = *(const int64_t *)id, right = ((const struct dated_doc *)dated)->id;
    return left < right ? -1 : left > right;
}

bool search_index_shows(const struct search_index *index, int64_t id, time_us now)
{
    if (id < 0 || id >= index->number_end || index->kind_of[id] == 0)
        return false;
    if (index->dated.n == 0)
        return true;
    const struct dated_doc *dated = bsearch(&id, index->dated.items, index->dated.n, sizeof *dated,
                                            compare_dated);
    return dated == NULL || dated->from <= now;
}

/* ---- the vocabulary --------------------------------------------------------------------- */

/* How many documents have the needle; some may be counted twice. */
static int64_t documents_with(const struct search_index *index, const struct needle *needle)
{
    int64_t documents = 0;
    for (size_t i = lexicon_from(&index->lexicon, needle->stem); i < index->lexicon.word_count; i++) {
        struct str stem = index->lexicon.words[i].stem;
        if (needle->prefix ? !str_starts(stem, needle->stem) : !str_eq(stem, needle->stem))
            break;
        documents += index->lexicon.words[i].documents;
    }
    return documents;
}

static bool knows_all(const struct search_index *index, const struct alternative *alternative)
{
    for (size_t k = 0; k < alternative->n; k++)
        if (documents_with(index, &alternative->needles[k]) == 0)
            return false;
    return true;
}

bool search_index_knows(const struct search_index *index, const struct term *term)
{
    for (size_t a = 0; a < term->n; a++)
        if (knows_all(index, &term->alternatives[a]))
            return true;
    return false;
}

/* 1 for a word of every document, 10 more for each time that its share is halved. */
void search_index_weigh(const struct search_index *index, struct terms *terms)
{
    for (size_t t = 0; t < terms->n; t++) {
        struct term *term = &terms->items[t];
        int64_t documents = documents_with(index, &term->alternatives[0].needles[0]);
        term->weight = 1;
        for (int64_t share = documents ? documents : 1; share < index->documents && term->weight < 100;
             share *= 2)
            term->weight += 10;
    }
}

struct str search_index_correct(const struct search_index *index, struct str word)
{
    struct str best = STR_NONE;
    int64_t most = 0;
    for (size_t i = 0; word.n >= CORRECT_MIN_BYTES && i < index->lexicon.word_count; i++) {
        const struct known_word *known = &index->lexicon.words[i];
        if (known->documents > most && words_are_one_slip_apart(word, known->word)) {
            best = known->word;
            most = known->documents;
        }
    }
    return best;
}
