/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Scenarios: planned dialogues described in a JSON file, for trying the finder
 * on many at once. Format: docs/method-table.md, "Scenarios".
 */
#ifndef GUIDE_SCENARIO_H
#define GUIDE_SCENARIO_H

#include "base/buf.h"
#include "lib/methodmatch/methodmatch.h"

struct scenario {
    struct str id;
    struct dialogue_wish wish;
};

struct scenarios {
    struct scenario *items;
    size_t n, cap;
};

/*
 * Reads the text of a scenario file into arena. A field that is missing or null
 * is a question not answered. RC_INVALID when anything is wrong: every fault is
 * a line "scenario s01: phase: …" in problems.
 */
MUST_CHECK rc scenarios_read(struct arena *arena, struct str text, struct scenarios *ret_scenarios,
                             struct buf *problems);

#endif
