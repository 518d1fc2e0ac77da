/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/share.h"

#include <math.h>
#include <string.h>

static const double NOTHING = 1e-14; /* of time: rounding */

/* An interval of a panel's time, in which the numbers of seats that remain are the same. */
struct block {
    uint32_t panel;
    uint32_t taken; /* the type, from the class's first, that the household takes; n: none */
    double start, length;
};

struct sharing {
    const struct model *model;
    const struct model_class *class;
    struct arena *arena;
    VEC(struct block) blocks;
    VEC(int32_t) seats;           /* of block b, type i of the class: seats[b * n + i] */
    double *share;                /* of type i: the time that each household has it */
    double *excess;               /* of type i, then of taking none: time taken beyond the share */
    uint32_t *via, *from, *queue; /* of a search for a way from excess to lack */
    int32_t households;           /* that remain */
};

static int32_t *seats_of(const struct sharing *sharing, size_t block)
{
    return &sharing->seats.items[block * sharing->class->n];
}

static int32_t seats_in(const struct sharing *sharing, size_t block)
{
    int32_t sum = 0;
    for (uint32_t i = 0; i < sharing->class->n; i++)
        sum += seats_of(sharing, block)[i];
    return sum;
}

static void add_blocks(struct sharing *sharing, const struct portfolio *portfolio)
{
    uint32_t first = sharing->class->first, n = sharing->class->n;
    for (size_t i = 0; i < portfolio->panels.n; i++) {
        const struct counted_panel *panel = &portfolio->panels.items[i];
        size_t block = SIZE_MAX;
        for (uint32_t s = 0; panel->p > 0 && s < panel->n; s++) {
            uint32_t type = panel->seats[s].type;
            if (type < first || type >= first + n)
                continue;
            if (block == SIZE_MAX) {
                block = sharing->blocks.n;
                *VEC_PUSH(sharing->arena, &sharing->blocks) = (struct block){
                    .panel = (uint32_t)i, .length = panel->p, .taken = n};
                for (uint32_t j = 0; j < n; j++)
                    *VEC_PUSH(sharing->arena, &sharing->seats) = 0;
            }
            seats_of(sharing, block)[type - first] = panel->seats[s].count;
            sharing->share[type - first] += panel->p * panel->seats[s].count / sharing->class->households;
        }
    }
}

/* Cuts a block after length. The rest is a new block. */
static void split(struct sharing *sharing, size_t block, double length)
{
    struct block rest = sharing->blocks.items[block];
    rest.start += length;
    rest.length -= length;
    sharing->blocks.items[block].length = length;
    *VEC_PUSH(sharing->arena, &sharing->blocks) = rest;
    for (uint32_t i = 0; i < sharing->class->n; i++) {
        int32_t count = seats_of(sharing, block)[i];
        *VEC_PUSH(sharing->arena, &sharing->seats) = count;
    }
}

/* Whether the household may take the type (n: none) in the block. */
static bool may_take(const struct sharing *sharing, size_t block, uint32_t type)
{
    if (type < sharing->class->n)
        return seats_of(sharing, block)[type] > 0;
    return seats_in(sharing, block) < sharing->households;
}

/* A block from which the household can go over from one choice to another; blocks.n: none. */
static size_t find_block(const struct sharing *sharing, uint32_t from, uint32_t to)
{
    for (size_t b = 0; b < sharing->blocks.n; b++)
        if (sharing->blocks.items[b].taken == from && may_take(sharing, b, to))
            return b;
    return sharing->blocks.n;
}

/* The shortest way, by changes of choice, from one with excess to one that lacks; n + 1: there is none. */
static uint32_t find_way(struct sharing *sharing)
{
    uint32_t choices = sharing->class->n + 1, head = 0, tail = 0;
    for (uint32_t i = 0; i < choices; i++) {
        sharing->from[i] = choices;
        if (sharing->excess[i] > NOTHING) {
            sharing->from[i] = i;
            sharing->queue[tail++] = i;
        }
    }
    while (head < tail) {
        uint32_t at = sharing->queue[head++];
        if (sharing->excess[at] < -NOTHING)
            return at;
        for (uint32_t to = 0; to < choices; to++) {
            size_t block = sharing->from[to] == choices ? find_block(sharing, at, to) : sharing->blocks.n;
            if (block < sharing->blocks.n) {
                sharing->from[to] = at;
                sharing->via[to] = (uint32_t)block;
                sharing->queue[tail++] = to;
            }
        }
    }
    return choices;
}

/* Moves as much time as it can along the way that ends at last. */
static void follow_way(struct sharing *sharing, uint32_t last)
{
    double amount = -sharing->excess[last];
    uint32_t first = last;
    for (; sharing->from[first] != first; first = sharing->from[first])
        amount = fmin(amount, sharing->blocks.items[sharing->via[first]].length);
    amount = fmin(amount, sharing->excess[first]);
    for (uint32_t at = last; at != first; at = sharing->from[at]) {
        size_t block = sharing->via[at];
        if (sharing->blocks.items[block].length > amount + NOTHING)
            split(sharing, block, amount);
        sharing->blocks.items[block].taken = at;
    }
    sharing->excess[first] -= amount;
    sharing->excess[last] += amount;
}

/* Chooses what the next household takes when: nothing where it can, then what it lacks. */
static void choose(struct sharing *sharing)
{
    uint32_t n = sharing->class->n;
    sharing->excess[n] = 0;
    for (uint32_t i = 0; i < n; i++) {
        sharing->excess[i] = -sharing->share[i];
        sharing->excess[n] += sharing->share[i];
    }
    for (size_t b = 0; b < sharing->blocks.n; b++) {
        struct block *block = &sharing->blocks.items[b];
        block->taken = n;
        for (uint32_t i = 0; i < n && !may_take(sharing, b, block->taken); i++)
            block->taken = may_take(sharing, b, i) ? i : n;
        if (block->taken < n) {
            sharing->excess[block->taken] += block->length;
            sharing->excess[n] -= block->length;
        }
    }
    /* Ends: each way used up an excess, a lack, or the whole of a block on a shortest way. */
    size_t steps = 100 * (sharing->blocks.n + n + 1);
    for (uint32_t last; steps > 0 && (last = find_way(sharing)) <= n; steps--)
        follow_way(sharing, last);
}

/* The members of a household who are of one type: its time is divided evenly among them, in turn. */
struct turn {
    const uint32_t *members;
    uint32_t at, last;
    double each, left; /* of the one whose turn it is */
};

static struct turn turn_of(const struct sharing *sharing, uint32_t i, uint32_t household)
{
    uint32_t type = sharing->class->first + i;
    uint32_t n = (uint32_t)(sharing->model->people[type] / sharing->class->households);
    double each = sharing->share[i] / n;
    return (struct turn){
        .members = &sharing->model->members[sharing->model->first_member[type] + household * n],
        .last = n - 1,
        .each = each,
        .left = each};
}

/* Seats them in a block that the household takes. */
static void seat(const struct block *block, struct turn *turn, struct stays *stays)
{
    for (double start = block->start, rest = block->length; rest > 0;) {
        double part = turn->at == turn->last || rest <= turn->left + NOTHING ? rest : turn->left;
        *VEC_PUSH(stays->arena, &stays->list) = (struct stay){
            .panel = block->panel, .person = turn->members[turn->at], .start = start, .end = start + part};
        start += part;
        rest -= part;
        turn->left -= part;
        if (turn->left <= NOTHING && turn->at < turn->last) {
            turn->at++;
            turn->left = turn->each;
        }
    }
}

/* The next household of a class of several types. */
static void share_together(struct sharing *sharing, uint32_t household, struct stays *stays)
{
    choose(sharing);
    for (uint32_t i = 0; i < sharing->class->n; i++) {
        struct turn turn = turn_of(sharing, i, household);
        for (size_t b = 0; b < sharing->blocks.n; b++) {
            if (sharing->blocks.items[b].taken == i) {
                seat(&sharing->blocks.items[b], &turn, stays);
                seats_of(sharing, b)[i]--;
            }
        }
    }
}

/*
 * The same for a class of a single type, which may have thousands of
 * households: the household takes time where most seats remain. It takes all
 * time with as many seats as households then, for that is at most its share.
 */
struct stacks {
    uint32_t *next; /* of block b: the one below it, + 1 */
    uint32_t *top;  /* of so many seats: a block, + 1 */
    int32_t most;   /* seats of any block */
};

static void push(struct sharing *sharing, struct stacks *stacks, uint32_t block)
{
    int32_t seats = sharing->seats.items[block];
    stacks->next[block] = stacks->top[seats];
    stacks->top[seats] = block + 1;
}

/* Takes the household's share off the stacks; what it took is a list from the block returned, + 1. */
static uint32_t take_share(struct sharing *sharing, struct stacks *stacks)
{
    uint32_t taken = 0;
    double left = sharing->share[0];
    for (int32_t seats = stacks->most; seats > 0 && left > NOTHING;) {
        uint32_t block = stacks->top[seats];
        if (block-- == 0) {
            seats--;
            continue;
        }
        stacks->top[seats] = stacks->next[block];
        if (sharing->blocks.items[block].length > left + NOTHING) {
            split(sharing, block, left);
            push(sharing, stacks, (uint32_t)sharing->blocks.n - 1);
        }
        left -= sharing->blocks.items[block].length;
        stacks->next[block] = taken;
        taken = block + 1;
    }
    return taken;
}

static void share_alone(struct sharing *sharing, struct stays *stays)
{
    const struct model *model = sharing->model;
    uint32_t type = sharing->class->first, households = (uint32_t)sharing->class->households;
    struct stacks stacks = {.most = model->upper[type]};
    /* Each household cuts one block at most. */
    stacks.next = ARENA_ARRAY(sharing->arena, uint32_t, sharing->blocks.n + households + 1);
    stacks.top = ARENA_ARRAY(sharing->arena, uint32_t, (size_t)stacks.most + 1);
    for (uint32_t b = 0; b < sharing->blocks.n; b++)
        push(sharing, &stacks, b);
    for (uint32_t h = 0; h < households; h++) {
        struct turn turn = turn_of(sharing, 0, h);
        for (uint32_t taken = take_share(sharing, &stacks), below; taken != 0; taken = below) {
            below = stacks.next[taken - 1];
            seat(&sharing->blocks.items[taken - 1], &turn, stays);
            sharing->seats.items[taken - 1]--;
            push(sharing, &stacks, taken - 1);
        }
    }
}

void share_class(const struct model *model, const struct portfolio *portfolio, size_t class,
                 struct stays *stays)
{
    struct arena *scratch = arena_new();
    const struct model_class *shared = &model->classes[class];
    uint32_t n = shared->n;
    struct sharing sharing = {.model = model,
                              .class = shared,
                              .arena = scratch,
                              .share = ARENA_ARRAY(scratch, double, n),
                              .excess = ARENA_ARRAY(scratch, double, n + 1),
                              .via = ARENA_ARRAY(scratch, uint32_t, n + 1),
                              .from = ARENA_ARRAY(scratch, uint32_t, n + 1),
                              .queue = ARENA_ARRAY(scratch, uint32_t, n + 1)};
    add_blocks(&sharing, portfolio);
    if (n == 1)
        share_alone(&sharing, stays);
    for (int32_t h = 0; n > 1 && h < shared->households && sharing.blocks.n > 0; h++) {
        sharing.households = shared->households - h;
        share_together(&sharing, (uint32_t)h, stays);
    }
    (void)arena_free(scratch);
}
