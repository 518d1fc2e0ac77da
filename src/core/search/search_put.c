/* SPDX-License-Identifier: EUPL-1.2 */
/* Keeping the index up to date. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/map.h"
#include "base/vec.h"
#include "core/command/command.h"
#include "core/module.h"
#include "core/search/search_store.h"
#include "core/settings/settings.h"

/* Another number when stems, or the texts of documents, are made in another way: the
 * index is then made anew. */
#define RULES "3"
#define SETTING_RULES "search.rules"

enum { STEMS_MAX_BYTES = 4 * 1024 * 1024 };

/* ---- changing several documents ------------------------------------------------------ */

/* Counts of words are kept together until the end, since documents share them. */
struct batch {
    struct txn *txn;
    struct arena *arena; /* of the batch */
    struct arena *each;  /* of one document */
    struct map words;    /* "sv\x1fstem\x1fword" → struct delta */
    struct str language; /* of stemmer */
    struct stemmer *stemmer;
};
struct delta {
    struct str language, stem, word;
    int64_t documents;
};

static void batch_begin(struct batch *batch, struct txn *txn)
{
    *batch = (struct batch){.txn = txn, .arena = arena_new(), .each = arena_new()};
    map_init(&batch->words, batch->arena);
}

static void use_language(struct batch *batch, struct str language)
{
    if (batch->stemmer && str_eq(batch->language, language))
        return;
    batch->language = arena_str_dup(batch->arena, language);
    batch->stemmer = stemmer_new(batch->arena, language);
}

static void count_word(struct batch *batch, struct str stem, struct str word, int64_t documents)
{
    struct str key = ARENA_CONCAT(batch->each, batch->language, STR("\x1f"), stem, STR("\x1f"), word);
    struct delta *delta = map_get(&batch->words, key);
    if (delta == NULL) {
        delta = ARENA_NEW(batch->arena, struct delta);
        *delta = (struct delta){batch->language, arena_str_dup(batch->arena, stem),
                                arena_str_dup(batch->arena, word), 0};
        map_put(&batch->words, arena_str_dup(batch->arena, key), delta);
    }
    delta->documents += documents;
}

/* The stems of a text, with a blank before each and after the last; counts every
 * word that seen does not have, by documents. */
static struct str stems_of(struct batch *batch, struct str text, struct map *seen, int64_t documents)
{
    struct buf stems;
    struct str word;
    buf_init(&stems, STEMS_MAX_BYTES);
    buf_add_c(&stems, " ");
    for (size_t at = 0; word_next(text, &at, &word);) {
        struct str folded = word_fold(batch->each, word);
        if (folded.n == 0)
            continue;
        struct str stem = stemmer_stem(batch->stemmer, folded);
        buf_add(&stems, stem);
        buf_add_c(&stems, " ");
        if (map_get(seen, folded) == NULL) {
            map_put(seen, folded, batch);
            count_word(batch, stem, folded, documents);
        }
    }
    struct str result = arena_str_dup(batch->each, buf_str(&stems));
    buf_free(&stems);
    return result;
}

struct doc_stems {
    struct str title, body;
};
static struct doc_stems count_doc(struct batch *batch, struct str title, struct str summary, struct str body,
                                  int64_t documents)
{
    struct map seen;
    struct str parts[] = {summary, STR("\n"), body};
    map_init(&seen, batch->each);
    struct str of_title = stems_of(batch, title, &seen, documents);
    return (struct doc_stems){of_title,
                              stems_of(batch, arena_concat(batch->each, parts, 3), &seen, documents)};
}

/* FNV-1a of everything in the document, with a byte between the fields. */
static int64_t digest_of(const struct search_doc *doc)
{
    struct str fields[] = {STR(RULES), str_from_c(doc->route), doc->parts, doc->fragment,
                           doc->title, doc->summary,           doc->body};
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        for (size_t k = 0; k < fields[i].n; k++)
            hash = (hash ^ (unsigned char)fields[i].p[k]) * 1099511628211u;
        hash = (hash ^ 0xFF) * 1099511628211u;
    }
    hash = (hash ^ (uint64_t)doc->from) * 1099511628211u;
    return (int64_t)(hash >> 1);
}

static rc put(struct batch *batch, const struct search_doc *doc, bool *ret_changed, int64_t *ret_id)
{
    struct stored_doc old = {0};
    int64_t digest = digest_of(doc);
    assert(doc->route && doc->title.n && doc->ref.n && doc->kind.n && doc->language.n);
    rc result = search_doc_find(txn_reader(batch->txn), batch->each, doc, &old);
    bool is_new = result == RC_NOT_FOUND;
    if (result && !is_new)
        return result;
    *ret_changed = is_new || old.digest != digest;
    *ret_id = old.id;
    if (!*ret_changed)
        return RC_OK;
    use_language(batch, doc->language);
    if (!is_new)
        count_doc(batch, old.title, old.summary, old.body, -1);
    struct doc_stems stems = count_doc(batch, doc->title, doc->summary, doc->body, 1);
    return is_new ? search_doc_add(batch->txn, batch->each, doc, digest, stems.title, stems.body, ret_id)
                  : search_doc_replace(batch->txn, batch->each, old.id, doc, digest, stems.title, stems.body);
}

static rc remove_doc(struct batch *batch, const struct search_doc *like)
{
    struct stored_doc old;
    rc result = search_doc_find(txn_reader(batch->txn), batch->each, like, &old);
    if (result)
        return result == RC_NOT_FOUND ? RC_OK : result;
    use_language(batch, like->language);
    count_doc(batch, old.title, old.summary, old.body, -1);
    return search_doc_delete(batch->txn, old.id);
}

/* Stores the counts, unless what went before failed. */
static rc batch_end(struct batch *batch, rc result)
{
    for (size_t i = 0; i < batch->words.n && result == RC_OK; i++) {
        const struct delta *delta = batch->words.entries[i].value;
        if (delta->documents)
            result = search_word_add(batch->txn, delta->language, delta->stem, delta->word, delta->documents);
    }
    if (result == RC_OK)
        result = snapshot_bump(batch->txn, search_index_kind.name);
    arena_free(batch->each);
    arena_free(batch->arena);
    return result;
}

rc search_put(struct txn *txn, const struct search_doc *doc)
{
    struct batch batch;
    bool changed;
    int64_t id;
    batch_begin(&batch, txn);
    return batch_end(&batch, put(&batch, doc, &changed, &id));
}

rc search_remove(struct txn *txn, const struct languages *languages, struct str kind, struct str ref)
{
    struct batch batch;
    rc result = RC_OK;
    batch_begin(&batch, txn);
    for (size_t i = 0; i < languages->n && result == RC_OK; i++) {
        struct search_doc like = {
            .language = str_from_c(language_code(languages->items[i])), .kind = kind, .ref = ref};
        result = remove_doc(&batch, &like);
    }
    return batch_end(&batch, result);
}

/* ---- everything anew -------------------------------------------------------------------- */

/* Begins with what a module is given, so that emit finds the rest. */
struct reindex_feed {
    struct search_feed feed;
    struct batch *batch;
    struct search_counts *counts;
    struct map seen; /* a document's number → itself */
    rc failed;
};

static struct str number_key(struct arena *arena, int64_t id)
{
    return arena_printf(arena, "%lld", (long long)id);
}

static void emit(struct search_feed *feed, const struct search_doc *doc)
{
    struct reindex_feed *self = (struct reindex_feed *)feed;
    bool changed = false;
    int64_t id = 0;
    if (self->failed)
        return;
    self->failed = put(self->batch, doc, &changed, &id);
    *(changed ? &self->counts->put : &self->counts->unchanged) += 1;
    map_put(&self->seen, number_key(self->batch->arena, id), self);
    arena_reset(self->batch->each);
}

static rc feed_all(struct reindex_feed *self, const struct module *const *modules)
{
    rc result = RC_OK;
    for (size_t m = 0; modules[m] && result == RC_OK; m++) {
        const struct search_source *source = modules[m]->search;
        if (source == NULL)
            continue;
        for (const struct search_kind *kind = source->kinds; kind->code && result == RC_OK; kind++)
            result = search_kind_add(self->batch->txn, kind);
        if (result == RC_OK)
            result = source->docs(&self->feed);
        if (result == RC_OK)
            result = self->failed;
        arena_reset(self->feed.arena);
    }
    return result;
}

/* Takes away what no module told. */
static rc remove_others(struct reindex_feed *self)
{
    struct doc_rows docs;
    rc result = search_docs_read(self->feed.reader, self->batch->arena, &docs);
    for (size_t i = 0; result == RC_OK && i < docs.n; i++) {
        const struct doc_row *row = &docs.items[i];
        if (map_get(&self->seen, number_key(self->batch->each, row->id)))
            continue;
        struct search_doc like = {.language = row->language, .kind = row->kind, .ref = row->ref};
        result = remove_doc(self->batch, &like);
        self->counts->removed++;
        arena_reset(self->batch->each);
    }
    return result;
}

/* A line is a language and words that mean the same, ';' between. */
static rc store_synonyms(struct txn *txn, struct arena *arena, struct str text)
{
    struct csv csv;
    struct csv_record record;
    rc result = search_synonyms_clear(txn), read;
    csv_begin(&csv, text);
    while (result == RC_OK && (read = csv_next(&csv, arena, &record)) != RC_NOT_FOUND) {
        if (read || record.n != 2)
            return RC_INVALID;
        struct str words = record.fields[1], one;
        while (record.place.row > 1 && result == RC_OK && str_split(&words, ';', &one))
            result = search_synonym_add(txn, record.fields[0], (int64_t)record.place.row, str_trim(one));
    }
    return result;
}

struct reindex {
    const struct program *program;
    struct str synonyms;
};

static rc reindex_step(struct txn *txn, const void *in, void *out)
{
    const struct reindex *reindex = in;
    struct batch batch;
    batch_begin(&batch, txn);
    struct reindex_feed self = {.feed = {txn_reader(txn), arena_new(), reindex->program->languages, emit},
                                .batch = &batch,
                                .counts = out};
    map_init(&self.seen, batch.arena);
    rc result = search_kinds_clear(txn);
    if (result == RC_OK)
        result = store_synonyms(txn, self.feed.arena, reindex->synonyms);
    if (result == RC_OK)
        result = feed_all(&self, reindex->program->modules);
    if (result == RC_OK)
        result = remove_others(&self);
    if (result == RC_OK)
        result = setting_write(txn, SETTING_RULES, STR(RULES));
    arena_free(self.feed.arena);
    return batch_end(&batch, result);
}

rc search_reindex(struct db *db, const struct program *program, struct search_counts *ret_counts)
{
    struct arena *arena = arena_new();
    struct reindex reindex = {program, STR_NONE};
    struct search_counts counts;
    rc result = files_read(program->files, arena, "content/synonyms.csv", &reindex.synonyms);
    if (result == RC_OK)
        result = db_write(db, reindex_step, &reindex, &counts, sizeof counts);
    arena_free(arena);
    if (result == RC_OK)
        *ret_counts = counts;
    return result;
}

rc search_bring_up_to_date(struct db *db, const struct program *program)
{
    struct arena *arena = arena_new();
    struct reader *reader;
    struct str rules = STR_NONE;
    struct search_counts counts;
    rc result = db_read_begin(db, &reader);
    if (result == RC_OK) {
        result = setting_read(reader, arena, SETTING_RULES, &rules);
        db_read_end(reader);
    }
    if (result == RC_NOT_FOUND || (result == RC_OK && !str_eq(rules, STR(RULES))))
        result = search_reindex(db, program, &counts);
    arena_free(arena);
    return result;
}

/* ---- radslag search reindex ------------------------------------------------------------------ */

static int run_reindex(struct command_line *line)
{
    struct config config;
    struct db *db;
    struct search_counts counts;
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    rc result = search_reindex(db, command_program(line), &counts);
    db_close(db);
    if (result)
        return command_trouble("the index could not be made (%s); nothing was changed", rc_name(result));
    printf("%lld put, %lld removed, %lld unchanged\n", (long long)counts.put, (long long)counts.removed,
           (long long)counts.unchanged);
    return EXIT_DONE;
}

static const struct option options[] = {COMMAND_DATABASE_OPTIONS, {0}};
static const struct command commands[] = {
    {"search reindex", NULL, "bring the index of the search up to date", options, run_reindex}, {0}};

const struct module search_index_module = {
    .name = "search_index", .queries = search_index_queries, .commands = commands};
