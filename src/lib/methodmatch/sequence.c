/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/methodmatch/sequence.h"

enum {
    LOOKED_AT = 20,
    STAGE_POINTS =
        60 /* for each step on a scale that serves the stage, in milli; a purpose weighs about 500 */
};

static bool has_purpose(const struct method_facts *facts, enum dialogue_purpose purpose)
{
    for (int i = 0; i < facts->n_purposes; i++)
        if (facts->purposes[i] == purpose)
            return true;
    return false;
}

static bool decides(const struct method_facts *facts)
{
    uint32_t high = METHODMATCH_BIT(PARTICIPATION_INFLUENCE) | METHODMATCH_BIT(PARTICIPATION_CODECIDE);
    return (facts->levels & high) &&
           (has_purpose(facts, PURPOSE_DECIDE) || has_purpose(facts, PURPOSE_PRIORITISE_BUDGET));
}

/* How well a method serves a stage besides its rank, or -1 where it does not. */
static int stage_fit(enum sequence_stage stage, const struct method_facts *facts)
{
    if (facts->kind == METHOD_KIND_SUPPORT)
        return -1;
    switch (stage) {
    case STAGE_REACH:
        if (facts->breadth < 3 && facts->hard_to_reach < 4)
            return -1;
        return STAGE_POINTS * (facts->breadth + facts->hard_to_reach - facts->depth);
    case STAGE_DEEPEN: return facts->depth < 4 ? -1 : STAGE_POINTS * facts->depth;
    case STAGE_DECIDE:
        return decides(facts) ? STAGE_POINTS * (facts->purposes[0] == PURPOSE_DECIDE ? 2 : 1) : -1;
    }
    return -1;
}

struct search {
    const struct methodmatch_ranking *ranking;
    enum sequence_stage stages[SEQUENCE_STAGES];
    size_t n; /* stages wanted */
    uint32_t weeks_available;
    struct methodmatch_sequence best;
    int best_points;
};

static bool is_used(const struct methodmatch_sequence *sequence, size_t result)
{
    for (size_t i = 0; i < sequence->n; i++)
        if (sequence->steps[i].result == result)
            return true;
    return false;
}

/* Fills the stages one after the other; at most LOOKED_AT³ trials. lead: the longest so far. */
static void fill_stage(struct search *search, struct methodmatch_sequence partial, uint32_t lead,
                       uint32_t run, int points)
{
    if (partial.n == search->n) {
        partial.weeks = lead + run;
        bool fits = search->weeks_available == 0 || partial.weeks <= search->weeks_available;
        if (fits && (search->best.n == 0 || points > search->best_points)) {
            search->best = partial;
            search->best_points = points;
        }
        return;
    }
    enum sequence_stage stage = search->stages[partial.n];
    for (size_t i = 0; i < search->ranking->n && i < LOOKED_AT; i++) {
        const struct methodmatch_result *result = &search->ranking->results[i];
        int fit = stage_fit(stage, result->facts);
        if (fit < 0 || is_used(&partial, i))
            continue;
        struct methodmatch_sequence longer = partial;
        longer.steps[longer.n++] = (struct sequence_step){stage, i};
        uint32_t longest = result->facts->lead_weeks > lead ? result->facts->lead_weeks : lead;
        fill_stage(search, longer, longest, run + result->facts->run_weeks,
                   points + fit + result->points_milli);
    }
}

static struct methodmatch_sequence try_stages(const struct methodmatch_ranking *ranking,
                                              const struct dialogue_wish *wish, enum sequence_stage first,
                                              enum sequence_stage last)
{
    struct search search = {.ranking = ranking, .weeks_available = wish->weeks_available};
    for (int stage = (int)first; stage <= (int)last; stage++)
        search.stages[search.n++] = (enum sequence_stage)stage;
    fill_stage(&search, (struct methodmatch_sequence){0}, 0, 0, 0);
    return search.best;
}

struct methodmatch_sequence methodmatch_propose_sequence(const struct methodmatch_ranking *ranking,
                                                         const struct dialogue_wish *wish)
{
    struct methodmatch_sequence sequence = {0};
    bool may_decide = wish->level == 0 || wish->level >= PARTICIPATION_INFLUENCE;
    if (wish->influenceable == ANSWER_NO || wish->level == PARTICIPATION_INFORM)
        return sequence;
    if (may_decide)
        sequence = try_stages(ranking, wish, STAGE_REACH, STAGE_DECIDE);
    if (sequence.n == 0 && may_decide)
        sequence = try_stages(ranking, wish, STAGE_DEEPEN, STAGE_DECIDE);
    if (sequence.n == 0)
        sequence = try_stages(ranking, wish, STAGE_REACH, STAGE_DEEPEN);
    return sequence;
}
