/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A participation method as the guide keeps it: facts for the matcher
 * (lib/methodmatch), some more facts, and words in each language.
 */
#ifndef GUIDE_METHOD_H
#define GUIDE_METHOD_H

#include "base/clock.h"
#include "lib/methodmatch/methodmatch.h"

/* A set of codes in its order, the most typical first: what the mask cannot tell. */
struct method_lists {
    struct str levels, purposes, phases, recruitment, formats; /* "consult;dialogue" */
};

/* One language. Lists are prose with "; " between items. */
struct method_words {
    struct str name, slug, summary, strengths, weaknesses; /* never empty */
    struct str use_when, avoid_when, steps, origin;        /* STR_NONE: not written in this language */
};

struct method {
    int64_t id;
    struct method_facts facts; /* facts.id is the method's code */
    struct method_lists lists;
    enum method_duration duration;
    uint32_t event_minutes_max;
    struct str related; /* codes of other methods, "a;b" */
    struct str source;  /* prose list */
    bool edited;        /* an editor has changed it here */
    time_us published;  /* when it came to this portal */
    time_us updated;    /* when facts or words last changed */
};

/* Fills the masks and the order of purposes from lists. Unknown codes are left out. */
void method_read_lists(struct method *method);
/* The mask of a list of codes: "consult;dialogue". */
uint32_t method_mask(enum methodmatch_vocab vocab, struct str codes);

/* The fields of method_words and their names in content/methods.csv (without
 * the language's suffix), so that import, store and tests go through them alike. */
struct method_word_field {
    const char *column;
    size_t offset; /* of a struct str in struct method_words */
    bool required, is_list;
};
extern const struct method_word_field method_word_fields[];
enum { METHOD_WORD_FIELDS = 9 };
struct str *method_word(struct method_words *words, const struct method_word_field *field);

#endif
