/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_finder.h"

#include <string.h>

#include "features/guide/guide_words.h"

const struct finder_step finder_steps[FINDER_STEPS] = {
    {TR("The question"), TR("Find a method"),
     TR("First two questions, which decide whether this can be a dialogue at all."), ASK_CHANGE, ASK_OPEN},
    {TR("Purpose"), TR("What do you want to achieve with the dialogue?"),
     TR("Choose the most important purpose. If there are more, add them below."), ASK_PURPOSE, ASK_PURPOSES},
    {TR("Level of participation"), TR("How much influence will the participants have?"),
     TR("No level is finer than another, but the promise must hold: do not say influence if "
        "you mean that you want to listen."),
     ASK_LEVEL, ASK_LEVEL},
    {TR("Phase of the decision"), TR("Where in the process are you?"),
     TR("Different phases need different conversations."), ASK_PHASE, ASK_PHASE},
    {TR("Target groups"), TR("Who is concerned by the question?"),
     TR("Choose all that apply. Think especially of those who are much affected but seldom heard."),
     ASK_GROUPS, ASK_CHILDREN},
    {TR("Number of participants"), TR("How many should be able to take part?"),
     TR("Count all rounds together. A rough figure is enough, and one of the boxes may be left empty."),
     ASK_PEOPLE_MIN, ASK_PEOPLE_MAX},
    {TR("Those who seldom take part"), TR("How important is it to reach those who seldom take part?"),
     TR("Some methods go to where people are; others ask for time, text and confidence."), ASK_REACH,
     ASK_REACH},
    {TR("Representativeness"), TR("How well must the participants mirror the population?"),
     TR("A random sample takes time and money, and is not always what the question needs."), ASK_MIRROR,
     ASK_MIRROR},
    {TR("Depth"), TR("How deep does the conversation need to be?"),
     TR("Depth is time to learn, listen and weigh reasons. Depth and breadth seldom go together."), ASK_DEPTH,
     ASK_DEPTH},
    {TR("Breadth"), TR("How many people do you need to hear?"),
     TR("Breadth is how many can have their say, rather than how long each one talks."), ASK_BREADTH,
     ASK_BREADTH},
    {TR("Conflict"), TR("How tense is the question?"),
     TR("In a locked conflict an ordinary meeting can do harm. Then those concerned need to help "
        "describe the problem first."),
     ASK_CONFLICT, ASK_CONFLICT},
    {TR("Complexity"), TR("How complex is the question?"),
     TR("The more that hangs together, or is uncertain, the more knowledge and time the "
        "participants need."),
     ASK_COMPLEXITY, ASK_COMPLEXITY},
    {TR("Time"), TR("How much time is there?"), TR("Count from today until the result must be ready to use."),
     ASK_WEEKS, ASK_HOURS},
    {TR("Money and staff"), TR("What resources do you have?"),
     TR("What is the most you can use? Methods that need more are left out."), ASK_COST, ASK_SKILL},
    {TR("Form and place"), TR("How and where can people meet?"), TR("Choose all forms that would do."),
     ASK_FORMATS, ASK_PLACE},
};

static const struct choice change_choices[] = {
    {"yes", TR("Yes, the decision has not been made"),
     TR("There is room for action, and we can describe what can be influenced and what cannot.")},
    {"partly", TR("Partly"), TR("The main lines are fixed, but some parts can be influenced.")},
    {"no", TR("No, everything that matters is decided"), NULL},
    {0}};
static const struct choice open_choices[] = {
    {"yes", TR("Yes, they want to use the result"), NULL},
    {"unsure", TR("We do not know yet"),
     TR("Then that is the next conversation you need to have. You can still see which methods would fit.")},
    {"no", TR("No"), NULL},
    {0}};
static const struct choice reach_choices[] = {
    {"1", TR("Not important here"), NULL},
    {"2", TR("Good if it happens"), NULL},
    {"3", TR("Fairly important"), NULL},
    {"4", TR("Very important"), NULL},
    {"5", TR("Decisive: the dialogue is about those who are seldom heard"), NULL},
    {0}};
static const struct choice mirror_choices[] = {
    {"1", TR("Those who want to may come"), NULL},
    {"2", TR("A certain mix is enough"), NULL},
    {"3", TR("A broad mix, even if it is uneven"), NULL},
    {"4", TR("Close to a cross-section of the population"), NULL},
    {"5", TR("They must mirror the population: draw them by lot"), NULL},
    {0}};
static const struct choice depth_choices[] = {{"1", TR("A click or a short answer"), NULL},
                                              {"2", TR("A short conversation"), NULL},
                                              {"3", TR("A structured conversation"), NULL},
                                              {"4", TR("Several hours of reasoned conversation"), NULL},
                                              {"5", TR("Days of learning and weighing arguments"), NULL},
                                              {0}};
static const struct choice breadth_choices[] = {{"1", TR("A few, up to about forty"), NULL},
                                                {"2", TR("Some tens, up to about a hundred"), NULL},
                                                {"3", TR("Some hundred"), NULL},
                                                {"4", TR("Many hundreds, perhaps thousands"), NULL},
                                                {"5", TR("Thousands: as many as possible"), NULL},
                                                {0}};
static const struct choice conflict_choices[] = {
    {"1", TR("Calm: hardly any differences"), NULL},
    {"2", TR("Some differences of opinion"), NULL},
    {"3", TR("Clear disagreement, but people talk with each other"), NULL},
    {"4", TR("Strong disagreement and low trust"), NULL},
    {"5", TR("Locked conflict: protests, harsh tone, sides that do not meet"), NULL},
    {0}};
static const struct choice complexity_choices[] = {{"1", TR("One simple question"), NULL},
                                                   {"2", TR("One question with a few sides"), NULL},
                                                   {"3", TR("Several linked questions"), NULL},
                                                   {"4", TR("Complex, with hard choices"), NULL},
                                                   {"5", TR("Uncertain, technical or about values"), NULL},
                                                   {0}};
static const struct choice place_choices[] = {
    {"yes", TR("Yes, it is about a place, a building or an area"), NULL},
    {"no", TR("No, not about a particular place"), NULL},
    {0}};

/* A vocabulary as choices, in arena. */
static const struct choice *vocab_choices(struct arena *arena, enum methodmatch_vocab vocab)
{
    size_t n;
    const struct vocab_term *terms = methodmatch_vocab(vocab, &n);
    struct choice *choices = ARENA_ARRAY(arena, struct choice, n + 1);
    for (size_t i = 0; i < n; i++)
        choices[i] = (struct choice){terms[i].code, terms[i].label,
                                     vocab == VOCAB_LEVEL ? level_promises[i] : NULL};
    return choices;
}

#define ASK(field, name, kind, label, ...) [field] = {name, kind, label, __VA_ARGS__}

const struct field *finder_fields(struct arena *arena)
{
    const struct choice *purposes = vocab_choices(arena, VOCAB_PURPOSE);
    const struct field fields[FINDER_FIELDS] = {
        ASK(ASK_CHANGE, "change", FIELD_CHOICE, TR("Can anything still change?"),
            .hint = TR("There should be something real to influence: whether, what, where, when or how."),
            .required = true, .choices = change_choices),
        ASK(ASK_OPEN, "open", FIELD_CHOICE, TR("Are those who decide prepared to be influenced?"),
            .hint = TR("Have you talked with the board, and do they want to use the result?"),
            .required = true, .choices = open_choices),
        ASK(ASK_PURPOSE, "purpose", FIELD_CHOICE, TR("Most important purpose"), .choices = purposes),
        ASK(ASK_PURPOSES, "purposes", FIELD_CHOICES, TR("Further purposes"), .choices = purposes),
        ASK(ASK_LEVEL, "level", FIELD_CHOICE, TR("Level of participation"),
            .choices = vocab_choices(arena, VOCAB_LEVEL)),
        ASK(ASK_PHASE, "phase", FIELD_CHOICE, TR("Phase of the decision"),
            .choices = vocab_choices(arena, VOCAB_PHASE)),
        ASK(ASK_GROUPS, "groups", FIELD_CHOICES, TR("Target groups"),
            .choices = vocab_choices(arena, VOCAB_TARGET_GROUP)),
        ASK(ASK_CHILDREN, "children", FIELD_CHECK, TR("Children or young people are the main group"),
            .hint = NULL),
        ASK(ASK_PEOPLE_MIN, "people_min", FIELD_INT, TR("At least"), .hint = TR("Number of people"), .min = 1,
            .max = 10000000),
        ASK(ASK_PEOPLE_MAX, "people_max", FIELD_INT, TR("At most"), .hint = TR("Number of people"), .min = 1,
            .max = 10000000),
        ASK(ASK_REACH, "reach", FIELD_CHOICE, TR("Those who seldom take part"), .choices = reach_choices),
        ASK(ASK_MIRROR, "mirror", FIELD_CHOICE, TR("Representativeness"), .choices = mirror_choices),
        ASK(ASK_DEPTH, "depth", FIELD_CHOICE, TR("Depth"), .choices = depth_choices),
        ASK(ASK_BREADTH, "breadth", FIELD_CHOICE, TR("Breadth"), .choices = breadth_choices),
        ASK(ASK_CONFLICT, "conflict", FIELD_CHOICE, TR("Conflict"), .choices = conflict_choices),
        ASK(ASK_COMPLEXITY, "complexity", FIELD_CHOICE, TR("Complexity"), .choices = complexity_choices),
        ASK(ASK_WEEKS, "weeks", FIELD_INT, TR("Weeks until the result is needed"),
            .hint = TR("Preparation counts too."), .min = 1, .max = 1000),
        ASK(ASK_HOURS, "hours", FIELD_REAL, TR("Most hours each participant can give"),
            .hint = TR("In all, over the whole dialogue. Leave empty if there is no limit."), .min = 0,
            .max = 1000),
        ASK(ASK_COST, "cost", FIELD_CHOICE, TR("Money, besides your own working time"),
            .choices = vocab_choices(arena, VOCAB_COST_BAND)),
        ASK(ASK_STAFF, "staff", FIELD_CHOICE, TR("Your own working time"),
            .choices = vocab_choices(arena, VOCAB_STAFF_EFFORT)),
        ASK(ASK_SKILL, "skill", FIELD_CHOICE, TR("Who can lead the conversations"),
            .choices = vocab_choices(arena, VOCAB_FACILITATION_SKILL)),
        ASK(ASK_FORMATS, "formats", FIELD_CHOICES, TR("Forms that would do"),
            .choices = vocab_choices(arena, VOCAB_FORMAT)),
        ASK(ASK_PLACE, "place", FIELD_CHOICE, TR("Is it about a place?"), .choices = place_choices),
    };
    struct field *copy = ARENA_ARRAY(arena, struct field, FINDER_FIELDS);
    memcpy(copy, fields, sizeof fields);
    return copy;
}

bool finder_is_answered(const struct finder_step *step, const struct field_value *values)
{
    for (int i = (int)step->first; i <= (int)step->last; i++)
        if (values[i].given && (i != ASK_CHILDREN || values[i].integer))
            return true;
    return false;
}

/* The code of the chosen alternative, or "". */
static struct str chosen_code(const struct field *fields, const struct field_value *values,
                              enum finder_field field)
{
    if (!values[field].given)
        return STR("");
    return str_from_c(fields[field].choices[values[field].integer].code);
}

enum finder_gate finder_gate(const struct field *fields, const struct field_value *values)
{
    struct str change = chosen_code(fields, values, ASK_CHANGE);
    struct str open = chosen_code(fields, values, ASK_OPEN);
    if (str_eq(change, STR("no")))
        return GATE_INFORMATION_FIXED;
    if (str_eq(open, STR("no")))
        return GATE_INFORMATION_CLOSED;
    if (change.n == 0 || open.n == 0)
        return GATE_UNANSWERED;
    return str_eq(open, STR("unsure")) ? GATE_DIALOGUE_UNSURE : GATE_DIALOGUE;
}

/* Choices stand in the order of their enum or scale, which starts at 1; 0 is unset. */
static unsigned rank_of(const struct field_value *values, enum finder_field field)
{
    return values[field].given ? (unsigned)values[field].integer + 1 : 0;
}

static unsigned number_of(const struct field_value *values, enum finder_field field)
{
    return values[field].given ? (unsigned)values[field].integer : 0;
}

static uint32_t mask_of(const struct field_value *values, enum finder_field field)
{
    return (uint32_t)(values[field].chosen << 1); /* METHODMATCH_BIT(1) is bit 1 */
}

/* The main purpose first, then the further ones in their order. */
static void wish_purposes(struct dialogue_wish *wish, const struct field_value *values)
{
    unsigned main = rank_of(values, ASK_PURPOSE);
    if (main)
        wish->purposes[wish->n_purposes++] = (enum dialogue_purpose)main;
    for (unsigned purpose = 1; purpose <= METHODMATCH_PURPOSES; purpose++)
        if (purpose != main && (mask_of(values, ASK_PURPOSES) & METHODMATCH_BIT(purpose)))
            wish->purposes[wish->n_purposes++] = (enum dialogue_purpose)purpose;
}

struct dialogue_wish finder_wish(const struct field *fields, const struct field_value *values)
{
    struct dialogue_wish wish = {0};
    enum finder_gate gate = finder_gate(fields, values);
    struct str place = chosen_code(fields, values, ASK_PLACE);
    wish_purposes(&wish, values);
    wish.level = (enum participation_level)rank_of(values, ASK_LEVEL);
    wish.phase = (enum process_phase)rank_of(values, ASK_PHASE);
    wish.formats = mask_of(values, ASK_FORMATS);
    wish.target_groups = mask_of(values, ASK_GROUPS);
    wish.depth = (uint8_t)rank_of(values, ASK_DEPTH);
    wish.breadth = (uint8_t)rank_of(values, ASK_BREADTH);
    wish.conflict = (uint8_t)rank_of(values, ASK_CONFLICT);
    wish.complexity = (uint8_t)rank_of(values, ASK_COMPLEXITY);
    wish.representativeness = (uint8_t)rank_of(values, ASK_MIRROR);
    wish.hard_to_reach = (uint8_t)rank_of(values, ASK_REACH);
    wish.participants_min = number_of(values, ASK_PEOPLE_MIN);
    wish.participants_max = number_of(values, ASK_PEOPLE_MAX);
    wish.weeks_available = (uint16_t)number_of(values, ASK_WEEKS);
    wish.minutes_max = values[ASK_HOURS].given ? (uint32_t)(values[ASK_HOURS].real * 60 + 0.5) : 0;
    wish.cost_band_max = (uint8_t)rank_of(values, ASK_COST);
    wish.staff_effort_max = (uint8_t)rank_of(values, ASK_STAFF);
    wish.facilitation_skill_max = (uint8_t)rank_of(values, ASK_SKILL);
    if (finder_is_answered(&finder_steps[4], values)) /* asked on the same page */
        wish.children = values[ASK_CHILDREN].integer ? ANSWER_YES : ANSWER_NO;
    wish.spatial = str_eq(place, STR("yes"))  ? ANSWER_YES
                   : str_eq(place, STR("no")) ? ANSWER_NO
                                              : ANSWER_UNSET;
    if (gate == GATE_INFORMATION_FIXED || gate == GATE_INFORMATION_CLOSED)
        wish.influenceable = ANSWER_NO;
    else if (gate != GATE_UNANSWERED)
        wish.influenceable = ANSWER_YES;
    return wish;
}
