/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Finds the terms of the glossary in running text.
 *
 * Forms are whole words, upper and lower case alike: a table of forms of one to
 * five words, in which each word of the text and those after it are looked up, so
 * the cost is O(length of the text). The longest form wins. A form that begins
 * with '-' is found and left alone: "-for example" keeps "example" out of it.
 *
 * Pure: no database, web page or clock. A table that is made may be shared; a
 * finding belongs to one thread.
 */
#ifndef LIBRARY_TERMS_H
#define LIBRARY_TERMS_H

#include "base/map.h"

enum { TERM_WORDS_MAX = 5, TERM_FORM_BYTES = 120 };

struct term_table {
    struct arena *arena;
    struct map forms; /* lower case, one blank between words → struct term_form */
};

/* An empty table in arena. */
void term_table_init(struct term_table *table, struct arena *arena);
/* Adds the forms of a term, ';' between; code is borrowed. One that begins with '-' is
 * not found, nor is anything in it: "-for example", and "-issue" where the term is too
 * common a word to be linked wherever it stands. Returns a form that is
 * another term's already, or STR_NONE. Forms with other signs than words, blanks,
 * hyphens and apostrophes are never found and are left out. */
struct str term_table_add(struct term_table *table, struct str forms, struct str code);

/* The terms of one page: each is found once. */
struct term_finding {
    const struct term_table *table;
    struct arena *scratch; /* reset at will */
    struct map used;       /* codes */
};
/* Begins a page whose memory is arena. scratch must be another arena. */
void term_finding_init(struct term_finding *finding, const struct term_table *table, struct arena *arena,
                       struct arena *scratch);
/* Counts the term as found. */
void term_finding_use(struct term_finding *finding, struct str code);
/* The first place in text with a term that has not been found yet; then it has. */
bool term_find(struct term_finding *finding, struct str text, size_t *ret_at, size_t *ret_n,
               struct str *ret_code);

#endif
