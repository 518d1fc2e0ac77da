/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/form.h"

/* What the parts of one field share. */
struct drawing {
    struct arena *arena;
    const struct language *language;
    const struct field *field;
    const struct field_value *value; /* NULL: an empty form */
    struct str id, error;
};

static void set_text(struct drawing *d, struct value *map, const char *key, const char *msgid)
{
    value_set_str(map, key, msgid ? tr_str(d->language, str_from_c(msgid)) : STR_NONE);
}

static struct str suffixed(struct drawing *d, const char *suffix)
{
    return ARENA_CONCAT(d->arena, d->id, str_from_c(suffix));
}

static bool is_chosen(const struct drawing *d, size_t index)
{
    const struct field_value *value = d->value;
    if (!value)
        return false;
    if (d->field->kind == FIELD_CHOICES)
        return index < 64 && (value->chosen >> index & 1);
    return str_eq_c(value->text.p ? value->text : STR(""), d->field->choices[index].code);
}

static void add_options(struct drawing *d, struct value *map)
{
    struct value *options = value_set_list(map, "options");
    for (size_t i = 0; d->field->choices && d->field->choices[i].code; i++) {
        const struct choice *choice = &d->field->choices[i];
        /* The first bears the field's own id, so that a link from a fault leads to it. */
        struct str id = i ? arena_printf(d->arena, "%.*s-%zu", STR_ARGS(d->id), i + 1) : d->id;
        struct value *option = value_push_map(options);
        value_set_c(option, "code", choice->code);
        set_text(d, option, "label", choice->label);
        set_text(d, option, "hint", choice->hint);
        value_set_str(option, "id", id);
        value_set_str(option, "describedby",
                      choice->hint ? ARENA_CONCAT(d->arena, id, STR("-hint")) : STR_NONE);
        value_set_bool(option, "checked", is_chosen(d, i));
    }
}

static void add_kind(struct value *map, enum field_kind kind)
{
    bool is_text = kind == FIELD_TEXT || kind == FIELD_EMAIL || kind == FIELD_PASSWORD;
    value_set_bool(map, "is_text", is_text);
    value_set_c(map, "type", kind == FIELD_EMAIL ? "email" : kind == FIELD_PASSWORD ? "password" : "text");
    value_set_bool(map, "is_password", kind == FIELD_PASSWORD);
    value_set_bool(map, "is_lines", kind == FIELD_LINES);
    value_set_bool(map, "is_number", kind == FIELD_INT || kind == FIELD_REAL);
    value_set_bool(map, "is_check", kind == FIELD_CHECK);
    value_set_bool(map, "is_choice", kind == FIELD_CHOICE);
    value_set_bool(map, "is_choices", kind == FIELD_CHOICES);
    /* The keyboard that a phone shows. */
    value_set_c(map, "inputmode", kind == FIELD_INT ? "numeric" : kind == FIELD_REAL ? "decimal" : NULL);
}

static struct str described_by(struct drawing *d)
{
    if (!d->error.p)
        return d->field->hint ? suffixed(d, "-hint") : STR_NONE;
    if (!d->field->hint)
        return suffixed(d, "-error");
    return ARENA_CONCAT(d->arena, d->id, STR("-hint "), d->id, STR("-error"));
}

static void fill_field(struct drawing *d, struct value *map)
{
    const struct field *field = d->field;
    value_set_c(map, "name", field->name);
    value_set_str(map, "id", d->id);
    set_text(d, map, "label", field->label);
    set_text(d, map, "hint", field->hint);
    value_set_str(map, "hint_id", suffixed(d, "-hint"));
    value_set_str(map, "error", d->error);
    value_set_str(map, "error_id", suffixed(d, "-error"));
    value_set_str(map, "describedby", described_by(d));
    bool shown = d->value && d->value->text.p && field->kind != FIELD_PASSWORD;
    value_set_str(map, "value", shown ? d->value->text : STR(""));
    value_set_bool(map, "required", field->required);
    value_set_bool(map, "checked", d->value && field->kind == FIELD_CHECK && d->value->integer);
    value_set_c(map, "autocomplete", field->autocomplete);
    add_kind(map, field->kind);
    add_options(d, map);
}

static struct str first_error(const struct faults *faults, const struct field *field)
{
    for (size_t i = 0; faults && i < faults->n; i++)
        if (faults->items[i].field == field)
            return faults->items[i].message;
    return STR_NONE;
}

static struct str field_id(struct arena *arena, const struct field *field)
{
    return arena_printf(arena, "f-%s", field->name);
}

static void add_faults(struct request *request, struct value *view, const struct faults *faults)
{
    struct arena *arena = request_arena(request);
    struct value *list = value_set_list(view, "faults");
    for (size_t i = 0; faults && i < faults->n; i++) {
        const struct field *field = faults->items[i].field;
        struct value *item = value_push_map(list);
        value_set_str(item, "message", faults->items[i].message);
        value_set_str(item, "label",
                      field ? tr_str(request_language(request), str_from_c(field->label)) : STR_NONE);
        value_set_url(item, "href", field ? ARENA_CONCAT(arena, STR("#"), field_id(arena, field)) : STR_NONE);
    }
}

struct value *form_view(struct request *request, const struct field *fields, size_t n,
                        const struct field_value *values, const struct faults *faults)
{
    struct arena *arena = request_arena(request);
    struct value *view = value_map(arena), *list = value_set_list(view, "fields");
    struct value *by_name = value_set_map(view, "field");
    for (size_t i = 0; i < n; i++) {
        struct drawing drawing = {
            .arena = arena,
            .language = request_language(request),
            .field = &fields[i],
            .value = values ? &values[i] : NULL,
            .id = field_id(arena, &fields[i]),
            .error = first_error(faults, &fields[i]),
        };
        fill_field(&drawing, value_push_map(list));
        fill_field(&drawing, value_set_map(by_name, fields[i].name));
    }
    add_faults(request, view, faults);
    const struct route *route = request_route(request);
    value_set_str(view, "token", route && route->post ? request_form_token(request) : STR_NONE);
    return view;
}
