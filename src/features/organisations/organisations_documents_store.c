/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_documents_store.h"

#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "features/organisations/organisations_search.h"
#include "features/organisations/organisations_sql.h"

enum { SLUG_BYTES = 80 }; /* leaves room for "-12" within a path's 100 */

/* ---- reading --------------------------------------------------------------------------- */

static struct str text_or_empty(const struct rows *rows, int column, struct arena *arena)
{
    return rows_is_null(rows, column) ? STR("") : rows_text_dup(rows, column, arena);
}

static struct edition from_row(const struct rows *rows, struct arena *arena)
{
    return (struct edition){
        .document = rows_int(rows, 0),
        .kind = rows_text_dup(rows, 1, arena),
        .slug = rows_text_dup(rows, 2, arena),
        .language = rows_text_dup(rows, 3, arena),
        .version = rows_int(rows, 4),
        .number = rows_int(rows, 5),
        .title = rows_text_dup(rows, 6, arena),
        .body = rows_text_dup(rows, 7, arena),
        .board = rows_is_null(rows, 8) ? 0 : rows_int(rows, 8),
        .board_name = text_or_empty(rows, 9, arena),
        .board_name_en = text_or_empty(rows, 10, arena),
        .adopted_by = rows_text_dup(rows, 11, arena),
        .adopted_on = rows_text_dup(rows, 12, arena),
        .case_number = rows_text_dup(rows, 13, arena),
        .published = rows_is_null(rows, 14) ? 0 : rows_int(rows, 14),
    };
}

static rc read_all(struct reader *reader, struct arena *arena, const struct query *query, struct db_args args,
                   struct edition_list *ret_list)
{
    struct edition_list list = {0};
    struct rows rows;
    db_query(reader, query, args, &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &list) = from_row(&rows, arena);
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

rc edition_list_in_force(struct reader *reader, struct arena *arena, int64_t organisation,
                         struct edition_list *ret_list)
{
    return read_all(reader, arena, &sql_editions_in_force, DB_ARGS(db_int(organisation)), ret_list);
}

rc edition_list_newest(struct reader *reader, struct arena *arena, int64_t organisation,
                       struct edition_list *ret_list)
{
    return read_all(reader, arena, &sql_editions_newest, DB_ARGS(db_int(organisation)), ret_list);
}

rc edition_list_of(struct reader *reader, struct arena *arena, int64_t organisation, struct str slug,
                   struct edition_list *ret_list)
{
    rc result = read_all(reader, arena, &sql_editions_of, DB_ARGS(db_int(organisation), db_text(slug)),
                         ret_list);
    return result == RC_OK && ret_list->n == 0 ? RC_NOT_FOUND : result;
}

rc edition_by_number(struct reader *reader, struct arena *arena, int64_t organisation, int64_t document,
                     int64_t number, struct edition *ret_edition)
{
    struct edition_list list;
    rc result = number ? read_all(reader, arena, &sql_edition,
                                  DB_ARGS(db_int(organisation), db_int(document), db_int(number)), &list)
                       : read_all(reader, arena, &sql_edition_last,
                                  DB_ARGS(db_int(organisation), db_int(document)), &list);
    if (result == RC_OK && list.n == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK)
        *ret_edition = list.items[0];
    return result;
}

/* ---- saving ------------------------------------------------------------------------------ */

static rc count(struct reader *reader, const struct query *query, struct db_args args, int64_t *ret_count)
{
    struct rows rows;
    db_query(reader, query, args, &rows);
    if (rows_next(&rows))
        *ret_count = rows_int(&rows, 0);
    return rows_close(&rows);
}

/* A slug of the title that no other document of the organisation has: "principer", "principer-2". */
static rc free_slug(struct txn *txn, struct arena *arena, int64_t organisation, struct str title,
                    struct str *ret_slug)
{
    struct str base = utf8_slug(arena, title, SLUG_BYTES), slug;
    int64_t taken = 1;
    rc result = RC_OK;
    if (base.n == 0)
        base = STR("document");
    slug = base;
    for (int i = 2; result == RC_OK; i++) {
        result = count(txn_reader(txn), &sql_document_taken, DB_ARGS(db_int(organisation), db_text(slug)),
                       &taken);
        if (result || taken == 0)
            break;
        slug = arena_printf(arena, "%.*s-%d", STR_ARGS(base), i);
    }
    *ret_slug = slug;
    return result;
}

/* A new document, or the stored one with a new version. What is stored of it is put in *ret_last, with
 * number 0 where it has no edition yet. */
static rc write_document(struct txn *txn, struct arena *arena, const struct document_save *save,
                         struct edition *ret_last)
{
    const struct edition *e = &save->edition;
    int64_t organisation = save->change.organisation, n = 0, changed;
    *ret_last = (struct edition){.document = save->new_id};
    if (e->document) {
        rc result = db_exec(txn, &sql_document_update,
                            DB_ARGS(db_int(e->document), db_int(organisation), db_int(e->version),
                                    db_text(e->kind), db_text(e->language)),
                            &changed);
        if (result == RC_OK && changed == 0)
            result = RC_NEWER;
        return result ? result
                      : edition_by_number(txn_reader(txn), arena, organisation, e->document, 0, ret_last);
    }
    rc result = count(txn_reader(txn), &sql_documents_count, DB_ARGS(db_int(organisation)), &n);
    if (result == RC_OK && n >= DOCUMENTS_MAX)
        result = RC_LIMIT;
    if (result == RC_OK)
        result = free_slug(txn, arena, organisation, e->title, &ret_last->slug);
    return result ? result
                  : db_exec(txn, &sql_document_insert,
                            DB_ARGS(db_int(save->new_id), db_int(organisation), db_text(e->kind),
                                    db_text(ret_last->slug), db_text(e->language)),
                            NULL);
}

/* The edition in place of the draft, or after what is published. */
static rc write_edition(struct txn *txn, const struct document_save *save, const struct edition *last,
                        int64_t *ret_number)
{
    const struct edition *e = &save->edition;
    bool draft = last->number && last->published == 0, publish = save->act == DOCUMENT_PUBLISH;
    int64_t number = draft ? last->number : last->number + 1;
    if (number > EDITIONS_MAX)
        return RC_LIMIT;
    if (publish && !edition_is_whole(e))
        return RC_INVALID;
    rc result = RC_OK;
    if (draft)
        result = db_exec(txn, &sql_draft_delete, DB_ARGS(db_int(last->document), db_int(number)), NULL);
    if (result == RC_OK)
        result = db_exec(txn, &sql_edition_insert,
                         DB_ARGS(db_int(last->document), db_int(number), db_text(e->title), db_text(e->body),
                                 e->board ? db_int(e->board) : db_null(), db_text(e->adopted_by),
                                 db_text(e->adopted_on), db_text(e->case_number),
                                 publish ? db_int(save->change.now) : db_null()),
                         NULL);
    *ret_number = number;
    return result;
}

/* A document goes with its only draft. */
static rc discard(struct txn *txn, const struct edition *last, struct document_saved *saved)
{
    if (last->number == 0 || last->published)
        return RC_NOT_FOUND;
    rc result = db_exec(txn, &sql_draft_delete, DB_ARGS(db_int(last->document), db_int(last->number)), NULL);
    if (result == RC_OK && last->number == 1) {
        saved->document = 0;
        result = db_exec(txn, &sql_document_delete, DB_ARGS(db_int(last->document)), NULL);
    }
    return result;
}

rc document_save_step(struct txn *txn, const void *in, void *out)
{
    const struct document_save *save = in;
    static const char *const acts[] = {[DOCUMENT_SAVE] = "organisation.draft",
                                       [DOCUMENT_PUBLISH] = "organisation.publish",
                                       [DOCUMENT_DISCARD] = "organisation.discard"};
    struct document_saved *saved = out;
    struct arena *arena = arena_new();
    struct edition last;
    rc result = write_document(txn, arena, save, &last);
    if (result == RC_OK) {
        saved->document = last.document;
        memcpy(saved->slug, last.slug.p, last.slug.n);
    }
    if (result == RC_OK)
        result = save->act == DOCUMENT_DISCARD ? discard(txn, &last, saved)
                                               : write_edition(txn, save, &last, &saved->number);
    if (result == RC_OK && save->act == DOCUMENT_PUBLISH)
        result = organisation_search_put(txn, arena, &save->change);
    if (result == RC_OK)
        result = organisation_log(txn, &save->change, acts[save->act], save->edition.title);
    arena_free(arena);
    return result;
}
