/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_scenario.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/vec.h"

struct reading {
    struct arena *arena;
    struct buf *problems;
    const char *id; /* of the scenario being read */
    const json_t *scenario;
};

static void fault(struct reading *reading, const char *key, const char *text)
{
    buf_printf(reading->problems, "scenario %s: %s: %s\n", reading->id, key, text);
}

/* The value under key, or NULL where it is missing or null. */
static const json_t *get(const struct reading *reading, const char *key)
{
    const json_t *value = json_object_get(reading->scenario, key);
    return json_is_null(value) ? NULL : value;
}

static int64_t read_integer(struct reading *reading, const json_t *value, const char *key, int64_t max)
{
    if (value == NULL || json_is_null(value))
        return 0;
    if (json_is_integer(value) && json_integer_value(value) >= 0 && json_integer_value(value) <= max)
        return json_integer_value(value);
    buf_printf(reading->problems, "scenario %s: %s: expected a whole number from 0 to %" PRId64 "\n",
               reading->id, key, max);
    return 0;
}

static uint8_t read_band(struct reading *reading, const char *key)
{
    return (uint8_t)read_integer(reading, get(reading, key), key, 5);
}

static int read_code(struct reading *reading, const json_t *value, const char *key,
                     enum methodmatch_vocab vocab)
{
    int code = methodmatch_value(vocab, str_from_c(json_string_value(value)));
    if (code == 0)
        buf_printf(reading->problems, "scenario %s: %s: unknown code %s\n", reading->id, key,
                   json_is_string(value) ? json_string_value(value) : "(not a string)");
    return code;
}

static int read_one(struct reading *reading, const char *key, enum methodmatch_vocab vocab)
{
    const json_t *value = get(reading, key);
    return value ? read_code(reading, value, key, vocab) : 0;
}

static enum dialogue_answer read_answer(struct reading *reading, const char *key)
{
    const json_t *value = get(reading, key);
    if (value == NULL)
        return ANSWER_UNSET;
    if (!json_is_boolean(value))
        fault(reading, key, "expected true or false");
    return json_is_true(value) ? ANSWER_YES : ANSWER_NO;
}

static const json_t *read_list(struct reading *reading, const char *key)
{
    const json_t *list = get(reading, key);
    if (list && !json_is_array(list)) {
        fault(reading, key, "expected a list");
        return NULL;
    }
    return list;
}

static void read_lists(struct reading *reading, struct dialogue_wish *wish)
{
    const json_t *list = read_list(reading, "purposes");
    for (size_t i = 0; i < json_array_size(list) && wish->n_purposes < METHODMATCH_PURPOSES; i++)
        wish->purposes[wish->n_purposes++] = (enum dialogue_purpose)read_code(
            reading, json_array_get(list, i), "purposes", VOCAB_PURPOSE);
    list = read_list(reading, "formats");
    for (size_t i = 0; i < json_array_size(list); i++)
        wish->formats |= METHODMATCH_BIT(
            read_code(reading, json_array_get(list, i), "formats", VOCAB_FORMAT));
    list = read_list(reading, "target_groups");
    for (size_t i = 0; i < json_array_size(list); i++)
        methodmatch_add_group(str_from_c(json_string_value(json_array_get(list, i))), &wish->target_groups,
                              &wish->other_groups);
}

static void read_limits(struct reading *reading, struct dialogue_wish *wish)
{
    const json_t *people = get(reading, "participants"), *hours = get(reading, "max_hours_per_participant");
    wish->participants_min = (uint32_t)read_integer(reading, json_object_get(people, "min"),
                                                    "participants.min", 100000000);
    wish->participants_max = (uint32_t)read_integer(reading, json_object_get(people, "max"),
                                                    "participants.max", 100000000);
    if (wish->participants_max && wish->participants_min > wish->participants_max)
        fault(reading, "participants", "min is larger than max");
    wish->weeks_available = (uint16_t)read_integer(reading, get(reading, "weeks_available"),
                                                   "weeks_available", 5000);
    if (hours && (!json_is_number(hours) || json_number_value(hours) < 0 || json_number_value(hours) > 10000))
        fault(reading, "max_hours_per_participant", "expected hours, or null for no limit");
    else
        wish->minutes_max = (uint32_t)(json_number_value(hours) * 60 + 0.5);
    wish->cost_band_max = read_band(reading, "budget_band_max");
    wish->staff_effort_max = read_band(reading, "staff_effort_max");
    wish->facilitation_skill_max = read_band(reading, "facilitation_skill_max");
}

static struct dialogue_wish read_wish(struct reading *reading)
{
    struct dialogue_wish wish = {0};
    read_lists(reading, &wish);
    read_limits(reading, &wish);
    wish.level = (enum participation_level)read_one(reading, "participation_level", VOCAB_LEVEL);
    wish.phase = (enum process_phase)read_one(reading, "phase", VOCAB_PHASE);
    wish.depth = read_band(reading, "depth");
    wish.breadth = read_band(reading, "breadth");
    wish.conflict = read_band(reading, "conflict_level");
    wish.complexity = read_band(reading, "complexity");
    wish.representativeness = read_band(reading, "representativeness_needed");
    wish.hard_to_reach = read_band(reading, "hard_to_reach_priority");
    wish.children = read_answer(reading, "children");
    wish.spatial = read_answer(reading, "spatial");
    wish.influenceable = read_answer(reading, "influenceable");
    return wish;
}

rc scenarios_read(struct arena *arena, struct str text, struct scenarios *ret_scenarios, struct buf *problems)
{
    struct reading reading = {.arena = arena, .problems = problems};
    struct scenarios scenarios = {0};
    json_error_t error;
    json_t *root = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &error);
    const json_t *list = json_object_get(root, "scenarios");
    if (root == NULL)
        buf_printf(problems, "line %d, column %d: %s\n", error.line, error.column, error.text);
    else if (!json_is_array(list))
        buf_add_c(problems, "there is no list \"scenarios\" in the file\n");
    for (size_t i = 0; i < json_array_size(list); i++) {
        reading.scenario = json_array_get(list, i);
        const char *id = json_string_value(json_object_get(reading.scenario, "id"));
        struct str number = arena_printf(arena, "number %zu", i + 1);
        reading.id = id ? id : number.p;
        if (id == NULL)
            fault(&reading, "id", "is missing");
        *VEC_PUSH(arena, &scenarios) = (struct scenario){arena_str_dup(arena, str_from_c(reading.id)),
                                                         read_wish(&reading)};
    }
    json_decref(root);
    if (problems->n)
        return RC_INVALID;
    *ret_scenarios = scenarios;
    return RC_OK;
}
