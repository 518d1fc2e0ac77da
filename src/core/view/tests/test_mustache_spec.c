/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The official Mustache specification (github.com/mustache/spec, MIT, in spec/):
 * six required modules and dynamic names. The argument is the folder.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "core/view/html_trusted.h"
#include "core/view/mustache.h"

static const char *folder = "spec";

/* Strings become html, so that {{{x}}} prints what {{x}} escapes. */
static struct value *view_from(struct arena *arena, const json_t *json)
{
    switch (json_typeof(json)) {
    case JSON_NULL: return value_null(arena);
    case JSON_TRUE: return value_bool(arena, true);
    case JSON_FALSE: return value_bool(arena, false);
    case JSON_INTEGER: return value_int(arena, json_integer_value(json));
    case JSON_REAL: return value_real(arena, json_real_value(json));
    case JSON_STRING:
        return value_html_trusted(
            arena, (struct str){json_string_value(json), json_string_length(json)});
    case JSON_ARRAY: {
        struct value *list = value_list(arena);
        for (size_t i = 0; i < json_array_size(json); i++)
            value_push(list, view_from(arena, json_array_get(json, i)));
        return list;
    }
    case JSON_OBJECT: break;
    }
    struct value *map = value_map(arena);
    for (void *at = json_object_iter((json_t *)(uintptr_t)json); at;
         at = json_object_iter_next((json_t *)(uintptr_t)json, at))
        value_set(map, json_object_iter_key(at), view_from(arena, json_object_iter_value(at)));
    return map;
}

static void add(struct template_set *set, const char *name, const json_t *source)
{
    struct template_fault fault = {0};
    struct str text = {json_string_value(source), json_string_length(source)};
    if (template_set_add(set, str_from_c(name), text, &fault) != RC_OK)
        fail_msg("%s:%u:%u: %s", name, fault.line, fault.column, fault.text);
}

/* Returns whether the output is as expected, and says so if not. */
static bool passes(const json_t *test)
{
    struct arena *arena = arena_new();
    struct template_set *set =
        template_set_new(arena, &(struct template_options){.unchecked = true});
    add(set, "the template itself", json_object_get(test, "template"));
    json_t *partials = json_object_get(test, "partials");
    for (void *at = json_object_iter(partials); at; at = json_object_iter_next(partials, at))
        add(set, json_object_iter_key(at), json_object_iter_value(at));
    assert_int_equal(template_set_link(set, NULL), RC_OK);

    struct buf out;
    buf_init(&out, 1 << 20);
    rc result = template_render(set, STR("the template itself"),
                                view_from(arena, json_object_get(test, "data")), &out, NULL);
    const char *expected = json_string_value(json_object_get(test, "expected"));
    bool right = result == RC_OK && str_eq_c(buf_str(&out), expected);
    if (!right)
        print_error("%s: expected \"%s\", got \"%.*s\" (%s)\n",
                    json_string_value(json_object_get(test, "name")), expected,
                    STR_ARGS(buf_str(&out)), rc_name(result));
    buf_free(&out);
    arena_free(arena);
    return right;
}

static void test_module(void **state)
{
    const char *module = *state;
    char path[512];
    snprintf(path, sizeof path, "%s/%s.json", folder, module);
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);
    if (!root)
        fail_msg("%s: %s", path, error.text);
    const json_t *tests = json_object_get(root, "tests");
    size_t wrong = 0, count = json_array_size(tests);
    for (size_t i = 0; i < count; i++)
        wrong += !passes(json_array_get(tests, i));
    assert_true(count > 10);
    assert_int_equal(wrong, 0);
    print_message("%s: %zu tests\n", module, count);
    json_decref(root);
}

#define MODULE(name) {"spec " name, test_module, NULL, NULL, (void *)(uintptr_t)name}

int main(int argc, char **argv)
{
    if (argc > 1)
        folder = argv[1];
    const struct CMUnitTest tests[] = {
        MODULE("comments"), MODULE("delimiters"), MODULE("interpolation"),
        MODULE("inverted"), MODULE("partials"),   MODULE("sections"),
        MODULE("~dynamic-names"),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
