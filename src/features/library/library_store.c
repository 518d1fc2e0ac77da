/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/library_store.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "core/snapshot/snapshot.h"

static const struct query q_items = {
    "library.items",
    "SELECT i.id, i.kind, i.code, i.topic, i.sort_order, i.published, i.archived, i.authors, i.year, "
    "i.isbn, i.link, i.text_language, i.methods, i.see, i.edited_at, i.updated_at, "
    "t.slug, t.title, t.summary, t.body, t.publisher, t.sources, t.owner "
    "FROM library_text t JOIN library_item i ON i.id = t.item_id "
    "WHERE t.language = $1 ORDER BY i.kind, i.sort_order, t.sort_key",
    "t", "itttiIItItttttIIttttttt"};
static const struct query q_challenges = {
    "library.challenges",
    "SELECT c.id, c.code, c.sort_order, c.themes, c.articles, c.wish, c.edited_at, c.updated_at, "
    "c.published, t.slug, t.title, t.summary, t.body, t.owner "
    "FROM challenge_text t JOIN challenge c ON c.id = t.challenge_id "
    "WHERE t.language = $1 ORDER BY c.sort_order, t.sort_key",
    "t", "ititttIIIttttt"};
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
    "isbn, link, text_language, methods, see, updated_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    "itttiIItItttttI", ""};
static const struct query q_item_update = {
    "library.item_update",
    "UPDATE library_item SET kind = $2, code = $3, topic = $4, sort_order = $5, published = $6, "
    "archived = $7, authors = $8, year = $9, isbn = $10, link = $11, text_language = $12, methods = $13, "
    "see = $14, updated_at = $15 WHERE id = $1",
    "itttiIItItttttI", ""};
static const struct query q_text_delete = {"library.text_delete",
                                           "DELETE FROM library_text WHERE item_id = $1", "i", ""};
static const struct query q_text_insert = {
    "library.text_insert",
    "INSERT INTO library_text (language, shelf, slug, item_id, title, sort_key, summary, body, publisher, "
    "sources, owner) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    "tttittttttt", ""};

static const struct query q_challenge_id = {"library.challenge_id",
                                            "SELECT id, edited_at FROM challenge WHERE code = $1", "t", "iI"};
static const struct query q_challenge_insert = {
    "library.challenge_insert",
    "INSERT INTO challenge (id, code, sort_order, themes, articles, wish, published, updated_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    "ititttII", ""};
static const struct query q_challenge_update = {
    "library.challenge_update",
    "UPDATE challenge SET code = $2, sort_order = $3, themes = $4, articles = $5, wish = $6, "
    "published = $7, updated_at = $8 WHERE id = $1",
    "ititttII", ""};
static const struct query q_challenge_text_delete = {
    "library.challenge_text_delete", "DELETE FROM challenge_text WHERE challenge_id = $1", "i", ""};
static const struct query q_challenge_text_insert = {
    "library.challenge_text_insert",
    "INSERT INTO challenge_text (language, slug, challenge_id, title, sort_key, summary, body, owner) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    "ttittttt", ""};

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

/* When it was last changed: by an editor, or by an import. */
static time_us later(const struct rows *rows, int edited, int updated)
{
    int64_t a = rows_int(rows, edited), b = rows_int(rows, updated);
    return a > b ? a : b;
}

static void item_from_row(const struct rows *rows, struct arena *arena, struct library_entry *entry)
{
    *entry = (struct library_entry){.id = rows_int(rows, 0), .updated = later(rows, 14, 15)};
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
    entry->words = (struct library_words){.slug = rows_text_dup(rows, 16, arena),
                                          .title = rows_text_dup(rows, 17, arena),
                                          .summary = rows_text_dup(rows, 18, arena),
                                          .body = rows_text_dup(rows, 19, arena),
                                          .publisher = rows_text_dup(rows, 20, arena),
                                          .sources = rows_text_dup(rows, 21, arena),
                                          .owner = rows_text_dup(rows, 22, arena)};
}

static void challenge_from_row(const struct rows *rows, struct arena *arena, struct library_entry *entry)
{
    *entry = (struct library_entry){.id = rows_int(rows, 0), .updated = later(rows, 6, 7)};
    entry->item = (struct library_item){.kind = LIBRARY_CHALLENGE,
                                        .code = rows_text_dup(rows, 1, arena),
                                        .order = rows_int(rows, 2),
                                        .themes = rows_text_dup(rows, 3, arena),
                                        .see = rows_text_dup(rows, 4, arena),
                                        .wish = rows_text_dup(rows, 5, arena),
                                        .published = rows_int(rows, 8)};
    entry->words = (struct library_words){.slug = rows_text_dup(rows, 9, arena),
                                          .title = rows_text_dup(rows, 10, arena),
                                          .summary = rows_text_dup(rows, 11, arena),
                                          .body = rows_text_dup(rows, 12, arena),
                                          .publisher = STR(""),
                                          .sources = STR(""),
                                          .owner = rows_text_dup(rows, 13, arena)};
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

/* What is stored in one language, by library_key and the codes of terms. */
struct shelf {
    struct map entries, terms;
};

struct importing {
    struct txn *txn;
    struct arena *arena; /* reset after each item */
    const struct library_import *import;
    const struct shelf *shelves; /* one for each language */
    struct table_counts *counts;
};

static rc read_shelves(struct reader *reader, struct arena *arena, const struct library_import *import,
                       struct shelf *shelves)
{
    rc result = RC_OK;
    for (size_t i = 0; i < import->language_count && result == RC_OK; i++) {
        struct library_entries entries = {0};
        struct glossary_entries terms = {0};
        struct str language = str_from_c(import->languages[i]);
        result = library_list(reader, arena, language, &entries);
        if (result == RC_OK)
            result = glossary_list(reader, arena, language, &terms);
        map_init(&shelves[i].entries, arena);
        map_init(&shelves[i].terms, arena);
        for (size_t k = 0; k < entries.n; k++) {
            const struct library_item *item = &entries.items[k].item;
            (void)map_put(&shelves[i].entries, library_key(arena, item->kind, item->code), &entries.items[k]);
        }
        for (size_t k = 0; k < terms.n; k++)
            (void)map_put(&shelves[i].terms, terms.items[k].term.code, &terms.items[k]);
    }
    return result;
}

/* An absent text and an empty one are stored alike. */
static bool same(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || str_eq(a, b));
}

static bool same_item(const struct library_item *a, const struct library_item *b)
{
    return a->kind == b->kind && same(a->topic, b->topic) && same(a->authors, b->authors) &&
           same(a->isbn, b->isbn) && same(a->link, b->link) && same(a->text_language, b->text_language) &&
           same(a->methods, b->methods) && same(a->see, b->see) && same(a->themes, b->themes) &&
           same(a->wish, b->wish) && a->order == b->order && a->year == b->year &&
           a->published == b->published && a->archived == b->archived;
}

static bool same_words(const struct library_words *a, const struct library_words *b)
{
    return same(a->slug, b->slug) && same(a->title, b->title) && same(a->summary, b->summary) &&
           same(a->body, b->body) && same(a->publisher, b->publisher) && same(a->sources, b->sources) &&
           same(a->owner, b->owner);
}

static bool item_differs(const struct importing *importing, const struct content_item *item)
{
    struct str key = library_key(importing->arena, item->item.kind, item->item.code);
    for (size_t i = 0; i < importing->import->language_count; i++) {
        const struct library_entry *entry = map_get(&importing->shelves[i].entries, key);
        bool written = item->words[i].slug.p != NULL;
        if (written != (entry != NULL))
            return true;
        if (entry && !(same_item(&entry->item, &item->item) && same_words(&entry->words, &item->words[i])))
            return true;
    }
    return false;
}

static bool term_differs(const struct importing *importing, const struct content_term *term)
{
    for (size_t i = 0; i < importing->import->language_count; i++) {
        const struct glossary_entry *entry = map_get(&importing->shelves[i].terms, term->term.code);
        const struct glossary_words *words = &term->words[i];
        if (entry == NULL || !same(entry->term.concept, term->term.concept) ||
            !same(entry->term.article, term->term.article) || !same(entry->words.term, words->term) ||
            !same(entry->words.forms, words->forms) || !same(entry->words.definition, words->definition))
            return true;
    }
    return false;
}

/* An absent text is the empty one: no column of these is NULL. */
static struct db_value text_value(struct str text)
{
    return db_text(text.p ? text : STR(""));
}

static struct db_value number_value(int64_t number)
{
    return number ? db_int(number) : db_null();
}

/* What is stored of an item or a term. */
struct stored {
    int64_t id; /* 0: nothing */
    bool edited;
};

static rc find_stored(struct reader *reader, const struct query *query, struct db_args args,
                      struct stored *ret_stored)
{
    struct rows rows;
    db_query(reader, query, args, &rows);
    struct stored stored = {0};
    if (rows_next(&rows))
        stored = (struct stored){rows_int(&rows, 0), !rows_is_null(&rows, 1)};
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_stored = stored;
    return result;
}

static rc find_item(struct reader *reader, const struct library_item *item, struct stored *ret_stored)
{
    struct db_value code = db_text(item->code);
    if (item->kind == LIBRARY_CHALLENGE)
        return find_stored(reader, &q_challenge_id, DB_ARGS(code), ret_stored);
    return find_stored(reader, &q_item_id, DB_ARGS(db_text(str_from_c(library_kind_codes[item->kind])), code),
                       ret_stored);
}

/* A new one has not been updated; an old one is, now. */
static rc write_item_facts(struct importing *importing, bool is_new, int64_t id,
                           const struct library_item *item)
{
    struct db_value updated = number_value(is_new ? 0 : importing->import->now);
    if (item->kind == LIBRARY_CHALLENGE)
        return db_exec(importing->txn, is_new ? &q_challenge_insert : &q_challenge_update,
                       DB_ARGS(db_int(id), db_text(item->code), db_int(item->order), text_value(item->themes),
                               text_value(item->see), text_value(item->wish), number_value(item->published),
                               updated),
                       NULL);
    return db_exec(importing->txn, is_new ? &q_item_insert : &q_item_update,
                   DB_ARGS(db_int(id), db_text(str_from_c(library_kind_codes[item->kind])),
                           db_text(item->code), text_value(item->topic), db_int(item->order),
                           number_value(item->published), number_value(item->archived),
                           text_value(item->authors), number_value(item->year), text_value(item->isbn),
                           text_value(item->link), text_value(item->text_language), text_value(item->methods),
                           text_value(item->see), updated),
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
                               db_text(key), db_text(words->summary), text_value(words->body),
                               text_value(words->owner)),
                       NULL);
    return db_exec(importing->txn, &q_text_insert,
                   DB_ARGS(db_text(language), db_text(str_from_c(library_shelves[item->item.kind])),
                           db_text(words->slug), db_int(id), db_text(words->title), db_text(key),
                           db_text(words->summary), text_value(words->body), text_value(words->publisher),
                           text_value(words->sources), text_value(words->owner)),
                   NULL);
}

static rc import_item(struct importing *importing, const struct content_item *item)
{
    bool challenge = item->item.kind == LIBRARY_CHALLENGE;
    struct stored stored;
    rc result = find_item(txn_reader(importing->txn), &item->item, &stored);
    if (result ||
        !table_count_row(importing->counts, stored.id != 0, item_differs(importing, item), stored.edited))
        return result;
    int64_t id = stored.id ? stored.id : db_new_id();
    result = write_item_facts(importing, stored.id == 0, id, &item->item);
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
    struct stored stored;
    rc result = find_stored(txn_reader(importing->txn), &q_term_id, DB_ARGS(db_text(term->term.code)),
                            &stored);
    if (result ||
        !table_count_row(importing->counts, stored.id != 0, term_differs(importing, term), stored.edited))
        return result;
    int64_t id = stored.id ? stored.id : db_new_id();
    result = db_exec(importing->txn, stored.id ? &q_term_update : &q_term_insert,
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
    struct arena *shelf_arena = arena_new();
    struct shelf *shelves = ARENA_ARRAY(shelf_arena, struct shelf, import->language_count);
    struct importing importing = {txn, arena_new(), import, shelves, out};
    rc result = read_shelves(txn_reader(txn), shelf_arena, import, shelves);
    for (size_t i = 0; i < import->content->n && result == RC_OK; i++) {
        result = import_item(&importing, &import->content->items[i]);
        arena_reset(importing.arena);
    }
    for (size_t i = 0; i < import->content->term_count && result == RC_OK; i++) {
        result = import_term(&importing, &import->content->terms[i]);
        arena_reset(importing.arena);
    }
    arena_free(importing.arena);
    arena_free(shelf_arena);
    return result ? result : snapshot_bump(txn, "library");
}

rc library_tell_differences(struct reader *reader, struct arena *arena, const struct library_import *import,
                            void (*tell)(struct str key, bool is_new, bool kept))
{
    struct importing importing = {.arena = arena, .import = import};
    struct shelf *shelves = ARENA_ARRAY(arena, struct shelf, import->language_count);
    importing.shelves = shelves;
    struct stored stored;
    rc result = read_shelves(reader, arena, import, shelves);
    for (size_t i = 0; i < import->content->n && result == RC_OK; i++) {
        const struct content_item *item = &import->content->items[i];
        result = find_item(reader, &item->item, &stored);
        if (result == RC_OK && item_differs(&importing, item))
            tell(library_key(arena, item->item.kind, item->item.code), stored.id == 0, stored.edited);
    }
    for (size_t i = 0; i < import->content->term_count && result == RC_OK; i++) {
        const struct content_term *term = &import->content->terms[i];
        result = find_stored(reader, &q_term_id, DB_ARGS(db_text(term->term.code)), &stored);
        if (result == RC_OK && term_differs(&importing, term))
            tell(ARENA_CONCAT(arena, STR("term:"), term->term.code), stored.id == 0, stored.edited);
    }
    return result;
}

rc library_stored(struct reader *reader, struct arena *arena, const char *const *languages,
                  size_t language_count, struct map *ret_stored)
{
    rc result = RC_OK;
    map_init(ret_stored, arena);
    for (size_t i = 0; i < language_count && result == RC_OK; i++) {
        struct library_entries entries = {0};
        struct glossary_entries terms = {0};
        result = library_list(reader, arena, str_from_c(languages[i]), &entries);
        if (result == RC_OK)
            result = glossary_list(reader, arena, str_from_c(languages[i]), &terms);
        for (size_t k = 0; k < entries.n; k++) {
            const struct library_entry *entry = &entries.items[k];
            char *key = arena_c_dup(arena, library_key(arena, entry->item.kind, entry->item.code));
            struct str slug = library_slug_key(arena, entry->item.kind, languages[i], entry->words.slug);
            (void)map_put(ret_stored, str_from_c(key), key);
            (void)map_put(ret_stored, slug, key);
        }
        for (size_t k = 0; k < terms.n; k++) {
            const struct glossary_term *term = &terms.items[k].term;
            (void)map_put(ret_stored, ARENA_CONCAT(arena, STR("term:"), term->code), ret_stored);
            if (term->concept.n)
                (void)map_put(ret_stored, ARENA_CONCAT(arena, STR("term:"), term->concept), ret_stored);
        }
    }
    return result;
}
