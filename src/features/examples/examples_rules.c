/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/examples/examples_rules.h"

#include <stddef.h>

#include "core/i18n/i18n.h"
#include "core/table/table.h"

/* ---- an example -------------------------------------------------------------- */

const struct example_word_field example_word_fields[EXAMPLE_WORD_FIELDS] = {
    {"title", offsetof(struct example_words, title), true, false},
    {"slug", offsetof(struct example_words, slug), false, false},
    {"summary", offsetof(struct example_words, summary), true, false},
    {"background", offsetof(struct example_words, background), true, false},
    {"aim", offsetof(struct example_words, aim), true, false},
    {"process", offsetof(struct example_words, process), true, false},
    {"results", offsetof(struct example_words, results), true, false},
    {"more", offsetof(struct example_words, more), false, false},
    {"picture_texts", offsetof(struct example_words, picture_texts), false, true},
};

struct str *example_word(struct example_words *words, const struct example_word_field *field)
{
    return (struct str *)(void *)((char *)words + field->offset);
}

const struct example_words *example_words_in(const struct example *example, struct str language)
{
    for (size_t i = 0; i < example->text_count; i++)
        if (str_eq(example->texts[i].language, language))
            return &example->texts[i].words;
    return NULL;
}

const struct example_text *example_text_for(const struct example *example, struct str language)
{
    for (size_t i = 0; i < example->text_count; i++)
        if (str_eq(example->texts[i].language, language))
            return &example->texts[i];
    return &example->texts[0];
}

void example_compare(const struct example *a, const struct example *b, struct buf *fields)
{
    table_differ(fields, str_eq(a->organisation, b->organisation), "organisation", STR_NONE);
    table_differ(fields, str_eq(a->place, b->place), "place", STR_NONE);
    table_differ(fields, str_eq(a->country, b->country), "country", STR_NONE);
    table_differ(fields, a->population == b->population, "population", STR_NONE);
    table_differ(fields, a->start == b->start, "start", STR_NONE);
    table_differ(fields, a->end == b->end, "end", STR_NONE);
    table_differ(fields, a->status == b->status, "status", STR_NONE);
    table_differ(fields, str_eq(a->themes, b->themes), "themes", STR_NONE);
    table_differ(fields, str_eq(a->methods, b->methods), "methods", STR_NONE);
    table_differ(fields, str_eq(a->contact, b->contact), "contact", STR_NONE);
    table_differ(fields, str_eq(a->links, b->links), "links", STR_NONE);
    table_differ(fields, str_eq(a->pictures, b->pictures), "pictures", STR_NONE);
    table_differ(fields, a->published_at == b->published_at, "published", STR_NONE);
    table_differ(fields, a->demo == b->demo, "demo", STR_NONE);
}

/* ---- months ------------------------------------------------------------------- */

rc month_parse(struct str text, month_t *ret_month)
{
    int64_t year, month;
    if (text.n != 7 || text.p[4] != '-' || str_to_int(str_sub(text, 0, 4), &year) ||
        str_to_int(str_sub(text, 5, 2), &month) || year < 1900 || year > 2199 || month < 1 || month > 12)
        return RC_INVALID;
    *ret_month = year * 12 + month - 1;
    return RC_OK;
}

int example_last_year(const struct example *example)
{
    return month_year(example->end == MONTH_NONE ? example->start : example->end);
}

/* ---- vocabularies -------------------------------------------------------------- */

const struct coded_label example_statuses[STATUSES] = {
    {"finished", TR("Finished")},
    {"ongoing", TR("Ongoing")},
    {"planned", TR("Planned")},
};

const struct coded_label example_sizes[SIZES] = {
    {"15000", TR("Up to 15,000 inhabitants")},
    {"50000", TR("15,000–50,000 inhabitants")},
    {"100000", TR("50,000–100,000 inhabitants")},
    {"over", TR("Over 100,000 inhabitants")},
};

int example_term_value(const struct coded_label *terms, size_t n, struct str code)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(code, terms[i].code))
            return (int)i + 1;
    return 0;
}

int example_size(int64_t population)
{
    return population <= 15000 ? 1 : population <= 50000 ? 2 : population <= 100000 ? 3 : 4;
}
