/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/greedy.h"

#include <string.h>

#include "lib/sortition/lottery.h"
#include "lib/sortition/seats.h"

/* People in some order, those who remain first. */
struct list {
    uint32_t *people;
    size_t remaining, n;
    int32_t selected;
};

struct sortition_greedy {
    const struct sortition_problem *problem;
    struct arena *arena;
    struct list *lists;     /* of each value, and last of everyone */
    size_t lists_of_person; /* categories + 1 */
    uint32_t *places;       /* of person i in their list c: places[i * lists_of_person + c] */
    uint32_t *next;         /* of the same household, + 1; 0: none */
    uint32_t *first;        /* of each household, + 1 */
    uint32_t *members;
};

static struct list *list_of(const struct sortition_greedy *greedy, size_t person, size_t c)
{
    bool everyone = c == greedy->problem->targets.category_count;
    return &greedy->lists[everyone ? greedy->problem->targets.value_count
                                   : sortition_value_of(greedy->problem, person, c)];
}

static bool may_be_selected(const struct sortition_problem *problem, size_t person)
{
    for (size_t c = 0; c < problem->targets.category_count; c++)
        if (problem->targets.values[sortition_value_of(problem, person, c)].max == 0)
            return false;
    return true;
}

static void fill_lists(struct sortition_greedy *greedy)
{
    const struct sortition_problem *problem = greedy->problem;
    for (size_t i = 0; i < problem->pool.n; i++)
        for (size_t c = 0; c < greedy->lists_of_person; c++)
            list_of(greedy, i, c)->n += may_be_selected(problem, i);
    for (size_t v = 0; v <= problem->targets.value_count; v++) {
        greedy->lists[v].people = ARENA_ARRAY(greedy->arena, uint32_t, greedy->lists[v].n);
        greedy->lists[v].n = 0;
    }
    for (size_t i = 0; i < problem->pool.n; i++) {
        if (!may_be_selected(problem, i))
            continue;
        for (size_t c = 0; c < greedy->lists_of_person; c++) {
            struct list *list = list_of(greedy, i, c);
            greedy->places[i * greedy->lists_of_person + c] = (uint32_t)list->n;
            list->people[list->n++] = (uint32_t)i;
        }
        greedy->next[i] = greedy->first[problem->pool.households[i]];
        greedy->first[problem->pool.households[i]] = (uint32_t)i + 1;
    }
}

struct sortition_greedy *sortition_greedy_new(const struct sortition_problem *problem)
{
    struct arena *arena = arena_new();
    struct sortition_greedy *greedy = ARENA_NEW(arena, struct sortition_greedy);
    *greedy = (struct sortition_greedy){.problem = problem, .arena = arena};
    greedy->lists_of_person = problem->targets.category_count + 1;
    greedy->lists = ARENA_ARRAY(arena, struct list, problem->targets.value_count + 1);
    greedy->places = ARENA_ARRAY(arena, uint32_t, problem->pool.n * greedy->lists_of_person);
    greedy->next = ARENA_ARRAY(arena, uint32_t, problem->pool.n);
    greedy->first = ARENA_ARRAY(arena, uint32_t, problem->pool.household_count);
    greedy->members = ARENA_ARRAY(arena, uint32_t, problem->size);
    fill_lists(greedy);
    return greedy;
}

struct sortition_greedy *sortition_greedy_free(struct sortition_greedy *greedy)
{
    if (greedy)
        arena_free(greedy->arena);
    return NULL;
}

/* ---- one attempt ---------------------------------------------------------------- */

static bool remains(const struct sortition_greedy *greedy, size_t person)
{
    size_t c = greedy->lists_of_person - 1;
    return greedy->places[person * greedy->lists_of_person + c] < list_of(greedy, person, c)->remaining;
}

/* Takes a person who remains out of every list: the last who remains changes places with them. */
static void leave(struct sortition_greedy *greedy, uint32_t person)
{
    for (size_t c = 0; c < greedy->lists_of_person; c++) {
        struct list *list = list_of(greedy, person, c);
        uint32_t *place = &greedy->places[person * greedy->lists_of_person + c];
        uint32_t last = list->people[--list->remaining];
        list->people[*place] = last;
        list->people[list->remaining] = person;
        greedy->places[last * greedy->lists_of_person + c] = *place;
        *place = (uint32_t)list->remaining;
    }
}

/* The list that needs someone most; NULL where one can no longer reach its minimum. */
static struct list *neediest(struct sortition_greedy *greedy)
{
    const struct sortition_targets *targets = &greedy->problem->targets;
    struct list *best = &greedy->lists[targets->value_count]; /* everyone, where all minima are met */
    double highest = 0;
    for (size_t v = 0; v < targets->value_count; v++) {
        struct list *list = &greedy->lists[v];
        int64_t missing = targets->values[v].min - list->selected;
        if (missing <= 0)
            continue;
        if ((size_t)missing > list->remaining)
            return NULL;
        double need = (double)missing / (double)list->remaining;
        if (need > highest) {
            highest = need;
            best = list;
        }
    }
    return best->remaining ? best : NULL;
}

static void select_person(struct sortition_greedy *greedy, uint32_t person)
{
    const struct sortition_problem *problem = greedy->problem;
    for (uint32_t i = greedy->first[problem->pool.households[person]]; i; i = greedy->next[i - 1])
        if (remains(greedy, i - 1))
            leave(greedy, i - 1);
    for (size_t c = 0; c < problem->targets.category_count; c++) {
        size_t value = sortition_value_of(problem, person, c);
        struct list *list = &greedy->lists[value];
        if (++list->selected == problem->targets.values[value].max)
            while (list->remaining)
                leave(greedy, list->people[list->remaining - 1]);
    }
}

static bool attempt(struct sortition_greedy *greedy, struct sortition_stream *stream)
{
    for (size_t v = 0; v <= greedy->problem->targets.value_count; v++) {
        greedy->lists[v].remaining = greedy->lists[v].n;
        greedy->lists[v].selected = 0;
    }
    for (size_t i = 0; i < greedy->problem->size; i++) {
        const struct list *list = neediest(greedy);
        if (!list)
            return false;
        greedy->members[i] = list->people[sortition_stream_below(stream, list->remaining)];
        select_person(greedy, greedy->members[i]);
    }
    return true;
}

rc sortition_greedy_draw(struct sortition_greedy *greedy, struct sortition_stream *stream, size_t attempts,
                         uint32_t *ret_members, size_t *ret_attempts)
{
    size_t size = greedy->problem->size;
    for (size_t i = 1; i <= attempts; i++) {
        if (!attempt(greedy, stream) || !sortition_panel_is_valid(greedy->problem, greedy->members))
            continue;
        memcpy(ret_members, greedy->members, size * sizeof *ret_members);
        qsort(ret_members, size, sizeof *ret_members, seats_compare);
        if (ret_attempts)
            *ret_attempts = i;
        return RC_OK;
    }
    return RC_NOT_FOUND;
}
