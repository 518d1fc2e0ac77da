/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/library_seed.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/vec.h"
#include "features/guide/pub/guide.h"
#include "features/library/library_store.h"

struct file_list {
    struct content_file *items;
    size_t n, cap;
};

static rc read_files(const struct seed *seed, struct file_list *list)
{
    static const char *const patterns[] = {"content/library/*/*.md", "content/glossary.csv",
                                           "content/challenges.json"};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct path_list paths;
        files_match(seed->files, seed->arena, patterns[i], &paths);
        for (size_t k = 0; k < paths.n; k++) {
            struct content_file file = {.path = str_from_c(paths.items[k])};
            rc result = files_read(seed->files, seed->arena, paths.items[k], &file.text);
            if (result)
                return result;
            *VEC_PUSH(seed->arena, list) = file;
        }
    }
    return RC_OK;
}

/* The methods that are there already: the guide is filled first. */
static rc read_methods(const struct seed *seed, struct map *methods)
{
    struct reader *reader;
    rc result = db_read_begin(seed->db, &reader);
    if (result)
        return result;
    result = guide_method_codes(reader, seed->arena, methods);
    db_read_end(reader);
    return result;
}

static void print_faults(const struct library_content *content)
{
    for (size_t i = 0; i < content->fault_count; i++) {
        const struct content_fault *fault = &content->faults[i];
        if (fault->line)
            fprintf(stderr, "%.*s:%zu: %.*s\n", STR_ARGS(fault->file), fault->line, STR_ARGS(fault->message));
        else
            fprintf(stderr, "%.*s: %.*s\n", STR_ARGS(fault->file), STR_ARGS(fault->message));
    }
}

rc library_seed(const struct seed *seed)
{
    struct file_list files = {0};
    struct map methods;
    struct library_content content;
    const char **codes = ARENA_ARRAY(seed->arena, const char *, seed->languages->n + 1);
    for (size_t i = 0; i < seed->languages->n; i++)
        codes[i] = language_code(seed->languages->items[i]);
    map_init(&methods, seed->arena);
    rc result = read_files(seed, &files);
    if (result == RC_OK)
        result = read_methods(seed, &methods);
    if (result)
        return result;
    struct content_source source = {files.items, files.n, codes, seed->languages->n, &methods};
    result = library_content_read(seed->arena, &source, &content);
    if (result) {
        print_faults(&content);
        return result;
    }
    struct library_import import = {&content, codes, seed->languages->n};
    struct library_import_result counts;
    result = db_write(seed->db, library_import_step, &import, &counts, sizeof counts);
    if (result == RC_OK)
        seed->tell(
            arena_printf(seed->arena, "%zu texts and %zu terms in the library", content.n, content.term_count)
                .p);
    return result;
}
