/* SPDX-License-Identifier: EUPL-1.2 */
/* The controlled vocabularies: term i of a table belongs to enum value i + 1. */
#include "lib/methodmatch/methodmatch.h"

/* Marks a label for the translators, as in core/i18n, which a library does not know. */
#define TR(msgid) (msgid)

static const struct vocab_term kind_terms[] = {
    {"method", TR("Method")},
    {"channel", TR("Standing channel")},
    {"support", TR("Support tool")},
};

static const struct vocab_term audience_terms[] = {
    {"any", TR("Any")},
    {"children-youth", TR("Children and young people")},
    {"service-users", TR("Service users")},
    {"experts", TR("Experts")},
    {"organised-parties", TR("Identified parties or an existing group")},
};

static const struct vocab_term level_terms[] = {
    {"inform", TR("Inform")},
    {"consult", TR("Consult")},
    {"dialogue", TR("Dialogue")},
    {"influence", TR("Influence")},
    {"codecide", TR("Co-decide")},
};

static const struct vocab_term purpose_terms[] = {
    {"generate-ideas", TR("Generate ideas")},
    {"map-opinions", TR("Map opinions")},
    {"understand-needs", TR("Understand needs and experience")},
    {"deliberate-tradeoffs", TR("Weigh difficult choices")},
    {"resolve-conflict", TR("Handle conflict")},
    {"co-design", TR("Design together")},
    {"prioritise-budget", TR("Prioritise resources")},
    {"decide", TR("Reach a joint decision or verdict")},
    {"evaluate-service", TR("Evaluate services")},
    {"build-relations", TR("Build relations and trust")},
    {"inform", TR("Inform and build knowledge")},
};

static const struct vocab_term phase_terms[] = {
    {"agenda-setting", TR("Agenda-setting")},
    {"problem-definition", TR("Problem definition")},
    {"options", TR("Options")},
    {"decision", TR("Decision")},
    {"implementation", TR("Implementation")},
    {"follow-up", TR("Follow-up")},
};

static const struct vocab_term recruitment_terms[] = {
    {"open", TR("Open invitation")},
    {"targeted", TR("Targeted recruitment")},
    {"random", TR("Random selection (lottery)")},
    {"stakeholders", TR("Invited stakeholders")},
};

static const struct vocab_term duration_terms[] = {
    {"hours", TR("Hours")},
    {"days", TR("Days")},
    {"weeks", TR("Weeks")},
    {"months", TR("Months")},
};

static const struct vocab_term format_terms[] = {
    {"in-person", TR("In person")},
    {"online", TR("Online")},
    {"hybrid", TR("Hybrid")},
};

static const struct vocab_term target_group_terms[] = {
    {"general-public", TR("The general public")},
    {"residents-of-area", TR("Residents of the area")},
    {"children", TR("Children")},
    {"youth", TR("Young people")},
    {"parents", TR("Parents")},
    {"women", TR("Women")},
    {"elderly", TR("Older people")},
    {"service-users", TR("Service users")},
    {"patients", TR("Patients")},
    {"relatives", TR("Relatives")},
    {"newly-arrived", TR("Newly arrived people")},
    {"hard-to-reach", TR("People who seldom take part")},
    {"national-minorities", TR("National minorities")},
    {"people-with-disabilities", TR("People with disabilities")},
    {"experts", TR("Experts")},
    {"stakeholders", TR("Stakeholders")},
    {"businesses", TR("Businesses")},
    {"civil-society", TR("Associations and civil society")},
    {"neighbours", TR("Neighbours")},
    {"landowners", TR("Landowners")},
    {"developer", TR("Developers")},
    {"staff", TR("Staff")},
    {"politicians", TR("Politicians")},
};

static const struct vocab_term cost_band_terms[] = {
    {"1", TR("Under 25 000 SEK")},
    {"2", TR("25 000–100 000 SEK")},
    {"3", TR("100 000–400 000 SEK")},
    {"4", TR("400 000–1.5 million SEK")},
    {"5", TR("Over 1.5 million SEK")},
};

static const struct vocab_term staff_effort_terms[] = {
    {"1", TR("Under 1 person-week")},
    {"2", TR("1–3 person-weeks")},
    {"3", TR("3–8 person-weeks")},
    {"4", TR("8–20 person-weeks")},
    {"5", TR("Over 20 person-weeks")},
};

static const struct vocab_term facilitation_skill_terms[] = {
    {"1", TR("No facilitator")},
    {"2", TR("Friendly host")},
    {"3", TR("Trained facilitator")},
    {"4", TR("Facilitator experienced in the method")},
    {"5", TR("Specialist or independent professional")},
};

static const struct vocab_term criterion_terms[] = {
    {"influenceable", TR("Something can be changed")},
    {"audience", TR("Audience")},
    {"children", TR("Works with children")},
    {"format", TR("Format")},
    {"participants", TR("Number of participants")},
    {"time", TR("Time")},
    {"hours", TR("Time asked of each participant")},
    {"cost", TR("Cost")},
    {"staff", TR("Staff effort")},
    {"skill", TR("Facilitation skill")},
    {"purpose", TR("Purpose")},
    {"level", TR("Participation level")},
    {"phase", TR("Phase")},
    {"depth", TR("Depth")},
    {"breadth", TR("Breadth")},
    {"conflict", TR("Copes with conflict")},
    {"complexity", TR("Copes with complexity")},
    {"representativeness", TR("Representativeness")},
    {"hard-to-reach", TR("Reaches people who seldom take part")},
    {"spatial", TR("Works with a place")},
    {"recruitment", TR("Recruitment")},
    {"kind", TR("Kind")},
};

#define TERMS(name) {name##_terms, sizeof name##_terms / sizeof name##_terms[0]}
static const struct {
    const struct vocab_term *terms;
    size_t n;
} vocabularies[] = {
    [VOCAB_KIND] = TERMS(kind),
    [VOCAB_AUDIENCE] = TERMS(audience),
    [VOCAB_LEVEL] = TERMS(level),
    [VOCAB_PURPOSE] = TERMS(purpose),
    [VOCAB_PHASE] = TERMS(phase),
    [VOCAB_RECRUITMENT] = TERMS(recruitment),
    [VOCAB_DURATION] = TERMS(duration),
    [VOCAB_FORMAT] = TERMS(format),
    [VOCAB_TARGET_GROUP] = TERMS(target_group),
    [VOCAB_COST_BAND] = TERMS(cost_band),
    [VOCAB_STAFF_EFFORT] = TERMS(staff_effort),
    [VOCAB_FACILITATION_SKILL] = TERMS(facilitation_skill),
    [VOCAB_CRITERION] = TERMS(criterion),
};

const struct vocab_term *methodmatch_vocab(enum methodmatch_vocab vocab, size_t *ret_n)
{
    size_t i = (size_t)vocab;
    if (i >= sizeof vocabularies / sizeof vocabularies[0]) {
        *ret_n = 0;
        return NULL;
    }
    *ret_n = vocabularies[i].n;
    return vocabularies[i].terms;
}

int methodmatch_value(enum methodmatch_vocab vocab, struct str code)
{
    size_t n;
    const struct vocab_term *terms = methodmatch_vocab(vocab, &n);
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(code, terms[i].code))
            return (int)i + 1;
    return 0;
}

const struct vocab_term *methodmatch_term(enum methodmatch_vocab vocab, int value)
{
    size_t n;
    const struct vocab_term *terms = methodmatch_vocab(vocab, &n);
    return value >= 1 && (size_t)value <= n ? &terms[value - 1] : NULL;
}

void methodmatch_add_group(struct str code, uint32_t *groups, uint8_t *other_groups)
{
    int group = methodmatch_value(VOCAB_TARGET_GROUP, code);
    if (group)
        *groups |= METHODMATCH_BIT(group);
    else if (*other_groups < UINT8_MAX)
        (*other_groups)++;
}

/* The mapping that the method table's description gives for primary_audience. */
uint32_t methodmatch_audience_groups(enum method_audience audience)
{
    switch (audience) {
    case METHOD_AUDIENCE_CHILDREN_YOUTH:
        return METHODMATCH_BIT(GROUP_CHILDREN) | METHODMATCH_BIT(GROUP_YOUTH);
    case METHOD_AUDIENCE_SERVICE_USERS:
        return METHODMATCH_BIT(GROUP_SERVICE_USERS) | METHODMATCH_BIT(GROUP_PATIENTS) |
               METHODMATCH_BIT(GROUP_ELDERLY) | METHODMATCH_BIT(GROUP_RELATIVES);
    case METHOD_AUDIENCE_EXPERTS:
        return METHODMATCH_BIT(GROUP_EXPERTS);
    case METHOD_AUDIENCE_ORGANISED_PARTIES:
        return METHODMATCH_BIT(GROUP_STAKEHOLDERS) | METHODMATCH_BIT(GROUP_BUSINESSES) |
               METHODMATCH_BIT(GROUP_CIVIL_SOCIETY) | METHODMATCH_BIT(GROUP_NEIGHBOURS) |
               METHODMATCH_BIT(GROUP_LANDOWNERS) | METHODMATCH_BIT(GROUP_DEVELOPER) |
               METHODMATCH_BIT(GROUP_STAFF) | METHODMATCH_BIT(GROUP_POLITICIANS);
    case METHOD_AUDIENCE_ANY:
        break;
    }
    return 0;
}
