/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any body: urlencoded or multipart, decoded and read as a form with a field of
 * each kind. What comes out is text, within limits, and can be shown again.
 * The first byte chooses; a multipart's Content-Type is the first line.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "core/web/form.h"
#include "core/web/inside.h"

static const struct choice choices[] = {{"a", "A", NULL}, {"", "B", "b"}, {"c", "C", NULL}, {0}};

static const struct field fields[] = {
    {.name = "t", .kind = FIELD_TEXT, .label = "T", .hint = "t", .required = true, .min = 1, .max = 20},
    {.name = "l", .kind = FIELD_LINES, .label = "L"},
    {.name = "i", .kind = FIELD_INT, .label = "I", .min = -5, .max = 5},
    {.name = "r", .kind = FIELD_REAL, .label = "R"},
    {.name = "k", .kind = FIELD_CHECK, .label = "K", .required = true},
    {.name = "o", .kind = FIELD_CHOICE, .label = "O", .choices = choices},
    {.name = "s", .kind = FIELD_CHOICES, .label = "S", .min = 1, .max = 1, .choices = choices},
};
enum { COUNT = sizeof fields / sizeof fields[0] };

static void check(bool truth)
{
    if (!truth)
        abort();
}

static void check_pairs(struct pairs pairs)
{
    check(pairs.n <= REQUEST_MAX_PAIRS);
    for (size_t i = 0; i < pairs.n; i++)
        check(utf8_is_text(pairs.items[i].name) && utf8_is_text(pairs.items[i].value));
}

static void check_uploads(struct uploads uploads, struct str bytes)
{
    for (size_t i = 0; i < uploads.n; i++) {
        const struct upload *upload = &uploads.items[i];
        check(utf8_is_text(upload->name) && utf8_is_text(upload->file_name) &&
              utf8_is_text(upload->media_type));
        check(str_find_byte(upload->file_name, '/') == upload->file_name.n);
        check(upload->bytes.p >= bytes.p && upload->bytes.p + upload->bytes.n <= bytes.p + bytes.n);
    }
}

static void read_form(struct arena *arena, struct pairs pairs)
{
    struct languages *languages = ARENA_NEW(arena, struct languages);
    check(languages_add(languages, arena, "en", STR_NONE) == RC_OK);
    struct request *request = ARENA_NEW(arena, struct request);
    request->arena = arena;
    request->language = languages->items[0];
    struct field_value values[COUNT];
    struct faults faults = {0};
    check(form_read(request, pairs, fields, COUNT, values, &faults) == RC_OK);
    check(faults.n <= COUNT * 2);
    for (size_t i = 0; i < COUNT; i++)
        check(utf8_is_text(values[i].text));
    struct value *view = form_view(request, fields, COUNT, values, &faults);
    check(value_count(value_get(view, "faults")) == faults.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct arena *arena = arena_new();
    struct str bytes = {(const char *)data + 1, size - 1};
    struct pairs pairs = {0};
    struct uploads uploads = {0};
    rc result;
    if (data[0] & 1) {
        size_t line = str_find_byte(bytes, '\n');
        struct str boundary = multipart_boundary(arena, str_sub(bytes, 0, line));
        bytes = str_skip(bytes, line + 1);
        result = multipart_read(arena, bytes, boundary.p ? boundary : STR("B"), &pairs, &uploads);
    } else {
        result = url_decode_pairs(arena, bytes, &pairs);
    }
    if (result == RC_OK) {
        check_pairs(pairs);
        check_uploads(uploads, bytes);
        read_form(arena, pairs);
    }
    arena_free(arena);
    return 0;
}
