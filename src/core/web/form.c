/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/form.h"

#include <assert.h>

#include "base/utf8.h"
#include "base/vec.h"

enum { CHOICES_MAX = 64, NUMBER_MAX_BYTES = 40 };

/* What the checks of one field share. */
struct reading {
    struct request *request;
    const struct field *field;
    struct field_value *value;
    struct faults *faults;
};

void form_add_fault(struct request *request, struct faults *faults, const struct field *field,
                    struct str message)
{
    *VEC_PUSH(request_arena(request), faults) = (struct fault){field, message};
}

static struct str number_text(struct reading *r, int64_t number)
{
    return text_int(request_arena(r->request), request_language(r->request), number);
}

static void fault(struct reading *r, const char *msgid)
{
    form_add_fault(r->request, r->faults, r->field, tr_str(request_language(r->request), str_from_c(msgid)));
}

static void fault_with(struct reading *r, const char *msgid, int64_t first, int64_t second)
{
    struct str text = tr_str(request_language(r->request), str_from_c(msgid));
    text = TEXT_FORMAT(request_arena(r->request), text, number_text(r, first), number_text(r, second));
    form_add_fault(r->request, r->faults, r->field, text);
}

/* ---- text ---------------------------------------------------------------------------- */

/* Browsers send CRLF for a line break; here it is one LF. */
static struct str unix_lines(struct arena *arena, struct str text)
{
    if (str_find_byte(text, '\r') == text.n)
        return text;
    char *copy = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '\r')
            copy[n++] = text.p[i];
        else if (i + 1 == text.n || text.p[i + 1] != '\n')
            copy[n++] = '\n';
    }
    return (struct str){copy, n};
}

static void check_length(struct reading *r)
{
    const struct field *field = r->field;
    int64_t length = (int64_t)utf8_length(r->value->text);
    int64_t max = field->max ? field->max : FIELD_DEFAULT_MAX;
    if (length > max)
        fault_with(r, TR("Write at most {0} characters; you wrote {1}."), max, length);
    else if (length < field->min)
        fault_with(r, TR("Write at least {0} characters; you wrote {1}."), field->min, length);
}

static void read_text(struct reading *r)
{
    struct str text = r->value->text;
    if (str_find_byte(text, '\n') < text.n || str_find_byte(text, '\r') < text.n)
        fault(r, TR("Write it on one line."));
    else
        check_length(r);
}

/* ---- numbers ---------------------------------------------------------------------------- */

/* A blank that people or spreadsheets put between thousands. */
static bool is_number_blank(uint32_t c)
{
    return c == ' ' || c == 0xA0 || c == 0x2009 || c == 0x202F;
}

/* Without blanks, '.' for ',', '-' for the typographic minus. False where it is too long. */
static bool plain_number(struct str text, char plain[NUMBER_MAX_BYTES], struct str *ret_number)
{
    uint32_t c;
    size_t n = 0;
    while (utf8_next(&text, &c)) {
        if (is_number_blank(c))
            continue;
        if (n == NUMBER_MAX_BYTES)
            return false;
        plain[n++] = c == ',' ? '.' : c == 0x2212 ? '-' : c < 0x80 ? (char)c : '?';
    }
    *ret_number = (struct str){plain, n};
    return true;
}

static void check_range(struct reading *r, bool too_small, bool too_large)
{
    if (too_small || too_large)
        fault_with(r, TR("Enter a number between {0} and {1}."), r->field->min, r->field->max);
}

static void read_int(struct reading *r)
{
    char plain[NUMBER_MAX_BYTES];
    struct str number;
    const struct field *field = r->field;
    if (!plain_number(r->value->text, plain, &number) || str_to_int(number, &r->value->integer) != RC_OK)
        fault(r, TR("Enter a whole number, such as 12."));
    else if (field->min || field->max)
        check_range(r, r->value->integer<field->min, r->value->integer> field->max);
}

static void read_real(struct reading *r)
{
    char plain[NUMBER_MAX_BYTES];
    struct str number;
    const struct field *field = r->field;
    if (!plain_number(r->value->text, plain, &number) || str_to_real(number, &r->value->real) != RC_OK)
        fault(r, TR("Enter a number, such as 2.5."));
    else if (field->min || field->max)
        check_range(r, r->value->real<(double)field->min, r->value->real>(double) field->max);
}

/* ---- choices ------------------------------------------------------------------------------ */

static int find_choice(const struct field *field, struct str code)
{
    for (int i = 0; field->choices[i].code; i++)
        if (str_eq_c(code, field->choices[i].code))
            return i;
    return -1;
}

static void read_choice(struct reading *r)
{
    int index = find_choice(r->field, r->value->text);
    if (index < 0)
        fault(r, TR("Choose one of the alternatives."));
    else
        r->value->integer = index;
}

static void read_choices(struct reading *r, struct pairs pairs)
{
    bool unknown = false;
    int64_t chosen = 0;
    for (size_t i = 0; i < pairs.n; i++) {
        struct str code = str_trim(pairs.items[i].value);
        if (!str_eq_c(pairs.items[i].name, r->field->name) || code.n == 0)
            continue;
        int index = find_choice(r->field, code);
        assert(index < CHOICES_MAX && "a bit for each choice");
        if (index >= 0)
            r->value->chosen |= (uint64_t)1 << index;
        unknown |= index < 0;
    }
    for (uint64_t bits = r->value->chosen; bits; bits &= bits - 1)
        chosen++;
    if (unknown)
        fault(r, TR("Choose among the alternatives."));
    else if (r->field->max && chosen > r->field->max)
        fault_with(r, TR("Choose at most {0}; you chose {1}."), r->field->max, chosen);
    else if (chosen < r->field->min && (r->field->required || chosen))
        fault_with(r, TR("Choose at least {0}; you chose {1}."), r->field->min, chosen);
}

/* ---- a field, a form ------------------------------------------------------------------------ */

static void fault_missing(struct reading *r)
{
    switch (r->field->kind) {
    case FIELD_CHECK: fault(r, TR("Tick the box.")); break;
    case FIELD_CHOICE: fault(r, TR("Choose one of the alternatives.")); break;
    case FIELD_CHOICES: fault(r, TR("Choose at least one of the alternatives.")); break;
    default: fault(r, TR("Fill in this field."));
    }
}

static void read_given(struct reading *r, struct pairs pairs)
{
    switch (r->field->kind) {
    case FIELD_TEXT:
    case FIELD_EMAIL:
    case FIELD_PASSWORD: read_text(r); break;
    case FIELD_LINES: check_length(r); break;
    case FIELD_INT: read_int(r); break;
    case FIELD_REAL: read_real(r); break;
    case FIELD_CHECK: r->value->integer = !str_eq_c(r->value->text, "0"); break;
    case FIELD_CHOICE: read_choice(r); break;
    case FIELD_CHOICES: read_choices(r, pairs); break;
    }
}

/* The first value that is not blank; FIELD_CHECK's hidden twin may send "0" before "1". */
static struct str find_value(struct pairs pairs, const struct field *field)
{
    struct str found = STR("");
    for (size_t i = 0; i < pairs.n; i++) {
        if (!str_eq_c(pairs.items[i].name, field->name))
            continue;
        struct str value = pairs.items[i].value;
        if (field->kind != FIELD_PASSWORD)
            value = str_trim(value);
        if (value.n == 0)
            continue;
        if (field->kind != FIELD_CHECK)
            return value;
        found = value;
    }
    return found;
}

static void read_field(struct reading *r, struct pairs pairs)
{
    struct str text = find_value(pairs, r->field);
    if (r->field->kind == FIELD_LINES)
        text = unix_lines(request_arena(r->request), text);
    r->value->text = text;
    r->value->given = text.n > 0;
    if (r->value->given)
        read_given(r, pairs);
    else if (r->field->kind == FIELD_CHOICE && find_choice(r->field, STR("")) >= 0)
        r->value->integer = find_choice(r->field, STR("")); /* "any" has an empty code */
    bool unticked = r->field->kind == FIELD_CHECK && r->value->integer == 0;
    if (r->field->required && (!r->value->given || unticked))
        fault_missing(r);
}

rc form_read(struct request *request, struct pairs pairs, const struct field *fields, size_t n,
             struct field_value *values, struct faults *faults)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = (struct field_value){0};
        read_field(&(struct reading){request, &fields[i], &values[i], faults}, pairs);
    }
    return RC_OK;
}
