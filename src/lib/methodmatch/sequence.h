/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Proposes a sequence of methods: first reach people, then go deep, then come
 * to a position. One method seldom does all three, and most guides stop at one.
 * Pure; thread safe as long as two threads do not share an arena.
 */
#ifndef LIB_METHODMATCH_SEQUENCE_H
#define LIB_METHODMATCH_SEQUENCE_H

#include "lib/methodmatch/methodmatch.h"

enum sequence_stage {
    STAGE_REACH = 1, /* hear many, or those who seldom take part */
    STAGE_DEEPEN,    /* a smaller group learns and weighs reasons */
    STAGE_DECIDE     /* comes to a joint position or priority */
};
enum { SEQUENCE_STAGES = 3 };

struct sequence_step {
    enum sequence_stage stage;
    size_t result; /* index in ranking->results */
};

struct methodmatch_sequence {
    struct sequence_step steps[SEQUENCE_STAGES];
    size_t n;       /* 2 or 3; 0 where the ranking holds no sequence */
    uint32_t weeks; /* in all: the longest preparation, then each run after the other */
};

/*
 * The best sequence of listed methods, none of them twice and no support tool,
 * that fits wish->weeks_available where that is set. A stage is left out where
 * the wished level promises less than it gives: nothing is decided together
 * below "influence", and whoever only informs needs no sequence. What makes a
 * method fit a stage: docs/methodmatch.md, "Sequences". O(1): only the first
 * twenty of the ranking are looked at.
 */
struct methodmatch_sequence methodmatch_propose_sequence(const struct methodmatch_ranking *ranking,
                                                         const struct dialogue_wish *wish);

#endif
