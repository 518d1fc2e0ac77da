/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/seats.h"

#include <math.h>

enum { WORD = 64, SEARCH_LOOKS = 200 * 1000 * 1000, MEMORY_BYTES = 64 * 1024 * 1024 };

struct moving {
    const struct sortition_problem *problem;
    size_t m, words;        /* words: of a person's row in on */
    uint64_t *on;           /* bit k of person i's row: on panel k */
    uint16_t *counts;       /* of panel k and value v: counts[k * value_count + v] */
    uint32_t *first, *next; /* people of each household, + 1; 0: no more */
    double *surplus;        /* of each person: panels more than wished */
    uint32_t *members;
    size_t looks;
};

double seats_penalty(double difference)
{
    double square = difference * difference, fourth = square * square;
    return fourth * fourth + 1e-3 * square;
}

int seats_compare(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void set_seat(struct moving *moving, size_t panel, uint32_t person, int n)
{
    const struct sortition_problem *problem = moving->problem;
    uint16_t *counts = moving->counts + panel * problem->targets.value_count;
    moving->on[person * moving->words + panel / WORD] ^= (uint64_t)1 << panel % WORD;
    for (size_t c = 0; c < problem->targets.category_count; c++) {
        uint16_t *count = &counts[sortition_value_of(problem, person, c)];
        *count = (uint16_t)(*count + n);
    }
    moving->surplus[person] += n;
}

static void count_seats(struct moving *moving, const double *wished, struct arena *work)
{
    const struct sortition_problem *problem = moving->problem;
    size_t n = problem->pool.n;
    moving->on = ARENA_ARRAY(work, uint64_t, n * moving->words);
    moving->counts = ARENA_ARRAY(work, uint16_t, moving->m * problem->targets.value_count);
    moving->surplus = ARENA_ARRAY(work, double, n);
    moving->first = ARENA_ARRAY(work, uint32_t, problem->pool.household_count);
    moving->next = ARENA_ARRAY(work, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        moving->surplus[i] = -wished[i];
        moving->next[i] = moving->first[problem->pool.households[i]];
        moving->first[problem->pool.households[i]] = (uint32_t)i + 1;
    }
    for (size_t at = 0; at < moving->m * problem->size; at++)
        set_seat(moving, at / problem->size, moving->members[at], 1);
}

/* Whether panel stays within its quotas when a's seat is given to b. */
static bool fits(const struct moving *moving, size_t panel, uint32_t a, uint32_t b)
{
    const struct sortition_problem *problem = moving->problem;
    const uint16_t *counts = moving->counts + panel * problem->targets.value_count;
    for (size_t c = 0; c < problem->targets.category_count; c++) {
        size_t from = sortition_value_of(problem, a, c), to = sortition_value_of(problem, b, c);
        if (from != to && (counts[from] <= problem->targets.values[from].min ||
                           counts[to] >= problem->targets.values[to].max))
            return false;
    }
    return true;
}

/* The panels of word w that have a and nobody of b's household but a. */
static uint64_t panels_with(const struct moving *moving, size_t w, uint32_t a, uint32_t b)
{
    uint64_t panels = moving->on[a * moving->words + w];
    for (uint32_t i = moving->first[moving->problem->pool.households[b]]; i && panels;
         i = moving->next[i - 1])
        if (i - 1 != a)
            panels &= ~moving->on[(i - 1) * moving->words + w];
    return panels;
}

/* Gives one of a's seats to b, in the first panel where that is valid. */
static bool move_seat(struct moving *moving, uint32_t a, uint32_t b)
{
    size_t size = moving->problem->size;
    for (size_t w = 0; w < moving->words; w++) {
        uint64_t panels = panels_with(moving, w, a, b);
        for (moving->looks++; panels; panels &= panels - 1) {
            size_t panel = w * WORD + (size_t)__builtin_ctzll(panels);
            moving->looks++;
            if (!fits(moving, panel, a, b))
                continue;
            set_seat(moving, panel, a, -1);
            set_seat(moving, panel, b, 1);
            uint32_t *members = moving->members + panel * size, *seat = members;
            while (*seat != a)
                seat++;
            *seat = b;
            qsort(members, size, sizeof *members, seats_compare);
            return true;
        }
    }
    return false;
}

static bool gains(const struct moving *moving, uint32_t a, uint32_t b)
{
    double x = moving->surplus[a], y = moving->surplus[b];
    return seats_penalty(x) + seats_penalty(y) > seats_penalty(x - 1) + seats_penalty(y + 1) + 1e-9;
}

struct ordered {
    double surplus;
    uint32_t person;
};

static int compare_ordered(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;
    if (x->surplus != y->surplus)
        return x->surplus < y->surplus ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

/* Moves seats of the person, away while there are too many or here while too few, from or to
 * those whom it helps most. */
static size_t settle_person(struct moving *moving, const struct ordered *order, uint32_t person)
{
    size_t n = moving->problem->pool.n, moved = 0;
    bool too_many = moving->surplus[person] > 0;
    for (size_t i = 0; i < n && moving->looks < SEARCH_LOOKS; i++) {
        uint32_t other = too_many ? order[i].person : order[n - 1 - i].person;
        uint32_t a = too_many ? person : other, b = too_many ? other : person;
        moving->looks++;
        if (a != b && gains(moving, a, b))
            moved += move_seat(moving, a, b);
    }
    return moved;
}

/* Settles everyone once, those with the largest surplus and the largest lack first. */
static size_t settle_all(struct moving *moving, struct ordered *order)
{
    size_t n = moving->problem->pool.n, moved = 0;
    for (size_t i = 0; i < n; i++)
        order[i] = (struct ordered){moving->surplus[i], (uint32_t)i};
    qsort(order, n, sizeof *order, compare_ordered);
    for (size_t low = 0, high = n; low < high && moving->looks < SEARCH_LOOKS;) {
        bool lack = -order[low].surplus > order[high - 1].surplus;
        if (fmax(-order[low].surplus, order[high - 1].surplus) <= 0.5)
            break; /* a seat more or less would be worse for the rest */
        moved += settle_person(moving, order, lack ? order[low++].person : order[--high].person);
    }
    return moved;
}

void seats_improve(const struct sortition_problem *problem, size_t m, const double *wished, uint32_t *members)
{
    struct moving moving = {.problem = problem, .m = m, .words = (m + WORD - 1) / WORD, .members = members};
    bool too_large = problem->pool.n * moving.words > MEMORY_BYTES / sizeof *moving.on ||
                     m * problem->targets.value_count > MEMORY_BYTES / sizeof *moving.counts ||
                     problem->size > UINT16_MAX;
    if (too_large)
        return;
    struct arena *work = arena_new();
    count_seats(&moving, wished, work);
    struct ordered *order = ARENA_ARRAY(work, struct ordered, problem->pool.n);
    while (moving.looks < SEARCH_LOOKS && settle_all(&moving, order))
        ;
    arena_free(work);
}
