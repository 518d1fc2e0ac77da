/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/tables.h"

#include <string.h>

enum {
    MIRROR = 3,           /* how much a wrong share counts beside a pair that meets */
    STEPS_OF_SEAT = 4000, /* exchanges tried for each seat of each session */
    STEPS_MAX = 3000 * 1000,
    THRESHOLD = 6 /* the loss that is accepted in the beginning */
};

struct seating {
    const struct sortition_problem *problem;
    const uint32_t *people;
    struct sortition_stream *stream;
    size_t n, tables, sessions;
    uint32_t *seats;  /* of session s, table by table: seats[s * n + …], numbers in the list */
    uint32_t *places; /* of session s and person i: where in the session's seats */
    size_t *first;    /* of each table, in a session's seats */
    uint16_t *at;     /* of each seat of a session: its table */
    uint8_t *meets;   /* of persons i and j: meets[i * n + j] */
    int32_t *counts;  /* of session s, table t and value v */
    size_t *totals;   /* of each value, among all n */
};

static int32_t *counts_of(const struct seating *seating, size_t session, size_t table)
{
    return seating->counts + (session * seating->tables + table) * seating->problem->targets.value_count;
}

/* How far a count is from the table's share of the value, rounded either way. */
static int32_t off_share(const struct seating *seating, size_t table, size_t value, int32_t count)
{
    size_t seats = seating->first[table + 1] - seating->first[table];
    size_t share = seating->totals[value] * seats;
    int32_t low = (int32_t)(share / seating->n), high = low + (share % seating->n != 0);
    return count < low ? low - count : count > high ? count - high : 0;
}

/* ---- exchanging two -------------------------------------------------------------- */

/* What the people at a's table gain or lose when b comes in a's place. */
static int64_t meeting_change(const struct seating *seating, size_t session, uint32_t a, uint32_t b)
{
    const uint32_t *seats = seating->seats + session * seating->n;
    size_t table = seating->at[seating->places[session * seating->n + a]];
    const uint8_t *of_a = seating->meets + a * seating->n, *of_b = seating->meets + b * seating->n;
    int64_t change = 0;
    for (size_t seat = seating->first[table]; seat < seating->first[table + 1]; seat++)
        if (seats[seat] != a)
            change += 2 * (of_b[seats[seat]] - of_a[seats[seat]] + 1);
    return change;
}

static int64_t square(int32_t x)
{
    return (int64_t)x * x;
}

/* What changes of the shares of table when it loses one with value from and gains one with value to. */
static int64_t share_change(const struct seating *seating, size_t session, size_t table, size_t from,
                            size_t to)
{
    const int32_t *counts = counts_of(seating, session, table);
    return square(off_share(seating, table, from, counts[from] - 1)) -
           square(off_share(seating, table, from, counts[from])) +
           square(off_share(seating, table, to, counts[to] + 1)) -
           square(off_share(seating, table, to, counts[to]));
}

static int64_t exchange_change(const struct seating *seating, size_t session, uint32_t a, uint32_t b)
{
    const struct sortition_problem *problem = seating->problem;
    const uint32_t *places = seating->places + session * seating->n;
    size_t table_a = seating->at[places[a]], table_b = seating->at[places[b]];
    int64_t change = meeting_change(seating, session, a, b) + meeting_change(seating, session, b, a),
            shares = 0;
    for (size_t c = 0; c < problem->targets.category_count; c++) {
        size_t of_a = sortition_value_of(problem, seating->people[a], c);
        size_t of_b = sortition_value_of(problem, seating->people[b], c);
        if (of_a != of_b)
            shares += share_change(seating, session, table_a, of_a, of_b) +
                      share_change(seating, session, table_b, of_b, of_a);
    }
    return change + MIRROR * shares;
}

/* Counts a person at a table in (1) or out (-1): whom they meet there, and their values. */
static void count_person(struct seating *seating, size_t session, size_t table, uint32_t person, int by)
{
    const struct sortition_problem *problem = seating->problem;
    const uint32_t *seats = seating->seats + session * seating->n;
    int32_t *counts = counts_of(seating, session, table);
    for (size_t seat = seating->first[table]; seat < seating->first[table + 1]; seat++) {
        uint32_t other = seats[seat];
        uint8_t *one = &seating->meets[person * seating->n + other];
        uint8_t *two = &seating->meets[other * seating->n + person];
        if (other == person)
            continue;
        *one = (uint8_t)(*one + by);
        *two = *one;
    }
    for (size_t c = 0; c < problem->targets.category_count; c++)
        counts[sortition_value_of(problem, seating->people[person], c)] += by;
}

static void exchange(struct seating *seating, size_t session, uint32_t a, uint32_t b)
{
    uint32_t *seats = seating->seats + session * seating->n, *places = seating->places + session * seating->n;
    uint32_t place_a = places[a], place_b = places[b];
    count_person(seating, session, seating->at[place_a], a, -1);
    count_person(seating, session, seating->at[place_b], b, -1);
    seats[place_a] = b;
    seats[place_b] = a;
    places[a] = place_b;
    places[b] = place_a;
    count_person(seating, session, seating->at[place_a], b, 1);
    count_person(seating, session, seating->at[place_b], a, 1);
}

/* ---- the search ------------------------------------------------------------------ */

static void sit_down(struct seating *seating, struct arena *work)
{
    size_t n = seating->n, values = seating->problem->targets.value_count;
    seating->seats = ARENA_ARRAY(work, uint32_t, seating->sessions * n);
    seating->places = ARENA_ARRAY(work, uint32_t, seating->sessions * n);
    seating->first = ARENA_ARRAY(work, size_t, seating->tables + 1);
    seating->at = ARENA_ARRAY(work, uint16_t, n);
    seating->meets = ARENA_ARRAY(work, uint8_t, n * n);
    seating->counts = ARENA_ARRAY(work, int32_t, seating->sessions * seating->tables * values);
    seating->totals = ARENA_ARRAY(work, size_t, values);
    for (size_t t = 0; t < seating->tables; t++) {
        seating->first[t + 1] = seating->first[t] + n / seating->tables + (t < n % seating->tables);
        for (size_t seat = seating->first[t]; seat < seating->first[t + 1]; seat++)
            seating->at[seat] = (uint16_t)t;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < seating->problem->targets.category_count; c++)
            seating->totals[sortition_value_of(seating->problem, seating->people[i], c)]++;
}

/* Puts everyone at a random seat of each session and counts them. */
static void shuffle_seats(struct seating *seating)
{
    for (size_t s = 0; s < seating->sessions; s++) {
        uint32_t *seats = seating->seats + s * seating->n;
        for (size_t i = 0; i < seating->n; i++)
            seats[i] = (uint32_t)i;
        sortition_stream_shuffle(seating->stream, seats, seating->n);
        for (size_t seat = 0; seat < seating->n; seat++) {
            seating->places[s * seating->n + seats[seat]] = (uint32_t)seat;
            int32_t *counts = counts_of(seating, s, seating->at[seat]);
            for (size_t c = 0; c < seating->problem->targets.category_count; c++)
                counts[sortition_value_of(seating->problem, seating->people[seats[seat]], c)]++;
            for (size_t other = seating->first[seating->at[seat]]; other < seat; other++) {
                seating->meets[seats[seat] * seating->n + seats[other]]++;
                seating->meets[seats[other] * seating->n + seats[seat]]++;
            }
        }
    }
}

/* Tries exchanges; the loss accepted falls to nothing over the first four fifths. */
static void search(struct seating *seating)
{
    size_t steps = seating->n * seating->sessions * STEPS_OF_SEAT;
    steps = steps < STEPS_MAX ? steps : STEPS_MAX;
    for (size_t step = 0; step < steps && seating->tables > 1; step++) {
        int64_t threshold = THRESHOLD - (int64_t)(step * THRESHOLD * 5 / (4 * steps));
        uint64_t pick = sortition_stream_below(seating->stream, seating->sessions * seating->n * seating->n);
        size_t session = (size_t)(pick / (seating->n * seating->n));
        uint32_t a = (uint32_t)(pick / seating->n % seating->n), b = (uint32_t)(pick % seating->n);
        const uint32_t *places = seating->places + session * seating->n;
        if (seating->at[places[a]] == seating->at[places[b]])
            continue;
        if (exchange_change(seating, session, a, b) <= (threshold > 0 ? threshold : 0))
            exchange(seating, session, a, b);
    }
}

/* ---- figures --------------------------------------------------------------------- */

static void count_pairs(const struct seating *seating, struct sortition_tables *tables)
{
    size_t n = seating->n, meetings = 0, pairs = n * (n - 1) / 2;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            tables->pairs[seating->meets[i * n + j]]++;
    for (size_t m = 0; m <= seating->sessions; m++)
        if (tables->pairs[m]) {
            tables->most_meetings = m;
            meetings += m * tables->pairs[m];
        }
    tables->least_possible = pairs ? (meetings + pairs - 1) / pairs : 0;
}

static void count_shares(const struct seating *seating, struct sortition_tables *tables)
{
    for (size_t s = 0; s < seating->sessions; s++)
        for (size_t t = 0; t < seating->tables; t++)
            for (size_t v = 0; v < seating->problem->targets.value_count; v++) {
                size_t off = (size_t)off_share(seating, t, v, counts_of(seating, s, t)[v]);
                tables->values_seated += seating->totals[v] > 0;
                tables->off_share += off > 0;
                tables->worst_off = off > tables->worst_off ? off : tables->worst_off;
            }
}

rc sortition_tables_plan(const struct sortition_problem *problem, const uint32_t *people, size_t n,
                         size_t tables, size_t sessions, struct sortition_stream *stream, struct arena *arena,
                         struct sortition_tables *ret_tables)
{
    if (tables == 0 || tables > n || n > SORTITION_SEATED_MAX || sessions == 0 ||
        sessions > SORTITION_SESSIONS_MAX)
        return RC_LIMIT;
    struct arena *work = arena_new();
    struct seating seating = {.problem = problem,
                              .people = people,
                              .stream = stream,
                              .n = n,
                              .tables = tables,
                              .sessions = sessions};
    struct sortition_tables result = {.n = n, .tables = tables, .sessions = sessions};
    sit_down(&seating, work);
    shuffle_seats(&seating);
    search(&seating);
    result.table = ARENA_ARRAY(arena, uint16_t, sessions * n);
    result.pairs = ARENA_ARRAY(arena, size_t, sessions + 1);
    for (size_t i = 0; i < sessions * n; i++)
        result.table[i] = seating.at[seating.places[i]];
    count_pairs(&seating, &result);
    count_shares(&seating, &result);
    arena_free(work);
    *ret_tables = result;
    return RC_OK;
}
