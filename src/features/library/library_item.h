/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the library keeps: items (articles, publications, news and challenges) and
 * the terms of the glossary, each with its words in each language.
 */
#ifndef LIBRARY_ITEM_H
#define LIBRARY_ITEM_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

enum library_kind { LIBRARY_ARTICLE, LIBRARY_PUBLICATION, LIBRARY_NEWS, LIBRARY_CHALLENGE };
enum { LIBRARY_KINDS = 4 };

/* What the kinds are called in files and the database, and where their slugs must differ. */
extern const char *const library_kind_codes[LIBRARY_KINDS]; /* "article" */
extern const char *const library_shelves[LIBRARY_KINDS];    /* "knowledge" for articles and publications */

/* What texts call an item in links, in arena: "article:CODE" for articles and publications alike. */
struct str library_key(struct arena *arena, enum library_kind kind, struct str code);
/* What tells slugs that must differ apart, in arena: "slug:SHELF/LANGUAGE/SLUG". */
struct str library_slug_key(struct arena *arena, enum library_kind kind, const char *language,
                            struct str slug);

/* The same in every language; "" or 0 where it is not told. Lists have "; " between. */
struct library_item {
    enum library_kind kind;
    struct str code; /* unique within its kind */
    struct str topic;
    struct str authors, isbn, link, text_language;
    struct str methods, see; /* codes; of a challenge see is its articles */
    struct str themes, wish; /* of a challenge; wish is JSON, as guide_read_wish takes it */
    int64_t order, year;
    time_us published, archived; /* midnight UTC */
};

/* When an item begins to be shown: a piece of news on the day of its publication. 0: always. */
time_us library_out_from(const struct library_item *item);

struct library_words {
    struct str slug, title, summary;
    struct str body;      /* Markdown */
    struct str publisher; /* of a publication */
    struct str sources;   /* prose list */
    struct str owner;     /* who answers for it: "Anna Ek, process leader" */
};

struct glossary_term {
    struct str code;    /* "citizens-council"; the id in the page */
    struct str concept; /* what texts may call it in links: "Assembly"; may be "" */
    struct str article; /* the code of the one that tells more; may be "" */
};

struct glossary_words {
    struct str term, forms, definition;
};

/* Topics of articles, in the order of the page. */
struct library_topic {
    const char *code;
    const char *label; /* TR */
};
extern const struct library_topic library_topics[]; /* ends with {0} */

/* The article's topic, or NULL. */
const struct library_topic *library_topic(struct str code);

#endif
