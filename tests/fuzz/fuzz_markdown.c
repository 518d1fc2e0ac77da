/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any text as Markdown: it is refused, or becomes balanced HTML of known tags and
 * attributes with safe links, whatever the resolver answers and the finder finds.
 */
#include <stdlib.h>

#include "core/view/markdown.h"
#include "core/view/tests/markup_strict.h"

/* The name as it is: what an editor could make of any internal link. */
static struct str resolve(void *context, struct str kind, struct str name)
{
    (void)context;
    return kind.n % 2 ? name : STR("/x?a&b");
}

static bool find(void *context, struct str text, size_t *ret_at, size_t *ret_n, struct str *ret_target)
{
    size_t at = str_find_byte(text, 'e');
    (void)context;
    *ret_at = at;
    *ret_n = 1;
    *ret_target = STR("term:e");
    return at < text.n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct markdown_finder finder = {find, NULL};
    struct arena *arena = arena_new();
    for (int round = 0; round < 2; round++) {
        struct markdown markdown;
        struct str text = {(const char *)data, size};
        if (markdown_read(arena, text, round ? &finder : NULL, &markdown))
            continue;
        struct str html = value_as_str(markdown_show(arena, &markdown, resolve, NULL));
        if (!markup_is_strict(html))
            abort();
    }
    arena_free(arena);
    return 0;
}
