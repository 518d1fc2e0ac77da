/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_facets.h"

#include "core/i18n/i18n.h"

const struct facet facets[FACETS] = {
    [FACET_LEVEL] = {"level", TR("Level of participation")},
    [FACET_PURPOSE] = {"purpose", TR("Purpose")},
    [FACET_PHASE] = {"phase", TR("Phase of the decision")},
    [FACET_TIME] = {"time", TR("Time from start to result")},
    [FACET_COST] = {"cost", TR("Cost")},
    [FACET_SIZE] = {"size", TR("Size of the group")},
    [FACET_FORMAT] = {"format", TR("Form")},
    [FACET_CHILDREN] = {"children", TR("Children and young people")},
    [FACET_CONFLICT] = {"conflict", TR("Conflict")},
};

/* Bands by their upper ends; a term's value is its place. */
static const struct vocab_term times[] = {{"4", TR("Up to 4 weeks")},
                                          {"12", TR("5–12 weeks")},
                                          {"26", TR("13–26 weeks")},
                                          {"more", TR("More than 26 weeks")}};
static const uint32_t time_ends[] = {4, 12, 26, UINT32_MAX};
static const struct vocab_term sizes[] = {{"20", TR("Up to 20 people")},
                                          {"100", TR("21–100 people")},
                                          {"500", TR("101–500 people")},
                                          {"more", TR("More than 500 people")}};
static const uint32_t size_ends[] = {20, 100, 500, UINT32_MAX};
enum { BANDS = 4 };

static const struct vocab_term children_terms[] = {{"yes", TR("Works with children and young people")}};
static const struct vocab_term conflict_terms[] = {
    {"some", TR("Handles ordinary disagreement")},
    {"strong", TR("Handles strong disagreement or deep conflict")}};
enum { CONFLICT_SOME = 3, CONFLICT_STRONG = 4 }; /* the least score of each term */

#define TERMS(table) (*ret_n = sizeof(table) / sizeof(table)[0], (table))

const struct vocab_term *facet_terms(int facet, size_t *ret_n)
{
    switch (facet) {
    case FACET_LEVEL: return methodmatch_vocab(VOCAB_LEVEL, ret_n);
    case FACET_PURPOSE: return methodmatch_vocab(VOCAB_PURPOSE, ret_n);
    case FACET_PHASE: return methodmatch_vocab(VOCAB_PHASE, ret_n);
    case FACET_TIME: return TERMS(times);
    case FACET_COST: return methodmatch_vocab(VOCAB_COST_BAND, ret_n);
    case FACET_SIZE: return TERMS(sizes);
    case FACET_FORMAT: return methodmatch_vocab(VOCAB_FORMAT, ret_n);
    case FACET_CHILDREN: return TERMS(children_terms);
    case FACET_CONFLICT: return TERMS(conflict_terms);
    default: *ret_n = 0; return NULL;
    }
}

size_t facet_value(int facet, struct str code)
{
    size_t n;
    const struct vocab_term *terms = facet_terms(facet, &n);
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(code, terms[i].code))
            return i + 1;
    return 0;
}

const struct vocab_term *facet_term(int facet, size_t value)
{
    size_t n;
    const struct vocab_term *terms = facet_terms(facet, &n);
    return value >= 1 && value <= n ? &terms[value - 1] : NULL;
}

/* The bands that min to max reaches into. */
static uint32_t bands(const uint32_t ends[BANDS], uint32_t min, uint32_t max)
{
    uint32_t mask = 0, from = 0;
    for (int i = 0; i < BANDS; i++) {
        if (min <= ends[i] && max >= from)
            mask |= METHODMATCH_BIT(i + 1);
        from = ends[i] + 1;
    }
    return mask;
}

static uint32_t purpose_mask(const struct method_facts *facts)
{
    uint32_t mask = 0;
    for (int i = 0; i < facts->n_purposes; i++)
        mask |= METHODMATCH_BIT(facts->purposes[i]);
    return mask;
}

uint32_t facet_mask(int facet, const struct method_facts *facts)
{
    uint32_t weeks = (uint32_t)facts->lead_weeks + facts->run_weeks;
    switch (facet) {
    case FACET_LEVEL: return facts->levels;
    case FACET_PURPOSE: return purpose_mask(facts);
    case FACET_PHASE: return facts->phases;
    case FACET_TIME: return bands(time_ends, weeks, weeks);
    case FACET_COST: return METHODMATCH_BIT(facts->cost_band);
    case FACET_SIZE: return bands(size_ends, facts->participants_min, facts->participants_max);
    case FACET_FORMAT: return facts->formats;
    case FACET_CHILDREN: return facts->works_with_children ? METHODMATCH_BIT(1) : 0;
    case FACET_CONFLICT:
        return (facts->conflict >= CONFLICT_SOME ? METHODMATCH_BIT(1) : 0) |
               (facts->conflict >= CONFLICT_STRONG ? METHODMATCH_BIT(2) : 0);
    default: return 0;
    }
}
