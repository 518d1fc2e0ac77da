/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The facts of a method, and the matcher's reasons, in words of the reader's
 * language. Everything returned is in the arena or static.
 */
#ifndef GUIDE_WORDS_H
#define GUIDE_WORDS_H

#include "core/i18n/i18n.h"
#include "core/view/value.h"
#include "features/guide/guide_method.h"

/* The label of a term, such as "Konsultation"; "" for a value outside the vocabulary. */
struct str term_words(const struct language *language, enum methodmatch_vocab vocab, int value);
/* A label as part of a sentence: "under 25 000 kr". */
struct str inner_words(struct arena *arena, struct str label);
/* The labels of a mask, as part of a sentence, in the vocabulary's order: "dialog och inflytande". */
struct str mask_words(struct arena *arena, const struct language *language, enum methodmatch_vocab vocab,
                      uint32_t mask);

/* What a level of participation promises: "We ask what you think before we decide." */
extern const char *const level_promises[5]; /* msgids */
struct str level_promise(const struct language *language, int level);
/* "89 methods". */
struct str methods_words(struct arena *arena, const struct language *language, int64_t count);

/* "20–120 people", "from 100 people, without an upper limit". */
struct str people_words(struct arena *arena, const struct language *language, uint32_t min, uint32_t max);
/* "6–9 hours", "half an hour", "15–30 minutes". */
struct str minutes_words(struct arena *arena, const struct language *language, uint32_t min, uint32_t max);
/* "26 weeks". */
struct str weeks_words(struct arena *arena, const struct language *language, int64_t weeks);

/* The 1-5 judgements of a method. */
struct scale {
    enum methodmatch_criterion criterion;
    size_t offset;         /* of the uint8_t in struct method_facts */
    const char *name;      /* TR: "Depth" */
    const char *levels[5]; /* TR: what 1 to 5 mean */
};
extern const struct scale scales[];
enum { SCALES = 6 };
int scale_score(const struct method_facts *facts, const struct scale *scale);

/* A reason as a clause that begins with a capital letter: "Fits 20–120 people",
 * "Needs 26 weeks, you have 20". */
struct str reason_words(struct arena *arena, const struct language *language,
                        const struct methodmatch_reason *reason);

/* Adds the items of a prose list to a list of strings. */
void push_prose(struct value *list, struct str prose);

#endif
