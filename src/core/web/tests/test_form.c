/* SPDX-License-Identifier: EUPL-1.2 */
/* Forms: the table of checks, and what the templates get. */
#include <string.h>

#include "core/web/form.h"
#include "core/web/inside.h"
#include "harness.h"

static struct languages languages;
static struct server server;

static int begin(void **state)
{
    struct arena *arena = arena_new();
    struct request *request = ARENA_NEW(arena, struct request);
    languages = (struct languages){0};
    assert_int_equal(languages_add(&languages, arena, "en", STR_NONE), RC_OK);
    request->server = &server;
    request->arena = arena;
    request->language = languages.items[0];
    *state = request;
    return 0;
}

static int end(void **state)
{
    struct request *request = *state;
    arena_free(request->arena);
    return 0;
}

static const struct choice colours[] = {
    {"red", "Red", NULL}, {"green", "Green", "Like grass"}, {"blue", "Blue", NULL}, {0}};
static const struct choice any_colours[] = {{"", "Any", NULL}, {"red", "Red", NULL}, {0}};

struct outcome {
    struct field_value value;
    struct str message; /* STR_NONE: no fault */
    size_t faults;
};

/* Reads one field "f" from an urlencoded body. */
static struct outcome check(void *request, struct field field, const char *body)
{
    struct pairs pairs;
    struct faults faults = {0};
    struct outcome outcome;
    field.name = "f";
    field.label = "Field";
    assert_int_equal(url_decode_pairs(request_arena(request), str_from_c(body), &pairs), RC_OK);
    assert_int_equal(form_read(request, pairs, &field, 1, &outcome.value, &faults), RC_OK);
    outcome.faults = faults.n;
    outcome.message = faults.n ? faults.items[0].message : STR_NONE;
    return outcome;
}

static void test_text(void **state)
{
    const struct field field = {.kind = FIELD_TEXT, .required = true, .min = 2, .max = 5};
    struct outcome o = check(*state, field, "x=1&f=+%C3%A5%C3%A4%C3%B6+&f=second");
    assert_int_equal(o.faults, 0);
    assert_true(o.value.given);
    assert_text(o.value.text, "åäö");
    assert_text(check(*state, field, "").message, "Fill in this field.");
    assert_text(check(*state, field, "f=++").message, "Fill in this field.");
    assert_text(check(*state, field, "f=a").message, "Write at least 2 characters; you wrote 1.");
    o = check(*state, field, "f=%C3%A5%C3%A4%C3%B6%C3%A5%C3%A4%C3%B6");
    assert_text(o.message, "Write at most 5 characters; you wrote 6.");
    assert_text(o.value.text, "åäöåäö"); /* nothing typed is lost */
    assert_text(check(*state, field, "f=a%0Ab").message, "Write it on one line.");
    assert_int_equal(check(*state, (struct field){.kind = FIELD_TEXT}, "").faults, 0);
}

static void test_default_limit(void **state)
{
    char body[2 + FIELD_DEFAULT_MAX + 2] = "f=";
    memset(body + 2, 'x', FIELD_DEFAULT_MAX);
    static const enum field_kind kinds[] = {FIELD_TEXT, FIELD_LINES};
    for (size_t i = 0; i < 2; i++) {
        body[2 + FIELD_DEFAULT_MAX] = '\0';
        assert_int_equal(check(*state, (struct field){.kind = kinds[i]}, body).faults, 0);
        body[2 + FIELD_DEFAULT_MAX] = 'x';
        assert_text(check(*state, (struct field){.kind = kinds[i]}, body).message,
                    "Write at most 10,000 characters; you wrote 10,001.");
    }
    /* 10 000 characters in the other kinds: a fault each, no more. */
    body[2 + FIELD_DEFAULT_MAX] = '\0';
    assert_int_equal(check(*state, (struct field){.kind = FIELD_INT}, body).faults, 1);
    assert_int_equal(check(*state, (struct field){.kind = FIELD_REAL}, body).faults, 1);
    assert_int_equal(check(*state, (struct field){.kind = FIELD_CHECK}, body).faults, 0);
    assert_int_equal(check(*state, (struct field){.kind = FIELD_CHOICE, .choices = colours}, body).faults, 1);
    assert_int_equal(check(*state, (struct field){.kind = FIELD_CHOICES, .choices = colours}, body).faults,
                     1);
}

static void test_lines(void **state)
{
    struct outcome o = check(*state, (struct field){.kind = FIELD_LINES, .max = 5}, "f=a%0D%0Ab%0Dc%0A");
    assert_text(o.value.text, "a\nb\nc");
    assert_int_equal(o.faults, 0);
}

static void test_numbers(void **state)
{
    const struct field whole = {.kind = FIELD_INT, .min = 1, .max = 12500};
    assert_int_equal(check(*state, whole, "f=12%20500").value.integer, 12500);
    assert_int_equal(check(*state, whole, "f=12%C2%A0500").value.integer, 12500);
    assert_text(check(*state, whole, "f=0").message, "Enter a number between 1 and 12,500.");
    assert_text(check(*state, whole, "f=12501").message, "Enter a number between 1 and 12,500.");
    static const char *const not_whole[] = {
        "f=1.5", "f=1,5", "f=x", "f=1e3", "f=0x10", "f=--1", "f=%C3%A5", "f=99999999999999999999", "f=1;2"};
    for (size_t i = 0; i < sizeof not_whole / sizeof not_whole[0]; i++)
        assert_text(check(*state, whole, not_whole[i]).message, "Enter a whole number, such as 12.");
    assert_int_equal(check(*state, (struct field){.kind = FIELD_INT}, "f=%E2%88%925").value.integer, -5);
    const struct field real = {.kind = FIELD_REAL, .min = -1, .max = 3};
    assert_true(check(*state, real, "f=2,5").value.real == 2.5);
    assert_true(check(*state, real, "f=-0.25").value.real == -0.25);
    assert_text(check(*state, real, "f=3.01").message, "Enter a number between \xE2\x88\x92"
                                                       "1 and 3.");
    assert_text(check(*state, real, "f=nan").message, "Enter a number, such as 2.5.");
    assert_text(check(*state, real, "f=1,234.5").message, "Enter a number, such as 2.5.");
}

static void test_boxes(void **state)
{
    const struct field field = {.kind = FIELD_CHECK, .required = true};
    assert_int_equal(check(*state, field, "f=0&f=1").value.integer, 1);
    assert_int_equal(check(*state, field, "f=on").value.integer, 1);
    assert_text(check(*state, field, "f=0").message, "Tick the box.");
    assert_text(check(*state, field, "").message, "Tick the box.");
    assert_int_equal(check(*state, (struct field){.kind = FIELD_CHECK}, "").value.integer, 0);
}

static void test_choice(void **state)
{
    const struct field field = {.kind = FIELD_CHOICE, .required = true, .choices = colours};
    assert_int_equal(check(*state, field, "f=blue").value.integer, 2);
    assert_text(check(*state, field, "f=pink").message, "Choose one of the alternatives.");
    assert_text(check(*state, field, "f=").message, "Choose one of the alternatives.");
    const struct field any = {.kind = FIELD_CHOICE, .choices = any_colours};
    assert_int_equal(check(*state, any, "f=").value.integer, 0);
    assert_int_equal(check(*state, any, "f=").faults, 0);
    assert_int_equal(check(*state, any, "f=red").value.integer, 1);
}

static void test_choices(void **state)
{
    const struct field field = {.kind = FIELD_CHOICES, .required = true, .max = 2, .choices = colours};
    assert_int_equal(check(*state, field, "f=blue&f=red&f=blue").value.chosen, 5);
    assert_text(check(*state, field, "f=red&f=green&f=blue").message, "Choose at most 2; you chose 3.");
    assert_text(check(*state, field, "").message, "Choose at least one of the alternatives.");
    assert_text(check(*state, field, "f=red&f=pink").message, "Choose among the alternatives.");
    const struct field two = {.kind = FIELD_CHOICES, .min = 2, .choices = colours};
    assert_text(check(*state, two, "f=red").message, "Choose at least 2; you chose 1.");
    assert_int_equal(check(*state, two, "").faults, 0);
}

/* ---- the view -------------------------------------------------------------------------------- */

static const struct field fields[] = {
    {.name = "name",
     .kind = FIELD_TEXT,
     .label = "Name",
     .hint = "Yours",
     .required = true,
     .autocomplete = "name"},
    {.name = "age", .kind = FIELD_INT, .label = "Age"},
    {.name = "colour", .kind = FIELD_CHOICE, .label = "Colour", .choices = colours},
    {.name = "colours", .kind = FIELD_CHOICES, .label = "Colours", .choices = colours},
    {.name = "yes", .kind = FIELD_CHECK, .label = "Yes", .hint = "Or no"},
};
enum { COUNT = sizeof fields / sizeof fields[0] };

static void expect(const struct value *view, const char *path, const char *text)
{
    const struct value *found = value_find(view, path);
    if (!found)
        fail_msg("nothing at %s", path);
    if (!str_eq(value_as_str(found), text ? str_from_c(text) : STR_NONE))
        fail_msg("%s: \"%.*s\", not \"%s\"", path, STR_ARGS(value_as_str(found)), text);
}

static void test_view_with_faults(void **state)
{
    struct pairs pairs;
    struct faults faults = {0};
    struct field_value values[COUNT];
    assert_int_equal(url_decode_pairs(request_arena(*state),
                                      STR("age=old&colour=green&colours=red&colours=blue&yes=1"), &pairs),
                     RC_OK);
    assert_int_equal(form_read(*state, pairs, fields, COUNT, values, &faults), RC_OK);
    form_add_fault(*state, &faults, NULL, STR("All of it"));
    struct value *view = form_view(*state, fields, COUNT, values, &faults);
    expect(view, "fields.0.id", "f-name");
    expect(view, "field.name.error", "Fill in this field.");
    expect(view, "field.name.describedby", "f-name-hint f-name-error");
    expect(view, "field.name.autocomplete", "name");
    expect(view, "field.age.value", "old");
    expect(view, "field.age.describedby", "f-age-error");
    expect(view, "field.age.inputmode", "numeric");
    expect(view, "field.age.hint", NULL);
    expect(view, "field.colour.error", NULL);
    expect(view, "field.colour.describedby", NULL);
    expect(view, "field.colour.options.0.id", "f-colour");
    expect(view, "field.colour.options.1.id", "f-colour-2");
    expect(view, "field.colour.options.1.describedby", "f-colour-2-hint");
    assert_true(value_as_bool(value_find(view, "field.colour.options.1.checked")));
    assert_false(value_as_bool(value_find(view, "field.colour.options.0.checked")));
    assert_true(value_as_bool(value_find(view, "fields.3.options.0.checked")));
    assert_false(value_as_bool(value_find(view, "fields.3.options.1.checked")));
    assert_true(value_as_bool(value_find(view, "fields.3.options.2.checked")));
    assert_true(value_as_bool(value_find(view, "field.yes.checked")));
    assert_true(value_as_bool(value_find(view, "field.yes.is_check")));
    assert_false(value_as_bool(value_find(view, "field.yes.is_text")));
    assert_int_equal(value_count(value_find(view, "faults")), 3);
    expect(view, "faults.0.href", "#f-name");
    expect(view, "faults.0.label", "Name");
    expect(view, "faults.1.message", "Enter a whole number, such as 12.");
    expect(view, "faults.2.href", NULL);
    expect(view, "faults.2.message", "All of it");
    expect(view, "token", NULL); /* no POST route: a form that searches */
}

static void test_empty_view(void **state)
{
    struct value *view = form_view(*state, fields, COUNT, NULL, NULL);
    expect(view, "field.name.value", "");
    expect(view, "field.name.describedby", "f-name-hint");
    assert_int_equal(value_count(value_find(view, "faults")), 0);
    assert_false(value_as_bool(value_find(view, "field.colour.options.0.checked")));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_text),       TEST(test_default_limit), TEST(test_lines),   TEST(test_numbers),
        TEST(test_boxes),      TEST(test_choice),        TEST(test_choices), TEST(test_view_with_faults),
        TEST(test_empty_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
