/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any bytes as a table: with each delimiter the reader ends, its places only
 * grow, what it gives is text, and what is written of it reads back the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/utf8.h"

static void demand(bool fact)
{
    if (!fact)
        abort();
}

/* A record follows what was read before it, and a fault tells where it is. */
static void check_place(const struct csv *csv, struct csv_place before, rc result)
{
    demand(csv->place.row == before.row + 1 && csv->place.line > before.line);
    demand((csv->fault == CSV_OK) == (result == RC_OK));
    demand((csv->place.column == 0) == (result == RC_OK) && csv->place.column <= CSV_MAX_FIELDS + 1);
}

static bool is_formula(struct str field)
{
    double number;
    return field.n && memchr("=+-@\t\r", field.p[0], 6) && str_to_real(field, &number) != RC_OK;
}

/* Writes a record as one line and reads it back. */
static void check_round_trip(struct arena *arena, const struct csv_record *record)
{
    struct buf line;
    struct csv csv;
    struct csv_record again;
    buf_init(&line, 1 << 22);
    for (size_t i = 0; i < record->n; i++)
        csv_add_field(&line, record->fields[i], i == 0);
    buf_add_c(&line, "\n");
    csv_begin(&csv, buf_str(&line));
    demand(!line.overflowed && csv_next(&csv, arena, &again) == RC_OK && again.n == record->n);
    for (size_t i = 0; i < record->n; i++) {
        bool formula = is_formula(record->fields[i]);
        demand(!formula || again.fields[i].p[0] == '\'');
        demand(str_eq(str_skip(again.fields[i], formula), record->fields[i]));
        demand(!is_formula(again.fields[i])); /* the file is harmless in a spreadsheet */
    }
    demand(csv_next(&csv, arena, &again) == RC_NOT_FOUND);
    buf_free(&line);
}

/* Reads text, with delimiter if it is not 0; returns how many records and faults there are. */
static size_t check_reading(struct str text, char delimiter)
{
    struct arena *arena = arena_new();
    struct csv csv;
    struct csv_record record;
    struct csv_place before = {0};
    size_t n = 0;
    csv_begin(&csv, text);
    if (delimiter)
        csv.delimiter = delimiter;
    for (rc result; (result = csv_next(&csv, arena, &record)) != RC_NOT_FOUND; n++) {
        check_place(&csv, before, result);
        before = csv.place;
        if (result != RC_OK)
            continue;
        demand(record.n >= 1 && record.n <= CSV_MAX_FIELDS);
        for (size_t i = 0; i < record.n; i++)
            demand(utf8_is_text(record.fields[i]) && record.fields[i].n <= CSV_MAX_FIELD_BYTES);
        check_round_trip(arena, &record);
    }
    demand(csv.rest.n == 0);
    arena_free(arena);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    size_t lines = 1, chosen = check_reading(text, 0);
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    demand(chosen <= lines && check_reading(text, ',') <= lines && check_reading(text, ';') <= lines &&
           check_reading(text, '\t') <= lines);
    return 0;
}
