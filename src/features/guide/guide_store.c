/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_store.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "core/snapshot/snapshot.h"

/* The columns of method that method_from_row reads, in its order. */
#define FACTS                                                                                 \
    "m.id, m.code, m.kind, m.audience, m.levels, m.purposes, m.phases, m.recruitment, "       \
    "m.formats, m.duration, m.participants_min, m.participants_max, m.minutes_min, "          \
    "m.minutes_max, m.lead_weeks, m.run_weeks, m.cost_band, m.staff_effort, "                 \
    "m.facilitation_skill, m.conflict, m.complexity, m.representativeness, m.hard_to_reach, " \
    "m.depth, m.breadth, m.children, m.needs_influence, m.spatial, m.edited_at, "             \
    "m.updated_at, m.published_at"
#define FACT_TYPES \
    "ittttttttt"   \
    "iiiiiiiii"    \
    "iiiiiiiii"    \
    "Iii"
enum { FACT_COLUMNS = 31 };

#define WORDS                                                                                   \
    "t.name, t.slug, t.summary, t.strengths, t.weaknesses, t.use_when, t.avoid_when, t.steps, " \
    "t.origin, m.related, m.source"
#define WORD_TYPES "tttttTTTTtt"

static const struct query q_list = {"guide.method_list",
                                    "SELECT " FACTS ", t.name, t.slug, t.summary "
                                    "FROM method_text t JOIN method m ON m.id = t.method_id "
                                    "WHERE t.language = $1 ORDER BY t.sort_key, t.slug",
                                    "t", FACT_TYPES "ttt"};
static const struct query q_by_slug = {"guide.method_by_slug",
                                       "SELECT " FACTS ", " WORDS " "
                                       "FROM method_text t JOIN method m ON m.id = t.method_id "
                                       "WHERE t.language = $1 AND t.slug = $2",
                                       "tt", FACT_TYPES WORD_TYPES};
static const struct query q_by_code = {
    "guide.method_by_code",
    "SELECT " FACTS ", " WORDS " "
    "FROM method m JOIN method_text t ON t.method_id = m.id AND t.language = $1 "
    "WHERE m.code = $2",
    "tt", FACT_TYPES WORD_TYPES};
static const struct query q_slug_in = {
    "guide.method_slug_in", "SELECT slug FROM method_text WHERE method_id = $1 AND language = $2", "it", "t"};
static const struct query q_codes = {"guide.method_codes", "SELECT code FROM method ORDER BY code", "", "t"};
static const struct query q_insert = {
    "guide.method_insert",
    "INSERT INTO method (id, code, kind, audience, levels, purposes, phases, recruitment, formats, "
    "duration, participants_min, participants_max, minutes_min, minutes_max, lead_weeks, run_weeks, "
    "cost_band, staff_effort, facilitation_skill, conflict, complexity, representativeness, "
    "hard_to_reach, depth, breadth, children, needs_influence, spatial, related, source, updated_at, "
    "published_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
    "$20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $31)",
    "itttttttttiiiiiiiiiiiiiiiiiitti", ""};
static const struct query q_update = {
    "guide.method_update",
    "UPDATE method SET code = $2, kind = $3, audience = $4, levels = $5, purposes = $6, phases = $7, "
    "recruitment = $8, formats = $9, duration = $10, participants_min = $11, participants_max = $12, "
    "minutes_min = $13, minutes_max = $14, lead_weeks = $15, run_weeks = $16, cost_band = $17, "
    "staff_effort = $18, facilitation_skill = $19, conflict = $20, complexity = $21, "
    "representativeness = $22, hard_to_reach = $23, depth = $24, breadth = $25, children = $26, "
    "needs_influence = $27, spatial = $28, related = $29, source = $30, updated_at = $31 "
    "WHERE id = $1",
    "itttttttttiiiiiiiiiiiiiiiiiitti", ""};
static const struct query q_delete_text = {
    "guide.method_text_delete", "DELETE FROM method_text WHERE method_id = $1 AND language = $2", "it", ""};
static const struct query q_insert_text = {
    "guide.method_text_insert",
    "INSERT INTO method_text (language, slug, method_id, name, sort_key, summary, strengths, "
    "weaknesses, use_when, avoid_when, steps, origin) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    "ttitttttTTTT", ""};

const struct query *const guide_queries[] = {&q_list,   &q_by_slug,     &q_by_code,     &q_slug_in, &q_insert,
                                             &q_update, &q_delete_text, &q_insert_text, &q_codes,   NULL};

/* ---- rows → structs ---------------------------------------------------------- */

static int code_at(const struct rows *rows, int column, enum methodmatch_vocab vocab)
{
    return methodmatch_value(vocab, rows_text(rows, column));
}

static void method_from_row(const struct rows *rows, struct arena *arena, struct method *method)
{
    *method = (struct method){.id = rows_int(rows, 0)};
    struct method_facts *facts = &method->facts;
    facts->id = rows_text_dup(rows, 1, arena);
    facts->kind = (enum method_kind)code_at(rows, 2, VOCAB_KIND);
    facts->audience = (enum method_audience)code_at(rows, 3, VOCAB_AUDIENCE);
    method->lists = (struct method_lists){.levels = rows_text_dup(rows, 4, arena),
                                          .purposes = rows_text_dup(rows, 5, arena),
                                          .phases = rows_text_dup(rows, 6, arena),
                                          .recruitment = rows_text_dup(rows, 7, arena),
                                          .formats = rows_text_dup(rows, 8, arena)};
    method_read_lists(method);
    method->duration = (enum method_duration)code_at(rows, 9, VOCAB_DURATION);
    facts->participants_min = (uint32_t)rows_int(rows, 10);
    facts->participants_max = (uint32_t)rows_int(rows, 11);
    facts->event_minutes_min = (uint32_t)rows_int(rows, 12);
    method->event_minutes_max = (uint32_t)rows_int(rows, 13);
    facts->lead_weeks = (uint16_t)rows_int(rows, 14);
    facts->run_weeks = (uint16_t)rows_int(rows, 15);
    facts->cost_band = (uint8_t)rows_int(rows, 16);
    facts->staff_effort = (uint8_t)rows_int(rows, 17);
    facts->facilitation_skill = (uint8_t)rows_int(rows, 18);
    facts->conflict = (uint8_t)rows_int(rows, 19);
    facts->complexity = (uint8_t)rows_int(rows, 20);
    facts->representativeness = (uint8_t)rows_int(rows, 21);
    facts->hard_to_reach = (uint8_t)rows_int(rows, 22);
    facts->depth = (uint8_t)rows_int(rows, 23);
    facts->breadth = (uint8_t)rows_int(rows, 24);
    facts->works_with_children = rows_int(rows, 25) != 0;
    facts->needs_influenceable_question = rows_int(rows, 26) != 0;
    facts->spatial = rows_int(rows, 27) != 0;
    method->edited = !rows_is_null(rows, 28);
    method->updated = rows_int(rows, 29);
    method->published = rows_int(rows, 30);
}

static void entry_from_row(const struct rows *rows, struct arena *arena, struct guide_entry *entry)
{
    method_from_row(rows, arena, &entry->method);
    for (int i = 0; i < METHOD_WORD_FIELDS; i++)
        *method_word(&entry->words, &method_word_fields[i]) = rows_text_dup(rows, FACT_COLUMNS + i, arena);
    entry->method.related = rows_text_dup(rows, FACT_COLUMNS + METHOD_WORD_FIELDS, arena);
    entry->method.source = rows_text_dup(rows, FACT_COLUMNS + METHOD_WORD_FIELDS + 1, arena);
}

rc method_list(struct reader *reader, struct arena *arena, struct str language,
               struct guide_entries *ret_entries)
{
    struct guide_entries entries = {0};
    struct rows rows;
    db_query(reader, &q_list, DB_ARGS(db_text(language)), &rows);
    while (rows_next(&rows)) {
        struct guide_entry *entry = VEC_PUSH(arena, &entries);
        method_from_row(&rows, arena, &entry->method);
        entry->words.name = rows_text_dup(&rows, FACT_COLUMNS, arena);
        entry->words.slug = rows_text_dup(&rows, FACT_COLUMNS + 1, arena);
        entry->words.summary = rows_text_dup(&rows, FACT_COLUMNS + 2, arena);
    }
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_entries = entries;
    return result;
}

static rc method_by(struct reader *reader, struct arena *arena, const struct query *query,
                    struct str language, struct str key, struct guide_entry *ret_entry)
{
    struct guide_entry entry = {0};
    struct rows rows;
    db_query(reader, query, DB_ARGS(db_text(language), db_text(key)), &rows);
    bool found = rows_next(&rows);
    if (found)
        entry_from_row(&rows, arena, &entry);
    rc result = rows_close(&rows);
    if (result)
        return result;
    if (!found)
        return RC_NOT_FOUND;
    *ret_entry = entry;
    return RC_OK;
}

rc method_by_slug(struct reader *reader, struct arena *arena, struct str language, struct str slug,
                  struct guide_entry *ret_entry)
{
    return method_by(reader, arena, &q_by_slug, language, slug, ret_entry);
}

rc method_by_code(struct reader *reader, struct arena *arena, struct str language, struct str code,
                  struct guide_entry *ret_entry)
{
    return method_by(reader, arena, &q_by_code, language, code, ret_entry);
}

rc method_slug_in(struct reader *reader, struct arena *arena, int64_t method_id, struct str language,
                  struct str *ret_slug)
{
    struct rows rows;
    db_query(reader, &q_slug_in, DB_ARGS(db_int(method_id), db_text(language)), &rows);
    bool found = rows_next(&rows);
    struct str slug = found ? rows_text_dup(&rows, 0, arena) : STR_NONE;
    rc result = rows_close(&rows);
    if (result)
        return result;
    if (!found)
        return RC_NOT_FOUND;
    *ret_slug = slug;
    return RC_OK;
}

rc method_codes(struct reader *reader, struct arena *arena, struct map *codes)
{
    struct rows rows;
    db_query(reader, &q_codes, DB_NO_ARGS, &rows);
    while (rows_next(&rows))
        map_put(codes, rows_text_dup(&rows, 0, arena), codes);
    return rows_close(&rows);
}

/* ---- import -------------------------------------------------------------------- */

static struct db_value code_value(enum methodmatch_vocab vocab, int value)
{
    const struct vocab_term *term = methodmatch_term(vocab, value);
    return db_text(str_from_c(term ? term->code : ""));
}

static rc write_method(struct txn *txn, const struct query *query, int64_t id, const struct method *method,
                       time_us now)
{
    const struct method_facts *f = &method->facts;
    return db_exec(
        txn, query,
        DB_ARGS(db_int(id), db_text(f->id), code_value(VOCAB_KIND, (int)f->kind),
                code_value(VOCAB_AUDIENCE, (int)f->audience), db_text(method->lists.levels),
                db_text(method->lists.purposes), db_text(method->lists.phases),
                db_text(method->lists.recruitment), db_text(method->lists.formats),
                code_value(VOCAB_DURATION, (int)method->duration), db_int(f->participants_min),
                db_int(f->participants_max), db_int(f->event_minutes_min), db_int(method->event_minutes_max),
                db_int(f->lead_weeks), db_int(f->run_weeks), db_int(f->cost_band), db_int(f->staff_effort),
                db_int(f->facilitation_skill), db_int(f->conflict), db_int(f->complexity),
                db_int(f->representativeness), db_int(f->hard_to_reach), db_int(f->depth), db_int(f->breadth),
                db_int(f->works_with_children), db_int(f->needs_influenceable_question), db_int(f->spatial),
                db_text(method->related), db_text(method->source), db_int(now)),
        NULL);
}

static rc write_words(struct txn *txn, struct arena *arena, int64_t id, struct str language,
                      const struct method_words *w)
{
    rc result = db_exec(txn, &q_delete_text, DB_ARGS(db_int(id), db_text(language)), NULL);
    if (result)
        return result;
    return db_exec(txn, &q_insert_text,
                   DB_ARGS(db_text(language), db_text(w->slug), db_int(id), db_text(w->name),
                           db_text(utf8_sort_key(arena, w->name)), db_text(w->summary), db_text(w->strengths),
                           db_text(w->weaknesses), db_text(w->use_when), db_text(w->avoid_when),
                           db_text(w->steps), db_text(w->origin)),
                   NULL);
}

/* Looks for the row's method in all languages; id is 0 where it is not stored. */
static rc compare_stored(struct reader *reader, struct arena *arena, const struct method_import *import,
                         const struct method_row *row, struct buf *fields, struct method *ret_stored)
{
    *ret_stored = (struct method){0};
    for (size_t i = 0; i < import->language_count; i++) {
        struct guide_entry entry = {0};
        rc result = method_by_code(reader, arena, str_from_c(import->languages[i]), row->method.facts.id,
                                   &entry);
        if (result && result != RC_NOT_FOUND)
            return result;
        if (result == RC_OK && ret_stored->id == 0) {
            *ret_stored = entry.method;
            method_compare(&entry.method, &row->method, fields);
        }
        for (size_t k = 0; k < METHOD_WORD_FIELDS; k++) {
            const struct method_word_field *field = &method_word_fields[k];
            table_differ(fields,
                         str_eq(*method_word(&entry.words, field), *method_word(&row->words[i], field)),
                         field->column, str_from_c(import->languages[i]));
        }
    }
    return RC_OK;
}

rc method_differences(struct reader *reader, struct arena *arena, const struct method_import *import,
                      const struct method_row *row, struct str *ret_fields, bool *ret_edited)
{
    struct buf fields;
    struct method stored;
    buf_init(&fields, 10000);
    rc result = compare_stored(reader, arena, import, row, &fields, &stored);
    if (result == RC_OK && stored.id == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK) {
        *ret_fields = arena_str_dup(arena, buf_str(&fields));
        *ret_edited = stored.edited;
    }
    buf_free(&fields);
    return result;
}

static rc import_row(struct txn *txn, struct arena *arena, const struct method_import *import,
                     const struct method_row *row, struct table_counts *counts)
{
    struct buf fields;
    struct method stored;
    buf_init(&fields, 10000);
    rc result = compare_stored(txn_reader(txn), arena, import, row, &fields, &stored);
    bool differs = fields.n > 0;
    buf_free(&fields);
    if (result)
        return result;
    if (!table_count_row(counts, stored.id != 0, differs, stored.edited))
        return RC_OK;
    int64_t id = stored.id ? stored.id : db_new_id();
    result = write_method(txn, stored.id ? &q_update : &q_insert, id, &row->method, import->now);
    for (size_t i = 0; i < import->language_count && result == RC_OK; i++)
        result = write_words(txn, arena, id, str_from_c(import->languages[i]), &row->words[i]);
    return result;
}

rc method_import_step(struct txn *txn, const void *in, void *out)
{
    const struct method_import *import = in;
    struct arena *arena = arena_new();
    rc result = RC_OK;
    for (size_t i = 0; i < import->table->n && result == RC_OK; i++) {
        result = import_row(txn, arena, import, &import->table->rows[i], out);
        arena_reset(arena);
    }
    arena_free(arena);
    return result ? result : snapshot_bump(txn, "guide");
}
