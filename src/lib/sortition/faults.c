/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/faults.h"

#include <stdarg.h>

#include "base/vec.h"

void sortition_fault(struct sortition_faults *faults, size_t row, struct str column, const char *message, ...)
{
    va_list args;
    faults->count++;
    if (faults->n == SORTITION_FAULTS_MAX)
        return;
    (void)VEC_PUSH(faults->arena, faults);
    size_t at = faults->n - 1;
    for (; at > 0 && faults->items[at - 1].row > row; at--)
        faults->items[at] = faults->items[at - 1];
    va_start(args, message);
    faults->items[at] = (struct sortition_fault){row, column, arena_vprintf(faults->arena, message, args)};
    va_end(args);
}

void sortition_faults_write(const struct sortition_faults *faults, struct str file, struct buf *out)
{
    for (size_t i = 0; i < faults->n; i++) {
        const struct sortition_fault *fault = &faults->items[i];
        buf_printf(out, "%.*s: ", STR_ARGS(file));
        if (fault->row)
            buf_printf(out, "row %zu: ", fault->row);
        if (fault->column.n)
            buf_printf(out, "column %.*s: ", STR_ARGS(fault->column));
        buf_printf(out, "%.*s\n", STR_ARGS(fault->message));
    }
    if (faults->count > faults->n)
        buf_printf(out, "%.*s: and %zu more\n", STR_ARGS(file), faults->count - faults->n);
}
