/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The guide: what other features may call.
 */
#ifndef GUIDE_PUB_GUIDE_H
#define GUIDE_PUB_GUIDE_H

#include "base/map.h"
#include "core/module.h"
#include "core/view/value.h"
#include "lib/methodmatch/methodmatch.h"

extern const struct module guide_module;

/*
 * Adds to view what the start page shows of the guide, in the request's
 * language: "methods" (how many), "purposes" and "levels" (lists of label,
 * count and url to the filtered catalogue). RC_DATABASE.
 */
MUST_CHECK rc guide_fill_overview(struct request *request, struct reader *reader, struct value *view);

/* Puts the code of every method into codes, as keys in arena. RC_DATABASE. */
MUST_CHECK rc guide_method_codes(struct reader *reader, struct arena *arena, struct map *codes);
/* The name of a method in the request's language. RC_NOT_FOUND. */
MUST_CHECK rc guide_method_name(struct request *request, struct reader *reader, struct str code,
                                struct str *ret_name);
/* Adds to view what a list shows of a method: code, name, url, summary, kind (null
 * for an ordinary one), people, time, cost. RC_NOT_FOUND. */
MUST_CHECK rc guide_fill_method(struct request *request, struct reader *reader, struct str code,
                                struct value *view);

/*
 * Reads one planned dialogue in the form of a scenario (docs/method-table.md): a
 * JSON object. RC_INVALID, with a line for each fault in problem, in arena.
 */
MUST_CHECK rc guide_read_wish(struct arena *arena, struct str scenario, struct dialogue_wish *ret_wish,
                              struct str *ret_problem);
/* Adds to list the methods that fit best, at most top: what guide_fill_method fills in,
 * and "for", the weightiest reasons. RC_DATABASE. */
MUST_CHECK rc guide_fill_ranked(struct request *request, struct reader *reader,
                                const struct dialogue_wish *wish, size_t top, struct value *list);
/* Sets "level" and "level_promise", the level of participation in words; null where none is wished. */
void guide_fill_level(struct request *request, const struct dialogue_wish *wish, struct value *view);
/* The common words for a level of participation, 1 to 5: "Consult", and what it promises. */
struct str guide_level_label(const struct language *language, int level);
struct str guide_level_promise(const struct language *language, int level);
/* The finder with the wish as its answers: the page where they can be changed. */
struct str guide_finder_url(struct request *request, const struct dialogue_wish *wish);

#endif
