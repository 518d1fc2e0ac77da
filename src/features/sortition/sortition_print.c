/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/sortition/sortition_print.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "lib/sortition/precheck.h"

enum { BAR_CELLS = 30, IDS_SHOWN = 20, LEVELS_SHOWN = 12, NAME_COLUMNS = 24 };

/* ---- progress ------------------------------------------------------------------------- */

bool sortition_show_progress(void *context, enum solve_phase phase, double done, double total)
{
    static const char *const names[] = {[SOLVE_CHECKS] = "checking",
                                        [SOLVE_LEVELS] = "levels",
                                        [SOLVE_PANELS] = "panels",
                                        [SOLVE_PROOF] = "proving"};
    struct sortition_progress *progress = context;
    time_us now = time_monotonic();
    if (!isatty(STDERR_FILENO) || now - progress->last < TIME_SECOND / 10)
        return true;
    progress->last = now;
    progress->shown = true;
    double share = total > 0 ? done / total : 0;
    int full = share >= 1 ? BAR_CELLS : share <= 0 ? 0 : (int)(share * BAR_CELLS);
    fprintf(stderr, "\r%-9s [", names[phase]);
    for (int i = 0; i < BAR_CELLS; i++)
        fputc(i < full ? '#' : ' ', stderr);
    if (total > 0)
        fprintf(stderr, "] %3.0f %%\033[K", share * 100);
    else
        fprintf(stderr, "] %.0f\033[K", done);
    fflush(stderr);
    return true;
}

void sortition_end_progress(struct sortition_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}

/* ---- tables ----------------------------------------------------------------------------- */

/* The name and blanks up to a number of columns. */
static void print_padded(struct str name, size_t columns)
{
    size_t wide = 0;
    for (size_t i = 0; i < name.n; i++)
        wide += ((unsigned char)name.p[i] & 0xC0) != 0x80;
    printf("%.*s", STR_ARGS(name));
    for (; wide < columns; wide++)
        putchar(' ');
    putchar(' ');
}

static size_t longest_name(const struct sortition_targets *targets)
{
    size_t longest = 8;
    for (size_t i = 0; i < targets->value_count; i++)
        longest = targets->values[i].name.n > longest ? targets->values[i].name.n : longest;
    for (size_t i = 0; i < targets->category_count; i++)
        longest = targets->categories[i].name.n > longest ? targets->categories[i].name.n : longest;
    return longest < NAME_COLUMNS ? longest : NAME_COLUMNS;
}

/* How many members of a drawn panel have each value, on average. */
static double *expected_members(const struct sortition_problem *problem, const double *probabilities,
                                struct arena *arena)
{
    double *expected = ARENA_ARRAY(arena, double, problem->targets.value_count);
    for (size_t i = 0; i < problem->pool.n; i++)
        for (size_t c = 0; c < problem->targets.category_count; c++)
            expected[sortition_value_of(problem, i, c)] += probabilities[i];
    return expected;
}

static void print_targets(const struct sortition_problem *problem, const double *probabilities,
                          struct arena *arena)
{
    const struct sortition_targets *targets = &problem->targets;
    size_t columns = longest_name(targets), *pool = sortition_count_values(problem, arena);
    double *expected = expected_members(problem, probabilities, arena);
    print_padded(STR("category"), columns);
    print_padded(STR("value"), columns);
    printf("%8s %16s %12s\n", "pool", "expected share", "quota");
    for (size_t c = 0; c < targets->category_count; c++)
        for (size_t v = targets->categories[c].first;
             v < targets->categories[c].first + targets->categories[c].n; v++) {
            print_padded(targets->categories[c].name, columns);
            print_padded(targets->values[v].name, columns);
            printf("%8zu %7.2f  %5.1f %% %6d–%d\n", pool[v], expected[v],
                   100 * expected[v] / (double)problem->size, (int)targets->values[v].min,
                   (int)targets->values[v].max);
        }
}

static void print_levels(const struct sortition_lottery *lottery)
{
    for (size_t i = 0; i < lottery->level_count && i < LEVELS_SHOWN; i++) {
        const struct sortition_level *level = &lottery->levels[i];
        printf("  %7.4f %%  %zu %s", 100 * level->p, level->people, level->people == 1 ? "person" : "people");
        if (!lottery->exact)
            printf("  (at most %.4f %%)", 100 * level->bound);
        putchar('\n');
    }
    if (lottery->level_count > LEVELS_SHOWN)
        printf("  and %zu levels above\n", lottery->level_count - LEVELS_SHOWN);
}

static void print_on_no_panel(const struct sortition_problem *problem,
                              const struct sortition_lottery *lottery)
{
    if (lottery->on_no_panel_count == 0) {
        if (lottery->algorithm != SORTITION_GREEDY) /* it does not know */
            printf("Everyone can be drawn.\n");
        return;
    }
    printf("On no valid panel: %zu %s:", lottery->on_no_panel_count,
           lottery->on_no_panel_count == 1 ? "person" : "people");
    for (size_t i = 0; i < lottery->on_no_panel_count && i < IDS_SHOWN; i++)
        printf(" %.*s", STR_ARGS(problem->pool.ids[lottery->on_no_panel[i]]));
    printf("%s\n", lottery->on_no_panel_count > IDS_SHOWN ? " …" : "");
}

void sortition_print_lottery(const struct sortition_problem *problem, const struct sortition_answer *answer,
                             struct arena *arena)
{
    const struct sortition_lottery *lottery = &answer->lottery;
    print_targets(problem, lottery->probabilities, arena);
    printf("\n%zu of %zu people, %zu panels, %.2f s\n", problem->size, problem->pool.n, lottery->panel_count,
           answer->seconds);
    print_on_no_panel(problem, lottery);
    if (lottery->level_count) {
        printf("The chances, the least first (%s to %.0e):\n", lottery->exact ? "exact" : "not proven; equal",
               lottery->residual < 1e-9 ? 1e-9 : lottery->residual);
        print_levels(lottery);
    }
}

/* ---- no panel ------------------------------------------------------------------------------ */

static void print_change(const struct sortition_targets *targets, const struct sortition_change *change)
{
    const struct sortition_value *value = &targets->values[change->value];
    struct str category = sortition_category_of(targets, change->value)->name;
    if (change->new_min != value->min)
        printf("    %.*s, %.*s: minimum %d to %d\n", STR_ARGS(category), STR_ARGS(value->name),
               (int)value->min, (int)change->new_min);
    if (change->new_max != value->max)
        printf("    %.*s, %.*s: maximum %d to %d\n", STR_ARGS(category), STR_ARGS(value->name),
               (int)value->max, (int)change->new_max);
}

static void print_relaxation(const struct sortition_targets *targets,
                             const struct sortition_relaxation *relaxation)
{
    long long total = relaxation->total;
    switch (relaxation->kind) {
    case SORTITION_WITHIN_FLEX: printf("  within the flex limits, %lld in all:\n", total); break;
    case SORTITION_WITHOUT_LIMIT: printf("  without regard to the flex limits, %lld in all:\n", total); break;
    case SORTITION_SINGLE_CATEGORY:
        printf("  only in %.*s, %lld in all:\n",
               STR_ARGS(sortition_category_of(targets, relaxation->changes[0].value)->name), total);
        break;
    }
    for (size_t i = 0; i < relaxation->change_count; i++)
        print_change(targets, &relaxation->changes[i]);
}

void sortition_print_infeasible(const struct sortition_problem *problem,
                                const struct sortition_answer *answer, struct arena *arena)
{
    struct sortition_conflict *conflicts;
    size_t n = sortition_precheck(problem, arena, &conflicts);
    printf("No panel of %zu meets these quotas.\n", problem->size);
    for (size_t i = 0; i < n; i++)
        printf("  %.*s\n", STR_ARGS(conflicts[i].message));
    if (answer->relaxation_count)
        printf("The fewest changes that make one possible (others may be as few):\n");
    for (size_t i = 0; i < answer->relaxation_count; i++)
        if (answer->relaxations[i].change_count)
            print_relaxation(&problem->targets, &answer->relaxations[i]);
}
