/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/portfolio.h"

#include <stdbool.h>
#include <string.h>

enum { FIRST_SLOTS = 1024 };

void portfolio_init(struct portfolio *portfolio, size_t types, struct arena *arena)
{
    *portfolio = (struct portfolio){.arena = arena, .types = types, .slot_count = FIRST_SLOTS};
    portfolio->slots = ARENA_ARRAY(arena, uint32_t, portfolio->slot_count);
}

static uint32_t *slot_of(const struct portfolio *portfolio, const struct counted_panel *panel)
{
    for (size_t at = panel->hash;; at++) {
        uint32_t *slot = &portfolio->slots[at & (portfolio->slot_count - 1)];
        if (*slot == 0)
            return slot;
        const struct counted_panel *other = &portfolio->panels.items[*slot - 1];
        if (other->hash == panel->hash && other->n == panel->n &&
            memcmp(other->seats, panel->seats, panel->n * sizeof *panel->seats) == 0)
            return slot;
    }
}

static void grow(struct portfolio *portfolio)
{
    portfolio->slot_count *= 2;
    portfolio->slots = ARENA_ARRAY(portfolio->arena, uint32_t, portfolio->slot_count);
    for (size_t i = 0; i < portfolio->panels.n; i++)
        *slot_of(portfolio, &portfolio->panels.items[i]) = (uint32_t)i + 1;
}

size_t portfolio_add(struct portfolio *portfolio, const int32_t *counts)
{
    struct counted_panel panel = {0};
    for (size_t t = 0; t < portfolio->types; t++)
        panel.n += counts[t] > 0;
    panel.seats = ARENA_ARRAY(portfolio->arena, struct seat, panel.n);
    panel.hash = 2166136261u; /* FNV-1a over numbers */
    for (size_t t = 0, i = 0; t < portfolio->types; t++) {
        if (counts[t] > 0) {
            panel.seats[i++] = (struct seat){.type = (uint32_t)t, .count = counts[t]};
            panel.hash = (panel.hash ^ (uint32_t)t) * 16777619u;
            panel.hash = (panel.hash ^ (uint32_t)counts[t]) * 16777619u;
        }
    }
    if (portfolio->panels.n * 2 >= portfolio->slot_count)
        grow(portfolio);
    uint32_t *slot = slot_of(portfolio, &panel);
    if (*slot == 0) {
        *VEC_PUSH(portfolio->arena, &portfolio->panels) = panel;
        *slot = (uint32_t)portfolio->panels.n;
    }
    return *slot - 1;
}

void portfolio_expect(const struct portfolio *portfolio, double *ret_counts)
{
    memset(ret_counts, 0, portfolio->types * sizeof *ret_counts);
    for (size_t i = 0; i < portfolio->panels.n; i++) {
        const struct counted_panel *panel = &portfolio->panels.items[i];
        for (uint32_t s = 0; panel->p > 0 && s < panel->n; s++)
            ret_counts[panel->seats[s].type] += panel->p * panel->seats[s].count;
    }
}
