/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/targets.h"

#include "base/csv.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "lib/sortition/sheet.h"

/* ---- columns ------------------------------------------------------------------- */

struct columns {
    size_t category, value, min, max, min_flex, max_flex;
};

/* Beside a column "category" the column "feature" holds the values. */
static struct columns find_columns(const struct sheet *sheet)
{
    static const struct str value_names[] = {STR_INIT("value"), STR_INIT("name"), STR_INIT("category value"),
                                             STR_INIT("category_value"), STR_INIT("feature")};
    struct columns at = {.category = sheet_column(sheet, STR("category")),
                         .min = sheet_column(sheet, STR("min")),
                         .max = sheet_column(sheet, STR("max")),
                         .min_flex = sheet_column(sheet, STR("min_flex")),
                         .max_flex = sheet_column(sheet, STR("max_flex"))};
    bool older = at.category != SHEET_NONE;
    at.value = sheet_column_of(sheet, value_names, older ? 5 : 4);
    if (!older)
        at.category = sheet_column(sheet, STR("feature"));
    return at;
}

static int judge_header(const struct sheet *sheet, const void *context)
{
    (void)context;
    struct columns at = find_columns(sheet);
    return (at.category != SHEET_NONE) + (at.value != SHEET_NONE) + (at.min != SHEET_NONE) +
           (at.max != SHEET_NONE);
}

static void demand(struct sheet *sheet, size_t column, struct str name, const char *what)
{
    if (column == SHEET_NONE)
        sortition_fault(sheet->errors, sheet->header_row, name, "the column is missing: %s", what);
}

static void check_columns(struct sheet *sheet, const struct columns *at)
{
    demand(sheet, at->category, STR("category"), "it names the category, and may be called \"feature\"");
    demand(sheet, at->value, STR("value"), "it names the value of the category, and may be called \"name\"");
    demand(sheet, at->min, STR("min"), "how few with the value must be drawn");
    demand(sheet, at->max, STR("max"), "how many with the value may be drawn");
    if (at->max_flex != SHEET_NONE)
        demand(sheet, at->min_flex, STR("min_flex"), "give min_flex and max_flex, or neither");
    if (at->min_flex != SHEET_NONE)
        demand(sheet, at->max_flex, STR("max_flex"), "give min_flex and max_flex, or neither");
}

/* ---- rows ---------------------------------------------------------------------- */

struct line {
    size_t category;
    struct sortition_value value;
};

struct reading {
    struct sheet sheet;
    struct columns at;
    struct arena *arena;
    struct map categories; /* by key: index + 1 as a pointer into marks */
    struct map values;     /* by "category\x1fvalue": the row, a size_t */
    VEC(struct sortition_category) found;
    VEC(struct line) lines;
};

/* What a row is called in a message: gender "woman". */
struct subject {
    struct str category, value;
};

static int32_t read_number(struct reading *reading, size_t column, const struct subject *of, int32_t missing)
{
    struct sheet *sheet = &reading->sheet;
    int64_t number;
    if (column == SHEET_NONE)
        return missing;
    struct str cell = sheet_cell(sheet, column), name = sheet->columns[column];
    size_t row = sheet->row.place.row;
    if (cell.n == 0)
        sortition_fault(sheet->errors, row, name, "%.*s \"%.*s\": the number is missing",
                        STR_ARGS(of->category), STR_ARGS(of->value));
    else if (str_to_int(cell, &number) != RC_OK || number < 0)
        sortition_fault(sheet->errors, row, name,
                        "%.*s \"%.*s\": \"%.*s\" is not a whole number of people; write 0 or more in digits",
                        STR_ARGS(of->category), STR_ARGS(of->value), STR_ARGS(str_sub(cell, 0, 40)));
    else if (number >= SORTITION_UNLIMITED)
        sortition_fault(sheet->errors, row, name, "%.*s \"%.*s\": the number is too large; at most %d",
                        STR_ARGS(of->category), STR_ARGS(of->value), SORTITION_UNLIMITED - 1);
    else
        return (int32_t)number;
    return -1;
}

/* Adds an error where both are known and low is above high. */
static void check_order(struct reading *reading, const struct subject *of, size_t column, int32_t low,
                        int32_t high, const char *message)
{
    if (low >= 0 && high >= 0 && low > high)
        sortition_fault(reading->sheet.errors, reading->sheet.row.place.row, reading->sheet.columns[column],
                        "%.*s \"%.*s\": %s (%d and %d); correct one of them", STR_ARGS(of->category),
                        STR_ARGS(of->value), message, low, high);
}

static struct sortition_value read_quota(struct reading *reading, const struct subject *of)
{
    const struct columns *at = &reading->at;
    struct sortition_value value = {.min = read_number(reading, at->min, of, -1),
                                    .max = read_number(reading, at->max, of, -1),
                                    .min_flex = read_number(reading, at->min_flex, of, 0),
                                    .max_flex = read_number(reading, at->max_flex, of, SORTITION_UNLIMITED)};
    check_order(reading, of, at->min, value.min, value.max, "min is above max");
    check_order(reading, of, at->min_flex, value.min_flex, value.min, "min_flex is above min");
    check_order(reading, of, at->max_flex, value.max, value.max_flex, "max is above max_flex");
    return value;
}

/* The index of the category, new or known. */
static size_t category_index(struct reading *reading, struct str name)
{
    struct arena *arena = reading->arena;
    struct str key = utf8_lower(arena, name);
    size_t *known = map_get(&reading->categories, key);
    if (known)
        return *known;
    size_t *index = ARENA_NEW(arena, size_t);
    *index = reading->found.n;
    (void)map_put(&reading->categories, key, index);
    VEC_PUSH(arena, &reading->found)->name = sheet_keep(&reading->sheet, arena, name);
    return *index;
}

/* Whether the value is the first of its name in its category. */
static bool is_new(struct reading *reading, const struct subject *of)
{
    struct arena *arena = reading->arena;
    struct str key = utf8_lower(arena, ARENA_CONCAT(arena, of->category, STR("\x1f"), of->value));
    size_t *row = ARENA_NEW(arena, size_t);
    *row = reading->sheet.row.place.row;
    size_t *before = map_get(&reading->values, key);
    if (!before) {
        (void)map_put(&reading->values, key, row);
        return true;
    }
    sortition_fault(reading->sheet.errors, *row, reading->sheet.columns[reading->at.value],
                    "%.*s \"%.*s\" stands in row %zu already; remove one of the rows", STR_ARGS(of->category),
                    STR_ARGS(of->value), *before);
    return false;
}

static void read_row(struct reading *reading)
{
    struct sheet *sheet = &reading->sheet;
    struct subject of = {sheet_cell(sheet, reading->at.category), sheet_cell(sheet, reading->at.value)};
    if (of.category.n == 0)
        return;
    if (of.value.n == 0) {
        sortition_fault(sheet->errors, sheet->row.place.row, sheet->columns[reading->at.value],
                        "%.*s: the value is missing; name it, or remove the row", STR_ARGS(of.category));
        of.value = STR("");
        (void)read_quota(reading, &of);
        return;
    }
    struct sortition_value value = read_quota(reading, &of);
    if (!is_new(reading, &of))
        return;
    value.name = sheet_keep(sheet, reading->arena, of.value);
    size_t category = category_index(reading, of.category);
    *VEC_PUSH(reading->arena, &reading->lines) = (struct line){category, value};
}

/* Whether there is room for one more row. */
static bool within_limits(struct reading *reading)
{
    struct sheet *sheet = &reading->sheet;
    if (reading->found.n > SORTITION_CATEGORIES_MAX)
        sortition_fault(sheet->errors, sheet->row.place.row, STR_NONE, "there are more than %d categories",
                        SORTITION_CATEGORIES_MAX);
    else if (reading->lines.n > SORTITION_VALUES_MAX)
        sortition_fault(sheet->errors, sheet->row.place.row, STR_NONE, "there are more than %d values",
                        SORTITION_VALUES_MAX);
    else
        return true;
    return false;
}

/* ---- targets ------------------------------------------------------------------- */

/* Brings the values of each category together, in the order of their rows. */
static struct sortition_targets gather(struct reading *reading)
{
    struct sortition_targets targets = {.categories = reading->found.items,
                                        .category_count = reading->found.n,
                                        .value_count = reading->lines.n};
    targets.values = ARENA_ARRAY(reading->arena, struct sortition_value, targets.value_count);
    for (size_t i = 0; i < reading->lines.n; i++)
        targets.categories[reading->lines.items[i].category].n++;
    for (size_t c = 1; c < targets.category_count; c++)
        targets.categories[c].first = targets.categories[c - 1].first + targets.categories[c - 1].n;
    size_t filled[SORTITION_CATEGORIES_MAX] = {0};
    for (size_t i = 0; i < reading->lines.n; i++) {
        size_t category = reading->lines.items[i].category;
        targets.values[targets.categories[category].first + filled[category]++] =
            reading->lines.items[i].value;
    }
    return targets;
}

static void read_rows(struct reading *reading)
{
    struct sheet *sheet = &reading->sheet;
    size_t before = sheet->errors->count;
    reading->at = find_columns(sheet);
    check_columns(sheet, &reading->at);
    if (sheet->errors->count > before)
        return;
    while (sheet_next(sheet)) {
        read_row(reading);
        if (!within_limits(reading))
            return;
    }
    if (reading->lines.n == 0 && sheet->errors->count == before)
        sortition_fault(sheet->errors, 0, STR_NONE, "the file names no category; add a row for each value");
}

rc sortition_targets_read(struct str text, struct sortition_faults *errors,
                          struct sortition_targets *ret_targets)
{
    struct reading reading = {.arena = errors->arena};
    size_t before = errors->count;
    map_init(&reading.categories, errors->arena);
    map_init(&reading.values, errors->arena);
    if (sheet_open(&reading.sheet, text, judge_header, NULL, errors) == RC_OK)
        read_rows(&reading);
    sheet_close(&reading.sheet);
    if (errors->count > before)
        return RC_INVALID;
    *ret_targets = gather(&reading);
    return RC_OK;
}

void sortition_targets_write(const struct sortition_targets *targets, struct buf *out)
{
    /* A file has the flex limits of all values, or none: then they are 0 and without limit. */
    bool flex = targets->value_count && targets->values[0].max_flex != SORTITION_UNLIMITED;
    buf_add_c(out, flex ? "category,name,min,max,min_flex,max_flex\n" : "category,name,min,max\n");
    for (size_t v = 0; v < targets->value_count; v++) {
        const struct sortition_value *value = &targets->values[v];
        csv_add_field(out, sortition_category_of(targets, v)->name, true);
        csv_add_field(out, value->name, false);
        buf_printf(out, ",%d,%d", (int)value->min, (int)value->max);
        if (flex)
            buf_printf(out, ",%d,%d", (int)value->min_flex, (int)value->max_flex);
        buf_add_byte(out, '\n');
    }
}
