/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/library_store.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "core/snapshot/snapshot.h"

static const struct query q_items = {
    "library.items",
    "SELECT i.id, i.kind, i.code, i.topic, i.sort_order, i.published, i.archived, i.authors, i.year, "
    "i.isbn, i.link, i.text_language, i.methods, i.see, i.edited_at, "
    "t.slug, t.title, t.summary, t.body, t.publisher, t.sources "
    "FROM library_text t JOIN library_item i ON i.id = t.item_id "
    "WHERE t.language = $1 ORDER BY i.kind, i.sort_order, t.sort_key",
    "t", "itttiIItItttttItttttt"};
static const struct query q_challenges = {
    "library.challenges",
    "SELECT c.id, c.code, c.sort_order, c.themes, c.articles, c.wish, c.edited_at, "
    "t.slug, t.title, t.summary, t.body "
    "FROM challenge_text t JOIN challenge c ON c.id = t.challenge_id "
    "WHERE t.language = $1 ORDER BY c.sort_order, t.sort_key",
    "t", "ititttItttt"};
static const struct query q_terms = {
    "library.terms",
    "SELECT g.id, g.code, g.concept, g.article, t.term, t.forms, t.definition "
    "FROM glossary_text t JOIN glossary_term g ON g.id = t.term_id "
    "WHERE t.language = $1 ORDER BY t.sort_key",
    "t", "itttttt"};

/* What the items of one language are called in the others, beside the lists above. */
static const struct query q_item_others = {
    "library.item_others",
    "SELECT o.item_id, o.language, o.slug FROM library_text t "
    "JOIN library_text o ON o.item_id = t.item_id AND o.language <> t.language "
    "WHERE t.language = $1 ORDER BY o.item_id, o.language",
    "t", "itt"};
static const struct query q_challenge_others = {
    "library.challenge_others",
    "SELECT o.challenge_id, o.language, o.slug FROM challenge_text t "
    "JOIN challenge_text o ON o.challenge_id = t.challenge_id AND o.language <> t.language "
    "WHERE t.language = $1 ORDER BY o.challenge_id, o.language",
    "t", "itt"};
static const struct query q_term_others = {
    "library.term_others",
    "SELECT o.term_id, o.language, o.term FROM glossary_text t "
    "JOIN glossary_text o ON o.term_id = t.term_id AND o.language <> t.language "
    "WHERE t.language = $1 ORDER BY o.term_id, o.language",
    "t", "itt"};

static const struct query q_item_id = {
    "library.item_id", "SELECT id, edited_at FROM library_item WHERE kind = $1 AND code = $2", "tt", "iI"};
static const struct query q_item_insert = {
    "library.item_insert",
    "INSERT INTO library_item (id, kind, code, topic, sort_order, published, archived, authors, year, "
    "isbn, link, text_language, methods, see) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    "itttiIItIttttt", ""};
static const struct query q_item_update = {
    "library.item_update",
    "UPDATE library_item SET kind = $2, code = $3, topic = $4, sort_order = $5, published = $6, "
    "archived = $7, authors = $8, year = $9, isbn = $10, link = $11, text_language = $12, methods = $13, "
    "see = $14 WHERE id = $1",
    "itttiIItIttttt", ""};
static const struct query q_text_delete = {"library.text_delete",
                                           "DELETE FROM library_text WHERE item_id = $1", "i", ""};
static const struct query q_text_insert = {
    "library.text_insert",
    "INSERT INTO library_text (language, shelf, slug, item_id, title, sort_key, summary, body, publisher, "
    "sources) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    "tttitttttt", ""};

static const struct query q_challenge_id = {"library.challenge_id",
                                            "SELECT id, edited_at FROM challenge WHERE code = $1", "t", "iI"};
static const struct query q_challenge_insert = {
    "library.challenge_insert",
    "INSERT INTO challenge (id, code, sort_order, themes, articles, wish) VALUES ($1, $2, $3, $4, $5, $6)",
    "itittt", ""};
static const struct query q_challenge_update = {
    "library.challenge_update",
    "UPDATE challenge SET code = $2, sort_order = $3, themes = $4, articles = $5, wish = $6 WHERE id = $1",
    "itittt", ""};
static const struct query q_challenge_text_delete = {
    "library.challenge_text_delete", "DELETE FROM challenge_text WHERE challenge_id = $1", "i", ""};
static const struct query q_challenge_text_insert = {
    "library.challenge_text_insert",
    "INSERT INTO challenge_text (language, slug, challenge_id, title, sort_key, summary, body) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)",
    "ttitttt", ""};

static const struct query q_term_id = {"library.term_id",
                                       "SELECT id, edited_at FROM glossary_term WHERE code = $1", "t", "iI"};
static const struct query q_term_insert = {
    "library.term_insert", "INSERT INTO glossary_term (id, code, concept, article) VALUES ($1, $2, $3, $4)",
    "ittt", ""};
static const struct query q_term_update = {
    "library.term_update", "UPDATE glossary_term SET code = $2, concept = $3, article = $4 WHERE id = $1",
    "ittt", ""};
static const struct query q_term_text_delete = {"library.term_text_delete",
                                                "DELETE FROM glossary_text WHERE term_id = $1", "i", ""};
static const struct query q_term_text_insert = {
    "library.term_text_insert",
    "INSERT INTO glossary_text (language, term_id, term, sort_key, forms, definition) "
    "VALUES ($1, $2, $3, $4, $5, $6)",
    "titttt", ""};

const struct query *const library_queries[] = {&q_items,
                                               &q_challenges,
                                               &q_terms,
                                               &q_item_others,
                                               &q_challenge_others,
                                               &q_term_others,
                                               &q_item_id,
                                               &q_item_insert,
                                               &q_item_update,
                                               &q_text_delete,
                                               &q_text_insert,
                                               &q_challenge_id,
                                               &q_challenge_insert,
                                               &q_challenge_update,
                                               &q_challenge_text_delete,
                                               &q_challenge_text_insert,
                                               &q_term_id,
                                               &q_term_insert,
                                               &q_term_update,
                                               &q_term_text_delete,
                                               &q_term_text_insert,
                                               NULL};

/* ---- reading -------------------------------------------------------------------- */

static enum library_kind kind_of(struct str code)
{
    int kind = 0;
    while (kind < LIBRARY_KINDS - 1 && !str_eq_c(code, library_kind_codes[kind]))
        kind++;
    return (enum library_kind)kind;
}

static void item_from_row(const struct rows *rows, struct arena *arena, struct library_entry *entry)
{
    *entry = (struct library_entry){.id = rows_int(rows, 0), .edited = rows_int(rows, 14)};
    entry->item = (struct library_item){.kind = kind_of(rows_text(rows, 1)),
                                        .code = rows_text_dup(rows, 2, arena),
                                        .topic = rows_text_dup(rows, 3, arena),
                                        .order = rows_int(rows, 4),
                                        .published = rows_int(rows, 5),
                                        .archived = rows_int(rows, 6),
                                        .authors = rows_text_dup(rows, 7, arena),
                                        .year = rows_int(rows, 8),
                                        .isbn = rows_text_dup(rows, 9, arena),
                                        .link = rows_text_dup(rows, 10, arena),
                                        .text_language = rows_text_dup(rows, 11, arena),
                                        .methods = rows_text_dup(rows, 12, arena),
                                        .see = rows_text_dup(rows, 13, arena),
                                        .themes = STR(""),
                                        .wish = STR("")};
    entry->words = (struct library_words){rows_text_dup(rows, 15, arena), rows_text_dup(rows, 16, arena),
                                          rows_text_dup(rows, 17, arena), rows_text_dup(rows, 18, arena),
                                          rows_text_dup(rows, 19, arena), rows_text_dup(rows, 20, arena)};
}

static void challenge_from_row(const struct rows *rows, struct arena *arena, struct library_entry *entry)
{
    *entry = (struct library_entry){.id = rows_int(rows, 0), .edited = rows_int(rows, 6)};
    entry->item = (struct library_item){.kind = LIBRARY_CHALLENGE,
                                        .code = rows_text_dup(rows, 1, arena),
                                        .order = rows_int(rows, 2),
                                        .themes = rows_text_dup(rows, 3, arena),
                                        .see = rows_text_dup(rows, 4, arena),
                                        .wish = rows_text_dup(rows, 5, arena)};
    entry->words = (struct library_words){rows_text_dup(rows, 7, arena),
                                          rows_text_dup(rows, 8, arena),
                                          rows_text_dup(rows, 9, arena),
                                          rows_text_dup(rows, 10, arena),
                                          STR(""),
                                          STR("")};
}

/* The others of an id among entries, which are found through a map of their ids. */
struct owners {
    struct arena *arena;
    struct map by_id;
};

static struct str id_key(struct arena *arena, int64_t id)
{
    return arena_printf(arena, "%lld", (long long)id);
}

static rc read_others(struct reader *reader, const struct query *query, struct str language,
                      const struct owners *owners)
{
    struct rows rows;
    db_query(reader, query, DB_ARGS(db_text(language)), &rows);
    while (rows_next(&rows)) {
        struct library_others *others = map_get(&owners->by_id, id_key(owners->arena, rows_int(&rows, 0)));
        if (others)
            *VEC_PUSH(owners->arena, others) = (struct library_other){rows_text_dup(&rows, 1, owners->arena),
                                                                      rows_text_dup(&rows, 2, owners->arena)};
    }
    return rows_close(&rows);
}

static rc read_entries(struct reader *reader, struct arena *arena, struct str language,
                       const struct query *query, struct library_entries *entries)
{
    struct rows rows;
    db_query(reader, query, DB_ARGS(db_text(language)), &rows);
    while (rows_next(&rows)) {
        struct library_entry *entry = VEC_PUSH(arena, entries);
        if (query == &q_items)
            item_from_row(&rows, arena, entry);
        else
            challenge_from_row(&rows, arena, entry);
    }
    return rows_close(&rows);
}

rc library_list(struct reader *reader, struct arena *arena, struct str language,
                struct library_entries *ret_entries)
{
    struct library_entries entries = {0};
    struct owners owners = {.arena = arena};
    map_init(&owners.by_id, arena);
    rc result = read_entries(reader, arena, language, &q_items, &entries);
    if (result == RC_OK)
        result = read_entries(reader, arena, language, &q_challenges, &entries);
    for (size_t i = 0; i < entries.n; i++)
        (void)map_put(&owners.by_id, id_key(arena, entries.items[i].id), &entries.items[i].others);
    if (result == RC_OK)
        result = read_others(reader, &q_item_others, language, &owners);
    if (result == RC_OK)
        result = read_others(reader, &q_challenge_others, language, &owners);
    if (result == RC_OK)
        *ret_entries = entries;
    return result;
}

rc glossary_list(struct reader *reader, struct arena *arena, struct str language,
                 struct glossary_entries *ret_entries)
{
    struct glossary_entries entries = {0};
    struct owners owners = {.arena = arena};
    struct rows rows;
    map_init(&owners.by_id, arena);
    db_query(reader, &q_terms, DB_ARGS(db_text(language)), &rows);
    while (rows_next(&rows)) {
        struct glossary_entry *entry = VEC_PUSH(arena, &entries);
        *entry = (struct glossary_entry){
            .id = rows_int(&rows, 0),
            .term = {rows_text_dup(&rows, 1, arena), rows_text_dup(&rows, 2, arena),
                     rows_text_dup(&rows, 3, arena)},
            .words = {rows_text_dup(&rows, 4, arena), rows_text_dup(&rows, 5, arena),
                      rows_text_dup(&rows, 6, arena)}};
    }
    rc result = rows_close(&rows);
    for (size_t i = 0; i < entries.n; i++)
        (void)map_put(&owners.by_id, id_key(arena, entries.items[i].id), &entries.items[i].others);
    if (result == RC_OK)
        result = read_others(reader, &q_term_others, language, &owners);
    if (result == RC_OK)
        *ret_entries = entries;
    return result;
}

/* ---- import --------------------------------------------------------------------- */

struct importing {
    struct txn *txn;
    struct arena *arena; /* reset after each item */
    const struct library_import *import;
    struct library_import_result *counts;
};

/* An absent text is the empty one: no column of these is NULL. */
static struct db_value text_value(struct str text)
{
    return db_text(text.p ? text : STR(""));
}

static struct db_value number_value(int64_t number)
{
    return number ? db_int(number) : db_null();
}

/* Finds what is stored; keep says that it stays as it is. A new one gets an id. */
static rc find_stored(struct importing *importing, const struct query *query, struct db_args args,
                      int64_t *ret_id, bool *ret_new, bool *ret_keep)
{
    struct rows rows;
    db_query(txn_reader(importing->txn), query, args, &rows);
    bool found = rows_next(&rows), keep = found && !rows_is_null(&rows, 1);
    int64_t id = found ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    if (result)
        return result;
    *(keep ? &importing->counts->kept : found ? &importing->counts->updated : &importing->counts->added) += 1;
    *ret_id = found ? id : db_new_id();
    *ret_new = !found;
    *ret_keep = keep;
    return RC_OK;
}

static rc write_item_facts(struct importing *importing, bool is_new, int64_t id,
                           const struct library_item *item)
{
    if (item->kind == LIBRARY_CHALLENGE)
        return db_exec(importing->txn, is_new ? &q_challenge_insert : &q_challenge_update,
                       DB_ARGS(db_int(id), db_text(item->code), db_int(item->order), text_value(item->themes),
                               text_value(item->see), text_value(item->wish)),
                       NULL);
    return db_exec(importing->txn, is_new ? &q_item_insert : &q_item_update,
                   DB_ARGS(db_int(id), db_text(str_from_c(library_kind_codes[item->kind])),
                           db_text(item->code), text_value(item->topic), db_int(item->order),
                           number_value(item->published), number_value(item->archived),
                           text_value(item->authors), number_value(item->year), text_value(item->isbn),
                           text_value(item->link), text_value(item->text_language), text_value(item->methods),
                           text_value(item->see)),
                   NULL);
}

static rc write_item_words(struct importing *importing, int64_t id, const struct content_item *item, size_t i)
{
    const struct library_words *words = &item->words[i];
    struct str language = str_from_c(importing->import->languages[i]);
    struct str key = utf8_sort_key(importing->arena, words->title);
    if (item->item.kind == LIBRARY_CHALLENGE)
        return db_exec(importing->txn, &q_challenge_text_insert,
                       DB_ARGS(db_text(language), db_text(words->slug), db_int(id), db_text(words->title),
                               db_text(key), db_text(words->summary), text_value(words->body)),
                       NULL);
    return db_exec(importing->txn, &q_text_insert,
                   DB_ARGS(db_text(language), db_text(str_from_c(library_shelves[item->item.kind])),
                           db_text(words->slug), db_int(id), db_text(words->title), db_text(key),
                           db_text(words->summary), text_value(words->body), text_value(words->publisher),
                           text_value(words->sources)),
                   NULL);
}

static rc import_item(struct importing *importing, const struct content_item *item)
{
    bool challenge = item->item.kind == LIBRARY_CHALLENGE, is_new, keep;
    int64_t id;
    struct db_value kind = db_text(str_from_c(library_kind_codes[item->item.kind])),
                    code = db_text(item->item.code);
    rc result = challenge ? find_stored(importing, &q_challenge_id, DB_ARGS(code), &id, &is_new, &keep)
                          : find_stored(importing, &q_item_id, DB_ARGS(kind, code), &id, &is_new, &keep);
    if (result || keep)
        return result;
    result = write_item_facts(importing, is_new, id, &item->item);
    if (result == RC_OK)
        result = db_exec(importing->txn, challenge ? &q_challenge_text_delete : &q_text_delete,
                         DB_ARGS(db_int(id)), NULL);
    for (size_t i = 0; i < importing->import->language_count && result == RC_OK; i++)
        if (item->words[i].slug.p)
            result = write_item_words(importing, id, item, i);
    return result;
}

static rc import_term(struct importing *importing, const struct content_term *term)
{
    bool is_new, keep;
    int64_t id;
    rc result = find_stored(importing, &q_term_id, DB_ARGS(db_text(term->term.code)), &id, &is_new, &keep);
    if (result || keep)
        return result;
    result = db_exec(importing->txn, is_new ? &q_term_insert : &q_term_update,
                     DB_ARGS(db_int(id), db_text(term->term.code), text_value(term->term.concept),
                             text_value(term->term.article)),
                     NULL);
    if (result == RC_OK)
        result = db_exec(importing->txn, &q_term_text_delete, DB_ARGS(db_int(id)), NULL);
    for (size_t i = 0; i < importing->import->language_count && result == RC_OK; i++) {
        const struct glossary_words *words = &term->words[i];
        result = db_exec(importing->txn, &q_term_text_insert,
                         DB_ARGS(db_text(str_from_c(importing->import->languages[i])), db_int(id),
                                 db_text(words->term), db_text(utf8_sort_key(importing->arena, words->term)),
                                 text_value(words->forms), text_value(words->definition)),
                         NULL);
    }
    return result;
}

rc library_import_step(struct txn *txn, const void *in, void *out)
{
    const struct library_import *import = in;
    struct importing importing = {txn, arena_new(), import, out};
    rc result = RC_OK;
    for (size_t i = 0; i < import->content->n && result == RC_OK; i++) {
        result = import_item(&importing, &import->content->items[i]);
        arena_reset(importing.arena);
    }
    for (size_t i = 0; i < import->content->term_count && result == RC_OK; i++) {
        result = import_term(&importing, &import->content->terms[i]);
        arena_reset(importing.arena);
    }
    arena_free(importing.arena);
    return result ? result : snapshot_bump(txn, "library");
}
