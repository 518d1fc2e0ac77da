/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Points are whole thousandths, so that sums are exact, ties are real and the
 * order is the same on every machine. Why each weight: docs/methodmatch.md.
 */
#include "lib/methodmatch/methodmatch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Purpose is what a dialogue is for: together about as much as all the rest. */
#define PURPOSE_COVERED 5000 /* how much of what is wanted the method is good for */
#define PURPOSE_MAIN 1000    /* its main purpose is among those wanted */
#define PURPOSE_FOCUS 3000   /* how much of what the method is good for is wanted */
/* Tenths: the method's main purpose counts whole, a further one 0.7. */
#define PURPOSE_AS_MAIN 10
#define PURPOSE_AS_OTHER 7

/* Levels and phases order complements, they do not rule them out: one point a rung,
 * and beyond two rungs a method is a complement however far away it is. */
#define LEVEL_RUNG 1000
#define LEVEL_RUNGS_MAX 2
#define PHASE_OUTSIDE 1000

/* "Should not fall clearly below": one step costs next to nothing, each further one
 * counts. Half as much again where the wrong method does harm, not only less good. */
#define SCALE_STEP 1000
#define SCALE_STEP_HARM 1500
#define SCALE_SLIGHT_PERCENT 10
/* Deeper than needed by two steps or more: out of proportion. */
#define DEPTH_EXCESS_STEP 2000

#define SPATIAL_WANTED 2000
#define SPATIAL_UNWANTED 3000

/* A specific audience breaks even when it covers half of the groups wanted. */
#define AUDIENCE_COVERED 4000
#define AUDIENCE_PRICE 2000

/* More than a purpose can give to a tool that only complements others. */
#define SUPPORT_PRICE 5000
/* A standing channel suits what goes on all year, and little else. */
#define CHANNEL_YEAR 2000
#define CHANNEL_WEEKS 52

#define RECRUITMENT_FITS 500
#define PARTICIPANTS_COVERED 1000

/* The wish and what follows from it alone. */
struct asked {
    struct dialogue_wish wish; /* what is outside its range made unset */
    uint32_t purposes;
    int purpose_weight_sum;
    int n_groups;
    uint32_t recruitment;
    int best, base; /* see score_of */
};

struct judging {
    const struct asked *asked;
    const struct dialogue_wish *wish;
    const struct method_facts *method;
    struct methodmatch_reason reasons[METHODMATCH_CRITERIA];
    size_t n;
    int points;
    uint32_t excluded_by;
};

static int count_bits(uint32_t set)
{
    int n = 0;
    for (; set; set &= set - 1)
        n++;
    return n;
}

/* Nearest whole; both positive. */
static int divide(int a, int b)
{
    return (a + b / 2) / b;
}

static int purpose_weight(size_t i)
{
    return i == 0 ? 10 : i == 1 ? 6 : 4;
}

/* ---- What follows from the wish -------------------------------------------------- */

/* A cross-section is drawn by lot; children and those who stay away are sought out;
 * parties are invited as such; everybody else gets an open invitation. */
static uint32_t recruitment_for(const struct dialogue_wish *wish)
{
    uint32_t parties = methodmatch_audience_groups(METHOD_AUDIENCE_ORGANISED_PARTIES);
    if (wish->representativeness >= 4)
        return METHODMATCH_BIT(RECRUITMENT_RANDOM);
    if (wish->children == ANSWER_YES || wish->hard_to_reach >= 4)
        return METHODMATCH_BIT(RECRUITMENT_TARGETED);
    uint32_t set = 0;
    if (wish->target_groups & parties)
        set |= METHODMATCH_BIT(RECRUITMENT_STAKEHOLDERS);
    if ((wish->target_groups & ~parties) || wish->other_groups)
        set |= METHODMATCH_BIT(RECRUITMENT_OPEN);
    return set;
}

static int audience_points(const struct asked *asked, enum method_audience audience)
{
    int covered = count_bits(asked->wish.target_groups & methodmatch_audience_groups(audience));
    return divide(AUDIENCE_COVERED * covered, asked->n_groups) - AUDIENCE_PRICE;
}

/* The most points that these answers let a method reach. */
static int best_points(const struct asked *asked)
{
    const struct dialogue_wish *wish = &asked->wish;
    int best = 0;
    if (asked->purpose_weight_sum) {
        int first = purpose_weight(0), rest = asked->purpose_weight_sum - first;
        best += divide(PURPOSE_COVERED * (PURPOSE_AS_MAIN * first + PURPOSE_AS_OTHER * rest),
                       PURPOSE_AS_MAIN * asked->purpose_weight_sum);
        best += PURPOSE_MAIN + PURPOSE_FOCUS;
    }
    if (asked->n_groups) {
        int most = 0;
        for (int a = METHOD_AUDIENCE_CHILDREN_YOUTH; a <= METHOD_AUDIENCE_ORGANISED_PARTIES; a++) {
            int points = audience_points(asked, (enum method_audience)a);
            most = points > most ? points : most;
        }
        best += most;
    }
    if (wish->spatial == ANSWER_YES)
        best += SPATIAL_WANTED;
    if (wish->weeks_available >= CHANNEL_WEEKS)
        best += CHANNEL_YEAR;
    if (asked->recruitment)
        best += RECRUITMENT_FITS;
    if (wish->participants_min && wish->participants_max)
        best += PARTICIPANTS_COVERED;
    return best;
}

/* What clear failure on each answered criterion that only takes points would take. */
static int base_points(const struct dialogue_wish *wish)
{
    int base = 0;
    const uint8_t plain[] = {wish->depth, wish->breadth, wish->complexity,
                             wish->representativeness};
    const uint8_t harm[] = {wish->conflict, wish->hard_to_reach};
    for (size_t i = 0; i < sizeof plain; i++)
        base += plain[i] >= 3 ? SCALE_STEP : 0;
    for (size_t i = 0; i < sizeof harm; i++)
        base += harm[i] >= 3 ? SCALE_STEP_HARM : 0;
    if (wish->level)
        base += LEVEL_RUNG * LEVEL_RUNGS_MAX;
    if (wish->phase)
        base += PHASE_OUTSIDE;
    if (wish->spatial == ANSWER_NO)
        base += SPATIAL_UNWANTED;
    return base;
}

static uint8_t within_five(uint8_t value)
{
    return value <= 5 ? value : 0;
}

static struct dialogue_wish cleaned(const struct dialogue_wish *given)
{
    struct dialogue_wish wish = *given;
    uint32_t seen = 0;
    wish.n_purposes = 0;
    for (size_t i = 0; i < given->n_purposes && i < METHODMATCH_PURPOSES; i++) {
        uint32_t purpose = METHODMATCH_BIT(given->purposes[i]);
        if (given->purposes[i] <= PURPOSE_INFORM && purpose && !(seen & purpose))
            wish.purposes[wish.n_purposes++] = given->purposes[i];
        seen |= purpose;
    }
    if (wish.level > PARTICIPATION_CODECIDE || !METHODMATCH_BIT(wish.level))
        wish.level = 0;
    if (wish.phase > PHASE_FOLLOW_UP || !METHODMATCH_BIT(wish.phase))
        wish.phase = 0;
    wish.formats &= METHODMATCH_BIT(FORMAT_IN_PERSON) | METHODMATCH_BIT(FORMAT_ONLINE) |
                    METHODMATCH_BIT(FORMAT_HYBRID);
    wish.target_groups &= 2 * METHODMATCH_BIT(GROUP_POLITICIANS) - 2;
    uint8_t *fives[] = {&wish.depth,
                        &wish.breadth,
                        &wish.conflict,
                        &wish.complexity,
                        &wish.representativeness,
                        &wish.hard_to_reach,
                        &wish.cost_band_max,
                        &wish.staff_effort_max,
                        &wish.facilitation_skill_max};
    for (size_t i = 0; i < sizeof fives / sizeof fives[0]; i++)
        *fives[i] = within_five(*fives[i]);
    return wish;
}

static struct asked understand(const struct dialogue_wish *given)
{
    struct asked asked = {.wish = cleaned(given)};
    const struct dialogue_wish *wish = &asked.wish;
    for (size_t i = 0; i < wish->n_purposes; i++) {
        asked.purposes |= METHODMATCH_BIT(wish->purposes[i]);
        asked.purpose_weight_sum += purpose_weight(i);
    }
    asked.n_groups = count_bits(wish->target_groups) + wish->other_groups;
    asked.recruitment = recruitment_for(wish);
    asked.best = best_points(&asked);
    asked.base = base_points(wish);
    return asked;
}

/* The share of the way from failing clearly to the most that can be reached. Affine in
 * the points, clamped, so it never disagrees with their order. */
static double score_of(const struct asked *asked, int points)
{
    int reach = asked->best + asked->base;
    if (reach <= 0)
        return points >= 0 ? 1.0 : 0.0;
    double score = (double)(points + asked->base) / (double)reach;
    return score < 0.0 ? 0.0 : score > 1.0 ? 1.0 : score;
}

/* ---- Criteria -------------------------------------------------------------------- */

static struct methodmatch_reason *add(struct judging *j, enum methodmatch_criterion criterion,
                                      bool in_favour, int points)
{
    struct methodmatch_reason *reason = &j->reasons[j->n++];
    *reason = (struct methodmatch_reason){
        .criterion = criterion, .in_favour = in_favour, .points_milli = points};
    j->points += points;
    return reason;
}

/* A limit: kept speaks for the method, broken excludes it. */
static struct methodmatch_reason *add_limit(struct judging *j, enum methodmatch_criterion criterion,
                                            bool kept, int points)
{
    struct methodmatch_reason *reason = add(j, criterion, kept, points);
    reason->excludes = !kept;
    if (!kept)
        j->excluded_by |= METHODMATCH_BIT(criterion);
    return reason;
}

static void judge_flags(struct judging *j)
{
    const struct method_facts *m = j->method;
    if (j->wish->influenceable == ANSWER_NO) {
        bool informs = m->levels & METHODMATCH_BIT(PARTICIPATION_INFORM);
        add_limit(j, CRITERION_INFLUENCEABLE, informs && !m->needs_influenceable_question, 0);
    }
    if (j->wish->children == ANSWER_YES)
        add_limit(j, CRITERION_CHILDREN, m->works_with_children, 0);
    if (j->wish->spatial == ANSWER_YES && m->spatial)
        add(j, CRITERION_SPATIAL, true, SPATIAL_WANTED);
    if (j->wish->spatial == ANSWER_NO && m->spatial)
        add(j, CRITERION_SPATIAL, false, -SPATIAL_UNWANTED);
}

static void judge_audience(struct judging *j)
{
    const struct dialogue_wish *wish = j->wish;
    uint32_t groups = methodmatch_audience_groups(j->method->audience);
    if (!j->asked->n_groups || !groups)
        return;
    int points = audience_points(j->asked, j->method->audience);
    struct methodmatch_reason *reason =
        add_limit(j, CRITERION_AUDIENCE, wish->target_groups & groups, points);
    if (points < 0)
        reason->in_favour = false;
    reason->wanted_set = wish->target_groups;
    reason->has_set = groups;
    reason->wanted.min = (uint32_t)count_bits(wish->target_groups & groups);
    reason->wanted.max = (uint32_t)j->asked->n_groups;
}

static void judge_format(struct judging *j)
{
    if (!j->wish->formats)
        return;
    struct methodmatch_reason *reason =
        add_limit(j, CRITERION_FORMAT, j->wish->formats & j->method->formats, 0);
    reason->wanted_set = j->wish->formats;
    reason->has_set = j->method->formats;
}

/* Sizes are compared by ratio: 20–200 of 20–2000 is half. */
static double share_covered(const struct dialogue_wish *wish, const struct method_facts *m)
{
    uint32_t low = wish->participants_min, high = wish->participants_max;
    if (low >= high)
        return 1.0;
    uint32_t from = low > m->participants_min ? low : m->participants_min;
    uint32_t to = high < m->participants_max ? high : m->participants_max;
    return to <= from ? 0.0 : log((double)to / (double)from) / log((double)high / (double)low);
}

static void judge_participants(struct judging *j)
{
    const struct dialogue_wish *wish = j->wish;
    const struct method_facts *m = j->method;
    if (!wish->participants_min && !wish->participants_max)
        return;
    bool too_small = m->participants_max < METHODMATCH_NO_CEILING &&
                     m->participants_max < wish->participants_min;
    bool too_large = wish->participants_max && m->participants_min > wish->participants_max;
    int points = 0;
    if (wish->participants_min && wish->participants_max && !too_small && !too_large)
        points = (int)floor(PARTICIPANTS_COVERED * share_covered(wish, m) + 0.5);
    struct methodmatch_reason *reason =
        add_limit(j, CRITERION_PARTICIPANTS, !too_small && !too_large, points);
    reason->wanted = (struct methodmatch_range){wish->participants_min, wish->participants_max};
    reason->has = (struct methodmatch_range){m->participants_min, m->participants_max};
}

static void judge_most(struct judging *j, enum methodmatch_criterion criterion, uint32_t most,
                       uint32_t has)
{
    if (!most)
        return;
    struct methodmatch_reason *reason = add_limit(j, criterion, has <= most, 0);
    reason->wanted.max = most;
    reason->has.max = has;
}

static void judge_resources(struct judging *j)
{
    const struct dialogue_wish *wish = j->wish;
    const struct method_facts *m = j->method;
    size_t before = j->n;
    judge_most(j, CRITERION_TIME, wish->weeks_available, (uint32_t)m->lead_weeks + m->run_weeks);
    if (j->n > before)
        j->reasons[before].has.min = m->lead_weeks;
    if (wish->minutes_max) {
        bool kept = m->event_minutes_min <= wish->minutes_max;
        struct methodmatch_reason *reason = add_limit(j, CRITERION_HOURS, kept, 0);
        reason->wanted.max = wish->minutes_max;
        reason->has.min = m->event_minutes_min;
    }
    judge_most(j, CRITERION_COST, wish->cost_band_max, m->cost_band);
    judge_most(j, CRITERION_STAFF, wish->staff_effort_max, m->staff_effort);
    judge_most(j, CRITERION_SKILL, wish->facilitation_skill_max, m->facilitation_skill);
}

static void judge_purpose(struct judging *j)
{
    const struct method_facts *m = j->method;
    if (!j->asked->purpose_weight_sum || !m->n_purposes)
        return;
    uint32_t main = METHODMATCH_BIT(m->purposes[0]), has = 0;
    for (size_t i = 0; i < m->n_purposes && i < METHODMATCH_PURPOSES; i++)
        has |= METHODMATCH_BIT(m->purposes[i]);
    int covered = 0;
    for (size_t i = 0; i < j->wish->n_purposes; i++) {
        uint32_t wanted = METHODMATCH_BIT(j->wish->purposes[i]);
        if (wanted & has)
            covered += purpose_weight(i) * (wanted & main ? PURPOSE_AS_MAIN : PURPOSE_AS_OTHER);
    }
    int points = divide(PURPOSE_COVERED * covered, PURPOSE_AS_MAIN * j->asked->purpose_weight_sum);
    points += main & j->asked->purposes ? PURPOSE_MAIN : 0;
    points += divide(PURPOSE_FOCUS * count_bits(has & j->asked->purposes), m->n_purposes);
    struct methodmatch_reason *reason = add(j, CRITERION_PURPOSE, covered > 0, points);
    reason->wanted_set = j->asked->purposes;
    reason->has_set = has;
    reason->has.min = (uint32_t)m->purposes[0];
}

static void judge_level(struct judging *j)
{
    int wanted = (int)j->wish->level;
    if (!wanted)
        return;
    int nearest = PARTICIPATION_CODECIDE;
    for (int level = PARTICIPATION_INFORM; level <= PARTICIPATION_CODECIDE; level++)
        if ((j->method->levels & METHODMATCH_BIT(level)) && abs(level - wanted) < nearest)
            nearest = abs(level - wanted);
    int rungs = nearest < LEVEL_RUNGS_MAX ? nearest : LEVEL_RUNGS_MAX;
    struct methodmatch_reason *reason = add(j, CRITERION_LEVEL, !nearest, -LEVEL_RUNG * rungs);
    reason->wanted_set = METHODMATCH_BIT(wanted);
    reason->has_set = j->method->levels;
    reason->has.max = (uint32_t)nearest;
}

static void judge_phase(struct judging *j)
{
    uint32_t wanted = METHODMATCH_BIT(j->wish->phase);
    if (!wanted)
        return;
    bool inside = j->method->phases & wanted;
    struct methodmatch_reason *reason =
        add(j, CRITERION_PHASE, inside, inside ? 0 : -PHASE_OUTSIDE);
    reason->wanted_set = wanted;
    reason->has_set = j->method->phases;
}

static void judge_scale(struct judging *j, enum methodmatch_criterion criterion, int wanted,
                        int has, int step)
{
    if (!wanted)
        return;
    int below = wanted - has;
    int points = 0;
    if (below == 1)
        points = -divide(step * SCALE_SLIGHT_PERCENT, 100);
    else if (below > 1)
        points = -step * (below - 1);
    else if (criterion == CRITERION_DEPTH && below < -1)
        points = -DEPTH_EXCESS_STEP * (-below - 1);
    bool notable = wanted >= 3 && below <= 0; /* meeting a low demand is nothing to tell */
    bool clearly_off = points <= -SCALE_STEP;
    if (!notable && !clearly_off) {
        j->points += points;
        return;
    }
    struct methodmatch_reason *reason = add(j, criterion, !clearly_off, points);
    reason->wanted.min = (uint32_t)wanted;
    reason->has.min = (uint32_t)has;
}

static void judge_scales(struct judging *j)
{
    const struct dialogue_wish *wish = j->wish;
    const struct method_facts *m = j->method;
    judge_scale(j, CRITERION_DEPTH, wish->depth, m->depth, SCALE_STEP);
    judge_scale(j, CRITERION_BREADTH, wish->breadth, m->breadth, SCALE_STEP);
    judge_scale(j, CRITERION_CONFLICT, wish->conflict, m->conflict, SCALE_STEP_HARM);
    judge_scale(j, CRITERION_COMPLEXITY, wish->complexity, m->complexity, SCALE_STEP);
    judge_scale(j, CRITERION_REPRESENTATIVENESS, wish->representativeness, m->representativeness,
                SCALE_STEP);
    judge_scale(j, CRITERION_HARD_TO_REACH, wish->hard_to_reach, m->hard_to_reach,
                SCALE_STEP_HARM);
}

static void judge_recruitment(struct judging *j)
{
    if (!j->asked->recruitment)
        return;
    bool fits = j->asked->recruitment & j->method->recruitment;
    struct methodmatch_reason *reason =
        add(j, CRITERION_RECRUITMENT, fits, fits ? RECRUITMENT_FITS : 0);
    reason->wanted_set = j->asked->recruitment;
    reason->has_set = j->method->recruitment;
}

static void judge_kind(struct judging *j)
{
    struct methodmatch_reason *reason;
    uint16_t weeks = j->wish->weeks_available;
    if (j->method->kind == METHOD_KIND_SUPPORT)
        reason = add(j, CRITERION_KIND, false, -SUPPORT_PRICE);
    else if (j->method->kind == METHOD_KIND_CHANNEL && weeks)
        reason = add(j, CRITERION_KIND, weeks >= CHANNEL_WEEKS,
                     weeks >= CHANNEL_WEEKS ? CHANNEL_YEAR : -CHANNEL_YEAR);
    else
        return;
    reason->has.min = (uint32_t)j->method->kind;
    reason->wanted.max = weeks;
}

static int compare_reasons(const void *left, const void *right)
{
    const struct methodmatch_reason *a = left, *b = right;
    if (a->excludes != b->excludes)
        return a->excludes ? -1 : 1;
    int heavy_a = abs(a->points_milli), heavy_b = abs(b->points_milli);
    if (heavy_a != heavy_b)
        return heavy_a > heavy_b ? -1 : 1;
    return (int)a->criterion - (int)b->criterion;
}

static struct methodmatch_result judge(struct arena *arena, const struct asked *asked,
                                       const struct method_facts *method)
{
    struct judging j = {.asked = asked, .wish = &asked->wish, .method = method};
    judge_flags(&j);
    judge_audience(&j);
    judge_format(&j);
    judge_participants(&j);
    judge_resources(&j);
    judge_purpose(&j);
    judge_level(&j);
    judge_phase(&j);
    judge_scales(&j);
    judge_recruitment(&j);
    judge_kind(&j);
    qsort(j.reasons, j.n, sizeof j.reasons[0], compare_reasons);
    struct methodmatch_reason *reasons = ARENA_ARRAY(arena, struct methodmatch_reason, j.n);
    memcpy(reasons, j.reasons, j.n * sizeof reasons[0]);
    return (struct methodmatch_result){.facts = method,
                                       .points_milli = j.points,
                                       .score = score_of(asked, j.points),
                                       .excluded_by = j.excluded_by,
                                       .reasons = reasons,
                                       .n_reasons = j.n};
}

struct methodmatch_result methodmatch_judge(struct arena *arena, const struct method_facts *method,
                                            const struct dialogue_wish *wish)
{
    struct asked asked = understand(wish);
    return judge(arena, &asked, method);
}

/* ---- Ranking --------------------------------------------------------------------- */

static int compare_results(const void *left, const void *right)
{
    const struct methodmatch_result *a = left, *b = right;
    if (a->points_milli != b->points_milli)
        return a->points_milli > b->points_milli ? -1 : 1;
    int by_id = str_compare(a->facts->id, b->facts->id);
    if (by_id)
        return by_id;
    return a->method < b->method ? -1 : a->method > b->method;
}

static void count_excluded(struct methodmatch_ranking *ranking, uint32_t by)
{
    ranking->n_excluded++;
    for (int c = 1; c <= METHODMATCH_CRITERIA; c++) {
        if (by & METHODMATCH_BIT(c))
            ranking->excluded_by[c]++;
        if (by == METHODMATCH_BIT(c))
            ranking->excluded_only_by[c]++;
    }
}

/* Never alone, never first: support tools end below the best of the others, and fall
 * away when there is none. Returns how many results remain. */
static size_t place_support(const struct asked *asked, struct methodmatch_result *results, size_t n,
                            struct methodmatch_ranking *ranking)
{
    const struct methodmatch_result *best = NULL;
    for (size_t i = 0; i < n; i++)
        if (results[i].facts->kind != METHOD_KIND_SUPPORT &&
            (!best || results[i].points_milli > best->points_milli))
            best = &results[i];
    if (!best) {
        for (size_t i = 0; i < n; i++)
            count_excluded(ranking, METHODMATCH_BIT(CRITERION_KIND));
        return 0;
    }
    int ceiling = best->points_milli - 1;
    for (size_t i = 0; i < n; i++)
        if (results[i].facts->kind == METHOD_KIND_SUPPORT && results[i].points_milli > ceiling) {
            results[i].points_milli = ceiling;
            results[i].score = score_of(asked, ceiling);
        }
    return n;
}

struct methodmatch_ranking methodmatch_rank(struct arena *arena, const struct method_facts *methods,
                                            size_t n, const struct dialogue_wish *wish)
{
    struct methodmatch_ranking ranking = {0};
    struct asked asked = understand(wish);
    struct methodmatch_result *results = ARENA_ARRAY(arena, struct methodmatch_result, n);
    size_t listed = 0;
    for (size_t i = 0; i < n; i++) {
        struct methodmatch_result result = judge(arena, &asked, &methods[i]);
        result.method = i;
        if (result.excluded_by)
            count_excluded(&ranking, result.excluded_by);
        else
            results[listed++] = result;
    }
    ranking.n = place_support(&asked, results, listed, &ranking);
    if (ranking.n) {
        qsort(results, ranking.n, sizeof results[0], compare_results);
        ranking.results = results;
    }
    return ranking;
}
