/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/sheet.h"

#include "base/map.h"
#include "base/utf8.h"

enum { HEADER_WITHIN_ROWS = 100, HEADER_WITHIN_BYTES = 4 * 1024 * 1024 };

/* ---- the header ---------------------------------------------------------------- */

static void set_columns(struct sheet *sheet, const struct csv_record *record, struct arena *arena)
{
    sheet->column_count = record->n;
    while (sheet->column_count > 1 && str_trim(record->fields[sheet->column_count - 1]).n == 0)
        sheet->column_count--; /* separators at the end of a line */
    sheet->columns = ARENA_ARRAY(arena, struct str, sheet->column_count);
    sheet->keys = ARENA_ARRAY(arena, struct str, sheet->column_count);
    for (size_t i = 0; i < sheet->column_count; i++) {
        sheet->columns[i] = arena_str_dup(arena, str_trim(record->fields[i]));
        sheet->keys[i] = utf8_lower(arena, sheet->columns[i]);
    }
}

struct found {
    struct csv before; /* the header */
    int rating;
    bool any; /* a row that can be read was met */
};

/* Judges the first rows as delimiter separates them; a better one replaces *found. */
static void look_for_header(struct sheet *sheet, char delimiter, sheet_judge *judge, const void *context,
                            struct found *found)
{
    csv_begin(&sheet->csv, str_sub(sheet->text, 0, HEADER_WITHIN_BYTES));
    if (delimiter)
        sheet->csv.delimiter = delimiter;
    for (int i = 0; i < HEADER_WITHIN_ROWS; i++) {
        struct csv before = sheet->csv;
        struct csv_record record;
        arena_reset(sheet->scratch);
        rc result = csv_next(&sheet->csv, sheet->scratch, &record);
        if (result == RC_NOT_FOUND)
            return;
        if (result != RC_OK)
            continue;
        set_columns(sheet, &record, sheet->scratch);
        int rating = judge(sheet, context);
        if (rating > found->rating || !found->any)
            *found = (struct found){before, rating, true};
    }
}

static void check_columns_differ(struct sheet *sheet)
{
    struct map seen;
    map_init(&seen, sheet->errors->arena);
    for (size_t i = 0; i < sheet->column_count; i++)
        if (sheet->keys[i].n && map_put(&seen, sheet->keys[i], sheet))
            sortition_fault(sheet->errors, sheet->header_row, sheet->columns[i],
                            "the column stands twice; remove or rename one");
}

/* The fault that csv_next met, at its place. */
static void add_csv_fault(struct sheet *sheet)
{
    size_t column = sheet->csv.place.column;
    struct str name = column && column <= sheet->column_count ? sheet->columns[column - 1] : STR_NONE;
    sortition_fault(sheet->errors, sheet->csv.place.row, name, "%s", csv_fault_text(sheet->csv.fault));
}

/* Says why no row of the beginning can be read. */
static void refuse(struct sheet *sheet)
{
    struct csv_record record;
    csv_begin(&sheet->csv, sheet->text);
    rc result = csv_next(&sheet->csv, sheet->scratch, &record);
    sortition_fault(sheet->errors, result == RC_NOT_FOUND ? 0 : sheet->csv.place.row, STR_NONE, "%s",
                    result == RC_NOT_FOUND ? "the file is empty"
                    : result == RC_OK      ? "the header does not stand at the beginning"
                                           : csv_fault_text(sheet->csv.fault));
}

rc sheet_open(struct sheet *sheet, struct str text, sheet_judge *judge, const void *context,
              struct sortition_faults *errors)
{
    /* 0 is the one that seems likely; a comment above the header may mislead it. */
    static const char delimiters[] = {0, ',', ';', '\t'};
    struct found found = {.any = false};
    size_t before = errors->count;
    *sheet = (struct sheet){.text = text, .scratch = arena_new(), .errors = errors};
    for (size_t i = 0; i < sizeof delimiters; i++)
        look_for_header(sheet, delimiters[i], judge, context, &found);
    if (!found.any) {
        refuse(sheet);
        return RC_INVALID;
    }
    sheet->csv = found.before;
    sheet->csv.rest = str_skip(text, (size_t)(found.before.rest.p - text.p)); /* all of it again */
    sheet->column_count = 0;
    struct csv_record header;
    arena_reset(sheet->scratch);
    if (csv_next(&sheet->csv, sheet->scratch, &header) != RC_OK) { /* it was cut off by the search */
        add_csv_fault(sheet);
        return RC_INVALID;
    }
    sheet->header_row = header.place.row;
    set_columns(sheet, &header, errors->arena);
    check_columns_differ(sheet);
    return errors->count == before ? RC_OK : RC_INVALID;
}

/* ---- rows ---------------------------------------------------------------------- */

/* Trims the cells; how many there are up to the last that is not blank. */
static size_t trim_cells(struct csv_record *record)
{
    size_t n = 0;
    for (size_t i = 0; i < record->n; i++) {
        record->fields[i] = str_trim(record->fields[i]);
        if (record->fields[i].n)
            n = i + 1;
    }
    return n;
}

bool sheet_next(struct sheet *sheet)
{
    while (sheet->errors->n < SORTITION_FAULTS_MAX) {
        arena_reset(sheet->scratch);
        sheet->start = sheet->csv.rest.n ? (size_t)(sheet->csv.rest.p - sheet->text.p) : sheet->text.n;
        rc result = csv_next(&sheet->csv, sheet->scratch, &sheet->row);
        if (result == RC_NOT_FOUND)
            return false;
        if (result != RC_OK) {
            add_csv_fault(sheet);
            continue;
        }
        size_t used = trim_cells(&sheet->row);
        if (used == 0)
            continue;
        if (sheet->row.n >= sheet->column_count && used <= sheet->column_count)
            return true;
        sortition_fault(
            sheet->errors, sheet->row.place.row, STR_NONE,
            "the row has %zu cells, the header has %zu; put a cell that holds a separator in quotes",
            sheet->row.n, sheet->column_count);
    }
    return false;
}

void sheet_close(struct sheet *sheet)
{
    sheet->scratch = arena_free(sheet->scratch);
}

size_t sheet_column(const struct sheet *sheet, struct str name)
{
    struct str key = utf8_lower(sheet->scratch, str_trim(name));
    for (size_t i = 0; i < sheet->column_count; i++)
        if (str_eq(sheet->keys[i], key))
            return i;
    return SHEET_NONE;
}

size_t sheet_column_of(const struct sheet *sheet, const struct str *names, size_t n)
{
    size_t found = SHEET_NONE;
    for (size_t i = 0; i < n && found == SHEET_NONE; i++)
        found = sheet_column(sheet, names[i]);
    return found;
}

struct str sheet_cell(const struct sheet *sheet, size_t column)
{
    return sheet->row.fields[column];
}

void sheet_row_at(struct str text, char delimiter, size_t start, size_t columns, struct arena *arena,
                  struct str **ret_cells)
{
    struct csv csv = {.rest = str_skip(text, start), .delimiter = delimiter, .line = 1};
    struct csv_record record = {.n = 0};
    struct str *cells = ARENA_ARRAY(arena, struct str, columns);
    if (csv_next(&csv, arena, &record) == RC_OK)
        for (size_t i = 0; i < columns && i < record.n; i++)
            cells[i] = str_trim(record.fields[i]);
    *ret_cells = cells;
}

struct str sheet_keep(const struct sheet *sheet, struct arena *arena, struct str cell)
{
    bool borrowed = cell.p >= sheet->text.p && cell.p + cell.n <= sheet->text.p + sheet->text.n;
    return borrowed ? cell : arena_str_dup(arena, cell);
}
