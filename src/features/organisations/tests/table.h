/* SPDX-License-Identifier: EUPL-1.2 */
/* For tests: a table of organisations, of which a test replaces parts, and the one that ships. */
#ifndef ORGANISATIONS_TESTS_TABLE_H
#define ORGANISATIONS_TESTS_TABLE_H

#include <string.h>

#include "core/files/files.h"
#include "features/organisations/organisations_table.h"

static const char test_table[] =
    "code,kind,name_sv,short_sv,name_en,slug,county_code,same_as,hosts,languages,controller,privacy_contact\n"
    "09,region,Region Ö,,,region-o,09,0980,,,,\n"
    "0980,municipality,Ö kommun,Ö,Island Municipality,o,09,,dialog.o.se; xn--4ca.se,sv;en,Nämnden,dso@o.se\n"
    "byalag,civil-society,Bergs byalag,,,,,,,,,\n";

/* The table with the first occurrence of from replaced by to. */
static inline struct str test_table_with(struct arena *arena, const char *from, const char *to)
{
    struct str s = str_from_c(test_table);
    size_t at = str_find(s, str_from_c(from));
    return ARENA_CONCAT(arena, str_sub(s, 0, at), str_from_c(to), str_skip(s, at + strlen(from)));
}

static inline rc test_read(struct arena *arena, struct str text, struct organisation_table *ret_table)
{
    static const char *const languages[] = {"sv", "en"};
    return organisation_table_read(arena, text, languages, 2, ret_table);
}

/* content/organisations.csv. */
static inline rc test_read_shipped(struct arena *arena, struct organisation_table *ret_table)
{
    struct str text;
    rc result = file_read(arena, CONTENT_FOLDER "/organisations.csv", TABLE_MAX_BYTES, &text);
    return result ? result : test_read(arena, text, ret_table);
}

#endif
