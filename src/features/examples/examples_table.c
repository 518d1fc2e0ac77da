/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/examples/examples_table.h"

#include <string.h>

#include "base/utf8.h"
#include "core/view/html.h"

enum fact {
    FACT_ID,
    FACT_ORGANISATION,
    FACT_PLACE,
    FACT_COUNTRY,
    FACT_POPULATION,
    FACT_START,
    FACT_END,
    FACT_THEMES,
    FACT_METHODS,
    FACT_STATUS,
    FACT_CONTACT,
    FACT_LINKS,
    FACT_PICTURES,
    FACT_PUBLISHED,
    FACTS
};

/* The columns that are the same in every language. */
static const struct {
    const char *name;
    bool may_be_empty;
    bool optional; /* the file may lack the column */
} facts[FACTS] = {
    [FACT_ID] = {"id", false, false},
    [FACT_ORGANISATION] = {"organisation", false, false},
    [FACT_PLACE] = {"place", false, false},
    [FACT_COUNTRY] = {"country", false, false},
    [FACT_POPULATION] = {"population", false, false},
    [FACT_START] = {"start", false, false},
    [FACT_END] = {"end", true, false},
    [FACT_THEMES] = {"themes", false, false},
    [FACT_METHODS] = {"methods", false, false},
    [FACT_STATUS] = {"status", false, false},
    [FACT_CONTACT] = {"contact", true, false},
    [FACT_LINKS] = {"links", true, false},
    [FACT_PICTURES] = {"pictures", true, true},
    [FACT_PUBLISHED] = {"published", false, false},
};

struct reading {
    struct arena *arena;
    const char *const *languages;
    size_t language_count;
    const struct map *methods;
    struct table_faults faults;
    struct map ids, slugs; /* → the struct example_row that has it */
};

#define FAULT(reading, row, column, ...) table_fault(&(reading)->faults, (row), (column), __VA_ARGS__)

/* The columns of the file: facts, then the words of each language in turn. */
static struct table_column *declare(const struct reading *reading, size_t *ret_n)
{
    size_t n = FACTS + reading->language_count * EXAMPLE_WORD_FIELDS;
    struct table_column *columns = ARENA_ARRAY(reading->arena, struct table_column, n);
    for (size_t i = 0; i < FACTS; i++)
        columns[i] = (struct table_column){.name = str_from_c(facts[i].name),
                                           .may_be_empty = facts[i].may_be_empty,
                                           .optional = facts[i].optional};
    for (size_t i = FACTS; i < n; i++) {
        const struct example_word_field *field = &example_word_fields[(i - FACTS) % EXAMPLE_WORD_FIELDS];
        const char *language = reading->languages[(i - FACTS) / EXAMPLE_WORD_FIELDS];
        columns[i] = (struct table_column){
            .name = arena_printf(reading->arena, "%s_%s", field->column, language),
            .may_be_empty = true,
            .optional = field->optional};
    }
    *ret_n = n;
    return columns;
}

/* ---- facts ------------------------------------------------------------------------ */

static struct str column_of(enum fact fact)
{
    return str_from_c(facts[fact].name);
}

static struct str codes_of(struct arena *arena, const struct coded_label *terms, size_t n)
{
    struct str text = STR("");
    for (size_t i = 0; i < n; i++)
        text = arena_printf(arena, "%.*s%s%s", STR_ARGS(text), i ? ", " : "", terms[i].code);
    return text;
}

/* The codes of a list, tidied: "a; b" becomes "a;b". Each is checked by the caller's rule. */
static struct str read_codes(struct reading *reading, size_t row, enum fact fact, struct str cell,
                             bool (*known)(struct reading *, struct str code))
{
    struct str tidy = STR(""), rest = cell, code;
    struct map seen;
    map_init(&seen, reading->arena);
    while (str_split(&rest, ';', &code)) {
        code = str_trim(code);
        if (code.n == 0)
            continue;
        if (!known(reading, code) && fact == FACT_THEMES)
            FAULT(reading, row, column_of(fact), "\"%.*s\" is not one of: %.*s", STR_ARGS(code),
                  STR_ARGS(codes_of(reading->arena, library_themes, THEMES)));
        else if (!known(reading, code))
            FAULT(reading, row, column_of(fact), "there is no method \"%.*s\" in the guide", STR_ARGS(code));
        else if (map_put(&seen, code, reading))
            FAULT(reading, row, column_of(fact), "\"%.*s\" stands twice", STR_ARGS(code));
        tidy = arena_printf(reading->arena, "%.*s%s%.*s", STR_ARGS(tidy), tidy.n ? ";" : "", STR_ARGS(code));
    }
    if (cell.n && tidy.n == 0)
        FAULT(reading, row, column_of(fact), "the cell names none");
    return tidy;
}

static bool is_theme(struct reading *reading, struct str code)
{
    (void)reading;
    return example_term_value(library_themes, THEMES, code) != 0;
}

static bool is_method(struct reading *reading, struct str code)
{
    return map_get(reading->methods, code) != NULL;
}

static bool is_country(struct str text)
{
    return text.n == 2 && text.p[0] >= 'A' && text.p[0] <= 'Z' && text.p[1] >= 'A' && text.p[1] <= 'Z';
}

/* A month; MONTH_NONE where the cell is empty or faulty. */
static month_t read_month(struct reading *reading, size_t row, enum fact fact, struct str cell)
{
    month_t month = MONTH_NONE;
    if (cell.n && month_parse(cell, &month))
        FAULT(reading, row, column_of(fact), "\"%.*s\" is not a month such as 2025-03", STR_ARGS(cell));
    return month;
}

/* Each link is "words (address)" or an address. */
static void check_links(struct reading *reading, size_t row, struct str links)
{
    struct str link;
    while (str_split(&links, ';', &link)) {
        link = str_trim(link);
        size_t at = str_find(link, STR("(http"));
        struct str address = link;
        if (at < link.n && str_ends(link, STR(")")))
            address = str_sub(link, at + 1, link.n - at - 2);
        if (link.n && (!str_starts(address, STR("http")) || !url_is_safe(address)))
            FAULT(reading, row, column_of(FACT_LINKS),
                  "\"%.*s\" is not a link: write \"words (https://…)\", with \"; \" between", STR_ARGS(link));
    }
}

static bool is_file_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/' || name.p[i] == '\\')
            return false;
    return name.n > 0 && name.p[0] != '.';
}

static size_t count_items(struct str list)
{
    struct str item;
    size_t n = 0;
    while (str_split(&list, ';', &item))
        n += str_trim(item).n > 0;
    return n;
}

/* Names of files that stand beside the table. */
static struct str read_pictures(struct reading *reading, size_t row, struct str cell)
{
    struct str tidy = STR(""), name;
    if (count_items(cell) > EXAMPLE_PICTURES_MAX)
        FAULT(reading, row, column_of(FACT_PICTURES), "at most %d pictures", EXAMPLE_PICTURES_MAX);
    while (str_split(&cell, ';', &name)) {
        name = str_trim(name);
        if (name.n && !is_file_name(name))
            FAULT(reading, row, column_of(FACT_PICTURES),
                  "\"%.*s\" is not the name of a file beside the table", STR_ARGS(name));
        if (name.n)
            tidy = arena_printf(reading->arena, "%.*s%s%.*s", STR_ARGS(tidy), tidy.n ? ";" : "",
                                STR_ARGS(name));
    }
    return tidy;
}

static void read_time(struct reading *reading, size_t row, const struct str *cells, struct example *example)
{
    struct str cell = cells[FACT_STATUS];
    example->start = read_month(reading, row, FACT_START, cells[FACT_START]);
    example->end = read_month(reading, row, FACT_END, cells[FACT_END]);
    example->status = (enum example_status)example_term_value(example_statuses, STATUSES, cell);
    if (cell.n && example->status == STATUS_NONE)
        FAULT(reading, row, column_of(FACT_STATUS), "\"%.*s\" is not one of: %.*s", STR_ARGS(cell),
              STR_ARGS(codes_of(reading->arena, example_statuses, STATUSES)));
    if (example->status == STATUS_FINISHED && cells[FACT_END].n == 0)
        FAULT(reading, row, column_of(FACT_END), "a finished dialogue has an end");
    if (example->end != MONTH_NONE && example->end < example->start)
        FAULT(reading, row, column_of(FACT_END), "the end, %.*s, is before the start, %.*s",
              STR_ARGS(cells[FACT_END]), STR_ARGS(cells[FACT_START]));
    cell = cells[FACT_PUBLISHED];
    if (cell.n && time_parse_iso(cell, &example->published_at))
        FAULT(reading, row, column_of(FACT_PUBLISHED), "\"%.*s\" is not a day such as 2025-03-14",
              STR_ARGS(cell));
}

static struct str or_empty(struct str cell)
{
    return cell.p ? cell : STR("");
}

static void read_facts(struct reading *reading, size_t row, const struct str *cells, struct example *example)
{
    struct str cell = cells[FACT_ID];
    if (cell.n && !table_is_slug(cell))
        FAULT(reading, row, column_of(FACT_ID), "\"%.*s\" is not an id: a-z, 0-9 and single hyphens between",
              STR_ARGS(cell));
    if (cell.n && map_put(&reading->ids, cell, example))
        FAULT(reading, row, column_of(FACT_ID), "\"%.*s\" stands twice", STR_ARGS(cell));
    example->code = cell;
    example->organisation = cells[FACT_ORGANISATION];
    example->place = cells[FACT_PLACE];
    example->country = cells[FACT_COUNTRY];
    if (example->country.n && !is_country(example->country))
        FAULT(reading, row, column_of(FACT_COUNTRY), "\"%.*s\" is not a country's two letters, such as SE",
              STR_ARGS(example->country));
    cell = cells[FACT_POPULATION];
    if (cell.n && (str_to_int(cell, &example->population) || example->population < 1 ||
                   example->population > 10000000000))
        FAULT(reading, row, column_of(FACT_POPULATION), "\"%.*s\" is not a whole number above 0",
              STR_ARGS(cell));
    read_time(reading, row, cells, example);
    example->themes = read_codes(reading, row, FACT_THEMES, cells[FACT_THEMES], is_theme);
    example->methods = read_codes(reading, row, FACT_METHODS, cells[FACT_METHODS], is_method);
    example->contact = or_empty(cells[FACT_CONTACT]);
    example->links = or_empty(cells[FACT_LINKS]);
    check_links(reading, row, example->links);
    example->pictures = read_pictures(reading, row, cells[FACT_PICTURES]);
}

/* ---- words ------------------------------------------------------------------------- */

static bool is_written(const struct str *cells)
{
    for (size_t i = 0; i < EXAMPLE_WORD_FIELDS; i++)
        if (cells[i].n)
            return true;
    return false;
}

static void check_slug(struct reading *reading, size_t row, const char *language,
                       const struct example *example, struct example_words *words)
{
    struct str column = arena_printf(reading->arena, "slug_%s", language);
    if (words->slug.p == NULL)
        words->slug = utf8_slug(reading->arena, words->title, TABLE_SLUG_BYTES);
    if (words->title.n && !table_is_slug(words->slug))
        FAULT(reading, row, column, "\"%.*s\" is not a slug: a-z, 0-9 and single hyphens between",
              STR_ARGS(words->slug));
    const struct example *owner = words->slug.n ? map_get(&reading->slugs, words->slug) : NULL;
    if (owner && owner != example)
        FAULT(reading, row, column, "the address \"%.*s\" is taken by an earlier row", STR_ARGS(words->slug));
    else if (words->slug.n)
        map_put(&reading->slugs, words->slug, (void *)(uintptr_t)example);
}

static void read_words(struct reading *reading, size_t row, const char *language, const struct str *cells,
                       struct example *example)
{
    struct example_text *text = &example->texts[example->text_count];
    if (!is_written(cells))
        return;
    example->text_count++;
    text->language = str_from_c(language);
    for (size_t i = 0; i < EXAMPLE_WORD_FIELDS; i++) {
        const struct example_word_field *field = &example_word_fields[i];
        *example_word(&text->words, field) = cells[i];
        if (field->required && cells[i].n == 0)
            FAULT(reading, row, arena_printf(reading->arena, "%s_%s", field->column, language),
                  "the cell is empty, but others of this language are not");
    }
    size_t pictures = count_items(example->pictures), texts = count_items(text->words.picture_texts);
    if (pictures != texts)
        FAULT(reading, row, arena_printf(reading->arena, "picture_texts_%s", language),
              "%zu pictures and %zu texts: say what each picture shows, with ; between", pictures, texts);
    check_slug(reading, row, language, example, &text->words);
}

static void read_row(struct reading *reading, const struct table_row *source, struct example_row *row)
{
    struct example *example = &row->example;
    row->row = source->row;
    example->texts = ARENA_ARRAY(reading->arena, struct example_text, reading->language_count);
    read_facts(reading, source->row, source->cells, example);
    for (size_t i = 0; i < reading->language_count; i++)
        read_words(reading, source->row, reading->languages[i],
                   source->cells + FACTS + i * EXAMPLE_WORD_FIELDS, example);
    if (example->text_count == 0)
        FAULT(reading, source->row, STR_NONE, "the example is not written in any language");
}

rc example_table_read(struct arena *arena, struct str text, const char *const *languages,
                      size_t language_count, const struct map *methods, struct example_table *ret_table)
{
    struct reading reading = {.arena = arena,
                              .languages = languages,
                              .language_count = language_count,
                              .methods = methods,
                              .faults = {.arena = arena},
                              .ids = {.arena = arena},
                              .slugs = {.arena = arena}};
    struct table source;
    size_t n;
    const struct table_column *columns = declare(&reading, &n);
    table_read(text, columns, n, &reading.faults, &source);
    struct example_table table = {.rows = ARENA_ARRAY(arena, struct example_row, source.n), .n = source.n};
    for (size_t i = 0; i < source.n; i++)
        read_row(&reading, &source.rows[i], &table.rows[i]);
    if (table.n == 0 && reading.faults.count == 0)
        FAULT(&reading, 0, STR_NONE, "the file has no examples");
    table.faults = reading.faults;
    *ret_table = table;
    return table.faults.count ? RC_INVALID : RC_OK;
}
