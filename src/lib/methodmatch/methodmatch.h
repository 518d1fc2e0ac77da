/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Ranks participation methods for a planned dialogue.
 *
 * In:  facts about each method (struct method_facts) and what is known about
 *      the dialogue (struct dialogue_wish), in which every field may be unset.
 * Out: the methods that break no limit, best first, each with its reasons for
 *      and against as data; and a count of what each limit took away. The texts
 *      are made elsewhere, in the reader's language.
 *
 * Pure: libc and base only; no globals, files, clock or database. Thread safe
 * as long as two threads do not share an arena. Nothing here can fail: what is
 * unset or outside its range widens the search.
 *
 * The rules, the weights and how they were tested: docs/methodmatch.md.
 *
 * UNSET. 0 is unset in every field of struct dialogue_wish, so a wish begins as
 * (struct dialogue_wish){0}. An unset field neither excludes, nor gives points,
 * nor makes a reason. Every enum here therefore starts at 1, and every set is a
 * mask of METHODMATCH_BIT(value) where the empty mask is unset.
 */
#ifndef LIB_METHODMATCH_METHODMATCH_H
#define LIB_METHODMATCH_METHODMATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* ---- Vocabularies ---------------------------------------------------------------- */

/* The value's place in a set; a value outside 1..31 has none and gives 0. */
#define METHODMATCH_BIT(value) \
    ((unsigned)(value) - 1u < 31u ? UINT32_C(1) << (unsigned)(value) : UINT32_C(0))

enum method_kind { METHOD_KIND_METHOD = 1, METHOD_KIND_CHANNEL, METHOD_KIND_SUPPORT };

enum method_audience {
    METHOD_AUDIENCE_ANY = 1,
    METHOD_AUDIENCE_CHILDREN_YOUTH,
    METHOD_AUDIENCE_SERVICE_USERS,
    METHOD_AUDIENCE_EXPERTS,
    METHOD_AUDIENCE_ORGANISED_PARTIES
};

/* The participation ladder, lowest rung first; the distance between rungs counts. */
enum participation_level {
    PARTICIPATION_INFORM = 1,
    PARTICIPATION_CONSULT,
    PARTICIPATION_DIALOGUE,
    PARTICIPATION_INFLUENCE,
    PARTICIPATION_CODECIDE
};

enum dialogue_purpose {
    PURPOSE_GENERATE_IDEAS = 1,
    PURPOSE_MAP_OPINIONS,
    PURPOSE_UNDERSTAND_NEEDS,
    PURPOSE_DELIBERATE_TRADEOFFS,
    PURPOSE_RESOLVE_CONFLICT,
    PURPOSE_CO_DESIGN,
    PURPOSE_PRIORITISE_BUDGET,
    PURPOSE_DECIDE,
    PURPOSE_EVALUATE_SERVICE,
    PURPOSE_BUILD_RELATIONS,
    PURPOSE_INFORM
};
#define METHODMATCH_PURPOSES 11

enum process_phase {
    PHASE_AGENDA_SETTING = 1,
    PHASE_PROBLEM_DEFINITION,
    PHASE_OPTIONS,
    PHASE_DECISION,
    PHASE_IMPLEMENTATION,
    PHASE_FOLLOW_UP
};

enum method_recruitment {
    RECRUITMENT_OPEN = 1,
    RECRUITMENT_TARGETED,
    RECRUITMENT_RANDOM,
    RECRUITMENT_STAKEHOLDERS
};

enum method_duration { DURATION_HOURS = 1, DURATION_DAYS, DURATION_WEEKS, DURATION_MONTHS };

enum method_format { FORMAT_IN_PERSON = 1, FORMAT_ONLINE, FORMAT_HYBRID };

/* Groups the page offers. A group that is not here is counted in other_groups. */
enum target_group {
    GROUP_GENERAL_PUBLIC = 1,
    GROUP_RESIDENTS_OF_AREA,
    GROUP_CHILDREN,
    GROUP_YOUTH,
    GROUP_PARENTS,
    GROUP_WOMEN,
    GROUP_ELDERLY,
    GROUP_SERVICE_USERS,
    GROUP_PATIENTS,
    GROUP_RELATIVES,
    GROUP_NEWLY_ARRIVED,
    GROUP_HARD_TO_REACH,
    GROUP_NATIONAL_MINORITIES,
    GROUP_PEOPLE_WITH_DISABILITIES,
    GROUP_EXPERTS,
    GROUP_STAKEHOLDERS,
    GROUP_BUSINESSES,
    GROUP_CIVIL_SOCIETY,
    GROUP_NEIGHBOURS,
    GROUP_LANDOWNERS,
    GROUP_DEVELOPER,
    GROUP_STAFF,
    GROUP_POLITICIANS
};

enum methodmatch_vocab {
    VOCAB_KIND = 1,
    VOCAB_AUDIENCE,
    VOCAB_LEVEL,
    VOCAB_PURPOSE,
    VOCAB_PHASE,
    VOCAB_RECRUITMENT,
    VOCAB_DURATION,
    VOCAB_FORMAT,
    VOCAB_TARGET_GROUP,
    VOCAB_COST_BAND,          /* codes "1".."5", as the next two; outlay without staff time */
    VOCAB_STAFF_EFFORT,       /* internal working time */
    VOCAB_FACILITATION_SKILL, /* skill needed to lead it */
    VOCAB_CRITERION           /* enum methodmatch_criterion; for JSON, logs and tests */
};

struct vocab_term {
    const char *code;  /* as in the method table, such as "co-design"; never NULL */
    const char *label; /* English; the key of the translation; never NULL */
};

/* The terms of a vocabulary: term i belongs to enum value i + 1. Static memory.
 * An unknown vocabulary gives NULL and *ret_n = 0. */
const struct vocab_term *methodmatch_vocab(enum methodmatch_vocab vocab, size_t *ret_n);

/* The enum value of a code, or 0 (unset) for a code the vocabulary does not hold. */
int methodmatch_value(enum methodmatch_vocab vocab, struct str code);

/* The term of an enum value, or NULL for a value outside the vocabulary. */
const struct vocab_term *methodmatch_term(enum methodmatch_vocab vocab, int value);

/* Adds the group of a code to the mask, or 1 to *other_groups where it is not known. */
void methodmatch_add_group(struct str code, uint32_t *groups, uint8_t *other_groups);

/* The groups that a specific audience consists of; 0 for METHOD_AUDIENCE_ANY. */
uint32_t methodmatch_audience_groups(enum method_audience audience);

/* ---- Input ----------------------------------------------------------------------- */

/* From this many participants a method's maximum means "no practical ceiling". */
#define METHODMATCH_NO_CEILING 100000

/*
 * What matching needs to know about one method. All fields are set; scales and
 * bands are 1..5, sets are masks with at least one bit. Borrowed by the ranking.
 */
struct method_facts {
    struct str id; /* stable key; breaks ties, in byte order */
    enum method_kind kind;
    enum method_audience audience;
    uint32_t levels;
    enum dialogue_purpose purposes[METHODMATCH_PURPOSES]; /* main purpose first, no doubles */
    uint8_t n_purposes;
    uint32_t phases;
    uint32_t recruitment;
    uint32_t formats;
    uint32_t participants_min, participants_max; /* people in one run */
    uint32_t event_minutes_min; /* asked of one participant over the whole run */
    uint16_t lead_weeks, run_weeks;
    uint8_t cost_band, staff_effort, facilitation_skill;
    uint8_t conflict, complexity, representativeness, hard_to_reach, depth, breadth;
    bool works_with_children;
    bool needs_influenceable_question;
    bool spatial;
};

enum dialogue_answer { ANSWER_UNSET = 0, ANSWER_NO, ANSWER_YES };

/* What is known about the dialogue; 0 is unset everywhere. */
struct dialogue_wish {
    enum dialogue_purpose purposes[METHODMATCH_PURPOSES]; /* most important first, no doubles */
    uint8_t n_purposes;
    enum participation_level level;
    enum process_phase phase;
    uint32_t formats;       /* acceptable ones */
    uint32_t target_groups; /* of enum target_group */
    uint8_t other_groups;   /* groups named besides those in target_groups */
    uint8_t depth, breadth, conflict, complexity, representativeness, hard_to_reach; /* 1..5 */
    uint32_t participants_min, participants_max; /* either may be unset */
    uint16_t weeks_available;                    /* from start of preparation to result */
    uint32_t minutes_max;                        /* per participant, whole run */
    uint8_t cost_band_max, staff_effort_max, facilitation_skill_max; /* 1..5 */
    enum dialogue_answer children;      /* YES: children or young people are the main group */
    enum dialogue_answer spatial;       /* YES: about a place */
    enum dialogue_answer influenceable; /* NO: nothing can be changed any more */
};

/* ---- Output ---------------------------------------------------------------------- */

/*
 * One criterion, at most one reason per method. "Excludes" marks the limits: a
 * method that breaks one is not listed. The rest only moves a method up or down.
 * After each: what the reason carries besides in_favour and points_milli.
 */
enum methodmatch_criterion {
    /* Excludes, only when the wish says NO: the method must be able to inform and
     * must not presuppose an influenceable question. No further fields. */
    CRITERION_INFLUENCEABLE = 1,
    /* Excludes when none of the audience's groups is wanted. Only for a method with
     * a specific audience. wanted_set: the wish's groups; has_set: the audience's
     * groups; wanted.min of wanted.max: how many of the wish's groups are covered. */
    CRITERION_AUDIENCE,
    /* Excludes, only when the wish says YES. No further fields. */
    CRITERION_CHILDREN,
    /* Excludes when no format is shared. wanted_set, has_set: enum method_format. */
    CRITERION_FORMAT,
    /* Excludes when the ranges do not meet. wanted, has: people; wanted.min or .max
     * 0 = unset; has.max >= METHODMATCH_NO_CEILING = no practical ceiling. */
    CRITERION_PARTICIPANTS,
    /* Excludes. wanted.max: weeks available; has.min: weeks of preparation,
     * has.max: weeks in all. */
    CRITERION_TIME,
    /* Excludes. wanted.max: most minutes per participant; has.min: least it takes. */
    CRITERION_HOURS,
    /* These three exclude. wanted.max: highest band accepted; has.max: the method's. */
    CRITERION_COST,
    CRITERION_STAFF,
    CRITERION_SKILL,
    /* wanted_set, has_set: enum dialogue_purpose; has.min: the method's main purpose. */
    CRITERION_PURPOSE,
    /* wanted_set, has_set: enum participation_level; has.max: rungs from the wanted one
     * to the nearest that the method serves. */
    CRITERION_LEVEL,
    /* wanted_set, has_set: enum process_phase. */
    CRITERION_PHASE,
    /* The six scales. wanted.min: the wanted score; has.min: the method's. Against when
     * the method is two or more below; for DEPTH also when it is two or more above. One
     * below takes a tenth of a step and makes no reason, nor does meeting a wish for 1
     * or 2. */
    CRITERION_DEPTH,
    CRITERION_BREADTH,
    CRITERION_CONFLICT,
    CRITERION_COMPLEXITY,
    CRITERION_REPRESENTATIVENESS,
    CRITERION_HARD_TO_REACH,
    /* In favour: works with a place, which is wanted. Against: does, and no place is
     * the subject. No further fields. */
    CRITERION_SPATIAL,
    /* wanted_set: recruitment that the other answers call for (see
     * docs/methodmatch.md); has_set: the method's usual ones. */
    CRITERION_RECRUITMENT,
    /* has.min: enum method_kind; only for channels and support tools. For a channel
     * wanted.max: weeks available. Excludes a support tool when nothing else is left
     * for it to support. */
    CRITERION_KIND
};
#define METHODMATCH_CRITERIA 22

struct methodmatch_range {
    uint32_t min, max;
};

struct methodmatch_reason {
    enum methodmatch_criterion criterion;
    bool in_favour;
    bool excludes;    /* then in_favour is false */
    int points_milli; /* what it adds to or takes from the sum; 0 where it only informs */
    struct methodmatch_range wanted, has;
    uint32_t wanted_set, has_set;
};

struct methodmatch_result {
    size_t method;                     /* index in the array that was ranked */
    const struct method_facts *facts;  /* borrowed: &methods[method] */
    int points_milli;                  /* sum over the criteria; comparable within one wish only */
    double score;                      /* 0..1, share of what the answers let a method reach */
    uint32_t excluded_by;              /* mask of METHODMATCH_BIT(criterion); 0 when listed */
    const struct methodmatch_reason *reasons; /* arena; excluding ones first, then by weight */
    size_t n_reasons;
};

/*
 * results: points_milli descending, then id ascending; hence score never rises.
 * A support tool is never first, and is listed only together with something else.
 * n + n_excluded is the number of methods given.
 */
struct methodmatch_ranking {
    const struct methodmatch_result *results; /* arena; NULL when n is 0 */
    size_t n;
    size_t n_excluded;
    /* Index: enum methodmatch_criterion. Methods that break this limit, whatever else
     * they break; and those that break nothing else, which is how many come back when
     * this one answer is withdrawn. */
    size_t excluded_by[METHODMATCH_CRITERIA + 1];
    size_t excluded_only_by[METHODMATCH_CRITERIA + 1];
};

/*
 * Ranks n methods. methods (NULL only when n is 0) and wish are borrowed; methods
 * must live as long as the ranking. Time O(n × criteria + n log n), memory in the
 * arena O(n × criteria): about 0.1 MB for 89 methods.
 */
struct methodmatch_ranking methodmatch_rank(struct arena *arena, const struct method_facts *methods,
                                            size_t n, const struct dialogue_wish *wish);

/*
 * The same judgement of one method, listed or not, for a page that explains why a
 * method is left out. A support tool is judged as if something else were listed
 * with it. result.method is 0. O(criteria).
 */
struct methodmatch_result methodmatch_judge(struct arena *arena, const struct method_facts *method,
                                            const struct dialogue_wish *wish);

#endif
