/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/examples/examples_store.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "core/snapshot/snapshot.h"

/* The columns of example that facts_from_row reads, in its order. */
#define FACTS                                                                         \
    "e.id, e.code, e.organisation, e.place, e.country, e.population, e.start_month, " \
    "e.end_month, e.status, e.themes, e.published_at, e.demo, e.edited_at, "          \
    "e.updated_at"
#define FACT_TYPES "ittttiiIttiiII"
enum { FACT_COLUMNS = 14 };

static const struct query q_list = {"examples.list",
                                    "SELECT " FACTS ", t.language, t.title, t.slug, t.summary "
                                    "FROM example e JOIN example_text t ON t.example_id = e.id "
                                    "ORDER BY e.start_month DESC, e.code, t.language",
                                    "", FACT_TYPES "tttt"};
static const struct query q_list_methods = {
    "examples.list_methods",
    "SELECT e.start_month, e.code, m.method_code FROM example e JOIN example_method m ON m.example_id = e.id "
    "ORDER BY e.start_month DESC, e.code, m.position",
    "", "itt"};
static const struct query q_id_by_slug = {
    "examples.id_by_slug", "SELECT example_id FROM example_text WHERE slug = $1 LIMIT 1", "t", "i"};
static const struct query q_id_by_code = {"examples.id_by_code", "SELECT id FROM example WHERE code = $1",
                                          "t", "i"};
static const struct query q_by_id = {"examples.by_id",
                                     "SELECT " FACTS ", e.contact, e.links, e.pictures FROM example e "
                                     "WHERE e.id = $1",
                                     "i", FACT_TYPES "ttt"};
static const struct query q_texts = {
    "examples.texts",
    "SELECT language, title, slug, summary, background, aim, process, results, more, picture_texts "
    "FROM example_text WHERE example_id = $1 ORDER BY language",
    "i", "ttttttttTT"};
static const struct query q_methods = {
    "examples.methods", "SELECT method_code FROM example_method WHERE example_id = $1 ORDER BY position", "i",
    "t"};
static const struct query q_insert = {
    "examples.insert",
    "INSERT INTO example (id, code, organisation, place, country, population, start_month, end_month, "
    "status, themes, contact, links, published_at, demo, updated_at, pictures) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    "ittttiiIttttiiIt", ""};
static const struct query q_update = {
    "examples.update",
    "UPDATE example SET code = $2, organisation = $3, place = $4, country = $5, population = $6, "
    "start_month = $7, end_month = $8, status = $9, themes = $10, contact = $11, links = $12, "
    "published_at = $13, demo = $14, updated_at = $15, pictures = $16 WHERE id = $1",
    "ittttiiIttttiiIt", ""};
static const struct query q_delete_texts = {"examples.texts_delete",
                                            "DELETE FROM example_text WHERE example_id = $1", "i", ""};
static const struct query q_insert_text = {
    "examples.text_insert",
    "INSERT INTO example_text (slug, language, example_id, title, sort_key, summary, background, aim, "
    "process, results, more, picture_texts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    "ttitttttttTT", ""};
static const struct query q_delete_methods = {"examples.methods_delete",
                                              "DELETE FROM example_method WHERE example_id = $1", "i", ""};
static const struct query q_insert_method = {
    "examples.method_insert",
    "INSERT INTO example_method (method_code, example_id, position) VALUES ($1, $2, $3)", "tii", ""};

const struct query *const examples_queries[] = {
    &q_list,        &q_list_methods,   &q_id_by_slug,    &q_id_by_code, &q_by_id,
    &q_texts,       &q_methods,        &q_insert,        &q_update,     &q_delete_texts,
    &q_insert_text, &q_delete_methods, &q_insert_method, NULL};

/* ---- rows → structs -------------------------------------------------------------- */

static void facts_from_row(const struct rows *rows, struct arena *arena, struct example *example)
{
    *example = (struct example){
        .id = rows_int(rows, 0),
        .code = rows_text_dup(rows, 1, arena),
        .organisation = rows_text_dup(rows, 2, arena),
        .place = rows_text_dup(rows, 3, arena),
        .country = rows_text_dup(rows, 4, arena),
        .population = rows_int(rows, 5),
        .start = rows_int(rows, 6),
        .end = rows_is_null(rows, 7) ? MONTH_NONE : rows_int(rows, 7),
        .status = (enum example_status)example_term_value(example_statuses, STATUSES, rows_text(rows, 8)),
        .themes = rows_text_dup(rows, 9, arena),
        .methods = STR(""),
        .published_at = rows_int(rows, 10),
        .demo = rows_int(rows, 11) != 0,
        .edited = !rows_is_null(rows, 12),
        .updated_at = rows_int(rows, 12) > rows_int(rows, 13) ? rows_int(rows, 12) : rows_int(rows, 13),
    };
}

struct texts {
    struct example_text *items;
    size_t n, cap;
};

static void add_method(struct arena *arena, struct str *methods, struct str code)
{
    *methods = arena_printf(arena, "%.*s%s%.*s", STR_ARGS(*methods), methods->n ? ";" : "", STR_ARGS(code));
}

/* Both queries give the examples in the same order, but one may have no method. */
static rc list_methods(struct reader *reader, struct arena *arena, struct example_list *list)
{
    struct rows rows;
    size_t i = 0;
    db_query(reader, &q_list_methods, DB_NO_ARGS, &rows);
    while (rows_next(&rows)) {
        while (i < list->n && !str_eq(list->items[i].code, rows_text(&rows, 1)))
            i++;
        if (i < list->n)
            add_method(arena, &list->items[i].methods, rows_text(&rows, 2));
    }
    return rows_close(&rows);
}

rc example_list(struct reader *reader, struct arena *arena, struct example_list *ret_list)
{
    struct example_list list = {0};
    struct texts texts = {0};
    struct rows rows;
    db_query(reader, &q_list, DB_NO_ARGS, &rows);
    while (rows_next(&rows)) {
        struct example *last = list.n ? &list.items[list.n - 1] : NULL;
        if (last == NULL || last->id != rows_int(&rows, 0)) {
            last = VEC_PUSH(arena, &list);
            facts_from_row(&rows, arena, last);
            texts = (struct texts){0};
        }
        struct example_text *text = VEC_PUSH(arena, &texts);
        text->language = rows_text_dup(&rows, FACT_COLUMNS, arena);
        text->words.title = rows_text_dup(&rows, FACT_COLUMNS + 1, arena);
        text->words.slug = rows_text_dup(&rows, FACT_COLUMNS + 2, arena);
        text->words.summary = rows_text_dup(&rows, FACT_COLUMNS + 3, arena);
        last->texts = texts.items;
        last->text_count = texts.n;
    }
    rc result = rows_close(&rows);
    if (result == RC_OK)
        result = list_methods(reader, arena, &list);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

static rc read_facts(struct reader *reader, struct arena *arena, int64_t id, struct example *example)
{
    struct rows rows;
    db_query(reader, &q_by_id, DB_ARGS(db_int(id)), &rows);
    bool found = rows_next(&rows);
    if (found) {
        facts_from_row(&rows, arena, example);
        example->contact = rows_text_dup(&rows, FACT_COLUMNS, arena);
        example->links = rows_text_dup(&rows, FACT_COLUMNS + 1, arena);
        example->pictures = rows_text_dup(&rows, FACT_COLUMNS + 2, arena);
    }
    rc result = rows_close(&rows);
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

static rc read_texts(struct reader *reader, struct arena *arena, struct example *example)
{
    struct texts texts = {0};
    struct rows rows;
    db_query(reader, &q_texts, DB_ARGS(db_int(example->id)), &rows);
    while (rows_next(&rows)) {
        struct example_text *text = VEC_PUSH(arena, &texts);
        text->language = rows_text_dup(&rows, 0, arena);
        for (int i = 0; i < EXAMPLE_WORD_FIELDS; i++)
            *example_word(&text->words, &example_word_fields[i]) = rows_text_dup(&rows, i + 1, arena);
    }
    example->texts = texts.items;
    example->text_count = texts.n;
    rc result = rows_close(&rows);
    return result ? result : texts.n ? RC_OK : RC_NOT_FOUND;
}

static rc read_methods(struct reader *reader, struct arena *arena, struct example *example)
{
    struct rows rows;
    db_query(reader, &q_methods, DB_ARGS(db_int(example->id)), &rows);
    while (rows_next(&rows))
        add_method(arena, &example->methods, rows_text(&rows, 0));
    return rows_close(&rows);
}

/* The id that a query finds for a text, or 0. */
static rc find_id(struct reader *reader, const struct query *query, struct str key, int64_t *ret_id)
{
    struct rows rows;
    db_query(reader, query, DB_ARGS(db_text(key)), &rows);
    int64_t id = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_id = id;
    return result;
}

static rc example_by(struct reader *reader, struct arena *arena, const struct query *query, struct str key,
                     struct example *ret_example)
{
    struct example example;
    int64_t id;
    rc result = find_id(reader, query, key, &id);
    if (result == RC_OK)
        result = id ? read_facts(reader, arena, id, &example) : RC_NOT_FOUND;
    if (result == RC_OK)
        result = read_texts(reader, arena, &example);
    if (result == RC_OK)
        result = read_methods(reader, arena, &example);
    if (result == RC_OK)
        *ret_example = example;
    return result;
}

rc example_by_slug(struct reader *reader, struct arena *arena, struct str slug, struct example *ret_example)
{
    return example_by(reader, arena, &q_id_by_slug, slug, ret_example);
}

rc example_by_code(struct reader *reader, struct arena *arena, struct str code, struct example *ret_example)
{
    return example_by(reader, arena, &q_id_by_code, code, ret_example);
}

/* ---- import ------------------------------------------------------------------------- */

/* A new one has not been updated; a stored one is, now. */
static rc write_facts(struct txn *txn, bool stored, int64_t id, const struct example *e,
                      const struct example_import *import)
{
    const struct query *query = stored ? &q_update : &q_insert;
    return db_exec(txn, query,
                   DB_ARGS(db_int(id), db_text(e->code), db_text(e->organisation), db_text(e->place),
                           db_text(e->country), db_int(e->population), db_int(e->start),
                           e->end == MONTH_NONE ? db_null() : db_int(e->end),
                           db_text(str_from_c(example_statuses[e->status - 1].code)), db_text(e->themes),
                           db_text(e->contact), db_text(e->links), db_int(e->published_at),
                           db_int(import->demo), stored ? db_int(import->now) : db_null(),
                           db_text(e->pictures)),
                   NULL);
}

/* RC_EXISTS where another example has the slug, in whatever language. */
static rc write_text(struct txn *txn, struct arena *arena, int64_t id, const struct example_text *text)
{
    const struct example_words *w = &text->words;
    int64_t owner;
    rc result = find_id(txn_reader(txn), &q_id_by_slug, w->slug, &owner);
    if (result || (owner && owner != id))
        return result ? result : RC_EXISTS;
    return db_exec(txn, &q_insert_text,
                   DB_ARGS(db_text(w->slug), db_text(text->language), db_int(id), db_text(w->title),
                           db_text(utf8_sort_key(arena, w->title)), db_text(w->summary),
                           db_text(w->background), db_text(w->aim), db_text(w->process), db_text(w->results),
                           db_text(w->more), db_text(w->picture_texts)),
                   NULL);
}

static rc write_methods(struct txn *txn, int64_t id, struct str codes)
{
    struct str code;
    rc result = db_exec(txn, &q_delete_methods, DB_ARGS(db_int(id)), NULL);
    for (int64_t i = 1; result == RC_OK && str_split(&codes, ';', &code); i++)
        result = db_exec(txn, &q_insert_method, DB_ARGS(db_text(code), db_int(id), db_int(i)), NULL);
    return result;
}

static rc write_example(struct txn *txn, struct arena *arena, int64_t stored_id,
                        const struct example *example, const struct example_import *import)
{
    int64_t id = stored_id ? stored_id : db_new_id();
    rc result = write_facts(txn, stored_id != 0, id, example, import);
    if (result == RC_OK)
        result = db_exec(txn, &q_delete_texts, DB_ARGS(db_int(id)), NULL);
    for (size_t i = 0; i < example->text_count && result == RC_OK; i++)
        result = write_text(txn, arena, id, &example->texts[i]);
    return result ? result : write_methods(txn, id, example->methods);
}

/* Adds "title_sv, …" where the words in one language differ. */
static void compare_words(struct str language, const struct example *a, const struct example *b,
                          struct buf *fields)
{
    struct example_words x = {0}, y = {0};
    const struct example_words *in_a = example_words_in(a, language), *in_b = example_words_in(b, language);
    if (in_a)
        x = *in_a;
    if (in_b)
        y = *in_b;
    for (size_t i = 0; i < EXAMPLE_WORD_FIELDS; i++) {
        const struct example_word_field *field = &example_word_fields[i];
        table_differ(fields, str_eq(*example_word(&x, field), *example_word(&y, field)), field->column,
                     language);
    }
}

/* The stored example, id 0 where there is none, and in which fields it differs. */
static rc compare_stored(struct reader *reader, struct arena *arena, const struct example_import *import,
                         const struct example_row *row, struct buf *fields, struct example *ret_stored)
{
    struct example wanted = row->example;
    *ret_stored = (struct example){0};
    rc result = example_by_code(reader, arena, wanted.code, ret_stored);
    if (result)
        return result == RC_NOT_FOUND ? RC_OK : result;
    wanted.demo = import->demo;
    example_compare(ret_stored, &wanted, fields);
    for (size_t i = 0; i < wanted.text_count; i++)
        compare_words(wanted.texts[i].language, ret_stored, &wanted, fields);
    for (size_t i = 0; i < ret_stored->text_count; i++)
        if (example_words_in(&wanted, ret_stored->texts[i].language) == NULL)
            compare_words(ret_stored->texts[i].language, ret_stored, &wanted, fields);
    return RC_OK;
}

/* Whether an import leaves a stored example as it is, however it differs. */
static bool is_kept(const struct example_import *import, const struct example *stored)
{
    return stored->edited || (import->demo && !stored->demo);
}

rc example_differences(struct reader *reader, struct arena *arena, const struct example_import *import,
                       const struct example_row *row, struct str *ret_fields, bool *ret_kept)
{
    struct buf fields;
    struct example stored;
    buf_init(&fields, 10000);
    rc result = compare_stored(reader, arena, import, row, &fields, &stored);
    if (result == RC_OK && stored.id == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK) {
        *ret_fields = arena_str_dup(arena, buf_str(&fields));
        *ret_kept = is_kept(import, &stored);
    }
    buf_free(&fields);
    return result;
}

static rc import_row(struct txn *txn, struct arena *arena, const struct example_import *import,
                     const struct example_row *row, struct table_counts *counts)
{
    struct buf fields;
    struct example stored;
    buf_init(&fields, 10000);
    rc result = compare_stored(txn_reader(txn), arena, import, row, &fields, &stored);
    bool differs = fields.n > 0;
    buf_free(&fields);
    if (result)
        return result;
    if (!table_count_row(counts, stored.id != 0, differs, is_kept(import, &stored)))
        return RC_OK;
    return write_example(txn, arena, stored.id, &row->example, import);
}

rc example_import_step(struct txn *txn, const void *in, void *out)
{
    const struct example_import *import = in;
    struct arena *arena = arena_new();
    rc result = RC_OK;
    for (size_t i = 0; i < import->picture_count && result == RC_OK; i++)
        result = picture_put(txn, &import->pictures[i]);
    for (size_t i = 0; i < import->table->n && result == RC_OK; i++) {
        result = import_row(txn, arena, import, &import->table->rows[i], out);
        arena_reset(arena);
    }
    arena_free(arena);
    return result ? result : snapshot_bump(txn, "examples");
}
