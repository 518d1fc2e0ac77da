/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_demo.h"

#include <jansson.h>

#include "base/vec.h"
#include "features/organisations/organisations_documents_store.h"
#include "features/organisations/organisations_parts_store.h"

static const char *const demo_path = "content/demo/organisations.json";

/* One organisation of the file on its way into the database. */
struct telling {
    const struct seed *seed;
    const json_t *file;
    struct organisation_change change;
    struct board_list boards; /* stored, in the file's order */
};

/* A text of an object, in the arena; "" where it has none. */
static struct str text_of(struct arena *arena, const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return arena_str_dup(arena, text ? str_from_c(text) : STR(""));
}

static const json_t *list_of(const json_t *object, const char *key, size_t *ret_n)
{
    const json_t *list = json_object_get(object, key);
    *ret_n = json_array_size(list);
    return list;
}

/* The stored board that the file means by its place, from 1. */
static int64_t board_at(const struct telling *t, json_int_t place)
{
    return place >= 1 && (size_t)place <= t->boards.n ? t->boards.items[place - 1].id : 0;
}

/* ---- parts ------------------------------------------------------------------------------ */

static rc add_organisation(struct telling *t)
{
    struct arena *arena = t->seed->arena;
    struct organisation_save save = {.change = t->change};
    save.organisation = (struct organisation){.code = text_of(arena, t->file, "code"),
                                              .kind = ORGANISATION_MUNICIPALITY,
                                              .name = text_of(arena, t->file, "name"),
                                              .short_name = text_of(arena, t->file, "short_name"),
                                              .name_en = text_of(arena, t->file, "name_en"),
                                              .slug = text_of(arena, t->file, "slug"),
                                              .county = STR(""),
                                              .hosts = STR(""),
                                              .languages = STR(""),
                                              .controller = text_of(arena, t->file, "controller"),
                                              .privacy_contact = text_of(arena, t->file, "privacy_contact")};
    struct organisation_verify verify = {t->change, true};
    rc result = db_write(t->seed->db, organisation_save_step, &save, NULL, 0);
    return result ? result : db_write(t->seed->db, organisation_verify_step, &verify, NULL, 0);
}

static rc add_levels(struct telling *t)
{
    struct arena *arena = t->seed->arena;
    struct levels_save save = {.change = t->change};
    size_t n;
    const json_t *words = list_of(t->file, "words", &n);
    levels_read(text_of(arena, t->file, "levels"), save.levels.used);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(words, i);
        *VEC_PUSH(arena, &save.levels.words) = (struct level_words){
            (int)json_integer_value(json_object_get(item, "level")), text_of(arena, item, "language"),
            text_of(arena, item, "label"), text_of(arena, item, "explanation")};
    }
    return db_write(t->seed->db, levels_save_step, &save, NULL, 0);
}

static rc add_boards(struct telling *t)
{
    struct arena *arena = t->seed->arena;
    size_t n;
    const json_t *boards = list_of(t->file, "boards", &n);
    rc result = RC_OK;
    for (size_t i = 0; i < n && result == RC_OK; i++) {
        const json_t *item = json_array_get(boards, i);
        struct board_save save = {.change = t->change, .new_id = db_new_id()};
        save.board = (struct board){.name = text_of(arena, item, "name"),
                                    .name_en = text_of(arena, item, "name_en"),
                                    .kind = text_of(arena, item, "kind"),
                                    .ended_on = text_of(arena, item, "ended_on")};
        result = db_write(t->seed->db, board_save_step, &save, NULL, 0);
        *VEC_PUSH(arena, &t->boards) = (struct board){.id = save.new_id};
    }
    return result;
}

static rc add_groups(struct telling *t)
{
    struct arena *arena = t->seed->arena;
    size_t n, places, line;
    const json_t *groups = list_of(t->file, "groups", &n);
    rc result = RC_OK;
    for (size_t i = 0; i < n && result == RC_OK; i++) {
        const json_t *item = json_array_get(groups, i), *boards = list_of(item, "boards", &places);
        struct group_save save = {.change = t->change, .new_id = db_new_id()};
        save.group = (struct steering_group){.name = text_of(arena, item, "name"),
                                             .name_en = text_of(arena, item, "name_en"),
                                             .task = text_of(arena, item, "task"),
                                             .ended_on = STR("")};
        if (members_read(arena, text_of(arena, item, "members"), &save.group.members, &line))
            return RC_INVALID;
        for (size_t k = 0; k < places; k++)
            *VEC_PUSH(arena, &save.group.boards) = (struct board){
                .id = board_at(t, json_integer_value(json_array_get(boards, k)))};
        result = db_write(t->seed->db, group_save_step, &save, NULL, 0);
    }
    return result;
}

/* A document with its editions, each published after the one before. */
static rc add_document(struct telling *t, const json_t *document)
{
    struct arena *arena = t->seed->arena;
    struct document_saved saved = {0};
    size_t n;
    const json_t *editions = list_of(document, "editions", &n);
    rc result = RC_OK;
    for (size_t i = 0; i < n && result == RC_OK; i++) {
        const json_t *item = json_array_get(editions, i);
        struct document_save save = {.change = t->change, .act = DOCUMENT_PUBLISH, .new_id = db_new_id()};
        save.edition = (struct edition){
            .document = saved.document,
            .version = (int64_t)i, /* a document's first is 1 */
            .kind = text_of(arena, document, "kind"),
            .language = text_of(arena, document, "language"),
            .title = text_of(arena, item, "title"),
            .body = text_of(arena, item, "body"),
            .board = board_at(t, json_integer_value(json_object_get(item, "board"))),
            .adopted_by = STR(""),
            .adopted_on = text_of(arena, item, "adopted_on"),
            .case_number = text_of(arena, item, "case_number")};
        result = db_write(t->seed->db, document_save_step, &save, &saved, sizeof saved);
    }
    return result;
}

static rc add_documents(struct telling *t)
{
    size_t n;
    const json_t *documents = list_of(t->file, "documents", &n);
    rc result = RC_OK;
    for (size_t i = 0; i < n && result == RC_OK; i++)
        result = add_document(t, json_array_get(documents, i));
    return result;
}

/* ---- the file -------------------------------------------------------------------------------- */

static rc add_one(struct telling *t)
{
    struct organisation stored;
    struct reader *reader;
    rc result = db_read_begin(t->seed->db, &reader);
    if (result)
        return result;
    result = organisation_by_slug(reader, t->seed->arena, text_of(t->seed->arena, t->file, "slug"), &stored);
    db_read_end(reader);
    if (result != RC_NOT_FOUND)
        return result;
    result = add_organisation(t);
    if (result == RC_OK)
        result = add_levels(t);
    if (result == RC_OK)
        result = add_boards(t);
    if (result == RC_OK)
        result = add_groups(t);
    return result ? result : add_documents(t);
}

rc organisations_demo(const struct seed *seed)
{
    struct str text;
    rc result = files_read(seed->files, seed->arena, demo_path, &text);
    if (result)
        return result;
    json_t *file = json_loadb(text.p, text.n, 0, NULL);
    size_t n = json_array_size(file);
    result = file ? RC_OK : RC_INVALID;
    for (size_t i = 0; i < n && result == RC_OK; i++) {
        struct telling t = {
            .seed = seed,
            .file = json_array_get(file, i),
            .change = {.organisation = db_new_id(), .now = time_now(), .languages = seed->languages}};
        result = add_one(&t);
    }
    json_decref(file);
    if (result == RC_OK)
        seed->tell(arena_printf(seed->arena, "%zu fictional organisations", n).p);
    return result;
}
