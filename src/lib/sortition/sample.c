/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/sample.h"

#include <math.h>

#include "lib/sortition/keys.h"

/* ---- strata -------------------------------------------------------------------- */

struct strata_reading {
    const struct sortition_people *people;
    const size_t *columns;
    size_t column_count;
    struct sortition_faults *errors;
    struct arena *work;
    struct keyed *keyed;
};

static void read_names(struct strata_reading *reading)
{
    const struct sortition_people *people = reading->people;
    struct arena *row = arena_new();
    for (size_t i = 0; i < people->pool.n && reading->errors->n < SORTITION_FAULTS_MAX; i++) {
        arena_reset(row);
        const struct str *cells = sortition_people_cells(people, i, row);
        struct str name = STR("");
        for (size_t c = 0; c < reading->column_count; c++) {
            struct str cell = cells[reading->columns[c]];
            if (cell.n == 0)
                sortition_fault(reading->errors, 0, people->columns[reading->columns[c]],
                                "the cell of \"%.*s\" is empty; write where the row belongs",
                                STR_ARGS(people->pool.ids[i]));
            name = c ? ARENA_CONCAT(row, name, STR(" / "), cell) : cell;
        }
        reading->keyed[i] = (struct keyed){arena_str_dup(reading->work, name), (uint32_t)i};
    }
    arena_free(row);
}

static void number_strata(struct strata_reading *reading, struct sortition_strata *strata)
{
    size_t n = reading->people->pool.n;
    struct arena *arena = reading->errors->arena;
    strata->of = ARENA_ARRAY(arena, uint32_t, n);
    strata->names = ARENA_ARRAY(arena, struct str, SORTITION_STRATA_MAX);
    strata->rows = ARENA_ARRAY(arena, size_t, SORTITION_STRATA_MAX);
    keys_sort(reading->keyed, n);
    for (size_t i = 0, end; i < n; i = end) {
        end = keys_end(reading->keyed, n, i);
        if (strata->n == SORTITION_STRATA_MAX) {
            sortition_fault(reading->errors, 0, STR_NONE,
                            "there are more than %d strata; choose columns with fewer values",
                            SORTITION_STRATA_MAX);
            return;
        }
        strata->names[strata->n] = arena_str_dup(arena, reading->keyed[i].key);
        strata->rows[strata->n] = end - i;
        for (size_t k = i; k < end; k++)
            strata->of[reading->keyed[k].item] = (uint32_t)strata->n;
        strata->n++;
    }
}

rc sortition_strata_read(const struct sortition_people *people, const struct str *columns,
                         size_t column_count, struct sortition_faults *errors,
                         struct sortition_strata *ret_strata)
{
    struct strata_reading reading = {
        .people = people, .column_count = column_count, .errors = errors, .work = arena_new()};
    struct sortition_strata strata = {.n = 0};
    size_t *found = ARENA_ARRAY(reading.work, size_t, column_count), before = errors->count;
    for (size_t c = 0; c < column_count; c++) {
        found[c] = sortition_people_column(people, columns[c]);
        if (found[c] == SORTITION_NO_COLUMN)
            sortition_fault(errors, 0, columns[c], "the column is missing; name those that tell the strata");
    }
    reading.columns = found;
    reading.keyed = ARENA_ARRAY(reading.work, struct keyed, people->pool.n);
    if (errors->count == before)
        read_names(&reading);
    if (errors->count == before)
        number_strata(&reading, &strata);
    arena_free(reading.work);
    if (errors->count > before)
        return RC_INVALID;
    *ret_strata = strata;
    return RC_OK;
}

/* ---- shares -------------------------------------------------------------------- */

struct share {
    double weight, remainder;
    size_t cap, index;
};

/* Gives those their cap whose share of *left is at least that, again and again, and takes them
 * out. Returns how many shares remain; *ret_weight: their weight. */
static size_t fill_caps(struct share *shares, size_t n, size_t *left, size_t *counts, double *ret_weight)
{
    for (size_t before = n + 1; n < before;) {
        double weight = 0;
        size_t kept = 0, taken = 0;
        before = n;
        for (size_t i = 0; i < n; i++)
            weight += shares[i].weight;
        *ret_weight = weight;
        for (size_t i = 0; i < n; i++) {
            if ((double)*left * shares[i].weight >= (double)shares[i].cap * weight) {
                counts[shares[i].index] = shares[i].cap;
                taken += shares[i].cap;
            } else
                shares[kept++] = shares[i];
        }
        *left -= taken < *left ? taken : *left;
        n = kept;
    }
    return n;
}

static int compare_remainders(const void *a, const void *b)
{
    const struct share *x = a, *y = b;
    if (x->remainder != y->remainder)
        return x->remainder > y->remainder ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

size_t sortition_allocate(const double *weights, const size_t *caps, size_t n, size_t total,
                          size_t *ret_counts)
{
    struct arena *work = arena_new();
    struct share *shares = ARENA_ARRAY(work, struct share, n);
    size_t kept = 0, left = total, given = 0;
    double weight = 0;
    for (size_t i = 0; i < n; i++) {
        ret_counts[i] = 0;
        if (weights[i] > 0 && caps[i] > 0)
            shares[kept++] = (struct share){.weight = weights[i], .cap = caps[i], .index = i};
    }
    kept = fill_caps(shares, kept, &left, ret_counts, &weight);
    for (size_t i = 0; i < kept; i++) {
        double share = (double)left * shares[i].weight / weight;
        ret_counts[shares[i].index] = (size_t)share;
        shares[i].remainder = share - floor(share);
        given += (size_t)share;
    }
    if (kept)
        qsort(shares, kept, sizeof *shares, compare_remainders);
    for (size_t i = 0; i < kept && given < left; i++, given++)
        ret_counts[shares[i].index]++;
    arena_free(work);
    return total - left + given;
}

/* ---- the draw ------------------------------------------------------------------- */

struct sampling {
    const struct sortition_pool *pool;
    const struct sortition_strata *strata;
    const struct sortition_sample_plan *plan;
    struct sortition_stream *stream;
    struct arena *arena, *work;
    uint32_t *rows; /* by stratum: those that may be drawn */
    size_t *first;  /* of each stratum, in rows */
    size_t *sizes;  /* of each stratum: its rows that may be drawn */
    size_t *left;   /* how many of them have not been drawn: they stand first */
    bool *drawn;    /* of each address */
};

/* One row of each address, each row of it as likely. */
static bool *choose_rows(struct sampling *sampling)
{
    const struct sortition_pool *pool = sampling->pool;
    bool *chosen = ARENA_ARRAY(sampling->work, bool, pool->n);
    uint32_t *row = ARENA_ARRAY(sampling->work, uint32_t, pool->household_count);
    uint32_t *met = ARENA_ARRAY(sampling->work, uint32_t, pool->household_count);
    for (size_t i = 0; i < pool->n; i++) {
        uint32_t address = pool->households[i];
        met[address]++;
        if (met[address] == 1 || sortition_stream_below(sampling->stream, met[address]) == 0)
            row[address] = (uint32_t)i;
    }
    for (size_t address = 0; address < pool->household_count; address++)
        chosen[row[address]] = true;
    return chosen;
}

static void sort_rows(struct sampling *sampling)
{
    const struct sortition_pool *pool = sampling->pool;
    size_t strata = sampling->strata->n;
    const bool *chosen = sampling->plan->addresses_alike ? choose_rows(sampling) : NULL;
    sampling->rows = ARENA_ARRAY(sampling->work, uint32_t, pool->n);
    sampling->first = ARENA_ARRAY(sampling->work, size_t, strata + 1);
    sampling->left = ARENA_ARRAY(sampling->work, size_t, strata);
    sampling->drawn = ARENA_ARRAY(sampling->work, bool, pool->household_count);
    for (size_t s = 0; s < strata; s++)
        sampling->first[s + 1] = sampling->first[s] + sampling->strata->rows[s];
    for (size_t i = 0; i < pool->n; i++) {
        size_t s = sampling->strata->of[i];
        if (!chosen || chosen[i])
            sampling->rows[sampling->first[s] + sampling->left[s]++] = (uint32_t)i;
    }
    sampling->sizes = ARENA_ARRAY(sampling->work, size_t, strata);
    for (size_t s = 0; s < strata; s++)
        sampling->sizes[s] = sampling->left[s];
}

/* Draws a row of the stratum whose address has not been drawn; UINT32_MAX where none is left. */
static uint32_t draw_row(struct sampling *sampling, size_t stratum)
{
    uint32_t *rows = sampling->rows + sampling->first[stratum];
    size_t *left = &sampling->left[stratum];
    while (*left) {
        size_t at = (size_t)sortition_stream_below(sampling->stream, *left);
        uint32_t row = rows[at];
        rows[at] = rows[--*left];
        bool *drawn = &sampling->drawn[sampling->pool->households[row]];
        if (!*drawn) {
            *drawn = true;
            return row;
        }
    }
    return UINT32_MAX;
}

/* Draws a wave of so many. A stratum whose addresses run out leaves its share to the others. */
static void draw_wave(struct sampling *sampling, size_t wave, struct sortition_sample *sample)
{
    const struct sortition_strata *strata = sampling->strata;
    size_t missing = sampling->plan->waves[wave], *shares = ARENA_ARRAY(sampling->work, size_t, strata->n);
    double *weights = ARENA_ARRAY(sampling->work, double, strata->n);
    for (size_t s = 0; s < strata->n; s++)
        weights[s] = (double)sampling->sizes[s] * (sampling->plan->factors ? sampling->plan->factors[s] : 1);
    while (missing && sortition_allocate(weights, sampling->left, strata->n, missing, shares) > 0)
        for (size_t s = 0; s < strata->n; s++)
            for (; shares[s]; shares[s]--) {
                uint32_t row = draw_row(sampling, s);
                if (row == UINT32_MAX)
                    break;
                sample->items[sample->n++] = (struct sortition_invitation){row, (uint32_t)wave};
                sample->counts[wave * strata->n + s]++;
                missing--;
            }
}

/* How many addresses may be drawn: those with a row in a stratum that is asked. */
static size_t count_addresses(struct sampling *sampling)
{
    const struct sortition_pool *pool = sampling->pool;
    const double *factors = sampling->plan->factors;
    bool *met = ARENA_ARRAY(sampling->work, bool, pool->household_count);
    size_t n = 0;
    for (size_t s = 0; s < sampling->strata->n; s++)
        for (size_t i = 0; i < sampling->left[s] && (!factors || factors[s] > 0); i++) {
            bool *one = &met[pool->households[sampling->rows[sampling->first[s] + i]]];
            n += !*one;
            *one = true;
        }
    return n;
}

static void check_plan(const struct sortition_sample_plan *plan, const struct sortition_strata *strata,
                       struct sortition_faults *errors)
{
    if (plan->wave_count == 0 || plan->wave_count > SORTITION_WAVES_MAX)
        sortition_fault(errors, 0, STR_NONE, "give the sizes of 1 to %d waves", SORTITION_WAVES_MAX);
    for (size_t w = 0; w < plan->wave_count && w < SORTITION_WAVES_MAX; w++)
        if (plan->waves[w] == 0 || plan->waves[w] > SORTITION_PEOPLE_MAX)
            sortition_fault(errors, 0, STR_NONE, "wave %zu must invite 1 to %d", w + 1, SORTITION_PEOPLE_MAX);
    for (size_t s = 0; s < strata->n && plan->factors; s++)
        if (!(plan->factors[s] >= 0 && plan->factors[s] <= 1000))
            sortition_fault(errors, 0, STR_NONE, "the factor of \"%.*s\" must be 0 to 1000",
                            STR_ARGS(strata->names[s]));
}

rc sortition_sample_draw(const struct sortition_pool *pool, const struct sortition_strata *strata,
                         const struct sortition_sample_plan *plan, struct sortition_stream *stream,
                         struct sortition_faults *errors, struct sortition_sample *ret_sample)
{
    struct sampling sampling = {.pool = pool,
                                .strata = strata,
                                .plan = plan,
                                .stream = stream,
                                .arena = errors->arena,
                                .work = arena_new()};
    struct sortition_sample sample = {.n = 0};
    size_t before = errors->count, total = 0;
    check_plan(plan, strata, errors);
    if (errors->count == before) {
        sort_rows(&sampling);
        size_t addresses = count_addresses(&sampling);
        for (size_t w = 0; w < plan->wave_count; w++)
            total += plan->waves[w];
        if (total > addresses)
            sortition_fault(errors, 0, STR_NONE, "%zu are to be invited, but there are %zu addresses", total,
                            addresses);
    }
    if (errors->count == before) {
        sample.items = ARENA_ARRAY(sampling.arena, struct sortition_invitation, total);
        sample.counts = ARENA_ARRAY(sampling.arena, size_t, plan->wave_count * strata->n);
        for (size_t w = 0; w < plan->wave_count; w++)
            draw_wave(&sampling, w, &sample);
        *ret_sample = sample;
    }
    arena_free(sampling.work);
    return errors->count == before ? RC_OK : RC_INVALID;
}
