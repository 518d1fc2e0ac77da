/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Reads and checks the texts that ship with the program: content/library/KIND/CODE.LANGUAGE.md,
 * content/glossary.csv and content/challenges.json. Text in, content or faults out:
 * no database, web page or clock.
 *
 * A text begins with "---", lines "key: value", and "---"; the rest is Markdown.
 * Which keys each kind has is told in this folder's README.
 */
#ifndef LIBRARY_CONTENT_H
#define LIBRARY_CONTENT_H

#include "base/map.h"
#include "features/library/library_item.h"

struct content_file {
    struct str path, text; /* path from the source tree's root */
};

struct content_fault {
    struct str file;
    size_t line;        /* 0: the file as a whole */
    struct str message; /* English: one sentence for the editor */
};

struct content_item {
    struct library_item item;
    struct library_words *words; /* one for each language, in their order */
    struct str *files;           /* beside words: where they stand; STR_NONE where they are missing */
};

struct content_term {
    struct glossary_term term;
    struct glossary_words *words;
    size_t line;
};

struct library_content {
    struct content_item *items;
    size_t n, cap;
    struct content_term *terms;
    size_t term_count, term_cap;
    const struct content_fault *faults;
    size_t fault_count;
};

/* What is read, and what it may refer to. */
struct content_source {
    const struct content_file *files;
    size_t n;
    const char *const *languages;
    size_t language_count;
    const struct map *methods; /* codes of methods; NULL: any will do */
    /* What is stored already and may be referred to, as library_stored gives it; NULL: nothing. */
    const struct map *stored;
};

/* Reads everything into arena, borrowing the texts. RC_INVALID where there are faults; they
 * and what could be read are given all the same. */
MUST_CHECK rc library_content_read(struct arena *arena, const struct content_source *source,
                                   struct library_content *ret_content);

#endif
