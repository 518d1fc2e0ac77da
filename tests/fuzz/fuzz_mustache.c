/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any template: it compiles or is refused with a place, and what compiles
 * prints pages of the same shape whatever the words in the view.
 */
#include <stdlib.h>

#include "core/view/html.h"
#include "core/view/mustache.h"
#include "core/view/tests/html_shape.h"

#define NASTY STR("\"'><script>javascript://evil</title>&#34;-->\n{{x}} on=x ../")

static struct value *make_view(struct arena *arena, bool wild)
{
    struct value *view = value_map(arena), *list = value_set_list(view, "l");
    struct str word = wild ? NASTY : STR("word");
    value_set_str(view, "x", word);
    value_set_url(view, "u", STR("https://a.se"));
    value_set_url(view, "v", STR("/path?q"));
    value_set(view, "h", html_link(arena, STR("/x"), word));
    value_set_bool(view, "n", false);
    value_set_int(value_set_map(view, "m"), "i", 1);
    value_set_c(view, "p", "part");
    value_push_str(list, word);
    value_push_str(list, word);
    return view;
}

/* RC_LIMIT when the page was cut. */
static rc shape_of(const struct template_set *set, struct arena *arena, bool wild,
                   struct buf *shape)
{
    struct buf page;
    struct template_fault fault;
    buf_init(&page, 1 << 16);
    buf_init(shape, 1 << 17);
    rc result = template_render(set, STR("t"), make_view(arena, wild), &page, &fault);
    html_shape(shape, buf_str(&page));
    buf_free(&page);
    return result;
}

static void check_shapes(const struct template_set *set, struct arena *arena)
{
    struct buf calm, wild;
    rc first = shape_of(set, arena, false, &calm), second = shape_of(set, arena, true, &wild);
    if (first != RC_LIMIT && second != RC_LIMIT && !str_eq(buf_str(&calm), buf_str(&wild)))
        abort();
    buf_free(&calm);
    buf_free(&wild);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 4096)
        return 0;
    struct arena *arena = arena_new();
    struct str source = {(const char *)data, size};
    for (int unchecked = 0; unchecked < 2; unchecked++) {
        struct template_options options = {.unchecked = unchecked, .strict = size % 2};
        struct template_set *set = template_set_new(arena, &options);
        struct template_fault fault = {0};
        rc result = template_set_add(set, STR("t"), source, &fault);
        if (result != RC_OK && (fault.line == 0 || fault.column == 0 || fault.text[0] == '\0'))
            abort();
        if (result != RC_OK ||
            template_set_add(set, STR("part"), STR("<p>\n{{x}}\n  {{>*p}}\n</p>"), NULL) != RC_OK ||
            template_set_link(set, &fault) != RC_OK)
            continue;
        struct buf shape;
        if (unchecked) {
            (void)(shape_of(set, arena, true, &shape) == RC_OK);
            buf_free(&shape);
        } else {
            check_shapes(set, arena);
        }
    }
    arena_free(arena);
    return 0;
}
