/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/people.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "lib/sortition/keys.h"
#include "lib/sortition/sheet.h"

enum { ROWS_NAMED = 10, LARGE_HOUSEHOLD = 10 };

static const struct str id_names[] = {STR_INIT("nationbuilder_id"), STR_INIT("unique_id"),
                                      STR_INIT("external_id"), STR_INIT("id")};
enum { ID_NAMES = sizeof id_names / sizeof *id_names };

struct reading {
    struct sheet sheet;
    const struct sortition_targets *targets;
    const struct sortition_people_options *options;
    struct sortition_faults *errors, *warnings;
    struct arena *arena, *work; /* work: ends with the reading */
    struct map *values;         /* of each category: by lower-case name, a struct sortition_value */
    size_t *household_columns;
    struct sortition_people people;
    size_t cap;
    size_t *rows;          /* of the file, of each person */
    struct str *addresses; /* of each person; STR_NONE: none */
};

/* ---- columns ------------------------------------------------------------------- */

static size_t find_id_column(const struct sheet *sheet, struct str wished)
{
    return wished.p ? sheet_column(sheet, wished) : sheet_column_of(sheet, id_names, ID_NAMES);
}

/* A row with all categories is the header before all others, then one with the ids. */
static int judge_header(const struct sheet *sheet, const void *context)
{
    const struct reading *reading = context;
    size_t categories = 0, n = reading->targets->category_count;
    for (size_t c = 0; c < n; c++)
        categories += sheet_column(sheet, reading->targets->categories[c].name) != SHEET_NONE;
    return (categories == n ? 2 : 0) + (find_id_column(sheet, reading->options->id_column) != SHEET_NONE);
}

static void find_columns(struct reading *reading)
{
    const struct sheet *sheet = &reading->sheet;
    const struct sortition_targets *targets = reading->targets;
    const struct sortition_people_options *options = reading->options;
    struct sortition_people *people = &reading->people;
    people->columns = sheet->columns;
    people->column_count = sheet->column_count;
    people->id_column = find_id_column(sheet, options->id_column);
    if (people->id_column == SHEET_NONE && options->id_column.p)
        sortition_fault(reading->errors, sheet->header_row, options->id_column,
                        "the column of ids is missing; name the one that holds them");
    people->category_columns = ARENA_ARRAY(reading->arena, size_t, targets->category_count);
    for (size_t c = 0; c < targets->category_count; c++) {
        people->category_columns[c] = sheet_column(sheet, targets->categories[c].name);
        if (people->category_columns[c] == SHEET_NONE)
            sortition_fault(reading->errors, sheet->header_row, targets->categories[c].name,
                            "the column is missing; the targets have a category of this name");
    }
    reading->household_columns = ARENA_ARRAY(reading->work, size_t, options->household_column_count);
    for (size_t i = 0; i < options->household_column_count; i++) {
        reading->household_columns[i] = sheet_column(sheet, options->household_columns[i]);
        if (reading->household_columns[i] == SHEET_NONE)
            sortition_fault(reading->errors, sheet->header_row, options->household_columns[i],
                            "the column is missing; name the columns of the address as the file has them");
    }
}

static void index_values(struct reading *reading)
{
    const struct sortition_targets *targets = reading->targets;
    reading->values = ARENA_ARRAY(reading->work, struct map, targets->category_count);
    for (size_t c = 0; c < targets->category_count; c++) {
        const struct sortition_category *category = &targets->categories[c];
        map_init(&reading->values[c], reading->work);
        for (size_t v = category->first; v < category->first + category->n; v++)
            (void)map_put(&reading->values[c], utf8_lower(reading->work, targets->values[v].name),
                          &targets->values[v]);
    }
}

/* ---- rows ---------------------------------------------------------------------- */

static void make_room(struct reading *reading)
{
    struct sortition_people *people = &reading->people;
    size_t lines = 1;
    struct str rest = reading->sheet.csv.rest;
    for (const char *at = rest.p; rest.n && lines <= SORTITION_PEOPLE_MAX; lines++) {
        at = memchr(at, '\n', rest.n - (size_t)(at - rest.p));
        if (!at)
            break;
        at++;
    }
    reading->cap = lines < SORTITION_PEOPLE_MAX ? lines : SORTITION_PEOPLE_MAX;
    people->pool.ids = ARENA_ARRAY(reading->arena, struct str, reading->cap);
    people->pool.values = ARENA_ARRAY(reading->arena, uint16_t,
                                      reading->cap * reading->targets->category_count);
    people->pool.households = ARENA_ARRAY(reading->arena, uint32_t, reading->cap);
    people->starts = ARENA_ARRAY(reading->arena, size_t, reading->cap);
    reading->rows = ARENA_ARRAY(reading->work, size_t, reading->cap);
    reading->addresses = ARENA_ARRAY(reading->work, struct str, reading->cap);
}

static uint16_t read_value(struct reading *reading, size_t category)
{
    const struct sheet *sheet = &reading->sheet;
    size_t column = reading->people.category_columns[category];
    struct str cell = sheet_cell(sheet, column);
    const struct sortition_value *value = map_get(&reading->values[category],
                                                  utf8_lower(sheet->scratch, cell));
    if (value)
        return (uint16_t)(value - reading->targets->values);
    if (cell.n == 0)
        sortition_fault(reading->errors, sheet->row.place.row, sheet->columns[column],
                        "the cell is empty; write the person's value, or remove the row");
    else
        sortition_fault(reading->errors, sheet->row.place.row, sheet->columns[column],
                        "\"%.*s\" is no value of the targets; correct it, or add it to the targets, "
                        "with max 0 where nobody with it may be drawn",
                        STR_ARGS(str_sub(cell, 0, 100)));
    return 0;
}

/* The address as a key, or STR_NONE where its first column is blank: a postcode alone is none. */
static struct str read_address(struct reading *reading)
{
    const struct sheet *sheet = &reading->sheet;
    struct str address = STR_NONE;
    for (size_t i = 0; i < reading->options->household_column_count; i++) {
        struct str cell = sheet_cell(sheet, reading->household_columns[i]);
        if (i == 0 && cell.n == 0)
            return STR_NONE;
        struct str part = utf8_lower(sheet->scratch, cell);
        address = i == 0 ? part : ARENA_CONCAT(sheet->scratch, address, STR("\x1f"), part);
    }
    return arena_str_dup(reading->work, address);
}

/* False where there are too many people. */
static bool read_row(struct reading *reading)
{
    struct sheet *sheet = &reading->sheet;
    struct sortition_people *people = &reading->people;
    size_t row = sheet->row.place.row, i = people->pool.n, categories = reading->targets->category_count;
    bool named = people->id_column != SHEET_NONE;
    if (named && sheet_cell(sheet, people->id_column).n == 0) {
        sortition_fault(reading->warnings, row, sheet->columns[people->id_column],
                        "the id is blank; the row is skipped");
        return true;
    }
    if (i == reading->cap) {
        sortition_fault(reading->errors, row, STR_NONE, "there are more than %d people; split the file",
                        SORTITION_PEOPLE_MAX);
        return false;
    }
    people->pool.ids[i] = named ? sheet_keep(sheet, reading->arena, sheet_cell(sheet, people->id_column))
                                : arena_printf(reading->arena, "%zu", row - sheet->header_row);
    for (size_t c = 0; c < categories; c++)
        people->pool.values[i * categories + c] = read_value(reading, c);
    reading->addresses[i] = read_address(reading);
    reading->rows[i] = row;
    people->starts[i] = sheet->start;
    people->pool.n++;
    return true;
}

/* ---- the same person twice ----------------------------------------------------- */

static bool same_cells(const struct sortition_people *people, size_t a, size_t b)
{
    struct arena *arena = arena_new();
    const struct str *x = sortition_people_cells(people, a, arena),
                     *y = sortition_people_cells(people, b, arena);
    bool same = true;
    for (size_t i = 0; i < people->column_count && same; i++)
        same = str_eq(x[i], y[i]);
    arena_free(arena);
    return same;
}

/* "3, 7, 12 …" */
static void add_rows(struct buf *list, const struct reading *reading, const struct keyed *group, size_t n)
{
    for (size_t i = 0; i < n && i < ROWS_NAMED; i++)
        buf_printf(list, "%s%zu", i ? ", " : "", reading->rows[group[i].item]);
    if (n > ROWS_NAMED)
        buf_add_c(list, " …");
}

/* Judges n > 1 people with one id; marks those that repeat the first. */
static void check_same_id(struct reading *reading, const struct keyed *group, size_t n, bool *dropped)
{
    const struct sortition_people *people = &reading->people;
    struct str column = people->columns[people->id_column];
    bool same = true;
    for (size_t i = 1; i < n && same; i++)
        same = same_cells(people, group[0].item, group[i].item);
    struct buf rows;
    buf_init(&rows, 1024);
    add_rows(&rows, reading, group, n);
    for (size_t i = 1; i < n && same; i++)
        dropped[group[i].item] = true;
    if (same)
        sortition_fault(reading->warnings, reading->rows[group[1].item], column,
                        "the rows %.*s are the same person, \"%.*s\", and alike: the first is kept",
                        STR_ARGS(buf_str(&rows)), STR_ARGS(group->key));
    else
        sortition_fault(reading->errors, reading->rows[group[1].item], column,
                        "the rows %.*s have the same id, \"%.*s\", but differ; remove the wrong ones or "
                        "correct their ids",
                        STR_ARGS(buf_str(&rows)), STR_ARGS(group->key));
    buf_free(&rows);
}

/* Takes person from to the place to, at or before it. */
static void move_person(struct reading *reading, size_t from, size_t to)
{
    struct sortition_people *people = &reading->people;
    size_t categories = reading->targets->category_count;
    people->pool.ids[to] = people->pool.ids[from];
    memmove(&people->pool.values[to * categories], &people->pool.values[from * categories],
            categories * sizeof *people->pool.values);
    people->starts[to] = people->starts[from];
    reading->rows[to] = reading->rows[from];
    reading->addresses[to] = reading->addresses[from];
}

/* Drops rows that repeat another and makes by_id. */
static void settle_ids(struct reading *reading)
{
    struct sortition_people *people = &reading->people;
    size_t n = people->pool.n, kept = 0, ordered = 0;
    struct keyed *keyed = ARENA_ARRAY(reading->work, struct keyed, n);
    bool *dropped = ARENA_ARRAY(reading->work, bool, n);
    uint32_t *places = ARENA_ARRAY(reading->work, uint32_t, n);
    for (size_t i = 0; i < n; i++)
        keyed[i] = (struct keyed){people->pool.ids[i], (uint32_t)i};
    keys_sort(keyed, n);
    for (size_t i = 0, end; i < n; i = end) {
        end = keys_end(keyed, n, i);
        if (end > i + 1)
            check_same_id(reading, &keyed[i], end - i, dropped);
    }
    for (size_t i = 0; i < n; i++) {
        places[i] = (uint32_t)kept;
        if (!dropped[i])
            move_person(reading, i, kept++);
    }
    people->pool.n = kept;
    people->by_id = ARENA_ARRAY(reading->arena, uint32_t, kept);
    for (size_t i = 0; i < n; i++)
        if (!dropped[keyed[i].item])
            people->by_id[ordered++] = places[keyed[i].item];
}

/* ---- households ---------------------------------------------------------------- */

static void warn_of_households(struct reading *reading, const struct keyed *blank, size_t blanks,
                               const struct keyed *largest, size_t largest_n)
{
    struct str column = reading->options->household_columns[0];
    struct buf rows;
    buf_init(&rows, 1024);
    if (blanks) {
        add_rows(&rows, reading, blank, blanks);
        sortition_fault(reading->warnings, reading->rows[blank->item], column,
                        "%zu people have no address (rows %.*s); each counts as a household of their own",
                        blanks, STR_ARGS(buf_str(&rows)));
    }
    buf_clear(&rows);
    if (largest_n > LARGE_HOUSEHOLD) {
        add_rows(&rows, reading, largest, largest_n);
        sortition_fault(reading->warnings, reading->rows[largest->item], column,
                        "%zu people share one address (rows %.*s), so that at most one of them can be drawn; "
                        "check that it is complete",
                        largest_n, STR_ARGS(buf_str(&rows)));
    }
    buf_free(&rows);
}

/* Numbers households in the order of their first people. */
static void settle_households(struct reading *reading)
{
    struct sortition_pool *pool = &reading->people.pool;
    size_t n = pool->n, blanks = 0, largest = 0, largest_n = 0;
    if (reading->options->household_column_count == 0) {
        for (size_t i = 0; i < n; i++)
            pool->households[i] = (uint32_t)i;
        pool->household_count = n;
        return;
    }
    struct keyed *keyed = ARENA_ARRAY(reading->work, struct keyed, n);
    uint32_t *first = ARENA_ARRAY(reading->work, uint32_t, n);
    for (size_t i = 0; i < n; i++)
        keyed[i] = (struct keyed){reading->addresses[i], (uint32_t)i};
    keys_sort(keyed, n);
    while (blanks < n && !keyed[blanks].key.n) {
        first[keyed[blanks].item] = keyed[blanks].item;
        blanks++;
    }
    for (size_t i = blanks, end; i < n; i = end) {
        end = keys_end(keyed, n, i);
        for (size_t k = i; k < end; k++)
            first[keyed[k].item] = keyed[i].item;
        if (end - i > largest_n) {
            largest = i;
            largest_n = end - i;
        }
    }
    for (size_t i = 0; i < n; i++)
        pool->households[i] = first[i] == i ? (uint32_t)pool->household_count++ : pool->households[first[i]];
    reading->people.without_address = blanks;
    warn_of_households(reading, keyed, blanks, &keyed[largest], largest_n);
}

/* ---- the whole ----------------------------------------------------------------- */

static void read_all(struct reading *reading)
{
    struct sortition_people *people = &reading->people;
    size_t before = reading->errors->count;
    find_columns(reading);
    if (reading->errors->count > before)
        return;
    index_values(reading);
    make_room(reading);
    while (sheet_next(&reading->sheet) && read_row(reading))
        ;
    people->text = reading->sheet.text;
    people->delimiter = reading->sheet.csv.delimiter;
    if (people->pool.n == 0 && reading->errors->count == before)
        sortition_fault(reading->errors, 0, STR_NONE, "the file has no people below its header");
    settle_ids(reading);
    settle_households(reading);
}

rc sortition_people_read(struct str text, const struct sortition_targets *targets,
                         const struct sortition_people_options *options, struct sortition_faults *errors,
                         struct sortition_faults *warnings, struct sortition_people *ret_people)
{
    struct reading reading = {.targets = targets,
                              .options = options,
                              .errors = errors,
                              .warnings = warnings,
                              .arena = errors->arena,
                              .work = arena_new()};
    size_t before = errors->count;
    if (sheet_open(&reading.sheet, text, judge_header, &reading, errors) == RC_OK)
        read_all(&reading);
    sheet_close(&reading.sheet);
    arena_free(reading.work);
    if (errors->count > before)
        return RC_INVALID;
    *ret_people = reading.people;
    return RC_OK;
}

struct str *sortition_people_cells(const struct sortition_people *people, size_t person, struct arena *arena)
{
    struct str *cells;
    sheet_row_at(people->text, people->delimiter, people->starts[person], people->column_count, arena,
                 &cells);
    return cells;
}

size_t sortition_people_column(const struct sortition_people *people, struct str name)
{
    struct arena *arena = arena_new();
    struct str key = utf8_lower(arena, str_trim(name));
    size_t found = SORTITION_NO_COLUMN;
    for (size_t i = 0; i < people->column_count && found == SORTITION_NO_COLUMN; i++)
        if (str_eq(utf8_lower(arena, people->columns[i]), key))
            found = i;
    arena_free(arena);
    return found;
}

rc sortition_people_find(const struct sortition_people *people, struct str id, uint32_t *ret_person)
{
    size_t low = 0, high = people->pool.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(people->pool.ids[people->by_id[middle]], id);
        if (order == 0) {
            *ret_person = people->by_id[middle];
            return RC_OK;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return RC_NOT_FOUND;
}

/* ---- lists of ids --------------------------------------------------------------- */

struct list_reading {
    struct sheet sheet;
    const struct sortition_people *people;
    struct sortition_faults *warnings;
    struct arena *arena;
    size_t *rows; /* where each person stands; 0: nowhere */
    size_t n;
};

struct list_columns {
    struct str wished;
    const struct sortition_people *people;
};

static size_t list_id_column(const struct sheet *sheet, const struct list_columns *columns)
{
    if (columns->wished.p)
        return sheet_column(sheet, columns->wished);
    size_t column = SHEET_NONE;
    if (columns->people->id_column != SORTITION_NO_COLUMN)
        column = sheet_column(sheet, columns->people->columns[columns->people->id_column]);
    return column == SHEET_NONE ? sheet_column_of(sheet, id_names, ID_NAMES) : column;
}

static int judge_list_header(const struct sheet *sheet, const void *context)
{
    return list_id_column(sheet, context) != SHEET_NONE;
}

static void add_id(struct list_reading *reading, size_t row, struct str column, struct str id)
{
    uint32_t person;
    if (id.n == 0)
        return;
    if (sortition_people_find(reading->people, id, &person) != RC_OK)
        sortition_fault(reading->sheet.errors, row, column, "nobody in the people's file has the id \"%.*s\"",
                        STR_ARGS(str_sub(id, 0, 100)));
    else if (reading->rows[person])
        sortition_fault(reading->warnings, row, column, "\"%.*s\" stands in row %zu already", STR_ARGS(id),
                        reading->rows[person]);
    else {
        reading->rows[person] = row;
        reading->n++;
    }
}

static void read_list(struct list_reading *reading, const struct list_columns *columns)
{
    struct sheet *sheet = &reading->sheet;
    size_t column = list_id_column(sheet, columns);
    bool headless = column == SHEET_NONE;
    if (headless && sheet->column_count > 1) {
        sortition_fault(sheet->errors, sheet->header_row, columns->wished,
                        "no column is known to hold ids; name it, or write one id a line");
        return;
    }
    if (headless) {
        column = 0;
        add_id(reading, sheet->header_row, STR_NONE, sheet->columns[0]);
    }
    while (sheet_next(sheet))
        add_id(reading, sheet->row.place.row, headless ? STR_NONE : sheet->columns[column],
               sheet_cell(sheet, column));
}

rc sortition_group_read(struct str text, struct str id_column, const struct sortition_people *people,
                        struct sortition_faults *errors, struct sortition_faults *warnings,
                        struct sortition_group *ret_group)
{
    struct list_columns columns = {id_column, people};
    struct list_reading reading = {.people = people, .warnings = warnings, .arena = arena_new()};
    size_t before = errors->count;
    reading.rows = ARENA_ARRAY(reading.arena, size_t, people->pool.n);
    if (sheet_open(&reading.sheet, text, judge_list_header, &columns, errors) == RC_OK)
        read_list(&reading, &columns);
    sheet_close(&reading.sheet);
    struct sortition_group group = {.people = NULL};
    if (errors->count == before) {
        group.people = ARENA_ARRAY(errors->arena, uint32_t, reading.n);
        for (size_t i = 0; i < people->pool.n; i++)
            if (reading.rows[i])
                group.people[group.n++] = (uint32_t)i;
        *ret_group = group;
    }
    arena_free(reading.arena);
    return errors->count > before ? RC_INVALID : RC_OK;
}
