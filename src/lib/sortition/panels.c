/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/panels.h"

#include "base/csv.h"
#include "base/map.h"
#include "base/vec.h"
#include "lib/sortition/seats.h"
#include "lib/sortition/sheet.h"

static void add_number(struct buf *out, size_t number, bool first)
{
    if (!first)
        buf_add_byte(out, ',');
    buf_add_int(out, (int64_t)number);
}

void sortition_panels_write(const struct sortition_rounding *rounding, const struct str *ids, struct buf *out)
{
    buf_add_c(out, "panel");
    for (size_t i = 0; i < rounding->size; i++)
        add_number(out, i + 1, false);
    buf_add_byte(out, '\n');
    for (size_t k = 0; k < rounding->m; k++) {
        add_number(out, k, true);
        for (size_t i = 0; i < rounding->size; i++)
            csv_add_field(out, ids[rounding->members[k * rounding->size + i]], false);
        buf_add_byte(out, '\n');
    }
}

struct reading {
    struct sheet sheet;
    struct map people; /* id → its place in numbers */
    uint32_t *numbers;
    VEC(uint32_t) members;
    size_t m, size;
};

static int judge_header(const struct sheet *sheet, const void *context)
{
    (void)context;
    return str_eq_c(sheet->keys[0], "panel");
}

static void read_panel(struct reading *reading)
{
    struct sheet *sheet = &reading->sheet;
    struct arena *arena = sheet->errors->arena;
    size_t row = sheet->row.place.row, first = reading->members.n;
    int64_t number;
    if (str_to_int(sheet_cell(sheet, 0), &number) != RC_OK || number != (int64_t)reading->m)
        sortition_fault(sheet->errors, row, sheet->columns[0],
                        "panel %zu is expected here; list them in order from 0", reading->m);
    for (size_t i = 1; i <= reading->size; i++) {
        struct str id = sheet_cell(sheet, i);
        const uint32_t *person = map_get(&reading->people, id);
        if (person)
            *VEC_PUSH(arena, &reading->members) = *person;
        else
            sortition_fault(sheet->errors, row, sheet->columns[i], "nobody has the id \"%.*s\"",
                            STR_ARGS(str_sub(id, 0, 100)));
    }
    uint32_t *members = reading->members.items + first;
    size_t n = reading->members.n - first;
    if (n)
        qsort(members, n, sizeof *members, seats_compare);
    for (size_t i = 1; i < n; i++)
        if (members[i] == members[i - 1])
            sortition_fault(sheet->errors, row, STR_NONE, "someone is on the panel twice");
    reading->m++;
}

static void read_panels(struct reading *reading)
{
    struct sheet *sheet = &reading->sheet;
    size_t before = sheet->errors->count;
    reading->size = sheet->column_count - 1;
    if (!str_eq_c(sheet->keys[0], "panel") || reading->size == 0)
        sortition_fault(sheet->errors, sheet->header_row, STR_NONE, "the header must be \"panel,1,2,3,…\"");
    while (sheet->errors->count == before && reading->m <= SORTITION_NUMBERS_MAX && sheet_next(sheet))
        read_panel(reading);
    if (reading->m > SORTITION_NUMBERS_MAX)
        sortition_fault(sheet->errors, 0, STR_NONE, "there are more than %d panels", SORTITION_NUMBERS_MAX);
    else if (reading->m == 0 && sheet->errors->count == before)
        sortition_fault(sheet->errors, 0, STR_NONE, "the list has no panel");
}

rc sortition_panels_read(struct str text, const struct str *ids, size_t n, struct sortition_faults *errors,
                         struct sortition_rounding *ret_rounding)
{
    struct reading reading = {.m = 0};
    struct arena *work = arena_new();
    size_t before = errors->count;
    map_init(&reading.people, work);
    reading.numbers = ARENA_ARRAY(work, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        reading.numbers[i] = (uint32_t)i;
        (void)map_put(&reading.people, ids[i], &reading.numbers[i]);
    }
    if (sheet_open(&reading.sheet, text, judge_header, NULL, errors) == RC_OK)
        read_panels(&reading);
    sheet_close(&reading.sheet);
    arena_free(work);
    if (errors->count > before)
        return RC_INVALID;
    *ret_rounding = (struct sortition_rounding){
        .m = reading.m, .size = reading.size, .members = reading.members.items};
    return RC_OK;
}
