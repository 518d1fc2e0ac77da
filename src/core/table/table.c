/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/table/table.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/csv.h"
#include "base/map.h"
#include "base/vec.h"

/* ---- faults -------------------------------------------------------------------- */

void table_fault(struct table_faults *faults, size_t row, struct str column, const char *message, ...)
{
    va_list args;
    faults->count++;
    if (faults->n == TABLE_FAULTS_MAX)
        return;
    (void)VEC_PUSH(faults->arena, faults);
    size_t at = faults->n - 1;
    for (; at > 0 && faults->items[at - 1].row > row; at--)
        faults->items[at] = faults->items[at - 1];
    va_start(args, message);
    faults->items[at] = (struct table_fault){row, column, arena_vprintf(faults->arena, message, args)};
    va_end(args);
}

void table_print_faults(const struct table_fault *faults, size_t count, const char *path)
{
    size_t kept = count < TABLE_FAULTS_MAX ? count : TABLE_FAULTS_MAX;
    for (size_t i = 0; i < kept; i++) {
        fprintf(stderr, "%s: ", path);
        if (faults[i].row)
            fprintf(stderr, "row %zu: ", faults[i].row);
        if (faults[i].column.p)
            fprintf(stderr, "column %.*s: ", STR_ARGS(faults[i].column));
        fprintf(stderr, "%.*s\n", STR_ARGS(faults[i].message));
    }
    if (kept < count)
        fprintf(stderr, "%s: and %zu more\n", path, count - kept);
}

/* ---- reading --------------------------------------------------------------------- */

struct reading {
    const struct table_column *columns;
    size_t n;
    struct csv_record header;
    size_t *places; /* beside header.fields: index into columns + 1; 0: ignored after its fault */
    struct table_faults *faults;
};

static size_t find_column(const struct reading *reading, struct str name)
{
    for (size_t i = 0; i < reading->n; i++) {
        const struct table_column *column = &reading->columns[i];
        if (str_eq(name, column->name) || (column->alias.p && str_eq(name, column->alias)))
            return i + 1;
    }
    return 0;
}

static void read_header(struct reading *reading)
{
    struct arena *arena = reading->faults->arena;
    bool *found = ARENA_ARRAY(arena, bool, reading->n + 1);
    struct map seen;
    map_init(&seen, arena);
    reading->places = ARENA_ARRAY(arena, size_t, reading->header.n);
    for (size_t i = 0; i < reading->header.n; i++) {
        struct str name = str_trim(reading->header.fields[i]);
        size_t place = find_column(reading, name);
        bool doubled = map_put(&seen, name, reading) != NULL;
        if (doubled || (place && found[place]))
            table_fault(reading->faults, 1, name, "the column stands twice");
        else if (place == 0)
            table_fault(reading->faults, 1, name, "no such column; remove it or correct its name");
        else
            reading->places[i] = place;
        found[place] = true; /* found[0] is never asked */
    }
    for (size_t i = 0; i < reading->n; i++)
        if (!found[i + 1] && !reading->columns[i].optional)
            table_fault(reading->faults, 1, reading->columns[i].name, "the column is missing");
}

static void read_row(struct reading *reading, const struct csv_record *record, struct table *table)
{
    struct arena *arena = reading->faults->arena;
    size_t row = record->place.row;
    if (record->n != reading->header.n) {
        table_fault(reading->faults, row, STR_NONE, "the row has %zu cells, the header has %zu", record->n,
                    reading->header.n);
        return;
    }
    struct str *cells = ARENA_ARRAY(arena, struct str, reading->n);
    for (size_t i = 0; i < record->n; i++) {
        struct str cell = str_trim(record->fields[i]);
        if (reading->places[i] == 0)
            continue;
        const struct table_column *column = &reading->columns[reading->places[i] - 1];
        if (cell.n)
            cells[reading->places[i] - 1] = cell;
        else if (!column->may_be_empty)
            table_fault(reading->faults, row, str_trim(reading->header.fields[i]), "the cell is empty");
    }
    if (table->n == table->cap)
        table->rows = vec_grow(arena, table->rows, &table->cap, sizeof *table->rows);
    table->rows[table->n++] = (struct table_row){row, cells};
}

static struct str header_name(const struct reading *reading, size_t column)
{
    return column && column <= reading->header.n ? str_trim(reading->header.fields[column - 1]) : STR_NONE;
}

void table_read(struct str text, const struct table_column *columns, size_t n, struct table_faults *faults,
                struct table *ret_table)
{
    struct reading reading = {.columns = columns, .n = n, .faults = faults};
    struct table table = {0};
    struct csv csv;
    csv_begin(&csv, text);
    rc result = csv_next(&csv, faults->arena, &reading.header);
    if (result == RC_OK)
        read_header(&reading);
    else
        table_fault(faults, 0, STR_NONE, "%s",
                    result == RC_NOT_FOUND ? "the file is empty" : csv_fault_text(csv.fault));
    bool more = result == RC_OK;
    while (more) {
        struct csv_record record;
        result = csv_next(&csv, faults->arena, &record);
        /* A file with so many faults is not worth the memory of the rest. */
        more = result != RC_NOT_FOUND && faults->n < TABLE_FAULTS_MAX;
        if (result == RC_OK)
            read_row(&reading, &record, &table);
        else if (more)
            table_fault(faults, csv.place.row, header_name(&reading, csv.place.column), "%s",
                        csv_fault_text(csv.fault));
    }
    *ret_table = table;
}

bool table_is_slug(struct str text)
{
    bool hyphen = true; /* none first, none last, none doubled */
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (c != '-' || hyphen))
            return false;
        hyphen = !letter;
    }
    return !hyphen && text.n <= TABLE_SLUG_BYTES;
}

/* ---- bringing a table in ------------------------------------------------------- */

bool table_count_row(struct table_counts *counts, bool stored, bool differs, bool kept)
{
    if (!stored)
        counts->added++;
    else if (!differs)
        counts->unchanged++;
    else if (kept)
        counts->kept++;
    else
        counts->updated++;
    return !stored || (differs && !kept);
}

void table_differ(struct buf *fields, bool same, const char *name, struct str language)
{
    if (!same)
        buf_printf(fields, "%s%s%s%.*s", fields->n ? ", " : "", name, language.p ? "_" : "",
                   STR_ARGS(language));
}

void table_print_difference(struct str id, bool is_new, struct str fields, bool kept)
{
    if (is_new)
        printf("new      %.*s\n", STR_ARGS(id));
    else if (fields.n)
        printf("%s  %.*s: %.*s\n", kept ? "kept   " : "changed", STR_ARGS(id), STR_ARGS(fields));
}

void table_print_counts(const struct table_counts *counts, bool dry_run)
{
    if (dry_run)
        printf("nothing was imported: --dry-run\n");
    else
        printf("%" PRId64 " added, %" PRId64 " updated, %" PRId64 " unchanged, %" PRId64
               " kept because they were edited here\n",
               counts->added, counts->updated, counts->unchanged, counts->kept);
}
