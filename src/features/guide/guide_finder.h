/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The method finder's rules: its questions, and what the answers ask of a
 * method. Pure: no database, web page or clock.
 *
 * The answers live in the address and nowhere else: nothing is stored, going
 * back loses nothing, and a link restores them. A field's name is its key in
 * the query and stays the same in every language and version.
 */
#ifndef GUIDE_FINDER_H
#define GUIDE_FINDER_H

#include "core/web/form.h"
#include "lib/methodmatch/methodmatch.h"

enum finder_field {
    ASK_CHANGE,   /* the gate: can anything still change? */
    ASK_OPEN,     /*           are those who decide open to it? */
    ASK_PURPOSE,  /* the most important one */
    ASK_PURPOSES, /* and further ones */
    ASK_LEVEL,
    ASK_PHASE,
    ASK_GROUPS,
    ASK_CHILDREN,
    ASK_PEOPLE_MIN,
    ASK_PEOPLE_MAX,
    ASK_REACH,
    ASK_MIRROR,
    ASK_DEPTH,
    ASK_BREADTH,
    ASK_CONFLICT,
    ASK_COMPLEXITY,
    ASK_WEEKS,
    ASK_HOURS,
    ASK_COST,
    ASK_STAFF,
    ASK_SKILL,
    ASK_FORMATS,
    ASK_PLACE,
    FINDER_FIELDS
};

/* One page of the finder: a question of one or more fields. Step 0 is the gate. */
struct finder_step {
    const char *name;     /* TR: in the list of steps and the summary: "Target groups" */
    const char *question; /* TR: the page's heading */
    const char *help;     /* TR */
    enum finder_field first, last;
};
extern const struct finder_step finder_steps[];
enum { FINDER_STEPS = 15, FINDER_QUESTIONS = FINDER_STEPS - 1 };

/* The fields, indexed by enum finder_field, in arena. */
const struct field *finder_fields(struct arena *arena);

/* Whether the answers to a step say anything. */
bool finder_is_answered(const struct finder_step *step, const struct field_value *values);

/* What the gate says. */
enum finder_gate {
    GATE_UNANSWERED,         /* one of its questions has no answer */
    GATE_INFORMATION_FIXED,  /* nothing can change: this is information, not dialogue */
    GATE_INFORMATION_CLOSED, /* those who decide are not open to influence: neither is this dialogue */
    GATE_DIALOGUE,
    GATE_DIALOGUE_UNSURE /* they do not know whether those who decide are open */
};
enum finder_gate finder_gate(const struct field *fields, const struct field_value *values);

/* The wish that the matcher is asked with; values beside fields. After a gate
 * that says information, only methods that inform can match. */
struct dialogue_wish finder_wish(const struct field *fields, const struct field_value *values);

#endif
