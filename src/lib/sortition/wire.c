/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/wire.h"

#include <math.h>
#include <string.h>

static const uint32_t MAGIC = 0x564c5352; /* "RSLV" read as a little-endian number */

/* ---- writing ---- */

static void put(struct buf *buf, const void *bytes, size_t n)
{
    buf_add(buf, (struct str){bytes, n});
}

static void put_u32(struct buf *buf, size_t value)
{
    uint32_t number = (uint32_t)value;
    put(buf, &number, sizeof number);
}

static void put_i32(struct buf *buf, int32_t value)
{
    put(buf, &value, sizeof value);
}

static void put_u64(struct buf *buf, uint64_t value)
{
    put(buf, &value, sizeof value);
}

static void put_real(struct buf *buf, double value)
{
    put(buf, &value, sizeof value);
}

/* ---- reading: past the end everything is zero, and bad ---- */

struct cursor {
    const char *p;
    size_t left;
    bool bad;
};

static void get(struct cursor *cursor, void *bytes, size_t n)
{
    if (n > cursor->left) {
        cursor->bad = true;
        cursor->left = 0;
    }
    if (cursor->bad) {
        memset(bytes, 0, n);
        return;
    }
    if (n > 0)
        memcpy(bytes, cursor->p, n);
    cursor->p += n;
    cursor->left -= n;
}

static uint32_t get_u32(struct cursor *cursor)
{
    uint32_t value;
    get(cursor, &value, sizeof value);
    return value;
}

static int32_t get_i32(struct cursor *cursor)
{
    int32_t value;
    get(cursor, &value, sizeof value);
    return value;
}

static uint64_t get_u64(struct cursor *cursor)
{
    uint64_t value;
    get(cursor, &value, sizeof value);
    return value;
}

/* A finite number, or bad. */
static double get_real(struct cursor *cursor)
{
    double value;
    get(cursor, &value, sizeof value);
    cursor->bad = cursor->bad || !isfinite(value);
    return value;
}

/* A number of items of item_bytes that the rest can hold, at most most. */
static size_t get_count(struct cursor *cursor, size_t most, size_t item_bytes)
{
    size_t count = get_u32(cursor);
    cursor->bad = cursor->bad || count > most || count > cursor->left / item_bytes;
    return cursor->bad ? 0 : count;
}

/* ---- the request ---- */

enum { VALUE_BYTES = 16 };

static void put_problem(struct buf *buf, const struct sortition_problem *problem)
{
    const struct sortition_targets *targets = &problem->targets;
    const struct sortition_pool *pool = &problem->pool;
    put_u32(buf, problem->size);
    put_u32(buf, targets->category_count);
    for (size_t c = 0; c < targets->category_count; c++) {
        put_u32(buf, targets->categories[c].n);
        for (size_t v = 0; v < targets->categories[c].n; v++) {
            const struct sortition_value *value = &targets->values[targets->categories[c].first + v];
            put_i32(buf, value->min);
            put_i32(buf, value->max);
            put_i32(buf, value->min_flex);
            put_i32(buf, value->max_flex);
        }
    }
    put_u32(buf, pool->n);
    put_u32(buf, pool->household_count);
    put(buf, pool->households, pool->n * sizeof *pool->households);
    put(buf, pool->values, pool->n * targets->category_count * sizeof *pool->values);
}

void wire_put_request(struct buf *buf, const struct wire_request *request)
{
    struct buf body;
    buf_init(&body, WIRE_REQUEST_MAX);
    put_u32(&body, request->question);
    put_u32(&body, request->algorithm);
    put_real(&body, request->time_limit_s);
    put_u64(&body, request->seed);
    put_problem(&body, &request->problem);
    put_u32(buf, MAGIC);
    put_u32(buf, WIRE_VERSION);
    put_u64(buf, body.n);
    buf_add(buf, buf_str(&body));
    buf->overflowed = buf->overflowed || body.overflowed;
    buf_free(&body);
}

rc wire_get_header(struct str header, size_t *ret_body_bytes)
{
    struct cursor cursor = {.p = header.p, .left = header.n};
    uint32_t magic = get_u32(&cursor), version = get_u32(&cursor);
    uint64_t body_bytes = get_u64(&cursor);
    if (cursor.bad || magic != MAGIC || version != WIRE_VERSION || body_bytes > WIRE_REQUEST_MAX)
        return RC_INVALID;
    *ret_body_bytes = (size_t)body_bytes;
    return RC_OK;
}

static void get_value(struct cursor *cursor, struct sortition_value *value)
{
    value->min = get_i32(cursor);
    value->max = get_i32(cursor);
    value->min_flex = get_i32(cursor);
    value->max_flex = get_i32(cursor);
    cursor->bad = cursor->bad || value->min_flex < 0 || value->min_flex > value->min ||
                  value->min > value->max || value->max > value->max_flex;
}

static void get_targets(struct cursor *cursor, struct arena *arena, struct sortition_targets *targets)
{
    targets->category_count = get_count(cursor, SORTITION_CATEGORIES_MAX, sizeof(uint32_t));
    targets->categories = ARENA_ARRAY(arena, struct sortition_category, targets->category_count);
    targets->values = ARENA_ARRAY(arena, struct sortition_value, SORTITION_VALUES_MAX);
    for (size_t c = 0; c < targets->category_count && !cursor->bad; c++) {
        struct sortition_category *category = &targets->categories[c];
        category->first = targets->value_count;
        category->n = get_count(cursor, SORTITION_VALUES_MAX - targets->value_count, VALUE_BYTES);
        for (size_t v = 0; v < category->n; v++)
            get_value(cursor, &targets->values[targets->value_count++]);
    }
}

static void get_pool(struct cursor *cursor, struct arena *arena, const struct sortition_targets *targets,
                     struct sortition_pool *pool)
{
    size_t width = targets->category_count;
    pool->n = get_count(cursor, SORTITION_PEOPLE_MAX,
                        sizeof *pool->households + width * sizeof *pool->values);
    pool->household_count = get_u32(cursor);
    cursor->bad = cursor->bad || pool->household_count > pool->n;
    if (cursor->bad)
        return;
    pool->households = ARENA_ARRAY(arena, uint32_t, pool->n);
    pool->values = ARENA_ARRAY(arena, uint16_t, pool->n * width);
    get(cursor, pool->households, pool->n * sizeof *pool->households);
    get(cursor, pool->values, pool->n * width * sizeof *pool->values);
    for (size_t i = 0; i < pool->n; i++) {
        cursor->bad = cursor->bad || pool->households[i] >= pool->household_count;
        for (size_t c = 0; c < width; c++) {
            size_t value = pool->values[i * width + c], first = targets->categories[c].first;
            cursor->bad = cursor->bad || value < first || value - first >= targets->categories[c].n;
        }
    }
}

rc wire_get_request(struct str body, struct arena *arena, struct wire_request *ret_request)
{
    struct cursor cursor = {.p = body.p, .left = body.n};
    uint32_t question = get_u32(&cursor), algorithm = get_u32(&cursor);
    struct wire_request request = {.time_limit_s = get_real(&cursor)};
    request.seed = get_u64(&cursor);
    request.problem.size = get_u32(&cursor);
    get_targets(&cursor, arena, &request.problem.targets);
    if (!cursor.bad)
        get_pool(&cursor, arena, &request.problem.targets, &request.problem.pool);
    if (cursor.bad || cursor.left > 0 || question >= WIRE_QUESTION_COUNT || algorithm >= SORTITION_GREEDY ||
        request.time_limit_s < 0 || request.problem.size > SORTITION_PEOPLE_MAX)
        return RC_INVALID;
    request.question = question;
    request.algorithm = algorithm;
    *ret_request = request;
    return RC_OK;
}

/* ---- frames out ---- */

void wire_out_init(struct wire_out *out, bool (*sink)(void *context, struct str bytes), void *context)
{
    *out = (struct wire_out){.sink = sink, .context = context};
    buf_init(&out->buf, WIRE_FRAME_HEADER_BYTES + WIRE_FRAME_MAX);
}

void wire_out_free(struct wire_out *out)
{
    buf_free(&out->buf);
}

static void begin(struct wire_out *out, enum wire_frame kind)
{
    buf_clear(&out->buf);
    put_u32(&out->buf, kind);
    put_u32(&out->buf, 0);
}

static void end(struct wire_out *out)
{
    uint32_t n = (uint32_t)(out->buf.n - WIRE_FRAME_HEADER_BYTES);
    memcpy(out->buf.p + sizeof(uint32_t), &n, sizeof n);
    if (!out->failed)
        out->failed = out->buf.overflowed || !out->sink(out->context, buf_str(&out->buf));
}

/* A list in pieces: items of item_bytes each, by put_item. */
static void put_list(struct wire_out *out, enum wire_frame kind, size_t n, size_t item_bytes,
                     void (*put_item)(struct buf *buf, const void *context, size_t i), const void *context)
{
    size_t piece = (WIRE_FRAME_MAX - sizeof(uint32_t)) / item_bytes;
    for (size_t first = 0; first < n && !out->failed; first += piece) {
        size_t count = n - first < piece ? n - first : piece;
        begin(out, kind);
        put_u32(&out->buf, count);
        for (size_t i = first; i < first + count; i++)
            put_item(&out->buf, context, i);
        end(out);
    }
}

void wire_put_progress(struct wire_out *out, enum solve_phase phase, double done, double total)
{
    begin(out, WIRE_PROGRESS);
    put_u32(&out->buf, phase);
    put_real(&out->buf, done);
    put_real(&out->buf, total);
    end(out);
}

/* What the pieces of a lottery are made of. */
struct lottery_out {
    const struct sortition_lottery *lottery;
    size_t size;
};

static void put_probability(struct buf *buf, const void *context, size_t i)
{
    put_real(buf, ((const struct lottery_out *)context)->lottery->probabilities[i]);
}

static void put_level(struct buf *buf, const void *context, size_t i)
{
    const struct sortition_level *level = &((const struct lottery_out *)context)->lottery->levels[i];
    put_real(buf, level->p);
    put_real(buf, level->bound);
    put_u32(buf, level->people);
}

static void put_excluded(struct buf *buf, const void *context, size_t i)
{
    put_u32(buf, ((const struct lottery_out *)context)->lottery->on_no_panel[i]);
}

static void put_panel(struct buf *buf, const void *context, size_t i)
{
    const struct lottery_out *out = context;
    put_real(buf, out->lottery->panels[i].p);
    put(buf, out->lottery->panels[i].members, out->size * sizeof(uint32_t));
}

enum { LEVEL_BYTES = 20 };

/* Panels larger than a frame cannot be sent. */
static size_t panel_bytes(const struct sortition_problem *problem)
{
    return sizeof(double) + problem->size * sizeof(uint32_t);
}

void wire_put_lottery(struct wire_out *out, const struct sortition_problem *problem,
                      const struct sortition_lottery *lottery)
{
    struct lottery_out context = {.lottery = lottery, .size = problem->size};
    begin(out, WIRE_LOTTERY);
    put_u32(&out->buf, lottery->algorithm);
    put_u32(&out->buf, lottery->exact);
    put_real(&out->buf, lottery->min_probability);
    put_real(&out->buf, lottery->residual);
    put_u32(&out->buf, lottery->level_count);
    put_u32(&out->buf, lottery->on_no_panel_count);
    put_u32(&out->buf, lottery->panel_count);
    end(out);
    if (lottery->panel_count == 0)
        return;
    if (panel_bytes(problem) > WIRE_FRAME_MAX - sizeof(uint32_t)) {
        out->failed = true;
        return;
    }
    put_list(out, WIRE_PROBABILITIES, problem->pool.n, sizeof(double), put_probability, &context);
    put_list(out, WIRE_LEVELS, lottery->level_count, LEVEL_BYTES, put_level, &context);
    put_list(out, WIRE_ON_NO_PANEL, lottery->on_no_panel_count, sizeof(uint32_t), put_excluded, &context);
    put_list(out, WIRE_PANELS, lottery->panel_count, panel_bytes(problem), put_panel, &context);
}

void wire_put_relaxation(struct wire_out *out, const struct sortition_relaxation *relaxation)
{
    begin(out, WIRE_RELAXATION);
    put_u32(&out->buf, relaxation->kind);
    put_u64(&out->buf, (uint64_t)relaxation->total);
    put_u32(&out->buf, relaxation->change_count);
    for (size_t i = 0; i < relaxation->change_count; i++) {
        put_u32(&out->buf, relaxation->changes[i].value);
        put_i32(&out->buf, relaxation->changes[i].new_min);
        put_i32(&out->buf, relaxation->changes[i].new_max);
    }
    end(out);
}

void wire_put_done(struct wire_out *out, rc code, enum solve_outcome outcome)
{
    begin(out, WIRE_DONE);
    put_u32(&out->buf, code);
    put_u32(&out->buf, outcome);
    end(out);
}

/* ---- frames in ---- */

rc wire_next_frame(struct str *bytes, enum wire_frame *ret_kind, struct str *ret_body)
{
    if (bytes->n < WIRE_FRAME_HEADER_BYTES)
        return RC_NOT_FOUND;
    struct cursor cursor = {.p = bytes->p, .left = bytes->n};
    uint32_t kind = get_u32(&cursor), n = get_u32(&cursor);
    if (kind < WIRE_PROGRESS || kind > WIRE_DONE || n > WIRE_FRAME_MAX)
        return RC_INVALID;
    if (n > cursor.left)
        return RC_NOT_FOUND;
    *ret_kind = kind;
    *ret_body = (struct str){cursor.p, n};
    *bytes = (struct str){cursor.p + n, cursor.left - n};
    return RC_OK;
}

static void take_progress(struct wire_answer *answer, struct cursor *cursor)
{
    uint32_t phase = get_u32(cursor);
    cursor->bad = cursor->bad || phase >= SOLVE_PHASE_COUNT;
    answer->phase = cursor->bad ? 0 : phase;
    answer->phase_done = get_real(cursor);
    answer->phase_total = get_real(cursor);
}

static void take_lottery(struct wire_answer *answer, struct cursor *cursor)
{
    struct sortition_lottery *lottery = &answer->lottery;
    const struct sortition_problem *problem = answer->problem;
    uint32_t algorithm = get_u32(cursor), exact = get_u32(cursor);
    lottery->min_probability = get_real(cursor);
    lottery->residual = get_real(cursor);
    lottery->level_count = get_u32(cursor);
    lottery->on_no_panel_count = get_u32(cursor);
    lottery->panel_count = get_u32(cursor);
    if (answer->has_lottery || algorithm >= SORTITION_GREEDY || exact > 1 ||
        lottery->level_count > problem->pool.n || lottery->on_no_panel_count > problem->pool.n ||
        lottery->panel_count > WIRE_MEMBERS_MAX / (problem->size + 1) ||
        (lottery->panel_count == 0 && lottery->level_count + lottery->on_no_panel_count > 0))
        cursor->bad = true;
    if (cursor->bad)
        return;
    answer->has_lottery = true;
    lottery->algorithm = algorithm;
    lottery->exact = exact == 1;
    lottery->probabilities = ARENA_ARRAY(answer->arena, double, problem->pool.n);
    lottery->levels = ARENA_ARRAY(answer->arena, struct sortition_level, lottery->level_count);
    lottery->on_no_panel = ARENA_ARRAY(answer->arena, uint32_t, lottery->on_no_panel_count);
    lottery->panels = ARENA_ARRAY(answer->arena, struct sortition_panel, lottery->panel_count);
}

/* A piece of a list of all items, of which *come have come already. */
static size_t take_piece(struct wire_answer *answer, struct cursor *cursor, size_t all, size_t come,
                         size_t item_bytes)
{
    cursor->bad = cursor->bad || !answer->has_lottery || come > all;
    return cursor->bad ? 0 : get_count(cursor, all - come, item_bytes);
}

static uint32_t take_person(struct wire_answer *answer, struct cursor *cursor)
{
    uint32_t person = get_u32(cursor);
    cursor->bad = cursor->bad || person >= answer->problem->pool.n;
    return person;
}

static void take_probabilities(struct wire_answer *answer, struct cursor *cursor)
{
    size_t n = take_piece(answer, cursor, answer->problem->pool.n, answer->probabilities, sizeof(double));
    for (size_t i = 0; i < n; i++)
        answer->lottery.probabilities[answer->probabilities++] = get_real(cursor);
}

static void take_levels(struct wire_answer *answer, struct cursor *cursor)
{
    size_t n = take_piece(answer, cursor, answer->lottery.level_count, answer->levels, LEVEL_BYTES);
    for (size_t i = 0; i < n; i++) {
        struct sortition_level *level = &answer->lottery.levels[answer->levels++];
        level->p = get_real(cursor);
        level->bound = get_real(cursor);
        level->people = get_u32(cursor);
    }
}

static void take_on_no_panel(struct wire_answer *answer, struct cursor *cursor)
{
    size_t n = take_piece(answer, cursor, answer->lottery.on_no_panel_count, answer->on_no_panel,
                          sizeof(uint32_t));
    for (size_t i = 0; i < n; i++)
        answer->lottery.on_no_panel[answer->on_no_panel++] = take_person(answer, cursor);
}

static void take_panels(struct wire_answer *answer, struct cursor *cursor)
{
    size_t size = answer->problem->size;
    size_t n = take_piece(answer, cursor, answer->lottery.panel_count, answer->panels,
                          panel_bytes(answer->problem));
    for (size_t i = 0; i < n; i++) {
        struct sortition_panel *panel = &answer->lottery.panels[answer->panels++];
        panel->p = get_real(cursor);
        panel->members = ARENA_ARRAY(answer->arena, uint32_t, size);
        for (size_t j = 0; j < size; j++)
            panel->members[j] = take_person(answer, cursor);
    }
}

static void take_relaxation(struct wire_answer *answer, struct cursor *cursor)
{
    if (answer->relaxations == NULL)
        answer->relaxations = ARENA_ARRAY(answer->arena, struct sortition_relaxation, WIRE_RELAXATIONS_MAX);
    uint32_t kind = get_u32(cursor);
    uint64_t total = get_u64(cursor);
    size_t n = get_count(cursor, SORTITION_VALUES_MAX, 3 * sizeof(uint32_t));
    if (answer->relaxation_count == WIRE_RELAXATIONS_MAX || kind > SORTITION_SINGLE_CATEGORY ||
        total > INT64_MAX)
        cursor->bad = true;
    if (cursor->bad)
        return;
    struct sortition_relaxation *relaxation = &answer->relaxations[answer->relaxation_count++];
    *relaxation = (struct sortition_relaxation){
        .kind = kind,
        .total = (int64_t)total,
        .changes = ARENA_ARRAY(answer->arena, struct sortition_change, n),
        .change_count = n};
    for (size_t i = 0; i < n; i++) {
        struct sortition_change *change = &relaxation->changes[i];
        change->value = get_u32(cursor);
        change->new_min = get_i32(cursor);
        change->new_max = get_i32(cursor);
        cursor->bad = cursor->bad || change->value >= answer->problem->targets.value_count ||
                      change->new_min < 0 || change->new_min > change->new_max;
    }
}

/* The end comes once, and only when the lists are whole. */
static void take_done(struct wire_answer *answer, struct cursor *cursor)
{
    const struct sortition_lottery *lottery = &answer->lottery;
    uint32_t code = get_u32(cursor), outcome = get_u32(cursor);
    bool whole = lottery->panel_count == 0 || (answer->probabilities == answer->problem->pool.n &&
                                               answer->levels == lottery->level_count &&
                                               answer->on_no_panel == lottery->on_no_panel_count &&
                                               answer->panels == lottery->panel_count);
    cursor->bad = cursor->bad || !whole || code > RC_STOPPED || outcome >= SOLVE_OUTCOME_COUNT;
    answer->code = code;
    answer->outcome = cursor->bad ? 0 : outcome;
    answer->done = !cursor->bad;
}

rc wire_take(struct wire_answer *answer, enum wire_frame kind, struct str body)
{
    struct cursor cursor = {.p = body.p, .left = body.n, .bad = answer->done};
    switch (kind) {
    case WIRE_PROGRESS: take_progress(answer, &cursor); break;
    case WIRE_LOTTERY: take_lottery(answer, &cursor); break;
    case WIRE_PROBABILITIES: take_probabilities(answer, &cursor); break;
    case WIRE_LEVELS: take_levels(answer, &cursor); break;
    case WIRE_ON_NO_PANEL: take_on_no_panel(answer, &cursor); break;
    case WIRE_PANELS: take_panels(answer, &cursor); break;
    case WIRE_RELAXATION: take_relaxation(answer, &cursor); break;
    case WIRE_DONE: take_done(answer, &cursor); break;
    }
    return cursor.bad || cursor.left > 0 ? RC_INVALID : RC_OK;
}
