/* SPDX-License-Identifier: EUPL-1.2 */
/* For tests: a table of examples with a right row, of which a test replaces parts. */
#ifndef EXAMPLES_TESTS_TABLE_H
#define EXAMPLES_TESTS_TABLE_H

#include <string.h>

#include "base/buf.h"
#include "features/examples/examples_table.h"

static const char *const test_languages[] = {"sv", "en"};

static const char test_header[] =
    "id,organisation,place,country,population,start,end,themes,methods,status,title_sv,title_en,slug_sv,"
    "slug_en,summary_sv,summary_en,background_sv,background_en,aim_sv,aim_en,process_sv,process_en,"
    "results_sv,results_en,more_sv,more_en,contact,links,published\n";
static const char test_row[] =
    "bench,Åköpings kommun,Åköping,SE,15000,2025-03,2025-06,planning;youth,world-cafe;open-space,finished,"
    "Bänken,The bench,banken,the-bench,Kort.,Short.,Bakgrund.,Background.,Syfte.,Aim.,Så.,So.,Resultat.,"
    "Results.,Mer.,,\"Anna, anna@example.se\",Rapport (https://example.se/r); https://example.se/x,"
    "2025-09-01\n";
static const char test_swedish_row[] =
    "well,Ö kommun,Ö,SE,120000,2024-11,2025-02,school,world-cafe,finished,Brunnen,,,,Kort.,,Bakgrund.,,"
    "Syfte.,,Så.,,Resultat.,,,,,,2025-10-02\n";

/* row with the first occurrence of from replaced by to. */
static inline struct str test_row_with(struct arena *arena, const char *row, const char *from, const char *to)
{
    struct str s = str_from_c(row);
    size_t at = str_find(s, str_from_c(from));
    return ARENA_CONCAT(arena, str_sub(s, 0, at), str_from_c(to), str_skip(s, at + strlen(from)));
}

/* Reads header and rows against a guide of two methods. */
static inline rc test_read(struct arena *arena, struct str rows, struct example_table *ret_table)
{
    struct map methods;
    map_init(&methods, arena);
    map_put(&methods, STR("world-cafe"), &methods);
    map_put(&methods, STR("open-space"), &methods);
    struct str text = ARENA_CONCAT(arena, str_from_c(test_header), rows);
    return example_table_read(arena, text, test_languages, 2, &methods, ret_table);
}

#endif
