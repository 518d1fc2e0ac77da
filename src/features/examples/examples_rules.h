/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An example: a dialogue that somebody has carried out and tells about. Facts
 * that are the same in every language, and words in each that it has been
 * written in; and the rules of its months, themes and sizes.
 */
#ifndef EXAMPLES_RULES_H
#define EXAMPLES_RULES_H

#include "base/arena.h"
#include "base/clock.h"
#include "features/library/pub/themes.h"

/* ---- an example -------------------------------------------------------------- */

/* A month, counted from year 0: year * 12 + month - 1. */
typedef int64_t month_t;
#define MONTH_NONE ((month_t)-1)

enum example_status { STATUS_NONE, STATUS_FINISHED, STATUS_ONGOING, STATUS_PLANNED };

/* One language. */
struct example_words {
    struct str title, slug, summary, background, aim, process, results;
    struct str more;          /* STR_NONE: nothing more */
    struct str picture_texts; /* what each picture shows, ";" between; STR_NONE: no pictures */
};

struct example_text {
    struct str language; /* code */
    struct example_words words;
};

struct example {
    int64_t id;
    struct str code, organisation, place, country;
    int64_t population;
    month_t start, end; /* end may be MONTH_NONE unless it is finished */
    enum example_status status;
    struct str themes, methods; /* codes: "climate;democracy", the main one first */
    struct str contact, links;  /* "" where there are none */
    struct str pictures;        /* names (core/picture), ";" between; "" where there are none */
    time_us published_at;
    time_us updated_at;         /* by an editor or an import; 0: never */
    bool demo;                  /* made up */
    bool edited;                /* an editor has changed it here */
    struct example_text *texts; /* at least one; by language code */
    size_t text_count;
};

/* The words in this language, or NULL. */
const struct example_words *example_words_in(const struct example *example, struct str language);
/* The words to show a reader of this language: those in it, otherwise the first. */
const struct example_text *example_text_for(const struct example *example, struct str language);

/* The fields of example_words and their names in the table, without the
 * language's suffix, so that import, store and pages go through them alike. */
struct example_word_field {
    const char *column;
    size_t offset; /* of a struct str in struct example_words */
    bool required; /* in a language that the example is written in */
    bool optional; /* the table may lack the column */
};
enum { EXAMPLE_WORD_FIELDS = 9, EXAMPLE_PICTURES_MAX = 10 };
extern const struct example_word_field example_word_fields[EXAMPLE_WORD_FIELDS];
struct str *example_word(struct example_words *words, const struct example_word_field *field);

/* Adds the columns in which the facts of a and b differ, "start, themes", to fields. */
struct buf;
void example_compare(const struct example *a, const struct example *b, struct buf *fields);

/* ---- months ------------------------------------------------------------------- */

/* "2025-03". RC_INVALID for anything else, and for years before 1900 or after 2199. */
MUST_CHECK rc month_parse(struct str text, month_t *ret_month);
static inline int month_year(month_t month)
{
    return (int)(month / 12);
}
/* 1 to 12. */
static inline int month_of_year(month_t month)
{
    return (int)(month % 12) + 1;
}
/* The last year in which it was going on, as far as is known. */
int example_last_year(const struct example *example);

/* ---- vocabularies -------------------------------------------------------------- */

/* The values of a vocabulary are counted from 1. That of the themes is library_themes. */
enum { STATUSES = 3, SIZES = 4 };
extern const struct coded_label example_statuses[STATUSES]; /* by enum example_status - 1 */
extern const struct coded_label example_sizes[SIZES];       /* of a place, by its inhabitants */

/* The value of a code, or 0. */
int example_term_value(const struct coded_label *terms, size_t n, struct str code);
/* The size of a place with so many inhabitants. */
int example_size(int64_t population);

#endif
