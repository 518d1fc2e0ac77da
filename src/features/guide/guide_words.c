/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_words.h"

#include <stddef.h>

#include "base/utf8.h"

const struct scale scales[SCALES] = {
    {CRITERION_DEPTH,
     offsetof(struct method_facts, depth),
     TR("Depth"),
     {TR("A click or a short answer"), TR("A short exchange"), TR("A structured conversation"),
      TR("Several hours of reasoned conversation"), TR("Days of learning and weighing arguments")}},
    {CRITERION_BREADTH,
     offsetof(struct method_facts, breadth),
     TR("Breadth"),
     {TR("Reaches up to about forty people"), TR("Reaches some tens to a hundred people"),
      TR("Reaches some hundred people"), TR("Reaches many hundreds to some thousand people"),
      TR("Reaches thousands of people")}},
    {CRITERION_CONFLICT,
     offsetof(struct method_facts, conflict),
     TR("Copes with conflict"),
     {TR("Tends to sharpen conflict; avoid it when positions are locked"),
      TR("Suits questions without much conflict"), TR("Handles ordinary disagreement"),
      TR("Handles strong disagreement"), TR("Made for deep conflict")}},
    {CRITERION_COMPLEXITY,
     offsetof(struct method_facts, complexity),
     TR("Carries complexity"),
     {TR("One simple question"), TR("One question with a few sides"), TR("Several linked questions"),
      TR("Complex questions with hard choices"), TR("Uncertain, technical or value-laden questions")}},
    {CRITERION_REPRESENTATIVENESS,
     offsetof(struct method_facts, representativeness),
     TR("Mirrors the population"),
     {TR("Those who choose to come, or a few invited"), TR("An uneven mix"), TR("A broad but uneven mix"),
      TR("Close to a cross-section"), TR("A random sample that mirrors the population")}},
    {CRITERION_HARD_TO_REACH,
     offsetof(struct method_facts, hard_to_reach),
     TR("Reaches people who seldom take part"),
     {TR("Asks for resources, text and confidence"), TR("Rarely reaches them without extra effort"),
      TR("Neutral, and can be adapted"), TR("Reaches them well"), TR("Built to reach those who stay away")}},
};

int scale_score(const struct method_facts *facts, const struct scale *scale)
{
    return *((const uint8_t *)facts + scale->offset);
}

struct str term_words(const struct language *language, enum methodmatch_vocab vocab, int value)
{
    const struct vocab_term *term = methodmatch_term(vocab, value);
    return term ? tr(language, term->label) : STR("");
}

/* A label as part of a sentence: its first letter small, unless it begins an
 * abbreviation such as "SMS". */
struct str inner_words(struct arena *arena, struct str label)
{
    struct str rest = label;
    uint32_t first = 0, second = 0;
    utf8_next(&rest, &first);
    size_t first_bytes = label.n - rest.n;
    if (!utf8_next(&rest, &second) ||
        !str_eq(utf8_lower(arena, str_skip(label, first_bytes)), str_skip(label, first_bytes)))
        return label;
    return utf8_lower(arena, label);
}

struct str mask_words(struct arena *arena, const struct language *language, enum methodmatch_vocab vocab,
                      uint32_t mask)
{
    struct str labels[32];
    size_t n = 0, terms;
    methodmatch_vocab(vocab, &terms);
    for (int value = 1; value <= (int)terms && n < 32; value++)
        if (mask & METHODMATCH_BIT(value))
            labels[n++] = inner_words(arena, term_words(language, vocab, value));
    return text_list(arena, language, labels, n);
}

const char *const level_promises[5] = {TR("We tell what applies and what is decided."),
                                       TR("We ask what you think before we decide."),
                                       TR("We talk together and understand each other's reasons."),
                                       TR("We work out proposals together."), TR("We decide together.")};

struct str level_promise(const struct language *language, int level)
{
    return level >= 1 && level <= 5 ? tr(language, level_promises[level - 1]) : STR("");
}

struct str methods_words(struct arena *arena, const struct language *language, int64_t count)
{
    return TEXT_FORMAT(arena, trn(language, "{0} method", "{0} methods", count),
                       text_int(arena, language, count));
}

struct str people_words(struct arena *arena, const struct language *language, uint32_t min, uint32_t max)
{
    struct str low = text_int(arena, language, min), high = text_int(arena, language, max);
    bool open_ended = max >= METHODMATCH_NO_CEILING || max == 0;
    if (open_ended && min <= 1)
        return tr(language, "any number of people");
    if (open_ended)
        return TEXT_FORMAT(arena, trn(language, "from {0} person", "from {0} people", min), low);
    if (min == 0)
        return TEXT_FORMAT(arena, trn(language, "up to {0} person", "up to {0} people", max), high);
    if (min == max)
        return TEXT_FORMAT(arena, trn(language, "{0} person", "{0} people", max), high);
    return TEXT_FORMAT(arena, trn(language, "{0}–{1} person", "{0}–{1} people", max), low, high);
}

/* Under an hour in minutes, to the nearest five; otherwise in hours, to a tenth. */
static struct str one_time(struct arena *arena, const struct language *language, uint32_t minutes)
{
    uint32_t rounded = minutes < 5 ? minutes : (minutes + 2) / 5 * 5;
    return rounded < 60 ? text_int(arena, language, rounded) : text_real(arena, language, minutes / 60.0, 1);
}

struct str minutes_words(struct arena *arena, const struct language *language, uint32_t min, uint32_t max)
{
    struct str low = one_time(arena, language, min), high = one_time(arena, language, max);
    bool low_hours = min >= 58, high_hours = max >= 58; /* what rounds to sixty is an hour */
    if (min == max || min == 0)
        return TEXT_FORMAT(arena,
                           high_hours ? trn(language, "{0} hour", "{0} hours", max <= 60 ? 1 : 2)
                                      : trn(language, "{0} minute", "{0} minutes", max),
                           high);
    if (low_hours != high_hours)
        return TEXT_FORMAT(
            arena, trn(language, "{0} minutes to {1} hour", "{0} minutes to {1} hours", max <= 60 ? 1 : 2),
            low, high);
    return TEXT_FORMAT(arena, high_hours ? tr(language, "{0}–{1} hours") : tr(language, "{0}–{1} minutes"),
                       low, high);
}

struct str weeks_words(struct arena *arena, const struct language *language, int64_t weeks)
{
    return TEXT_FORMAT(arena, trn(language, "{0} week", "{0} weeks", weeks),
                       text_int(arena, language, weeks));
}

/* ---- reasons -------------------------------------------------------------------- */

struct speaker {
    struct arena *arena;
    const struct language *language;
    const struct methodmatch_reason *reason;
};

static struct str band_reason(const struct speaker *s, enum methodmatch_vocab vocab, const char *within,
                              const char *above)
{
    const struct methodmatch_reason *r = s->reason;
    return TEXT_FORMAT(s->arena, tr(s->language, r->in_favour ? within : above),
                       inner_words(s->arena, term_words(s->language, vocab, (int)r->has.max)),
                       inner_words(s->arena, term_words(s->language, vocab, (int)r->wanted.max)));
}

static struct str scale_reason(const struct speaker *s)
{
    const struct methodmatch_reason *r = s->reason;
    for (size_t i = 0; i < SCALES; i++) {
        if (scales[i].criterion != r->criterion || r->has.min < 1 || r->has.min > 5)
            continue;
        const char *text = r->in_favour                 ? TR("{0}: {1} ({2} of 5)")
                           : r->has.min > r->wanted.min ? TR("{0}: {1} ({2} of 5), more than you need")
                                                        : TR("{0}: {1} ({2} of 5), less than you need");
        return TEXT_FORMAT(s->arena, tr(s->language, text), tr(s->language, scales[i].name),
                           inner_words(s->arena, tr(s->language, scales[i].levels[r->has.min - 1])),
                           text_int(s->arena, s->language, r->has.min));
    }
    return STR("");
}

static struct str set_reason(const struct speaker *s, enum methodmatch_vocab vocab, const char *shares,
                             const char *lacks)
{
    const struct methodmatch_reason *r = s->reason;
    uint32_t common = r->wanted_set & r->has_set;
    return TEXT_FORMAT(s->arena, tr(s->language, r->in_favour ? shares : lacks),
                       mask_words(s->arena, s->language, vocab, common ? common : r->has_set),
                       mask_words(s->arena, s->language, vocab, r->has_set),
                       mask_words(s->arena, s->language, vocab, r->wanted_set));
}

/* The groups of an audience have a name of their own, shorter than all of them. */
static struct str audience_reason(const struct speaker *s)
{
    int audience = METHOD_AUDIENCE_ORGANISED_PARTIES;
    while (audience > METHOD_AUDIENCE_ANY &&
           methodmatch_audience_groups((enum method_audience)audience) != s->reason->has_set)
        audience--;
    return TEXT_FORMAT(s->arena,
                       s->reason->in_favour ? tr(s->language, "Made for your target group: {0}")
                                            : tr(s->language, "Mainly meant for: {0}"),
                       inner_words(s->arena, term_words(s->language, VOCAB_AUDIENCE, audience)));
}

static struct str time_reason(const struct speaker *s)
{
    const struct methodmatch_reason *r = s->reason;
    return TEXT_FORMAT(s->arena,
                       r->in_favour ? tr(s->language, "Needs {0}, you have {1}")
                                    : tr(s->language, "Needs {0}, you have only {1}"),
                       weeks_words(s->arena, s->language, r->has.max),
                       text_int(s->arena, s->language, r->wanted.max));
}

static struct str hours_reason(const struct speaker *s)
{
    const struct methodmatch_reason *r = s->reason;
    return TEXT_FORMAT(
        s->arena,
        r->in_favour ? tr(s->language, "Asks {0} of each participant, at most {1} is fine")
                     : tr(s->language, "Asks at least {0} of each participant, at most {1} is possible"),
        minutes_words(s->arena, s->language, r->has.min, r->has.min),
        minutes_words(s->arena, s->language, r->wanted.max, r->wanted.max));
}

static struct str people_reason(const struct speaker *s)
{
    const struct methodmatch_reason *r = s->reason;
    struct str fits = people_words(s->arena, s->language, r->has.min, r->has.max);
    if (r->in_favour)
        return TEXT_FORMAT(s->arena, tr(s->language, "Fits {0}"), fits);
    return TEXT_FORMAT(s->arena, tr(s->language, "Fits {0}, you plan for {1}"), fits,
                       people_words(s->arena, s->language, r->wanted.min, r->wanted.max));
}

static struct str kind_reason(const struct speaker *s)
{
    const struct methodmatch_reason *r = s->reason;
    if (r->has.min == METHOD_KIND_SUPPORT)
        return tr(s->language, "A support tool: use it together with another method");
    return r->in_favour ? tr(s->language, "A standing channel, which suits the time you have")
                        : tr(s->language, "A standing channel: it pays when it runs all year");
}

static struct str yes_no_reason(const struct speaker *s, const char *in_favour, const char *against)
{
    return tr(s->language, s->reason->in_favour ? in_favour : against);
}

struct str reason_words(struct arena *arena, const struct language *language,
                        const struct methodmatch_reason *reason)
{
    struct speaker s = {arena, language, reason};
    switch (reason->criterion) {
    case CRITERION_INFLUENCEABLE:
        return yes_no_reason(&s, TR("Informs without promising influence"),
                             TR("Presupposes that something can still be changed"));
    case CRITERION_AUDIENCE: return audience_reason(&s);
    case CRITERION_CHILDREN:
        return yes_no_reason(&s, TR("Works with children and young people"),
                             TR("Does not suit children and young people"));
    case CRITERION_FORMAT:
        return set_reason(&s, VOCAB_FORMAT, TR("Can be held the way you want: {0}"),
                          TR("Is only held in another way: {1}"));
    case CRITERION_PARTICIPANTS: return people_reason(&s);
    case CRITERION_TIME: return time_reason(&s);
    case CRITERION_HOURS: return hours_reason(&s);
    case CRITERION_COST:
        return band_reason(&s, VOCAB_COST_BAND, TR("The cost is within your limit: {0}"),
                           TR("Costs {0}, your limit is {1}"));
    case CRITERION_STAFF:
        return band_reason(&s, VOCAB_STAFF_EFFORT, TR("The working time is within your limit: {0}"),
                           TR("Takes {0} of your own working time, your limit is {1}"));
    case CRITERION_SKILL:
        if (reason->has.max <= 1)
            return tr(language, "Needs no facilitator");
        return band_reason(&s, VOCAB_FACILITATION_SKILL, TR("You can lead it: {0}"),
                           TR("Needs someone to lead it whom you lack: {0}"));
    case CRITERION_PURPOSE:
        return set_reason(&s, VOCAB_PURPOSE, TR("Good for your purpose: {0}"),
                          TR("Is mostly used for another purpose: {1}"));
    case CRITERION_LEVEL:
        return set_reason(&s, VOCAB_LEVEL, TR("Gives the level of participation you want: {0}"),
                          TR("Gives another level of participation: {1}"));
    case CRITERION_PHASE:
        return set_reason(&s, VOCAB_PHASE, TR("Is used in your phase: {0}"),
                          TR("Is normally used in another phase: {1}"));
    case CRITERION_DEPTH:
    case CRITERION_BREADTH:
    case CRITERION_CONFLICT:
    case CRITERION_COMPLEXITY:
    case CRITERION_REPRESENTATIVENESS:
    case CRITERION_HARD_TO_REACH: return scale_reason(&s);
    case CRITERION_SPATIAL:
        return yes_no_reason(&s, TR("Works directly with a place, map or model"),
                             TR("Needs a place or model to work with"));
    case CRITERION_RECRUITMENT:
        return set_reason(&s, VOCAB_RECRUITMENT, TR("Recruits in the way this calls for: {0}"),
                          TR("Recruits in another way: {1}"));
    case CRITERION_KIND: return kind_reason(&s);
    }
    return STR("");
}

void push_prose(struct value *list, struct str prose)
{
    struct str item;
    while (str_split(&prose, ';', &item))
        if (str_trim(item).n)
            value_push_str(list, str_trim(item));
}
