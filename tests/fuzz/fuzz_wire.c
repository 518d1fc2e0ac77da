/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any bytes as a request and as a solver's answer: what is taken keeps every
 * limit, and nothing else happens.
 */
#include <stdlib.h>

#include "lib/sortition/wire.h"

static void demand(bool fact)
{
    if (!fact)
        abort();
}

static void check_request(struct str bytes)
{
    struct arena *arena = arena_new();
    struct wire_request request;
    size_t n;
    if (wire_get_header(bytes, &n) == RC_OK)
        demand(n <= WIRE_REQUEST_MAX);
    if (wire_get_request(bytes, arena, &request) == RC_OK) {
        const struct sortition_problem *problem = &request.problem;
        for (size_t i = 0; i < problem->pool.n; i++) {
            demand(problem->pool.households[i] < problem->pool.household_count);
            for (size_t c = 0; c < problem->targets.category_count; c++)
                demand(sortition_value_of(problem, i, c) < problem->targets.value_count);
        }
    }
    (void)arena_free(arena);
}

/* A problem whose answer the bytes claim to be. */
static void check_answer(struct str bytes)
{
    struct arena *arena = arena_new();
    struct sortition_value values[2] = {{.max = 2}, {.max = 2}};
    struct sortition_problem problem = {.targets = {.values = values, .value_count = 2}, .pool = {.n = 4}, .size = 2};
    struct wire_answer answer = {.problem = &problem, .arena = arena};
    enum wire_frame kind;
    struct str body;
    while (wire_next_frame(&bytes, &kind, &body) == RC_OK && wire_take(&answer, kind, body) == RC_OK)
        continue;
    for (size_t i = 0; answer.done && i < answer.lottery.panel_count; i++)
        demand(answer.lottery.panels[i].members[0] < 4 && answer.lottery.panels[i].members[1] < 4);
    demand(answer.relaxation_count <= WIRE_RELAXATIONS_MAX);
    (void)arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    check_request(bytes);
    check_answer(bytes);
    return 0;
}
