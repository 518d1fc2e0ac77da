/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/library_shelf.h"

#include "features/library/library_terms.h"

static void index_entries(struct library *library, struct arena *arena)
{
    for (size_t i = 0; i < library->entries.n; i++) {
        struct library_entry *entry = &library->entries.items[i];
        struct str code = library_key(arena, entry->item.kind, entry->item.code);
        struct str slug = arena_printf(arena, "%s/%.*s", library_shelves[entry->item.kind],
                                       STR_ARGS(entry->words.slug));
        (void)map_put(&library->by_code, code, entry);
        (void)map_put(&library->by_slug, slug, entry);
    }
    for (size_t i = 0; i < library->terms.n; i++) {
        struct glossary_entry *term = &library->terms.items[i];
        (void)map_put(&library->term_by_code, term->term.code, term);
        if (term->term.concept.n)
            (void)map_put(&library->term_by_code, term->term.concept, term);
    }
}

static void fill_forms(const struct library *library, struct arena *arena, struct term_table *table)
{
    term_table_init(table, arena);
    for (size_t i = 0; i < library->terms.n; i++) {
        const struct glossary_entry *term = &library->terms.items[i];
        (void)term_table_add(table, term->words.term, term->term.code);
        (void)term_table_add(table, term->words.forms, term->term.code);
    }
}

/* ---- texts ------------------------------------------------------------------------ */

struct page_terms {
    struct term_finding finding;
    const struct library *library;
    struct arena *arena;
};

static bool find_term(void *context, struct str text, size_t *ret_at, size_t *ret_n, struct str *ret_target)
{
    struct page_terms *terms = context;
    struct str code;
    if (!term_find(&terms->finding, text, ret_at, ret_n, &code))
        return false;
    *ret_target = ARENA_CONCAT(terms->arena, STR("term:"), code);
    return true;
}

/* A term that the author links is not linked once more. */
static void use_linked(void *context, struct str target)
{
    struct page_terms *terms = context;
    struct str kind, name;
    if (!markdown_is_internal(target, &kind, &name) || !str_eq(kind, STR("term")))
        return;
    const struct glossary_entry *term = map_get(&terms->library->term_by_code, name);
    if (term)
        term_finding_use(&terms->finding, term->term.code);
}

/* Read twice: once for the links that the author made, and once to find the others. */
static rc read_body(const struct library *library, const struct term_table *table, struct arena *arena,
                    struct arena *scratch, const struct library_entry *entry, struct markdown *ret_body)
{
    struct page_terms terms = {.library = library, .arena = arena};
    struct markdown_finder finder = {find_term, &terms};
    struct markdown linked;
    struct arena *page = arena_new();
    term_finding_init(&terms.finding, table, page, scratch);
    rc result = markdown_read(page, entry->words.body, NULL, &linked);
    if (result == RC_OK) {
        markdown_each_link(&linked, use_linked, &terms);
        result = markdown_read(arena, entry->words.body, &finder, ret_body);
    }
    arena_free(page);
    return result;
}

/* A text that cannot be shown is an empty one: it was checked when it came in. */
static void read_bodies(struct library *library, struct arena *arena)
{
    struct markdown *bodies = ARENA_ARRAY(arena, struct markdown, library->entries.n);
    struct arena *scratch = arena_new();
    struct term_table table;
    fill_forms(library, arena, &table);
    for (size_t i = 0; i < library->entries.n; i++)
        if (read_body(library, &table, arena, scratch, &library->entries.items[i], &bodies[i]))
            bodies[i] = (struct markdown){0};
    arena_free(scratch);
    library->bodies = bodies;
}

static rc load(struct reader *reader, struct arena *arena, const void *variant, const void **ret_data)
{
    struct str language = str_from_c(language_code(variant));
    struct library *library = ARENA_NEW(arena, struct library);
    map_init(&library->by_code, arena);
    map_init(&library->by_slug, arena);
    map_init(&library->term_by_code, arena);
    rc result = library_list(reader, arena, language, &library->entries);
    if (result == RC_OK)
        result = glossary_list(reader, arena, language, &library->terms);
    if (result)
        return result;
    index_entries(library, arena);
    read_bodies(library, arena);
    *ret_data = library;
    return RC_OK;
}

const struct snapshot_kind library_kind = {"library", load};

const struct library_entry *library_by_code(const struct library *library, struct arena *arena,
                                            struct str kind, struct str code)
{
    return map_get(&library->by_code, ARENA_CONCAT(arena, kind, STR(":"), code));
}

const struct library_entry *library_by_slug(const struct library *library, struct arena *arena,
                                            const char *shelf, struct str slug)
{
    return map_get(&library->by_slug, ARENA_CONCAT(arena, str_from_c(shelf), STR("/"), slug));
}

const struct markdown *library_body(const struct library *library, const struct library_entry *entry)
{
    return &library->bodies[entry - library->entries.items];
}
