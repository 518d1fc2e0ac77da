/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/spread.h"

#include "solver/share.h"

enum { MEMBERS_MAX = 32 * 1024 * 1024 }; /* of all panels together */
static const double NOTHING = 1e-13;     /* of probability: cuts so near to each other are one */

static int compare_stays(const void *a, const void *b)
{
    const struct stay *left = a, *right = b;
    if (left->panel != right->panel)
        return left->panel < right->panel ? -1 : 1;
    return (left->start > right->start) - (left->start < right->start);
}

static int compare_panels(const void *a, const void *b)
{
    const struct sortition_panel *left = a, *right = b;
    return (left->p < right->p) - (left->p > right->p);
}

static int compare_members(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static int compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

struct spreading {
    size_t size;
    double near; /* cuts no farther apart are one */
    struct arena *arena, *scratch;
    double *cuts; /* of the panel at hand, ascending; the first is 0 */
    size_t cut_count;
    uint32_t *seated; /* size of them: indexes of the stays that last */
    VEC(struct sortition_panel) panels;
};

/* The times at which somebody comes or goes. */
static void find_cuts(struct spreading *spreading, const struct stay *stays, size_t n, double p)
{
    size_t all = 0;
    for (size_t i = 0; i < n; i++) {
        spreading->cuts[all++] = stays[i].start;
        spreading->cuts[all++] = stays[i].end;
    }
    qsort(spreading->cuts, all, sizeof *spreading->cuts, compare_numbers);
    spreading->cut_count = 1;
    for (size_t i = 1; i < all; i++)
        if (spreading->cuts[i] > spreading->cuts[spreading->cut_count - 1] + spreading->near)
            spreading->cuts[spreading->cut_count++] = spreading->cuts[i];
    if (spreading->cut_count == 1)
        spreading->cuts[spreading->cut_count++] = p;
}

/* The index of the cut that stands for a time. */
static size_t cut_of(const struct spreading *spreading, double time)
{
    size_t lo = 0, hi = spreading->cut_count;
    while (hi - lo > 1) {
        size_t middle = (lo + hi) / 2;
        if (spreading->cuts[middle] <= time)
            lo = middle;
        else
            hi = middle;
    }
    return lo;
}

static void add_panel(struct spreading *spreading, const struct stay *stays, double p)
{
    uint32_t *members = ARENA_ARRAY(spreading->arena, uint32_t, spreading->size);
    for (size_t i = 0; i < spreading->size; i++)
        members[i] = stays[spreading->seated[i]].person;
    qsort(members, spreading->size, sizeof *members, compare_members);
    *VEC_PUSH(spreading->scratch, &spreading->panels) = (struct sortition_panel){.p = p, .members = members};
}

/* Makes the panels of people that one panel of types becomes. stays: n of it, by their starts. */
static void spread_panel(struct spreading *spreading, const struct stay *stays, size_t n, double p)
{
    find_cuts(spreading, stays, n, p);
    size_t next = 0, seated = 0;
    for (size_t cut = 0; cut + 1 < spreading->cut_count; cut++) {
        size_t kept = 0;
        for (size_t i = 0; i < seated; i++)
            if (cut_of(spreading, stays[spreading->seated[i]].end) > cut)
                spreading->seated[kept++] = spreading->seated[i];
        for (seated = kept; next < n && cut_of(spreading, stays[next].start) <= cut; next++)
            if (cut_of(spreading, stays[next].end) > cut && seated < spreading->size)
                spreading->seated[seated++] = (uint32_t)next;
        double end = cut + 2 < spreading->cut_count ? spreading->cuts[cut + 1] : p;
        if (seated == spreading->size)
            add_panel(spreading, stays, end - spreading->cuts[cut]);
    }
}

static void finish(const struct sortition_problem *problem, struct spreading *spreading, struct arena *arena,
                   struct sortition_lottery *lottery)
{
    double sum = 0;
    size_t n = spreading->panels.n;
    for (size_t i = 0; i < n; i++)
        sum += spreading->panels.items[i].p;
    lottery->probabilities = ARENA_ARRAY(arena, double, problem->pool.n);
    lottery->panels = ARENA_ARRAY(arena, struct sortition_panel, n);
    lottery->panel_count = n;
    for (size_t i = 0; i < n; i++) {
        struct sortition_panel *panel = &lottery->panels[i];
        *panel = spreading->panels.items[i];
        panel->p /= sum;
        for (size_t j = 0; j < problem->size; j++)
            lottery->probabilities[panel->members[j]] += panel->p;
    }
    if (n > 0)
        qsort(lottery->panels, n, sizeof *lottery->panels, compare_panels);
}

void spread(const struct sortition_problem *problem, const struct model *model,
            const struct portfolio *portfolio, struct arena *arena, struct sortition_lottery *lottery)
{
    struct arena *scratch = arena_new();
    struct stays stays = {.arena = scratch};
    for (size_t c = 0; c < model->class_count; c++)
        share_class(model, portfolio, c, &stays);
    if (stays.list.n > 0)
        qsort(stays.list.items, stays.list.n, sizeof *stays.list.items, compare_stays);
    /* So many panels that their members would not fit: cuts are drawn together, at the cost of exactness. */
    size_t most = MEMBERS_MAX / (problem->size + 1) + 1;
    struct spreading spreading = {.size = problem->size,
                                  .near = portfolio->panels.n + problem->pool.n <= most ? NOTHING
                                                                                        : 1.0 / (double)most,
                                  .arena = arena,
                                  .scratch = scratch,
                                  .cuts = ARENA_ARRAY(scratch, double, 2 * stays.list.n),
                                  .seated = ARENA_ARRAY(scratch, uint32_t, problem->size)};
    for (size_t i = 0; i < stays.list.n;) {
        size_t n = 1;
        while (i + n < stays.list.n && stays.list.items[i + n].panel == stays.list.items[i].panel)
            n++;
        spread_panel(&spreading, &stays.list.items[i], n,
                     portfolio->panels.items[stays.list.items[i].panel].p);
        i += n;
    }
    finish(problem, &spreading, arena, lottery);
    (void)arena_free(scratch);
}
