/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/examples/examples_words.h"

static struct str month_words(struct arena *arena, const struct language *language, month_t month)
{
    /* translators: a month and a year: "March 2025" */
    return TEXT_FORMAT(arena, tr_context(language, "month", "{0} {1}"),
                       text_month(language, month_of_year(month)),
                       arena_printf(arena, "%d", month_year(month)));
}

struct str period_words(struct arena *arena, const struct language *language, const struct example *example)
{
    struct str start = month_words(arena, language, example->start);
    if (example->end == MONTH_NONE)
        return TEXT_FORMAT(arena, tr(language, "from {0}"), start);
    if (example->end == example->start)
        return start;
    struct str end = month_words(arena, language, example->end);
    if (month_year(example->start) == month_year(example->end))
        return ARENA_CONCAT(arena, text_month(language, month_of_year(example->start)), STR("–"), end);
    return ARENA_CONCAT(arena, start, STR(" – "), end);
}

struct str term_label(const struct language *language, const struct coded_label *terms, size_t n,
                      size_t value)
{
    return value >= 1 && value <= n ? tr(language, terms[value - 1].label) : STR("");
}

struct str examples_words(struct arena *arena, const struct language *language, int64_t count)
{
    return TEXT_FORMAT(arena, trn(language, "{0} example", "{0} examples", count),
                       text_int(arena, language, count));
}

struct str country_words(const struct language *language, struct str country)
{
    static const struct coded_label countries[] = {
        {"SE", TR("Sweden")},  {"NO", TR("Norway")},  {"DK", TR("Denmark")},        {"FI", TR("Finland")},
        {"IS", TR("Iceland")}, {"DE", TR("Germany")}, {"GB", TR("United Kingdom")},
    };
    size_t n = sizeof countries / sizeof countries[0];
    int value = example_term_value(countries, n, country);
    return value ? tr(language, countries[value - 1].label) : country;
}
