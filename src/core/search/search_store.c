/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/search/search_store.h"

#include "base/utf8.h"
#include "base/vec.h"

static const struct query q_find = {
    "search_index.find",
    "SELECT d.id, d.digest, d.title, d.summary, t.body, t.title_stems, t.body_stems "
    "FROM search_doc d JOIN search_text t ON t.id = d.id "
    "WHERE d.language = $1 AND d.kind = $2 AND d.ref = $3",
    "ttt", "iittttt"};
static const struct query q_last = {"search_index.last", "SELECT coalesce(max(id), 0) FROM search_doc", "",
                                    "i"};
static const struct query q_add = {
    "search_index.add",
    "INSERT INTO search_doc (id, language, kind, ref, route, parts, fragment, title, sort_key, "
    "summary, digest, found_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    "itttttttttii", ""};
static const struct query q_add_text = {
    "search_index.add_text",
    "INSERT INTO search_text (id, body, title_stems, body_stems) VALUES ($1, $2, $3, $4)", "ittt", ""};
static const struct query q_add_match = {
    "search_index.add_match",
    DB_BOTH("INSERT INTO search_match (rowid, title_stems, body_stems) VALUES ($1, $2, $3)",
            "INSERT INTO search_match (id, title_words, all_words) VALUES "
            "($1, array_to_tsvector(string_to_array(trim($2), ' ')), "
            "array_to_tsvector(string_to_array(trim(trim($2) || ' ' || trim($3)), ' ')))"),
    "itt", ""};
/* FTS5 takes away what it is told was there. */
static const struct query q_delete_match = {
    "search_index.delete_match",
    DB_BOTH("INSERT INTO search_match (search_match, rowid, title_stems, body_stems) "
            "SELECT 'delete', id, title_stems, body_stems FROM search_text WHERE id = $1",
            "DELETE FROM search_match WHERE id = $1"),
    "i", ""};
static const struct query q_delete = {"search_index.delete", "DELETE FROM search_doc WHERE id = $1", "i", ""};
static const struct query q_delete_text = {"search_index.delete_text",
                                           "DELETE FROM search_text WHERE id = $1", "i", ""};
static const struct query q_word_add = {
    "search_index.word_add",
    "INSERT INTO search_word (language, stem, word, documents) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (language, stem, word) DO UPDATE SET documents = search_word.documents + excluded.documents",
    "ttti", ""};
static const struct query q_kinds_clear = {"search_index.kinds_clear", "DELETE FROM search_kind", "", ""};
static const struct query q_kind_add = {
    "search_index.kind_add", "INSERT INTO search_kind (code, one, many, place) VALUES ($1, $2, $3, $4)",
    "ttti", ""};
static const struct query q_synonyms_clear = {"search_index.synonyms_clear", "DELETE FROM search_synonym", "",
                                              ""};
static const struct query q_synonym_add = {
    "search_index.synonym_add", "INSERT INTO search_synonym (language, number, words) VALUES ($1, $2, $3)",
    "tit", ""};
static const struct query q_docs = {"search_index.docs",
                                    "SELECT id, language, kind, ref, found_from FROM search_doc ORDER BY id",
                                    "", "ittti"};
static const struct query q_kinds = {
    "search_index.kinds", "SELECT code, one, many, place FROM search_kind ORDER BY place, code", "", "ttti"};
static const struct query q_words = {
    "search_index.words",
    "SELECT stem, word, documents FROM search_word WHERE language = $1 AND documents > 0 ORDER BY stem, word",
    "t", "tti"};
static const struct query q_synonyms = {
    "search_index.synonyms",
    "SELECT number, words FROM search_synonym WHERE language = $1 ORDER BY number, words", "t", "it"};
static const struct query q_match = {
    "search_index.match",
    DB_BOTH("SELECT rowid FROM search_match WHERE search_match MATCH $1 ORDER BY rowid LIMIT $2",
            "SELECT id FROM search_match WHERE all_words @@ CAST($1 AS tsquery) ORDER BY id LIMIT $2"),
    "ti", "i"};
static const struct query q_match_title = {
    "search_index.match_title",
    DB_BOTH("SELECT rowid FROM search_match WHERE search_match MATCH $1 ORDER BY rowid LIMIT $2",
            "SELECT id FROM search_match WHERE title_words @@ CAST($1 AS tsquery) ORDER BY id LIMIT $2"),
    "ti", "i"};
static const struct query q_stems = {
    "search_index.stems",
    DB_BOTH("SELECT d.id, d.sort_key, t.title_stems, t.body_stems FROM json_each($1) w "
            "JOIN search_text t ON t.id = w.value JOIN search_doc d ON d.id = t.id",
            "SELECT d.id, d.sort_key, t.title_stems, t.body_stems "
            "FROM search_text t JOIN search_doc d ON d.id = t.id "
            "WHERE t.id = ANY (CAST(translate($1, '[]', '{}') AS bigint[]))"),
    "t", "ittt"};
static const struct query q_shown = {
    "search_index.shown",
    "SELECT d.kind, d.ref, d.route, d.parts, d.fragment, d.title, d.summary, t.body "
    "FROM search_doc d JOIN search_text t ON t.id = d.id WHERE d.id = $1",
    "i", "tttttttt"};

const struct query *const search_index_queries[] = {&q_find,        &q_last,
                                                    &q_add,         &q_add_text,
                                                    &q_delete,      &q_delete_text,
                                                    &q_add_match,   &q_delete_match,
                                                    &q_word_add,    &q_kinds_clear,
                                                    &q_kind_add,    &q_synonyms_clear,
                                                    &q_synonym_add, &q_docs,
                                                    &q_kinds,       &q_words,
                                                    &q_synonyms,    &q_match,
                                                    &q_match_title, &q_stems,
                                                    &q_shown,       NULL};

/* Absent texts are stored as empty ones. */
static struct db_value text_or_empty(struct str text)
{
    return db_text(text.p ? text : STR(""));
}

/* ---- writing ---------------------------------------------------------------------- */

rc search_doc_find(struct reader *reader, struct arena *arena, const struct search_doc *like,
                   struct stored_doc *ret_doc)
{
    struct rows rows;
    struct stored_doc doc = {0};
    db_query(reader, &q_find, DB_ARGS(db_text(like->language), db_text(like->kind), db_text(like->ref)),
             &rows);
    bool found = rows_next(&rows);
    if (found)
        doc = (struct stored_doc){.id = rows_int(&rows, 0),
                                  .digest = rows_int(&rows, 1),
                                  .title = rows_text_dup(&rows, 2, arena),
                                  .summary = rows_text_dup(&rows, 3, arena),
                                  .body = rows_text_dup(&rows, 4, arena),
                                  .title_stems = rows_text_dup(&rows, 5, arena),
                                  .body_stems = rows_text_dup(&rows, 6, arena)};
    rc result = rows_close(&rows);
    if (result)
        return result;
    if (!found)
        return RC_NOT_FOUND;
    *ret_doc = doc;
    return RC_OK;
}

static rc last_id(struct reader *reader, int64_t *ret_id)
{
    struct rows rows;
    db_query(reader, &q_last, DB_NO_ARGS, &rows);
    int64_t id = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_id = id;
    return result;
}

static rc add_with_id(struct txn *txn, struct arena *arena, int64_t id, const struct search_doc *doc,
                      int64_t digest, struct str title_stems, struct str body_stems)
{
    rc result = db_exec(txn, &q_add,
                        DB_ARGS(db_int(id), db_text(doc->language), db_text(doc->kind), db_text(doc->ref),
                                db_text(str_from_c(doc->route)), text_or_empty(doc->parts),
                                text_or_empty(doc->fragment), db_text(doc->title),
                                db_text(utf8_sort_key(arena, doc->title)), text_or_empty(doc->summary),
                                db_int(digest), db_int(doc->from)),
                        NULL);
    if (result)
        return result;
    result = db_exec(txn, &q_add_text,
                     DB_ARGS(db_int(id), text_or_empty(doc->body), db_text(title_stems), db_text(body_stems)),
                     NULL);
    if (result)
        return result;
    return db_exec(txn, &q_add_match, DB_ARGS(db_int(id), db_text(title_stems), db_text(body_stems)), NULL);
}

rc search_doc_add(struct txn *txn, struct arena *arena, const struct search_doc *doc, int64_t digest,
                  struct str title_stems, struct str body_stems, int64_t *ret_id)
{
    int64_t id;
    rc result = last_id(txn_reader(txn), &id);
    if (result == RC_OK)
        result = add_with_id(txn, arena, id + 1, doc, digest, title_stems, body_stems);
    if (result == RC_OK)
        *ret_id = id + 1;
    return result;
}

rc search_doc_delete(struct txn *txn, int64_t id)
{
    rc result = db_exec(txn, &q_delete_match, DB_ARGS(db_int(id)), NULL);
    if (result == RC_OK)
        result = db_exec(txn, &q_delete_text, DB_ARGS(db_int(id)), NULL);
    return result ? result : db_exec(txn, &q_delete, DB_ARGS(db_int(id)), NULL);
}

rc search_doc_replace(struct txn *txn, struct arena *arena, int64_t id, const struct search_doc *doc,
                      int64_t digest, struct str title_stems, struct str body_stems)
{
    rc result = search_doc_delete(txn, id);
    return result ? result : add_with_id(txn, arena, id, doc, digest, title_stems, body_stems);
}

rc search_word_add(struct txn *txn, struct str language, struct str stem, struct str word, int64_t documents)
{
    return db_exec(txn, &q_word_add,
                   DB_ARGS(db_text(language), db_text(stem), db_text(word), db_int(documents)), NULL);
}

rc search_kinds_clear(struct txn *txn)
{
    return db_exec(txn, &q_kinds_clear, DB_NO_ARGS, NULL);
}

rc search_kind_add(struct txn *txn, const struct search_kind *kind)
{
    return db_exec(txn, &q_kind_add,
                   DB_ARGS(db_text(str_from_c(kind->code)), db_text(str_from_c(kind->one)),
                           db_text(str_from_c(kind->many)), db_int(kind->order)),
                   NULL);
}

rc search_synonyms_clear(struct txn *txn)
{
    return db_exec(txn, &q_synonyms_clear, DB_NO_ARGS, NULL);
}

rc search_synonym_add(struct txn *txn, struct str language, int64_t number, struct str words)
{
    return db_exec(txn, &q_synonym_add, DB_ARGS(db_text(language), db_int(number), db_text(words)), NULL);
}

/* ---- reading all --------------------------------------------------------------------- */

rc search_docs_read(struct reader *reader, struct arena *arena, struct doc_rows *ret_rows)
{
    struct doc_rows found = {0};
    struct rows rows;
    db_query(reader, &q_docs, DB_NO_ARGS, &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &found) = (struct doc_row){rows_int(&rows, 0), rows_text_dup(&rows, 1, arena),
                                                    rows_text_dup(&rows, 2, arena),
                                                    rows_text_dup(&rows, 3, arena), rows_int(&rows, 4)};
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_rows = found;
    return result;
}

rc search_kinds_read(struct reader *reader, struct arena *arena, struct kind_rows *ret_rows)
{
    struct kind_rows found = {0};
    struct rows rows;
    db_query(reader, &q_kinds, DB_NO_ARGS, &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &found) = (struct search_kind){
            arena_c_dup(arena, rows_text(&rows, 0)), arena_c_dup(arena, rows_text(&rows, 1)),
            arena_c_dup(arena, rows_text(&rows, 2)), (int)rows_int(&rows, 3)};
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_rows = found;
    return result;
}

rc search_words_read(struct reader *reader, struct arena *arena, struct str language,
                     struct word_rows *ret_rows)
{
    struct word_rows found = {0};
    struct rows rows;
    db_query(reader, &q_words, DB_ARGS(db_text(language)), &rows);
    while (rows_next(&rows)) {
        struct str stem = rows_text(&rows, 0), word = rows_text(&rows, 1);
        bool same = found.n && str_eq(found.items[found.n - 1].stem, stem);
        struct str kept = same ? found.items[found.n - 1].stem : arena_str_dup(arena, stem);
        *VEC_PUSH(arena, &found) = (struct known_word){
            kept, str_eq(stem, word) ? kept : arena_str_dup(arena, word), rows_int(&rows, 2)};
    }
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_rows = found;
    return result;
}

rc search_synonyms_read(struct reader *reader, struct arena *arena, struct str language,
                        struct synonym_rows *ret_rows)
{
    struct synonym_rows found = {0};
    struct rows rows;
    db_query(reader, &q_synonyms, DB_ARGS(db_text(language)), &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &found) = (struct synonym_row){rows_int(&rows, 0), rows_text_dup(&rows, 1, arena)};
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_rows = found;
    return result;
}

/* ---- asking ----------------------------------------------------------------------------- */

enum { EXPRESSION_MAX_BYTES = 64 * 1024 };

/* The expression for this database. Which one it is only shows in its kind. */
static void write_expression(struct reader *reader, const struct terms *terms, bool any, bool in_title,
                             struct buf *expression)
{
    buf_init(expression, EXPRESSION_MAX_BYTES);
    if (reader_is_sqlite(reader))
        terms_for_sqlite(terms, any, in_title, expression);
    else
        terms_for_postgres(terms, any, expression);
}

rc search_match(struct reader *reader, struct arena *arena, const struct terms *terms, bool any,
                bool in_title, struct ids *ret_ids)
{
    struct ids found = {0};
    struct buf expression;
    struct rows rows;
    write_expression(reader, terms, any, in_title, &expression);
    db_query(reader, in_title ? &q_match_title : &q_match,
             DB_ARGS(db_text(buf_str(&expression)), db_int(SEARCH_MATCHES_MAX)), &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &found) = rows_int(&rows, 0);
    rc result = rows_close(&rows);
    buf_free(&expression);
    if (result == RC_OK)
        *ret_ids = found;
    return result;
}

rc search_stems_read(struct reader *reader, struct arena *arena, const struct ids *ids,
                     struct stems_rows *ret_rows)
{
    struct stems_rows found = {0};
    struct buf list;
    struct rows rows;
    buf_init(&list, EXPRESSION_MAX_BYTES);
    for (size_t i = 0; i < ids->n; i++) {
        buf_add_c(&list, i ? "," : "[");
        buf_add_int(&list, ids->items[i]);
    }
    buf_add_c(&list, ids->n ? "]" : "[]");
    db_query(reader, &q_stems, DB_ARGS(db_text(buf_str(&list))), &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &found) = (struct stems_row){rows_int(&rows, 0), rows_text_dup(&rows, 1, arena),
                                                      rows_text_dup(&rows, 2, arena),
                                                      rows_text_dup(&rows, 3, arena)};
    rc result = rows_close(&rows);
    buf_free(&list);
    if (result == RC_OK)
        *ret_rows = found;
    return result;
}

rc search_doc_shown(struct reader *reader, struct arena *arena, int64_t id, struct shown_doc *ret_doc)
{
    struct rows rows;
    struct shown_doc doc = {0};
    db_query(reader, &q_shown, DB_ARGS(db_int(id)), &rows);
    bool found = rows_next(&rows);
    if (found) {
        struct str *const fields[] = {&doc.kind,     &doc.ref,   &doc.route,   &doc.parts,
                                      &doc.fragment, &doc.title, &doc.summary, &doc.body};
        for (int i = 0; i < 8; i++)
            *fields[i] = rows_text_dup(&rows, i, arena);
    }
    rc result = rows_close(&rows);
    if (result)
        return result;
    if (!found)
        return RC_NOT_FOUND;
    *ret_doc = doc;
    return RC_OK;
}
