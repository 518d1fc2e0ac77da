/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"

static const struct str byte_order_mark = STR_INIT("\xEF\xBB\xBF");

static char choose_delimiter(struct str text)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[3] = {0};
    bool quoted = false;
    for (size_t i = 0; i < text.n && (quoted || text.p[i] != '\n'); i++) {
        if (text.p[i] == '"')
            quoted = !quoted;
        for (size_t k = 0; !quoted && k < 3; k++)
            counts[k] += text.p[i] == candidates[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < 3; k++)
        if (counts[k] > counts[best])
            best = k;
    return candidates[best];
}

static void skip_line(struct csv *csv)
{
    csv->rest = str_skip(csv->rest, str_find_byte(csv->rest, '\n') + 1);
    csv->line++;
}

static void skip_blank_lines(struct csv *csv)
{
    while (csv->rest.n && (csv->rest.p[0] == '\n' ||
                           (csv->rest.p[0] == '\r' && (csv->rest.n == 1 || csv->rest.p[1] == '\n'))))
        skip_line(csv);
}

void csv_begin(struct csv *csv, struct str text)
{
    if (str_starts(text, byte_order_mark))
        text = str_skip(text, byte_order_mark.n);
    *csv = (struct csv){.rest = text, .line = 1};
    skip_blank_lines(csv);
    csv->delimiter = choose_delimiter(csv->rest);
}

/* One quoted field from after its opening quote; leaves *rest after the closing one. */
static enum csv_fault take_quoted(struct csv *csv, struct arena *arena, struct str *ret_field)
{
    struct str s = csv->rest;
    size_t end = 0, doubled = 0;
    for (;;) {
        size_t quote = str_find_byte(str_skip(s, end), '"') + end;
        if (quote >= s.n)
            return CSV_UNCLOSED;
        end = quote;
        if (end + 1 >= s.n || s.p[end + 1] != '"')
            break;
        doubled++;
        end += 2;
    }
    struct str raw = str_sub(s, 0, end);
    for (size_t i = 0; i < raw.n; i++)
        csv->line += raw.p[i] == '\n';
    csv->rest = str_skip(s, end + 1);
    *ret_field = raw;
    if (doubled && raw.n - doubled <= CSV_MAX_FIELD_BYTES) {
        char *text = arena_alloc(arena, raw.n - doubled + 1);
        size_t n = 0;
        for (size_t i = 0; i < raw.n; i++) {
            text[n++] = raw.p[i];
            i += raw.p[i] == '"';
        }
        *ret_field = (struct str){text, n};
    }
    return CSV_OK;
}

static bool at_field_end(const struct csv *csv)
{
    struct str s = csv->rest;
    return s.n == 0 || s.p[0] == csv->delimiter || s.p[0] == '\n' ||
           (s.p[0] == '\r' && (s.n == 1 || s.p[1] == '\n'));
}

static enum csv_fault take_field(struct csv *csv, struct arena *arena, struct str *ret_field)
{
    struct str s = csv->rest;
    if (s.n && s.p[0] == '"') {
        csv->rest = str_skip(s, 1);
        enum csv_fault fault = take_quoted(csv, arena, ret_field);
        if (fault)
            return fault;
        if (!at_field_end(csv))
            return CSV_AFTER_QUOTE;
    } else {
        size_t n = 0;
        while (n < s.n && s.p[n] != csv->delimiter && s.p[n] != '\n') {
            if (s.p[n] == '"')
                return CSV_QUOTE_INSIDE;
            n++;
        }
        csv->rest = str_skip(s, n);
        if (n && s.p[n - 1] == '\r' && (n == s.n || s.p[n] == '\n'))
            n--;
        *ret_field = (struct str){s.n ? s.p : "", n};
    }
    if (ret_field->n > CSV_MAX_FIELD_BYTES)
        return CSV_TOO_LONG;
    return utf8_is_text(*ret_field) ? CSV_OK : CSV_NOT_UTF8;
}

/* Steps over the end of the field just read; true while the record goes on. */
static bool next_field_follows(struct csv *csv)
{
    if (csv->rest.n && csv->rest.p[0] == '\r')
        csv->rest = str_skip(csv->rest, 1);
    if (csv->rest.n == 0)
        return false;
    bool follows = csv->rest.p[0] == csv->delimiter;
    csv->rest = str_skip(csv->rest, 1);
    if (!follows)
        csv->line++;
    return follows;
}

rc csv_next(struct csv *csv, struct arena *arena, struct csv_record *ret_record)
{
    skip_blank_lines(csv);
    if (csv->rest.n == 0)
        return RC_NOT_FOUND;
    VEC(struct str) fields = {0};
    struct csv_place start = {csv->place.row + 1, csv->line, 0};
    csv->place = start;
    do {
        struct str field;
        csv->place.column = fields.n + 1;
        csv->fault = fields.n == CSV_MAX_FIELDS ? CSV_TOO_MANY : take_field(csv, arena, &field);
        if (csv->fault) {
            csv->place.line = csv->line;
            if (csv->fault == CSV_UNCLOSED)
                csv->rest = STR_NONE;
            else
                skip_line(csv);
            return RC_INVALID;
        }
        *VEC_PUSH(arena, &fields) = field;
    } while (next_field_follows(csv));
    csv->place = start;
    *ret_record = (struct csv_record){fields.items, fields.n, start};
    return RC_OK;
}

const char *csv_fault_text(enum csv_fault fault)
{
    switch (fault) {
    case CSV_QUOTE_INSIDE: return "a quote stands in a cell that does not begin with one";
    case CSV_AFTER_QUOTE: return "something follows the quote that ends a cell";
    case CSV_UNCLOSED: return "a quote is never closed";
    case CSV_NOT_UTF8:
        return "the cell is not UTF-8 text, or has a control character; save the file as UTF-8";
    case CSV_TOO_MANY: return "the row has too many cells";
    case CSV_TOO_LONG: return "the cell is too long";
    case CSV_OK: break;
    }
    return "the row cannot be read";
}

static bool looks_like_formula(struct str field)
{
    double number;
    return field.n && memchr("=+-@\t\r", field.p[0], 6) && str_to_real(field, &number) != RC_OK;
}

void csv_add_field(struct buf *line, struct str field, bool first)
{
    if (!first)
        buf_add_byte(line, ',');
    bool formula = looks_like_formula(field);
    bool quote = formula || (first && (field.n == 0 || str_starts(field, byte_order_mark)));
    for (size_t i = 0; i < field.n && !quote; i++)
        quote = memchr(",;\"\r\n\t", field.p[i], 6) != NULL;
    if (!quote) {
        buf_add(line, field);
        return;
    }
    buf_add_byte(line, '"');
    if (formula)
        buf_add_byte(line, '\'');
    for (size_t i = 0; i < field.n; i++) {
        if (field.p[i] == '"')
            buf_add_byte(line, '"');
        buf_add_byte(line, field.p[i]);
    }
    buf_add_byte(line, '"');
}
