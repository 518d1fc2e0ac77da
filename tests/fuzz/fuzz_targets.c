/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any bytes as a file of targets: it is refused with errors that are text, or its
 * quotas are in order, its names differ and its values belong to one category each.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "lib/sortition/targets.h"

static void demand(bool fact)
{
    if (!fact)
        abort();
}

static void check_faults(const struct sortition_faults *faults)
{
    demand(faults->n <= SORTITION_FAULTS_MAX && faults->count >= faults->n && faults->n > 0);
    for (size_t i = 0; i < faults->n; i++) {
        demand(faults->items[i].message.n > 0);
        demand(i == 0 || faults->items[i - 1].row <= faults->items[i].row);
    }
}

static void check_value(const struct sortition_value *value)
{
    demand(value->name.n > 0 && utf8_is_text(value->name));
    demand(0 <= value->min_flex && value->min_flex <= value->min && value->min <= value->max &&
           value->max <= value->max_flex);
}

static void check_targets(const struct sortition_targets *targets)
{
    size_t next = 0;
    demand(targets->category_count > 0 && targets->category_count <= SORTITION_CATEGORIES_MAX);
    for (size_t c = 0; c < targets->category_count; c++) {
        const struct sortition_category *category = &targets->categories[c];
        demand(category->first == next && category->n > 0 && category->name.n > 0);
        next += category->n;
        for (size_t before = 0; before < c; before++)
            demand(!str_eq(category->name, targets->categories[before].name));
        for (size_t v = category->first; v < next; v++) {
            check_value(&targets->values[v]);
            for (size_t before = category->first; before < v; before++)
                demand(!str_eq(targets->values[v].name, targets->values[before].name));
        }
    }
    demand(next == targets->value_count && next <= SORTITION_VALUES_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct sortition_faults errors = {.arena = arena};
    struct sortition_targets targets;
    if (sortition_targets_read((struct str){(const char *)data, size}, &errors, &targets) == RC_OK) {
        demand(errors.count == 0);
        check_targets(&targets);
    } else
        check_faults(&errors);
    arena_free(arena);
    return 0;
}
