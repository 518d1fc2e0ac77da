/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_table.h"

#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/utf8.h"

enum cell {
    CELL_ID,
    CELL_CODE,  /* one code of a vocabulary */
    CELL_CODES, /* ';'-separated codes of a vocabulary, no doubles */
    CELL_COUNT, /* whole number from 0 */
    CELL_BAND,  /* 1 to 5 */
    CELL_HOURS, /* decimal hours, stored as minutes */
    CELL_YES_NO,
    CELL_TEXT
};

/* A column that is the same in every language. size: of the integer at offset. */
struct column {
    const char *name;
    enum cell cell;
    enum methodmatch_vocab vocab;
    size_t offset, size;
    int64_t max;
};

#define AT(field) offsetof(struct method, field), sizeof(((struct method *)NULL)->field)
#define BAND(name, field)                      \
    {                                          \
        name, CELL_BAND, 0, AT(facts.field), 5 \
    }
#define YES_NO(name, field)                      \
    {                                            \
        name, CELL_YES_NO, 0, AT(facts.field), 1 \
    }
#define COUNT(name, field, max)             \
    {                                       \
        name, CELL_COUNT, 0, AT(field), max \
    }

static const struct column columns[] = {
    {"id", CELL_ID, 0, AT(facts.id), 0},
    {"kind", CELL_CODE, VOCAB_KIND, AT(facts.kind), 0},
    {"primary_audience", CELL_CODE, VOCAB_AUDIENCE, AT(facts.audience), 0},
    {"participation_levels", CELL_CODES, VOCAB_LEVEL, AT(lists.levels), 0},
    {"purposes", CELL_CODES, VOCAB_PURPOSE, AT(lists.purposes), 0},
    {"phases", CELL_CODES, VOCAB_PHASE, AT(lists.phases), 0},
    {"recruitment", CELL_CODES, VOCAB_RECRUITMENT, AT(lists.recruitment), 0},
    {"format", CELL_CODES, VOCAB_FORMAT, AT(lists.formats), 0},
    {"duration", CELL_CODE, VOCAB_DURATION, AT(duration), 0},
    COUNT("participants_min", facts.participants_min, 100000000),
    COUNT("participants_max", facts.participants_max, 100000000),
    {"event_hours_min", CELL_HOURS, 0, AT(facts.event_minutes_min), 100000},
    {"event_hours_max", CELL_HOURS, 0, AT(event_minutes_max), 100000},
    COUNT("lead_weeks", facts.lead_weeks, 1000),
    COUNT("run_weeks", facts.run_weeks, 1000),
    BAND("cost_band", cost_band),
    BAND("staff_effort", staff_effort),
    BAND("facilitation_skill", facilitation_skill),
    BAND("conflict_suitability", conflict),
    BAND("complexity_suitability", complexity),
    BAND("representativeness", representativeness),
    BAND("inclusiveness_hard_to_reach", hard_to_reach),
    BAND("depth", depth),
    BAND("breadth", breadth),
    YES_NO("works_with_children", works_with_children),
    YES_NO("needs_influenceable_question", needs_influenceable_question),
    YES_NO("spatial", spatial),
    {"related", CELL_TEXT, 0, AT(related), 0},
    {"source", CELL_TEXT, 0, AT(source), 0},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

struct reading {
    struct arena *arena;
    const char *const *languages;
    size_t language_count;
    struct table_faults faults;
};

#define FAULT(reading, row, column, ...) table_fault(&(reading)->faults, (row), (column), __VA_ARGS__)

struct str method_slug(struct arena *arena, struct str name)
{
    return utf8_slug(arena, str_sub(name, 0, str_find_byte(name, '(')), TABLE_SLUG_BYTES);
}

void method_compare(const struct method *a, const struct method *b, struct buf *fields)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        const struct column *column = &columns[i];
        const char *x = (const char *)a + column->offset, *y = (const char *)b + column->offset;
        bool text = column->cell == CELL_ID || column->cell == CELL_CODES || column->cell == CELL_TEXT;
        bool same = text ? str_eq(*(const struct str *)(const void *)x, *(const struct str *)(const void *)y)
                         : memcmp(x, y, column->size) == 0;
        table_differ(fields, same, column->name, STR_NONE);
    }
}

/* ---- cells ------------------------------------------------------------------- */

static struct str codes_of(struct arena *arena, enum methodmatch_vocab vocab)
{
    size_t n;
    const struct vocab_term *terms = methodmatch_vocab(vocab, &n);
    struct str text = STR("");
    for (size_t i = 0; i < n; i++)
        text = arena_printf(arena, "%.*s%s%s", STR_ARGS(text), i ? ", " : "", terms[i].code);
    return text;
}

static void check_codes(struct reading *reading, size_t row, const struct column *column, struct str cell)
{
    struct str name = str_from_c(column->name), code;
    uint32_t seen = 0;
    while (str_split(&cell, ';', &code)) {
        int value = methodmatch_value(column->vocab, str_trim(code));
        if (reading->faults.n == TABLE_FAULTS_MAX)
            return; /* a cell of a million codes must not cost a million lists of the right ones */
        if (value == 0)
            FAULT(reading, row, name, "\"%.*s\" is not one of: %.*s", STR_ARGS(code),
                  STR_ARGS(codes_of(reading->arena, column->vocab)));
        else if (seen & METHODMATCH_BIT(value))
            FAULT(reading, row, name, "\"%.*s\" stands twice", STR_ARGS(code));
        seen |= METHODMATCH_BIT(value);
    }
}

static void store_integer(struct method *method, const struct column *column, int64_t value)
{
    char *at = (char *)method + column->offset; /* little endian or not: copy by the field's type */
    if (column->size == 1)
        *(uint8_t *)at = (uint8_t)value;
    else if (column->size == 2)
        *(uint16_t *)(void *)at = (uint16_t)value;
    else
        *(uint32_t *)(void *)at = (uint32_t)value;
}

static void read_number(struct reading *reading, size_t row, const struct column *column, struct str cell,
                        struct method *method)
{
    int64_t value = 0, min = column->cell == CELL_BAND;
    double hours = 0;
    bool valid = column->cell == CELL_HOURS ? str_to_real(cell, &hours) == RC_OK
                                            : str_to_int(cell, &value) == RC_OK;
    if (column->cell == CELL_HOURS)
        value = hours >= 0 && hours <= (double)column->max ? (int64_t)(hours * 60 + 0.5) : -1;
    int64_t max = column->cell == CELL_HOURS ? column->max * 60 : column->max;
    if (!valid || value < min || value > max) {
        FAULT(reading, row, str_from_c(column->name), "\"%.*s\" is not a %s from %d to %lld", STR_ARGS(cell),
              column->cell == CELL_HOURS ? "number" : "whole number", (int)min, (long long)column->max);
        return;
    }
    store_integer(method, column, value);
}

static void read_cell(struct reading *reading, size_t row, const struct column *column, struct str cell,
                      struct method *method)
{
    struct str name = str_from_c(column->name);
    switch (column->cell) {
    case CELL_ID:
        if (!table_is_slug(cell))
            FAULT(reading, row, name, "\"%.*s\" is not an id: a-z, 0-9 and single hyphens between",
                  STR_ARGS(cell));
        method->facts.id = cell;
        break;
    case CELL_CODE:
        if (methodmatch_value(column->vocab, cell) == 0)
            FAULT(reading, row, name, "\"%.*s\" is not one of: %.*s", STR_ARGS(cell),
                  STR_ARGS(codes_of(reading->arena, column->vocab)));
        store_integer(method, column, methodmatch_value(column->vocab, cell));
        break;
    case CELL_CODES:
        check_codes(reading, row, column, cell);
        memcpy((char *)method + column->offset, &cell, sizeof cell);
        break;
    case CELL_YES_NO:
        if (!str_eq(cell, STR("y")) && !str_eq(cell, STR("n")))
            FAULT(reading, row, name, "\"%.*s\" is neither y nor n", STR_ARGS(cell));
        store_integer(method, column, str_eq(cell, STR("y")));
        break;
    case CELL_TEXT: memcpy((char *)method + column->offset, &cell, sizeof cell); break;
    case CELL_COUNT:
    case CELL_BAND:
    case CELL_HOURS: read_number(reading, row, column, cell, method); break;
    }
}

/* ---- rows ---------------------------------------------------------------------- */

/* The columns of the file: those of columns, then the words of each language in turn. */
static struct table_column *declare(const struct reading *reading, size_t *ret_n)
{
    size_t n = COLUMNS + reading->language_count * METHOD_WORD_FIELDS;
    struct table_column *declared = ARENA_ARRAY(reading->arena, struct table_column, n);
    for (size_t i = 0; i < COLUMNS; i++)
        declared[i].name = str_from_c(columns[i].name);
    for (size_t i = COLUMNS; i < n; i++) {
        const struct method_word_field *field = &method_word_fields[(i - COLUMNS) % METHOD_WORD_FIELDS];
        struct str name = arena_printf(reading->arena, "%s_%s", field->column,
                                       reading->languages[(i - COLUMNS) / METHOD_WORD_FIELDS]);
        declared[i] = (struct table_column){.name = name,
                                            .alias = str_eq_c(name, "origin_en") ? STR("origin") : STR_NONE,
                                            .optional = !field->required,
                                            .may_be_empty = !field->required};
    }
    *ret_n = n;
    return declared;
}

static void read_row(struct reading *reading, const struct table_row *source, struct method_row *row)
{
    row->row = source->row;
    row->words = ARENA_ARRAY(reading->arena, struct method_words, reading->language_count);
    for (size_t i = 0; i < COLUMNS; i++)
        if (source->cells[i].n)
            read_cell(reading, source->row, &columns[i], source->cells[i], &row->method);
    for (size_t language = 0; language < reading->language_count; language++)
        for (size_t k = 0; k < METHOD_WORD_FIELDS; k++)
            *method_word(&row->words[language],
                         &method_word_fields[k]) = source->cells[COLUMNS + language * METHOD_WORD_FIELDS + k];
    method_read_lists(&row->method);
}

static void check_range(struct reading *reading, size_t row, const char *column, uint32_t min, uint32_t max)
{
    if (min > max)
        FAULT(reading, row, str_from_c(column), "the minimum, %u, is larger than the maximum, %u", min, max);
}

static void fill_slug(struct reading *reading, size_t row, size_t language, struct method_words *words,
                      struct map *taken)
{
    struct str column = arena_printf(reading->arena, "slug_%s", reading->languages[language]);
    if (words->slug.p == NULL)
        words->slug = method_slug(reading->arena, words->name);
    if (words->name.n && !table_is_slug(words->slug))
        FAULT(reading, row, column, "\"%.*s\" is not a slug: a-z, 0-9 and single hyphens between",
              STR_ARGS(words->slug));
    struct str key = arena_printf(reading->arena, "%zu/%.*s", language, STR_ARGS(words->slug));
    if (words->slug.n && map_put(taken, key, words))
        FAULT(reading, row, column, "the address \"%.*s\" is taken by an earlier row", STR_ARGS(words->slug));
}

/* Slugs and ranges of one row, and that its id and slugs are its own. */
static void check_row(struct reading *reading, struct method_row *row, struct map *ids, struct map *slugs)
{
    const struct method *method = &row->method;
    if (method->facts.id.n && map_put(ids, method->facts.id, row))
        FAULT(reading, row->row, STR("id"), "\"%.*s\" stands twice", STR_ARGS(method->facts.id));
    check_range(reading, row->row, "participants_min", method->facts.participants_min,
                method->facts.participants_max);
    if (method->facts.event_minutes_min > method->event_minutes_max)
        FAULT(reading, row->row, STR("event_hours_min"), "the minimum is larger than the maximum");
    for (size_t language = 0; language < reading->language_count; language++)
        fill_slug(reading, row->row, language, &row->words[language], slugs);
}

static void check_related(struct reading *reading, const struct method_row *row, const struct map *ids)
{
    struct str rest = row->method.related, code;
    while (str_split(&rest, ';', &code)) {
        code = str_trim(code);
        if (map_get(ids, code) == NULL)
            FAULT(reading, row->row, STR("related"), "there is no method \"%.*s\"", STR_ARGS(code));
        else if (str_eq(code, row->method.facts.id))
            FAULT(reading, row->row, STR("related"), "the method is related to itself");
    }
}

/* What concerns more than one cell or row. */
static void check_table(struct reading *reading, struct method_table *table)
{
    struct map ids, slugs;
    map_init(&ids, reading->arena);
    map_init(&slugs, reading->arena);
    for (size_t i = 0; i < table->n; i++)
        check_row(reading, &table->rows[i], &ids, &slugs);
    for (size_t i = 0; i < table->n; i++)
        check_related(reading, &table->rows[i], &ids);
}

rc method_table_read(struct arena *arena, struct str text, const char *const *languages,
                     size_t language_count, struct method_table *ret_table)
{
    struct reading reading = {arena, languages, language_count, {.arena = arena}};
    struct table source;
    size_t n;
    const struct table_column *declared = declare(&reading, &n);
    table_read(text, declared, n, &reading.faults, &source);
    struct method_table table = {ARENA_ARRAY(arena, struct method_row, source.n), source.n, NULL, 0};
    for (size_t i = 0; i < source.n; i++)
        read_row(&reading, &source.rows[i], &table.rows[i]);
    check_table(&reading, &table);
    if (table.n == 0 && reading.faults.count == 0)
        FAULT(&reading, 0, STR_NONE, "the file has no methods");
    table.faults = reading.faults.items;
    table.fault_count = reading.faults.count;
    *ret_table = table;
    return table.fault_count ? RC_INVALID : RC_OK;
}
